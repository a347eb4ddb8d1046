/* SPDX-License-Identifier: Apache-2.0 */
/* The new state of the map: units end on the day before, begin on the day, or go on with new facts. */
#include "core/text.h"
#include "territory/begin.h"
#include "territory/order_inner.h"
#include "territory/territory_store.h"
#include <string.h>

static enum rc begin_or_change(struct op *op, const struct plan *p, struct plan_unit *u,
			       int64_t parent, int64_t order)
{
	if (u->continues)
		return unit_change(op, u->continues, u->row, parent, p->day, order);
	return unit_begin(op, u->tier, u->row, parent, p->day, order, &u->id);
}

static enum rc write_tier(struct op *op, const struct plan *p, enum unit_tier tier, int64_t order)
{
	for (size_t i = 0; i < p->units_count; i++) {
		struct plan_unit *u = &p->units[i];
		int64_t parent = u->province ? u->province->id : u->parent ? u->parent->id : 0;

		if (u->tier == tier)
			TRY(begin_or_change(op, p, u, parent, order));
	}
	return RC_OK;
}

static enum rc end_units(struct op *op, const struct plan *p, int64_t order)
{
	for (size_t i = 0; i < p->olds_count; i++)
		if (p->olds[i].ends)
			TRY(unit_end(op, p->olds[i].unit, p->day, order));
	return RC_OK;
}

/* A district that goes on lies in the province that took over its own. */
static enum rc move_districts(struct op *op, const struct plan *p, int64_t order)
{
	for (size_t i = 0; i < territory_count(p->t); i++) {
		const struct unit *u = territory_unit(p->t, i), *above;
		const struct unit_fact *parent = unit_fact_on(u, FACT_PARENT, p->eve);
		const struct plan_old *old, *own;

		if (u->tier != TIER_DISTRICT || !unit_alive(u, p->eve) || !parent)
			continue;
		above = unit_parent(p->t, u, p->eve);
		old = above ? plan_old(p, above->id) : NULL;
		own = plan_old(p, u->id);
		if (!old || !old->ends || (own && own->ends) || !old->pieces_count)
			continue;
		TRY(territory_store_end(op, parent->id, p->day, order));
		TRY(territory_store_fact(op, &(struct fact_in){
						     .unit = u->id, .kind = FACT_PARENT,
						     .number = old->pieces[0]->to->id,
						     .from_day = p->day, .order = order }));
	}
	return RC_OK;
}

static enum rc write_lines(struct op *op, const struct plan *p, int64_t order)
{
	for (size_t i = 0; i < p->pieces_count; i++) {
		const struct plan_piece *piece = &p->pieces[i];
		const struct folder_move *row = piece->row;
		const struct line_row line = {
			.line = { .order = order, .day = p->day, .whole = row->whole,
				  .remainder = row->remainder, .area_only = row->area_only,
				  .all_population = row->all_population, .seat = row->seat,
				  .villages = *row->villages ? row->villages : NULL,
				  .citation = *row->citation ? row->citation : NULL },
			.old_unit = piece->old ? piece->old->unit->id : 0,
			.new_unit = piece->to ? piece->to->id : 0,
			.heir = piece->heir ? piece->heir->id : 0,
		};

		TRY(territory_store_line(op, &line));
	}
	return RC_OK;
}

enum rc order_write_register(struct op *op, const struct plan *plan, int64_t order)
{
	TRY(end_units(op, plan, order));
	TRY(write_tier(op, plan, TIER_PROVINCE, order));
	TRY(move_districts(op, plan, order));
	TRY(write_tier(op, plan, TIER_COMMUNE, order));
	TRY(order_write_villages(op, plan, order));
	TRY(write_lines(op, plan, order));
	territory_changed(op);
	return RC_OK;
}
