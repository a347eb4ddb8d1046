/* SPDX-License-Identifier: Apache-2.0 */
#include "core/time.h"
#include "tests/client.h"
#include "tests/tap.h"
#include "web/serve_toy.h"
#include <pthread.h>
#include <unistd.h>

/* Waiting: for the writer, for a pool, for the end. */

enum { CROWD = 64 };

static struct server *toy;

static const char *thing(int i)
{
	return arena_text(toy->mem, "{\"name\":\"thing%d\",\"note\":\"x\"}", i);
}

static int send_post(const char *target, const char *headers, const char *body)
{
	int fd = client_open(toy->port);

	is_true(client_request(fd, "POST", target, headers, body, strlen(body)));
	return fd;
}

static void many_wait_for_one_commit(struct world *w)
{
	(void)w;
	int fds[CROWD], made = 0;

	toy = toy_start(1000, NULL);
	atomic_store(&toy_gate.closed, true);
	int first = send_post("/waiting", RECEPTION JSON, thing(1000));

	is_true(toy_soon(&toy_gate.entered, 1));
	for (int i = 0; i < CROWD; i++)
		fds[i] = send_post("/things", RECEPTION JSON, thing(i % 60));
	/* While they wait, reading goes on. */
	is_int(client_ask(toy->mem, toy->port, "GET", "/things", "", NULL).status, 200);
	is_true(toy_queued(toy, CROWD, 0));
	atomic_store(&toy_gate.closed, false);
	is_int(client_read(toy->mem, first, false).status, 201);
	for (int i = 0; i < CROWD; i++) {
		int status = client_read(toy->mem, fds[i], false).status;

		made += status == 201;
		is_true(status == 201 || status == 409);
		client_close(fds[i]);
	}
	client_close(first);
	/* Those that clashed failed alone. */
	is_int(made, 60);
	struct writer_figures f = writer_figures(toy->writer);

	is_true(f.batches <= 6);
	server_stop(toy);
}

static void a_full_queue_is_said_at_once(struct world *w)
{
	(void)w;
	int fds[8], busy = 0, made = 0;

	toy = toy_start(3, NULL);
	atomic_store(&toy_gate.closed, true);
	int first = send_post("/waiting", RECEPTION JSON, thing(1000));

	is_true(toy_soon(&toy_gate.entered, 1));
	writer_set_busy(toy->writer, "Nghị quyết 1661");
	for (int i = 0; i < 8; i++)
		fds[i] = send_post("/things", RECEPTION JSON, thing(i));
	is_true(toy_queued(toy, 3, 5));
	atomic_store(&toy_gate.closed, false);
	for (int i = 0; i < 8; i++) {
		struct got got = client_read(toy->mem, fds[i], false);

		if (got.status == 503) {
			busy++;
			is_true(got_header(toy->mem, &got, "Retry-After", 0) != NULL);
			is_true(strstr(got.body, "Nghị quyết 1661") != NULL);
		}
		made += got.status == 201;
		client_close(fds[i]);
	}
	is_int(busy, 5);
	is_int(made, 3);
	is_int(client_read(toy->mem, first, false).status, 201);
	client_close(first);
	server_stop(toy);
}

static void who_waits_too_long_hears_503(struct world *w)
{
	(void)w;
	struct web_setup more = { .wait_ms = 150, .pool_queue = 4 };

	toy = toy_start(100, &more);
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, thing(1)).status,
	       201);
	atomic_store(&toy_gate.closed, true);
	int first = send_post("/waiting", RECEPTION JSON, thing(1000));

	is_true(toy_soon(&toy_gate.entered, 1));
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, thing(2)).status,
	       503);
	is_int(client_ask(toy->mem, toy->port, "GET", "/things/thing1/look", RECEPTION, NULL)
		       .status,
	       503);
	/* The writer has this one: it is not taken back. */
	atomic_store(&toy_gate.closed, false);
	is_int(client_read(toy->mem, first, false).status, 201);
	client_close(first);
	is_text(toy_value(toy, "thing2"), NULL);

	/* A pool: two threads busy, four wait, the others are refused at once; those who wait, in
	 * time. */
	int slow[8], late = 0;

	atomic_store(&toy_gate.closed, true);
	atomic_store(&toy_gate.entered, 0);
	for (int i = 0; i < 2; i++) {
		slow[i] = client_open(toy->port);
		is_true(client_request(slow[i], "GET", "/things/thing1/slow", RECEPTION, NULL, 0));
	}
	is_true(toy_soon(&toy_gate.entered, 2));
	for (int i = 2; i < 8; i++) {
		slow[i] = client_open(toy->port);
		is_true(client_request(slow[i], "GET", "/things/thing1/slow", RECEPTION, NULL, 0));
	}
	for (int i = 2; i < 8; i++)
		late += client_read(toy->mem, slow[i], false).status == 503;
	is_int(late, 6);
	atomic_store(&toy_gate.closed, false);
	for (int i = 0; i < 8; i++) {
		if (i < 2)
			is_int(client_read(toy->mem, slow[i], false).status, 200);
		client_close(slow[i]);
	}
	server_stop(toy);
}

