/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client.h"
#include "tests/tap.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ANSWER_MAX = 64 << 20, WAIT_SECONDS = 20 };

static int connect_from(int port, int host)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((unsigned short)port) };
	struct timeval wait = { .tv_sec = WAIT_SECONDS };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	from.sin_addr.s_addr = htonl((INADDR_LOOPBACK & 0xFF000000) + (in_addr_t)host);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (fd >= 0 && ((host != 1 && bind(fd, (struct sockaddr *)&from, sizeof from)) ||
			connect(fd, (struct sockaddr *)&at, sizeof at))) {
		close(fd);
		return -1;
	}
	return fd;
}

int client_try(int port)
{
	return connect_from(port, 1);
}

int client_open_from(int port, int host)
{
	int fd = connect_from(port, host);

	if (fd < 0) {
		perror("client");
		abort();
	}
	return fd;
}

int client_open(int port)
{
	return client_open_from(port, 1);
}

void client_close(int fd)
{
	close(fd);
}

bool client_send(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = send(fd, bytes, size, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

bool client_request(int fd, const char *method, const char *target, const char *headers,
		    const char *body, size_t size)
{
	struct arena *mem = arena_new();
	char *head =
		arena_text(mem, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s", method, target, headers);

	if (body)
		head = arena_text(mem, "%sContent-Length: %zu\r\n\r\n", head, size);
	else
		head = arena_text(mem, "%s\r\n", head);
	bool sent = client_send(fd, head, strlen(head)) && (!body || client_send(fd, body, size));

	arena_drop(mem);
	return sent;
}

bool got_has(const struct got *got, const char *text)
{
	bool found = strstr(got->body, text) != NULL;

	if (!found)
		tap_note("%d lacks %s: %.2000s", got->status, text, got->body);
	return found;
}

const char *got_header(struct arena *mem, const struct got *got, const char *name, int n)
{
	size_t size = strlen(name);

	for (const char *line = got->headers; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncasecmp(line, name, size) && line[size] == ':' && n-- == 0) {
			line += size + 1;
			line += strspn(line, " ");
			return arena_copy_bytes(mem, line, strcspn(line, "\r\n"));
		}
	}
	return NULL;
}

static size_t read_some(int fd, char *to, size_t room)
{
	ssize_t n = recv(fd, to, room, 0);

	return n > 0 ? (size_t)n : 0;
}

struct got client_read(struct arena *mem, int fd, bool head)
{
	size_t room = 8192, size = 0, n = 0;
	char *text = arena_alloc(mem, room), *end = NULL;
	struct got got = { .headers = "", .body = "" };

	while (!end && size < room - 1 && (n = read_some(fd, text + size, room - 1 - size))) {
		size += n;
		end = memmem(text, size, "\r\n\r\n", 4);
	}
	if (!end || sscanf(text, "HTTP/1.%*d %d", &got.status) != 1)
		return (struct got){ .headers = "", .body = "" };
	got.headers = arena_copy_bytes(mem, text, (size_t)(end - text));
	const char *length = got_header(mem, &got, "Content-Length", 0);
	size_t want = length && !head ? strtoul(length, NULL, 10) : 0;
	size_t have = size - (size_t)(end + 4 - text);

	if (want > ANSWER_MAX)
		return (struct got){ .headers = "", .body = "" };
	char *body = arena_alloc(mem, want + have + 1);

	memcpy(body, end + 4, have);
	while (have < want && (n = read_some(fd, body + have, want - have)))
		have += n;
	got.body = body;
	got.size = have;
	if (have < want)
		got.status = 0;
	return got;
}

struct got client_ask(struct arena *mem, int port, const char *method, const char *target,
		      const char *headers, const char *body)
{
	int fd = client_open(port);
	struct got got = { 0 };

	if (client_request(fd, method, target, headers, body, body ? strlen(body) : 0))
		got = client_read(mem, fd, !strcmp(method, "HEAD"));
	client_close(fd);
	return got;
}
