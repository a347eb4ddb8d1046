/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The measure of reads: libmicrohttpd with the same threads, answering a constant of 200 bytes on
 * 127.0.0.1 until it is killed.
 *   hello [PORT]      prints "http://127.0.0.1:PORT"; 0, the default, takes a free one
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char answer[] =
	"{\"code\":\"H18.25-250630-0007\",\"status\":\"S6\",\"public_status\":4,\"received_at\":"
	"\"2025-06-30T08:12:00+07:00\",\"due_at\":\"2025-07-03T17:00:00+07:00\",\"paused\":false,"
	"\"overdue\":false,\"todo\":null}";

static enum MHD_Result hello(void *context, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *data,
			     size_t *size, void **state)
{
	(void)url;
	(void)method;
	(void)version;
	(void)data;
	(void)size;
	if (!*state) {
		*state = context;
		return MHD_YES;
	}
	struct MHD_Response *r = MHD_create_response_from_buffer(
		sizeof answer - 1, (void *)(uintptr_t)answer, MHD_RESPMEM_PERSISTENT);

	MHD_add_response_header(r, "Content-Type", "application/json");
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, r);

	MHD_destroy_response(r);
	return result;
}

int main(int argc, char **argv)
{
	struct sockaddr_in where = {.sin_family = AF_INET};
	static int mark;

	where.sin_port = htons((uint16_t)(argc > 1 ? strtoul(argv[1], NULL, 10) : 0));
	where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	struct MHD_Daemon *d =
		MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, hello, &mark,
				 MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_SOCK_ADDR,
				 (struct sockaddr *)&where, MHD_OPTION_END);

	if (!d)
		return 1;
	printf("http://127.0.0.1:%u\n",
	       (unsigned)MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	for (;;)
		pause();
}
