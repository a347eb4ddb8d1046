/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_stage.h"
#include "core/text.h"
#include "territory/load.h"
#include <stdlib.h>
#include <string.h>

static const struct mover *const movers[] = { &toy_mover, NULL };

int64_t stage_noon(const char *day)
{
	return time_at(day_parse(day), 12 * 60);
}

static void put(struct arena *mem, struct folder *f, const char *name, const char *text)
{
	if (text)
		folder_put(mem, f, name, text, strlen(text));
}

void stage_load(struct world *w, const char *districts, const char *units)
{
	static const char province[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
				       "\"agency\":\"H18\",\"from\":\"2020-01-01\"}";
	struct op *op;
	struct findings f = { 0 };
	struct folder folder = { 0 };

	movers_use(movers);
	world_at(w, stage_noon("2025-06-30"));
	op = world_op(w, 0);
	f.mem = op->mem;
	put(op->mem, &folder, "province.json", province);
	put(op->mem, &folder, "districts_before.csv", districts);
	put(op->mem, &folder, "units_before.csv", units);
	is_rc(toy_table(op), RC_OK);
	is_rc(territory_load(op, &folder, NULL, &f), RC_OK);
	for (size_t i = 0; i < f.count; i++)
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
	is_rc(world_end(op), RC_OK);
}

struct folder *stage_order(struct arena *mem, const char *number, const char *operates,
			   const char *more, const char *after, const char *moves)
{
	struct folder *f = arena_one(mem, struct folder);

	put(mem, f, "order.json",
	    arena_text(mem,
		       "{\"number\":\"%s\",\"title\":\"T\",\"issued_by\":\"I\",\"kind\":\"k\","
		       "\"passed\":\"2025-01-02\",\"in_force\":\"2025-01-02\",\"operates\":\"%s\"%s%s}",
		       number, operates, more ? "," : "", more ? more : ""));
	put(mem, f, "units_after.csv", after);
	put(mem, f, "reorganisation.csv", moves);
	return f;
}

const char *stage_errors(struct world *w, const struct folder *folder)
{
	struct op *op = world_read(w, 0);
	struct findings f = { .mem = op->mem };
	const struct plan *plan;
	char *all = arena_copy(op->mem, "");
	int64_t same;

	is_rc(order_read(op, folder, &f, &plan, &same), RC_OK);
	is_true((plan != NULL || same) == (f.errors == 0));
	for (size_t i = 0; i < f.count; i++)
		if (!f.items[i].warning)
			all = arena_text(op->mem, "%s%s%s", all, *all ? "\n" : "",
					 finding_show(op->mem, &f.items[i], LANG_EN));
	(void)world_end(op);
	return all;
}

struct order_report stage_apply(struct world *w, const struct folder *folder)
{
	struct op *op = world_op(w, MAY_ORGANISE);
	struct findings f = { .mem = op->mem };
	struct order_report report = { 0 };
	struct order *order;
	enum rc rc = order_hand_in(op, folder, &f, &order);

	for (size_t i = 0; i < f.count; i++)
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
	is_rc(rc, RC_OK);
	if (rc == RC_OK)
		rc = order_propose(op, order);
	is_rc(rc, RC_OK);
	op->actor.id = 2;
	if (rc == RC_OK)
		rc = order_find(op, order->number, &order);
	if (rc == RC_OK)
		rc = order_confirm(op, order);
	is_rc(rc, RC_OK);
	if (rc == RC_OK)
		rc = order_find(op, order->number, &order);
	if (rc == RC_OK)
		rc = order_report(op, order, &report);
	is_rc(rc, RC_OK);
	if (rc != RC_OK)
		tap_note("%s: %s", op->err.key, op->err.detail);
	is_rc(world_end(op), rc);
	return report;
}

void stage_toy(struct world *w, const char *key, const char *unit, const char *home,
	       const char *village)
{
	struct op *op = world_op(w, 0);
	const struct territory *t;
	int32_t today = time_day(op->now_us);
	const struct unit *at, *lives;

	is_rc(territory_of(op, &t), RC_OK);
	at = unit_by_code(t, TIER_ANY, unit, today);
	lives = home ? unit_by_code(t, TIER_COMMUNE, home, today) : NULL;
	is_true(at && (!home || lives));
	struct toy toy = { .code = key, .due = "-", .unit = at->id, .received = at->id,
			   .returned = at->id, .home = lives ? lives->id : 0, .village = village };

	is_rc(toy_insert(op, &toy), RC_OK);
	is_rc(world_end(op), RC_OK);
}

const char *stage_where(struct world *w, const char *key, const char *day)
{
	const struct territory *t;
	struct op *op = world_read(w, 0);
	char *unit = world_text(w, arena_text(op->mem, "SELECT unit FROM toy WHERE code = '%s'", key));
	const char *tag = "nowhere";

	is_rc(territory_of(op, &t), RC_OK);
	if (unit && unit_by_id(t, strtoll(unit, NULL, 10)))
		tag = plan_tag(op->mem, unit_by_id(t, strtoll(unit, NULL, 10)), day_parse(day));
	(void)world_end(op);
	return tag;
}

const char stage_districts[] = "code,name,type\n096,Mường Nhé,huyen\n097,Mường Chà,huyen\n";
const char stage_units[] = "code,name,type,district_code,villages\n"
			    "00001,An,xa,096,A1|A2\n"
			    "00002,Bình,xa,096,B1|B2\n"
			    "00003,Cường,xa,096,C1|C2\n"
			    "00004,Dung,thi_tran,097,D1|D2\n"
			    "00005,Em,xa,097,E1|E2\n"
			    "00006,Phú,xa,097,F1|F2\n";

const char stage_merged[] = HEAD_AFTER "00002,An Bình,xa\n00003,Cường,xa\n";
const char stage_merge[] = HEAD_MOVES "00001,00002,whole,\n00002,00002,whole,\n"
				       "00003,00003,whole,\n";

struct folder *stage_order_of(struct world *w, const char *after, const char *moves)
{
	struct arena *mem = world_op(w, 0)->mem;

	return stage_order(mem, "1/NQ", "2025-07-01", NULL,
			   arena_text(mem, "%s" AFTER_4_6, after),
			   arena_text(mem, "%s" ROWS_4_6, moves));
}

/* 00001 is split between 00007 and 00008; the rest stays. */
struct folder *stage_split(struct world *w, const char *more, const char *one, const char *two,
			    const char *seat_too)
{
	struct arena *mem = world_op(w, 0)->mem;

	return stage_order(
		mem, "1/NQ", "2025-07-01", more,
		"code,name,type,population\n00007,An Một,xa,100\n00008,An Hai,xa,300\n"
		"00002,Bình,xa,\n00003,Cường,xa,\n00004,Dung,thi_tran,\n00005,Em,xa,\n"
		"00006,Phú,xa,\n",
		arena_text(mem,
			   "old_code,new_code,share,note,villages,seat\n"
			   "00001,00007,part,,%s,yes\n00001,00008,part,,%s,%s\n"
			   "00002,00002,whole,,,\n00003,00003,whole,,,\n00004,00004,whole,,,\n"
			   "00005,00005,whole,,,\n00006,00006,whole,,,\n",
			   one, two, seat_too));
}

struct order_report stage_preview(struct world *w, const struct folder *folder)
{
	struct op *op = world_read(w, 0);
	struct findings f = { .mem = op->mem };
	struct order_report r = { 0 };

	is_rc(order_preview(op, folder, &f, &r), RC_OK);
	(void)world_end(op);
	return r;
}

struct order *stage_hand_in(struct world *w, const struct folder *folder)
{
	struct op *op = world_op(w, MAY_ORGANISE);
	struct findings f = { .mem = op->mem };
	struct order *order = NULL;

	is_rc(order_hand_in(op, folder, &f, &order), RC_OK);
	is_rc(world_end(op), RC_OK);
	return order;
}

