/* SPDX-License-Identifier: Apache-2.0 */
/* haicap copy: a store carried over to another engine, and what both sides must show. */
#include "main.h"
#include "core/time.h"
#include "db/copy.h"
#include "ledger/key.h"
#include "ledger/merkle.h"
#include "territory/order_count.h"
#include "territory/territory.h"
#include <jansson.h>
#include <string.h>
#include <unistd.h>

_Static_assert((int)COPY_ROOT_BYTES == (int)HASH_BYTES, "one kind of hash");

static void tree_add(void *tree, const void *bytes, size_t size)
{
	merkle_add(tree, bytes, size);
}

static void tree_root(const void *tree, unsigned char root[COPY_ROOT_BYTES])
{
	struct hash hash;

	merkle_root(tree, &hash);
	memcpy(root, hash.bytes, sizeof hash.bytes);
}

static const struct copy_tree tree = {sizeof(struct merkle), tree_add, tree_root};

/* The roots an order's certificate would have before it, of the units as they are called today. */
static enum rc add_kinds(struct op *op, struct copy_roots *roots)
{
	const struct territory *t;

	TRY(territory_of(op, &t));
	for (const struct mover *const *m = movers_all(); *m; m++) {
		int64_t records;
		char root[ROOT_TEXT];

		if (!(*m)->each)
			continue;
		TRY(count_live(op, t, *m, time_day(op->now_us), &records, root));
		copy_roots_add(roots, false, (*m)->kind, records, root);
	}
	return RC_OK;
}

/* One line of a terminal, written over again and again. */
static void tell(void *context, const char *table, int64_t rows, bool checked)
{
	const struct args *args = context;

	fprintf(args->err, "\r\033[K%s %s %lld",
		words(args->lang, checked ? "copy.checking" : "copy.copying"), table,
		(long long)rows);
	fflush(args->err);
}

static bool at_terminal(const struct args *args)
{
	return isatty(fileno(args->err)) == 1;
}

struct copy_way main_copy_way(struct args *args)
{
	return (struct copy_way){
		.tree = &tree,
		.kinds = add_kinds,
		.progress = at_terminal(args) ? tell : NULL,
		.context = args,
	};
}

void main_copy_told(const struct args *args)
{
	if (at_terminal(args))
		fprintf(args->err, "\r\033[K");
}

static enum rc print_json(struct op *op, const struct args *args, const struct copy_roots *roots)
{
	json_t *tables = json_array(), *kinds = json_array();
	json_t *all = json_pack("{s:o, s:o}", "tables", tables, "kinds", kinds);

	for (size_t i = 0; i < roots->count; i++) {
		const struct copy_root *r = &roots->items[i];

		json_array_append_new(r->table ? tables : kinds,
				      json_pack("{s:s, s:I, s:s}", r->table ? "table" : "kind",
						r->name, r->table ? "rows" : "records",
						(json_int_t)r->count, "root", r->root));
	}
	bool written =
		json_dumpf(all, args->out, JSON_COMPACT) == 0 && fputc('\n', args->out) != EOF;

	json_decref(all);
	return written ? RC_OK : FAIL(op, RC_BROKEN, "command.output", "stdout");
}

static void print_text(const struct args *args, const struct copy_roots *roots)
{
	for (size_t i = 0; i < roots->count; i++) {
		const struct copy_root *r = &roots->items[i];

		fprintf(args->out, "%s\t%s\t%lld\t%s\n", r->table ? "table" : "kind", r->name,
			(long long)r->count, r->root);
	}
}

/* The key is nobody's but the store's: it is carried over by hand, or another one is made. */
static enum rc tell_of_key(struct op *op, const struct args *args, const char *from, const char *to)
{
	const char *old, *new;

	TRY(key_path(op, from, args_option(args, "--key"), &old));
	TRY(key_path(op, to, NULL, &new));
	if (old && new)
		fprintf(args->err, "%s\n", words_put(op->mem, args->lang, "copy.key", old, new));
	return RC_OK;
}

static enum rc copy_run(struct op *op, struct args *args)
{
	const char *from = main_url(args), *to = args_option(args, "--to");
	struct copy_roots roots = { .mem = op->mem };
	struct copy_way way = main_copy_way(args);

	if (!to)
		return FAIL_FIELD(op, "--to", "command.option_missing", "%s", "");
	enum rc rc = db_copy(op, from, to, &way, &roots);

	main_copy_told(args);
	TRY(rc);
	if (args->json)
		TRY(print_json(op, args, &roots));
	else
		print_text(args, &roots);
	return tell_of_key(op, args, from, to);
}

static const struct option_spec copy_options[] = {{ "--to", "URL", false }, { 0 }};

const struct command copy_commands[] = {
	{"copy", "--to URL", "command.copy", STORE_OWN, copy_run, 0, 0, copy_options, NULL, NULL},
	{0},
};
