/* SPDX-License-Identifier: Apache-2.0 */
#include "core/log.h"
#include "core/time.h"
#include "web/exchange.h"
#include "web/negotiate.h"
#include "web/serve.h"
#include <zlib.h>

/*
 * What libmicrohttpd calls. A request is counted from its request line to the completion callback,
 * so that a stop can wait for all of them. See docs/adr/0021-waiting-in-libmicrohttpd.md.
 */

enum { GZIP_MIN = 1400, BODY_IGNORED_MAX = 32 << 20, BODY_SMALL = 16 << 10, BODIES_MAX = 64 << 20 };

void *serve_uri(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct arena *mem = arena_new();
	struct exchange *x = arena_one(mem, struct exchange);

	*x = (struct exchange){
		.web = cls,
		.mem = mem,
		.connection = connection,
		.watched = watch_of(connection),
		.op = { .mem = mem },
		.req = { .mem = mem, .target = arena_copy(mem, uri), .exchange = x },
		.begun_steady_us = time_steady_us(),
	};
	return x;
}

static void count(struct exchange *x, int64_t running, int64_t suspended)
{
	struct web *web = x->web;

	pthread_mutex_lock(&web->lock);
	web->running += running;
	web->suspended += suspended;
	if (!web->running || !web->suspended)
		pthread_cond_broadcast(&web->quiet);
	pthread_mutex_unlock(&web->lock);
}

void exchange_suspend(struct exchange *x)
{
	if (x->away)
		return;
	x->away = true;
	atomic_store(&x->back, false);
	count(x, 0, 1);
	MHD_suspend_connection(x->connection);
}

void exchange_resume(struct exchange *x, enum rc rc)
{
	struct web *web = x->web;
	struct MHD_Connection *connection = x->connection;

	x->verdict = rc;
	x->away = false;
	atomic_store(&x->back, true);
	/* From here on the polling thread may have x, and soon drop it. */
	MHD_resume_connection(connection);
	pthread_mutex_lock(&web->lock);
	web->suspended--;
	if (!web->suspended)
		pthread_cond_broadcast(&web->quiet);
	pthread_mutex_unlock(&web->lock);
}

void serve_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
		     enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *con_cls;
	struct web *web = cls;

	(void)connection;
	(void)code;
	if (!x)
		return;
	*con_cls = NULL;
	int64_t us = time_steady_us() - x->begun_steady_us;

	int said = watch_said(x->watched);

	if (said)
		x->status = said;
	(void)watch_step(x->watched, WATCH_IDLE, 0);
	atomic_fetch_sub(&web->bodies, (int64_t)x->body_counted);
	if (x->counted) {
		const struct routed *routed = x->req.routed;

		metrics_count(web->metrics, routed, x->status, us);
		log_info("%s %s %d %lldus", x->req.method ? x->req.method : "-",
			 routed ? routed->route->path : "-", x->status, (long long)us);
		count(x, -1, 0);
	}
	arena_drop(x->mem);
}

static void header(struct MHD_Response *response, const char *name, const char *value)
{
	if (value)
		MHD_add_response_header(response, name, value);
}

static void put_security(struct MHD_Response *response, const struct exchange *x)
{
	header(response, "X-Content-Type-Options", "nosniff");
	header(response, "Referrer-Policy", "same-origin");
	header(response, "Cross-Origin-Resource-Policy", "same-origin");
	if (x->web->https)
		header(response, "Strict-Transport-Security", "max-age=31536000");
	if (!x->answer.page) {
		header(response, "Content-Security-Policy",
		       "default-src 'none'; frame-ancestors 'none'");
		return;
	}
	header(response, "Content-Security-Policy",
	       "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
	       "img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
	       "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
	header(response, "X-Frame-Options", "DENY");
	header(response, "Cross-Origin-Opener-Policy", "same-origin");
	header(response, "Permissions-Policy",
	       "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()");
}

/*
 * Larger texts smaller: what is seldom asked for twice at the level that costs least, but pages, which go to
 * telephones on weak networks, at one that takes 20 to 65 us more of them and 6 to 9 % off their bytes.
 */
static void compress_body(struct exchange *x)
{
	struct answer *a = &x->answer;
	bool text = a->type && (!strncmp(a->type, "text/", 5) || strstr(a->type, "json"));
	int level = a->page ? 4 : 1;
	z_stream z = { 0 };

	if (!text || a->gzipped || a->size < GZIP_MIN ||
	    !negotiate_coding(req_header(&x->req, "Accept-Encoding"), "gzip") ||
	    deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	uLong room = deflateBound(&z, a->size);
	unsigned char *out = arena_alloc(x->mem, room);

	z.next_in = (unsigned char *)(uintptr_t)a->body;
	z.avail_in = (uInt)a->size;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) == Z_STREAM_END) {
		a->body = (const char *)out;
		a->size = z.total_out;
		a->gzipped = true;
	}
	deflateEnd(&z);
}

static enum MHD_Result queue(struct exchange *x)
{
	struct answer *a = &x->answer;

	compress_body(x);
	/* The body lives in the exchange's memory, which the completion callback drops: later. */
	struct MHD_Response *response = MHD_create_response_from_buffer(
		a->size, (void *)(uintptr_t)a->body, MHD_RESPMEM_PERSISTENT);

