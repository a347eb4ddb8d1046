/* SPDX-License-Identifier: Apache-2.0 */
#include "web/exchange.h"
#include "core/fiber.h"
#include "core/log.h"
#include "core/time.h"
#include "db/db.h"

/*
 * The way of a request. On the polling thread: what was sent, who asks, and whatever is read at
 * once. What takes long or writes is handed over, always after suspending, and comes back through
 * exchange_resume; exchange_continue goes on from there.
 *
 * When the reads of the store wait for a server, the same steps run on the reading threads, from
 * who asks to the answer; the polling thread only takes what was sent and queues what they made.
 */

static const struct route *route_of(const struct exchange *x)
{
	return x->req.routed->route;
}

/* The handler, after what comes before it inside its transaction. */
static enum rc handle(struct op *op, struct exchange *x)
{
	const struct route *route = route_of(x);

	if (route->seek)
		TRY(route->seek(op, &x->req));
	TRY(guard_permission(op, x));
	TRY(route->run(op, &x->req, &x->reply));
	if (x->reply.kind == REPLY_NONE)
		return FAIL(op, RC_BROKEN, "broken", "%s gives no answer", route->path);
	return RC_OK;
}

static bool answer_failure(struct exchange *x, enum rc rc);

static bool answer(struct exchange *x, enum rc rc)
{
	if (rc != RC_OK)
		return answer_failure(x, rc);
	if (!x->rendered)
		render_reply(x);
	return true;
}

/* Runs @run with x->op on this thread's snapshot. */
static enum rc on_snapshot(struct exchange *x, enum rc (*run)(struct op *op, struct exchange *x))
{
	struct op *op = &x->op;

	TRY(exchange_begin_read(op, x));
	enum rc rc = run(op, x);

	db_end_read(op);
	return rc;
}

int64_t exchange_deadline(const struct exchange *x)
{
	return time_steady_us() + (int64_t)x->web->setup.wait_ms * 1000;
}

static enum rc busy(struct op *op)
{
	return FAIL(op, RC_BUSY, "store.busy", "a pool is full, late or stopping");
}

static struct exchange *exchange_of(struct task *task)
{
	return (struct exchange *)(void *)((char *)task - offsetof(struct exchange, task));
}

static void task_refuse(struct task *task)
{
	struct exchange *x = exchange_of(task);

	exchange_resume(x, busy(&x->op));
}

static bool submit_task(struct exchange *x, struct pool *pool, enum stage stage,
			void (*run)(struct task *))
{
	x->task = (struct task){ .run = run,
				 .refuse = task_refuse,
				 .deadline_steady_us = exchange_deadline(x) };
	x->stage = stage;
	exchange_suspend(x);
	pool_submit(pool, &x->task);
	return false;
}

/* ---- coming back from the writer or a pool ---- */

static bool go_on(struct exchange *x);

/* The answer is made, on a reading thread: the polling thread has only to send it. */
static void hand_back(struct exchange *x)
{
	x->stage = STAGE_READY;
	exchange_resume(x, RC_OK);
}

static void go_on_run(struct task *task)
{
	struct exchange *x = exchange_of(task);

	if (go_on(x))
		hand_back(x);
}

/* What was done stays done: only the page goes without what the areas put on each. */
static void go_on_bare(struct task *task)
{
	struct exchange *x = exchange_of(task);

	exchange_resume(x, x->verdict);
}

/* Whether what comes next reads the store: every page does, for what the areas put on it. */
static bool reads_next(const struct exchange *x)
{
	enum tx tx = route_of(x)->tx;

	if (x->stage == STAGE_PREPARE && x->verdict == RC_OK)
		return tx == TX_READ || tx == TX_LOOK;
	return req_page(&x->req) || (x->reply.kind == REPLY_VIEW && !x->reply.view->fields);
}

void exchange_come_back(struct exchange *x, enum rc rc)
{
	x->verdict = rc;
	if (!x->web->reads || (rc == RC_OK && x->rendered) || !reads_next(x)) {
		exchange_resume(x, rc);
		return;
	}
	x->task = (struct task){ .run = go_on_run,
				 .refuse = go_on_bare,
				 .deadline_steady_us = exchange_deadline(x) };
	pool_submit(x->web->reads, &x->task);
}

