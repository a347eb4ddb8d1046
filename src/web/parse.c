/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "web/exchange.h"
#include "web/negotiate.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>

bool address_parse(const char *text, struct sockaddr_storage *out)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;

	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1)
		four->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1)
		six->sin6_family = AF_INET6;
	return out->ss_family != 0;
}

/* The 16 bytes of an address; an IPv4 one as mapped. */
static void bytes_of(const struct sockaddr *address, unsigned char bytes[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

	memset(bytes, 0, 16);
	if (address->sa_family == AF_INET) {
		memcpy(bytes, mapped, sizeof mapped);
		memcpy(bytes + 12, &((const struct sockaddr_in *)address)->sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
	}
}

bool address_same(const struct sockaddr *one, const struct sockaddr *other)
{
	unsigned char a[16], b[16];

	bytes_of(one, a);
	bytes_of(other, b);
	return !memcmp(a, b, sizeof a);
}

bool address_loopback(const struct sockaddr *address)
{
	static const unsigned char six[16] = { [15] = 1 };
	static const unsigned char four[13] = { [10] = 0xff, [11] = 0xff, [12] = 127 };
	unsigned char bytes[16];

	bytes_of(address, bytes);
	return !memcmp(bytes, six, sizeof six) || !memcmp(bytes, four, sizeof four);
}

static enum MHD_Result take_header(void *exchange, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct req *req = &((struct exchange *)exchange)->req;

	if (kind == MHD_HEADER_KIND && req->headers_count < HEADERS_MAX)
		req->headers[req->headers_count++] = (struct header){ name, value ? value : "" };
	return MHD_YES;
}

/* Our cookies are written percent-encoded; one that is not read back is as if it were not there. */
static enum MHD_Result take_cookie(void *exchange, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct req *req = &((struct exchange *)exchange)->req;
	struct pairs one;

	(void)kind;
	if (!value || !*value || req->cookies_count == HEADERS_MAX)
		return MHD_YES;
	if (form_urlencoded(req->mem, value, strlen(value), &one) && one.count == 1 &&
	    !*one.items[0].value)
		req->cookies[req->cookies_count++] = (struct header){ name, one.items[0].name };
	return MHD_YES;
}

/* The last of that name: a client's own may stand before the proxy's. */
static const char *last_header(const struct req *req, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < req->headers_count; i++)
		if (!strcasecmp(req->headers[i].name, name))
			value = req->headers[i].value;
	return value;
}

/* Who the client is: the peer, or whom the trusted proxy names last. */
static void find_address(struct exchange *x)
{
	struct req *req = &x->req;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const char *forwarded = last_header(req, "X-Forwarded-For");
	char text[INET6_ADDRSTRLEN] = "";

	if (info && info->client_addr) {
		size_t size = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
								       : sizeof(struct sockaddr_in);
		memcpy(&req->peer, info->client_addr, size);
	}
	req->proxied = forwarded || req_header(req, "Forwarded") || req_header(req, "Via");
	if (forwarded && x->web->proxy.ss_family &&
	    address_same((struct sockaddr *)&req->peer, (struct sockaddr *)&x->web->proxy)) {
		const char *last = strrchr(forwarded, ',');
		struct sockaddr_storage named;

		last = last ? last + 1 : forwarded;
		last += strspn(last, " \t");
		last = arena_copy_bytes(req->mem, last, strcspn(last, " \t"));
		if (address_parse(last, &named))
			req->peer = named;
	}
	if (req->peer.ss_family == AF_INET6)
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&req->peer)->sin6_addr, text,
			  sizeof text);
	else if (req->peer.ss_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)&req->peer)->sin_addr, text,
			  sizeof text);
	req->address = arena_copy(req->mem, text);
}

static void negotiate(struct req *req)
{
	const char *lang = req_cookie(req, "lang");

	req->accept = negotiate_type(req_header(req, "Accept"));
	if (lang && !strcmp(lang, "en"))
		req->lang = LANG_EN;
	else if (!lang)
		req->lang = negotiate_lang(req_header(req, "Accept-Language"));
	req->faults = (struct faults){ .mem = req->mem, .lang = req->lang };
}

/* A link in a page cannot say Accept: ?format=csv stands for it. */
static void negotiate_format(struct req *req)
{
	const char *format = req_query(req, "format");

	if (format && !strcmp(format, "csv"))
		req->accept = ACCEPT_CSV;
	else if (format && !strcmp(format, "json"))
		req->accept = ACCEPT_JSON;
}

static void find_secrets(struct req *req)
{
	const char *authorization = req_header(req, "Authorization");

	req->session = req_cookie(req, "session");
	if (authorization && !strncasecmp(authorization, "Bearer ", 7))
		req->bearer = text_trim(req->mem, authorization + 7);
	if (req->bearer)
		req->session = NULL;
}

