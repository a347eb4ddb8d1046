/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "procedure/procedure.h"

/** Stores @p and gives it its id. RC_CONFLICT: there is a version of that code from that day. */
CHECKED enum rc procedure_store_insert(struct op *op, struct procedure *p);

/** The catalogue was changed by this operation: what is remembered of it is read again. */
void procedure_store_changed(struct op *op);

/** The catalogue as it is remembered. */
CHECKED enum rc procedure_store_catalogue(struct op *op, const struct catalogue **out);

/* Between the store and the rules: */

/** A catalogue of @rows, ordered by code and from_day; takes papers and limit apart. In @mem. */
struct catalogue *catalogue_make(struct arena *mem, struct procedure *rows, size_t count);

/** "code limit" and its bits (enum procedure_doubt); unknown words are left out, *@good says so. */
unsigned procedure_doubts_read(struct arena *mem, const char *text, bool *good);
const char *procedure_doubts_show(struct arena *mem, unsigned doubts);