static bool after_reading(struct exchange *x, enum rc rc)
{
	/* A look that failed half way showed nothing. */
	if (rc != RC_OK || !x->op.looks || !x->web->setup.write_looks)
		return answer(x, rc);
	/* The page is made first: one that cannot be made shows nothing either. */
	render_reply(x);
	x->rendered = true;
	if (x->answer.status >= 500)
		return true;
	looks_submit(x);
	return false;
}

/* ---- a form shown again with its faults ---- */

static bool shown_again(const struct exchange *x, enum rc rc)
{
	const struct req *req = &x->req;

	if (!req->routed || !route_of(x)->again || !req_page(req) || !req->has_form || req->again ||
	    !exchange_may_read(x))
		return false;
	if (rc == RC_SIGN_IN)
		return route_of(x)->may == MAY_ALL;
	return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_STALE || rc == RC_UNVERSIONED ||
	       rc == RC_LIMITED;
}

/* It may have been refused before its permission was asked: by its key, or by what it brought. */
static enum rc run_again(struct op *op, struct exchange *x)
{
	TRY(guard_actor(op, x));
	TRY(guard_permission(op, x));
	return route_of(x)->again(op, &x->req, &x->reply);
}

/* Answers a failure with a page that @run makes on a snapshot of its own. */
static bool show_instead(struct exchange *x, enum rc rc,
			 enum rc (*run)(struct op *op, struct exchange *x))
{
	struct err why = x->op.err;

	x->req.again = true;
	x->again_status = problem_status(rc);
	x->reply = (struct reply){ 0 };
	x->op = (struct op){ .mem = x->mem };
	enum rc second = on_snapshot(x, run);

	if (second == RC_OK && x->reply.kind != REPLY_VIEW)
		second = RC_BROKEN;
	if (second == RC_OK)
		return after_reading(x, RC_OK);
	x->again_status = 0;
	x->reply = (struct reply){ 0 };
	/* Not lost: a press of "reload" tries once more. */
	if (rc == RC_SIGN_IN) {
		render_problem(x, second);
		return true;
	}
	log_failure("again", &x->op.err);
	x->op.err = why;
	render_problem(x, rc);
	return true;
}

static bool answer_failure(struct exchange *x, enum rc rc)
{
	const struct err *why = &x->op.err;

	x->rendered = false;
	if (unsent_take(x, rc))
		return show_instead(x, rc, unsent_answer);
	if (shown_again(x, rc)) {
		if (!x->req.faults.count)
			FAULT(&x->req.faults, why->field ? why->field : "", why->key);
		return show_instead(x, rc, run_again);
	}
	render_problem(x, rc);
	return true;
}

/* ---- the transaction ---- */

/*
 * Inside the writer's batch: what the actor may do can have changed since it was looked up. A session is asked
 * again in any case: that it is in use is noted there.
 */
static enum rc guard_again(struct op *op, struct exchange *x)
{
	bool same = x->req.bearer && x->reference >= 0 && x->reference == db_reference(op);

	return same ? RC_OK : guard_actor(op, x);
}

static enum rc write_inside(struct op *op, void *context)
{
	struct exchange *x = context;
	bool found = false;

	x->reply = (struct reply){ 0 };
	x->req.faults.count = 0;
	x->rendered = false;
	TRY(guard_again(op, x));
	if (x->req.key) {
		TRY(once_find(op, x, &found));
		if (found)
			return RC_OK;
	}
	TRY(handle(op, x));
	return x->req.key ? once_keep(op, x) : RC_OK;
}

static void write_done(struct work *work, enum rc rc)
{
	struct exchange *x = work->context;

	x->op = work->op;
	x->op.db = NULL;
	exchange_come_back(x, rc);
}

void exchange_submit(struct exchange *x, enum rc (*run)(struct op *op, void *context),
		     void (*done)(struct work *work, enum rc rc))
{
	x->work = (struct work){
		.op = { .mem = x->mem, .actor = x->op.actor },
		.run = run,
		.done = done,
		.context = x,
		.deadline_steady_us = exchange_deadline(x),
	};
	writer_submit(x->web->setup.writer, &x->work);
}

static bool submit_write(struct exchange *x)
{
	x->stage = STAGE_RUN;
	exchange_suspend(x);
	exchange_submit(x, write_inside, write_done);
	return false;
}

static enum rc read_inside(struct op *op, struct exchange *x)
{
	TRY(guard_actor(op, x));
	return handle(op, x);
}

static void slow_run(struct task *task)
{
	struct exchange *x = exchange_of(task);

	exchange_come_back(x, on_snapshot(x, read_inside));
}

