/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite writes beside the store: the log of the last commits, and files that have no name. */
#include "db/conn.h"
#include "db/db.h"
#include "db/db_test.sql.h"
#include "tests/store.h"
#include "tests/tap.h"
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, BIG_BYTES = 3000 /* one on each page, no more */ };

struct rows {
	int from, count;
	bool change;
	bool large, fail;
	int files; /* without a name, open at the end of the operation */
	int64_t memory; /* of SQLite then, in bytes */
};

static int files_without_name(void)
{
	DIR *dir = opendir("/proc/self/fd");
	char name[64], to[300];
	int count = 0;

	is_true(dir != NULL);
	for (struct dirent *e; dir && (e = readdir(dir));) {
		snprintf(name, sizeof name, "/proc/self/fd/%.20s", e->d_name);
		ssize_t size = readlink(name, to, sizeof to - 1);

		to[size > 0 ? size : 0] = 0;
		count += strstr(to, "etilqs_") != NULL;
	}
	if (dir)
		closedir(dir);
	return count;
}

static enum rc write_rows(struct op *op, void *context)
{
	struct rows *r = context;
	char *big = arena_alloc(op->mem, BIG_BYTES + 1);

	if (r->large)
		TRY(db_large(op));
	memset(big, r->change ? 'b' : 'a', BIG_BYTES);
	for (int i = r->from; i < r->from + r->count; i++)
		TRY(db_put(op, r->change ? &SQL_TOY_UPDATE : &SQL_TOY_INSERT, 1,
			   IN(IN_TEXT(arena_text(op->mem, "k%05d", i)), IN_TEXT(big))));
	r->files = files_without_name();
	r->memory = sqlite3_memory_used();
	return r->fail ? FAIL(op, RC_CONFLICT, "test.fails", "on purpose") : RC_OK;
}

static struct db *open_store(struct op *op, struct store *store)
{
	struct db *db = NULL;

	store_new(store);
	is_rc(db_open(op, store->url, DB_CREATE, &db), RC_OK);
	return db;
}

static void the_log_of_commits_stays_short_however_many_there_are(struct world *none)
{
	struct op op = { .mem = arena_new() };
	struct store store;
	struct db *db = open_store(&op, &store);
	struct stat log;

	(void)none;
	for (int i = 0; i < 60; i++) {
		struct rows r = { .from = i * 50, .count = 50 };

		is_rc(db_transact(&op, db, 0, write_rows, &r), RC_OK);
	}
	is_int(stat(arena_text(op.mem, "%s-wal", store.url + strlen("sqlite:")), &log), 0);
	/* What is in it when it is found to be long enough, and one more commit: of 3,500 pages in all. */
	is_true(log.st_size > 500 * PAGE);
	is_true(log.st_size < 1200 * PAGE);
	db_close(db);
	store_drop(&store);
	arena_drop(op.mem);
}

static void only_a_large_operation_is_undone_from_a_file(struct world *none)
{
	struct op op = { .mem = arena_new() };
	struct store store;
	struct db *db = open_store(&op, &store);
	struct rows made = { .count = 400 }, few = { .count = 24, .change = true },
		    many = { .count = 400, .change = true };

	(void)none;
	is_rc(db_transact(&op, db, 0, write_rows, &made), RC_OK);
	is_rc(db_transact(&op, db, 0, write_rows, &few), RC_OK);
	is_int(few.files, 0);
	is_rc(db_transact(&op, db, 0, write_rows, &many), RC_OK);
	is_int(many.files, 1);
	db_close(db);
	store_drop(&store);
	arena_drop(op.mem);
}

static void a_large_operation_gives_the_memory_back_that_it_took(struct world *none)
{
	enum { ROWS_COUNT = 4000, MIB = 1 << 20 }; /* 16 MiB */
	struct op op = { .mem = arena_new() };
	struct store store;
	struct db *db = open_store(&op, &store);
	struct rows made = { .count = ROWS_COUNT }, small = { .count = ROWS_COUNT, .change = true },
		    large = { .count = ROWS_COUNT, .change = true, .large = true };

	(void)none;
	is_rc(db_transact(&op, db, 0, write_rows, &made), RC_OK);
	for (int fails = 0; fails < 2; fails++) {
		large.fail = fails;
		is_rc(db_transact(&op, db, 0, write_rows, &large), fails ? RC_CONFLICT : RC_OK);
		is_true(large.memory > 16 * MIB);
		is_true(fails || sqlite3_memory_used() < 4 * MIB);
		is_rc(db_transact(&op, db, 0, write_rows, &small), RC_OK);
		is_true(small.memory < 12 * MIB);
	}
	db_close(db);
	store_drop(&store);
	arena_drop(op.mem);
}

TESTS_PLAIN(the_log_of_commits_stays_short_however_many_there_are,
	    only_a_large_operation_is_undone_from_a_file,
	    a_large_operation_gives_the_memory_back_that_it_took)
