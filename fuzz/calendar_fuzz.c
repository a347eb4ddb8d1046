/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due.h"
#include <stdlib.h>

/* Whatever the bytes of a table are, it is a calendar that can be counted on, or a fault was told. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	struct findings f = { .mem = mem };
	struct calendar *c = calendar_parse(mem, &f, "calendar.csv", (const char *)data, size);

	if (!c == !f.errors)
		abort();
	for (size_t i = 0; i < f.count; i++)
		if (!*finding_show(mem, &f.items[i], LANG_VI))
			abort();
	for (size_t i = 0; c && i < c->days_count; i++) {
		int32_t day = c->days[i].day, before = day - 30;
		int64_t days = calendar_work_days(c, before, day);
		int64_t minutes = calendar_work_minutes(c, (int64_t)before * MINUTES_A_DAY,
							(int64_t)(day + 1) * MINUTES_A_DAY);

		if (days < 0 || minutes < days)
			abort();
		if (days && calendar_work_day(c, before, days) > day)
			abort();
		if (c->days[i].minutes && calendar_work_day(c, before, days) != day)
			abort();
	}
	arena_drop(mem);
	return 0;
}
