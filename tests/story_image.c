/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/story_image.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside the store lies the copy, in "image": a database in memory, or a schema of the same one. */
struct image {
	sqlite3 *store;  /* of a file */
	sqlite3_stmt *rows[IMAGE_TABLES];
	PGconn *server;  /* or of a database */
	const char *own; /* what the store's tables are in: "main", "public" */
	int64_t version; /* see image_touched() */
	struct content content;
};

static const char listing_sqlite[] =
	"SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1";
static const char listing_postgres[] = "SELECT relname FROM pg_class WHERE relkind = 'r'"
				       " AND relnamespace = 'public'::regnamespace ORDER BY 1";

static void __attribute__((noreturn)) end(const struct image *i, const char *what)
{
	fprintf(stderr, "%s: %s\n", what,
		i->server ? PQerrorMessage(i->server) : sqlite3_errmsg(i->store));
	abort();
}

static void must(const struct image *i, int code, const char *what)
{
	if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
		end(i, what);
}

static PGresult *answer(struct image *i, const char *sql)
{
	PGresult *result = PQexec(i->server, sql);

	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		end(i, sql);
	return result;
}

void image_run(struct image *i, const char *sql)
{
	if (i->server)
		PQclear(answer(i, sql));
	else
		must(i, sqlite3_exec(i->store, sql, NULL, NULL, NULL), sql);
}

int64_t image_ask(struct image *i, const char *sql)
{
	int64_t number;

	if (i->server) {
		PGresult *result = answer(i, sql);

		number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
		PQclear(result);
	} else {
		sqlite3_stmt *statement;

		must(i, sqlite3_prepare_v2(i->store, sql, -1, &statement, NULL), sql);
		must(i, sqlite3_step(statement), sql);
		number = sqlite3_column_int64(statement, 0);
		sqlite3_finalize(statement);
	}
	return number;
}

