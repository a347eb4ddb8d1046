/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_toy.h"
#include "db/db.h"
#include "territory/order_toy.sql.h"
#include "territory/territory.h"

enum rc toy_table(struct op *op)
{
	return db_put(op, &SQL_TOY_TABLE, DB_ANY_ROWS, IN_NOTHING);
}

enum rc toy_insert(struct op *op, struct toy *toy)
{
	toy->id = db_id(op);
	return db_put(op, &SQL_TOY_INSERT, 1,
		      IN(IN_INT(toy->id), IN_TEXT(toy->code), IN_TEXT(toy->due), IN_INT(toy->unit),
			 IN_OPT(toy->received), IN_OPT(toy->returned), IN_OPT(toy->home),
			 IN_TEXT(toy->village), IN_INT(toy->wide), IN_TEXT(toy->account),
			 IN_INT(op->now_us)));
}

struct showing {
	struct toy row;
	int64_t tier;
	mover_visit *visit;
	void *context;
};

static enum rc show_one(struct op *op, struct arena *mem, void *context)
{
	struct showing *s = context;
	const struct toy *t = &s->row;
	const struct mover_record r = {
		.id = t->id, .key = t->code, .reference = t->due,
		.units = { t->unit, t->received, t->returned },
		.home = t->home, .village = t->village, .wide = t->wide, .account = t->account,
		.on_desk = s->tier == TIER_PROVINCE,
	};

	(void)mem;
	return s->visit(op, &r, s->context);
}

static enum rc each(struct op *op, mover_visit *visit, void *context)
{
	struct showing s = { .visit = visit, .context = context };
	struct toy *t = &s.row;

	return db_each(op, &SQL_TOY_EACH, IN_NOTHING,
		       OUT(OUT_INT(&t->id), OUT_TEXT(&t->code), OUT_TEXT(&t->due), OUT_INT(&t->unit),
			   OUT_INT(&t->received), OUT_INT(&t->returned), OUT_INT(&t->home),
			   OUT_TEXT(&t->village), OUT_BOOL(&t->wide), OUT_TEXT(&t->account),
			   OUT_INT(&s.tier)),
		       show_one, &s);
}

static enum rc all(struct op *op, const struct mover_order *order, const struct sql *owner,
		   const struct sql *received, const struct sql *returned)
{
	const struct db_ins in = IN(IN_INT(order->id));

	TRY(db_put(op, owner, DB_ANY_ROWS, in));
	TRY(db_put(op, received, DB_ANY_ROWS, in));
	return db_put(op, returned, DB_ANY_ROWS, in);
}

static enum rc move(struct op *op, const struct mover_order *order)
{
	return all(op, order, &SQL_TOY_MOVE_OWNER, &SQL_TOY_MOVE_RECEIVED,
		   &SQL_TOY_MOVE_RETURNED);
}

static enum rc undo(struct op *op, const struct mover_order *order)
{
	return all(op, order, &SQL_TOY_UNDO_OWNER, &SQL_TOY_UNDO_RECEIVED,
		   &SQL_TOY_UNDO_RETURNED);
}

static enum rc assign(struct op *op, const struct mover_order *order, int64_t record, int64_t unit)
{
	(void)order;
	return db_put(op, &SQL_TOY_ASSIGN, 1, IN(IN_INT(record), IN_INT(unit)));
}

static enum rc later(struct op *op, const struct mover_order *order, struct blocks *blocks)
{
	const char *code = NULL, **codes;
	size_t count;

	TRY(db_list(op, &SQL_TOY_LATER, IN(IN_INT(order->id), IN_INT(order->at_us)),
		    OUT(OUT_TEXT(&code)), ROWS(code, &codes, &count)));
	for (size_t i = 0; i < count; i++)
		block_add(blocks, "toy keeper", NULL, "toy.later", codes[i]);
	return RC_OK;
}

const struct mover toy_mover = {
	.kind = "toy",
	.each = each,
	.move = move,
	.undo = undo,
	.assign = assign,
	.later = later,
};
