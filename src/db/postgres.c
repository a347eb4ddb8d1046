/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL as an engine of the store: one writing connection per process, whose batches take turns
 * under an advisory lock, and verdicts that come at the end of the batch. The order of statements is
 * that of design.md 4; ADR 9 says why.
 */
#include "core/fiber.h"
#include "core/time.h"
#include "db/postgres.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	FETCH_ROWS = 1000,
	KNOCK_MS = 100,
};

static void postgres_close(void *state)
{
	struct pg *p = state;
	struct op op = { 0 };

	if (!p->lost && pg_sync(&op, p) == RC_OK) /* so that it does not look like a broken one to the server */
		(void)!pg_drain(&op, p);
	PQfinish(p->conn);
	free(p->prepared);
	free(p->sent);
	free(p->ops);
	free(p->url);
	free(p);
}

static void add_op(struct pg *p, struct op *op)
{
	if (p->ops_count == p->ops_room) {
		p->ops_room = p->ops_room ? 2 * p->ops_room : 64;
		p->ops = realloc(p->ops, p->ops_room * sizeof *p->ops);
		if (!p->ops)
			abort();
	}
	p->ops[p->ops_count] = (struct pg_op){ .op = op };
	p->running = p->ops_count++;
}

/* What is sent from now on belongs to no operation but to the batch. */
static void only_batch(struct op *op, struct pg *p)
{
	p->ops_count = 0;
	add_op(p, op);
}

/* When somebody in this process was let in again last, by time_steady_us(). */
static _Atomic int64_t let_in_us;

/*
 * While the server is away, those who wait for it are many, and each would knock. Once one was let in the others
 * need not wait.
 */
static enum rc connect_again(struct op *op, struct pg *p)
{
	if (time_steady_us() < p->knocked_us + KNOCK_MS * 1000 && atomic_load(&let_in_us) <= p->knocked_us) {
		op->err = p->why;
		return p->why.code;
	}
	enum rc rc = pg_connect(op, p);

	p->knocked_us = time_steady_us();
	p->why = op->err;
	if (rc == RC_OK)
		atomic_store(&let_in_us, p->knocked_us);
	return rc;
}

static enum rc postgres_begin(struct op *op, void *state, bool write)
{
	struct pg *p = state;

	if (p->lost)
		TRY(connect_again(op, p));
	only_batch(op, p);
	p->savepoint = p->dirty = p->block = p->once = false;
	if (write) {
		p->block = true;
		TRY(pg_send_step(op, p, PG_PLAIN, STEP_WRITE));
		TRY(pg_send_step(op, p, PG_PLAIN, STEP_LOCK));
	} else if (!p->reads_only) {
		TRY(pg_block(op, p));
	}
	p->apart -= p->apart > 0;
	p->in_transaction = true;
	return RC_OK;
}

/*
 * Not waited for: its answer is taken before that of whatever comes next. A transaction that began by
 * itself ends with the Sync.
 */
static void postgres_rollback(void *state)
{
	struct pg *p = state;
	struct op op = { 0 };

	if (!p->in_transaction || p->lost)
		return;
	p->in_transaction = false;
	if (pg_sync(&op, p) != RC_OK ||
	    (p->block && (pg_send_step(&op, p, PG_PLAIN, STEP_ROLLBACK) != RC_OK ||
			  pg_sync(&op, p) != RC_OK)))
		return; /* then the server rolls back by itself */
	pg_forget_sent(p);
}

static void postgres_operations_over(void *state)
{
	struct pg *p = state;

	p->running = 0;
}

/* Tells those whose operation was kept, and failed since. */
static void tell(struct pg *p)
{
	for (size_t i = 1; i < p->ops_count; i++) {
		struct pg_op *one = &p->ops[i];

		if (!one->failed || !one->verdict || *one->verdict != RC_OK)
			continue;
		*one->verdict = one->err.code;
		one->op->err = one->err;
	}
	p->ops_count = 1;
	p->running = 0;
}

static enum rc postgres_commit(struct op *op, void *state)
{
	struct pg *p = state;