	if (!response)
		return MHD_NO;
	header(response, "Content-Type", a->type);
	header(response, "Location", a->location);
	header(response, "ETag", a->etag);
	header(response, "Cache-Control", a->cache);
	header(response, "Vary", "Accept, Accept-Encoding, Accept-Language");
	if (a->gzipped)
		header(response, "Content-Encoding", "gzip");
	for (size_t i = 0; i < x->reply.headers_count; i++)
		header(response, x->reply.headers[i].name, x->reply.headers[i].value);
	put_security(response, x);
	if (atomic_load(&x->web->stopping))
		header(response, "Connection", "close");
	x->stage = STAGE_ANSWER;
	x->status = a->status;
	enum MHD_Result queued = MHD_NO;

	if (watch_step(x->watched, WATCH_ANSWER, a->size))
		queued = MHD_queue_response(x->connection, (unsigned)a->status, response);

	MHD_destroy_response(response);
	return queued;
}

static enum MHD_Result refuse(struct exchange *x, enum rc rc, const char *key)
{
	(void)!op_fail(&x->op, rc, NULL, key, __FILE__, __LINE__, "before the body");
	render_problem(x, rc);
	return queue(x);
}

static size_t body_max(const struct exchange *x)
{
	const struct routed *routed = x->req.routed;

	return routed && routed->route->body_max ? routed->route->body_max : BODY_MAX;
}

/* The headers are there. What cannot be taken is refused before its body is sent. */
static enum MHD_Result begin(struct exchange *x, const char *method)
{
	const char *length;
	uint64_t size;

	x->stage = STAGE_BODY;
	x->counted = true;
	count(x, 1, 0);
	if (!watch_step(x->watched, WATCH_BODY, 0))
		return MHD_NO;
	x->head = parse_head(x, method);
	if (atomic_load(&x->web->stopping))
		return refuse(x, RC_BUSY, "store.busy");
	length = MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, "Content-Length");
	size = length ? strtoull(length, NULL, 10) : 0;
	/*
	 * A client that sends without waiting to be asked would be cut off before it reads the
	 * answer: what is not out of all measure is read and forgotten first.
	 */
	if (size > body_max(x) && (size > BODY_IGNORED_MAX || req_header(&x->req, "Expect")))
		return refuse(x, RC_TOO_LARGE, "request.too_large");
	x->body_over = size > body_max(x);
	x->body_declared = x->body_over ? 0 : (size_t)size;
	return MHD_YES;
}

/*
 * Room for @size bytes. false: the larger bodies that are on their way take all there is. A form is
 * always let in, or whoever sends a few slow files would keep everybody out.
 */
static bool make_room(struct exchange *x, size_t size)
{
	size_t room = x->body_room ? x->body_room * 2 : x->body_declared + 1;

	while (room < size)
		room *= 2;
	if (room > body_max(x) + 1)
		room = body_max(x) + 1;
	if (room > BODY_SMALL) {
		int64_t others = atomic_fetch_add(&x->web->bodies, (int64_t)room);

		x->body_counted += room;
		if (others + (int64_t)room > BODIES_MAX)
			return false;
	}
	unsigned char *grown = arena_alloc(x->mem, room);

	if (x->req.body_size)
		memcpy(grown, x->body, x->req.body_size);
	x->body = grown;
	x->body_room = room;
	return true;
}

static enum MHD_Result take(struct exchange *x, const char *bytes, size_t size)
{
	struct req *req = &x->req;

	x->body_sent += size;
	if (!watch_step(x->watched, WATCH_BODY, x->body_sent))
		return MHD_NO;
	if (x->head == RC_OK && req->body_size + size > body_max(x))
		x->body_over = true;
	else if (x->head == RC_OK && !x->body_over && req->body_size + size + 1 > x->body_room &&
		 !make_room(x, req->body_size + size + 1))
		x->head = FAIL(&x->op, RC_BUSY, "store.busy", "too many bodies on their way");
	if (x->head == RC_OK && !x->body_over) {
		memcpy(x->body + req->body_size, bytes, size);
		req->body_size += size;
	} else if (x->body_sent > BODY_IGNORED_MAX) {
		/* The rest is read and forgotten, so that the client hears why; not without end. */
		watch_cut(x->watched);
		return MHD_NO;
	}
	return MHD_YES;
}

enum MHD_Result serve_access(void *cls, struct MHD_Connection *connection, const char *url,
			     const char *method, const char *version, const char *bytes,
			     size_t *size, void **con_cls)
{
	struct exchange *x = *con_cls;
	bool ready = false;

	(void)cls;
	(void)connection;
	(void)url;
	(void)version;
	switch (x->stage) {
	case STAGE_HEAD:
		return begin(x, method);
	case STAGE_BODY:
		if (*size) {
			enum MHD_Result taken = take(x, bytes, *size);

			*size = 0;
			return taken;
		}
		if (!watch_step(x->watched, WATCH_WORK, 0))
			return MHD_NO;
		ready = exchange_start(x);
		break;
	case STAGE_READ:
	case STAGE_PREPARE:
	case STAGE_RUN:
	case STAGE_LOOK:
	case STAGE_READY:
		/* Called without having been resumed by us: nothing to do yet. */
		if (!atomic_load(&x->back))
			return MHD_YES;
		ready = exchange_continue(x);
		break;
	case STAGE_ANSWER:
		*size = 0;
		return MHD_YES;
	}
	return ready ? queue(x) : MHD_YES;
}
