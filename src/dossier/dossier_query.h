/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"

/** What somebody asks of a list, in codes and words; NULL where not said. */
struct dossier_query {
	const char *unit, *status, *procedure, *officer, *due, *sort, *place, *after;
	int64_t limit;
};

/**
 * What @q means for the actor: without a unit their own (leader and inspector: the whole province; an
 * applicant: what they filed). Faults go to @f by name of the parameter, and RC_INVALID.
 * RC_FORBIDDEN  a unit where they do not serve
 */
CHECKED enum rc dossier_query_read(struct op *op, struct findings *f, const struct dossier_query *q,
				   struct dossier_filter *out);

/** Where the page after @row begins. */
const char *dossier_query_after(struct arena *mem, const struct dossier_row *row);
