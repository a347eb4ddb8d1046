/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_job.h"
#include "territory/order.h"

enum rc order_job_add(struct op *op, const char *number, int64_t due_us)
{
	return job_add(op, ORDER_JOB, number, due_us);
}

enum rc order_job_cancel(struct op *op, const char *number)
{
	return job_cancel(op, ORDER_JOB, number);
}

enum rc order_job_run(struct op *op, const struct job *job)
{
	return order_carry_out(op, job->key);
}

const char *order_job_busy(struct op *op, const struct job *job)
{
	return arena_copy(op->mem, job->key);
}