static void slow_work_is_prepared_before_the_operation(struct world *w)
{
	(void)w;
	toy = toy_start(100, NULL);
	is_int(client_ask(toy->mem, toy->port, "POST", "/prepared", JSON, thing(1)).status, 401);
	is_int(toy_gate.prepared, 0);
	is_int(client_ask(toy->mem, toy->port, "POST", "/prepared", RECEPTION JSON, thing(1))
		       .status,
	       201);
	is_int(toy_gate.prepared, 1);
	is_text(toy_value(toy, "thing1"), "prepared");
	server_stop(toy);
}

static void a_look_is_stored_before_it_is_shown(struct world *w)
{
	(void)w;
	toy = toy_start(100, NULL);
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, thing(1)).status,
	       201);
	is_int(client_ask(toy->mem, toy->port, "GET", "/things/none/look", RECEPTION, NULL).status,
	       404);
	is_int(toy_gate.looks, 0);
	is_int(client_ask(toy->mem, toy->port, "GET", "/things/thing1/look", RECEPTION, NULL)
		       .status,
	       200);
	is_int(toy_gate.looks, 1);
	server_stop(toy);
}

static void a_client_that_leaves_is_not_waited_for(struct world *w)
{
	(void)w;
	toy = toy_start(100, NULL);
	atomic_store(&toy_gate.closed, true);
	int fd = send_post("/waiting", RECEPTION JSON "Idempotency-Key: gone\r\n", thing(1));

	is_true(toy_soon(&toy_gate.entered, 1));
	client_close(fd);
	fd = send_post("/things", RECEPTION JSON, thing(2));
	client_close(fd);
	atomic_store(&toy_gate.closed, false);
	/* What it asked for is done; its retry gets the first answer. */
	is_int(client_ask(toy->mem, toy->port, "POST", "/waiting",
			  RECEPTION JSON "Idempotency-Key: gone\r\n", thing(1))
		       .status,
	       201);
	is_int(client_ask(toy->mem, toy->port, "GET", "/things/thing1", RECEPTION, NULL).status,
	       200);
	server_stop(toy);
	is_true(true);
}

static void several_requests_go_over_one_connection(struct world *w)
{
	(void)w;
	toy = toy_start(100, NULL);
	int fd = client_open(toy->port);

	for (int i = 0; i < 20; i++) {
		is_true(client_request(fd, "POST", "/things", RECEPTION JSON, thing(i),
				       strlen(thing(i))));
		is_int(client_read(toy->mem, fd, false).status, 201);
		is_true(client_request(fd, "GET", "/things?limit=1", "", NULL, 0));
		is_int(client_read(toy->mem, fd, false).status, 200);
	}
	client_close(fd);
	server_stop(toy);
}

/* ---- an orderly stop ---- */

struct visitor {
	pthread_t thread;
	int number, made, refused, cut;
};

static _Atomic bool leave;
static _Atomic int made_so_far;

static void *visit(void *context)
{
	struct visitor *v = context;
	struct arena *mem = arena_new();
	int fd = client_open(toy->port);

	for (int i = 0; !atomic_load(&leave); i++) {
		char *body =
			arena_text(mem, "{\"name\":\"thing%d-%d\",\"note\":\"x\"}", v->number, i);

		if (!client_request(fd, "POST", "/things", RECEPTION JSON, body, strlen(body)))
			break;
		struct got got = client_read(mem, fd, false);

		v->made += got.status == 201;
		atomic_fetch_add(&made_so_far, got.status == 201);
		v->refused += got.status == 503;
		v->cut += got.status == 0;
		if (got.status != 201)
			break;
	}
	client_close(fd);
	arena_drop(mem);
	return NULL;
}

/*
 * A connection may be closed between two requests, so that the last one hears nothing and was not
 * accepted either: what is stored is exactly what was answered with 201.
 */
