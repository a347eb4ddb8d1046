/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "login/login_session.h"
#include "web/html.h"
#include "web/route.h"
#include "web/unsent.h"

/** Sign-in, sign-out, one's own account: /sign-in, /sign-out, /me, /demo/sign-in. */
extern const struct route login_routes[];
/** Accounts, for administrators: /people. */
extern const struct route people_routes[];

struct body_view {
	const char *kind, *name;
};

/** A grant as programs and people see it. */
struct grant_view {
	int64_t id;
	const char *key;         /* in orders: "lan centre" */
	struct body_view *body;  /* NULL: an applicant's, or on the residue desk */
	struct unit_brief *unit; /* NULL likewise */
	const char **roles;      /* "reception" */
	size_t roles_count;
	int32_t from, to;        /* @to is the first day it is over; DAY_NONE: open */
	const char *where;       /* "Trung tâm Phục vụ hành chính công xã Sín Thầu" */
	const char *words;       /* the roles, in words */
	bool on_desk;
	struct url end;          /* where it is ended */
};

/** An account with its grants of today; what /me and /people/{name} show programs. */
struct account_view {
	const char *name, *full_name;
	bool disabled;
	int64_t first_until_us; /* the password is a first one and works until then; 0: their own */
	const struct grant_view *grants;
	size_t grants_count;
	const char *password;   /* a first one just made, shown this once */
	struct url href;
};

struct token_view {
	int64_t id;
	int64_t made_us, ends_us;
	struct url revoke;
};

/** GET /me. */
struct me_page {
	struct account_view account; /* first: programs are shown this */
	const struct token_view *tokens;
	size_t tokens_count;
	const char *token; /* just made, shown this once */
};

/** An account of the demo. */
struct demo_account {
	const char *name, *full_name, *where, *words;
};

/** GET /sign-in. */
struct sign_in_page {
	const char *to;
	const struct unsent *unsent; /* a form that waits for somebody to sign in, or NULL */
	const char *name; /* typed before, when it was refused */
	const struct demo_account *demo;
	size_t demo_count;
	bool is_demo;
};

/** GET /people. */
struct people_page {
	const char *unit; /* code of the one whose accounts are shown, or NULL */
	const struct account_view *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;
	struct url next_url;
	const struct role_choice *roles;
	size_t roles_count;
};

struct role_choice {
	const char *name, *id, *words;
	bool picked;
};

/** GET /people/{name}. */
struct person_page {
	struct account_view account; /* first: programs are shown this */
	bool self;
	const struct role_choice *roles;
	size_t roles_count;
	const struct role_choice *kinds; /* of bodies */
	size_t kinds_count;
	struct url grants, password, disable, enable, revoke;
};
