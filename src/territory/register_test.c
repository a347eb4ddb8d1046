/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "tests/tap.h"
#include "territory/fields.h"
#include "territory/folder.h"
#include "territory/register.h"
#include <string.h>

/* Maps put together in memory, without a store. */
struct map {
	struct arena *mem;
	struct register_rows rows;
};

static void say(struct map *m, int64_t unit, enum fact_kind kind, const char *text, int64_t number,
		int32_t from, int32_t to)
{
	struct register_rows *r = &m->rows;

	r->facts = arena_grow(m->mem, r->facts, r->facts_count, sizeof *r->facts);
	r->facts[r->facts_count] = (struct fact_row){
		.unit = unit,
		.fact = { .id = (int64_t)r->facts_count + 1, .kind = kind, .text = text,
			  .number = number, .from_day = from, .to_day = to },
	};
	if (kind == FACT_NAME || kind == FACT_ALIAS) {
		r->facts[r->facts_count].fact.fold = text_fold(m->mem, text);
		r->facts[r->facts_count].fact.exact = text_exact(m->mem, text);
		r->facts[r->facts_count].fact.sort_key = text_sort_key(m->mem, text);
	}
	r->facts_count++;
}

static int64_t add(struct map *m, enum unit_tier tier, const char *code, const char *name,
		   const char *type, int64_t parent, int32_t from, int32_t to)
{
	struct register_rows *r = &m->rows;
	int64_t id = (int64_t)r->units_count + 1;

	r->units = arena_grow(m->mem, r->units, r->units_count, sizeof *r->units);
	r->units[r->units_count++] = (struct unit){ .id = id, .tier = tier };
	say(m, id, FACT_LIFE, NULL, 0, from, to);
	say(m, id, FACT_CODE, code, 0, from, to);
	say(m, id, FACT_NAME, name, 0, from, to);
	say(m, id, FACT_TYPE, type, 0, from, to);
	if (parent)
		say(m, id, FACT_PARENT, NULL, parent, from, to);
	return id;
}

static struct succession *line(struct map *m, int32_t day, int64_t old, int64_t new, bool whole)
{
	struct register_rows *r = &m->rows;

	r->lines = arena_grow(m->mem, r->lines, r->lines_count, sizeof *r->lines);
	r->lines[r->lines_count] = (struct line_row){
		.old_unit = old, .new_unit = new,
		.line = { .id = (int64_t)r->lines_count + 1, .order = 1, .day = day, .whole = whole },
	};
	return &r->lines[r->lines_count++].line;
}

static struct map map_new(void)
{
	return (struct map){ .mem = arena_new() };
}

static const char *codes(struct arena *mem, struct units units, int32_t day)
{
	const char *all = "";

	units_sort_by_code(&units, day);
	for (size_t i = 0; i < units.count; i++)
		all = arena_text(mem, "%s%s%s", all, *all ? " " : "",
				 unit_code(units.items[i], day));
	return all;
}

static const char *answer(const struct territory *t, struct arena *mem, struct place place,
			  int32_t to)
{
	(void)t;
	return arena_text(mem, "%s %s", place_status_word(place.status),
			  codes(mem, place.units, to));
}

enum { OLD = 18000, DAY = 20270, NEXT = 20300 }; /* days since 1970: 2019, 2025-07-01, a month on */

/* Điện Biên as its tables say, the order carried out by hand. */
static struct territory *dien_bien(struct arena *mem)
{
	struct op op = { .mem = mem };
	struct map m = { .mem = mem };
	struct findings f = { .mem = mem };
	struct folder *folder;
	struct seen before = { .mem = mem }, after = { .mem = mem };

	is_rc(folder_read_dir(&op, SOURCE_DIR "/data/dien-bien", &folder), RC_OK);
	struct province_folder *p = province_folder_read(mem, &f, folder);
	struct order_folder *o = order_folder_read(mem, &f, folder, p->code_digits);
	int32_t day = o->operates;
	int64_t province = add(&m, TIER_PROVINCE, "11", p->name, "tinh", 0, p->from, DAY_OPEN);

