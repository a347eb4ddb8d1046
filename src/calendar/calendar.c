/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar.h"
#include "calendar/calendar_csv.h"
#include "core/time.h"
#include <assert.h>

/*
 * How many days and minutes more (or fewer) than usual weeks have been worked before and on the dates a
 * calendar overrides: sums[i] is for the first i of them. With these a count is a division by seven and
 * one binary search, and so is its inverse.
 */
struct calendar_sum {
	int64_t days, minutes;
};

enum { WEEK = 7, WORK_WEEK = 5 };

static const struct calendar_period usual_periods[] = {
	{ 7 * 60 + 30, 11 * 60 + 30 },
	{ 13 * 60 + 30, 17 * 60 },
};
enum { USUAL_PERIODS = 2, USUAL_MINUTES = 450, USUAL_CLOSE = 17 * 60, HOURS_PERIODS = 720 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t minute_of_us(int64_t us)
{
	return (int64_t)time_day(us) * MINUTES_A_DAY + time_minute(us);
}

int64_t minute_us(int64_t minute)
{
	return time_at(minute_day(minute), minute_of_day(minute));
}

/* Mondays to Fridays up to and with @day, from a Monday in the remote past or future on. */
static int64_t weekdays_through(int64_t day)
{
	int64_t week = floor_div(day + 3, WEEK), rest = day + 3 - week * WEEK;

	return week * WORK_WEEK + (rest + 1 < WORK_WEEK ? rest + 1 : WORK_WEEK);
}

/* The first day with weekdays_through(day) >= n: a Monday to Friday. */
static int32_t weekday_of(int64_t n)
{
	int64_t week = floor_div(n - 1, WORK_WEEK);

	return (int32_t)(week * WEEK + (n - 1 - week * WORK_WEEK) - 3);
}

static bool is_weekday(int32_t day)
{
	return day_week(day) < WORK_WEEK;
}

/* How many of the dates @c overrides are @day or earlier. */
static size_t overridden_through(const struct calendar *c, int32_t day)
{
	size_t low = 0, high = c->days_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->days[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t days_through(const struct calendar *c, int32_t day)
{
	return weekdays_through(day) + c->sums[overridden_through(c, day)].days;
}

static int64_t minutes_through(const struct calendar *c, int32_t day)
{
	return weekdays_through(day) * USUAL_MINUTES + c->sums[overridden_through(c, day)].minutes;
}

/* The first day with days_through(day) >= n. */
static int32_t day_reaching(const struct calendar *c, int64_t n)
{
	size_t low = 0, high = c->days_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (weekdays_through(c->days[middle].day) + c->sums[middle + 1].days < n)
			low = middle + 1;
		else
			high = middle;
	}
	int32_t day = weekday_of(n - c->sums[low].days);

	return low < c->days_count && day > c->days[low].day ? c->days[low].day : day;
}

/* The first day with minutes_through(day) >= n. */
static int32_t day_reaching_minutes(const struct calendar *c, int64_t n)
{
	size_t low = 0, high = c->days_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (weekdays_through(c->days[middle].day) * USUAL_MINUTES +
			    c->sums[middle + 1].minutes < n)
			low = middle + 1;
		else
			high = middle;
	}
	int64_t left = n - c->sums[low].minutes;
	int32_t day = weekday_of(-floor_div(-left, USUAL_MINUTES));

	return low < c->days_count && day > c->days[low].day ? c->days[low].day : day;
}

static struct calendar_day usual_day(int32_t day)
{
	struct calendar_day d = { .day = day, .hours = "", .basis = "", .close = -1 };

	if (!is_weekday(day))
		return d;
	d.kind = CALENDAR_WORK;
	d.periods = usual_periods;
	d.periods_count = USUAL_PERIODS;
	d.minutes = USUAL_MINUTES;
	d.close = USUAL_CLOSE;
	return d;
}

struct calendar_day calendar_on(const struct calendar *c, int32_t day)
{
	size_t through = overridden_through(c, day);

