/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login.h"
#include "core/text.h"
#include "ledger/ledger.h"
#include "login/login_actor.h"
#include "login/login_session_store.h"
#include "login/login_store.h"
#include <string.h>

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

bool login_name_fits(const char *name)
{
	size_t n = strlen(name);

	return n >= 1 && n <= ACCOUNT_NAME_MAX && is_letter(*name) &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == n;
}

/* A password that somebody else gave shall not stand for long. */
static int64_t first_until(bool first)
{
	return first ? time_machine_us() + FIRST_PASSWORD_DAYS * US_DAY : 0;
}

enum rc login_add(struct op *op, const struct account_new *new_one, struct account **out)
{
	const char *full_name = new_one->full_name ? new_one->full_name : new_one->name;
	struct account *other;
	bool found;

	if (!login_name_fits(new_one->name))
		return FAIL_FIELD(op, "name", "login.name", "%zu",
				  text_count(new_one->name));
	if (!text_within(full_name, 1, FULL_NAME_MAX))
		return FAIL_FIELD(op, "full_name", "login.full_name", "%zu",
				  text_count(full_name));
	TRY(login_store_find(op, new_one->name, &other, &found));
	if (found)
		return op_fail(op, RC_CONFLICT, "name", "login.name_taken", __FILE__, __LINE__,
			       "account %lld", (long long)other->id);
	struct account *a = arena_one(op->mem, struct account);

	*a = (struct account){
		.name = new_one->name,
		.full_name = full_name,
		.secret = new_one->secret,
		.first_until_us = first_until(new_one->first),
	};
	TRY(login_store_add(op, a));
	TRY(ledger_add(op, "login.add", a->name, a->full_name));
	*out = a;
	return RC_OK;
}

enum rc login_find(struct op *op, const char *name, struct account **out)
{
	struct account *a;
	bool found;

	TRY(login_store_find(op, name, &a, &found));
	if (!found)
		return FAIL(op, RC_NOT_FOUND, "login.none", "%s", "");
	*out = a;
	return RC_OK;
}

enum rc login_by_id(struct op *op, int64_t id, struct account **out)
{
	struct account *a;
	bool found;

	TRY(login_store_by_id(op, id, &a, &found));
	if (!found)
		return FAIL(op, RC_NOT_FOUND, "login.none", "no account %lld", (long long)id);
	*out = a;
	return RC_OK;
}

enum rc login_list(struct op *op, int64_t offset, int64_t limit, struct account **rows,
		   size_t *rows_count)
{
	return login_store_list(op, offset, limit, rows, rows_count);
}

enum rc login_count(struct op *op, int64_t *count)
{
	return login_store_count(op, count);
}

enum rc login_list_at(struct op *op, int64_t unit, int64_t offset, int64_t limit,
		      struct account **rows, size_t *rows_count, int64_t *count)
{
	int32_t today = time_day(op->now_us);

	TRY(login_store_list_at(op, unit, today, offset, limit, rows, rows_count));
	return login_store_count_at(op, unit, today, count);
}

enum rc login_disable(struct op *op, const struct account *account)
{
	int64_t now_us = time_machine_us();

	if (account->id == op->actor.id)
		return FAIL(op, RC_CONFLICT, "login.self", "account %lld", (long long)account->id);
	TRY(login_store_disable(op, account->id, now_us));
	TRY(login_store_sessions_end(op, account->id, now_us));
	TRY(login_store_tokens_revoke(op, account->id, now_us));
	return ledger_add(op, "login.disable", account->name, NULL);
}

enum rc login_enable(struct op *op, const struct account *account)
{
	TRY(login_store_disable(op, account->id, 0));
	return ledger_add(op, "login.enable", account->name, NULL);
}

enum rc login_set_secret(struct op *op, const struct account *account, const char *secret,
			 bool first)
{
	TRY(login_store_secret(op, account->id, secret, first_until(first)));
	TRY(login_store_sessions_end(op, account->id, time_machine_us()));
	TRY(login_unlock(op, account->name));
	return ledger_add(op, first ? "login.reset" : "login.password", account->name, NULL);
}

enum rc login_grants_of(struct op *op, int64_t account, int32_t day, struct account_grant **rows,
			size_t *rows_count)
{
	return login_store_grants_of(op, account, day, rows, rows_count);
}

enum rc login_grants_at(struct op *op, int64_t unit, int32_t day, struct account_grant **rows,
			size_t *rows_count)
{
	return login_store_grants_at(op, unit, day, rows, rows_count);
}

/* The session or token said who; what they may do is asked of the grants as of the store's day. */
enum rc login_fill_actor(struct op *op)
{
	struct actor *actor = &op->actor;
	struct grant *rows;

	TRY(login_store_good(op, actor->id, time_day(op->now_us), &rows, &actor->grants_count));
	actor->may = MAY_SIGNED_IN;
	for (size_t i = 0; i < actor->grants_count; i++) {
		rows[i].may = roles_may(rows[i].roles);
		actor->may |= rows[i].may;
	}
	actor->grants = rows;
	return RC_OK;
}

enum rc login_act_as(struct op *op, const struct account *account)
{
	op->actor = (struct actor){ .id = account->id, .name = account->name,
				    .full_name = account->full_name };
	return login_fill_actor(op);
}

enum rc login_check_store(struct op *op, struct findings *f)
{
	const char **keys;
	size_t count;

	TRY(login_store_astray(op, time_day(op->now_us), &keys, &count));
	for (size_t i = 0; i < count; i++)
		ERROR_AT(f, NULL, 0, NULL, "login.check.astray", keys[i]);
	return RC_OK;
}