static uint64_t mix(uint64_t digest, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (; size >= 8; size -= 8, at += 8) {
		uint64_t word;

		memcpy(&word, at, 8);
		digest = (digest ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		digest ^= digest >> 29;
	}
	for (; size; size--, at++)
		digest = (digest ^ *at) * UINT64_C(0x100000001B3);
	return digest;
}

static uint64_t mix_row(uint64_t digest, sqlite3_stmt *statement)
{
	for (int i = 0; i < sqlite3_column_count(statement); i++) {
		int type = sqlite3_column_type(statement, i);
		int64_t number = sqlite3_column_int64(statement, i);

		digest = mix(digest, &type, sizeof type);
		if (type == SQLITE_INTEGER)
			digest = mix(digest, &number, sizeof number);
		else if (type != SQLITE_NULL)
			digest = mix(digest, sqlite3_column_blob(statement, i),
				     (size_t)sqlite3_column_bytes(statement, i));
	}
	return digest;
}

/* Batches are counted whether they kept anything or not; the clock is set by the test. */
static const char *columns_of(const char *table)
{
	return strcmp(table, "head") ? "*" : "next_id, rehearsal";
}

static void look_sqlite(struct image *i, struct content *c)
{
	*c = i->content;
	for (size_t t = 0; t < c->count; t++) {
		uint64_t digest = 0;

		while (sqlite3_step(i->rows[t]) == SQLITE_ROW)
			digest = mix_row(digest * 31 + 7, i->rows[t]);
		must(i, sqlite3_reset(i->rows[t]), c->tables[t].name);
		c->tables[t].digest = digest;
	}
}

/* One question for all tables. */
static void look_postgres(struct image *i, struct content *c)
{
	char sql[IMAGE_TABLES * (2 * IMAGE_NAME + 100)];
	size_t size = 0;

	for (size_t t = 0; t < i->content.count; t++) {
		const char *name = i->content.tables[t].name;

		size += (size_t)snprintf(
			sql + size, sizeof sql - size,
			"%s(SELECT coalesce(sum(hashtextextended(CAST(t AS text), 0)"
			" & 1152921504606846975), 0) FROM (SELECT %s FROM \"%s\") AS t)",
			t ? ", " : "SELECT ", columns_of(name), name);
	}
	PGresult *result = answer(i, sql);

	*c = i->content;
	for (size_t t = 0; t < c->count; t++) {
		const char *text = PQgetvalue(result, 0, (int)t);

		c->tables[t].digest = mix(0, text, strlen(text));
	}
	PQclear(result);
}

void image_look(struct image *i, struct content *now)
{
	*now = (struct content){0};
	image_run(i, i->server ? "BEGIN ISOLATION LEVEL REPEATABLE READ" : "BEGIN");
	(i->server ? look_postgres : look_sqlite)(i, now);
	now->done = image_ask(i, "SELECT count(done_us) FROM job");
	now->tried =
		image_ask(i, "SELECT count(*) FROM job WHERE done_us IS NULL AND attempts > 0");
	image_run(i, "COMMIT");
}

/* SQLite counts the commits of others, and each batch of the program counts itself. */
static int64_t version(struct image *i)
{
	return image_ask(i, i->server ? "SELECT batch FROM head" : "PRAGMA data_version");
}

bool image_touched(struct image *i)
{
	int64_t before = i->version;

	i->version = version(i);
	return i->version != before;
}

static void run_for(struct image *i, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void run_for(struct image *i, const char *format, ...)
{
	char sql[400];
	va_list names;

	va_start(names, format);
	vsnprintf(sql, sizeof sql, format, names);
	va_end(names);
	image_run(i, sql);
}

static bool differs(const struct content *one, const struct content *other, size_t t)
{
	return one->tables[t].digest != other->tables[t].digest;
}

/* What @to has in table @t is what @from has there. */
static void put(struct image *i, const char *to, const char *from, size_t t)
{
	const char *name = i->content.tables[t].name;

	run_for(i, "DELETE FROM %s.\"%s\"", to, name);
	run_for(i, "INSERT INTO %s.\"%s\" SELECT * FROM %s.\"%s\"", to, name, from, name);
}

/* Table by table, and on SQLite not page by page: that would have all connections read the schema anew. */
void image_restore(struct image *i, const struct content *now)
{
	image_run(i, "BEGIN");
	for (size_t t = 0; t < now->count; t++)
		if (differs(now, &i->content, t))
			put(i, i->own, "image", t);
	image_run(i, "COMMIT");
	i->version = version(i);
}

static void name_table(struct image *i, const char *name)
{
	if (i->content.count == IMAGE_TABLES)
		end(i, "more tables than there is room for");
	snprintf(i->content.tables[i->content.count++].name, IMAGE_NAME, "%s", name);
}

static void open_postgres(struct image *i, const struct store *s)
{
	i->own = "public";
	i->server = PQconnectdb(s->url);
	if (PQstatus(i->server) != CONNECTION_OK)
		end(i, s->url);
	image_run(i, "SET client_min_messages = error; SET session_replication_role = replica;"
		     "DROP SCHEMA IF EXISTS image CASCADE; CREATE SCHEMA image");
	PGresult *result = answer(i, listing_postgres);

	for (int t = 0; t < PQntuples(result); t++)
		name_table(i, PQgetvalue(result, t, 0));
	PQclear(result);
}

static void open_sqlite(struct image *i, const struct store *s)
{
	sqlite3_stmt *statement;
	char sql[IMAGE_NAME * 2];

	i->own = "main";
	if (sqlite3_open(strchr(s->url, ':') + 1, &i->store) != SQLITE_OK)
		end(i, s->url);
	sqlite3_busy_timeout(i->store, 10000);
	image_run(i, "ATTACH ':memory:' AS image");
	must(i, sqlite3_prepare_v2(i->store, listing_sqlite, -1, &statement, NULL), listing_sqlite);
	while (sqlite3_step(statement) == SQLITE_ROW)
		name_table(i, (const char *)sqlite3_column_text(statement, 0));
	must(i, sqlite3_finalize(statement), listing_sqlite);
	for (size_t t = 0; t < i->content.count; t++) {
		const char *name = i->content.tables[t].name;

		snprintf(sql, sizeof sql, "SELECT %s FROM main.\"%s\"", columns_of(name), name);
		must(i, sqlite3_prepare_v2(i->store, sql, -1, &i->rows[t], NULL), sql);
	}
}

static struct image *open_image(const struct store *s)
{
	struct image *i = calloc(1, sizeof *i);

	if (!i)
		abort();
	(*s->database ? open_postgres : open_sqlite)(i, s);
	for (size_t t = 0; t < i->content.count; t++)
		run_for(i, "CREATE TABLE image.\"%s\" AS SELECT * FROM %s.\"%s\" WHERE false",
			i->content.tables[t].name, i->own, i->content.tables[t].name);
	return i;
}

struct image *image_take(const struct store *s, struct image *last)
{
	struct image *i = last ? last : open_image(s);
	struct content now;

	image_look(i, &now);
	image_run(i, "BEGIN");
	for (size_t t = 0; t < now.count; t++)
		if (!last || differs(&now, &i->content, t))
			put(i, "image", i->own, t);
	image_run(i, "COMMIT");
	i->content = now;
	i->version = version(i);
	return i;
}

const struct content *image_content(const struct image *i)
{
	return &i->content;
}

void image_drop(struct image *i)
{
	if (i->server)
		PQfinish(i->server);
	for (size_t t = 0; t < i->content.count; t++)
		sqlite3_finalize(i->rows[t]);
	sqlite3_close(i->store);
	free(i);
}
