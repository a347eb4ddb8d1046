/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/territory.h"
#include "territory/register.h"
#include <stdlib.h>
#include <string.h>

/* Law 72/2025/QH15 art. 1 (from 01/07/2025) and Law 77/2015/QH13 art. 2 (until then). */
static const struct {
	const char *word, *prefix;
	const char *inner; /* the prefix inside a sentence */
	unsigned tiers;    /* a bit for each tier */
} types[TYPES] = {
	/* clang-format off */
	[TYPE_NONE]      = { "",          "",          "",          0 },
	[TYPE_TINH]      = { "tinh",      "Tỉnh",      "tỉnh",      1 << TIER_PROVINCE },
	[TYPE_THANH_PHO] = { "thanh_pho", "Thành phố", "thành phố", 1 << TIER_PROVINCE | 1 << TIER_DISTRICT },
	[TYPE_HUYEN]     = { "huyen",     "Huyện",     "huyện",     1 << TIER_DISTRICT },
	[TYPE_QUAN]      = { "quan",      "Quận",      "quận",      1 << TIER_DISTRICT },
	[TYPE_THI_XA]    = { "thi_xa",    "Thị xã",    "thị xã",    1 << TIER_DISTRICT },
	[TYPE_THI_TRAN]  = { "thi_tran",  "Thị trấn",  "thị trấn",  1 << TIER_COMMUNE },
	[TYPE_XA]        = { "xa",        "Xã",        "xã",        1 << TIER_COMMUNE },
	[TYPE_PHUONG]    = { "phuong",    "Phường",    "phường",    1 << TIER_COMMUNE },
	[TYPE_DAC_KHU]   = { "dac_khu",   "Đặc khu",   "đặc khu",   1 << TIER_COMMUNE },
	/* clang-format on */
};

enum unit_type unit_type_of(const char *word)
{
	for (enum unit_type type = TYPE_NONE + 1; type < TYPES; type++)
		if (word && !strcmp(types[type].word, word))
			return type;
	return TYPE_NONE;
}

const char *unit_type_word(enum unit_type type)
{
	return types[type].word;
}

const char *unit_type_prefix(enum unit_type type)
{
	return types[type].prefix;
}

bool unit_type_fits(enum unit_type type, enum unit_tier tier)
{
	return types[type].tiers & 1u << tier;
}

static int32_t day_in_life(const struct unit *u, int32_t day)
{
	if (day < u->from_day)
		return u->from_day;
	return day < u->to_day ? day : u->to_day - 1;
}

const struct unit_fact *unit_fact_on(const struct unit *u, enum fact_kind kind, int32_t day)
{
	day = day_in_life(u, day);
	for (size_t i = 0; i < u->facts_count; i++) {
		const struct unit_fact *fact = &u->facts[i];

		if (fact->kind > kind)
			break;
		if (fact->kind == kind && fact->from_day <= day && day < fact->to_day)
			return fact;
	}
	return NULL;
}

static const char *text_on(const struct unit *u, enum fact_kind kind, int32_t day)
{
	const struct unit_fact *fact = unit_fact_on(u, kind, day);

	return fact && fact->text ? fact->text : "";
}

const char *unit_code(const struct unit *u, int32_t day)
{
	return text_on(u, FACT_CODE, day);
}

const char *unit_name(const struct unit *u, int32_t day)
{
	return text_on(u, FACT_NAME, day);
}

enum unit_type unit_type(const struct unit *u, int32_t day)
{
	const struct unit_fact *fact = unit_fact_on(u, FACT_TYPE, day);

	return fact ? (enum unit_type)fact->number : TYPE_NONE;
}

/* Two facts may follow each other with the same code when an order said it again. */
int32_t unit_code_since(const struct unit *u, int32_t day)
{
	const struct unit_fact *fact = unit_fact_on(u, FACT_CODE, day), *before;

	if (!fact)
		return u->from_day;
	while (fact->from_day > u->from_day) {
		before = unit_fact_on(u, FACT_CODE, fact->from_day - 1);
		if (!before || before == fact || strcmp(before->text, fact->text) != 0)
			break;
		fact = before;
	}
	return fact->from_day;
}

struct unit_brief unit_brief(const struct unit *u, int32_t day)
{
	return (struct unit_brief){
		.code = unit_code(u, day),
		.name = unit_name(u, day),
		.type = unit_type_word(unit_type(u, day)),
	};
}

char *unit_named(struct arena *mem, const struct unit *u, int32_t day)
{
	const char *prefix = unit_type_prefix(unit_type(u, day));

	return arena_text(mem, "%s%s%s", prefix, *prefix ? " " : "", unit_name(u, day));
}

const struct unit *unit_parent(const struct territory *t, const struct unit *u, int32_t day)
{
	const struct unit_fact *fact = unit_fact_on(u, FACT_PARENT, day);

	(void)t;
	return fact ? fact->parent : NULL;
}

const struct unit *unit_above(const struct territory *t, const struct unit *u, enum unit_tier tier,
			      int32_t day)
{
	day = day_in_life(u, day);
	while (u && u->tier > tier)
		u = unit_parent(t, u, day);
	return u && u->tier == tier ? u : NULL;
}

char *unit_named_inside(struct arena *mem, const struct unit *u, int32_t day)
{
	const char *prefix = types[unit_type(u, day)].inner;

	return arena_text(mem, "%s%s%s", prefix, *prefix ? " " : "", unit_name(u, day));
}

struct named_unit {
	const struct unit *unit;
	const char *key;
};

static int by_name(const void *a, const void *b)
{
	const struct named_unit *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->unit->id > y->unit->id) - (x->unit->id < y->unit->id);
}

static bool lies_under(const struct territory *t, const struct unit *u, const struct unit *under,
		       int32_t day)
{
	return !under || (u != under && unit_above(t, u, under->tier, day) == under);
}

struct units unit_list(const struct territory *t, struct arena *mem, enum unit_tier tier,
		       const struct unit *under, int32_t day)
{
	struct named_unit *named = arena_many(mem, struct named_unit, t->units_count + 1);
	struct units list = { 0 };

	for (size_t i = 0; i < t->units_count; i++) {
		const struct unit *u = &t->units[i];
		const struct unit_fact *name = unit_fact_on(u, FACT_NAME, day);

		if ((tier == TIER_ANY || u->tier == tier) && unit_alive(u, day) &&
		    lies_under(t, u, under, day))
			named[list.count++] = (struct named_unit){
				u, name && name->sort_key ? name->sort_key : ""
			};
	}
	qsort(named, list.count, sizeof *named, by_name);
	list.items = arena_many(mem, const struct unit *, list.count + 1);
	for (size_t i = 0; i < list.count; i++)
		list.items[i] = named[i].unit;
	return list;
}

void units_add(struct arena *mem, struct units *list, const struct unit *u)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == u)
			return;
	list->items = arena_grow(mem, list->items, list->count, sizeof(struct unit *));
	list->items[list->count++] = u;
}

static int code_order(const void *a, const void *b, void *day)
{
	const struct unit *x = *(const struct unit *const *)a, *y = *(const struct unit *const *)b;
	int order = (int)x->tier - (int)y->tier;

	if (!order)
		order = strcmp(unit_code(x, *(int32_t *)day), unit_code(y, *(int32_t *)day));
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

void units_sort_by_code(struct units *list, int32_t day)
{
	if (list->count > 1)
		qsort_r(list->items, list->count, sizeof *list->items, code_order, &day);
}
