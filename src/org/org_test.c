/* SPDX-License-Identifier: Apache-2.0 */
#include "org/org.h"
#include "core/text.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <string.h>

static const char province[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
			       "\"agency\":\"H18\",\"time_zone\":\"Asia/Ho_Chi_Minh\","
			       "\"from\":\"2020-01-01\"}";
static const char districts[] = "code,name,type\n096,Mường Nhé,huyen\n";
static const char units[] = "code,name,type,district_code\n"
			    "03154,Sín Thầu,xa,096\n"
			    "03155,Sen Thượng,xa,096\n"
			    "03127,Him Lam,phuong,096\n";

static void put(struct arena *mem, struct folder *f, const char *name, const char *text)
{
	folder_put(mem, f, name, text, strlen(text));
}

/* Loads the province with @bodies (NULL: none) and @from. The errors, in English, a blank between. */
static const char *load(struct world *w, const char *from, const char *bodies)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	struct folder *f = arena_one(op->mem, struct folder);
	struct loader loaders[] = { { "org", org_load }, { 0 } };
	const char *at = strstr(province, "2020-01-01");
	char *errors = arena_copy(op->mem, "");

	put(op->mem, f, "province.json",
	    arena_text(op->mem, "%.*s%s%s", (int)(at - province), province, from, at + 10));
	put(op->mem, f, "districts_before.csv", districts);
	put(op->mem, f, "units_before.csv", units);
	if (bodies)
		put(op->mem, f, "bodies.csv", bodies);
	enum rc rc = territory_load(op, f, loaders, &found);

	for (size_t i = 0; i < found.count; i++)
		errors = arena_text(op->mem, "%s%s%s", errors, *errors ? " | " : "",
				    finding_show(op->mem, &found.items[i], LANG_EN));
	is_rc(rc, found.errors ? RC_INVALID : RC_OK);
	is_rc(world_end(op), rc);
	return errors;
}

static const struct unit *unit_of(struct op *op, const char *code, int32_t day)
{
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	return unit_by_code(t, TIER_ANY, code, day);
}

/* Names of the bodies of a unit, a line each. */
static const char *bodies_of(struct world *w, const char *code, int32_t day, enum lang lang)
{
	struct op *op = world_read(w, 0);
	const struct unit *u = unit_of(op, code, day);
	struct org_body *rows;
	size_t count;
	char *text = arena_copy(op->mem, "");

	is_rc(org_bodies_list(op, u->id, day, &rows, &count), RC_OK);
	for (size_t i = 0; i < count; i++) {
		const char *name = NULL;

		is_rc(org_body_named(op, rows[i].id, day, lang, &name), RC_OK);
		text = arena_text(op->mem, "%s%s\n", text, name);
	}
	is_rc(world_end(op), RC_OK);
	return text;
}

static void an_old_commune_has_a_one_stop_desk_and_no_departments(struct world *w)
{
	is_text(load(w, "2020-01-01", NULL), "");
	is_text(bodies_of(w, "03154", day_of(2025, 6, 30), LANG_VI),
		"Ủy ban nhân dân xã Sín Thầu\n"
		"Hội đồng nhân dân xã Sín Thầu\n"
		"Bộ phận Một cửa xã Sín Thầu\n");
	is_text(bodies_of(w, "096", day_of(2025, 6, 30), LANG_VI),
		"Ủy ban nhân dân huyện Mường Nhé\n"
		"Hội đồng nhân dân huyện Mường Nhé\n"
		"Bộ phận Một cửa huyện Mường Nhé\n");
	is_text(bodies_of(w, "11", day_of(2025, 6, 30), LANG_VI),
		"Ủy ban nhân dân tỉnh Điện Biên\n"
		"Hội đồng nhân dân tỉnh Điện Biên\n"
		"Trung tâm Phục vụ hành chính công tỉnh Điện Biên\n");
}

