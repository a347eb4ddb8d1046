/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"
#include "core/text.h"
#include "core/time.h"
#include "ledger/look.h"
#include "ledger/look_store.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <sodium.h>
#include <string.h>

static const int64_t NOON = INT64_C(1751259600) * US_SECOND; /* 2025-06-30T05:00:00Z */

static void add_many(struct world *w, int count)
{
	struct op *op = world_op(w, MAY_ALL);

	for (int i = 0; i < count; i++)
		is_rc(ledger_add(op, "dossier.open", arena_text(op->mem, "H18.25-250630-%04d", i), "x"),
		      RC_OK);
	is_rc(world_end(op), RC_OK);
}

/* The first finding's key after verifying; NULL when all is well. */
static const char *verify(struct world *w, const struct ledger_head *known, struct ledger_head *head)
{
	struct op *op = world_read(w, MAY_ALL);
	struct findings f = { .mem = op->mem };
	struct ledger_head counted;

	is_rc(ledger_verify(op, known, &f, head ? head : &counted), RC_OK);
	is_rc(world_end(op), RC_OK);
	return f.count ? f.items[0].key : NULL;
}

static void unhex(struct world *w, const char *sql, unsigned char *out, size_t size)
{
	const char *hex = world_text(w, sql);
	size_t got = 0;

	is_int(sodium_hex2bin(out, size, hex, strlen(hex), NULL, &got, NULL), 0);
	is_int(got, size);
}

static void an_entry_is_the_bytes_that_were_agreed(struct world *w)
{
	struct op *op;
	struct ledger_head head;
	unsigned char key[32], mac[32], salted[26], digest[32], stored[32], leaf[300] = { 0x00 };

	world_at(w, NOON + 123456);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_add(op, "dossier.take", "H18.25-250630-0007", "S5 S6"), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, MAY_ALL);
	is_rc(ledger_head(op, &head), RC_OK);
	is_int(head.size, 1);
	is_int(head.at_us, NOON + 123456);

	/* everything once more by hand, from what is stored */
	is_text(world_text(w, "SELECT content FROM ledger"), "by 1\nS5 S6");
	unhex(w, "SELECT hex(subject_key) FROM ledger_head", key, 32);
	unhex(w, "SELECT hex(salt) FROM ledger", salted, 16);
	memcpy(salted + 16, "by 1\nS5 S6", 10);
	crypto_auth_hmacsha256(mac, (const unsigned char *)"H18.25-250630-0007", 18, key);
	crypto_hash_sha256(digest, salted, sizeof salted);
	char *bytes = arena_text(op->mem,
				 "haicap/1\n0\n2025-06-30T05:00:00.123456Z\ndossier.take\n%s\n%s\n",
				 text_base64(op->mem, mac, 32), text_base64(op->mem, digest, 32));

	memcpy(leaf + 1, bytes, strlen(bytes));
	crypto_hash_sha256(digest, leaf, strlen(bytes) + 1);
	unhex(w, "SELECT hex(leaf) FROM ledger", stored, 32);
	is_true(!memcmp(digest, stored, 32));
	is_true(!memcmp(digest, head.root.bytes, 32));
	is_rc(world_end(op), RC_OK);
}

static void entries_are_dense_whatever_is_refused(struct world *w)
{
	struct ledger_head head;
	struct op *op;

	add_many(w, 37);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_add(op, "dossier.open", "lost", NULL), RC_OK);
	is_rc(FAIL(op, RC_CONFLICT, "test.refused", "on purpose"), RC_CONFLICT);
	is_rc(world_end(op), RC_CONFLICT);
	add_many(w, 5);
	is_text(verify(w, NULL, &head), NULL);
	is_int(head.size, 42);
	is_int(world_count(w, "ledger"), 42);
}

static void an_operation_without_entries_leaves_the_head_alone(struct world *w)
{
	struct ledger_head head;

	is_rc(world_end(world_op(w, MAY_ALL)), RC_OK);
	is_text(verify(w, NULL, &head), NULL);
	is_int(head.size, 0);
	is_int(world_count(w, "ledger_head"), 0);
}

