/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A few threads for work that must not stop a polling thread: password hashes, long reads. The
 * queue has a bound and each wait a deadline; what is over either is refused, never lost.
 *
 * When more waits than threads are free, a thread takes its share, up to @together tasks, and runs them in
 * turns (core/fiber.h): for tasks that wait for a server and not for each other.
 */
struct pool;

struct task {
	void (*run)(struct task *task); /* on one of the threads */
	void (*refuse)(
		struct task *task); /* when full, past the deadline or stopping; perhaps at once */
	int64_t deadline_steady_us;
	struct task *next; /* the pool's */
};

struct pool *pool_new(unsigned threads, size_t queue_max, size_t together);

/** Exactly one of run and refuse is called, once. */
void pool_submit(struct pool *p, struct task *task);

/** Refuses what waits, finishes what runs, ends the threads. */
void pool_drop(struct pool *p);
