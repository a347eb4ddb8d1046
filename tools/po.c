/* SPDX-License-Identifier: Apache-2.0 */
#include "po.h"
#include "core/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct po *po;
	const char *file;
	int line;
	enum po_language language;
	char **target; /* where the next string in quotes is added */
	char *header;  /* what stands behind the empty msgid */
	struct po_entry *entry;
};

static _Noreturn void fail(const struct reader *r, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", r->file, r->line, what);
	exit(1);
}

static uint64_t hash_of(const char *key)
{
	uint64_t hash = 14695981039346656037u;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 1099511628211u;
	return hash;
}

/* The slot of @key, or the free one where it belongs. */
static size_t *slot_of(const struct po *po, const char *key)
{
	size_t at = hash_of(key) & (po->slots_count - 1);

	while (po->slots[at] && strcmp(po->entries[po->slots[at] - 1].key, key) != 0)
		at = (at + 1) & (po->slots_count - 1);
	return &po->slots[at];
}

const struct po_entry *po_find(const struct po *po, const char *key)
{
	size_t found = po->slots_count ? *slot_of(po, key) : 0;

	return found ? &po->entries[found - 1] : NULL;
}

static void widen(struct po *po)
{
	po->slots_count = po->slots_count ? po->slots_count * 2 : 1024;
	po->slots = arena_many(po->mem, size_t, po->slots_count);
	for (size_t i = 0; i < po->count; i++)
		*slot_of(po, po->entries[i].key) = i + 1;
}

static struct po_entry *entry_of(struct po *po, const char *key)
{
	if (po->slots_count < 2 * (po->count + 1))
		widen(po);
	size_t *slot = slot_of(po, key);
	if (!*slot) {
		po->entries = arena_grow(po->mem, po->entries, po->count, sizeof *po->entries);
		po->entries[po->count] = (struct po_entry){.key = arena_copy(po->mem, key)};
		*slot = ++po->count;
	}
	return &po->entries[*slot - 1];
}

/* The inside of the quotes on a line, still escaped as C escapes it. */
static char *quoted(const struct reader *r, char *text)
{
	char *start = strchr(text, '"'), *end = strrchr(text, '"');

	if (!start || end == start)
		fail(r, "a string in quotes is missing");
	*end = '\0';
	return start + 1;
}

static void append(struct reader *r, const char *more)
{
	*r->target = arena_text(r->po->mem, "%s%s", *r->target ? *r->target : "", more);
}

static void begin(struct reader *r, const char *key)
{
	r->target = NULL;
	r->entry = *key ? entry_of(r->po, key) : NULL;
	if (r->entry && r->entry->text[r->language][0])
		fail(r, "this key stands here twice");
}

static void take_line(struct reader *r, char *line)
{
	if (*line == '#' || *line == '\n' || *line == '\r')
		return;
	if (!strncmp(line, "msgid_plural ", 13)) {
		r->target = NULL;
	} else if (!strncmp(line, "msgid ", 6)) {
		begin(r, quoted(r, line));
	} else if (!strncmp(line, "msgstr", 6)) {
		bool many = !strncmp(line, "msgstr[1]", 9);

		r->target = r->entry ? &r->entry->text[r->language][many] : &r->header;
		append(r, quoted(r, line));
	} else if (*line == '"' && r->target) {
		append(r, quoted(r, line));
	} else {
		fail(r, "not understood");
	}
}

void po_read(struct po *po, const char *file, enum po_language language)
{
	struct reader r = {.po = po, .file = file, .language = language};
	FILE *in = fopen(file, "r");
	char *line = NULL;
	size_t room = 0;

	if (!in)
		fail(&r, "cannot be read");
	while (getline(&line, &room, in) > 0) {
		r.line++;
		take_line(&r, line);
	}
	free(line);
	fclose(in);
}
