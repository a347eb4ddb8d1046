/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/store.h"
#include "db/conn.h"
#include <dirent.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A database with all tables, from which others are copied. */
#define EMPTY "haicap_empty"

/* What tests that look into the store call by SQLite's names. */
static const char make_functions[] =
	"CREATE FUNCTION hex(bytea) RETURNS text LANGUAGE sql RETURN upper(encode($1, 'hex'));"
	"CREATE FUNCTION zeroblob(int) RETURNS bytea LANGUAGE sql"
	" RETURN decode(repeat('00', $1), 'hex');"
	"CREATE FUNCTION joined(text, text, text) RETURNS text LANGUAGE sql"
	" RETURN coalesce($1 || $3, '') || $2;"
	"CREATE FUNCTION joined(text, text) RETURNS text LANGUAGE sql RETURN joined($1, $2, ',');"
	"CREATE AGGREGATE group_concat(text) (sfunc = joined, stype = text);"
	"CREATE AGGREGATE group_concat(text, text) (sfunc = joined, stype = text);";

/* Keeps what is in all tables in a schema "seed". */
static const char make_seed[] =
	"CREATE SCHEMA seed;"
	"CREATE TABLE seed.all_tables AS SELECT relname FROM pg_class"
	" WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;"
	"DO $$ DECLARE t text; n bigint; BEGIN"
	" FOR t IN SELECT relname FROM seed.all_tables LOOP"
	"  EXECUTE format('SELECT count(*) FROM public.%I', t) INTO n;"
	"  IF n > 0 THEN EXECUTE format('CREATE TABLE seed.%I AS TABLE public.%I', t, t); END IF;"
	" END LOOP; END $$";

/* Puts back what was in them. */
static const char put_back[] =
	"SET session_replication_role = replica;"
	"DO $$ DECLARE t text; BEGIN"
	" FOR t IN SELECT relname FROM pg_class WHERE relkind = 'r'"
	"  AND relnamespace = 'public'::regnamespace AND relname NOT IN"
	"  (SELECT relname FROM seed.all_tables) LOOP"
	"  EXECUTE format('DROP TABLE public.%I CASCADE', t);"
	" END LOOP;"
	" FOR t IN SELECT relname FROM seed.all_tables WHERE"
	"  pg_relation_size(format('public.%I', relname)::regclass) > 0 LOOP"
	"  EXECUTE format('DELETE FROM public.%I', t);"
	"  IF to_regclass(format('seed.%I', t)) IS NOT NULL THEN"
	"   EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%I', t, t);"
	"  END IF;"
	" END LOOP; END $$";

/*
 * Databases that tests have left. Making one takes a second, copying one half of that, and putting back
 * what was in it a twentieth.
 */
enum { LEFT_MAX = 8, NAME_MAX_BYTES = 64 };
static struct {
	char database[NAME_MAX_BYTES], origin[NAME_MAX_BYTES];
} left[LEFT_MAX];
static size_t left_count;

static const char *cluster(void)
{
	const char *folder = getenv("TEST_POSTGRES");

	return folder && *folder ? folder : NULL;
}

bool store_on_postgres(void)
{
	return cluster() != NULL;
}

static void __attribute__((noreturn)) end(const char *what, const char *why)
{
	fprintf(stderr, "the store of a test: %s: %s\n", what, why);
	exit(2);
}

/* The database from which others are made, for as long as the program runs. */
static PGconn *server(void)
{
	static PGconn *connection;
	const char *const names[] = {"host", "user", "dbname", NULL};
	const char *values[] = {cluster(), "haicap", "postgres", NULL};

	if (!connection)
		connection = PQconnectdbParams(names, values, 0);
	if (PQstatus(connection) != CONNECTION_OK)
		end("TEST_POSTGRES", PQerrorMessage(connection));
	return connection;
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	PGresult *result = PQexec(server(), text);

	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		end(text, PQerrorMessage(server()));
	PQclear(result);
}