	for (size_t i = 0; i < p->districts.count; i++) {
		const struct folder_unit *u = &p->districts.items[i];

		seen_add(&before, u->code, 1,
			 (size_t)add(&m, TIER_DISTRICT, u->code, u->name, unit_type_word(u->type),
				     province, p->from, day));
	}
	for (size_t i = 0; i < p->communes.count; i++) {
		const struct folder_unit *u = &p->communes.items[i];
		int64_t id = add(&m, TIER_COMMUNE, u->code, u->name, unit_type_word(u->type),
				 (int64_t)seen_find(&before, u->district_code)->index, p->from, day);

		if (*u->alias)
			say(&m, id, FACT_ALIAS, u->alias, 0, p->from, day);
		seen_add(&before, u->code, 1, (size_t)id);
	}
	for (size_t i = 0; i < o->after.count; i++) {
		const struct folder_unit *u = &o->after.items[i];

		seen_add(&after, u->code, 1,
			 (size_t)add(&m, TIER_COMMUNE, u->code, u->name, unit_type_word(u->type),
				     province, day, DAY_OPEN));
	}
	for (size_t i = 0; i < o->moves.count; i++)
		line(&m, day, (int64_t)seen_find(&before, o->moves.items[i].old_code)->index,
		     (int64_t)seen_find(&after, o->moves.items[i].new_code)->index, true);
	return register_build(mem, &m.rows);
}

static void the_45_reused_codes_mean_another_unit_on_the_day(struct world *w)
{
	struct arena *mem = arena_new();
	struct territory *t = dien_bien(mem);
	int32_t day = day_of(2025, 7, 1);
	struct units now = unit_list(t, mem, TIER_COMMUNE, NULL, day);
	int reused = 0, same_names = 0;

	(void)w;
	is_int(now.count, 45);
	for (size_t i = 0; i < now.count; i++) {
		const char *code = unit_code(now.items[i], day);
		const struct unit *old = unit_by_code(t, TIER_COMMUNE, code, day - 1);

		is_true(unit_by_code(t, TIER_COMMUNE, code, day) == now.items[i]);
		is_true(unit_by_code(t, TIER_COMMUNE, code, day + 1) == now.items[i]);
		reused += old && old != now.items[i];
		struct units named = unit_match(t, mem, unit_name(now.items[i], day), TIER_COMMUNE,
						day);

		is_int(named.count, 1);
		is_true(named.items[0] == now.items[i]);
		named = unit_match(t, mem, unit_name(now.items[i], day), TIER_COMMUNE, day - 1);
		for (size_t j = 0; j < named.count; j++) {
			is_true(named.items[j] != now.items[i]);
			if (!strcmp(unit_name(named.items[j], day - 1), unit_name(now.items[i], day)))
				same_names++;
		}
	}
	is_int(reused, 45);
	is_int(same_names, 42);
	arena_drop(mem);
}

static void three_names_of_dien_bien_do_not_mislead(struct world *w)
{
	struct arena *mem = arena_new();
	struct territory *t = dien_bien(mem);
	int32_t day = day_of(2025, 7, 1);

	(void)w;
	is_text(answer(t, mem, unit_place(t, mem, "Phường Mường Thanh", day - 1, day), day),
		"unique 03127");
	is_text(answer(t, mem, unit_place(t, mem, "P. Mường Thanh", day, day), day), "unique 03334");
	is_text(answer(t, mem, unit_place(t, mem, "thi tran muong cha", day - 1, day), day),
		"unique 03172");
	is_text(answer(t, mem, unit_place(t, mem, "Mường Chà", day, day), day), "unique 03166");
	is_text(answer(t, mem, unit_place(t, mem, "Sam Mứn", day - 1, day), day), "unique 03352");
	is_text(answer(t, mem, unit_place(t, mem, "03136", day - 1, day), day), "unique 03127");
	is_text(answer(t, mem, unit_place(t, mem, "03136", day, day), day), "none ");
	is_text(answer(t, mem, unit_place(t, mem, "03158", day - 1, day - 1), day - 1),
		"unique 03158");
	is_text(answer(t, mem, unit_place(t, mem, "Sín Thầu", day, day - 1), day - 1),
		"split 03154 03155 03158");
	is_text(answer(t, mem, unit_place(t, mem, "Mường Nhé", day - 1, day), day), "unique 03160");
	is_int(unit_match(t, mem, "Mường Nhé", TIER_ANY, day - 1).count, 2);
	is_text(answer(t, mem, unit_place(t, mem, "huyện Mường Nhé", day - 1, day), day), "none ");
	is_text(unit_named(mem, unit_by_code(t, TIER_COMMUNE, "03158", day), day), "Xã Sín Thầu");
	is_text(answer(t, mem, unit_place(t, mem, "Xa Dung", day, day), day), "unique 03208");
	is_text(answer(t, mem, unit_place(t, mem, "xã xa dung", day, day), day), "unique 03208");
	is_text(answer(t, mem, unit_place(t, mem, "Xín Chải", day - 1, day), day), "unique 03226");
	arena_drop(mem);
}