static void a_new_commune_and_a_new_ward_have_departments_of_their_own_names(struct world *w)
{
	is_text(load(w, "2025-07-01", NULL), "");
	is_text(bodies_of(w, "03154", day_of(2025, 7, 1), LANG_VI),
		"Ủy ban nhân dân xã Sín Thầu\n"
		"Hội đồng nhân dân xã Sín Thầu\n"
		"Trung tâm Phục vụ hành chính công xã Sín Thầu\n"
		"Văn phòng HĐND và UBND xã Sín Thầu\n"
		"Phòng Kinh tế xã Sín Thầu\n"
		"Phòng Văn hóa - Xã hội xã Sín Thầu\n");
	is_text(bodies_of(w, "03127", day_of(2025, 7, 1), LANG_VI),
		"Ủy ban nhân dân phường Him Lam\n"
		"Hội đồng nhân dân phường Him Lam\n"
		"Trung tâm Phục vụ hành chính công phường Him Lam\n"
		"Văn phòng HĐND và UBND phường Him Lam\n"
		"Phòng Kinh tế, Hạ tầng và Đô thị phường Him Lam\n"
		"Phòng Văn hóa - Xã hội phường Him Lam\n");
	is_true(strstr(bodies_of(w, "03127", day_of(2025, 7, 1), LANG_EN),
		       "Economic, Infrastructure and Urban Department, phường Him Lam") != NULL);
}

static void a_body_is_called_by_the_law_of_the_day(struct world *w)
{
	struct org_body *centre = NULL;
	const char *name = NULL;

	load(w, "2020-01-01", NULL);
	struct op *op = world_read(w, 0);
	const struct unit *u = unit_of(op, "03154", day_of(2025, 6, 30));

	is_rc(org_body_of(op, u->id, ORG_CENTRE, day_of(2025, 6, 30), &centre), RC_OK);
	is_rc(org_body_named(op, centre->id, day_of(2025, 7, 1), LANG_VI, &name), RC_OK);
	is_text(name, "Trung tâm Phục vụ hành chính công xã Sín Thầu");
	is_rc(org_body_of(op, u->id, ORG_OFFICE, day_of(2025, 6, 30), &centre), RC_NOT_FOUND);
	is_text(op->err.key, "org.no_body");
}

static void officials_belong_where_their_roles_are(struct world *w)
{
	struct org_body *b = NULL;
	int32_t day = day_of(2025, 6, 30);

	load(w, "2020-01-01", NULL);
	struct op *op = world_read(w, 0);
	const struct unit *u = unit_of(op, "03154", day);

	is_rc(org_body_for(op, u->id, ROLE_RECEPTION, day, &b), RC_OK);
	is_text(b->kind, ORG_CENTRE);
	is_rc(org_body_for(op, u->id, ROLE_RECEPTION | ROLE_HANDLER, day, &b), RC_OK);
	is_text(b->kind, ORG_COMMITTEE);
	is_rc(org_body_for(op, u->id, ROLE_APPROVER, day, &b), RC_OK);
	is_text(b->kind, ORG_COMMITTEE);
	is_rc(org_body_for(op, u->id, ROLE_APPROVER, day_of(2019, 12, 31), &b), RC_NOT_FOUND);
}

static void a_province_may_give_its_own_bodies(struct world *w)
{
	struct org_counter *rows;
	size_t count;
	int32_t day = day_of(2025, 6, 30);

	is_text(load(w, "2020-01-01",
		     "unit,kind,name,counters\n"
		     "03154,committee,,\n"
		     "03154,centre,Điểm tiếp nhận,3\n"),
		"");
	is_text(bodies_of(w, "03154", day, LANG_VI),
		"Ủy ban nhân dân xã Sín Thầu\nĐiểm tiếp nhận xã Sín Thầu\n");
	struct op *op = world_read(w, 0);

	is_rc(org_counters_list(op, unit_of(op, "03154", day)->id, day, &rows, &count), RC_OK);
	is_int(count, 3);
	is_text(rows[2].label, "03154-3");
	is_int(rows[2].number, 3);
	is_rc(org_counters_list(op, unit_of(op, "03155", day)->id, day, &rows, &count), RC_OK);
	is_int(count, 1);
	is_rc(org_counters_list(op, unit_of(op, "096", day)->id, day, &rows, &count), RC_OK);
	is_int(count, 0);
}