	p->committed = false;
	TRY(pg_send_step(op, p, PG_COMMIT, STEP_COMMIT));
	TRY(pg_sync(op, p));
	TRY(pg_drain(op, p));
	TRY(pg_verdict(op, p)); /* COMMIT was skipped: the transaction waits for its ROLLBACK */
	p->in_transaction = false;
	if (!p->committed)
		return FAIL(op, RC_BUSY, "store.lost", "COMMIT was answered with ROLLBACK");
	tell(p);
	return RC_OK;
}

static enum rc postgres_savepoint(struct op *op, void *state)
{
	struct pg *p = state;

	add_op(p, op);
	if (!p->savepoint) {
		TRY(pg_send_step(op, p, PG_PLAIN, STEP_SAVEPOINT));
		pg_last_is_of_batch(p);
	}
	p->savepoint = true;
	p->dirty = false;
	return RC_OK;
}

static enum rc back_to_savepoint(struct op *op, struct pg *p)
{
	TRY(pg_sync(op, p));
	TRY(pg_send_step(op, p, PG_PLAIN, STEP_BACK));
	pg_last_is_of_batch(p);
	return RC_OK;
}

/* When all is well, going back undoes nothing; when not, all up to the Sync was skipped. */
static enum rc postgres_release(struct op *op, void *state, enum rc *verdict)
{
	struct pg *p = state;
	struct pg_op *running = &p->ops[p->running];

	TRY(pg_verdict(op, p));
	running->op = op;
	running->verdict = verdict;
	if (!p->dirty)
		return RC_OK;
	TRY(pg_send_step(op, p, PG_PLAIN, STEP_RELEASE));
	TRY(pg_send_step(op, p, PG_PLAIN, STEP_SAVEPOINT));
	return back_to_savepoint(op, p);
}

static enum rc postgres_undo(struct op *op, void *state)
{
	struct pg *p = state;

	if (p->lost)
		return pg_lost(op, p);
	if (p->dirty || p->ops[p->running].failed)
		return back_to_savepoint(op, p);
	return RC_OK;
}

static enum rc postgres_settle(struct op *op, void *state)
{
	struct pg *p = state;

	TRY(pg_sync(op, p));
	TRY(pg_drain(op, p));
	tell(p);
	return pg_verdict(op, p);
}

static bool postgres_in_transaction(void *state)
{
	struct pg *p = state;

	bool spoiled = p->reads_only && p->ops_count && p->ops[0].failed;

	return p->in_transaction && !p->lost && !spoiled;
}

/* The simple protocol, which alone runs several statements in a row. */
static enum rc postgres_script(struct op *op, void *state, const char *text)
{
	struct pg *p = state;
	enum rc rc = RC_OK;

	if (!p->ops_count)
		only_batch(op, p);
	TRY(pg_sync(op, p));
	TRY(pg_drain(op, p));
	TRY(pg_verdict(op, p));
	if (!p->in_transaction) /* processes that start together must not make the same table twice */
		text = arena_text(op->mem, "BEGIN; %s; %s; COMMIT", pg_steps[STEP_LOCK], text);
	if (!PQexitPipelineMode(p->conn))
		return pg_lost(op, p);
	PGresult *result = PQexec(p->conn, text);

	if (PQresultStatus(result) != PGRES_COMMAND_OK) {
		const char *state_of = PQresultErrorField(result, PG_DIAG_SQLSTATE);

		rc = pg_fault(op, state_of ? state_of : "08000", NULL, NULL, PQerrorMessage(p->conn));
	}
	PQclear(result);
	if (!PQenterPipelineMode(p->conn))
		return pg_lost(op, p);
	return rc;
}

static enum rc postgres_put(struct op *op, void *state, const struct sql *sql, struct db_ins in,
			    const struct db_promise *promise)
{
	struct pg *p = state;

	TRY(pg_verdict(op, p));
	return pg_send_prepared(op, p, sql, in,
				(struct pg_sent){ .kind = PG_PUT, .promise = *promise });
}

