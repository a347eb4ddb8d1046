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

void findings_print(const struct findings *f, enum lang lang, FILE *out)
{
	for (size_t i = 0; i < f->count; i++)
		fprintf(out, "%s\n", finding_show(f->mem, &f->items[i], lang));
}
