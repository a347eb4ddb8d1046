/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login.h"

/*
 * Signing in, sessions of browsers, tokens of programs. All by the machine's clock. What is presented
 * is looked up by its digest; nothing stored can be presented.
 */
enum {
	SESSION_HOURS = 12,         /* at the longest */
	SESSION_IDLE_HOURS = 2,     /* without anything written or looked at */
	TOKEN_DAYS = 90,
	LOCK_MINUTES = 15,          /* failures are counted, and so a lock lasts, this long */
	LOCK_NAME_FAILURES = 5,     /* of one name, whether it exists or not */
	LOCK_ADDRESS_FAILURES = 50, /* from one address: a whole office shares one */
};

/**
 * One attempt to sign in: login_look_up() reads, login_check() works 95 ms without a store, and
 * login_enter() is the operation.
 */
struct attempt {
	const char *name; /* as typed; compared in lower case, without blanks around it */
	const char *password;
	const char *address; /* of the client */
	const char *secret;  /* by look_up: what is stored for the name, or NULL */
	bool locked;         /* by look_up: too many failures, nothing needs checking */
	bool holds;          /* by check */
};
CHECKED enum rc login_look_up(struct op *op, struct attempt *attempt);
void login_check(struct attempt *attempt);

/**
 * Whether the attempt holds: *@account is whose it is. Else the failure is counted, and *@account is
 * NULL, as login_enter() says.
 */
CHECKED enum rc login_confirm(struct op *op, const struct attempt *attempt,
			      struct account **account);

/**
 * Begins a session if the attempt holds: *@token is for the cookie and *@account whose it is. Else the
 * failure is counted, and *@token is NULL: the same for a name that does not exist, is disabled, has
 * no password, one that has run out or another. RC_LIMITED "login.locked" after too many failures.
 */
CHECKED enum rc login_enter(struct op *op, const struct attempt *attempt, const char **token,
			    struct account **account);

/** Begins a session without asking for a password: for the demo, which says so. */
CHECKED enum rc login_session_begin(struct op *op, const struct account *account,
				    const char **token);
/** Whether this is the demo's store, where people sign in with one press; and whom it offers. */
CHECKED enum rc login_is_demo(struct op *op, bool *demo);
CHECKED enum rc login_demo_accounts(struct op *op, struct account **rows, size_t *rows_count);

/** Ends the session of @token; content when there is none. */
CHECKED enum rc login_session_end(struct op *op, const char *token);
/** Notes, every few minutes, that the actor's session is in use. Only in a writing operation. */
CHECKED enum rc login_session_seen(struct op *op);

/** Makes a bearer token, good for TOKEN_DAYS: shown once, stored as a digest. RC_CONFLICT: disabled. */
CHECKED enum rc login_token_make(struct op *op, const struct account *account, const char **token);

struct account_token {
	int64_t id;
	int64_t made_us, ends_us; /* machine's clock */
};
/** Tokens of @account that are good now, newest first. */
CHECKED enum rc login_tokens_of(struct op *op, int64_t account, struct account_token **rows,
				size_t *rows_count);
/** RC_NOT_FOUND when @account has no such token that is good. */
CHECKED enum rc login_token_revoke(struct op *op, const struct account *account, int64_t token);
CHECKED enum rc login_tokens_revoke(struct op *op, const struct account *account);

/**
 * For web_auth: set op->actor, its grants as of the store's day. RC_SIGN_IN when not good (any more).
 * Inside a writing operation they also note that the session is in use.
 */
CHECKED enum rc login_by_session(struct op *op, const char *token);
CHECKED enum rc login_by_token(struct op *op, const char *token);
