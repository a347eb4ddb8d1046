/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_rules.h"
#include <string.h>

static const char *const keys[EVENTS] = {
	"order.event_merge",  "order.event_part",     "order.event_establish", "order.event_split",
	"order.event_separate", "order.event_rename", "order.event_type",      "order.event_boundary",
	"order.event_dissolve", "order.event_tier",
};

const char *event_key(int bit)
{
	return keys[bit];
}

static unsigned of_facts(const struct plan *p, const struct plan_unit *u)
{
	const struct unit *was = u->continues;
	const struct unit *above = unit_parent(p->t, was, p->eve);
	unsigned events = 0;

	if (strcmp(unit_name(was, p->eve), u->row->name) != 0)
		events |= EVENT_RENAME;
	if (unit_type(was, p->eve) != u->row->type)
		events |= EVENT_TYPE;
	if (above && u->tier == TIER_COMMUNE && above != u->parent)
		events |= EVENT_TIER;
	return events;
}

static unsigned of_piece(const struct plan_unit *u, const struct plan_piece *piece)
{
	const struct plan_old *old = piece->old;

	if (!old || old->unit->tier != u->tier)
		return EVENT_ESTABLISH;
	if (old->unit == u->continues)
		return 0;
	if (piece->row->whole)
		return EVENT_MERGE;
	if (u->continues && old->is)
		return EVENT_BOUNDARY;
	if (u->from_count > 1)
		return EVENT_PART;
	return old->is ? EVENT_SEPARATE : EVENT_SPLIT;
}

static unsigned of_old(const struct plan_old *old)
{
	unsigned events = 0;

	for (size_t i = 0; i < old->pieces_count; i++) {
		const struct plan_piece *piece = old->pieces[i];

		if (!piece->to)
			events |= EVENT_DISSOLVE;
		else if (piece->to != old->is)
			events |= of_piece(piece->to, piece);
	}
	if (old->is)
		events |= old->is->events & (EVENT_RENAME | EVENT_TYPE | EVENT_TIER);
	return events;
}

void making_events(struct making *m)
{
	struct plan *p = m->plan;

	for (size_t i = 0; i < p->units_count; i++) {
		struct plan_unit *u = &p->units[i];

		if (u->continues)
			u->events = of_facts(p, u);
		for (size_t j = 0; j < u->from_count; j++)
			u->events |= of_piece(u, u->from[j]);
	}
	for (size_t i = 0; i < p->olds_count; i++)
		p->olds[i].events = of_old(&p->olds[i]);
}
