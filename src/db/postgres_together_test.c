/* SPDX-License-Identifier: Apache-2.0 */
/* Several readers on one connection to PostgreSQL: their questions leave together, or as one. */
#include "core/fiber.h"
#include "db/conn.h"
#include "db/db.h"
#include "db/db_test.sql.h"
#include "db/postgres.h"
#include "tests/process.h"
#include "tests/tap.h"
#include <string.h>

static struct cluster cluster;
static struct arena *mem;

static const char *url(void)
{
	return cluster_url(mem, &cluster, "haicap", "postgres");
}

static void sql(const char *text)
{
	is_true(cluster_sql(&cluster, "postgres", text));
}

static void begin(void)
{
	mem = arena_new();
	cluster_make(&cluster);
	cluster_start(&cluster);
}

static void end(void)
{
	cluster_drop(&cluster);
	arena_drop(mem);
}

/* A connection that reads a new store with these settings in it. */
static struct db *reader_of(const char *settings)
{
	struct op op = { .mem = mem };
	struct db *db;

	is_rc(db_open(&op, url(), DB_CREATE, &db), RC_OK);
	db_close(db);
	sql(arena_text(mem, "INSERT INTO setting VALUES %s", settings));
	is_rc(db_open(&op, url(), DB_READ, &db), RC_OK);
	return db;
}

/* ---- reading in turns ---- */

static enum rc count_one(struct op *op, struct arena *row, void *context)
{
	(void)op;
	(void)row;
	++*(int *)context;
	return RC_OK;
}

enum { READERS = 12, ASKS_NONSENSE = 5 };

struct reader {
	struct db *db;
	struct arena *mem;
	int number;
	int64_t answer, pieces;
	enum rc first, last; /* the first try and the last */
};

static enum rc ask(struct op *op, struct reader *r)
{
	bool nonsense = r->number == ASKS_NONSENSE;
	const char *text = nonsense ? "none" : arena_text(op->mem, "%d", r->number);
	struct db_ins in = IN(IN_TEXT(text));
	int count = 0;
	const char *value;

	TRY(db_each(op, &SQL_TOY_FIND, IN(IN_TEXT("taken")), OUT(OUT_TEXT(&value)), count_one, &count));
	r->pieces = count;
	TRY(db_one(op, &SQL_TOY_NUMBER, in, OUT(OUT_INT(&r->answer))));
	return db_one(op, &SQL_TOY_NUMBER, in, OUT(OUT_INT(&r->answer)));
}

static enum rc read_once(struct reader *r)
{
	struct op op = { .mem = r->mem };
	enum rc rc = db_begin_read(&op, r->db);

	if (rc == RC_OK)
		rc = ask(&op, r);
	db_end_read(&op);
	return rc;
}

static void read_in_turn(void *thing)
{
	struct reader *r = thing;

	r->first = r->last = read_once(r);
	if (r->first == RC_BUSY)
		r->last = read_once(r);
}

static int64_t read_all(struct fibers *f, struct reader *readers, bool with_fault)
{
	void *all[READERS];
	size_t count = 0;
	int64_t spoiled = 0;

	for (int i = 0; i < READERS; i++)
		if (with_fault || i != ASKS_NONSENSE)
			all[count++] = &readers[i];
	fibers_run(f, read_in_turn, all, count);
	for (size_t i = 0; i < count; i++) {
		const struct reader *r = all[i];

		is_rc(r->last, r->number == ASKS_NONSENSE ? RC_BROKEN : RC_OK);
		is_int(r->answer, r->number == ASKS_NONSENSE ? 0 : r->number);
		is_int(r->pieces, 1);
		spoiled += r->first == RC_BUSY;
	}
	return spoiled;
}

static void who_reads_in_turns_on_one_connection_gets_his_own_answers(struct world *none)
{
	struct reader readers[READERS];
	struct fibers *f = fibers_new(READERS);

	(void)none;
	begin();
	struct db *db = reader_of("('taken', '1')");

	for (int i = 0; i < READERS; i++)
		readers[i] = (struct reader){ .db = db, .mem = arena_new(), .number = i };
	is_int(read_all(f, readers, false), 0);
	is_true(read_all(f, readers, true) > 0);
	is_int(read_all(f, readers, false), 0);
	/* The server ends the connection: all of them hear it, and connect anew. */
	sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
			"WHERE application_name = 'haicap'");
	(void)read_all(f, readers, false);
	for (int i = 0; i < READERS; i++)
		arena_drop(readers[i].mem);
	db_close(db);
	fibers_drop(f);
	end();
}

/* ---- one question of several ---- */

enum { ASKERS = 96 };

struct asker {
	struct db *db;
	struct arena *mem;
	const char *text;
	int64_t number;
	const char *keys;
	enum rc last;
};

static enum rc note_key(struct op *op, struct asker *a)
{
	struct found {
		const char *key;
		int64_t number;
	} one = { 0 }, *all;
	size_t count;

