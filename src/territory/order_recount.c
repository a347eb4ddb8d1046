/* SPDX-License-Identifier: Apache-2.0 */
/* What an order did, counted again from order_move and the register: for certificates and checks. */
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include "territory/territory.h"
#include <string.h>

struct recounting {
	struct tags *eve, *day;
	struct roots roots;
	struct move_row row;
	struct kind_count *count;
};

static enum rc recount_one(struct op *op, struct arena *mem, void *context)
{
	struct recounting *r = context;
	const char *before = tag_of(r->eve, r->row.unit_before);
	const char *after = tag_of(r->day, r->row.unit_after);

	if (!before || !after)
		return FAIL(op, RC_BROKEN, "order.record_astray", "%s of unit %lld", r->row.key,
			    (long long)r->row.unit_before);
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
	const struct territory *t;

	TRY(territory_of(op, &t));
	r.eve = tags_new(op->mem, t, order->operates - 1);
	r.day = tags_new(op->mem, t, order->operates);
	*out = (struct kind_count){ .kind = kind };
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
