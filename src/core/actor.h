/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What one may do: a bit each. A role is a set of them (contracts.md 3 and 4). */
enum may {
	MAY_ALL = 0,                 /* no sign-in needed */
	MAY_RECEIVE = 1 << 0,        /* reception: receive, guide, refuse, hand back */
	MAY_HANDLE = 1 << 1,         /* handler */
	MAY_REVIEW = 1 << 2,         /* head of a department */
	MAY_SIGN = 1 << 3,           /* approver */
	MAY_ISSUE = 1 << 4,          /* clerk: number, seal, deliver */
	MAY_COORDINATE = 1 << 5,     /* leader of a centre */
	MAY_LEAD = 1 << 6,           /* leader of the province: sees everything */
	MAY_INSPECT = 1 << 7,        /* inspector: sees and recounts everything */
	MAY_ORGANISE = 1 << 8,       /* organiser: orders */
	MAY_ADMINISTER = 1 << 9,     /* admin: accounts */
	MAY_APPLY = 1 << 10,         /* applicant: own dossiers */
	MAY_READ = 1 << 11,          /* an officer of any kind */
	MAY_SIGNED_IN = 1 << 12,     /* anybody who is signed in */
};

/** Roles as people name them, for one body from a day to a day. */
enum role {
	ROLE_RECEPTION = 1 << 0,
	ROLE_HANDLER = 1 << 1,
	ROLE_HEAD = 1 << 2,
	ROLE_APPROVER = 1 << 3,
	ROLE_CLERK = 1 << 4,
	ROLE_COORDINATOR = 1 << 5,
	ROLE_LEADER = 1 << 6,
	ROLE_INSPECTOR = 1 << 7,
	ROLE_ORGANISER = 1 << 8,
	ROLE_ADMIN = 1 << 9,
	ROLE_APPLICANT = 1 << 10,
};

/** One grant as it stands at the time of the operation. */
struct grant {
	int64_t body;   /* 0 for an applicant */
	int64_t unit;   /* of that body */
	uint32_t roles; /* enum role */
	uint32_t may;   /* enum may, of those roles */
};

/** Who acts. id 0 is nobody (the public, or the machine itself). */
struct actor {
	int64_t id;
	const char *name;      /* of the account; "system" for the machine */
	const char *full_name; /* as shown to people */
	int64_t session;       /* 0 with a token */
	const struct grant *grants;
	size_t grants_count;
	uint32_t may; /* of all grants together */
};

/** Whether the actor has one of @may for a body of @unit. */
bool actor_may_at(const struct actor *actor, uint32_t may, int64_t unit);

/** The set of permissions of a set of roles. */
uint32_t roles_may(uint32_t roles);

/** The bit of a role by its name on the command line ("reception"), 0 if there is none. */
uint32_t role_by_name(const char *name);

/** The name of the single role @role. Never NULL. */
const char *role_name(uint32_t role);
