/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/load.h"
#include "core/text.h"
#include "territory/order.h"
#include "tests/world.h"
#include <string.h>

/* A province of three communes, put together anew by each test, with one thing changed. */
static const char json[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
			   "\"agency\":\"H18\",\"time_zone\":\"Asia/Ho_Chi_Minh\","
			   "\"from\":\"2020-01-01\"}";
static const char districts[] = "code,name,type\n096,Mường Nhé,huyen\n";
static const char units[] = "code,name,type,district_code,area_km2,population,border,alias,villages\n"
			    "03154,Sín Thầu,xa,096,12.5,,yes,Sín Thàu|Xín Thầu,Tá Miếu\n"
			    "03155,Sen Thượng,xa,096,,1200,,,\n"
			    "03158,Leng Su Sìn,xa,096,,,no,,\n";

static struct folder *folder_of(struct arena *mem, const char *province, const char *district,
				const char *unit)
{
	struct folder *f = arena_one(mem, struct folder);

	if (province)
		folder_put(mem, f, "province.json", province, strlen(province));
	if (district)
		folder_put(mem, f, "districts_before.csv", district, strlen(district));
	if (unit)
		folder_put(mem, f, "units_before.csv", unit, strlen(unit));
	return f;
}

/* The one error of a folder, as people read it; all of them with blanks between. */
static const char *errors_of(struct world *w, const char *province, const char *district,
			     const char *unit)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	char *all = arena_copy(op->mem, "");

	is_rc(territory_load(op, folder_of(op->mem, province, district, unit), NULL, &found),
	      RC_INVALID);
	for (size_t i = 0; i < found.count; i++)
		all = arena_text(op->mem, "%s%s%s", all, *all ? " " : "",
				 finding_show(op->mem, &found.items[i], LANG_EN));
	is_rc(world_end(op), RC_INVALID);
	is_int(world_count(w, "unit"), 0);
	return all;
}

static const char *with(struct world *w, const char *text, const char *old, const char *new)
{
	struct arena *mem = world_op(w, 0)->mem;
	const char *at = strstr(text, old);

	is_true(at != NULL);
	return arena_text(mem, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static void a_province_is_loaded_with_all_that_is_said_of_it(struct world *w)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	const struct territory *t;

	is_rc(territory_load(op, folder_of(op->mem, json, districts, units), NULL, &found), RC_OK);
	is_int(found.count, 0);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, 0);
	is_rc(territory_of(op, &t), RC_OK);
	is_int(territory_count(t), 5);
	int32_t day = day_of(2025, 6, 30);
	const struct unit *u = unit_by_code(t, TIER_COMMUNE, "03154", day);

	is_text(unit_named(op->mem, u, day), "Xã Sín Thầu");
	is_int(unit_fact_on(u, FACT_AREA, day)->number, 12500000);
	is_true(unit_fact_on(u, FACT_POPULATION, day) == NULL);
	is_int(unit_fact_on(u, FACT_BORDER, day)->number, 1);
	is_text(unit_named(op->mem, unit_parent(t, u, day), day), "Huyện Mường Nhé");
	is_true(unit_above(t, u, TIER_PROVINCE, day) == territory_province(t));
	is_true(unit_by_code(t, TIER_COMMUNE, "03154", day_of(2019, 12, 31)) == NULL);
	is_int(unit_match(t, op->mem, "xin thau", TIER_ANY, day).count, 1);
	is_int(unit_list(t, op->mem, TIER_COMMUNE, territory_province(t), day).count, 3);
	int digits[4];

	is_rc(territory_digits(op, digits), RC_OK);
	is_int(digits[TIER_COMMUNE], 5);
	is_int(world_count(w, "ledger"), 1);
}

static void a_store_with_units_takes_no_second_load(struct world *w)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };

	is_rc(territory_load(op, folder_of(op->mem, json, districts, units), NULL, &found), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_rc(territory_load(op, folder_of(op->mem, json, districts, units), NULL, &found),
	      RC_CONFLICT);
	is_rc(world_end(op), RC_CONFLICT);
	is_int(world_count(w, "unit"), 5);
}

