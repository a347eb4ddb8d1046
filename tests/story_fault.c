/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The n-th call to the store failing, for every n. A step is tried with its first call failing, then
 * with its second, and so on, each as a plain failure and as a lost transaction, until it has no call
 * left to fail: then it has been done, and the story goes on. What failed must have left nothing
 * behind; where something rightly stays, a job that was due or a page's own operation before the page
 * failed, the store is put back. What connections remember is made stale before each try, so that
 * each makes the same calls up to the one that fails.
 */
#include "tests/story_fault.h"
#include "core/time.h"
#include "db/engine.h"
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 1 << 17, TABLES_MAX = 100, NAME_BYTES = 64 };

static bool started;
static struct db_fault fault; /* of all connections */
static const char *names[NAMES_MAX], *failed_names[NAMES_MAX];
static int64_t total;

/* What the linker puts around functions of the program and of libsodium: --wrap in meson.build. */
enum rc __real_db_open(struct op *op, const char *url, enum db_mode mode, struct db **out);
enum rc __wrap_db_open(struct op *op, const char *url, enum db_mode mode, struct db **out);

/* Every connection of the program opened here, of writers, readers and commands, may fail. */
enum rc __wrap_db_open(struct op *op, const char *url, enum db_mode mode, struct db **out)
{
	TRY(__real_db_open(op, url, mode, out));
	if (started)
		db_set_fault(*out, &fault);
	return RC_OK;
}

/*
 * A password takes 95 ms on purpose. Here, where one is made and checked again for each call to the
 * store, it is made at the least cost there is; and what the program made at the full cost, of a
 * password that nobody knows, is known not to hold.
 */
int __real_crypto_pwhash_str_alg(char out[crypto_pwhash_STRBYTES], const char *password,
				 unsigned long long size, unsigned long long ops, size_t bytes,
				 int algorithm);
int __wrap_crypto_pwhash_str_alg(char out[crypto_pwhash_STRBYTES], const char *password,
				 unsigned long long size, unsigned long long ops, size_t bytes,
				 int algorithm);
int __wrap_crypto_pwhash_str_alg(char out[crypto_pwhash_STRBYTES], const char *password,
				 unsigned long long size, unsigned long long ops, size_t bytes,
				 int algorithm)
{
	if (started) {
		ops = crypto_pwhash_OPSLIMIT_MIN;
		bytes = crypto_pwhash_MEMLIMIT_MIN;
	}
	return __real_crypto_pwhash_str_alg(out, password, size, ops, bytes, algorithm);
}

int __real_crypto_pwhash_str_verify(const char *stored, const char *password,
				    unsigned long long size);
int __wrap_crypto_pwhash_str_verify(const char *stored, const char *password,
				    unsigned long long size);
int __wrap_crypto_pwhash_str_verify(const char *stored, const char *password,
				    unsigned long long size)
{
	if (started && strstr(stored, "$m=65536,"))
		return -1;
	return __real_crypto_pwhash_str_verify(stored, password, size);
}

void faults_start(void)
{
	started = true;
}

bool faults_on(void)
{
	return started;
}

int64_t faults_met(void)
{
	return total;
}

/* What a table holds: a digest of all its rows. */
struct table {
	char name[NAME_BYTES];
	uint64_t digest;
};

struct content {
	struct table tables[TABLES_MAX];
	size_t count;
	int64_t done, tried; /* jobs, and those that failed and wait for another attempt */
};

/* A step being tried. */
struct sweep {
	struct story *s;
	sqlite3 *store, *image; /* image: as it was before the step */
	int64_t now_us;         /* where the store's clock stands meanwhile */
	int64_t version;        /* of the store, when it was @before */
	struct content before, whole; /* whole: what was found so last */
	int64_t batch, reference;
	int64_t n;        /* the call to fail */
	bool takes;       /* and to take the transaction away */
	int64_t failed_n; /* of the last try that failed, whose calls are failed_names; 0: none did */
	int refused;      /* how tries with a fault were refused for another reason; 0: none were */
};

static void must(struct sweep *w, int code, const char *what)
{
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return;
	fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(w->store));
	abort();
}

static void run_sql(struct sweep *w, const char *sql)
{
	must(w, sqlite3_exec(w->store, sql, NULL, NULL, NULL), sql);
}

static int64_t ask(struct sweep *w, const char *sql)
{
	sqlite3_stmt *statement;

	must(w, sqlite3_prepare_v2(w->store, sql, -1, &statement, NULL), sql);
	must(w, sqlite3_step(statement), sql);
	int64_t number = sqlite3_column_int64(statement, 0);

	sqlite3_finalize(statement);
	return number;
}

