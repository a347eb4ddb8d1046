/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pogen vi.po en.po > words_table.c: the catalogues as one table ordered by key. The subset of PO
 * that we write: msgid, msgid_plural, msgstr, msgstr[0], msgstr[1], continued strings, # comments.
 * A key without Vietnamese words, or said twice in one file, fails the build.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES = 2 };

struct entry {
	char *key;
	char *text[LANGUAGES][2];
};

static struct entry *entries;
static size_t entries_count;

static _Noreturn void fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	exit(1);
}

static struct entry *entry_of(const char *key)
{
	for (size_t i = 0; i < entries_count; i++)
		if (!strcmp(entries[i].key, key))
			return &entries[i];
	entries = realloc(entries, (entries_count + 1) * sizeof *entries);
	if (!entries)
		abort();
	entries[entries_count] = (struct entry){ .key = strdup(key) };
	return &entries[entries_count++];
}

/* The inside of the quotes on a line, still escaped as C escapes it. */
static char *quoted(const char *file, int line, char *text)
{
	char *start = strchr(text, '"'), *end = strrchr(text, '"');

	if (!start || end == start)
		fail(file, line, "a string in quotes is missing");
	*end = '\0';
	return start + 1;
}

static void append(char **to, const char *more)
{
	size_t have = *to ? strlen(*to) : 0, size = strlen(more);

	*to = realloc(*to, have + size + 1);
	if (!*to)
		abort();
	memcpy(*to + have, more, size + 1);
}

static void read_po(const char *file, int language)
{
	FILE *in = fopen(file, "r");
	char *line = NULL, *id = NULL, **target = NULL;
	size_t room = 0;
	int number = 0;
	struct entry *entry = NULL;

	if (!in)
		fail(file, 0, "cannot be read");
	while (getline(&line, &room, in) > 0) {
		number++;
		if (*line == '#' || *line == '\n' || *line == '\r')
			continue;
		if (!strncmp(line, "msgid_plural ", 13)) {
			target = NULL;
		} else if (!strncmp(line, "msgid ", 6)) {
			free(id);
			id = strdup(quoted(file, number, line));
			target = NULL;
			entry = *id ? entry_of(id) : NULL;
			if (entry && entry->text[language][0])
				fail(file, number, "this key stands here twice");
		} else if (!strncmp(line, "msgstr", 6)) {
			static char *header;
			bool many = !strncmp(line, "msgstr[1]", 9);

			target = entry ? &entry->text[language][many] : &header;
			append(target, quoted(file, number, line));
		} else if (*line == '"' && target) {
			append(target, quoted(file, number, line));
		} else {
			fail(file, number, "not understood");
		}
	}
	free(line);
	free(id);
	fclose(in);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static void put(const char *text)
{
	if (text && *text)
		printf("\"%s\"", text);
	else
		printf("0");
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc && i <= LANGUAGES; i++)
		read_po(argv[i], i - 1);
	qsort(entries, entries_count, sizeof *entries, by_key);
	puts("/* Made by pogen from the catalogues. */\n#include \"core/words.h\"\n"
	     "const struct words_entry words_table[] = {");
	for (size_t i = 0; i < entries_count; i++) {
		struct entry *e = &entries[i];

		if (!e->text[0][0] || !*e->text[0][0])
			fail(argv[1], 0, e->key);
		printf("\t{ \"%s\", { ", e->key);
		for (int l = 0; l < LANGUAGES; l++) {
			printf("{ ");
			put(e->text[l][0]);
			printf(", ");
			put(e->text[l][1]);
			printf(" }, ");
		}
		puts("} },");
	}
	printf("};\nconst size_t words_table_count = %zu;\n", entries_count);
	for (size_t i = 0; i < entries_count; i++) {
		for (int l = 0; l < LANGUAGES; l++) {
			free(entries[i].text[l][0]);
			free(entries[i].text[l][1]);
		}
		free(entries[i].key);
	}
	free(entries);
	return 0;
}
