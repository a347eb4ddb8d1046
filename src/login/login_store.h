/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login.h"

/** Stores @a and gives it its id. RC_CONFLICT "login.name_taken". */
CHECKED enum rc login_store_add(struct op *op, struct account *a);
CHECKED enum rc login_store_find(struct op *op, const char *name, struct account **out,
				 bool *found);
CHECKED enum rc login_store_by_id(struct op *op, int64_t id, struct account **out, bool *found);
CHECKED enum rc login_store_list(struct op *op, int64_t offset, int64_t limit,
				 struct account **rows, size_t *rows_count);
CHECKED enum rc login_store_count(struct op *op, int64_t *count);
CHECKED enum rc login_store_list_at(struct op *op, int64_t unit, int32_t day, int64_t offset,
				    int64_t limit, struct account **rows, size_t *rows_count);
CHECKED enum rc login_store_count_at(struct op *op, int64_t unit, int32_t day, int64_t *count);
/** @us 0: in use again. */
CHECKED enum rc login_store_disable(struct op *op, int64_t account, int64_t us);
CHECKED enum rc login_store_secret(struct op *op, int64_t account, const char *secret,
				   int64_t first_until_us);

/** Stores @g, its key included, with its first place in body @g->body if it has one; gives it its id. */
CHECKED enum rc login_store_grant(struct op *op, struct account_grant *g);
CHECKED enum rc login_store_grant_end(struct op *op, int64_t account, int64_t grant, int32_t day);
/** Keys of the account's grants that are not over on @day. */
CHECKED enum rc login_store_keys(struct op *op, int64_t account, int32_t day, const char ***keys,
				 size_t *count);
CHECKED enum rc login_store_grants_of(struct op *op, int64_t account, int32_t day,
				      struct account_grant **rows, size_t *rows_count);
CHECKED enum rc login_store_grants_at(struct op *op, int64_t unit, int32_t day,
				      struct account_grant **rows, size_t *rows_count);
/** The same as the actor has them, without @may. */
CHECKED enum rc login_store_good(struct op *op, int64_t account, int32_t day, struct grant **rows,
				 size_t *rows_count);

/** A grant as an order sees it. */
struct grant_moving {
	int64_t id, unit, body;
	const char *key, *kind, *name;
	uint32_t roles;
};
/** Grants open on @day, by key as bytes; @each gets one at a time. */
CHECKED enum rc login_store_moving(struct op *op, int32_t day,
				   enum rc (*each)(struct op *op, const struct grant_moving *grant,
						   void *context),
				   void *context);
/** Lets the grants go where order_move sends them from @day on. */
CHECKED enum rc login_store_move(struct op *op, int64_t order, int32_t day);
CHECKED enum rc login_store_move_undo(struct op *op, int64_t order);
/** From the residue desk, where @order put it, to @unit. RC_CONFLICT "login.not_on_desk". */
CHECKED enum rc login_store_assign(struct op *op, int64_t order, int64_t grant, int64_t unit,
				   int32_t day);
/** Grants not over on @day that were given at units which @order began. */
CHECKED enum rc login_store_later(struct op *op, int64_t order, int32_t day, const char ***keys,
				  size_t *count);
/** Keys of open grants whose place is missing or is none. */
CHECKED enum rc login_store_astray(struct op *op, int32_t day, const char ***keys, size_t *count);
