/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_cli.h"
#include "core/text.h"
#include "ledger/ledger.h"
#include "ledger/ledger_line.h"
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

static const char *base64(struct op *op, const struct hash *hash)
{
	return text_base64(op->mem, hash->bytes, HASH_BYTES);
}

static void print_json(struct args *args, json_t *json)
{
	json_dumpf(json, args->out, JSON_COMPACT);
	fputc('\n', args->out);
	json_decref(json);
}

/* The head that the checkpoint in file @path tells, which must be signed by a key of this store. */
static enum rc read_checkpoint(struct op *op, const char *path, struct ledger_head *out)
{
	char *note = arena_alloc(op->mem, NOTE_SIZE_MAX + 1);
	FILE *file = fopen(path, "re");
	struct checkpoint c;
	const char *text;

	if (!file)
		return FAIL_FIELD(op, "--checkpoint", "ledger.checkpoint_file", "%s: %s", path,
				  strerror(errno));
	size_t size = fread(note, 1, NOTE_SIZE_MAX, file);
	bool failed = ferror(file) != 0;

	fclose(file);
	if (failed)
		return FAIL_FIELD(op, "--checkpoint", "ledger.checkpoint_file", "%s", path);
	TRY(ledger_open_note(op, note, size, &text));
	if (!checkpoint_read(op->mem, text, &c))
		return FAIL_FIELD(op, "--checkpoint", "ledger.checkpoint_file", "%s", path);
	*out = (struct ledger_head){ .size = c.size, .root = c.root };
	return RC_OK;
}

static json_t *findings_json(struct op *op, const struct findings *f, enum lang lang)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->count; i++) {
		struct finding *item = &f->items[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "key", item->key, "at",
						      item->args[0] ? item->args[0] : "", "text",
						      finding_show(op->mem, item, lang)));
	}
	return list;
}

static enum rc verify_run(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };
	const char *path = args_option(args, "--checkpoint");
	struct ledger_head head, known;

	if (path)
		TRY(read_checkpoint(op, path, &known));
	TRY(ledger_verify(op, path ? &known : NULL, &f, &head));
	if (f.errors)
		args_no(args);
	if (args->json) {
		print_json(args, json_pack("{s:b, s:I, s:s, s:o}", "ok", !f.errors, "size",
					   (json_int_t)head.size, "root", base64(op, &head.root),
					   "findings", findings_json(op, &f, args->lang)));
		return RC_OK;
	}
	fprintf(args->out, "size %" PRIu64 "\nroot %s\n", head.size, base64(op, &head.root));
	findings_print(&f, args->lang, args->out);
	return RC_OK;
}

static enum rc checkpoint_run(struct op *op, struct args *args)
{
	struct ledger_head head;
	char *note;

	TRY(ledger_checkpoint(op, &note));
	if (!args->json) {
		fputs(note, args->out);
		return RC_OK;
	}
	TRY(ledger_head(op, &head));
	print_json(args, json_pack("{s:s, s:I, s:s, s:s}", "origin", key_held()->shown.name, "size",
				   (json_int_t)head.size, "root", base64(op, &head.root), "note", note));
	return RC_OK;
}

static json_t *hashes_json(struct op *op, const struct ledger_proof *p)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->hashes_count; i++)
		json_array_append_new(list, json_string(base64(op, &p->hashes[i])));
	return list;
}

static enum rc number_word(struct op *op, const char *text, const char *name, uint64_t *out)
{
	int64_t number;

	if (!text_number(text, &number))
		return FAIL_FIELD(op, name, "ledger.number", "%s", text);
	*out = (uint64_t)number;
	return RC_OK;
}

/* What is not there cannot be proved: that is an answer, not a fault. */
static enum rc no_proof(struct op *op, struct args *args)
{
	fprintf(args->err, "haicap: %s (%s)\n", words(args->lang, op->err.key), op->err.detail);
	op->err = (struct err){ 0 };
	args_no(args);
	return RC_OK;
}

static enum rc prove_run(struct op *op, struct args *args)
{
	const char *text = args_option(args, "--size");
	uint64_t index, size = 0;
	struct ledger_proof p;

	TRY(number_word(op, args->words[0], "N", &index));
	if (text)
		TRY(number_word(op, text, "--size", &size));
	enum rc rc = ledger_prove(op, index, size, &p);

