/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ledger/look.h"

/**
 * Inserts @looks as of @at_us or, when that is sealed already, of the end of what is sealed, with new ids in their
 * order; their own ids and times are not looked at.
 */
CHECKED enum rc look_store_insert(struct op *op, int64_t at_us, const struct look *looks, size_t count);

/** Looks before *@sealed_us are sealed. */
CHECKED enum rc look_store_sealed(struct op *op, int64_t *sealed_us);
CHECKED enum rc look_store_put_sealed(struct op *op, int64_t sealed_us);

/**
 * Calls @each with the looks from @from_us to @to_us, excluded, in order of time and id; @mem is emptied
 * after each.
 */
typedef enum rc(look_step)(struct op *op, struct arena *mem, const struct look *look, void *context);
CHECKED enum rc look_store_between(struct op *op, int64_t from_us, int64_t to_us, look_step *each,
				   void *context);

CHECKED enum rc look_store_of(struct op *op, const char *kind, int64_t id, struct look **looks,
			      size_t *looks_count);
