/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "core/time.h"
#include "db/conn.h"
#include "db/db_test.sql.h"
#include "db/engine.h"
#include "tests/tap.h"
#include "tests/world.h"

static enum rc insert(struct op *op, const char *key, const char *value)
{
	return db_put(op, &SQL_TOY_INSERT, 1, IN(IN_TEXT(key), IN_TEXT(value)));
}

static void what_is_kept_is_found_and_what_is_refused_is_not(struct world *w)
{
	struct op *op = world_op(w, 0);
	const char *value = NULL;

	is_rc(insert(op, "a", "1"), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_rc(insert(op, "b", "2"), RC_OK);
	is_rc(world_wait(op, insert(op, "a", "3")), RC_CONFLICT);
	is_text(op->err.key, "db.conflict");
	is_rc(world_end(op), RC_CONFLICT);
	op = world_read(w, 0);
	is_rc(db_one(op, &SQL_TOY_FIND, IN(IN_TEXT("a")), OUT(OUT_TEXT(&value))), RC_OK);
	is_text(value, "1");
	is_rc(db_one(op, &SQL_TOY_FIND, IN(IN_TEXT("b")), OUT(OUT_TEXT(&value))), RC_NOT_FOUND);
	is_int(world_count(w, "setting"), 1);
}

static void a_put_that_touches_too_few_rows_is_a_conflict(struct world *w)
{
	struct op *op = world_op(w, 0);

	is_rc(world_wait(op, db_put_else(op, &SQL_TOY_UPDATE, 1, IN(IN_TEXT("none"), IN_TEXT("x")),
					 RC_STALE, "toy.stale", "version")),
	      RC_STALE);
	is_text(op->err.key, "toy.stale");
	is_text(op->err.field, "version");
}

struct counting {
	int64_t i, seen, refuse;
};

/* Keeps each tenth; refuses one, if there is one to be refused. */
static enum rc keep_tenth(struct op *op, struct arena *mem, void *context)
{
	struct counting *c = context;

	c->seen++;
	if (c->i == c->refuse)
		return FAIL(op, RC_LIMITED, "toy.enough", "%lld", (long long)c->i);
	return c->i % 10 ? RC_OK : insert(op, arena_text(mem, "tenth %lld", (long long)c->i), "x");
}

/* More than one piece of a server's answer. */
static enum rc count_to_2500(struct op *op, struct counting *c)
{
	return db_each(op, &SQL_TOY_COUNTING, IN(IN_INT(1), IN_INT(2500)), OUT(OUT_INT(&c->i)),
		       keep_tenth, c);
}

static void who_reads_row_by_row_may_write_on_the_way(struct world *w)
{
	struct counting c = { 0 };
	struct op *op = world_op(w, 0);

	is_rc(count_to_2500(op, &c), RC_OK);
	is_int(c.seen, 2500);
	is_int(world_count(w, "setting"), 250);
	is_rc(world_end(op), RC_OK);
}

static void who_refuses_a_row_undoes_what_was_written_on_the_way(struct world *w)
{
	struct counting c = { .refuse = 1500 };
	struct op *op = world_op(w, 0);
	int64_t count;

	is_rc(count_to_2500(op, &c), RC_LIMITED);
	is_text(op->err.key, "toy.enough");
	is_int(c.seen, 1500);
	is_rc(world_end(op), RC_LIMITED);
	op = world_op(w, 0);
	is_int(world_count(w, "setting"), 0);
	is_rc(insert(op, "tenth 10", "taken"), RC_OK);
	is_rc(world_end(op), RC_OK);
	c = (struct counting){ 0 };
	op = world_op(w, 0);
	is_rc(world_wait(op, count_to_2500(op, &c)), RC_CONFLICT);
	is_rc(world_end(op), RC_CONFLICT);
	op = world_read(w, 0);
	is_rc(db_one(op, &SQL_TOY_COUNTING, IN(IN_INT(7), IN_INT(7)), OUT(OUT_INT(&count))), RC_OK);
	is_int(count, 7);
	is_int(world_count(w, "setting"), 1);
}

static void ids_and_numbers_of_a_failed_operation_are_given_back(struct world *w)
{
	int64_t first, number;
	struct op *op = world_op(w, 0);

	first = db_id(op);
	is_rc(db_number(op, &SQL_TOY_LAST, 0, 1, &number), RC_OK);
	is_int(number, 1);
	is_rc(insert(op, "n1", "1"), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_int(db_id(op), first + 1);
	is_rc(db_number(op, &SQL_TOY_LAST, 0, 1, &number), RC_OK);
	is_int(number, 2);
	is_rc(world_wait(op, insert(op, "n1", "1")), RC_CONFLICT);
	is_rc(world_end(op), RC_CONFLICT);
	op = world_op(w, 0);
	is_int(db_id(op), first + 1);
	is_rc(db_number(op, &SQL_TOY_LAST, 0, 1, &number), RC_OK);
	is_int(number, 2);
}

/* Nobody waits for the put that fails: on PostgreSQL the verdict comes with the end of the batch. */
static void a_fault_that_comes_late_is_the_operations_verdict(struct world *w)
{
	int64_t first, after;
	struct op *op = world_op(w, 0);

	is_rc(insert(op, "a", "1"), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_rc(db_number(op, &SQL_TOY_LAST, 0, 1, &first), RC_OK);
	is_rc(insert(op, "n1", "1"), RC_OK);
	(void)!db_put_else(op, &SQL_TOY_INSERT, 1, IN(IN_TEXT("a"), IN_TEXT("3")), RC_INVALID,
			   "toy.twice", "key");
	(void)!insert(op, "n2", "2");
	is_rc(world_end(op), RC_INVALID);
	is_text(op->err.key, "toy.twice");
	is_text(op->err.field, "key");
	is_int(world_count(w, "setting"), 1);
	op = world_op(w, 0);
	is_rc(db_number(op, &SQL_TOY_LAST, 0, 1, &after), RC_OK);
	is_true(after >= first);
	is_rc(insert(op, "n1", "1"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(world_count(w, "setting"), 2);
}

static enum rc load_setting(struct op *op, struct arena *mem, void **out)
{
	const char *value = "";
	bool found;

	TRY(db_maybe(op, &SQL_TOY_FIND, IN(IN_TEXT("c")), OUT(OUT_TEXT(&value)), &found));
	*out = arena_copy(mem, found ? value : "none");
	return RC_OK;
}

static const struct db_cache cache = { "toy", load_setting };

static const char *remembered(struct op *op)
{
	void *value = NULL;

	is_rc(db_cached(op, &cache, &value), RC_OK);
	return value;
}

static void what_is_remembered_follows_a_change_and_forgets_one_that_failed(struct world *w)
{
	struct op *op = world_read(w, 0);

	is_text(remembered(op), "none");
	op = world_op(w, 0);
	is_rc(db_setting_put(op, "c", "1"), RC_OK);
	is_text(remembered(op), "1");
	is_rc(world_wait(op, insert(op, "c", "again")), RC_CONFLICT);
	is_rc(world_end(op), RC_CONFLICT);
	is_text(remembered(world_read(w, 0)), "none");
	op = world_op(w, 0);
	is_rc(db_setting_put(op, "c", "2"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_text(remembered(world_read(w, 0)), "2");
}

static void every_call_that_fails_leaves_the_store_as_it_was(struct world *w)
{
	struct db_fault fault = { .code = RC_BROKEN };
	int64_t failed = 0;

	for (int64_t n = 1;; n++) {
		struct op *op = world_op(w, 0);

		fault.at = n;
		fault.count = 0;
		db_set_fault(world_db(w), &fault);
		enum rc rc = insert(op, "x", "1");

		if (rc == RC_OK)
			rc = insert(op, "y", "2");
		rc = world_end(op);
		db_set_fault(world_db(w), NULL);
		if (rc == RC_OK)
			break;
		failed++;
		is_int(world_count(w, "setting"), 0);
	}
	is_true(failed >= 4);
	is_int(world_count(w, "setting"), 2);
}

static void a_rehearsal_clock_moves_on_and_never_back(struct world *w)
{
	struct op *op = world_op(w, 0);
	int64_t us = day_parse("2025-06-30") * US_DAY;

	is_rc(db_clock_set(op, us), RC_INVALID);
	op = world_op(w, 0);
	is_rc(db_rehearsal_start(op, us), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_true(op->now_us >= us && op->now_us < us + US_MINUTE);
	is_rc(db_clock_set(op, us + US_DAY), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, 0);
	is_true(op->now_us >= us + US_DAY);
	is_rc(db_clock_set(op, us), RC_INVALID);
}

TESTS(what_is_kept_is_found_and_what_is_refused_is_not,
      a_put_that_touches_too_few_rows_is_a_conflict,
      who_reads_row_by_row_may_write_on_the_way,
      who_refuses_a_row_undoes_what_was_written_on_the_way,
      ids_and_numbers_of_a_failed_operation_are_given_back,
      a_fault_that_comes_late_is_the_operations_verdict,
      what_is_remembered_follows_a_change_and_forgets_one_that_failed,
      every_call_that_fails_leaves_the_store_as_it_was, a_rehearsal_clock_moves_on_and_never_back)
