/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/order_plan.h"
#include "territory/territory.h"

/* A plan while it is made: steps of plan_make() that have files of their own. */
struct making {
	struct arena *mem;
	struct findings *f;
	struct plan *plan;
	struct units provinces; /* the order's territory: those of the old units that it names */
};

/** The old unit of the plan that is @u, made when it is not there yet. */
struct plan_old *making_old(struct making *m, const struct unit *u);

/** Finds the order's territory; and whether @u lies in it. */
void making_territory(struct making *m);
bool making_concerns(const struct making *m, const struct unit *u);

/** Adds what breaks the rules of contracts.md 2: forgotten units, parts used twice … */
void making_check(struct making *m);

/** Finds what is above each unit after the order. */
void making_parents(struct making *m);

/** Names what happens to each unit. */
void making_events(struct making *m);
