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

static enum rc run_one(struct op *op, const struct job_kind *kind, const struct job *job)
{
	bool waits;

	if (!kind)
		return FAIL(op, RC_BROKEN, "job.unknown", "%s", job->kind);
	TRY(jobs_store_waits(op, job, &waits));
	if (!waits) /* another process ran it since it was found */
		return RC_OK;
	TRY(kind->run(op, job));
	return jobs_store_done(op, job);
}

static struct note *oldest_first(struct note *newest)
{
	struct note *oldest = NULL;

	while (newest) {
		struct note *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

/* One transaction: @step as the system at @at_us (0: now), kept or undone. */
static enum rc in_transaction(struct op *op, struct db *db, int64_t at_us,
			      enum rc (*step)(struct op *op, const struct job_kind *kind,
					      const struct job *job),
			      const struct job_kind *kind, const struct job *job)
{
	TRY(db_batch_begin(op, db));
	enum rc rc = db_op_begin(op, db);

	if (rc == RC_OK) {
		op->actor = the_system();
		if (at_us)
			op->now_us = at_us;
		enum rc verdict = step(op, kind, job);

		rc = db_op_end(op, db, &verdict);
		if (rc == RC_OK)
			rc = verdict;
	}
	if (rc == RC_OK)
		return db_batch_end(op, db, oldest_first(op->entries));
	db_batch_undo(db);
	return rc;
}

static enum rc note_failure(struct op *op, const struct job_kind *kind, const struct job *job)
{
	int64_t seconds = job->attempts > 11 ? RETRY_MAX_SECONDS : INT64_C(1) << job->attempts;

	bool waits;

	(void)kind;
	TRY(jobs_store_waits(op, job, &waits));
	if (!waits)
		return RC_OK;
	return jobs_store_failed(op, job, op->now_us + seconds * US_SECOND,
				 op->err.key ? op->err.key : "job.failed");
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
	enum rc rc = in_transaction(&op, db, rehearsal ? job->due_us : 0, run_one, kind, job);

	if (writer)
		writer_set_busy(writer, NULL);
	if (rc == RC_OK)
		return RC_OK;
	log_failure(job->kind, &op.err);
	if (kind && kind->first)
		return rc;
	struct op again = { .mem = mem, .err = op.err };

	rc = in_transaction(&again, db, 0, note_failure, kind, job);
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
