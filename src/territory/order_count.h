/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ledger/merkle.h"
#include "territory/order_decide.h"
#include "territory/order_tags.h"

/* Counting the records of one kind, once through by key: numbers, both roots, who waits for a person. */

enum { ROOT_TEXT = 2 * HASH_BYTES + 1 };

/** One kind as contracts.md 3.1 shows it. */
struct kind_count {
	const char *kind;
	int64_t before, after, moved, kept, residue;
	int64_t undecided; /* of the residue: a person must say */
	char root_before[ROOT_TEXT], root_after[ROOT_TEXT];
};

/** Two trees that grow together. A leaf is "kind TAB key TAB unit TAB reference LF". */
struct roots {
	const char *kind;
	struct merkle before, after;
};
void roots_add(struct roots *roots, struct arena *mem, const char *key, const char *reference,
	       const char *tag_before, const char *tag_after);
void roots_end(const struct roots *roots, struct kind_count *count);

/** What to do with each record besides counting it: it may put, but nothing that is being counted. May be NULL. */
typedef enum rc (count_visit)(struct op *op, const struct mover_record *record,
			      const struct way *way, void *context);

struct counting {
	const struct decider *decider;
	const struct mover *mover;
	struct roots roots;
	struct kind_count count;
	struct waiting { /* by old unit, those that no rule decides */
		int64_t unit, count;
	} *waiting;
	size_t waiting_count;
	struct tags *tags; /* of units that the order does not touch */
	struct arena *mem;
	count_visit *visit;
	void *context;
};

/** Prepares to count the records of @mover. */
void counting_begin(struct counting *c, struct arena *mem, const struct decider *decider,
		    const struct mover *mover);

/** Counts them all, in order of their keys; c->count is complete then. */
CHECKED enum rc counting_run(struct op *op, struct counting *c);

/** The root of the records as they lie in the store at this moment, each with its unit of @day. */
CHECKED enum rc count_live(struct op *op, const struct territory *t, const struct mover *mover,
			   int32_t day, int64_t *records, char root[ROOT_TEXT]);
