/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"
#include "core/time.h"
#include "ledger/ledger_store.h"
#include <assert.h>
#include <string.h>

enum rc ledger_add(struct op *op, const char *action, const char *subject, const char *content)
{
	struct note *n = arena_one(op->mem, struct note);

	assert(entry_action_fits(action) && subject && *subject);
	n->action = arena_copy(op->mem, action);
	n->subject = arena_copy(op->mem, subject);
	n->content = arena_text(op->mem, "by %lld\n%s", (long long)op->actor.id, content ? content : "");
	n->next = op->entries;
	op->entries = n;
	return RC_OK;
}

/* Numbers and hashes @notes behind the end of @state's tree. */
static size_t hash_entries(struct op *op, const struct note *notes, struct ledger_state *state,
			   struct ledger_entry **out)
{
	crypto_auth_hmacsha256_state keyed;
	const char *time = time_show_utc_us(op->mem, op->now_us);
	size_t count = 0, i = 0;

	for (const struct note *n = notes; n; n = n->next)
		count++;
	struct ledger_entry *entries = arena_many(op->mem, struct ledger_entry, count);
	unsigned char *salts = arena_alloc_many(op->mem, count, SALT_BYTES);

	randombytes_buf(salts, count * SALT_BYTES);
	crypto_auth_hmacsha256_init(&keyed, state->subject_key, SUBJECT_KEY_BYTES);
	for (const struct note *n = notes; n; n = n->next, i++) {
		struct ledger_entry *e = &entries[i];

		*e = (struct ledger_entry){
			.seq = (int64_t)state->tree.size, .at_us = op->now_us, .action = n->action,
			.salt = salts + i * SALT_BYTES, .subject = n->subject, .content = n->content,
		};
		entry_subject(&keyed, n->subject, &e->subject_mac);
		entry_digest(e->salt, n->content, &e->digest);
		entry_leaf(e, time, &e->leaf);
		merkle_add_hash(&state->tree, &e->leaf);
	}
	sodium_memzero(&keyed, sizeof keyed);
	*out = entries;
	return count;
}

enum rc ledger_append_batch(struct op *op, const struct note *entries)
{
	struct ledger_state state;
	struct ledger_entry *rows;
	bool found;

	if (!entries)
		return RC_OK;
	TRY(ledger_store_state(op, &state, &found));
	if (!found)
		randombytes_buf(state.subject_key, SUBJECT_KEY_BYTES);
	uint64_t before = state.tree.size;
	size_t count = hash_entries(op, entries, &state, &rows);

	state.at_us = op->now_us;
	merkle_root(&state.tree, &state.root);
	TRY(ledger_store_insert(op, rows, count));
	return ledger_store_put_state(op, &state, before);
}

enum rc ledger_head(struct op *op, struct ledger_head *out)
{
	struct ledger_state state;
	bool found;

	TRY(ledger_store_state(op, &state, &found));
	*out = (struct ledger_head){ state.tree.size, state.root, state.at_us };
	return RC_OK;
}

enum rc ledger_erase(struct op *op, const char *subject, int64_t *count)
{
	crypto_auth_hmacsha256_state keyed;
	struct ledger_state state;
	struct hash mac;
	bool found;

	TRY(ledger_store_state(op, &state, &found));
	*count = 0;
	if (!found)
		return RC_OK;
	crypto_auth_hmacsha256_init(&keyed, state.subject_key, SUBJECT_KEY_BYTES);
	entry_subject(&keyed, subject, &mac);
	return ledger_store_erase(op, &mac, count);
}

enum rc ledger_keys(struct op *op, struct note_key **keys, size_t *keys_count)
{
	const char **shown;
	size_t count;

	TRY(ledger_store_keys(op, &shown, &count));
	struct note_key *found = arena_many(op->mem, struct note_key, count + 1);

	for (size_t i = 0; i < count; i++)
		if (!note_key_read(op->mem, shown[i], &found[i]))
			return FAIL(op, RC_BROKEN, "ledger.damaged", "stored key %zu is none", i);
	*keys = found;
	*keys_count = count;
	return RC_OK;
}

static bool same_key(const struct note_key *a, const struct note_key *b)
{
	return !strcmp(a->name, b->name) && !memcmp(a->bytes, b->bytes, NOTE_KEY_BYTES);
}

enum rc ledger_enter_key(struct op *op, const struct key *key)
{
	struct note_key *keys;
	size_t count;

	TRY(ledger_keys(op, &keys, &count));
	if (count && same_key(&keys[count - 1], &key->shown))
		return RC_OK;
	for (size_t i = 0; i < count; i++)
		if (same_key(&keys[i], &key->shown) || strcmp(keys[i].name, key->shown.name) != 0)
			return FAIL(op, RC_CONFLICT, "ledger.key_other", "%s, %s",
				    key->shown.name, keys[count - 1].name);
	const char *shown = note_key_show(op->mem, &key->shown);

	TRY(ledger_store_add_key(op, (int64_t)count, shown));
	return ledger_add(op, "ledger.key", key->shown.name, shown);
}

enum rc ledger_begin(struct op *op, const char *url, const char *option, const char *agency)
{
	const char *path;
	struct key *key;

	TRY(key_path(op, url, option, &path));
	TRY(key_make_anew(op, path, key_new_name(op->mem, agency), &key));
	TRY(ledger_enter_key(op, key));
	key_hold(key);
	return RC_OK;
}

enum rc ledger_sign(struct op *op, const char *text, char **note)
{
	const struct key *key = key_held();
	struct note_key *keys;
	size_t count;

	if (!key)
		return FAIL(op, RC_NOT_FOUND, "ledger.key_missing", "%s", "");
	TRY(ledger_keys(op, &keys, &count));
	if (!count || !same_key(&keys[count - 1], &key->shown))
		return FAIL(op, RC_CONFLICT, "ledger.key_other", "%s",
			    key->shown.name);
	return key_sign(op, key, text, note);
}

enum rc ledger_open_note(struct op *op, const char *note, size_t size, const char **text)
{
	struct note_key *keys;
	size_t count;

	TRY(ledger_keys(op, &keys, &count));
	switch (note_open(op->mem, note, size, keys, count, text)) {
	case NOTE_HOLDS:
		return RC_OK;
	case NOTE_MALFORMED:
		return FAIL(op, RC_INVALID, "ledger.note_malformed", "%zu bytes", size);
	case NOTE_UNKNOWN:
	case NOTE_FORGED:
	default:
		return FAIL(op, RC_FORBIDDEN, "ledger.note_not_ours", "%zu bytes", size);
	}
}

enum rc ledger_checkpoint(struct op *op, char **note)
{
	struct ledger_head head;
	const struct key *key = key_held();

	if (!key)
		return FAIL(op, RC_NOT_FOUND, "ledger.key_missing", "%s", "");
	TRY(ledger_head(op, &head));
	struct checkpoint c = { .origin = key->shown.name, .size = head.size, .root = head.root };

	return ledger_sign(op, checkpoint_show(op->mem, &c), note);
}
