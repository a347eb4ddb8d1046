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
		return FAIL_FIELD(op, "db", "store.url", "%s", "");
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
	if (db->engine->operations_over)
		db->engine->operations_over(db->state);
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

enum rc db_large(struct op *op)
{
	struct db *db = op->db;

	return db->engine->large ? db->engine->large(op, db->state) : RC_OK;
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
		return FAIL(op, RC_INVALID, "clock.real", "%s", "");
	if (us < machine_us + op->db->offset_us)
		return FAIL(op, RC_INVALID, "clock.back", "%s", "");
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
