/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/*
 * Several tasks on one thread, each on a stack of its own, so that the waits of one are spent on the others:
 * what each of them asks another process goes there in one message. They take turns only where they
 * say so; nothing else of a task is interrupted.
 */
struct fibers;

/** Room for @most tasks at a time. Belongs to the thread that calls fibers_run(). */
struct fibers *fibers_new(size_t most);
void fibers_drop(struct fibers *f);

/** Runs @run(@things[i]) for all @count (at most what there is room for) and returns when all are over. */
void fibers_run(struct fibers *f, void (*run)(void *thing), void *const *things, size_t count);

/**
 * Lets the other tasks go on until each of them waits or is over. Returns at once where there are none:
 * outside of fibers_run(), and in the last of its tasks.
 */
void fiber_wait(void);

/** Whether this is a task of fibers_run(). */
bool fiber_running(void);
