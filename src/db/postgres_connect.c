/* SPDX-License-Identifier: Apache-2.0 */
/* Making a connection to PostgreSQL, and its faults in the words of the store. */
#include "core/time.h"
#include "db/postgres.h"
#include <errno.h>
#include <poll.h>
#include <string.h>

enum { CONNECT_MS = 5000, VERSION_MIN = 150000, STATE_SIZE = 5 };

/* The first whose @state the SQLSTATE begins with. PostgreSQL 15, appendix A. */
/* clang-format off */
static const struct { const char *state; enum rc rc; const char *key; } faults[] = {
	{ "23",    RC_CONFLICT,  "db.conflict" },
	{ "25006", RC_BUSY,      "store.read_only" },
	{ "28P01", RC_BUSY,      "store.password" },
	{ "28",    RC_BUSY,      "store.refused" },
	{ "3D000", RC_NOT_FOUND, "store.none" },
	{ "3F000", RC_NOT_FOUND, "store.none" },
	{ "40",    RC_BUSY,      "store.busy" },
	{ "42501", RC_BUSY,      "store.rights" },
	{ "53100", RC_BUSY,      "store.full" },
	{ "53300", RC_BUSY,      "store.connections" },
	{ "53",    RC_BUSY,      "store.busy" },
	{ "55P03", RC_BUSY,      "store.busy" },
	{ "57",    RC_BUSY,      "store.unreachable" },
	{ "58030", RC_BUSY,      "store.unreadable" },
	{ "08",    RC_BUSY,      "store.unreachable" },
	{ "XX001", RC_BROKEN,    "store.damaged" },
	{ "XX002", RC_BROKEN,    "store.damaged" },
};
/* clang-format on */

/* A division by zero is how a statement says that it touched another number of rows than promised. */
#define STATE_PROMISE "22012"

enum rc pg_fault(struct op *op, const char *state, const struct sql *sql,
		 const struct db_promise *promise, const char *words)
{
	const char *name = sql ? sql->name : "transaction";
	static const struct db_promise none;

	if (!promise)
		promise = &none;
	if (sql && !strcmp(state, STATE_PROMISE) && promise->rows != DB_ANY_ROWS)
		return db_promise_rows(op, sql, promise, -1);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		if (strncmp(state, faults[i].state, strlen(faults[i].state)) != 0)
			continue;
		enum rc rc = FAIL(op, faults[i].rc, faults[i].key, "%s: %s %s", name, state, words);

		return sql ? db_promise_broken(op, sql, promise, rc) : rc;
	}
	return FAIL(op, RC_BROKEN, "store.error", "%s: %s %s", name, state, words);
}

enum rc pg_lost(struct op *op, struct pg *p)
{
	p->lost = true;
	p->in_transaction = false;
	return FAIL(op, RC_BUSY, "store.unreachable", "%s", PQerrorMessage(p->conn));
}

/*
 * The words of a refused connection are "FATAL:  28P01: …": libpq gives the SQLSTATE in no other way.
 * Without one there is nobody who answers.
 */
static enum rc refused(struct op *op, struct pg *p)
{
	const char *words = PQerrorMessage(p->conn);
	const char *mark = strstr(words, "FATAL:  ");
	char state[STATE_SIZE + 1] = "08000";

	if (mark && strlen(mark) > 8 + STATE_SIZE && mark[8 + STATE_SIZE] == ':')
		memcpy(state, mark + 8, STATE_SIZE);
	else if (PQconnectionNeedsPassword(p->conn))
		return FAIL(op, RC_BUSY, "store.password", "none was given");
	return pg_fault(op, state, NULL, NULL, words);
}

/* A socket that nobody listens at, unless the URL itself is wrong; it may hold a password. */
static enum rc refused_at_once(struct op *op, struct pg *p)
{
	PQconninfoOption *understood = PQconninfoParse(p->url, NULL);

	if (!understood)
		return FAIL_FIELD(op, "db", "store.url", "%s", "");
	PQconninfoFree(understood);
	return refused(op, p);
}

static enum rc wait_for(struct op *op, struct pg *p, short events, int64_t until_us)
{
	int64_t left_ms = (until_us - time_steady_us()) / 1000;
	struct pollfd socket = { .fd = PQsocket(p->conn), .events = events };
	int ready = left_ms > 0 ? poll(&socket, 1, (int)left_ms) : 0;

	if (ready == 0)
		return FAIL(op, RC_BUSY, "store.unreachable", "no answer in %d ms", CONNECT_MS);
	if (ready < 0 && errno != EINTR)
		return FAIL(op, RC_BUSY, "store.unreachable", "poll: %s", strerror(errno));
	return RC_OK;
}

static enum rc shake_hands(struct op *op, struct pg *p)
{
	int64_t until_us = time_steady_us() + CONNECT_MS * 1000;
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;

