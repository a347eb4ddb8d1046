/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due.h"
#include "calendar/due_walk.h"
#include "core/time.h"

struct account {
	struct arena *mem;
	const struct calendar *c;
	const struct due_question *q;
	struct due_walk walk;
	struct pause *pauses; /* that take something out, since the last reception */
	size_t pauses_count;
	const struct pause *open; /* that lasts, or NULL */
	struct due_line *lines, *asides;
	size_t lines_count, asides_count;
	int64_t counted;
	int32_t off_until; /* the last day off that has its line */
	bool said_before, said_beyond;
};

static int64_t first_minute(int32_t day)
{
	return (int64_t)day * MINUTES_A_DAY;
}

static struct due_line *add(struct account *a, enum due_line_kind kind, int64_t from, int64_t to)
{
	a->lines = arena_grow(a->mem, a->lines, a->lines_count, sizeof *a->lines);
	struct due_line *line = &a->lines[a->lines_count++];

	*line = (struct due_line){ .kind = kind, .from = from, .to = to, .basis = "" };
	return line;
}

static void add_aside(struct account *a, enum due_line_kind kind, int64_t from, int64_t to)
{
	a->asides = arena_grow(a->mem, a->asides, a->asides_count, sizeof *a->asides);
	a->asides[a->asides_count++] =
		(struct due_line){ .kind = kind, .from = from, .to = to, .basis = "" };
}

/* Says once that the calendar holds nothing of days like @day. */
static void note_holding(struct account *a, int32_t day)
{
	if (calendar_holds(a->c, day))
		return;
	if (a->c->days_count && day < a->c->first) {
		if (!a->said_before)
			add(a, DUE_LINE_BEFORE, first_minute(day), first_minute(a->c->first));
		a->said_before = true;
	} else {
		if (!a->said_beyond)
			add(a, DUE_LINE_BEYOND,
			    first_minute(a->c->days_count ? a->c->last + 1 : day), 0);
		a->said_beyond = true;
	}
}

static bool plain_weekend(const struct account *a, int32_t day)
{
	struct calendar_day d = calendar_on(a->c, day);

	return d.kind == CALENDAR_OFF && day_week(day) >= 5 && !*d.basis;
}

/* A line for the day off @day, together with the rest of its weekend up to @end. Returns its last day. */
static int32_t add_off(struct account *a, int32_t day, int32_t end)
{
	struct calendar_day d = calendar_on(a->c, day);
	int32_t last = day;

	if (day <= a->off_until)
		return day;
	if (plain_weekend(a, day)) {
		while (last < end && plain_weekend(a, last + 1))
			last++;
		add(a, DUE_LINE_WEEKEND, first_minute(day), first_minute(last));
	} else {
		add(a, DUE_LINE_OFF, first_minute(day), first_minute(day))->basis = d.basis;
	}
	a->off_until = last;
	return last;
}

static void add_counted(struct account *a, enum due_line_kind kind, int64_t from, int64_t to,
			int64_t amount, const char *basis)
{
	struct due_line *line = add(a, kind, from, to);

	a->counted += amount;
	line->number = a->counted;
	line->total = a->walk.goal;
	line->basis = basis;
}

/* One day behind the reception that no pause takes out. Returns the last day it spoke of. */
static int32_t add_day(struct account *a, int32_t day, int32_t end)
{
	struct calendar_day d = calendar_on(a->c, day);
	bool off = d.kind == CALENDAR_OFF, full = a->counted == a->walk.goal;
	enum due_line_kind kind = DUE_LINE_DAY;

	note_holding(a, day);
	if (off && (full || a->walk.unit == LIMIT_WORK_DAYS))
		return add_off(a, day, end);
	if (full)
		kind = DUE_LINE_MOVED_TO;
	else if (off && a->counted + 1 == a->walk.goal)
		kind = DUE_LINE_MOVED;
	add_counted(a, kind, first_minute(day), first_minute(day), !full, d.basis);
	return day;
}

static void explain_days(struct account *a)
{
	int32_t day = minute_day(a->walk.from);
	int32_t end = a->open ? minute_day(a->open->from) - 1 : minute_day(a->walk.due);
	size_t next = 0;

	add(a, DUE_LINE_RECEIVED, a->walk.from, a->walk.from);
	for (day++; day <= end; day++) {
		while (next < a->pauses_count && minute_day(a->pauses[next].to) < day)
			next++;
		if (next < a->pauses_count && minute_day(a->pauses[next].from) <= day) {
			int32_t last = minute_day(a->pauses[next].to);

			last = last < end ? last : end;
			add(a, DUE_LINE_PAUSED, first_minute(day), first_minute(last));
			day = last;
		} else {
			day = add_day(a, day, end);
		}
	}
}

