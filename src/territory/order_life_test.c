/* SPDX-License-Identifier: Apache-2.0 */
/* From the evening on which an order is agreed to the day on which it is taken back. */
#include "territory/order_stage.h"
#include "core/text.h"
#include <string.h>

static void what_nobody_decides_blocks_until_somebody_does(struct world *w)
{
	static const char *const keys[] = { "T1", "T9" };
	struct folder *folder;
	struct residue *rows;
	struct order *order;
	struct order_report r;
	struct op *op;
	size_t count;

	stage_load(w, stage_districts, stage_units);
	stage_toy(w, "T1", "00001", NULL, NULL);
	folder = stage_split(w, NULL, "A2", "A1", "");
	r = stage_preview(w, folder);
	is_int(r.state, REPORT_BLOCKED);
	is_int(r.kinds[0].residue, 1);
	is_int(r.kinds[0].after, 0);
	is_int(r.blocks.count, 1);
	is_text(r.blocks.items[0].href, "/orders/1-NQ/residue");
	order = stage_hand_in(w, folder);
	op = world_op(w, MAY_ORGANISE);
	is_rc(order_propose(op, order), RC_CONFLICT);
	is_text(op->err.key, "order.blocked");
	op = world_op(w, MAY_ORGANISE);
	is_rc(order_residue(op, order, &rows, &count), RC_OK);
	is_int(count, 1);
	is_text(rows[0].key, "T1");
	is_rc(order_choose(op, order, keys, 1, "00099"), RC_INVALID);
	is_rc(order_choose(op, order, keys, 2, "00008"), RC_INVALID);
	op = world_op(w, MAY_ORGANISE);
	is_rc(order_choose(op, order, keys, 1, "00008"), RC_OK);
	is_rc(world_end(op), RC_OK);
	r = stage_preview(w, folder);
	is_int(r.state, REPORT_PREVIEW);
	is_int(r.kinds[0].moved, 1);
}

static void who_proposed_may_not_confirm(struct world *w)
{
	struct order *order;
	struct op *op;

	stage_load(w, stage_districts, stage_units);
	order = stage_hand_in(w, stage_order_of(w, stage_merged, stage_merge));
	op = world_op(w, MAY_ORGANISE);
	is_rc(order_confirm(op, order), RC_CONFLICT);
	op = world_op(w, MAY_ORGANISE);
	is_rc(order_propose(op, order), RC_OK);
	is_rc(order_find(op, "1-NQ", &order), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, MAY_ORGANISE);
	is_rc(order_confirm(op, order), RC_FORBIDDEN);
	is_text(op->err.key, "order.same_person");
}

/* On the evening of the 30th two organisers agree; then a toy comes that nobody can decide. */
static struct order *scheduled(struct world *w)
{
	struct order *order;
	struct op *op;

	stage_load(w, stage_districts, stage_units);
	is_int(stage_apply(w, stage_split(w, NULL, "A2", "A1", "")).state, REPORT_SCHEDULED);
	stage_toy(w, "T1", "00001", NULL, NULL);
	stage_toy(w, "T2", "00001", "00001", "A1");
	op = world_read(w, 0);
	is_rc(order_find(op, "1/NQ", &order), RC_OK);
	(void)world_end(op);
	return order;
}

static void nothing_stops_the_night(struct world *w)
{
	static const char *const keys[] = { "T1" };
	struct order *order = scheduled(w);
	struct order_report r;
	struct residue *rows;
	size_t count;
	struct op *op;

	is_text(world_text(w, "SELECT kind || ' ' || key FROM job WHERE done_us IS NULL"),
		"order.carry_out 1/NQ");
	world_at(w, time_at(day_parse("2025-07-01"), 0));
	op = world_op(w, 0);
	is_rc(order_carry_out(op, "1/NQ"), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_rc(order_find(op, "1/NQ", &order), RC_OK);
	is_rc(order_report(op, order, &r), RC_OK);
	is_int(r.kinds[0].residue, 1);
	is_int(r.kinds[0].moved, 1);
	is_int(r.kinds[0].after, 2);
	is_text(stage_where(w, "T1", "2025-07-01"), "11@2020-01-01");
	is_text(stage_where(w, "T2", "2025-07-01"), "00008@2025-07-01");
	world_at(w, stage_noon("2025-07-02"));
	op = world_op(w, 0);
	is_rc(order_residue(op, order, &rows, &count), RC_OK);
	is_int(count, 1);
	is_rc(order_choose(op, order, keys, 1, "00007"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_text(stage_where(w, "T1", "2025-07-02"), "00007@2025-07-01");
	op = world_op(w, 0);
	is_rc(order_residue(op, order, &rows, &count), RC_OK);
	is_int(count, 0);
	is_rc(order_undo(op, order, &r), RC_OK);
	is_int(r.state, REPORT_UNDONE);
	is_text(r.kinds[0].root_after, r.kinds[0].root_before);
	is_rc(world_end(op), RC_OK);
	is_text(stage_where(w, "T1", "2025-07-02"), "00001@2020-01-01");
}

static void a_scheduled_order_can_be_cancelled(struct world *w)
{
	struct order *order = scheduled(w);
	struct order_report r;
	struct op *op = world_op(w, 0);

	is_rc(order_undo(op, order, &r), RC_OK);
	is_int(r.state, REPORT_UNDONE);
	is_rc(world_end(op), RC_OK);
	is_text(world_text(w, "SELECT count(*) FROM job WHERE done_us IS NULL"), "0");
	op = world_op(w, 0);
	is_rc(order_carry_out(op, "1/NQ"), RC_CONFLICT);
	(void)stage_hand_in(w, stage_split(w, NULL, "A2", "A1", ""));
}

static void later_work_forbids_undoing(struct world *w)
{
	struct order_report r;
	struct order *order;
	struct op *op;

	stage_load(w, stage_districts, stage_units);
	world_at(w, stage_noon("2025-07-01"));
	(void)stage_apply(w, stage_order_of(w, stage_merged, stage_merge));
	stage_toy(w, "T5", "00002", NULL, NULL);
	op = world_op(w, 0);
	is_rc(order_find(op, "1/NQ", &order), RC_OK);
	is_rc(order_undo(op, order, &r), RC_OK);
	is_int(r.state, REPORT_APPLIED);
	is_int(r.blocks.count, 1);
	is_text(r.blocks.items[0].args[0], "T5");
	is_rc(world_end(op), RC_OK);
	is_text(stage_where(w, "T5", "2025-07-01"), "00002@2025-07-01");
}

TESTS(what_nobody_decides_blocks_until_somebody_does, who_proposed_may_not_confirm,
      nothing_stops_the_night, a_scheduled_order_can_be_cancelled, later_work_forbids_undoing)
