/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maps made by chance, with an order that has every kind of event, and toys everywhere: whatever the
 * order does, every record has one owner that is there, the counts balance, the roots are those that
 * were foretold, and undoing brings back map and records exactly.
 */
#include "core/text.h"
#include "territory/load.h"
#include "territory/order_inner.h"
#include "territory/order_stage.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMUNES = 24, DISTRICTS = 3, TOYS = 300 };

struct map {
	struct arena *mem;
	uint64_t seed;
	char *after, *moves, *district_moves;
	int news;            /* units after the order so far */
	int first_heir;      /* number of a new unit that may inherit, or -1 */
	bool ends_districts;
	const char *rule;
};

static unsigned chance(struct map *m, unsigned below)
{
	m->seed ^= m->seed << 13;
	m->seed ^= m->seed >> 7;
	m->seed ^= m->seed << 17;
	return (unsigned)(m->seed >> 33) % below;
}

/* Codes after the order are shuffled: the n-th new unit bears an old code of somebody else. */
static const char *code_after(struct map *m, int number)
{
	return arena_text(m->mem, "%05d", (number * 7 + 5) % 61 + 1);
}

static int add_unit(struct map *m, const char *continues)
{
	int number = m->news++;
	bool ward = chance(m, 3) == 0;

	m->after = arena_text(m->mem, "%s%s,%s,%s,%u,%s\n", m->after, code_after(m, number),
			      arena_text(m->mem, chance(m, 2) ? "Nơi %d" : "Mới %d", number),
			      ward ? "phuong" : "xa", chance(m, 4) * 100 + 100, continues);
	return number;
}

static void add_move(struct map *m, int old, int new, const char *share, const char *note,
		     const char *villages, const char *seat, int heir)
{
	m->moves = arena_text(m->mem, "%s%s,%s,%s,%s,%s,%s,%s\n", m->moves,
			      old < 0 ? "" : arena_text(m->mem, "%05d", old + 1),
			      new < 0 ? "" : code_after(m, new), share, note, villages, seat,
			      heir < 0 ? "" : code_after(m, heir));
}

static const char *village(struct map *m, int old, int number)
{
	return arena_text(m->mem, "V%d %c", old + 1, 'A' + number);
}

static void keep(struct map *m, int old)
{
	m->first_heir = add_unit(m, "");
	add_move(m, old, m->first_heir, "whole", "", "", "", -1);
}

/* One event; how many old units it used. */
static int merge(struct map *m, int old, int left)
{
	int count = left < 2 ? 1 : 2 + (int)chance(m, left > 3 ? 2 : 1);
	int new = add_unit(m, "");

	for (int i = 0; i < count; i++)
		add_move(m, old + i, new, "whole", "Điều 1", "", "", -1);
	return count;
}

static int split(struct map *m, int old)
{
	int a = add_unit(m, ""), b = add_unit(m, "");

	add_move(m, old, a, "part", "", village(m, old, 0), chance(m, 2) ? "yes" : "", -1);
	add_move(m, old, b, "part", "", village(m, old, 1), "", -1);
	return 1;
}

static int separate(struct map *m, int old)
{
	int rest = add_unit(m, chance(m, 4) ? "" : "none"), gone = add_unit(m, "");

	add_move(m, old, gone, "part", "", village(m, old, 2), "", -1);
	add_move(m, old, rest, "part", "remainder", "", "yes", -1);
	return 1;
}

/* Some villages change hands between two units that both go on. */
static int adjust(struct map *m, int old, int left)
{
	int giver, taker;

	if (left < 2)
		return merge(m, old, left);
	giver = add_unit(m, "");
	taker = add_unit(m, arena_text(m->mem, "%05d", old + 2));
	add_move(m, old, giver, "part", "remainder", "", "", -1);
	add_move(m, old, taker, "part", "", village(m, old, 1), "", -1);
	add_move(m, old + 1, taker, "whole", "", "", "", -1);
	return 2;
}

