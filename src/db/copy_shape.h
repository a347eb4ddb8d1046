/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "db/db.h"

struct sqlite3;

/*
 * Which tables a store has, as its migrations made them: taken from an SQLite schema, and true of
 * every engine.
 */
enum { SHAPE_COLUMNS = 60 };

struct shape_table {
	const char *name;
	const char *columns; /* "id", "name": what SELECT, INSERT and COPY name */
	const char *key;     /* the columns of the primary key, the same way: the order of rows */
	size_t columns_count;
	enum db_type types[SHAPE_COLUMNS]; /* DB_INT, DB_TEXT or DB_BYTES */
	const char *names[SHAPE_COLUMNS];
};

struct shape {
	struct shape_table *tables; /* by name */
	size_t count;
	const char *odd; /* a table that was left out: no key, or names and types unlike ours */
};

/** The tables of the store @handle is open on, but for those of the migrations and of backups. */
CHECKED enum rc shape_read(struct op *op, struct sqlite3 *handle, struct shape *out);

/** The shape of every store of this program. */
CHECKED enum rc shape_of_program(struct op *op, struct shape *out);
