/* SPDX-License-Identifier: Apache-2.0 */
#include "core/time.h"
#include "tests/client.h"
#include "tests/tap.h"
#include "web/serve_toy.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Clients that are slow, silent, or without end: the others are served, and memory stays bounded. */

#ifdef __SANITIZE_THREAD__
enum { IDLE_BYTES_MAX = 320 << 10 }; /* it keeps four bytes beside each */
#else
enum { IDLE_BYTES_MAX = 64 << 10 };
#endif
enum { IDLE = 2000, DRIP_MS = 50, MEGABYTE = 1 << 20 };

static struct server *toy;

/* What is freed shall be free when memory is measured. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1";
}

/* A server that has one second of patience. */
static void begin(void)
{
	toy = toy_start(100, &(struct web_setup){ .idle_seconds = 1 });
}

static void others_are_served(const char *name)
{
	int64_t begun_us = time_steady_us();
	const char *body = arena_text(toy->mem, "{\"name\":\"%s\",\"note\":\"x\"}", name);

	is_int(client_ask(toy->mem, toy->port, "GET", "/things", "", NULL).status, 200);
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, body).status, 201);
	is_true(time_steady_us() - begun_us < 5 * US_SECOND);
}

static int ask_only(const char *method, const char *target, const char *headers)
{
	int fd = client_open(toy->port);

	is_true(client_request(fd, method, target, headers, NULL, 0));
	return fd;
}

/* Whether the other side has hung up; waits for it at most @ms. */
static bool hung_up(int fd, int ms)
{
	char byte;

	for (int i = 0; i < ms; i += 10) {
		ssize_t n = recv(fd, &byte, 1, MSG_DONTWAIT);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK))
			return true;
		usleep(10000);
	}
	return false;
}

/* Sends @text again and again, a byte at a time, until something comes back or @ms have passed. */
static bool drip(int fd, const char *text, int ms)
{
	size_t at = 0, size = strlen(text);
	char byte;

	for (int i = 0; i < ms; i += DRIP_MS) {
		if (!client_send(fd, &text[at++ % size], 1) ||
		    recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK) >= 0)
			return true;
		usleep(DRIP_MS * 1000);
	}
	return false;
}

static int64_t resident_bytes(void)
{
	FILE *in = fopen("/proc/self/statm", "r");
	long long pages = 0;

	if (!in || fscanf(in, "%*s %lld", &pages) != 1)
		abort();
	fclose(in);
	return pages * sysconf(_SC_PAGESIZE);
}

/* Client and server are one process here: two descriptors for each connection. */
static int idle_count(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	int64_t room = (int64_t)limit.rlim_cur / 2 - 200;

	return room < IDLE ? (int)room : IDLE;
}

static void two_thousand_idle_connections_disturb_nobody(struct world *w)
{
	(void)w;
	static int fds[IDLE];
	struct arena *mem = arena_new();
	int count = idle_count(), alive = 0;
	struct got got;

	toy = toy_start(100, &(struct web_setup){ .threads = 8 });
	others_are_served("thing0");
	int64_t before = resident_bytes();

	for (int i = 0; i < count; i++) {
		fds[i] = ask_only("GET", "/things", "");
		is_int(client_read(mem, fds[i], false).status, 200);
		arena_reset(mem);
	}
	int64_t each = (resident_bytes() - before) / count;

	tap_note("%d idle connections, %lld bytes each, the client's among them", count,
		 (long long)each);
	is_true(each < IDLE_BYTES_MAX);
	others_are_served("thing1");
	got = client_ask(toy->mem, toy->port, "GET", "/metrics", "", NULL);
	const char *gauge = strstr(got.body, "\nhaicap_http_connections ");

	is_true(gauge && strtol(gauge + 25, NULL, 10) >= count);
	/* They are good for another request. */
	for (int i = 0; i < count; i += 50) {
		is_true(client_request(fds[i], "GET", "/things", "", NULL, 0));
		alive += client_read(mem, fds[i], false).status == 200;
	}
	is_int(alive, (count + 49) / 50);
	for (int i = 0; i < count; i++)
		client_close(fds[i]);
	others_are_served("thing2");
	arena_drop(mem);
	server_stop(toy);
}

