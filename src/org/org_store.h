/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "org/org.h"

/* Days in the store: NULL is open; here DAY_OPEN. An @order of 0 is the loading. */

/** Stores @b, gives it its id and begins its life on @b->from_day. */
CHECKED enum rc org_store_body_insert(struct op *op, struct org_body *b, int64_t order);
CHECKED enum rc org_store_body_end(struct op *op, int64_t body, int32_t day, int64_t order);
CHECKED enum rc org_store_body_find(struct op *op, int64_t id, struct org_body **out);
CHECKED enum rc org_store_body_of(struct op *op, int64_t unit, const char *kind, int32_t day,
				  struct org_body **out);
CHECKED enum rc org_store_bodies(struct op *op, int64_t unit, int32_t day, struct org_body **rows,
				 size_t *rows_count);
/** All that have not ended, by unit and kind. */
CHECKED enum rc org_store_bodies_living(struct op *op, struct org_body **rows, size_t *rows_count);
/** Annuls the bodies @order began and opens again those it ended. */
CHECKED enum rc org_store_bodies_undo(struct op *op, int64_t order);

/** Stores a counter that opens at a unit with @code; gives @c its id. */
CHECKED enum rc org_store_counter_insert(struct op *op, struct org_counter *c, const char *code,
					 int32_t day);
CHECKED enum rc org_store_counters(struct op *op, int64_t unit, int32_t day,
				   struct org_counter **rows, size_t *rows_count);
/** The highest number in use at @body, 0 for none. */
CHECKED enum rc org_store_counter_last(struct op *op, int64_t body, int64_t *number);
/** How many counters were ever opened at units with @code. */
CHECKED enum rc org_store_counter_labels(struct op *op, const char *code, int64_t *count);
/** Labels of counters that stand at a body that has ended, or at another unit's. */
CHECKED enum rc org_store_counters_astray(struct op *op, const char ***labels, size_t *count);

/** Counters that stand somewhere, by label as bytes. */
CHECKED enum rc org_store_counters_moving(struct op *op,
					  enum rc (*each)(struct op *op,
							  const struct org_counter *counter,
							  void *context),
					  void *context);
/** Lets the counters go where order_move sends them from @day on. */
CHECKED enum rc org_store_move(struct op *op, int64_t order, int32_t day);
CHECKED enum rc org_store_move_undo(struct op *op, int64_t order);
/** From the residue desk, where @order put it, to @unit. RC_CONFLICT "org.not_on_desk". */
CHECKED enum rc org_store_assign(struct op *op, int64_t order, int64_t counter, int64_t unit,
				 int32_t day);
/** Labels of counters that were opened at units which @order began. */
CHECKED enum rc org_store_later(struct op *op, int64_t order, const char ***labels, size_t *count);
