/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/story_fault.h"
#include "tests/story_image.h"
#include "core/time.h"
#include "db/engine.h"
#include "ledger/key.h"
#include "ledger/look.h"
#include "login/login_session.h"
#include "main.h"
#include "web/web.h"
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS = 40, EXIT_WORLD = 3 };

extern char **environ;

/* Runs haicap with @words in a process of its own, with @in and @out; its exit status. */
static int run_there(const char *const *words, int in, int out)
{
	posix_spawn_file_actions_t files;
	int status = 0;
	pid_t child;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, 0);
	posix_spawn_file_actions_adddup2(&files, out, 1);
	if (!getenv("STORY_NOISE"))
		posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawn(&child, HAICAP, &files, NULL, (char *const *)(uintptr_t)words, environ))
		abort();
	posix_spawn_file_actions_destroy(&files);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void put_back(int kept, int to)
{
	if (dup2(kept, to) < 0)
		abort();
	close(kept);
}

/* The same in this process, where its calls to the store may be made to fail. */
static int run_here(const char *const *words, int in, int out)
{
	int kept[3], count = 0, quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);

	while (words[count])
		count++;
	fflush(stdout);
	for (int i = 0; i < 3; i++)
		kept[i] = fcntl(i, F_DUPFD_CLOEXEC, 3);
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
	    (!getenv("STORY_NOISE") && dup2(quiet, 2) < 0))
		abort();
	rewind(stdin); /* forgets what it holds of another */
	int status = main_line(count, (char **)(uintptr_t)words);

	for (int i = 0; i < 3; i++)
		put_back(kept[i], i);
	close(quiet);
	return status;
}

/* Runs haicap with @words; @input on its standard input; what it prints in *@output. */
static int run(struct story *s, const char *const *words, const char *input, const char **output)
{
	int in = memfd_create("in", MFD_CLOEXEC), out = memfd_create("out", MFD_CLOEXEC);
	struct stat written;

	if (in < 0 || out < 0 || pwrite(in, input, strlen(input), 0) < 0)
		abort();
	int status = faults_on() ? run_here(words, in, out) : run_there(words, in, out);

	if (fstat(out, &written))
		abort();
	char *text = arena_alloc(s->mem, (size_t)written.st_size + 1);

	if (pread(out, text, (size_t)written.st_size, 0) != written.st_size)
		abort();
	close(in);
	close(out);
	*output = text;
	return status;
}

/* Words parted by blanks; one that names a file of the source gets its whole path. */
static size_t part(struct story *s, const char *line, const char *words[WORDS])
{
	size_t count = 0;

	words[count++] = HAICAP;
	while (*(line += strspn(line, " ")) && count < WORDS - 3) {
		size_t size = strcspn(line, " ");
		char *word = arena_copy_bytes(s->mem, line, size);

		if (!strncmp(word, "tests/", 6) || !strncmp(word, "data/", 5))
			word = arena_text(s->mem, SOURCE_DIR "/%s", word);
		else if (!access(arena_text(s->mem, "%s/%s", s->dir, word), F_OK))
			word = arena_text(s->mem, "%s/%s", s->dir, word);
		words[count++] = word;
		line += size;
	}
	return count;
}

/* "… > FILE": what was printed, in the folder of the store. */
static void keep_output(struct story *s, const char *name)
{
	FILE *out = fopen(arena_text(s->mem, "%s/%s", s->dir, name), "w");

	if (!out || fputs(s->last.body, out) < 0 || fclose(out) != 0)
		story_fail(s, "cannot write %s", name);
}

static int command_once(struct story *s, void *words)
{
	s->last = (struct got){.headers = ""};
	s->exit = run(s, words, "", &s->last.body);
	return s->exit == EXIT_WORLD ? STEP_FAILED : s->exit;
}

void story_command(struct story *s, const char *line)
{
	const char *words[WORDS] = {0}, *to = strstr(line, " > ");
	size_t count =
		part(s, to ? arena_copy_bytes(s->mem, line, (size_t)(to - line)) : line, words);

	words[count++] = "--db";
	words[count++] = s->url;
	json_decref(s->last_json);
	story_try(s, command_once, words);
	if (to)
		keep_output(s, to + 3);
	s->last_json = json_loads(s->last.body, JSON_DECODE_ANY, NULL);
}

