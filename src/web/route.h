/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "web/reply.h"
#include "web/req.h"
#include "web/view.h"

enum verb { GET = 1, POST, PUT, DELETE };

/** The kind of transaction a handler runs in. */
enum tx {
	TX_NONE,  /* no store: op->db is NULL */
	TX_READ,  /* short reads, at once on the thread's own snapshot */
	TX_SLOW,  /* reads that may take long: a small pool of its own */
	TX_LOOK,  /* a read of personal data: answered once op->looks are committed */
	TX_WRITE, /* waits for the writer; committed before it is answered; may be called once only */
};

typedef enum rc (handler)(struct op *op, struct req *req, struct reply *reply);
typedef enum rc (step)(struct op *op, struct req *req);

/**
 * One route. HEAD is answered wherever GET is. The path has literal parts, {} for one part and, as
 * the last, {*} for the rest; literal parts win over {}.
 *
 *   { POST, "/dossiers/{}/take", MAY_HANDLE, TX_WRITE, take_one, .input = note_fields },
 *
 * Order of work: 400 of the path and body, 401, CSRF; look_up; prepare; then inside the transaction
 * the actor is found again, seek (404), the permission (403), run.
 */
struct route {
	enum verb verb;
	const char *path;
	uint32_t may; /* one of these bits; MAY_ALL: the public */
	enum tx tx;
	handler *run;

	step *seek;    /* finds what the path names, or RC_NOT_FOUND: so that 404 comes before 403 */
	step *look_up; /* a short read before prepare; nobody has been refused yet but by 401 */
	step *prepare; /* slow work without a store (a password hash), on a small pool */
	handler *again; /* GET handler of the form whose POST this is: shows it again with its faults */

	const struct field *input; /* of the body, for /openapi.json */
	const struct field *query; /* of the query, likewise */
	const struct view *view;   /* of the answer, likewise */
	const char *summary;       /* what it does, plain English, likewise */
	size_t body_max;           /* bytes; 0: 1 MiB */
	bool versioned;            /* needs If-Match: for /openapi.json; the handler calls req_version */
	bool limited;              /* public look-up: rate limited per address */
	bool hidden;               /* not in /openapi.json: pages only */
};
