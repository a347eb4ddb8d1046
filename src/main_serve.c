/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "db/db.h"
#include "db/writer.h"
#include "jobs/jobs.h"
#include "ledger/look.h"
#include "main_demo.h"
#include "login/login_session.h"
#include "web/web.h"
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

enum { QUEUE_MAX = 2000, TRACK_LIMIT = 60 };

#define DEMO_STORE "sqlite:haicap-demo.db"

struct server {
	struct writer *writer;
	struct web *web;
};

/* Blocked before any thread is made, so that only the main one hears them. */
static void block_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGUSR1); /* the demo starts over */
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static enum rc track_limit(struct op *op, const struct args *args, int64_t *limit)
{
	const char *text = args_option(args, "--track-limit");

	*limit = TRACK_LIMIT;
	if (text && !text_number(text, limit))
		return FAIL_FIELD(op, "--track-limit", "command.number", "%s", text);
	return RC_OK;
}

static const char *listen_of(const struct args *args)
{
	const char *option = args_option(args, "--listen"), *env = getenv("HAICAP_LISTEN");

	return option ? option : env && *env ? env : "127.0.0.1:8080";
}

static const struct web_auth auth = { login_by_session, login_by_token, "/sign-in" };

/* Who only looks is at work, too: the session does not run out. */
static enum rc write_looks(struct op *op, struct op *const *lookers, size_t lookers_count)
{
	TRY(look_write_all(op, lookers, lookers_count));
	for (size_t i = 0; i < lookers_count; i++) {
		op->actor = lookers[i]->actor;
		TRY(login_session_seen(op));
	}
	return RC_OK;
}

static enum rc start(struct op *op, const struct args *args, const char *listen, struct server *s)
{
	struct db *db;
	struct web_setup web = {
		.db_url = args->db,
		.listen = listen,
		.routes = main_routes,
		.auth = &auth,
		.write_looks = write_looks,
		.dress = main_dress,
		.trusted_proxy = args_option(args, "--trusted-proxy"),
		.public_url = args_option(args, "--public-url"),
		.version = HAICAP_VERSION,
	};

	TRY(track_limit(op, args, &web.track_limit));
	TRY(main_open(op, args, DB_WRITE, &db));
	web.reads_wait = db_waits(db);
	struct writer_setup writing = { .db = db, .queue_max = QUEUE_MAX, .run_due = main_run_due,
					 .next_due = jobs_next_due };

	s->writer = writer_new(op, &writing);
	if (!s->writer)
		return op->err.code;
	web.writer = s->writer;
	demo_use(&(struct demo_server){ .writer = s->writer, .args = args });
	s->web = web_start(op, &web);
	if (s->web)
		return RC_OK;
	writer_drop(s->writer);
	return op->err.code;
}

static void stop(struct server *s)
{
	web_stop(s->web);
	writer_drop(s->writer);
}

static void say_where(const struct args *args, const struct server *s, const char *listen)
{
	struct arena *mem = arena_new();
	const char *colon = strrchr(listen, ':');
	int host = colon > listen ? (int)(colon - listen) : 0;
	const char *where = host ? arena_text(mem, "http://%.*s:%d", host, listen, web_port(s->web))
				 : arena_text(mem, "http://127.0.0.1:%d", web_port(s->web));

	fprintf(args->out, "%s\n", words_put(mem, args->lang, "serve.ready", where));
	if (args_option(args, "--demo"))
		fprintf(args->out, "%s\n", words(args->lang, "serve.demo"));
	fflush(args->out);
	arena_drop(mem);
}

/* Serves until asked to stop; when the demo starts over, with a fresh store at the same address. */
static enum rc serve_run(struct op *op, struct args *args)
{
	bool demo = args_option(args, "--demo") != NULL;
	const char *listen = listen_of(args);
	struct server server;
	sigset_t signals;
	int heard;

	if (!args->db)
		args->db = demo ? DEMO_STORE : "sqlite:haicap.db";
	block_signals(&signals);
	if (demo)
		TRY(demo_make_once(op, args));
	TRY(start(op, args, listen, &server));
	say_where(args, &server, listen);
	listen = arena_text(op->mem, "%.*s:%d", (int)(strrchr(listen, ':') - listen), listen,
			    web_port(server.web));
	for (;;) {
		sigwait(&signals, &heard);
		if (heard != SIGUSR1 || !demo_take_restart())
			break;
		stop(&server);
		TRY(demo_swap(op, args));
		TRY(start(op, args, listen, &server));
	}
	stop(&server);
	return RC_OK;
}

static const struct option_spec options[] = {
	{ "--listen", "ADDR:PORT", false },   { "--demo", NULL, false },
	{ "--public-url", "URL", false },     { "--trusted-proxy", "ADDR", false },
	{ "--track-limit", "N", false },      { 0 },
};

/* clang-format off */
const struct command serve_commands[] = {
	{ "serve", "[--listen ADDR:PORT] [--demo] [--public-url URL] [--trusted-proxy ADDR] [--track-limit N]",
	  "command.serve", STORE_OWN, serve_run, 0, 0, options, NULL },
	{ 0 },
};
/* clang-format on */
