/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was answered is stored, once, whatever dies: the program, PostgreSQL, both, or the line between them.
 * Clients open dossiers, each attempt under a key of its own that is repeated until it is answered. Afterwards every
 * key is asked again: it must give the code it gave before, and the store must hold one dossier for each.
 */
#include "tests/client.h"
#include "tests/process.h"
#include "tests/proxy.h"
#include "tests/tap.h"
#include <arpa/inet.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	CLIENTS = 8,
	ATTEMPTS_MAX = 4000, /* of one client in one test */
	CODE_SIZE = 40,
	PAUSE_US = 1500,
	START_MS = 20000,
};

struct client {
	pthread_t thread;
	int number, count;
	struct attempt {
		char code[CODE_SIZE]; /* "": not answered */
	} attempts[ATTEMPTS_MAX];
};

struct place {
	struct arena *mem;
	struct cluster cluster;
	struct proxy *proxy;
	const char *dir, *url, *direct_url, *token;
	bool postgres;
	pid_t server;
	int port;
	struct client *clients;
	_Atomic bool over;
	_Atomic int answered, busy, busy_unsaid;
};

static struct place place;

/* ---- the program ---- */

static int haicap(char **out, const char *const *words)
{
	const char *argv[24] = { HAICAP };
	size_t n = 1;

	while (*words)
		argv[n++] = *words++;
	argv[n++] = "--db";
	argv[n++] = place.direct_url;
	argv[n++] = "--key";
	argv[n] = arena_text(place.mem, "%s/store.key", place.dir);
	return process_run(place.mem, argv, out);
}

#define HAICAP_RUN(out, ...) haicap((out), (const char *const[]){ __VA_ARGS__, NULL })

static const char *log_path(void)
{
	return arena_text(place.mem, "%s/serve.log", place.dir);
}

static int port_said(void)
{
	FILE *log = fopen(log_path(), "r");
	char line[300];
	int port = 0;

	while (log && fgets(line, sizeof line, log)) {
		const char *at = strstr(line, "http://127.0.0.1:");

		if (at)
			port = (int)strtol(at + strlen("http://127.0.0.1:"), NULL, 10);
	}
	if (log)
		fclose(log);
	return port;
}

static void serve(void)
{
	const char *argv[] = { HAICAP, "serve", "--listen", "127.0.0.1:0", "--db", place.url, "--key",
			       arena_text(place.mem, "%s/store.key", place.dir), NULL };

	unlink(log_path());
	place.server = process_start(argv, log_path());
	for (int ms = 0; ms < START_MS && !(place.port = port_said()); ms += 10)
		usleep(10000);
	is_true(place.port != 0);
}

/* ---- the clients ---- */

static struct got create(struct arena *mem, int port, int client, int attempt)
{
	char headers[400], body[400];
	int fd = client_try(port);
	struct got got = { .headers = "", .body = "" };

	if (fd < 0)
		return got;
	snprintf(headers, sizeof headers,
		 "Authorization: Bearer %s\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
		 "Idempotency-Key: k-%d-%d\r\n",
		 place.token, client, attempt);
	snprintf(body, sizeof body,
		 "{\"procedure\":\"1.000593\",\"channel\":\"counter\",\"applicant\":{\"name\":\"Lò Văn %d-%d\"}}",
		 client, attempt);
	if (client_request(fd, "POST", "/dossiers", headers, body, strlen(body)))
		got = client_read(mem, fd, false);
	client_close(fd);
	return got;
}

static void take_code(const struct got *got, char code[CODE_SIZE])
{
	const char *at = strstr(got->body, "\"code\":\"H18");

	if (at)
		snprintf(code, CODE_SIZE, "%.*s", (int)strcspn(at + 8, "\""), at + 8);
}

/* True once the attempt was answered for good. */
static bool try_once(struct arena *mem, struct client *c, int attempt)
{
	struct got got = create(mem, place.port, c->number, attempt);

	if (got.status == 201) {
		take_code(&got, c->attempts[attempt].code);
		atomic_fetch_add(&place.answered, 1);
		return true;
	}
	if (got.status == 503) {
		atomic_fetch_add(&place.busy, 1);
		if (!got_header(mem, &got, "Retry-After", 0))
			atomic_fetch_add(&place.busy_unsaid, 1);
	}
	return false;
}

static void *work(void *context)
{
	struct client *c = context;
	struct arena *mem = arena_new();

	while (!atomic_load(&place.over) && c->count < ATTEMPTS_MAX) {
		int attempt = c->count++;

		while (!try_once(mem, c, attempt) && !atomic_load(&place.over))
			usleep(10000);
		arena_reset(mem);
		usleep(PAUSE_US);
	}
	arena_drop(mem);
	return NULL;
}

