/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_stage.h"
#include "core/text.h"
#include <string.h>

static const char *errors(struct world *w, const char *after, const char *moves)
{
	return stage_errors(w, stage_order_of(w, after, moves));
}

static void an_order_without_faults_has_none(struct world *w)
{
	stage_load(w, stage_districts, stage_units);
	is_text(errors(w, stage_merged, stage_merge), "");
}

static void every_unit_needs_a_row(struct world *w)
{
	stage_load(w, stage_districts, stage_units);
	is_text(errors(w, stage_merged, HEAD_MOVES "00001,00002,whole,\n00003,00003,whole,\n"),
		"reorganisation.csv: old_code: unit 00002 (Xã Bình) is missing: a row must say where "
		"it goes");
	is_text(errors(w, HEAD_AFTER "00002,An Bình,xa\n00003,Cường,xa\n00009,Mới,xa\n", stage_merge),
		"units_after.csv:4: code: no row says what the new unit 00009 is made of");
	is_text(errors(w, stage_merged, HEAD_MOVES "00001,00002,part,area only\n00002,00002,whole,\n"
					     "00003,00003,whole,\n"),
		"reorganisation.csv: old_code: unit 00001 (Xã An) is missing: a row must say where "
		"it goes");
}

static void an_unknown_unit_is_told_with_its_line(struct world *w)
{
	stage_load(w, stage_districts, stage_units);
	is_text(errors(w, stage_merged,
		       HEAD_MOVES "00001,00002,whole,\n00002,00002,whole,\n00003,00003,whole,\n"
				  "00077,00003,whole,\n"),
		"reorganisation.csv:5: old_code: no unit bears the code 00077 on 30/06/2025");
	is_text(errors(w, stage_merged, HEAD_MOVES "00001,00002,whole,\n00002,00002,whole,\n"
					     "00003,00088,whole,\n"),
		"reorganisation.csv:4: new_code: the code 00088 is not among the units after the "
		"order\n"
		"units_after.csv:3: code: no row says what the new unit 00003 is made of");
}

static void a_part_is_used_once(struct world *w)
{
	stage_load(w, stage_districts, stage_units);
	is_text(errors(w, stage_merged,
		       HEAD_MOVES "00001,00002,whole,\n00001,00003,part,\n00002,00002,whole,\n"
				  "00003,00003,whole,\n"),
		"reorganisation.csv:3: share: all of unit 00001 has gone already, it cannot go once "
		"more");
	is_text(errors(w, stage_merged,
		       HEAD_MOVES "00001,00002,part,remainder\n00001,00003,part,remainder\n"
				  "00002,00002,whole,\n00003,00003,whole,\n"),
		"reorganisation.csv:3: note: what is left of unit 00001 is used twice");
	is_text(errors(w, stage_merged,
		       HEAD_MOVES "00001,00002,part,\n00002,00002,whole,\n00003,00003,whole,\n"),
		"reorganisation.csv:2: share: only a part of unit 00001 goes somewhere, the rest "
		"does not");
	is_text(stage_errors(w, stage_split(w, NULL, "A1|A2", "a2", "")),
		"reorganisation.csv:3: villages: a village of unit 00001 is used twice");
	is_text(stage_errors(w, stage_split(w, NULL, "A1", "A2", "yes")),
		"reorganisation.csv:3: seat: the seat of unit 00001 can lie in one part only");
}

static void a_unit_goes_on_once(struct world *w)
{
	struct arena *mem = world_op(w, 0)->mem;

	stage_load(w, stage_districts, stage_units);
	is_text(stage_errors(w, stage_order(mem, "1/NQ", "2025-07-01", NULL,
					    "code,name,type,continues\n00002,Bình,xa,00001\n"
					    "00003,Cường,xa,00001\n00004,Dung,xa,00006\n"
					    "00005,Em,xa,\n00006,Phú,xa,\n",
					    HEAD_MOVES "00001,00002,part,\n00001,00003,part,\n"
						       "00002,00002,whole,\n"
						       "00003,00003,whole,\n" ROWS_4_6)),
		"units_after.csv:3: continues: the old unit 00001 goes on as unit 00002 already\n"
		"units_after.csv:4: continues: the old unit 00006 is no part of this one");
}

