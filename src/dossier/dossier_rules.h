/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"

/*
 * States and actions as a table (docs/adr/0050): from where an action leads where, who may do it in
 * which of the three agencies, what must be said with it.
 */
enum place_of { AT_RECEIVED = 1 << 0, AT_COMPETENT = 1 << 1, AT_RETURN = 1 << 2, AT_OWN = 1 << 3 };

/** What an action needs to be told. */
enum needs {
	NEEDS_REASON = 1 << 0,
	NEEDS_MISSING = 1 << 1,
	NEEDS_OFFICER = 1 << 2,
	NEEDS_DUE = 1 << 3,
	NEEDS_AMOUNT = 1 << 4,
	NEEDS_REFERENCE = 1 << 5,
	NEEDS_APPLICANT = 1 << 6,
	TAKES_RECEIVER = 1 << 7, /* "to" and "by", both optional */
};

/** @may at @places: a line of contracts.md 4. */
struct dossier_right {
	uint32_t may;
	unsigned places; /* enum place_of */
};

enum { RIGHTS = 4 };

struct dossier_rule {
	const char *name;
	const char *label;     /* words for a button */
	const char *done;      /* words for the history */
	uint32_t from;         /* bits 1 << N of the states it may be done in */
	enum dossier_state to; /* STATE_NONE: the state stays */
	unsigned needs;
	struct dossier_right rights[RIGHTS]; /* ended by may 0 */
};

const struct dossier_rule *dossier_rule(enum dossier_action action);
