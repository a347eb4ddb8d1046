/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The measure of writes on PostgreSQL: the bare engine. Commits the rows of every dossier that FROM
 * has and TO has not, 64 dossiers a commit, in libpq's pipeline mode on one connection and nothing
 * else: no HTTP, no rule, no check. TO is a copy of FROM from before.
 *   engine_postgres FROM TO      (connection strings) prints "DOSSIERS SECONDS SETTINGS"
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PER_COMMIT = 64, COLUMNS_MAX = 64 };

static struct table {
	const char *name, *key; /* rows whose key is above the highest one of TO */
	PGresult *rows;
	int columns, count, done;
} tables[] = {
	{ "dossier", "id", NULL, 0, 0, 0 },
	{ "dossier_applicant", "dossier", NULL, 0, 0, 0 },
	{ "dossier_event", "dossier", NULL, 0, 0, 0 },
	{ "ledger", "seq", NULL, 0, 0, 0 },
};
enum { DOSSIER, APPLICANT, EVENT, LEDGER, TABLES };

static long sent; /* statements whose answers have not been taken */

static void fail(PGconn *db, const char *what)
{
	fprintf(stderr, "engine: %s: %s\n", what, PQerrorMessage(db));
	exit(1);
}

static PGconn *open_store(const char *where)
{
	PGconn *db = PQconnectdb(where);

	if (PQstatus(db) != CONNECTION_OK)
		fail(db, where);
	return db;
}

static PGresult *ask(PGconn *db, const char *sql)
{
	PGresult *r = PQexec(db, sql);

	if (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		fail(db, sql);
	return r;
}

/* All rows first, so that the time measured is that of the commits alone. */
static void read_table(PGconn *from, PGconn *to, struct table *t)
{
	char sql[1000];

	snprintf(sql, sizeof sql, "SELECT coalesce(max(%s), -1) FROM %s", t->key, t->name);
	PGresult *last = ask(to, sql);

	snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s > %s ORDER BY 1, 2", t->name, t->key,
		 PQgetvalue(last, 0, 0));
	PQclear(last);
	t->rows = ask(from, sql);
	t->count = PQntuples(t->rows);
	t->columns = PQnfields(t->rows);
	int used = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES ($1", t->name);

	if (t->columns > COLUMNS_MAX)
		abort();
	for (int i = 2; i <= t->columns; i++)
		used += snprintf(sql + used, sizeof sql - (size_t)used, ",$%d", i);
	snprintf(sql + used, sizeof sql - (size_t)used, ")");
	PQclear(PQprepare(to, t->name, sql, 0, NULL));
}

static void insert_next(PGconn *to, struct table *t)
{
	const char *values[COLUMNS_MAX];

	for (int i = 0; i < t->columns; i++)
		values[i] = PQgetisnull(t->rows, t->done, i) ? NULL : PQgetvalue(t->rows, t->done, i);
	if (!PQsendQueryPrepared(to, t->name, t->columns, values, NULL, NULL, 0))
		fail(to, t->name);
	t->done++;
	sent++;
}

static void put(PGconn *to, const char *sql)
{
	if (!PQsendQueryParams(to, sql, 0, NULL, NULL, NULL, NULL, 0))
		fail(to, sql);
	sent++;
}

/* A dossier with what hangs on it, and its share of the ledger. */
static void insert_dossier(PGconn *to, int i)
{
	struct table *events = &tables[EVENT], *ledger = &tables[LEDGER];
	const char *id = PQgetvalue(tables[DOSSIER].rows, i, 0);

	insert_next(to, &tables[DOSSIER]);
	insert_next(to, &tables[APPLICANT]);
	while (events->done < events->count && !strcmp(PQgetvalue(events->rows, events->done, 0), id))
		insert_next(to, events);
	while (ledger->done < (long)ledger->count * (i + 1) / tables[DOSSIER].count)
		insert_next(to, ledger);
}

/* Waits until the commit is confirmed, as the program does before its answers leave. */
static void settle(PGconn *to)
{
	if (!PQpipelineSync(to))
		fail(to, "sync");
	for (; sent; sent--) {
		PGresult *r = PQgetResult(to);

		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			fail(to, "an insertion");
		PQclear(r);
		PQclear(PQgetResult(to));
	}
	PGresult *r = PQgetResult(to);

	if (PQresultStatus(r) != PGRES_PIPELINE_SYNC)
		fail(to, "a batch");
	PQclear(r);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double insert_all(PGconn *to)
{
	double from = seconds();

	for (int i = 0; i < tables[DOSSIER].count; i++) {
		if (i % PER_COMMIT == 0)
			put(to, "BEGIN");
		insert_dossier(to, i);
		if (i % PER_COMMIT == PER_COMMIT - 1 || i + 1 == tables[DOSSIER].count) {
			put(to, "UPDATE ledger_head SET size = size + 64");
			put(to, "UPDATE head SET batch = batch + 1");
			put(to, "COMMIT");
			settle(to);
		}
	}
	return seconds() - from;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: engine_postgres FROM TO\n");
		return 2;
	}
	PGconn *from = open_store(argv[1]), *to = open_store(argv[2]);

	PQclear(ask(to, "SET synchronous_commit = on"));
	for (int i = 0; i < TABLES; i++)
		read_table(from, to, &tables[i]);
	if (!tables[DOSSIER].count || tables[APPLICANT].count != tables[DOSSIER].count) {
		fprintf(stderr, "engine: %d dossiers, %d applicants to commit\n",
			tables[DOSSIER].count, tables[APPLICANT].count);
		return 1;
	}
	if (!PQenterPipelineMode(to))
		fail(to, "pipeline");
	double took = insert_all(to);

	if (!PQexitPipelineMode(to))
		fail(to, "pipeline");
	for (int i = 0; i < TABLES; i++)
		if (tables[i].done != tables[i].count) {
			fprintf(stderr, "engine: rows of %s are left\n", tables[i].name);
			return 1;
		}
	PGresult *set = ask(to, "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
				" current_setting('wal_sync_method')");

	printf("%d %.6f fsync=%s synchronous_commit=%s wal_sync_method=%s\n", tables[DOSSIER].count,
	       took, PQgetvalue(set, 0, 0), PQgetvalue(set, 0, 1), PQgetvalue(set, 0, 2));
	PQclear(set);
	PQfinish(from);
	PQfinish(to);
	return 0;
}