static void a_stop_under_load_answers_everybody(struct world *w)
{
	(void)w;
	static struct visitor visitors[CROWD];
	int made = 0, stored = 0, answered = 0;

	toy = toy_start(1000, NULL);
	atomic_store(&leave, false);
	atomic_store(&made_so_far, 0);
	for (int i = 0; i < CROWD; i++) {
		visitors[i] = (struct visitor){ .number = i };
		if (pthread_create(&visitors[i].thread, NULL, visit, &visitors[i]))
			abort();
	}
	is_true(toy_soon(&made_so_far, 4 * CROWD));
	server_halt(toy);
	atomic_store(&leave, true);
	for (int i = 0; i < CROWD; i++) {
		pthread_join(visitors[i].thread, NULL);
		made += visitors[i].made;
		answered += visitors[i].refused;
		for (int n = 0; n <= visitors[i].made; n++)
			stored += toy_value(toy, arena_text(toy->mem, "thing%d-%d", i, n)) != NULL;
	}
	tap_note("%d made, %d refused", made, answered);
	is_true(made > CROWD);
	is_int(stored, made);
	server_drop(toy);
}

static void *stop_it(void *unused)
{
	(void)unused;
	server_halt(toy);
	return NULL;
}

static void those_who_wait_when_it_stops_get_their_answer(struct world *w)
{
	(void)w;
	int fds[CROWD], idle[2], at = 0, status = 200, late = 0;
	pthread_t stopper;

	toy = toy_start(1000, NULL);
	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, thing(2000))
		       .status,
	       201);

	for (int i = 0; i < 2; i++) {
		idle[i] = client_open(toy->port);
		is_true(client_request(idle[i], "GET", "/healthz", "", NULL, 0));
		is_int(client_read(toy->mem, idle[i], false).status, 200);
	}
	atomic_store(&toy_gate.closed, true);
	int first = send_post("/waiting", RECEPTION JSON, thing(1000));
	int slow = client_open(toy->port);

	is_true(client_request(slow, "GET", "/things/thing2000/slow", RECEPTION, NULL, 0));
	is_true(toy_soon(&toy_gate.entered, 2));
	for (int i = 0; i < CROWD; i++)
		fds[i] = send_post("/things", RECEPTION JSON, thing(i));
	/* All of them are parked before the stop begins. */
	is_true(toy_queued(toy, CROWD, 0));
	if (pthread_create(&stopper, NULL, stop_it, NULL))
		abort();
	for (int i = 0; i < 5000 && status == 200; i++) {
		usleep(1000);
		is_true(client_request(idle[at], "GET", "/healthz", "", NULL, 0));
		struct got got = client_read(toy->mem, idle[at], false);

		const char *told = got_header(toy->mem, &got, "Connection", 0);

		status = got.status;
		if (status == 200 && told && !strcmp(told, "close"))
			at = 1; /* taken just before the stop, answered behind it */
	}
	is_int(status, 503);
	for (int i = 0; i < 1000 && (late = client_try(toy->port)) >= 0; i++) {
		usleep(1000);
		client_close(late);
	}
	is_true(late < 0); /* nobody new is let in meanwhile */
	atomic_store(&toy_gate.closed, false);
	is_int(client_read(toy->mem, first, false).status, 201);
	is_int(client_read(toy->mem, slow, false).status, 200);
	for (int i = 0; i < CROWD; i++) {
		is_int(client_read(toy->mem, fds[i], false).status, 201);
		client_close(fds[i]);
	}
	pthread_join(stopper, NULL);
	client_close(first);
	client_close(slow);
	for (int i = 0; i < 2; i++)
		client_close(idle[i]);
	server_drop(toy);
}

static void who_lost_a_right_while_waiting_is_refused(struct world *w)
{
	(void)w;
	toy = toy_start(1000, NULL);
	atomic_store(&toy_gate.closed, true);
	int first = send_post("/waiting", RECEPTION JSON, thing(1000));

	is_true(toy_soon(&toy_gate.entered, 1));
	int bar = send_post("/bar", RECEPTION JSON, "{}");

	is_true(toy_queued(toy, 1, 0));
	int guest = send_post("/things", "Authorization: Bearer guest\r\n" JSON, thing(1));

	is_true(toy_queued(toy, 2, 0)); /* the guest was let in and waits for the writer */
	atomic_store(&toy_gate.closed, false);
	is_int(client_read(toy->mem, first, false).status, 201);
	is_true(client_read(toy->mem, bar, false).status < 400);
	is_int(client_read(toy->mem, guest, false).status, 401);
	is_true(!toy_value(toy, "thing1"));
	client_close(first);
	client_close(bar);
	client_close(guest);
	server_stop(toy);
}

TESTS_PLAIN(who_lost_a_right_while_waiting_is_refused, many_wait_for_one_commit,
	    a_full_queue_is_said_at_once, who_waits_too_long_hears_503,
	    slow_work_is_prepared_before_the_operation, a_look_is_stored_before_it_is_shown,
	    a_client_that_leaves_is_not_waited_for, several_requests_go_over_one_connection,
	    a_stop_under_load_answers_everybody, those_who_wait_when_it_stops_get_their_answer)
