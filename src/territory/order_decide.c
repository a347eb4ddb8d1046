/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_decide.h"
#include "core/text.h"
#include "territory/register.h"
#include "territory/territory.h"
#include <stdlib.h>
#include <string.h>

static int by_kind_and_key(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;
	int order = strcmp(x->kind, y->kind);

	return order ? order : strcmp(x->key, y->key);
}

static int by_account(const void *a, const void *b)
{
	const struct folder_person *const *x = a, *const *y = b;
	int order = strcmp((*x)->account, (*y)->account);

	return order ? order : (*x)->line - (*y)->line;
}

struct decider *decider_new(struct arena *mem, const struct plan *plan, struct choice *choices,
			    size_t choices_count)
{
	const struct order_folder *folder = plan->folder;
	struct decider *d = arena_one(mem, struct decider);

	*d = (struct decider){ .plan = plan, .choices = choices, .choices_count = choices_count };
	if (choices_count)
		qsort(choices, choices_count, sizeof *choices, by_kind_and_key);
	d->people = arena_many(mem, const struct folder_person *, folder->people_count + 1);
	for (size_t i = 0; i < folder->people_count; i++)
		d->people[i] = &folder->people[i];
	qsort(d->people, folder->people_count, sizeof *d->people, by_account);
	return d;
}

int64_t way_unit(const struct way *way)
{
	return way->to ? way->to->id : way->stays ? way->stays->id : 0;
}

static struct way way_to(struct plan_unit *to, int64_t from)
{
	bool same = to->continues && to->continues->id == from;

	return (struct way){ .to = to, .outcome = same ? OUTCOME_KEPT : OUTCOME_MOVED,
			     .decided = true };
}

/* The province that @unit lies in, as it is after the order. */
static struct way way_to_desk(const struct plan *p, int64_t unit, bool decided)
{
	const struct unit *u = unit_by_id(p->t, unit);
	const struct unit *province = u ? unit_above(p->t, u, TIER_PROVINCE, p->eve) : NULL;
	const struct plan_old *old = province ? plan_old(p, province->id) : NULL;
	struct way way = { .stays = province ? province : territory_province(p->t),
			   .outcome = OUTCOME_RESIDUE, .decided = decided };

	if (old && old->pieces_count)
		way.to = old->pieces[0]->to;
	return way;
}

static bool peopled(const struct plan_piece *piece)
{
	return !piece->row->area_only && (piece->to || piece->heir);
}

static struct plan_unit *target(const struct plan_piece *piece)
{
	return piece->to ? piece->to : piece->heir;
}

/* All of the unit goes one way: whole, or its other rows are land alone. */
static struct plan_unit *only_way(const struct plan_old *old)
{
	const struct plan_piece *only = NULL;

	for (size_t i = 0; i < old->pieces_count; i++) {
		if (!peopled(old->pieces[i]))
			continue;
		if (only)
			return NULL;
		only = old->pieces[i];
	}
	if (!only || (old->unit->tier == TIER_DISTRICT && !only->row->whole))
		return NULL;
	return target(only);
}

/* A part of the land with every resident. */
static struct plan_unit *with_everybody(const struct plan_old *old)
{
	for (size_t i = 0; i < old->pieces_count; i++)
		if (peopled(old->pieces[i]) && old->pieces[i]->row->all_population)
			return target(old->pieces[i]);
	return NULL;
}

static bool names(const struct plan_piece *piece, const char *fold, const char *bare)
{
	for (size_t i = 0; i < piece->villages_count; i++)
		if (fold ? !strcmp(piece->villages[i].fold, fold)
			 : *bare && !strcmp(piece->villages[i].bare, bare))
			return true;
	return false;
}

/* The one unit with a piece that names the village so; NULL when there is none, or several. */
static struct plan_unit *one_named(const struct plan_old *old, const char *fold, const char *bare)
{
	struct plan_unit *found = NULL;

