/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_rules.h"
#include "territory/register.h"
#include <string.h>

/* Provinces are few, however many units there are. */
void making_territory(struct making *m)
{
	const struct plan *p = m->plan;
	const struct unit *last = NULL;

	for (size_t i = 0; i < p->olds_count; i++) {
		const struct unit *u =
			unit_above(p->t, p->olds[i].unit, TIER_PROVINCE, p->eve);

		if (u && u != last)
			units_add(m->mem, &m->provinces, u);
		last = u;
	}
}

bool making_concerns(const struct making *m, const struct unit *u)
{
	const struct unit *province =
		unit_above(m->plan->t, u, TIER_PROVINCE, m->plan->eve);

	for (size_t i = 0; i < m->provinces.count; i++)
		if (m->provinces.items[i] == province)
			return true;
	return false;
}

static void wrong(struct making *m, const struct plan_piece *piece, const char *column,
		  const char *key)
{
	ERROR_AT(m->f, piece->file, piece->row->line, column, key,
		 piece->old ? unit_code(piece->old->unit, m->plan->eve) : piece->row->old_code);
}

/* The parts of one unit: each inhabitant and each village goes one way, and nobody is left out. */
static void check_shares(struct making *m, const struct plan_old *old)
{
	size_t peopled = 0, wholes = 0, remainders = 0, all = 0, seats = 0;
	const struct plan_piece *last = NULL;

	for (size_t i = 0; i < old->pieces_count; i++) {
		const struct plan_piece *piece = old->pieces[i];
		const struct folder_move *row = piece->row;

		if (row->seat && seats++)
			wrong(m, piece, "seat", "order.seat_twice");
		if (row->area_only)
			continue;
		if (wholes || (row->whole && peopled))
			wrong(m, piece, "share", "order.part_twice");
		else if (row->remainder && remainders)
			wrong(m, piece, "note", "order.remainder_twice");
		else if (row->all_population && all)
			wrong(m, piece, "note", "order.population_twice");
		peopled++;
		wholes += row->whole;
		remainders += row->remainder;
		all += row->all_population;
		last = piece;
	}
	if (peopled == 1 && !wholes && !all && old->pieces_count == 1 &&
	    old->unit->tier == TIER_COMMUNE)
		wrong(m, last, "share", "order.rest_missing");
}

static void check_villages(struct making *m, const struct plan_old *old)
{
	for (size_t i = 0; i < old->pieces_count; i++)
		for (size_t j = 0; j < old->pieces[i]->villages_count; j++)
			for (size_t k = 0; k < i; k++)
				for (size_t l = 0; l < old->pieces[k]->villages_count; l++)
					if (!strcmp(old->pieces[i]->villages[j].fold,
						    old->pieces[k]->villages[l].fold))
						wrong(m, old->pieces[i], "villages",
						      "order.village_twice");
}

static void check_dissolved(struct making *m)
{
	for (size_t i = 0; i < m->plan->pieces_count; i++) {
		const struct plan_piece *piece = &m->plan->pieces[i];

		if (!piece->to && !*piece->row->new_code && piece->old && !piece->row->whole)
			wrong(m, piece, "share", "order.dissolved_part");
	}
}

/* Rows of land without people do not count. */
static bool has_people(struct plan_piece *const *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!pieces[i]->row->area_only)
			return true;
	return false;
}

static void check_forgotten(struct making *m)
{
	const struct plan *p = m->plan;

	for (size_t i = 0; i < territory_count(p->t); i++) {
		const struct unit *u = territory_unit(p->t, i);
		const struct plan_old *old;

		if (u->tier != TIER_COMMUNE || !unit_alive(u, p->eve) || !unit_alive(u, p->day) ||
		    !making_concerns(m, u))
			continue;
		old = plan_old(p, u->id);
		if (!old || !has_people(old->pieces, old->pieces_count))
			ERROR_AT(m->f, p->folder->moves.file, 0, "old_code", "order.old_forgotten",
				 unit_code(u, p->eve), unit_named(m->mem, u, p->eve));
	}
	for (size_t i = 0; i < p->units_count; i++) {
		const struct plan_unit *u = &p->units[i];

		if (!has_people(u->from, u->from_count))
			ERROR_AT(m->f, u->file, u->row->line, "code", "order.new_forgotten",
				 u->row->code);
	}
}

