/* SPDX-License-Identifier: Apache-2.0 */
#include "web/problem.h"
#include "core/log.h"
#include "web/exchange.h"
#include "web/problem.html.h"
#include "web/write.h"
#include <sodium.h>

static const struct view problem_view = VIEW_PAGE(problem);

int problem_status(enum rc rc)
{
	switch (rc) {
	case RC_OK:
		return 200;
	case RC_MALFORMED:
		return 400;
	case RC_INVALID:
		return 422;
	case RC_SIGN_IN:
		return 401;
	case RC_FORBIDDEN:
		return 403;
	case RC_NOT_FOUND:
		return 404;
	case RC_CONFLICT:
		return 409;
	case RC_UNVERSIONED:
		return 428;
	case RC_STALE:
		return 412;
	case RC_TOO_LARGE:
		return 413;
	case RC_LIMITED:
		return 429;
	case RC_BUSY:
		return 503;
	case RC_BROKEN:
		break;
	}
	return 500;
}

static int status_of(const struct exchange *x, enum rc rc)
{
	return rc == RC_NOT_FOUND && !x->req.routed && x->allowed ? 405 : problem_status(rc);
}

/* What a person can do about it. */
static const char *detail_of(struct exchange *x, const char *key, const char *reference)
{
	struct web *web = x->web;
	enum lang lang = x->req.lang;
	char *busy_with = NULL;

	if (reference)
		return words_put(x->mem, lang, "problem.fault", reference);
	if (x->op.err.code == RC_BUSY && web->setup.writer)
		busy_with = writer_busy_with(web->setup.writer, x->mem);
	if (busy_with)
		return words_put(x->mem, lang, "problem.busy_with", busy_with);
	return words(lang, key);
}

static void put_member(struct buf *b, const char *name, const char *value)
{
	buf_format(b, ",\"%s\":", name);
	json_text(b, value);
}

