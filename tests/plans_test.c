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

/* What a plan has said up to now. Names have a blank on either side. */
struct plan {
	const struct sql *sql;
	char excused[200]; /* "-- scans NAME…: why" */
	char made[1000];   /* queries inside the statement, by the names it gives them */
	char read[1000];   /* tables that are read whole, by theirs */
	bool ranged;       /* a table is read from one value to another, which may be all of it */
};

static void add(char *names, size_t room, const char *name)
{
	size_t size = strlen(names);

	snprintf(names + size, room - size, " %.*s ", (int)strcspn(name, " :"), name);
}

static const char *trimmed(char *text)
{
	size_t size = strlen(text);

	while (size && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
	return text;
}

/* "SCAN d" is said of tables, and of queries inside when it was said before how they are made. */
static void take_step(struct plan *p, char *step)
{
	static const char *const makes[] = { "CO-ROUTINE ", "MATERIALIZE " };
	char name[100] = "";

	for (size_t i = 0; i < sizeof makes / sizeof *makes; i++)
		if (!strncmp(step, makes[i], strlen(makes[i])))
			add(p->made, sizeof p->made, step + strlen(makes[i]));
	p->ranged |=
		!strncmp(step, "SEARCH ", 7) && !strstr(step, "=?") && !strstr(step, " COVERING ");
	if (p->ranged && !strcmp(step, "USE TEMP B-TREE FOR ORDER BY")) {
		tap_note("%s", p->sql->name);
		is_true(!"what may be a whole table is sorted");
	}
	if (strncmp(step, "SCAN ", 5) != 0 || strstr(step, " VIRTUAL TABLE ") ||
	    strstr(step, " CONSTANT ROW"))
		return;
	add(name, sizeof name, step + 5);
	if (strstr(p->made, name))
		return;
	add(p->read, sizeof p->read, step + 5);
	if (strstr(p->excused, name))
		return;
	tap_note("%s: %s", p->sql->name, trimmed(step));
	is_true(!"a whole table is read, and the statement does not say why");
}

static void excuse(struct plan *p)
{
	const char *at = p->sql->scans ? p->sql->scans : "";

	for (; *at && *at != ':'; at += strcspn(at, " :"), at += *at == ' ')
		add(p->excused, sizeof p->excused, at);
}

static void refuse_other_excuses(struct plan *p)
{
	char *rest = p->excused, *name;

	while ((name = strsep(&rest, " "))) {
		char whole[100] = "";

		add(whole, sizeof whole, name);
		if (!*name || strstr(p->read, whole))
			continue;
		tap_note("%s: %s", p->sql->name, name);
		is_true(!"a table is excused that is not read whole");
	}
}

static void explain(sqlite3 *handle, const struct sql *sql)
{
	struct plan p = { .sql = sql };
	char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql->sqlite);
	sqlite3_stmt *s = NULL;

	excuse(&p);
	if (sqlite3_prepare_v2(handle, text, -1, &s, NULL) != SQLITE_OK) {
		tap_note("%s: %s", sql->name, sqlite3_errmsg(handle));
		is_true(false);
	}
	while (s && sqlite3_step(s) == SQLITE_ROW) {
		char step[300];

		snprintf(step, sizeof step, "%s", (const char *)sqlite3_column_text(s, 3));
		take_step(&p, step);
	}
	refuse_other_excuses(&p);
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
