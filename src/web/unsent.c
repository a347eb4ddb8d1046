/* SPDX-License-Identifier: Apache-2.0 */
#include "web/unsent.h"
#include "core/words.h"
#include "web/exchange.h"
#include "web/unsent.html.h"

/* The sign-in has these besides; and its body is bounded as any other. */
enum { SIGN_IN_FIELDS = 20, SIGN_IN_BYTES = 4096 };

static const char prefix[] = "unsent.";
static const struct view unsent_view = VIEW_PAGE(unsent);

/* The sign-in page of @x, or NULL. */
static const struct route *door_of(const struct exchange *x)
{
	const struct web_auth *auth = x->web->setup.auth;
	const struct routed *door;
	struct path path;
	unsigned allowed;

	if (!auth || !auth->sign_in ||
	    !path_split(x->mem, auth->sign_in, strlen(auth->sign_in), &path))
		return NULL;
	door = router_find(&x->web->router, GET, &path, &allowed);
	return door ? door->route : NULL;
}

/* Whether the form of @route stands on the sign-in page. */
static bool enters(const struct exchange *x, const struct route *route)
{
	const struct route *door = door_of(x);

	return door && (route->again == door->run || !strcmp(route->path, door->path));
}

/* The field of @name ("applicant.name", "papers.0.form"), or NULL. */
static const struct field *field_of(const struct field *fields, const char *name)
{
	for (const struct field *f = fields; f && f->name; f++) {
		size_t size = strlen(f->name);
		const char *rest = name + size;

		if (strncmp(name, f->name, size) != 0 || (*rest && *rest != '.'))
			continue;
		if (!*rest)
			return f;
		if (f->kind == FIELD_LIST)
			rest += 1 + strspn(rest + 1, "0123456789");
		if (*rest == '.' && f->fields)
			return field_of(f->fields, rest + 1);
	}
	return NULL;
}

/* Never carried: the old token, and what nobody may read from a page. */
static bool secret(const struct route *route, const char *name)
{
	const struct field *f = field_of(route->input, name);

	return !strcmp(name, "csrf") || strstr(name, "password") || (f && f->secret);
}

/* Bytes of @text in the body that the sign-in will send. */
static size_t sent_size(const char *text)
{
	size_t size = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		size += plain ? 1 : c == '\n' ? 6 : 3;
	}
	return size;
}

static void add(struct arena *mem, struct unsent *u, const char *name, const char *value)
{
	struct unsent_field *fields =
		arena_grow(mem, (void *)(uintptr_t)u->fields, u->fields_count, sizeof *fields);

	fields[u->fields_count++] = (struct unsent_field){ name, value };
	u->fields = fields;
}

/* What may be carried of the form of @x. false: nothing of it was typed, or it is too much. */
static bool gather(struct exchange *x, struct unsent *u)
{
	const struct pairs *form = &x->req.form;
	size_t size = SIGN_IN_BYTES + sent_size(x->req.target);
	bool typed = false;

	for (size_t i = 0; i < form->count; i++) {
		const struct pair *one = &form->items[i];

		u->files = u->files || (one->file && one->upload.size);
		if (one->file || secret(x->req.routed->route, one->name))
			continue;
		size += sizeof prefix + sent_size(one->name) + sent_size(one->value) + 2;
		add(x->mem, u, one->name, one->value);
		typed = typed || (*one->value && strcmp(one->name, "idempotency_key") != 0 &&
				  strcmp(one->name, "version") != 0);
	}
	return typed && size <= BODY_MAX && u->fields_count + SIGN_IN_FIELDS <= PAIRS_MAX;
}

bool unsent_take(struct exchange *x, enum rc rc)
{
	struct req *req = &x->req;
	const struct route *route = req->routed ? req->routed->route : NULL;
	bool old_token = rc == RC_FORBIDDEN && x->op.err.key && !strcmp(x->op.err.key, "request.csrf");
	bool ended = rc == RC_SIGN_IN && route && route->may != MAY_ALL;

	if (!(ended || old_token) || req->again || !req->has_form || !req_page(req) ||
	    !exchange_may_read(x) || !door_of(x) || !guard_own_page(x))
		return false;
	if (enters(x, route))
		return true;
	struct unsent *u = arena_one(x->mem, struct unsent);

	if (!gather(x, u) && !(old_token && u->fields_count))
		return false;
	u->to = req->target;
	u->back = go_on_at(x);
	req->unsent = u;
	/* The page that answers has fields of its own. */
	req->form = (struct pairs){ 0 };
	return true;
}

