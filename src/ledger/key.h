/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "ledger/note.h"

/**
 * The key that signs checkpoints and certificates: Ed25519. It lies in a file of mode 0600 beside the
 * store, never in the store or a backup; one line "PRIVATE+KEY+NAME+ID+BASE64", as other programs
 * for signed notes write it. It is never logged, and in memory lies on pages of its own that are
 * locked and wiped.
 */
struct key {
	struct note_key shown;       /* what anybody may know */
	const unsigned char *secret; /* crypto_sign_SECRETKEYBYTES */
};

/**
 * Where the key of the store @url lies: @option (--key FILE) if it is given, else the store's path and
 * ".key"; for a store on a server "haicap-DATABASE.key" in the working folder. *@path is NULL for a
 * store in memory, whose key lives and dies with the process.
 */
CHECKED enum rc key_path(struct op *op, const char *url, const char *option, const char **path);

/** A name for a new key, and so the origin of a new log: "haicap/H18/1f9a03c2…". */
char *key_new_name(struct arena *mem, const char *agency);

/**
 * Makes a key called @name and its file (none when @path is NULL). The key lives as long as op->mem.
 * RC_CONFLICT the file exists (ledger.key_exists), RC_INVALID @name does not fit, RC_BROKEN the disk.
 */
CHECKED enum rc key_make(struct op *op, const char *path, const char *name, struct key **out);

/**
 * Reads a key from its file.
 * RC_NOT_FOUND there is none (ledger.key_missing), RC_FORBIDDEN its mode is not 0600 or it is no plain
 * file (ledger.key_mode), RC_BROKEN it cannot be read or holds no key (ledger.key_broken).
 */
CHECKED enum rc key_open(struct op *op, const char *path, struct key **out);

/** Signs @text (note_text_fits). *@note is the signed note. RC_INVALID when it does not fit. */
CHECKED enum rc key_sign(struct op *op, const struct key *key, const char *text, char **note);

/**
 * Like key_make, for a new store: a key that lies at @path already, left over from another store, is set
 * aside as PATH.old-XXXXXXXX, for one key must never sign two logs. Nothing is deleted.
 */
CHECKED enum rc key_make_anew(struct op *op, const char *path, const char *name, struct key **out);

/**
 * The key this process signs with: a copy of @key that lives as long as the process, taken at start
 * or when a new store was made. NULL: this process signs nothing, as at first. Any thread may ask.
 */
void key_hold(const struct key *key);
const struct key *key_held(void);

/**
 * Opens the key of the store @url (key_path) and holds it. Where there is none, RC_OK and none is held.
 * Fails like key_open when there is one that cannot be taken.
 */
CHECKED enum rc key_use(struct op *op, const char *url, const char *option);