static void explain_stretch(struct account *a, int64_t from, int64_t to)
{
	if (from >= to)
		return;
	for (int32_t day = minute_day(from), end = minute_day(to - 1); day <= end; day++) {
		struct calendar_day d = calendar_on(a->c, day);

		note_holding(a, day);
		if (d.kind == CALENDAR_OFF) {
			day = add_off(a, day, end);
			continue;
		}
		for (size_t i = 0; i < d.periods_count; i++) {
			int64_t begin = first_minute(day) + d.periods[i].from;
			int64_t stop = first_minute(day) + d.periods[i].to;

			begin = begin > from ? begin : from;
			stop = stop < to ? stop : to;
			if (begin < stop)
				add_counted(a, DUE_LINE_MINUTES, begin, stop, stop - begin,
					    d.basis);
		}
	}
}

static void explain_minutes(struct account *a)
{
	int64_t at = a->walk.from, end = a->open ? a->open->from : a->walk.due;

	for (size_t i = 0; i < a->pauses_count; i++) {
		explain_stretch(a, at, a->pauses[i].from);
		add(a, DUE_LINE_PAUSED_TIME, a->pauses[i].from, a->pauses[i].to);
		at = a->pauses[i].to;
	}
	explain_stretch(a, at, end);
}

static void explain_same(struct account *a)
{
	int32_t day = minute_day(a->walk.from), end = minute_day(a->walk.due);
	enum due_line_kind kind = due_same_kind(a->c, a->walk.from);

	note_holding(a, day);
	add(a, kind, a->walk.from, first_minute(day))->basis = calendar_on(a->c, day).basis;
	if (a->open || kind == DUE_LINE_SAME)
		return;
	for (day++; day < end; day++) {
		note_holding(a, day);
		day = add_off(a, day, end);
	}
	note_holding(a, end);
	add(a, DUE_LINE_SAME_NEXT, first_minute(end), first_minute(end))->basis =
		calendar_on(a->c, end).basis;
}

/* Goes through the pauses as due_count does and keeps what each of them did. */
static void sort_pauses(struct account *a)
{
	due_walk_begin(&a->walk, a->c, a->q);
	for (size_t i = 0; i < a->q->pauses_count && !a->open; i++) {
		const struct pause *p = &a->q->pauses[i];
		int64_t stood = a->walk.due;

		switch (due_walk_pause(&a->walk, p)) {
		case PAUSE_COUNTS:
			a->pauses[a->pauses_count++] = *p;
			break;
		case PAUSE_RESTARTS:
			a->pauses_count = 0;
			add(a, DUE_LINE_RESTART, p->from, p->to);
			break;
		case PAUSE_IS_EMPTY:
			add_aside(a, DUE_LINE_PAUSE_EMPTY, p->from, p->to);
			break;
		case PAUSE_IS_LATE:
			add_aside(a, DUE_LINE_PAUSE_LATE, p->from, stood);
			break;
		case PAUSE_LASTS:
			a->open = p;
			break;
		}
	}
}

void due_explain(struct arena *mem, const struct calendar *c, const struct due_question *q,
		 struct due_line **lines, size_t *count)
{
	struct account a = { .mem = mem, .c = c, .q = q, .off_until = DAY_NONE };

	a.pauses = arena_many(mem, struct pause, q->pauses_count);
	sort_pauses(&a);
	switch (a.walk.unit) {
	case LIMIT_WORK_DAYS:
	case LIMIT_DAYS:
		explain_days(&a);
		break;
	case LIMIT_WORK_HOURS:
		explain_minutes(&a);
		break;
	case LIMIT_SAME:
		explain_same(&a);
		break;
	}
	for (size_t i = 0; i < a.asides_count; i++)
		*add(&a, a.asides[i].kind, 0, 0) = a.asides[i];
	if (a.open)
		add(&a, DUE_LINE_OPEN, a.open->from, 0);
	else
		add(&a, DUE_LINE_DUE, a.walk.due, 0);
	*lines = a.lines;
	*count = a.lines_count;
}

