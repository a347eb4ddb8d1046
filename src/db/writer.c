/* SPDX-License-Identifier: Apache-2.0 */
#include "db/writer.h"
#include "core/log.h"
#include "core/time.h"
#include "db/db.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	BATCH_MAX = 60,        /* beyond 64 subtransactions readers of PostgreSQL slow down */
	REAP_MS = 50,          /* how late an expired operation may hear of it */
	BUSY_TEXT_BYTES = 200,
	LOOK_MS = 1000,        /* how often an idle writer looks for what other processes left */
};

struct writer {
	struct writer_setup setup;
	pthread_t thread, reaper;
	pthread_mutex_t lock;
	pthread_cond_t wake, reap;
	struct work *first, **last; /* what waits, oldest first */
	size_t waiting;
	bool stopping, woken;
	bool held; /* what must come first failed: nothing may be written */
	char busy[BUSY_TEXT_BYTES];
	int64_t next_due_us;  /* by the store's clock */
	int64_t offset_us;    /* store's clock - machine's, as the last batch saw it */
	struct writer_figures figures;
	struct arena *mem;    /* of the batch */
};

static void finish(struct work *work, enum rc rc)
{
	work->op.db = NULL;
	work->done(work, rc);
}

static void refuse(struct writer *w, struct work *work, const char *why)
{
	__atomic_add_fetch(&w->figures.refused, 1, __ATOMIC_RELAXED);
	finish(work, FAIL(&work->op, RC_BUSY, why, "not taken by the writer"));
}

void writer_submit(struct writer *w, struct work *work)
{
	const char *why = NULL;

	work->next = NULL;
	pthread_mutex_lock(&w->lock);
	if (w->stopping)
		why = "store.stopping";
	else if (w->waiting >= w->setup.queue_max)
		why = "store.queue_full";
	if (!why) {
		*w->last = work;
		w->last = &work->next;
		w->waiting++;
		if (w->waiting == 1)
			pthread_cond_signal(&w->wake);
	}
	pthread_mutex_unlock(&w->lock);
	if (why)
		refuse(w, work, why);
}

/* Takes up to @max from the front; those behind keep their order. */
static struct work *take(struct writer *w, size_t max)
{
	struct work *first = w->first, **at = &w->first;

	for (size_t i = 0; i < max && *at; i++) {
		at = &(*at)->next;
		w->waiting--;
	}
	w->first = *at;
	*at = NULL;
	if (!w->first)
		w->last = &w->first;
	return first;
}

/* Adds the entries of an operation, newest first, behind @tail, oldest first. */
static struct note **add_entries(struct note **tail, struct note *newest)
{
	struct note *oldest = NULL, **end = NULL;

	while (newest) {
		struct note *next = newest->next;

		newest->next = oldest;
		if (!oldest)
			end = &newest->next;
		oldest = newest;
		newest = next;
	}
	if (!oldest)
		return tail;
	*tail = oldest;
	return end;
}

struct verdict {
	struct work *work;
	enum rc rc;
};

/* Runs one operation in its savepoint. RC_OK: the batch goes on, whatever the operation's verdict. */
static enum rc run_one(struct writer *w, struct op *batch, struct verdict *v)
{
	struct db *db = w->setup.db;
	struct op *op = &v->work->op;

	op->now_us = batch->now_us;
	enum rc rc = db_op_begin(op, db);

	if (rc != RC_OK) {
		batch->err = op->err;
		return rc;
	}
	op->entries = NULL; /* what an earlier run of the same operation reported is stored, or undone */
	v->rc = v->work->run(op, v->work->context);
	rc = db_op_end(op, db, &v->rc);
	if (rc != RC_OK)
		batch->err = op->err;
	return rc;
}

/* What is due runs ahead of any batch. */
static enum rc run_due(struct writer *w, struct op *op)
{
	int64_t next_us = INT64_MAX;
	enum rc rc = RC_OK;

	if (w->setup.run_due)
		rc = w->setup.run_due(w->setup.db, w, &next_us);
	w->held = rc != RC_OK;
	w->next_due_us = w->held ? 0 : next_us;
	if (rc != RC_OK)
		return FAIL(op, RC_BUSY, "store.held", "what must come first failed");
	return RC_OK;
}

/*
 * Begins a batch at whose time nothing is due any more. What another process left is looked up inside the
 * batch: two busy processes would else undo each other's beginnings for ever.
 */
static enum rc begin_one(struct writer *w, struct op *batch, bool *due)
{
	struct db *db = w->setup.db;
	enum rc rc = RC_OK;

	TRY(db_batch_begin(batch, db));
	w->offset_us = batch->now_us - time_machine_us();
	if (db_take_others_wrote(db) && w->setup.next_due)
		rc = w->setup.next_due(batch, &w->next_due_us);
	if (rc != RC_OK)
		w->next_due_us = 0; /* what they left is not known: it is looked for again */
	*due = batch->now_us >= w->next_due_us;
	if (rc != RC_OK || *due)
		db_batch_undo(db);
	return rc;
}