static void send_clients(void)
{
	atomic_store(&place.over, false);
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&place.clients[i].thread, NULL, work, &place.clients[i]);
}

static void call_clients_back(void)
{
	atomic_store(&place.over, true);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(place.clients[i].thread, NULL);
}

static bool answers_come(int seconds)
{
	int before = atomic_load(&place.answered);

	for (int ms = 0; ms < seconds * 1000; ms += 10, usleep(10000))
		if (atomic_load(&place.answered) > before + CLIENTS)
			return true;
	return false;
}

/* ---- what must be true ---- */

static int64_t stored_dossiers(void)
{
	static const char count[] = "SELECT count(*) FROM dossier";
	int64_t n = -1;

	if (place.postgres) {
		PGconn *connection = PQconnectdb(place.direct_url);
		PGresult *result = PQexec(connection, count);

		if (PQntuples(result) == 1)
			n = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
		PQclear(result);
		PQfinish(connection);
		return n;
	}
	sqlite3 *handle;
	sqlite3_stmt *statement = NULL;

	if (sqlite3_open(place.direct_url + strlen("sqlite:"), &handle) == SQLITE_OK &&
	    sqlite3_prepare_v2(handle, count, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		n = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(handle);
	return n;
}

static int by_code(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Who is told to come again does: connections that a strike cut are each noticed by the request that meets them. */
static struct got create_patiently(struct arena *mem, int client, int attempt)
{
	enum { TRIES = 100 };
	struct got got = create(mem, place.port, client, attempt);

	for (int i = 0; i < TRIES && got.status == 503; i++) {
		usleep(100000);
		got = create(mem, place.port, client, attempt);
	}
	return got;
}

/* Every key gives its code again; those that heard nothing get theirs now. All codes are different. */
static void nothing_is_lost_or_doubled(void)
{
	struct arena *mem = arena_new();
	char(*codes)[CODE_SIZE] = calloc((size_t)CLIENTS * ATTEMPTS_MAX, CODE_SIZE);
	int lost = 0, refused = 0, doubled = 0;
	size_t count = 0;

	for (int i = 0; i < CLIENTS; i++) {
		struct client *c = &place.clients[i];

		for (int a = 0; a < c->count; a++) {
			struct got got = create_patiently(mem, i, a);
			char *code = codes[count++];

			take_code(&got, code);
			refused += got.status != 201;
			lost += *c->attempts[a].code && strcmp(code, c->attempts[a].code) != 0;
			arena_reset(mem);
		}
	}
	qsort(codes, count, CODE_SIZE, by_code);
	for (size_t i = 1; i < count; i++)
		doubled += !strcmp(codes[i], codes[i - 1]);
	is_int(lost, 0);
	is_int(refused, 0);
	is_int(doubled, 0);
	is_int(stored_dossiers(), (int64_t)count);
	is_int(atomic_load(&place.busy_unsaid), 0);
	is_true(count > CLIENTS);
	free(codes);
	arena_drop(mem);
}

/* ---- beginning and end ---- */

static void begin(bool postgres, bool through_proxy)
{
	char *token = NULL;

	place = (struct place){ .mem = arena_new(), .postgres = postgres,
				.clients = calloc(CLIENTS, sizeof(struct client)) };
	cluster_make(&place.cluster);
	place.dir = place.cluster.dir;
	for (int i = 0; i < CLIENTS; i++)
		place.clients[i].number = i;
	if (postgres) {
		cluster_start(&place.cluster);
		place.direct_url = arena_text(place.mem, "postgres://haicap@/postgres?host=%s", place.dir);
	} else {
		place.direct_url = arena_text(place.mem, "sqlite:%s/store.db", place.dir);
	}
	place.url = place.direct_url;
	if (through_proxy) {
		place.proxy = proxy_start(place.dir);
		place.url = arena_text(place.mem, "postgres://haicap@/postgres?host=%s", proxy_dir(place.proxy));
	}
	is_int(HAICAP_RUN(NULL, "load", SOURCE_DIR "/data/dien-bien", "--rehearsal", "--clock",
			  "2025-06-30T08:00:00+07:00"),
	       0);
	is_int(HAICAP_RUN(NULL, "user", "add", "counter", "--unit", "03158", "--role", "reception"), 0);
	is_int(HAICAP_RUN(&token, "user", "token", "counter"), 0);
	token[strcspn(token, "\n")] = '\0';
	place.token = token;
	serve();
}

static void end(void)
{
	is_int(process_end(place.server, SIGTERM), 0);
	is_int(HAICAP_RUN(NULL, "check"), 0);
	if (place.proxy)
		proxy_stop(place.proxy);
	cluster_drop(&place.cluster);
	tap_note("%d answers, %d times 503", atomic_load(&place.answered), atomic_load(&place.busy));
	free(place.clients);
	arena_drop(place.mem);
}

static void kill_program(void)
{
	process_end(place.server, SIGKILL);
	serve();
}

static void kill_postgres(void)
{
	cluster_kill(&place.cluster);
	cluster_start(&place.cluster);
}

static void kill_both(void)
{
	kill(place.server, SIGKILL);
	cluster_kill(&place.cluster);
	process_end(place.server, SIGKILL);
	cluster_start(&place.cluster);
	serve();
}

static void restart_postgres(void)
{
	cluster_stop(&place.cluster);
	cluster_start(&place.cluster);
}

static void cut_before(void)
{
	proxy_cut(place.proxy, PROXY_CUT_ASKING);
}

static void cut_after(void)
{
	proxy_cut(place.proxy, PROXY_CUT_COMMITTED);
}

/* Each time after a moment of work; then answers must come again by themselves. */
static void again_and_again(void (*strike)(void), int times)
{
	for (int i = 0; i < times; i++) {
		usleep((useconds_t)(20000 + i * 7919 % 180 * 1000));
		strike();
		is_true(answers_come(30));
	}
}

static void struck(bool postgres, void (*strike)(void))
{
	begin(postgres, false);
	send_clients();
	again_and_again(strike, tap_long ? 100 : 10);
	call_clients_back();
	nothing_is_lost_or_doubled();
	end();
}

/* ---- the tests ---- */

static void a_killed_program_keeps_what_it_answered_on_sqlite(struct world *none)
{
	(void)none;
	struck(false, kill_program);
}

static void a_killed_program_keeps_what_it_answered_on_postgresql(struct world *none)
{
	(void)none;
	struck(true, kill_program);
}

static void a_killed_postgresql_keeps_what_was_answered_and_service_resumes(struct world *none)
{
	(void)none;
	struck(true, kill_postgres);
}

static void both_killed_at_once_keep_what_was_answered(struct world *none)
{
	(void)none;
	struck(true, kill_both);
}

static void a_postgresql_restarted_under_load_loses_nothing(struct world *none)
{
	(void)none;
	struck(true, restart_postgres);
}

static void a_line_cut_in_the_middle_of_a_commit_loses_and_doubles_nothing(struct world *none)
{
	(void)none;
	begin(true, true);
	send_clients();
	again_and_again(cut_before, 10);
	again_and_again(cut_after, 10);
	call_clients_back();
	nothing_is_lost_or_doubled();
	end();
}

enum { CONNECTIONS_MAX = 60 /* the server has 40 */ };

/* Takes what is free; how many there are then. */
static int take_free(PGconn **taken, int count)
{
	for (; count < CONNECTIONS_MAX; count++) {
		taken[count] = PQconnectdb(place.direct_url);
		if (PQstatus(taken[count]) != CONNECTION_OK) {
			PQfinish(taken[count]);
			break;
		}
	}
	return count;
}

static void without_connections_left_it_says_503_and_resumes(struct world *none)
{
	PGconn *taken[CONNECTIONS_MAX];
	int count, busy;

	(void)none;
	begin(true, false);
	send_clients();
	is_true(answers_come(30));
	/* While the program stands still its connections are ended, and somebody else takes all there are. */
	kill(place.server, SIGSTOP);
	count = take_free(taken, 0);
	PQclear(PQexec(taken[0], "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
				 " WHERE application_name = 'haicap'"));
	count = take_free(taken, count);
	kill(place.server, SIGCONT);
	busy = atomic_load(&place.busy);
	sleep(1);
	is_true(atomic_load(&place.busy) > busy);
	while (count)
		PQfinish(taken[--count]);
	is_true(answers_come(30));
	call_clients_back();
	nothing_is_lost_or_doubled();
	end();
}

TESTS_PLAIN(a_killed_program_keeps_what_it_answered_on_sqlite,
	    a_killed_program_keeps_what_it_answered_on_postgresql,
	    a_killed_postgresql_keeps_what_was_answered_and_service_resumes,
	    both_killed_at_once_keep_what_was_answered, a_postgresql_restarted_under_load_loses_nothing,
	    a_line_cut_in_the_middle_of_a_commit_loses_and_doubles_nothing,
	    without_connections_left_it_says_503_and_resumes)
