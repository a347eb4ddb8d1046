/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"

/** What is asked of `haicap demo fill`. */
struct demo_fill {
	int64_t dossiers; /* 1 to 10,000,000 */
	int64_t residue;  /* of them, those that an order ending the districts could not decide */
	int64_t closed;   /* beside them: refused, returned (most in time), withdrawn, lapsed */
	uint64_t seed;
};

/**
 * Makes open dossiers (S1 S2 S4..S12 S14) of invented people, received in the 60 days before now over
 * all units at work, through the rules and stores of real ones: the same seed on the same store at the
 * same time makes the same. Officers are those who serve there; where nobody does, invented. One
 * ledger entry for all. In a writing operation.
 *
 * RC_INVALID  "demo.count", "demo.residue" (no district is at work, or more than there are dossiers)
 * RC_CONFLICT "demo.empty": there are no units or no procedures
 */
CHECKED enum rc demo_fill(struct op *op, const struct demo_fill *asked);
