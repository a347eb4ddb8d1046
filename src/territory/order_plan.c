/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_plan.h"
#include "core/text.h"
#include "territory/order_rules.h"
#include "territory/register.h"
#include "territory/territory.h"
#include <stdlib.h>
#include <string.h>

static struct plan_slot *slot_of(const struct plan *p, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 20) & p->slots_mask;

	while (p->slots[at].old && p->slots[at].id != id)
		at = (at + 1) & p->slots_mask;
	return &p->slots[at];
}

struct plan_old *plan_old(const struct plan *plan, int64_t unit)
{
	return slot_of(plan, unit)->old;
}

static int compare_code(const struct plan_unit *u, enum unit_tier tier, const char *code)
{
	if (u->tier != tier)
		return u->tier < tier ? -1 : 1;
	return strcmp(u->row->code, code);
}

/* Of two that bear one code, which is an error told elsewhere, the earlier row comes first. */
static int by_code(const void *a, const void *b)
{
	const struct plan_unit *const *x = a, *const *y = b;
	int order = compare_code(*x, (*y)->tier, (*y)->row->code);

	return order ? order : *x < *y ? -1 : 1;
}

/* A nation's order has thousands of rows, and each is looked up. */
static void index_units(struct making *m)
{
	struct plan *p = m->plan;

	p->by_code = arena_many(m->mem, struct plan_unit *, p->units_count + 1);
	for (size_t i = 0; i < p->units_count; i++)
		p->by_code[i] = &p->units[i];
	qsort(p->by_code, p->units_count, sizeof *p->by_code, by_code);
}

struct plan_unit *plan_unit_by_code(const struct plan *plan, enum unit_tier tier, const char *code)
{
	size_t low = 0, high = plan->units_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_code(plan->by_code[middle], tier, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < plan->units_count && !compare_code(plan->by_code[low], tier, code)
		       ? plan->by_code[low] : NULL;
}

char *plan_tag(struct arena *mem, const struct unit *u, int32_t day)
{
	return arena_text(mem, "%s@%s", unit_code(u, day),
			  day_show(mem, unit_code_since(u, day)));
}

/* Room is made once for all units of the register, so that pointers into the arrays stay good. */
static void make_room(struct making *m, const struct order_folder *folder)
{
	struct plan *p = m->plan;
	size_t units = territory_count(p->t), slots = 16;

	while (slots < 2 * units + 2)
		slots *= 2;
	p->slots = arena_many(m->mem, struct plan_slot, slots);
	p->slots_mask = slots - 1;
	p->olds = arena_many(m->mem, struct plan_old, units + 1);
	p->units = arena_many(m->mem, struct plan_unit,
			      folder->after.count + folder->provinces.count + 1);
	p->pieces = arena_many(m->mem, struct plan_piece,
			       folder->moves.count + folder->district_moves.count +
				       folder->province_moves.count + 1);
}

struct plan_old *making_old(struct making *m, const struct unit *u)
{
	struct plan_slot *slot = slot_of(m->plan, u->id);

	if (!slot->old) {
		slot->id = u->id;
		slot->old = &m->plan->olds[m->plan->olds_count++];
		*slot->old = (struct plan_old){
			.unit = u,
			.tag = plan_tag(m->mem, u, m->plan->eve),
		};
	}
	return slot->old;
}

static void read_units(struct making *m, const struct folder_units *rows, enum unit_tier tier)
{
	for (size_t i = 0; i < rows->count; i++)
		m->plan->units[m->plan->units_count++] = (struct plan_unit){
			.row = &rows->items[i], .file = rows->file, .tier = tier
		};
}

static void add_piece(struct making *m, struct plan_piece ***list, size_t *count,
		      struct plan_piece *piece)
{
	*list = arena_grow(m->mem, *list, *count, sizeof(struct plan_piece *));
	(*list)[(*count)++] = piece;
}

static void fold_villages(struct making *m, struct plan_piece *piece)
{
	const char *at = piece->row->villages;

	while (*at) {
		size_t size = strcspn(at, "|");
		const char *name = arena_copy_bytes(m->mem, at, size);

		piece->villages = arena_grow(m->mem, piece->villages, piece->villages_count,
					     sizeof *piece->villages);
		piece->villages[piece->villages_count++] = (struct plan_village){
			text_fold(m->mem, name), village_bare(m->mem, name)
		};
		at += size + (at[size] == '|');
	}
}

static struct plan_old *find_old(struct making *m, const char *file, const struct folder_move *row,
				 enum unit_tier tier, const char *column)
{
	const struct plan *p = m->plan;
	const struct unit *u = unit_by_code(p->t, tier, row->old_code, p->eve);

	if (!u) {
		ERROR_AT(m->f, file, row->line, column, "order.old_unknown", row->old_code,
			 day_show_people(m->mem, p->eve));
		return NULL;
	}
	if (u->to_day <= p->day)
		ERROR_AT(m->f, file, row->line, column, "order.old_ended", row->old_code);
	return making_old(m, u);
}

static struct plan_unit *find_new(struct making *m, const char *file, int line, const char *column,
				  enum unit_tier tier, const char *code)
{
	struct plan_unit *u = plan_unit_by_code(m->plan, tier, code);