	while (next != PGRES_POLLING_OK) {
		if (next == PGRES_POLLING_FAILED || PQstatus(p->conn) == CONNECTION_BAD)
			return refused(op, p);
		TRY(wait_for(op, p, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, until_us));
		next = PQconnectPoll(p->conn);
	}
	return RC_OK;
}

/*
 * A writer that vanished must not keep the lock from the others, hence the limits on idleness; one that
 * waits for the lock answers in time. Keep-alives notice a cable that was pulled.
 */
static const char settings[] =
	"SET client_min_messages = warning; SET synchronous_commit = on; SET jit = off;"
	"SET cursor_tuple_fraction = 1; SET lock_timeout = '8s'; SET timezone = 'UTC';"
	"SET idle_in_transaction_session_timeout = '5min'; SET bytea_output = 'hex';"
	"SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";

/* One snapshot from the first question to the Sync, without BEGIN and without its end. */
static const char settings_of_readers[] =
	"SET default_transaction_isolation = 'repeatable read';"
	"SET default_transaction_read_only = on";

/* "HAIC"; with the schema, since one database may hold several stores. */
#define LOCK "SELECT pg_advisory_xact_lock(1212238147, current_schema()::regnamespace::oid::int4)"

const char *const pg_steps[STEPS] = {
	[STEP_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	[STEP_WRITE] = "BEGIN",
	[STEP_LOCK] = LOCK,
	[STEP_SAVEPOINT] = "SAVEPOINT s",
	[STEP_RELEASE] = "RELEASE SAVEPOINT s",
	[STEP_BACK] = "ROLLBACK TO SAVEPOINT s",
	[STEP_COMMIT] = "COMMIT",
	[STEP_ROLLBACK] = "ROLLBACK",
	[STEP_ONCE] = "SELECT set_config('plan_cache_mode', 'force_generic_plan', true)",
	[STEP_EACH] = "SELECT set_config('plan_cache_mode', 'auto', true)",
};

static enum rc prepare_steps(struct op *op, struct pg *p)
{
	enum rc rc = RC_OK;

	for (int i = 0; i < STEPS && rc == RC_OK; i++) {
		char name[] = { (char)('A' + i), '\0' };
		PGresult *result = PQprepare(p->conn, name, pg_steps[i], 0, NULL);

		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			rc = pg_fault(op, "08000", NULL, NULL, PQerrorMessage(p->conn));
		PQclear(result);
	}
	return rc;
}

static enum rc set(struct op *op, struct pg *p, const char *all)
{
	PGresult *result = PQexec(p->conn, all);
	enum rc rc = RC_OK;

	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		rc = pg_fault(op, "08000", NULL, NULL, PQerrorMessage(p->conn));
	PQclear(result);
	return rc;
}

static enum rc dress(struct op *op, struct pg *p)
{
	const char *encoding = PQparameterStatus(p->conn, "server_encoding");
	enum rc rc;

	if (PQserverVersion(p->conn) < VERSION_MIN)
		return FAIL(op, RC_CONFLICT, "store.too_old", "PostgreSQL %d", PQserverVersion(p->conn));
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return FAIL(op, RC_CONFLICT, "store.encoding", "%s", encoding ? encoding : "unknown");
	rc = set(op, p, settings);
	if (rc == RC_OK && p->reads_only)
		rc = set(op, p, settings_of_readers);
	if (rc == RC_OK)
		rc = prepare_steps(op, p);
	if (rc == RC_OK && !PQenterPipelineMode(p->conn))
		rc = pg_lost(op, p);
	return rc;
}

/* What stands before the URL gives way to it. */
enum rc pg_connect(struct op *op, struct pg *p)
{
	static const char *const names[] = { "fallback_application_name", "client_encoding",
					     "keepalives_idle",           "keepalives_interval",
					     "keepalives_count",          "tcp_user_timeout",
					     "dbname",                    NULL };
	const char *values[] = { "haicap", "UTF8", "10", "5", "3", "15000", p->url, NULL };

	if (p->conn)
		PQfinish(p->conn);
	p->lost = true;
	p->in_transaction = p->savepoint = p->dirty = false;
	p->sent_first = p->sent_end = 0;
	memset(p->prepared, 0, pg_prepared_size());
	p->conn = PQconnectStartParams(names, values, 1);
	if (!p->conn)
		abort();
	if (PQstatus(p->conn) == CONNECTION_BAD)
		return refused_at_once(op, p);
	PQsetErrorVerbosity(p->conn, PQERRORS_VERBOSE);
	TRY(shake_hands(op, p));
	PQsetErrorVerbosity(p->conn, PQERRORS_DEFAULT);
	TRY(dress(op, p));
	p->lost = false;
	return RC_OK;
}
