/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include <stdbool.h>
#include <stddef.h>

/**
 * One table of a folder (contracts.md 2): UTF-8, NFC, header row, commas, quotes where needed (RFC
 * 4180), LF or CRLF, optional BOM. The whole table lives in the arena.
 */
struct csv_row {
	int line;            /* physical line where the row begins; the header is 1 */
	const char **fields; /* one for each column of the table read, in the order asked for; never NULL */
};

struct csv {
	const char *file; /* name for messages, without the folder */
	struct csv_row *rows;
	size_t rows_count;
	const char *const *columns;
	bool *present; /* whether the header has the column */
};

/**
 * Parses @text, @size bytes of file @file, into the columns named in @columns (NULL-ended; a name
 * with a trailing "?" is optional). Errors go to @f: not UTF-8, not NFC, missing or repeated column,
 * a row with too few or too many fields, an unclosed quote, control characters. A column not asked
 * for gives one warning. Returns NULL when there was an error that leaves nothing to read. Blank lines
 * are skipped. A row of the wrong shape is left out; a text that was not NFC is given in NFC, one that
 * was not UTF-8 as U+FFFD, so that the rows that refer to it are not at fault as well.
 */
struct csv *csv_parse(struct arena *mem, struct findings *f, const char *file, const char *text,
		      size_t size, const char *const *columns);

/** Field @column (its index among those asked for) of @row. Empty when absent. */
static inline const char *csv_field(const struct csv_row *row, size_t column)
{
	return row->fields[column];
}

/**
 * Appends one field to the *@size bytes at *@out (NULL and 0 at first), quoted if it must be. The
 * result is not NUL-terminated.
 */
void csv_write_field(struct arena *mem, char **out, size_t *size, const char *text);

/** Appends a row: @count fields (NULL is an empty one) with commas between them and LF at the end. */
void csv_write_row(struct arena *mem, char **out, size_t *size, const char *const *fields,
		   size_t count);
