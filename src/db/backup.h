/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include "core/op.h"

/**
 * Copies the store @url, which may be in use, to the new file @path as it stands at one moment: everything
 * but the signing key. The file appears only when it is whole and on the disk.
 * RC_CONFLICT the file exists (store.backup_exists), RC_NOT_FOUND there is no store, RC_BUSY no room.
 */
CHECKED enum rc db_backup(struct op *op, const char *url, const char *path);

/**
 * Makes the store @url out of the file @path. RC_CONFLICT there is a store already (store.exists),
 * RC_NOT_FOUND no such file, RC_BROKEN it is cut or damaged (store.damaged, with the place), RC_CONFLICT
 * it is no store of this program.
 */
CHECKED enum rc db_restore(struct op *op, const char *path, const char *url);

/** What the engine says of the health of the store: damage, broken references. For "haicap check". */
CHECKED enum rc db_check(struct op *op, struct findings *f);
