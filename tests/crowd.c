/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/crowd.h"
#include "tests/tap.h"
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	CLIENTS = 8,
	OWN = CLIENTS, /* the test's own number */
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

struct crowd crowd;
static struct client *clients; /* and the test itself as the last */

/* ---- a disk that fails ---- */

static const char *bad_disk_path(const char *end)
{
	return arena_text(crowd.mem, "%s/bad_disk%s", crowd.dir, end);
}

/* For what is started next. A sanitizer wants to come first; it need not. */
static void preload(bool on)
{
	static char options[400];
	const char *before = getenv("ASAN_OPTIONS");

	if (!on) {
		unsetenv("LD_PRELOAD");
		return;
	}
	if (!*options) {
		snprintf(options, sizeof options, "%s:verify_asan_link_order=0", before ? before : "");
		setenv("ASAN_OPTIONS", options, 1);
	}
	setenv("LD_PRELOAD", bad_disk_path(".so"), 1);
	setenv("BAD_DISK", bad_disk_path(""), 1);
}

/* In a folder that PostgreSQL may read, too. */
static void bring_bad_disk(void)
{
	const char *const copy[] = { "/bin/cp", BAD_DISK, bad_disk_path(".so"), NULL };

	is_int(process_run(crowd.mem, copy, NULL), 0);
}

void crowd_disk(const char *order)
{
	const char *path = bad_disk_path(""), *making = bad_disk_path(".new");
	FILE *file = order ? fopen(making, "w") : NULL;

	if (!order) {
		unlink(path);
		return;
	}
	is_true(file && fputs(order, file) >= 0 && fclose(file) == 0 && rename(making, path) == 0);
}

int64_t crowd_disk_failures(void)
{
	struct stat met;

	return stat(bad_disk_path(".met"), &met) == 0 ? (int64_t)met.st_size : 0;
}

bool crowd_disk_fails(int64_t before, int seconds)
{
	for (int ms = 0; ms < seconds * 1000; ms += 10, usleep(10000))
		if (crowd_disk_failures() > before)
			return true;
	return false;
}

/* ---- the program ---- */

void crowd_start_postgres(void)
{
	preload(crowd.bad_disk);
	cluster_start(&crowd.cluster);
	preload(false);
}

int crowd_run(char **out, const char *const *words)
{
	const char *argv[24] = { HAICAP };
	size_t n = 1;

	while (*words)
		argv[n++] = *words++;
	argv[n++] = "--db";
	argv[n++] = crowd.direct_url;
	argv[n++] = "--key";
	argv[n] = arena_text(crowd.mem, "%s/store.key", crowd.dir);
	return process_run(crowd.mem, argv, out);
}

static const char *log_path(void)
{
	return arena_text(crowd.mem, "%s/serve.log", crowd.dir);
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

void crowd_serve(void)
{
	const char *argv[] = { HAICAP, "serve", "--listen", "127.0.0.1:0", "--db", crowd.url, "--key",
			       arena_text(crowd.mem, "%s/store.key", crowd.dir), NULL };

	unlink(log_path());
	preload(crowd.bad_disk && !crowd.postgres);
	crowd.server = process_start(argv, log_path());
	preload(false);
	for (int ms = 0; ms < START_MS && !(crowd.port = port_said()); ms += 10)
		usleep(10000);
	is_true(crowd.port != 0);
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
		 crowd.token, client, attempt);
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

/* Tries @attempt once more. */
static struct got try_once(struct arena *mem, struct client *c, int attempt)
{
	struct got got = create(mem, crowd.port, c->number, attempt);

	if (got.status == 201) {
		take_code(&got, c->attempts[attempt].code);
		atomic_fetch_add(&crowd.answered, 1);
	}
	if (got.status == 503) {
		atomic_fetch_add(&crowd.busy, 1);
		if (!got_header(mem, &got, "Retry-After", 0))
			atomic_fetch_add(&crowd.busy_unsaid, 1);
	} else if (got.status && got.status != 201) {
		atomic_fetch_add(&crowd.refused, 1);
	}
	return got;
}

static void *work(void *context)
{
	struct client *c = context;
	struct arena *mem = arena_new();

	while (!atomic_load(&crowd.over) && c->count < ATTEMPTS_MAX) {
		int attempt = c->count++;

		while (try_once(mem, c, attempt).status != 201 && !atomic_load(&crowd.over))
			usleep(10000);
		arena_reset(mem);
		usleep(PAUSE_US);
	}
	arena_drop(mem);
	return NULL;
}

struct got crowd_try(struct arena *mem)
{
	struct client *own = &clients[OWN];

	if (!own->count || *own->attempts[own->count - 1].code)
		own->count++;
	if (own->count > ATTEMPTS_MAX)
		abort();
	return try_once(mem, own, own->count - 1);
}

struct got crowd_get(struct arena *mem, const char *target)
{
	return client_ask(mem, crowd.port, "GET", target, "Accept: application/json\r\n", NULL);
}

void crowd_send(void)
{
	atomic_store(&crowd.over, false);
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i].thread, NULL, work, &clients[i]);
}

