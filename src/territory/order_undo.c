/* SPDX-License-Identifier: Apache-2.0 */
/* Taking an order back: every record its unit of before, and the register as if it had never been. */
#include "ledger/ledger.h"
#include "territory/order_inner.h"
#include "territory/order_job.h"
#include "territory/order_store.h"
#include "territory/territory.h"
#include "territory/territory_store.h"
#include <string.h>

static enum rc movers_order(struct op *op, const struct order *order, struct mover_order *out)
{
	const struct territory *t;

	TRY(territory_of(op, &t));
	const struct unit *province = territory_province(t);

	*out = (struct mover_order){ .id = order->id, .number = order->number,
				     .day = order->operates, .at_us = time_at(order->operates, 0),
				     .province = province ? province->id : 0 };
	return RC_OK;
}

/* An order that waits for its day was read against what this one made. */
static enum rc find_waiting(struct op *op, const struct order *order, struct blocks *blocks)
{
	struct line_units *lines;
	struct order *orders;
	size_t lines_count, count;

	TRY(order_store_lines(op, order->id, &lines, &lines_count));
	TRY(order_store_list(op, &orders, &count));
	for (size_t i = 0; i < count; i++) {
		struct findings f = { .mem = op->mem };
		const struct plan *plan = NULL;
		bool builds = false;

		if (orders[i].state != ORDER_SCHEDULED)
			continue;
		TRY(order_plan(op, &orders[i], &f, &plan));
		for (size_t j = 0; plan && !builds && j < lines_count; j++)
			builds = lines[j].new_unit && plan_old(plan, lines[j].new_unit);
		if (builds)
			block_add(blocks, orders[i].issued_by,
				  arena_text(op->mem, "/orders/%s",
					     order_number_path(op->mem, orders[i].number)),
				  "order.later_order", orders[i].number);
	}
	return RC_OK;
}

static enum rc find_later(struct op *op, const struct order *order,
			  const struct mover_order *asked, struct blocks *blocks)
{
	const char **numbers;
	size_t count;

	TRY(order_store_followers(op, order->id, &numbers, &count));
	for (size_t i = 0; i < count; i++)
		block_add(blocks, NULL,
			  arena_text(op->mem, "/orders/%s",
				     order_number_path(op->mem, numbers[i])),
			  "order.later_order", numbers[i]);
	TRY(find_waiting(op, order, blocks));
	for (const struct mover *const *m = movers_all(); *m; m++)
		if ((*m)->later)
			TRY((*m)->later(op, asked, blocks));
	return RC_OK;
}

static enum rc move_back(struct op *op, const struct mover_order *order)
{
	const struct mover *const *all = movers_all();
	size_t count = 0;

	while (all[count])
		count++;
	for (size_t i = count; i--;)
		if (all[i]->undo)
			TRY(all[i]->undo(op, order));
	for (size_t i = count; i--;)
		if (all[i]->arrange_undo)
			TRY(all[i]->arrange_undo(op, order));
	TRY(order_store_annul(op, order->id));
	territory_changed(op);
	return RC_OK;
}

/* Both roots beside each other show that everything is where it was, unless records were closed since. */
static enum rc count_again(struct op *op, const struct order *order, struct order_report *out)
{
	const struct territory *t;
	int64_t records;

	TRY(territory_of(op, &t));
	for (size_t i = 0; i < out->kinds_count; i++) {
		struct kind_count *k = &out->kinds[i];

		for (const struct mover *const *m = movers_all(); *m; m++) {
			if (!(*m)->each || strcmp((*m)->kind, k->kind) != 0)
				continue;
			TRY(count_live(op, t, *m, order->operates - 1, &records, k->root_after));
			k->after = records;
		}
	}
	return RC_OK;
}

static enum rc enter(struct op *op, const struct order *order, const struct order_report *report)
{
	return ledger_add(op, "order.undo", order->number,
			  order_report_json(op->mem, report, LANG_VI));
}

static enum rc cancel(struct op *op, const struct order *order, struct order_report *out)
{
	TRY(order_report(op, order, out));
	out->state = REPORT_UNDONE;
	out->blocks.count = 0;
	TRY(order_job_cancel(op, order->number));
	TRY(order_store_undone(op, order->id));
	return enter(op, order, out);
}

enum rc order_undo(struct op *op, const struct order *order, struct order_report *out)
{
	struct mover_order asked;

	if (order->state == ORDER_UNDONE)
		return FAIL(op, RC_CONFLICT, "order.undone_already", "%s", order->number);
	if (order->state != ORDER_APPLIED)
		return cancel(op, order, out);
	TRY(order_store_large(op));
	TRY(order_report(op, order, out));
	TRY(movers_order(op, order, &asked));
	TRY(find_later(op, order, &asked, &out->blocks));
	if (out->blocks.count)
		return RC_OK;
	TRY(move_back(op, &asked));
	TRY(order_store_undone(op, order->id));
	out->state = REPORT_UNDONE;
	TRY(count_again(op, order, out));
	return enter(op, order, out);
}