static int populate(struct map *m, int old)
{
	int people = add_unit(m, "");

	if (m->first_heir >= 0)
		add_move(m, old, m->first_heir, "part", "area only", "", "", -1);
	add_move(m, old, people, "part", "\"part of area, all population\"", "", "", -1);
	return 1;
}

static int dissolve(struct map *m, int old)
{
	if (m->first_heir < 0)
		keep(m, old);
	else
		add_move(m, old, -1, "whole", "", "", "", m->first_heir);
	return 1;
}

static int event(struct map *m, int old, int left)
{
	switch (chance(m, 8)) {
	case 0: return merge(m, old, left);
	case 1: return split(m, old);
	case 2: return separate(m, old);
	case 3: return adjust(m, old, left);
	case 4: return populate(m, old);
	case 5: return dissolve(m, old);
	case 6:
		add_move(m, -1, add_unit(m, ""), "", "", "", "", -1);
		keep(m, old);
		return 1;
	default:
		keep(m, old);
		return 1;
	}
}

static struct folder *make_order(struct map *m)
{
	static const char *const rules[] = { "none", "remainder", "seat", "largest", "province" };
	struct folder *f;

	m->rule = rules[chance(m, 5)];
	m->ends_districts = chance(m, 2);
	m->after = arena_copy(m->mem, "code,name,type,population,continues\n");
	m->moves = arena_copy(m->mem, "old_code,new_code,share,note,villages,seat,heir\n");
	m->first_heir = -1;
	for (int old = 0; old < COMMUNES;)
		old += event(m, old, COMMUNES - old);
	f = stage_order(m->mem, "9/NQ", "2025-07-01",
			arena_text(m->mem, "\"default_rule\":\"%s\",\"ends_district_tier\":%s",
				   m->rule, m->ends_districts ? "true" : "false"),
			m->after, m->moves);
	if (m->ends_districts && chance(m, 2)) {
		const char *rows = arena_text(m->mem,
					      "old_district_code,old_name,new_code,new_name,share,note\n"
					      "%03d,H,%s,N,whole,\n",
					      DISTRICTS, code_after(m, 0));

		folder_put(m->mem, f, "reorganisation_districts.csv", rows, strlen(rows));
	}
	return f;
}

static void load_map(struct world *w, struct map *m)
{
	char *districts = arena_copy(m->mem, "code,name,type\n");
	char *units = arena_copy(m->mem, "code,name,type,district_code,villages\n");

	for (int i = 0; i < DISTRICTS; i++)
		districts = arena_text(m->mem, "%s%03d,Huyện %d,huyen\n", districts, i + 1, i + 1);
	for (int i = 0; i < COMMUNES; i++)
		units = arena_text(m->mem, "%s%05d,Nơi %d,xa,%03d,%s|%s|%s\n", units, i + 1, i,
				   i % DISTRICTS + 1, village(m, i, 0), village(m, i, 1),
				   village(m, i, 2));
	stage_load(w, districts, units);
}

static int64_t some_unit(struct map *m, struct op *op, bool any)
{
	const struct territory *t;
	const char *code;
	unsigned what = any ? chance(m, 20) : 19;

	is_rc(territory_of(op, &t), RC_OK);
	if (what == 0)
		return territory_province(t)->id;
	if (what < 3)
		code = arena_text(m->mem, "%03u", chance(m, DISTRICTS) + 1);
	else
		code = arena_text(m->mem, "%05u", chance(m, COMMUNES) + 1);
	return unit_by_code(t, TIER_ANY, code, time_day(op->now_us))->id;
}

static void put_toys(struct world *w, struct map *m)
{
	struct op *op = world_op(w, 0);

	for (int i = 0; i < TOYS; i++) {
		struct toy toy = { .due = chance(m, 2) ? "1 2" : "-", .unit = some_unit(m, op, true),
				   .wide = chance(m, 10) == 0 };

		toy.code = arena_text(m->mem, "%s%u-%d", chance(m, 2) ? "H18." : "h18.é",
				      chance(m, 1000), i);
		toy.received = chance(m, 3) ? toy.unit : some_unit(m, op, true);
		toy.returned = chance(m, 3) ? toy.received : some_unit(m, op, true);
		if (chance(m, 4)) {
			toy.home = chance(m, 2) && toy.unit % 2 ? toy.unit : some_unit(m, op, false);
			toy.village = village(m, (int)chance(m, COMMUNES), (int)chance(m, 4));
		}
		is_rc(toy_insert(op, &toy), RC_OK);
	}
	is_rc(world_end(op), RC_OK);
}

