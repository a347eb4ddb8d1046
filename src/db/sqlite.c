/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite. WAL with synchronous=FULL: a commit is on the disk before its answer leaves. A checkpoint
 * at 1000 pages, because larger ones double the slowest answers, and after the answers: none waits
 * for it that was committed. One connection per thread.
 */
#include "db/sqlite.h"
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What stands around the statements of the program: prepared once, as there is some for each operation. */
enum step { STEP_READ, STEP_WRITE, STEP_COMMIT, STEP_ROLLBACK, STEP_SAVEPOINT, STEP_RELEASE, STEP_BACK, STEPS };

static const char *const steps[STEPS] = {
	[STEP_READ] = "BEGIN",
	[STEP_WRITE] = "BEGIN IMMEDIATE",
	[STEP_COMMIT] = "COMMIT",
	[STEP_ROLLBACK] = "ROLLBACK",
	[STEP_SAVEPOINT] = "SAVEPOINT s",
	[STEP_RELEASE] = "RELEASE s",
	[STEP_BACK] = "ROLLBACK TO s",
};

enum {
	CHECKPOINT_PAGES = 1000,
	/*
	 * Of a savepoint in memory before it goes to a file: 31 pages. A new dossier takes 12 to 28. SQLite 3.40
	 * cannot write out more than this at once.
	 */
	SAVEPOINT_BYTES = (128 << 10) - 1,
};

struct sqlite {
	sqlite3 *handle;
	sqlite3_stmt *steps[STEPS];
	sqlite3_stmt **statements; /* by place among db_statements() */
	size_t statements_count;
	int wal_pages; /* in the log after this connection's last commit */
	bool write;
	bool large; /* the cache is, until the transaction ends */
};

/* clang-format off */
static const struct { int code; enum rc rc; const char *key; } faults[] = {
	{ SQLITE_CONSTRAINT, RC_CONFLICT,  "db.conflict" },
	{ SQLITE_BUSY,       RC_BUSY,      "store.busy" },
	{ SQLITE_LOCKED,     RC_BUSY,      "store.busy" },
	{ SQLITE_FULL,       RC_BUSY,      "store.full" },
	{ SQLITE_IOERR,      RC_BUSY,      "store.unreadable" },
	{ SQLITE_READONLY,   RC_BUSY,      "store.read_only" },
	{ SQLITE_CANTOPEN,   RC_BUSY,      "store.cannot_open" },
	{ SQLITE_NOTADB,     RC_CONFLICT,  "store.not_ours" },
	{ SQLITE_CORRUPT,    RC_BROKEN,    "store.damaged" },
};
/* clang-format on */

sqlite3 *sqlite_handle(struct db *db)
{
	struct sqlite *s = db->state;

	return s->handle;
}

enum rc sqlite_fault(struct op *op, sqlite3 *handle, const char *what)
{
	int code = sqlite3_errcode(handle);

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if ((code & 0xFF) == faults[i].code)
			return FAIL(op, faults[i].rc, faults[i].key, "%s: %s", what,
				    sqlite3_errmsg(handle));
	return FAIL(op, RC_BROKEN, "store.error", "%s: %s", what, sqlite3_errmsg(handle));
}

static enum rc fault(struct op *op, struct sqlite *s, const char *what)
{
	return sqlite_fault(op, s->handle, what);
}

static enum rc run(struct op *op, struct sqlite *s, const char *text)
{
	if (sqlite3_exec(s->handle, text, NULL, NULL, NULL) != SQLITE_OK)
		return fault(op, s, text);
	return RC_OK;
}

static enum rc take_step(struct op *op, struct sqlite *s, enum step step)
{
	sqlite3_stmt **statement = &s->steps[step];

	if (!*statement && sqlite3_prepare_v3(s->handle, steps[step], -1, SQLITE_PREPARE_PERSISTENT,
					      statement, NULL) != SQLITE_OK)
		return fault(op, s, steps[step]);
	enum rc rc = sqlite3_step(*statement) == SQLITE_DONE ? RC_OK : fault(op, s, steps[step]);

	sqlite3_reset(*statement);
	return rc;
}

static void sqlite_close(void *state)
{
	struct sqlite *s = state;

	for (int i = 0; i < STEPS; i++)
		sqlite3_finalize(s->steps[i]);
	for (size_t i = 0; i < s->statements_count; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->handle);
	free(s->statements);
	free(s);
}

static int note_pages(void *context, sqlite3 *handle, const char *name, int pages)
{
	struct sqlite *s = context;

	(void)handle;
	(void)name;
	s->wal_pages = pages;
	return SQLITE_OK;
}