	if (through && c->days[through - 1].day == day)
		return c->days[through - 1];
	return usual_day(day);
}

bool calendar_holds(const struct calendar *c, int32_t day)
{
	return c->days_count && day >= c->first && day <= c->last;
}

int64_t calendar_work_days(const struct calendar *c, int32_t after, int32_t until)
{
	return until > after ? days_through(c, until) - days_through(c, after) : 0;
}

int32_t calendar_work_day(const struct calendar *c, int32_t after, int64_t n)
{
	return day_reaching(c, days_through(c, after) + n);
}

int32_t calendar_work_days_before(const struct calendar *c, int32_t until, int64_t n)
{
	return day_reaching(c, days_through(c, until) - n);
}

static int64_t minutes_before(const struct calendar *c, int64_t minute)
{
	int32_t day = minute_day(minute);
	int at = minute_of_day(minute);
	struct calendar_day d = calendar_on(c, day);
	int64_t sum = minutes_through(c, day) - d.minutes;

	for (size_t i = 0; i < d.periods_count && d.periods[i].from < at; i++)
		sum += (at < d.periods[i].to ? at : d.periods[i].to) - d.periods[i].from;
	return sum;
}

int64_t calendar_work_minutes(const struct calendar *c, int64_t from, int64_t to)
{
	return to > from ? minutes_before(c, to) - minutes_before(c, from) : 0;
}

int64_t calendar_after_minutes(const struct calendar *c, int64_t from, int64_t n)
{
	int64_t goal = minutes_before(c, from) + n;
	int32_t day = day_reaching_minutes(c, goal);
	struct calendar_day d = calendar_on(c, day);
	int64_t left = goal - (minutes_through(c, day) - d.minutes);
	size_t i = 0;

	for (; left > d.periods[i].to - d.periods[i].from; i++)
		left -= d.periods[i].to - d.periods[i].from;
	return (int64_t)day * MINUTES_A_DAY + d.periods[i].from + left;
}

static bool read_clock(const char **p, int *minute)
{
	const char *s = *p;

	for (int i = 0; i < 5; i++)
		if (i == 2 ? s[i] != ':' : s[i] < '0' || s[i] > '9')
			return false;
	int h = (s[0] - '0') * 10 + s[1] - '0', m = (s[3] - '0') * 10 + s[4] - '0';

	*minute = h * 60 + m;
	*p += 5;
	return h < 24 && m < 60;
}

/* "07:30-11:30 13:30-17:00": each after the one before, one blank between them. */
static bool read_hours(struct arena *mem, struct calendar_day *d, const char *hours)
{
	struct calendar_period *periods = NULL;
	const char *p = hours;

	for (;;) {
		struct calendar_period now;

		if (!read_clock(&p, &now.from) || *p++ != '-' || !read_clock(&p, &now.to))
			return false;
		if (now.to <= now.from || now.from < d->close || d->periods_count == HOURS_PERIODS)
			return false;
		periods = arena_grow(mem, periods, d->periods_count, sizeof *periods);
		periods[d->periods_count++] = now;
		d->minutes += now.to - now.from;
		d->close = now.to;
		if (!*p)
			break;
		if (*p++ != ' ')
			return false;
	}
	d->periods = periods;
	return true;
}

static bool make_day(struct arena *mem, const struct calendar_row *row, struct calendar_day *out)
{
	*out = (struct calendar_day){
		.day = row->day, .kind = row->kind, .hours = row->hours, .basis = row->basis,
		.close = -1,
	};
	if (row->kind == CALENDAR_OFF)
		return !*row->hours;
	if (*row->hours)
		return read_hours(mem, out, row->hours);
	out->periods = usual_periods;
	out->periods_count = USUAL_PERIODS;
	out->minutes = USUAL_MINUTES;
	out->close = USUAL_CLOSE;
	return true;
}

struct calendar *calendar_make(struct arena *mem, const struct calendar_row *rows, size_t count)
{
	struct calendar *c = arena_one(mem, struct calendar);
	struct calendar_day *days = arena_many(mem, struct calendar_day, count);
	struct calendar_sum *sums = arena_many(mem, struct calendar_sum, count + 1);

