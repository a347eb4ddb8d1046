/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/mover.h"
#include <assert.h>

/* Said once at start, before there are threads; like the zone of core/time.h. */
static const struct mover *const none[] = { NULL };
static const struct mover *const *in_use = none;

void movers_use(const struct mover *const *movers)
{
	in_use = movers;
}

const struct mover *const *movers_all(void)
{
	return in_use;
}

void block_add_args(struct blocks *blocks, const char *owner, const char *href, const char *key,
		    const char *const *args, size_t args_count)
{
	assert(args_count <= FINDING_ARGS);
	blocks->items = arena_grow(blocks->mem, blocks->items, blocks->count, sizeof *blocks->items);
	struct block *b = &blocks->items[blocks->count++];

	*b = (struct block){ .key = key,
			     .owner = arena_copy(blocks->mem, owner),
			     .href = arena_copy(blocks->mem, href) };
	for (size_t i = 0; i < args_count; i++)
		b->args[i] = arena_copy(blocks->mem, args[i]);
}