static uint64_t mix(uint64_t digest, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (; size >= 8; size -= 8, at += 8) {
		uint64_t word;

		memcpy(&word, at, 8);
		digest = (digest ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		digest ^= digest >> 29;
	}
	for (; size; size--, at++)
		digest = (digest ^ *at) * UINT64_C(0x100000001B3);
	return digest;
}

static uint64_t mix_row(uint64_t digest, sqlite3_stmt *statement)
{
	for (int i = 0; i < sqlite3_column_count(statement); i++) {
		int type = sqlite3_column_type(statement, i);
		int64_t number = sqlite3_column_int64(statement, i);

		digest = mix(digest, &type, sizeof type);
		if (type == SQLITE_INTEGER)
			digest = mix(digest, &number, sizeof number);
		else if (type != SQLITE_NULL)
			digest = mix(digest, sqlite3_column_blob(statement, i),
				     (size_t)sqlite3_column_bytes(statement, i));
	}
	return digest;
}

static void digest_table(struct sweep *w, struct table *table)
{
	/* Batches are counted whether they kept anything or not; the clock is set by us. */
	const char *columns = strcmp(table->name, "head") ? "*" : "next_id, rehearsal";
	sqlite3_stmt *statement;
	char sql[NAME_BYTES * 2];

	snprintf(sql, sizeof sql, "SELECT %s FROM \"%s\"", columns, table->name);
	must(w, sqlite3_prepare_v2(w->store, sql, -1, &statement, NULL), sql);
	while (sqlite3_step(statement) == SQLITE_ROW)
		table->digest = mix_row(table->digest * 31 + 7, statement);
	must(w, sqlite3_finalize(statement), sql);
}

static void look_at(struct sweep *w, struct content *c)
{
	sqlite3_stmt *statement;
	const char *listing = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1";

	*c = (struct content){0};
	run_sql(w, "BEGIN");
	must(w, sqlite3_prepare_v2(w->store, listing, -1, &statement, NULL), listing);
	while (sqlite3_step(statement) == SQLITE_ROW && c->count < TABLES_MAX)
		snprintf(c->tables[c->count++].name, NAME_BYTES, "%s",
			 (const char *)sqlite3_column_text(statement, 0));
	must(w, sqlite3_finalize(statement), listing);
	for (size_t i = 0; i < c->count; i++)
		digest_table(w, &c->tables[i]);
	c->done = ask(w, "SELECT count(done_us) FROM job");
	c->tried = ask(w, "SELECT count(*) FROM job WHERE done_us IS NULL AND attempts > 0");
	run_sql(w, "COMMIT");
}

static void copy_store(struct sweep *w, sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

	if (!backup || sqlite3_backup_step(backup, -1) != SQLITE_DONE ||
	    sqlite3_backup_finish(backup) != SQLITE_OK) {
		fprintf(stderr, "the store cannot be copied: %s\n", sqlite3_errmsg(to));
		abort();
	}
	w->version = ask(w, "PRAGMA data_version");
}

/* The names of the tables that differ, or NULL. */
static char *differences(struct arena *mem, const struct content *a, const struct content *b)
{
	char *differ = NULL;

	for (size_t i = 0; i < a->count; i++)
		if (i >= b->count || strcmp(a->tables[i].name, b->tables[i].name) ||
		    a->tables[i].digest != b->tables[i].digest)
			differ = arena_text(mem, "%s %s", differ ? differ : "", a->tables[i].name);
	return differ;
}

/*
 * Sets the fault and the clock, and makes stale what connections remember, as when another process
 * wrote: what would be remembered in one try would be a call less in the next.
 */
static void set(struct sweep *w)
{
	char sql[200];

	/* Further than any try before came, whether that was put back or not. */
	w->batch += 1000;
	w->reference += 1000;
	snprintf(sql, sizeof sql,
		 "UPDATE head SET batch = %lld, reference = %lld, offset_us = %lld",
		 (long long)w->batch, (long long)w->reference,
		 (long long)(w->now_us - time_machine_us()));
	run_sql(w, sql);
	fault = (struct db_fault){
		.at = w->n,
		.code = w->takes ? RC_BUSY : RC_BROKEN,
		.takes_transaction = w->takes,
		.names = names,
		.names_room = NAMES_MAX,
	};
}

static void say(struct sweep *w, const char *what)
{
	story_fail(w->s, "call %lld, %s, failed%s: %s", (long long)w->n, names[w->n - 1],
		   w->takes ? " and lost the transaction" : "", what);
}

/* Commits before the call that failed. */
static int64_t commits(const struct sweep *w)
{
	int64_t count = 0;

	for (int64_t i = 0; i < w->n - 1; i++)
		count += !strcmp(names[i], "commit");
	return count;
}

/* What differs only in a job's next attempt from what was asked last need not be asked again. */
static void expect_whole(struct sweep *w, const struct content *c)
{
	static const char job[] = " job";
	const char *differ = differences(w->s->mem, &w->whole, c);

	if (w->whole.count && (!differ || !strcmp(differ, job)))
		return;
	story_expect_whole(w->s);
	w->whole = *c;
}

/*
 * After a try that met its fault and left something in the store. That is right where jobs were due,
 * which are transactions of their own, and where the operation was done before its page failed.
 */
static void settle_changed(struct sweep *w, int ended)
{
	struct content after;

	look_at(w, &after);
	char *differ = differences(w->s->mem, &w->before, &after);
	bool jobs = after.done > w->before.done || after.tried > w->before.tried;
	bool done = ended != STEP_FAILED && commits(w) > after.done - w->before.done;

	if (ended == STEP_DONE && !done && !jobs && !w->s->off)
		say(w, "it was answered as if nothing had");
	else if (differ && !done && !jobs)
		say(w, arena_text(w->s->mem, "something was left in%s", differ));
	if (jobs && !w->s->failed)
		expect_whole(w, &after);
	if (differ)
		copy_store(w, w->store, w->image);
	else
		w->version = ask(w, "PRAGMA data_version");
}

/* After a try that met its fault. */
static void settle(struct sweep *w, int ended)
{
	total++;
	if (ask(w, "PRAGMA data_version") != w->version)
		settle_changed(w, ended);
	else if (ended == STEP_DONE && !w->s->off) /* a server serves, and does it later */
		say(w, "it was answered as if nothing had");
	if (ended > 0 && w->refused && w->refused != ended)
		say(w, arena_text(w->s->mem, "refused with %d, before with %d", ended, w->refused));
	if (ended > 0)
		w->refused = ended;
	w->failed_n = w->n;
	memcpy(failed_names, names, (size_t)w->n * sizeof *names);
	w->takes = !w->takes;
	w->n += !w->takes;
}

/* Whether this try made the calls of the last that failed, up to where that failed. */
static bool same_calls(const struct sweep *w)
{
	for (int64_t i = 0; i < w->failed_n; i++) {
		const char *name = i < fault.count ? names[i] : "no more";

		if (strcmp(name, failed_names[i])) {
			story_fail(w->s, "call %lld was %s, and %s the time before",
				   (long long)i + 1, name, failed_names[i]);
			return false;
		}
	}
	return true;
}

/* Tries once; false when it was the last. What it made lives as long as the story only then. */
static bool try_once(struct sweep *w, story_step *run, void *context)
{
	struct story *s = w->s;
	struct arena *outer = s->mem, *mem = arena_new();

	set(w);
	s->mem = mem;
	int ended = run(s, context);
	bool met = fault.count >= w->n;

	fault.at = 0;
	if (met && s->off)
		story_stop(s);
	if (fault.count > NAMES_MAX)
		story_fail(s, "more calls than there is room for");
	else if (same_calls(w) && met)
		settle(w, ended);
	else if (!met && w->refused && w->refused != ended)
		story_fail(s, "refused with %d while calls failed, and then with %d", w->refused,
			   ended);
	s->mem = outer;
	if (!met || s->failed) {
		arena_defer(outer, (void (*)(void *))arena_drop, mem);
		return false;
	}
	s->last = (struct got){.headers = "", .body = ""};
	arena_drop(mem);
	return true;
}

void story_try(struct story *s, story_step *run, void *context)
{
	struct sweep w = {.s = s, .n = 1};

	if (!started) {
		(void)run(s, context);
		return;
	}
	if (sqlite3_open(strchr(s->url, ':') + 1, &w.store) != SQLITE_OK ||
	    sqlite3_open(":memory:", &w.image) != SQLITE_OK)
		abort();
	sqlite3_busy_timeout(w.store, 10000);
	w.now_us = time_machine_us() + ask(&w, "SELECT offset_us FROM head");
	w.batch = ask(&w, "SELECT batch FROM head");
	w.reference = ask(&w, "SELECT reference FROM head");
	look_at(&w, &w.before);
	copy_store(&w, w.image, w.store);
	while (try_once(&w, run, context))
		continue;
	sqlite3_close(w.store);
	sqlite3_close(w.image);
}