static void what_stands_beside_an_order_is_told(struct world *w)
{
	struct arena *mem = world_op(w, 0)->mem;
	const char *after = HEAD_AFTER "00002,An Bình,xa\n00003,Cường,xa\n" AFTER_4_6;
	const char *moves = arena_text(mem, "%s" ROWS_4_6, stage_merge);

	stage_load(w, stage_districts, stage_units);
	world_at(w, stage_noon("2025-07-01"));
	(void)stage_apply(w, stage_order_of(w, stage_merged, stage_merge));
	is_text(stage_errors(w, stage_order(mem, "1/NQ", "2025-08-01", NULL, after, moves)),
		"order.json: number: another order has the number 1/NQ");
	is_text(stage_errors(w, stage_order(mem, "2/NQ", "2025-06-01", NULL, after, moves)),
		"order.json: operates: order 1/NQ was carried out as of 01/07/2025; an earlier one "
		"cannot follow it");
	is_text(stage_errors(w, stage_order(mem, "3/NQ", "2025-07-01", NULL, after, moves)),
		"reorganisation.csv:2: old_code: the unit with code 00001 ended on this very day by "
		"another order\n"
		"reorganisation.csv:3: old_code: the unit with code 00002 ended on this very day by "
		"another order");
}

/* Merged units end, whoever is alone goes on; the residents follow. */
static void units_that_merge_end_and_the_others_go_on(struct world *w)
{
	struct order_report r;

	stage_load(w, stage_districts, stage_units);
	stage_toy(w, "T1", "00001", NULL, NULL);
	stage_toy(w, "T2", "00003", NULL, NULL);
	world_at(w, stage_noon("2025-07-01"));
	r = stage_apply(w, stage_order_of(w, stage_merged, stage_merge));
	is_int(r.state, REPORT_APPLIED);
	is_int(r.units.before, 6);
	is_int(r.units.ended, 2);
	is_int(r.units.continued, 4);
	is_int(r.units.started, 1);
	is_int(r.units.after, 5);
	is_int(r.kinds[0].moved, 1);
	is_int(r.kinds[0].kept, 1);
	is_text(stage_where(w, "T1", "2025-07-01"), "00002@2025-07-01");
	is_text(stage_where(w, "T2", "2025-07-01"), "00003@2020-01-01");
}

/* Where the two toys of a split unit go under a rule; the first one's village is known. */
static void split_by(struct world *w, const char *rule, const char *known, const char *unknown)
{
	struct arena *mem = world_op(w, 0)->mem;
	const char *more = arena_text(mem, "\"default_rule\":\"%s\"", rule);

	stage_load(w, stage_districts, stage_units);
	stage_toy(w, "T1", "00001", "00001", "a1");
	stage_toy(w, "T2", "00001", "00002", "A1");
	world_at(w, stage_noon("2025-07-01"));
	is_int(stage_apply(w, stage_split(w, more, "A2", "A1", "")).state, REPORT_APPLIED);
	is_text(stage_where(w, "T1", "2025-07-01"), known);
	is_text(stage_where(w, "T2", "2025-07-01"), unknown);
}

static void the_village_decides_and_else_the_seat(struct world *w)
{
	split_by(w, "seat", "00008@2025-07-01", "00007@2025-07-01");
}

static void the_village_decides_and_else_the_largest(struct world *w)
{
	split_by(w, "largest", "00008@2025-07-01", "00008@2025-07-01");
}

static void the_village_decides_and_else_the_province(struct world *w)
{
	split_by(w, "province", "00008@2025-07-01", "11@2020-01-01");
}

