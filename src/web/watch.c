/* SPDX-License-Identifier: Apache-2.0 */
#include "web/watch.h"
#include "core/time.h"
#include "web/exchange.h"
#include "web/limit.h"
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	TICK_MS = 250, /* how late a cut may come */
	BUCKETS = 4096,
	SPARE = 16, /* one in so many connections is kept free, for those who come */
};

/*
 * The socket is the library's. It stays open until watch_connection() has said that it is closed,
 * and that needs the lock of the watch: whoever holds it may shut it down.
 */
struct watched {
	struct watched *next, **at;
	struct watch *watch;
	pthread_mutex_t lock;
	int fd;
	uint16_t *bucket;
	enum watch_stage stage;
	int64_t begun_us, until_us; /* of the stage, by the steady clock */
	bool cut;
	int said;
};

struct watch {
	struct watch_setup setup;
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool ending;
	pthread_t thread;
	struct watched *first;
	unsigned count;
	uint16_t by_address[BUCKETS];
};

/*
 * With the lock of @c held. libmicrohttpd cannot answer in the middle of a body and has sent nothing
 * of its own then, so what is said goes past it.
 */
static void say(struct watched *c, int status, const char *title, const char *key)
{
	char body[160], words[400];
	int size = snprintf(body, sizeof body,
			    "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
			    "\"key\":\"%s\"}",
			    title, status, key);

	size = snprintf(words, sizeof words,
			"HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\n"
			"Content-Length: %d\r\nConnection: close\r\n\r\n%s",
			status, title, size, body);
	if (send(c->fd, words, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) == size)
		c->said = status;
}

/* With the lock of @c held. @status is said to who is sending a body. */
static void cut(struct watched *c, int status)
{
	c->cut = true;
	if (c->stage == WATCH_BODY && status == 408)
		say(c, status, "Request Timeout", "request.too_slow");
	else if (c->stage == WATCH_BODY)
		say(c, 413, "Content Too Large", "request.too_large");
	shutdown(c->fd, SHUT_RDWR);
}

static void cut_late(struct watched *c, int64_t now_us)
{
	pthread_mutex_lock(&c->lock);
	if (!c->cut && c->until_us < now_us)
		cut(c, 408);
	pthread_mutex_unlock(&c->lock);
}

static void *look(void *watch)
{
	struct watch *w = watch;

	pthread_mutex_lock(&w->lock);
	while (!w->ending) {
		int64_t now_us = time_steady_us(), until_us = now_us + TICK_MS * 1000;
		struct timespec until = { until_us / US_SECOND, until_us % US_SECOND * 1000 };

		for (struct watched *c = w->first; c; c = c->next)
			cut_late(c, now_us);
		pthread_cond_timedwait(&w->end, &w->lock, &until);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct watch *watch_new(const struct watch_setup *setup)
{
	struct watch *w = calloc(1, sizeof *w);
	pthread_condattr_t steady;

	if (!w)
		abort();
	w->setup = *setup;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&w->end, &steady);
	pthread_condattr_destroy(&steady);
	if (pthread_create(&w->thread, NULL, look, w))
		abort();
	return w;
}

void watch_drop(struct watch *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_signal(&w->end);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->end);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

/* With the lock of the watch held. */
static void cut_longest_idle(struct watch *w)
{
	struct watched *longest = NULL;
	int64_t least_us = INT64_MAX;

	for (struct watched *c = w->first; c; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (!c->cut && c->stage == WATCH_IDLE && c->begun_us < least_us) {
			least_us = c->begun_us;
			longest = c;
		}
		pthread_mutex_unlock(&c->lock);
	}
	if (!longest)
		return;
	pthread_mutex_lock(&longest->lock);
	if (longest->stage == WATCH_IDLE)
		cut(longest, 408);
	pthread_mutex_unlock(&longest->lock);
}

static void opened(struct watch *w, struct watched *c, const struct sockaddr *from)
{
	bool many;

	pthread_mutex_lock(&w->lock);
	c->next = w->first;
	c->at = &w->first;
	if (c->next)
		c->next->at = &c->next;
	w->first = c;
	w->count++;
	many = ++*c->bucket > w->setup.per_address && w->setup.per_address &&
	       !address_loopback(from);
	if (w->count > w->setup.max - w->setup.max / SPARE)
		cut_longest_idle(w);
	if (many) {
		pthread_mutex_lock(&c->lock);
		cut(c, 408);
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&w->lock);
}

static void closed(struct watch *w, struct watched *c)
{
	pthread_mutex_lock(&w->lock);
	*c->at = c->next;
	if (c->next)
		c->next->at = c->at;
	w->count--;
	--*c->bucket;
	pthread_mutex_unlock(&w->lock);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

void watch_connection(void *cls, struct MHD_Connection *connection, void **watched,
		      enum MHD_ConnectionNotificationCode code)
{
	struct watch *w = cls;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		closed(w, *watched);
		*watched = NULL;
		return;
	}
	const struct sockaddr *from =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
	struct watched *c = calloc(1, sizeof *c);

	if (!c)
		abort();
	c->watch = w;
	c->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	c->bucket = &w->by_address[limiter_who(w->setup.limiter, from) % BUCKETS];
	pthread_mutex_init(&c->lock, NULL);
	c->begun_us = time_steady_us();
	c->until_us = c->begun_us + w->setup.patience_ms * 1000;
	opened(w, c, from);
	*watched = c;
}

struct watched *watch_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

bool watch_step(struct watched *c, enum watch_stage stage, uint64_t bytes)
{
	int64_t now_us = time_steady_us();

	pthread_mutex_lock(&c->lock);
	if (c->stage != stage)
		c->begun_us = now_us;
	c->stage = stage;
	c->until_us = stage == WATCH_WORK
			      ? INT64_MAX
			      : c->begun_us + c->watch->setup.patience_ms * 1000 +
					(int64_t)(bytes * US_SECOND / WATCH_BYTES_PER_SECOND);
	bool whole = !c->cut;

	pthread_mutex_unlock(&c->lock);
	return whole;
}

void watch_cut(struct watched *c)
{
	pthread_mutex_lock(&c->lock);
	if (!c->cut)
		cut(c, 413);
	pthread_mutex_unlock(&c->lock);
}

int watch_said(struct watched *c)
{
	pthread_mutex_lock(&c->lock);
	int said = c->said;

	pthread_mutex_unlock(&c->lock);
	return said;
}

unsigned watch_count(struct watch *w)
{
	pthread_mutex_lock(&w->lock);
	unsigned count = w->count;

	pthread_mutex_unlock(&w->lock);
	return count;
}
