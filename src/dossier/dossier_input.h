/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"
#include "dossier/dossier_rules.h"

enum { PAPERS_MAX = 50, MISSING_MAX = 30, REASON_MAX = 1000, NAME_MAX_SHOWN = 100 };

/** What a new dossier's codes mean today. */
struct dossier_meant {
	const struct procedure *procedure;
	const struct unit *competent, *return_at, *home;
};

/**
 * Reads @in for an actor who receives at @at (NULL: an applicant online). Faults go to @f by member.
 * RC_INVALID when there is one.
 */
CHECKED enum rc input_new(struct op *op, struct findings *f, const struct dossier_new *in,
			  const struct unit *at, struct dossier_meant *out);

/**
 * Who is competent when nobody is named: the receiving unit @at (online the applicant's commune); for a
 * district's matter in a commune, the commune's district. NULL when @at is.
 */
const struct unit *input_competent(const struct territory *t, const struct procedure *p,
				   const struct unit *at, int32_t day);

/** Checks an applicant's particulars; @whole: the name must be there. */
void input_applicant(struct findings *f, const struct applicant *a, bool whole);

/** The commune @code names today; else NULL and a fault. */
const struct unit *input_home(struct op *op, struct findings *f, const struct territory *t,
			      const char *code);

/** Checks what @rule needs of @in. Whether an officer or a due time fits is the rule's own question. */
void input_action(struct op *op, struct findings *f, const struct dossier_rule *rule,
		  const struct dossier_input *in);
