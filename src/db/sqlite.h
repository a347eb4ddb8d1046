/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/engine.h"
#include <sqlite3.h>

/* For what only SQLite can do: copying, backups. */

/** The handle of an open store, which must be one on SQLite. */
sqlite3 *sqlite_handle(struct db *db);

/** What went wrong with @handle just now, while at @what. */
enum rc sqlite_fault(struct op *op, sqlite3 *handle, const char *what);
