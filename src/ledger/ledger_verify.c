/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "core/time.h"
#include "ledger/ledger.h"
#include "ledger/ledger_store.h"
#include "ledger/look_seal.h"
#include "ledger/look_store.h"
#include <inttypes.h>
#include <string.h>

enum { FINDINGS_MAX = 1000 }; /* of a log that is wrong all over, the first are enough */

/* What an entry "look.seal" says. */
struct sealed {
	uint64_t seq; /* of the entry */
	int64_t from_us, to_us;
	uint64_t count;
	struct hash root;
};

struct recount {
	struct findings *f;
	const struct ledger_head *known;
	crypto_auth_hmacsha256_state keyed;
	bool keyless; /* the head, and with it the key of the subjects, cannot be read */
	struct merkle tree;
	int64_t next, at_us;
	struct sealed *seals;
	size_t seals_count, seal_at;
	struct seal looks; /* of the seal at seal_at */
};

static void wrong(struct recount *r, const char *key, int64_t seq)
{
	char number[24];

	snprintf(number, sizeof number, "%" PRId64, seq);
	if (r->f->errors < FINDINGS_MAX)
		ERROR_AT(r->f, NULL, 0, NULL, key, number);
}

static void check_numbers(struct recount *r, int64_t seq)
{
	if (seq != r->next)
		wrong(r, "ledger.check_gap", r->next);
	r->next = seq + 1;
}

static void check_record(struct recount *r, const struct ledger_entry *e)
{
	struct hash want;

	if (!e->salt && !e->subject && !e->content) /* erased, as it may be */
		return;
	if (!e->salt || !e->subject || !e->content) {
		wrong(r, "ledger.check_half", e->seq);
		return;
	}
	entry_digest(e->salt, e->content, &want);
	if (!hash_same(&want, &e->digest))
		wrong(r, "ledger.check_content", e->seq);
	entry_subject(&r->keyed, e->subject, &want);
	if (!r->keyless && !hash_same(&want, &e->subject_mac))
		wrong(r, "ledger.check_subject", e->seq);
}

static void keep_seal(struct op *op, struct recount *r, const struct ledger_entry *e)
{
	struct sealed s = { .seq = (uint64_t)e->seq };
	char root[2 * HASH_BYTES + 1];
	size_t size;

	if (strcmp(e->action, SEAL_ACTION) != 0 || !e->content)
		return;
	const char *line = strchr(e->content, '\n');

	if (!line ||
	    sscanf(line + 1, "%" SCNd64 " %" SCNd64 " %" SCNu64 " %64[0-9a-f]", &s.from_us, &s.to_us,
		   &s.count, root) != 4 ||
	    sodium_hex2bin(s.root.bytes, HASH_BYTES, root, strlen(root), NULL, &size, NULL) != 0 ||
	    size != HASH_BYTES) {
		wrong(r, "ledger.check_seal", e->seq);
		return;
	}
	if (s.from_us != (r->seals_count ? r->seals[r->seals_count - 1].to_us : 0) ||
	    s.to_us <= s.from_us)
		wrong(r, "ledger.check_seal", e->seq);
	r->seals = arena_grow(op->mem, r->seals, r->seals_count, sizeof s);
	r->seals[r->seals_count++] = s;
}

static enum rc recount_entry(struct op *op, struct arena *mem, const struct ledger_entry *e,
			     void *context)
{
	struct recount *r = context;
	struct hash leaf, root;

	check_numbers(r, e->seq);
	check_record(r, e);
	if (!entry_action_fits(e->action)) {
		wrong(r, "ledger.check_action", e->seq);
		leaf = e->leaf;
	} else {
		entry_leaf(e, time_show_utc_us(mem, e->at_us), &leaf);
		if (!hash_same(&leaf, &e->leaf))
			wrong(r, "ledger.check_leaf", e->seq);
	}
	merkle_add_hash(&r->tree, &leaf);
	r->at_us = e->at_us;
	keep_seal(op, r, e);
	if (r->known && r->tree.size == r->known->size) {
		merkle_root(&r->tree, &root);
		if (!hash_same(&root, &r->known->root))
			wrong(r, "ledger.check_known", (int64_t)r->tree.size);
	}
	return RC_OK;
}

static void check_head(struct recount *r, const struct ledger_state *stored)
{
	struct hash root;
	size_t peaks = merkle_peaks(r->tree.size);

	merkle_root(&r->tree, &root);
	if (stored->tree.size != r->tree.size)
		wrong(r, "ledger.check_size", (int64_t)stored->tree.size);
	else if (!hash_same(&root, &stored->root) ||
		 memcmp(r->tree.peaks, stored->tree.peaks, peaks * sizeof *r->tree.peaks) != 0)
		wrong(r, "ledger.check_root", (int64_t)stored->tree.size);
	if (r->known && r->known->size > r->tree.size)
		wrong(r, "ledger.check_short", (int64_t)r->known->size);
}

static void close_seal(struct recount *r)
{
	const struct sealed *s = &r->seals[r->seal_at++];
	struct hash root;

	merkle_root(&r->looks.tree, &root);
	if (r->looks.tree.size != s->count || !hash_same(&root, &s->root))
		wrong(r, "ledger.check_looks", (int64_t)s->seq);
	r->looks.tree = (struct merkle){ 0 };
}

static enum rc recount_look(struct op *op, struct arena *mem, const struct look *look,
			    void *context)
{
	struct recount *r = context;

	(void)op;
	while (r->seal_at < r->seals_count && look->at_us >= r->seals[r->seal_at].to_us)
		close_seal(r);
	seal_add(&r->looks, mem, look);
	return RC_OK;
}

/* The looks must be those that were sealed; those since the last seal are still open. */
static enum rc check_looks(struct op *op, struct recount *r)
{
	int64_t sealed_us, end = r->seals_count ? r->seals[r->seals_count - 1].to_us : 0;

	TRY(look_store_sealed(op, &sealed_us));
	if (sealed_us != end)
		wrong(r, "ledger.check_sealed", r->next);
	TRY(look_store_between(op, INT64_MIN, end, recount_look, r));
	while (r->seal_at < r->seals_count)
		close_seal(r);
	return RC_OK;
}

enum rc ledger_verify(struct op *op, const struct ledger_head *known, struct findings *f,
		      struct ledger_head *head)
{
	struct recount *r = arena_one(op->mem, struct recount);
	struct ledger_state stored;
	bool found;

	enum rc rc = ledger_store_state(op, &stored, &found);

	r->f = f;
	r->known = known;
	if (rc == RC_BROKEN && !strcmp(op->err.key, "ledger.head_broken")) {
		op->err = (struct err){ 0 };
		r->keyless = true;
		wrong(r, "ledger.head_broken", 0);
	} else if (rc != RC_OK) {
		return rc;
	}
	crypto_auth_hmacsha256_init(&r->keyed, stored.subject_key, SUBJECT_KEY_BYTES);
	TRY(ledger_store_each(op, recount_entry, r));
	if (!r->keyless)
		check_head(r, &stored);
	TRY(check_looks(op, r));
	*head = (struct ledger_head){ .size = r->tree.size, .at_us = r->at_us };
	merkle_root(&r->tree, &head->root);
	return RC_OK;
}

enum rc ledger_check(struct op *op, struct findings *f)
{
	struct ledger_head head;
	struct note_key *keys;
	size_t keys_count;

	TRY(ledger_keys(op, &keys, &keys_count));
	return ledger_verify(op, NULL, f, &head);
}