static void an_address_is_read_with_all_that_stands_behind_the_commune(struct world *w)
{
	struct arena *mem = arena_new();
	struct territory *t = dien_bien(mem);
	int32_t day = day_of(2025, 7, 1);
	static const struct {
		const char *text, *answer;
	} cases[] = {
		{ "Bản Tả Kố Khừ, xã Sín Thầu, huyện Mường Nhé, tỉnh Điện Biên", "unique 03158" },
		{ "ban ta ko khu, sin thau, muong nhe, dien bien", "unique 03158" },
		{ "X. Sín Thầu, H. Mường Nhé, T. Điện Biên, Việt Nam", "unique 03158" },
		{ "Sín Thầu", "unique 03158" }, { "Sín Thầu, Điện Biên", "unique 03158" },
		{ "xã Sín Thầu, huyện Nậm Pồ, tỉnh Điện Biên", "none " },
		{ "xã Sín Thầu, tỉnh Lai Châu", "none " },
		{ "xã Mường Nhé, huyện Mường Nhé, tỉnh Điện Biên", "unique 03160" },
		{ "số 5, Phường Mường Thanh, TP. Điện Biên Phủ, Điện Biên.", "unique 03127" },
		{ "TT. Mường Chà, huyện Mường Chà", "unique 03172" },
		{ "huyện Mường Nhé, tỉnh Điện Biên", "none " },
		{ "", "none " }, { ", ,", "none " },
	};

	(void)w;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is_text(answer(t, mem, address_place(t, mem, cases[i].text, day - 1, day), day),
			cases[i].answer);
	is_text(answer(t, mem, address_place(t, mem, "Sín Thầu, Điện Biên", day, day), day),
		"unique 03158");
	is_text(answer(t, mem, address_place(t, mem, "xã Sín Thầu, Mường Nhé, Điện Biên", day, day), day),
		"none ");
	arena_drop(mem);
}

static void marks_decide_only_when_several_units_answer(struct world *w)
{
	struct map m = map_new();

	(void)w;
	add(&m, TIER_COMMUNE, "00001", "Hòa Bình", "xa", 0, OLD, DAY_OPEN);
	add(&m, TIER_COMMUNE, "00002", "Hoa Bình", "xa", 0, OLD, DAY_OPEN);
	add(&m, TIER_COMMUNE, "00003", "Hoà Bình", "phuong", 0, OLD, DAY_OPEN);
	add(&m, TIER_COMMUNE, "00004", "Xa Dung", "xa", 0, OLD, DAY_OPEN);
	add(&m, TIER_COMMUNE, "00005", "Dung", "xa", 0, OLD, DAY_OPEN);
	add(&m, TIER_COMMUNE, "00006", "Đắk R'Lấp", "xa", 0, OLD, DAY_OPEN);
	struct territory *t = register_build(m.mem, &m.rows);
	static const struct {
		const char *text, *answer;
	} cases[] = {
		{ "Hòa Bình", "ambiguous 00001 00003" }, { "hoà bình", "ambiguous 00001 00003" },
		{ "Hoa Bình", "unique 00002" }, { "hoa binh", "ambiguous 00001 00002 00003" },
		{ "xã Hòa Bình", "unique 00001" }, { "xa hòa bình", "unique 00001" },
		{ "P.Hoa Binh", "unique 00003" }, { "xa hoa binh", "ambiguous 00001 00002" },
		{ "Xa Dung", "unique 00004" }, { "Xã Dung", "unique 00005" },
		{ "xa dung", "unique 00004" }, { "dak rlap", "unique 00006" },
		{ "Đắk R’Lấp", "unique 00006" }, { "Hòa", "none " }, { "Hòa Bình 2", "none " },
		{ "xã", "none " }, { "00001 ", "unique 00001" }, { "1", "none " },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		is_text(answer(t, m.mem, unit_place(t, m.mem, cases[i].text, DAY, DAY), DAY),
			cases[i].answer);
	}
	arena_drop(m.mem);
}

