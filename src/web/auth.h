/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"

/**
 * Who asks. main.c fills this from login/: web knows no area. The functions run on a reading snapshot
 * or inside a writing operation, set op->actor and only read.
 */
struct web_auth {
	/** Of the session cookie. RC_SIGN_IN when it is no session (any more). */
	enum rc (*by_session)(struct op *op, const char *token);
	/** Of "Authorization: Bearer". RC_SIGN_IN when it is none (any more). */
	enum rc (*by_token)(struct op *op, const char *token);
	const char *sign_in; /* where pages are sent, "/sign-in"; gets ?to= */
};
