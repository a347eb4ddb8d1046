/* SPDX-License-Identifier: Apache-2.0 */
#include "web/web.h"
#include "core/log.h"
#include "core/time.h"
#include "web/exchange.h"
#include "web/openapi.h"
#include "web/serve.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	THREADS_MIN = 2,
	THREADS_MAX = 8,
	WAIT_MS = 5000,
	POOL_QUEUE = 64,
	IDLE_SECONDS = 60,
	PREPARE_THREADS = 2, /* Argon2id takes 64 MiB each */
	SLOW_THREADS = 2,
	READ_THREADS = 3,
	READS_TOGETHER = 32, /* on one thread, over one connection */
	READ_QUEUE = 2000,
	CONNECTIONS_MAX = 4000,        /* each costs 34 kB, so 136 MB; a province's people at once */
	CONNECTIONS_PER_ADDRESS = 512, /* a commune behind one address */
	CONNECTION_BYTES = 32768,      /* request line and headers; more is 414 or 431 */
	STOP_SECONDS = 10,
	TABLES_MAX = 64,
};

static void close_reader(void *db)
{
	db_close(db);
}

bool exchange_may_read(const struct exchange *x)
{
	return !x->web->reads || x->away;
}

static enum rc reader(struct op *op, struct web *web, struct db **out)
{
	struct db *db = pthread_getspecific(web->reader_key);

	if (!db) {
		/* It was there when the server started: whatever is wrong now may pass. */
		if (db_open(op, web->setup.db_url, DB_READ, &db) != RC_OK)
			return op->err.code = RC_BUSY;
		struct db *first = pthread_getspecific(web->reader_key);

		if (first) { /* another that takes turns with this one was faster */
			db_close(db);
			db = first;
		}
		pthread_setspecific(web->reader_key, db);
	}
	*out = db;
	return RC_OK;
}

enum rc exchange_begin_read(struct op *op, struct exchange *x)
{
	int64_t begun_us = time_steady_us();
	struct db *db;

	if (!exchange_may_read(x))
		return FAIL(op, RC_BUSY, "store.busy", "not on a polling thread");
	TRY(reader(op, x->web, &db));
	enum rc rc = db_begin_read(op, db);

	/* A server that was started anew is found out by the first who asks: not at his cost. */
	if (rc == RC_BUSY && x->web->reads && time_steady_us() - begun_us < US_SECOND)
		rc = db_begin_read(op, db);
	return rc;
}

/* "127.0.0.1:8080", "[::1]:8080", "8080", ":0". false when it is none of these. */
static bool parse_listen(struct arena *mem, const char *text, struct sockaddr_storage *out)
{
	const char *colon = strrchr(text, ':');
	const char *port_text = colon ? colon + 1 : text;
	char *host =
		colon ? arena_copy_bytes(mem, text, (size_t)(colon - text)) : arena_copy(mem, "");
	char *end;
	unsigned long port = strtoul(port_text, &end, 10);
	size_t size = strlen(host);

	if (!*port_text || *end || port > 65535)
		return false;
	if (size > 1 && host[0] == '[' && host[size - 1] == ']') {
		host[size - 1] = '\0';
		host++;
	}
	if (!*host || !strcmp(host, "localhost"))
		host = arena_copy(mem, "127.0.0.1");
	if (!address_parse(host, out))
		return false;
	if (out->ss_family == AF_INET6)
		((struct sockaddr_in6 *)out)->sin6_port = htons((uint16_t)port);
	else
		((struct sockaddr_in *)out)->sin_port = htons((uint16_t)port);
	return true;
}

static unsigned threads_of(const struct web_setup *setup)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (setup->threads)
		return setup->threads;
	if (cores < THREADS_MIN)
		return THREADS_MIN;
	return cores > THREADS_MAX ? THREADS_MAX : (unsigned)cores;
}

static unsigned patience(const struct web_setup *setup)
{
	return setup->idle_seconds ? setup->idle_seconds : IDLE_SECONDS;
}

/* As many connections as descriptors allow, with some left for stores and files. */
static unsigned connections(const struct web_setup *setup)
{
	struct rlimit limit;

	if (setup->connections)
		return setup->connections;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 500;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		getrlimit(RLIMIT_NOFILE, &limit);
	rlim_t room = limit.rlim_cur > 200 ? limit.rlim_cur - 100 : 100;

	if (room >= CONNECTIONS_MAX)
		return CONNECTIONS_MAX;
	log_info("web: %u connections at most, by the limit of open files", (unsigned)room);
	return (unsigned)room;
}

static void ignore_error(void *cls, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
static void ignore_error(void *cls, const char *format, va_list args)
{
	/* The library's own words may hold parts of requests: only that it spoke is logged. */
	(void)cls;
	(void)args;
	log_info("libmicrohttpd: %.60s", format);
}

static struct MHD_Daemon *start_daemon(struct web *web, const struct sockaddr_storage *at)
{
	const struct web_setup *setup = &web->setup;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
			 MHD_USE_ERROR_LOG | MHD_USE_TURBO |
			 (at->ss_family == AF_INET6 ? (unsigned)MHD_USE_IPv6 : 0);
	unsigned threads = threads_of(setup);
	struct MHD_OptionItem options[] = {
		{ MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)ignore_error, NULL },
		{ MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)serve_uri, web },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)serve_completed, web },
		{ MHD_OPTION_SOCK_ADDR, 0, (void *)(uintptr_t)at },
		{ MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0, NULL },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)watch_connection, web->watch },
		/* Who takes nothing of an answer; the watch sees to those who take too little. */
		{ MHD_OPTION_CONNECTION_TIMEOUT, patience(setup), NULL },
		/* The library counts for each of its threads; the watch for all of them, and first. */
		{ MHD_OPTION_CONNECTION_LIMIT, web->connections_max + threads, NULL },
		{ MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, NULL },
		{ MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	return MHD_start_daemon(flags, 0, NULL, NULL, serve_access, web, MHD_OPTION_ARRAY, options,
				MHD_OPTION_END);
}

