/* SPDX-License-Identifier: Apache-2.0 */
/* The life of an order up to its day: handed in, proposed, confirmed, scheduled. */
#include "core/text.h"
#include "ledger/ledger.h"
#include "territory/order_inner.h"
#include "territory/order_job.h"
#include "territory/order_store.h"

static struct order from_folder(const struct order_folder *folder)
{
	return (struct order){
		.number = folder->number, .title = folder->title,
		.issued_by = folder->issued_by, .kind = folder->kind, .passed = folder->passed,
		.in_force = folder->in_force, .operates = folder->operates,
		.ends_district_tier = folder->ends_district_tier,
		.default_rule = default_rule_word(folder->default_rule), .state = ORDER_DRAFT,
	};
}

static enum rc insert(struct op *op, const struct plan *plan, const struct folder *folder,
		      struct order **out)
{
	struct order *o = arena_one(op->mem, struct order);

	*o = from_folder(plan->folder);
	TRY(order_store_insert(op, o, folder));
	TRY(ledger_add(op, "order.hand-in", o->number, o->title));
	*out = o;
	return RC_OK;
}

enum rc order_hand_in(struct op *op, const struct folder *folder, struct findings *f,
		      struct order **out)
{
	const struct plan *plan;
	int64_t same;

	TRY(order_read(op, folder, f, &plan, &same));
	if (f->errors)
		return FAIL(op, RC_INVALID, "order.errors", "%zu", f->errors);
	if (same)
		return FAIL(op, RC_CONFLICT, "order.handed_in_already", "%s", "");
	return insert(op, plan, folder, out);
}

/* It is on the calendar now; on its day already, it is carried out in this same operation. */
static enum rc schedule(struct op *op, const struct order *order, struct order_report *report)
{
	int64_t due_us = time_at(order->operates, 0);

	TRY(order_store_schedule(op, order->id, op->actor.id));
	TRY(ledger_add(op, "order.schedule", order->number, day_show(op->mem, order->operates)));
	if (due_us <= op->now_us)
		return order_carry(op, order, report);
	report->state = REPORT_SCHEDULED;
	return order_job_add(op, order->number, due_us);
}

enum rc order_apply(struct op *op, const struct folder *folder, struct findings *f,
		    struct order_report *out, bool *already)
{
	const struct plan *plan;
	struct order *order = NULL;
	int64_t same;

	*already = false;
	TRY(order_store_large(op));
	TRY(order_read(op, folder, f, &plan, &same));
	if (f->errors)
		return FAIL(op, RC_INVALID, "order.errors", "%zu", f->errors);
	if (same) {
		TRY(order_store_by_id(op, same, &order));
		*already = order->state == ORDER_APPLIED;
		if (*already || order->state == ORDER_SCHEDULED)
			return order_report(op, order, out);
	}
	TRY(order_report_plan(op, plan, same, out));
	if (out->state == REPORT_BLOCKED)
		return RC_OK;
	if (!order)
		TRY(insert(op, plan, folder, &order));
	return schedule(op, order, out);
}

static enum rc need_unblocked(struct op *op, const struct order *order,
			      struct order_report *report)
{
	TRY(order_report(op, order, report));
	if (report->state == REPORT_BLOCKED)
		return FAIL(op, RC_CONFLICT, "order.blocked", "%zu", report->blocks.count);
	return RC_OK;
}

enum rc order_propose(struct op *op, const struct order *order)
{
	struct order_report report;

	if (order->state != ORDER_DRAFT)
		return FAIL(op, RC_CONFLICT, "order.not_draft", "%s",
			    order_state_word(order->state));
	TRY(need_unblocked(op, order, &report));
	TRY(order_store_propose(op, order->id, op->actor.id));
	return ledger_add(op, "order.propose", order->number, NULL);
}

enum rc order_confirm(struct op *op, const struct order *order)
{
	struct order_report report;

	if (order->state == ORDER_PROPOSED && order->proposed_by == op->actor.id)
		return FAIL(op, RC_FORBIDDEN, "order.same_person", "account %lld",
			    (long long)op->actor.id);
	if (order->state != ORDER_PROPOSED)
		return FAIL(op, RC_CONFLICT, "order.not_proposed", "%s",
			    order_state_word(order->state));
	TRY(need_unblocked(op, order, &report));
	return schedule(op, order, &report);
}

enum rc order_carry_out(struct op *op, const char *number)
{
	struct order_report report;
	struct order *order;

	TRY(order_store_by_number(op, number, &order));
	if (order->state != ORDER_SCHEDULED)
		return FAIL(op, RC_CONFLICT, "order.moved_on", "%s is %s", number,
			    order_state_word(order->state));
	return order_carry(op, order, &report);
}