static void the_longest_idle_gives_way_when_all_are_taken(struct world *w)
{
	(void)w;
	enum { MANY = 200, MAX = 64 };
	int fds[MANY], gone = 0;

	toy = toy_start(100, &(struct web_setup){ .connections = MAX, .threads = 8 });
	for (int i = 0; i < MANY; i++) {
		fds[i] = ask_only("GET", "/things", "");
		is_int(client_read(toy->mem, fds[i], false).status, 200);
	}
	others_are_served("thing1");
	for (int i = 0; i < MANY; i++) {
		bool went = hung_up(fds[i], 10);

		gone += went;
		/* The oldest, and only those. */
		is_true(went == (i < MANY - MAX + MAX / 8) || (i >= MANY - MAX && i < MANY - MAX / 2));
		client_close(fds[i]);
	}
	is_true(gone >= MANY - MAX && gone <= MANY - MAX / 2);
	server_stop(toy);
}

static void a_silent_connection_is_closed(struct world *w)
{
	(void)w;
	begin();
	int silent = client_open(toy->port), kept = ask_only("GET", "/things", "");

	is_int(client_read(toy->mem, kept, false).status, 200);
	is_true(!hung_up(silent, 300));
	is_true(hung_up(silent, 4000));
	is_true(hung_up(kept, 4000));
	client_close(silent);
	client_close(kept);
	server_stop(toy);
}

static void a_head_that_comes_byte_by_byte_is_dropped(struct world *w)
{
	(void)w;
	begin();
	int fd = client_open(toy->port);
	int64_t begun_us = time_steady_us();

	is_true(client_send(fd, "GET /things HTTP/1.1\r\n", 22));
	is_true(drip(fd, "X-Slow: very\r\n", 6000));
	is_true(hung_up(fd, 100));
	is_true(time_steady_us() - begun_us < 4 * US_SECOND);
	client_close(fd);
	others_are_served("thing1");
	server_stop(toy);
}

static void a_body_that_comes_byte_by_byte_hears_408(struct world *w)
{
	(void)w;
	static const char *const headers[] = {
		RECEPTION FORM "Content-Length: 100000\r\n",
		RECEPTION FORM "Transfer-Encoding: chunked\r\n",
		FORM "Content-Length: 30000000\r\n", /* over the limit, and slow with it */
	};

	begin();
	for (int i = 0; i < 3; i++) {
		int64_t begun_us = time_steady_us();
		int fd = ask_only("POST", "/things", headers[i]);

		is_true(drip(fd, "1\r\na\r\n", 6000));
		is_true(time_steady_us() - begun_us >= US_SECOND);
		struct got got = client_read(toy->mem, fd, false);

		is_int(got.status, 408);
		is_true(strstr(got.body, "request.too_slow") != NULL);
		is_true(hung_up(fd, 100));
		client_close(fd);
	}
	is_int(writer_figures(toy->writer).operations, 0);
	others_are_served("thing1");
	server_stop(toy);
}

/* Slow, but not too slow: what comes faster than the least rate has all the time it needs. */
static void a_slow_but_steady_body_is_taken(struct world *w)
{
	(void)w;
	enum { PIECE = 600, PIECES = 20 };
	char piece[PIECE];

	begin();
	memset(piece, 'a', PIECE);
	int fd = ask_only("POST", "/things",
			  arena_text(toy->mem, RECEPTION FORM "Content-Length: %d\r\n",
				     PIECE * PIECES + 10));

	is_true(client_send(fd, "name=me&n=", 10));
	for (int i = 0; i < PIECES; i++) {
		is_true(client_send(fd, piece, PIECE));
		usleep(150000);
	}
	is_int(client_read(toy->mem, fd, false).status, 201);
	client_close(fd);
	server_stop(toy);
}

