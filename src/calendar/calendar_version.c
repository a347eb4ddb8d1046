/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar.h"
#include "calendar/calendar_store.h"
#include "core/time.h"
#include "ledger/ledger.h"

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

/* The table as the ledger vouches for it. */
static const char *table_of(struct arena *mem, const struct calendar *c)
{
	static const char *const header[] = { "date", "kind", "hours", "basis" };
	char *out = NULL;
	size_t size = 0;

	csv_write_row(mem, &out, &size, header, 4);
	for (size_t i = 0; i < c->days_count; i++) {
		const struct calendar_day *d = &c->days[i];
		const char *const fields[] = { day_show(mem, d->day),
					       d->kind == CALENDAR_WORK ? "work" : "off", d->hours,
					       d->basis };

		csv_write_row(mem, &out, &size, fields, 4);
	}
	return arena_copy_bytes(mem, out, size);
}

enum rc calendar_enter(struct op *op, const struct calendar *calendar, const char *source,
		       int64_t *id)
{
	TRY(calendar_store_insert(op, calendar, source, id));
	return ledger_add(op, "calendar.enter", source, table_of(op->mem, calendar));
}

enum rc calendar_check(struct op *op, struct findings *f)
{
	const struct calendar_versions *v;
	enum rc rc = calendar_store_versions(op, &v);

	/* Hours that cannot be read are a breach like any other, not the end of the check. */
	if (rc == RC_BROKEN && !strcmp(op->err.key, "calendar.stored")) {
		ERROR_AT(f, NULL, 0, "calendar", "calendar.stored");
		op->err = (struct err){ 0 };
		return RC_OK;
	}
	TRY(rc);
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].in_force_us > op->now_us)
			ERROR_AT(f, NULL, 0, "calendar", "calendar.check_future",
				 arena_text(op->mem, "%lld",
					    (long long)v->items[i].calendar->id));
	return RC_OK;
}
