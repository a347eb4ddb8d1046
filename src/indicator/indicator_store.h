/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "indicator/indicator.h"

struct indicator_tile {
	int32_t from;
	const char *code;
	int32_t col, line;
};

CHECKED enum rc indicator_store_insert(struct op *op, const struct indicator_tile *tile);

/** The grid in force on @day; none when there is none. */
CHECKED enum rc indicator_store_tiles(struct op *op, int32_t day, struct indicator_tile **rows,
				      size_t *rows_count);
