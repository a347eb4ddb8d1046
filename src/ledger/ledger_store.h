/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "ledger/ledger_entry.h"

/** Where the log ends, as stored. */
struct ledger_state {
	struct merkle tree;
	struct hash root;
	int64_t at_us;
	unsigned char subject_key[SUBJECT_KEY_BYTES];
};

/** The state; of a new store an empty tree, with *@found false and no key. */
CHECKED enum rc ledger_store_state(struct op *op, struct ledger_state *state, bool *found);

/** Stores the state. RC_CONFLICT unless the one stored still ends at @size_before. */
CHECKED enum rc ledger_store_put_state(struct op *op, const struct ledger_state *state,
				       uint64_t size_before);

/** Inserts entries whose numbers follow each other and whose times are the same. */
CHECKED enum rc ledger_store_insert(struct op *op, const struct ledger_entry *entries, size_t count);

/** Calls @each with number and stored hash of the leaves below @size, in order. */
typedef enum rc(ledger_leaf_step)(struct op *op, uint64_t seq, const struct hash *leaf, void *context);
CHECKED enum rc ledger_store_leaves(struct op *op, uint64_t size, ledger_leaf_step *each,
				    void *context);

/**
 * Calls @each with every entry, in order; @mem is emptied after each. A digest that is no hash comes
 * as zeros, a salt of another length as NULL with the rest there.
 */
typedef enum rc(ledger_entry_step)(struct op *op, struct arena *mem, const struct ledger_entry *e,
				   void *context);
CHECKED enum rc ledger_store_each(struct op *op, ledger_entry_step *each, void *context);

/** Erases what lies beside the entries of the subject whose keyed digest is @mac. */
CHECKED enum rc ledger_store_erase(struct op *op, const struct hash *mac, int64_t *count);

/** Verifier keys as text, the oldest first. */
CHECKED enum rc ledger_store_keys(struct op *op, const char ***keys, size_t *keys_count);
CHECKED enum rc ledger_store_add_key(struct op *op, int64_t number, const char *shown);
