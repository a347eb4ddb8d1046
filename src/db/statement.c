/* SPDX-License-Identifier: Apache-2.0 */
/* What areas ask of the store: putting rows, and getting one, some or a stream of them. */
#include "db/db.h"
#include "db/engine.h"
#include <assert.h>

enum rc db_promise_broken(struct op *op, const struct sql *sql, const struct db_promise *promise,
			  enum rc rc)
{
	if (rc != RC_CONFLICT || !promise->key)
		return rc;
	return op_fail(op, promise->code, promise->field, promise->key, __FILE__, __LINE__, "%s",
		       sql->name);
}

enum rc db_promise_rows(struct op *op, const struct sql *sql, const struct db_promise *promise,
			int64_t touched)
{
	enum rc rc = touched < 0 ? FAIL(op, RC_CONFLICT, "db.rows", "%s did not touch %lld rows",
					sql->name, (long long)promise->rows)
				 : FAIL(op, RC_CONFLICT, "db.rows", "%s touched %lld rows, not %lld",
					sql->name, (long long)touched, (long long)promise->rows);

	return db_promise_broken(op, sql, promise, rc);
}

static enum rc put(struct op *op, const struct sql *sql, struct db_ins in,
		   const struct db_promise *promise)
{
	assert(op->db->writing);
	assert(in.count == sql->params);
	TRY(db_call(op, op->db, sql->name));
	return op->db->engine->put(op, op->db->state, sql, in, promise);
}

enum rc db_put(struct op *op, const struct sql *sql, int64_t rows, struct db_ins in)
{
	return put(op, sql, in, &(struct db_promise){ .rows = rows });
}

enum rc db_put_else(struct op *op, const struct sql *sql, int64_t rows, struct db_ins in,
		    enum rc code, const char *key, const char *field)
{
	return put(op, sql, in, &(struct db_promise){ rows, code, key, field });
}

enum rc db_put_count(struct op *op, const struct sql *sql, struct db_ins in, int64_t *rows)
{
	assert(op->db->writing);
	assert(in.count == sql->params);
	TRY(db_call(op, op->db, sql->name));
	return op->db->engine->put_count(op, op->db->state, sql, in, rows);
}

static enum rc get(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
		   struct arena *mem, enum rc (*row)(struct op *op, void *context), void *context)
{
	assert(in.count == sql->params);
	TRY(db_call(op, op->db, sql->name));
	return op->db->engine->get(op, op->db->state, sql, in, out, mem, row, context);
}

/* Takes the first row and stops there: RC_STALE is only a signal between these two. */
static enum rc first_row(struct op *op, void *context)
{
	(void)op;
	*(bool *)context = true;
	return RC_STALE;
}

enum rc db_maybe(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
		 bool *found)
{
	bool one = false;
	enum rc rc = get(op, sql, in, out, op->mem, first_row, &one);

	if (rc != RC_OK && !one)
		return rc;
	*found = one;
	return RC_OK;
}

enum rc db_one(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out)
{
	bool found;

	TRY(db_maybe(op, sql, in, out, &found));
	return found ? RC_OK : FAIL(op, RC_NOT_FOUND, "db.none", "%s", sql->name);
}

struct list {
	const void *row;
	size_t row_size, count;
	char *rows;
};

static enum rc list_row(struct op *op, void *context)
{
	struct list *l = context;

	l->rows = arena_grow(op->mem, l->rows, l->count, l->row_size);
	memcpy(l->rows + l->count++ * l->row_size, l->row, l->row_size);
	return RC_OK;
}

enum rc db_list(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
		const void *row, size_t row_size, void **rows, size_t *rows_count)
{
	struct list l = { .row = row, .row_size = row_size };

	TRY(get(op, sql, in, out, op->mem, list_row, &l));
	*rows = l.rows;
	*rows_count = l.count;
	return RC_OK;
}

struct each {
	struct arena *mem;
	enum rc (*each)(struct op *op, struct arena *mem, void *context);
	void *context;
};

static enum rc each_row(struct op *op, void *context)
{
	struct each *e = context;
	enum rc rc = e->each(op, e->mem, e->context);

	arena_reset(e->mem);
	return rc;
}

enum rc db_each(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
		enum rc (*each)(struct op *op, struct arena *mem, void *context), void *context)
{
	struct each e = { .mem = arena_new(), .each = each, .context = context };
	enum rc rc = get(op, sql, in, out, e.mem, each_row, &e);

	arena_drop(e.mem);
	return rc;
}
