/* SPDX-License-Identifier: Apache-2.0 */
#include "db/writer.h"
#include "core/time.h"
#include "db/db.h"
#include "db/db_test.sql.h"
#include "db/engine.h"
#include "tests/store.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* A store of its own, since the writer owns its connection. */
struct place {
	struct store store;
	struct writer *writer;
	struct db *db;
	struct db_fault fault;
};

static enum rc nothing_due(struct db *db, struct writer *w, int64_t *next_us)
{
	(void)db;
	(void)w;
	*next_us = INT64_MAX;
	return RC_OK;
}

static void start_with(struct place *p, struct writer_setup setup)
{
	struct op op = { .mem = arena_new() };

	store_new(&p->store);
	is_rc(db_open(&op, p->store.url, DB_CREATE, &p->db), RC_OK);
	db_set_fault(p->db, &p->fault);
	setup.db = p->db;
	p->writer = writer_new(&op, &setup);
	arena_drop(op.mem);
}

static void start(struct place *p, size_t queue_max)
{
	start_with(p, (struct writer_setup){ .queue_max = queue_max, .run_due = nothing_due });
}

static void stop(struct place *p)
{
	if (p->writer)
		writer_drop(p->writer);
	store_drop(&p->store);
}

static int64_t rows(struct place *p)
{
	struct op op = { .mem = arena_new() };
	struct db *db;
	const char *value;
	int64_t count = 0;

	is_rc(db_open(&op, p->store.url, DB_READ, &db), RC_OK);
	is_rc(db_begin_read(&op, db), RC_OK);
	for (int i = 0; i < 1000; i++) {
		bool found = false;

		is_rc(db_maybe(&op, &SQL_TOY_FIND, IN(IN_TEXT(arena_text(op.mem, "k%d", i))),
			       OUT(OUT_TEXT(&value)), &found),
		      RC_OK);
		count += found;
	}
	db_end_read(&op);
	db_close(db);
	arena_drop(op.mem);
	return count;
}

struct toy {
	struct work work;
	int number;
	bool refuses;
	enum rc rc;
};

static atomic_int done_count;

static enum rc toy_run(struct op *op, void *context)
{
	struct toy *toy = context;

	TRY(db_put(op, &SQL_TOY_INSERT, 1,
		   IN(IN_TEXT(arena_text(op->mem, "k%d", toy->number)), IN_TEXT("v"))));
	if (toy->refuses)
		return FAIL(op, RC_FORBIDDEN, "toy.no", "refused after it had written");
	return RC_OK;
}

static void toy_done(struct work *work, enum rc rc)
{
	((struct toy *)work)->rc = rc;
	atomic_fetch_add(&done_count, 1);
}

static struct toy *toys_new(size_t count)
{
	struct toy *toys = calloc(count, sizeof *toys);

	if (!toys)
		abort();
	for (size_t i = 0; i < count; i++) {
		toys[i].number = (int)i;
		toys[i].work = (struct work){ .op = { .mem = arena_new() }, .run = toy_run,
					      .done = toy_done, .context = &toys[i],
					      .deadline_steady_us = INT64_MAX };
	}
	atomic_store(&done_count, 0);
	return toys;
}

static void toys_drop(struct toy *toys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		arena_drop(toys[i].work.op.mem);
	free(toys);
}

static void wait_for(int count)
{
	for (int i = 0; i < 10000 && atomic_load(&done_count) < count; i++)
		usleep(1000);
}

static void one_that_refuses_spoils_nobody_elses_work(struct world *none)
{
	enum { COUNT = 500 };
	struct place p = { 0 };
	struct toy *toys = toys_new(COUNT);

	(void)none;
	start(&p, COUNT);
	for (int i = 0; i < COUNT; i++) {
		toys[i].refuses = i % 5 == 0;
		writer_submit(p.writer, &toys[i].work);
	}
	wait_for(COUNT);
	for (int i = 0; i < COUNT; i++)
		is_rc(toys[i].rc, i % 5 == 0 ? RC_FORBIDDEN : RC_OK);
	is_int(rows(&p), COUNT - COUNT / 5);
	is_true(writer_figures(p.writer).batches < COUNT);
	stop(&p);
	toys_drop(toys, COUNT);
}

static enum rc sleep_run(struct op *op, void *context)
{
	(void)op;
	usleep(*(useconds_t *)context);
	return RC_OK;
}

