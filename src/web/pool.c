/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pool.h"
#include "core/fiber.h"
#include "core/time.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS_MAX = 8, TOGETHER_MAX = 32 };

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more;    /* a task came, or the end */
	pthread_cond_t watched; /* the first of them, or the end: for the reaper */
	struct task *first, **last;
	size_t waiting, queue_max, together, idle;
	bool stopping;
	bool unwatched; /* the reaper waits for a first task, not for a time */
	unsigned threads_count;
	pthread_t threads[THREADS_MAX], reaper;
};

/* With the lock held. */
static struct task *take(struct pool *p)
{
	struct task *t = p->first;

	p->first = t->next;
	if (!p->first)
		p->last = &p->first;
	p->waiting--;
	return t;
}

/* With the lock held: what there is for each thread that could take it. Those that are late stand behind. */
static size_t take_share(struct pool *p, struct task **good, struct task **late)
{
	size_t share = (p->waiting + p->idle) / (p->idle + 1), count = 0;
	int64_t now_us = time_steady_us();

	*late = NULL;
	while (p->first && count < share && count < p->together) {
		struct task *t = take(p);

		if (!p->stopping && t->deadline_steady_us >= now_us) {
			good[count++] = t;
			continue;
		}
		t->next = *late;
		*late = t;
	}
	return count;
}

static void run_task(void *thing)
{
	struct task *t = thing;

	t->run(t);
}

static void run_share(struct fibers *f, struct task **good, size_t count, struct task *late)
{
	while (late) {
		struct task *next = late->next;

		late->refuse(late);
		late = next;
	}
	if (count == 1)
		run_task(good[0]);
	else if (count)
		fibers_run(f, run_task, (void *const *)good, count);
}

static void *work(void *pool)
{
	struct pool *p = pool;
	struct fibers *f = fibers_new(p->together);
	struct task *good[TOGETHER_MAX], *late;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		p->idle++;
		while (!p->first && !p->stopping)
			pthread_cond_wait(&p->more, &p->lock);
		p->idle--;
		if (!p->first)
			break;
		size_t count = take_share(p, good, &late);

		pthread_mutex_unlock(&p->lock);
		run_share(f, good, count, late);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	fibers_drop(f);
	return NULL;
}

/* Refuses what waits past its deadline while all threads are busy; the first is the first to be
 * late. */
static void *reap(void *pool)
{
	struct pool *p = pool;

	pthread_mutex_lock(&p->lock);
	while (!p->stopping) {
		int64_t now_us = time_steady_us();

		if (p->first && p->first->deadline_steady_us < now_us) {
			struct task *t = take(p);

			pthread_mutex_unlock(&p->lock);
			t->refuse(t);
			pthread_mutex_lock(&p->lock);
			continue;
		}
		if (!p->first) {
			p->unwatched = true;
			pthread_cond_wait(&p->watched, &p->lock);
			p->unwatched = false;
			continue;
		}
		int64_t until_us = p->first->deadline_steady_us + 1;
		struct timespec until = { until_us / US_SECOND, until_us % US_SECOND * 1000 };

		pthread_cond_timedwait(&p->watched, &p->lock, &until);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_new(unsigned threads, size_t queue_max, size_t together)
{
	struct pool *p = calloc(1, sizeof *p);
	pthread_condattr_t steady;

	if (!p)
		abort();
	p->last = &p->first;
	p->queue_max = queue_max;
	p->together = together < TOGETHER_MAX ? together : TOGETHER_MAX;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&p->more, &steady);
	pthread_cond_init(&p->watched, &steady);
	pthread_condattr_destroy(&steady);
	if (pthread_create(&p->reaper, NULL, reap, p))
		abort();
	for (; p->threads_count < threads && p->threads_count < THREADS_MAX; p->threads_count++)
		if (pthread_create(&p->threads[p->threads_count], NULL, work, p))
			abort();
	return p;
}

void pool_submit(struct pool *p, struct task *task)
{
	pthread_mutex_lock(&p->lock);
	bool full = p->stopping || p->waiting >= p->queue_max;

	if (!full) {
		task->next = NULL;
		*p->last = task;
		p->last = &task->next;
		p->waiting++;
		pthread_cond_signal(&p->more);
		if (p->unwatched)
			pthread_cond_signal(&p->watched);
	}
	pthread_mutex_unlock(&p->lock);
	if (full)
		task->refuse(task);
}

void pool_drop(struct pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->more);
	pthread_cond_broadcast(&p->watched);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->threads_count; i++)
		pthread_join(p->threads[i], NULL);
	pthread_join(p->reaper, NULL);
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->more);
	pthread_cond_destroy(&p->watched);
	free(p);
}