static void whoever_carries_a_unit_on_is_found_through_all_orders(struct world *w)
{
	struct map m = map_new();
	int64_t a = add(&m, TIER_COMMUNE, "00001", "A", "xa", 0, OLD, DAY);
	int64_t b = add(&m, TIER_COMMUNE, "00002", "B", "xa", 0, OLD, DAY_OPEN);
	int64_t c = add(&m, TIER_COMMUNE, "00003", "C", "xa", 0, OLD, DAY);
	int64_t d = add(&m, TIER_COMMUNE, "00004", "D", "xa", 0, OLD, DAY);
	int64_t n = add(&m, TIER_COMMUNE, "00001", "N", "xa", 0, DAY, NEXT);
	int64_t o = add(&m, TIER_COMMUNE, "00009", "O", "phuong", 0, NEXT, DAY_OPEN);

	(void)w;
	line(&m, DAY, a, n, true);
	line(&m, DAY, b, n, false)->villages = "Bản Một|Bản Hai";
	line(&m, DAY, b, b, false)->remainder = true;
	line(&m, DAY, c, n, false)->all_population = true;
	line(&m, DAY, c, b, false)->area_only = true;
	line(&m, DAY, d, 0, false);
	m.rows.lines[m.rows.lines_count - 1].heir = b;
	int64_t e = add(&m, TIER_COMMUNE, "00005", "E", "xa", 0, OLD, DAY);

	line(&m, DAY, e, n, false);
	line(&m, DAY, e, b, false)->area_only = true;
	line(&m, NEXT, n, o, true);
	struct territory *t = register_build(m.mem, &m.rows);
	const struct unit *B = unit_by_id(t, b);

#define CARRIERS(u, from, to) codes(m.mem, unit_carriers(t, m.mem, unit_by_id(t, u), from, to), to)
	is_text(CARRIERS(a, OLD, DAY - 1), "00001");
	is_text(CARRIERS(a, OLD, DAY), "00001");
	is_text(CARRIERS(a, OLD, NEXT), "00009");
	is_text(CARRIERS(b, OLD, DAY), "00001 00002");
	is_text(CARRIERS(b, DAY, NEXT), "00002");
	is_text(CARRIERS(b, OLD, NEXT), "00002 00009");
	is_text(CARRIERS(c, OLD, NEXT), "00009");
	is_text(CARRIERS(d, OLD, DAY), "00002");
	is_text(CARRIERS(e, OLD, DAY), "00001");
	is_text(CARRIERS(o, NEXT, OLD), "00001 00002 00003 00005");
	is_text(CARRIERS(o, NEXT, DAY), "00001");
	is_text(CARRIERS(b, NEXT, OLD), "00002");
	is_text(codes(m.mem, unit_carriers_of(m.mem, B, "thôn một", OLD, DAY), DAY), "00001");
	is_text(codes(m.mem, unit_carriers_of(m.mem, B, "Bản Ba", OLD, DAY), DAY), "00001 00002");
	is_text(answer(t, m.mem, address_place(t, m.mem, "Bản Hai, xã B", OLD, DAY), DAY),
		"unique 00001");
	is_text(answer(t, m.mem, unit_place(t, m.mem, "B", OLD, NEXT), NEXT), "split 00002 00009");
	arena_drop(m.mem);
}

