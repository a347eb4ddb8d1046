/* SPDX-License-Identifier: Apache-2.0 */
/* The measure of reads: libmicrohttpd with the same threads, answering a constant of 200 bytes. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char answer[] =
	"{\"code\":\"H18.25-250630-0007\",\"status\":\"S6\",\"public_status\":4,\"received_at\":"
	"\"2025-06-30T08:12:00+07:00\",\"due_at\":\"2025-07-03T17:00:00+07:00\",\"paused\":false,"
	"\"overdue\":false,\"todo\":null}";

static enum MHD_Result hello(void *context, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *data, size_t *size,
			     void **state)
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
	unsigned port = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 8081;
	static int mark;
	struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)port, NULL,
						NULL, hello, &mark, MHD_OPTION_THREAD_POOL_SIZE, 2u,
						MHD_OPTION_END);

	if (!d)
		return 1;
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	MHD_stop_daemon(d);
	return 0;
}