static enum rc begin(struct writer *w, struct op *batch)
{
	bool due;

	for (int tries = 0; tries < 3; tries++) {
		TRY(begin_one(w, batch, &due));
		if (!due)
			return RC_OK;
		TRY(run_due(w, batch));
		(void)db_take_others_wrote(w->setup.db);
	}
	return FAIL(batch, RC_BUSY, "store.busy", "something was due again and again");
}

/* Who has entries must be known to be kept before they are. */
static enum rc run_all(struct writer *w, struct op *batch, struct verdict *verdicts, size_t count)
{
	bool entries = false;

	for (size_t i = 0; i < count; i++) {
		TRY(run_one(w, batch, &verdicts[i]));
		entries |= verdicts[i].work->op.entries != NULL;
	}
	return entries ? db_batch_settle(batch, w->setup.db) : RC_OK;
}

static enum rc run_batch(struct writer *w, struct op *batch, struct verdict *verdicts, size_t count)
{
	struct db *db = w->setup.db;
	struct note *entries = NULL, **tail = &entries;

	TRY(begin(w, batch));
	enum rc rc = run_all(w, batch, verdicts, count);

	if (rc != RC_OK) {
		db_batch_undo(db);
		return rc;
	}
	for (size_t i = 0; i < count; i++)
		if (verdicts[i].rc == RC_OK)
			tail = add_entries(tail, verdicts[i].work->op.entries);
	TRY(db_batch_end(batch, db, entries));
	int64_t alarm_us = db_take_alarm(db);

	if (alarm_us < w->next_due_us)
		w->next_due_us = alarm_us;
	return RC_OK;
}

static void do_batch(struct writer *w, struct work *first, size_t count)
{
	struct op batch = { .mem = w->mem };
	struct verdict verdicts[BATCH_MAX];
	int64_t start_us = time_steady_us();
	size_t n = 0;

	for (struct work *work = first; work && n < BATCH_MAX; work = work->next)
		verdicts[n++] = (struct verdict){ .work = work };
	enum rc rc = run_batch(w, &batch, verdicts, n);

	if (rc != RC_OK)
		log_failure("batch", &batch.err);
	__atomic_add_fetch(&w->figures.batches, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&w->figures.operations, (int64_t)count, __ATOMIC_RELAXED);
	__atomic_add_fetch(&w->figures.commit_us, time_steady_us() - start_us, __ATOMIC_RELAXED);
	for (size_t i = 0; i < n; i++) {
		if (rc != RC_OK) { /* nothing of the batch is stored: everybody may try again */
			verdicts[i].work->op.err = batch.err;
			verdicts[i].work->op.err.code = rc == RC_BROKEN ? RC_BROKEN : RC_BUSY;
			verdicts[i].rc = verdicts[i].work->op.err.code;
		}
		finish(verdicts[i].work, verdicts[i].rc);
	}
	db_tidy(w->setup.db);
	arena_reset(w->mem);
}

static int64_t store_now_us(struct writer *w)
{
	return time_machine_us() + w->offset_us;
}

/* Between batches: has the time of something come, or did another process leave something? */
static void look(struct writer *w)
{
	struct op op = { .mem = w->mem };

	if (db_begin_read(&op, w->setup.db) == RC_OK) {
		w->offset_us = op.now_us - time_machine_us();
		db_end_read(&op);
	}
	if (db_take_others_wrote(w->setup.db) || w->next_due_us <= store_now_us(w))
		(void)!run_due(w, &op);
	arena_reset(w->mem);
}

static struct timespec steady_after(int64_t us)
{
	int64_t at = time_steady_us() + us;

	return (struct timespec){ .tv_sec = at / US_SECOND, .tv_nsec = at % US_SECOND * 1000 };
}

/* Sleeps until there is work, something is due, or it is time to look. Called and left locked. */
static void wait_for_work(struct writer *w)
{
	int64_t left_us = LOOK_MS * 1000;

	if (w->setup.idle_ms)
		left_us = w->setup.idle_ms * 1000;
	else if (!w->held && w->next_due_us != INT64_MAX && w->next_due_us - store_now_us(w) < left_us)
		left_us = w->next_due_us - store_now_us(w);
	struct timespec until = steady_after(left_us > 0 ? left_us : 0);

	while (!w->first && !w->stopping && !w->woken)
		if (pthread_cond_timedwait(&w->wake, &w->lock, &until) == ETIMEDOUT)
			return;
}

