/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_session.h"
#include "core/text.h"
#include "db/db.h"
#include "login/login_secret.h"
#include "login/login_session_test.sql.h"
#include "login/login_world.h"
#include <string.h>

static void a_right_password_begins_a_session_with_the_roles_of_the_day(struct world *w)
{
	enum rc rc;

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION | ROLE_CLERK);
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
	is_true(actor_may_at(&op->actor, MAY_RECEIVE, unit_id(op, "03154")));
	is_true(!actor_may_at(&op->actor, MAY_RECEIVE, unit_id(op, "03155")));
	is_true(!actor_may_at(&op->actor, MAY_SIGN, unit_id(op, "03154")));
	is_true(op->actor.may & MAY_ISSUE);
	is_true(op->actor.may & MAY_SIGNED_IN);
}

static void a_wrong_password_and_an_unknown_name_are_answered_alike(struct world *w)
{
	enum rc rc;

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	add_account(w, "nopass", NULL, "03154", ROLE_RECEPTION);
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

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	for (size_t n = 0; n < 2; n++) {
		for (int i = 0; i < LOCK_NAME_FAILURES; i++) {
			is_true(!sign_in(w, names[n], "mat khau sai", &rc));
			is_rc(rc, RC_OK);
		}
		is_true(!sign_in(w, names[n], "mat khau dai", &rc));
		is_rc(rc, RC_LIMITED);
	}
	struct op *op = world_op(w, 0);

	is_rc(login_set_secret(op, find_account(op, "an"), secret_hash(op->mem, "mat khau moi"), false),
	      RC_OK);
	is_rc(world_end(op), RC_OK);
	is_true(sign_in(w, "an", "mat khau moi", &rc) != NULL);
}

static void a_password_that_changes_while_it_is_checked_lets_nobody_in(struct world *w)
{
	struct attempt t = { .name = "an", .password = "mat khau dai", .address = "192.0.2.7" };
	const char *token = "";
	struct account *a;

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	is_rc(login_look_up(world_read(w, 0), &t), RC_OK);
	login_check(&t);
	is_true(t.holds);
	struct op *op = world_op(w, 0);

	is_rc(login_set_secret(op, find_account(op, "an"), secret_hash(op->mem, "mat khau moi"), false),
	      RC_OK);
	is_rc(login_enter(op, &t, &token, &a), RC_OK);
	is_true(token == NULL);
}

static void a_new_password_or_disabling_ends_all_sessions(struct world *w)
{
	enum rc rc;

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
	const char *first = sign_in(w, "an", "mat khau dai", &rc);
	struct op *op = world_op(w, 0);

	is_rc(login_set_secret(op, find_account(op, "an"), secret_hash(op->mem, "mat khau moi"), false),
	      RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), first), RC_SIGN_IN);
	const char *second = sign_in(w, "an", "mat khau moi", &rc), *token = NULL;

	op = world_op(w, 0);
	is_rc(login_token_make(op, find_account(op, "an"), &token), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), second), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_OK);
	op = world_op(w, 0);
	is_rc(login_disable(op, find_account(op, "an")), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(login_by_session(world_read(w, 0), second), RC_SIGN_IN);
	is_rc(login_by_token(world_read(w, 0), token), RC_SIGN_IN);
	is_true(!sign_in(w, "an", "mat khau moi", &rc));
	op = world_op(w, 0);
	is_rc(login_enable(op, find_account(op, "an")), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_true(sign_in(w, "an", "mat khau moi", &rc) != NULL);
}

static void signing_out_ends_one_session(struct world *w)
{
	enum rc rc;

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
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

	login_world(w, NULL);
	add_account(w, "an", NULL, "03154", ROLE_RECEPTION);
	struct op *op = world_op(w, 0);
	struct account *a = find_account(op, "an");

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

	is_rc(db_put(op, &SQL_LOGIN_SESSION_TEST_AGE, DB_ANY_ROWS, IN(IN_INT(idle_us), IN_INT(life_us))),
	      RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void a_session_runs_out_unused_and_at_the_latest_after_twelve_hours(struct world *w)
{
	enum rc rc;

	login_world(w, NULL);
	add_account(w, "an", "mat khau dai", "03154", ROLE_RECEPTION);
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

	login_world(w, NULL);
	struct op *op = world_op(w, 0);
	struct account_new n = { .name = "an", .secret = secret_hash(op->mem, "mat khau dai"),
				 .first = true };

	is_rc(login_add(op, &n, &a), RC_OK);
	is_rc(login_token_make(op, a, &token), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_rc(put_age(w, &SQL_LOGIN_SESSION_TEST_AGE_TOKENS, TOKEN_DAYS * US_DAY - US_HOUR), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_OK);
	is_rc(put_age(w, &SQL_LOGIN_SESSION_TEST_AGE_TOKENS, US_HOUR), RC_OK);
	is_rc(login_by_token(world_read(w, 0), token), RC_SIGN_IN);
	is_true(sign_in(w, "an", "mat khau dai", &rc) != NULL);
	is_rc(put_age(w, &SQL_LOGIN_SESSION_TEST_AGE_FIRST, FIRST_PASSWORD_DAYS * US_DAY), RC_OK);
	for (int i = 0; i < LOCK_NAME_FAILURES; i++)
		is_true(!sign_in(w, "an", "mat khau dai", &rc));
	is_true(!sign_in(w, "an", "mat khau dai", &rc));
	is_rc(rc, RC_LIMITED);
	is_rc(put_age(w, &SQL_LOGIN_SESSION_TEST_AGE_FAILURES, LOCK_MINUTES * US_MINUTE), RC_OK);
	is_true(!sign_in(w, "an", "mat khau dai", &rc));
	is_rc(rc, RC_OK);
}

/* Operations of one batch follow each other: the next one already finds no rights where the last ended them. */
static void what_ends_rights_ends_them_at_once(struct world *w)
{
	const char *token = NULL;

	login_world(w, NULL);
	add_account(w, "an", NULL, "03154", ROLE_RECEPTION);
	struct op *op = world_op(w, 0);

	is_rc(login_token_make(op, find_account(op, "an"), &token), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_rc(login_by_token(op, token), RC_OK); /* remembered from here on */
	is_true(op->actor.may & MAY_RECEIVE);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	struct account_grant *grants;
	size_t count;
	struct account *a = find_account(op, "an");

	is_rc(login_grants_of(op, a->id, time_day(op->now_us), &grants, &count), RC_OK);
	is_int(count, 1);
	is_rc(login_grant_end(op, a, grants[0].id, time_day(op->now_us)), RC_OK);
	is_rc(login_by_token(op, token), RC_OK);
	is_true(!(op->actor.may & MAY_RECEIVE));
	op->actor.id = 1;
	is_rc(login_disable(op, a), RC_OK);
	is_rc(login_by_token(op, token), RC_SIGN_IN);
}

TESTS(a_right_password_begins_a_session_with_the_roles_of_the_day,
      a_wrong_password_and_an_unknown_name_are_answered_alike,
      a_name_is_locked_after_five_failures_whether_it_exists_or_not,
      a_password_that_changes_while_it_is_checked_lets_nobody_in,
      a_new_password_or_disabling_ends_all_sessions, signing_out_ends_one_session,
      a_token_is_stored_as_a_digest_and_can_be_revoked,
      a_session_runs_out_unused_and_at_the_latest_after_twelve_hours,
      tokens_first_passwords_and_locks_run_out, what_ends_rights_ends_them_at_once)
