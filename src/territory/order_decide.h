/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/order_plan.h"

/*
 * Who gets a record (contracts.md 2; of an ended district Decree 140/2025/NĐ-CP art. 32 and Decree
 * 120/2025/NĐ-CP: the commune where the person lives). The one place where this is decided.
 */

/** Where a person sent one record. */
struct choice {
	const char *kind, *key;
	const char *unit_code; /* after the order; the province's: its residue desk */
};

struct decider {
	const struct plan *plan;
	const struct choice *choices; /* by kind, then key */
	size_t choices_count;
	const struct folder_person **people; /* by account */
};

/** @choices are ordered here and borrowed. */
struct decider *decider_new(struct arena *mem, const struct plan *plan, struct choice *choices,
			    size_t choices_count);

/** Where a record goes: to a unit of the plan, or to one that the order does not touch. */
struct way {
	struct plan_unit *to;      /* or NULL */
	const struct unit *stays;  /* when @to is NULL */
	enum outcome outcome;
	bool decided;              /* false: a person must; until then it is on the province's desk */
	const char *place;         /* body named by people_after.csv, or NULL */
};

/** The way of the record's owner. */
struct way decide_owner(const struct decider *d, const char *kind, const struct mover_record *r);

/**
 * The way of another of its units, which never waits for a person: where the owner goes if it is the
 * same unit or one of its pieces, else as the rules say, else the piece with the seat, else the largest.
 */
struct way decide_part(const struct decider *d, const struct mover_record *r, int64_t unit,
		       const struct way *owner);

/** Id of the unit, 0 when it does not exist yet. */
int64_t way_unit(const struct way *way);

/** Whether @code is the residue desk's: a province's after the order. */
bool decide_is_desk(const struct plan *plan, const char *code);
