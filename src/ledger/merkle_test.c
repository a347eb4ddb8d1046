/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"
#include "core/arena.h"
#include "core/text.h"
#include "core/time.h"
#include "tests/tap.h"
#include <sodium.h>
#include <string.h>

enum { LEAVES = 200 };

/*
 * The reference: RFC 6962 2.1, 2.1.1 and 2.1.2 written down as they stand there, recursively and
 * without anything of merkle.c.
 */
static void sha(const unsigned char *mark, const void *a, size_t a_size, const void *b, size_t b_size,
		unsigned char out[32])
{
	unsigned char all[200];
	size_t n = 0;

	all[n++] = *mark;
	memcpy(all + n, a, a_size);
	n += a_size;
	if (b_size)
		memcpy(all + n, b, b_size);
	crypto_hash_sha256(out, all, n + b_size);
}

struct leaf {
	unsigned char bytes[64];
	size_t size;
};

static size_t power_below(size_t n)
{
	size_t k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

static struct hash mth(const struct leaf *d, size_t n)
{
	struct hash out, left, right;

	if (n == 0) {
		crypto_hash_sha256(out.bytes, (const unsigned char *)"", 0);
	} else if (n == 1) {
		sha(&(unsigned char){ 0 }, d->bytes, d->size, NULL, 0, out.bytes);
	} else {
		size_t k = power_below(n);

		left = mth(d, k);
		right = mth(d + k, n - k);
		sha(&(unsigned char){ 1 }, left.bytes, 32, right.bytes, 32, out.bytes);
	}
	return out;
}

static size_t path(size_t m, const struct leaf *d, size_t n, struct hash *out)
{
	if (n == 1)
		return 0;
	size_t k = power_below(n), count;

	if (m < k) {
		count = path(m, d, k, out);
		out[count] = mth(d + k, n - k);
	} else {
		count = path(m - k, d + k, n - k, out);
		out[count] = mth(d, k);
	}
	return count + 1;
}

static size_t subproof(size_t m, const struct leaf *d, size_t n, bool whole, struct hash *out)
{
	if (m == n) {
		if (!whole)
			out[0] = mth(d, n);
		return whole ? 0 : 1;
	}
	size_t k = power_below(n), count;

	if (m <= k) {
		count = subproof(m, d, k, whole, out);
		out[count] = mth(d + k, n - k);
	} else {
		count = subproof(m - k, d + k, n - k, false, out);
		out[count] = mth(d, k);
	}
	return count + 1;
}

static void make_leaves(struct leaf *leaves, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		leaves[i].size = i % 41;
		for (size_t j = 0; j < leaves[i].size; j++)
			leaves[i].bytes[j] = (unsigned char)(i * 31 + j * 7);
	}
}

static void root_of(const struct leaf *leaves, uint64_t from, uint64_t to, struct hash *out)
{
	struct merkle t = { 0 };

	for (uint64_t i = from; i < to; i++)
		merkle_add(&t, leaves[i].bytes, leaves[i].size);
	merkle_root(&t, out);
}

static size_t roots_of(const struct leaf *leaves, const struct merkle_range *ranges, size_t count,
		       struct hash *out)
{
	for (size_t i = 0; i < count; i++)
		root_of(leaves, ranges[i].from, ranges[i].to, &out[i]);
	return count;
}

