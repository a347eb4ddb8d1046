/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Merkle trees as in RFC 6962 2.1 (leaf 0x00, node 0x01, SHA-256) and the proofs of RFC 9162 2.1.3 and
 * 2.1.4. Nothing here reads a store: a tree is a stream of leaves, a proof is a list of ranges whose
 * roots somebody finds.
 */
enum {
	HASH_BYTES = 32,
	MERKLE_LEVELS = 64,
	MERKLE_PROOF_MAX = 2 * MERKLE_LEVELS, /* no proof has more hashes, whatever the size */
};

struct hash {
	unsigned char bytes[HASH_BYTES];
};

bool hash_same(const struct hash *a, const struct hash *b);

/**
 * A tree that grows at its right end and remembers only the roots of its complete subtrees, the
 * largest first: as many as @size has bits set. { 0 } is the empty tree. Adding a leaf costs two
 * hashes on average; the whole fits into 2 KiB, so millions of leaves may pass.
 */
struct merkle {
	uint64_t size; /* leaves added so far */
	struct hash peaks[MERKLE_LEVELS];
};

/** How many of @peaks are in use for a tree of @size leaves. */
size_t merkle_peaks(uint64_t size);

/** Adds the leaf whose bytes are @bytes; or one whose hash is known already. */
void merkle_add(struct merkle *tree, const void *bytes, size_t size);
void merkle_add_hash(struct merkle *tree, const struct hash *leaf);

/** The root of what was added; of an empty tree SHA-256 of nothing. The tree may grow on. */
void merkle_root(const struct merkle *tree, struct hash *out);

/** The hash of one leaf, and of an inner node. */
void merkle_leaf(const void *bytes, size_t size, struct hash *out);
void merkle_node(const struct hash *left, const struct hash *right, struct hash *out);

/** Leaves @from to @to, the last one excluded. Its root is that of a tree of just these leaves. */
struct merkle_range {
	uint64_t from, to;
};

/**
 * The ranges whose roots, in this order, prove that leaf @index is in the tree of @size leaves.
 * @out has room for MERKLE_PROOF_MAX. Needs @index < @size.
 */
size_t merkle_inclusion(uint64_t index, uint64_t size, struct merkle_range *out);

/**
 * The ranges whose roots prove that the tree of @size2 begins with the tree of @size1. None when the
 * sizes are equal. Needs 0 < @size1 <= @size2: nothing can be proved about an empty tree.
 */
size_t merkle_consistency(uint64_t size1, uint64_t size2, struct merkle_range *out);

/** Whether @proof shows that the leaf hash @leaf is number @index of the @size below @root. */
bool merkle_verify_inclusion(uint64_t index, uint64_t size, const struct hash *leaf,
			     const struct hash *proof, size_t proof_count, const struct hash *root);

/**
 * Whether @proof shows that the tree below @root2 begins with the one below @root1. Equal sizes need
 * equal roots and no proof; a @size1 of 0 before a larger one is never shown.
 */
bool merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct hash *root1,
			       const struct hash *root2, const struct hash *proof,
			       size_t proof_count);
