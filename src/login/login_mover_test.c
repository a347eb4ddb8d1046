/* SPDX-License-Identifier: Apache-2.0 */
/* What an order does to bodies, counters and the roles of officials. */
#include "login/login_mover.h"
#include "core/text.h"
#include "login/login.h"
#include "org/org_mover.h"
#include "territory/order.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <string.h>

static const struct mover *const movers[] = { &org_mover, &login_mover, NULL };

static const char province[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
			       "\"agency\":\"H18\",\"time_zone\":\"Asia/Ho_Chi_Minh\","
			       "\"from\":\"2020-01-01\"}";
static const char districts[] = "code,name,type\n096,Mường Nhé,huyen\n";
static const char units[] = "code,name,type,district_code\n"
			    "03154,Sín Thầu,xa,096\n"
			    "03155,Sen Thượng,xa,096\n"
			    "03158,Leng Su Sìn,xa,096\n"
			    "03160,Mường Nhé,xa,096\n"
			    "03162,Nậm Vì,xa,096\n"
			    "03163,Nậm Kè,xa,096\n";
static const char people[] = "account,full_name,unit,roles,body\n"
			     "an,Lò Văn An,03158,reception,\n"
			     "binh,Vàng A Bình,03154,handler|head,\n"
			     "both,Sùng A Cả,03154,handler,\n"
			     "both,Sùng A Cả,03155,handler,\n"
			     "huyen,Giàng Thị Huyền,096,handler,\n"
			     "ke,Lý A Kè,03163,approver,\n"
			     "tinh,Lầu Thị Tỉnh,province,leader,\n"
			     "dan,Chang A Dân,,applicant,\n";

static const char order[] = "{\"number\":\"1661/NQ-UBTVQH15\",\"title\":\"Sắp xếp\","
			    "\"issued_by\":\"UBTVQH\",\"kind\":\"nghị quyết\","
			    "\"passed\":\"2025-06-16\",\"in_force\":\"2025-06-16\","
			    "\"operates\":\"2025-07-01\",\"ends_district_tier\":true,"
			    "\"default_rule\":\"none\"}";
static const char after[] = "code,name,type\n03158,Sín Thầu,xa\n03160,Mường Nhé,phuong\n"
			    "03162,Nậm Kè,xa\n03163,Mường Toong,xa\n";
/* Sín Thầu of three; Mường Nhé goes on as a ward; Nậm Kè is split and nobody knows who gets what. */
static const char moves[] = "old_code,new_code,share,note\n"
			    "03154,03158,whole,a\n03155,03158,whole,a\n03158,03158,whole,a\n"
			    "03160,03160,whole,b\n"
			    "03162,03162,whole,c\n03163,03162,part,c\n03163,03163,part,c\n";

static void put(struct arena *mem, struct folder *f, const char *name, const char *text)
{
	if (text)
		folder_put(mem, f, name, text, strlen(text));
}

static void load(struct world *w)
{
	struct op *op;
	struct folder f = { 0 };
	struct loader loaders[] = { { "org", org_load }, { "login", login_load }, { 0 } };

	movers_use(movers);
	world_at(w, time_at(day_of(2025, 6, 30), 15 * 60));
	op = world_op(w, 0);
	struct findings found = { .mem = op->mem };

	put(op->mem, &f, "province.json", province);
	put(op->mem, &f, "districts_before.csv", districts);
	put(op->mem, &f, "units_before.csv", units);
	put(op->mem, &f, "people.csv", people);
	is_rc(territory_load(op, &f, loaders, &found), RC_OK);
	is_int(found.errors, 0);
	is_rc(world_end(op), RC_OK);
}

/* On the morning of 1 July. The split unit's official and the district's are named by @who. */
static struct order_report apply(struct world *w, const char *who)
{
	struct order_report report = { 0 };
	struct folder f = { 0 };
	bool already = false;

	world_at(w, time_at(day_of(2025, 7, 1), 8 * 60));
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };

	put(op->mem, &f, "order.json", order);
	put(op->mem, &f, "units_after.csv", after);
	put(op->mem, &f, "reorganisation.csv", moves);
	put(op->mem, &f, "people_after.csv", who);
	is_rc(order_apply(op, &f, &found, &report, &already), RC_OK);
	for (size_t i = 0; i < found.count; i++)
		tap_note("%s", finding_show(op->mem, &found.items[i], LANG_EN));
	is_int(found.errors, 0);
	is_rc(world_end(op), RC_OK);
	return report;
}

