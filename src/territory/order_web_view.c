/* SPDX-License-Identifier: Apache-2.0 */
/* Orders as pages and programs see them. */
#include "territory/order_inner.h"
#include "territory/order_web.h"
#include "territory/territory.h"
#include <string.h>

/* clang-format off */
static const struct status_tag tags[ORDER_STATES] = {
	[ORDER_DRAFT]     = { "vio",  "order.state_draft" },
	[ORDER_PROPOSED]  = { "info", "order.state_proposed" },
	[ORDER_SCHEDULED] = { "warn", "order.state_scheduled" },
	[ORDER_APPLIED]   = { "ok",   "order.state_applied" },
	[ORDER_UNDONE]    = { "mute", "order.state_undone" },
};
/* clang-format on */

static const char *const report_words[] = { "preview", "blocked", "scheduled", "applied",
					    "undone" };

struct status_tag order_state_tag(enum order_state state)
{
	return tags[state];
}

static void show_kinds(struct arena *mem, const struct order_report *r, enum lang lang,
		       struct order_view *v)
{
	struct order_kind_view *kinds = arena_many(mem, struct order_kind_view, r->kinds_count + 1);

	for (size_t i = 0; i < r->kinds_count; i++) {
		const struct kind_count *k = &r->kinds[i];
		bool same = k->before == k->after;

		kinds[i] = (struct order_kind_view){
			.kind = k->kind, .before = k->before, .after = k->after, .moved = k->moved,
			.kept = k->kept, .residue = k->residue,
			.root_before = arena_copy(mem, k->root_before),
			.root_after = arena_copy(mem, k->root_after),
			.words_key = arena_text(mem, "kind.%s", k->kind),
			.good = { same, words(lang, same ? "order.matches" : "order.blocks_it") },
		};
		v->difference += k->before - k->after;
		if (!strcmp(k->kind, "dossier"))
			v->dossiers = k->before;
	}
	v->kinds = kinds;
	v->kinds_count = r->kinds_count;
}

static void show_blocks(struct arena *mem, const struct order_report *r, enum lang lang,
			struct order_view *v)
{
	struct order_block_view *blocks =
		arena_many(mem, struct order_block_view, r->blocks.count + 1);

	for (size_t i = 0; i < r->blocks.count; i++) {
		const struct block *b = &r->blocks.items[i];

		blocks[i] = (struct order_block_view){
			.key = b->key, .text = words_with(mem, lang, b->key, b->args, FINDING_ARGS),
			.owner = b->owner ? b->owner : "", .href = b->href,
			.url = url_make(mem, b->href ? b->href : ""),
		};
	}
	v->blocks = blocks;
	v->blocks_count = r->blocks.count;
}

static const char *event_words(struct arena *mem, unsigned events, enum lang lang)
{
	const char *all = NULL;

	for (int bit = 0; bit < EVENTS; bit++)
		if (events & 1u << bit)
			all = all ? arena_text(mem, "%s, %s", all, words(lang, event_key(bit)))
				  : words(lang, event_key(bit));
	return all;
}

static void made_of(struct arena *mem, struct order_line_view *line, const char *named)
{
	line->made_of =
		line->made_of ? arena_text(mem, "%s, %s", line->made_of, named) : named;
	line->made_of_count++;
}

static void lines_of_plan(struct arena *mem, const struct plan *p, enum lang lang,
			  struct order_view *v)
{
	struct order_line_view *lines = arena_many(mem, struct order_line_view, p->units_count + 1);

	for (size_t i = 0; i < p->units_count; i++) {
		const struct plan_unit *u = &p->units[i];
		struct order_line_view *line = &lines[v->lines_count++];

		*line = (struct order_line_view){
			.code = u->row->code,
			.named = arena_text(mem, "%s %s", unit_type_prefix(u->row->type),
					    u->row->name),
			.events = event_words(mem, u->events, lang),
		};
		for (size_t j = 0; j < u->from_count; j++)
			if (u->from[j]->old && !u->from[j]->row->area_only)
				made_of(mem, line,
					unit_named(mem, u->from[j]->old->unit, p->eve));
	}
	v->lines = lines;
}

static unsigned event_of(const struct unit *u, const struct succession *s)
{
	if (!s->old || s->old->tier != u->tier)
		return EVENT_ESTABLISH;
	if (s->old == u)
		return 0;
	if (s->whole)
		return u->before_count > 1 ? EVENT_MERGE : 0;
	return u->before_count > 1 ? EVENT_PART : EVENT_SPLIT;
}

