/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/proxy.h"
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct proxy {
	char dir[80];
	struct sockaddr_un here, there;
	int listener;
	pthread_t thread;
	_Atomic int cut, lines;
	_Atomic bool over;
};

struct line {
	struct proxy *proxy;
	int client, server;
};

/* Whether this is where to cut; the first line that gets here takes the order away. */
static bool cuts(struct proxy *p, const char *bytes, size_t size, bool from_client)
{
	int wanted = from_client ? PROXY_CUT_ASKING : PROXY_CUT_COMMITTED;

	if (atomic_load(&p->cut) != wanted)
		return false;
	if (!from_client && !memmem(bytes, size, "COMMIT", 7)) /* with its NUL: a tag, not a statement */
		return false;
	return atomic_compare_exchange_strong(&p->cut, &wanted, PROXY_CUT_NOT);
}

static bool pass(struct proxy *p, int from, int to, bool from_client)
{
	char bytes[65536];
	ssize_t n = recv(from, bytes, sizeof bytes, 0);

	if (n <= 0 || cuts(p, bytes, (size_t)n, from_client))
		return false;
	for (ssize_t sent = 0, m; sent < n; sent += m)
		if ((m = send(to, bytes + sent, (size_t)(n - sent), MSG_NOSIGNAL)) <= 0)
			return false;
	return true;
}

static void *carry(void *context)
{
	struct line *line = context;
	struct proxy *p = line->proxy;
	struct pollfd ends[] = { { .fd = line->client, .events = POLLIN },
				 { .fd = line->server, .events = POLLIN } };
	bool good = true;

	while (good && !atomic_load(&p->over)) {
		if (poll(ends, 2, 100) <= 0)
			continue;
		if (ends[0].revents)
			good = pass(p, line->client, line->server, true);
		if (good && ends[1].revents)
			good = pass(p, line->server, line->client, false);
	}
	close(line->client);
	close(line->server);
	free(line);
	atomic_fetch_sub(&p->lines, 1);
	return NULL;
}

static void connect_through(struct proxy *p, int client)
{
	struct line *line = malloc(sizeof *line);
	pthread_t thread;

	if (!line)
		abort();
	*line = (struct line){ p, client, socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	if (connect(line->server, (struct sockaddr *)&p->there, sizeof p->there) != 0) {
		close(client);
		close(line->server);
		free(line);
		return;
	}
	atomic_fetch_add(&p->lines, 1);
	if (pthread_create(&thread, NULL, carry, line) != 0)
		abort();
	pthread_detach(thread);
}

static void *listen_loop(void *context)
{
	struct proxy *p = context;
	struct pollfd ready = { .fd = p->listener, .events = POLLIN };

	while (!atomic_load(&p->over)) {
		if (poll(&ready, 1, 100) <= 0)
			continue;
		int client = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);

		if (client >= 0)
			connect_through(p, client);
	}
	return NULL;
}

static struct sockaddr_un socket_in(const char *dir)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	snprintf(at.sun_path, sizeof at.sun_path, "%s/.s.PGSQL.5432", dir);
	return at;
}

struct proxy *proxy_start(const char *cluster_dir)
{
	struct proxy *p = calloc(1, sizeof *p);

	if (!p)
		abort();
	snprintf(p->dir, sizeof p->dir, "%s/proxy", cluster_dir);
	p->here = socket_in(p->dir);
	p->there = socket_in(cluster_dir);
	p->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (mkdir(p->dir, 0755) != 0 ||
	    bind(p->listener, (struct sockaddr *)&p->here, sizeof p->here) != 0 ||
	    listen(p->listener, 100) != 0 || pthread_create(&p->thread, NULL, listen_loop, p) != 0) {
		perror("proxy");
		exit(2);
	}
	return p;
}

const char *proxy_dir(const struct proxy *p)
{
	return p->dir;
}

void proxy_cut(struct proxy *p, enum proxy_cut how)
{
	atomic_store(&p->cut, how);
	for (int ms = 0; ms < 5000 && atomic_load(&p->cut) != PROXY_CUT_NOT; ms++)
		usleep(1000);
}

void proxy_stop(struct proxy *p)
{
	atomic_store(&p->over, true);
	pthread_join(p->thread, NULL);
	while (atomic_load(&p->lines))
		usleep(1000);
	close(p->listener);
	free(p);
}
