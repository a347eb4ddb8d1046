/* SPDX-License-Identifier: Apache-2.0 */
/* Opening stores on PostgreSQL, and verdicts that come late. */
#include "db/conn.h"
#include "db/db.h"
#include "db/db_test.sql.h"
#include "db/writer.h"
#include "tests/process.h"
#include "tests/tap.h"
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct cluster cluster;
static struct arena *mem;

static const char *url_of(const char *user, const char *database)
{
	return cluster_url(mem, &cluster, user, database);
}

static void sql(const char *database, const char *text)
{
	is_true(cluster_sql(&cluster, database, text));
}

static void refused(const char *url, enum db_mode mode, enum rc rc, const char *key)
{
	struct op op = { .mem = mem };
	struct db *db = NULL;

	is_rc(db_open(&op, url, mode, &db), rc);
	is_text(op.err.key, key);
	if (op.err.code != rc)
		tap_note("%s", op.err.detail);
}

static void begin(void)
{
	mem = arena_new();
	cluster_make(&cluster);
	cluster_start(&cluster);
}

static void end(void)
{
	cluster_drop(&cluster);
	arena_drop(mem);
}

static void a_store_that_cannot_be_opened_says_why(struct world *none)
{
	struct op op;
	struct db *db;

	(void)none;
	begin();
	op = (struct op){ .mem = mem };
	refused("postgres://haicap@/postgres?host=/nowhere", DB_WRITE, RC_BUSY, "store.unreachable");
	refused(url_of("haicap", "nothing"), DB_CREATE, RC_NOT_FOUND, "store.none");
	refused(url_of("haicap", "postgres"), DB_READ, RC_NOT_FOUND, "store.none");
	refused(url_of("haicap", "postgres"), DB_WRITE, RC_NOT_FOUND, "store.none");
	refused("postgres://haicap@/postgres?no_such_word=1", DB_WRITE, RC_INVALID, "store.url");

	sql("postgres", "CREATE ROLE weak LOGIN");
	refused(url_of("weak", "postgres"), DB_CREATE, RC_BUSY, "store.rights");
	sql("postgres", "CREATE DATABASE narrow ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
	refused(url_of("haicap", "narrow"), DB_CREATE, RC_CONFLICT, "store.encoding");
	sql("postgres", "CREATE DATABASE foreign_tables");
	sql("foreign_tables", "CREATE TABLE invoice (id int)");
	refused(url_of("haicap", "foreign_tables"), DB_CREATE, RC_CONFLICT, "store.not_ours");

	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_CREATE, &db), RC_OK);
	db_close(db);
	refused(url_of("weak", "postgres"), DB_READ, RC_BUSY, "store.rights");
	sql("postgres", "INSERT INTO migration VALUES (9999, 'migration_9999', 'x')");
	refused(url_of("haicap", "postgres"), DB_READ, RC_CONFLICT, "store.newer");
	end();
}

/* ---- a server that only says who it is ---- */

static const char *version_said;

static void say(int client, char kind, const char *bytes, size_t size)
{
	uint32_t length = htonl((uint32_t)size + 4);

	if (write(client, &kind, 1) != 1 || write(client, &length, 4) != 4 ||
	    write(client, bytes, size) != (ssize_t)size)
		tap_note("the client has left");
}

/* One startup of the protocol: let in, two settings, ready. It goes at the first question after that. */
static void *say_version(void *listener)
{
	int client = accept(*(int *)listener, NULL, NULL);
	char setting[80], heard[1000];
	int size = snprintf(setting, sizeof setting, "server_version%c%s", '\0', version_said);

	(void)!read(client, heard, sizeof heard);
	say(client, 'R', "\0\0\0", 4);
	say(client, 'S', "server_encoding\0UTF8", 21);
	say(client, 'S', setting, (size_t)size + 1);
	say(client, 'Z', "I", 1);
	(void)!read(client, heard, sizeof heard);
	close(client);
	return NULL;
}

