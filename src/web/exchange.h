/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/words.h"
#include "db/writer.h"
#include "web/form.h"
#include "web/limit.h"
#include "web/metrics.h"
#include "web/pool.h"
#include "web/read.h"
#include "web/router.h"
#include "web/watch.h"
#include "web/web.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

/*
 * The inside of web/: one exchange is a request and its answer, on its way through the threads. It
 * has one owner at a time: a polling thread, a pool's thread or the writer; who gives it away does
 * not touch it until it comes back.
 */

enum { HEADERS_MAX = 60, BODY_MAX = 1 << 20, TARGET_MAX = 8000 };

struct header {
	const char *name, *value;
};

struct req {
	struct arena *mem;
	struct exchange *exchange;
	const struct routed *routed;
	const char *method, *target; /* as they came; the target is bounded and has no controls */
	struct path path;
	struct pairs query, form;
	json_t *json; /* the body's object, or NULL */
	bool has_form;
	const unsigned char *body;
	size_t body_size;
	struct header headers[HEADERS_MAX]; /* point into the connection's memory */
	size_t headers_count;
	struct header cookies[HEADERS_MAX];
	size_t cookies_count;
	enum accept accept;
	enum lang lang;
	const char *address;          /* as text */
	struct sockaddr_storage peer; /* the client, behind a trusted proxy too */
	bool proxied;                 /* somebody stands in front, trusted or not */
	const char *bearer, *session;
	const char *key; /* for idempotency, NULL when there is none */
	struct faults faults;
	bool again;
	const struct unsent *unsent; /* see web/unsent.h; NULL: none, or not looked for yet */
	void *kept;
};

enum reply_kind { REPLY_NONE, REPLY_VIEW, REPLY_GO, REPLY_BYTES };

struct reply {
	enum reply_kind kind;
	int status;
	const struct view *view;
	const void *thing;
	const char *location; /* for a page: 303 there; for programs with 201 */
	const char *type;
	const void *bytes;
	size_t size;
	const char *title;
	const char *etag;
	int64_t version;
	bool has_version;
	int public_seconds;
	bool gzipped;    /* the bytes are */
	bool secret;     /* not remembered for a repeat */
	const char *session; /* token of the one that begins, or NULL */
	enum rc refusal; /* of reply_refused(), with the words for it in op.err */
	struct header headers[16];
	size_t headers_count;
	const struct view *present; /* the state to show with 412 */
	const void *present_thing;
};

/** What goes out, rendered. */
struct answer {
	int status;
	const char *type, *location, *etag;
	const char *body;
	size_t size;
	const char *cache; /* Cache-Control */
	bool page;         /* gets the content security policy of pages */
	bool gzipped;
};

enum stage {
	STAGE_HEAD,    /* nothing but the request line is there */
	STAGE_BODY,    /* the body is coming */
	STAGE_READ,    /* with a reading thread, from who asks on */
	STAGE_PREPARE, /* with a pool, before its operation */
	STAGE_RUN,     /* with the writer or a pool, in its operation */
	STAGE_LOOK,    /* with the writer, only its looks */
	STAGE_READY,   /* the answer was made on a reading thread */
	STAGE_ANSWER,  /* answered: the response is queued */
};

struct exchange {
	struct web *web;
	struct arena *mem;
	struct MHD_Connection *connection;
	enum stage stage;
	bool away;         /* with a pool or the writer; the owner's to read */
	_Atomic bool back; /* it came back from there and was resumed */
	enum rc verdict;   /* with op.err, of what it came back from */
	struct op op;
	struct req req;
	struct reply reply;
	struct answer answer;
	bool rendered;    /* the answer is made: inside the operation, or before its looks are stored */
	int64_t reference; /* db_reference() when the actor was asked for */
	bool read;        /* the handler has run already, on the snapshot of the sign-in */
	enum rc head;     /* what was wrong with the request line and headers */
	unsigned allowed; /* verbs of the path, when the one asked for is not among them */
	int again_status; /* a form is shown again with this status */
	bool counted;     /* among web->running */
	struct watched *watched;
	unsigned char *body;
	size_t body_declared; /* its size, or 0 */
	size_t body_room;     /* of body */
	size_t body_counted;  /* in web->bodies */
	size_t body_sent;     /* bytes, those that are forgotten among them */
	bool body_over;       /* more than the route takes */
	struct work work;
	struct exchange *looks_next; /* of those whose looks are stored with this one's */
	bool looks_taken;            /* it stores those of the others, and who they are is settled */
	struct task task;
	int64_t begun_steady_us;
	int status;
};

/** What the readings of a polling or pool thread need: its own connection. */
struct reader {
	struct db *db;
};

