/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The n-th call to the store failing, for every n. A step is tried with its first call failing,
 * then with its second, and so on, each as a plain failure and as a lost transaction, until it has
 * no call left to fail: then it has been done, and the story goes on. What failed must have left
 * nothing behind; where something rightly stays, a job that was due or a page's own operation
 * before the page failed, the store is put back. What connections remember is made stale before
 * each try, so that each makes the same calls up to the one that fails. On PostgreSQL some calls
 * are passed over, unless asked: see faults_start().
 */
#include "tests/story_fault.h"
#include "core/time.h"
#include "db/engine.h"
#include "tests/story_image.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 1 << 17 };

static bool started, every;
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

void faults_start(bool each)
{
	started = true;
	every = each;
}

bool faults_on(void)
{
	return started;
}

int64_t faults_met(void)
{
	return total;
}

/* A step being tried. */
struct sweep {
	struct story *s;
	struct image *image;  /* of the store before the step */
	int64_t now_us;	      /* where the store's clock stands meanwhile */
	struct content whole; /* what was found so last */
	int64_t batch, reference;
	int64_t n;	  /* the call to fail */
	bool takes;	  /* and to take the transaction away */
	int64_t failed_n; /* of the last try that failed, whose calls are failed_names; 0: none did
			   */
	int refused;	  /* how tries with a fault were refused for another reason; 0: none were */
};

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
	image_run(w->image, sql);
	(void)image_touched(w->image);
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

/* A read whose connection to PostgreSQL was lost is tried once more. */
static bool tried_again(const struct sweep *w)
{
	const char *begun = "";

	for (int64_t i = 0; i < w->n; i++)
		if (!strncmp(names[i], "begin", 5))
			begun = names[i];
	return w->takes && store_on_postgres() && !strcmp(begun, "begin reading");
}

/*
 * What differs only in a job's next attempt from what was asked last need not be asked again.
 * Asking does what is due.
 */
static void expect_whole(struct sweep *w, struct content *c)
{
	static const char job[] = " job";
	const char *differ = differences(w->s->mem, &w->whole, c);

	if (w->whole.count && (!differ || !strcmp(differ, job)))
		return;
	story_expect_whole(w->s);
	w->whole = *c;
	image_look(w->image, c);
}

/*
 * After a try that met its fault and left something in the store. That is right where jobs were
 * due, which are transactions of their own, and where the operation was done before its page
 * failed.
 */
static void settle_changed(struct sweep *w, int ended)
{
	const struct content *before = image_content(w->image);
	struct content after;

	image_look(w->image, &after);
	char *differ = differences(w->s->mem, before, &after);
	bool jobs = after.done > before->done || after.tried > before->tried;
	bool done =
		ended != STEP_FAILED && (commits(w) > after.done - before->done || tried_again(w));

	if (ended == STEP_DONE && !done && !jobs && !w->s->off)
		say(w, "it was answered as if nothing had");
	else if (differ && !done && !jobs)
		say(w, arena_text(w->s->mem, "something was left in%s", differ));
	if (jobs && !w->s->failed)
		expect_whole(w, &after);
	if (differ)
		image_restore(w->image, &after);
}

/* After a try that met its fault. */
static void settle(struct sweep *w, int ended)
{
	total++;
	if (image_touched(w->image))
		settle_changed(w, ended);
	else if (ended == STEP_DONE && !w->s->off && !tried_again(w))
		/* a server that starts serves, and does it later */
		say(w, "it was answered as if nothing had");
	if (ended > 0 && w->refused && w->refused != ended)
		say(w, arena_text(w->s->mem, "refused with %d, before with %d", ended, w->refused));
	if (ended > 0)
		w->refused = ended;
	w->failed_n = w->n;
	memcpy(failed_names, names, (size_t)w->n * sizeof *names);
	w->takes = !w->takes;
	if (!w->takes)
		w->n += every ? 1 : 1 + w->n / 4;
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
	w.image = s->image = image_take(&s->store, s->image);
	w.now_us = time_machine_us() + image_ask(w.image, "SELECT offset_us FROM head");
	w.batch = image_ask(w.image, "SELECT batch FROM head");
	w.reference = image_ask(w.image, "SELECT reference FROM head");
	while (try_once(&w, run, context))
		continue;
}