static void each_fault_is_named_with_its_place_and_nothing_is_stored(struct world *w)
{
	is_text(errors_of(w, json, districts, NULL), "units_before.csv: this file is missing");
	is_text(errors_of(w, json, NULL, "code,name,type,district_code\n03154,Sín Thầu,xa,\n"),
		"districts_before.csv: this file is missing");
	is_text(errors_of(w, json, districts, with(w, units, "code,name", "kode,name")),
		"units_before.csv:1: kode: note: this column is not used (column 1) "
		"units_before.csv:1: code: this column is missing in the header row");
	is_text(errors_of(w, json, districts, with(w, units, "03155", "03154")),
		"units_before.csv:3: code: “03154” is there already in line 2");
	is_text(errors_of(w, json, districts, with(w, units, "Sen Thượng,xa", "Sen Thượng,lang")),
		"units_before.csv:3: type: there is no type of unit “lang”; types: tinh thanh_pho huyen "
		"quan thi_xa thi_tran xa phuong dac_khu");
	is_text(errors_of(w, json, districts, with(w, units, "Sen Thượng,xa", "Sen Thượng,huyen")),
		"units_before.csv:3: type: the type “huyen” is not of this tier");
	is_text(errors_of(w, json, districts, with(w, units, "03155", "3155")),
		"units_before.csv:3: code: the code “3155” has lost a leading zero: it needs 5 digits");
	is_text(errors_of(w, json, with(w, districts, "096", "96"), units),
		"districts_before.csv:2: code: the code “96” has lost a leading zero: it needs 3 digits "
		"units_before.csv:2: district_code: there is no district 096 in districts_before.csv "
		"units_before.csv:3: district_code: there is no district 096 in districts_before.csv "
		"units_before.csv:4: district_code: there is no district 096 in districts_before.csv");
	is_text(errors_of(w, json, districts, with(w, units, "Sen", "S\xE9n")),
		"units_before.csv:3: name: this is not UTF-8; save the file in UTF-8");
	is_text(errors_of(w, with(w, json, "2020-01-01", "2021-02-29"), districts, units),
		"province.json: from: there is no date “2021-02-29”; write it as 2025-07-01");
	is_text(errors_of(w, with(w, json, "\"type\":\"tinh\",", ""), districts, units),
		"province.json: type: this member is missing");
	is_text(errors_of(w, "{\"code\":", districts, units),
		"province.json:1: broken JSON: unexpected token near end of file");
}

static void all_faults_of_a_folder_are_told_at_once(struct world *w)
{
	const char *bad = "code,name,type,district_code,area_km2,population,border,extra\n"
			  "3154,,lang,097,1.2.3,-4,maybe,x\n";
	const char *all = errors_of(w, with(w, json, "H18", "h 18"), districts, bad);

	for (const char *const *part = (const char *const[]){
		     "province.json: agency: “h 18”", "units_before.csv:1: extra: note: ",
		     ":2: code: the code “3154” has lost", ":2: name: the name is missing",
		     ":2: type: there is no type", ":2: district_code: there is no district 097",
		     ":2: area_km2: “1.2.3” is no area", ":2: population: “-4”",
		     ":2: border: “maybe” must", NULL };
	     *part; part++)
		if (!strstr(all, *part)) {
			tap_note("lacks: %s in: %s", *part, all);
			is_true(false);
		}
}

static void one_folder_may_hold_many_provinces(struct world *w)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	const struct territory *t;
	const char *common = "{\"from\":\"2024-01-01\"}";
	const char *d = "code,name,type,province_code,province_name\n"
			"001,Ba Đình,quan,01,Thành phố Hà Nội\n096,Mường Nhé,huyen,11,Điện Biên\n";
	const char *u = "code,name,type,district_code,province_code,province_name\n"
			"00001,Phúc Xá,phuong,001,01,Thành phố Hà Nội\n"
			"03154,Sín Thầu,xa,096,11,Điện Biên\n";

	is_rc(territory_load(op, folder_of(op->mem, common, d, u), NULL, &found), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, 0);
	is_rc(territory_of(op, &t), RC_OK);
	is_true(territory_province(t) == NULL);
	int32_t day = day_of(2025, 1, 1);
	const struct unit *ward = unit_by_code(t, TIER_COMMUNE, "00001", day);

	is_text(unit_named(op->mem, unit_above(t, ward, TIER_PROVINCE, day), day),
		"Thành phố Hà Nội");
	const struct unit *province = unit_by_code(t, TIER_PROVINCE, "11", day);

	is_int(unit_list(t, op->mem, TIER_COMMUNE, province, day).count, 1);
}

