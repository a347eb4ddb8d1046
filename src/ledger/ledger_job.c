/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_job.h"
#include "core/time.h"
#include "jobs/jobs.h"
#include "ledger/look.h"

/* The hour is part of the key: while one runs, the next of the same key would be taken for a repeat. */
enum rc ledger_seal_start(struct op *op)
{
	int64_t next_us = op->now_us - op->now_us % US_HOUR + US_HOUR;

	return job_add(op, "ledger.seal", time_show_utc_us(op->mem, next_us), next_us);
}

enum rc ledger_seal_run(struct op *op, const struct job *job)
{
	int64_t sealed;

	(void)job;
	TRY(look_seal(op, &sealed));
	return ledger_seal_start(op);
}
