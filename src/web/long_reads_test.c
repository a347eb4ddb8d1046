/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client.h"
#include "tests/tap.h"
#include "web/serve_toy.h"
#include <unistd.h>

/* Reads that last: on a store whose reads wait, and on threads of their own. */

enum { READERS = 3 };

#define THING1 "{\"name\":\"thing1\",\"note\":\"x\"}"
#define THING2 "{\"name\":\"thing2\",\"note\":\"x\"}"

static struct server *toy;

static int send_get(const char *target)
{
	int fd = client_open(toy->port);

	is_true(client_request(fd, "GET", target, RECEPTION, NULL, 0));
	return fd;
}

static void made(const char *body)
{
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, body).status, 201);
}

/* One polling thread, and as many reads as there are reading threads that do not come to an end. */
static void a_polling_thread_never_waits_for_the_store(struct world *w)
{
	(void)w;
	struct web_setup more = { .threads = 1, .wait_ms = 300 };
	int held[READERS];

	if (!toy_reads_wait)
		return;
	toy = toy_start(100, &more);
	made(THING1);
	atomic_store(&toy_gate.closed, true);
	for (int i = 0; i < READERS; i++)
		held[i] = send_get("/things/thing1/held");
	is_true(toy_soon(&toy_gate.entered, READERS));
	/* What needs no store is answered at once; what needs it hears in time that it cannot be. */
	is_int(client_ask(toy->mem, toy->port, "GET", "/openapi.json", "", NULL).status, 200);
	struct got got = client_ask(toy->mem, toy->port, "GET", "/things", "", NULL);

	is_int(got.status, 503);
	is_text(got_header(toy->mem, &got, "Retry-After", 0), "2");
	got = client_ask(toy->mem, toy->port, "GET", "/things", PAGE, NULL);
	is_int(got.status, 503);
	is_true(strstr(got.body, "<html") != NULL);
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, THING2).status,
	       503);
	is_int(client_ask(toy->mem, toy->port, "GET", "/openapi.json", "", NULL).status, 200);
	atomic_store(&toy_gate.closed, false);
	for (int i = 0; i < READERS; i++) {
		is_int(client_read(toy->mem, held[i], false).status, 200);
		client_close(held[i]);
	}
	is_int(client_ask(toy->mem, toy->port, "GET", "/things", "", NULL).status, 200);
	server_stop(toy);
}

static void long_reads_do_not_starve_the_short_ones(struct world *w)
{
	(void)w;
	int slow[12];

	toy = toy_start(100, NULL);
	made(THING1);
	atomic_store(&toy_gate.closed, true);
	for (int i = 0; i < 12; i++)
		slow[i] = send_get("/things/thing1/slow");
	is_true(toy_soon(&toy_gate.entered, 2));
	for (int i = 0; i < 20; i++)
		is_int(client_ask(toy->mem, toy->port, "GET", "/things/thing1", RECEPTION, NULL)
			       .status,
		       200);
	atomic_store(&toy_gate.closed, false);
	for (int i = 0; i < 12; i++) {
		is_int(client_read(toy->mem, slow[i], false).status, 200);
		client_close(slow[i]);
	}
	server_stop(toy);
}

/* What was committed is answered as such, however busy the readers are. */
static void a_committed_write_is_said_though_no_reader_is_free(struct world *w)
{
	(void)w;
	struct web_setup more = { .pool_queue = 1 };
	int held[READERS + 1];

	if (!toy_reads_wait)
		return;
	toy = toy_start(100, &more);
	made(THING1);
	atomic_store(&toy_gate.closed, true);
	int fd = client_open(toy->port);
	const char *form = "name=thing2&note=x";

	is_true(client_request(fd, "POST", "/waiting", RECEPTION PAGE FORM, form, strlen(form)));
	is_true(toy_soon(&toy_gate.entered, 1));
	int again = client_open(toy->port);

	form = "name=thing3&note=0123456789012345678901234567890123456789x";
	is_true(client_request(again, "POST", "/things", RECEPTION PAGE FORM, form, strlen(form)));
	is_true(toy_queued(toy, 1, 0));
	for (int i = 0; i < READERS; i++) {
		held[i] = send_get("/things/thing1/held");
		is_true(toy_soon(&toy_gate.entered, 2 + i));
	}
	held[READERS] = send_get("/things/thing1/held");
	usleep(100000);
	/* The writer goes on, the readers do not. */
	atomic_store(&toy_gate.writing, true);
	is_int(client_read(toy->mem, fd, false).status, 303);
	struct got got = client_read(toy->mem, again, false);

	is_int(got.status, 422);
	is_true(!strstr(got.body, "<h1>again</h1>"));
	atomic_store(&toy_gate.closed, false);
	for (int i = 0; i <= READERS; i++) {
		is_int(client_read(toy->mem, held[i], false).status, 200);
		client_close(held[i]);
	}
	client_close(fd);
	client_close(again);
	is_text(toy_value(toy, "thing2"), "x");
	server_stop(toy);
}

TESTS_PLAIN(a_polling_thread_never_waits_for_the_store, long_reads_do_not_starve_the_short_ones,
	    a_committed_write_is_said_though_no_reader_is_free)
