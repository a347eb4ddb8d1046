/* SPDX-License-Identifier: Apache-2.0 */
/* The residue list: records that no rule decides, and a person's word on where they go. */
#include "core/text.h"
#include "ledger/ledger.h"
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include "territory/territory.h"
#include <stdlib.h>
#include <string.h>

struct list {
	struct arena *mem;
	const char *kind;
	struct residue *rows;
	size_t count;
};

static enum rc list_one(struct op *op, const struct mover_record *r, const struct way *way,
			void *context)
{
	struct list *l = context;

	(void)op;
	if (way->decided)
		return RC_OK;
	l->rows = arena_grow(l->mem, l->rows, l->count, sizeof *l->rows);
	l->rows[l->count++] = (struct residue){
		.kind = l->kind, .key = arena_copy(l->mem, r->key), .unit = r->units[0],
	};
	return RC_OK;
}

static enum rc list_before(struct op *op, const struct order *order, struct list *l)
{
	struct findings f = { .mem = op->mem };
	struct decider *decider;
	const struct plan *plan;

	TRY(order_plan(op, order, &f, &plan));
	if (!plan)
		return RC_OK;
	TRY(order_decider(op, plan, order->id, &decider));
	for (const struct mover *const *m = movers_all(); *m; m++) {
		struct counting c;

		if (!(*m)->each)
			continue;
		counting_begin(&c, op->mem, decider, *m);
		c.visit = list_one;
		c.context = l;
		l->kind = (*m)->kind;
		TRY(counting_run(op, &c));
	}
	return RC_OK;
}

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those that @mover says need nobody any more, in order of their bytes. */
static enum rc find_settled(struct op *op, const struct order *order, const struct mover *mover,
			    const char ***keys, size_t *count)
{
	const struct mover_order asked = { .id = order->id, .number = order->number,
					   .day = order->operates,
					   .at_us = time_at(order->operates, 0) };

	*count = 0;
	if (!mover->settled)
		return RC_OK;
	TRY(mover->settled(op, &asked, keys, count));
	if (*count)
		qsort(*keys, *count, sizeof **keys, by_key);
	return RC_OK;
}

static enum rc list_after(struct op *op, const struct order *order, struct list *l)
{
	for (const struct mover *const *m = movers_all(); *m; m++) {
		struct residue *rows;
		const char **settled = NULL;
		size_t count, settled_count;

		if (!(*m)->each)
			continue;
		TRY(order_store_residue(op, order->id, (*m)->kind, order->applied_us, &rows,
					&count));
		TRY(find_settled(op, order, *m, &settled, &settled_count));
		for (size_t i = 0; i < count; i++) {
			if (settled_count && bsearch(&rows[i].key, settled, settled_count,
						     sizeof *settled, by_key))
				continue;
			l->rows = arena_grow(l->mem, l->rows, l->count, sizeof *l->rows);
			l->rows[l->count++] = rows[i];
		}
	}
	return RC_OK;
}

enum rc order_residue(struct op *op, const struct order *order, struct residue **rows,
		      size_t *rows_count)
{
	struct list l = { .mem = op->mem };

	if (order->state == ORDER_APPLIED)
		TRY(list_after(op, order, &l));
	else if (order->state != ORDER_UNDONE)
		TRY(list_before(op, order, &l));
	*rows = l.rows;
	*rows_count = l.count;
	return RC_OK;
}

static const struct residue *find(const struct residue *rows, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(rows[i].key, key))
			return &rows[i];
	return NULL;
}

/* Before: the unit after the order that bears @code, or the province's desk. */
static enum rc choose_before(struct op *op, const struct order *order, const struct residue *r,
			     const char *code)
{
	const struct choice choice = { .kind = r->kind, .key = r->key, .unit_code = code };

	TRY(order_store_choose(op, order->id, &choice));
	return ledger_add(op, "order.choose", order->number,
			  arena_text(op->mem, "%s %s to %s", r->kind, r->key, code));
}

static enum rc check_code(struct op *op, const struct order *order, const char *code)
{
	struct findings f = { .mem = op->mem };
	const struct plan *plan;

	TRY(order_plan(op, order, &f, &plan));
	if (!plan || (!plan_unit_by_code(plan, TIER_COMMUNE, code) && !decide_is_desk(plan, code)))
		return FAIL_FIELD(op, "unit", "order.unit_unknown", "%s", code);
	return RC_OK;
}

static const struct mover *mover_of(const char *kind)
{
	const struct mover *const *m = movers_all();

	while (*m && strcmp((*m)->kind, kind) != 0)
		m++;
	return *m;
}

/* After: it is taken from the desk at once. */
static enum rc assign(struct op *op, const struct order *order, const struct residue *r,
		      const struct unit *unit, const char *code)
{
	const struct mover *mover = mover_of(r->kind);
	const struct mover_order asked = { .id = order->id, .number = order->number,
					   .day = order->operates,
					   .at_us = time_at(order->operates, 0) };
	struct move_row row;
	bool found;

	TRY(order_store_move(op, order->id, r->kind, r->key, &row, &found));
	if (!mover || !mover->assign || !found)
		return FAIL(op, RC_BROKEN, "order.record_astray", "%s %s", r->kind, r->key);
	TRY(mover->assign(op, &asked, row.record, unit->id));
	return choose_before(op, order, r, code);
}

enum rc order_choose(struct op *op, const struct order *order, const char *const *keys,
		     size_t keys_count, const char *code)
{
	const struct unit *unit = NULL;
	const struct territory *t;
	struct residue *rows;
	size_t count;

	if (order->state == ORDER_SCHEDULED || order->state == ORDER_UNDONE)
		return FAIL(op, RC_CONFLICT, "order.moved_on", "%s",
			    order_state_word(order->state));
	TRY(territory_of(op, &t));
	if (order->state == ORDER_APPLIED) {
		unit = unit_by_code(t, TIER_COMMUNE, code, time_day(op->now_us));
		if (!unit)
			return FAIL_FIELD(op, "unit", "order.unit_unknown", "%s", code);
	} else {
		TRY(check_code(op, order, code));
	}
	TRY(order_residue(op, order, &rows, &count));
	for (size_t i = 0; i < keys_count; i++)
		if (!find(rows, count, keys[i]))
			return FAIL_FIELD(op, "keys", "order.key_unknown", "%s", keys[i]);
	for (size_t i = 0; i < keys_count; i++) {
		const struct residue *r = find(rows, count, keys[i]);

		TRY(unit ? assign(op, order, r, unit, code) : choose_before(op, order, r, code));
	}
	return RC_OK;
}

enum rc order_steps(struct op *op, const char *kind, const char *key, struct order_step **rows,
		    size_t *rows_count)
{
	return order_store_steps(op, kind, key, rows, rows_count);
}
