/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "web/exchange.h"

/*
 * Looks: the answer waits until they are stored. Those that come while the writer is at something are one
 * operation and few statements, instead of a savepoint each. Should it fail, each is tried alone, so
 * that nobody's answer hangs on another's look.
 */

/* Takes all that wait, unless the group is there already: an operation may run several times. */
static struct exchange *group_of(struct exchange *first)
{
	struct web *web = first->web;

	if (first->looks_taken)
		return first;
	pthread_mutex_lock(&web->lock);
	first->looks_next = web->looks;
	web->looks = NULL;
	web->looks_asked = false;
	pthread_mutex_unlock(&web->lock);
	first->looks_taken = true;
	return first;
}

static enum rc store(struct op *op, void *context)
{
	struct exchange *first = group_of(context);
	size_t count = 0, at = 0;

	for (struct exchange *x = first; x; x = x->looks_next)
		count++;
	struct op **lookers = arena_many(op->mem, struct op *, count);

	for (struct exchange *x = first; x; x = x->looks_next)
		lookers[at++] = &x->op;
	return first->web->setup.write_looks(op, lookers, count);
}

static void done(struct work *work, enum rc rc)
{
	struct exchange *x = group_of(work->context), *next;
	struct err why = work->op.err;
	bool alone = rc != RC_OK && rc != RC_BUSY && x->looks_next;

	for (; x; x = next) {
		next = x->looks_next; /* whoever comes back may soon be gone */
		x->looks_next = NULL;
		x->looks_taken = true;
		x->op.err = why;
		if (alone)
			exchange_submit(x, store, done);
		else
			exchange_come_back(x, rc);
	}
}

void looks_submit(struct exchange *x)
{
	struct web *web = x->web;

	x->stage = STAGE_LOOK;
	x->looks_taken = false;
	exchange_suspend(x);
	pthread_mutex_lock(&web->lock);
	bool first = !web->looks_asked;

	web->looks_asked = true;
	if (!first) {
		x->looks_next = web->looks;
		web->looks = x;
	}
	pthread_mutex_unlock(&web->lock);
	if (first)
		exchange_submit(x, store, done);
}
