/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/jobs.h"
#include "core/time.h"
#include "db/conn.h"
#include "tests/store.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int runs, failures_left;
static int64_t seen_us[10];

static enum rc toy(struct op *op, const struct job *job)
{
	if (failures_left > 0) {
		failures_left--;
		return FAIL(op, RC_BROKEN, "toy.fault", "made to fail");
	}
	if (runs < 10)
		seen_us[runs] = op->now_us;
	runs++;
	if (!strcmp(job->key, "again"))
		TRY(job_add(op, "toy", "later", op->now_us + US_HOUR));
	return RC_OK;
}

static const struct job_kind kinds[] = { { .name = "toy", .run = toy },
					 { .name = "must", .run = toy, .first = true },
					 { 0 } };

static int64_t start_us;

static void rehearse(struct world *w)
{
	struct op *op = world_op(w, 0);

	runs = 0;
	failures_left = 0;
	start_us = time_at(day_parse("2025-06-30"), 15 * 60);
	is_rc(db_rehearsal_start(op, start_us), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void add(struct world *w, const char *kind, const char *key, int64_t due_us)
{
	struct op *op = world_op(w, 0);

	is_rc(job_add(op, kind, key, due_us), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void move_clock(struct world *w, int64_t us)
{
	struct op *op = world_op(w, 0);

	is_rc(db_clock_set(op, us), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void jobs_run_in_order_each_at_its_own_time(struct world *w)
{
	int64_t next_us = 0;

	rehearse(w);
	add(w, "toy", "b", start_us + 2 * US_DAY);
	add(w, "toy", "a", start_us + US_DAY);
	add(w, "toy", "a", start_us + 3 * US_DAY); /* the same one waits already */
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 0);
	is_int(next_us, start_us + US_DAY);
	move_clock(w, start_us + 10 * US_DAY);
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 2);
	is_int(seen_us[0], start_us + US_DAY);
	is_int(seen_us[1], start_us + 2 * US_DAY);
	is_int(next_us, INT64_MAX);
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 2);
}

static void a_job_may_leave_another_and_both_run(struct world *w)
{
	int64_t next_us = 0;

	rehearse(w);
	add(w, "toy", "again", start_us + US_HOUR);
	move_clock(w, start_us + US_DAY);
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 2);
	is_int(seen_us[1], start_us + 2 * US_HOUR);
}

static void a_job_that_failed_waits_and_is_tried_again(struct world *w)
{
	int64_t next_us = 0;

	rehearse(w);
	add(w, "toy", "a", start_us);
	failures_left = 1;
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 0);
	is_true(next_us > start_us && next_us < start_us + US_MINUTE);
	move_clock(w, start_us + US_HOUR);
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 1);
}

static void one_that_must_come_first_stops_everything_until_it_is_done(struct world *w)
{
	int64_t next_us = 0;

	rehearse(w);
	add(w, "must", "a", start_us);
	add(w, "toy", "b", start_us + 1);
	move_clock(w, start_us + US_HOUR);
	failures_left = 1;
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_BROKEN);
	is_int(runs, 0);
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 2);
}

static void a_cancelled_job_never_runs(struct world *w)
{
	int64_t next_us = 0;

	rehearse(w);
	add(w, "toy", "a", start_us + US_HOUR);
	struct op *op = world_op(w, 0);

	is_rc(job_cancel(op, "toy", "a"), RC_OK);
	is_rc(world_end(op), RC_OK);
	move_clock(w, start_us + US_DAY);
	is_rc(jobs_run_due(world_db(w), NULL, kinds, &next_us), RC_OK);
	is_int(runs, 0);
}

enum { SHARED_JOBS = 40 };
static struct store shared;

/* Each leaves another job behind: what it did can be counted in the store. */
static enum rc leave_one(struct op *op, const struct job *job)
{
	usleep(2000); /* long enough for the other to find the same job */
	return job_add(op, "left", job->key, op->now_us + 365 * US_DAY);
}

static const struct job_kind shared_kinds[] = { { .name = "shared", .run = leave_one }, { 0 } };

static void *run_shared(void *context)
{
	struct op op = { .mem = arena_new() };
	struct db *db;
	int64_t next_us;

	*(enum rc *)context = db_open(&op, shared.url, DB_WRITE, &db);
	if (*(enum rc *)context == RC_OK) {
		*(enum rc *)context = jobs_run_due(db, NULL, shared_kinds, &next_us);
		db_close(db);
	}
	arena_drop(op.mem);
	return NULL;
}

static enum rc add_shared(struct op *op, int count)
{
	for (int i = 0; i < count; i++)
		TRY(job_add(op, "shared", arena_text(op->mem, "%d", i), op->now_us));
	return RC_OK;
}

static void two_processes_that_meet_run_each_job_once(struct world *w)
{
	struct op op = { .mem = arena_new() };
	struct db *db;
	pthread_t threads[2];
	enum rc rc[2];

	(void)w;
	store_new(&shared);
	is_rc(db_open(&op, shared.url, DB_CREATE, &db), RC_OK);
	is_rc(db_batch_begin(&op, db), RC_OK);
	is_rc(db_op_begin(&op, db), RC_OK);
	enum rc verdict = add_shared(&op, SHARED_JOBS);

	is_rc(db_op_end(&op, db, &verdict), RC_OK);
	is_rc(db_batch_settle(&op, db), RC_OK);
	is_rc(verdict, RC_OK);
	is_rc(db_batch_end(&op, db, NULL), RC_OK);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run_shared, &rc[i]);
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		is_rc(rc[i], RC_OK);
	}
	is_rc(db_begin_read(&op, db), RC_OK);
	is_int(world_count_of(db, "job WHERE kind = 'left'"), SHARED_JOBS);
	is_int(world_count_of(db, "job WHERE kind = 'shared' AND done_us IS NULL"), 0);
	is_int(world_count_of(db, "job WHERE attempts > 0"), 0);
	db_end_read(&op);
	db_close(db);
	arena_drop(op.mem);
	store_drop(&shared);
}

TESTS(two_processes_that_meet_run_each_job_once, jobs_run_in_order_each_at_its_own_time, a_job_may_leave_another_and_both_run,
      a_job_that_failed_waits_and_is_tried_again,
      one_that_must_come_first_stops_everything_until_it_is_done, a_cancelled_job_never_runs)
