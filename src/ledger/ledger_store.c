/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_store.h"
#include "db/db.h"
#include "ledger/ledger.sql.h"
#include <string.h>

enum { ENTRY_PARAMS = 7, INSERT_MAX = 16 };

static bool hash_of(const struct db_bytes *from, struct hash *to)
{
	if (from->size == HASH_BYTES)
		memcpy(to->bytes, from->data, HASH_BYTES);
	return from->size == HASH_BYTES;
}

enum rc ledger_store_state(struct op *op, struct ledger_state *state, bool *found)
{
	struct db_bytes root, peaks, key;
	int64_t size = 0;

	memset(state, 0, sizeof *state);
	TRY(db_maybe(op, &SQL_LEDGER_STATE, IN_NOTHING,
		     OUT(OUT_INT(&size), OUT_INT(&state->at_us), OUT_BYTES(&root), OUT_BYTES(&peaks),
			 OUT_BYTES(&key)),
		     found));
	if (!*found) {
		merkle_root(&state->tree, &state->root);
		return RC_OK;
	}
	state->tree.size = (uint64_t)size;
	if (size < 0 || peaks.size != merkle_peaks(state->tree.size) * HASH_BYTES ||
	    key.size != SUBJECT_KEY_BYTES || !hash_of(&root, &state->root))
		return FAIL(op, RC_BROKEN, "ledger.head_broken", "the stored head makes no sense");
	memcpy(state->tree.peaks, peaks.data, peaks.size);
	memcpy(state->subject_key, key.data, SUBJECT_KEY_BYTES);
	return RC_OK;
}

enum rc ledger_store_put_state(struct op *op, const struct ledger_state *state, uint64_t size_before)
{
	return db_put_else(op, &SQL_LEDGER_STATE_PUT, 1,
			   IN(IN_INT((int64_t)state->tree.size), IN_INT(state->at_us),
			      IN_BYTES(state->root.bytes, HASH_BYTES),
			      IN_BYTES(state->tree.peaks, merkle_peaks(state->tree.size) * HASH_BYTES),
			      IN_BYTES(state->subject_key, SUBJECT_KEY_BYTES),
			      IN_INT((int64_t)size_before)),
			   RC_CONFLICT, "ledger.head_moved", NULL);
}

/* One statement for @count entries, where @sql is made for as many. */
static enum rc insert(struct op *op, const struct sql *sql, const struct ledger_entry *e, size_t count)
{
	struct db_in in[2 + INSERT_MAX * ENTRY_PARAMS] = { IN_INT(e->seq), IN_INT(e->at_us) };
	size_t n = 2;

	for (size_t i = 0; i < count; i++, e++) {
		in[n++] = (struct db_in)IN_TEXT(e->action);
		in[n++] = (struct db_in)IN_BYTES(e->subject_mac.bytes, HASH_BYTES);
		in[n++] = (struct db_in)IN_BYTES(e->digest.bytes, HASH_BYTES);
		in[n++] = (struct db_in)IN_BYTES(e->leaf.bytes, HASH_BYTES);
		in[n++] = (struct db_in)IN_BYTES(e->salt, SALT_BYTES);
		in[n++] = (struct db_in)IN_TEXT(e->subject);
		in[n++] = (struct db_in)IN_TEXT(e->content);
	}
	return db_put(op, sql, (int64_t)count, (struct db_ins){ in, n });
}

enum rc ledger_store_insert(struct op *op, const struct ledger_entry *entries, size_t count)
{
	for (; count >= 16; count -= 16, entries += 16)
		TRY(insert(op, &SQL_LEDGER_INSERT_16, entries, 16));
	for (; count >= 4; count -= 4, entries += 4)
		TRY(insert(op, &SQL_LEDGER_INSERT_4, entries, 4));
	for (; count; count--, entries++)
		TRY(insert(op, &SQL_LEDGER_INSERT_1, entries, 1));
	return RC_OK;
}

struct leaf_row {
	int64_t seq;
	struct db_bytes leaf;
	ledger_leaf_step *each;
	void *context;
};

static enum rc pass_leaf(struct op *op, struct arena *mem, void *context)
{
	struct leaf_row *row = context;
	struct hash leaf;

	(void)mem;
	if (!hash_of(&row->leaf, &leaf))
		return FAIL(op, RC_BROKEN, "ledger.damaged", "leaf %lld is no hash", (long long)row->seq);
	return row->each(op, (uint64_t)row->seq, &leaf, row->context);
}

enum rc ledger_store_leaves(struct op *op, uint64_t size, ledger_leaf_step *each, void *context)
{
	struct leaf_row row = { .each = each, .context = context };

	return db_each(op, &SQL_LEDGER_LEAVES, IN(IN_INT((int64_t)size)),
		       OUT(OUT_INT(&row.seq), OUT_BYTES(&row.leaf)), pass_leaf, &row);
}

struct entry_row {
	struct ledger_entry e;
	struct db_bytes subject_mac, digest, leaf, salt;
	ledger_entry_step *each;
	void *context;
};

static enum rc pass_entry(struct op *op, struct arena *mem, void *context)
{
	struct entry_row *row = context;
	struct ledger_entry e = row->e;

	e.subject_mac = e.digest = e.leaf = (struct hash){ 0 };
	hash_of(&row->subject_mac, &e.subject_mac);
	hash_of(&row->digest, &e.digest);
	hash_of(&row->leaf, &e.leaf);
	e.salt = row->salt.size == SALT_BYTES ? row->salt.data : NULL;
	return row->each(op, mem, &e, row->context);
}

enum rc ledger_store_each(struct op *op, ledger_entry_step *each, void *context)
{
	struct entry_row row = { .each = each, .context = context };

	return db_each(op, &SQL_LEDGER_ALL, IN_NOTHING,
		       OUT(OUT_INT(&row.e.seq), OUT_INT(&row.e.at_us), OUT_TEXT(&row.e.action),
			   OUT_BYTES(&row.subject_mac), OUT_BYTES(&row.digest), OUT_BYTES(&row.leaf),
			   OUT_BYTES(&row.salt), OUT_TEXT(&row.e.subject), OUT_TEXT(&row.e.content)),
		       pass_entry, &row);
}

enum rc ledger_store_erase(struct op *op, const struct hash *mac, int64_t *count)
{
	return db_put_count(op, &SQL_LEDGER_ERASE, IN(IN_BYTES(mac->bytes, HASH_BYTES)), count);
}

enum rc ledger_store_keys(struct op *op, const char ***keys, size_t *keys_count)
{
	const char *row = NULL;

	return db_list(op, &SQL_LEDGER_KEY_LIST, IN_NOTHING, OUT(OUT_TEXT(&row)),
		       ROWS(row, keys, keys_count));
}

enum rc ledger_store_add_key(struct op *op, int64_t number, const char *shown)
{
	return db_put(op, &SQL_LEDGER_KEY_INSERT, 1,
		      IN(IN_INT(number), IN_TEXT(shown), IN_INT(op->now_us)));
}