static void prepare_run(struct task *task)
{
	struct exchange *x = exchange_of(task);

	exchange_come_back(x, route_of(x)->prepare(&x->op, &x->req));
}

/* After everything that comes before the transaction. */
static bool transact(struct exchange *x)
{
	switch (route_of(x)->tx) {
	case TX_NONE:
		return answer(x, handle(&x->op, x));
	case TX_READ:
	case TX_LOOK:
		return after_reading(x, x->read ? RC_OK : on_snapshot(x, read_inside));
	case TX_SLOW:
		return submit_task(x, x->web->slow, STAGE_RUN, slow_run);
	case TX_WRITE:
		return submit_write(x);
	}
	return answer(x, FAIL(&x->op, RC_BROKEN, "broken", "no such kind"));
}

/* ---- the beginning ---- */

/* Sign-in, and as much of the rest as runs on the same snapshot. */
static enum rc first_look(struct op *op, struct exchange *x)
{
	const struct route *route = route_of(x);

	TRY(guard_actor(op, x));
	x->reference = op->db ? db_reference(op) : -1;
	TRY(guard_csrf(op, x));
	if (!route->seek)
		TRY(guard_permission(op, x));
	if (route->look_up)
		TRY(route->look_up(op, &x->req));
	if (route->prepare || (route->tx != TX_READ && route->tx != TX_LOOK))
		return RC_OK;
	x->read = true;
	return handle(op, x);
}

/* Assets, health and the like must answer even when the store does not. */
static bool needs_store(const struct exchange *x)
{
	const struct route *route = route_of(x);

	return route->tx != TX_NONE || route->may != MAY_ALL || route->look_up ||
	       (x->web->setup.auth && (x->req.session || x->req.bearer) && route->verb != GET);
}

/* As much as can be told without the store. */
static enum rc check_sent(struct exchange *x)
{
	struct op *op = &x->op;

	TRY(x->head);
	if (x->body_over)
		return FAIL(op, RC_TOO_LARGE, "request.too_large", "over the limit of the route");
	TRY(parse_body(x));
	if (route_of(x)->limited &&
	    !limiter_take(x->web->limiter, (struct sockaddr *)&x->req.peer, time_machine_us()))
		return FAIL(op, RC_LIMITED, "request.limited",
			    "too many look-ups from one address");
	return RC_OK;
}

/*
 * Those who take turns on one connection share its snapshot: what one of them breaks, or a server that went
 * away meanwhile, all of them hear. Each tries once more; and once again, because what several asked as one
 * question is the fault of one of them only when each asks for himself.
 */
static enum rc look(struct exchange *x)
{
	enum rc rc = on_snapshot(x, first_look);

	for (int more = 2; rc == RC_BUSY && more && fiber_running(); more--) {
		x->op = (struct op){ .mem = x->mem };
		x->reply = (struct reply){ 0 };
		x->req.faults.count = 0;
		x->req.kept = NULL;
		x->read = false;
		rc = on_snapshot(x, first_look);
	}
	return rc;
}

/* With what check_sent() said. */
static bool start(struct exchange *x)
{
	enum rc rc = x->verdict;

	if (rc == RC_OK)
		rc = needs_store(x) ? look(x) : first_look(&x->op, x);
	if (rc != RC_OK)
		return answer_failure(x, rc);
	if (route_of(x)->prepare)
		return submit_task(x, x->web->prepare, STAGE_PREPARE, prepare_run);
	return transact(x);
}

static void start_run(struct task *task)
{
	struct exchange *x = exchange_of(task);

	if (start(x))
		hand_back(x);
}

bool exchange_start(struct exchange *x)
{
	enum rc rc = x->verdict = check_sent(x);

	if (x->web->reads && (rc == RC_OK ? needs_store(x) : req_page(&x->req)))
		return submit_task(x, x->web->reads, STAGE_READ, start_run);
	return start(x);
}

static bool go_on(struct exchange *x)
{
	enum rc rc = x->verdict;

	if (x->stage == STAGE_PREPARE)
		return rc == RC_OK ? transact(x) : answer(x, rc);
	if (x->stage == STAGE_RUN && route_of(x)->tx == TX_SLOW)
		return after_reading(x, rc);
	return answer(x, rc);
}

bool exchange_continue(struct exchange *x)
{
	return x->stage == STAGE_READY || go_on(x);
}