static const char everybody[] = "account,unit,body\nhuyen,03160,office\nke,03163,\n";

static struct kind_count *kind_of(struct order_report *r, const char *kind)
{
	for (size_t i = 0; i < r->kinds_count; i++)
		if (!strcmp(r->kinds[i].kind, kind))
			return &r->kinds[i];
	is_true(!"no such kind");
	return r->kinds;
}

static const struct unit *unit_of(struct op *op, const char *code, int32_t day)
{
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	return unit_by_code(t, TIER_ANY, code, day);
}

/* Who @name is at @minute of @day: "03158 centre reception", grants separated by "; ". */
static const char *duties(struct world *w, const char *name, int32_t day, int minute)
{
	world_at(w, time_at(day, minute));
	struct op *op = world_read(w, 0);
	struct account *a = NULL;
	char *text = arena_copy(op->mem, "");
	const struct territory *t;

	is_rc(login_find(op, name, &a), RC_OK);
	is_rc(login_act_as(op, a), RC_OK);
	is_rc(territory_of(op, &t), RC_OK);
	for (size_t i = 0; i < op->actor.grants_count; i++) {
		const struct grant *g = &op->actor.grants[i];
		const struct unit *u = g->unit ? unit_by_id(t, g->unit) : NULL;
		struct org_body *b = NULL;

		if (g->body)
			is_rc(org_body_find(op, g->body, &b), RC_OK);
		text = arena_text(op->mem, "%s%s%s@%s %s %s", text, *text ? "; " : "",
				  u ? unit_code(u, day) : "-",
				  u ? unit_name(u, day) : "", b ? b->kind : "-",
				  login_roles_shown(op->mem, g->roles));
	}
	return text;
}

static void check(struct world *w)
{
	struct op *op = world_read(w, 0);
	struct findings found = { .mem = op->mem };

	is_rc(org_check(op, &found), RC_OK);
	is_rc(login_check_store(op, &found), RC_OK);
	is_rc(order_check(op, &found), RC_OK);
	for (size_t i = 0; i < found.count; i++)
		tap_note("%s", finding_show(op->mem, &found.items[i], LANG_EN));
	is_int(found.count, 0);
}

static const int32_t eve = 20269, day = 20270; /* 30 June and 1 July 2025 */

static void an_official_of_an_old_unit_has_the_same_duties_in_the_new_one_at_midnight(struct world *w)
{
	is_int(day, day_of(2025, 7, 1));
	load(w);
	struct order_report r = apply(w, everybody);

	is_int(r.state, REPORT_APPLIED);
	is_text(duties(w, "an", eve, 1439), "03158@Leng Su Sìn centre reception");
	is_text(duties(w, "an", day, 0), "03158@Sín Thầu centre reception");
	is_text(duties(w, "binh", eve, 1439), "03154@Sín Thầu committee handler,head");
	is_text(duties(w, "binh", day, 0), "03158@Sín Thầu committee handler,head");
	is_text(duties(w, "both", day, 0),
		"03158@Sín Thầu committee handler; 03158@Sín Thầu committee handler");
	is_text(duties(w, "tinh", day, 0), "11@Điện Biên committee leader");
	is_text(duties(w, "dan", day, 0), "-@ - applicant");
	world_at(w, time_at(day, 8 * 60));
	struct op *op = world_read(w, 0);
	struct account *a = NULL;

	is_rc(login_find(op, "an", &a), RC_OK);
	is_rc(login_act_as(op, a), RC_OK);
	is_true(actor_may_at(&op->actor, MAY_RECEIVE, unit_of(op, "03158", day)->id));
	is_true(!actor_may_at(&op->actor, MAY_RECEIVE, unit_of(op, "03158", eve)->id));
	is_true(!actor_may_at(&op->actor, MAY_RECEIVE, unit_of(op, "03160", day)->id));
	check(w);
}

