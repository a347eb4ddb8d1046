/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/conn.h"
#include <pthread.h>

/*
 * The one writer of a process: a thread that takes all operations that wait, runs each in its own
 * savepoint inside one transaction, commits once, and only then says they are done (group commit).
 * Before each batch, and when its time comes, it lets the jobs and orders that are due run.
 */
struct writer;

/** One writing operation on its way. Owned by whoever submits it; the writer holds it in between. */
struct work {
	struct op op; /* mem and actor are filled by the submitter; db and now_us by the writer */
	enum rc (*run)(struct op *op, void *context);
	/*
	 * Called once, from the writer's or the reaper's thread, after the commit or when there will be
	 * none. @rc is the verdict; RC_BUSY with key "store.busy" when the queue was full, the deadline
	 * passed before it was taken, the store refused, or the program stops.
	 */
	void (*done)(struct work *work, enum rc rc);
	void *context;
	int64_t deadline_steady_us; /* by time_steady_us(); until the writer takes it */
	struct work *next;          /* the writer's */
};

struct writer_setup {
	struct db *db; /* a DB_WRITE connection, owned by the writer from now on */
	size_t queue_max;
	/*
	 * Runs everything that is due (jobs, orders), each in a transaction of its own on @db, and says
	 * by the store's clock when the next one is (INT64_MAX: none). While it fails nothing is
	 * written: those who wait hear 503. May be NULL.
	 */
	enum rc (*run_due)(struct db *db, struct writer *writer, int64_t *next_us);
	/* Inside a batch, after another process wrote: when is the next one now? May be NULL. */
	enum rc (*next_due)(struct op *op, int64_t *next_us);
	int64_t idle_ms; /* for tests: when idle it wakes only after this long, whatever is due */
};

/** Runs what is due, then starts the threads. NULL with @op->err when there are none to be had. */
struct writer *writer_new(struct op *op, const struct writer_setup *setup);

/** Hands @work over. Never blocks; done() is always called, perhaps before this returns. */
void writer_submit(struct writer *w, struct work *work);

/** Submits and waits for the verdict: for command lines and tests. */
CHECKED enum rc writer_run(struct writer *w, struct op *op,
			   enum rc (*run)(struct op *op, void *context), void *context);

/** What runs at the moment that is long, for answers of 503; copied into @mem, or NULL. */
char *writer_busy_with(struct writer *w, struct arena *mem);
void writer_set_busy(struct writer *w, const char *what);

/** Wakes the writer to look for due jobs (the rehearsal clock was moved). */
void writer_wake(struct writer *w);

/** Figures for /metrics. */
struct writer_figures {
	int64_t batches, operations, refused, waiting, commit_us;
};
struct writer_figures writer_figures(struct writer *w);

/** Refuses new work, drains the queue, ends the thread, closes the connection. */
void writer_drop(struct writer *w);
