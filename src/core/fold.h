/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"

/**
 * text_fold() by ICU: for any text, and for the table below. NULL when @text is not UTF-8.
 */
char *fold_by_icu(struct arena *mem, const char *text);

/**
 * The same by a table of the letters Vietnamese and its neighbours are written with, filled from
 * fold_by_icu() when first asked. NULL when some character is not in it: then ICU has to be asked.
 */
char *fold_by_table(struct arena *mem, const char *text);
