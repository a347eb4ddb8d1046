/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * What happens later, or at a given time: one table, run by the writer ahead of any batch. A job and
 * the mark that it is done are one transaction, so it runs exactly once in effect, also when several
 * processes have the store open or the machine was off when it was due.
 */
struct db;
struct writer;

struct job {
	int64_t id;
	const char *kind;
	const char *key;
	int64_t due_us;
	int64_t retry_us;
	int64_t attempts;
};

struct job_kind {
	const char *name; /* "order.carry_out" */
	/* Runs inside a transaction of its own, as the system; op->now_us is the due time in a
	 * rehearsal store, else the time it really is. */
	enum rc (*run)(struct op *op, const struct job *job);
	/* Nothing may be written before it is done: while it fails, writing answers 503. */
	bool first;
	/* What to tell those who wait, as text in op->mem; NULL for short ones. */
	const char *(*busy)(struct op *op, const struct job *job);
};

/** Has @kind run at @due_us. A second one with the same kind and key that still waits is not added. */
CHECKED enum rc job_add(struct op *op, const char *kind, const char *key, int64_t due_us);

/** Takes a waiting job back. RC_OK also when there is none. */
CHECKED enum rc job_cancel(struct op *op, const char *kind, const char *key);

/**
 * Runs what is due on the writing connection @db, the earliest first, each in its transaction.
 * *@next_us: when the next one is, by the store's clock; INT64_MAX when none waits.
 * Not RC_OK only when a job that must come first failed, or the store cannot be used at all.
 * @kinds ends with a NULL name. @writer is told what runs; may be NULL.
 */
CHECKED enum rc jobs_run_due(struct db *db, struct writer *writer, const struct job_kind *kinds,
			     int64_t *next_us);

/** When the next job is due, by the store's clock; INT64_MAX when none waits. Only reads. */
CHECKED enum rc jobs_next_due(struct op *op, int64_t *next_us);
