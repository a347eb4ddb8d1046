/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/world.h"
#include "territory/folder.h"
#include "territory/order.h"
#include "territory/order_toy.h"
#include "territory/territory.h"

/* For tests: a province on the stage, the toy mover alone, and orders written as texts. */

/** 12:00 of the day, in the province's zone. */
int64_t stage_noon(const char *day);

/** Loads the tables into the empty store of @w, makes the toys' table, uses the toy mover. */
void stage_load(struct world *w, const char *districts, const char *units);

/** A folder of an order; @more is appended to order.json's members: "\"default_rule\":\"seat\"". */
struct folder *stage_order(struct arena *mem, const char *number, const char *operates,
			   const char *more, const char *after, const char *moves);

/** The errors of a folder, in English, a line each; "" when there is none. */
const char *stage_errors(struct world *w, const struct folder *folder);

/** Applies it as two organisers would; the report; RC_OK. */
struct order_report stage_apply(struct world *w, const struct folder *folder);

/** Puts a toy at the unit with the code. @home: code of a commune or NULL. */
void stage_toy(struct world *w, const char *key, const char *unit, const char *home,
	       const char *village);

/** "03158@2025-07-01" of the toy's unit. */
const char *stage_where(struct world *w, const char *key, const char *day);
