/* SPDX-License-Identifier: Apache-2.0 */
#include "web/exchange.h"

static struct exchange *exchange_of(struct reply *reply)
{
	return (struct exchange *)(void *)((char *)reply - offsetof(struct exchange, reply));
}

static const char *path_of(struct op *op, const char *path, va_list args)
	__attribute__((format(printf, 2, 0)));

static const char *path_of(struct op *op, const char *path, va_list args)
{
	struct buf b = { .mem = op->mem };

	/* Names may stand in it as they are: what is no plain ASCII is encoded here. */
	for (const char *at = arena_vtext(op->mem, path, args); *at; at++) {
		if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f ||
		    strchr("\"<>\\", *at))
			buf_format(&b, "%%%02X", (unsigned char)*at);
		else
			buf_char(&b, *at);
	}
	return b.text && url_local(b.text) ? b.text : NULL;
}

static enum rc note_view(struct op *op, struct reply *reply, const struct view *view,
			 const void *thing, const char *location, int status)
{
	if (!location)
		return FAIL(op, RC_BROKEN, "broken", "a reply leads to no path of ours");
	reply->kind = REPLY_VIEW;
	reply->view = view;
	reply->thing = thing;
	reply->location = location;
	if (!reply->status)
		reply->status = status;
	return RC_OK;
}

enum rc reply_view(struct op *op, struct reply *reply, const struct view *view, const void *thing)
{
	return note_view(op, reply, view, thing, "", 200);
}

enum rc reply_made(struct op *op, struct reply *reply, const struct view *view, const void *thing,
		   const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const char *location = path_of(op, path, args);

	va_end(args);
	return note_view(op, reply, view, thing, location, 201);
}

enum rc reply_done(struct op *op, struct reply *reply, const struct view *view, const void *thing,
		   const char *path, ...)
{
	va_list args;

	va_start(args, path);
	const char *location = path_of(op, path, args);

	va_end(args);
	return note_view(op, reply, view, thing, location, 200);
}

enum rc reply_go(struct op *op, struct reply *reply, const char *path, ...)
{
	va_list args;

	va_start(args, path);
	reply->location = path_of(op, path, args);
	va_end(args);
	if (!reply->location)
		return FAIL(op, RC_BROKEN, "broken", "a reply leads to no path of ours");
	reply->kind = REPLY_GO;
	reply->status = 303;
	return RC_OK;
}

enum rc reply_bytes(struct op *op, struct reply *reply, const char *type, const void *bytes,
		    size_t size)
{
	(void)op;
	reply->kind = REPLY_BYTES;
	reply->type = type;
	reply->bytes = bytes;
	reply->size = size;
	if (!reply->status)
		reply->status = 200;
	return RC_OK;
}

enum rc reply_text(struct op *op, struct reply *reply, const char *type, const char *text)
{
	return reply_bytes(op, reply, type, text, strlen(text));
}

enum rc reply_file(struct op *op, struct reply *reply, const char *name, const char *type,
		   const void *bytes, size_t size)
{
	reply_header(op, reply, "Content-Disposition",
		     arena_text(op->mem, "attachment; filename=\"%s\"", name));
	return reply_bytes(op, reply, type, bytes, size);
}

enum rc reply_refused(struct op *op, struct reply *reply, const struct view *view,
		      const void *thing, enum rc code, const char *field, const char *key)
{
	struct req *req = &exchange_of(reply)->req;

	/* Noted as a failure is, but not returned as one. */
	reply->refusal = op_fail(op, code, field, key, __FILE__, __LINE__, "kept");
	reply->status = problem_status(code);
	req_fault(op, req, field, key);
	return note_view(op, reply, view, thing, "", reply->status);
}

void reply_secret(struct reply *reply)
{
	reply->secret = true;
}

void reply_title(struct reply *reply, const char *title)
{
	reply->title = title;
}

void reply_version(struct reply *reply, int64_t version)
{
	reply->version = version;
	reply->has_version = true;
}

void reply_present(struct reply *reply, const struct view *view, const void *thing, int64_t version)
{
	reply->present = view;
	reply->present_thing = thing;
	reply_version(reply, version);
}

static bool header_safe(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
			return false;
	return true;
}

void reply_header(struct op *op, struct reply *reply, const char *name, const char *value)
{
	size_t room = sizeof reply->headers / sizeof *reply->headers;

	if (reply->headers_count == room || !header_safe(name) || !header_safe(value))
		return;
	reply->headers[reply->headers_count++] =
		(struct header){ arena_copy(op->mem, name), arena_copy(op->mem, value) };
}

void reply_status(struct reply *reply, int status)
{
	reply->status = status;
}

void reply_public(struct reply *reply, int seconds)
{
	reply->public_seconds = seconds;
}

void reply_cookie(struct op *op, struct reply *reply, const char *name, const char *value,
		  int64_t seconds)
{
	reply_header(op, reply, "Set-Cookie",
		     arena_text(op->mem, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
				name, url_encode(op->mem, value), (long long)seconds,
				exchange_of(reply)->web->https ? "; Secure" : ""));
}

void reply_sign_in(struct op *op, struct reply *reply, const char *token, int64_t seconds)
{
	reply->secret = true;
	reply->session = token;
	reply_cookie(op, reply, "session", token, seconds);
}

void reply_sign_out(struct op *op, struct reply *reply)
{
	reply->secret = true;
	reply_cookie(op, reply, "session", "", 0);
	reply_header(op, reply, "Clear-Site-Data", "\"cache\"");
}

void reply_flash(struct op *op, struct reply *reply, const char *key, const char *arg)
{
	const char *said = arg ? arena_text(op->mem, "%s|%s", key, arg) : key;

	reply_cookie(op, reply, "flash", said, 60);
}
