/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>

struct limiter;

/**
 * Sees to it that nobody holds a connection for nothing. libmicrohttpd drops only who is silent; one
 * byte a second keeps it content for ever. Here each stage of a request has an end: the head, counted
 * from the connection or the answer before, has @patience_ms; a body and an answer as much, and time
 * for what was moved already at WATCH_BYTES_PER_SECOND. Who is waiting for us is never dropped.
 *
 * When nearly all connections are taken, the one that has been idle longest gives way to a new one.
 */
struct watch;

/** One connection. It belongs to the watch and lives until the connection is closed. */
struct watched;

enum watch_stage {
	WATCH_IDLE,   /* nothing, or part of a head, is there */
	WATCH_BODY,   /* the head is; the body comes */
	WATCH_WORK,   /* the request is whole: it is our turn */
	WATCH_ANSWER, /* the answer goes out */
};

enum { WATCH_BYTES_PER_SECOND = 2000 };

struct watch_setup {
	int64_t patience_ms;
	unsigned max;         /* connections; libmicrohttpd's own limit must not be less */
	unsigned per_address; /* of these, from one address, but for this machine's own; 0: no limit */
	struct limiter *limiter; /* tells addresses apart */
};

struct watch *watch_new(const struct watch_setup *setup);
/** All connections must have been closed. */
void watch_drop(struct watch *w);

/** libmicrohttpd's MHD_OPTION_NOTIFY_CONNECTION; @cls is the watch. */
void watch_connection(void *cls, struct MHD_Connection *connection, void **watched,
		      enum MHD_ConnectionNotificationCode code);

struct watched *watch_of(struct MHD_Connection *connection);

/**
 * The connection is at @stage, which has moved @bytes so far (WATCH_BODY) or will (WATCH_ANSWER).
 * false: it has been cut off, nothing more may be sent.
 */
bool watch_step(struct watched *c, enum watch_stage stage, uint64_t bytes);

/** Cuts off who sends without end, with a word: 413. */
void watch_cut(struct watched *c);

/** The status that was said when it was cut off (408, 413), or 0. */
int watch_said(struct watched *c);

/** Connections that are open now. */
unsigned watch_count(struct watch *w);
