/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "ledger/ledger.h"
#include "login/login.h"
#include "login/login_store.h"
#include <string.h>

enum {
	OF_PROVINCE = ROLE_LEADER | ROLE_INSPECTOR | ROLE_ORGANISER | ROLE_ADMIN,
};

/* Which roles stand where (contracts.md 3). */
static enum rc check_roles(struct op *op, const struct grant_new *n)
{
	const struct territory *t;

	if (!n->roles)
		return FAIL_FIELD(op, "roles", "login.role_missing", "%s", "");
	if (n->to_day <= n->from_day)
		return FAIL_FIELD(op, "to", "login.days", "from %d to %d", n->from_day, n->to_day);
	if (n->roles & ROLE_APPLICANT) {
		if (n->roles != ROLE_APPLICANT || n->unit)
			return FAIL_FIELD(op, "unit", "login.role_unit", "%s", "");
		return RC_OK;
	}
	TRY(territory_of(op, &t));
	const struct unit *u = n->unit ? unit_by_id(t, n->unit) : NULL;

	if (!u)
		return FAIL_FIELD(op, "unit", "login.unit_missing", "unit %lld", (long long)n->unit);
	if (n->roles & OF_PROVINCE && u->tier != TIER_PROVINCE)
		return FAIL_FIELD(op, "roles", "login.role_where", "roles %x at tier %d", n->roles,
				  (int)u->tier);
	return RC_OK;
}

static enum rc body_of(struct op *op, const struct grant_new *n, struct org_body **out)
{
	int32_t today = time_day(op->now_us);
	int32_t day = n->from_day > today ? n->from_day : today;

	if (n->kind)
		return org_body_of(op, n->unit, n->kind, day, out);
	return org_body_for(op, n->unit, n->roles, day, out);
}

static bool among(const char *key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(keys[i], key))
			return true;
	return false;
}

/*
 * Orders and certificates know a grant by account and body. One who serves in two bodies of the same
 * kind has "lan committee" and "lan committee-2"; what the grant was called stays when its body ends.
 */
static enum rc free_key(struct op *op, const struct account *a, const char *word, const char **key)
{
	const char **keys, *wanted = arena_text(op->mem, "%s %s", a->name, word);
	size_t count;

	TRY(login_store_keys(op, a->id, time_day(op->now_us), &keys, &count));
	for (int n = 2; among(wanted, keys, count); n++)
		wanted = arena_text(op->mem, "%s %s-%d", a->name, word, n);
	*key = wanted;
	return RC_OK;
}

char *login_roles_shown(struct arena *mem, uint32_t roles)
{
	char *text = arena_copy(mem, "");

	for (uint32_t bit = 1; bit <= ROLE_APPLICANT; bit <<= 1)
		if (roles & bit)
			text = arena_text(mem, "%s%s%s", text, *text ? "," : "", role_name(bit));
	return text;
}

enum rc login_grant(struct op *op, const struct grant_new *new_one, int64_t *id)
{
	struct grant_new n = *new_one;
	struct org_body *body = NULL;

	if (n.from_day == DAY_NONE)
		n.from_day = time_day(op->now_us);
	TRY(check_roles(op, &n));
	if (n.unit)
		TRY(body_of(op, &n, &body));
	struct account_grant g = {
		.account = n.account->id,
		.unit = n.unit,
		.body = body ? body->id : 0,
		.kind = body ? body->kind : NULL,
		.roles = n.roles,
		.from_day = n.from_day,
		.to_day = n.to_day,
	};

	TRY(free_key(op, n.account, body ? body->kind : role_name(ROLE_APPLICANT), &g.key));
	TRY(login_store_grant(op, &g));
	*id = g.id;
	return ledger_add(op, "login.grant", n.account->name,
			  arena_text(op->mem, "%s\n%lld\n%s\n%s\n%s", g.key, (long long)g.unit,
				     login_roles_shown(op->mem, g.roles), day_show(op->mem, g.from_day),
				     g.to_day == DAY_OPEN ? "" : day_show(op->mem, g.to_day)));
}

enum rc login_grant_end(struct op *op, const struct account *account, int64_t grant, int32_t day)
{
	TRY(login_store_grant_end(op, account->id, grant, day));
	return ledger_add(op, "login.grant-end", account->name,
			  arena_text(op->mem, "%lld\n%s", (long long)grant,
				     day_show(op->mem, day)));
}
