/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/actor.h"
#include "core/arena.h"
#include "core/err.h"
#include <stdint.h>

struct db;

/** Something an operation reports for the end of its batch: a ledger entry, or a look. In op->mem. */
struct note {
	struct note *next;
	const char *action;  /* "dossier.take"; of a look: the kind of thing looked at */
	const char *subject; /* what people know the thing by: a code, a name */
	const char *content; /* what is digested into the ledger; of a look: the ids shown */
};

/**
 * One operation: what every step of a request or of a job needs, and no more.
 * The web layer is not reachable from here; the store is opaque.
 */
struct op {
	struct arena *mem; /* results live here until the answer is sent */
	struct db *db;     /* inside its transaction already */
	struct actor actor;
	int64_t now_us;       /* microseconds since 1970 UTC by the store's clock, fixed */
	struct note *entries; /* for the ledger, newest first; ledger_add() puts them here */
	struct note *looks;   /* who looked at what, newest first; look_add() puts them here */
	struct err err;
};

/** Turns a list of notes round in place: what is collected newest first is stored oldest first. */
struct note *notes_oldest_first(struct note *newest);

/** Records why in @op->err and returns @code. Use FAIL and FAIL_FIELD: their value is plain to compilers. */
enum rc op_fail(struct op *op, enum rc code, const char *field, const char *key, const char *file,
		int line, const char *format, ...) __attribute__((format(printf, 7, 8)));

#define FAIL(op, code, key, ...) \
	(op_fail((op), (code), NULL, (key), __FILE__, __LINE__, __VA_ARGS__), (code))
#define FAIL_FIELD(op, field, key, ...) \
	(op_fail((op), RC_INVALID, (field), (key), __FILE__, __LINE__, __VA_ARGS__), RC_INVALID)
