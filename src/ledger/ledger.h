/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include "core/op.h"
#include "ledger/key.h"
#include "ledger/merkle.h"

/*
 * The log of all changes. Whoever changes something calls ledger_add() in the same operation; the
 * entry is numbered, hashed and stored at the end of the batch, in the same transaction, and only if
 * the operation is kept.
 */

/**
 * Reports that the actor did @action ("dossier.take": lower-case letters, digits, ".", "-" and "_") to
 * @subject, which people know (a code, a number, an account). @content is what is worth proving
 * later, as text, or NULL; the actor's account is put before it. Both are copied. Only a salted
 * digest of @content and a keyed digest of @subject enter the tree.
 */
CHECKED enum rc ledger_add(struct op *op, const char *action, const char *subject,
			   const char *content);

/**
 * Appends @entries (oldest first) to the log with the time op->now_us: the hook of db/conn.h, called
 * once at the end of each batch. A few statements, however many entries. RC_CONFLICT when somebody
 * else appended in between, which the lock of the batch rules out.
 */
CHECKED enum rc ledger_append_batch(struct op *op, const struct note *entries);

/** The log as it stands: how many entries, their root, and the time of the last (0: none). */
struct ledger_head {
	uint64_t size;
	struct hash root;
	int64_t at_us;
};
CHECKED enum rc ledger_head(struct op *op, struct ledger_head *out);

/**
 * Makes @key the one that signs for this store from now on; in a writing operation. Earlier ones are
 * remembered, so what they signed stays ours. The first one's name is the origin of the log, and a
 * later one must bear it too: RC_CONFLICT (ledger.key_other).
 */
CHECKED enum rc ledger_enter_key(struct op *op, const struct key *key);

/**
 * Begins the log of a new store, in the writing operation that loads it: makes the key (key_path,
 * key_make_anew) under a new name of @agency, enters it and holds it for this process.
 */
CHECKED enum rc ledger_begin(struct op *op, const char *url, const char *option, const char *agency);

/** All keys that ever signed for this store, the present one last. Perhaps none. */
CHECKED enum rc ledger_keys(struct op *op, struct note_key **keys, size_t *keys_count);

/**
 * Signs @text with the key of this process (key_held). RC_NOT_FOUND there is none (ledger.key_missing),
 * RC_CONFLICT it is not the key of this store (ledger.key_other).
 */
CHECKED enum rc ledger_sign(struct op *op, const char *text, char **note);

/**
 * Opens a note that this store signed once. *@text is what was signed. RC_INVALID it is no signed note
 * (ledger.note_malformed), RC_FORBIDDEN the signature is not ours (ledger.note_not_ours).
 */
CHECKED enum rc ledger_open_note(struct op *op, const char *note, size_t size, const char **text);

/** The head as a signed note (C2SP checkpoint). Fails like ledger_sign. */
CHECKED enum rc ledger_checkpoint(struct op *op, char **note);

/** A proof as it is handed out: hashes in the order in which they are used. */
struct ledger_proof {
	uint64_t index, size;   /* of an inclusion: the entry and the tree; of growth: the smaller and */
	struct hash leaf;       /* the larger tree. @leaf or @root1, and @root of @size */
	struct hash root1, root;
	struct hash *hashes;
	size_t hashes_count;
};

/**
 * Proves that entry @index is in the tree of @size (0: of all). Reads every leaf of that tree.
 * RC_NOT_FOUND there is no such entry or the log is not as long (ledger.no_entry).
 */
CHECKED enum rc ledger_prove(struct op *op, uint64_t index, uint64_t size,
			     struct ledger_proof *out);

/** Proves that the tree of @size2 (0: of all) grew out of that of @size1, which is at least 1. */
CHECKED enum rc ledger_prove_growth(struct op *op, uint64_t size1, uint64_t size2,
				    struct ledger_proof *out);

/**
 * Recounts the whole log: numbers dense from 0, each leaf from its parts, salted digests where they
 * were not erased, seals of looks, the stored head. @known, unless NULL, is an earlier head that must
 * lie on the way. What is wrong goes to @f, with the entry's number; *@head is what was counted.
 */
CHECKED enum rc ledger_verify(struct op *op, const struct ledger_head *known, struct findings *f,
			      struct ledger_head *head);

/** The invariants of this area for "haicap check". */
CHECKED enum rc ledger_check(struct op *op, struct findings *f);

/**
 * Erases salt, subject and content of all entries of @subject; the tree stays as it is, and nobody
 * can say any more whom the entries were about. *@count is how many. In a writing operation.
 */
CHECKED enum rc ledger_erase(struct op *op, const char *subject, int64_t *count);
