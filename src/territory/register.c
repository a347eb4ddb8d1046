/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/register.h"
#include "core/text.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a; names are short. Never 0, which means an empty slot. */
static uint64_t hash_of(const char *key, size_t size)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)key[i]) * UINT64_C(0x100000001B3);
	return hash ? hash : 1;
}

static const char *key_of(const struct unit_fact *fact)
{
	return fact->kind == FACT_CODE ? fact->text : fact->fold;
}

static int by_key(const void *a, const void *b)
{
	const struct unit_fact *x = *(const struct unit_fact *const *)a;
	const struct unit_fact *y = *(const struct unit_fact *const *)b;
	int order = strcmp(key_of(x), key_of(y));

	if (order)
		return order;
	return (x->id > y->id) - (x->id < y->id);
}

static struct key_slot *slot_of(const struct key_index *index, const char *key, size_t size)
{
	uint64_t hash = hash_of(key, size);

	for (size_t i = hash & index->mask;; i = (i + 1) & index->mask) {
		struct key_slot *slot = &index->slots[i];

		if (!slot->hash) {
			slot->hash = hash;
			return slot;
		}
		if (slot->hash == hash) {
			const char *other = key_of(index->facts[slot->first]);

			if (!strncmp(other, key, size) && !other[size])
				return slot;
		}
	}
}

const struct key_slot *register_find(const struct key_index *index, const char *key, size_t size)
{
	uint64_t hash = hash_of(key, size);

	for (size_t i = hash & index->mask; index->slots[i].hash; i = (i + 1) & index->mask) {
		const struct key_slot *slot = &index->slots[i];

		if (slot->hash == hash) {
			const char *other = key_of(index->facts[slot->first]);

			if (!strncmp(other, key, size) && !other[size])
				return slot;
		}
	}
	return NULL;
}

/* At most half of the slots are used, so that a miss ends soon. */
static void index_build(struct arena *mem, struct key_index *index, size_t count)
{
	size_t room = 16;

	while (room < count * 2)
		room *= 2;
	index->slots = arena_many(mem, struct key_slot, room);
	index->mask = room - 1;
	if (!count)
		return;
	qsort(index->facts, count, sizeof *index->facts, by_key);
	for (size_t i = 0, next; i < count; i = next) {
		const char *key = key_of(index->facts[i]);
		const char *exact = index->facts[i]->exact;
		struct key_slot *slot = slot_of(index, key, strlen(key));

		*slot = (struct key_slot){ .hash = slot->hash, .first = (uint32_t)i, .uniform = true };
		for (next = i; next < count && !strcmp(key_of(index->facts[next]), key); next++)
			if (exact && strcmp(index->facts[next]->exact, exact) != 0)
				slot->uniform = false;
		slot->count = (uint32_t)(next - i);
	}
}

/* Names that fold alike share one text, so that they are told apart by where it lies. */
static void share_folds(struct unit_fact *facts, const struct key_index *index, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		const struct unit_fact *before = index->facts[i - 1];
		struct unit_fact *fact = &facts[index->facts[i] - facts];

		if (!strcmp(before->fold, fact->fold))
			fact->fold = before->fold;
	}
}

static void build_indexes(struct arena *mem, struct territory *t, struct unit_fact *facts,
			  size_t count)
{
	size_t names = 0, codes = 0;

	t->by_fold.facts = arena_many(mem, const struct unit_fact *, count + 1);
	t->by_code.facts = arena_many(mem, const struct unit_fact *, count + 1);
	for (size_t i = 0; i < count; i++) {
		if (facts[i].kind == FACT_CODE)
			t->by_code.facts[codes++] = &facts[i];
		else if (facts[i].kind == FACT_NAME || facts[i].kind == FACT_ALIAS)
			t->by_fold.facts[names++] = &facts[i];
	}
	index_build(mem, &t->by_fold, names);
	share_folds(facts, &t->by_fold, names);
	index_build(mem, &t->by_code, codes);
}

static int by_id(const void *key, const void *item)
{
	int64_t id = *(const int64_t *)key, other = ((const struct unit *)item)->id;

	return (id > other) - (id < other);
}

static struct unit *find(const struct territory *t, int64_t id)
{
	if (!id)
		return NULL;
	return bsearch(&id, t->units, t->units_count, sizeof *t->units, by_id);
}

const struct unit *unit_by_id(const struct territory *t, int64_t id)
{
	return find(t, id);
}

