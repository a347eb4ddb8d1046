/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "core/fiber.h"
#include "core/log.h"
#include "core/text.h"
#include "core/time.h"
#include "db/db.sql.h"
#include "db/engine.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

extern const struct sql __start_haicap_sql[], __stop_haicap_sql[];

const struct sql *db_statements(const struct sql **end)
{
	*end = __stop_haicap_sql;
	return __start_haicap_sql;
}

void db_set_fault(struct db *db, struct db_fault *fault)
{
	db->fault = fault;
}

enum rc db_call(struct op *op, struct db *db, const char *what)
{
	struct db_fault *f = db->fault;

	if (!f)
		return RC_OK;
	int64_t n = __atomic_add_fetch(&f->count, 1, __ATOMIC_RELAXED);

	if (n <= f->names_room)
		f->names[n - 1] = what;
	if (n != f->at)
		return RC_OK;
	if (f->takes_transaction)
		db->engine->rollback(db->state);
	return FAIL(op, f->code, "store.fault", "call %lld, %s, was made to fail", (long long)n,
		    what);
}

/* clang-format off */
static const struct { const char *prefix; size_t skip; const struct db_engine *engine; } engines[] = {
	{ "sqlite:",       7, &db_sqlite },
	{ "postgres://",   0, &db_postgres },
	{ "postgresql://", 0, &db_postgres },
};
/* clang-format on */

static const struct db_engine *engine_of(const char *url, const char **place)
{
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
		size_t size = strlen(engines[i].prefix);

		if (strncmp(url, engines[i].prefix, size) != 0 || !url[size])
			continue;
		*place = url + engines[i].skip;
		return engines[i].engine;
	}
	return NULL;
}

enum rc db_open_bare(struct op *op, const char *url, enum db_mode mode, struct db **out)
{
	const char *place;
	const struct db_engine *engine = engine_of(url, &place);
	struct db *db;

	if (!engine)
		return FAIL_FIELD(op, "db", "store.url", "neither sqlite: nor postgres://");
	db = calloc(1, sizeof *db);
	if (!db)
		abort();
	db->engine = engine;
	db->alarm_us = INT64_MAX;
	db->batch = -1;
	enum rc rc = engine->open(op, place, mode, &db->state);

	if (rc != RC_OK) {
		free(db);
		return rc;
	}
	*out = db;
	return RC_OK;
}

enum rc db_open(struct op *op, const char *url, enum db_mode mode, struct db **out)
{
	struct db *db;

	TRY(db_open_bare(op, url, mode, &db));
	enum rc rc = db_migrate(op, db, mode != DB_READ);

	if (rc != RC_OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return RC_OK;
}

const char *db_url_shown(struct arena *mem, const char *url)
{
	const char *host = strstr(url, "://");

	if (!host)
		return url;
	host += 3;
	int scheme = (int)(host - url), all = (int)strcspn(host, "?");
	const char *at = memrchr(host, '@', strcspn(host, "/?"));
	int user = at ? (int)strcspn(host, ":@") : 0;

	if (at)
		all -= (int)(at - host);
	return arena_text(mem, "%.*s%.*s%.*s", scheme, url, user, host, all, at ? at : host);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	db_cache_drop(db);
	db_numbers_forget(db);
	db->engine->close(db->state);
	free(db);
}

bool db_waits(const struct db *db)
{
	return db->engine->waits;
}

bool db_in_transaction(struct db *db)
{
	return db->engine->in_transaction(db->state);
}

void db_set_batch_hook(struct db *db, db_batch_hook *hook)
{
	db->hook = hook;
}

static int64_t now_us(const struct db *db)
{
	return time_machine_us() + (db->rehearsal ? db->offset_us : 0);
}

/* Reads the head: what others did since this connection looked last. */
enum rc db_read_head(struct op *op, struct db *db)
{
	int64_t batch, next_id, reference, rehearsal;

