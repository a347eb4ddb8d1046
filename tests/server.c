/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server.h"
#include <stdio.h>
#include <stdlib.h>

enum { QUEUE_MAX = 10 };

static _Noreturn void bail_out(const struct op *op)
{
	printf("Bail out! %s: %s\n", op->err.key ? op->err.key : "server", op->err.detail);
	exit(2);
}

struct server *server_start(const struct server_setup *setup)
{
	struct arena *mem = arena_new();
	struct server *s = arena_one(mem, struct server);
	struct op op = { .mem = mem };
	struct web_setup web = setup->web;
	struct writer_setup writing = { .queue_max = setup->queue_max ? setup->queue_max : QUEUE_MAX };

	s->mem = mem;
	store_new(&s->store);
	store_enter(&s->store);
	if (db_open(&op, s->store.url, DB_CREATE, &writing.db) != RC_OK)
		bail_out(&op);
	db_set_batch_hook(writing.db, setup->hook);
	web.db_url = s->store.url;
	web.listen = "127.0.0.1:0";
	web.reads_wait = web.reads_wait || db_waits(writing.db);
	s->writer = writer_new(&op, &writing);
	if (!s->writer || (setup->fill && writer_run(s->writer, &op, setup->fill, NULL) != RC_OK))
		bail_out(&op);
	web.writer = s->writer;
	s->web = web_start(&op, &web);
	if (!s->web)
		bail_out(&op);
	s->port = web_port(s->web);
	return s;
}

void server_halt(struct server *s)
{
	if (!s->web)
		return;
	web_stop(s->web);
	writer_drop(s->writer);
	s->web = NULL;
	s->writer = NULL;
}

void server_drop(struct server *s)
{
	store_drop(&s->store);
	arena_drop(s->mem);
}

void server_stop(struct server *s)
{
	server_halt(s);
	server_drop(s);
}

struct got server_get(struct server *s, const char *target, const char *accept)
{
	return client_ask(s->mem, s->port, "GET", target, arena_text(s->mem, "Accept: %s\r\n", accept),
			  NULL);
}