static bool add_account(struct story *s, const char *name, const char *roles, const char *unit)
{
	const char *words[WORDS] = {
		HAICAP, "user", "add", name, "--db", s->url, "--password-stdin"};
	size_t count = 7;
	const char *printed;

	if (unit) {
		words[count++] = "--unit";
		words[count++] = unit;
	}
	while (*roles && count < WORDS - 3) {
		size_t size = strcspn(roles, ",");

		words[count++] = "--role";
		words[count++] = arena_copy_bytes(s->mem, roles, size);
		roles += size + (roles[size] == ',');
	}
	return !run(s, words, STORY_PASSWORD "\n", &printed);
}

bool story_account(struct story *s, const char *name, const char *roles, const char *unit)
{
	bool good = add_account(s, name, roles, unit);

	if (!good)
		story_fail(s, "account %s cannot be opened", name);
	return good;
}

static const char *make_token(struct story *s, const char *who, const char *name)
{
	const char *words[] = {HAICAP, "user", "token", name, "--db", s->url, NULL};
	const char *printed;

	if (run(s, words, "", &printed))
		return NULL;
	char *token = arena_copy_bytes(s->mem, printed, strcspn(printed, "\r\n"));

	pairs_put(&s->tokens, who, token);
	return token;
}

/* Accounts that a story does not open by name: a role, at a unit if one is named. */
static const char *default_unit(const char *role)
{
	static const char *const provincial[] = {"leader", "inspector", "organiser", "admin"};

	for (size_t i = 0; i < sizeof provincial / sizeof *provincial; i++)
		if (!strcmp(role, provincial[i]))
			return "province";
	return !strcmp(role, "applicant") ? NULL : "03158";
}

const char *story_token(struct story *s, const char *who)
{
	const char *at = strchr(who, '@'), *token = pairs_value(&s->tokens, who);

	if (token)
		return token;
	char *role =
		at ? arena_copy_bytes(s->mem, who, (size_t)(at - who)) : arena_copy(s->mem, who);

	if (!role_by_name(role))
		return make_token(s, who, who);
	char *name = at ? arena_text(s->mem, "%s.%s", role, at + 1) : role;

	if (!story_account(s, name, role, at ? at + 1 : default_unit(role)))
		return NULL;
	return make_token(s, who, name);
}

static enum rc serve(struct op *op, struct story *s)
{
	static const struct web_auth auth = {login_by_session, login_by_token, "/sign-in"};
	struct args args = {
		.program = "haicap", .db = s->url, .in = stdin, .out = stdout, .err = stderr};
	struct writer_setup writing = {.queue_max = 100, .run_due = main_run_due, .next_due = jobs_next_due};
	/* One request after another: no call but those of the step, in the same order each time. */
	const int64_t never_ms = INT64_C(1) << 40;
	struct web_setup web = {
		.db_url = s->url,
		.listen = "127.0.0.1:0",
		.track_limit = s->track_limit,
		.routes = main_routes,
		.auth = &auth,
		.write_looks = look_write_all,
		.dress = main_dress,
		.version = "test",
		.threads = faults_on(),
	};

	writing.idle_ms = faults_on() ? never_ms : 0;
	TRY(main_open(op, &args, DB_WRITE, &writing.db));
	s->db = writing.db;
	web.reads_wait = db_waits(writing.db);
	s->writer = writer_new(op, &writing);
	if (!s->writer)
		return op->err.code;
	web.writer = s->writer;
	s->web = web_start(op, &web);
	if (!s->web)
		return op->err.code;
	s->port = web_port(s->web);
	return RC_OK;
}

static bool load(struct story *s, const char *url)
{
	const char *words[] = {
		HAICAP,	       "load",	  arena_text(s->mem, SOURCE_DIR "/%s", s->world),
		"--rehearsal", "--clock", s->clock,
		"--db",	       url,	  NULL};
	const char *printed;

	return !run(s, words, "", &printed);
}

/* What was loaded last, and where it lies. */
static struct store base;
static char loaded[1000];

void story_forget(void)
{
	if (*base.dir)
		store_drop(&base);
	*loaded = '\0';
}

/* The same world is loaded once. */
static bool load_base(struct story *s)
{
	const char *wanted = arena_text(s->mem, "%s %s", s->world, s->clock);

	if (!strcmp(wanted, loaded))
		return true;
	story_forget();
	store_reserve(&base, NULL);
	store_enter(&base);
	if (!load(s, base.url))
		return false;
	snprintf(loaded, sizeof loaded, "%s", wanted);
	return true;
}

