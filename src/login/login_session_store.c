/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_session_store.h"
#include "db/db.h"
#include "login/login_session.sql.h"

enum rc login_store_session_add(struct op *op, const char *digest, int64_t account, int64_t now_us,
				int64_t ends_us)
{
	return db_put(op, &SQL_LOGIN_SESSION_INSERT, 1,
		      IN(IN_INT(db_id(op)), IN_TEXT(digest), IN_INT(account), IN_INT(now_us),
			 IN_INT(ends_us)));
}

enum rc login_store_session_find(struct op *op, const char *digest, int64_t now_us,
				 int64_t seen_since_us, struct actor *out, int64_t *seen_us,
				 bool *found)
{
	return db_maybe(op, &SQL_LOGIN_SESSION_FIND,
			IN(IN_TEXT(digest), IN_INT(now_us), IN_INT(seen_since_us)),
			OUT(OUT_INT(&out->session), OUT_INT(seen_us), OUT_INT(&out->id), OUT_TEXT(&out->name),
			    OUT_TEXT(&out->full_name)),
			found);
}

bool login_store_writes(const struct op *op)
{
	return db_writes(op);
}

enum rc login_store_session_end(struct op *op, const char *digest, int64_t now_us)
{
	return db_put(op, &SQL_LOGIN_SESSION_END, DB_ANY_ROWS,
		      IN(IN_TEXT(digest), IN_INT(now_us)));
}

enum rc login_store_sessions_end(struct op *op, int64_t account, int64_t now_us)
{
	db_rights_changed(op);
	return db_put(op, &SQL_LOGIN_SESSIONS_END, DB_ANY_ROWS,
		      IN(IN_INT(account), IN_INT(now_us)));
}

enum rc login_store_session_seen(struct op *op, int64_t session, int64_t now_us,
				 int64_t unless_since_us)
{
	return db_put(op, &SQL_LOGIN_SESSION_SEEN, DB_ANY_ROWS,
		      IN(IN_INT(session), IN_INT(now_us), IN_INT(unless_since_us)));
}

enum rc login_store_token_add(struct op *op, const char *digest, int64_t account, int64_t now_us,
			      int64_t ends_us)
{
	return db_put(op, &SQL_LOGIN_TOKEN_INSERT, 1,
		      IN(IN_INT(db_id(op)), IN_TEXT(digest), IN_INT(account), IN_INT(now_us),
			 IN_INT(ends_us)));
}

enum rc login_store_tokens(struct op *op, int64_t account, int64_t now_us,
			   struct account_token **rows, size_t *rows_count)
{
	struct account_token row = { 0 };

	return db_list(op, &SQL_LOGIN_TOKENS, IN(IN_INT(account), IN_INT(now_us)),
		       OUT(OUT_INT(&row.id), OUT_INT(&row.made_us), OUT_INT(&row.ends_us)),
		       ROWS(row, rows, rows_count));
}

enum rc login_store_token_revoke(struct op *op, int64_t account, int64_t token, int64_t now_us)
{
	db_rights_changed(op);
	return db_put_else(op, &SQL_LOGIN_TOKEN_REVOKE, 1,
			   IN(IN_INT(account), IN_INT(token), IN_INT(now_us)), RC_NOT_FOUND,
			   "login.no_token", NULL);
}

enum rc login_store_tokens_revoke(struct op *op, int64_t account, int64_t now_us)
{
	db_rights_changed(op);
	return db_put(op, &SQL_LOGIN_TOKENS_REVOKE, DB_ANY_ROWS,
		      IN(IN_INT(account), IN_INT(now_us)));
}

enum rc login_store_failures(struct op *op, const char *what, int64_t since_us, int64_t *failures)
{
	bool found;

	*failures = 0;
	return db_maybe(op, &SQL_LOGIN_FAILURES, IN(IN_TEXT(what), IN_INT(since_us)),
			OUT(OUT_INT(failures)), &found);
}

enum rc login_store_failed(struct op *op, const char *what, int64_t now_us, int64_t since_us)
{
	return db_put(op, &SQL_LOGIN_FAILURE_PUT, 1,
		      IN(IN_TEXT(what), IN_INT(now_us), IN_INT(since_us)));
}

enum rc login_store_failure_forget(struct op *op, const char *what)
{
	return db_put(op, &SQL_LOGIN_FAILURE_FORGET, DB_ANY_ROWS, IN(IN_TEXT(what)));
}

enum rc login_store_tidy(struct op *op, int64_t sessions_before_us, int64_t failures_before_us)
{
	TRY(db_put(op, &SQL_LOGIN_SESSIONS_FORGET, DB_ANY_ROWS, IN(IN_INT(sessions_before_us))));
	return db_put(op, &SQL_LOGIN_FAILURES_FORGET, DB_ANY_ROWS, IN(IN_INT(failures_before_us)));
}

enum rc login_store_demo(struct op *op, bool *demo)
{
	int64_t value;

	TRY(db_setting_int(op, "demo", 0, &value));
	*demo = value == 1;
	return RC_OK;
}

enum rc login_store_demo_names(struct op *op, char **names)
{
	const char *value;
	enum rc rc = db_setting(op, "demo.accounts", &value);

	if (rc != RC_OK && rc != RC_NOT_FOUND)
		return rc;
	*names = arena_copy(op->mem, rc == RC_OK ? value : "");
	op->err = (struct err){ 0 };
	return RC_OK;
}
