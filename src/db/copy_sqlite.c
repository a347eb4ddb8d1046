/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store is made on SQLite in a file beside the one it will be. Nobody else opens that file and it
 * is thrown away when anything fails, so it is written without a journal; indexes come last,
 * references are looked at once. Sorting spills to the disk, so that any size fits into little
 * memory.
 */
#include "db/copy_sqlite.h"
#include "core/text.h"
#include "db/backup_digest.h"
#include "db/backup_part.h"
#include "db/conn.h"
#include "db/copy_line.h"
#include <unistd.h>

enum rc copy_sqlite_run(struct op *op, sqlite3 *handle, const char *text)
{
	if (sqlite3_exec(handle, text, NULL, NULL, NULL) != SQLITE_OK)
		return sqlite_fault(op, handle, text);
	return RC_OK;
}

static void finalize(void *statement)
{
	sqlite3_finalize(statement);
}

enum rc copy_sqlite_prepare(struct op *op, struct arena *mem, sqlite3 *handle, const char *text,
			    sqlite3_stmt **out)
{
	*out = NULL;
	if (sqlite3_prepare_v2(handle, text, -1, out, NULL) != SQLITE_OK)
		return sqlite_fault(op, handle, text);
	arena_defer(mem, finalize, *out);
	return RC_OK;
}

/* Columns of SQLite take anything; only what their type says can be copied. */
static bool put_value(struct line *l, sqlite3_stmt *s, int at, enum db_type type)
{
	const char *text;
	size_t size;

	switch (sqlite3_column_type(s, at)) {
	case SQLITE_NULL:
		line_null(l);
		return true;
	case SQLITE_INTEGER:
		line_int(l, sqlite3_column_int64(s, at));
		return type == DB_INT;
	case SQLITE_BLOB:
		size = (size_t)sqlite3_column_bytes(s, at);
		line_bytes(l, sqlite3_column_blob(s, at), size);
		return type == DB_BYTES;
	default:
		text = (const char *)sqlite3_column_text(s, at);
		size = (size_t)sqlite3_column_bytes(s, at);
		line_text(l, text, size);
		return type == DB_TEXT && text_is_utf8(text, size);
	}
}

static enum rc read_rows(struct op *op, sqlite3 *handle, struct arena *mem, sqlite3_stmt *s,
			 const struct shape_table *t, enum copy_values values, copy_row *row,
			 void *context)
{
	struct line *l = line_new(mem);
	int64_t number = 0;
	int step;

	while ((step = sqlite3_step(s)) == SQLITE_ROW) {
		number++;
		line_begin(l);
		for (size_t i = 0; i < t->columns_count; i++)
			if (!put_value(l, s, (int)i, t->types[i]) && values == COPY_TYPED)
				return FAIL(op, RC_BROKEN, "store.damaged",
					    "table %s, row %lld: %s holds what it cannot hold",
					    t->name, (long long)number, t->names[i]);
		line_end(l);
		TRY(row(op, l->text, l->size, context));
	}
	if (step != SQLITE_DONE)
		return sqlite_fault(op, handle,
				    arena_text(op->mem, "table %s behind row %lld", t->name,
					       (long long)number));
	return RC_OK;
}

enum rc copy_sqlite_read(struct op *op, sqlite3 *handle, const struct shape_table *t,
			 enum copy_values values, copy_row *row, void *context)
{
	struct arena *mem = arena_new();
	sqlite3_stmt *s;
	enum rc rc = copy_sqlite_prepare(
		op, mem, handle,
		arena_text(mem, "SELECT %s FROM \"%s\" ORDER BY %s", t->columns, t->name, t->key),
		&s);

	if (rc == RC_OK)
		rc = read_rows(op, handle, mem, s, t, values, row, context);
	arena_drop(mem);
	return rc;
}

static enum rc end_read(struct op *op, struct copy_end *end, const struct shape_table *table,
			copy_row *row, void *context)
{
	TRY(db_call(op, end->db, "copy out"));
	return copy_sqlite_read(op, sqlite_handle(end->db), table, COPY_TYPED, row, context);
}

/* The end that is written. */

struct making {
	struct part *part;
	struct arena *table_mem; /* the statement of the table that is being written */
	sqlite3_stmt *insert;
	const char **indexes; /* to be made again */
	size_t indexes_count;
};

