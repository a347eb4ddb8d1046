/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_store.h"
#include "core/text.h"
#include "db/db.h"
#include "login/login.sql.h"

#define ACCOUNT_OUT(a)                                                                       \
	OUT(OUT_INT(&(a)->id), OUT_TEXT(&(a)->name), OUT_TEXT(&(a)->full_name),              \
	    OUT_TEXT(&(a)->secret), OUT_INT(&(a)->first_until_us), OUT_INT(&(a)->disabled_us))

enum rc login_store_add(struct op *op, struct account *a)
{
	a->id = db_id(op);
	return db_put_else(op, &SQL_LOGIN_ACCOUNT_INSERT, 1,
			   IN(IN_INT(a->id), IN_TEXT(a->name), IN_TEXT(a->full_name),
			      IN_TEXT(text_sort_key(op->mem, a->full_name)), IN_TEXT(a->secret),
			      IN_OPT(a->first_until_us), IN_INT(op->now_us)),
			   RC_CONFLICT, "login.name_taken", "name");
}

enum rc login_store_find(struct op *op, const char *name, struct account **out, bool *found)
{
	struct account *a = arena_one(op->mem, struct account);

	*out = a;
	return db_maybe(op, &SQL_LOGIN_ACCOUNT_FIND, IN(IN_TEXT(name)), ACCOUNT_OUT(a), found);
}

enum rc login_store_by_id(struct op *op, int64_t id, struct account **out, bool *found)
{
	struct account *a = arena_one(op->mem, struct account);

	*out = a;
	return db_maybe(op, &SQL_LOGIN_ACCOUNT_BY_ID, IN(IN_INT(id)), ACCOUNT_OUT(a), found);
}

enum rc login_store_list(struct op *op, int64_t offset, int64_t limit, struct account **rows,
			 size_t *rows_count)
{
	struct account row = { 0 };

	return db_list(op, &SQL_LOGIN_ACCOUNTS, IN(IN_INT(offset), IN_INT(limit)),
		       ACCOUNT_OUT(&row), ROWS(row, rows, rows_count));
}

enum rc login_store_count(struct op *op, int64_t *count)
{
	return db_one(op, &SQL_LOGIN_ACCOUNTS_COUNT, IN_NOTHING, OUT(OUT_INT(count)));
}

enum rc login_store_list_at(struct op *op, int64_t unit, int32_t day, int64_t offset, int64_t limit,
			    struct account **rows, size_t *rows_count)
{
	struct account row = { 0 };

	return db_list(op, &SQL_LOGIN_ACCOUNTS_AT,
		       IN(IN_INT(unit), IN_INT(day), IN_INT(offset), IN_INT(limit)),
		       ACCOUNT_OUT(&row), ROWS(row, rows, rows_count));
}

enum rc login_store_count_at(struct op *op, int64_t unit, int32_t day, int64_t *count)
{
	return db_one(op, &SQL_LOGIN_ACCOUNTS_COUNT_AT, IN(IN_INT(unit), IN_INT(day)),
		      OUT(OUT_INT(count)));
}

enum rc login_store_disable(struct op *op, int64_t account, int64_t us)
{
	db_rights_changed(op);
	return db_put(op, &SQL_LOGIN_ACCOUNT_DISABLE, 1, IN(IN_INT(account), IN_OPT(us)));
}

enum rc login_store_secret(struct op *op, int64_t account, const char *secret,
			   int64_t first_until_us)
{
	return db_put(op, &SQL_LOGIN_ACCOUNT_SECRET, 1,
		      IN(IN_INT(account), IN_TEXT(secret), IN_OPT(first_until_us)));
}

#define GRANT_OUT(g)                                                                         \
	OUT(OUT_INT(&(g)->id), OUT_INT(&(g)->account), OUT_TEXT(&(g)->name),                 \
	    OUT_TEXT(&(g)->full_name), OUT_TEXT(&(g)->key), OUT_INT(&(g)->unit),             \
	    OUT_INT(&(g)->body), OUT_TEXT(&(g)->kind), OUT_INT32((int32_t *)&(g)->roles),          \
	    OUT_INT32(&(g)->from_day), OUT_INT32(&(g)->to_day))

/* Open ends are NULL in the store. */
static int64_t day_or_null(int32_t day)
{
	return day == DAY_OPEN ? 0 : day;
}

enum rc login_store_grant(struct op *op, struct account_grant *g)
{
	db_rights_changed(op);
	g->id = db_id(op);
	TRY(db_put(op, &SQL_LOGIN_GRANT_INSERT, 1,
		   IN(IN_INT(g->id), IN_INT(g->account), IN_TEXT(g->key), IN_INT(g->roles),
		      IN_INT(g->from_day), IN_OPT(day_or_null(g->to_day)), IN_OPT(op->actor.id),
		      IN_INT(op->now_us))));
	if (!g->body)
		return RC_OK;
	return db_put(op, &SQL_LOGIN_PLACE_INSERT, 1,
		      IN(IN_INT(db_id(op)), IN_INT(g->id), IN_INT(g->unit), IN_TEXT(g->kind),
			 IN_INT(g->body), IN_INT(g->from_day)));
}

