/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "web/exchange.h"
#include <strings.h>

const char *req_part(const struct req *req, size_t n)
{
	return router_part(req->mem, req->routed, &req->path, n);
}

enum rc req_id(struct op *op, const struct req *req, size_t n, int64_t *id)
{
	if (!text_number(req_part(req, n), id))
		return FAIL(op, RC_NOT_FOUND, "request.nothing_here", "part %zu is no number", n);
	return RC_OK;
}

const char *req_query(const struct req *req, const char *name)
{
	const struct pair *pair = pairs_find(&req->query, name);

	return pair ? pair->value : NULL;
}

const char *req_header(const struct req *req, const char *name)
{
	for (size_t i = 0; i < req->headers_count; i++)
		if (!strcasecmp(req->headers[i].name, name)) {
			const char *value = req->headers[i].value;

			return text_is_utf8(value, strlen(value)) ? value : NULL;
		}
	return NULL;
}

const char *req_cookie(const struct req *req, const char *name)
{
	for (size_t i = 0; i < req->cookies_count; i++)
		if (!strcmp(req->cookies[i].name, name)) {
			const char *value = req->cookies[i].value;

			return text_is_utf8(value, strlen(value)) ? value : NULL;
		}
	return NULL;
}

const char *req_path(const struct req *req)
{
	return arena_copy_bytes(req->mem, req->target, strcspn(req->target, "?"));
}

const char *req_public(const struct req *req, const char *path)
{
	const char *site = req->exchange->web->setup.public_url;
	size_t size = site ? strlen(site) : 0;

	while (size && site[size - 1] == '/')
		size--;
	return size ? arena_text(req->mem, "%.*s%s", (int)size, site, path) : path;
}

enum accept req_accept(const struct req *req)
{
	return req->accept;
}

bool req_page(const struct req *req)
{
	return req->accept == ACCEPT_HTML;
}

enum lang req_lang(const struct req *req)
{
	return req->lang;
}

const char *req_address(const struct req *req)
{
	return req->address;
}

const char *req_session(const struct req *req)
{
	return req->session;
}

const unsigned char *req_body(const struct req *req, size_t *size)
{
	*size = req->body_size;
	return req->body;
}

enum rc req_gather(struct op *op, struct req *req, const struct field *fields, void *out)
{
	if (req->body_size && !req->json && !req->has_form)
		return FAIL(op, RC_MALFORMED, "request.body_type", "neither JSON nor a form");
	fields_read(&req->faults, req->json, &req->form, fields, out);
	return RC_OK;
}

enum rc req_read(struct op *op, struct req *req, const struct field *fields, void *out)
{
	TRY(req_gather(op, req, fields, out));
	return req_invalid(op, req);
}

void req_gather_query(struct req *req, const struct field *fields, void *out)
{
	fields_read(&req->faults, NULL, &req->query, fields, out);
}

enum rc req_read_query(struct op *op, struct req *req, const struct field *fields, void *out)
{
	req_gather_query(req, fields, out);
	return req_invalid(op, req);
}

/* A strong tag of ours: a number between quotes, byte for byte as we write it. */
static bool version_of(struct req const *req, const char *tag, int64_t *version)
{
	size_t size = strlen(tag);

	return size > 2 && tag[0] == '"' && tag[size - 1] == '"' &&
	       text_number(arena_copy_bytes(req->mem, tag + 1, size - 2), version) &&
	       !strcmp(tag, arena_text(req->mem, "\"%lld\"", (long long)*version));
}

enum rc req_version(struct op *op, const struct req *req, int64_t *version)
{
	const char *tag = req_header(req, "If-Match");
	const struct pair *field = tag || !req->has_form ? NULL : pairs_find(&req->form, "version");

	if (tag && strcmp(tag, "*") != 0) {
		if (version_of(req, tag, version))
			return RC_OK;
		return FAIL(op, RC_STALE, "request.stale", "If-Match is none of ours");
	}
	if (field && *field->value) {
		if (text_number(field->value, version))
			return RC_OK;
		return FAIL(op, RC_STALE, "request.stale", "the field version is none of ours");
	}
	return FAIL(op, RC_UNVERSIONED, "request.version_needed",
		    "no If-Match and no field version");
}

/* "papers" and "papers.0.name", or twice the same. */
static bool overlap(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return (!*a || *a == '.') && (!*b || *b == '.') && (!*a || !*b);
}

void req_fault_args(struct op *op, struct req *req, const char *field, const char *key,
		    const char *const *args, size_t args_count)
{
	(void)op;
	for (size_t i = 0; i < req->faults.count; i++)
		if (overlap(req->faults.items[i].field, field))
			return;
	fault_add(&req->faults, field, key, args, args_count);
}

void req_fault_findings(struct op *op, struct req *req, const struct findings *findings)
{
	(void)op;
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->items[i];
		const char *field = f->file ? f->file : "";

		if (f->warning || req->faults.count == FAULTS_MAX)
			continue;
		if (f->line)
			field = arena_text(req->mem, "%s:%d", field, f->line);
		if (f->column)
			field = arena_text(req->mem, "%s%s%s", field, *field ? ":" : "", f->column);
		fault_add(&req->faults, field, f->key, f->args, FINDING_ARGS);
		/* The words with their place, as the command line prints them. */
		req->faults.items[req->faults.count - 1].text =
			finding_show(req->mem, f, req->lang);
	}
}

bool req_faulty(const struct req *req)
{
	return req->faults.count > 0;
}

enum rc req_invalid(struct op *op, struct req *req)
{
	if (!req->faults.count)
		return RC_OK;
	return op_fail(op, RC_INVALID, req->faults.items[0].field, "request.fields", __FILE__,
		       __LINE__, "%zu fields, the first: %s", req->faults.count,
		       req->faults.items[0].key);
}

bool req_again(const struct req *req)
{
	return req->again;
}

const char *req_typed(const struct req *req, const char *field)
{
	const struct pair *pair =
		req->again && req->has_form ? pairs_find(&req->form, field) : NULL;

	return pair && !pair->file ? pair->value : NULL;
}

bool req_ticked(const struct req *req, const char *field, const char *value)
{
	for (size_t i = 0; req->again && req->has_form && i < req->form.count; i++) {
		const struct pair *pair = &req->form.items[i];

		if (!pair->file && !strcmp(pair->name, field) && !strcmp(pair->value, value))
			return true;
	}
	return false;
}

const char *req_fault_of(const struct req *req, const char *field)
{
	for (size_t i = 0; i < req->faults.count; i++)
		if (!strcmp(req->faults.items[i].field, field))
			return req->faults.items[i].text;
	return NULL;
}

void req_keep(struct req *req, void *thing)
{
	req->kept = thing;
}

void *req_kept(const struct req *req)
{
	return req->kept;
}
