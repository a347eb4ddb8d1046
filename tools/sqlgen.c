/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sqlgen x.sql… > x.sql.h: each statement behind "-- name: dossier_find" becomes SQL_DOSSIER_FIND with
 * the text for both engines. Lines between "-- engine: sqlite" (or postgres) and "-- engine: both" go
 * to that engine only. "-- scans NAME…: why" allows to read whole tables, by the names that the statement
 * gives them; "-- planned once: why" lets one plan do for all values; "-- together: why" lets PostgreSQL answer
 * several who ask at once. $N becomes ?N for SQLite.
 * Lines behind "-- part: row" are no statement: "-- use: row" puts them into those of the same file that
 * share them.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOTH, SQLITE, POSTGRES };

struct text {
	char *at;
	size_t size;
};

static struct statement {
	char name[80];
	char scans[200], once[200], together[200];
	struct text sqlite, postgres;
	unsigned params;
	bool open;
} now;

/* Lines that several statements share. */
static struct part {
	char name[80];
	struct text lines;
} parts[20];
static size_t parts_count;

static void put(struct text *t, const char *more, size_t size)
{
	t->at = realloc(t->at, t->size + size + 1);
	if (!t->at)
		abort();
	memcpy(t->at + t->size, more, size);
	t->size += size;
	t->at[t->size] = '\0';
}

/* Into a C string literal; the dollar of a parameter becomes @mark. */
static void put_line(struct text *t, const char *line, char mark)
{
	put(t, "\n\t\"", 3);
	for (; *line && *line != '\n'; line++) {
		if (*line == '$' && isdigit((unsigned char)line[1]))
			put(t, &mark, 1);
		else if (*line == '"' || *line == '\\')
			put(t, *line == '"' ? "\\\"" : "\\\\", 2);
		else if (*line == '\t')
			put(t, " ", 1);
		else
			put(t, line, 1);
	}
	put(t, "\\n\"", 3);
}

static unsigned highest(const char *line, unsigned so_far)
{
	for (; (line = strchr(line, '$')); line++) {
		unsigned n = (unsigned)strtoul(line + 1, NULL, 10);

		so_far = n > so_far ? n : so_far;
	}
	return so_far;
}

static bool reads(const char *text)
{
	const char *first = text + strspn(text, "\n\t\" ");
	bool select = !strncasecmp(first, "SELECT", 6) || !strncasecmp(first, "WITH", 4);

	return select && !strcasestr(text, "INSERT INTO") && !strcasestr(text, "UPDATE ") &&
	       !strcasestr(text, "DELETE FROM");
}

/* Columns are compared byte by byte on both engines, whatever locale a database was made with. */
static void collate(struct text *t)
{
	static const char more[] = " COLLATE \\\"C\\\"";
	struct text out = { 0 };
	const char *from = t->at, *at;

	if (!from || strncasecmp(from + strspn(from, "\n\t\" "), "CREATE", 6) != 0)
		return;
	while ((at = strstr(from, " TEXT"))) {
		at += strlen(" TEXT");
		put(&out, from, (size_t)(at - from));
		if (!isalnum((unsigned char)*at) && *at != '_')
			put(&out, more, sizeof more - 1);
		from = at;
	}
	put(&out, from, strlen(from));
	free(t->at);
	*t = out;
}

static void flush(void)
{
	if (!now.open)
		return;
	collate(&now.postgres);
	printf("static const struct sql SQL_");
	for (const char *p = now.name; *p; p++)
		putchar(toupper((unsigned char)*p));
	printf(" SQL_SECTION = {\n\t.name = \"%s\",\n\t.sqlite =%s,\n\t.postgres =%s,\n", now.name,
	       now.sqlite.at ? now.sqlite.at : "\"\"", now.postgres.at ? now.postgres.at : "\"\"");
	if (*now.scans)
		printf("\t.scans = \"%s\",\n", now.scans);
	if (*now.once)
		printf("\t.once = \"%s\",\n", now.once);
	if (*now.together)
		printf("\t.together = \"%s\",\n", now.together);
	printf("\t.params = %u,\n\t.reads = %s,\n};\n", now.params,
	       now.sqlite.at && reads(now.sqlite.at) ? "true" : "false");
	free(now.sqlite.at);
	free(now.postgres.at);
	now = (struct statement){ 0 };
}

static bool directive(const char *line, const char *word, char *value, size_t room)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) != 0)
		return false;
	snprintf(value, room, "%s", line + n);
	value[strcspn(value, "\r\n")] = '\0';
	return true;
}

static void take_line(const char *line, int to)
{
	if (to != POSTGRES)
		put_line(&now.sqlite, line, '?');
	if (to != SQLITE)
		put_line(&now.postgres, line, '$');
	now.params = highest(line, now.params);
}

static struct part *part_begin(const char *name)
{
	struct part *p = &parts[parts_count++];

	if (parts_count > sizeof parts / sizeof *parts)
		abort();
	snprintf(p->name, sizeof p->name, "%s", name);
	return p;
}

/* false when there is no such part above. */
static bool part_use(const char *name, int to)
{
	size_t i = 0;

	while (i < parts_count && strcmp(parts[i].name, name) != 0)
		i++;
	if (i == parts_count || !parts[i].lines.at)
		return false;
	for (const char *line = parts[i].lines.at; *line; line += strcspn(line, "\n") + 1)
		take_line(line, to);
	return true;
}

static void parts_drop(void)
{
	while (parts_count)
		free(parts[--parts_count].lines.at);
	memset(parts, 0, sizeof parts);
}

static void refuse(const char *file, int number, const char *why)
{
	fprintf(stderr, "%s:%d: %s\n", file, number, why);
	exit(1);
}

static void read_file(const char *file)
{
	FILE *in = fopen(file, "r");
	char *line = NULL, engine[20], shared[80];
	struct part *part = NULL;
	size_t room = 0;
	int to = BOTH, number = 0;

	if (!in) {
		fprintf(stderr, "%s: cannot be read\n", file);
		exit(2);
	}
	while (getline(&line, &room, in) > 0) {
		struct statement next = { .open = true };
		bool says = line[strspn(line, " \t\r\n")] && strncmp(line, "--", 2) != 0;

		number++;
		if (directive(line, "-- name: ", next.name, sizeof next.name)) {
			flush();
			now = next;
			part = NULL;
			to = BOTH;
		} else if (directive(line, "-- part: ", shared, sizeof shared)) {
			flush();
			part = part_begin(shared);
			to = BOTH;
		} else if (directive(line, "-- use: ", shared, sizeof shared)) {
			if (!now.open || !part_use(shared, to))
				refuse(file, number, "no such part above");
		} else if (directive(line, "-- scans ", now.scans, sizeof now.scans) ||
			   directive(line, "-- planned once: ", now.once, sizeof now.once) ||
			   directive(line, "-- together: ", now.together, sizeof now.together)) {
			continue;
		} else if (directive(line, "-- engine: ", engine, sizeof engine)) {
			to = !strcmp(engine, "sqlite")     ? SQLITE
			     : !strcmp(engine, "postgres") ? POSTGRES
							   : BOTH;
		} else if (says && part) {
			put(&part->lines, line, strlen(line));
		} else if (says && !now.open) {
			refuse(file, number, "text before the first \"-- name:\"");
		} else if (says) {
			take_line(line, to);
		}
	}
	flush();
	parts_drop();
	free(line);
	fclose(in);
}

int main(int argc, char **argv)
{
	printf("/* Made by sqlgen. */\n#include \"db/db.h\"\n");
	for (int i = 1; i < argc; i++)
		read_file(argv[i]);
	return 0;
}
