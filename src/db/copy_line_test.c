/* SPDX-License-Identifier: Apache-2.0 */
#include "db/copy_line.h"
#include "db/copy_shape.h"
#include "tests/tap.h"
#include <string.h>

static const enum db_type types[] = {DB_INT, DB_TEXT, DB_BYTES, DB_TEXT};

static bool splits(struct arena *mem, const char *line, struct db_in *out)
{
	return line_split(arena_copy(mem, line), strlen(line), types, 4, out);
}

static void a_row_comes_back_as_it_was(struct world *w)
{
	static const char odd[] = "\\N a\tb\nc\rd\\e\b\f\v\x01\x7f Ứng";
	static const unsigned char bytes[] = { 0, '\\', '\t', '\n', 255 };
	struct arena *mem = arena_new();
	struct line *l = line_new(mem);
	struct db_in out[4];

	(void)w;
	line_begin(l);
	line_int(l, INT64_MIN);
	line_text(l, odd, sizeof odd - 1);
	line_bytes(l, bytes, sizeof bytes);
	line_null(l);
	line_end(l);
	is_true(memchr(l->text, '\n', l->size) == l->text + l->size - 1);
	is_true(line_split(l->text, l->size, types, 4, out));
	is_true(out[0].type == DB_INT && out[0].number == INT64_MIN);
	is_true(out[1].size == sizeof odd - 1 && !memcmp(out[1].data, odd, out[1].size));
	is_true(out[2].size == sizeof bytes && !memcmp(out[2].data, bytes, out[2].size));
	is_true(out[3].type == DB_NULL);
	arena_drop(mem);
}

static void nothing_and_an_empty_text_are_two_things(struct world *w)
{
	struct arena *mem = arena_new();
	struct db_in out[4];

	(void)w;
	is_true(splits(mem, "0\t\t\\\\x\t\\N\n", out));
	is_true(out[1].type == DB_TEXT && out[1].size == 0);
	is_true(out[2].type == DB_BYTES && out[2].size == 0);
	is_true(out[3].type == DB_NULL);
	is_true(splits(mem, "\\N\t\\\\N\t\\N\tx\n", out));
	is_true(out[0].type == DB_NULL && out[2].type == DB_NULL);
	is_true(out[1].type == DB_TEXT && out[1].size == 2);
	arena_drop(mem);
}

static void what_is_no_row_is_refused(struct world *w)
{
	static const char *const wrong[] = {
		"",
		"1\ta\t\\\\x00\tb",
		"1\ta\t\\\\x00\n",
		"1\ta\t\\\\x00\tb\tc\n",
		"one\ta\t\\\\x00\tb\n",
		"\ta\t\\\\x00\tb\n",
		"9223372036854775808\ta\t\\\\x00\tb\n",
		"1\ta\\q\t\\\\x00\tb\n",
		"1\ta\t\\\\x0\tb\n",
		"1\ta\t\\\\x0g\tb\n",
		"1\ta\tx00\tb\n",
		"1\ta\t\\\\x00\tb\\\n",
	};
	struct arena *mem = arena_new();
	struct db_in out[4];

	(void)w;
	is_true(splits(mem, "1\ta\t\\\\x00\tb\n", out));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		is_true(!splits(mem, wrong[i], out));
	arena_drop(mem);
}

static void every_table_of_the_program_can_be_copied(struct world *w)
{
	struct op op = { .mem = arena_new() };
	struct shape shape;

	(void)w;
	is_rc(shape_of_program(&op, &shape), RC_OK);
	is_true(shape.count > 30);
	for (size_t i = 0; i < shape.count; i++)
		is_true(strcmp(shape.tables[i].name, "migration") != 0);
	arena_drop(op.mem);
}

TESTS_PLAIN(a_row_comes_back_as_it_was, nothing_and_an_empty_text_are_two_things,
	    what_is_no_row_is_refused, every_table_of_the_program_can_be_copied)
