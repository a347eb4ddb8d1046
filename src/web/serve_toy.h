/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/server.h"
#include <stdatomic.h>

/*
 * A server with toy routes on a store of its own, for tests over a real socket. Each test is made twice,
 * with toy_at_once.c and with toy_pooled.c: as on a file, and as on a store whose reads wait.
 */
extern const bool toy_reads_wait;

/** What the toy's handlers count and wait for. */
struct toy_gate {
	_Atomic int entered;     /* handlers that are inside a gate */
	_Atomic bool closed;     /* they wait while it is */
	_Atomic bool writing;    /* but for those that write */
	_Atomic int prepared, looks, runs;
};
extern struct toy_gate toy_gate;

struct server *toy_start(size_t queue_max, const struct web_setup *more);

/** Requests without an answer yet, as /metrics says it; its own does not count. */
int toy_running(struct server *toy);

/** Whether @count comes to @wanted in five seconds. */
bool toy_soon(const _Atomic int *count, int wanted);

/** Whether in five seconds @waiting requests wait for the writer, and @refused found its queue full. */
bool toy_queued(struct server *toy, int waiting, int refused);

/** What is stored under @name, or NULL; read past the server. */
const char *toy_value(struct server *toy, const char *name);

#define RECEPTION "Authorization: Bearer reception\r\n"
#define OTHER "Authorization: Bearer other\r\n"
#define JSON "Content-Type: application/json\r\n"
#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define PAGE "Accept: text/html,*/*;q=0.8\r\n"
