/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include <stdbool.h>

/*
 * Connections and transactions: what main.c, the web and the jobs use to begin and end operations.
 * Areas see none of this (db/db.h is theirs).
 */
struct db;

enum db_mode {
	DB_READ,   /* snapshots only */
	DB_WRITE,  /* the writing connection */
	DB_CREATE, /* the same, and the store is made when there is none */
};

/**
 * Opens "sqlite:PATH" ("sqlite::memory:" for tests) or a "postgres://…" that libpq understands. Runs missing migrations in DB_WRITE and
 * DB_CREATE. *@why is words for people (a catalogue key) and @detail a text for the log when it fails.
 * RC_NOT_FOUND there is no store, RC_CONFLICT it exists already with other content or its schema is
 * newer than the program, RC_INVALID the URL is not understood, RC_BUSY, RC_BROKEN.
 * A connection belongs to one thread at a time. Closed with db_close().
 */
CHECKED enum rc db_open(struct op *op, const char *url, enum db_mode mode, struct db **out);
void db_close(struct db *db);

/** @url without its password and its parameters, for people and logs. */
const char *db_url_shown(struct arena *mem, const char *url);

/**
 * Begins a read-only snapshot for @op on @db; sets op->db and op->now_us (by the store's clock). Operations
 * that take turns on one thread (core/fiber.h) have it together: what the one that began first sees,
 * the others see. A fault of the store is everybody's then: RC_BUSY for who did not cause it.
 */
CHECKED enum rc db_begin_read(struct op *op, struct db *db);

/** Ends the snapshot; op->db is NULL afterwards. */
void db_end_read(struct op *op);

/**
 * A batch of writing operations in one transaction (design.md 4). Each operation lies between
 * db_op_begin and db_op_end, which keeps it (*@verdict RC_OK) or undoes it alone; *@verdict, and
 * @op->err with it, is changed when the store could not keep it, at the latest by db_batch_settle or else
 * db_batch_end: both must live until then. db_batch_end commits what is kept, with the @entries of the operations whose
 * verdicts are RC_OK: only who has none may do without db_batch_settle, which is a way to the server and back. When any of
 * these answers RC_BUSY or RC_BROKEN the transaction is gone, nothing of the batch is stored and db_batch_end must
 * not be called (db_batch_undo may).
 */
CHECKED enum rc db_batch_begin(struct op *op, struct db *db);
CHECKED enum rc db_op_begin(struct op *op, struct db *db);
CHECKED enum rc db_op_end(struct op *op, struct db *db, enum rc *verdict);
CHECKED enum rc db_batch_settle(struct op *op, struct db *db);
CHECKED enum rc db_batch_end(struct op *op, struct db *db, const struct note *entries);
void db_batch_undo(struct db *db);

/** After db_batch_end, once the answers are on their way: what the engine put off to make the commit short. */
void db_tidy(struct db *db);

/**
 * A batch of one: runs @run as op->actor in a transaction of its own, with the ledger's entries, and
 * commits it if it answers RC_OK. @at_us, unless 0, is the time it sees as now. Returns its verdict, or
 * that of the commit.
 */
CHECKED enum rc db_transact(struct op *op, struct db *db, int64_t at_us,
			    enum rc (*run)(struct op *op, void *context), void *context);

/** Whether its reads wait for another process: not for a thread that polls connections. */
bool db_waits(const struct db *db);

/** Whether the store still has the transaction of the batch (a full disk takes it away). */
bool db_in_transaction(struct db *db);

/**
 * Called at the end of each batch, before the commit, with the entries of the operations that were
 * kept, oldest first, and op->now_us of the batch. main.c gives ledger_append_batch.
 */
typedef enum rc (db_batch_hook)(struct op *op, const struct note *entries);
void db_set_batch_hook(struct db *db, db_batch_hook *hook);

/** Whether somebody else wrote since this connection asked last: there may be jobs it knows nothing of. */
bool db_take_others_wrote(struct db *db);

/** The earliest time asked for with db_alarm() since the last call; INT64_MAX when there is none. */
int64_t db_take_alarm(struct db *db);

/** The store's clock: the machine's, or a rehearsal clock: machine time plus an offset in the store. */
CHECKED enum rc db_clock(struct op *op, int64_t *now_us, bool *rehearsal);
/** Moves a rehearsal clock so that it shows @us now. RC_INVALID when back, or no rehearsal store. */
CHECKED enum rc db_clock_set(struct op *op, int64_t us);
/** Makes the store of a writing operation one for rehearsal whose clock shows @us now. */
CHECKED enum rc db_rehearsal_start(struct op *op, int64_t us);