static void put_errors(struct buf *b, const struct exchange *x)
{
	const struct faults *faults = &x->req.faults;
	const struct err *err = &x->op.err;

	buf_put(b, ",\"errors\":[");
	for (size_t i = 0; i < faults->count; i++) {
		buf_put(b, i ? ",{\"field\":" : "{\"field\":");
		json_text(b, faults->items[i].field);
		put_member(b, "key", faults->items[i].key);
		put_member(b, "detail", faults->items[i].text);
		buf_char(b, '}');
	}
	if (!faults->count) {
		buf_put(b, "{\"field\":");
		json_text(b, err->field);
		put_member(b, "key", err->key);
		put_member(b, "detail", words(x->req.lang, err->key));
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void put_json(struct exchange *x, int status, const char *title, const char *detail,
		     const char *reference)
{
	struct buf b = { .mem = x->mem };
	const struct err *err = &x->op.err;

	buf_put(&b, "{\"type\":\"about:blank\",\"title\":");
	json_text(&b, title);
	buf_format(&b, ",\"status\":%d", status);
	put_member(&b, "detail", detail);
	put_member(&b, "key", err->key);
	if (reference)
		put_member(&b, "reference", reference);
	if (status == 422 || (status == 409 && err->field))
		put_errors(&b, x);
	if (x->reply.present && status == 412) {
		buf_put(&b, ",\"present\":");
		json_write(&b, x->reply.present->fields, x->reply.present_thing);
		x->answer.etag = arena_text(x->mem, "\"%lld\"", (long long)x->reply.version);
	}
	buf_char(&b, '}');
	x->answer.type = "application/problem+json";
	x->answer.body = b.text;
	x->answer.size = b.size;
}

/* The page of ours whose link or form led here. */
static struct url came_from(const struct exchange *x)
{
	const char *from = req_header(&x->req, "Referer"), *host = req_header(&x->req, "Host");
	const char *at = from ? strstr(from, "://") : NULL;
	size_t size = host ? strlen(host) : 0;

	if (!at || !size || strncasecmp(at + 3, host, size) != 0 || at[3 + size] != '/' ||
	    !strcmp(at + 3 + size, x->req.target))
		return (struct url){ "" };
	return url_make(x->mem, at + 3 + size);
}

static enum icon icon_of(int status)
{
	switch (status) {
	case 404:
		return ICON_INFO;
	case 429:
	case 503:
		return ICON_CLOCK;
	case 403:
	case 500:
		return ICON_STOP;
	default:
		return ICON_WARN;
	}
}

static void put_page(struct exchange *x, int status, const char *title, const char *detail,
		     const char *reference)
{
	struct problem_page *page = arena_one(x->mem, struct problem_page);
	bool sent = x->req.routed && x->req.routed->route->verb != GET;
	bool passing = status == 500 || status == 503 || status == 429;

	*page = (struct problem_page){
		.status = status,
		.title = title,
		.text = detail,
		.reference = reference,
		.faults = x->req.faults.items,
		.faults_count = x->req.faults.count,
		.back = came_from(x),
		.code = status == 404 ? req_query(&x->req, "code") : NULL,
		.again = url_make(x->mem, passing && !sent ? x->req.target : NULL),
		.icon = icon_of(status),
		.missing = status == 404,
		.forbidden = status == 403,
		.stale = status == 409 || status == 412 || status == 428,
		.limited = status == 429,
		.busy = status == 503,
		.fault = status == 500,
		.sent = sent,
	};
	render_page(x, &problem_view, page);
}

const char *go_on_at(const struct exchange *x)
{
	const char *from = x->req.target;
	struct path path;
	unsigned allowed;

	if (x->req.routed && x->req.routed->route->verb != GET)
		from = came_from(x).text;
	if (!from || !*from || !path_split(x->mem, from, strcspn(from, "?"), &path) ||
	    !router_find(&x->web->router, GET, &path, &allowed))
		return "/";
	return from;
}

/* A page is led to the sign-in and back to where it was; a form that was sent is not sent again. */
static bool to_sign_in(struct exchange *x, enum rc rc)
{
	const struct web_auth *auth = x->web->setup.auth;
	const struct req *req = &x->req;

	if (rc != RC_SIGN_IN || !req_page(req) || !auth || !auth->sign_in ||
	    !strcmp(req_path(req), auth->sign_in))
		return false;
	x->answer.status = 303;
	x->answer.location = arena_text(x->mem, "%s?to=%s", auth->sign_in, url_encode(x->mem, go_on_at(x)));
	x->answer.body = "";
	return true;
}

static void put_headers(struct exchange *x, int status)
{
	struct op *op = &x->op;
	struct buf allow = { .mem = x->mem };

	if (status == 405) {
		for (enum verb v = GET; v <= DELETE; v++)
			if (x->allowed & 1u << v)
				buf_format(&allow, "%s%s%s", allow.size ? ", " : "", verb_name(v),
					   v == GET ? ", HEAD" : "");
		reply_header(op, &x->reply, "Allow", allow.text);
	}
	if (status == 503)
		reply_header(op, &x->reply, "Retry-After", "2");
	if (status == 429)
		reply_header(op, &x->reply, "Retry-After", "60");
	if (status == 401)
		reply_header(op, &x->reply, "WWW-Authenticate", "Bearer");
}

void render_problem(struct exchange *x, enum rc rc)
{
	int status = status_of(x, rc);
	const char *reference = NULL;

	x->answer = (struct answer){ .status = status, .cache = "no-store" };
	x->reply.headers_count = 0;
	x->op.err.code = rc;
	if (!x->op.err.key)
		x->op.err.key = "broken";
	if (rc == RC_BROKEN || rc == RC_BUSY) {
		if (rc == RC_BROKEN)
			reference = arena_text(x->mem, "%06u", randombytes_uniform(1000000));
		log_failure(arena_text(x->mem, "%s %s %s", x->req.method ? x->req.method : "?",
				       x->req.routed ? x->req.routed->route->path : "?",
				       reference ? reference : ""),
			    &x->op.err);
	}
	if (to_sign_in(x, rc))
		return;
	const char *title = words(x->req.lang, arena_text(x->mem, "problem.%d", status));
	const char *detail = detail_of(x, x->op.err.key, reference);

	put_headers(x, status);
	if (req_page(&x->req))
		put_page(x, status, title, detail, reference);
	else
		put_json(x, status, title, detail, reference);
}
