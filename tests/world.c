/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/world.h"
#include "db/conn.h"
#include "db/engine.h"
#include "db/postgres.h"
#include "ledger/ledger.h"
#include "ledger/look.h"
#include "tests/store.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct world {
	struct op op; /* first: an op is found back to its world */
	struct arena *mem;
	struct store store; /* on PostgreSQL */
	struct db *db;
	struct grant grant;
	int64_t at_us;
	bool open, writing;
};

struct world *world_new(void)
{
	struct world *w = calloc(1, sizeof *w);
	struct op op = { .mem = arena_new() };

	if (!w)
		abort();
	w->mem = arena_new();
	w->grant = (struct grant){ .body = 1, .unit = 1 };
	if (store_on_postgres())
		store_new(&w->store);
	else
		snprintf(w->store.url, sizeof w->store.url, "sqlite::memory:");
	if (db_open(&op, w->store.url, DB_CREATE, &w->db) != RC_OK) {
		fprintf(stderr, "world: %s: %s\n", op.err.key, op.err.detail);
		exit(2);
	}
	db_set_batch_hook(w->db, ledger_append_batch);
	arena_drop(op.mem);
	return w;
}

static void leave(struct world *w)
{
	if (w->open && w->writing)
		db_batch_undo(w->db);
	else if (w->open)
		db_end_read(&w->op);
	w->open = false;
}

void world_drop(struct world *w)
{
	leave(w);
	arena_drop(w->mem);
	db_close(w->db);
	if (store_on_postgres())
		store_drop(&w->store);
	free(w);
}

void world_place(struct world *w, int64_t unit, int64_t body)
{
	w->grant.unit = unit;
	w->grant.body = body;
}

void world_at(struct world *w, int64_t us)
{
	w->at_us = us;
}

struct db *world_db(struct world *w)
{
	return w->db;
}

/* What an operation returned lives until the world is dropped, so that tests may look at it. */
static struct op *begin(struct world *w, uint32_t may, bool write)
{
	leave(w);
	w->grant.may = may | (may ? MAY_SIGNED_IN : 0);
	w->op = (struct op){ .mem = w->mem };
	w->op.actor = (struct actor){ .id = 1, .name = "tester", .full_name = "Tester",
				      .grants = &w->grant, .grants_count = 1, .may = w->grant.may };
	enum rc rc = write ? db_batch_begin(&w->op, w->db) : db_begin_read(&w->op, w->db);

	if (rc == RC_OK && write)
		rc = db_op_begin(&w->op, w->db);
	if (rc != RC_OK) {
		fprintf(stderr, "world: %s: %s\n", w->op.err.key, w->op.err.detail);
		exit(2);
	}
	if (w->at_us)
		w->op.now_us = w->at_us;
	w->open = true;
	w->writing = write;
	return &w->op;
}

struct op *world_op(struct world *w, uint32_t may)
{
	return begin(w, may, true);
}

struct op *world_read(struct world *w, uint32_t may)
{
	return begin(w, may, false);
}

/* What a server does behind a reading operation that showed somebody's data. */
static enum rc write_looks(struct world *w, struct op *op)
{
	int64_t now_us = op->now_us;
	enum rc rc = db_batch_begin(op, w->db);

	if (rc != RC_OK)
		return rc;
	op->now_us = now_us;
	rc = db_op_begin(op, w->db);
	if (rc == RC_OK)
		rc = look_write(op);
	enum rc end = db_op_end(op, w->db, &rc);

	if (end == RC_OK)
		end = db_batch_settle(op, w->db);
	if (end == RC_OK)
		end = db_batch_end(op, w->db, NULL);
	else
		db_batch_undo(w->db);
	return rc != RC_OK ? rc : end;
}

enum rc world_end(struct op *op)
{
	struct world *w = (struct world *)op;
	enum rc verdict = op->err.code;

	if (!w->open)
		return RC_BROKEN;
	w->open = false;
	if (!w->writing) {
		db_end_read(op);
		return verdict == RC_OK && op->looks ? write_looks(w, op) : verdict;
	}
	enum rc rc = db_op_end(op, w->db, &verdict);

