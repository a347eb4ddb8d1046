/* SPDX-License-Identifier: Apache-2.0 */
#include "org/org_store.h"
#include "db/db.h"
#include "org/org.sql.h"

#define BODY_OUT(b)                                                                          \
	OUT(OUT_INT(&(b)->id), OUT_INT(&(b)->unit), OUT_TEXT(&(b)->kind),                    \
	    OUT_TEXT(&(b)->own_name), OUT_INT32(&(b)->from_day), OUT_INT32(&(b)->to_day))

enum rc org_store_body_insert(struct op *op, struct org_body *b, int64_t order)
{
	b->id = db_id(op);
	return db_put(op, &SQL_ORG_BODY_INSERT, 1,
		      IN(IN_INT(b->id), IN_INT(b->unit), IN_TEXT(b->kind), IN_TEXT(b->own_name),
			 IN_INT(b->from_day), IN_OPT(order)));
}

enum rc org_store_body_end(struct op *op, int64_t body, int32_t day, int64_t order)
{
	return db_put(op, &SQL_ORG_BODY_END, 1, IN(IN_INT(body), IN_INT(day), IN_OPT(order)));
}

enum rc org_store_body_find(struct op *op, int64_t id, struct org_body **out)
{
	struct org_body *b = arena_one(op->mem, struct org_body);

	TRY(db_one(op, &SQL_ORG_BODY_FIND, IN(IN_INT(id)), BODY_OUT(b)));
	*out = b;
	return RC_OK;
}

enum rc org_store_body_of(struct op *op, int64_t unit, const char *kind, int32_t day,
			  struct org_body **out)
{
	struct org_body *b = arena_one(op->mem, struct org_body);
	bool found;

	TRY(db_maybe(op, &SQL_ORG_BODY_OF, IN(IN_INT(unit), IN_TEXT(kind), IN_INT(day)),
		     BODY_OUT(b), &found));
	if (!found)
		return FAIL(op, RC_NOT_FOUND, "org.no_body", "%s of %lld on %d", kind,
			    (long long)unit, (int)day);
	*out = b;
	return RC_OK;
}

enum rc org_store_bodies(struct op *op, int64_t unit, int32_t day, struct org_body **rows,
			 size_t *rows_count)
{
	struct org_body row = { 0 };

	return db_list(op, &SQL_ORG_BODIES, IN(IN_INT(unit), IN_INT(day)), BODY_OUT(&row),
		       ROWS(row, rows, rows_count));
}

enum rc org_store_bodies_living(struct op *op, struct org_body **rows, size_t *rows_count)
{
	struct org_body row = { 0 };

	return db_list(op, &SQL_ORG_BODIES_LIVING, IN_NOTHING, BODY_OUT(&row),
		       ROWS(row, rows, rows_count));
}

enum rc org_store_bodies_undo(struct op *op, int64_t order)
{
	TRY(db_put(op, &SQL_ORG_BODIES_ANNUL, DB_ANY_ROWS, IN(IN_INT(order), IN_INT(op->now_us))));
	return db_put(op, &SQL_ORG_BODIES_REOPEN, DB_ANY_ROWS, IN(IN_INT(order)));
}

enum rc org_store_counter_insert(struct op *op, struct org_counter *c, const char *code,
				 int32_t day)
{
	c->id = db_id(op);
	TRY(db_put(op, &SQL_ORG_COUNTER_INSERT, 1, IN(IN_INT(c->id), IN_TEXT(c->label), IN_TEXT(code))));
	return db_put(op, &SQL_ORG_COUNTER_PLACE_INSERT, 1,
		      IN(IN_INT(db_id(op)), IN_INT(c->id), IN_INT(c->body), IN_INT(c->unit),
			 IN_INT(c->number), IN_INT(day), IN_NULL));
}

enum rc org_store_counters(struct op *op, int64_t unit, int32_t day, struct org_counter **rows,
			   size_t *rows_count)
{
	struct org_counter row = { 0 };

	return db_list(op, &SQL_ORG_COUNTERS, IN(IN_INT(unit), IN_INT(day)),
		       OUT(OUT_INT(&row.id), OUT_TEXT(&row.label), OUT_INT(&row.body),
			   OUT_INT(&row.unit), OUT_INT(&row.number)),
		       ROWS(row, rows, rows_count));
}

enum rc org_store_counter_last(struct op *op, int64_t body, int64_t *number)
{
	return db_one(op, &SQL_ORG_COUNTER_LAST, IN(IN_INT(body)), OUT(OUT_INT(number)));
}

enum rc org_store_counter_labels(struct op *op, const char *code, int64_t *count)
{
	return db_one(op, &SQL_ORG_COUNTER_LABELS, IN(IN_TEXT(code)), OUT(OUT_INT(count)));
}

enum rc org_store_counters_astray(struct op *op, const char ***labels, size_t *count)
{
	const char *row = NULL;

	return db_list(op, &SQL_ORG_COUNTERS_ASTRAY, IN_NOTHING, OUT(OUT_TEXT(&row)),
		       ROWS(row, labels, count));
}

struct moving {
	struct org_counter counter;
	enum rc (*each)(struct op *op, const struct org_counter *counter, void *context);
	void *context;
};

static enum rc moving_row(struct op *op, struct arena *mem, void *context)
{
	struct moving *m = context;

	(void)mem;
	return m->each(op, &m->counter, m->context);
}

enum rc org_store_counters_moving(struct op *op,
				  enum rc (*each)(struct op *op, const struct org_counter *counter,
						  void *context),
				  void *context)
{
	struct moving m = { .each = each, .context = context };

	return db_each(op, &SQL_ORG_MOVER_EACH, IN_NOTHING,
		       OUT(OUT_INT(&m.counter.id), OUT_TEXT(&m.counter.label),
			   OUT_INT(&m.counter.unit), OUT_INT(&m.counter.body)),
		       moving_row, &m);
}

enum rc org_store_move(struct op *op, int64_t order, int32_t day)
{
	int64_t count;

	TRY(db_put_count(op, &SQL_ORG_MOVER_LEAVE, IN(IN_INT(order), IN_INT(day)), &count));
	if (!count)
		return RC_OK;
	return db_put(op, &SQL_ORG_MOVER_ARRIVE, count,
		      IN(IN_INT(order), IN_INT(db_ids(op, count))));
}

enum rc org_store_move_undo(struct op *op, int64_t order)
{
	TRY(db_put(op, &SQL_ORG_MOVER_ANNUL, DB_ANY_ROWS, IN(IN_INT(order), IN_INT(op->now_us))));
	return db_put(op, &SQL_ORG_MOVER_REOPEN, DB_ANY_ROWS, IN(IN_INT(order)));
}

enum rc org_store_assign(struct op *op, int64_t order, int64_t counter, int64_t unit, int32_t day)
{
	TRY(db_put_else(op, &SQL_ORG_MOVER_OFF_DESK, 1,
			IN(IN_INT(order), IN_INT(counter), IN_INT(day)), RC_CONFLICT,
			"org.not_on_desk", NULL));
	return db_put(op, &SQL_ORG_MOVER_ASSIGN, 1,
		      IN(IN_INT(order), IN_INT(counter), IN_INT(db_id(op)), IN_INT(unit)));
}

enum rc org_store_later(struct op *op, int64_t order, const char ***labels, size_t *count)
{
	const char *row = NULL;

	return db_list(op, &SQL_ORG_MOVER_LATER, IN(IN_INT(order)), OUT(OUT_TEXT(&row)),
		       ROWS(row, labels, count));
}
