/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due.h"
#include "calendar/due_walk.h"
#include "core/time.h"

/* Certification and civil status texts: what is received after 15:00 may be given the next working day. */
enum { SAME_UNTIL = 15 * 60 };

/* 9999-12-31 has day 2932896. */
#define MINUTE_LAST (INT64_C(2932896) * MINUTES_A_DAY + MINUTES_A_DAY - 1)

static int64_t close_of(const struct calendar *c, int32_t day)
{
	return (int64_t)day * MINUTES_A_DAY + calendar_on(c, day).close;
}

enum due_line_kind due_same_kind(const struct calendar *c, int64_t from)
{
	struct calendar_day d = calendar_on(c, minute_day(from));
	int minute = minute_of_day(from);

	if (d.kind == CALENDAR_OFF)
		return DUE_LINE_SAME_OFF;
	return minute <= SAME_UNTIL && minute < d.close ? DUE_LINE_SAME : DUE_LINE_SAME_LATE;
}

static int64_t same_due(const struct calendar *c, int64_t from)
{
	int32_t day = minute_day(from);

	if (due_same_kind(c, from) != DUE_LINE_SAME)
		day = calendar_work_day(c, day, 1);
	return close_of(c, day);
}

/* A calendar limit that ends on a day off is due on the next working day behind all that is taken out. */
static int64_t days_due(const struct due_walk *w)
{
	int32_t day = w->day + (int32_t)(w->goal - w->used);

	if (calendar_on(w->c, day).kind == CALENDAR_OFF || w->used == w->goal)
		day = calendar_work_day(w->c, day, 1);
	return close_of(w->c, day);
}

/* Sets the due time as it stands with what is used and from where counting goes on. */
static void stand(struct due_walk *w)
{
	switch (w->unit) {
	case LIMIT_WORK_DAYS:
		w->due = close_of(w->c, calendar_work_day(w->c, w->day, w->goal - w->used));
		break;
	case LIMIT_DAYS:
		w->due = days_due(w);
		break;
	case LIMIT_WORK_HOURS:
		/* A pause that begins at the very due time takes out nothing that counts. */
		if (w->used < w->goal)
			w->due = calendar_after_minutes(w->c, w->at, w->goal - w->used);
		break;
	case LIMIT_SAME:
		w->due = same_due(w->c, w->from);
		break;
	}
}

static void receive(struct due_walk *w, int64_t from)
{
	w->from = from;
	w->at = from;
	w->day = minute_day(from);
	w->used = 0;
	stand(w);
}

void due_walk_begin(struct due_walk *w, const struct calendar *c, const struct due_question *q)
{
	*w = (struct due_walk){ .c = c, .unit = q->limit.unit, .restart = q->restart };
	w->goal = (int64_t)q->limit.count * (w->unit == LIMIT_WORK_HOURS ? 60 : 1);
	receive(w, q->from);
}

static void take_out_days(struct due_walk *w, int32_t first, int32_t last)
{
	if (first - 1 > w->day)
		w->used += w->unit == LIMIT_WORK_DAYS ?
				   calendar_work_days(w->c, w->day, first - 1) :
				   first - 1 - w->day;
	/* Days off between the last day counted and the one the end moved to count no more. */
	if (w->used > w->goal)
		w->used = w->goal;
	if (last > w->day)
		w->day = last;
}

enum due_pause_verdict due_walk_pause(struct due_walk *w, const struct pause *p)
{
	if (p->from == p->to)
		return PAUSE_IS_EMPTY;
	if (p->from > w->due)
		return PAUSE_IS_LATE;
	if (p->to == PAUSE_OPEN)
		return PAUSE_LASTS;
	if (w->restart || w->unit == LIMIT_SAME) {
		receive(w, p->to);
		return PAUSE_RESTARTS;
	}
	if (w->unit == LIMIT_WORK_HOURS) {
		w->used += calendar_work_minutes(w->c, w->at, p->from);
		w->at = p->to;
	} else {
		take_out_days(w, minute_day(p->from), minute_day(p->to));
	}
	stand(w);
	return PAUSE_COUNTS;
}

static enum due_fault in_order(const struct due_question *q, size_t *item)
{
	int64_t earliest = q->from;

	for (*item = 0; *item < q->pauses_count; ++*item) {
		const struct pause *p = &q->pauses[*item];

		if (p->from < earliest)
			return DUE_PAUSE_EARLY;
		if (p->to < p->from)
			return DUE_RESUME_EARLY;
		earliest = p->to;
	}
	return DUE_GOOD;
}

enum due_fault due_count(const struct calendar *c, const struct due_question *q, struct due *out)
{
	struct due_walk w;
	enum due_fault fault = in_order(q, &out->item);

	if (fault != DUE_GOOD)
		return fault;
	due_walk_begin(&w, c, q);
	out->paused = false;
	for (size_t i = 0; i < q->pauses_count && !out->paused; i++)
		out->paused = due_walk_pause(&w, &q->pauses[i]) == PAUSE_LASTS;
	out->at = w.due;
	return !out->paused && w.due > MINUTE_LAST ? DUE_TOO_LATE : DUE_GOOD;
}

const char *due_fault_key(enum due_fault fault)
{
	switch (fault) {
	case DUE_PAUSE_EARLY:
		return "due.pause_early";
	case DUE_RESUME_EARLY:
		return "due.resume_early";
	case DUE_TOO_LATE:
		return "due.too_late";
	case DUE_GOOD:
		break;
	}
	return "due.good";
}
