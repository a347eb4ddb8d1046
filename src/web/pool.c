/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pool.h"
#include "core/time.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS_MAX = 8 };

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more;    /* a task came, or the end */
	pthread_cond_t watched; /* the same, for the reaper */
	struct task *first, **last;
	size_t waiting, queue_max;
	bool stopping;
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

static void *work(void *pool)
{
	struct pool *p = pool;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (!p->first && !p->stopping)
			pthread_cond_wait(&p->more, &p->lock);
		if (!p->first)
			break;
		struct task *t = take(p);
		bool late = p->stopping || t->deadline_steady_us < time_steady_us();

		pthread_mutex_unlock(&p->lock);
		if (late)
			t->refuse(t);
		else
			t->run(t);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
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
			pthread_cond_wait(&p->watched, &p->lock);
			continue;
		}
		int64_t until_us = p->first->deadline_steady_us + 1;
		struct timespec until = { until_us / US_SECOND, until_us % US_SECOND * 1000 };

		pthread_cond_timedwait(&p->watched, &p->lock, &until);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_new(unsigned threads, size_t queue_max)
{
	struct pool *p = calloc(1, sizeof *p);
	pthread_condattr_t steady;

	if (!p)
		abort();
	p->last = &p->first;
	p->queue_max = queue_max;
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
