/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_mover.h"
#include "login/login.h"
#include "login/login_store.h"
#include "org/org_law.h"

struct showing {
	mover_visit *visit;
	void *context;
};

static enum rc show_one(struct op *op, const struct grant_moving *g, void *context)
{
	struct showing *s = context;
	char roles[12];

	/* The roles are what an order never touches: the bits of core/actor.h, as a number. */
	snprintf(roles, sizeof roles, "%u", (unsigned)g->roles);
	struct mover_record r = {
		.id = g->id,
		.key = g->key,
		.reference = roles,
		.units = { g->unit },
		.on_desk = !g->body,
		.account = g->name,
		.body = g->kind,
	};

	return s->visit(op, &r, s->context);
}

static enum rc each(struct op *op, mover_visit *visit, void *context)
{
	struct showing s = { visit, context };

	return login_store_moving(op, time_day(op->now_us), show_one, &s);
}

static enum rc move(struct op *op, const struct mover_order *order)
{
	return login_store_move(op, order->id, order->day);
}

static enum rc undo(struct op *op, const struct mover_order *order)
{
	return login_store_move_undo(op, order->id);
}

static enum rc assign(struct op *op, const struct mover_order *order, int64_t record, int64_t unit)
{
	return login_store_assign(op, order->id, record, unit, time_day(op->now_us));
}

static enum rc official(struct op *op, const char *account, const char *body, bool *account_known,
			bool *body_known)
{
	struct account *a;

	*body_known = !*body || org_kind_exists(body);
	return login_store_find(op, account, &a, account_known);
}

/* Roles given since in a body of a unit of the order would be in a body that never was; end them first. */
static enum rc later(struct op *op, const struct mover_order *order, struct blocks *blocks)
{
	const char **keys;
	size_t count;

	TRY(login_store_later(op, order->id, time_day(op->now_us), &keys, &count));
	for (size_t i = 0; i < count; i++)
		block_add(blocks, words(LANG_VI, "login.owner"), "/people", "login.later", keys[i]);
	return RC_OK;
}

const struct mover login_mover = {
	.kind = "grant",
	.each = each,
	.move = move,
	.undo = undo,
	.assign = assign,
	.official = official,
	.later = later,
};
