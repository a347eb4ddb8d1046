/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "jobs/jobs.h"

/* An order on its day. The writer runs it ahead of any batch, and before a starting server listens. */

/** Has the order carried out at @due_us. */
CHECKED enum rc order_job_add(struct op *op, const char *number, int64_t due_us);
/** It will not be. */
CHECKED enum rc order_job_cancel(struct op *op, const char *number);

/** The kind ORDER_JOB for main.c; what waits meanwhile hears the order's number. */
#define ORDER_JOB "order.carry_out"
enum rc order_job_run(struct op *op, const struct job *job);
const char *order_job_busy(struct op *op, const struct job *job);
