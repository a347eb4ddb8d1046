/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/copy_shape.h"
#include "db/engine.h"

/*
 * The two ends of a copy, as each engine brings them: one is read as it stands at one moment, the
 * other is made in a single step that either is there as a whole or is not there.
 */

/** Takes one row as a line (copy_line.h), which it may change. */
typedef enum rc(copy_row)(struct op *op, char *line, size_t size, void *context);

struct copy_end;

struct copy_engine {
	/* Of the end that is read, within its snapshot, or of the other once it is complete. */
	enum rc (*read)(struct op *op, struct copy_end *end, const struct shape_table *table,
			copy_row *row, void *context);
	/*
	 * Begins the store that is to be made at @end->place: its schema is there, its tables are
	 * empty. RC_CONFLICT (store.exists) somebody's is there already.
	 */
	enum rc (*make)(struct op *op, struct copy_end *end, const struct shape *shape);
	enum rc (*table_begin)(struct op *op, struct copy_end *end,
			       const struct shape_table *table);
	enum rc (*put)(struct op *op, struct copy_end *end, char *line, size_t size);
	enum rc (*table_end)(struct op *op, struct copy_end *end);
	/* All rows are there: indexes are made and references looked at; then it can be read. */
	enum rc (*complete)(struct op *op, struct copy_end *end);
	/* It becomes the store, on the disk. Until then nobody sees it. */
	enum rc (*keep)(struct op *op, struct copy_end *end);
	/* Takes away what was made and not kept; closes the store. Always called, once. */
	void (*drop)(struct copy_end *end);
	/* Takes a store away that was kept. */
	enum rc (*unmake)(struct op *op, const char *place, const struct shape *shape);
};

struct copy_end {
	const struct copy_engine *engine;
	const char *place; /* path or URL */
	struct db *db;
	struct arena *mem;		 /* as long as the end */
	const struct shape_table *table; /* that is being written */
	bool backup;			 /* the file that is made bears digests */
	bool replace;			 /* a rehearsal may be there already, on PostgreSQL */
	void *own;			 /* the engine's */
};

extern const struct copy_engine copy_sqlite, copy_postgres;