static void refused_as(const char *version, enum rc rc, const char *key)
{
	char dir[] = "/tmp/haicap-old-XXXXXX";
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_t server;

	is_true(mkdtemp(dir) != NULL);
	snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", dir);
	is_true(bind(listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(listener, 1) == 0);
	version_said = version;
	pthread_create(&server, NULL, say_version, &listener);
	refused(arena_text(mem, "postgres://haicap@/postgres?host=%s", dir), DB_WRITE, rc, key);
	shutdown(listener, SHUT_RDWR);
	pthread_join(server, NULL);
	close(listener);
	unlink(at.sun_path);
	rmdir(dir);
}

static void a_server_older_than_15_is_refused_for_its_age(struct world *none)
{
	(void)none;
	mem = arena_new();
	refused_as("14.9 (Debian 14.9-1)", RC_CONFLICT, "store.too_old");
	refused_as("9.6.24", RC_CONFLICT, "store.too_old");
	refused_as("15.0", RC_BUSY, "store.unreachable"); /* it is asked something, and goes */
	arena_drop(mem);
}

static bool let_in(const char *url)
{
	PGconn *connection = PQconnectdb(url);
	bool in = PQstatus(connection) == CONNECTION_OK;

	PQfinish(connection);
	return in;
}

static void a_wrong_password_is_told_from_a_server_that_is_away(struct world *none)
{
	(void)none;
	begin();
	sql("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'hoa ban'");
	cluster_write(&cluster, "data/pg_hba.conf",
		      "local all guarded scram-sha-256\nlocal all all trust\n");
	sql("postgres", "SELECT pg_reload_conf()");
	sql("postgres", "CREATE DATABASE theirs OWNER guarded");
	while (let_in(url_of("guarded", "theirs"))) /* until the server has read its rules */
		usleep(10000);
	refused(url_of("guarded:hoa", "theirs"), DB_CREATE, RC_BUSY, "store.password");
	refused(url_of("guarded", "theirs"), DB_CREATE, RC_BUSY, "store.password");
	struct op op = { .mem = mem };
	struct db *db;

	is_rc(db_open(&op, url_of("guarded:hoa%20ban", "theirs"), DB_CREATE, &db), RC_OK);
	db_close(db);
	end();
}

/* One that nobody listens at; another may take it before we do, and then the server does not start. */
static int free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int s = socket(AF_INET, SOCK_STREAM, 0);

	is_true(!bind(s, (struct sockaddr *)&at, size) && !getsockname(s, (struct sockaddr *)&at, &size));
	close(s);
	return ntohs(at.sin_port);
}

/* A key, a certificate of 127.0.0.1 signed by itself, and one of somebody else. */
static void make_certificates(const char *dir)
{
	for (int i = 0; i < 2; i++) {
		const char *name = i ? "other" : "server";
		const char *const argv[] = {
			"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
			"ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=db", "-addext",
			i ? "subjectAltName=IP:127.0.0.9" : "subjectAltName=IP:127.0.0.1", "-keyout",
			arena_text(mem, "%s/%s.key", dir, name), "-out",
			arena_text(mem, "%s/%s.crt", dir, name), NULL };
		char *said;

		is_int(process_run(mem, argv, &said), 0);
	}
}

static const char *text_of(const char *path)
{
	char text[4096] = "";
	FILE *file = fopen(path, "r");

	is_true(file && fread(text, 1, sizeof text - 1, file) > 0);
	fclose(file);
	return arena_copy(mem, text);
}

