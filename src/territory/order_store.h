/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/order.h"

/* Orders, their files, choices and moves, as rows. */

/** Stores a draft with the files it was read from; gives @o its id. */
CHECKED enum rc order_store_insert(struct op *op, struct order *o, const struct folder *folder);
CHECKED enum rc order_store_files(struct op *op, int64_t order, struct folder *out);
CHECKED enum rc order_store_by_id(struct op *op, int64_t id, struct order **out);
CHECKED enum rc order_store_by_number(struct op *op, const char *number, struct order **out);
CHECKED enum rc order_store_list(struct op *op, struct order **rows, size_t *rows_count);

/* Steps of an order's life. RC_CONFLICT ("order.moved_on") when it is not in the state before. */
CHECKED enum rc order_store_propose(struct op *op, int64_t order, int64_t account);
CHECKED enum rc order_store_schedule(struct op *op, int64_t order, int64_t account);
/** To be said before an order is counted, carried out or undone. */
CHECKED enum rc order_store_large(struct op *op);
CHECKED enum rc order_store_applied(struct op *op, int64_t order, const char *summary);
CHECKED enum rc order_store_certified(struct op *op, int64_t order, const char *note);
CHECKED enum rc order_store_undone(struct op *op, int64_t order);

CHECKED enum rc order_store_choices(struct op *op, int64_t order, struct choice **rows,
				    size_t *rows_count);
CHECKED enum rc order_store_choose(struct op *op, int64_t order, const struct choice *choice);

/** Writes order_move; @rows is a JSON array of arrays in the order of its columns from key on. */
CHECKED enum rc order_store_moves(struct op *op, int64_t order, const char *kind, const char *rows);

/** A row of order_move as it is read back. */
struct move_row {
	const char *kind, *key, *reference;
	int64_t record, unit_before, unit_after, outcome;
};
/** Streams the rows of the owners by key; @row is filled before each call of @each. */
CHECKED enum rc order_store_each_move(struct op *op, int64_t order, const char *kind,
				      struct move_row *row,
				      enum rc (*each)(struct op *op, struct arena *mem,
						      void *context),
				      void *context);
CHECKED enum rc order_store_move(struct op *op, int64_t order, const char *kind, const char *key,
				 struct move_row *row, bool *found);
/** Those on the residue desk that nobody has assigned since @since_us. */
CHECKED enum rc order_store_residue(struct op *op, int64_t order, const char *kind,
				    int64_t since_us, struct residue **rows, size_t *rows_count);
CHECKED enum rc order_store_steps(struct op *op, const char *kind, const char *key,
				  struct order_step **rows, size_t *rows_count);

/** Marks what the order made in the register as never having been, and opens again what it ended. */
CHECKED enum rc order_store_annul(struct op *op, int64_t order);

/** Units of an order's lines; 0 for none. */
struct line_units {
	int64_t old_unit, new_unit, heir;
};
CHECKED enum rc order_store_lines(struct op *op, int64_t order, struct line_units **rows,
				  size_t *rows_count);
/** Numbers of later orders that were carried out on what this one made. */
CHECKED enum rc order_store_followers(struct op *op, int64_t order, const char ***numbers,
				      size_t *count);

/** Whether this is a store for rehearsal: its certificates say so. */
CHECKED enum rc order_store_rehearsal(struct op *op, bool *rehearsal);
