/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login.h"
#include "core/text.h"
#include "db/db.h"
#include "login/login_secret.h"
#include "login/login_session.h"
#include "login/login_test.sql.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <string.h>

static const char province[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
			       "\"agency\":\"H18\",\"time_zone\":\"Asia/Ho_Chi_Minh\","
			       "\"from\":\"2020-01-01\"}";
static const char districts[] = "code,name,type\n096,Mường Nhé,huyen\n";
static const char units[] = "code,name,type,district_code\n"
			    "03154,Sín Thầu,xa,096\n"
			    "03155,Sen Thượng,xa,096\n";

static void put(struct arena *mem, struct folder *f, const char *name, const char *text)
{
	if (text)
		folder_put(mem, f, name, text, strlen(text));
}

/* Loads the province with @people (NULL: none). The errors, in English, a blank between. */
static const char *load(struct world *w, const char *people)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	struct folder *f = arena_one(op->mem, struct folder);
	struct loader loaders[] = { { "org", org_load }, { "login", login_load }, { 0 } };
	char *errors = arena_copy(op->mem, "");

	put(op->mem, f, "province.json", province);
	put(op->mem, f, "districts_before.csv", districts);
	put(op->mem, f, "units_before.csv", units);
	put(op->mem, f, "people.csv", people);
	enum rc rc = territory_load(op, f, loaders, &found);

	for (size_t i = 0; i < found.count; i++)
		errors = arena_text(op->mem, "%s%s%s", errors, *errors ? " | " : "",
				    finding_show(op->mem, &found.items[i], LANG_EN));
	is_rc(rc, found.errors ? RC_INVALID : RC_OK);
	is_rc(world_end(op), rc);
	return errors;
}

static int64_t unit_id(struct op *op, const char *code)
{
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	return unit_by_code(t, TIER_ANY, code, time_day(op->now_us))->id;
}

/* An account with @password and @roles at @code (NULL: none). */
static void add(struct world *w, const char *name, const char *password, const char *code,
		uint32_t roles)
{
	struct op *op = world_op(w, 0);
	struct account_new n = { .name = name, .full_name = "Lò Văn An" };
	struct account *a = NULL;
	int64_t id;

	n.secret = password ? secret_hash(op->mem, password) : NULL;
	is_rc(login_add(op, &n, &a), RC_OK);
	if (roles) {
		struct grant_new g = { .account = a, .roles = roles, .from_day = DAY_NONE,
				       .to_day = DAY_OPEN };

		g.unit = code ? unit_id(op, code) : 0;
		is_rc(login_grant(op, &g, &id), RC_OK);
	}
	is_rc(world_end(op), RC_OK);
}

static struct account *find(struct op *op, const char *name)
{
	struct account *a = NULL;

	is_rc(login_find(op, name, &a), RC_OK);
	return a;
}

/* All three steps. NULL when it was refused; *@rc says how. */
static const char *sign_in(struct world *w, const char *name, const char *password, enum rc *rc)
{
	struct attempt t = { .name = name, .password = password, .address = "192.0.2.7" };
	const char *token = NULL;
	struct account *a;
	struct op *op = world_read(w, 0);

	is_rc(login_look_up(op, &t), RC_OK);
	is_rc(world_end(op), RC_OK);
	login_check(&t);
	op = world_op(w, 0);
	*rc = login_enter(op, &t, &token, &a);
	is_rc(world_end(op), *rc);
	return token;
}

static void a_right_password_begins_a_session_with_the_roles_of_the_day(struct world *w)
{
	enum rc rc;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION | ROLE_CLERK);
	const char *token = sign_in(w, " AN ", "mat khau dai", &rc);

	is_rc(rc, RC_OK);
	is_true(token != NULL);
	struct op *op = world_read(w, 0);

	op->actor = (struct actor){ 0 };
	is_rc(login_by_session(op, token), RC_OK);
	is_text(op->actor.name, "an");
	is_text(op->actor.full_name, "Lò Văn An");
	is_int(op->actor.grants_count, 1);
	is_int(op->actor.grants[0].unit, unit_id(op, "03154"));
	is_rc(login_need(op, MAY_RECEIVE, unit_id(op, "03154")), RC_OK);
	is_rc(login_need(op, MAY_RECEIVE, unit_id(op, "03155")), RC_FORBIDDEN);
	is_rc(login_need(op, MAY_SIGN, unit_id(op, "03154")), RC_FORBIDDEN);
	is_rc(login_need_any(op, MAY_ISSUE), RC_OK);
	is_true(op->actor.may & MAY_SIGNED_IN);
}

