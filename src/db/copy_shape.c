/* SPDX-License-Identifier: Apache-2.0 */
#include "db/copy_shape.h"
#include "core/text.h"
#include "db/conn.h"
#include "db/copy_sqlite.h"
#include <string.h>

/* clang-format off */
static const struct { const char *name; enum db_type type; } types[] = {
	{ "BIGINT",  DB_INT },
	{ "INTEGER", DB_INT },
	{ "TEXT",    DB_TEXT },
	{ "BLOB",    DB_BYTES },
};
/* clang-format on */

static enum db_type type_of(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (!strcmp(name, types[i].name))
			return types[i].type;
	return DB_NULL;
}

static bool is_plain(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static const char *joined(struct op *op, const char *list, const char *name)
{
	return list ? arena_text(op->mem, "%s, \"%s\"", list, name)
		    : arena_text(op->mem, "\"%s\"", name);
}

/* Columns come in their order; those of the key have a place in it, from 1. false: not one of ours. */
static bool take_columns(struct op *op, sqlite3_stmt *s, struct shape_table *t)
{
	const char *keys[SHAPE_COLUMNS + 1] = { 0 };

	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);
		size_t at = t->columns_count, key = (size_t)sqlite3_column_int(s, 2);

		if (at == SHAPE_COLUMNS || !is_plain(name))
			return false;
		t->types[at] = type_of((const char *)sqlite3_column_text(s, 1));
		if (t->types[at] == DB_NULL)
			return false;
		t->names[at] = arena_copy(op->mem, name);
		t->columns = joined(op, t->columns, name);
		t->columns_count++;
		if (key && key <= SHAPE_COLUMNS)
			keys[key - 1] = t->names[at];
	}
	for (size_t i = 0; keys[i]; i++)
		t->key = joined(op, t->key, keys[i]);
	return t->key != NULL;
}

static enum rc take_table(struct op *op, struct arena *mem, sqlite3 *handle, const char *name,
			  struct shape *out)
{
	struct shape_table *t;
	sqlite3_stmt *s;

	out->tables = arena_grow(op->mem, out->tables, out->count, sizeof *out->tables);
	t = &out->tables[out->count];
	*t = (struct shape_table){ .name = arena_copy(op->mem, name) };
	TRY(copy_sqlite_prepare(op, mem, handle, "SELECT name, type, pk FROM pragma_table_info(?1)",
				&s));
	sqlite3_bind_text(s, 1, t->name, -1, SQLITE_STATIC);
	if (is_plain(name) && take_columns(op, s, t))
		out->count++;
	else
		out->odd = t->name;
	return RC_OK;
}

static enum rc take_tables(struct op *op, struct arena *mem, sqlite3 *handle, struct shape *out)
{
	sqlite3_stmt *s;
	enum rc rc = RC_OK;
	int step;

	TRY(copy_sqlite_prepare(
		op, mem, handle,
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN "
		"('migration', 'backup_digest') AND name NOT GLOB 'sqlite_*' ORDER BY name",
		&s));
	while (rc == RC_OK && (step = sqlite3_step(s)) == SQLITE_ROW)
		rc = take_table(op, mem, handle, (const char *)sqlite3_column_text(s, 0), out);
	TRY(rc);
	return step == SQLITE_DONE ? RC_OK : sqlite_fault(op, handle, "sqlite_master");
}

enum rc shape_read(struct op *op, sqlite3 *handle, struct shape *out)
{
	struct arena *mem = arena_new();

	*out = (struct shape){ 0 };
	enum rc rc = take_tables(op, mem, handle, out);

	arena_drop(mem);
	return rc;
}

enum rc shape_of_program(struct op *op, struct shape *out)
{
	struct db *db;

	TRY(db_open(op, "sqlite::memory:", DB_CREATE, &db));
	enum rc rc = shape_read(op, sqlite_handle(db), out);

	db_close(db);
	TRY(rc);
	if (out->odd)
		return FAIL(op, RC_BROKEN, "store.other_schema", "%s cannot be copied", out->odd);
	return RC_OK;
}
