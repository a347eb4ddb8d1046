/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_cli.h"
#include "ledger/ledger.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a command said, and how it ended. */
struct said {
	enum rc rc;
	bool no;
	char *out;
};

static struct said run(struct world *w, const char *name, const char *const *words, size_t words_count,
		       const char *input, const char *checkpoint, bool json)
{
	struct op *op = world_read(w, MAY_ALL);
	struct said said = { .rc = RC_BROKEN };
	struct args args = { .words = words, .words_count = words_count, .json = json, .lang = LANG_EN };
	size_t size;

	args.in = input ? fmemopen((void *)(uintptr_t)input, strlen(input), "r") : stdin;
	args.out = open_memstream(&said.out, &size);
	args.err = fopen("/dev/null", "w");
	if (checkpoint) {
		args.options[0].name = "--checkpoint";
		args.options[0].value = checkpoint;
		args.options_count = 1;
	}
	for (const struct command *c = ledger_commands; c->name; c++)
		if (!strcmp(c->name, name))
			said.rc = c->run(op, &args);
	fclose(args.out);
	fclose(args.err);
	if (input)
		fclose(args.in);
	said.no = args.no;
	char *out = arena_copy(op->mem, said.out);

	free(said.out);
	said.out = out;
	op->err = (struct err){ 0 };
	is_rc(world_end(op), RC_OK);
	return said;
}

static struct said plain(struct world *w, const char *name, bool json)
{
	return run(w, name, NULL, 0, NULL, NULL, json);
}

static struct said with_words(struct world *w, const char *name, const char *first, const char *second)
{
	return run(w, name, (const char *const[]){ first, second }, second ? 2 : 1, NULL, NULL, false);
}

static struct said with_input(struct world *w, const char *name, const char *input)
{
	return run(w, name, NULL, 0, input, NULL, false);
}