static void each_way_of_cheating_is_found(struct world *w)
{
	static const struct {
		const char *sql, *key;
	} tricks[] = {
		{ "UPDATE ledger SET at_us = at_us + 1 WHERE seq = 7", "ledger.check_leaf" },
		{ "UPDATE ledger SET action = 'dossier.sign' WHERE seq = 7", "ledger.check_leaf" },
		{ "UPDATE ledger SET action = 'a\n' WHERE seq = 7", "ledger.check_action" },
		{ "UPDATE ledger SET leaf = zeroblob(32) WHERE seq = 7", "ledger.check_leaf" },
		{ "UPDATE ledger SET content = 'by 2\nx' WHERE seq = 7",
		  "ledger.check_content" },
		{ "UPDATE ledger SET subject = 'H18.25-250630-9999' WHERE seq = 7", "ledger.check_subject" },
		{ "UPDATE ledger SET salt = zeroblob(16) WHERE seq = 7", "ledger.check_content" },
		{ "UPDATE ledger SET salt = NULL WHERE seq = 7", "ledger.check_half" },
		{ "UPDATE ledger SET subject = NULL WHERE seq = 7", "ledger.check_half" },
		{ "DELETE FROM ledger WHERE seq = 7", "ledger.check_gap" },
		{ "DELETE FROM ledger WHERE seq = 0", "ledger.check_gap" },
		{ "DELETE FROM ledger WHERE seq = 19", "ledger.check_size" },
		{ "UPDATE ledger SET seq = 20 WHERE seq = 7", "ledger.check_gap" },
		{ "UPDATE ledger_head SET root = zeroblob(32)", "ledger.check_root" },
		{ "UPDATE ledger_head SET peaks = zeroblob(64)", "ledger.check_root" },
	};

	add_many(w, 20);
	is_text(verify(w, NULL, NULL), NULL);
	for (size_t i = 0; i < sizeof tricks / sizeof *tricks; i++) {
		world_tamper(w, "BEGIN");
		world_tamper(w, tricks[i].sql);
		struct op op = { .mem = arena_new(), .db = world_db(w) };
		struct findings f = { .mem = op.mem };
		struct ledger_head head;

		is_rc(ledger_verify(&op, NULL, &f, &head), RC_OK);
		is_true(f.errors > 0);
		is_text(f.count ? f.items[0].key : NULL, tricks[i].key);
		arena_drop(op.mem);
		world_tamper(w, "ROLLBACK");
	}
	is_text(verify(w, NULL, NULL), NULL);
}

static void a_rewritten_log_contradicts_a_head_kept_elsewhere(struct world *w)
{
	struct ledger_head known, head;

	add_many(w, 9);
	is_text(verify(w, NULL, &known), NULL);
	add_many(w, 4);
	is_text(verify(w, &known, &head), NULL);
	is_int(head.size, 13);
	known.root.bytes[0] ^= 1;
	is_text(verify(w, &known, NULL), "ledger.check_known");
	head.size = 14;
	is_text(verify(w, &head, NULL), "ledger.check_short");
}

static void erasing_a_subject_leaves_the_tree_as_it_is(struct world *w)
{
	struct ledger_head before, after;
	int64_t count = 0;
	struct op *op;

	add_many(w, 3);
	add_many(w, 3);
	is_text(verify(w, NULL, &before), NULL);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_erase(op, "H18.25-250630-0001", &count), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(count, 2);
	is_text(verify(w, NULL, &after), NULL);
	is_true(hash_same(&before.root, &after.root));
	is_int(world_count(w, "ledger WHERE subject IS NULL AND salt IS NULL AND content IS NULL"), 2);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_erase(op, "nobody", &count), RC_OK);
	is_int(count, 0);
	is_rc(world_end(op), RC_OK);
}

