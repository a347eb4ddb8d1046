/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "core/words.h"
#include <stdbool.h>
#include <stdio.h>

enum { FINDING_ARGS = 4 };

/** One thing wrong (or worth a warning) in input, with its place. */
struct finding {
	const char *file;   /* "units_before.csv", or NULL */
	int line;           /* physical line, the header is 1; 0 when it has none */
	const char *column; /* or the member of a JSON file, or NULL */
	const char *key;    /* words of the catalogue */
	const char *args[FINDING_ARGS];
	bool warning;
};

/** What was found while reading input: all of it, not just the first. */
struct findings {
	struct arena *mem;
	struct finding *items;
	size_t count, errors; /* errors: those that are no warnings */
};

/** Adds one; texts are copied. Arguments fill {1}, {2} … of the catalogue's words. */
void finding_add(struct findings *f, bool warning, const char *file, int line, const char *column,
		 const char *key, const char *const *args, size_t args_count);

#define ERROR_AT(f, file, line, column, key, ...)                                            \
	finding_add((f), false, (file), (line), (column), (key),                             \
		    (const char *const[]){ "", ##__VA_ARGS__ } + 1,                          \
		    sizeof((const char *const[]){ "", ##__VA_ARGS__ }) / sizeof(char *) - 1)
#define WARN_AT(f, file, line, column, key, ...)                                             \
	finding_add((f), true, (file), (line), (column), (key),                              \
		    (const char *const[]){ "", ##__VA_ARGS__ } + 1,                          \
		    sizeof((const char *const[]){ "", ##__VA_ARGS__ }) / sizeof(char *) - 1)

/** "units_before.csv:12: code: what is wrong", or "order.json: kind: what is wrong". */
char *finding_show(struct arena *mem, const struct finding *item, enum lang lang);

/** Prints all, a line each, in the order of file (first seen), line and time. */
void findings_print(const struct findings *f, enum lang lang, FILE *out);
