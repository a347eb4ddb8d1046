/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_store.h"
#include "calendar/calendar.sql.h"
#include "db/db.h"

/* The rows of a query live in the operation; what is remembered needs its own copies. */
static enum rc load_days(struct op *op, struct arena *mem, int64_t id, const struct calendar **out)
{
	struct stored {
		int64_t day, kind;
		const char *hours, *basis;
	} row, *rows;
	size_t count;

	TRY(db_list(op, &SQL_CALENDAR_DAYS, IN(IN_INT(id)),
		    OUT(OUT_INT(&row.day), OUT_INT(&row.kind), OUT_TEXT(&row.hours),
			OUT_TEXT(&row.basis)),
		    ROWS(row, &rows, &count)));
	struct calendar_row *days = arena_many(mem, struct calendar_row, count);

	for (size_t i = 0; i < count; i++)
		days[i] = (struct calendar_row){
			.day = (int32_t)rows[i].day,
			.kind = rows[i].kind ? CALENDAR_WORK : CALENDAR_OFF,
			.hours = arena_copy(mem, rows[i].hours),
			.basis = arena_copy(mem, rows[i].basis),
		};
	struct calendar *c = calendar_make(mem, days, count);

	if (!c)
		return FAIL(op, RC_BROKEN, "calendar.stored", "calendar %lld has hours that cannot be read",
			    (long long)id);
	c->id = id;
	*out = c;
	return RC_OK;
}

static enum rc load_versions(struct op *op, struct arena *mem, void **out)
{
	struct stored {
		int64_t id, in_force_us;
	} row, *rows;
	struct calendar_versions *v = arena_one(mem, struct calendar_versions);

	TRY(db_list(op, &SQL_CALENDAR_VERSIONS, IN_NOTHING,
		    OUT(OUT_INT(&row.id), OUT_INT(&row.in_force_us)), ROWS(row, &rows, &v->count)));
	v->items = arena_many(mem, struct calendar_version, v->count);
	for (size_t i = 0; i < v->count; i++) {
		v->items[i].in_force_us = rows[i].in_force_us;
		TRY(load_days(op, mem, rows[i].id, &v->items[i].calendar));
	}
	*out = v;
	return RC_OK;
}

static const struct db_cache versions = { "calendar versions", load_versions };

enum rc calendar_store_versions(struct op *op, const struct calendar_versions **out)
{
	void *found;

	TRY(db_cached(op, &versions, &found));
	*out = found;
	return RC_OK;
}

enum rc calendar_store_insert(struct op *op, const struct calendar *c, const char *source,
			      int64_t *id)
{
	*id = db_id(op);
	TRY(db_put(op, &SQL_CALENDAR_INSERT, 1,
		   IN(IN_INT(*id), IN_TEXT(source), IN_INT(op->now_us))));
	for (size_t i = 0; i < c->days_count; i++) {
		const struct calendar_day *d = &c->days[i];

		TRY(db_put(op, &SQL_CALENDAR_INSERT_DAY, 1,
			   IN(IN_INT(*id), IN_INT(d->day), IN_INT(d->kind == CALENDAR_WORK),
			      IN_TEXT(d->hours), IN_TEXT(d->basis))));
	}
	db_reference_changed(op);
	return RC_OK;
}
