/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "org/org_law.h"
#include "territory/load.h"
#include "territory/territory.h"

/*
 * Bodies of units (domain: Law 72/2025/QH15, Decrees 118 and 150/2025/NĐ-CP): each unit has those the
 * law gives its tier and type, from the day it begins to the day it ends. A body belongs to one unit
 * for life; who takes over a body's people is for the order to say (org_body_of at the new unit).
 */
struct org_body {
	int64_t id;
	int64_t unit;
	const char *kind;     /* ORG_CENTRE … */
	const char *own_name; /* or NULL: the law's (org_name) */
	int32_t from_day, to_day; /* half open; to_day DAY_OPEN while it lives */
};

/** RC_NOT_FOUND when there is none; also finds bodies that have ended, never one that was annulled. */
CHECKED enum rc org_body_find(struct op *op, int64_t id, struct org_body **out);

/** Bodies of @unit on @day, in the order of the law's table. */
CHECKED enum rc org_bodies_list(struct op *op, int64_t unit, int32_t day, struct org_body **rows,
				size_t *rows_count);

/** The body of @kind of @unit on @day. RC_NOT_FOUND ("org.no_body") when it has none. */
CHECKED enum rc org_body_of(struct op *op, int64_t unit, const char *kind, int32_t day,
			    struct org_body **out);

/**
 * The body of @unit where an official with @roles belongs when nobody names one: the centre for
 * reception and coordination, else the committee; the committee too where there is no centre.
 */
CHECKED enum rc org_body_for(struct op *op, int64_t unit, uint32_t roles, int32_t day,
			     struct org_body **out);

/** The body's full legal name on @day, or its English description. RC_NOT_FOUND as org_body_find. */
CHECKED enum rc org_body_named(struct op *op, int64_t body, int32_t day, enum lang lang,
			       const char **out);

/** A counter as it stands at a centre. */
struct org_counter {
	int64_t id;
	const char *label; /* for life: "03158-1" */
	int64_t body, unit;
	int64_t number; /* what people see: "Quầy 2"; unique in the body */
};

/** Counters of @unit on @day, by number. */
CHECKED enum rc org_counters_list(struct op *op, int64_t unit, int32_t day,
				  struct org_counter **rows, size_t *rows_count);

/** Opens one more counter at @unit's centre from @day. RC_NOT_FOUND when it has no centre then. */
CHECKED enum rc org_counter_open(struct op *op, int64_t unit, int32_t day,
				 struct org_counter **out);

/**
 * Gives the bodies their lives for an order that operates on @day, once the register holds the new
 * state: bodies of units that end on it end; units that begin on it get what the law gives them; a
 * unit that goes on gets what the law has changed for it since its bodies were set up.
 */
CHECKED enum rc org_arrange(struct op *op, int64_t order, int32_t day);

/** Takes back what org_arrange() did for @order. */
CHECKED enum rc org_arrange_undo(struct op *op, int64_t order);

/** `haicap load`: bodies.csv, or what the law gives; a counter for each centre (README.md). */
CHECKED enum rc org_load(struct op *op, const struct load *load);

/** Each breach of what README.md calls always true is added to @f. */
CHECKED enum rc org_check(struct op *op, struct findings *f);