static void a_wrong_password_and_an_unknown_name_are_answered_alike(struct world *w)
{
	enum rc rc;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	add(w, "nopass", NULL, "03154", ROLE_RECEPTION);
	is_true(!sign_in(w, "an", "mat khau sai", &rc));
	is_rc(rc, RC_OK);
	is_true(!sign_in(w, "binh", "mat khau dai", &rc));
	is_rc(rc, RC_OK);
	is_true(!sign_in(w, "nopass", "", &rc));
	is_rc(rc, RC_OK);
	is_int(world_count(w, "login_session"), 0);
	is_int(world_count(w, "login_failure"), 4); /* three names and one address */
}

static void a_name_is_locked_after_five_failures_whether_it_exists_or_not(struct world *w)
{
	static const char *const names[] = { "an", "nobody" };
	enum rc rc;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	for (size_t n = 0; n < 2; n++) {
		for (int i = 0; i < LOCK_NAME_FAILURES; i++) {
			is_true(!sign_in(w, names[n], "mat khau sai", &rc));
			is_rc(rc, RC_OK);
		}
		is_true(!sign_in(w, names[n], "mat khau dai", &rc));
		is_rc(rc, RC_LIMITED);
	}
	struct op *op = world_op(w, 0);

	is_rc(login_set_secret(op, find(op, "an"), secret_hash(op->mem, "mat khau moi"), false),
	      RC_OK);
	is_rc(world_end(op), RC_OK);
	is_true(sign_in(w, "an", "mat khau moi", &rc) != NULL);
}

static void a_password_that_changes_while_it_is_checked_lets_nobody_in(struct world *w)
{
	struct attempt t = { .name = "an", .password = "mat khau dai", .address = "192.0.2.7" };
	const char *token = "";
	struct account *a;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	is_rc(login_look_up(world_read(w, 0), &t), RC_OK);
	login_check(&t);
	is_true(t.holds);
	struct op *op = world_op(w, 0);

	is_rc(login_set_secret(op, find(op, "an"), secret_hash(op->mem, "mat khau moi"), false),
	      RC_OK);
	is_rc(login_enter(op, &t, &token, &a), RC_OK);
	is_true(token == NULL);
}

static void a_new_password_or_disabling_ends_all_sessions(struct world *w)
{
	enum rc rc;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	const char *first = sign_in(w, "an", "mat khau dai", &rc);
	struct op *op = world_op(w, 0);

	is_rc(login_set_secret(op, find(op, "an"), secret_hash(op->mem, "mat khau moi"), false),
	      RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), first), RC_SIGN_IN);
	const char *second = sign_in(w, "an", "mat khau moi", &rc), *token = NULL;

	op = world_op(w, 0);
	is_rc(login_token_make(op, find(op, "an"), &token), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), second), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_OK);
	op = world_op(w, 0);
	is_rc(login_disable(op, find(op, "an")), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), second), RC_SIGN_IN);
	is_rc(login_by_token(world_read(w, 0), token), RC_SIGN_IN);
	is_true(!sign_in(w, "an", "mat khau moi", &rc));
	op = world_op(w, 0);
	is_rc(login_enable(op, find(op, "an")), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_true(sign_in(w, "an", "mat khau moi", &rc) != NULL);
}

static void signing_out_ends_one_session(struct world *w)
{
	enum rc rc;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	const char *one = sign_in(w, "an", "mat khau dai", &rc);
	const char *other = sign_in(w, "an", "mat khau dai", &rc);
	struct op *op = world_op(w, 0);

	is_rc(login_session_end(op, one), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), one), RC_SIGN_IN);
	is_rc(login_by_session(world_read(w, 0), other), RC_OK);
	is_rc(login_by_session(world_read(w, 0), "x"), RC_SIGN_IN);
}

static void a_token_is_stored_as_a_digest_and_can_be_revoked(struct world *w)
{
	const char *token = NULL;
	struct account_token *rows;
	size_t count;

	load(w, NULL);
	add(w, "an", NULL, "03154", ROLE_RECEPTION);
	struct op *op = world_op(w, 0);
	struct account *a = find(op, "an");

	is_rc(login_token_make(op, a, &token), RC_OK);
	is_true(!strncmp(token, "haicap_", 7));
	is_int(strlen(token), 50);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, 0);
	is_rc(login_by_token(op, token), RC_OK);
	is_int(op->actor.session, 0);
	is_rc(login_by_token(op, secret_digest(op->mem, token)), RC_SIGN_IN);
	is_rc(login_tokens_of(op, a->id, &rows, &count), RC_OK);
	is_int(count, 1);
	is_int(rows[0].ends_us - rows[0].made_us, TOKEN_DAYS * US_DAY);
	op = world_op(w, 0);
	is_rc(login_token_revoke(op, a, rows[0].id), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_SIGN_IN);
	op = world_op(w, 0);
	is_rc(world_wait(op, login_token_revoke(op, a, rows[0].id)), RC_NOT_FOUND);
}

