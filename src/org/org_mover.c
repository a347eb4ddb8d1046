/* SPDX-License-Identifier: Apache-2.0 */
#include "org/org_mover.h"
#include "org/org.h"
#include "org/org_store.h"

struct showing {
	mover_visit *visit;
	void *context;
};

static enum rc show_one(struct op *op, const struct org_counter *c, void *context)
{
	struct showing *s = context;
	struct mover_record r = {
		.id = c->id,
		.key = c->label,
		.reference = "-",
		.units = { c->unit },
		.on_desk = !c->body,
		.province_takes = true, /* a thing of the office holds up no order */
	};

	return s->visit(op, &r, s->context);
}

static enum rc each(struct op *op, mover_visit *visit, void *context)
{
	struct showing s = { visit, context };

	return org_store_counters_moving(op, show_one, &s);
}

static enum rc move(struct op *op, const struct mover_order *order)
{
	return org_store_move(op, order->id, order->day);
}

static enum rc undo(struct op *op, const struct mover_order *order)
{
	return org_store_move_undo(op, order->id);
}

static enum rc assign(struct op *op, const struct mover_order *order, int64_t record, int64_t unit)
{
	return org_store_assign(op, order->id, record, unit, time_day(op->now_us));
}

static enum rc arrange(struct op *op, const struct mover_order *order)
{
	return org_arrange(op, order->id, order->day);
}

static enum rc arrange_undo(struct op *op, const struct mover_order *order)
{
	return org_arrange_undo(op, order->id);
}

/* A counter opened since at a unit of the order would stand nowhere. */
static enum rc later(struct op *op, const struct mover_order *order, struct blocks *blocks)
{
	const char **labels;
	size_t count;

	TRY(org_store_later(op, order->id, &labels, &count));
	for (size_t i = 0; i < count; i++)
		block_add(blocks, words(LANG_VI, "org.owner"), NULL, "org.later", labels[i]);
	return RC_OK;
}

const struct mover org_mover = {
	.kind = "counter",
	.each = each,
	.move = move,
	.undo = undo,
	.assign = assign,
	.arrange = arrange,
	.arrange_undo = arrange_undo,
	.later = later,
};