static void facts_hold_from_a_day_to_a_day(struct world *w)
{
	struct map m = map_new();
	int64_t a = 1, b = 2;

	(void)w;
	m.rows.units = arena_many(m.mem, struct unit, 2);
	m.rows.units[m.rows.units_count++] = (struct unit){ .id = a, .tier = TIER_COMMUNE };
	m.rows.units[m.rows.units_count++] = (struct unit){ .id = b, .tier = TIER_COMMUNE };
	say(&m, a, FACT_LIFE, NULL, 0, OLD, NEXT);
	say(&m, a, FACT_CODE, "00001", 0, OLD, DAY);
	say(&m, a, FACT_CODE, "00001", 0, DAY, NEXT);
	say(&m, a, FACT_NAME, "Tên Cũ", 0, OLD, DAY);
	say(&m, a, FACT_NAME, "Tên Mới", 0, DAY, NEXT);
	say(&m, a, FACT_TYPE, "xa", 0, OLD, DAY);
	say(&m, a, FACT_TYPE, "phuong", 0, DAY, NEXT);
	say(&m, b, FACT_LIFE, NULL, 0, OLD, DAY_OPEN);
	say(&m, b, FACT_CODE, "00003", 0, OLD, DAY);
	say(&m, b, FACT_CODE, "00004", 0, DAY, DAY_OPEN);
	struct territory *t = register_build(m.mem, &m.rows);
	const struct unit *u = unit_by_id(t, a);

	is_text(unit_named(m.mem, u, DAY - 1), "Xã Tên Cũ");
	is_text(unit_named(m.mem, u, DAY), "Phường Tên Mới");
	is_text(unit_named(m.mem, u, NEXT + 100), "Phường Tên Mới");
	is_text(unit_named(m.mem, u, OLD - 100), "Xã Tên Cũ");
	is_int(unit_code_since(u, DAY), OLD);
	is_true(unit_by_code(t, TIER_ANY, "00001", NEXT) == NULL);
	is_true(unit_by_code(t, TIER_ANY, "00003", DAY) == NULL);
	is_true(unit_by_code(t, TIER_ANY, "00003", DAY - 1) == unit_by_id(t, b));
	is_true(unit_by_code(t, TIER_ANY, "00004", DAY) == unit_by_id(t, b));
	is_int(unit_match(t, m.mem, "ten cu", TIER_ANY, DAY).count, 0);
	is_int(unit_match(t, m.mem, "ten cu", TIER_ANY, DAY - 1).count, 1);
	arena_drop(m.mem);
}

/* Every code and name of a map of many orders is found again on every day, by a second way. */
static void generated_maps_answer_like_a_plain_search(struct world *w)
{
	uint32_t seed = 7;

	(void)w;
	for (int round = 0; round < (tap_long ? 50 : 5); round++) {
		struct map m = map_new();
		static const char *const syllables[] = { "Mường", "Nà", "Na", "Chà", "Cha", "Pú", "Xa" };

		for (int i = 0; i < 200; i++) {
			int32_t from = OLD + (int32_t)((seed = seed * 1664525 + 1013904223) >> 20) % 9 * 10;
			const char *name = arena_text(m.mem, "%s %s",
						      syllables[(seed >> 8) % 7], syllables[(seed >> 12) % 7]);

			add(&m, TIER_COMMUNE, arena_text(m.mem, "%05d", i % 60), name,
			    (seed >> 16) % 2 ? "xa" : "phuong", 0, from, from + 10);
		}
		struct territory *t = register_build(m.mem, &m.rows);

		for (int32_t day = OLD - 1; day < OLD + 100; day += 3) {
			for (size_t i = 0; i < t->units_count; i++) {
				const struct unit *u = &t->units[i], *found;
				bool alive = unit_alive(u, day);
				struct units named = unit_match(t, m.mem, unit_name(u, day), TIER_ANY, day);
				bool among = false;

				for (size_t j = 0; j < named.count; j++)
					among |= named.items[j] == u;
				is_true(among == alive);
				found = unit_by_code(t, TIER_ANY, unit_code(u, day), day);
				is_true(!alive || (found && !strcmp(unit_code(found, day), unit_code(u, day))));
			}
		}
		arena_drop(m.mem);
	}
}

TESTS_PLAIN(the_45_reused_codes_mean_another_unit_on_the_day, three_names_of_dien_bien_do_not_mislead,
	    an_address_is_read_with_all_that_stands_behind_the_commune,
	    marks_decide_only_when_several_units_answer,
	    whoever_carries_a_unit_on_is_found_through_all_orders, facts_hold_from_a_day_to_a_day,
	    generated_maps_answer_like_a_plain_search)
