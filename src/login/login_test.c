/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "login/login_secret.h"
#include "login/login_session.h"
#include "login/login_world.h"
#include <string.h>

static void roles_hold_from_their_first_day_to_their_last(struct world *w)
{
	int32_t today;
	int64_t id;

	login_world(w, NULL);
	add_account(w, "an", NULL, NULL, 0);
	struct op *op = world_op(w, 0);
	struct account *a = find_account(op, "an");
	struct grant_new g = { .account = a, .unit = unit_id(op, "03154"),
			       .roles = ROLE_HANDLER, .to_day = DAY_OPEN };

	today = time_day(op->now_us);
	g.from_day = today + 3;
	is_rc(login_grant(op, &g, &id), RC_OK);
	is_rc(world_end(op), RC_OK);
	for (int32_t day = today; day < today + 7; day++) {
		world_at(w, time_at(day, 8 * 60));
		op = world_read(w, 0);
		is_rc(login_act_as(op, a), RC_OK);
		is_int(op->actor.grants_count, day >= today + 3 && day < today + 5);
		if (day != today + 4)
			continue;
		op = world_op(w, 0);
		is_rc(login_grant_end(op, a, id, day + 1), RC_OK);
		is_rc(world_end(op), RC_OK);
	}
	op = world_op(w, 0);
	is_rc(world_wait(op, login_grant_end(op, a, id, today + 5)), RC_NOT_FOUND);
}

static void roles_stand_where_they_belong(struct world *w)
{
	int64_t id;

	login_world(w, NULL);
	add_account(w, "an", NULL, NULL, 0);
	struct op *op = world_op(w, 0);
	struct grant_new g = { .account = find_account(op, "an"), .from_day = DAY_NONE,
			       .to_day = DAY_OPEN };

	is_rc(login_grant(op, &g, &id), RC_INVALID);
	is_text(op->err.key, "login.role_missing");
	g.roles = ROLE_LEADER;
	is_rc(login_grant(op, &g, &id), RC_INVALID);
	is_text(op->err.key, "login.unit_missing");
	g.unit = unit_id(op, "03154");
	is_rc(login_grant(op, &g, &id), RC_INVALID);
	is_text(op->err.key, "login.role_where");
	g.roles = ROLE_APPLICANT;
	is_rc(login_grant(op, &g, &id), RC_INVALID);
	is_text(op->err.key, "login.role_unit");
	g.roles = ROLE_HANDLER;
	g.kind = ORG_OFFICE;
	is_rc(login_grant(op, &g, &id), RC_NOT_FOUND);
	is_text(op->err.key, "org.no_body");
	g.kind = NULL;
	g.to_day = time_day(op->now_us);
	is_rc(login_grant(op, &g, &id), RC_INVALID);
	is_text(op->err.key, "login.days");
}

static void a_second_grant_of_the_same_kind_has_a_key_of_its_own(struct world *w)
{
	struct account_grant *rows;
	size_t count;
	int64_t id;

	login_world(w, NULL);
	add_account(w, "an", NULL, "03154", ROLE_HANDLER);
	struct op *op = world_op(w, 0);
	struct account *a = find_account(op, "an");
	struct grant_new g = { .account = a, .unit = unit_id(op, "03155"), .roles = ROLE_HANDLER,
			       .from_day = DAY_NONE, .to_day = DAY_OPEN };

	is_rc(login_grant(op, &g, &id), RC_OK);
	g.roles = ROLE_RECEPTION;
	is_rc(login_grant(op, &g, &id), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, 0);
	is_rc(login_grants_of(op, a->id, time_day(op->now_us), &rows, &count), RC_OK);
	is_int(count, 3);
	is_text(rows[0].key, "an centre");
	is_text(rows[1].key, "an committee");
	is_text(rows[2].key, "an committee-2");
	is_rc(login_grants_at(op, unit_id(op, "03155"), time_day(op->now_us), &rows, &count),
	      RC_OK);
	is_int(count, 2);
}

static void an_applicant_has_no_unit_and_may_apply(struct world *w)
{
	login_world(w, NULL);
	add_account(w, "dan", NULL, NULL, ROLE_APPLICANT);
	struct op *op = world_read(w, 0);

	is_rc(login_act_as(op, find_account(op, "dan")), RC_OK);
	is_int(op->actor.grants_count, 1);
	is_int(op->actor.grants[0].unit, 0);
	is_int(op->actor.may, MAY_SIGNED_IN | MAY_APPLY);
}