static enum rc find_route(struct exchange *x, const char *method)
{
	struct op *op = &x->op;
	struct req *req = &x->req;
	enum verb verb = verb_of(method);

	req->routed = router_find(&x->web->router, verb, &req->path, &x->allowed);
	if (req->routed)
		return RC_OK;
	if (x->allowed)
		return FAIL(op, RC_NOT_FOUND, "request.method", "another verb");
	return FAIL(op, RC_NOT_FOUND, "request.nothing_here", "no route");
}

enum rc parse_head(struct exchange *x, const char *method)
{
	struct op *op = &x->op;
	struct req *req = &x->req;
	size_t path_size = strcspn(req->target, "?");

	req->method = arena_copy(req->mem, method);
	MHD_get_connection_values(x->connection, MHD_HEADER_KIND, take_header, x);
	MHD_get_connection_values(x->connection, MHD_COOKIE_KIND, take_cookie, x);
	find_address(x);
	negotiate(req);
	find_secrets(req);
	if (strlen(req->target) > TARGET_MAX)
		return FAIL(op, RC_MALFORMED, "request.too_long", "%zu bytes of target",
			    strlen(req->target));
	if (!path_split(req->mem, req->target, path_size, &req->path))
		return FAIL(op, RC_MALFORMED, "request.path", "the path cannot be read");
	if (req->target[path_size] &&
	    !form_urlencoded(req->mem, req->target + path_size + 1,
			     strlen(req->target + path_size + 1), &req->query))
		return FAIL(op, RC_MALFORMED, "request.query", "the query cannot be read");
	negotiate_format(req);
	return find_route(x, method);
}

static void let_go(void *json)
{
	json_decref(json);
}

static enum rc parse_json(struct exchange *x)
{
	struct op *op = &x->op;
	struct req *req = &x->req;
	json_error_t why;
	json_t *json =
		json_loadb((const char *)req->body, req->body_size, JSON_REJECT_DUPLICATES, &why);

	if (!json)
		return FAIL(op, RC_MALFORMED, "request.json", "line %d, column %d", why.line,
			    why.column);
	arena_defer(req->mem, let_go, json);
	if (!json_is_object(json))
		return FAIL(op, RC_MALFORMED, "request.json", "no object");
	req->json = json;
	return RC_OK;
}

/* The key of the header, or of the form's hidden field: 1 to 64 visible ASCII. */
static enum rc find_key(struct exchange *x)
{
	struct op *op = &x->op;
	struct req *req = &x->req;
	const char *key = req_header(req, "Idempotency-Key");
	const struct pair *field = pairs_find(&req->form, "idempotency_key");

	if (!key && field && *field->value)
		key = field->value;
	if (!key)
		return RC_OK;
	size_t size = strlen(key);

	for (const char *c = key; *c; c++)
		if (*c <= ' ' || *c > '~')
			size = 0;
	if (!size || size > 64)
		return FAIL(op, RC_MALFORMED, "request.key", "no visible ASCII or too long");
	req->key = key;
	return RC_OK;
}

/* A route that takes a file may be sent the file itself. */
static bool route_reads_fields(const struct route *route)
{
	for (const struct field *f = route->input; f && f->name; f++)
		if (f->kind == FIELD_FILE)
			return false;
	return route->input != NULL;
}

enum rc parse_body(struct exchange *x)
{
	struct op *op = &x->op;
	struct req *req = &x->req;
	const char *type = req_header(req, "Content-Type");
	size_t size = type ? strcspn(type, "; \t") : 0;

	if (req->routed->route->verb == GET)
		return RC_OK;
	req->body = x->body;
	if (x->body && type && size == 33 &&
	    !strncasecmp(type, "application/x-www-form-urlencoded", 33)) {
		req->has_form = true;
		if (!form_urlencoded(req->mem, (const char *)x->body, req->body_size, &req->form))
			return FAIL(op, RC_MALFORMED, "request.form", "the form cannot be read");
	} else if (x->body && type && size == 19 && !strncasecmp(type, "multipart/form-data", 19)) {
		req->has_form = true;
		if (!form_multipart(req->mem, type, x->body, req->body_size, &req->form))
			return FAIL(op, RC_MALFORMED, "request.form", "the form cannot be read");
	} else if (x->body && type &&
		   ((size == 16 && !strncasecmp(type, "application/json", 16)) ||
		    (size > 17 && !strncasecmp(type, "application/", 12) &&
		     !strncasecmp(type + size - 5, "+json", 5)))) {
		TRY(parse_json(x));
	} else if (x->body && req->body_size && route_reads_fields(req->routed->route)) {
		return FAIL(op, RC_MALFORMED, "request.body_type", "neither JSON nor a form");
	}
	return find_key(x);
}
