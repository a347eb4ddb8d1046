/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include "core/op.h"

struct copy_way;

/**
 * Copies the store @url, which may be in use, to the new file @path as it stands at one moment:
 * everything but the signing key. The file is an SQLite store, whatever @url is, with digests of
 * its own rows; it appears only when it is whole and on the disk, for its owner's eyes only. @way
 * as for db_copy().
 *
 * RC_CONFLICT   the file exists (store.backup_exists)
 * RC_NOT_FOUND  there is no store
 * RC_BUSY       no room
 */
CHECKED enum rc db_backup(struct op *op, const char *url, const char *path,
			  const struct copy_way *way);

/**
 * Makes the store @url out of the file @path. An older one is brought up to this program's schema,
 * on SQLite; for PostgreSQL it is RC_BUSY (store.older).
 *
 * RC_CONFLICT   there is a store already (store.exists), the file is no store of this program
 *               (store.not_ours) or one of a newer one (store.newer, store.other_schema)
 * RC_NOT_FOUND  no such file
 * RC_BROKEN     it is cut or damaged (store.damaged, with the place)
 */
CHECKED enum rc db_restore(struct op *op, const char *path, const char *url,
			   const struct copy_way *way);

/** What the engine says of the health of the store: damage, broken references. For "haicap check". */
CHECKED enum rc db_check(struct op *op, struct findings *f);
