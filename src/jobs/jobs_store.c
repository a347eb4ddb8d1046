/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/jobs_store.h"
#include "db/db.h"
#include "jobs/jobs.sql.h"

enum rc job_add(struct op *op, const char *kind, const char *key, int64_t due_us)
{
	db_alarm(op, due_us);
	return db_put(op, &SQL_JOB_INSERT, DB_ANY_ROWS,
		      IN(IN_INT(db_id(op)), IN_TEXT(kind), IN_TEXT(key), IN_INT(due_us)));
}

enum rc job_cancel(struct op *op, const char *kind, const char *key)
{
	return db_put(op, &SQL_JOB_CANCEL, DB_ANY_ROWS,
		      IN(IN_TEXT(kind), IN_TEXT(key), IN_INT(op->now_us)));
}

enum rc jobs_store_next(struct op *op, struct job *job, bool *found)
{
	return db_maybe(op, &SQL_JOB_NEXT, IN_NOTHING,
			OUT(OUT_INT(&job->id), OUT_TEXT(&job->kind), OUT_TEXT(&job->key),
			    OUT_INT(&job->due_us), OUT_INT(&job->retry_us),
			    OUT_INT(&job->attempts)),
			found);
}

enum rc jobs_store_waits(struct op *op, const struct job *job, bool *waits)
{
	int64_t id;

	return db_maybe(op, &SQL_JOB_WAITS, IN(IN_INT(job->id)), OUT(OUT_INT(&id)), waits);
}

enum rc jobs_store_done(struct op *op, const struct job *job)
{
	return db_put(op, &SQL_JOB_DONE, 1, IN(IN_INT(job->id), IN_INT(op->now_us)));
}

enum rc jobs_store_failed(struct op *op, const struct job *job, int64_t retry_us,
			  const char *failure)
{
	return db_put(op, &SQL_JOB_FAILED, 1,
		      IN(IN_INT(job->id), IN_INT(retry_us), IN_TEXT(failure)));
}