static void a_full_queue_and_a_passed_deadline_answer_busy(struct world *none)
{
	struct place p = { 0 };
	struct toy *toys = toys_new(4);
	useconds_t nap = 400000;

	(void)none;
	start(&p, 2);
	toys[0].work.run = sleep_run;
	toys[0].work.context = &nap;
	writer_submit(p.writer, &toys[0].work);
	usleep(100000);
	toys[1].work.deadline_steady_us = time_steady_us() + 50000;
	writer_submit(p.writer, &toys[1].work);
	writer_submit(p.writer, &toys[2].work);
	writer_submit(p.writer, &toys[3].work);
	is_rc(toys[3].rc, RC_BUSY);
	is_text(toys[3].work.op.err.key, "store.queue_full");
	/* Refused while the first still runs. */
	wait_for(2);
	is_rc(toys[1].rc, RC_BUSY);
	is_text(toys[1].work.op.err.key, "store.busy");
	wait_for(4);
	is_rc(toys[2].rc, RC_OK);
	is_int(rows(&p), 1);
	stop(&p);
	toys_drop(toys, 4);
}

static void a_lost_transaction_answers_busy_to_all_and_stores_nothing(struct world *none)
{
	enum { COUNT = 20 };

	(void)none;
	for (int at = 1; at < 50; at += 3) {
		struct place p = { 0 };
		struct toy *toys = toys_new(COUNT);
		int kept = 0;

		p.fault = (struct db_fault){ .at = 0, .code = RC_BUSY, .takes_transaction = true };
		start(&p, COUNT);
		p.fault.at = p.fault.count + at;
		for (int i = 0; i < COUNT; i++)
			writer_submit(p.writer, &toys[i].work);
		wait_for(COUNT);
		for (int i = 0; i < COUNT; i++) {
			is_true(toys[i].rc == RC_OK || toys[i].rc == RC_BUSY);
			kept += toys[i].rc == RC_OK;
		}
		is_int(rows(&p), kept);
		stop(&p);
		toys_drop(toys, COUNT);
	}
}

static void stopping_finishes_what_was_taken_and_refuses_the_rest(struct world *none)
{
	enum { COUNT = 300 };
	struct place p = { 0 };
	struct toy *toys = toys_new(COUNT);
	int kept = 0;

	(void)none;
	start(&p, COUNT);
	for (int i = 0; i < COUNT; i++)
		writer_submit(p.writer, &toys[i].work);
	writer_drop(p.writer);
	p.writer = NULL;
	is_int(atomic_load(&done_count), COUNT);
	for (int i = 0; i < COUNT; i++)
		kept += toys[i].rc == RC_OK;
	is_int(kept, COUNT);
	is_int(rows(&p), COUNT);
	stop(&p);
	toys_drop(toys, COUNT);
}

static int due_asked, due_run;

static enum rc ask_due(struct op *op, int64_t *next_us)
{
	*next_us = INT64_MAX;
	return due_asked++ ? RC_OK : FAIL(op, RC_BUSY, "toy.busy", "the first time");
}

static enum rc count_due(struct db *db, struct writer *w, int64_t *next_us)
{
	due_run++;
	return nothing_due(db, w, next_us);
}

static enum rc idle(struct op *op, void *context)
{
	(void)op;
	(void)context;
	return RC_OK;
}

static void what_others_left_is_looked_for_again_when_it_could_not_be_read(struct world *none)
{
	struct op op = { .mem = arena_new() };
	struct place p = { 0 };

	(void)none;
	start_with(&p, (struct writer_setup){ .queue_max = 1,
					      .run_due = count_due,
					      .next_due = ask_due,
					      .idle_ms = 3600000 });
	is_int(due_run, 1); /* when it starts */
	is_rc(writer_run(p.writer, &op, idle, NULL), RC_BUSY);
	is_rc(writer_run(p.writer, &op, idle, NULL), RC_OK);
	is_int(due_asked, 1);
	is_int(due_run, 2);
	is_rc(writer_run(p.writer, &op, idle, NULL), RC_OK);
	is_int(due_run, 2);
	stop(&p);
	arena_drop(op.mem);
}

TESTS_PLAIN(one_that_refuses_spoils_nobody_elses_work,
	    a_full_queue_and_a_passed_deadline_answer_busy,
	    a_lost_transaction_answers_busy_to_all_and_stores_nothing,
	    stopping_finishes_what_was_taken_and_refuses_the_rest,
	    what_others_left_is_looked_for_again_when_it_could_not_be_read)