static enum rc postgres_put_count(struct op *op, void *state, const struct sql *sql,
				  struct db_ins in, int64_t *rows)
{
	struct pg *p = state;
	PGresult *result;

	TRY(pg_verdict(op, p));
	TRY(pg_send_prepared(op, p, sql, in,
			     (struct pg_sent){ .kind = PG_GET, .promise = { .rows = DB_ANY_ROWS },
					       .rows = rows }));
	TRY(pg_take(op, p, &result));
	PQclear(result);
	return RC_OK;
}

/* Of an integer or a truth as the server writes them. strtoll() was a fortieth of all that a queue cost. */
static int64_t number_of(const char *text)
{
	const char *at = text + (*text == '-');
	uint64_t n = *at == 't';

	for (; *at >= '0' && *at <= '9'; at++)
		n = 10 * n + (uint64_t)(*at - '0');
	return (int64_t)(*text == '-' ? 0 - n : n);
}

static int nibble(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* "\x00ff" */
static struct db_bytes bytes_of(const char *text, struct arena *mem)
{
	size_t size = strlen(text) / 2 - 1;
	unsigned char *bytes = arena_alloc(mem, size + 1);

	text += 2;
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(nibble(text[2 * i]) << 4 | nibble(text[2 * i + 1]));
	return (struct db_bytes){ bytes, size };
}

/* Of a row; the first column that counts is @column. */
static void take(const PGresult *result, int row, int column, struct db_outs out, struct arena *mem)
{
	for (size_t i = 0; i < out.count; i++) {
		const char *text = PQgetvalue(result, row, column + (int)i);
		bool null = !*text && PQgetisnull(result, row, column + (int)i);
		int64_t number;

		switch (out.items[i].kind) {
		case OUT_KIND_INT:
			number = number_of(text);
			memcpy(out.items[i].to, &number, sizeof number);
			break;
		case OUT_KIND_INT32:
			*(int32_t *)out.items[i].to = (int32_t)number_of(text);
			break;
		case OUT_KIND_BOOL:
			*(bool *)out.items[i].to = number_of(text) != 0;
			break;
		case OUT_KIND_TEXT:
			*(char **)out.items[i].to =
				null ? NULL
				     : arena_copy_bytes(mem, text,
							(size_t)PQgetlength(result, row, column + (int)i));
			break;
		case OUT_KIND_BYTES:
			*(struct db_bytes *)out.items[i].to =
				null ? (struct db_bytes){ 0 } : bytes_of(text, mem);
			break;
		}
	}
}

struct rows {
	struct db_outs out;
	struct arena *mem;
	enum rc (*row)(struct op *op, void *context);
	void *context;
};

static enum rc each_of(struct op *op, const struct pg_rows *rows, const struct rows *r)
{
	for (int i = 0; i < rows->count; i++) {
		take(rows->result, rows->first + i, rows->column, r->out, r->mem);
		TRY(r->row(op, r->context));
	}
	return RC_OK;
}

static enum rc each(struct op *op, const PGresult *result, const struct rows *r)
{
	return each_of(op, &(struct pg_rows){ .result = result, .count = PQntuples(result) }, r);
}

static enum rc get_together(struct op *op, struct pg *p, const struct sql *sql, struct db_ins in,
			    const struct rows *r)
{
	struct pg_rows rows;

	TRY(pg_ask_together(op, p, sql, in, &rows));
	enum rc rc = each_of(op, &rows, r);

	pg_leave_group(rows.group);
	return rc;
}

static enum rc get_all(struct op *op, struct pg *p, const struct sql *sql, struct db_ins in,
		       const struct rows *r)
{
	PGresult *result;

	TRY(pg_send_prepared(op, p, sql, in, (struct pg_sent){ .kind = PG_GET }));
	TRY(pg_take(op, p, &result));
	enum rc rc = each(op, result, r);

	PQclear(result);
	return rc;
}

/* The server makes the next piece while this one is gone through. */
static enum rc get_in_pieces(struct op *op, struct pg *p, const struct sql *sql, struct db_ins in,
			     const struct rows *r)
{
	const char *name = arena_text(op->mem, "haicap%lld", (long long)++p->cursors);
	const char *fetch = arena_text(op->mem, "FETCH %d FROM %s", FETCH_ROWS, name);
	struct pg_asked asked;
	PGresult *result;
	bool more;
	enum rc rc;

	TRY(pg_send_cursor(op, p, name, sql, in));
	TRY(pg_ask(op, p, fetch, &asked));
	do {
		TRY(pg_hear(op, p, &asked, &result));
		more = PQntuples(result) == FETCH_ROWS;
		rc = more ? pg_ask(op, p, fetch, &asked) : RC_OK;
		if (rc == RC_OK)
			rc = each(op, result, r);
		PQclear(result);
	} while (rc == RC_OK && more);
	if (more && pg_hear(&(struct op){ .mem = op->mem }, p, &asked, &result) == RC_OK)
		PQclear(result); /* nobody wants to know it any more */
	TRY(rc);
	return pg_send(op, p, PG_PLAIN, arena_text(op->mem, "CLOSE %s", name));
}

static enum rc postgres_get(struct op *op, void *state, const struct sql *sql, struct db_ins in,
			    struct db_outs out, struct arena *mem,
			    enum rc (*row)(struct op *op, void *context), void *context)
{
	struct pg *p = state;
	struct rows r = { .out = out, .mem = mem, .row = row, .context = context };

	TRY(pg_verdict(op, p));
	if (mem != op->mem && sql->reads)
		return get_in_pieces(op, p, sql, in, &r);
	if (sql->together && p->reads_only && !p->apart && fiber_running())
		return get_together(op, p, sql, in, &r);
	return get_all(op, p, sql, in, &r);
}

/* Is there a store of ours, or something else's tables? */
static enum rc look_round(struct op *op, struct pg *p, enum db_mode mode)
{
	static const char text[] =
		"SELECT (to_regclass('migration') IS NOT NULL)::int,"
		" (SELECT count(*) FROM pg_class WHERE relkind = 'r' AND"
		"  relnamespace = current_schema()::regnamespace)";
	PGresult *result;

	TRY(postgres_begin(op, p, false));
	TRY(pg_send(op, p, PG_GET, text));
	TRY(pg_take(op, p, &result));
	bool ours = number_of(PQgetvalue(result, 0, 0)), tables = number_of(PQgetvalue(result, 0, 1));

	PQclear(result);
	postgres_rollback(p);
	if (!ours && tables)
		return FAIL(op, RC_CONFLICT, "store.not_ours", "%s", "");
	if (!ours && mode != DB_CREATE)
		return FAIL(op, RC_NOT_FOUND, "store.none", "%s", "");
	return RC_OK;
}

static enum rc postgres_open(struct op *op, const char *place, enum db_mode mode, void **state)
{
	struct pg *p = calloc(1, sizeof *p);

	if (!p)
		abort();
	p->reads_only = mode == DB_READ;
	p->url = strdup(place);
	p->prepared = malloc(pg_prepared_size());
	if (!p->url || !p->prepared)
		abort();
	enum rc rc = pg_connect(op, p);

	if (rc == RC_OK)
		rc = look_round(op, p, mode);
	if (rc != RC_OK) {
		postgres_close(p);
		return rc;
	}
	*state = p;
	return RC_OK;
}

const struct db_engine db_postgres = {
	.name = "postgres",
	.waits = true,
	.open = postgres_open,
	.close = postgres_close,
	.script = postgres_script,
	.put = postgres_put,
	.put_count = postgres_put_count,
	.get = postgres_get,
	.begin = postgres_begin,
	.commit = postgres_commit,
	.rollback = postgres_rollback,
	.savepoint = postgres_savepoint,
	.release = postgres_release,
	.undo = postgres_undo,
	.settle = postgres_settle,
	.operations_over = postgres_operations_over,
	.in_transaction = postgres_in_transaction,
};