static void every_fault_of_bodies_is_named_with_its_place(struct world *w)
{
	is_text(load(w, "2020-01-01",
		     "unit,kind,counters\n"
		     "3154,committee,\n"
		     "03154,committee,1\n"
		     "03155,desk,\n"
		     "03127,centre,x\n"
		     "096,committee,\n"
		     "096,committee,\n"
		     "03155,office,\n"),
		"bodies.csv:2: unit: no unit has the code 3154 | "
		"bodies.csv:3: counters: 1 is no number of counters (0 to 99, of a centre only) | "
		"bodies.csv:4: kind: there is no kind of body called desk | "
		"bodies.csv:5: counters: x is no number of counters (0 to 99, of a centre only) | "
		"bodies.csv:7: kind: 096 has the body committee twice | "
		"bodies.csv:8: kind: 03155 needs its committee, too");
	is_int(world_count(w, "org_body"), 0);
}

static void another_counter_gets_the_next_number(struct world *w)
{
	struct org_counter *c = NULL;
	int32_t day = day_of(2025, 6, 30);

	load(w, "2020-01-01", NULL);
	struct op *op = world_op(w, 0);

	is_rc(org_counter_open(op, unit_of(op, "03154", day)->id, day, &c), RC_OK);
	is_text(c->label, "03154-2");
	is_int(c->number, 2);
	is_rc(world_end(op), RC_OK);
}

/* Law changes for a unit that goes on are taken over when an order arranges the bodies. */
static void a_unit_that_goes_on_gets_what_the_law_changed(struct world *w)
{
	load(w, "2020-01-01", NULL);
	struct op *op = world_op(w, 0);

	is_rc(org_arrange(op, 0, day_of(2025, 7, 1)), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_true(strstr(bodies_of(w, "03154", day_of(2025, 7, 1), LANG_VI), "Phòng Kinh tế xã") != NULL);
	is_true(strstr(bodies_of(w, "03154", day_of(2025, 6, 30), LANG_VI), "Phòng") == NULL);
	int64_t bodies = world_count(w, "org_body");

	op = world_op(w, 0);
	is_rc(org_arrange(op, 0, day_of(2025, 7, 2)), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(world_count(w, "org_body"), bodies);
}

static void a_store_that_was_loaded_passes_its_check(struct world *w)
{
	load(w, "2020-01-01", NULL);
	struct op *op = world_read(w, 0);
	struct findings found = { .mem = op->mem };

	is_rc(org_check(op, &found), RC_OK);
	is_int(found.count, 0);
}

static void each_line_of_the_law_has_a_basis_and_days_in_order(struct world *w)
{
	size_t count;
	const struct org_rule *rules = org_rules(&count);

	(void)w;
	for (size_t i = 0; i < count; i++) {
		is_true(*rules[i].basis && *rules[i].name && org_kind_exists(rules[i].kind));
		is_true(!*rules[i].from || day_parse(rules[i].from) != DAY_NONE);
		is_true(!*rules[i].to || day_parse(rules[i].to) != DAY_NONE);
		is_true(!*rules[i].from || !*rules[i].to ||
			day_parse(rules[i].from) < day_parse(rules[i].to));
	}
}

TESTS(an_old_commune_has_a_one_stop_desk_and_no_departments,
      a_new_commune_and_a_new_ward_have_departments_of_their_own_names,
      a_body_is_called_by_the_law_of_the_day, officials_belong_where_their_roles_are,
      a_province_may_give_its_own_bodies, every_fault_of_bodies_is_named_with_its_place,
      another_counter_gets_the_next_number, a_unit_that_goes_on_gets_what_the_law_changed,
      a_store_that_was_loaded_passes_its_check, each_line_of_the_law_has_a_basis_and_days_in_order)