static void every_entry_and_every_growth_can_be_proved(struct world *w)
{
	struct ledger_proof p;
	struct ledger_head head;
	struct op *op;
	enum { N = 21 };

	add_many(w, N);
	is_text(verify(w, NULL, &head), NULL);
	op = world_read(w, MAY_ALL);
	for (uint64_t size = 1; size <= N; size++)
		for (uint64_t i = 0; i < size; i++) {
			is_rc(ledger_prove(op, i, size, &p), RC_OK);
			is_true(merkle_verify_inclusion(i, size, &p.leaf, p.hashes, p.hashes_count, &p.root));
			is_rc(ledger_prove_growth(op, i + 1, size, &p), RC_OK);
			is_true(merkle_verify_consistency(i + 1, size, &p.root1, &p.root, p.hashes,
							  p.hashes_count));
		}
	is_rc(ledger_prove(op, 3, 0, &p), RC_OK);
	is_int(p.size, N);
	is_true(hash_same(&p.root, &head.root));
	is_rc(ledger_prove(op, N, 0, &p), RC_NOT_FOUND);
	is_rc(ledger_prove(op, 0, N + 1, &p), RC_NOT_FOUND);
	is_rc(ledger_prove_growth(op, 0, N, &p), RC_NOT_FOUND);
	is_rc(ledger_prove_growth(op, N, N - 1, &p), RC_NOT_FOUND);
	op->err = (struct err){ 0 };
	is_rc(world_end(op), RC_OK);
}

static void a_checkpoint_is_signed_by_the_key_of_the_store(struct world *w)
{
	struct op keep = { .mem = arena_new() };
	struct key *key, *next, *stranger;
	struct note_key *keys;
	size_t keys_count;
	struct checkpoint c;
	struct ledger_head head;
	const char *text;
	char *note, *later;
	struct op *op;

	is_rc(key_make(&keep, NULL, "haicap/H18/test", &key), RC_OK);
	is_rc(key_make(&keep, NULL, "haicap/H18/test", &next), RC_OK);
	is_rc(key_make(&keep, NULL, "haicap/H19/test", &stranger), RC_OK);
	add_many(w, 3);
	op = world_read(w, MAY_ALL);
	is_rc(ledger_checkpoint(op, &note), RC_NOT_FOUND);
	key_hold(key);
	is_rc(ledger_checkpoint(op, &note), RC_CONFLICT);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_enter_key(op, key), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_enter_key(op, key), RC_OK); /* the same once more says nothing */
	is_rc(world_end(op), RC_OK);

	op = world_read(w, MAY_ALL);
	is_rc(ledger_checkpoint(op, &note), RC_OK);
	is_rc(ledger_head(op, &head), RC_OK);
	is_rc(ledger_open_note(op, note, strlen(note), &text), RC_OK);
	is_true(checkpoint_read(op->mem, text, &c));
	is_text(c.origin, "haicap/H18/test");
	is_int(c.size, 4);
	is_true(hash_same(&c.root, &head.root));

	op = world_op(w, MAY_ALL);
	is_rc(ledger_enter_key(op, stranger), RC_CONFLICT);
	op = world_op(w, MAY_ALL);
	is_rc(ledger_enter_key(op, next), RC_OK);
	is_rc(world_end(op), RC_OK);
	op = world_read(w, MAY_ALL);
	is_rc(ledger_keys(op, &keys, &keys_count), RC_OK);
	is_int(keys_count, 2);
	is_rc(ledger_checkpoint(op, &later), RC_CONFLICT); /* the old key signs no more */
	key_hold(next);
	is_rc(ledger_checkpoint(op, &later), RC_OK);
	is_rc(ledger_open_note(op, note, strlen(note), &text), RC_OK); /* what it signed holds */
	is_rc(key_sign(op, stranger, "x\n", &note), RC_OK);
	is_rc(ledger_open_note(op, note, strlen(note), &text), RC_FORBIDDEN);
	is_rc(ledger_open_note(op, "x\n", 2, &text), RC_INVALID);
	key_hold(NULL);
	arena_drop(keep.mem);
	is_text(verify(w, NULL, NULL), NULL);
}