static void no_findings(struct world *w)
{
	struct op *op = world_read(w, 0);
	struct findings f = { .mem = op->mem };

	is_rc(territory_check(op, &f), RC_OK);
	is_rc(order_check(op, &f), RC_OK);
	for (size_t i = 0; i < f.count; i++)
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
	is_int(f.count, 0);
	(void)world_end(op);
}

/* Everything that is said of all units, and every toy, as one text. */
static const char *picture(struct world *w)
{
	return world_text(
		w, "SELECT (SELECT group_concat(x, ';') FROM (SELECT unit || ' ' || kind || ' ' || "
		   "coalesce(text, CAST(number AS TEXT), '') || ' ' || from_day || ' ' || "
		   "coalesce(CAST(to_day AS TEXT), '') AS x FROM unit_fact WHERE annulled_us IS NULL "
		   "ORDER BY unit, kind, from_day, id) AS f) || '#' || (SELECT group_concat(code || unit "
		   "|| ',' || coalesce(CAST(received AS TEXT), '') || ',' || coalesce(CAST(returned AS "
		   "TEXT), '')) FROM (SELECT * FROM toy ORDER BY code) AS t)");
}

static bool carries(const struct territory *t, struct arena *mem, int64_t before, int64_t after)
{
	int32_t eve = day_parse("2025-06-30");
	const struct unit *u = unit_by_id(t, before);
	struct units now = unit_carriers(t, mem, u, eve, eve + 1);

	for (size_t i = 0; i < now.count; i++)
		if (now.items[i]->id == after)
			return true;
	return u->tier != TIER_COMMUNE || unit_by_id(t, after)->tier == TIER_PROVINCE;
}

static int64_t number_at(char **at)
{
	return strtoll(*at, at, 10);
}

/* How many pairs of before and after are wrong; @any: the one after need only be there. */
static int astray(struct world *w, bool any, const char *which)
{
	const struct territory *t;
	struct op *op = world_read(w, 0);
	char *rows = world_text(w, arena_text(op->mem,
					      "SELECT group_concat(unit_before || ' ' || unit_after || "
					      "' ', '') FROM order_move m WHERE %s", which));
	int count = 0;

	is_rc(territory_of(op, &t), RC_OK);
	while (rows && *rows) {
		int64_t before = number_at(&rows), after = number_at(&rows);
		const struct unit *u = unit_by_id(t, after);

		count += !u || !unit_alive(u, day_parse("2025-07-01")) ||
			 !(any || carries(t, op->mem, before, after));
		rows++;
	}
	(void)world_end(op);
	return count;
}

/* Nobody is anywhere that is not there; and unless a person said so, each is with who carries on. */
static void every_owner_is_there(struct world *w)
{
	is_int(astray(w, true, "1 = 1"), 0);
	is_int(astray(w, false,
		      "NOT EXISTS (SELECT 1 FROM order_choice c WHERE c.order_id = m.order_id AND "
		      "c.key = m.key)"),
	       0);
	is_text(world_text(w, "SELECT count(*) FROM toy, order_move m WHERE m.record = toy.id AND "
			      "(m.parts & 1) <> 0 AND m.unit_after <> toy.unit"),
		"0");
	is_int(world_count(w, "order_move WHERE (parts & 1) <> 0"), TOYS);
}

static const char *live_root(struct world *w, const char *day)
{
	const struct territory *t;
	struct op *op = world_read(w, 0);
	char *root = arena_alloc(op->mem, ROOT_TEXT);
	int64_t records;

	is_rc(territory_of(op, &t), RC_OK);
	is_rc(count_live(op, t, &toy_mover, day_parse(day), &records, root), RC_OK);
	is_int(records, TOYS);
	(void)world_end(op);
	return root;
}

