/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_cli.h"
#include "core/text.h"
#include "dossier/dossier_demo.h"

static enum rc number(struct op *op, const struct args *args, const char *name, int64_t *out)
{
	const char *text = args_option(args, name);

	if (text && !text_number(text, out))
		return FAIL(op, RC_INVALID, "demo.number", "%s %s", name, text);
	return RC_OK;
}

static enum rc run_fill(struct op *op, struct args *args)
{
	struct demo_fill asked = { 0 };
	int64_t seed = 1;

	if (!args_option(args, "--dossiers"))
		return FAIL(op, RC_INVALID, "demo.count", "%s", "");
	TRY(number(op, args, "--dossiers", &asked.dossiers));
	TRY(number(op, args, "--residue", &asked.residue));
	TRY(number(op, args, "--seed", &seed));
	asked.seed = (uint64_t)seed;
	TRY(demo_fill(op, &asked));
	if (args->json)
		fprintf(args->out, "{\"dossiers\":%lld,\"residue\":%lld,\"seed\":%lld}\n",
			(long long)asked.dossiers, (long long)asked.residue, (long long)seed);
	else
		fprintf(args->out, "%s\n",
			words_put(op->mem, args->lang, "demo.filled",
				  arena_text(op->mem, "%lld", (long long)asked.dossiers)));
	return RC_OK;
}

static const struct option_spec fill_options[] = {
	{ "--dossiers", "N", false },
	{ "--seed", "S", false },
	{ "--residue", "N", false },
	{ 0 },
};

const struct command dossier_commands[] = {
	{ .name = "demo fill", .usage = "--dossiers N [--seed S] [--residue N]", .help = "demo.help",
	  .store = STORE_WRITE, .run = run_fill, .options = fill_options },
	{ 0 },
};