/* A district ends: its matters go where the person lives, complex ones wait for the province. */
static void a_districts_matter_goes_where_the_person_lives(struct world *w)
{
	struct folder *folder = stage_order_of(w, stage_merged, stage_merge);
	struct order_report r;

	stage_load(w, stage_districts, stage_units);
	stage_toy(w, "T1", "096", "00001", NULL);
	stage_toy(w, "T2", "096", "00005", NULL);
	world_at(w, stage_noon("2025-07-01"));
	folder = stage_order(world_op(w, 0)->mem, "1/NQ", "2025-07-01",
			     "\"ends_district_tier\":true", folder_find(folder, "units_after.csv")->text,
			     folder_find(folder, "reorganisation.csv")->text);
	r = stage_preview(w, folder);
	is_int(r.state, REPORT_PREVIEW);
	stage_toy(w, "T3", "097", NULL, NULL);
	r = stage_preview(w, folder);
	is_int(r.state, REPORT_BLOCKED);
	world_tamper(w, "DELETE FROM toy WHERE code = 'T3'");
	is_int(stage_apply(w, folder).state, REPORT_APPLIED);
	is_text(stage_where(w, "T1", "2025-07-01"), "00002@2025-07-01");
	is_text(stage_where(w, "T2", "2025-07-01"), "00005@2020-01-01");
}

/* Papers and records of a dissolved unit go to its heir; without one a person decides. */
static void the_heir_gets_what_a_dissolved_unit_had(struct world *w)
{
	static const char after[] = HEAD_AFTER "00002,Bình,xa\n00003,Cường,xa\n" AFTER_4_6;
	static const char rows[] = "00002,00002,whole,,\n00003,00003,whole,,\n00004,00004,whole,,\n"
				   "00005,00005,whole,,\n00006,00006,whole,,\n";
	struct arena *mem = world_op(w, 0)->mem;
	struct folder *folder;

	stage_load(w, stage_districts, stage_units);
	stage_toy(w, "T1", "00001", "00001", "A1");
	world_at(w, stage_noon("2025-07-01"));
	mem = world_op(w, 0)->mem;
	folder = stage_order(mem, "1/NQ", "2025-07-01", NULL, after,
			     arena_text(mem, "old_code,new_code,share,note,heir\n"
					     "00001,,whole,,\n%s", rows));
	is_int(stage_preview(w, folder).state, REPORT_BLOCKED);
	folder = stage_order(mem, "1/NQ", "2025-07-01", NULL, after,
			     arena_text(mem, "old_code,new_code,share,note,heir\n"
					     "00001,,whole,,00003\n%s", rows));
	is_int(stage_apply(w, folder).state, REPORT_APPLIED);
	is_text(stage_where(w, "T1", "2025-07-01"), "00003@2020-01-01");
}

static const char *villages_of(struct world *w, const char *code, const char *day)
{
	return world_text(w, arena_text(world_op(w, 0)->mem,
					"SELECT group_concat(text, '|') FROM (SELECT v.text FROM "
					"unit_fact c JOIN unit_fact v ON v.unit = c.unit AND v.kind = 11 "
					"WHERE c.kind = 2 AND c.text = '%s' AND c.from_day <= %d AND "
					"coalesce(c.to_day, 99999) > %d AND v.from_day <= %d AND "
					"coalesce(v.to_day, 99999) > %d ORDER BY v.text) AS f",
					code, day_parse(day), day_parse(day), day_parse(day),
					day_parse(day)));
}

