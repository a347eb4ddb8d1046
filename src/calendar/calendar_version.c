/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar.h"
#include "calendar/calendar_store.h"

enum rc calendar_current(struct op *op, const struct calendar **out)
{
	const struct calendar_versions *v;

	TRY(calendar_store_versions(op, &v));
	for (size_t i = v->count; i-- > 0;)
		if (v->items[i].in_force_us <= op->now_us) {
			*out = v->items[i].calendar;
			return RC_OK;
		}
	return FAIL(op, RC_NOT_FOUND, "calendar.none", "%zu versions, none in force", v->count);
}

enum rc calendar_find(struct op *op, int64_t id, const struct calendar **out)
{
	const struct calendar_versions *v;

	TRY(calendar_store_versions(op, &v));
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].calendar->id == id) {
			*out = v->items[i].calendar;
			return RC_OK;
		}
	return FAIL(op, RC_NOT_FOUND, "calendar.none", "no calendar %lld", (long long)id);
}

enum rc calendar_enter(struct op *op, const struct calendar *calendar, const char *source,
		       int64_t *id)
{
	return calendar_store_insert(op, calendar, source, id);
}
