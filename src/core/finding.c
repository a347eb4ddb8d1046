/* SPDX-License-Identifier: Apache-2.0 */
#include "core/finding.h"
#include <stdlib.h>
#include <string.h>

void finding_add(struct findings *f, bool warning, const char *file, int line, const char *column,
		 const char *key, const char *const *args, size_t args_count)
{
	f->items = arena_grow(f->mem, f->items, f->count, sizeof *f->items);
	struct finding *item = &f->items[f->count++];

	*item = (struct finding){
		.file = arena_copy(f->mem, file),
		.line = line,
		.column = arena_copy(f->mem, column),
		.key = key,
		.warning = warning,
	};
	for (size_t i = 0; i < args_count && i < FINDING_ARGS; i++)
		item->args[i] = arena_copy(f->mem, args[i]);
	f->errors += !warning;
}

char *finding_show(struct arena *mem, const struct finding *item, enum lang lang)
{
	const char *text = words_with(mem, lang, item->key, item->args, FINDING_ARGS);
	char *place = arena_copy(mem, item->file ? item->file : "");

	if (item->line)
		place = arena_text(mem, "%s:%d", place, item->line);
	if (*place)
		place = arena_text(mem, "%s: ", place);
	if (item->column)
		place = arena_text(mem, "%s%s: ", place, item->column);
	return arena_text(mem, "%s%s%s", place, item->warning ? words(lang, "finding.warning") : "",
			  text);
}

/* Where a finding stands in the printed list. */
struct place {
	size_t file; /* the number of the first finding of the same file */
	int line;
	size_t number;
};

static bool same_file(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void findings_print(const struct findings *f, enum lang lang, FILE *out)
{
	struct place *places = arena_many(f->mem, struct place, f->count);

	for (size_t i = 0; i < f->count; i++) {
		size_t first = 0;

		while (!same_file(f->items[first].file, f->items[i].file))
			first++;
		places[i] = (struct place){ first, f->items[i].line, i };
	}
	qsort(places, f->count, sizeof *places, by_place);
	for (size_t i = 0; i < f->count; i++)
		fprintf(out, "%s\n", finding_show(f->mem, &f->items[places[i].number], lang));
}