static const struct {
	const char *name, *key;
} kinds[DUE_LINE_KINDS] = {
	[DUE_LINE_RECEIVED] = { "received", "due.line_received" },
	[DUE_LINE_DAY] = { "day", "due.line_day" },
	[DUE_LINE_MINUTES] = { "minutes", "due.line_minutes" },
	[DUE_LINE_WEEKEND] = { "weekend", "due.line_weekend" },
	[DUE_LINE_OFF] = { "off", "due.line_off" },
	[DUE_LINE_PAUSED] = { "paused", "due.line_paused" },
	[DUE_LINE_PAUSED_TIME] = { "paused_time", "due.line_paused_time" },
	[DUE_LINE_MOVED] = { "moved", "due.line_moved" },
	[DUE_LINE_MOVED_TO] = { "moved_to", "due.line_moved_to" },
	[DUE_LINE_SAME] = { "same", "due.line_same" },
	[DUE_LINE_SAME_LATE] = { "same_late", "due.line_same_late" },
	[DUE_LINE_SAME_OFF] = { "same_off", "due.line_same_off" },
	[DUE_LINE_SAME_NEXT] = { "same_next", "due.line_same_next" },
	[DUE_LINE_RESTART] = { "restart", "due.line_restart" },
	[DUE_LINE_PAUSE_EMPTY] = { "pause_empty", "due.line_pause_empty" },
	[DUE_LINE_PAUSE_LATE] = { "pause_late", "due.line_pause_late" },
	[DUE_LINE_BEYOND] = { "beyond", "due.line_beyond" },
	[DUE_LINE_BEFORE] = { "before", "due.line_before" },
	[DUE_LINE_OPEN] = { "open", "due.line_open" },
	[DUE_LINE_DUE] = { "due", "due.line_due" },
};

const char *due_line_name(enum due_line_kind kind)
{
	return kinds[kind].name;
}

static char *show_day(struct arena *mem, enum lang lang, int64_t minute)
{
	int32_t day = minute_day(minute);
	char key[] = "calendar.weekday_0";

	key[sizeof key - 2] = (char)('0' + day_week(day));
	return arena_text(mem, "%s %s", words(lang, key), day_show_people(mem, day));
}

static char *show_clock(struct arena *mem, int64_t minute)
{
	int m = minute_of_day(minute);

	return arena_text(mem, "%02d:%02d", m / 60, m % 60);
}

static char *show_time(struct arena *mem, enum lang lang, int64_t minute)
{
	return arena_text(mem, "%s %s", show_clock(mem, minute), show_day(mem, lang, minute));
}

/* The days, or the two times, that @line speaks of: {1} and {2} of its words. */
static void show_when(struct arena *mem, enum lang lang, const struct due_line *line,
		      const char *args[2])
{
	switch (line->kind) {
	case DUE_LINE_MINUTES:
		args[0] = show_day(mem, lang, line->from);
		args[1] = arena_text(mem, "%s–%s", show_clock(mem, line->from),
				     show_clock(mem, line->to));
		break;
	case DUE_LINE_WEEKEND:
	case DUE_LINE_PAUSED:
		args[0] = show_day(mem, lang, line->from);
		if (line->to != line->from)
			args[0] = arena_text(mem, "%s – %s", args[0],
					     show_day(mem, lang, line->to));
		break;
	case DUE_LINE_PAUSED_TIME:
	case DUE_LINE_RESTART:
	case DUE_LINE_PAUSE_LATE:
		args[1] = show_time(mem, lang, line->to);
		__attribute__((fallthrough));
	case DUE_LINE_RECEIVED:
	case DUE_LINE_SAME:
	case DUE_LINE_SAME_LATE:
	case DUE_LINE_SAME_OFF:
	case DUE_LINE_PAUSE_EMPTY:
	case DUE_LINE_OPEN:
	case DUE_LINE_DUE:
		args[0] = show_time(mem, lang, line->from);
		break;
	case DUE_LINE_BEFORE:
		args[0] = show_day(mem, lang, line->to);
		break;
	case DUE_LINE_DAY:
	case DUE_LINE_OFF:
	case DUE_LINE_MOVED:
	case DUE_LINE_MOVED_TO:
	case DUE_LINE_SAME_NEXT:
	case DUE_LINE_BEYOND:
	case DUE_LINE_KINDS:
		args[0] = show_day(mem, lang, line->from);
		break;
	}
}

char *due_line_show(struct arena *mem, enum lang lang, const struct due_line *line)
{
	const char *args[5] = { "", "" };

	show_when(mem, lang, line, args);
	args[2] = arena_text(mem, "%lld", (long long)line->number);
	args[3] = arena_text(mem, "%lld", (long long)line->total);
	args[4] = arena_text(mem, "%lld", (long long)(line->to - line->from));
	char *text = words_with(mem, lang, kinds[line->kind].key, args, 5);

	return *line->basis ? arena_text(mem, "%s (%s)", text, line->basis) : text;
}
