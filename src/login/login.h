/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "org/org.h"
#include <stdbool.h>

/*
 * Who is signed in and what they may do. An account has grants: roles in one body from a day to a
 * day. A grant follows its body through orders (login_mover.c), so an official of a unit that ended
 * is one of its successor, with the same roles, from 00:00 of the day.
 *
 * Sessions, tokens, locks and first passwords go by the machine's clock; grants by the store's.
 */
enum {
	ACCOUNT_NAME_MAX = 40,
	FULL_NAME_MAX = 100,
	FIRST_PASSWORD_DAYS = 14, /* a password given by somebody else works this long */
};

struct account {
	int64_t id;
	const char *name;       /* login_name_fits(); never changes */
	const char *full_name;  /* as people write it */
	const char *secret;     /* of login_secret.h; NULL: no password */
	int64_t first_until_us; /* the password is a first one and works until then; 0: their own */
	int64_t disabled_us;    /* 0: in use */
};

/** Roles in one body. */
struct account_grant {
	int64_t id;
	int64_t account;
	const char *name;      /* of the account */
	const char *full_name; /* of the account */
	const char *key; /* in orders and their certificates: name and body, "lan committee" */
	int64_t unit; /* 0 for an applicant; the province while it waits on the residue desk */
	int64_t body; /* 0 for an applicant, and on the residue desk, where it is good nowhere */
	const char *kind; /* of the body, or NULL */
	uint32_t roles;
	int32_t from_day, to_day; /* half open; DAY_OPEN */
};

/** What people sign in with: a letter, then letters, digits, ".", "-", "_"; ASCII, lower case, 1 to 40. */
bool login_name_fits(const char *name);

/** What is said to open an account. */
struct account_new {
	const char *name, *full_name; /* full_name NULL: the name */
	const char *secret;           /* of secret_hash(), or NULL: it cannot sign in with a password */
	bool first;                   /* the password was given by somebody else */
};

/**
 * Opens an account, without grants.
 * RC_INVALID "login.name", "login.full_name"; RC_CONFLICT "login.name_taken".
 */
CHECKED enum rc login_add(struct op *op, const struct account_new *new_one, struct account **out);

/** RC_NOT_FOUND "login.none". */
CHECKED enum rc login_find(struct op *op, const char *name, struct account **out);
CHECKED enum rc login_by_id(struct op *op, int64_t id, struct account **out);

/** Accounts in Vietnamese order of full names, @limit of them after the first @offset. */
CHECKED enum rc login_list(struct op *op, int64_t offset, int64_t limit, struct account **rows,
			   size_t *rows_count);
CHECKED enum rc login_count(struct op *op, int64_t *count);

/** The same of those who have a role in a body of @unit today, in use or not. */
CHECKED enum rc login_list_at(struct op *op, int64_t unit, int64_t offset, int64_t limit,
			      struct account **rows, size_t *rows_count, int64_t *count);

/** Ends its sessions and tokens, too. RC_CONFLICT "login.self": nobody disables themselves. */
CHECKED enum rc login_disable(struct op *op, const struct account *account);
CHECKED enum rc login_enable(struct op *op, const struct account *account);

/** A new password, of secret_hash(): all sessions of the account end, and so does a lock of its name. */
CHECKED enum rc login_set_secret(struct op *op, const struct account *account, const char *secret,
				 bool first);

/** What is said to give roles. */
struct grant_new {
	const struct account *account;
	int64_t unit;     /* 0 for an applicant */
	const char *kind; /* of the body; NULL: org_body_for() */
	uint32_t roles;
	int32_t from_day; /* DAY_NONE: today */
	int32_t to_day;   /* DAY_OPEN: until further notice */
};

/**
 * Gives roles in a body. Those of the province (leader, inspector, organiser, admin) are given at the
 * province only, an applicant's without a unit.
 * RC_INVALID   "login.role_missing", "login.role_where", "login.role_unit", "login.days"
 * RC_NOT_FOUND "org.no_body"
 */
CHECKED enum rc login_grant(struct op *op, const struct grant_new *new_one, int64_t *id);

/** "reception,clerk", in the order of core/actor.h. */
char *login_roles_shown(struct arena *mem, uint32_t roles);

/** Ends a grant: @day is the first on which it is over. RC_NOT_FOUND, also when it was over before. */
CHECKED enum rc login_grant_end(struct op *op, const struct account *account, int64_t grant,
				int32_t day);

/** Grants of an account on @day, those that wait on the residue desk (body 0) included. */
CHECKED enum rc login_grants_of(struct op *op, int64_t account, int32_t day,
				struct account_grant **rows, size_t *rows_count);

/** Grants in bodies of @unit on @day, of accounts in use, in order of full names. */
CHECKED enum rc login_grants_at(struct op *op, int64_t unit, int32_t day,
				struct account_grant **rows, size_t *rows_count);

/** Makes @account the actor of @op, with its grants of the day: for the command line and jobs. */
CHECKED enum rc login_act_as(struct op *op, const struct account *account);

/** `haicap load`: people.csv (README.md). */
CHECKED enum rc login_load(struct op *op, const struct load *load);

/** Each breach of what README.md calls always true is added to @f. */
CHECKED enum rc login_check_store(struct op *op, struct findings *f);