	for (size_t i = 0; i < count; i++) {
		bool weekday = is_weekday(rows[i].day);

		assert(!i || rows[i - 1].day < rows[i].day);
		if (!make_day(mem, &rows[i], &days[i]))
			return NULL;
		sums[i + 1].days = sums[i].days + (days[i].minutes > 0) - weekday;
		sums[i + 1].minutes =
			sums[i].minutes + days[i].minutes - (weekday ? USUAL_MINUTES : 0);
	}
	*c = (struct calendar){
		.days = days, .days_count = count, .sums = sums,
		.first = count ? rows[0].day : DAY_NONE,
		.last = count ? rows[count - 1].day : DAY_NONE,
	};
	return c;
}

static bool hours_good(struct arena *mem, const char *hours)
{
	struct calendar_day d = { .close = -1 };

	return read_hours(mem, &d, hours);
}

/* Reads one row of the table into *@out; every fault is told. */
static bool read_row(struct arena *mem, struct findings *f, const struct csv *csv,
		     const struct csv_row *row, struct calendar_row *out)
{
	const char *date = csv_field(row, 0), *kind = csv_field(row, 1), *hours = csv_field(row, 2);
	size_t errors = f->errors;

	*out = (struct calendar_row){
		.day = day_parse(date), .hours = hours, .basis = csv_field(row, 3),
		.kind = strcmp(kind, "work") ? CALENDAR_OFF : CALENDAR_WORK,
	};
	if (out->day == DAY_NONE)
		ERROR_AT(f, csv->file, row->line, "date", "calendar.date", date);
	if (strcmp(kind, "off") != 0 && strcmp(kind, "work") != 0)
		ERROR_AT(f, csv->file, row->line, "kind", "calendar.kind", kind);
	if (*hours && !strcmp(kind, "off"))
		ERROR_AT(f, csv->file, row->line, "hours", "calendar.hours_off", hours);
	else if (*hours && !hours_good(mem, hours))
		ERROR_AT(f, csv->file, row->line, "hours", "calendar.hours", hours);
	return f->errors == errors;
}

struct dated {
	struct calendar_row row;
	int line;
};

static int by_day_and_line(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	return x->row.day != y->row.day ? (x->row.day > y->row.day) - (x->row.day < y->row.day) :
					  (x->line > y->line) - (x->line < y->line);
}

struct calendar *calendar_parse(struct arena *mem, struct findings *f, const char *file,
				const char *text, size_t size)
{
	static const char *const columns[] = { "date", "kind", "hours", "basis", NULL };
	size_t errors = f->errors, count = 0;
	struct csv *csv = csv_parse(mem, f, file, text, size, columns);

	if (!csv)
		return NULL;
	struct dated *dated = arena_many(mem, struct dated, csv->rows_count);
	struct calendar_row *rows = arena_many(mem, struct calendar_row, csv->rows_count);

	for (size_t i = 0; i < csv->rows_count; i++) {
		dated[i].line = csv->rows[i].line;
		read_row(mem, f, csv, &csv->rows[i], &dated[i].row);
	}
	qsort(dated, csv->rows_count, sizeof *dated, by_day_and_line);
	for (size_t i = 0; i < csv->rows_count; i++) {
		const struct calendar_row *row = &dated[i].row;

		if (row->day == DAY_NONE)
			continue;
		if (count && rows[count - 1].day == row->day)
			ERROR_AT(f, csv->file, dated[i].line, "date", "calendar.date_twice",
				 day_show(mem, row->day));
		else
			rows[count++] = *row;
	}
	return f->errors == errors ? calendar_make(mem, rows, count) : NULL;
}

struct calendar *calendar_national(struct arena *mem)
{
	struct findings f = { .mem = mem };
	struct calendar *c = calendar_parse(mem, &f, "calendar.csv", calendar_csv,
					    sizeof calendar_csv - 1);

	assert(c && "data/calendar.csv is part of the program and was tested with it");
	return c;
}
