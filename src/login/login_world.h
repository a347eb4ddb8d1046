/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login.h"
#include "tests/tap.h"
#include "tests/world.h"

/*
 * For tests: a province of one district with the communes 03154 and 03155, loaded with @people (people.csv;
 * NULL: none). The errors, in English, " | " between.
 */
const char *login_world(struct world *w, const char *people);

/** Id of the unit that bears @code on the day of the operation. */
int64_t unit_id(struct op *op, const char *code);

/** Opens an account "Lò Văn An" with @password and @roles at @code (NULL: none). */
void add_account(struct world *w, const char *name, const char *password, const char *code,
		 uint32_t roles);

/** An account that is there. */
struct account *find_account(struct op *op, const char *name);

/** All three steps of signing in. NULL when it was refused; *@rc says how. */
const char *sign_in(struct world *w, const char *name, const char *password, enum rc *rc);
