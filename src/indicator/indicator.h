/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "territory/load.h"
#include "territory/territory.h"

/*
 * The province on one page: what each unit has in hand, what is overdue, what was settled in time.
 * Figures are counted from the dossiers when they are asked for, by the unit of the competent agency,
 * and anyone may count them again from the list behind each (/dossiers?unit=…). The share settled in time is
 * 2.1 of Decision 766/QĐ-TTg: (early + on time) / (settled + open and overdue).
 */
struct indicator_row {
	const struct unit *unit;
	int64_t waiting;       /* S1 S2: not received yet */
	int64_t open;          /* S4 to S10 */
	int64_t paused;        /* of those, S7 S9 */
	int64_t overdue;       /* of those, past the due time */
	int64_t at_counter;    /* S11 S12 S14: a result is there */
	int64_t settled;       /* S11 to S14 */
	int64_t settled_late;  /* of those, later than due */
	int col, line;         /* tile, from 1; 0 none */
};

struct indicators {
	struct indicator_row *rows; /* commune tier of today, Vietnamese order; then others that hold something */
	size_t rows_count;
	size_t communes_count; /* of them, the first ones */
	struct indicator_row total;
	int cols, lines;       /* of the grid; 0 when none is known for today */
};

/** Parts of a thousand settled in time; -1 when nothing was settled and nothing is overdue. */
int64_t indicator_in_time(const struct indicator_row *row);

/** Class of a tile, 4 best to 1 worst, 0 when there is nothing to say. Bounds are this project's own. */
int indicator_class(const struct indicator_row *row);

/** Counts everything now. No permission asked. */
CHECKED enum rc indicator_count(struct op *op, struct indicators *out);

/** `haicap load`: tiles.csv, optional. */
CHECKED enum rc indicator_load(struct op *op, const struct load *load);