static const char set_up[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
			     "PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE;"
			     "PRAGMA cache_size = -65536";

static enum rc take_indexes_off(struct op *op, struct copy_end *end, struct arena *mem)
{
	struct making *m = end->own;
	sqlite3 *handle = sqlite_handle(end->db);
	char *drops = arena_copy(mem, "");
	sqlite3_stmt *s;

	TRY(copy_sqlite_prepare(
		op, mem, handle,
		"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
		&s));
	while (sqlite3_step(s) == SQLITE_ROW) {
		m->indexes = arena_grow(end->mem, m->indexes, m->indexes_count, sizeof *m->indexes);
		m->indexes[m->indexes_count++] =
			arena_copy(end->mem, (const char *)sqlite3_column_text(s, 1));
		drops = arena_text(mem, "%sDROP INDEX \"%s\";", drops, sqlite3_column_text(s, 0));
	}
	sqlite3_reset(s);
	return copy_sqlite_run(op, handle, drops);
}

static enum rc end_make(struct op *op, struct copy_end *end, const struct shape *shape)
{
	struct making *m = arena_one(end->mem, struct making);

	end->own = m;
	TRY(part_begin(op, end->mem, end->place, &m->part));
	TRY(db_open_bare(op, arena_text(end->mem, "sqlite:%s", part_path(m->part)), DB_CREATE,
			 &end->db));
	sqlite3 *handle = sqlite_handle(end->db);

	TRY(copy_sqlite_run(op, handle, set_up));
	TRY(db_migrate(op, end->db, true));
	struct arena *mem = arena_new();
	enum rc rc = take_indexes_off(op, end, mem);

	arena_drop(mem);
	TRY(rc);
	TRY(copy_sqlite_run(op, handle, "BEGIN EXCLUSIVE"));
	for (size_t i = 0; i < shape->count; i++)
		TRY(copy_sqlite_run(
			op, handle,
			arena_text(end->mem, "DELETE FROM \"%s\"", shape->tables[i].name)));
	return RC_OK;
}

static enum rc end_table_begin(struct op *op, struct copy_end *end, const struct shape_table *t)
{
	struct making *m = end->own;
	char *marks;

	end->table = t;
	TRY(db_call(op, end->db, "copy in"));
	m->table_mem = arena_new();
	marks = arena_copy(m->table_mem, "?");
	for (size_t i = 1; i < t->columns_count; i++)
		marks = arena_text(m->table_mem, "%s,?", marks);
	return copy_sqlite_prepare(op, m->table_mem, sqlite_handle(end->db),
				   arena_text(m->table_mem, "INSERT INTO \"%s\" (%s) VALUES (%s)",
					      t->name, t->columns, marks),
				   &m->insert);
}

static enum rc end_put(struct op *op, struct copy_end *end, char *line, size_t size)
{
	struct making *m = end->own;
	const struct shape_table *t = end->table;
	struct db_in values[SHAPE_COLUMNS];

	if (!line_split(line, size, t->types, t->columns_count, values))
		return FAIL(op, RC_BROKEN, "store.damaged", "table %s: not a row of it", t->name);
	for (size_t i = 0; i < t->columns_count; i++) {
		const struct db_in *v = &values[i];
		int at = (int)i + 1;

		if (v->type == DB_INT)
			sqlite3_bind_int64(m->insert, at, v->number);
		else if (v->type == DB_TEXT)
			sqlite3_bind_text64(m->insert, at, v->data, v->size, SQLITE_STATIC,
					    SQLITE_UTF8);
		else if (v->type == DB_BYTES)
			sqlite3_bind_blob64(m->insert, at, v->data, v->size, SQLITE_STATIC);
		else
			sqlite3_bind_null(m->insert, at);
	}
	int step = sqlite3_step(m->insert);

	sqlite3_reset(m->insert);
	if (step == SQLITE_CONSTRAINT) /* both sides have these rules: they were broken there */
		return FAIL(op, RC_BROKEN, "store.damaged", "%s",
			    sqlite3_errmsg(sqlite_handle(end->db)));
	return step == SQLITE_DONE ? RC_OK : sqlite_fault(op, sqlite_handle(end->db), t->name);
}

static void table_over(struct making *m)
{
	if (m->table_mem)
		arena_drop(m->table_mem);
	m->table_mem = NULL;
}

static enum rc end_table_end(struct op *op, struct copy_end *end)
{
	(void)op;
	table_over(end->own);
	return RC_OK;
}

static enum rc look_at_references(struct op *op, sqlite3 *handle)
{
	struct arena *mem = arena_new();
	sqlite3_stmt *s;
	enum rc rc = copy_sqlite_prepare(op, mem, handle, "PRAGMA foreign_key_check", &s);

	if (rc == RC_OK && sqlite3_step(s) == SQLITE_ROW)
		rc = FAIL(op, RC_BROKEN, "store.damaged",
			  "table %s, row %lld: what it refers to in %s is missing",
			  sqlite3_column_text(s, 0), (long long)sqlite3_column_int64(s, 1),
			  sqlite3_column_text(s, 2));
	arena_drop(mem);
	return rc;
}

static enum rc end_complete(struct op *op, struct copy_end *end)
{
	struct making *m = end->own;
	sqlite3 *handle = sqlite_handle(end->db);

	for (size_t i = 0; i < m->indexes_count; i++)
		TRY(copy_sqlite_run(op, handle, m->indexes[i]));
	TRY(look_at_references(op, handle));
	TRY(copy_sqlite_run(op, handle, "COMMIT"));
	return db_begin_read(op, end->db);
}

static enum rc end_keep(struct op *op, struct copy_end *end)
{
	struct making *m = end->own;

	end->db->engine->rollback(end->db->state); /* of reading */
	if (end->backup)
		TRY(digest_write(op, sqlite_handle(end->db)));
	db_close(end->db);
	end->db = NULL;
	return part_keep(op, m->part);
}

static void end_drop(struct copy_end *end)
{
	struct making *m = end->own;

	if (m)
		table_over(m);
	db_close(end->db);
	if (m && m->part)
		part_drop(m->part);
}

static enum rc end_unmake(struct op *op, const char *place, const struct shape *shape)
{
	(void)op;
	(void)shape;
	part_remove_companions(place);
	unlink(place);
	return RC_OK;
}

const struct copy_engine copy_sqlite = {
	.read = end_read,
	.make = end_make,
	.table_begin = end_table_begin,
	.put = end_put,
	.table_end = end_table_end,
	.complete = end_complete,
	.keep = end_keep,
	.drop = end_drop,
	.unmake = end_unmake,
};
