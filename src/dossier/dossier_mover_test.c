/* SPDX-License-Identifier: Apache-2.0 */
/* A night on a small map, with the demo's dossiers, and back. */
#include "core/time.h"
#include "dossier/dossier_demo.h"
#include "dossier/dossier_mover.h"
#include "dossier/dossier_world.h"
#include "territory/order.h"
#include <string.h>

static const struct mover *const movers[] = { &dossier_mover, NULL };

static const char order_json[] =
	"{\"number\":\"1/NQ\",\"title\":\"Sắp xếp\",\"issued_by\":\"UBTVQH\",\"kind\":\"nghị quyết\","
	"\"passed\":\"2025-06-16\",\"in_force\":\"2025-06-16\",\"operates\":\"2025-07-01\","
	"\"ends_district_tier\":true,\"default_rule\":\"none\"}";
static const char after[] = "code,name,type\n03158,Sín Thầu,xa\n03160,Mường Nhé,xa\n03185,Ma Thì Hồ,xa\n";
static const char mapping[] = "old_code,new_code,share,note\n"
			      "03157,03158,whole,\n03154,03158,whole,\n03155,03158,whole,\n"
			      "03160,03160,whole,\n03166,03160,whole,\n03185,03185,whole,\n";

static void put(struct op *op, struct folder *f, const char *name, const char *text)
{
	folder_put(op->mem, f, name, text, strlen(text));
}

static struct folder *order_folder_of(struct op *op)
{
	struct folder *f = arena_one(op->mem, struct folder);

	put(op, f, "order.json", order_json);
	put(op, f, "units_after.csv", after);
	put(op, f, "reorganisation.csv", mapping);
	return f;
}

static void fill(struct world *w, int64_t count, int64_t residue)
{
	struct op *op = by(w, EVERYTHING, "03157", "2025-06-30T15:00");
	struct demo_fill asked = { .dossiers = count, .residue = residue, .seed = 3 };

	is_rc(demo_fill(op, &asked), RC_OK);
	is_rc(world_end(op), RC_OK);
}

/* Everything of every dossier that an order could touch; and what it must not. */
static const char *snapshot(struct world *w)
{
	return world_text(w, "SELECT group_concat(line, '\n') FROM (SELECT code || ' ' || competent "
			     "|| ' ' || received_by || ' ' || return_at || ' ' || state || ' ' || "
			     "coalesce(received_us, 0) || ' ' || coalesce(due_us, 0) || ' ' || clock "
			     "AS line FROM dossier ORDER BY code) AS f");
}

static struct order_report apply(struct world *w)
{
	struct op *op = by(w, EVERYTHING, NULL, "2025-07-01T00:00");
	struct findings f = { .mem = op->mem };
	struct order_report report = { 0 };
	bool already;

	movers_use(movers);
	is_rc(order_apply(op, order_folder_of(op), &f, &report, &already), RC_OK);
	for (size_t i = 0; i < f.count; i++)
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
	is_rc(world_end(op), RC_OK);
	return report;
}

static struct order *the_order(struct op *op)
{
	struct order *order = NULL;

	is_rc(order_find(op, "1/NQ", &order), RC_OK);
	return order;
}

static enum rc undo(struct world *w, struct order_report *report)
{
	struct op *op = by(w, EVERYTHING, NULL, "2025-07-01T09:00");
	enum rc rc = order_undo(op, the_order(op), report);

	is_rc(world_end(op), rc);
	return rc;
}

static int64_t breaches(struct world *w)
{
	struct op *op = reads(w, MAY_READ, NULL, "2025-07-01T10:00");
	struct findings f = { .mem = op->mem };

	is_rc(dossier_check(op, &f), RC_OK);
	for (size_t i = 0; i < f.count; i++)
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
	is_rc(world_end(op), RC_OK);
	return (int64_t)f.count;
}

/* Whether the unit that bore @code on the eve has any now; such a count is remembered between operations. */
static bool holds_any(struct world *w, const char *code)
{
	struct op *op = reads(w, MAY_LEAD, NULL, "2025-07-01T10:00");
	struct dossier_filter f = { .place = PLACE_COMPETENT, .limit = 1 };
	const struct territory *t;
	int64_t count = -1;

	is_rc(territory_of(op, &t), RC_OK);
	f.of = unit_by_code(t, TIER_COMMUNE, code, day_of(2025, 6, 30))->id;
	is_rc(dossier_list_count(op, &f, 1, &count), RC_OK);
	return count;
}