/* Some of what nobody decides goes to the desk, some to a unit that is there afterwards. */
static void decide_the_rest(struct world *w, struct map *m, const struct folder *folder)
{
	struct op *op = world_op(w, 0);
	struct findings f = { .mem = op->mem };
	struct residue *rows;
	struct order *order;
	size_t count;

	is_rc(order_hand_in(op, folder, &f, &order), RC_OK);
	is_rc(order_residue(op, order, &rows, &count), RC_OK);
	for (size_t i = 0; i < count; i++)
		is_rc(order_choose(op, order, &rows[i].key, 1,
				   chance(m, 2) ? "11"
						: code_after(m, (int)chance(m, (unsigned)m->news))),
		      RC_OK);
	is_rc(world_end(op), RC_OK);
}

static struct order_report apply(struct world *w, const struct folder *folder,
				 struct order_report *foretold)
{
	struct op *op = world_op(w, 0);
	struct findings f = { .mem = op->mem };
	struct order_report done = { 0 };
	bool already;
	enum rc rc;

	is_rc(order_preview(op, folder, &f, foretold), RC_OK);
	rc = order_apply(op, folder, &f, &done, &already);
	is_rc(rc, RC_OK);
	if (rc != RC_OK)
		tap_note("%s: %s", op->err.key, op->err.detail);
	is_rc(world_end(op), rc);
	return done;
}

static void undo(struct world *w)
{
	struct order_report r;
	struct order *order;
	struct op *op = world_op(w, 0);

	is_rc(order_find(op, "9-NQ", &order), RC_OK);
	is_rc(order_undo(op, order, &r), RC_OK);
	is_int(r.state, REPORT_UNDONE);
	is_text(r.kinds[0].root_after, r.kinds[0].root_before);
	is_rc(world_end(op), RC_OK);
}

static void one_map(struct world *w, uint64_t seed)
{
	struct map m = { .mem = arena_new(), .seed = seed * UINT64_C(0x9E3779B97F4A7C15) | 1 };
	struct order_report foretold = { 0 }, done;
	struct folder *folder;
	const char *before, *root;

	load_map(w, &m);
	put_toys(w, &m);
	folder = make_order(&m);
	is_text(stage_errors(w, folder), "");
	if (*stage_errors(w, folder)) {
		tap_note("%s\n%s", m.after, m.moves);
		arena_drop(m.mem);
		return;
	}
	before = picture(w);
	root = live_root(w, "2025-06-30");
	world_at(w, stage_noon("2025-07-01"));
	decide_the_rest(w, &m, folder);
	done = apply(w, folder, &foretold);
	is_int(done.state, REPORT_APPLIED);
	if (done.state == REPORT_APPLIED) {
		const struct kind_count *k = &done.kinds[0];

		is_int(k->before, TOYS);
		is_int(k->moved + k->kept + k->residue, TOYS);
		is_int(k->after, TOYS);
		is_int(foretold.kinds[0].moved, k->moved);
		is_text(foretold.kinds[0].root_before, root);
		is_text(k->root_before, root);
		is_text(k->root_after, foretold.kinds[0].root_after);
		is_text(live_root(w, "2025-07-01"), k->root_after);
		every_owner_is_there(w);
		no_findings(w);
		undo(w);
		is_text(picture(w), before);
		is_text(live_root(w, "2025-06-30"), root);
		no_findings(w);
	}
	arena_drop(m.mem);
}

static void whatever_an_order_does_it_balances_and_can_be_undone(struct world *unused)
{
	int maps = tap_long ? 1000 : 40;

	(void)unused;
	for (int i = 1; i <= maps; i++) {
		struct world *w = world_new();

		tap_note("map %d", i);
		one_map(w, (uint64_t)i);
		world_drop(w);
	}
}

TESTS_PLAIN(whatever_an_order_does_it_balances_and_can_be_undone)