static void the_map_of_dien_bien_is_loaded(struct world *w)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	const struct territory *t;
	struct folder *folder;

	is_rc(folder_read_dir(op, SOURCE_DIR "/data/dien-bien", &folder), RC_OK);
	is_rc(territory_load(op, folder, NULL, &found), RC_OK);
	is_int(found.errors, 0);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, 0);
	is_rc(territory_of(op, &t), RC_OK);
	int32_t day = day_of(2025, 6, 30);

	is_int(unit_list(t, op->mem, TIER_COMMUNE, NULL, day).count, 129);
	is_int(unit_list(t, op->mem, TIER_DISTRICT, NULL, day).count, 10);
	is_int(unit_match(t, op->mem, "leng su sin", TIER_ANY, day).count, 1);
	is_rc(territory_check(op, &found), RC_OK);
	is_int(found.errors, 0);
	struct order_folder *o;
	int digits[4];

	is_rc(territory_digits(op, digits), RC_OK);
	o = order_folder_read(op->mem, &found, folder, digits);
	is_true(o != NULL);
	is_int(o->after.count, 45);
	is_int(o->moves.count, 129);
	is_true(o->ends_district_tier);
}

/* The same questions as of a map in memory, now of a store in which the order was carried out. */
static void reused_codes_and_names_change_their_meaning_with_the_order(struct world *w)
{
	static const struct mover *const none[] = { NULL };
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	struct order_report report;
	const struct territory *t;
	struct folder *folder;
	int32_t day = day_of(2025, 7, 1);
	int codes = 0, names = 0;
	bool already;

	movers_use(none);
	is_rc(folder_read_dir(op, SOURCE_DIR "/data/dien-bien", &folder), RC_OK);
	is_rc(territory_load(op, folder, NULL, &found), RC_OK);
	is_rc(order_apply(op, folder, &found, &report, &already), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, 0);
	is_rc(territory_of(op, &t), RC_OK);
	struct units now = unit_list(t, op->mem, TIER_COMMUNE, NULL, day);

	is_int(now.count, 45);
	for (size_t i = 0; i < now.count; i++) {
		const struct unit *u = now.items[i];
		const char *code = unit_code(u, day), *name = unit_name(u, day);
		const struct unit *old = unit_by_code(t, TIER_COMMUNE, code, day - 1);
		struct units before = unit_match(t, op->mem, name, TIER_COMMUNE, day - 1);

		is_true(unit_by_code(t, TIER_COMMUNE, code, day) == u);
		is_true(unit_by_code(t, TIER_COMMUNE, code, day + 1) == u);
		is_true(unit_match(t, op->mem, name, TIER_COMMUNE, day).items[0] == u);
		codes += old && old != u && !unit_alive(old, day);
		names += before.count == 1 && before.items[0] != u &&
			 !strcmp(unit_name(before.items[0], day - 1), name);
	}
	is_int(codes, 45);
	is_int(names, 42);
	is_int(unit_list(t, op->mem, TIER_DISTRICT, NULL, day).count, 0);
	is_rc(territory_check(op, &found), RC_OK);
	is_int(found.errors, 0);
}

TESTS(a_province_is_loaded_with_all_that_is_said_of_it, a_store_with_units_takes_no_second_load,
      each_fault_is_named_with_its_place_and_nothing_is_stored,
      all_faults_of_a_folder_are_told_at_once, one_folder_may_hold_many_provinces,
      the_map_of_dien_bien_is_loaded, reused_codes_and_names_change_their_meaning_with_the_order)