static void every_open_dossier_has_one_new_home_and_an_undo_brings_all_back(struct world *w)
{
	dossier_world(w);
	fill(w, 400, 0);
	const char *evening = snapshot(w);

	is_true(holds_any(w, "03157"));
	struct order_report report = apply(w);

	is_true(!holds_any(w, "03157"));
	is_int(report.state, REPORT_APPLIED);
	is_int(report.kinds[0].before, 400);
	is_int(report.kinds[0].after, 400);
	/* Ma Thì Hồ goes on as it is; all else has a new unit. */
	is_int(report.kinds[0].moved + report.kinds[0].kept, 400);
	is_true(report.kinds[0].kept > 0 && report.kinds[0].kept < 100);
	is_int(world_count(w, "dossier AS d JOIN unit AS u ON u.id = d.competent AND u.tier = 3"), 400);
	is_true(strcmp(evening, snapshot(w)) != 0);
	is_int(world_count(w, "dossier WHERE version = moves"), 0);
	is_int(breaches(w), 0);
	is_rc(undo(w, &report), RC_OK);
	is_int(report.state, REPORT_UNDONE);
	is_true(holds_any(w, "03157"));
	is_text(snapshot(w), evening);
	report = apply(w);
	is_int(report.state, REPORT_APPLIED);
	is_int(breaches(w), 0);
}

static void the_same_seed_makes_the_same_dossiers(struct world *w)
{
	dossier_world(w);
	fill(w, 60, 2);
	const char *once = snapshot(w), *people;

	people = world_text(w, "SELECT group_concat(name || personal_id) FROM dossier_applicant");
	struct world *again = world_new();

	dossier_world(again);
	fill(again, 60, 2);
	is_text(snapshot(again), once);
	is_text(world_text(again, "SELECT group_concat(name || personal_id) FROM dossier_applicant"),
		people);
	world_drop(again);
	is_int(breaches(w), 0);
	is_int(world_count(w, "dossier WHERE state IN (3, 13, 15, 16)"), 0);
}

static void a_districts_dossier_goes_where_the_applicant_lives(struct world *w)
{
	struct dossier_new in = { .procedure = "1.001612", .applicant = { .name = "Vàng Thị Mỷ" },
				  .applicant_unit = "03166" };
	const char *code = NULL;
	struct dossier *d = NULL;

	dossier_world(w);
	is_rc(opens(by(w, MAY_RECEIVE | MAY_READ, "096", NOON), &in, &code), RC_OK);
	is_int(apply(w).kinds[0].moved, 1);
	struct op *op = reads(w, EVERYTHING, "03160", "2025-07-01T08:00");

	is_rc(dossier_find(op, code, &d), RC_OK);
	is_int(d->competent, place(op, "03160"));
	is_int(d->received_by, place(op, "03160"));
	is_rc(acts(by(w, EVERYTHING, "03160", "2025-07-01T08:00"), code, ACT_FORWARD, NULL), RC_OK);
	is_rc(dossier_find(reads(w, EVERYTHING, "03158", "2025-07-01T08:00"), code, &d), RC_NOT_FOUND);
}

