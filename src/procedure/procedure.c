/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/procedure.h"
#include "core/text.h"
#include "ledger/ledger.h"
#include "procedure/procedure_store.h"
#include <stdlib.h>
#include <string.h>

struct catalogue {
	struct procedure *items; /* by code, then from_day */
	size_t count;
	const struct procedure **by_id, **by_name;
};

/* clang-format off */
static const char *const sectors[] = {
	"civil_status", "adoption", "certification", "residence", "social_protection", "poverty",
	"children", "merit", "insurance", "land", "construction", "infrastructure", "business",
	"trade", "transport", "culture", "religion", "mediation", "complaints",
};
static const char *const doubts_words[] = { "code", "limit", "fee", "basis" };
/* clang-format on */

enum {
	SECTORS = sizeof sectors / sizeof *sectors,
	DOUBTS = sizeof doubts_words / sizeof *doubts_words,
};

const char *procedure_sector(size_t index)
{
	return index < SECTORS ? sectors[index] : NULL;
}

bool procedure_sector_exists(const char *sector)
{
	for (size_t i = 0; i < SECTORS; i++)
		if (!strcmp(sectors[i], sector))
			return true;
	return false;
}

unsigned procedure_doubts_read(struct arena *mem, const char *text, bool *good)
{
	char *words = arena_copy(mem, text), *rest = words, *word;
	unsigned doubts = 0;

	*good = true;
	while ((word = strsep(&rest, " "))) {
		size_t i = 0;

		while (i < DOUBTS && strcmp(doubts_words[i], word))
			i++;
		if (i < DOUBTS)
			doubts |= 1u << i;
		else if (*word)
			*good = false;
	}
	return doubts;
}

const char *procedure_doubts_show(struct arena *mem, unsigned doubts)
{
	const char *text = "";

	for (size_t i = 0; i < DOUBTS; i++)
		if (doubts & 1u << i)
			text = arena_text(mem, "%s%s%s", text, *text ? " " : "", doubts_words[i]);
	return text;
}

static void take_papers_apart(struct arena *mem, struct procedure *p)
{
	char *words = arena_copy(mem, p->papers_text), *rest = words, *word;
	const char **papers = NULL;
	size_t count = 0;

	while ((word = strsep(&rest, "|"))) {
		if (!*word)
			continue;
		papers = arena_grow(mem, papers, count, sizeof *papers);
		papers[count++] = word;
	}
	p->papers = papers;
	p->papers_count = count;
}

static int by_id(const void *a, const void *b)
{
	const struct procedure *x = *(const struct procedure *const *)a;
	const struct procedure *y = *(const struct procedure *const *)b;

	return x->id < y->id ? -1 : x->id > y->id;
}

static int by_name(const void *a, const void *b)
{
	const struct procedure *x = *(const struct procedure *const *)a;
	const struct procedure *y = *(const struct procedure *const *)b;
	int order = strcmp(x->sort_key, y->sort_key);

	return order ? order : strcmp(x->code, y->code);
}

struct catalogue *catalogue_make(struct arena *mem, struct procedure *rows, size_t count)
{
	struct catalogue *c = arena_one(mem, struct catalogue);

	*c = (struct catalogue){
		.items = rows,
		.count = count,
		.by_id = arena_many(mem, const struct procedure *, count + 1),
		.by_name = arena_many(mem, const struct procedure *, count + 1),
	};
	for (size_t i = 0; i < count; i++) {
		take_papers_apart(mem, &rows[i]);
		if (!limit_parse(rows[i].limit_text, strlen(rows[i].limit_text), &rows[i].limit))
			rows[i].limit = (struct limit){ .unit = LIMIT_WORK_DAYS };
		c->by_id[i] = c->by_name[i] = &rows[i];
	}
	qsort(c->by_id, count, sizeof *c->by_id, by_id);
	qsort(c->by_name, count, sizeof *c->by_name, by_name);
	return c;
}

enum rc catalogue_of(struct op *op, const struct catalogue **out)
{
	return procedure_store_catalogue(op, out);
}

/* The first version of @code, or where it would be. */
static size_t first_of(const struct catalogue *c, const char *code)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(c->items[middle].code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct procedure *procedure_on(const struct catalogue *c, const char *code, int32_t day)
{
	for (size_t i = first_of(c, code); i < c->count && !strcmp(c->items[i].code, code); i++)
		if (c->items[i].from_day <= day && day < c->items[i].to_day)
			return &c->items[i];
	return NULL;
}

const struct procedure *procedure_by_id(const struct catalogue *c, int64_t id)
{
	const struct procedure key = { .id = id }, *at = &key;
	const struct procedure **found = bsearch(&at, c->by_id, c->count, sizeof *c->by_id, by_id);

	return found ? *found : NULL;
}

static void take(struct arena *mem, struct procedures *list, const struct procedure *p)
{
	list->items = arena_grow(mem, list->items, list->count, sizeof *list->items);
	list->items[list->count++] = p;
}

struct procedures procedure_versions(const struct catalogue *c, struct arena *mem, const char *code)
{
	struct procedures list = { 0 };

	for (size_t i = first_of(c, code); i < c->count && !strcmp(c->items[i].code, code); i++)
		take(mem, &list, &c->items[i]);
	return list;
}

/* Every word of @fold, in any order: people remember "sao khai sinh", not the legal title. */
static bool holds(const struct procedure *p, struct arena *mem, const char *fold)
{
	char *rest = arena_copy(mem, fold), *word;

	while ((word = strsep(&rest, " ")))
		if (!strstr(p->fold, word))
			return false;
	return true;
}

struct procedures procedure_search(const struct catalogue *c, struct arena *mem, const char *words,
				   const char *sector, enum unit_tier tier, int32_t day)
{
	const char *fold = text_fold(mem, words ? words : "");
	struct procedures list = { 0 };

	for (size_t i = 0; i < c->count; i++) {
		const struct procedure *p = c->by_name[i];

		if (day < p->from_day || day >= p->to_day || (tier && p->tier != tier) ||
		    (sector && *sector && strcmp(sector, p->sector)) || !holds(p, mem, fold))
			continue;
		take(mem, &list, p);
	}
	return list;
}

enum rc procedure_enter(struct op *op, struct procedure *items, size_t count, const char *source)
{
	for (size_t i = 0; i < count; i++)
		TRY(procedure_store_insert(op, &items[i]));
	procedure_store_changed(op);
	return ledger_add(op, "procedure.enter", source,
			  arena_text(op->mem, "%zu versions", count));
}

enum rc procedure_check(struct op *op, struct findings *f)
{
	const struct catalogue *c;

	TRY(catalogue_of(op, &c));
	for (size_t i = 0; i + 1 < c->count; i++)
		if (!strcmp(c->items[i].code, c->items[i + 1].code) &&
		    c->items[i].to_day > c->items[i + 1].from_day)
			ERROR_AT(f, NULL, 0, NULL, "procedure.versions_overlap", c->items[i].code,
				 day_show(op->mem, c->items[i + 1].from_day));
	return RC_OK;
}
