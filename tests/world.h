/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "tests/tap.h"

/*
 * A store of its own for one test with all migrations: in memory, or a database on PostgreSQL
 * (tests/store.h). One operation at a time: beginning another undoes the one that was left open.
 */
struct world;
struct world *world_new(void);
void world_drop(struct world *w);

/** A writing operation by account 1, which has @may (enum may) at unit and body world_place(). */
struct op *world_op(struct world *w, uint32_t may);

/** A reading operation by the same. */
struct op *world_read(struct world *w, uint32_t may);

/** Where the actor of world_op serves. Default 1 and 1. */
void world_place(struct world *w, int64_t unit, int64_t body);

/** Stops the clock of the operations at @us; 0 lets it run again. */
void world_at(struct world *w, int64_t us);

/**
 * Ends it: commits (with the ledger's entries) when nothing failed in it, else undoes it. The looks of
 * a reading operation are written. Returns the code of the failure, or of the commit.
 */
enum rc world_end(struct op *op);

/**
 * What becomes of @rc once all that @op has put so far is answered: on PostgreSQL a put says RC_OK and
 * its fault comes later, on SQLite it is known at once. What world_end() returns needs no waiting.
 */
enum rc world_wait(struct op *op, enum rc rc);

/** Rows of a table, as the running operation sees them. */
int64_t world_count(struct world *w, const char *table);

/** The same of any store; @table may be followed by WHERE. */
int64_t world_count_of(struct db *db, const char *table);

/** Runs @sql behind everybody's back, as somebody with the store's file would. It must work. */
void world_tamper(struct world *w, const char *sql);

/** The first column of the first row of @sql as text, living as long as @w; NULL when there is none. */
char *world_text(struct world *w, const char *sql);

/** The connection, for tests of the machine itself. */
struct db *world_db(struct world *w);
