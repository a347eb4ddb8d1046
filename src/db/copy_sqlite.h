/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/copy_end.h"
#include "db/sqlite.h"

/* What copying does on SQLite; for copy.c, the backup and the digests. */

/** Runs @text, which may be several statements. */
CHECKED enum rc copy_sqlite_run(struct op *op, sqlite3 *handle, const char *text);

/** A statement that is let go with @mem, which must happen before @handle is closed. */
CHECKED enum rc copy_sqlite_prepare(struct op *op, struct arena *mem, sqlite3 *handle,
				    const char *text, sqlite3_stmt **out);

/**
 * The rows of a table as lines, by primary key. COPY_TYPED: RC_BROKEN (store.damaged) when a value
 * is not of the type of its column, which other engines would refuse.
 */
enum copy_values { COPY_TYPED, COPY_ANY };
CHECKED enum rc copy_sqlite_read(struct op *op, sqlite3 *handle, const struct shape_table *table,
				 enum copy_values values, copy_row *row, void *context);