static void over_the_network_a_store_is_reached_by_tls_alone(struct world *none)
{
	(void)none;
	mem = arena_new();
	cluster_make(&cluster);
	const char *dir = arena_text(mem, "%s-tls", cluster.dir);
	const char *const mkdir[] = { "/bin/mkdir", dir, NULL }, *const rm[] = { "/bin/rm", "-rf", dir, NULL };

	is_int(process_run(mem, mkdir, NULL), 0);
	make_certificates(dir);
	cluster_write(&cluster, "data/server.key", text_of(arena_text(mem, "%s/server.key", dir)));
	cluster_write(&cluster, "data/server.crt", text_of(arena_text(mem, "%s/server.crt", dir)));
	cluster_write(&cluster, "data/postgresql.auto.conf", "ssl = on\n");
	cluster_write(&cluster, "data/pg_hba.conf",
		      "local all all trust\nhostssl all far 127.0.0.1/32 scram-sha-256\n");
	cluster.port = free_port();
	cluster_start(&cluster);
	sql("postgres", "CREATE ROLE far LOGIN PASSWORD 'hoa ban'");
	sql("postgres", "CREATE DATABASE away OWNER far");
	const char *far = arena_text(mem, "postgres://far:hoa%%20ban@127.0.0.1:%d/away?sslmode=", cluster.port);
	struct op op = { .mem = mem };
	struct db *db;

	refused(arena_text(mem, "%sdisable", far), DB_CREATE, RC_BUSY, "store.refused");
	refused(arena_text(mem, "%sverify-full&sslrootcert=%s/other.crt", far, dir), DB_CREATE, RC_BUSY,
		"store.unreachable");
	is_rc(db_open(&op, arena_text(mem, "%sverify-full&sslrootcert=%s/server.crt", far, dir), DB_CREATE, &db),
	      RC_OK);
	sql("postgres", "SELECT 1 / count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
			" WHERE usename = 'far' AND ssl");
	db_close(db);
	process_run(mem, rm, NULL);
	end();
	cluster.port = 0;
}

static enum rc ask(struct op *op, struct db *db)
{
	const char *value;
	bool found;

	TRY(db_begin_read(op, db));
	enum rc rc = db_maybe(op, &SQL_TOY_FIND, IN(IN_TEXT("any")), OUT(OUT_TEXT(&value)), &found);

	db_end_read(op);
	return rc;
}

/* Who was refused does not knock again for a moment, but for when another was let in. */
static void when_one_is_let_in_again_the_others_need_not_wait(struct world *none)
{
	struct db *owner, *first, *second;
	struct op op;

	(void)none;
	begin();
	op = (struct op){ .mem = mem };
	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_CREATE, &owner), RC_OK);
	sql("postgres", "CREATE ROLE guest LOGIN SUPERUSER");
	is_rc(db_open(&op, url_of("guest", "postgres"), DB_READ, &first), RC_OK);
	is_rc(db_open(&op, url_of("guest", "postgres"), DB_READ, &second), RC_OK);
	sql("postgres", "ALTER ROLE guest NOLOGIN");
	sql("postgres", "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'guest'");
	is_rc(ask(&op, first), RC_BUSY); /* finds its connection gone */
	is_rc(ask(&op, second), RC_BUSY);
	is_rc(ask(&op, second), RC_BUSY);
	is_text(op.err.key, "store.refused");
	sql("postgres", "ALTER ROLE guest LOGIN");
	is_rc(ask(&op, first), RC_OK);
	is_rc(ask(&op, second), RC_OK);
	db_close(second);
	db_close(first);
	db_close(owner);
	end();
}

static void a_url_is_shown_without_its_password(struct world *none)
{
	(void)none;
	mem = arena_new();
	is_text(db_url_shown(mem, "sqlite:a.db"), "sqlite:a.db");
	is_text(db_url_shown(mem, "postgres://h"), "postgres://h");
	is_text(db_url_shown(mem, "postgres://u@h:5433/d"), "postgres://u@h:5433/d");
	is_text(db_url_shown(mem, "postgres://u:p@ss@h/d"), "postgres://u@h/d");
	is_text(db_url_shown(mem, "postgresql://u:s3cret@/d?host=/run&password=x"), "postgresql://u@/d");
	arena_drop(mem);
}

/* ---- several processes ---- */

static void *make_store(void *context)
{
	struct op op = { .mem = arena_new() };
	struct db *db = NULL;
	enum rc rc = db_open(&op, context, DB_CREATE, &db);

	if (rc != RC_OK)
		fprintf(stderr, "%s: %s\n", op.err.key, op.err.detail);
	db_close(db);
	arena_drop(op.mem);
	return rc == RC_OK ? context : NULL;
}

