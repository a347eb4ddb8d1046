/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the store of an area uses: statements by name, put and got inside the operation's transaction.
 *
 * db_put sends a statement without waiting (on PostgreSQL its verdict comes with the batch, after the
 * handler has returned); db_one, db_list and db_each wait for rows. Aim at none or one wait per
 * operation. Values are 64-bit integers (ids, times, truth as 0 and 1, money), text and bytes;
 * 0 stands for "none" where IN_OPT is used, and NULL comes back as 0 or a NULL pointer.
 */

/** One statement, made by sqlgen from a .sql file. Lives in a section of its own, see db_statements. */
struct sql {
	const char *name;     /* "dossier_find" */
	const char *sqlite;   /* with ?1, ?2 */
	const char *postgres; /* with $1, $2 */
	const char *scans;    /* "NAME…: why" it may read these tables whole, or NULL */
	const char *once;     /* why PostgreSQL need not plan it anew for other values, or NULL */
	const char *together; /* why those who ask it at the same time ask PostgreSQL as one, or NULL */
	unsigned params;      /* the highest number used */
	bool reads;           /* SELECT or WITH … SELECT: gives rows, changes nothing */
} __attribute__((aligned(64)));

#define SQL_SECTION __attribute__((section("haicap_sql"), used, aligned(64)))

/** All statements of the program: first and one behind the last. */
const struct sql *db_statements(const struct sql **end);

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };

struct db_in {
	enum db_type type;
	int64_t number;
	const void *data;
	size_t size;
};

struct db_ins {
	const struct db_in *items;
	size_t count;
};

#define IN_INT(n) { .type = DB_INT, .number = (n) }
/** NULL for 0. */
#define IN_OPT(n) { .type = (n) ? DB_INT : DB_NULL, .number = (n) }
/** NULL for a NULL pointer. */
#define IN_TEXT(t) { .type = DB_TEXT, .data = (t) }
#define IN_BYTES(p, n) { .type = DB_BYTES, .data = (p), .size = (n) }
#define IN_NULL { .type = DB_NULL }
#define IN(...)                                                                              \
	((struct db_ins){ (const struct db_in[]){ __VA_ARGS__ },                             \
			  sizeof((const struct db_in[]){ __VA_ARGS__ }) / sizeof(struct db_in) })
#define IN_NOTHING ((struct db_ins){ 0 })

struct db_bytes {
	const unsigned char *data;
	size_t size;
};

/** Where one column of the answer goes. Text and bytes are copied into op->mem. */
struct db_out {
	enum { OUT_KIND_INT, OUT_KIND_INT32, OUT_KIND_BOOL, OUT_KIND_TEXT, OUT_KIND_BYTES } kind;
	void *to;
};

struct db_outs {
	const struct db_out *items;
	size_t count;
};

#define OUT_INT(p) { .kind = OUT_KIND_INT, .to = (int64_t *){ (p) } }
#define OUT_INT32(p) { .kind = OUT_KIND_INT32, .to = (int32_t *){ (p) } }
#define OUT_BOOL(p) { .kind = OUT_KIND_BOOL, .to = (bool *){ (p) } }
#define OUT_TEXT(p) { .kind = OUT_KIND_TEXT, .to = (const char **){ (p) } }
#define OUT_BYTES(p) { .kind = OUT_KIND_BYTES, .to = (struct db_bytes *){ (p) } }
#define OUT(...)                                                                             \
	((struct db_outs){ (const struct db_out[]){ __VA_ARGS__ },                           \
			   sizeof((const struct db_out[]){ __VA_ARGS__ }) / sizeof(struct db_out) })

enum { DB_ANY_ROWS = -1 };

/**
 * Sends a statement that must touch @rows rows (DB_ANY_ROWS: any number).
 * RC_CONFLICT if it breaks a unique or foreign key or touches another number of rows; db_put_else
 * names what is said instead. RC_BUSY if the store cannot take it.
 */
