/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_count.h"
#include "core/text.h"
#include "territory/territory.h"
#include <stdio.h>
#include <string.h>

static void leaf(struct merkle *tree, struct arena *mem, const char *kind, const char *key,
		 const char *tag, const char *reference)
{
	char room[1024], *line = room;
	int size = snprintf(room, sizeof room, "%s\t%s\t%s\t%s\n", kind, key, tag, reference);

	if (size >= (int)sizeof room)
		line = arena_text(mem, "%s\t%s\t%s\t%s\n", kind, key, tag, reference);
	merkle_add(tree, line, (size_t)size);
}

void roots_add(struct roots *roots, struct arena *mem, const char *key, const char *reference,
	       const char *tag_before, const char *tag_after)
{
	leaf(&roots->before, mem, roots->kind, key, tag_before, reference);
	leaf(&roots->after, mem, roots->kind, key, tag_after, reference);
}

static void show_root(const struct merkle *tree, char out[ROOT_TEXT])
{
	static const char digits[] = "0123456789abcdef";
	struct hash root;

	merkle_root(tree, &root);
	for (size_t i = 0; i < HASH_BYTES; i++) {
		out[2 * i] = digits[root.bytes[i] >> 4];
		out[2 * i + 1] = digits[root.bytes[i] & 15];
	}
	out[ROOT_TEXT - 1] = '\0';
}

void roots_end(const struct roots *roots, struct kind_count *count)
{
	show_root(&roots->before, count->root_before);
	show_root(&roots->after, count->root_after);
}

void counting_begin(struct counting *c, struct arena *mem, const struct decider *decider,
		    const struct mover *mover)
{
	*c = (struct counting){
		.decider = decider, .mover = mover, .mem = mem,
		.roots.kind = mover->kind, .count.kind = mover->kind,
		.tags = tags_new(mem, decider->plan->t, decider->plan->eve),
	};
}

static void note_waiting(struct counting *c, int64_t unit)
{
	size_t at = 0;

	while (at < c->waiting_count && c->waiting[at].unit != unit)
		at++;
	if (at == c->waiting_count) {
		c->waiting = arena_grow(c->mem, c->waiting, at, sizeof *c->waiting);
		c->waiting[c->waiting_count++] = (struct waiting){ .unit = unit };
	}
	c->waiting[at].count++;
}

static enum rc count_one(struct op *op, const struct mover_record *r, void *context)
{
	struct counting *c = context;
	const struct plan *plan = c->decider->plan;
	const struct plan_old *old = plan_old(plan, r->units[0]);
	struct way way = decide_owner(c->decider, c->count.kind, r);
	const char *before, *after;

	before = old ? old->tag : tag_of(c->tags, r->units[0]);
	if (!before || (!way.to && !way.stays))
		return FAIL(op, RC_BROKEN, "order.record_astray", "%s %s of unit %lld",
			    c->count.kind, r->key, (long long)r->units[0]);
	after = way.to ? way.to->tag : tag_of(c->tags, way.stays->id);
	roots_add(&c->roots, c->mem, r->key, r->reference, before, after);
	c->count.before++;
	c->count.moved += way.outcome == OUTCOME_MOVED;
	c->count.kept += way.outcome == OUTCOME_KEPT;
	c->count.residue += way.outcome == OUTCOME_RESIDUE;
	c->count.undecided += !way.decided;
	if (!way.decided)
		note_waiting(c, r->units[0]);
	return c->visit ? c->visit(op, r, &way, c->context) : RC_OK;
}

enum rc counting_run(struct op *op, struct counting *c)
{
	TRY(c->mover->each(op, count_one, c));
	c->count.after = c->count.before - c->count.undecided;
	roots_end(&c->roots, &c->count);
	return RC_OK;
}

struct live {
	struct tags *tags;
	struct arena *mem;
	struct roots roots;
	int64_t records;
};

static enum rc live_one(struct op *op, const struct mover_record *r, void *context)
{
	struct live *live = context;
	const char *tag = tag_of(live->tags, r->units[0]);

	if (!tag)
		return FAIL(op, RC_BROKEN, "order.record_astray", "%s %s of unit %lld",
			    live->roots.kind, r->key, (long long)r->units[0]);
	leaf(&live->roots.before, live->mem, live->roots.kind, r->key, tag, r->reference);
	live->records++;
	return RC_OK;
}

enum rc count_live(struct op *op, const struct territory *t, const struct mover *mover,
		   int32_t day, int64_t *records, char root[ROOT_TEXT])
{
	struct live live = { .tags = tags_new(op->mem, t, day), .mem = op->mem,
			     .roots.kind = mover->kind };
	struct kind_count count;

	TRY(mover->each(op, live_one, &live));
	roots_end(&live.roots, &count);
	memcpy(root, count.root_before, ROOT_TEXT);
	*records = live.records;
	return RC_OK;
}