/* A village lies in one commune at a time. */
static void villages_go_with_their_part(struct world *w)
{
	struct arena *mem = world_op(w, 0)->mem;
	struct order_report r;

	stage_load(w, stage_districts, stage_units);
	world_at(w, stage_noon("2025-07-01"));
	r = stage_apply(w, stage_order(mem, "1/NQ", "2025-07-01", NULL,
				       HEAD_AFTER "00001,An,xa\n00007,An Mới,xa\n00002,Bình,xa\n" AFTER_4_6,
				       "old_code,new_code,share,note,villages\n"
				       "00001,00001,part,remainder,\n00001,00007,part,,A2|A3\n"
				       "00002,00002,whole,,\n00003,00002,whole,,\n"
				       "00004,00004,whole,,\n00005,00005,whole,,\n00006,00006,whole,,\n"));
	is_int(r.units.ended, 2);
	is_int(r.units.continued, 4);
	is_text(villages_of(w, "00001", "2025-06-30"), "A1|A2");
	is_text(villages_of(w, "00001", "2025-07-01"), "A1");
	is_text(villages_of(w, "00007", "2025-07-01"), "A2|A3");
	is_text(villages_of(w, "00002", "2025-07-01"), "B1|B2|C1|C2");
}

/* Two provinces become one: their districts and communes lie in it, the desk is its. */
static void provinces_that_merge_take_their_units_along(struct world *w)
{
	struct arena *mem;
	struct folder *folder;
	struct order_report r;
	const char *provinces = "code,name,type\n12,Tây Bắc,tinh\n";
	const char *map = "old_code,old_name,new_code,new_name\n11,Điện Biên,12,Tây Bắc\n"
			  "12,Lai Châu,12,Tây Bắc\n";

	stage_load(w, "code,name,type,province_code,province_name\n096,H,huyen,11,Điện Biên\n"
		      "107,K,huyen,12,Lai Châu\n",
		   "code,name,type,district_code,province_code,province_name\n"
		   "00001,An,xa,096,11,Điện Biên\n00002,Bình,xa,107,12,Lai Châu\n");
	stage_toy(w, "T1", "11", NULL, NULL);
	stage_toy(w, "T2", "00001", NULL, NULL);
	stage_toy(w, "T3", "107", NULL, NULL);
	world_at(w, stage_noon("2025-07-01"));
	mem = world_op(w, 0)->mem;
	folder = stage_order(mem, "1/NQ", "2025-07-01", NULL,
			     "code,name,type,province_code\n00001,An,xa,12\n00002,Bình,xa,12\n",
			     HEAD_MOVES "00001,00001,whole,\n00002,00002,whole,\n");
	folder_put(mem, folder, "provinces_after.csv", provinces, strlen(provinces));
	folder_put(mem, folder, "provinces_map.csv", map, strlen(map));
	is_text(stage_errors(w, folder), "");
	r = stage_apply(w, folder);
	is_int(r.state, REPORT_APPLIED);
	is_int(r.units.continued, 2);
	is_text(stage_where(w, "T1", "2025-07-01"), "12@2025-07-01");
	is_text(stage_where(w, "T2", "2025-07-01"), "00001@2020-01-01");
	is_text(stage_where(w, "T3", "2025-07-01"), "107@2020-01-01");
	struct op *op = world_read(w, 0);
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	const struct unit *u = unit_by_code(t, TIER_COMMUNE, "00001", day_parse("2025-07-01"));

	is_text(unit_name(unit_above(t, u, TIER_PROVINCE, day_parse("2025-07-01")),
			  day_parse("2025-07-01")),
		"Tây Bắc");
	is_text(unit_name(unit_above(t, u, TIER_PROVINCE, day_parse("2025-06-30")),
			  day_parse("2025-06-30")),
		"Điện Biên");
	(void)world_end(op);
}

/* An official's toy at the unit with the code. */
static void put_official(struct world *w, const char *account, const char *code)
{
	struct op *op = world_op(w, 0);
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	struct toy toy = { .code = account, .due = "-", .account = account,
			   .unit = unit_by_code(t, TIER_ANY, code, time_day(op->now_us))->id };

	is_rc(toy_insert(op, &toy), RC_OK);
	is_rc(world_end(op), RC_OK);
}