	TRY(db_list(op, &SQL_TOY_TOGETHER, IN(IN_TEXT(a->text), IN_OPT(a->number)),
		    OUT(OUT_TEXT(&one.key), OUT_INT(&one.number)), ROWS(one, &all, &count)));
	a->keys = "";
	for (size_t i = 0; i < count; i++) {
		a->keys = arena_text(a->mem, "%s%s|", a->keys, all[i].key);
		is_int(all[i].number, a->number);
	}
	return RC_OK;
}

static void ask_once_more_when_busy(void *thing)
{
	struct asker *a = thing;

	for (int again = 0; again < 3; again++) { /* as the web does */
		struct op op = { .mem = a->mem };
		enum rc rc = db_begin_read(&op, a->db);

		if (rc == RC_OK)
			rc = note_key(&op, a);
		db_end_read(&op);
		a->last = rc;
		if (rc != RC_BUSY)
			break;
	}
}

/* Texts asked for, what is there of each; NULL: everything there is. */
static const char *const texts[][2] = {
	{ "a", "a3|a2|a1|" }, { "b", "b1|" }, { "it's", "" },
	{ "\\\"{,} NULL", "\\\"{,} NULL 1|" }, { "Đ", "Điện|" }, { NULL, NULL },
	{ "nobody's", "" }, { "NULL", "NULL|" },
};
enum { TEXTS = sizeof texts / sizeof *texts, FAILS = 4 };

/* Half of them ask one of eight questions, the others each a question of his own: more than fit into one. */
static int64_t number_of(int i, bool one_fails)
{
	if (one_fails && i == FAILS)
		return -1;
	return i < ASKERS / 2 ? i % TEXTS + 1 : 1000 + i;
}

static void is_answered(const struct asker *a, int i)
{
	const char *keys = texts[i % TEXTS][1];

	is_rc(a->last, a->number < 0 ? RC_BROKEN : RC_OK);
	if (a->number < 0)
		return;
	if (keys)
		is_text(a->keys, keys);
	else
		is_true(strlen(a->keys) > strlen("a3|a2|a1|b1|Điện|NULL|"));
}

static void what_several_ask_together_is_answered_to_each(struct world *none)
{
	struct fibers *f = fibers_new(ASKERS);
	struct asker askers[ASKERS];
	void *all[ASKERS];

	(void)none;
	begin();
	struct db *db = reader_of("('a1', ''), ('a2', ''), ('a3', ''), ('b1', ''), ('it''s $1, not', ''),"
				  " ('\\\"{,} NULL 1', ''), ('Điện', ''), ('NULL', '')");
	const struct pg *p = db->state;

	/* The second time one asks for what is no number; all are well the third time. */
	for (int round = 0; round < 3; round++) {
		uint64_t before = p->sent_count;

		for (int i = 0; i < ASKERS; i++) {
			askers[i] = (struct asker){ db, arena_new(), texts[i % TEXTS][0],
						    number_of(i, round == 1), NULL, 0 };
			all[i] = &askers[i];
		}
		fibers_run(f, ask_once_more_when_busy, all, ASKERS);
		is_true(round == 1 || p->sent_count - before < ASKERS / 4);
		for (int i = 0; i < ASKERS; i++) {
			is_answered(&askers[i], i);
			arena_drop(askers[i].mem);
		}
	}
	db_close(db);
	fibers_drop(f);
	end();
}

static void who_asks_the_very_same_shares_one_answer(struct world *none)
{
	struct fibers *f = fibers_new(ASKERS);
	struct asker askers[ASKERS];
	void *all[ASKERS];

	(void)none;
	begin();
	struct db *db = reader_of("('a1', ''), ('a2', '')");

	/* No rows; some; what the server refuses, which one hears once he asks alone, the others that it spoiled theirs. */
	for (int round = 0; round < 3; round++) {
		int broken = 0;

		for (int i = 0; i < ASKERS; i++) {
			askers[i] = (struct asker){ db, arena_new(), round ? "a" : "none",
						    round == 2 ? -1 : 7, NULL, 0 };
			all[i] = &askers[i];
		}
		fibers_run(f, ask_once_more_when_busy, all, ASKERS);
		for (int i = 0; i < ASKERS; i++) {
			broken += askers[i].last == RC_BROKEN;
			if (round < 2)
				is_text(askers[i].keys, round ? "a2|a1|" : "");
			if (askers[i].last != RC_BROKEN)
				is_rc(askers[i].last, round == 2 ? RC_BUSY : RC_OK);
			arena_drop(askers[i].mem);
		}
		is_true(round < 2 ? !broken : broken > 0);
	}
	db_close(db);
	fibers_drop(f);
	end();
}

TESTS_PLAIN(who_reads_in_turns_on_one_connection_gets_his_own_answers,
	    what_several_ask_together_is_answered_to_each,
	    who_asks_the_very_same_shares_one_answer)
