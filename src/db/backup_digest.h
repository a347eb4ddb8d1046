/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "db/sqlite.h"

/*
 * What a backup says about itself, since SQLite would not notice a changed letter: the table
 * backup_digest holds SHA-256 over each 4096 rows of each table (as lines, by primary key), the
 * number of the last batch and of the migrations. A backup that was opened and written to as a
 * store has gone on since; then its digests say nothing any more.
 */

/** Writes the digests of the store @handle is open on, outside of a transaction. */
CHECKED enum rc digest_write(struct op *op, sqlite3 *handle);

/** Compares them, if there are any. RC_BROKEN a table differs (store.damaged, with the rows). */
CHECKED enum rc digest_check(struct op *op, sqlite3 *handle, const char *shown);

/** A restored store needs them no more. */
CHECKED enum rc digest_drop(struct op *op, sqlite3 *handle);
