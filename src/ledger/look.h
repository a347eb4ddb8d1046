/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"

/*
 * Who looked at whose data; the subject may know (Decree 13/2023/NĐ-CP, from 01/01/2026 Law
 * 91/2025/QH15). A route that shows
 * personal data reads on its snapshot and calls look_add(); the answer leaves when look_write() has
 * been committed. Looks are rows of their own; each hour is sealed into the ledger.
 */
struct look {
	int64_t id;
	int64_t account; /* who looked; 0 is nobody signed in */
	int64_t session; /* 0 with a token */
	int64_t at_us;
	const char *kind;    /* "dossier" */
	const char *ids;     /* what was shown: ids as decimal numbers, separated by a blank */
	const char *purpose; /* what for, as a key ("queue"), or NULL */
};

/**
 * Notes in @op that the actor is shown things of @kind: @ids is one id or several, decimal, separated
 * by one blank. RC_INVALID (look.ids) when it is not. A list is one look. Copied.
 */
CHECKED enum rc look_add(struct op *op, const char *kind, const char *ids);

/** The same, for a purpose: a short key, as of a page. */
CHECKED enum rc look_add_for(struct op *op, const char *kind, const char *ids, const char *purpose);

/**
 * Stores op->looks (those of an operation that read; newest first) as looks of @op's actor, at op->now_us
 * or, should the clock have gone back, at the end of what is sealed. In a writing operation.
 */
CHECKED enum rc look_write(struct op *op);

/** The same for the looks of each of @lookers, as those of its actor: what the web calls behind routes of TX_LOOK. */
CHECKED enum rc look_write_all(struct op *op, struct op *const *lookers, size_t lookers_count);

/** Who was shown thing @id of @kind, the oldest first. Reads all looks at lists of that kind. */
CHECKED enum rc look_list(struct op *op, const char *kind, int64_t id, struct look **looks,
			  size_t *looks_count);

/**
 * Seals the looks of all hours that have ended and are not sealed: one entry (action "look.seal") for each
 * hour in which somebody looked. In a writing operation, as often as one likes. *@sealed is the number of
 * entries added.
 */
CHECKED enum rc look_seal(struct op *op, int64_t *sealed);
