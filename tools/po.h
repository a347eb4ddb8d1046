/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/*
 * Reads catalogues: the subset of PO that we write (msgid, msgid_plural, msgstr, msgstr[0],
 * msgstr[1], continued strings, # comments). For the tools of the build only.
 */
enum po_language { PO_VI, PO_EN, PO_LANGUAGES };

/** One key with its words, still escaped as in C: singular or only form, plural or NULL. */
struct po_entry {
	char *key;
	char *text[PO_LANGUAGES][2];
};

struct arena;
struct po {
	struct arena *mem;
	struct po_entry *entries; /* in the order they were first seen */
	size_t count;
	size_t *slots; /* places in @entries plus one, by hash of the key */
	size_t slots_count;
};

/** Adds @file to @po. A line that is not understood or a key said twice ends the program with 1. */
void po_read(struct po *po, const char *file, enum po_language language);

/** NULL when no catalogue has it. */
const struct po_entry *po_find(const struct po *po, const char *key);