/* A code may be borne by one unit of a tier on a day: also outside the order's territory. */
static void check_codes(struct making *m)
{
	const struct plan *p = m->plan;

	for (size_t i = 0; i < p->units_count; i++) {
		const struct plan_unit *u = &p->units[i];
		const struct unit *other = unit_by_code(p->t, u->tier, u->row->code, p->day);

		if (other && !making_concerns(m, other) && !plan_old(p, other->id))
			ERROR_AT(m->f, u->file, u->row->line, "code", "order.code_taken",
				 u->row->code, unit_named(m->mem, other, p->day));
	}
}

static void check_people(struct making *m)
{
	const struct order_folder *folder = m->plan->folder;

	for (size_t i = 0; i < folder->people_count; i++) {
		const struct folder_person *person = &folder->people[i];

		if (!plan_unit_by_code(m->plan, TIER_COMMUNE, person->unit))
			ERROR_AT(m->f, "people_after.csv", person->line, "unit",
				 "order.new_unknown", person->unit);
	}
}

void making_check(struct making *m)
{
	for (size_t i = 0; i < m->plan->olds_count; i++) {
		check_shares(m, &m->plan->olds[i]);
		check_villages(m, &m->plan->olds[i]);
	}
	check_dissolved(m);
	check_forgotten(m);
	check_codes(m);
	check_people(m);
}

/* The old unit that says best where a new one lies: itself, the one with its code, else the first. */
static const struct unit *origin(const struct making *m, const struct plan_unit *u)
{
	const struct unit *first = u->continues;

	for (size_t i = 0; !first && i < u->from_count; i++)
		if (u->from[i]->old &&
		    !strcmp(unit_code(u->from[i]->old->unit, m->plan->eve), u->row->code))
			first = u->from[i]->old->unit;
	for (size_t i = 0; !first && i < u->from_count; i++)
		if (u->from[i]->old)
			first = u->from[i]->old->unit;
	return first;
}

static struct plan_unit *province_after(const struct making *m, const struct unit *province)
{
	const struct plan_old *old = province ? plan_old(m->plan, province->id) : NULL;

	return old && old->pieces_count ? old->pieces[0]->to : NULL;
}

static bool ends(const struct plan *p, const struct unit *district)
{
	const struct plan_old *old = plan_old(p, district->id);

	return old && old->ends;
}

static void say_parent(struct making *m, struct plan_unit *u)
{
	const struct plan *p = m->plan;
	const struct unit *near = origin(m, u);
	const struct unit *above = near ? unit_parent(p->t, near, p->eve) : NULL;
	const struct unit *province =
		near ? unit_above(p->t, near, TIER_PROVINCE, p->eve) : territory_province(p->t);
	bool named = *u->row->province_code;

	if (named)
		u->province = plan_unit_by_code(p, TIER_PROVINCE, u->row->province_code);
	else
		u->province = province_after(m, province);
	if (named && !u->province) {
		province = unit_by_code(p->t, TIER_PROVINCE, u->row->province_code, p->day);
		if (!province || plan_old(p, province->id)) {
			ERROR_AT(m->f, u->file, u->row->line, "province_code", "order.new_unknown",
				 u->row->province_code);
			return;
		}
	}
	u->parent = province;
	/* Where districts go on, a unit stays in its district; a district itself may become a unit. */
	if (above && above->tier == TIER_DISTRICT && !ends(p, above)) {
		u->parent = above;
		u->province = NULL;
	}
	if (!u->parent && !u->province)
		ERROR_AT(m->f, u->file, u->row->line, "province_code", "order.province_missing",
			 u->row->code);
}

void making_parents(struct making *m)
{
	for (size_t i = 0; i < m->plan->units_count; i++)
		if (m->plan->units[i].tier == TIER_COMMUNE)
			say_parent(m, &m->plan->units[i]);
}
