/* SPDX-License-Identifier: Apache-2.0 */
/* Every statement of the program is understood by both engines, and none reads a whole table unsaid. */
#include "db/db.h"
#include "db/engine.h"
#include "db/postgres.h"
#include "tests/store.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <ctype.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static bool is_migration(const struct sql *sql)
{
	return !strncmp(sql->name, "migration_", 10) && isdigit((unsigned char)sql->name[10]);
}

static bool defines(const char *text)
{
	return !strncasecmp(text + strspn(text, " \n\t"), "CREATE", 6);
}

static bool is_table(sqlite3 *handle, const char *name, size_t size)
{
	sqlite3_stmt *s = NULL;

	sqlite3_prepare_v2(handle, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
			   -1, &s, NULL);
	sqlite3_bind_text(s, 1, name, (int)size, SQLITE_STATIC);
	bool is = sqlite3_step(s) == SQLITE_ROW;

	sqlite3_finalize(s);
	return is;
}

static const char *trimmed(char *text)
{
	size_t size = strlen(text);

	while (size && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
	return text;
}

static void explain(sqlite3 *handle, const struct sql *sql)
{
	char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql->sqlite);
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(handle, text, -1, &s, NULL) != SQLITE_OK) {
		tap_note("%s: %s", sql->name, sqlite3_errmsg(handle));
		is_true(false);
	}
	while (s && sqlite3_step(s) == SQLITE_ROW) {
		char detail[300];

		snprintf(detail, sizeof detail, "%s", (const char *)sqlite3_column_text(s, 3));
		if (strncmp(detail, "SCAN ", 5) != 0 || sql->scans)
			continue;
		if (!is_table(handle, detail + 5, strcspn(detail + 5, " ")))
			continue;
		tap_note("%s: %s", sql->name, trimmed(detail));
		is_true(!"a whole table is read, and the statement does not say why");
	}
	sqlite3_finalize(s);
	sqlite3_free(text);
}

static void sqlite_understands_all(sqlite3 *handle)
{
	const struct sql *end, *sql = db_statements(&end);
	int count = 0;

	for (; sql < end; sql++, count++)
		if (!is_migration(sql) && !defines(sql->sqlite))
			explain(handle, sql);
	is_true(count > 10);
}

static void prepare(PGconn *connection, const struct sql *sql)
{
	PGresult *r = PQprepare(connection, "", sql->postgres, 0, NULL);

	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		tap_note("%s: %s", sql->name, PQerrorMessage(connection));
		is_true(false);
	}
	PQclear(r);
}

/* As it is asked for several; the server says of what types the parameters are. */
static void prepare_together(PGconn *connection, struct arena *mem, const struct sql *sql)
{
	enum { BIGINT = 20, INTEGER = 23 };
	PGresult *r = PQdescribePrepared(connection, "");
	struct db_ins in = { .count = (size_t)PQnparams(r) };
	struct db_in *items = arena_many(mem, struct db_in, in.count + 1);

	is_true(in.count > 0);
	for (int i = 0; i < PQnparams(r); i++) {
		Oid type = PQparamtype(r, i);

		items[i].type = type == BIGINT || type == INTEGER ? DB_INT : DB_TEXT;
	}
	in.items = items;
	PQclear(r);
	struct sql together = *sql;

	together.postgres = pg_text_together(mem, sql, in);
	prepare(connection, &together);
}

static void postgres_understands_all(struct arena *mem)
{
	const struct sql *end, *sql = db_statements(&end);
	struct store store;
	int together = 0;

	store_new(&store);
	PGconn *connection = PQconnectdb(store.url);

	is_int(PQstatus(connection), CONNECTION_OK);
	for (; sql < end; sql++)
		if (!is_migration(sql) && !defines(sql->postgres)) {
			prepare(connection, sql);
			together += sql->together != NULL;
			if (sql->together)
				prepare_together(connection, mem, sql);
		}
	is_true(together > 0);
	PQfinish(connection);
	store_drop(&store);
}

static void the_engine_understands_all_and_reads_no_whole_table_unsaid(struct world *w)
{
	if (store_on_postgres()) {
		struct op *op = world_op(w, 0);

		postgres_understands_all(op->mem);
		is_rc(world_end(op), RC_OK);
	} else {
		sqlite_understands_all(*(sqlite3 **)world_db(w)->state);
	}
}

TESTS(the_engine_understands_all_and_reads_no_whole_table_unsaid)
