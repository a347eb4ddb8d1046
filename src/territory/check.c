/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/load.h"
#include "territory/register.h"
#include "territory/territory_store.h"
#include <string.h>

/* What must be true of the register at any time, asked by `haicap check`. */
struct checking {
	const struct territory *t;
	struct arena *mem;
	struct findings *f;
};

static const char *label(const struct checking *c, const struct unit *u, int32_t day)
{
	return arena_text(c->mem, "%s %s (%lld)", unit_code(u, day), unit_named(c->mem, u, day),
			  (long long)u->id);
}

#define BREACH(c, key, ...) ERROR_AT((c)->f, NULL, 0, NULL, (key), ##__VA_ARGS__)

/* A unit lives once, and nothing is said of it outside its life. */
static void check_facts(struct checking *c, const struct unit *u)
{
	bool lives = false;

	for (size_t i = 0; i < u->facts_count; i++) {
		const struct unit_fact *fact = &u->facts[i];

		lives |= fact->kind == FACT_LIFE;
		if (fact->from_day >= fact->to_day || fact->from_day < u->from_day ||
		    fact->to_day > u->to_day)
			BREACH(c, "territory.check_outside", label(c, u, fact->from_day),
			       arena_text(c->mem, "%d", fact->kind));
	}
	static const enum fact_kind needed[] = { FACT_CODE, FACT_NAME, FACT_TYPE };

	for (size_t i = 0; lives && i < sizeof needed / sizeof *needed; i++)
		if (!unit_fact_on(u, needed[i], u->from_day) ||
		    !unit_fact_on(u, needed[i], u->to_day - 1))
			BREACH(c, "territory.check_lacks", label(c, u, u->from_day),
			       arena_text(c->mem, "%d", needed[i]));
	if (!lives)
		BREACH(c, "territory.check_life", arena_text(c->mem, "%lld", (long long)u->id));
}

/* Above a unit stands one of a higher tier that exists as long as it does. */
static void check_parents(struct checking *c, const struct unit *u)
{
	for (size_t i = 0; i < u->facts_count; i++) {
		const struct unit_fact *fact = &u->facts[i];
		const struct unit *above = unit_by_id(c->t, fact->number);

		if (fact->kind != FACT_PARENT)
			continue;
		if (!above || above->tier >= u->tier || above->from_day > fact->from_day ||
		    above->to_day < fact->to_day)
			BREACH(c, "territory.check_parent", label(c, u, fact->from_day));
	}
	if (u->tier != TIER_PROVINCE && u->to_day > u->from_day &&
	    (!unit_parent(c->t, u, u->from_day) || !unit_parent(c->t, u, u->to_day - 1)))
		BREACH(c, "territory.check_parent", label(c, u, u->from_day));
}

/* On no day do two units of a tier bear one code. */
static void check_codes(struct checking *c)
{
	const struct key_index *codes = &c->t->by_code;

	for (size_t i = 0; i <= codes->mask; i++) {
		const struct key_slot *slot = &codes->slots[i];

		for (uint32_t a = 0; slot->hash && a < slot->count; a++)
			for (uint32_t b = a + 1; b < slot->count; b++) {
				const struct unit_fact *x = codes->facts[slot->first + a];
				const struct unit_fact *y = codes->facts[slot->first + b];

				if (x->unit->tier == y->unit->tier && x->from_day < y->to_day &&
				    y->from_day < x->to_day)
					BREACH(c, "territory.check_code",
					       label(c, x->unit, x->from_day),
					       label(c, y->unit, y->from_day));
			}
	}
}

/*
 * A line leads from a unit that existed the day before to one that exists on the day; so it always
 * leads forward in time and there can be no cycle but within one day.
 */
static void check_line(struct checking *c, const struct succession *s)
{
	const char *order = territory_order(c->t, s->order);
	const struct unit *next = s->after ? s->after : s->heir;

	if (s->old && !unit_alive(s->old, s->day - 1))
		BREACH(c, "territory.check_line", label(c, s->old, s->day), order ? order : "?");
	if (next && !unit_alive(next, s->day))
		BREACH(c, "territory.check_line", label(c, next, s->day), order ? order : "?");
	if (s->old && s->whole && s->after && s->old != s->after && unit_alive(s->old, s->day))
		BREACH(c, "territory.check_whole", label(c, s->old, s->day), order ? order : "?");
	if (s->after && s->old != s->after && s->old && s->old->from_day >= s->day)
		BREACH(c, "territory.check_cycle", label(c, s->old, s->day), order ? order : "?");
}

/* A unit that ended by an order has a line that says where it went. */
static void check_end(struct checking *c, const struct unit *u)
{
	const struct unit_fact *life = unit_fact_on(u, FACT_LIFE, u->from_day);
	bool told = u->tier != TIER_COMMUNE || u->to_day == DAY_OPEN;

	for (size_t i = 0; i < u->after_count; i++)
		told |= u->after[i]->day == u->to_day;
	if (life && life->ended_by && !told)
		BREACH(c, "territory.check_end", label(c, u, u->to_day - 1));
}

enum rc territory_check(struct op *op, struct findings *f)
{
	struct checking c = { .mem = op->mem, .f = f };
	struct overlap *overlaps;
	size_t count;

	TRY(territory_of(op, &c.t));
	for (size_t i = 0; i < c.t->units_count; i++) {
		check_facts(&c, &c.t->units[i]);
		check_parents(&c, &c.t->units[i]);
		check_end(&c, &c.t->units[i]);
	}
	for (size_t i = 0; i < c.t->lines_count; i++)
		check_line(&c, &c.t->lines[i]);
	check_codes(&c);
	TRY(territory_store_overlaps(op, &overlaps, &count));
	for (size_t i = 0; i < count; i++) {
		const struct unit *u = unit_by_id(c.t, overlaps[i].unit);

		BREACH(&c, "territory.check_twice",
		       u ? label(&c, u, overlaps[i].from_a) : "?",
		       arena_text(op->mem, "%lld", (long long)overlaps[i].kind));
	}
	return RC_OK;
}