/* After the order the register itself says who was made of whom. */
static void lines_of_register(struct arena *mem, const struct territory *t,
			      const struct order *order, enum lang lang, struct order_view *v)
{
	struct units all = unit_list(t, mem, TIER_COMMUNE, NULL, order->operates);
	struct order_line_view *lines = arena_many(mem, struct order_line_view, all.count + 1);

	for (size_t i = 0; i < all.count; i++) {
		const struct unit *u = all.items[i];
		struct order_line_view line = {
			.code = unit_code(u, order->operates),
			.named = unit_named(mem, u, order->operates),
			.href = url_with(mem, URL(mem, "units", unit_code(u, order->operates)),
					 "on", day_show(mem, order->operates)),
		};
		unsigned events = 0;

		for (size_t j = 0; j < u->before_count; j++) {
			const struct succession *s = u->before[j];

			if (s->order != order->id || s->area_only)
				continue;
			events |= event_of(u, s);
			if (s->old)
				made_of(mem, &line, unit_named(mem, s->old, s->day - 1));
		}
		line.events = event_words(mem, events, lang);
		if (line.made_of || events)
			lines[v->lines_count++] = line;
	}
	v->lines = lines;
}

static void show_steps(struct op *op, const struct order *o, const struct order_report *r,
		       struct order_view *v)
{
	bool may = op->actor.may & MAY_ORGANISE, free = r->state != REPORT_BLOCKED;

	v->acts = may;
	v->own = o->proposed_by && o->proposed_by == op->actor.id;
	v->draft = o->state == ORDER_DRAFT;
	v->proposed = o->state == ORDER_PROPOSED;
	v->scheduled = o->state == ORDER_SCHEDULED;
	v->applied = o->state == ORDER_APPLIED;
	v->undone = o->state == ORDER_UNDONE;
	v->may_propose = may && v->draft && free;
	v->may_confirm = may && v->proposed && free && !v->own;
	v->may_undo = may && !v->undone;
}

enum rc order_view_of(struct op *op, const struct order *order, const struct order_report *r,
		      enum lang lang, struct order_view **out)
{
	struct order_view *v = arena_one(op->mem, struct order_view);
	const char *path = order_number_path(op->mem, order->number);
	const struct territory *t;

	TRY(territory_of(op, &t));
	*v = (struct order_view){
		.order = order->number, .operates = order->operates, .state = report_words[r->state],
		.units = r->units, .title = order->title, .issued_by = order->issued_by,
		.passed = order->passed, .in_force = order->in_force, .made_us = order->made_us,
		.scheduled_us = order->scheduled_us, .applied_us = order->applied_us,
		.undone_us = order->undone_us, .tag = tags[order->state],
		.self = URL(op->mem, "orders", path),
		.residue = URL(op->mem, "orders", path, "residue"),
		.propose = URL(op->mem, "orders", path, "schedule"),
		.confirm = URL(op->mem, "orders", path, "apply"),
		.undo = URL(op->mem, "orders", path, "undo"),
	};
	if (order->certificate)
		v->certificate = URL(op->mem, "orders", path, "certificate");
	show_kinds(op->mem, r, lang, v);
	show_blocks(op->mem, r, lang, v);
	show_steps(op, order, r, v);
	if (r->plan)
		lines_of_plan(op->mem, r->plan, lang, v);
	else if (order->state == ORDER_APPLIED)
		lines_of_register(op->mem, t, order, lang, v);
	*out = v;
	return RC_OK;
}

enum rc order_view_make(struct op *op, const struct order *order, enum lang lang,
			struct order_view **out)
{
	struct order_report r;

	TRY(order_report(op, order, &r));
	return order_view_of(op, order, &r, lang, out);
}

static enum rc targets_after(struct op *op, struct order_target_view **targets, size_t *count)
{
	int32_t today = time_day(op->now_us);
	const struct territory *t;
	struct units all;

	TRY(territory_of(op, &t));
	all = unit_list(t, op->mem, TIER_COMMUNE, NULL, today);
	*targets = arena_many(op->mem, struct order_target_view, all.count + 1);
	for (size_t i = 0; i < all.count; i++)
		(*targets)[(*count)++] = (struct order_target_view){
			unit_code(all.items[i], today), unit_named(op->mem, all.items[i], today)
		};
	return RC_OK;
}

enum rc order_targets(struct op *op, const struct order *order,
		      struct order_target_view **out, size_t *count)
{
	struct findings f = { .mem = op->mem };
	struct order_target_view *targets = NULL;
	const struct unit *province;
	const struct plan *plan;

	*count = 0;
	*out = NULL;
	if (order->state == ORDER_APPLIED) {
		TRY(targets_after(op, &targets, count));
		*out = targets;
		return RC_OK;
	}
	TRY(order_plan(op, order, &f, &plan));
	if (!plan)
		return RC_OK;
	targets = arena_many(op->mem, struct order_target_view, plan->units_count + 2);
	for (size_t i = 0; i < plan->units_count; i++)
		targets[(*count)++] = (struct order_target_view){
			plan->units[i].row->code,
			arena_text(op->mem, "%s %s", unit_type_prefix(plan->units[i].row->type),
				   plan->units[i].row->name)
		};
	province = territory_province(plan->t);
	if (province)
		targets[(*count)++] = (struct order_target_view){
			unit_code(province, plan->eve), unit_named(op->mem, province, plan->eve)
		};
	*out = targets;
	return RC_OK;
}