static void fill(struct world *w, int count)
{
	struct op *op = world_op(w, MAY_ALL);

	for (int i = 0; i < count; i++)
		is_rc(ledger_add(op, "dossier.open", "H18.25-250630-0001", NULL), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void a_proof_that_was_handed_out_is_believed(struct world *w)
{
	fill(w, 7);
	struct said inside = with_words(w, "ledger prove", "5", NULL);
	struct said grown = with_words(w, "ledger prove-consistency", "3", NULL);
	struct said earlier = with_words(w, "ledger prove-consistency", "3", "6");

	is_rc(inside.rc, RC_OK);
	is_true(strstr(inside.out, "{\"index\":5,\"size\":7,\"leaf\":\"") == inside.out);
	is_true(strstr(earlier.out, "{\"size1\":3,\"size2\":6,\"root1\":\"") == earlier.out);

	struct said checked = with_input(w, "ledger check-inclusion", inside.out);

	is_text(checked.out, "ok\n");
	is_true(!checked.no);
	is_text(with_input(w, "ledger check-consistency", grown.out).out, "ok\n");
	is_text(with_input(w, "ledger check-consistency", earlier.out).out, "ok\n");
	checked = with_input(w, "ledger check-inclusion", grown.out);
	is_text(checked.out, "bad\n");
	is_true(checked.no);
}

static void each_line_gets_its_answer_in_order(struct world *w)
{
	fill(w, 2);
	const char *good = with_words(w, "ledger prove", "0", NULL).out;
	char lines[4000];

	snprintf(lines, sizeof lines, "%s\nnonsense\n%s{}", good, good);
	struct said checked = with_input(w, "ledger check-inclusion", lines);

	is_rc(checked.rc, RC_OK);
	is_text(checked.out, "ok\nbad\nbad\nok\nbad\n");
	is_true(checked.no);
}

static void what_is_not_there_is_answered_no_and_nonsense_refused(struct world *w)
{
	fill(w, 2);
	struct said said = with_words(w, "ledger prove", "2", NULL);

	is_rc(said.rc, RC_OK);
	is_true(said.no);
	is_text(said.out, "");
	is_true(with_words(w, "ledger prove-consistency", "3", NULL).no);
	is_true(with_words(w, "ledger prove-consistency", "0", NULL).no);
	is_rc(with_words(w, "ledger prove", "x", NULL).rc, RC_INVALID);
	is_rc(with_words(w, "ledger prove", "", NULL).rc, RC_INVALID);
	is_rc(with_words(w, "ledger prove", "99999999999999999999", NULL).rc, RC_INVALID);
	is_rc(plain(w, "ledger checkpoint", false).rc, RC_NOT_FOUND);
	is_rc(plain(w, "ledger key", false).rc, RC_NOT_FOUND);
}

static void a_damaged_log_is_answered_no_with_the_place(struct world *w)
{
	fill(w, 5);
	struct said said = plain(w, "ledger verify", false);

	is_true(!said.no);
	is_true(strstr(said.out, "size 5\nroot ") == said.out);
	is_true(strstr(plain(w, "ledger verify", true).out, "{\"ok\":true,\"size\":5,") != NULL);
	world_tamper(w, "UPDATE ledger SET action = 'x' WHERE seq = 3");
	said = plain(w, "ledger verify", false);
	is_rc(said.rc, RC_OK);
	is_true(said.no);
	is_true(strstr(said.out, "entry 3 was changed") != NULL);
	said = plain(w, "ledger verify", true);
	is_true(strstr(said.out, "{\"ok\":false,") == said.out);
	is_true(strstr(said.out, "{\"key\":\"ledger.check_leaf\",\"at\":\"3\",") != NULL);
	world_tamper(w, "UPDATE ledger_head SET peaks = zeroblob(7)");
	said = plain(w, "ledger verify", false);
	is_rc(said.rc, RC_OK);
	is_true(said.no);
}

static void a_checkpoint_kept_elsewhere_finds_a_rewritten_log(struct world *w)
{
	struct op keep = { .mem = arena_new() };
	char path[] = "/tmp/haicap-checkpoint-XXXXXX";
	int fd = mkstemp(path);
	struct key *key;

	is_rc(key_make(&keep, NULL, "haicap/H18/test", &key), RC_OK);
	key_hold(key);
	struct op *op = world_op(w, MAY_ALL);

	is_rc(ledger_enter_key(op, key), RC_OK);
	is_rc(world_end(op), RC_OK);
	const char *note = plain(w, "ledger checkpoint", false).out;

	is_int(write(fd, note, strlen(note)), strlen(note));
	is_text(plain(w, "ledger key", false).out,
		arena_text(keep.mem, "%s\n", note_key_show(keep.mem, &key->shown)));
	fill(w, 3);
	is_true(!run(w, "ledger verify", NULL, 0, NULL, path, false).no);
	/* everything is rewritten consistently, as only somebody with the store's file could */
	world_tamper(w, "DELETE FROM ledger; DELETE FROM ledger_head");
	fill(w, 4);
	is_true(!plain(w, "ledger verify", false).no);
	struct said said = run(w, "ledger verify", NULL, 0, NULL, path, false);

	is_true(said.no);
	is_true(strstr(said.out, "is not the published one") != NULL);
	is_int(ftruncate(fd, (off_t)strlen(note) - 5), 0);
	is_rc(run(w, "ledger verify", NULL, 0, NULL, path, false).rc, RC_INVALID);
	is_rc(run(w, "ledger verify", NULL, 0, NULL, "/nowhere", false).rc, RC_INVALID);
	close(fd);
	unlink(path);
	key_hold(NULL);
	arena_drop(keep.mem);
}

TESTS(a_proof_that_was_handed_out_is_believed, each_line_gets_its_answer_in_order,
      what_is_not_there_is_answered_no_and_nonsense_refused,
      a_damaged_log_is_answered_no_with_the_place,
      a_checkpoint_kept_elsewhere_finds_a_rewritten_log)