static void what_nobody_can_decide_blocks_and_waits_for_the_province(struct world *w)
{
	struct dossier_new in = { .procedure = "1.001612", .applicant = { .name = "Vàng Thị Mỷ" },
				  .applicant_unit = "03166", .wide = true };
	const char *code = NULL;
	struct dossier *d = NULL;
	struct order *order;

	dossier_world(w);
	is_rc(opens(by(w, MAY_RECEIVE | MAY_READ, "096", NOON), &in, &code), RC_OK);
	is_int(apply(w).state, REPORT_BLOCKED);
	struct op *op = by(w, EVERYTHING, NULL, "2025-06-30T16:00");
	struct findings f = { .mem = op->mem };

	is_rc(order_hand_in(op, order_folder_of(op), &f, &order), RC_OK);
	is_rc(order_choose(op, order, &code, 1, "11"), RC_OK);
	is_rc(world_end(op), RC_OK);
	struct order_report report = apply(w);

	is_int(report.state, REPORT_APPLIED);
	is_int(report.kinds[0].residue, 1);
	op = reads(w, EVERYTHING, "11", "2025-07-01T08:00");
	is_rc(dossier_find(op, code, &d), RC_OK);
	is_int(d->competent, place(op, "11"));
	op = by(w, EVERYTHING, NULL, "2025-07-01T08:00");
	is_rc(order_choose(op, the_order(op), &code, 1, "03158"), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = reads(w, EVERYTHING, "03158", "2025-07-01T08:00");
	is_rc(dossier_find(op, code, &d), RC_OK);
	is_int(d->competent, place(op, "03158"));
	is_int(d->received_by, place(op, "03158"));
	is_int(breaches(w), 0);
	is_rc(undo(w, &report), RC_OK);
	is_int(report.state, REPORT_UNDONE);
	op = reads(w, EVERYTHING, "096", "2025-06-30T20:00");
	is_rc(dossier_find(op, code, &d), RC_OK);
	is_int(d->competent, place(op, "096"));
	is_int(d->return_at, place(op, "096"));
}

static void the_successors_officers_act_and_their_work_holds_the_order(struct world *w)
{
	struct dossier *d = NULL;
	struct order_report report = { 0 };

	dossier_world(w);
	const char *open = received(w, NOON), *closed = in_state(w, STATE_RETURNED);
	const char *due = world_text(w, "SELECT due_us FROM dossier ORDER BY id LIMIT 1");

	apply(w);
	is_rc(dossier_find(reads(w, EVERYTHING, "03158", "2025-07-01T08:00"), open, &d), RC_OK);
	is_text(arena_text(reads(w, 0, NULL, NOON)->mem, "%lld", (long long)d->due_us), due);
	is_int(d->version, 2);
	is_rc(dossier_find(reads(w, EVERYTHING, "03158", "2025-07-01T08:00"), closed, &d), RC_OK);
	is_rc(dossier_find(reads(w, EVERYTHING, "03160", "2025-07-01T08:00"), closed, &d),
	      RC_NOT_FOUND);
	is_rc(acts(by(w, EVERYTHING, "03160", "2025-07-01T08:00"), open, ACT_FORWARD, NULL),
	      RC_NOT_FOUND);
	is_rc(acts(by(w, EVERYTHING, "03158", "2025-07-01T08:00"), open, ACT_FORWARD, NULL), RC_OK);
	is_rc(undo(w, &report), RC_OK);
	is_int(report.state, REPORT_APPLIED);
	is_int(report.blocks.count, 1);
	is_int(breaches(w), 0);
}

/* What was closed on the desk needs nobody any more, and keeps nobody from sending the rest on. */
static void what_is_closed_on_the_desk_leaves_its_list(struct world *w)
{
	struct dossier_new in = { .procedure = "1.001612", .applicant = { .name = "Vàng Thị Mỷ" },
				  .applicant_unit = "03166", .wide = true };
	const char *codes[2];
	struct residue *rows;
	struct order *order;
	size_t count;

	dossier_world(w);
	for (size_t i = 0; i < 2; i++)
		is_rc(opens(by(w, MAY_RECEIVE | MAY_READ, "096", NOON), &in, &codes[i]), RC_OK);
	struct op *op = by(w, EVERYTHING, NULL, "2025-06-30T16:00");
	struct findings f = { .mem = op->mem };

	movers_use(movers);
	is_rc(order_hand_in(op, order_folder_of(op), &f, &order), RC_OK);
	is_rc(order_choose(op, order, codes, 2, "11"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(apply(w).kinds[0].residue, 2);
	is_rc(acts(by(w, EVERYTHING, "11", "2025-07-01T08:00"), codes[0], ACT_WITHDRAW, &enough), RC_OK);
	op = by(w, EVERYTHING, NULL, "2025-07-01T08:00");
	is_rc(order_residue(op, the_order(op), &rows, &count), RC_OK);
	is_int(count, 1);
	is_text(rows[0].key, codes[1]);
	is_rc(order_choose(op, the_order(op), codes, 1, "03158"), RC_INVALID);
	op = by(w, EVERYTHING, NULL, "2025-07-01T08:00");
	is_rc(order_choose(op, the_order(op), codes + 1, 1, "03158"), RC_OK);
	is_rc(order_residue(op, the_order(op), &rows, &count), RC_OK);
	is_int(count, 0);
	is_rc(world_end(op), RC_OK);
}

/* The catalogue may lag behind the map: a matter of the districts, where there are none any more. */
static void a_matter_of_the_districts_is_refused_where_none_is_left(struct world *w)
{
	struct dossier_new in = { .procedure = "1.001612", .applicant = { .name = "Lò Xó Hừ" },
				  .applicant_unit = "03158" };

	dossier_world(w);
	apply(w);
	world_tamper(w, "UPDATE procedure_version SET to_day = NULL WHERE tier = 2");
	world_tamper(w, "DELETE FROM procedure_version WHERE code = '1.001612' AND tier <> 2");
	is_rc(opens(by(w, MAY_RECEIVE, "03158", "2025-07-01T08:00"), &in, NULL), RC_INVALID);
	is_text(fault_said, "competent dossier.no_competent");
	is_rc(opens(by(w, MAY_APPLY, NULL, "2025-07-01T08:00"), &in, NULL), RC_INVALID);
	is_text(fault_said, "competent dossier.no_competent");
}

TESTS(every_open_dossier_has_one_new_home_and_an_undo_brings_all_back,
      the_same_seed_makes_the_same_dossiers, a_districts_dossier_goes_where_the_applicant_lives,
      what_nobody_can_decide_blocks_and_waits_for_the_province,
      the_successors_officers_act_and_their_work_holds_the_order,
      what_is_closed_on_the_desk_leaves_its_list,
      a_matter_of_the_districts_is_refused_where_none_is_left)