static void name_database(struct store *s, const char *database)
{
	snprintf(s->database, sizeof s->database, "%s", database);
	snprintf(s->url, sizeof s->url, "postgres://haicap@/%s?host=%s", database, cluster());
	snprintf(s->key, sizeof s->key, "%s/haicap-%s.key", s->dir, database);
}

static char *ask_postgres(struct arena *mem, const struct store *s, const char *sql,
			  const char **wrong)
{
	PGconn *connection = PQconnectdb(s->url);
	PGresult *result = PQexec(connection, sql);
	char *answer = arena_copy(mem, "");

	*wrong = NULL;
	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		*wrong = arena_copy(mem, PQerrorMessage(connection));
	for (int i = 0; i < PQntuples(result); i++)
		answer = arena_text(mem, "%s%s%s", answer, i ? " " : "", PQgetvalue(result, i, 0));
	PQclear(result);
	PQfinish(connection);
	return answer;
}

static void in_database(const struct store *s, const char *sql)
{
	struct arena *mem = arena_new();
	const char *wrong;

	ask_postgres(mem, s, sql, &wrong);
	if (wrong)
		end(sql, wrong);
	arena_drop(mem);
}

static void make_tables(const char *url)
{
	struct op op = {.mem = arena_new()};
	struct db *db;

	if (db_open(&op, url, DB_CREATE, &db) != RC_OK)
		end(op.err.key, op.err.detail);
	db_close(db);
	arena_drop(op.mem);
}

/* The first program that needs it makes it; the others wait. */
static void make_empty(void)
{
	static const char find[] = "SELECT 1 FROM pg_database WHERE datname = '" EMPTY "'";
	struct store making = {.dir = ""};
	static bool made;

	if (made)
		return;
	say("SELECT pg_advisory_lock(1)");
	PGresult *result = PQexec(server(), find);

	if (!PQntuples(result)) {
		say("DROP DATABASE IF EXISTS making");
		say("CREATE DATABASE making");
		name_database(&making, "making");
		make_tables(making.url);
		in_database(&making, make_functions);
		say("ALTER DATABASE making RENAME TO " EMPTY);
	}
	PQclear(result);
	say("SELECT pg_advisory_unlock(1)");
	made = true;
}

/* One that an earlier test has left, as it was when it was new; false when there is none. */
static bool take_left(struct store *s, const char *origin)
{
	for (size_t i = 0; i < left_count; i++) {
		if (strcmp(left[i].origin, origin) != 0)
			continue;
		name_database(s, left[i].database);
		left[i] = left[--left_count];
		in_database(s, put_back);
		return true;
	}
	return false;
}

static void make_database(struct store *s, const char *origin)
{
	static int number;
	char name[NAME_MAX_BYTES];

	snprintf(name, sizeof name, "t%d_%d", (int)getpid(), ++number);
	say("CREATE DATABASE %s TEMPLATE %s", name, origin);
	name_database(s, name);
}

/* Nobody changes @origin any more. */
static void copy_database(struct store *s, const char *origin)
{
	if (!take_left(s, origin)) {
		make_database(s, origin);
		in_database(s, make_seed);
	}
	snprintf(s->origin, sizeof s->origin, "%s", origin);
}