	if (rc == RC_NOT_FOUND)
		return no_proof(op, args);
	TRY(rc);
	print_json(args, json_pack("{s:I, s:I, s:s, s:o, s:s}", "index", (json_int_t)p.index, "size",
				   (json_int_t)p.size, "leaf", base64(op, &p.leaf), "proof",
				   hashes_json(op, &p), "root", base64(op, &p.root)));
	return RC_OK;
}

static enum rc prove_consistency_run(struct op *op, struct args *args)
{
	uint64_t size1, size2 = 0;
	struct ledger_proof p;

	TRY(number_word(op, args->words[0], "SIZE1", &size1));
	if (args->words_count > 1)
		TRY(number_word(op, args->words[1], "SIZE2", &size2));
	enum rc rc = ledger_prove_growth(op, size1, size2, &p);

	if (rc == RC_NOT_FOUND)
		return no_proof(op, args);
	TRY(rc);
	print_json(args, json_pack("{s:I, s:I, s:s, s:s, s:o}", "size1", (json_int_t)p.index, "size2",
				   (json_int_t)p.size, "root1", base64(op, &p.root1), "root2",
				   base64(op, &p.root), "proof", hashes_json(op, &p)));
	return RC_OK;
}

static enum rc key_run(struct op *op, struct args *args)
{
	struct note_key *keys;
	size_t count;

	TRY(ledger_keys(op, &keys, &count));
	if (!count)
		return FAIL(op, RC_NOT_FOUND, "ledger.key_none", "%s", "");
	const char *shown = note_key_show(op->mem, &keys[count - 1]);

	if (args->json)
		print_json(args, json_pack("{s:s}", "key", shown));
	else
		fprintf(args->out, "%s\n", shown);
	return RC_OK;
}

typedef bool(line_check)(struct arena *mem, const char *line, size_t size);

static void drop_line(void *line)
{
	free(*(char **)line);
}

/* One answer a line, in order; a last line needs no LF. */
static enum rc check_lines(struct op *op, struct args *args, line_check *check)
{
	struct arena *mem = arena_new();
	char **line = arena_one(op->mem, char *);
	size_t room = 0;
	ssize_t size;

	arena_defer(op->mem, drop_line, line);
	while ((size = getline(line, &room, args->in)) >= 0) {
		bool proved = check(mem, *line, (size_t)size);

		fputs(proved ? "ok\n" : "bad\n", args->out);
		if (!proved)
			args_no(args);
		arena_reset(mem);
	}
	arena_drop(mem);
	if (ferror(args->in))
		return FAIL(op, RC_BROKEN, "ledger.input", "%s", strerror(errno));
	return RC_OK;
}

static enum rc check_inclusion_run(struct op *op, struct args *args)
{
	return check_lines(op, args, line_proves_inclusion);
}

static enum rc check_consistency_run(struct op *op, struct args *args)
{
	return check_lines(op, args, line_proves_consistency);
}

static const struct option_spec verify_options[] = { { "--checkpoint", "FILE", false }, { 0 } };
static const struct option_spec prove_options[] = { { "--size", "SIZE", false }, { 0 } };

/* clang-format off */
const struct command ledger_commands[] = {
	{ "ledger verify",            "[--checkpoint FILE]", "ledger.help_verify",      STORE_READ, verify_run,            0, 0, verify_options, NULL },
	{ "ledger checkpoint",        "",                    "ledger.help_checkpoint",  STORE_READ, checkpoint_run,        0, 0, NULL,           NULL },
	{ "ledger prove",             "N [--size SIZE]",     "ledger.help_prove",       STORE_READ, prove_run,             1, 1, prove_options,  NULL },
	{ "ledger prove-consistency", "SIZE1 [SIZE2]",       "ledger.help_prove_growth", STORE_READ, prove_consistency_run, 1, 2, NULL,          NULL },
	{ "ledger key",               "",                    "ledger.help_key",         STORE_READ, key_run,               0, 0, NULL,           NULL },
	{ "ledger check-inclusion",   "",                    "ledger.help_inclusion",   STORE_NONE, check_inclusion_run,   0, 0, NULL,           NULL },
	{ "ledger check-consistency", "",                    "ledger.help_consistency", STORE_NONE, check_consistency_run, 0, 0, NULL,           NULL },
	{ 0 },
};
/* clang-format on */