struct web {
	struct web_setup setup;
	struct arena *mem;
	struct router router;
	struct metrics *metrics;
	struct MHD_Daemon *daemon;
	int port;
	bool https;
	struct sockaddr_storage proxy; /* the trusted one; family 0: none */
	struct limiter *limiter;
	struct pool *slow, *prepare;
	struct exchange *looks; /* wait for the one that asked the writer for all of them */
	bool looks_asked;       /* one did, and the writer has not begun with it */
	struct pool *reads; /* NULL: what reads the store runs at once on the polling thread */
	pthread_key_t reader_key;
	pthread_mutex_t lock;
	pthread_cond_t quiet;
	int64_t running;   /* requests whose answer is not out yet */
	int64_t suspended; /* of these, those that are with a pool or the writer */
	_Atomic bool stopping;
	_Atomic int64_t bodies; /* bytes of memory for the larger bodies of all requests */
	struct watch *watch;
	unsigned connections_max;
	const char *openapi;
};

/** Whether this thread may read for @x: a polling thread must not when the reads of the store wait. */
bool exchange_may_read(const struct exchange *x);
/**
 * Begins a reading snapshot on the thread's own connection to the store, which is opened when first
 * asked for. Ended with db_end_read(). RC_BUSY: the store is away, or not exchange_may_read(): no
 * polling thread ever waits for it.
 */
CHECKED enum rc exchange_begin_read(struct op *op, struct exchange *x);

/*
 * serve.c: suspends before somebody else has the exchange, unless it is on its way from one to the
 * next, and resumes after.
 */
void exchange_suspend(struct exchange *x);
void exchange_resume(struct exchange *x, enum rc rc);

/** When @x has waited long enough for a pool or the writer, by time_steady_us(). */
int64_t exchange_deadline(const struct exchange *x);
/** Goes on with @x, which the writer or a pool is done with: on the thread that may do what comes next. */
void exchange_come_back(struct exchange *x, enum rc rc);
/** Hands @x, which is suspended, to the writer: @run inside a batch, and @done with its work when it is settled. */
void exchange_submit(struct exchange *x, enum rc (*run)(struct op *op, void *context),
		     void (*done)(struct work *work, enum rc rc));

/** looks.c: has the looks of @x stored, and those of others with them; it comes back after the commit. */
void looks_submit(struct exchange *x);

/* exchange.c, on the polling thread: each returns true when there is an answer to queue, false when
 * it was suspended. */
bool exchange_start(struct exchange *x);
bool exchange_continue(struct exchange *x);

/* parse.c: head when the headers are there, body when all of it is. */
CHECKED enum rc parse_head(struct exchange *x, const char *method);
CHECKED enum rc parse_body(struct exchange *x);
/** Whether two socket addresses are the same machine. */
bool address_same(const struct sockaddr *one, const struct sockaddr *other);
bool address_parse(const char *text, struct sockaddr_storage *out);
bool address_loopback(const struct sockaddr *address);

/* guard.c: who asks, and whether the browser meant it. */
CHECKED enum rc guard_actor(struct op *op, struct exchange *x);
CHECKED enum rc guard_csrf(struct op *op, struct exchange *x);
CHECKED enum rc guard_permission(struct op *op, struct exchange *x);
/** Whether the browser says that a page of ours sent @x: from nothing follows nothing. */
bool guard_own_page(const struct exchange *x);
const char *csrf_secret(const struct req *req);
const char *csrf_token(struct arena *mem, const char *secret);
bool csrf_right(const char *secret, const char *token);

/* once.c: idempotency keys, inside the writing operation. */
CHECKED enum rc once_find(struct op *op, struct exchange *x, bool *found);
CHECKED enum rc once_keep(struct op *op, struct exchange *x);

/* render.c, problem.c: fill x->answer. */
void render_reply(struct exchange *x);
void render_problem(struct exchange *x, enum rc rc);
void render_page(struct exchange *x, const struct view *view, const void *thing);
int problem_status(enum rc rc);
/** Where somebody goes on once they have signed in: to the page, or to that with the form they sent. */
const char *go_on_at(const struct exchange *x);

/*
 * unsent.c: a form that failed with @rc and need not be lost. unsent_take() says so and takes it
 * aside; unsent_answer(), on a snapshot, answers with the sign-in that carries it or, if somebody is
 * signed in, with the page that sends it.
 */
bool unsent_take(struct exchange *x, enum rc rc);
CHECKED enum rc unsent_answer(struct op *op, struct exchange *x);

/* builtin.c: routes of the web itself. */
extern const struct route web_routes[];