static void make_folder(struct store *s, const char *parent)
{
	*s = (struct store){.dir = ""};
	snprintf(s->dir, sizeof s->dir, "%s/haicap-test-XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(s->dir))
		end(s->dir, "cannot be made");
	snprintf(s->url, sizeof s->url, "sqlite:%s/store.db", s->dir);
	snprintf(s->key, sizeof s->key, "%s/store.db.key", s->dir);
}

void store_reserve(struct store *s, const char *parent)
{
	make_folder(s, parent);
	if (cluster())
		make_database(s, "template0");
}

void store_new(struct store *s)
{
	make_folder(s, NULL);
	if (!cluster()) {
		make_tables(s->url);
		return;
	}
	make_empty();
	copy_database(s, EMPTY);
}

/* Copies a file; false when there is none. */
static bool copy_file(const char *from, const char *to)
{
	char bytes[65536];
	size_t n;
	FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;

	if (!in || !out)
		return false;
	while ((n = fread(bytes, 1, sizeof bytes, in)))
		if (fwrite(bytes, 1, n, out) != n)
			end(to, "cannot be written");
	fclose(in);
	return fclose(out) == 0;
}

void store_copy(struct store *s, const struct store *from, const char *parent)
{
	make_folder(s, parent);
	if (cluster())
		copy_database(s, from->database);
	else if (!copy_file(strchr(from->url, ':') + 1, strchr(s->url, ':') + 1))
		end(from->url, "cannot be copied");
	if (copy_file(from->key, s->key) && chmod(s->key, 0600) != 0)
		end(s->key, "cannot be closed to others");
}

void store_enter(const struct store *s)
{
	if (*s->database && chdir(s->dir) != 0)
		end(s->dir, "cannot be entered");
}

static void remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	char file[500];

	for (struct dirent *e; dir && (e = readdir(dir));) {
		snprintf(file, sizeof file, "%s/%s", path, e->d_name);
		if (e->d_name[0] != '.')
			unlink(file);
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

static void drop_database(const char *name)
{
	say("DROP DATABASE %s WITH (FORCE)", name);
}

/* Keeps a copy for the next test; the copies of what goes go with it. */
static void leave_database(const struct store *s)
{
	if (*s->origin && left_count < LEFT_MAX) {
		memcpy(left[left_count].database, s->database, NAME_MAX_BYTES);
		memcpy(left[left_count++].origin, s->origin, NAME_MAX_BYTES);
		return;
	}
	for (size_t i = left_count; i--;)
		if (!strcmp(left[i].origin, s->database)) {
			drop_database(left[i].database);
			left[i] = left[--left_count];
		}
	drop_database(s->database);
}

void store_drop(struct store *s)
{
	if (*s->database)
		leave_database(s);
	if (!*s->database || chdir("/") == 0)
		remove_folder(s->dir);
	*s = (struct store){.dir = ""};
}

static int add_row(void *context, int columns, char **values, char **names)
{
	char **answer = context;
	char *before = *answer;

	(void)columns;
	(void)names;
	*answer = sqlite3_mprintf("%s%s%s", before ? before : "", before ? " " : "",
				  values[0] ? values[0] : "");
	sqlite3_free(before);
	return 0;
}

static char *ask_sqlite(struct arena *mem, const struct store *s, const char *sql,
			const char **wrong)
{
	char *answer = NULL;
	sqlite3 *handle;

	*wrong = NULL;
	if (sqlite3_open(strchr(s->url, ':') + 1, &handle) == SQLITE_OK)
		sqlite3_busy_timeout(handle, 10000);
	if (sqlite3_exec(handle, sql, add_row, &answer, NULL) != SQLITE_OK)
		*wrong = arena_copy(mem, sqlite3_errmsg(handle));
	sqlite3_close(handle);
	char *copy = arena_copy(mem, answer ? answer : "");

	sqlite3_free(answer);
	return copy;
}

const char *store_tamper(struct arena *mem, const struct store *s, const char *sql)
{
	const char *wrong;

	if (*s->database)
		ask_postgres(mem, s, sql, &wrong);
	else
		ask_sqlite(mem, s, sql, &wrong);
	return wrong;
}

char *store_ask(struct arena *mem, const struct store *s, const char *sql)
{
	const char *wrong;
	char *answer = *s->database ? ask_postgres(mem, s, sql, &wrong)
				 : ask_sqlite(mem, s, sql, &wrong);

	if (wrong)
		end(sql, wrong);
	return answer;
}