CHECKED enum rc db_put(struct op *op, const struct sql *sql, int64_t rows, struct db_ins in);
CHECKED enum rc db_put_else(struct op *op, const struct sql *sql, int64_t rows, struct db_ins in,
			    enum rc code, const char *key, const char *field);

/** Runs a statement and waits for the number of rows it touched. */
CHECKED enum rc db_put_count(struct op *op, const struct sql *sql, struct db_ins in, int64_t *rows);

/** The one row of a query. RC_NOT_FOUND (key "db.none") when there is none; the first when several. */
CHECKED enum rc db_one(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out);

/** Whether a query has a row; its columns go to @out. RC_OK either way. */
CHECKED enum rc db_maybe(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
			 bool *found);

/**
 * All rows as an array in op->mem. @out points into one row, ROWS says which and where the array
 * goes:  struct thing row, *things; size_t count;
 *        TRY(db_list(op, &SQL_X, IN(…), OUT(OUT_INT(&row.id)), ROWS(row, &things, &count)));
 */
CHECKED enum rc db_list(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
			const void *row, size_t row_size, void **rows, size_t *rows_count);
#define ROWS(row, rows, rows_count) &(row), sizeof(row), (void **)(rows), (rows_count)

/**
 * Calls @each for every row as it comes, with what @out points at filled; texts live in an arena that
 * is emptied after each row (@mem of the call). For sets too large for one arena. @each may put, but not
 * into what is being read, and may not ask. Stops at the first that is not RC_OK and returns it.
 */
CHECKED enum rc db_each(struct op *op, const struct sql *sql, struct db_ins in, struct db_outs out,
			enum rc (*each)(struct op *op, struct arena *mem, void *context),
			void *context);

/**
 * Says beforehand that @op reads and changes a large part of the store, as the night of an order does. On SQLite it
 * may then hold 256 MiB of it in memory until its transaction ends, instead of 8: half the time over a million rows.
 */
CHECKED enum rc db_large(struct op *op);

/** Whether @op may change the store: it is the writer's, not a snapshot. */
bool db_writes(const struct op *op);

/** A new id, unique in the store, ascending within a process. Only in a writing operation. */
int64_t db_id(struct op *op);

/** @count ids in a row; the first is returned. */
int64_t db_ids(struct op *op, int64_t count);

/**
 * The next number of a series that starts at 1 for each (@scope, @day): @last gives the highest one
 * stored (its $1 is @scope, $2 is @day; no row or NULL means none). Remembered between operations
 * while nobody else writes; a failed operation gives its numbers back.
 */
CHECKED enum rc db_number(struct op *op, const struct sql *last, int64_t scope, int32_t day,
			  int64_t *number);

/**
 * Something a process remembers between operations: @load makes it, in an arena of its own (@mem), and
 * it is remade once reference data changed. Each connection has its own copy: no locks.
 */
struct db_cache {
	const char *name;
	enum rc (*load)(struct op *op, struct arena *mem, void **out);
	bool rights; /* it holds what somebody may do: db_rights_changed() ends it, too */
};
CHECKED enum rc db_cached(struct op *op, const struct db_cache *cache, void **out);

/** This writing operation changes what caches hold: units, calendar, catalogue, grants, settings. */
void db_reference_changed(struct op *op);

/**
 * It changes what somebody may do: what is remembered of rights is forgotten at once, so that the next
 * operation of the same batch already meets the change.
 */
void db_rights_changed(struct op *op);

/**
 * Counts the changes of reference data: while it stays, so does what was found out from them. -1 inside a
 * batch that changes some, which equals nothing.
 */
int64_t db_reference(const struct op *op);

/** Settings of the store: small texts by key. RC_NOT_FOUND when there is none. */
CHECKED enum rc db_setting(struct op *op, const char *key, const char **value);
CHECKED enum rc db_setting_int(struct op *op, const char *key, int64_t otherwise, int64_t *value);
CHECKED enum rc db_setting_put(struct op *op, const char *key, const char *value);

/** Has the writer look for due jobs at @us by the store's clock (a job was added). */
void db_alarm(struct op *op, int64_t us);
