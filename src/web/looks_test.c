/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client.h"
#include "tests/tap.h"
#include "web/exchange.h"
#include "web/serve_toy.h"
#include <unistd.h>

/* Looks that come while the writer is at something. */

enum { LOOKS = 6 };

static struct server *toy;

static int64_t writer_does(void)
{
	return writer_figures(toy->writer).operations;
}

/* Those whose looks another asked the writer to store. */
static int waiting_together(void)
{
	int count = 0;

	pthread_mutex_lock(&toy->web->lock);
	for (struct exchange *x = toy->web->looks; x; x = x->looks_next)
		count++;
	pthread_mutex_unlock(&toy->web->lock);
	return count;
}

/* Asks for @names while the writer is held; the answers, when it goes on, must have @statuses. */
static void look_together(const char *const *names, const int *statuses)
{
	int fds[LOOKS], held = client_open(toy->port);
	const char *form = "name=held&note=x";

	atomic_store(&toy_gate.entered, 0);
	atomic_store(&toy_gate.closed, true);
	is_true(client_request(held, "POST", "/waiting", RECEPTION FORM, form, strlen(form)));
	while (!atomic_load(&toy_gate.entered))
		usleep(1000);
	for (int i = 0; i < LOOKS; i++) {
		fds[i] = client_open(toy->port);
		is_true(client_request(fds[i], "GET",
				       arena_text(toy->mem, "/things/%s/look", names[i]), RECEPTION,
				       NULL, 0));
	}
	for (int ms = 0; ms < 10000 && waiting_together() < LOOKS - 1; ms++)
		usleep(1000);
	is_int(waiting_together(), LOOKS - 1);
	is_int(atomic_load(&toy_gate.looks), 0);
	atomic_store(&toy_gate.closed, false);
	(void)client_read(toy->mem, held, false);
	client_close(held);
	for (int i = 0; i < LOOKS; i++) {
		is_int(client_read(toy->mem, fds[i], false).status, statuses[i]);
		client_close(fds[i]);
	}
}

static void make(const char *name)
{
	const char *body = arena_text(toy->mem, "{\"name\":\"%s\",\"note\":\"x\"}", name);

	is_int(client_ask(toy->mem, toy->port, "POST", "/things", RECEPTION JSON, body).status, 201);
}

static void looks_that_come_together_are_one_operation(struct world *w)
{
	static const char *const names[LOOKS] = { "one", "two", "one", "two", "one", "two" };
	static const int statuses[LOOKS] = { 200, 200, 200, 200, 200, 200 };

	(void)w;
	toy = toy_start(100, NULL);
	make("one");
	make("two");
	int64_t before = writer_does();

	look_together(names, statuses);
	is_int(toy_gate.looks, LOOKS);
	is_int(writer_does() - before, 1 + 1); /* what held the writer, and the looks */
	server_stop(toy);
}

static void a_look_that_cannot_be_stored_is_in_nobody_elses_way(struct world *w)
{
	static const char *const names[LOOKS] = { "one", "two", "unseen", "two", "one", "unseen" };
	static const int statuses[LOOKS] = { 200, 200, 500, 200, 200, 500 };

	(void)w;
	toy = toy_start(100, NULL);
	make("one");
	make("two");
	make("unseen");
	look_together(names, statuses);
	server_stop(toy);
}

TESTS_PLAIN(looks_that_come_together_are_one_operation,
	    a_look_that_cannot_be_stored_is_in_nobody_elses_way)
