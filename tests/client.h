/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdbool.h>
#include <stddef.h>

/* A small blocking HTTP/1.1 client for tests: what it sends is what it is told to. */

/** What came back. @headers is the block as it came; @body is NUL-terminated. status 0: no answer. */
struct got {
	int status;
	const char *headers, *body;
	size_t size;
};

/** A connection to 127.0.0.1:@port that waits at most 20 s for anything. Aborts if there is none. */
int client_open(int port);
/** The same; -1 if there is none. */
int client_try(int port);
/** The same from another address of this machine: 127.0.0.0 + @host, as if from another machine. */
int client_open_from(int port, int host);
void client_close(int fd);

/** Sends bytes as they are. false when the other side is gone. */
bool client_send(int fd, const char *bytes, size_t size);

/** Sends a request; @headers are lines ended by CRLF, or "". A body gets its Content-Length. */
bool client_request(int fd, const char *method, const char *target, const char *headers, const char *body,
		    size_t size);

/** Reads one answer. @head: there is no body, whatever its length says. */
struct got client_read(struct arena *mem, int fd, bool head);

/** A request on a connection of its own. */
struct got client_ask(struct arena *mem, int port, const char *method, const char *target,
		      const char *headers, const char *body);

/** Whether @text is in the body; else the test says what is there. */
bool got_has(const struct got *got, const char *text);

/** The value of a header, or NULL; the @n-th of that name, from 0. */
const char *got_header(struct arena *mem, const struct got *got, const char *name, int n);