/* The eight leaves and roots of the reference implementation of RFC 6962 (merkle_tree_test.cc). */
static const struct {
	const char *leaf, *root;
	size_t size;
} known[] = {
	{ "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", 0 },
	{ "\x00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", 1 },
	{ "\x10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", 1 },
	{ "\x20\x21", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", 2 },
	{ "\x30\x31", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", 2 },
	{ "\x40\x41\x42\x43", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", 4 },
	{ "\x50\x51\x52\x53\x54\x55\x56\x57",
	  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", 8 },
	{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
	  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", 16 },
};

static void the_known_trees_have_their_known_roots(struct world *w)
{
	struct arena *a = arena_new();
	struct merkle t = { 0 };
	struct hash root;

	(void)w;
	merkle_root(&t, &root);
	is_text(text_hex(a, &root, sizeof root),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		merkle_add(&t, known[i].leaf, known[i].size);
		merkle_root(&t, &root);
		is_text(text_hex(a, &root, sizeof root), known[i].root);
		is_int(t.size, i + 1);
	}
	arena_drop(a);
}

static void a_known_proof_comes_out_hash_by_hash(struct world *w)
{
	static const char *const want[] = {
		"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
		"b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	};
	struct arena *a = arena_new();
	struct leaf leaves[8];
	struct merkle_range ranges[MERKLE_PROOF_MAX];
	struct hash proof[MERKLE_PROOF_MAX];

	(void)w;
	for (size_t i = 0; i < 8; i++) {
		memcpy(leaves[i].bytes, known[i].leaf, known[i].size);
		leaves[i].size = known[i].size;
	}
	is_int(roots_of(leaves, ranges, merkle_consistency(6, 7, ranges), proof), 3);
	for (size_t i = 0; i < 3; i++)
		is_text(text_hex(a, &proof[i], HASH_BYTES), want[i]);
	arena_drop(a);
}

static void a_growing_root_is_that_of_the_definition(struct world *w)
{
	static struct leaf leaves[LEAVES];
	struct merkle t = { 0 };
	struct hash got, want;
	size_t wrong = 0;

	(void)w;
	make_leaves(leaves, LEAVES);
	for (size_t n = 0; n < LEAVES; n++) {
		merkle_root(&t, &got);
		want = mth(leaves, n);
		wrong += !hash_same(&got, &want);
		merkle_add(&t, leaves[n].bytes, leaves[n].size);
	}
	is_int(wrong, 0);
}

static void every_inclusion_is_proved_and_no_other_place(struct world *w)
{
	static struct leaf leaves[LEAVES];
	struct merkle_range ranges[MERKLE_PROOF_MAX];
	struct hash proof[MERKLE_PROOF_MAX], want[MERKLE_PROOF_MAX], leaf;
	size_t wrong = 0, taken = 0, sizes = tap_long ? LEAVES : 70;

	(void)w;
	make_leaves(leaves, LEAVES);
	for (size_t n = 1; n <= sizes; n++) {
		struct hash root = mth(leaves, n);

		for (size_t m = 0; m < n; m++) {
			size_t count = roots_of(leaves, ranges, merkle_inclusion(m, n, ranges), proof);

			wrong += count != path(m, leaves, n, want) ||
				 memcmp(proof, want, count * sizeof *proof) != 0;
			merkle_leaf(leaves[m].bytes, leaves[m].size, &leaf);
			wrong += !merkle_verify_inclusion(m, n, &leaf, proof, count, &root);
			for (size_t other = 0; other <= n; other++)
				taken += other != m &&
					 merkle_verify_inclusion(other, n, &leaf, proof, count, &root);
			taken += count && merkle_verify_inclusion(m, n, &leaf, proof, count - 1, &root);
			proof[count] = root;
			taken += merkle_verify_inclusion(m, n, &leaf, proof, count + 1, &root);
			leaf.bytes[5] ^= 1;
			taken += merkle_verify_inclusion(m, n, &leaf, proof, count, &root);
		}
	}
	is_int(wrong, 0);
	is_int(taken, 0);
	is_true(!merkle_verify_inclusion(0, 0, &leaf, NULL, 0, &leaf));
}

static void every_growth_is_proved_and_no_other(struct world *w)
{
	static struct leaf leaves[LEAVES];
	static struct hash roots[LEAVES + 1];
	struct merkle_range ranges[MERKLE_PROOF_MAX];
	struct hash proof[MERKLE_PROOF_MAX], want[MERKLE_PROOF_MAX], bent;
	size_t wrong = 0, taken = 0, sizes = tap_long ? LEAVES : 70;

	(void)w;
	make_leaves(leaves, LEAVES);
	for (size_t n = 0; n <= sizes; n++)
		roots[n] = mth(leaves, n);
	for (size_t n = 1; n <= sizes; n++)
		for (size_t m = 1; m <= n; m++) {
			size_t count = roots_of(leaves, ranges, merkle_consistency(m, n, ranges), proof);

			wrong += count != subproof(m, leaves, n, true, want) ||
				 memcmp(proof, want, count * sizeof *proof) != 0;
			wrong += !merkle_verify_consistency(m, n, &roots[m], &roots[n], proof, count);
			for (size_t i = 0; i < count; i++) {
				proof[i].bytes[31] ^= 0x80;
				taken += merkle_verify_consistency(m, n, &roots[m], &roots[n], proof,
								   count);
				proof[i].bytes[31] ^= 0x80;
			}
			bent = roots[m];
			bent.bytes[0] ^= 1;
			taken += merkle_verify_consistency(m, n, &bent, &roots[n], proof, count);
			bent = roots[n];
			bent.bytes[0] ^= 1;
			taken += merkle_verify_consistency(m, n, &roots[m], &bent, proof, count);
			taken += m < n && merkle_verify_consistency(n, m, &roots[n], &roots[m], proof,
								    count);
			proof[count] = roots[m];
			taken += merkle_verify_consistency(m, n, &roots[m], &roots[n], proof,
							   count + 1);
			taken += count && merkle_verify_consistency(m, n, &roots[m], &roots[n], proof,
								    count - 1);
		}
	is_int(wrong, 0);
	is_int(taken, 0);
	is_true(merkle_verify_consistency(0, 0, &roots[0], &roots[0], NULL, 0));
	is_true(!merkle_verify_consistency(0, 1, &roots[0], &roots[1], NULL, 0));
	is_true(!merkle_verify_consistency(0, 1, &roots[0], &roots[1], &roots[1], 1));
}

static void proofs_at_the_largest_sizes_stay_within_their_room(struct world *w)
{
	struct merkle_range ranges[MERKLE_PROOF_MAX];

	(void)w;
	is_int(merkle_inclusion(0, UINT64_MAX, ranges), 64);
	is_int(merkle_inclusion(UINT64_MAX - 1, UINT64_MAX, ranges), 63);
	is_true(merkle_consistency(UINT64_MAX / 3, UINT64_MAX, ranges) <= MERKLE_PROOF_MAX);
	is_int(merkle_consistency(UINT64_C(1) << 63, UINT64_MAX, ranges), 1);
	is_int(merkle_consistency(UINT64_MAX, UINT64_MAX, ranges), 0);
}

static void a_million_leaves_pass_through_two_kilobytes(struct world *w)
{
	struct merkle t = { 0 };
	struct hash root;
	int64_t began = time_steady_us();
	char leaf[100];
	int leaves = tap_long ? 1000000 : 100000;

	(void)w;
	for (int i = 0; i < leaves; i++) {
		int n = snprintf(leaf, sizeof leaf,
				 "dossier\tH18.25-250630-%06d\t03160@2025-07-01\t2025-06-30T15:00:00\n", i);

		merkle_add(&t, leaf, (size_t)n);
	}
	merkle_root(&t, &root);
	tap_note("%d leaves in %lld ms", leaves, (long long)(time_steady_us() - began) / 1000);
	is_int(t.size, leaves);
	is_true(sizeof t < 2500);
}

TESTS_PLAIN(the_known_trees_have_their_known_roots, a_known_proof_comes_out_hash_by_hash,
	    a_growing_root_is_that_of_the_definition, every_inclusion_is_proved_and_no_other_place,
	    every_growth_is_proved_and_no_other, proofs_at_the_largest_sizes_stay_within_their_room,
	    a_million_leaves_pass_through_two_kilobytes)
