/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login_web.h"
#include "web/field.h"
#include "web/req.h"

/* What login_web.c and login_web_people.c share: accounts as they are shown. */

extern const struct field account_fields[];
extern const struct field grant_fields[];

/** @account with its grants of today. */
CHECKED enum rc login_view_account(struct op *op, enum lang lang, const struct account *account,
				   struct account_view *out);

/** All roles there are, for a form; those picked that were ticked when it is shown again. */
const struct role_choice *login_view_roles(struct arena *mem, const struct req *req, size_t *count);

/**
 * Answers 422 with the fault of @field noted, while what the operation stored (a failure that counts)
 * is kept: @page for people, a problem for programs.
 */
CHECKED enum rc login_view_refuse(struct op *op, struct req *req, struct reply *reply,
				  const char *field, const char *key, const struct view *view,
				  const void *page);
