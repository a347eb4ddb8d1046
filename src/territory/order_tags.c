/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_tags.h"
#include "territory/order_plan.h"

struct tags {
	struct arena *mem;
	const struct territory *t;
	int32_t day;
	struct slot {
		int64_t unit;
		const char *tag;
	} *slots;
	size_t mask;
};

struct tags *tags_new(struct arena *mem, const struct territory *t, int32_t day)
{
	struct tags *tags = arena_one(mem, struct tags);
	size_t slots = 64;

	while (slots < 2 * territory_count(t) + 2)
		slots *= 2;
	*tags = (struct tags){ .mem = mem, .t = t, .day = day, .mask = slots - 1,
			       .slots = arena_many(mem, struct slot, slots) };
	return tags;
}

const char *tag_of(struct tags *tags, int64_t unit)
{
	size_t at = (size_t)((uint64_t)unit * UINT64_C(0x9E3779B97F4A7C15) >> 20) & tags->mask;

	while (tags->slots[at].tag && tags->slots[at].unit != unit)
		at = (at + 1) & tags->mask;
	if (!tags->slots[at].tag) {
		const struct unit *u = unit_by_id(tags->t, unit);

		if (!u)
			return NULL;
		tags->slots[at] = (struct slot){ unit, plan_tag(tags->mem, u, tags->day) };
	}
	return tags->slots[at].tag;
}
