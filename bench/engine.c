/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The measure of writes: the bare engine.  Commits the rows of every dossier that FROM has and TO
 * has not, 64 dossiers a commit, with the same settings as the program's writer and nothing else:
 * no HTTP, no rule, no check.  TO is a copy of FROM from before; afterwards both hold the same
 * dossiers. engine FROM TO      prints "DOSSIERS SECONDS SETTINGS"
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PER_COMMIT = 64 };

struct table {
	const char *name, *key; /* rows whose key is above the highest one of TO */
	size_t columns, count, done;
	sqlite3_value **cells;
	sqlite3_stmt *insert;
};

static struct table tables[] = {
	{"dossier", "id", 0, 0, 0, NULL, NULL},
	{"dossier_applicant", "dossier", 0, 0, 0, NULL, NULL},
	{"dossier_event", "dossier", 0, 0, 0, NULL, NULL},
	{"ledger", "seq", 0, 0, 0, NULL, NULL},
};
enum { DOSSIER, APPLICANT, EVENT, LEDGER, TABLES };

static void fail(sqlite3 *db, const char *what)
{
	fprintf(stderr, "engine: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail(db, sql);
	return s;
}

static void step(sqlite3 *db, sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		fail(db, sqlite3_sql(s));
	sqlite3_reset(s);
}

static long long number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = prepare(db, sql);
	long long n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;

	sqlite3_finalize(s);
	return n;
}

static sqlite3 *open_store(const char *path, const char *settings)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fail(db, path);
	sqlite3_busy_timeout(db, 10000);
	run(db, settings);
	return db;
}

/* All rows first, so that the time measured is that of the commits alone. */
static void read_table(sqlite3 *from, sqlite3 *to, struct table *t)
{
	char sql[400];

	snprintf(sql, sizeof sql, "SELECT max(%s) FROM %s", t->key, t->name);
	long long last = number(to, sql);

	snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s > %lld ORDER BY 1, 2", t->name, t->key,
		 last);
	sqlite3_stmt *s = prepare(from, sql);
	size_t room = 0;

	t->columns = (size_t)sqlite3_column_count(s);
	while (sqlite3_step(s) == SQLITE_ROW) {
		if (t->count == room) {
			room = room ? room * 2 : 1024;
			t->cells = realloc(t->cells, room * t->columns * sizeof(sqlite3_value *));
			if (!t->cells)
				abort();
		}
		for (size_t i = 0; i < t->columns; i++)
			t->cells[t->count * t->columns + i] =
				sqlite3_value_dup(sqlite3_column_value(s, (int)i));
		t->count++;
	}
	sqlite3_finalize(s);
	size_t used = (size_t)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", t->name);

	for (size_t i = 1; i < t->columns; i++)
		used += (size_t)snprintf(sql + used, sizeof sql - used, ",?");
	snprintf(sql + used, sizeof sql - used, ")");
	t->insert = prepare(to, sql);
}

static sqlite3_value *cell(const struct table *t, size_t row, size_t column)
{
	return t->cells[row * t->columns + column];
}

static void insert_next(sqlite3 *to, struct table *t)
{
	for (size_t i = 0; i < t->columns; i++)
		sqlite3_bind_value(t->insert, (int)i + 1, cell(t, t->done, i));
	step(to, t->insert);
	t->done++;
}

/* A dossier with what hangs on it, and its share of the ledger. */
static void insert_dossier(sqlite3 *to, size_t i)
{
	struct table *events = &tables[EVENT], *ledger = &tables[LEDGER];
	sqlite3_int64 id = sqlite3_value_int64(cell(&tables[DOSSIER], i, 0));

	insert_next(to, &tables[DOSSIER]);
	insert_next(to, &tables[APPLICANT]);
	while (events->done < events->count &&
	       sqlite3_value_int64(cell(events, events->done, 0)) == id)
		insert_next(to, events);
	while (ledger->done < ledger->count * (i + 1) / tables[DOSSIER].count)
		insert_next(to, ledger);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double insert_all(sqlite3 *to)
{
	sqlite3_stmt *head = prepare(to, "UPDATE head SET batch = batch + 1");
	sqlite3_stmt *ledger_head = prepare(to, "UPDATE ledger_head SET size = size + 64");
	double from = seconds();

	for (size_t i = 0; i < tables[DOSSIER].count; i++) {
		if (i % PER_COMMIT == 0)
			run(to, "BEGIN IMMEDIATE");
		insert_dossier(to, i);
		if (i % PER_COMMIT == PER_COMMIT - 1 || i + 1 == tables[DOSSIER].count) {
			step(to, ledger_head);
			step(to, head);
			run(to, "COMMIT");
		}
	}
	return seconds() - from;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: engine FROM TO\n");
		return 2;
	}
	sqlite3 *from = open_store(argv[1], "PRAGMA query_only = ON");
	sqlite3 *to =
		open_store(argv[2], "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
				    "PRAGMA cache_size = -8000; PRAGMA journal_mode = WAL;"
				    "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000");

	for (size_t i = 0; i < TABLES; i++)
		read_table(from, to, &tables[i]);
	if (!tables[DOSSIER].count || tables[APPLICANT].count != tables[DOSSIER].count) {
		fprintf(stderr, "engine: %zu dossiers, %zu applicants to commit\n",
			tables[DOSSIER].count, tables[APPLICANT].count);
		return 1;
	}
	double took = insert_all(to);

	for (size_t i = 0; i < TABLES; i++)
		if (tables[i].done != tables[i].count) {
			fprintf(stderr, "engine: rows of %s are left\n", tables[i].name);
			return 1;
		}
	sqlite3_stmt *journal = prepare(to, "PRAGMA journal_mode");

	sqlite3_step(journal);
	printf("%zu %.6f journal_mode=%s synchronous=%lld (2 is FULL)\n", tables[DOSSIER].count, took,
	       (const char *)sqlite3_column_text(journal, 0), number(to, "PRAGMA synchronous"));
	return 0;
}