	for (size_t i = 0; i < old->pieces_count; i++) {
		const struct plan_piece *piece = old->pieces[i];

		if (!peopled(piece) || !names(piece, fold, bare))
			continue;
		if (found && found != target(piece))
			return NULL;
		found = target(piece);
	}
	return found;
}

/* As the table has it; else without the word for a village, as addresses are read. */
static struct plan_unit *by_village(const struct plan_old *old, const char *village)
{
	struct plan_unit *found;
	struct arena *mem;

	if (!village || !*village)
		return NULL;
	mem = arena_new();
	found = one_named(old, text_fold(mem, village), NULL);
	if (!found)
		found = one_named(old, NULL, village_bare(mem, village));
	arena_drop(mem);
	return found;
}

static bool fits(const struct plan_piece *piece, enum default_rule rule)
{
	if (!peopled(piece))
		return false;
	return (rule == RULE_REMAINDER && piece->row->remainder) ||
	       (rule == RULE_SEAT && piece->row->seat);
}

static struct plan_unit *marked(const struct plan_old *old, enum default_rule rule)
{
	struct plan_unit *found = NULL;

	for (size_t i = 0; i < old->pieces_count; i++) {
		if (!fits(old->pieces[i], rule))
			continue;
		if (found)
			return NULL;
		found = target(old->pieces[i]);
	}
	return found;
}

static struct plan_unit *largest(const struct plan_old *old)
{
	struct plan_unit *best = NULL;
	bool tied = false;

	for (size_t i = 0; i < old->pieces_count; i++) {
		struct plan_unit *u = peopled(old->pieces[i]) ? target(old->pieces[i]) : NULL;

		if (!u || u == best)
			continue;
		if (u->row->population < 0)
			return NULL; /* who is largest is not known */
		if (!best || u->row->population > best->row->population) {
			best = u;
			tied = false;
		} else if (u->row->population == best->row->population) {
			tied = true;
		}
	}
	return tied ? NULL : best;
}

static struct plan_unit *by_rule(const struct plan_old *old, enum default_rule rule)
{
	if (old->unit->tier == TIER_DISTRICT)
		return NULL;
	return rule == RULE_LARGEST ? largest(old) : marked(old, rule);
}

/* Who has the people of @old who live in @village, as far as the tables say. */
static struct plan_unit *by_tables(const struct decider *d, const struct plan_old *old,
				   const char *village)
{
	struct plan_unit *to = only_way(old);

	if (!to)
		to = by_village(old, village);
	if (!to)
		to = with_everybody(old);
	return to ? to : by_rule(old, d->plan->folder->default_rule);
}

/* The commune of @home that is there on the eve, if it is one. */
static const struct unit *home_on_eve(const struct plan *p, int64_t home)
{
	const struct unit *u = home ? unit_by_id(p->t, home) : NULL;
	struct arena *mem;
	struct units now;

	if (!u || u->tier != TIER_COMMUNE || unit_alive(u, p->eve))
		return u && u->tier == TIER_COMMUNE ? u : NULL;
	mem = arena_new();
	now = unit_carriers(p->t, mem, u, u->to_day - 1, p->eve);
	u = now.count == 1 ? now.items[0] : NULL;
	arena_drop(mem);
	return u;
}

/* A matter of a district that ends: where the person lives, unless it is the province's to say. */
static bool by_residence(const struct decider *d, const struct mover_record *r, struct way *way)
{
	const struct unit *home = r->wide ? NULL : home_on_eve(d->plan, r->home);
	const struct plan_old *old = home ? plan_old(d->plan, home->id) : NULL;
	struct plan_unit *to = old ? by_tables(d, old, r->village) : NULL;

	if (!home || (old && !to))
		return false;
	if (to)
		*way = way_to(to, r->units[0]);
	else
		*way = (struct way){ .stays = home, .outcome = OUTCOME_MOVED, .decided = true };
	return true;
}