void crowd_call_back(void)
{
	atomic_store(&crowd.over, true);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i].thread, NULL);
}

bool crowd_answered(int seconds)
{
	int before = atomic_load(&crowd.answered);

	for (int ms = 0; ms < seconds * 1000; ms += 10, usleep(10000))
		if (atomic_load(&crowd.answered) > before + CLIENTS)
			return true;
	return false;
}

/* ---- what must be true ---- */

static int64_t stored_dossiers(void)
{
	static const char count[] = "SELECT count(*) FROM dossier";
	int64_t n = -1;

	if (crowd.postgres) {
		PGconn *connection = PQconnectdb(crowd.direct_url);
		PGresult *result = PQexec(connection, count);

		if (PQntuples(result) == 1)
			n = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
		PQclear(result);
		PQfinish(connection);
		return n;
	}
	sqlite3 *handle;
	sqlite3_stmt *statement = NULL;

	if (sqlite3_open(crowd.direct_url + strlen("sqlite:"), &handle) == SQLITE_OK &&
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
	struct got got = create(mem, crowd.port, client, attempt);

	for (int i = 0; i < TRIES && got.status == 503; i++) {
		usleep(100000);
		got = create(mem, crowd.port, client, attempt);
	}
	return got;
}

void crowd_lost_nothing(void)
{
	struct arena *mem = arena_new();
	char(*codes)[CODE_SIZE] = calloc((size_t)(CLIENTS + 1) * ATTEMPTS_MAX, CODE_SIZE);
	int lost = 0, refused = 0, doubled = 0;
	size_t count = 0;

	for (int i = 0; i < CLIENTS + 1; i++) {
		struct client *c = &clients[i];

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
	is_int(atomic_load(&crowd.busy_unsaid), 0);
	is_int(atomic_load(&crowd.refused), 0);
	is_true(count > CLIENTS);
	free(codes);
	arena_drop(mem);
}

/* ---- beginning and end ---- */

static void make_place(int how)
{
	crowd = (struct crowd){ .mem = arena_new(), .postgres = how & CROWD_POSTGRES };
	clients = calloc(CLIENTS + 1, sizeof *clients);
	for (int i = 0; i < CLIENTS + 1; i++)
		clients[i].number = i;
	cluster_make(&crowd.cluster);
	crowd.dir = crowd.cluster.dir;
	crowd.bad_disk = how & CROWD_BAD_DISK;
	if (crowd.bad_disk)
		bring_bad_disk();
	if (crowd.postgres) {
		crowd_start_postgres();
		crowd.direct_url = arena_text(crowd.mem, "postgres://haicap@/postgres?host=%s", crowd.dir);
	} else {
		crowd.direct_url = arena_text(crowd.mem, "sqlite:%s/store.db", crowd.dir);
	}
	crowd.url = crowd.direct_url;
	if (how & CROWD_PROXY) {
		crowd.proxy = proxy_start(crowd.dir);
		crowd.url = arena_text(crowd.mem, "postgres://haicap@/postgres?host=%s",
				       proxy_dir(crowd.proxy));
	}
}

void crowd_begin(int how)
{
	char *token = NULL;

	make_place(how);
	is_int(CROWD_RUN(NULL, "load", SOURCE_DIR "/data/dien-bien", "--rehearsal", "--clock",
			 "2025-06-30T08:00:00+07:00"),
	       0);
	is_int(CROWD_RUN(NULL, "user", "add", "counter", "--unit", "03158", "--role", "reception"), 0);
	is_int(CROWD_RUN(&token, "user", "token", "counter"), 0);
	token[strcspn(token, "\n")] = '\0';
	crowd.token = token;
	crowd_serve();
}

void crowd_end(void)
{
	is_int(process_end(crowd.server, SIGTERM), 0);
	is_int(CROWD_RUN(NULL, "check"), 0);
	if (crowd.proxy)
		proxy_stop(crowd.proxy);
	cluster_drop(&crowd.cluster);
	tap_note("%d answers, %d times 503", atomic_load(&crowd.answered), atomic_load(&crowd.busy));
	free(clients);
	arena_drop(crowd.mem);
}