static void look_at(struct world *w, int64_t us, const char *ids, const char *purpose)
{
	world_at(w, us);
	struct op *op = world_read(w, MAY_READ);

	is_rc(look_add_for(op, "dossier", ids, purpose), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void who_looked_is_on_record_for_the_one_looked_at(struct world *w)
{
	struct look *looks;
	size_t count;
	struct op *op;

	look_at(w, NOON, "12", NULL);
	look_at(w, NOON + 1, "120 12 5", "queue");
	look_at(w, NOON + 2, "120", NULL);
	op = world_read(w, MAY_READ);
	is_rc(look_add(op, "dossier", "4"), RC_OK);
	is_rc(look_add(op, "dossier", "6"), RC_OK);
	is_rc(look_add(op, "account", "12"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(world_count(w, "look"), 6);
	op = world_read(w, MAY_READ);
	is_rc(look_list(op, "dossier", 12, &looks, &count), RC_OK);
	is_int(count, 2);
	is_int(looks[0].at_us, NOON);
	is_int(looks[0].account, 1);
	is_text(looks[0].purpose, NULL);
	is_text(looks[1].purpose, "queue");
	is_rc(look_list(op, "dossier", 1, &looks, &count), RC_OK);
	is_int(count, 0);
	is_rc(look_list(op, "dossier", 120, &looks, &count), RC_OK);
	is_int(count, 2);
}

static void ids_of_a_look_are_numbers_and_nothing_else(struct world *w)
{
	static const char *const bad[] = { "", " ", "1 ", " 1", "1  2", "1,2", "Lầu Xa Hừ", "-1" };
	struct op *op = world_read(w, MAY_READ);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_rc(look_add(op, "dossier", bad[i]), RC_INVALID);
	is_true(op->looks == NULL);
}

static void seal(struct world *w, int64_t us, int64_t want)
{
	int64_t sealed = -1;

	world_at(w, us);
	struct op *op = world_op(w, MAY_ALL);

	is_rc(look_seal(op, &sealed), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(sealed, want);
}

static void looks_are_sealed_by_the_hour_and_changes_are_found(struct world *w)
{
	look_at(w, NOON, "1", NULL);
	look_at(w, NOON + 5, "2 3", "queue");
	look_at(w, NOON + 3 * US_HOUR + 7, "1", NULL);
	seal(w, NOON + US_HOUR - 1, 0); /* its hour has not ended */
	seal(w, NOON + 4 * US_HOUR, 2); /* two hours with looks, two without */
	seal(w, NOON + 4 * US_HOUR + 1, 0);
	is_text(verify(w, NULL, NULL), NULL);
	look_at(w, NOON + 2 * US_HOUR, "9", NULL); /* the clock went back: still behind the seal */
	is_int(world_count(w, "look WHERE at_us < 1751274000000000 AND ids = '9'"), 0);
	look_at(w, NOON + 5 * US_HOUR, "8", NULL);
	is_text(verify(w, NULL, NULL), NULL);
	seal(w, NOON + 6 * US_HOUR, 2);
	is_int(world_count(w, "ledger"), 4);
	is_text(verify(w, NULL, NULL), NULL);

	world_tamper(w, "UPDATE look SET account = 2 WHERE ids = '2 3'");
	is_text(verify(w, NULL, NULL), "ledger.check_looks");
	world_tamper(w, "UPDATE look SET account = 1 WHERE ids = '2 3'");
	is_text(verify(w, NULL, NULL), NULL);
	world_tamper(w, "DELETE FROM look WHERE ids = '8'");
	is_text(verify(w, NULL, NULL), "ledger.check_looks");
	world_tamper(w, "UPDATE look_state SET sealed_us = 0");
	is_text(verify(w, NULL, NULL), "ledger.check_sealed");
}

enum { LOOKERS = 23 };

/* Looker @i is shown one thing or two, for a purpose or none. */
static void look_together(struct world *w, int64_t us)
{
	struct op lookers[LOOKERS] = { 0 }, *who[LOOKERS];

	world_at(w, us);
	struct op *op = world_op(w, MAY_ALL);

	for (int i = 0; i < LOOKERS; i++) {
		lookers[i] = (struct op){ .mem = op->mem, .actor = { .id = 10 + i, .session = i % 4 * i } };
		is_rc(look_add_for(&lookers[i], "dossier", arena_text(op->mem, i % 2 ? "%d" : "%d 7", 1000 + i),
				   i % 3 ? "queue" : NULL), RC_OK);
		who[i] = &lookers[i];
	}
	is_rc(look_add(&lookers[5], "account", "99"), RC_OK);
	is_rc(look_write_all(op, who, LOOKERS), RC_OK);
	is_rc(world_end(op), RC_OK);
}

struct looks_seen {
	int64_t at_us, last_id;
	int count;
};

static enum rc each_his_own(struct op *op, struct arena *mem, const struct look *look, void *context)
{
	struct looks_seen *seen = context;
	int i = seen->count > 5 ? seen->count - 1 : seen->count;
	bool other = seen->count == 6;

	seen->count++;
	is_true(look->id > seen->last_id);
	seen->last_id = look->id;
	is_int(look->at_us, seen->at_us);
	is_int(look->account, 10 + i);
	is_int(look->session, i % 4 * i);
	is_text(look->kind, other ? "account" : "dossier");
	is_text(look->ids, other ? "99" : arena_text(mem, i % 2 ? "%d" : "%d 7", 1000 + i));
	is_text(look->purpose, other || i % 3 == 0 ? NULL : "queue");
	(void)op;
	return RC_OK;
}

static void looks_that_are_stored_together_are_each_ones_own(struct world *w)
{
	struct looks_seen seen = { .at_us = NOON };

	look_together(w, NOON);
	is_rc(look_store_between(world_read(w, MAY_READ), 0, INT64_MAX, each_his_own, &seen), RC_OK);
	is_int(seen.count, LOOKERS + 1);
	is_int(world_count(w, "look WHERE CAST(thing AS TEXT) = ids"), LOOKERS / 2 + 1);
	is_int(world_count(w, "look WHERE thing IS NULL"), LOOKERS - LOOKERS / 2);
	seal(w, NOON + US_HOUR, 1);
	look_together(w, NOON + 1); /* the clock went back */
	is_int(world_count(w, "look WHERE at_us = 1751263200000000"), LOOKERS + 1);
	is_text(verify(w, NULL, NULL), NULL);
}

static void tens_of_thousands_of_entries_a_second(struct world *w)
{
	int batches = tap_long ? 1000 : 20, each = 60;
	int64_t began = time_steady_us();

	for (int i = 0; i < batches; i++)
		add_many(w, each);
	tap_note("%d entries in %lld ms", batches * each, (long long)(time_steady_us() - began) / 1000);
	is_text(verify(w, NULL, NULL), NULL);
}

TESTS(an_entry_is_the_bytes_that_were_agreed, entries_are_dense_whatever_is_refused,
      an_operation_without_entries_leaves_the_head_alone, each_way_of_cheating_is_found,
      a_rewritten_log_contradicts_a_head_kept_elsewhere, erasing_a_subject_leaves_the_tree_as_it_is,
      every_entry_and_every_growth_can_be_proved, a_checkpoint_is_signed_by_the_key_of_the_store,
      who_looked_is_on_record_for_the_one_looked_at, ids_of_a_look_are_numbers_and_nothing_else,
      looks_are_sealed_by_the_hour_and_changes_are_found,
      looks_that_are_stored_together_are_each_ones_own, tens_of_thousands_of_entries_a_second)
