/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login.h"

/* What login.c and login_session.c share. */

/** Fills grants and permissions of op->actor, whose id and names are set, as of the store's day. */
CHECKED enum rc login_fill_actor(struct op *op);

/** Forgets the failures of signing in as @name. */
CHECKED enum rc login_unlock(struct op *op, const char *name);