	if (rc == RC_OK)
		rc = db_batch_settle(op, w->db);
	if (rc == RC_OK)
		rc = db_batch_end(op, w->db, verdict == RC_OK ? notes_oldest_first(op->entries) : NULL);
	else
		db_batch_undo(w->db);
	if (rc != RC_OK)
		tap_note("%s: %s", op->err.key, op->err.detail);
	return verdict != RC_OK ? verdict : rc;
}

enum rc world_wait(struct op *op, enum rc rc)
{
	struct pg *p = op->db->state;

	if (op->db->engine != &db_postgres || rc != RC_OK)
		return rc;
	if (!PQsendFlushRequest(p->conn))
		return pg_lost(op, p);
	TRY(pg_drain(op, p));
	return pg_verdict(op, p);
}

/*
 * Asks on the connection itself, which alone sees what is not committed yet. The first column of the
 * first row, or NULL; *@wrong is NULL or what is wrong with @sql.
 */
static char *ask_postgres(struct arena *mem, struct pg *p, const char *sql, const char **wrong)
{
	struct op op = { .mem = mem };
	char *text = NULL;

	if (pg_sync(&op, p) != RC_OK || pg_drain(&op, p) != RC_OK || !PQexitPipelineMode(p->conn)) {
		*wrong = arena_copy(mem, op.err.detail);
		return NULL;
	}
	PGresult *result = PQexec(p->conn, sql);
	ExecStatusType status = PQresultStatus(result);

	*wrong = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
			 ? NULL
			 : arena_copy(mem, PQerrorMessage(p->conn));
	if (PQntuples(result) && !PQgetisnull(result, 0, 0))
		text = arena_copy(mem, PQgetvalue(result, 0, 0));
	PQclear(result);
	if (!PQenterPipelineMode(p->conn))
		*wrong = "the pipeline cannot be entered again";
	return text;
}

static char *ask_sqlite(struct arena *mem, sqlite3 *handle, const char *sql, const char **wrong)
{
	sqlite3_stmt *statement = NULL;
	char *text = NULL;

	*wrong = NULL;
	while (!*wrong && *sql) {
		if (sqlite3_prepare_v2(handle, sql, -1, &statement, &sql) != SQLITE_OK)
			*wrong = arena_copy(mem, sqlite3_errmsg(handle));
		int step = *wrong || !statement ? SQLITE_DONE : sqlite3_step(statement);

		if (step == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
			text = arena_copy(mem, (const char *)sqlite3_column_text(statement, 0));
		else if (step != SQLITE_ROW && step != SQLITE_DONE)
			*wrong = arena_copy(mem, sqlite3_errmsg(handle));
		sqlite3_finalize(statement);
		statement = NULL;
	}
	return text;
}

static char *ask(struct arena *mem, struct db *db, const char *sql, const char **wrong)
{
	char *text = db->engine == &db_postgres ? ask_postgres(mem, db->state, sql, wrong)
						: ask_sqlite(mem, *(sqlite3 **)db->state, sql, wrong);

	if (*wrong)
		tap_note("%s: %s", sql, *wrong);
	return text;
}

int64_t world_count(struct world *w, const char *table)
{
	return world_count_of(w->db, table);
}

int64_t world_count_of(struct db *db, const char *table)
{
	struct arena *mem = arena_new();
	const char *wrong;
	const char *text = ask(mem, db, arena_text(mem, "SELECT count(*) FROM %s", table), &wrong);
	int64_t count = text ? strtoll(text, NULL, 10) : -1;

	arena_drop(mem);
	return count;
}

void world_tamper(struct world *w, const char *sql)
{
	const char *wrong;

	ask(w->mem, w->db, sql, &wrong);
	is_true(wrong == NULL);
}

char *world_text(struct world *w, const char *sql)
{
	const char *wrong;

	return ask(w->mem, w->db, sql, &wrong);
}