bool story_begin(struct story *s)
{
	struct op op = {.mem = s->mem};

	if (!load_base(s))
		return false;
	store_copy(&s->store, &base, s->place);
	store_enter(&s->store);
	s->dir = s->store.dir;
	s->url = s->store.url;
	if (serve(&op, s) != RC_OK) {
		story_fail(s, "%s: %s", op.err.key, op.err.detail);
		return false;
	}
	return true;
}

void story_stop(struct story *s)
{
	if (s->web)
		web_stop(s->web);
	if (s->writer)
		writer_drop(s->writer);
	if (s->checks)
		db_close(s->checks);
	s->web = NULL;
	s->writer = NULL;
	s->checks = NULL;
	key_hold(NULL); /* another store has another */
}

/* Sets the rehearsal clock behind everybody's back. */
static void set_clock(struct story *s, const char *time)
{
	int64_t us;

	if (!time_parse(time, &us)) {
		story_fail(s, "%s is no time", time);
		return;
	}
	const char *sql = arena_text(s->mem, "UPDATE head SET offset_us = %lld",
				     (long long)(us - time_machine_us()));
	const char *wrong = store_tamper(s->mem, &s->store, sql);

	if (wrong)
		story_fail(s, "%s: %s", sql, wrong);
}

static enum rc nothing(struct op *op, void *context)
{
	(void)op;
	(void)context;
	return RC_OK;
}

/* Whoever comes to the writer first has it do what is due. */
static int come_to_writer(struct story *s, void *context)
{
	struct op op = {.mem = s->mem};

	(void)context;
	return writer_run(s->writer, &op, nothing, NULL) == RC_OK ? STEP_DONE : STEP_FAILED;
}

/* Where calls are made to fail the server itself does what is due. */
void story_clock(struct story *s, const char *time)
{
	if (!faults_on()) {
		story_command(s, arena_text(s->mem, "check --clock %s", time));
		return;
	}
	set_clock(s, time);
	story_try(s, come_to_writer, NULL);
}

static int serve_again(struct story *s, void *context)
{
	struct op op = {.mem = s->mem};

	(void)context;
	return serve(&op, s) == RC_OK ? STEP_DONE : STEP_FAILED;
}

/* What a machine that is off does to a rehearsal clock: it has gone on when it starts again. */
void story_off_until(struct story *s, const char *time)
{
	story_stop(s);
	set_clock(s, time);
	s->off = true;
	story_try(s, serve_again, NULL);
	s->off = false;
	if (!s->web)
		story_fail(s, "it does not serve again");
}

/* Does what is due, as whoever opens the store does. */
static enum rc open_checks(struct op *op, struct story *s)
{
	struct args args = {
		.program = "haicap", .db = s->url, .in = stdin, .out = stdout, .err = stderr};
	int64_t next_us;

	if (!s->checks)
		return main_open(op, &args, DB_WRITE, &s->checks);
	db_cache_drop(s->checks); /* the store may have been put back, and changed again in another way */
	if (main_run_due(s->checks, NULL, &next_us) != RC_OK)
		return FAIL(op, RC_BUSY, "store.held", "what is due could not be done");
	return RC_OK;
}

/* What `haicap check` says, without another process and, from the second time on, another connection. */
static enum rc check_store(struct op *op, struct story *s, struct findings *f)
{
	enum rc rc = RC_OK;

	TRY(open_checks(op, s));
	TRY(db_begin_read(op, s->checks));
	for (const struct check *c = main_checks; c->area && rc == RC_OK; c++)
		rc = c->run(op, f);
	db_end_read(op);
	return rc;
}

void story_expect_whole(struct story *s)
{
	struct arena *mem = arena_new();
	struct op op = {.mem = mem};
	struct findings f = {.mem = mem};
	enum rc rc = check_store(&op, s, &f);

	if (rc != RC_OK || f.count) {
		story_fail(s, "the store is not whole: %s %s", rc == RC_OK ? "" : op.err.key,
			   rc == RC_OK ? "" : op.err.detail);
		findings_print(&f, LANG_VI, stdout);
	}
	arena_drop(mem);
}

void story_end(struct story *s)
{
	story_stop(s);
	if (faults_on() && !s->failed)
		story_expect_whole(s);
	story_stop(s);
	if (s->image)
		image_drop(s->image);
	if (*s->store.dir)
		store_drop(&s->store);
}