static void names_are_plain_and_taken_once(struct world *w)
{
	static const char *const bad[] = { "", "An", "1an", "an binh", "đan", "-an" };
	struct account_new n = { .name = "an" };
	struct account *a;

	login_world(w, NULL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_true(!login_name_fits(bad[i]));
	is_true(login_name_fits("lo.van-an_2"));
	is_true(!login_name_fits("a2345678901234567890123456789012345678901"));
	add_account(w, "an", NULL, NULL, 0);
	struct op *op = world_op(w, 0);

	is_rc(login_add(op, &n, &a), RC_CONFLICT);
	is_text(op->err.key, "login.name_taken");
	is_text(op->err.field, "name");
}

static void nobody_disables_themselves(struct world *w)
{
	login_world(w, NULL);
	add_account(w, "an", NULL, "11", ROLE_ADMIN);
	struct op *op = world_op(w, 0);
	struct account *a = find_account(op, "an");

	is_rc(login_act_as(op, a), RC_OK);
	is_rc(login_disable(op, a), RC_CONFLICT);
	is_text(op->err.key, "login.self");
}

static void a_change_of_an_account_is_in_the_ledger(struct world *w)
{
	login_world(w, NULL);
	int64_t before = world_count(w, "ledger");

	add_account(w, "an", NULL, "03154", ROLE_HANDLER);
	is_int(world_count(w, "ledger"), before + 2);
}

static void people_come_with_the_province(struct world *w)
{
	is_text(login_world(w, "account,full_name,unit,roles,body\n"
			"an,Lò Văn An,03154,reception|clerk,\n"
			"an,Lò Văn An,03155,handler,\n"
			"chau,Giàng A Châu,province,leader,\n"
			"dan,Sùng Thị Dân,,applicant,\n"),
		"");
	struct op *op = world_read(w, 0);

	is_rc(login_act_as(op, find_account(op, "an")), RC_OK);
	is_int(op->actor.grants_count, 2);
	is_rc(login_act_as(op, find_account(op, "chau")), RC_OK);
	is_int(op->actor.may, MAY_SIGNED_IN | MAY_READ | MAY_LEAD);
	struct findings found = { .mem = op->mem };

	is_rc(login_check_store(op, &found), RC_OK);
	is_int(found.count, 0);
}

static void every_fault_of_people_is_named_with_its_place(struct world *w)
{
	is_text(login_world(w, "account,full_name,unit,roles\n"
			"An,Lò Văn An,03154,reception\n"
			"an,Lò Văn An,3154,reception\n"
			"an,Lò Văn Ân,03154,reception\n"
			"binh,Vàng A Bình,03154,boss\n"
			"chau,Giàng A Châu,03154,leader\n"),
		"people.csv:2: account: A sign-in name has 1 to 40 characters: small letters "
		"without marks, digits, dot, hyphen, underscore; it begins with a letter | "
		"people.csv:3: unit: no unit has the code 3154 | "
		"people.csv:4: full_name: the account an has the full name Lò Văn An in an earlier row | "
		"people.csv:5: roles: there is no role boss | "
		"people.csv:6: roles: The roles leader, inspector, organiser and admin are of the "
		"province only");
	is_int(world_count(w, "login_account"), 0);
}

static void passwords_and_first_passwords_have_bounds(struct world *w)
{
	struct arena *mem = arena_new();

	(void)w;
	is_true(secret_hash(mem, "1234567") == NULL);
	const char *first = secret_first(mem);
	const char *stored = secret_hash(mem, first);

	is_int(strlen(first), 19);
	is_true(secret_holds(stored, first));
	is_true(!secret_holds(stored, ""));
	is_true(!secret_holds(NULL, first));
	is_true(strcmp(secret_token(mem, ""), secret_token(mem, "")) != 0);
	is_text(secret_digest(mem, "abc"),
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	arena_drop(mem);
}

TESTS(roles_hold_from_their_first_day_to_their_last, roles_stand_where_they_belong,
      a_second_grant_of_the_same_kind_has_a_key_of_its_own, an_applicant_has_no_unit_and_may_apply,
      names_are_plain_and_taken_once, nobody_disables_themselves,
      a_change_of_an_account_is_in_the_ledger, people_come_with_the_province,
      every_fault_of_people_is_named_with_its_place, passwords_and_first_passwords_have_bounds)