static void everybody_is_counted_once(struct world *w)
{
	load(w);
	struct order_report r = apply(w, everybody);
	struct kind_count *grants = kind_of(&r, "grant"), *counters = kind_of(&r, "counter");

	is_int(grants->before, 7); /* the applicant belongs to no unit */
	is_int(grants->moved, 6);
	is_int(grants->kept, 1);
	is_int(grants->residue, 0);
	is_int(counters->before, 7);
	is_int(counters->kept, 2);    /* the province's, and that of the unit that goes on */
	is_int(counters->residue, 1); /* of the split unit: the province decides later */
	is_int(counters->moved, 4);
}

static void an_official_of_a_district_or_of_a_split_unit_needs_somebody_to_decide(struct world *w)
{
	load(w);
	struct order_report r = apply(w, NULL);

	is_int(r.state, REPORT_BLOCKED);
	is_int(kind_of(&r, "grant")->residue, 2);
	is_text(duties(w, "an", day, 600), "03158@Leng Su Sìn centre reception");
	r = apply(w, everybody);
	is_int(r.state, REPORT_APPLIED);
	is_text(duties(w, "huyen", eve, 600), "096@Mường Nhé committee handler");
	is_text(duties(w, "huyen", day, 0), "03160@Mường Nhé office handler");
	is_text(duties(w, "ke", day, 0), "03163@Mường Toong committee approver");
}

/* Labels and numbers of the counters of a unit, "03154-1=1 …". */
static const char *counters_of(struct world *w, const char *code, int32_t on)
{
	struct op *op = world_read(w, 0);
	struct org_counter *rows;
	size_t count;
	char *text = arena_copy(op->mem, "");

	is_rc(org_counters_list(op, unit_of(op, code, on)->id, on, &rows, &count), RC_OK);
	for (size_t i = 0; i < count; i++)
		text = arena_text(op->mem, "%s%s%s=%lld", text, *text ? " " : "", rows[i].label,
				  (long long)rows[i].number);
	return text;
}

static void counters_keep_their_labels_and_get_numbers_of_their_own(struct world *w)
{
	load(w);
	apply(w, everybody);
	is_text(counters_of(w, "03158", eve), "03158-1=1");
	is_text(counters_of(w, "03158", day), "03154-1=1 03155-1=2 03158-1=3");
	is_text(counters_of(w, "03160", day), "03160-1=1");
	is_text(counters_of(w, "03162", day), "03162-1=1");
	is_text(counters_of(w, "03163", day), "");
}

static void bodies_end_and_begin_with_their_units(struct world *w)
{
	struct org_body *rows, *b = NULL;
	size_t count;
	const char *name = NULL;

	load(w);
	apply(w, everybody);
	struct op *op = world_read(w, 0);
	const struct unit *old = unit_of(op, "03158", eve), *now = unit_of(op, "03158", day);

	is_rc(org_bodies_list(op, old->id, eve, &rows, &count), RC_OK);
	is_int(count, 3);
	is_rc(org_body_named(op, rows[0].id, eve, LANG_VI, &name), RC_OK);
	is_text(name, "Ủy ban nhân dân xã Leng Su Sìn");
	is_rc(org_bodies_list(op, old->id, day, &rows, &count), RC_OK);
	is_int(count, 0);
	is_rc(org_bodies_list(op, now->id, day, &rows, &count), RC_OK);
	is_int(count, 6);
	/* A commune that goes on as a ward: the same body, the name of the new type. */
	is_rc(org_body_of(op, unit_of(op, "03160", day)->id, ORG_ECONOMY, day, &b), RC_OK);
	is_rc(org_body_named(op, b->id, day, LANG_VI, &name), RC_OK);
	is_text(name, "Phòng Kinh tế, Hạ tầng và Đô thị phường Mường Nhé");
	is_rc(org_bodies_list(op, unit_of(op, "096", eve)->id, day, &rows, &count), RC_OK);
	is_int(count, 0);
}