static void a_body_without_end_is_cut_off(struct world *w)
{
	(void)w;
	static char chunk[65536 + 9];
	int64_t sent = 0;

	begin();
	memset(chunk, 'a', sizeof chunk);
	memcpy(chunk, "10000\r\n", 7);
	memcpy(chunk + sizeof chunk - 2, "\r\n", 2);
	int fd = ask_only("POST", "/things", RECEPTION FORM "Transfer-Encoding: chunked\r\n");

	while (sent < 256 * MEGABYTE && client_send(fd, chunk, sizeof chunk))
		sent += (int64_t)sizeof chunk;
	tap_note("%lld bytes were sent", (long long)sent);
	is_true(sent < 64 * MEGABYTE);
	/* What it was told may have been lost with the connection. */
	int status = client_read(toy->mem, fd, false).status;

	is_true(status == 413 || status == 0);
	client_close(fd);
	is_int(writer_figures(toy->writer).operations, 0);
	others_are_served("thing1");
	server_stop(toy);
}

static void many_large_bodies_on_their_way_keep_no_form_out(struct world *w)
{
	(void)w;
	enum { LARGE = 100 };
	int fds[LARGE], busy = 0, taken = 0;
	char *body;

	toy = toy_start(100, NULL);
	body = arena_alloc(toy->mem, MEGABYTE);
	memset(body, 'a', MEGABYTE);
	memcpy(body, "a=", 2);
	int64_t before = resident_bytes();

	for (int i = 0; i < LARGE; i++) {
		fds[i] = ask_only("POST", "/things",
				  arena_text(toy->mem, RECEPTION FORM "Content-Length: %d\r\n",
					     MEGABYTE));
		is_true(client_send(fds[i], body, MEGABYTE - 1));
	}
	others_are_served("thing1");
	tap_note("%lld bytes for %d bodies", (long long)(resident_bytes() - before), LARGE);
	for (int i = 0; i < LARGE; i++) {
		is_true(client_send(fds[i], "a", 1));
		int status = client_read(toy->mem, fds[i], false).status;

		busy += status == 503;
		taken += status == 422;
		client_close(fds[i]);
	}
	tap_note("%d taken, %d busy", taken, busy);
	is_true(taken >= 32 && taken <= 64);
	is_int(busy + taken, LARGE);
	/* Their room is given back. */
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION FORM,
			  arena_copy_bytes(toy->mem, body, MEGABYTE))
		       .status,
	       422);
	server_stop(toy);
}

static void an_answer_that_nobody_takes_is_dropped(struct world *w)
{
	(void)w;
	begin();
	int fd = ask_only("GET", "/long", "");
	char *text = arena_alloc(toy->mem, MEGABYTE);
	int64_t got = 0;
	ssize_t n;

	bool dropped = false;

	for (int i = 0; i < 500 && !toy_running(toy); i++)
		usleep(10000);
	is_true(toy_running(toy) > 0);
	/* There is no other request. */
	for (int i = 0; i < 500 && !dropped; i++) {
		usleep(10000);
		dropped = toy_running(toy) == 0;
	}
	is_true(dropped);
	while ((n = recv(fd, text, MEGABYTE, 0)) > 0)
		got += n;
	is_true(got < 8 * MEGABYTE);
	client_close(fd);
	fd = ask_only("GET", "/long", "");
	is_int(client_read(toy->mem, fd, false).size, 8 * MEGABYTE);
	client_close(fd);
	others_are_served("thing1");
	server_stop(toy);
}

TESTS_PLAIN(two_thousand_idle_connections_disturb_nobody,
	    the_longest_idle_gives_way_when_all_are_taken, a_silent_connection_is_closed,
	    a_head_that_comes_byte_by_byte_is_dropped, a_body_that_comes_byte_by_byte_hears_408,
	    a_slow_but_steady_body_is_taken, a_body_without_end_is_cut_off,
	    many_large_bodies_on_their_way_keep_no_form_out, an_answer_that_nobody_takes_is_dropped)