static void those_who_make_a_store_together_make_one(struct world *none)
{
	enum { MAKERS = 6 };
	pthread_t makers[MAKERS];
	void *made;

	(void)none;
	begin();
	char *url = arena_copy(mem, url_of("haicap", "postgres"));

	for (int i = 0; i < MAKERS; i++)
		pthread_create(&makers[i], NULL, make_store, url);
	for (int i = 0; i < MAKERS; i++) {
		pthread_join(makers[i], &made);
		is_true(made != NULL);
	}
	end();
}

/* ---- late verdicts ---- */

enum late {
	GOOD,
	TAKEN,      /* its key is there already: known when the batch settles */
	TAKEN_READ, /* the same, and a row is waited for behind it */
	NO_ROW,     /* promises to touch one row and touches none */
	REFUSES,    /* has written and then refuses */
	LATES,
};

struct toy {
	struct work work;
	enum late how;
	int number;
	enum rc rc, seen;
	int64_t found;
};

static _Atomic int done_count;
static bool toys_have_entries;

static enum rc insert(struct op *op, const char *key)
{
	return db_put_else(op, &SQL_TOY_INSERT, 1, IN(IN_TEXT(key), IN_TEXT("1")), RC_CONFLICT,
			   "db.conflict", "key");
}

static enum rc toy_run(struct op *op, void *context)
{
	struct toy *toy = context;
	const char *own = arena_text(op->mem, "own%d", toy->number), *value;
	bool found;

	if (toys_have_entries)
		op->entries = arena_one(op->mem, struct note);
	TRY(insert(op, own));
	if (toy->how == TAKEN || toy->how == TAKEN_READ)
		TRY(insert(op, "taken"));
	if (toy->how == TAKEN_READ) {
		toy->seen = db_maybe(op, &SQL_TOY_FIND, IN(IN_TEXT(own)), OUT(OUT_TEXT(&value)), &found);
		TRY(toy->seen);
	}
	if (toy->how == NO_ROW)
		TRY(db_put(op, &SQL_TOY_UPDATE, 1, IN(IN_TEXT("nobody"), IN_TEXT("2"))));
	if (toy->how == REFUSES)
		return FAIL(op, RC_FORBIDDEN, "toy.no", "after it wrote");
	return insert(op, arena_text(op->mem, "second%d", toy->number));
}

static void toy_done(struct work *work, enum rc rc)
{
	((struct toy *)work)->rc = rc;
	atomic_fetch_add(&done_count, 1);
}

static bool stored(struct op *op, const char *key)
{
	const char *value;
	bool found = false;

	is_rc(db_maybe(op, &SQL_TOY_FIND, IN(IN_TEXT(key)), OUT(OUT_TEXT(&value)), &found), RC_OK);
	return found;
}

static void each_fails_alone(bool entries)
{
	enum { COUNT = 400 };
	static const enum rc expected[LATES] = { RC_OK, RC_CONFLICT, RC_CONFLICT, RC_CONFLICT,
						 RC_FORBIDDEN };
	struct toy *toys = calloc(COUNT, sizeof *toys);
	struct writer_setup setup = { .queue_max = COUNT };

	begin();
	toys_have_entries = entries;
	atomic_store(&done_count, 0);
	struct op op = { .mem = mem };
	struct db *db;

	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_CREATE, &setup.db), RC_OK);
	sql("postgres", "INSERT INTO setting VALUES ('taken', '1')");
	struct writer *writer = writer_new(&op, &setup);

	for (int i = 0; i < COUNT; i++) {
		toys[i] = (struct toy){ .how = (enum late)(i % 7 % LATES), .number = i };
		toys[i].work = (struct work){ .op = { .mem = arena_new() }, .run = toy_run,
					      .done = toy_done, .context = &toys[i],
					      .deadline_steady_us = INT64_MAX };
		writer_submit(writer, &toys[i].work);
	}
	while (atomic_load(&done_count) < COUNT)
		usleep(1000);
	is_true(writer_figures(writer).batches < COUNT / 4);
	writer_drop(writer);
	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_READ, &db), RC_OK);
	is_rc(db_begin_read(&op, db), RC_OK);
	for (int i = 0; i < COUNT; i++) {
		bool good = toys[i].how == GOOD;

		is_rc(toys[i].rc, expected[toys[i].how]);
		if (toys[i].how == TAKEN || toys[i].how == TAKEN_READ)
			is_text(toys[i].work.op.err.field, "key");
		if (toys[i].how == TAKEN_READ)
			is_rc(toys[i].seen, RC_CONFLICT);
		if (toys[i].how == NO_ROW)
			is_text(toys[i].work.op.err.key, "db.rows");
		is_true(stored(&op, arena_text(mem, "own%d", i)) == good);
		is_true(stored(&op, arena_text(mem, "second%d", i)) == good);
		arena_drop(toys[i].work.op.mem);
	}
	db_end_read(&op);
	db_close(db);
	free(toys);
	end();
}

