/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_web.h"
#include "core/text.h"
#include "ledger/ledger.h"
#include "ledger/look.h"
#include "tests/server.h"
#include "tests/tap.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A server that shows the log, and one thing whose being looked at is recorded. */
static struct server *server;

static enum rc begin_log(struct op *op, void *context)
{
	(void)context;
	TRY(ledger_begin(op, server->store.url, NULL, "H18"));
	return ledger_add(op, "store.load", "store", NULL);
}

static enum rc show_thing(struct op *op, struct req *req, struct reply *reply)
{
	(void)req;
	TRY(look_add_for(op, "thing", "7 8", "test"));
	return reply_text(op, reply, "text/plain; charset=utf-8", "seven and eight");
}

/* clang-format off */
static const struct route thing_routes[] = {
	{ GET, "/things", MAY_ALL, TX_LOOK, show_thing, .summary = "things" },
	{ 0 },
};
/* clang-format on */

static void begin(void)
{
	static const struct route *const routes[] = { ledger_routes, thing_routes, NULL };

	server = server_start(&(struct server_setup){
		.web = { .routes = routes, .write_looks = look_write_all }, .hook = ledger_append_batch });
}

static void end(void)
{
	server_halt(server);
	key_hold(NULL);
	server_drop(server);
}

static struct got ask(const char *target, const char *accept)
{
	return server_get(server, target, accept);
}

struct seen {
	struct ledger_head head;
	struct note_key *keys;
	size_t keys_count;
	struct look *looks;
	size_t looks_count;
};

static enum rc read_all(struct op *op, void *context)
{
	struct seen *s = context;

	TRY(ledger_head(op, &s->head));
	TRY(ledger_keys(op, &s->keys, &s->keys_count));
	return look_list(op, "thing", 8, &s->looks, &s->looks_count);
}

static void anybody_reads_the_head_of_the_log_and_its_checkpoint(struct world *w)
{
	struct op op;
	struct seen seen;
	struct checkpoint c;
	const char *text;

	(void)w;
	begin();
	op = (struct op){ .mem = server->mem };
	is_rc(writer_run(server->writer, &op, begin_log, NULL), RC_OK);
	is_rc(writer_run(server->writer, &op, read_all, &seen), RC_OK);
	is_int(seen.head.size, 2);

	struct got got = ask("/ledger/checkpoint", "*/*");

	is_int(got.status, 200);
	is_text(got_header(server->mem, &got, "Content-Type", 0), "text/plain; charset=utf-8");
	is_int(note_open(server->mem, got.body, got.size, seen.keys, seen.keys_count, &text), NOTE_HOLDS);
	is_true(checkpoint_read(server->mem, text, &c));
	is_int(c.size, 2);
	is_true(hash_same(&c.root, &seen.head.root));

	const char *root = text_base64(server->mem, c.root.bytes, HASH_BYTES);
	const char *key = note_key_show(server->mem, &seen.keys[0]);

	got = ask("/ledger", "application/json");
	is_int(got.status, 200);
	is_true(got_has(&got, "\"size\":2,"));
	is_true(got_has(&got, root));
	is_true(got_has(&got, key));
	got = ask("/ledger", "text/html");
	is_int(got.status, 200);
	is_true(got_has(&got, "href=\"/ledger/checkpoint\""));
	is_true(got_has(&got, key));
	end();
}

static void a_log_nobody_signs_says_so(struct world *w)
{
	(void)w;
	begin();
	struct got got = ask("/ledger/checkpoint", "application/json");

	is_int(got.status, 404);
	is_true(got_has(&got, "ledger.key_missing"));
	got = ask("/ledger", "application/json");
	is_int(got.status, 200);
	is_true(got_has(&got, "\"size\":0,"));
	is_true(got_has(&got, "\"last_at\":null"));
	is_true(got_has(&got, "\"key\":null"));
	is_int(ask("/ledger", "text/html").status, 200);
	end();
}

static void what_was_shown_is_on_record(struct world *w)
{
	struct op op;
	struct seen seen;

	(void)w;
	begin();
	op = (struct op){ .mem = server->mem };
	struct got got = ask("/things", "*/*");

	is_int(got.status, 200);
	is_text(got.body, "seven and eight");
	is_rc(writer_run(server->writer, &op, read_all, &seen), RC_OK);
	is_int(seen.looks_count, 1);
	is_text(seen.looks_count ? seen.looks[0].ids : NULL, "7 8");
	is_text(seen.looks_count ? seen.looks[0].purpose : NULL, "test");
	end();
}

TESTS_PLAIN(anybody_reads_the_head_of_the_log_and_its_checkpoint, a_log_nobody_signs_says_so,
	    what_was_shown_is_on_record)
