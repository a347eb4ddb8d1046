/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "jobs/jobs.h"

/** The waiting job that comes first; *@found false when none waits. */
CHECKED enum rc jobs_store_next(struct op *op, struct job *job, bool *found);
/** Whether it still waits: another process may have run it since it was found. */
CHECKED enum rc jobs_store_waits(struct op *op, const struct job *job, bool *waits);
CHECKED enum rc jobs_store_done(struct op *op, const struct job *job);
CHECKED enum rc jobs_store_failed(struct op *op, const struct job *job, int64_t retry_us,
				  const char *failure);