/* With entries: they are kept only of operations that are known to be. */
static void each_operation_fails_alone_however_late_it_is_known(struct world *none)
{
	(void)none;
	each_fails_alone(true);
}

static void what_only_the_commit_makes_known_fails_alone_too(struct world *none)
{
	(void)none;
	each_fails_alone(false);
}

/* ---- reading ---- */

static enum rc count_one(struct op *op, struct arena *row, void *context)
{
	(void)op;
	(void)row;
	++*(int *)context;
	return RC_OK;
}

/* How often @key is found: by a question, and then by a set that comes in pieces. */
static int seen(struct op *op, const char *key)
{
	const char *value;
	int count = stored(op, key);

	is_rc(db_each(op, &SQL_TOY_FIND, IN(IN_TEXT(key)), OUT(OUT_TEXT(&value)), count_one, &count),
	      RC_OK);
	return count + stored(op, key);
}

static void a_reader_sees_one_moment_from_its_first_question_to_its_end(struct world *none)
{
	struct db *writer, *reader;
	struct op op;

	(void)none;
	begin();
	op = (struct op){ .mem = mem };
	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_CREATE, &writer), RC_OK);
	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_READ, &reader), RC_OK);
	for (int i = 0; i < 3; i++) {
		const char *key = arena_text(mem, "later%d", i);

		is_rc(db_begin_read(&op, reader), RC_OK);
		is_int(seen(&op, key), 0);
		sql("postgres", arena_text(mem, "INSERT INTO setting VALUES ('%s', '1')", key));
		is_int(seen(&op, key), 0);
		db_end_read(&op);
		is_rc(db_begin_read(&op, reader), RC_OK);
		is_int(seen(&op, key), 3);
		db_end_read(&op);
	}
	sql("postgres", "DROP TABLE setting"); /* nothing holds it any more */
	db_close(reader);
	db_close(writer);
	end();
}

static void numbers_come_as_they_are_stored(struct world *none)
{
	static const int64_t numbers[] = { 0, 1, -1, 9007199254740993, INT64_MAX, INT64_MIN };
	struct db *db;
	struct op op;

	(void)none;
	begin();
	op = (struct op){ .mem = mem };
	is_rc(db_open(&op, url_of("haicap", "postgres"), DB_CREATE, &db), RC_OK);
	is_rc(db_begin_read(&op, db), RC_OK);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		const char *text = arena_text(mem, "%lld", (long long)numbers[i]);
		int64_t number = 7;

		is_rc(db_one(&op, &SQL_TOY_NUMBER, IN(IN_TEXT(text)), OUT(OUT_INT(&number))), RC_OK);
		is_int(number, numbers[i]);
	}
	db_end_read(&op);
	db_close(db);
	end();
}

TESTS_PLAIN(a_store_that_cannot_be_opened_says_why,
	    a_server_older_than_15_is_refused_for_its_age,
	    a_wrong_password_is_told_from_a_server_that_is_away,
	    over_the_network_a_store_is_reached_by_tls_alone,
	    when_one_is_let_in_again_the_others_need_not_wait, a_url_is_shown_without_its_password,
	    those_who_make_a_store_together_make_one,
	    each_operation_fails_alone_however_late_it_is_known, what_only_the_commit_makes_known_fails_alone_too,
	    a_reader_sees_one_moment_from_its_first_question_to_its_end, numbers_come_as_they_are_stored)
