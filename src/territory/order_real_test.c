/* SPDX-License-Identifier: Apache-2.0 */
/* Resolution 1661/NQ-UBTVQH15 on the real map of Điện Biên, with many toys. */
#include "core/text.h"
#include "territory/load.h"
#include "territory/order_inner.h"
#include "territory/order_stage.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char data[] = SOURCE_DIR "/data/dien-bien";
static const struct mover *const movers[] = { &toy_mover, NULL };

static struct folder *folder_of(struct op *op)
{
	struct folder *folder = NULL;

	is_rc(folder_read_dir(op, data, &folder), RC_OK);
	return folder;
}

static void load(struct world *w)
{
	struct op *op;
	struct findings f = { 0 };

	movers_use(movers);
	world_at(w, stage_noon("2025-06-30"));
	op = world_op(w, 0);
	f.mem = op->mem;
	is_rc(toy_table(op), RC_OK);
	is_rc(territory_load(op, folder_of(op), NULL, &f), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static struct order_report apply(struct world *w)
{
	struct op *op;
	struct findings f = { 0 };
	struct order_report r = { 0 };
	bool already;

	world_at(w, time_at(day_parse("2025-07-01"), 0));
	op = world_op(w, 0);
	f.mem = op->mem;
	is_rc(order_apply(op, folder_of(op), &f, &r, &already), RC_OK);
	is_true(!already);
	is_rc(world_end(op), RC_OK);
	return r;
}

/* Toys are spread over all communes, keys in no order. */
static void put_toys(struct world *w, int count)
{
	struct op *op = world_op(w, 0);
	const struct territory *t;
	struct units all;
	char code[32];

	is_rc(territory_of(op, &t), RC_OK);
	all = unit_list(t, op->mem, TIER_COMMUNE, NULL, day_parse("2025-06-30"));
	is_int(all.count, 129);
	for (int i = 0; i < count; i++) {
		const struct unit *u = all.items[(size_t)i % all.count];
		const struct unit *back = i % 10 ? u : all.items[(size_t)(i / 10) % all.count];
		struct toy toy = { .code = code, .due = "2025-06-30T08:00:00+07:00 -",
				   .unit = u->id, .received = u->id, .returned = back->id };

		snprintf(code, sizeof code, "H18.25-250630-%07d",
			 (int)((int64_t)i * 7919 % 9999991));
		if (toy_insert(op, &toy) != RC_OK) {
			is_rc(op->err.code, RC_OK);
			break;
		}
	}
	is_rc(world_end(op), RC_OK);
}

/* Processor time, which other work on the machine does not change. */
static void said(const char *what, clock_t *since)
{
	tap_note("%s: %lld ms", what, (long long)(clock() - *since) * 1000 / CLOCKS_PER_SEC);
	*since = clock();
}

static void check_recount(struct world *w, const struct order_report *r)
{
	struct op *op = world_read(w, 0);
	struct kind_count again;
	struct order *order;

	is_rc(order_find(op, "1661/NQ-UBTVQH15", &order), RC_OK);
	is_rc(order_recount(op, order, "toy", &again), RC_OK);
	is_text(again.root_before, r->kinds[0].root_before);
	is_text(again.root_after, r->kinds[0].root_after);
	is_int(again.moved, r->kinds[0].moved);
	(void)world_end(op);
}

static void a_night_over_very_many_records_balances_and_can_be_undone(struct world *w)
{
	int count = tap_long ? 1000000 : 50000;
	clock_t since = clock();
	struct order_report done, undone;
	struct order *order;
	struct op *op;

	load(w);
	put_toys(w, count);
	said("toys put", &since);
	done = apply(w);
	said("carried out", &since);
	is_int(done.kinds[0].before, count);
	is_int(done.kinds[0].moved, count);
	is_int(done.units.ended, 129);
	is_int(done.units.started, 45);
	is_int(done.units.continued, 0);
	check_recount(w, &done);
	said("counted again", &since);
	op = world_op(w, 0);
	is_rc(order_find(op, "1661/NQ-UBTVQH15", &order), RC_OK);
	is_rc(order_undo(op, order, &undone), RC_OK);
	is_rc(world_end(op), RC_OK);
	said("undone", &since);
	is_int(undone.state, REPORT_UNDONE);
	is_text(undone.kinds[0].root_after, done.kinds[0].root_before);
	is_text(world_text(w, "SELECT count(*) FROM toy JOIN unit ON unit.id = toy.unit AND "
			      "unit.annulled_us IS NULL JOIN unit r ON r.id = toy.returned AND "
			      "r.annulled_us IS NULL"),
		arena_text(world_read(w, 0)->mem, "%d", count));
}

/* Asked before, on and after the day, each code and each name of the 45 means what it meant then. */
static void every_code_used_again_means_another_unit_from_the_day_on(struct world *w)
{
	int32_t eve = day_parse("2025-06-30");
	const struct territory *t;
	struct units all;
	struct op *op;
	int codes = 0, names = 0, types = 0;

	load(w);
	(void)apply(w);
	op = world_read(w, 0);
	is_rc(territory_of(op, &t), RC_OK);
	all = unit_list(t, op->mem, TIER_COMMUNE, NULL, eve + 1);
	is_int(all.count, 45);
	for (size_t i = 0; i < all.count; i++) {
		const struct unit *new = all.items[i];
		const char *code = unit_code(new, eve + 1), *name = unit_name(new, eve + 1);
		const struct unit *old = unit_by_code(t, TIER_COMMUNE, code, eve);
		struct units were = unit_match(t, op->mem, name, TIER_COMMUNE, eve);
		bool same_name = false, same_type = false;

		is_true(old && old != new && old->to_day == eve + 1);
		is_true(unit_by_code(t, TIER_COMMUNE, code, eve + 1) == new);
		is_true(unit_by_code(t, TIER_COMMUNE, code, eve + 365) == new);
		is_true(unit_by_code(t, TIER_COMMUNE, code, eve - 365) == old);
		codes += old != NULL;
		for (size_t j = 0; j < were.count; j++) {
			const struct unit *u = were.items[j];

			is_true(u != new && !unit_alive(u, eve + 1));
			if (strcmp(unit_name(u, eve), name) != 0)
				continue;
			same_name = true;
			same_type |= unit_type(u, eve) == unit_type(new, eve + 1);
		}
		names += same_name;
		types += same_type;
		struct units are = unit_match(t, op->mem, name, TIER_COMMUNE, eve + 1);

		is_true(are.count == 1 && are.items[0] == new);
	}
	is_int(codes, 45);
	is_int(names, 42);
	is_int(types, 38);
	(void)world_end(op);
}

TESTS(a_night_over_very_many_records_balances_and_can_be_undone,
      every_code_used_again_means_another_unit_from_the_day_on)
