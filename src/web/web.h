/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "web/auth.h"
#include "web/route.h"

struct writer;
struct page;
struct web;

/** What a server is made of. Borrowed: lives as long as the server. */
struct web_setup {
	const char *db_url; /* each reading thread opens its own connection */
	const char *listen; /* "127.0.0.1:8080", "[::]:8080", ":0" for any free port on loopback */
	struct writer *writer;
	const struct route *const *routes; /* tables of the areas, ended by NULL */
	const struct web_auth *auth;       /* NULL: nobody can sign in */
	/*
	 * db_waits() of the store: whatever reads it runs on reading threads, each with a connection of
	 * its own, and never on a polling thread, whose other connections would all stand still.
	 */
	bool reads_wait;
	/* Stores what each of @lookers has in its op->looks, inside the writing operation @op; from ledger/. */
	enum rc (*write_looks)(struct op *op, struct op *const *lookers, size_t lookers_count);
	/*
	 * What every page shows besides its own view: navigation, the bar of the demo. On a polling
	 * or reading thread, after the answer's operation has ended; op->db is a reading snapshot. May
	 * be NULL.
	 */
	enum rc (*dress)(struct op *op, const struct req *req, struct page *page);
	int64_t track_limit;       /* requests of .limited routes per address and minute; 0: no limit */
	const char *trusted_proxy; /* address whose X-Forwarded-For is believed, or NULL */
	const char *public_url;    /* "https://…" as people type it, or NULL; https turns on HSTS, Secure */
	const char *version;       /* for /openapi.json */

	/* For tests; 0 is the default in brackets. */
	unsigned threads;      /* polling threads (cores, 2 to 8) */
	unsigned wait_ms;      /* a request waits this long for the writer or a pool (5000) */
	unsigned pool_queue;   /* requests that wait for a pool (64; for a reading thread 2000) */
	unsigned idle_seconds; /* patience with a client: see web/watch.h (60) */
	unsigned connections;  /* at most (4000, or what the limit of open files allows) */
};

/** Listens and serves. NULL with @op->err when the address cannot be had or a store not be opened. */
struct web *web_start(struct op *op, const struct web_setup *setup);

/** The port, for :0. */
int web_port(const struct web *web);

/**
 * Orderly: no new connections, new requests get 503, those accepted get their answer (10 s at most),
 * then the threads end. The writer must still run; drop it afterwards. Every accepted writing request
 * is either committed and answered, or refused.
 */
void web_stop(struct web *web);