/* As if so much of the machine's time had passed for sessions: since use, since the beginning. */
static void age(struct world *w, int64_t idle_us, int64_t life_us)
{
	struct op *op = world_op(w, 0);

	is_rc(db_put(op, &SQL_LOGIN_TEST_AGE, DB_ANY_ROWS, IN(IN_INT(idle_us), IN_INT(life_us))),
	      RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void a_session_runs_out_unused_and_at_the_latest_after_twelve_hours(struct world *w)
{
	enum rc rc;

	load(w, NULL);
	add(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	const char *token = sign_in(w, "an", "mat khau dai", &rc);

	age(w, 90 * US_MINUTE, 90 * US_MINUTE);
	struct op *op = world_op(w, 0);

	is_rc(login_by_session(op, token), RC_OK); /* used while writing: noted */
	is_rc(world_end(op), RC_OK);
	age(w, 90 * US_MINUTE, 90 * US_MINUTE);
	is_rc(login_by_session(world_read(w, 0), token), RC_OK); /* used while reading: not */
	age(w, 31 * US_MINUTE, 0);
	is_rc(login_by_session(world_read(w, 0), token), RC_SIGN_IN);
	token = sign_in(w, "an", "mat khau dai", &rc);
	age(w, 0, SESSION_HOURS * US_HOUR);
	is_rc(login_by_session(world_read(w, 0), token), RC_SIGN_IN);
}

static enum rc put_age(struct world *w, const struct sql *sql, int64_t us)
{
	struct op *op = world_op(w, 0);

	is_rc(db_put(op, sql, DB_ANY_ROWS, IN(IN_INT(us))), RC_OK);
	db_rights_changed(op); /* time itself passes unannounced, but never backwards like here */
	return world_end(op);
}

static void tokens_first_passwords_and_locks_run_out(struct world *w)
{
	const char *token = NULL;
	struct account *a = NULL;
	enum rc rc;

	load(w, NULL);
	struct op *op = world_op(w, 0);
	struct account_new n = { .name = "an", .secret = secret_hash(op->mem, "mat khau dai"),
				 .first = true };

	is_rc(login_add(op, &n, &a), RC_OK);
	is_rc(login_token_make(op, a, &token), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(put_age(w, &SQL_LOGIN_TEST_AGE_TOKENS, TOKEN_DAYS * US_DAY - US_HOUR), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_OK);
	is_rc(put_age(w, &SQL_LOGIN_TEST_AGE_TOKENS, US_HOUR), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_SIGN_IN);
	is_true(sign_in(w, "an", "mat khau dai", &rc) != NULL);
	is_rc(put_age(w, &SQL_LOGIN_TEST_AGE_FIRST, FIRST_PASSWORD_DAYS * US_DAY), RC_OK);
	for (int i = 0; i < LOCK_NAME_FAILURES; i++)
		is_true(!sign_in(w, "an", "mat khau dai", &rc));
	is_true(!sign_in(w, "an", "mat khau dai", &rc));
	is_rc(rc, RC_LIMITED);
	is_rc(put_age(w, &SQL_LOGIN_TEST_AGE_FAILURES, LOCK_MINUTES * US_MINUTE), RC_OK);
	is_true(!sign_in(w, "an", "mat khau dai", &rc));
	is_rc(rc, RC_OK);
}

static void roles_hold_from_their_first_day_to_their_last(struct world *w)
{
	int32_t today;
	int64_t id;

	load(w, NULL);
	add(w, "an", NULL, NULL, 0);
	struct op *op = world_op(w, 0);
	struct account *a = find(op, "an");
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

	load(w, NULL);
	add(w, "an", NULL, NULL, 0);
	struct op *op = world_op(w, 0);
	struct grant_new g = { .account = find(op, "an"), .from_day = DAY_NONE,
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

	load(w, NULL);
	add(w, "an", NULL, "03154", ROLE_HANDLER);
	struct op *op = world_op(w, 0);
	struct account *a = find(op, "an");
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
	load(w, NULL);
	add(w, "dan", NULL, NULL, ROLE_APPLICANT);
	struct op *op = world_read(w, 0);

	is_rc(login_act_as(op, find(op, "dan")), RC_OK);
	is_int(op->actor.grants_count, 1);
	is_int(op->actor.grants[0].unit, 0);
	is_int(op->actor.may, MAY_SIGNED_IN | MAY_APPLY);
}

static void names_are_plain_and_taken_once(struct world *w)
{
	static const char *const bad[] = { "", "An", "1an", "an binh", "đan", "-an" };
	struct account_new n = { .name = "an" };
	struct account *a;

	load(w, NULL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_true(!login_name_fits(bad[i]));
	is_true(login_name_fits("lo.van-an_2"));
	is_true(!login_name_fits("a2345678901234567890123456789012345678901"));
	add(w, "an", NULL, NULL, 0);
	struct op *op = world_op(w, 0);

	is_rc(login_add(op, &n, &a), RC_CONFLICT);
	is_text(op->err.key, "login.name_taken");
	is_text(op->err.field, "name");
}

static void nobody_disables_themselves(struct world *w)
{
	load(w, NULL);
	add(w, "an", NULL, "11", ROLE_ADMIN);
	struct op *op = world_op(w, 0);
	struct account *a = find(op, "an");

	is_rc(login_act_as(op, a), RC_OK);
	is_rc(login_disable(op, a), RC_CONFLICT);
	is_text(op->err.key, "login.self");
}

static void a_change_of_an_account_is_in_the_ledger(struct world *w)
{
	load(w, NULL);
	int64_t before = world_count(w, "ledger");

	add(w, "an", NULL, "03154", ROLE_HANDLER);
	is_int(world_count(w, "ledger"), before + 2);
}

static void people_come_with_the_province(struct world *w)
{
	is_text(load(w, "account,full_name,unit,roles,body\n"
			"an,Lò Văn An,03154,reception|clerk,\n"
			"an,Lò Văn An,03155,handler,\n"
			"chau,Giàng A Châu,province,leader,\n"
			"dan,Sùng Thị Dân,,applicant,\n"),
		"");
	struct op *op = world_read(w, 0);

	is_rc(login_act_as(op, find(op, "an")), RC_OK);
	is_int(op->actor.grants_count, 2);
	is_rc(login_act_as(op, find(op, "chau")), RC_OK);
	is_int(op->actor.may, MAY_SIGNED_IN | MAY_READ | MAY_LEAD);
	struct findings found = { .mem = op->mem };

	is_rc(login_check_store(op, &found), RC_OK);
	is_int(found.count, 0);
}

static void every_fault_of_people_is_named_with_its_place(struct world *w)
{
	is_text(load(w, "account,full_name,unit,roles\n"
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

/* Operations of one batch follow each other: the next one already finds no rights where the last ended them. */
static void what_ends_rights_ends_them_at_once(struct world *w)
{
	const char *token = NULL;

	load(w, NULL);
	add(w, "an", NULL, "03154", ROLE_RECEPTION);
	struct op *op = world_op(w, 0);

	is_rc(login_token_make(op, find(op, "an"), &token), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_rc(login_by_token(op, token), RC_OK); /* remembered from here on */
	is_true(op->actor.may & MAY_RECEIVE);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	struct account_grant *grants;
	size_t count;
	struct account *a = find(op, "an");

	is_rc(login_grants_of(op, a->id, time_day(op->now_us), &grants, &count), RC_OK);
	is_int(count, 1);
	is_rc(login_grant_end(op, a, grants[0].id, time_day(op->now_us)), RC_OK);
	is_rc(login_by_token(op, token), RC_OK);
	is_true(!(op->actor.may & MAY_RECEIVE));
	op->actor.id = 1;
	is_rc(login_disable(op, a), RC_OK);
	is_rc(login_by_token(op, token), RC_SIGN_IN);
}

TESTS(what_ends_rights_ends_them_at_once, a_right_password_begins_a_session_with_the_roles_of_the_day,
      a_wrong_password_and_an_unknown_name_are_answered_alike,
      a_name_is_locked_after_five_failures_whether_it_exists_or_not,
      a_password_that_changes_while_it_is_checked_lets_nobody_in,
      a_new_password_or_disabling_ends_all_sessions, signing_out_ends_one_session,
      a_token_is_stored_as_a_digest_and_can_be_revoked,
      a_session_runs_out_unused_and_at_the_latest_after_twelve_hours,
      tokens_first_passwords_and_locks_run_out,
      roles_hold_from_their_first_day_to_their_last, roles_stand_where_they_belong,
      a_second_grant_of_the_same_kind_has_a_key_of_its_own, an_applicant_has_no_unit_and_may_apply,
      names_are_plain_and_taken_once, nobody_disables_themselves,
      a_change_of_an_account_is_in_the_ledger, people_come_with_the_province,
      every_fault_of_people_is_named_with_its_place, passwords_and_first_passwords_have_bounds)
