/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/writer.h"
#include "tests/client.h"
#include "tests/store.h"
#include "web/web.h"

/** A server over a socket, on a store of its own. What goes wrong in making it ends the program. */
struct server {
	struct arena *mem;
	struct store store;
	struct writer *writer;
	struct web *web;
	int port;
};

struct server_setup {
	struct web_setup web;    /* store, address and writer are filled in */
	size_t queue_max;        /* of the writer (10) */
	db_batch_hook *hook;     /* ledger_append_batch, or NULL: no ledger */
	enum rc (*fill)(struct op *op, void *context); /* run in the new store first, or NULL */
};

/** The store's folder becomes the working one, where its key is looked for. */
struct server *server_start(const struct server_setup *setup);

/** Stops the web and the writer; the store stays. */
void server_halt(struct server *s);
void server_drop(struct server *s);

/** Both. */
void server_stop(struct server *s);

/** GET @target as @accept. */
struct got server_get(struct server *s, const char *target, const char *accept);
