/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/browse.h"
#include "core/text.h"
#include "territory/unit_view.h"
#include <stdlib.h>
#include <string.h>

enum { SEARCH_MAX = 1000 };

static enum unit_tier tier_of(const char *word)
{
	for (enum unit_tier tier = TIER_PROVINCE; word && tier <= TIER_COMMUNE; tier++)
		if (!strcmp(tier_word(tier), word))
			return tier;
	return TIER_ANY;
}

static void append_one(struct arena *mem, struct units *list, const struct unit *u)
{
	list->items = arena_grow(mem, list->items, list->count, sizeof *list->items);
	list->items[list->count++] = u;
}

static void append(struct arena *mem, struct units *list, const struct units *more)
{
	for (size_t i = 0; i < more->count; i++)
		append_one(mem, list, more->items[i]);
}

struct units browse(const struct territory *t, struct arena *mem, const struct unit_filter *filter)
{
	enum unit_tier tier = tier_of(filter->tier);
	const struct unit *under = NULL;
	struct units found = { 0 };

	if (filter->under) {
		under = unit_by_code(t, TIER_ANY, filter->under, filter->on);
		if (!under)
			return found;
	}
	if (filter->q) {
		struct units all = unit_search(t, mem, filter->q, tier, filter->on, SEARCH_MAX);

		for (size_t i = 0; i < all.count; i++)
			if (!under || (all.items[i] != under &&
				       unit_above(t, all.items[i], under->tier, filter->on) == under))
				append_one(mem, &found, all.items[i]);
		return found;
	}
	for (enum unit_tier each = TIER_PROVINCE; each <= TIER_COMMUNE; each++) {
		if (tier != TIER_ANY && tier != each)
			continue;
		struct units some = unit_list(t, mem, each, under, filter->on);

		append(mem, &found, &some);
	}
	return found;
}

struct units browse_below(const struct territory *t, struct arena *mem, const struct unit *u,
			  int32_t day)
{
	struct units below = { 0 };

	if (u->tier == TIER_COMMUNE)
		return below;
	struct units all = unit_list(t, mem, TIER_ANY, u, day);

	for (size_t i = 0; i < all.count; i++)
		if (unit_parent(t, all.items[i], day) == u)
			append_one(mem, &below, all.items[i]);
	return below;
}

struct unit_families browse_families(const struct territory *t, struct arena *mem, int32_t day)
{
	struct units communes = unit_list(t, mem, TIER_COMMUNE, NULL, day);
	struct units all = unit_list(t, mem, TIER_ANY, NULL, day);
	struct units *below = arena_many(mem, struct units, t->units_count + 1); /* by index of unit */
	struct unit_families families = { .items = arena_many(mem, struct unit_family, all.count + 1) };

	for (size_t i = 0; i < communes.count; i++) {
		const struct unit *above = unit_parent(t, communes.items[i], day);

		if (above)
			append_one(mem, &below[above - t->units], communes.items[i]);
	}
	for (size_t i = 0; i < all.count; i++) {
		const struct units *own = &below[all.items[i] - t->units];

		if (own->count)
			families.items[families.count++] = (struct unit_family){ all.items[i], *own };
	}
	return families;
}

struct change_days browse_changes(const struct territory *t, struct arena *mem)
{
	struct change_days days = { 0 };

	for (size_t i = t->lines_count; i-- > 0;) {
		const struct succession *s = &t->lines[i];
		const char *number = territory_order(t, s->order);

		if (days.count && days.items[days.count - 1].day == s->day)
			continue;
		days.items = arena_grow(mem, days.items, days.count, sizeof *days.items);
		days.items[days.count++] = (struct change_day){ s->day, number ? number : "" };
	}
	return days;
}

static int by_from(const void *a, const void *b)
{
	const struct unit_fact *x = *(const struct unit_fact *const *)a;
	const struct unit_fact *y = *(const struct unit_fact *const *)b;

	return (x->from_day > y->from_day) - (x->from_day < y->from_day);
}

struct facts browse_code(const struct territory *t, struct arena *mem, const char *code,
			 enum unit_tier tier)
{
	const struct key_slot *slot = register_find(&t->by_code, code, strlen(code));
	struct facts facts = { 0 };

	facts.items = arena_many(mem, const struct unit_fact *, slot ? slot->count : 1);
	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct unit_fact *fact = t->by_code.facts[slot->first + i];

		if (tier == TIER_ANY || fact->unit->tier == tier)
			facts.items[facts.count++] = fact;
	}
	qsort(facts.items, facts.count, sizeof *facts.items, by_from);
	return facts;
}

const struct unit *browse_last_bearer(const struct territory *t, const char *code)
{
	const struct key_slot *slot = register_find(&t->by_code, code, strlen(code));
	const struct unit_fact *last = NULL;

	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct unit_fact *fact = t->by_code.facts[slot->first + i];

		if (!last || fact->from_day > last->from_day)
			last = fact;
	}
	return last ? last->unit : NULL;
}
