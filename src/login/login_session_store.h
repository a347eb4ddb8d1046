/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login_session.h"

/** A session or token is known by the digest of what is presented. Times by the machine's clock. */
CHECKED enum rc login_store_session_add(struct op *op, const char *digest, int64_t account,
					int64_t now_us, int64_t ends_us);
CHECKED enum rc login_store_session_find(struct op *op, const char *digest, int64_t now_us,
					 int64_t seen_since_us, struct actor *out,
					 int64_t *seen_us, bool *found);
/** Whether the operation may write: a session in use is noted then. */
bool login_store_writes(const struct op *op);
CHECKED enum rc login_store_session_end(struct op *op, const char *digest, int64_t now_us);
CHECKED enum rc login_store_sessions_end(struct op *op, int64_t account, int64_t now_us);
CHECKED enum rc login_store_session_seen(struct op *op, int64_t session, int64_t now_us,
					 int64_t unless_since_us);
CHECKED enum rc login_store_token_add(struct op *op, const char *digest, int64_t account,
				      int64_t now_us, int64_t ends_us);
CHECKED enum rc login_store_token_find(struct op *op, const char *digest, int64_t now_us,
				       struct actor *out, bool *found);
CHECKED enum rc login_store_tokens(struct op *op, int64_t account, int64_t now_us,
				   struct account_token **rows, size_t *rows_count);
CHECKED enum rc login_store_token_revoke(struct op *op, int64_t account, int64_t token,
					 int64_t now_us);
CHECKED enum rc login_store_tokens_revoke(struct op *op, int64_t account, int64_t now_us);

/** Settings of the demo: "demo" is 1, "demo.accounts" has names separated by |. */
CHECKED enum rc login_store_demo(struct op *op, bool *demo);
CHECKED enum rc login_store_demo_names(struct op *op, char **names);

/** Failures counted for @what since @since_us. */
CHECKED enum rc login_store_failures(struct op *op, const char *what, int64_t since_us,
				     int64_t *failures);
/** Counts one more; what was counted before @since_us is over. */
CHECKED enum rc login_store_failed(struct op *op, const char *what, int64_t now_us,
				   int64_t since_us);
CHECKED enum rc login_store_failure_forget(struct op *op, const char *what);
/** Deletes sessions that ended and failures that were counted before these times. */
CHECKED enum rc login_store_tidy(struct op *op, int64_t sessions_before_us,
				 int64_t failures_before_us);