static void *write_loop(void *context)
{
	struct writer *w = context;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		wait_for_work(w);
		if (!w->first || w->woken) {
			w->woken = false;
			pthread_mutex_unlock(&w->lock);
			look(w);
			pthread_mutex_lock(&w->lock);
		}
		size_t before = w->waiting;
		struct work *batch = take(w, BATCH_MAX);

		if (batch) {
			size_t count = before - w->waiting;

			pthread_mutex_unlock(&w->lock);
			do_batch(w, batch, count);
			pthread_mutex_lock(&w->lock);
		} else if (w->stopping) {
			break;
		}
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Unlinks what waited past its deadline. Called locked. */
static struct work *expired(struct writer *w, int64_t now_us)
{
	struct work *out = NULL, **at = &w->first;

	while (*at) {
		struct work *work = *at;

		if (work->deadline_steady_us > now_us) {
			at = &work->next;
			continue;
		}
		*at = work->next;
		work->next = out;
		out = work;
		w->waiting--;
	}
	w->last = at;
	return out;
}

/* While the writer is at something long, those who wait must still hear in time. */
static void *reap_loop(void *context)
{
	struct writer *w = context;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		struct timespec until = steady_after(REAP_MS * 1000);

		pthread_cond_timedwait(&w->reap, &w->lock, &until);
		struct work *late = expired(w, time_steady_us());

		pthread_mutex_unlock(&w->lock);
		while (late) {
			struct work *next = late->next;

			refuse(w, late, "store.busy");
			late = next;
		}
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void condition(pthread_cond_t *c)
{
	pthread_condattr_t steady;

	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(c, &steady);
	pthread_condattr_destroy(&steady);
}

struct writer *writer_new(struct op *op, const struct writer_setup *setup)
{
	struct writer *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->setup = *setup;
	w->last = &w->first;
	w->mem = arena_new();
	w->next_due_us = INT64_MAX;
	pthread_mutex_init(&w->lock, NULL);
	condition(&w->wake);
	condition(&w->reap);
	/* Before anybody can ask: nothing slips in between midnight and the morning. */
	if (run_due(w, op) != RC_OK)
		log_failure("start", &op->err);
	if (pthread_create(&w->thread, NULL, write_loop, w) != 0 ||
	    pthread_create(&w->reaper, NULL, reap_loop, w) != 0) {
		(void)!FAIL(op, RC_BROKEN, "store.thread", "pthread_create");
		return NULL;
	}
	return w;
}

/* Somebody who waits for the verdict on its own thread. */
struct waiter {
	struct work work; /* first: done() gets a pointer to it */
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
	enum rc rc;
};

static void tell_waiter(struct work *work, enum rc rc)
{
	struct waiter *waiter = (struct waiter *)work;

	pthread_mutex_lock(&waiter->lock);
	waiter->rc = rc;
	waiter->is_over = true;
	pthread_cond_signal(&waiter->over);
	pthread_mutex_unlock(&waiter->lock);
}

enum rc writer_run(struct writer *w, struct op *op, enum rc (*run)(struct op *op, void *context),
		   void *context)
{
	struct waiter waiter = { .work = { .op = *op, .run = run, .done = tell_waiter,
					   .context = context, .deadline_steady_us = INT64_MAX } };

	pthread_mutex_init(&waiter.lock, NULL);
	pthread_cond_init(&waiter.over, NULL);
	writer_submit(w, &waiter.work);
	pthread_mutex_lock(&waiter.lock);
	while (!waiter.is_over)
		pthread_cond_wait(&waiter.over, &waiter.lock);
	pthread_mutex_unlock(&waiter.lock);
	pthread_cond_destroy(&waiter.over);
	pthread_mutex_destroy(&waiter.lock);
	*op = waiter.work.op;
	return waiter.rc;
}

char *writer_busy_with(struct writer *w, struct arena *mem)
{
	pthread_mutex_lock(&w->lock);
	char *what = *w->busy ? arena_copy(mem, w->busy) : NULL;

	pthread_mutex_unlock(&w->lock);
	return what;
}

void writer_set_busy(struct writer *w, const char *what)
{
	pthread_mutex_lock(&w->lock);
	snprintf(w->busy, sizeof w->busy, "%s", what ? what : "");
	pthread_mutex_unlock(&w->lock);
}

void writer_wake(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->woken = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

struct writer_figures writer_figures(struct writer *w)
{
	struct writer_figures f = {
		.batches = __atomic_load_n(&w->figures.batches, __ATOMIC_RELAXED),
		.operations = __atomic_load_n(&w->figures.operations, __ATOMIC_RELAXED),
		.refused = __atomic_load_n(&w->figures.refused, __ATOMIC_RELAXED),
		.commit_us = __atomic_load_n(&w->figures.commit_us, __ATOMIC_RELAXED),
	};

	pthread_mutex_lock(&w->lock);
	f.waiting = (int64_t)w->waiting;
	pthread_mutex_unlock(&w->lock);
	return f;
}

void writer_drop(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_cond_signal(&w->reap);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_join(w->reaper, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_cond_destroy(&w->reap);
	pthread_mutex_destroy(&w->lock);
	db_close(w->setup.db);
	arena_drop(w->mem);
	free(w);
}
