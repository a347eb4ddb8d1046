/* SPDX-License-Identifier: Apache-2.0 */
#include "core/actor.h"
#include <string.h>

/* clang-format off */
static const struct {
	const char *name;
	uint32_t role, may;
} roles[] = {
	{ "reception",   ROLE_RECEPTION,   MAY_READ | MAY_RECEIVE | MAY_ISSUE },
	{ "handler",     ROLE_HANDLER,     MAY_READ | MAY_HANDLE },
	{ "head",        ROLE_HEAD,        MAY_READ | MAY_REVIEW },
	{ "approver",    ROLE_APPROVER,    MAY_READ | MAY_SIGN },
	{ "clerk",       ROLE_CLERK,       MAY_READ | MAY_ISSUE },
	{ "coordinator", ROLE_COORDINATOR, MAY_READ | MAY_COORDINATE },
	{ "leader",      ROLE_LEADER,      MAY_READ | MAY_LEAD },
	{ "inspector",   ROLE_INSPECTOR,   MAY_READ | MAY_INSPECT },
	{ "organiser",   ROLE_ORGANISER,   MAY_ORGANISE },
	{ "admin",       ROLE_ADMIN,       MAY_ADMINISTER },
	{ "applicant",   ROLE_APPLICANT,   MAY_APPLY },
};
/* clang-format on */

enum { ROLES_COUNT = sizeof roles / sizeof *roles };

bool actor_may_at(const struct actor *actor, uint32_t may, int64_t unit)
{
	for (size_t i = 0; i < actor->grants_count; i++)
		if (actor->grants[i].unit == unit && (actor->grants[i].may & may))
			return true;
	return false;
}

uint32_t roles_may(uint32_t set)
{
	uint32_t may = set ? MAY_SIGNED_IN : 0;

	for (size_t i = 0; i < ROLES_COUNT; i++)
		if (set & roles[i].role)
			may |= roles[i].may;
	return may;
}

uint32_t role_by_name(const char *name)
{
	for (size_t i = 0; i < ROLES_COUNT; i++)
		if (!strcmp(roles[i].name, name))
			return roles[i].role;
	return 0;
}

const char *role_name(uint32_t role)
{
	for (size_t i = 0; i < ROLES_COUNT; i++)
		if (roles[i].role == role)
			return roles[i].name;
	return "";
}
