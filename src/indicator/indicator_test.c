/* SPDX-License-Identifier: Apache-2.0 */
/* The province's figures, on the real map with the demo's people, before and after the night. */
#include "indicator/indicator.h"
#include "calendar/calendar.h"
#include "core/time.h"
#include "dossier/dossier.h"
#include "dossier/dossier_demo.h"
#include "dossier/dossier_mover.h"
#include "login/login.h"
#include "login/login_mover.h"
#include "org/org.h"
#include "org/org_mover.h"
#include "procedure/procedure.h"
#include "territory/load.h"
#include "territory/mover.h"
#include "territory/order.h"
#include "tests/tap.h"
#include "tests/world.h"

static const struct mover *const movers[] = { &org_mover, &login_mover, &dossier_mover, NULL };

static const struct loader loaders[] = {
	{ "org", org_load },         { "login", login_load }, { "procedure", procedure_load },
	{ "dossier", dossier_load }, { "indicator", indicator_load }, { 0 },
};

static int64_t evening_us, morning_us;

static void fill(struct world *w)
{
	struct findings f;
	struct folder *folder;
	int64_t id;

	evening_us = time_at(day_parse("2025-06-30"), 15 * 60);
	morning_us = time_at(day_parse("2025-07-01"), 9 * 60);
	movers_use(movers);
	world_at(w, evening_us);
	struct op *op = world_op(w, 0);

	f = (struct findings){ .mem = op->mem };
	is_rc(folder_read_dir(op, SOURCE_DIR "/data/dien-bien", &folder), RC_OK);
	is_rc(calendar_enter(op, calendar_national(op->mem), "national", &id), RC_OK);
	is_rc(territory_load(op, folder, loaders, &f), RC_OK);
	is_rc(demo_fill(op, &(struct demo_fill){ .dossiers = 600, .closed = 900, .seed = 7 }), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void move(struct world *w)
{
	struct findings f;
	struct folder *folder;
	struct order_report report;
	bool already;

	world_at(w, morning_us);
	struct op *op = world_op(w, 0);

	f = (struct findings){ .mem = op->mem };
	is_rc(folder_read_dir(op, SOURCE_DIR "/data/dien-bien", &folder), RC_OK);
	is_rc(order_apply(op, folder, &f, &report, &already), RC_OK);
	is_int(report.state, REPORT_APPLIED);
	is_rc(world_end(op), RC_OK);
}

/* What the rows hold together, and that the total says the same. */
static struct indicator_row sum_of(struct world *w, size_t communes)
{
	struct indicators all;
	struct indicator_row sum = { 0 };

	is_rc(indicator_count(world_read(w, MAY_LEAD), &all), RC_OK);
	is_int(all.communes_count, communes);
	for (size_t i = 0; i < all.rows_count; i++) {
		sum.open += all.rows[i].open;
		sum.overdue += all.rows[i].overdue;
		sum.settled += all.rows[i].settled;
		sum.settled_late += all.rows[i].settled_late;
	}
	is_int(sum.open, all.total.open);
	is_int(sum.overdue, all.total.overdue);
	is_int(sum.settled, all.total.settled);
	is_int(sum.settled_late, all.total.settled_late);
	return sum;
}

static void what_ended_units_had_settled_counts_for_those_who_carry_on(struct world *w)
{
	struct indicators all;

	fill(w);
	struct indicator_row before = sum_of(w, 129);

	move(w);
	struct indicator_row after = sum_of(w, 45);

	is_int(after.settled, before.settled);
	is_int(after.settled_late, before.settled_late);
	is_int(after.open, before.open);
	is_true(before.settled_late > 0);
	is_rc(indicator_count(world_read(w, MAY_LEAD), &all), RC_OK);
	for (size_t i = all.communes_count; i < all.rows_count; i++) {
		/* What a district had settled, several carry on: it stays in the district's name. */
		is_int(all.rows[i].unit->tier, TIER_DISTRICT);
		is_int(all.rows[i].open, 0);
	}
	is_int(all.cols, 8);
	is_int(all.lines, 11);
}

static void a_share_is_of_what_was_settled_and_what_is_overdue(struct world *w)
{
	(void)w;
	is_int(indicator_in_time(&(struct indicator_row){ .settled = 8, .settled_late = 1, .overdue = 2 }),
	       700);
	is_int(indicator_in_time(&(struct indicator_row){ .open = 5 }), -1);
	is_int(indicator_class(&(struct indicator_row){ .open = 5 }), 0);
	is_int(indicator_class(&(struct indicator_row){ .settled = 100 }), 4);
	is_int(indicator_class(&(struct indicator_row){ .settled = 100, .settled_late = 3 }), 3);
	is_int(indicator_class(&(struct indicator_row){ .settled = 100, .settled_late = 15 }), 2);
	is_int(indicator_class(&(struct indicator_row){ .settled = 100, .settled_late = 16 }), 1);
}

TESTS(what_ended_units_had_settled_counts_for_those_who_carry_on,
      a_share_is_of_what_was_settled_and_what_is_overdue)
