/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/buf.h"
#include "web/field.h"

/** A text as a JSON string with its quotes; NULL is null. Bytes that are no UTF-8 become U+FFFD. */
void json_text(struct buf *b, const char *text);

/** @thing as a JSON object by its table. Straight from the struct: nothing is built in between. */
void json_write(struct buf *b, const struct field *fields, const void *thing);

/** Whether a table is of a list ("rows" at its top), which is what goes out as CSV. */
bool csv_has(const struct field *fields);

/**
 * The rows of the table as CSV with a header row: RFC 4180, LF as contracts.md 2. Objects
 * become columns "competent.code", texts are joined by "|", lists inside rows are left out. A cell
 * that a spreadsheet would take for a formula gets an apostrophe in front.
 */
void csv_write(struct buf *b, const struct field *fields, const void *thing);
