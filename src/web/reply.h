/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "web/view.h"

/*
 * What is answered. A reply only notes; rendering comes after the commit, on another thread, so @thing
 * and all it points at lives in op->mem and is not touched any more. A handler calls exactly one of
 * the first group last and returns its result.
 */
struct reply;

/** 200: @thing as page, JSON or, if its table has a list, CSV. */
CHECKED enum rc reply_view(struct op *op, struct reply *reply, const struct view *view,
			   const void *thing);

/** Something new: 201 with Location and the thing for programs, 303 to it for a page. */
CHECKED enum rc reply_made(struct op *op, struct reply *reply, const struct view *view,
			   const void *thing, const char *path, ...)
	__attribute__((format(printf, 5, 6)));

/** Something changed: 200 with the thing for programs, 303 to @path for a page. */
CHECKED enum rc reply_done(struct op *op, struct reply *reply, const struct view *view,
			   const void *thing, const char *path, ...)
	__attribute__((format(printf, 5, 6)));

/** 303 for everybody. The path is ours, it begins with one slash. */
CHECKED enum rc reply_go(struct op *op, struct reply *reply, const char *path, ...)
	__attribute__((format(printf, 3, 4)));

/** 200 with text or bytes of @type ("text/plain; charset=utf-8"). Borrowed from op->mem or static. */
CHECKED enum rc reply_text(struct op *op, struct reply *reply, const char *type, const char *text);
CHECKED enum rc reply_bytes(struct op *op, struct reply *reply, const char *type, const void *bytes,
			    size_t size);

/** The same to be saved as @name (plain ASCII). */
CHECKED enum rc reply_file(struct op *op, struct reply *reply, const char *name, const char *type,
			   const void *bytes, size_t size);

/**
 * Refused, and yet the operation is kept: a wrong password was counted. Pages show @view with the
 * fault of @field (or "") and what was typed, programs get the problem of @code.
 */
CHECKED enum rc reply_refused(struct op *op, struct reply *reply, const struct view *view,
			      const void *thing, enum rc code, const char *field, const char *key);

/* Before one of these: */

/** It holds a secret that is shown once (a token): it is not kept for a repeat of the request. */
void reply_secret(struct reply *reply);

/** The title of the page where the template's own would not do (a code, a name). */
void reply_title(struct reply *reply, const char *title);

/** The thing's version: ETag "N" for programs, If-None-Match gives 304. */
void reply_version(struct reply *reply, int64_t version);

/**
 * The thing as it is now, for a handler that is about to fail with RC_STALE: goes into the 412 as
 * "present", with its ETag.
 */
void reply_present(struct reply *reply, const struct view *view, const void *thing, int64_t version);

/** Another header. Name and value are plain ASCII without line ends (else it is left out). */
void reply_header(struct op *op, struct reply *reply, const char *name, const char *value);

/** Another status than the usual one of success, e.g. 202. */
void reply_status(struct reply *reply, int status);

/** May be kept by caches for @seconds: public things that do not change (tiles). */
void reply_public(struct reply *reply, int seconds);

/** Begins a session in the browser: the cookie, HttpOnly, SameSite=Lax, Secure when we are https. */
void reply_sign_in(struct op *op, struct reply *reply, const char *token, int64_t seconds);
void reply_sign_out(struct op *op, struct reply *reply);

/** A cookie that is no secret (language, theme); @seconds 0 deletes it. */
void reply_cookie(struct op *op, struct reply *reply, const char *name, const char *value,
		  int64_t seconds);

/** Words shown once on the next page: a key of the catalogue and one argument or NULL. */
void reply_flash(struct op *op, struct reply *reply, const char *key, const char *arg);