static bool by_people_table(const struct decider *d, const struct mover_record *r,
			    struct way *way)
{
	const struct folder_person *found = NULL;
	size_t low = 0, high = d->plan->folder->people_count, end = high;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(d->people[middle]->account, r->account) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < end && !strcmp(d->people[low]->account, r->account); low++)
		if (!found || (r->body && !strcmp(d->people[low]->body, r->body)))
			found = d->people[low];
	if (!found)
		return false;
	*way = way_to(plan_unit_by_code(d->plan, TIER_COMMUNE, found->unit), r->units[0]);
	way->place = *found->body ? found->body : NULL;
	return true;
}

static bool by_choice(const struct decider *d, const char *kind, const struct mover_record *r,
		      struct way *way)
{
	struct choice wanted = { .kind = kind, .key = r->key };
	const struct choice *c = d->choices_count ? bsearch(&wanted, d->choices, d->choices_count,
							    sizeof wanted, by_kind_and_key)
						  : NULL;
	struct plan_unit *to = c ? plan_unit_by_code(d->plan, TIER_COMMUNE, c->unit_code) : NULL;

	if (to)
		*way = way_to(to, r->units[0]);
	else if (c && decide_is_desk(d->plan, c->unit_code))
		*way = way_to_desk(d->plan, r->units[0], true);
	else
		return false;
	return true;
}

bool decide_is_desk(const struct plan *plan, const char *code)
{
	const struct unit *province = unit_by_code(plan->t, TIER_PROVINCE, code, plan->eve);

	return plan_unit_by_code(plan, TIER_PROVINCE, code) ||
	       (province && !plan_old(plan, province->id));
}

static struct plan_unit *by_map(const struct decider *d, const struct plan_old *old,
				const struct mover_record *r)
{
	bool at_home = r->home == old->unit->id;

	return by_tables(d, old, at_home ? r->village : NULL);
}

struct way decide_owner(const struct decider *d, const char *kind, const struct mover_record *r)
{
	const struct plan_old *old = plan_old(d->plan, r->units[0]);
	struct way way = { .stays = unit_by_id(d->plan->t, r->units[0]), .outcome = OUTCOME_KEPT,
			   .decided = true };
	struct plan_unit *to;

	if (r->account && by_people_table(d, r, &way))
		return way;
	if (r->on_desk)
		return way_to_desk(d->plan, r->units[0], true);
	if (!old || (old->unit->tier == TIER_DISTRICT && !old->ends))
		return way;
	to = by_map(d, old, r);
	if (to)
		return way_to(to, r->units[0]);
	if (old->unit->tier == TIER_DISTRICT && !r->account && by_residence(d, r, &way))
		return way;
	if (by_choice(d, kind, r, &way))
		return way;
	return way_to_desk(d->plan, r->units[0],
			   r->province_takes || d->plan->folder->default_rule == RULE_PROVINCE);
}

static bool is_piece(const struct plan_old *old, const struct plan_unit *u)
{
	for (size_t i = 0; i < old->pieces_count; i++)
		if (peopled(old->pieces[i]) && target(old->pieces[i]) == u)
			return true;
	return false;
}

struct way decide_part(const struct decider *d, const struct mover_record *r, int64_t unit,
		       const struct way *owner)
{
	const struct plan_old *old = plan_old(d->plan, unit);
	struct plan_unit *to;

	if (!old || (old->unit->tier == TIER_DISTRICT && !old->ends))
		return (struct way){ .stays = unit_by_id(d->plan->t, unit),
				     .outcome = OUTCOME_KEPT, .decided = true };
	if (unit == r->units[0] || (owner->to && is_piece(old, owner->to)))
		return *owner;
	to = by_map(d, old, r);
	if (!to)
		to = by_rule(old, RULE_SEAT);
	if (!to)
		to = by_rule(old, RULE_LARGEST);
	if (to)
		return way_to(to, unit);
	return old->unit->tier == TIER_DISTRICT ? *owner : way_to_desk(d->plan, unit, true);
}
