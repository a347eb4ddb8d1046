/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/conn.h"
#include "db/db.h"

/*
 * What an engine of the store does. Everything above this table is the same for all engines. A
 * fault goes into op->err with FAIL; the code tells what the caller may do about it: RC_CONFLICT the
 * statement broke a rule of the schema, RC_BUSY the store cannot now, RC_BROKEN it is damaged.
 */

/** What a put promises, and what is said when the promise or a rule of the schema is broken. */
struct db_promise {
	int64_t rows; /* DB_ANY_ROWS: any number */
	enum rc code; /* with @key; NULL: what the engine says */
	const char *key, *field;
};

struct db_engine {
	const char *name;
	bool waits; /* its reads wait for another process */
	enum rc (*open)(struct op *op, const char *place, enum db_mode mode, void **state);
	void (*close)(void *state);
	/* Runs a script of statements (migrations). */
	enum rc (*script)(struct op *op, void *state, const char *text);
	/*
	 * Runs a statement that gives no rows. An engine may only send it: its fault then comes from a
	 * later call of the same operation, or with settle.
	 */
	enum rc (*put)(struct op *op, void *state, const struct sql *sql, struct db_ins in,
		       const struct db_promise *promise);
	/* The same, waited for; *@rows is how many it touched. */
	enum rc (*put_count)(struct op *op, void *state, const struct sql *sql, struct db_ins in,
			     int64_t *rows);
	/*
	 * Fills @out for each row, texts in @mem, and calls @row; the first rc that is not OK ends it. When
	 * @mem is not op->mem there may be more rows than fit into memory.
	 */
	enum rc (*get)(struct op *op, void *state, const struct sql *sql, struct db_ins in,
		       struct db_outs out, struct arena *mem,
		       enum rc (*row)(struct op *op, void *context), void *context);
	enum rc (*begin)(struct op *op, void *state, bool write);
	enum rc (*commit)(struct op *op, void *state);
	void (*rollback)(void *state);
	/* An operation begins; release keeps it, undo goes back to where it began. */
	enum rc (*savepoint)(struct op *op, void *state);
	/* @verdict and @op must live until settle or commit, which change *@verdict if it could not be kept. */
	enum rc (*release)(struct op *op, void *state, enum rc *verdict);
	enum rc (*undo)(struct op *op, void *state);
	/* Waits until the verdicts of all operations are known. NULL: they are, always. */
	enum rc (*settle)(struct op *op, void *state);
	/* What comes now is the batch's, and not an operation's. NULL: the engine makes no difference. */
	void (*operations_over)(void *state);
	bool (*in_transaction)(void *state);
	/*
	 * Once nobody waits for what was committed: what would have made the commit longer. Called between
	 * transactions, after each batch. What fails is tried again after the next. NULL: nothing.
	 */
	enum rc (*tidy)(struct op *op, void *state);
	/* The transaction will change a large part of the store: memory may be taken until it ends. NULL: nothing. */
	enum rc (*large)(struct op *op, void *state);
};

extern const struct db_engine db_sqlite, db_postgres;

/** What is said of a put that failed with @rc: RC_CONFLICT becomes what it promised to say. */
enum rc db_promise_broken(struct op *op, const struct sql *sql, const struct db_promise *promise,
			  enum rc rc);
/** The same for one that touched @touched rows (negative: not known) instead of what it promised. */
enum rc db_promise_rows(struct op *op, const struct sql *sql, const struct db_promise *promise,
			int64_t touched);

/**
 * An engine that fails on purpose, for tests: the @at-th call to the store from now on (counted from
 * 1; 0 never) answers @code and, when @takes_transaction, loses the transaction as a full disk does.
 * Several connections may share one.
 */
struct db_fault {
	int64_t at, count;
	enum rc code;
	bool takes_transaction;
	const char **names; /* takes the names of the first @names_room calls: of statements, "commit" */
	int64_t names_room;
};
void db_set_fault(struct db *db, struct db_fault *fault);

struct db_number;
struct db_cached_item;

struct db {
	const struct db_engine *engine;
	void *state;
	struct db_fault *fault;
	db_batch_hook *hook;
	bool writing;      /* a batch is open */
	int64_t reading;   /* operations on the snapshot */
	bool head_read;    /* of the snapshot */
	bool others_wrote; /* somebody else did since db_take_others_wrote() */
	bool changed; /* the running operation changed reference data */
	bool batch_changed, kept; /* of the batch: an operation of it was kept */
	int64_t batch; /* the head as this connection left it */
	int64_t next_id, reference, offset_us;
	int64_t alarm_us; /* the earliest time an operation asked to be woken at; INT64_MAX none */
	bool rehearsal;
	struct db_cached_item *cached; /* cache.c */
	struct db_number *numbers;     /* number.c */
	struct db_number *taken;       /* numbers the running operation took, newest first */
	int64_t op_next_id;            /* next_id when the running operation began */
};

/** Counts call @what to the store and fails it when a test says so. Every call goes through here. */
CHECKED enum rc db_call(struct op *op, struct db *db, const char *what);

/** Opens a store as db_open does, but does not look at its schema. DB_CREATE: nothing is made yet. */
CHECKED enum rc db_open_bare(struct op *op, const char *url, enum db_mode mode, struct db **out);

/** Reads the head within an open transaction: op->db, op->now_us and what @db remembers are set. */
CHECKED enum rc db_read_head(struct op *op, struct db *db);

/** Brings the schema up to the program's. RC_CONFLICT when it is newer, RC_NOT_FOUND when none. */
CHECKED enum rc db_migrate(struct op *op, struct db *db, bool may_write);

/** The same within the writing transaction that is open. */
CHECKED enum rc db_migrate_within(struct op *op, struct db *db);

void db_numbers_keep(struct db *db);   /* the operation is kept */
void db_numbers_give_back(struct db *db);
void db_numbers_forget(struct db *db); /* somebody else wrote */
void db_cache_provisional_drop(struct db *db);
void db_cache_drop(struct db *db);
