/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/mover.h"

/* For tests: records with three units, as simple as a mover's can be. */
struct toy {
	int64_t id;
	const char *code, *due;
	int64_t unit, received, returned, home; /* 0: none, but for unit */
	const char *village, *account;          /* or NULL */
	bool wide;
};

CHECKED enum rc toy_table(struct op *op);
CHECKED enum rc toy_insert(struct op *op, struct toy *toy);

extern const struct mover toy_mover;