/* An official goes with the unit unless the table says otherwise; of a district only by the table. */
static void officials_go_where_the_table_says(struct world *w)
{
	const char *people = "account,unit,body\nlan,00005,centre\nnam,00003,\n";
	const char *wrong = "account,unit\nlan,00001\n";
	struct arena *mem;
	struct folder *folder;
	const char *after, *moves;

	stage_load(w, stage_districts, stage_units);
	put_official(w, "lan", "00001");
	put_official(w, "binh", "00001");
	put_official(w, "nam", "096");
	world_at(w, stage_noon("2025-07-01"));
	folder = stage_order_of(w, stage_merged, stage_merge);
	mem = world_op(w, 0)->mem;
	after = folder_find(folder, "units_after.csv")->text;
	moves = folder_find(folder, "reorganisation.csv")->text;
	folder = stage_order(mem, "1/NQ", "2025-07-01", "\"ends_district_tier\":true", after, moves);
	folder_put(mem, folder, "people_after.csv", wrong, strlen(wrong));
	is_text(stage_errors(w, folder),
		"people_after.csv:2: unit: the code 00001 is not among the units after the order");
	folder = stage_order(mem, "1/NQ", "2025-07-01", "\"ends_district_tier\":true", after, moves);
	is_int(stage_preview(w, folder).kinds[0].residue, 1);
	is_int(stage_preview(w, folder).state, REPORT_BLOCKED);
	folder_put(mem, folder, "people_after.csv", people, strlen(people));
	is_int(stage_apply(w, folder).state, REPORT_APPLIED);
	is_text(stage_where(w, "lan", "2025-07-01"), "00005@2020-01-01");
	is_text(stage_where(w, "binh", "2025-07-01"), "00002@2025-07-01");
	is_text(stage_where(w, "nam", "2025-07-01"), "00003@2020-01-01");
	is_text(world_text(w, "SELECT place FROM order_move WHERE key = 'lan'"), "centre");
}

/* People write "Bản Kéo" and "Tổ 3" where the order lists "Kéo" and "Tổ dân phố 3": as addresses are read. */
static void a_village_is_known_with_and_without_the_word_for_it(struct world *w)
{
	stage_load(w, stage_districts, stage_units);
	stage_toy(w, "T1", "00001", "00001", "Bản Kéo");
	stage_toy(w, "T2", "00001", "00001", "Tổ 3");
	stage_toy(w, "T3", "00001", "00001", "Bản 5");
	stage_toy(w, "T4", "00001", "00001", "Thôn 5");
	is_int(stage_apply(w, stage_split(w, "\"default_rule\":\"province\"", "A1|Bản 5",
					  "Kéo|Tổ dân phố 3|Tổ 5", ""))
		       .state,
	       REPORT_SCHEDULED);
	world_at(w, stage_noon("2025-07-01"));
	struct op *op = world_op(w, 0);

	is_rc(order_carry_out(op, "1/NQ"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_text(stage_where(w, "T1", "2025-07-01"), "00008@2025-07-01");
	is_text(stage_where(w, "T2", "2025-07-01"), "00008@2025-07-01");
	is_text(stage_where(w, "T3", "2025-07-01"), "00007@2025-07-01");
	/* Two pieces have a village 5: the rule decides. */
	is_text(stage_where(w, "T4", "2025-07-01"), "11@2020-01-01");
}

TESTS(an_order_without_faults_has_none, every_unit_needs_a_row,
      an_unknown_unit_is_told_with_its_line, a_part_is_used_once, a_unit_goes_on_once,
      what_stands_beside_an_order_is_told, units_that_merge_end_and_the_others_go_on,
      the_village_decides_and_else_the_seat, the_village_decides_and_else_the_largest,
      the_village_decides_and_else_the_province, a_districts_matter_goes_where_the_person_lives,
      the_heir_gets_what_a_dissolved_unit_had, villages_go_with_their_part,
      a_village_is_known_with_and_without_the_word_for_it,
      provinces_that_merge_take_their_units_along, officials_go_where_the_table_says)
