/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/unit_view.h"

const char *tier_word(enum unit_tier tier)
{
	switch (tier) {
	case TIER_PROVINCE:
		return "province";
	case TIER_DISTRICT:
		return "district";
	case TIER_COMMUNE:
		return "commune";
	case TIER_ANY:
		break;
	}
	return "";
}

static struct relative_view relative(struct arena *mem, const struct unit *u, int32_t day,
				     const struct succession *line)
{
	struct unit_brief brief = unit_brief(u, day);

	return (struct relative_view){
		.code = brief.code,
		.name = brief.name,
		.type = brief.type,
		.share = line->whole ? "whole" : "part",
		.area_only = line->area_only,
		.href = arena_text(mem, "/units/%s?on=%s", brief.code, day_show(mem, day)),
	};
}

/* A unit that goes on is no successor of itself. */
static void view_relatives(struct arena *mem, struct unit_view *v, const struct unit *u)
{
	struct relative_view *before = arena_many(mem, struct relative_view, u->before_count + 1);
	struct relative_view *after = arena_many(mem, struct relative_view, u->after_count + 1);

	for (size_t i = 0; i < u->before_count; i++) {
		const struct succession *line = u->before[i];

		if (line->old && line->old != u)
			before[v->predecessors_count++] =
				relative(mem, line->old, line->day - 1, line);
	}
	for (size_t i = 0; i < u->after_count; i++) {
		const struct succession *line = u->after[i];
		const struct unit *next = line->after ? line->after : line->heir;

		if (next && next != u)
			after[v->successors_count++] = relative(mem, next, line->day, line);
	}
	v->predecessors = before;
	v->successors = after;
}

static void view_parents(const struct territory *t, struct arena *mem, struct unit_view *v,
			 const struct unit *u, int32_t day)
{
	struct unit_brief *parents = arena_many(mem, struct unit_brief, TIER_COMMUNE);

	while ((u = unit_parent(t, u, day)) && v->parents_count < TIER_COMMUNE) {
		parents[v->parents_count] = unit_brief(u, day);
		if (u->tier == TIER_PROVINCE)
			v->province = &parents[v->parents_count];
		v->parents_count++;
	}
	v->parents = parents;
}

static int64_t number_on(const struct unit *u, enum fact_kind kind, int32_t day)
{
	const struct unit_fact *fact = unit_fact_on(u, kind, day);

	return fact ? fact->number : -1;
}

static const char *aliases_on(struct arena *mem, const struct unit *u, int32_t day)
{
	const char *all = NULL;

	for (size_t i = 0; i < u->facts_count; i++) {
		const struct unit_fact *fact = &u->facts[i];

		if (fact->kind == FACT_ALIAS && fact->from_day <= day && day < fact->to_day)
			all = all ? arena_text(mem, "%s, %s", all, fact->text) : fact->text;
	}
	return all;
}

struct unit_view *unit_view(const struct territory *t, struct arena *mem, const struct unit *u,
			    int32_t day)
{
	struct unit_view *v = arena_one(mem, struct unit_view);
	struct unit_brief brief = unit_brief(u, day);
	const struct unit_fact *life = unit_fact_on(u, FACT_LIFE, day);
	const struct unit_fact *office = unit_fact_on(u, FACT_HEAD_OFFICE, day);
	int64_t border = number_on(u, FACT_BORDER, day);

	*v = (struct unit_view){
		.id = u->id,
		.code = brief.code,
		.name = brief.name,
		.type = brief.type,
		.tier = tier_word(u->tier),
		.named = unit_named(mem, u, day),
		.from = u->from_day,
		.to = u->to_day == DAY_OPEN ? DAY_NONE : u->to_day,
		.order = life ? territory_order(t, life->ended_by ? life->ended_by : life->order) : NULL,
		.aliases = aliases_on(mem, u, day < u->to_day ? day : u->to_day - 1),
		.head_office = office ? office->text : NULL,
		.area_m2 = number_on(u, FACT_AREA, day),
		.population = number_on(u, FACT_POPULATION, day),
		.border = border < 0 ? NULL : border ? "yes" : "no",
	};
	view_parents(t, mem, v, u, day);
	view_relatives(mem, v, u);
	return v;
}