#define SMALL_CACHE "PRAGMA cache_size = -8000;" /* KiB, of each connection */
#define LARGE_CACHE "PRAGMA cache_size = -262144;"

static enum rc set_up(struct op *op, struct sqlite *s)
{
	TRY(run(op, s, "PRAGMA foreign_keys = ON; " SMALL_CACHE));
	if (!s->write)
		return run(op, s, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;");
	/* Large savepoints go to a temporary file: an order over a million dossiers would hold 500 MB. */
	TRY(run(op, s, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
	sqlite3_wal_hook(s->handle, note_pages, s); /* instead of the automatic checkpoint, which is one */
	return RC_OK;
}

/* Of the whole process, and only before its first connection. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
}

static enum rc sqlite_open(struct op *op, const char *place, enum db_mode mode, void **state)
{
	static pthread_once_t configured = PTHREAD_ONCE_INIT;
	const struct sql *end, *first = db_statements(&end);
	struct sqlite *s = calloc(1, sizeof *s);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (!s)
		abort();
	pthread_once(&configured, configure);
	s->write = mode != DB_READ;
	s->statements_count = (size_t)(end - first);
	s->statements = calloc(s->statements_count, sizeof(sqlite3_stmt *));
	if (!s->statements)
		abort();
	if (mode == DB_CREATE)
		flags |= SQLITE_OPEN_CREATE;
	enum rc rc;

	if (sqlite3_open_v2(place, &s->handle, flags, NULL) != SQLITE_OK) {
		rc = sqlite3_errcode(s->handle) == SQLITE_CANTOPEN && mode != DB_CREATE
			     ? FAIL(op, RC_NOT_FOUND, "store.none", "%s", place)
			     : fault(op, s, place);
	} else {
		sqlite3_busy_timeout(s->handle, 10000);
		rc = set_up(op, s);
	}
	if (rc != RC_OK) {
		sqlite_close(s);
		return rc;
	}
	*state = s;
	return RC_OK;
}

static enum rc sqlite_script(struct op *op, void *state, const char *text)
{
	return run(op, state, text);
}

static enum rc ready(struct op *op, struct sqlite *s, const struct sql *sql, sqlite3_stmt **out)
{
	const struct sql *end, *first = db_statements(&end);
	sqlite3_stmt **slot = &s->statements[sql - first];

	if (!*slot && sqlite3_prepare_v3(s->handle, sql->sqlite, -1, SQLITE_PREPARE_PERSISTENT, slot,
					 NULL) != SQLITE_OK)
		return fault(op, s, sql->name);
	*out = *slot;
	return RC_OK;
}

/* Texts and bytes outlive the statement's run, so nothing is copied. */
static void bind(sqlite3_stmt *statement, struct db_ins in)
{
	for (size_t i = 0; i < in.count; i++) {
		const struct db_in *v = &in.items[i];
		int at = (int)i + 1;

		if (v->type == DB_INT)
			sqlite3_bind_int64(statement, at, v->number);
		else if (v->type == DB_TEXT && v->data)
			sqlite3_bind_text(statement, at, v->data, -1, SQLITE_STATIC);
		else if (v->type == DB_BYTES && v->data)
			sqlite3_bind_blob64(statement, at, v->data, v->size, SQLITE_STATIC);
		else
			sqlite3_bind_null(statement, at);
	}
}

static enum rc sqlite_put_count(struct op *op, void *state, const struct sql *sql, struct db_ins in,
				int64_t *rows)
{
	struct sqlite *s = state;
	sqlite3_stmt *statement = NULL;
	enum rc rc = RC_OK;

	TRY(ready(op, s, sql, &statement));
	bind(statement, in);
	int step = sqlite3_step(statement);

	if (step != SQLITE_DONE && step != SQLITE_ROW)
		rc = fault(op, s, sql->name);
	sqlite3_reset(statement);
	*rows = sqlite3_changes64(s->handle);
	return rc;
}

static enum rc sqlite_put(struct op *op, void *state, const struct sql *sql, struct db_ins in,
			  const struct db_promise *promise)
{
	int64_t touched;
	enum rc rc = sqlite_put_count(op, state, sql, in, &touched);

	if (rc != RC_OK)
		return db_promise_broken(op, sql, promise, rc);
	if (promise->rows != DB_ANY_ROWS && promise->rows != touched)
		return db_promise_rows(op, sql, promise, touched);
	return RC_OK;
}

static void take(sqlite3_stmt *statement, struct db_outs out, struct arena *mem)
{
	for (size_t i = 0; i < out.count; i++) {
		int at = (int)i;
		int64_t number;

		switch (out.items[i].kind) {
		case OUT_KIND_INT:
			number = sqlite3_column_int64(statement, at);
			memcpy(out.items[i].to, &number, sizeof number);
			break;
		case OUT_KIND_INT32:
			*(int32_t *)out.items[i].to = sqlite3_column_int(statement, at);
			break;
		case OUT_KIND_BOOL:
			*(bool *)out.items[i].to = sqlite3_column_int64(statement, at) != 0;
			break;
		case OUT_KIND_TEXT: {
			const void *text = sqlite3_column_text(statement, at);
			int size = sqlite3_column_bytes(statement, at);

			*(char **)out.items[i].to =
				text ? arena_copy_bytes(mem, text, (size_t)size) : NULL;
			break;
		}
		case OUT_KIND_BYTES: {
			const void *bytes = sqlite3_column_blob(statement, at);
			size_t size = (size_t)sqlite3_column_bytes(statement, at);

			*(struct db_bytes *)out.items[i].to = (struct db_bytes){
				bytes ? (unsigned char *)arena_copy_bytes(mem, bytes, size) : NULL, size
			};
			break;
		}
		}
	}
}

static enum rc sqlite_get(struct op *op, void *state, const struct sql *sql, struct db_ins in,
			  struct db_outs out, struct arena *mem,
			  enum rc (*row)(struct op *op, void *context), void *context)
{
	struct sqlite *s = state;
	sqlite3_stmt *statement = NULL;
	enum rc rc = RC_OK;
	int step;

	TRY(ready(op, s, sql, &statement));
	bind(statement, in);
	while ((step = sqlite3_step(statement)) == SQLITE_ROW && rc == RC_OK) {
		take(statement, out, mem);
		rc = row(op, context);
		if (rc != RC_OK)
			break;
	}
	if (rc == RC_OK && step != SQLITE_DONE)
		rc = fault(op, s, sql->name);
	sqlite3_reset(statement);
	return rc;
}

static enum rc sqlite_large(struct op *op, void *state)
{
	struct sqlite *s = state;

	s->large = true;
	return run(op, s, LARGE_CACHE);
}

/* What was taken goes back to the system, too. */
static enum rc small_again(struct op *op, struct sqlite *s)
{
	if (!s->large)
		return RC_OK;
	s->large = false;
	TRY(run(op, s, SMALL_CACHE "PRAGMA shrink_memory;"));
	malloc_trim(0);
	return RC_OK;
}

static enum rc sqlite_begin(struct op *op, void *state, bool write)
{
	TRY(small_again(op, state));
	return take_step(op, state, write ? STEP_WRITE : STEP_READ);
}

static enum rc sqlite_commit(struct op *op, void *state)
{
	return take_step(op, state, STEP_COMMIT);
}

static void sqlite_rollback(void *state)
{
	struct sqlite *s = state;
	struct op op = { 0 };

	if (!sqlite3_get_autocommit(s->handle))
		(void)!take_step(&op, s, STEP_ROLLBACK);
}

static enum rc sqlite_savepoint(struct op *op, void *state)
{
	return take_step(op, state, STEP_SAVEPOINT);
}

static enum rc sqlite_release(struct op *op, void *state, enum rc *verdict)
{
	(void)verdict;
	return take_step(op, state, STEP_RELEASE);
}

static enum rc sqlite_undo(struct op *op, void *state)
{
	TRY(take_step(op, state, STEP_BACK));
	return take_step(op, state, STEP_RELEASE);
}

static bool sqlite_in_transaction(void *state)
{
	struct sqlite *s = state;

	return !sqlite3_get_autocommit(s->handle);
}

/* As much as readers let it; another process that is at it does it for us. */
static enum rc sqlite_tidy(struct op *op, void *state)
{
	struct sqlite *s = state;

	TRY(small_again(op, s));
	if (s->wal_pages < CHECKPOINT_PAGES)
		return RC_OK;
	int code = sqlite3_wal_checkpoint_v2(s->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	return code == SQLITE_OK || code == SQLITE_BUSY ? RC_OK : fault(op, s, "checkpoint");
}

const struct db_engine db_sqlite = {
	.name = "sqlite",
	.open = sqlite_open,
	.close = sqlite_close,
	.script = sqlite_script,
	.put = sqlite_put,
	.put_count = sqlite_put_count,
	.get = sqlite_get,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.release = sqlite_release,
	.undo = sqlite_undo,
	.in_transaction = sqlite_in_transaction,
	.tidy = sqlite_tidy,
	.large = sqlite_large,
};