	if (!u)
		ERROR_AT(m->f, file, line, column, "order.new_unknown", code);
	return u;
}

struct reading_of {
	const struct folder_moves *rows;
	enum unit_tier old_tier, new_tier;
	const char *old_column;
};

static void read_pieces(struct making *m, const struct reading_of *r)
{
	for (size_t i = 0; i < r->rows->count; i++) {
		const struct folder_move *row = &r->rows->items[i];
		struct plan_piece *piece = &m->plan->pieces[m->plan->pieces_count++];

		*piece = (struct plan_piece){ .row = row, .file = r->rows->file };
		if (*row->old_code)
			piece->old = find_old(m, r->rows->file, row, r->old_tier, r->old_column);
		if (*row->new_code)
			piece->to = find_new(m, r->rows->file, row->line, "new_code", r->new_tier,
					     row->new_code);
		if (*row->heir)
			piece->heir = find_new(m, r->rows->file, row->line, "heir", r->new_tier,
					       row->heir);
		fold_villages(m, piece);
		if (piece->old)
			add_piece(m, &piece->old->pieces, &piece->old->pieces_count, piece);
		if (piece->to)
			add_piece(m, &piece->to->from, &piece->to->from_count, piece);
	}
}

/* Districts of the provinces concerned end with their tier, named or not. */
static void end_districts(struct making *m)
{
	const struct plan *p = m->plan;

	for (size_t i = 0; i < territory_count(p->t); i++) {
		const struct unit *u = territory_unit(p->t, i);

		if (u->tier == TIER_DISTRICT && unit_alive(u, p->eve) && unit_alive(u, p->day) &&
		    making_concerns(m, u))
			(void)making_old(m, u);
	}
}

static bool continues_by_itself(const struct plan_unit *u, struct plan_old **old)
{
	const struct plan_piece *only = NULL;

	for (size_t i = 0; i < u->from_count; i++) {
		if (u->from[i]->row->area_only)
			continue;
		if (only)
			return false;
		only = u->from[i];
	}
	if (!only || !only->old || only->old->unit->tier != u->tier ||
	    (!only->row->whole && !only->row->remainder))
		return false;
	*old = only->old;
	return true;
}

static struct plan_old *continues_by_word(struct making *m, const struct plan_unit *u)
{
	for (size_t i = 0; i < u->from_count; i++) {
		struct plan_old *old = u->from[i]->old;

		if (old && old->unit->tier == u->tier &&
		    !strcmp(unit_code(old->unit, m->plan->eve), u->row->continues))
			return old;
	}
	ERROR_AT(m->f, u->file, u->row->line, "continues", "order.continues_unknown",
		 u->row->continues);
	return NULL;
}

static void say_who_goes_on(struct making *m)
{
	for (size_t i = 0; i < m->plan->units_count; i++) {
		struct plan_unit *u = &m->plan->units[i];
		struct plan_old *old = NULL;

		if (!*u->row->continues)
			(void)continues_by_itself(u, &old);
		else if (strcmp(u->row->continues, "none") != 0)
			old = continues_by_word(m, u);
		if (!old)
			continue;
		if (old->is) {
			ERROR_AT(m->f, u->file, u->row->line, "continues", "order.continues_twice",
				 unit_code(old->unit, m->plan->eve), old->is->row->code);
			continue;
		}
		old->is = u;
		u->continues = old->unit;
		u->id = old->unit->id;
	}
}

/* A district ends with its tier, or when all of it becomes a unit. */
static void say_who_ends(struct making *m)
{
	for (size_t i = 0; i < m->plan->olds_count; i++) {
		struct plan_old *old = &m->plan->olds[i];

		old->ends = !old->is;
		if (old->unit->tier != TIER_DISTRICT || m->plan->folder->ends_district_tier)
			continue;
		old->ends = false;
		for (size_t j = 0; j < old->pieces_count; j++)
			old->ends |= old->pieces[j]->row->whole;
	}
}

static void say_tags(struct making *m)
{
	const struct plan *p = m->plan;

	for (size_t i = 0; i < p->units_count; i++) {
		struct plan_unit *u = &p->units[i];
		int32_t since = p->day;

		if (u->continues && !strcmp(unit_code(u->continues, p->eve), u->row->code))
			since = unit_code_since(u->continues, p->eve);
		u->tag = arena_text(m->mem, "%s@%s", u->row->code, day_show(m->mem, since));
	}
}

struct plan *plan_make(struct arena *mem, struct findings *f, const struct territory *t,
		       const struct order_folder *folder)
{
	struct making m = { .mem = mem, .f = f, .plan = arena_one(mem, struct plan) };
	size_t errors = f->errors;
	struct plan *p = m.plan;

	*p = (struct plan){ .folder = folder, .t = t, .day = folder->operates,
			    .eve = folder->operates - 1 };
	make_room(&m, folder);
	read_units(&m, &folder->provinces, TIER_PROVINCE);
	read_units(&m, &folder->after, TIER_COMMUNE);
	index_units(&m);
	read_pieces(&m, &(struct reading_of){ &folder->province_moves, TIER_PROVINCE,
					      TIER_PROVINCE, "old_code" });
	read_pieces(&m, &(struct reading_of){ &folder->moves, TIER_COMMUNE, TIER_COMMUNE,
					      "old_code" });
	read_pieces(&m, &(struct reading_of){ &folder->district_moves, TIER_DISTRICT,
					      TIER_COMMUNE, "old_district_code" });
	making_territory(&m);
	if (folder->ends_district_tier)
		end_districts(&m);
	making_check(&m);
	say_who_goes_on(&m);
	say_who_ends(&m);
	making_parents(&m);
	say_tags(&m);
	making_events(&m);
	return f->errors == errors ? p : NULL;
}

struct plan_counts plan_counts(const struct plan *plan)
{
	struct plan_counts n = { 0 };

	for (size_t i = 0; i < plan->olds_count; i++) {
		const struct plan_old *old = &plan->olds[i];

		if (old->unit->tier != TIER_COMMUNE)
			continue;
		n.before++;
		n.ended += old->ends;
		n.continued += old->is != NULL;
	}
	for (size_t i = 0; i < plan->units_count; i++)
		n.started += plan->units[i].tier == TIER_COMMUNE && !plan->units[i].continues;
	n.after = n.continued + n.started;
	return n;
}