	op->db = db;
	TRY(db_one(op, &SQL_DB_HEAD, IN_NOTHING,
		   OUT(OUT_INT(&batch), OUT_INT(&next_id), OUT_INT(&reference),
		       OUT_INT(&db->offset_us), OUT_INT(&rehearsal))));
	if (batch != db->batch) {
		db_numbers_forget(db);
		db->others_wrote = true;
	}
	db->batch = batch;
	db->next_id = next_id;
	db->reference = reference;
	db->rehearsal = rehearsal;
	op->now_us = now_us(db);
	return RC_OK;
}

/* Joins those who read on @db already, once it is sure that all is well with their snapshot. */
static bool join(struct op *op, struct db *db)
{
	while (db->reading && !(db->head_read && db_in_transaction(db))) {
		assert(fiber_running());
		fiber_wait();
	}
	if (!db->reading)
		return false;
	db->reading++;
	op->db = db;
	op->now_us = now_us(db);
	return true;
}

enum rc db_begin_read(struct op *op, struct db *db)
{
	op->db = NULL;
	if (join(op, db))
		return RC_OK;
	TRY(db_call(op, db, "begin reading"));
	TRY(db->engine->begin(op, db->state, false));
	db->reading = 1;
	db->head_read = false;
	enum rc rc = db_read_head(op, db);

	db->head_read = rc == RC_OK;
	if (rc != RC_OK)
		db_end_read(op);
	return rc;
}

void db_end_read(struct op *op)
{
	if (op->db && --op->db->reading == 0)
		op->db->engine->rollback(op->db->state);
	op->db = NULL;
}

enum rc db_batch_begin(struct op *op, struct db *db)
{
	op->db = NULL;
	TRY(db_call(op, db, "begin"));
	TRY(db->engine->begin(op, db->state, true));
	db->batch_changed = false;
	db->kept = false;
	enum rc rc = db_read_head(op, db);

	if (rc != RC_OK) {
		db_batch_undo(db);
		return rc;
	}
	db->writing = true;
	return RC_OK;
}

enum rc db_op_begin(struct op *op, struct db *db)
{
	assert(db->writing);
	op->db = db;
	db->changed = false;
	db->op_next_id = db->next_id;
	TRY(db_call(op, db, "savepoint"));
	return db->engine->savepoint(op, db->state);
}

static enum rc op_undo(struct op *op, struct db *db)
{
	db->next_id = db->op_next_id;
	db_numbers_give_back(db);
	db->changed = false;
	db_cache_provisional_drop(db);
	if (!db_in_transaction(db)) /* a full disk took all of it */
		return FAIL(op, RC_BUSY, "store.lost", "the transaction is gone");
	TRY(db_call(op, db, "undo"));
	return db->engine->undo(op, db->state);
}

enum rc db_op_end(struct op *op, struct db *db, enum rc *verdict)
{
	if (*verdict == RC_OK) {
		*verdict = db_call(op, db, "release");
		if (*verdict == RC_OK)
			*verdict = db->engine->release(op, db->state, verdict);
	}
	if (*verdict != RC_OK) {
		struct err why = op->err;

		TRY(op_undo(op, db));
		op->err = why;
		return RC_OK;
	}
	db->kept = true;
	db_numbers_keep(db);
	if (db->changed) {
		db->batch_changed = true;
		db_cache_provisional_drop(db);
	}
	return RC_OK;
}

enum rc db_batch_settle(struct op *op, struct db *db)
{
	if (!db->engine->settle)
		return RC_OK;
	TRY(db_call(op, db, "settle"));
	return db->engine->settle(op, db->state);
}

static enum rc finish(struct op *op, struct db *db, const struct note *entries)
{
	op->db = db;
	if (db->hook && entries)
		TRY(db->hook(op, entries));
	TRY(db_put(op, &SQL_DB_HEAD_PUT, 1,
		   IN(IN_INT(db->batch + 1), IN_INT(db->next_id),
		      IN_INT(db->reference + db->batch_changed))));
	TRY(db_call(op, db, "commit"));
	return db->engine->commit(op, db->state);
}

enum rc db_batch_end(struct op *op, struct db *db, const struct note *entries)
{
	enum rc rc = finish(op, db, entries);

