/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_session.h"
#include "core/text.h"
#include "ledger/ledger.h"
#include "login/login_actor.h"
#include "login/login_secret.h"
#include "login/login_session_store.h"
#include "login/login_store.h"
#include <string.h>

enum {
	SEEN_MINUTES = 5,   /* how often a session in use is noted */
	TIDY_DAYS = 7,      /* how long sessions that ended are kept to be looked into */
};

/* Names and addresses of people who failed are not kept in clear. */
static const char *what_name(struct arena *mem, const char *name)
{
	return secret_digest(mem, arena_text(mem, "name %s", name));
}

static const char *what_address(struct arena *mem, const char *address)
{
	return secret_digest(mem, arena_text(mem, "address %s", address));
}

static const char *lower(struct arena *mem, const char *typed)
{
	char *name = text_trim(mem, typed);

	for (char *c = name; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return name;
}

static enum rc is_locked(struct op *op, const struct attempt *a, bool *locked)
{
	int64_t since_us = time_machine_us() - LOCK_MINUTES * US_MINUTE;
	int64_t of_name, of_address;

	TRY(login_store_failures(op, what_name(op->mem, lower(op->mem, a->name)), since_us,
				 &of_name));
	TRY(login_store_failures(op, what_address(op->mem, a->address), since_us, &of_address));
	*locked = of_name >= LOCK_NAME_FAILURES || of_address >= LOCK_ADDRESS_FAILURES;
	return RC_OK;
}

static bool usable(const struct account *a)
{
	return !a->disabled_us && a->secret &&
	       (!a->first_until_us || time_machine_us() < a->first_until_us);
}

enum rc login_look_up(struct op *op, struct attempt *attempt)
{
	struct account *a;
	bool found;

	TRY(is_locked(op, attempt, &attempt->locked));
	TRY(login_store_find(op, lower(op->mem, attempt->name), &a, &found));
	attempt->secret = found && usable(a) ? a->secret : NULL;
	return RC_OK;
}

void login_check(struct attempt *attempt)
{
	attempt->holds = !attempt->locked && secret_holds(attempt->secret, attempt->password);
}

static enum rc count_failure(struct op *op, const struct attempt *attempt)
{
	int64_t now_us = time_machine_us(), since_us = now_us - LOCK_MINUTES * US_MINUTE;

	TRY(login_store_failed(op, what_name(op->mem, lower(op->mem, attempt->name)), now_us,
			       since_us));
	TRY(login_store_failed(op, what_address(op->mem, attempt->address), now_us, since_us));
	return login_store_tidy(op, now_us - TIDY_DAYS * US_DAY, since_us);
}

enum rc login_confirm(struct op *op, const struct attempt *attempt, struct account **account)
{
	struct account *a;
	bool found, locked;

	/* Asked again, as others may have failed while this one was checked. */
	TRY(is_locked(op, attempt, &locked));
	if (locked || attempt->locked)
		return FAIL(op, RC_LIMITED, "login.locked", "too many failures");
	TRY(login_store_find(op, lower(op->mem, attempt->name), &a, &found));
	/* The secret that was checked must still be the account's. */
	if (!attempt->holds || !found || !usable(a) || strcmp(a->secret, attempt->secret) != 0) {
		*account = NULL;
		return count_failure(op, attempt);
	}
	*account = a;
	return login_unlock(op, a->name);
}

enum rc login_enter(struct op *op, const struct attempt *attempt, const char **token,
		    struct account **account)
{
	struct account *a;

	TRY(login_confirm(op, attempt, &a));
	if (!a) {
		*token = NULL;
		return RC_OK;
	}
	TRY(login_session_begin(op, a, token));
	*account = a;
	return RC_OK;
}

enum rc login_unlock(struct op *op, const char *name)
{
	return login_store_failure_forget(op, what_name(op->mem, name));
}

enum rc login_session_begin(struct op *op, const struct account *account, const char **token)
{
	int64_t now_us = time_machine_us();
	const char *made = secret_token(op->mem, "");

	TRY(login_store_session_add(op, secret_digest(op->mem, made), account->id, now_us,
				    now_us + SESSION_HOURS * US_HOUR));
	*token = made;
	return ledger_add(op, "login.enter", account->name, NULL);
}

enum rc login_is_demo(struct op *op, bool *demo)
{
	return login_store_demo(op, demo);
}

enum rc login_demo_accounts(struct op *op, struct account **rows, size_t *rows_count)
{
	char *rest, *name;
	bool demo;

	*rows = NULL;
	*rows_count = 0;
	TRY(login_store_demo(op, &demo));
	if (!demo)
		return RC_OK;
	TRY(login_store_demo_names(op, &rest));
	while ((name = strsep(&rest, "|"))) {
		struct account *a;
		bool found;

		TRY(login_store_find(op, name, &a, &found));
		if (!found)
			continue;
		*rows = arena_grow(op->mem, *rows, *rows_count, sizeof **rows);
		(*rows)[(*rows_count)++] = *a;
	}
	return RC_OK;
}

enum rc login_session_end(struct op *op, const char *token)
{
	TRY(login_store_session_end(op, secret_digest(op->mem, token), time_machine_us()));
	return op->actor.id ? ledger_add(op, "login.leave", op->actor.name, NULL) : RC_OK;
}

enum rc login_session_seen(struct op *op)
{
	int64_t now_us = time_machine_us();

	if (!op->actor.session)
		return RC_OK;
	return login_store_session_seen(op, op->actor.session, now_us,
					now_us - SEEN_MINUTES * US_MINUTE);
}

enum rc login_token_make(struct op *op, const struct account *account, const char **token)
{
	int64_t now_us = time_machine_us();
	const char *made = secret_token(op->mem, "haicap_");

	if (account->disabled_us)
		return FAIL(op, RC_CONFLICT, "login.disabled", "account %lld",
			    (long long)account->id);
	TRY(login_store_token_add(op, secret_digest(op->mem, made), account->id, now_us,
				  now_us + TOKEN_DAYS * US_DAY));
	*token = made;
	return ledger_add(op, "login.token", account->name, NULL);
}

enum rc login_tokens_of(struct op *op, int64_t account, struct account_token **rows,
			size_t *rows_count)
{
	return login_store_tokens(op, account, time_machine_us(), rows, rows_count);
}

enum rc login_token_revoke(struct op *op, const struct account *account, int64_t token)
{
	TRY(login_store_token_revoke(op, account->id, token, time_machine_us()));
	return ledger_add(op, "login.token-revoke", account->name, NULL);
}

enum rc login_tokens_revoke(struct op *op, const struct account *account)
{
	TRY(login_store_tokens_revoke(op, account->id, time_machine_us()));
	return ledger_add(op, "login.token-revoke", account->name, NULL);
}

enum rc login_by_session(struct op *op, const char *token)
{
	int64_t now_us = time_machine_us();
	int64_t seen_us = 0;
	struct actor actor = { 0 };
	bool found;

	TRY(login_store_session_find(op, secret_digest(op->mem, token), now_us,
				     now_us - SESSION_IDLE_HOURS * US_HOUR, &actor, &seen_us,
				     &found));
	if (!found)
		return FAIL(op, RC_SIGN_IN, "login.sign_in", "no such session");
	op->actor = actor;
	if (seen_us < now_us - SEEN_MINUTES * US_MINUTE && login_store_writes(op))
		TRY(login_session_seen(op));
	return login_fill_actor(op);
}

enum rc login_by_token(struct op *op, const char *token)
{
	struct actor actor = { 0 };
	bool found;

	TRY(login_store_token_find(op, secret_digest(op->mem, token), time_machine_us(), &actor,
				   &found));
	if (!found)
		return FAIL(op, RC_SIGN_IN, "login.sign_in", "no such token");
	op->actor = actor;
	return login_fill_actor(op);
}