static void fill_routes(struct web *web)
{
	const struct route *tables[TABLES_MAX + 2] = { web_routes };
	size_t count = 1;

	for (const struct route *const *t = web->setup.routes; t && *t && count <= TABLES_MAX; t++)
		tables[count++] = *t;
	router_fill(web->mem, &web->router, tables);
	web->openapi =
		openapi_make(web->mem, &web->router, web->setup.version, web->setup.public_url);
}

static struct web *web_new(const struct web_setup *setup)
{
	struct arena *mem = arena_new();
	struct web *web = arena_one(mem, struct web);

	web->mem = mem;
	web->setup = *setup;
	if (!web->setup.wait_ms)
		web->setup.wait_ms = WAIT_MS;
	size_t read_queue = setup->pool_queue ? setup->pool_queue : READ_QUEUE;

	if (!web->setup.pool_queue)
		web->setup.pool_queue = POOL_QUEUE;
	web->https = setup->public_url && !strncmp(setup->public_url, "https://", 8);
	if (setup->trusted_proxy && !address_parse(setup->trusted_proxy, &web->proxy))
		log_error("web: the trusted proxy is no address and is ignored");
	pthread_mutex_init(&web->lock, NULL);
	pthread_condattr_t steady;

	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&web->quiet, &steady);
	pthread_condattr_destroy(&steady);
	if (pthread_key_create(&web->reader_key, close_reader))
		abort();
	fill_routes(web);
	web->metrics = metrics_new(web->router.count);
	web->limiter = limiter_new(setup->track_limit);
	web->connections_max = connections(setup);
	web->watch = watch_new(&(struct watch_setup){
		.patience_ms = 1000 * (int64_t)patience(setup),
		.max = web->connections_max,
		.per_address = setup->trusted_proxy ? 0 : CONNECTIONS_PER_ADDRESS,
		.limiter = web->limiter,
	});
	web->prepare = pool_new(PREPARE_THREADS, web->setup.pool_queue, 1);
	web->slow = pool_new(SLOW_THREADS, web->setup.pool_queue, 1);
	if (setup->reads_wait)
		web->reads = pool_new(READ_THREADS, read_queue, READS_TOGETHER);
	return web;
}

static void web_drop(struct web *web)
{
	pool_drop(web->prepare);
	pool_drop(web->slow);
	pool_drop(web->reads);
	watch_drop(web->watch);
	limiter_drop(web->limiter);
	metrics_drop(web->metrics);
	pthread_key_delete(web->reader_key);
	pthread_cond_destroy(&web->quiet);
	pthread_mutex_destroy(&web->lock);
	arena_drop(web->mem);
}

struct web *web_start(struct op *op, const struct web_setup *setup)
{
	struct sockaddr_storage at = { 0 };

	if (!parse_listen(op->mem, setup->listen, &at)) {
		(void)!FAIL_FIELD(op, "--listen", "web.listen_wrong", "%s", setup->listen);
		return NULL;
	}
	struct web *web = web_new(setup);

	web->daemon = start_daemon(web, &at);
	if (!web->daemon) {
		(void)!FAIL(op, RC_BROKEN, "web.listen_taken", "%s: %s", setup->listen,
			    strerror(errno));
		web_drop(web);
		return NULL;
	}
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_BIND_PORT);

	web->port = info ? info->port : 0;
	return web;
}

int web_port(const struct web *web)
{
	return web->port;
}

/* Waits until @count is 0; false when @until passes first. */
static bool wait_for(struct web *web, const int64_t *count, const struct timespec *until)
{
	int rc = 0;

	pthread_mutex_lock(&web->lock);
	while (*count && rc == 0)
		rc = until ? pthread_cond_timedwait(&web->quiet, &web->lock, until)
			   : pthread_cond_wait(&web->quiet, &web->lock);
	bool done = !*count;

	pthread_mutex_unlock(&web->lock);
	return done;
}

/*
 * Lets nobody in any more: a socket that nobody knows takes the place of the one that listens, under its number.
 * MHD_quiesce_daemon() of 0.9.75 ends the program when one of its threads notices before it is done: both take the
 * socket out of that thread's epoll, and who comes second finds nothing there.
 */
static void stop_listening(struct web *web)
{
	const struct sockaddr_un any = { .sun_family = AF_UNIX }; /* a free name, of the kernel's choice */
	int listening = MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_LISTEN_FD)->listen_fd;
	int idle = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (idle < 0 || bind(idle, (const struct sockaddr *)&any, sizeof any.sun_family) != 0 ||
	    listen(idle, 1) != 0 || dup3(idle, listening, O_CLOEXEC) < 0)
		log_error("web: goes on listening while it stops: %s", strerror(errno));
	if (idle >= 0)
		close(idle);
}

void web_stop(struct web *web)
{
	struct timespec until;

	atomic_store(&web->stopping, true);
	stop_listening(web);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += STOP_SECONDS;
	if (!wait_for(web, &web->running, &until))
		log_error("web: some answers did not get out in %d seconds", STOP_SECONDS);
	/* A suspended connection cannot be stopped: whoever has it gives it back, the writer by its
	 * deadline. */
	wait_for(web, &web->suspended, NULL);
	MHD_stop_daemon(web->daemon);
	web_drop(web);
}