	if (rc != RC_OK) {
		db_batch_undo(db);
		return rc;
	}
	db->writing = false;
	db->batch++;
	db->reference += db->batch_changed;
	db_cache_provisional_drop(db);
	return RC_OK;
}

void db_batch_undo(struct db *db)
{
	db->engine->rollback(db->state);
	db->writing = false;
	if (!db->kept)
		return;
	db->batch = -1; /* whatever was remembered of the batch never was */
	db_numbers_forget(db);
	db_cache_drop(db);
}

void db_tidy(struct db *db)
{
	struct op op = { 0 };

	if (db->engine->tidy && db->engine->tidy(&op, db->state) != RC_OK)
		log_failure("tidy", &op.err);
}

enum rc db_transact(struct op *op, struct db *db, int64_t at_us,
		    enum rc (*run)(struct op *op, void *context), void *context)
{
	op->entries = NULL;
	TRY(db_batch_begin(op, db));
	enum rc rc = db_op_begin(op, db);

	if (rc == RC_OK) {
		if (at_us)
			op->now_us = at_us;
		enum rc verdict = run(op, context);

		rc = db_op_end(op, db, &verdict);
		if (rc == RC_OK)
			rc = db_batch_settle(op, db);
		if (rc == RC_OK)
			rc = verdict;
	}
	if (rc != RC_OK) {
		db_batch_undo(db);
		return rc;
	}
	TRY(db_batch_end(op, db, notes_oldest_first(op->entries)));
	db_tidy(db);
	return RC_OK;
}

bool db_take_others_wrote(struct db *db)
{
	bool wrote = db->others_wrote;

	db->others_wrote = false;
	return wrote;
}

void db_alarm(struct op *op, int64_t us)
{
	if (us < op->db->alarm_us)
		op->db->alarm_us = us;
}

int64_t db_take_alarm(struct db *db)
{
	int64_t us = db->alarm_us;

	db->alarm_us = INT64_MAX;
	return us;
}

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

bool db_writes(const struct op *op)
{
	return op->db->writing;
}

int64_t db_ids(struct op *op, int64_t count)
{
	assert(op->db->writing);
	int64_t first = op->db->next_id;

	op->db->next_id += count;
	return first;
}

int64_t db_id(struct op *op)
{
	return db_ids(op, 1);
}

enum rc db_clock(struct op *op, int64_t *us, bool *rehearsal)
{
	*us = now_us(op->db);
	*rehearsal = op->db->rehearsal;
	return RC_OK;
}

enum rc db_clock_set(struct op *op, int64_t us)
{
	int64_t machine_us = time_machine_us();

	if (!op->db->rehearsal)
		return FAIL(op, RC_INVALID, "clock.real", "the store is not for rehearsal");
	if (us < machine_us + op->db->offset_us)
		return FAIL(op, RC_INVALID, "clock.back", "the rehearsal clock never goes back");
	TRY(db_put(op, &SQL_DB_CLOCK_PUT, 1, IN(IN_INT(us - machine_us))));
	op->db->offset_us = us - machine_us;
	db_alarm(op, 0);
	return RC_OK;
}

enum rc db_rehearsal_start(struct op *op, int64_t us)
{
	TRY(db_put(op, &SQL_DB_REHEARSAL_PUT, 1, IN_NOTHING));
	TRY(db_put(op, &SQL_DB_CLOCK_PUT, 1, IN(IN_INT(us - time_machine_us()))));
	op->db->rehearsal = true;
	op->db->offset_us = us - time_machine_us();
	op->now_us = us;
	return RC_OK;
}
