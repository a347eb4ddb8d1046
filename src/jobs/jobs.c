/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/jobs.h"
#include "core/log.h"
#include "core/time.h"
#include "db/conn.h"
#include "db/writer.h"
#include "jobs/jobs_store.h"
#include <string.h>

enum { RETRY_MAX_SECONDS = 3600 };

static const struct job_kind *kind_of(const struct job_kind *kinds, const char *name)
{
	for (; kinds->name; kinds++)
		if (!strcmp(kinds->name, name))
			return kinds;
	return NULL;
}

static struct actor the_system(void)
{
	return (struct actor){ .name = "system", .full_name = "Haicap" };
}

/* Finds the first job; *@due says whether its time has come. */
static enum rc look(struct op *op, struct db *db, struct job *job, bool *found, bool *due,
		    bool *rehearsal)
{
	int64_t now_us;

	TRY(db_begin_read(op, db));
	enum rc rc = jobs_store_next(op, job, found);

	if (rc == RC_OK)
		rc = db_clock(op, &now_us, rehearsal);
	*due = rc == RC_OK && *found && job->retry_us <= now_us;
	db_end_read(op);
	return rc;
}

/* A job on its way: what the steps below run with. */
struct running {
	const struct job_kind *kind;
	const struct job *job;
	struct err why; /* of the attempt that failed */
};

static enum rc run_one(struct op *op, void *context)
{
	struct running *r = context;
	bool waits;

	op->actor = the_system();
	if (!r->kind)
		return FAIL(op, RC_BROKEN, "job.unknown", "%s", r->job->kind);
	TRY(jobs_store_waits(op, r->job, &waits));
	if (!waits) /* another process ran it since it was found */
		return RC_OK;
	TRY(r->kind->run(op, r->job));
	return jobs_store_done(op, r->job);
}

static enum rc note_failure(struct op *op, void *context)
{
	struct running *r = context;
	int64_t attempts = r->job->attempts;
	int64_t seconds = attempts > 11 ? RETRY_MAX_SECONDS : INT64_C(1) << attempts;
	bool waits;

	TRY(jobs_store_waits(op, r->job, &waits));
	if (!waits)
		return RC_OK;
	return jobs_store_failed(op, r->job, op->now_us + seconds * US_SECOND,
				 r->why.key ? r->why.key : "job.failed");
}

/* Runs @job. RC_OK also when it failed and may wait; then its next attempt is noted. */
static enum rc attempt(struct arena *mem, struct db *db, struct writer *writer,
		       const struct job_kind *kind, const struct job *job, bool rehearsal)
{
	struct op op = { .mem = mem };

	if (writer && kind && kind->busy && db_begin_read(&op, db) == RC_OK) {
		writer_set_busy(writer, kind->busy(&op, job));
		db_end_read(&op);
	}
	struct running running = { .kind = kind, .job = job };
	enum rc rc = db_transact(&op, db, rehearsal ? job->due_us : 0, run_one, &running);

	if (writer)
		writer_set_busy(writer, NULL);
	if (rc == RC_OK)
		return RC_OK;
	log_failure(job->kind, &op.err);
	if (kind && kind->first)
		return rc;
	struct op again = { .mem = mem };

	running.why = op.err;
	rc = db_transact(&again, db, 0, note_failure, &running);
	if (rc != RC_OK)
		log_failure(job->kind, &again.err);
	return rc;
}

enum rc jobs_run_due(struct db *db, struct writer *writer, const struct job_kind *kinds,
		     int64_t *next_us)
{
	struct arena *mem = arena_new();
	enum rc rc = RC_OK;

	*next_us = INT64_MAX;
	while (rc == RC_OK) {
		struct op op = { .mem = mem };
		struct job job = { 0 };
		bool found = false, due = false, rehearsal = false;

		rc = look(&op, db, &job, &found, &due, &rehearsal);
		if (rc != RC_OK) {
			log_failure("jobs", &op.err);
			break;
		}
		if (!due) {
			*next_us = found ? job.retry_us : INT64_MAX;
			break;
		}
		rc = attempt(mem, db, writer, kind_of(kinds, job.kind), &job, rehearsal);
		arena_reset(mem);
	}
	arena_drop(mem);
	return rc;
}

enum rc jobs_next_due(struct op *op, int64_t *next_us)
{
	struct job job;
	bool found;

	TRY(jobs_store_next(op, &job, &found));
	*next_us = found ? job.retry_us : INT64_MAX;
	return RC_OK;
}