/* A life may have been ended and gone on by an undo; there is one row of it at a time. */
static void attach_facts(struct territory *t, struct unit_fact *facts, const struct fact_row *rows,
			 size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct unit *u = find(t, rows[i].unit);
		struct unit_fact *fact = &facts[i];

		assert(u);
		*fact = rows[i].fact;
		fact->unit = u;
		if (fact->kind == FACT_TYPE)
			fact->number = unit_type_of(fact->text);
		if (fact->kind == FACT_PARENT)
			fact->parent = find(t, fact->number);
		if (fact->kind == FACT_LIFE) {
			u->from_day = fact->from_day;
			u->to_day = fact->to_day;
		}
		if (!u->facts_count)
			u->facts = fact;
		u->facts_count++;
	}
}

/* Counts first, then each unit's lines are given a place in one array. */
static void attach_lines(struct arena *mem, struct territory *t, const struct line_row *rows,
			 size_t count)
{
	const struct succession **next = arena_many(mem, const struct succession *, count * 2 + 1);

	t->lines = arena_many(mem, struct succession, count + 1);
	t->lines_count = count;
	for (size_t i = 0; i < count; i++) {
		struct unit *old = find(t, rows[i].old_unit), *after = find(t, rows[i].new_unit);

		t->lines[i] = rows[i].line;
		t->lines[i].old = old;
		t->lines[i].after = after;
		t->lines[i].heir = find(t, rows[i].heir);
		if (old)
			old->after_count++;
		if (after)
			after->before_count++;
	}
	for (size_t i = 0; i < t->units_count; i++) {
		struct unit *u = &t->units[i];

		u->after = next;
		next += u->after_count;
		u->before = next;
		next += u->before_count;
		u->after_count = u->before_count = 0;
	}
	for (size_t i = 0; i < count; i++) {
		struct unit *old = find(t, rows[i].old_unit), *after = find(t, rows[i].new_unit);

		if (old)
			((const struct succession **)old->after)[old->after_count++] = &t->lines[i];
		if (after)
			((const struct succession **)after->before)[after->before_count++] =
				&t->lines[i];
	}
}

static void find_province(struct territory *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->units_count; i++) {
		if (t->units[i].tier != TIER_PROVINCE || t->units[i].to_day != DAY_OPEN)
			continue;
		t->province = &t->units[i];
		count++;
	}
	if (count != 1)
		t->province = NULL;
}

struct territory *register_build(struct arena *mem, const struct register_rows *rows)
{
	struct territory *t = arena_one(mem, struct territory);
	struct unit_fact *facts = arena_many(mem, struct unit_fact, rows->facts_count + 1);

	t->units = arena_many(mem, struct unit, rows->units_count + 1);
	t->units_count = rows->units_count;
	for (size_t i = 0; i < rows->units_count; i++)
		t->units[i] = (struct unit){ .id = rows->units[i].id, .tier = rows->units[i].tier };
	attach_facts(t, facts, rows->facts, rows->facts_count);
	attach_lines(mem, t, rows->lines, rows->lines_count);
	build_indexes(mem, t, facts, rows->facts_count);
	find_province(t);
	t->orders = rows->orders;
	t->orders_count = rows->orders_count;
	for (enum unit_type type = TYPE_NONE + 1; type < TYPES; type++)
		t->prefix_exact[type] = text_exact(mem, unit_type_prefix(type));
	return t;
}

const struct unit *territory_province(const struct territory *t)
{
	return t->province;
}

const char *territory_order(const struct territory *t, int64_t order)
{
	for (size_t i = 0; i < t->orders_count; i++)
		if (t->orders[i].id == order)
			return t->orders[i].number;
	return NULL;
}

size_t territory_count(const struct territory *t)
{
	return t->units_count;
}

const struct unit *territory_unit(const struct territory *t, size_t index)
{
	return &t->units[index];
}

const struct unit *unit_by_code(const struct territory *t, enum unit_tier tier, const char *code,
				int32_t day)
{
	const struct key_slot *slot = register_find(&t->by_code, code, strlen(code));

	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct unit_fact *fact = t->by_code.facts[slot->first + i];

		if (fact->from_day <= day && day < fact->to_day && unit_alive(fact->unit, day) &&
		    (tier == TIER_ANY || fact->unit->tier == tier))
			return fact->unit;
	}
	return NULL;
}