enum rc login_store_grant_end(struct op *op, int64_t account, int64_t grant, int32_t day)
{
	db_rights_changed(op);
	return db_put_else(op, &SQL_LOGIN_GRANT_END, 1,
			   IN(IN_INT(grant), IN_INT(account), IN_INT(day)), RC_NOT_FOUND,
			   "login.no_grant", NULL);
}

enum rc login_store_keys(struct op *op, int64_t account, int32_t day, const char ***keys,
			 size_t *count)
{
	const char *row = NULL;

	return db_list(op, &SQL_LOGIN_GRANT_KEYS, IN(IN_INT(account), IN_INT(day)),
		       OUT(OUT_TEXT(&row)), ROWS(row, keys, count));
}

static enum rc grants(struct op *op, const struct sql *sql, int64_t of, int32_t day,
		      struct account_grant **rows, size_t *rows_count)
{
	struct account_grant row = { 0 };

	return db_list(op, sql, IN(IN_INT(of), IN_INT(day)), GRANT_OUT(&row),
		       ROWS(row, rows, rows_count));
}

enum rc login_store_grants_of(struct op *op, int64_t account, int32_t day,
			      struct account_grant **rows, size_t *rows_count)
{
	return grants(op, &SQL_LOGIN_GRANTS_OF, account, day, rows, rows_count);
}

enum rc login_store_grants_at(struct op *op, int64_t unit, int32_t day,
			      struct account_grant **rows, size_t *rows_count)
{
	return grants(op, &SQL_LOGIN_GRANTS_AT, unit, day, rows, rows_count);
}

struct moving {
	struct op *op;
	struct grant_moving grant;
	enum rc (*each)(struct op *op, const struct grant_moving *grant, void *context);
	void *context;
};

static enum rc moving_row(struct op *op, struct arena *mem, void *context)
{
	struct moving *m = context;

	(void)mem;
	return m->each(op, &m->grant, m->context);
}

enum rc login_store_moving(struct op *op, int32_t day,
			   enum rc (*each)(struct op *op, const struct grant_moving *grant,
					   void *context),
			   void *context)
{
	struct moving m = { .each = each, .context = context };
	struct grant_moving *g = &m.grant;

	return db_each(op, &SQL_LOGIN_MOVER_EACH, IN(IN_INT(day)),
		       OUT(OUT_INT(&g->id), OUT_TEXT(&g->key), OUT_INT32((int32_t *)&g->roles),
			   OUT_INT(&g->unit), OUT_TEXT(&g->kind), OUT_INT(&g->body),
			   OUT_TEXT(&g->name)),
		       moving_row, &m);
}

enum rc login_store_move(struct op *op, int64_t order, int32_t day)
{
	int64_t count;

	db_rights_changed(op);
	TRY(db_put_count(op, &SQL_LOGIN_MOVER_LEAVE, IN(IN_INT(order), IN_INT(day)), &count));
	if (!count)
		return RC_OK;
	return db_put(op, &SQL_LOGIN_MOVER_ARRIVE, count,
		      IN(IN_INT(order), IN_INT(db_ids(op, count))));
}

enum rc login_store_move_undo(struct op *op, int64_t order)
{
	db_rights_changed(op);
	TRY(db_put(op, &SQL_LOGIN_MOVER_ANNUL, DB_ANY_ROWS, IN(IN_INT(order), IN_INT(op->now_us))));
	return db_put(op, &SQL_LOGIN_MOVER_REOPEN, DB_ANY_ROWS, IN(IN_INT(order)));
}

enum rc login_store_assign(struct op *op, int64_t order, int64_t grant, int64_t unit, int32_t day)
{
	db_rights_changed(op);
	TRY(db_put_else(op, &SQL_LOGIN_MOVER_OFF_DESK, 1,
			IN(IN_INT(order), IN_INT(grant), IN_INT(day)), RC_CONFLICT,
			"login.not_on_desk", NULL));
	return db_put(op, &SQL_LOGIN_MOVER_ASSIGN, 1,
		      IN(IN_INT(order), IN_INT(grant), IN_INT(db_id(op)), IN_INT(unit)));
}

enum rc login_store_later(struct op *op, int64_t order, int32_t day, const char ***keys,
			  size_t *count)
{
	const char *row = NULL;

	return db_list(op, &SQL_LOGIN_MOVER_LATER, IN(IN_INT(order), IN_INT(day)), OUT(OUT_TEXT(&row)),
		       ROWS(row, keys, count));
}

enum rc login_store_astray(struct op *op, int32_t day, const char ***keys, size_t *count)
{
	const char *row = NULL;

	return db_list(op, &SQL_LOGIN_CHECK_PLACES, IN(IN_INT(ROLE_APPLICANT), IN_INT(day)),
		       OUT(OUT_TEXT(&row)), ROWS(row, keys, count));
}
