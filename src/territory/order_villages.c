/* SPDX-License-Identifier: Apache-2.0 */
/* Villages follow their piece: each is re-parented to the unit that has its people after the order. */
#include "core/text.h"
#include "territory/begin.h"
#include "territory/fields.h"
#include "territory/order_inner.h"
#include "territory/territory_store.h"
#include <string.h>

static bool names_village(const struct plan_piece *piece, const char *fold)
{
	for (size_t i = 0; i < piece->villages_count; i++)
		if (!strcmp(piece->villages[i].fold, fold))
			return true;
	return false;
}

/* Where the people of a village of @old go: the piece that names it, else the one with all the rest. */
static const struct plan_piece *piece_of(const struct plan_old *old, const char *fold)
{
	const struct plan_piece *rest = NULL;

	for (size_t i = 0; i < old->pieces_count; i++) {
		const struct plan_piece *piece = old->pieces[i];

		if (piece->row->area_only)
			continue;
		if (names_village(piece, fold))
			return piece;
		if (piece->row->whole || piece->row->all_population || piece->row->remainder)
			rest = piece;
	}
	return rest;
}

static bool has_village(const struct unit *u, const char *fold, int32_t day)
{
	for (size_t i = 0; u && i < u->facts_count; i++)
		if (u->facts[i].kind == FACT_VILLAGE && u->facts[i].from_day <= day &&
		    day < u->facts[i].to_day && !strcmp(u->facts[i].fold, fold))
			return true;
	return false;
}

static enum rc add_village(struct op *op, const struct plan *p, const struct plan_unit *u,
			   const char *name, int64_t order)
{
	const struct fact_in fact = { .unit = u->id, .kind = FACT_VILLAGE, .text = name,
				      .from_day = p->day, .order = order };

	return territory_store_fact(op, &fact);
}

/* What @u gets from @piece: the villages of the old unit that go this way, and those named anew. */
static enum rc take_villages(struct op *op, const struct plan *p, const struct plan_unit *u,
			     const struct plan_piece *piece, int64_t order)
{
	const struct unit *old = piece->old ? piece->old->unit : NULL;
	const char *names = piece->row->villages, *name;

	for (size_t i = 0; old && i < old->facts_count; i++) {
		const struct unit_fact *fact = &old->facts[i];

		if (fact->kind == FACT_VILLAGE && fact->from_day <= p->eve &&
		    p->eve < fact->to_day && piece_of(piece->old, fact->fold) == piece &&
		    !has_village(u->continues, fact->fold, p->eve))
			TRY(add_village(op, p, u, fact->text, order));
	}
	while ((name = names_next(op->mem, &names))) {
		const char *fold = text_fold(op->mem, name);

		if (!has_village(old, fold, p->eve) && !has_village(u->continues, fold, p->eve))
			TRY(add_village(op, p, u, name, order));
	}
	return RC_OK;
}

/* A unit that goes on loses the villages that go elsewhere. */
static enum rc lose_villages(struct op *op, const struct plan *p, const struct plan_old *old,
			     int64_t order)
{
	for (size_t i = 0; i < old->unit->facts_count; i++) {
		const struct unit_fact *fact = &old->unit->facts[i];
		const struct plan_piece *piece;

		if (fact->kind != FACT_VILLAGE || fact->to_day != DAY_OPEN)
			continue;
		piece = piece_of(old, fact->fold);
		if (piece && piece->to != old->is)
			TRY(territory_store_end(op, fact->id, p->day, order));
	}
	return RC_OK;
}

enum rc order_write_villages(struct op *op, const struct plan *plan, int64_t order)
{
	for (size_t i = 0; i < plan->olds_count; i++)
		if (plan->olds[i].is)
			TRY(lose_villages(op, plan, &plan->olds[i], order));
	for (size_t i = 0; i < plan->units_count; i++) {
		const struct plan_unit *u = &plan->units[i];

		for (size_t j = 0; j < u->from_count; j++)
			if (!u->from[j]->row->area_only)
				TRY(take_villages(op, plan, u, u->from[j], order));
	}
	return RC_OK;
}
