/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include "core/op.h"
#include "core/words.h"
#include "web/field.h"

/*
 * What was asked. Texts are valid UTF-8 and live as long as the operation.
 *
 * The body has been parsed before the handler runs: broken JSON, forms, paths and text that is not
 * UTF-8 were answered with 400 already. The errors of a request come in this order, the first that
 * holds answers: 400, 401, 404, 403, 428, 412, 409, 422. So a handler that acts on a thing finds it
 * first (404), asks whether the actor may (403), compares the version (428, 412) and the state (409),
 * and only then calls req_read (422).
 */
struct req;

enum accept { ACCEPT_JSON, ACCEPT_HTML, ACCEPT_CSV };

/** The @n-th {} of the route's path, decoded, from 0. Never NULL. {*} is the rest, with its slashes. */
const char *req_part(const struct req *req, size_t n);

/** The @n-th {} as a number. RC_NOT_FOUND when it is none: a link that leads nowhere. */
CHECKED enum rc req_id(struct op *op, const struct req *req, size_t n, int64_t *id);

/** A parameter of the query, or NULL; the first if repeated. Empty ones are "". */
const char *req_query(const struct req *req, const char *name);

/** A header, or NULL. Names are compared without case. Bytes that are no UTF-8 make it NULL. */
const char *req_header(const struct req *req, const char *name);

/** A cookie, or NULL. */
const char *req_cookie(const struct req *req, const char *name);

/** Path without query, as it came: "/dossiers/H18.25-250630-0007". */
const char *req_path(const struct req *req);

/**
 * The address of @path ("/track?token=…") for paper and letters: the site's public one (--public-url) before
 * it, or @path alone where none is known.
 */
const char *req_public(const struct req *req, const char *path);

/** What the client wants. A page is ACCEPT_HTML. */
enum accept req_accept(const struct req *req);
bool req_page(const struct req *req);
enum lang req_lang(const struct req *req);

/** The client's address as text, behind a trusted proxy the one it names. For limits, never logged. */
const char *req_address(const struct req *req);

/** The session's token of the cookie, or NULL. For login only (sign-out). */
const char *req_session(const struct req *req);

/**
 * Reads the body (JSON object, form) into the struct that @fields describe; see web/field.h.
 * All faults are gathered, then RC_INVALID. RC_MALFORMED when there is a body that is neither.
 * No body at all reads as one without members.
 */
CHECKED enum rc req_read(struct op *op, struct req *req, const struct field *fields, void *out);

/** The same from the query: filters of lists. */
CHECKED enum rc req_read_query(struct op *op, struct req *req, const struct field *fields, void *out);

/**
 * Like these, but the faults are only noted, for handlers that go on to find what else is wrong, so
 * that all of it is told at once. Members at fault stay as they were; req_invalid ends it.
 */
CHECKED enum rc req_gather(struct op *op, struct req *req, const struct field *fields, void *out);
void req_gather_query(struct req *req, const struct field *fields, void *out);

/**
 * The version the client acts on: If-Match "N", or the form's field "version".
 * RC_UNVERSIONED when there is none, RC_STALE when it is none that we ever give out.
 */
CHECKED enum rc req_version(struct op *op, const struct req *req, int64_t *version);

/** The body as it came, with its size; for uploads that are the whole body (a zip). */
const unsigned char *req_body(const struct req *req, size_t *size);

/**
 * Notes a fault of a field. The words of @key get the arguments, {1} {2} …. The handler then returns
 * what req_invalid says. Nothing is noted beside a fault of the same field, of one inside it or
 * around it: what could not be read is not "missing" as well.
 */
#define req_fault(op, req, field, key, ...)                                                  \
	req_fault_args((op), (req), (field), (key),                                          \
		       (const char *const[]){ "", ##__VA_ARGS__ } + 1,                       \
		       sizeof((const char *const[]){ "", ##__VA_ARGS__ }) / sizeof(char *) - 1)
void req_fault_args(struct op *op, struct req *req, const char *field, const char *key,
		    const char *const *args, size_t args_count);

/** Notes all errors of @findings (an order's folder) as faults: place and words. */
void req_fault_findings(struct op *op, struct req *req, const struct findings *findings);

/** Whether some fault was noted already. */
bool req_faulty(const struct req *req);

/** RC_OK when no fault was noted, else RC_INVALID with key "request.fields". */
CHECKED enum rc req_invalid(struct op *op, struct req *req);

/*
 * A form shown again. A page's POST that fails runs the route's .again, the handler of the form's
 * page, on a fresh snapshot; its page goes out with the status of the failure.
 */

/** Whether this is such a second showing. */
bool req_again(const struct req *req);

/** What was typed into @field the first time, or NULL when the form is fresh (or never had it). */
const char *req_typed(const struct req *req, const char *field);

/** Whether @value was ticked or chosen in @field the first time; one field may have several. */
bool req_ticked(const struct req *req, const char *field, const char *value);

/** The words of the fault of @field in the client's language, or NULL. */
const char *req_fault_of(const struct req *req, const char *field);

/** What the route's .prepare or .seek left for its handler (and .look_up for .prepare). */
void req_keep(struct req *req, void *thing);
void *req_kept(const struct req *req);
