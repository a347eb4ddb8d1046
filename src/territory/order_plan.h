/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/folder.h"
#include "territory/mover.h"

/*
 * An order understood: its folder read against the register on the day before it operates. Nothing is
 * stored; the same plan serves check, preview and carrying out.
 */

/** What happens to a unit, as a set of bits (domain: events of units). For pages and words. */
enum event {
	EVENT_MERGE = 1 << 0,     /* whole units become one */
	EVENT_PART = 1 << 1,      /* a part of a unit joins */
	EVENT_ESTABLISH = 1 << 2, /* from nothing, or from a district */
	EVENT_SPLIT = 1 << 3,     /* one ends, several begin */
	EVENT_SEPARATE = 1 << 4,  /* a part leaves, the rest goes on */
	EVENT_RENAME = 1 << 5,
	EVENT_TYPE = 1 << 6,      /* change of type */
	EVENT_BOUNDARY = 1 << 7,  /* land moves between units that go on */
	EVENT_DISSOLVE = 1 << 8,
	EVENT_TIER = 1 << 9,      /* its parent changes because the district tier ends */
};
enum { EVENTS = 10 };

/** "order.event_merge" …: the catalogue's words of the single event @bit (0 to EVENTS - 1). */
const char *event_key(int bit);

struct plan_old;

/** A unit after the order. */
struct plan_unit {
	const struct folder_unit *row;
	const char *file;               /* of the row */
	enum unit_tier tier;
	const struct unit *continues;   /* the old unit that it is, or NULL: it begins */
	struct plan_piece **from;       /* what it is made of, land without people included */
	size_t from_count;
	struct plan_unit *province;     /* above it, when the order changes provinces; else NULL */
	const struct unit *parent;      /* above it, when the parent is an old unit that is there on the day */
	unsigned events;
	int64_t id;                     /* of the unit; 0 until it begins */
	const char *tag;                /* "03158@2025-07-01": how it stands in roots */
};

/** One line of the order: a unit, or a piece of one, and where it goes. */
struct plan_piece {
	const struct folder_move *row;
	const char *file;
	struct plan_old *old;   /* NULL: established from nothing */
	struct plan_unit *to;   /* NULL: dissolved */
	struct plan_unit *heir;
	struct plan_village {
		const char *fold, *bare; /* bare: without the word for it, see village_bare() */
	} *villages;
	size_t villages_count;
};

/** A unit of before that the order speaks of, or that ends with its tier. */
struct plan_old {
	const struct unit *unit;
	struct plan_piece **pieces; /* in the order of the tables */
	size_t pieces_count;
	struct plan_unit *is;       /* the new unit that it goes on as, or NULL */
	bool ends;                  /* a district goes on without being anything else, if it does */
	unsigned events;
	const char *tag;            /* on the day before */
};

struct plan_slot {
	int64_t id;
	struct plan_old *old;
};

struct plan {
	const struct order_folder *folder;
	const struct territory *t;
	int32_t eve, day; /* the day before, and the day from which it operates */
	struct plan_old *olds;   /* all that are named or end; neither moves once made */
	size_t olds_count;
	struct plan_unit *units; /* provinces of provinces_after.csv, then units_after.csv */
	size_t units_count;
	struct plan_unit **by_code; /* the same, by tier and code */
	struct plan_piece *pieces; /* all lines */
	size_t pieces_count;
	struct plan_slot *slots; /* olds by unit id */
	size_t slots_mask;
};

/**
 * Reads @folder against @t. Every error is added to @f with its place: a forgotten or unknown unit, a
 * part used twice, a unit that goes on twice … NULL when there was one.
 */
struct plan *plan_make(struct arena *mem, struct findings *f, const struct territory *t,
		       const struct order_folder *folder);

/** The old unit with this id, or NULL when the order does not touch it. */
struct plan_old *plan_old(const struct plan *plan, int64_t unit);

/** The unit after the order that bears @code there. NULL for none. */
struct plan_unit *plan_unit_by_code(const struct plan *plan, enum unit_tier tier, const char *code);

/** "03158@2025-07-01" of a unit that the order does not touch. */
char *plan_tag(struct arena *mem, const struct unit *u, int32_t day);

/** Counts of the commune tier (contracts.md 3.1). */
struct plan_counts {
	int64_t before, ended, continued, started, after;
};
struct plan_counts plan_counts(const struct plan *plan);
