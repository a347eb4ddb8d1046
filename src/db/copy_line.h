/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "db/db.h"

/*
 * A row as one line, the same bytes whatever engine it comes from: what travels from store to
 * store, and what roots and digests are made of. It is the text format of PostgreSQL's COPY:
 * columns parted by TAB, ended by LF; NULL is \N, a whole number is decimal, bytes are \\x and
 * hexadecimal, and in a text backslash, TAB, LF and the other five control characters that have a
 * letter are escaped.
 */

/** A buffer that grows and is used again and again. */
struct line {
	char *text; /* with its LF; ended by NUL as well */
	size_t size, room;
};

/** One that is let go with @mem. */
struct line *line_new(struct arena *mem);

void line_begin(struct line *l);
void line_null(struct line *l);
void line_int(struct line *l, int64_t number);
void line_text(struct line *l, const char *text, size_t size);
void line_bytes(struct line *l, const void *bytes, size_t size);
void line_end(struct line *l);

/**
 * Takes a line apart in place: @out gets @count values, of @types; text and bytes point into @line,
 * which is changed and must be ended by a NUL. false when it is no line of such a row.
 */
bool line_split(char *line, size_t size, const enum db_type *types, size_t count,
		struct db_in *out);
