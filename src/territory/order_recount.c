/* SPDX-License-Identifier: Apache-2.0 */
/* What an order did, counted again from order_move and the register: for certificates and checks. */
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include "territory/territory.h"
#include <string.h>

/* Tags of units on two days, by id; units are few, records many. */
struct tags {
	const struct territory *t;
	struct arena *mem;
	int32_t eve, day;
	struct tag_pair {
		int64_t unit;
		const char *eve, *day;
	} *slots;
	size_t mask;
};

static enum rc tags_of(struct op *op, struct tags *tags, int64_t unit, const char **eve,
		       const char **day)
{
	size_t at = (size_t)((uint64_t)unit * UINT64_C(0x9E3779B97F4A7C15) >> 20) & tags->mask;
	const struct unit *u;

	while (tags->slots[at].eve && tags->slots[at].unit != unit)
		at = (at + 1) & tags->mask;
	if (!tags->slots[at].eve) {
		u = unit_by_id(tags->t, unit);
		if (!u)
			return FAIL(op, RC_BROKEN, "order.record_astray", "unit %lld",
				    (long long)unit);
		tags->slots[at] = (struct tag_pair){ unit, plan_tag(tags->mem, u, tags->eve),
						     plan_tag(tags->mem, u, tags->day) };
	}
	*eve = tags->slots[at].eve;
	*day = tags->slots[at].day;
	return RC_OK;
}

struct recounting {
	struct tags tags;
	struct roots roots;
	struct move_row row;
	struct kind_count *count;
};

static enum rc recount_one(struct op *op, struct arena *mem, void *context)
{
	struct recounting *r = context;
	const char *before, *after, *unused;

	TRY(tags_of(op, &r->tags, r->row.unit_before, &before, &unused));
	TRY(tags_of(op, &r->tags, r->row.unit_after, &unused, &after));
	roots_add(&r->roots, mem, r->row.key, r->row.reference, before, after);
	r->count->before++;
	r->count->moved += r->row.outcome == OUTCOME_MOVED;
	r->count->kept += r->row.outcome == OUTCOME_KEPT;
	r->count->residue += r->row.outcome == OUTCOME_RESIDUE;
	return RC_OK;
}

enum rc order_recount(struct op *op, const struct order *order, const char *kind,
		      struct kind_count *out)
{
	struct recounting r = { .roots.kind = kind, .count = out };
	size_t slots = 64;

	*out = (struct kind_count){ .kind = kind };
	r.tags = (struct tags){ .mem = op->mem, .eve = order->operates - 1,
				.day = order->operates };
	TRY(territory_of(op, &r.tags.t));
	while (slots < 2 * territory_count(r.tags.t) + 2)
		slots *= 2;
	r.tags.slots = arena_many(op->mem, struct tag_pair, slots);
	r.tags.mask = slots - 1;
	TRY(order_store_each_move(op, order->id, kind, &r.row, recount_one, &r));
	out->after = out->before;
	roots_end(&r.roots, out);
	return RC_OK;
}

/* The lines name every unit of the order's territory, an unchanged one as well. */
enum rc order_recount_units(struct op *op, const struct order *order, struct plan_counts *out)
{
	const struct territory *t;
	struct line_units *lines;
	size_t count;
	int32_t day = order->operates;

	TRY(territory_of(op, &t));
	TRY(order_store_lines(op, order->id, &lines, &count));
	bool *seen = arena_many(op->mem, bool, 2 * territory_count(t) + 2);
	const struct unit *first = territory_count(t) ? territory_unit(t, 0) : NULL;

	*out = (struct plan_counts){ 0 };
	for (size_t i = 0; i < count; i++) {
		const struct unit *old = lines[i].old_unit ? unit_by_id(t, lines[i].old_unit) : NULL;
		const struct unit *new = lines[i].new_unit ? unit_by_id(t, lines[i].new_unit) : NULL;

		if (old && old->tier == TIER_COMMUNE && !seen[2 * (old - first)]) {
			seen[2 * (old - first)] = true;
			out->before++;
			out->ended += old->to_day == day;
			out->continued += old->to_day != day;
		}
		if (new && new->tier == TIER_COMMUNE && !seen[2 * (new - first) + 1]) {
			seen[2 * (new - first) + 1] = true;
			out->started += new->from_day == day;
		}
	}
	out->after = out->continued + out->started;
	return RC_OK;
}
