/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "jobs/jobs.h"

/** The waiting job that comes first; *@found false when none waits. */
CHECKED enum rc jobs_store_next(struct op *op, struct job *job, bool *found);
CHECKED enum rc jobs_store_done(struct op *op, const struct job *job);
CHECKED enum rc jobs_store_failed(struct op *op, const struct job *job, int64_t retry_us,
				  const char *failure);
