/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"
#include <assert.h>
#include <sodium.h>
#include <string.h>

static_assert(HASH_BYTES == crypto_hash_sha256_BYTES, "a hash is SHA-256");

bool hash_same(const struct hash *a, const struct hash *b)
{
	return memcmp(a->bytes, b->bytes, HASH_BYTES) == 0;
}

void merkle_leaf(const void *bytes, size_t size, struct hash *out)
{
	static const unsigned char mark = 0;
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, &mark, 1);
	if (size)
		crypto_hash_sha256_update(&state, bytes, size);
	crypto_hash_sha256_final(&state, out->bytes);
}

void merkle_node(const struct hash *left, const struct hash *right, struct hash *out)
{
	unsigned char both[1 + 2 * HASH_BYTES];

	both[0] = 1;
	memcpy(both + 1, left->bytes, HASH_BYTES);
	memcpy(both + 1 + HASH_BYTES, right->bytes, HASH_BYTES);
	crypto_hash_sha256(out->bytes, both, sizeof both);
}

size_t merkle_peaks(uint64_t size)
{
	return (size_t)__builtin_popcountll(size);
}

/* As in counting: each one-bit at the end of the size is a subtree that the new leaf completes. */
void merkle_add_hash(struct merkle *tree, const struct hash *leaf)
{
	size_t count = merkle_peaks(tree->size);
	struct hash h = *leaf;

	for (uint64_t bits = tree->size; bits & 1; bits >>= 1)
		merkle_node(&tree->peaks[--count], &h, &h);
	tree->peaks[count] = h;
	tree->size++;
}

void merkle_add(struct merkle *tree, const void *bytes, size_t size)
{
	struct hash leaf;

	merkle_leaf(bytes, size, &leaf);
	merkle_add_hash(tree, &leaf);
}

void merkle_root(const struct merkle *tree, struct hash *out)
{
	size_t count = merkle_peaks(tree->size);

	if (!count) {
		crypto_hash_sha256(out->bytes, NULL, 0);
		return;
	}
	*out = tree->peaks[--count];
	while (count)
		merkle_node(&tree->peaks[--count], out, out);
}

/* The largest power of two below @size, which is at least 2: where RFC 6962 splits a tree. */
static uint64_t split(uint64_t size)
{
	return UINT64_C(1) << (63 - __builtin_clzll(size - 1));
}

static void reverse(struct merkle_range *ranges, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct merkle_range r = ranges[i];

		ranges[i] = ranges[count - 1 - i];
		ranges[count - 1 - i] = r;
	}
}

size_t merkle_inclusion(uint64_t index, uint64_t size, struct merkle_range *out)
{
	uint64_t from = 0, to = size;
	size_t count = 0;

	assert(index < size);
	while (to - from > 1) { /* downward, so the siblings come out topmost first */
		uint64_t middle = from + split(to - from);

		if (index < middle) {
			out[count++] = (struct merkle_range){ middle, to };
			to = middle;
		} else {
			out[count++] = (struct merkle_range){ from, middle };
			from = middle;
		}
	}
	reverse(out, count);
	return count;
}

size_t merkle_consistency(uint64_t size1, uint64_t size2, struct merkle_range *out)
{
	uint64_t from = 0, to = size2;
	size_t count = 0;

	assert(size1 > 0 && size1 <= size2);
	if (size1 == size2)
		return 0;
	while (to != size1) {
		uint64_t middle = from + split(to - from);

		if (size1 <= middle) {
			out[count++] = (struct merkle_range){ middle, to };
			to = middle;
		} else {
			out[count++] = (struct merkle_range){ from, middle };
			from = middle;
		}
	}
	if (from > 0) /* otherwise the old tree is a complete subtree, whose root is known */
		out[count++] = (struct merkle_range){ from, to };
	reverse(out, count);
	return count;
}

/* RFC 9162 2.1.3.2 */
bool merkle_verify_inclusion(uint64_t index, uint64_t size, const struct hash *leaf,
			     const struct hash *proof, size_t proof_count, const struct hash *root)
{
	struct hash r = *leaf;

	if (index >= size)
		return false;
	uint64_t node = index, last = size - 1;

	for (size_t i = 0; i < proof_count; i++) {
		if (!last)
			return false;
		if ((node & 1) || node == last) {
			merkle_node(&proof[i], &r, &r);
			while (!(node & 1) && node) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			merkle_node(&r, &proof[i], &r);
		}
		node >>= 1;
		last >>= 1;
	}
	return !last && hash_same(&r, root);
}

/* RFC 9162 2.1.4.2 */
bool merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct hash *root1,
			       const struct hash *root2, const struct hash *proof,
			       size_t proof_count)
{
	if (size1 == size2)
		return !proof_count && hash_same(root1, root2);
	if (!size1 || size1 > size2 || !proof_count)
		return false;

	uint64_t node = size1 - 1, last = size2 - 1;
	size_t next = 0;
	bool complete = !(size1 & (size1 - 1)); /* a power of two: its root opens the proof */

	while (node & 1) {
		node >>= 1;
		last >>= 1;
	}
	struct hash first = complete ? *root1 : proof[next++], second = first;

	for (; next < proof_count; next++) {
		if (!last)
			return false;
		if ((node & 1) || node == last) {
			merkle_node(&proof[next], &first, &first);
			merkle_node(&proof[next], &second, &second);
			while (!(node & 1) && node) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			merkle_node(&second, &proof[next], &second);
		}
		node >>= 1;
		last >>= 1;
	}
	return !last && hash_same(&first, root1) && hash_same(&second, root2);
}