static enum report_state undo(struct world *w)
{
	struct op *op = world_op(w, 0);
	struct order *o = NULL;
	struct order_report r = { 0 };

	is_rc(order_find(op, "1661/NQ-UBTVQH15", &o), RC_OK);
	is_rc(order_undo(op, o, &r), RC_OK);
	is_rc(world_end(op), RC_OK);
	return r.state;
}

static void undoing_gives_everybody_back_what_they_had(struct world *w)
{
	load(w);
	struct order_report r = apply(w, everybody), again;

	is_int(undo(w), REPORT_UNDONE);
	is_text(duties(w, "an", day, 600), "03158@Leng Su Sìn centre reception");
	is_text(duties(w, "huyen", day, 600), "096@Mường Nhé committee handler");
	is_text(counters_of(w, "03158", day), "03158-1=1");
	check(w);
	again = apply(w, everybody);
	is_int(again.state, REPORT_APPLIED);
	is_true(!memcmp(&kind_of(&r, "grant")->root_after, &kind_of(&again, "grant")->root_after,
			sizeof r.kinds->root_after));
	is_text(duties(w, "an", day, 600), "03158@Sín Thầu centre reception");
	check(w);
}

static void a_role_given_since_at_a_new_unit_must_end_before_undoing(struct world *w)
{
	struct account *a = NULL;
	int64_t id;

	load(w);
	apply(w, everybody);
	struct op *op = world_op(w, 0);

	is_rc(login_find(op, "tinh", &a), RC_OK);
	struct grant_new g = { .account = a, .unit = unit_of(op, "03158", day)->id,
			       .roles = ROLE_HEAD, .from_day = DAY_NONE, .to_day = DAY_OPEN };

	is_rc(login_grant(op, &g, &id), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(undo(w), REPORT_APPLIED);
	op = world_op(w, 0);
	is_rc(login_grant_end(op, a, id, day), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(undo(w), REPORT_UNDONE);
}

static void what_waits_on_the_desk_goes_where_the_province_says(struct world *w)
{
	load(w);
	apply(w, everybody);
	struct op *op = world_op(w, 0);
	const char *keys[] = { "03163-1" };
	struct order *o = NULL;

	is_rc(order_find(op, "1661/NQ-UBTVQH15", &o), RC_OK);
	is_rc(order_choose(op, o, keys, 1, "03162"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_text(counters_of(w, "03162", day), "03162-1=1 03163-1=2");
	check(w);
	is_int(undo(w), REPORT_UNDONE);
	is_text(counters_of(w, "03163", day), "03163-1=1");
	check(w);
}

static void who_is_named_for_a_new_place_must_be_there(struct world *w)
{
	struct order_report report = { 0 };
	struct folder f = { 0 };

	load(w);
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };

	put(op->mem, &f, "order.json", order);
	put(op->mem, &f, "units_after.csv", after);
	put(op->mem, &f, "reorganisation.csv", moves);
	put(op->mem, &f, "people_after.csv",
	    "account,unit,body\nhuyen,03160,office\nhuyeb,03160,\nke,03163,bureau\n");
	is_rc(order_preview(op, &f, &found, &report), RC_INVALID);
	is_int(found.count, 2);
	is_text(finding_show(op->mem, &found.items[0], LANG_EN),
		"people_after.csv:3: account: there is no account huyeb");
	is_text(finding_show(op->mem, &found.items[1], LANG_EN),
		"people_after.csv:4: body: there is no kind of body bureau");
	is_rc(world_end(op), RC_INVALID);
}

TESTS(an_official_of_an_old_unit_has_the_same_duties_in_the_new_one_at_midnight,
      everybody_is_counted_once,
      an_official_of_a_district_or_of_a_split_unit_needs_somebody_to_decide,
      counters_keep_their_labels_and_get_numbers_of_their_own, bodies_end_and_begin_with_their_units,
      undoing_gives_everybody_back_what_they_had,
      a_role_given_since_at_a_new_unit_must_end_before_undoing,
      what_waits_on_the_desk_goes_where_the_province_says,
      who_is_named_for_a_new_place_must_be_there)
