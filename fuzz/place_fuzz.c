/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "territory/register.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { FROM = 18000 };

/* Two communes that only marks tell apart, in one district. */
static struct territory *small_map(struct arena *mem)
{
	static struct unit units[] = { { .id = 1, .tier = TIER_DISTRICT },
				       { .id = 2, .tier = TIER_COMMUNE },
				       { .id = 3, .tier = TIER_COMMUNE } };
	static const char *const codes[] = { "096", "03154", "03155" };
	static const char *const names[] = { "Mường Nhé", "Hòa Bình", "Hoa Bình" };
	static const char *const types[] = { "huyen", "xa", "phuong" };
	struct fact_row *facts = arena_many(mem, struct fact_row, 16);
	size_t n = 0;

	for (int i = 0; i < 3; i++) {
		const enum fact_kind kinds[] = { FACT_LIFE, FACT_CODE, FACT_NAME, FACT_TYPE,
						 FACT_PARENT };
		const char *texts[] = { NULL, codes[i], names[i], types[i], NULL };

		for (int k = 0; k < (i ? 5 : 4); k++) {
			facts[n].unit = i + 1;
			facts[n].fact = (struct unit_fact){
				.id = (int64_t)n + 1, .kind = kinds[k], .text = texts[k], .number = 1,
				.fold = text_fold(mem, names[i]), .exact = text_exact(mem, names[i]),
				.from_day = FROM, .to_day = DAY_OPEN };
			n++;
		}
	}
	return register_build(mem, &(struct register_rows){ .units = units, .units_count = 3,
							    .facts = facts, .facts_count = n });
}

/* Whatever is asked: an answer whose status fits its units, and the same one twice. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	const char *text = arena_copy_bytes(mem, data, size);

	if (text_is_utf8(data, size)) {
		struct territory *t = small_map(mem);
		struct place a = unit_place(t, mem, text, FROM, FROM);
		struct place b = address_place(t, mem, text, FROM, FROM);

		if ((a.status == PLACE_NONE) != (a.units.count == 0) ||
		    (a.status == PLACE_UNIQUE && a.units.count != 1) ||
		    (b.status == PLACE_NONE) != (b.units.count == 0))
			abort();
		if (unit_place(t, mem, text, FROM, FROM).status != a.status)
			abort();
		unit_search(t, mem, text, TIER_ANY, FROM, 10);
	}
	arena_drop(mem);
	return 0;
}
