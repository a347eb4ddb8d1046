/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pogen vi.po en.po > words_table.c: the catalogues as one table ordered by key. A key without
 * Vietnamese words, or said twice in one file, fails the build; so does a place like {2} that the
 * English words have and the Vietnamese ones do not.
 */
#include "core/arena.h"
#include "po.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct po_entry *)a)->key, ((const struct po_entry *)b)->key);
}

static void put(const char *text)
{
	if (text && *text)
		printf("\"%s\"", text);
	else
		printf("0");
}

/* Bit n for {n}, in both forms of one language. */
static unsigned places_of(char *const forms[2])
{
	unsigned places = 0;

	for (int form = 0; form < 2; form++)
		for (const char *p = forms[form]; p && (p = strchr(p, '{')); p++)
			if (p[1] >= '1' && p[1] <= '9' && p[2] == '}')
				places |= 1u << (p[1] - '0');
	return places;
}

static int check(const struct po_entry *e, const char *file)
{
	if (!e->text[PO_VI][0] || !*e->text[PO_VI][0]) {
		fprintf(stderr, "%s: no words for the key %s\n", file, e->key);
		return 1;
	}
	if (places_of(e->text[PO_EN]) & ~places_of(e->text[PO_VI])) {
		fprintf(stderr, "%s: %s: the English words use a place that these do not\n", file,
			e->key);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct po po = {.mem = arena_new()};
	int bad = 0;

	for (int i = 1; i < argc && i <= PO_LANGUAGES; i++)
		po_read(&po, argv[i], (enum po_language)(i - 1));
	qsort(po.entries, po.count, sizeof *po.entries, by_key);
	puts("/* Made by pogen from the catalogues. */\n#include \"core/words.h\"\n"
	     "const struct words_entry words_table[] = {");
	for (size_t i = 0; i < po.count; i++) {
		struct po_entry *e = &po.entries[i];

		bad |= check(e, argv[1]);
		printf("\t{ \"%s\", { ", e->key);
		for (int l = 0; l < PO_LANGUAGES; l++) {
			printf("{ ");
			put(e->text[l][0]);
			printf(", ");
			put(e->text[l][1]);
			printf(" }, ");
		}
		puts("} },");
	}
	printf("};\nconst size_t words_table_count = %zu;\n", po.count);
	arena_drop(po.mem);
	return bad;
}
