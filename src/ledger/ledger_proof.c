/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"
#include "ledger/ledger_store.h"
#include <string.h>

/*
 * A proof is the roots of some ranges of leaves. They do not overlap, so one pass over the leaves in order
 * makes them all: one tree for the range that is passed at the moment, one for the whole.
 */
struct pass {
	struct merkle_range ranges[MERKLE_PROOF_MAX];
	size_t order[MERKLE_PROOF_MAX]; /* indexes of @ranges, the leftmost first */
	size_t count, at;
	struct merkle part, whole;
	uint64_t seen, index, size1;
	struct ledger_proof *proof;
};

static void sort(struct pass *p)
{
	for (size_t i = 0; i < p->count; i++) {
		size_t j = i;

		for (; j > 0 && p->ranges[p->order[j - 1]].from > p->ranges[i].from; j--)
			p->order[j] = p->order[j - 1];
		p->order[j] = i;
	}
}

static enum rc pass_leaf(struct op *op, uint64_t seq, const struct hash *leaf, void *context)
{
	struct pass *p = context;

	if (seq != p->seen++)
		return FAIL(op, RC_BROKEN, "ledger.damaged", "entry %llu is missing",
			    (unsigned long long)p->seen - 1);
	if (seq == p->index)
		p->proof->leaf = *leaf;
	merkle_add_hash(&p->whole, leaf);
	if (p->whole.size == p->size1)
		merkle_root(&p->whole, &p->proof->root1);
	if (p->at == p->count)
		return RC_OK;
	const struct merkle_range *range = &p->ranges[p->order[p->at]];

	if (seq < range->from)
		return RC_OK;
	merkle_add_hash(&p->part, leaf);
	if (seq + 1 == range->to) {
		merkle_root(&p->part, &p->proof->hashes[p->order[p->at++]]);
		p->part = (struct merkle){ 0 };
	}
	return RC_OK;
}

static enum rc run(struct op *op, struct pass *p, const struct ledger_head *head)
{
	struct ledger_proof *proof = p->proof;

	sort(p);
	proof->hashes = arena_many(op->mem, struct hash, p->count + 1);
	proof->hashes_count = p->count;
	TRY(ledger_store_leaves(op, proof->size, pass_leaf, p));
	merkle_root(&p->whole, &proof->root);
	if (p->seen != proof->size || (proof->size == head->size && !hash_same(&proof->root, &head->root)))
		return FAIL(op, RC_BROKEN, "ledger.damaged", "the leaves do not make the stored root");
	return RC_OK;
}

/* The size of the tree that is meant, and whether there was one. */
static enum rc tree(struct op *op, uint64_t size, struct ledger_head *head, struct pass **out)
{
	struct pass *p = arena_one(op->mem, struct pass);

	TRY(ledger_head(op, head));
	p->proof = arena_one(op->mem, struct ledger_proof);
	p->proof->size = size ? size : head->size;
	p->index = p->size1 = UINT64_MAX;
	if (p->proof->size > head->size)
		return FAIL(op, RC_NOT_FOUND, "ledger.no_entry", "%llu",
			    (unsigned long long)head->size);
	*out = p;
	return RC_OK;
}

enum rc ledger_prove(struct op *op, uint64_t index, uint64_t size, struct ledger_proof *out)
{
	struct ledger_head head;
	struct pass *p;

	TRY(tree(op, size, &head, &p));
	if (index >= p->proof->size)
		return FAIL(op, RC_NOT_FOUND, "ledger.no_entry", "%llu/%llu",
			    (unsigned long long)index, (unsigned long long)p->proof->size);
	p->index = p->proof->index = index;
	p->count = merkle_inclusion(index, p->proof->size, p->ranges);
	TRY(run(op, p, &head));
	*out = *p->proof;
	return RC_OK;
}

enum rc ledger_prove_growth(struct op *op, uint64_t size1, uint64_t size2, struct ledger_proof *out)
{
	struct ledger_head head;
	struct pass *p;

	TRY(tree(op, size2, &head, &p));
	if (!size1 || size1 > p->proof->size)
		return FAIL(op, RC_NOT_FOUND, "ledger.no_entry", "%llu, %llu",
			    (unsigned long long)size1, (unsigned long long)p->proof->size);
	p->size1 = p->proof->index = size1;
	p->count = merkle_consistency(size1, p->proof->size, p->ranges);
	TRY(run(op, p, &head));
	*out = *p->proof;
	return RC_OK;
}