enum rc unsent_answer(struct op *op, struct exchange *x)
{
	struct req *req = &x->req;
	const struct route *route = req->routed->route;
	enum rc rc = guard_actor(op, x);

	if (rc != RC_OK && rc != RC_SIGN_IN)
		return rc;
	op->err = (struct err){ 0 };
	if (rc == RC_SIGN_IN)
		reply_header(op, &x->reply, "WWW-Authenticate", "Bearer");
	if (rc == RC_OK && req_unsent(req) && (op->actor.id || !enters(x, route)))
		return reply_unsent(op, req, &x->reply);
	if (enters(x, route) && !req->faults.count)
		FAULT(&req->faults, "", "unsent.page_old");
	return door_of(x)->run(op, req, &x->reply);
}

/* The route that @to, which came out of a page, is sent to; NULL when it is none that takes forms. */
static const struct route *route_to(const struct exchange *x, const char *to)
{
	const struct routed *found = NULL;
	struct path path;
	unsigned allowed;

	if (url_local(to) && path_split(x->mem, to, strcspn(to, "?"), &path))
		found = router_find(&x->web->router, POST, &path, &allowed);
	return found && !enters(x, found->route) ? found->route : NULL;
}

/* As the sign-in page carried it. */
static const struct unsent *carried(struct req *req)
{
	struct exchange *x = req->exchange;
	const struct pair *to = pairs_find(&req->form, "unsent"), *back = pairs_find(&req->form, "to");
	const struct route *route = to ? route_to(x, to->value) : NULL;

	if (!route || !enters(x, req->routed->route))
		return NULL;
	struct unsent *u = arena_one(req->mem, struct unsent);

	*u = (struct unsent){ .to = to->value,
			      .back = back && url_local(back->value) ? back->value : "/",
			      .files = pairs_find(&req->form, "unsent_files") != NULL };
	for (size_t i = 0; i < req->form.count; i++) {
		const struct pair *one = &req->form.items[i];
		const char *name = one->name + sizeof prefix - 1;

		if (!one->file && !strncmp(one->name, prefix, sizeof prefix - 1) && *name &&
		    !secret(route, name))
			add(req->mem, u, name, one->value);
	}
	return u;
}

const struct unsent *req_unsent(struct req *req)
{
	if (!req->unsent && req->has_form && req->routed)
		req->unsent = carried(req);
	return req->unsent;
}

/* As people say it; what has no words is shown as it was sent. */
static enum rc show_value(struct op *op, enum lang lang, const struct field *f, const char **value)
{
	const char *key = arena_text(op->mem, "%s%s", f->values ? f->values : "", *value);

	if (f->values && strcmp(words(lang, key), key) != 0)
		*value = words(lang, key);
	return f->named ? f->named(op, lang, *value, value) : RC_OK;
}

enum rc reply_unsent(struct op *op, struct req *req, struct reply *reply)
{
	struct unsent_page *page = arena_one(op->mem, struct unsent_page);
	const struct unsent *u = req_unsent(req);
	const struct route *route = u ? route_to(req->exchange, u->to) : NULL;

	if (!route)
		return FAIL(op, RC_BROKEN, "broken", "no form was held");
	struct unsent_line *lines = arena_many(op->mem, struct unsent_line, u->fields_count + 1);

	*page = (struct unsent_page){ .held = *u,
				      .to = url_make(op->mem, u->to),
				      .back = url_make(op->mem, u->back),
				      .lines = lines };
	for (size_t i = 0; i < u->fields_count; i++) {
		const struct unsent_field *one = &u->fields[i];
		const struct field *f = field_of(route->input, one->name);

		if (!*one->value || !strcmp(one->name, "idempotency_key"))
			continue;
		if (!f || !f->label) {
			page->more = page->more || strcmp(one->name, "version") != 0;
			continue;
		}
		struct unsent_line *line = &lines[page->lines_count++];

		*line = (struct unsent_line){ f->label, one->value };
		TRY(show_value(op, req_lang(req), f, &line->value));
	}
	return reply_view(op, reply, &unsent_view, page);
}
