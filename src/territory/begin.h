/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/folder.h"

/*
 * Beginning, changing and ending units: what loading and orders do to the register. Nothing is seen in
 * the register before territory_changed().
 */

/** Begins a unit with everything @in says of it on @from. @parent 0: none; @order 0: loaded. */
CHECKED enum rc unit_begin(struct op *op, enum unit_tier tier, const struct folder_unit *in,
			   int64_t parent, int32_t from, int64_t order, int64_t *id);

/**
 * From @day on a unit that goes on is what @in says: each fact that differs is ended and a new one
 * begun; one that @in does not know stays. @parent 0: stays.
 */
CHECKED enum rc unit_change(struct op *op, const struct unit *u, const struct folder_unit *in,
			    int64_t parent, int32_t day, int64_t order);

/** Ends the life of @u and all that is said of it: @day is the first day without it. */
CHECKED enum rc unit_end(struct op *op, const struct unit *u, int32_t day, int64_t order);
