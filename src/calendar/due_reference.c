/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due_reference.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { PAUSES = 64, COLUMN = 4096 };

struct date {
	int year, month, day;
};

struct stop {
	char from[17], to[17]; /* @to is empty while the pause lasts */
};

struct question {
	const struct plain_calendar *c;
	char from[17];
	char unit; /* w working days, h working hours, d days, s same */
	int count;
	struct stop stops[PAUSES]; /* that are there */
	int stops_count;
	long steps;
	bool far;
};

static bool leap(int year)
{
	return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && leap(year));
}

static void next_day(struct date *d)
{
	if (++d->day <= month_days(d->year, d->month))
		return;
	d->day = 1;
	if (++d->month <= 12)
		return;
	d->month = 1;
	d->year++;
}

/* Sakamoto: 0 is Sunday. */
static int weekday(struct date d)
{
	static const int shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	int y = d.year - (d.month < 3);

	return (y + y / 4 - y / 100 + y / 400 + shift[d.month - 1] + d.day) % 7;
}

static struct date date_in(const char *text)
{
	struct date d;

	sscanf(text, "%4d-%2d-%2d", &d.year, &d.month, &d.day);
	return d;
}

/* A year behind 9999 has five digits, which the order of texts knows nothing of: see later(). */
static void show_date(struct date d, char out[12])
{
	char *p = out;

	if (d.year > 9999)
		*p++ = (char)('0' + d.year / 10000);
	for (int unit = 1000; unit; unit /= 10)
		*p++ = (char)('0' + d.year / unit % 10);
	*p++ = '-';
	*p++ = (char)('0' + d.month / 10);
	*p++ = (char)('0' + d.month % 10);
	*p++ = '-';
	*p++ = (char)('0' + d.day / 10);
	*p++ = (char)('0' + d.day % 10);
	*p = '\0';
}

static const struct plain_day *override(const struct plain_calendar *c, struct date d)
{
	char text[12];

	show_date(d, text);
	for (size_t i = 0; i < c->count; i++)
		if (c->days[i].date[9] == text[9] && !strcmp(c->days[i].date, text))
			return &c->days[i];
	return NULL;
}

/* The hours of work on @d; NULL on a day off. */
static const char *hours_on(const struct question *q, struct date d)
{
	const struct plain_day *o = override(q->c, d);
	int w = weekday(d);
	bool work = o ? o->work : w != 0 && w != 6;

	if (!work)
		return NULL;
	return o && *o->hours ? o->hours : "07:30-11:30 13:30-17:00";
}

/* "HH:MM" of the close: the last five characters of the hours. */
static const char *close_of(const char *hours)
{
	return hours + strlen(hours) - 5;
}

/* Whether a pause takes the whole of @d out. */
static bool out_day(const struct question *q, struct date d)
{
	char text[12];

	show_date(d, text);
	for (int i = 0; i < q->stops_count; i++)
		if (strncmp(text, q->stops[i].from, 10) >= 0 &&
		    strncmp(text, q->stops[i].to, 10) <= 0)
			return true;
	return false;
}

/* Answers are dates with a clock; those behind 9999 are longer than any other. */
static void answer(struct date d, const char *clock, char out[20])
{
	char text[12];

	show_date(d, text);
	snprintf(out, 20, "%sT%.5s", text, clock);
}

static bool step(struct question *q, struct date *d)
{
	next_day(d);
	q->far = q->far || q->steps-- <= 0;
	return !q->far;
}

static void count_work_days(struct question *q, char out[20])
{
	struct date d = date_in(q->from);
	int n = 0;

	while (step(q, &d)) {
		const char *hours = hours_on(q, d);

		if (!hours || out_day(q, d))
			continue;
		if (++n == q->count) {
			answer(d, close_of(hours), out);
			return;
		}
	}
}

static void count_days(struct question *q, char out[20])
{
	struct date d = date_in(q->from);

	for (int n = 0; n < q->count;) {
		if (!step(q, &d))
			return;
		n += !out_day(q, d);
	}
	while (!hours_on(q, d) || out_day(q, d))
		if (!step(q, &d))
			return;
	answer(d, close_of(hours_on(q, d)), out);
}

static void count_same(struct question *q, char out[20])
{
	struct date d = date_in(q->from);
	const char *clock = q->from + 11, *hours = hours_on(q, d);

	if (!hours || strcmp(clock, "15:00") > 0 || strncmp(clock, close_of(hours), 5) >= 0)
		do {
			if (!step(q, &d))
				return;
			hours = hours_on(q, d);
		} while (!hours);
	answer(d, close_of(hours), out);
}

static bool out_minute(const struct question *q, const char *time)
{
	for (int i = 0; i < q->stops_count; i++)
		if (strcmp(time, q->stops[i].from) >= 0 && strcmp(time, q->stops[i].to) < 0)
			return true;
	return false;
}

/* Steps through [@start, @stop) of one day. true when the last minute wanted was used. */
static bool use_period(struct question *q, struct date d, const char *start, const char *stop,
		       int *used, char out[20])
{
	char time[20], end[20];

	answer(d, start, time);
	answer(d, stop, end);
	while (strcmp(time, end) < 0) {
		bool counts = strcmp(time, q->from) >= 0 && !out_minute(q, time);
		char *clock = time + strlen(time) - 5;

		/* One minute on; a period ends on its day, so the hour never runs over. */
		if (++clock[4] > '9') {
			clock[4] = '0';
			if (++clock[3] > '5') {
				clock[3] = '0';
				if (++clock[1] > '9') {
					clock[1] = '0';
					clock[0]++;
				}
			}
		}
		if (counts && ++*used == q->count * 60) {
			memcpy(out, time, sizeof time);
			return true;
		}
	}
	return false;
}

static void count_minutes(struct question *q, char out[20])
{
	struct date d = date_in(q->from);
	int used = 0;

	do {
		const char *hours = hours_on(q, d);

		for (const char *p = hours; p && strlen(p) >= 11; p += p[11] ? 12 : 11)
			if (use_period(q, d, p, p + 6, &used, out))
				return;
	} while (step(q, &d));
}

static void count(struct question *q, char out[20])
{
	snprintf(out, 20, "far");
	switch (q->unit) {
	case 'w':
		count_work_days(q, out);
		break;
	case 'h':
		count_minutes(q, out);
		break;
	case 'd':
		count_days(q, out);
		break;
	default:
		count_same(q, out);
	}
}

/* Later as a time: a year of five digits is behind all others. */
static bool later(const char *a, const char *b)
{
	return strlen(a) != strlen(b) ? strlen(a) > strlen(b) : strcmp(a, b) > 0;
}

static bool is_time(const char *text)
{
	static const char shape[] = "0000-00-00T00:00";
	struct date d;
	int hour, minute;

	if (strlen(text) != 16)
		return false;
	for (int i = 0; i < 16; i++)
		if (shape[i] == '0' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
			return false;
	d = date_in(text);
	sscanf(text + 11, "%2d:%2d", &hour, &minute);
	return d.year >= 1000 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	       d.day <= month_days(d.year, d.month) && hour <= 23 && minute <= 59;
}

static bool read_limit(struct question *q, const char *text)
{
	static const char *const units[] = { "wd", "wh", "d" };
	char made[12];

	if (!strcmp(text, "same")) {
		q->unit = 's';
		return true;
	}
	for (int u = 0; u < 3; u++) {
		if (sscanf(text, "%4d", &q->count) != 1 || q->count < 1)
			return false;
		snprintf(made, sizeof made, "%d%s", q->count, units[u]);
		q->unit = "whd"[u];
		if (!strcmp(made, text))
			return true;
	}
	return false;
}

/* Reads the events into @list. Returns how many pauses, -1 when they are wrong. */
static int read_events(const char *from, char *text, struct stop *list)
{
	int n = 0;
	const char *word = "pause@", *before = from;

	while (*text) {
		char *next = strchr(text, ';'), *time = text + strlen(word);

		if (next)
			*next = '\0';
		if (strncmp(text, word, strlen(word)) != 0 || !is_time(time))
			return -1;
		if (strcmp(time, before) < 0 || n == PAUSES)
			return -1;
		if (*word == 'p') {
			snprintf(list[n].from, 17, "%s", time);
			list[n++].to[0] = '\0';
			before = list[n - 1].from;
			word = "resume@";
		} else {
			snprintf(list[n - 1].to, 17, "%s", time);
			before = list[n - 1].to;
			word = "pause@";
		}
		if (!next)
			return n;
		text = next + 1;
		if (!*text)
			return -1;
	}
	return n;
}

static bool read_line(struct question *q, const char *line, struct stop *list, int *stops)
{
	char columns[3][COLUMN] = { "", "", "" };
	int column = 0;
	size_t used = 0;

	for (; *line; line++) {
		if (*line == '\t') {
			column++;
			used = 0;
			if (column == 3)
				return false;
		} else if (used + 1 < COLUMN) {
			columns[column][used++] = *line;
		} else {
			return false;
		}
	}
	if (column < 1 || !is_time(columns[0]) || !read_limit(q, columns[1]))
		return false;
	snprintf(q->from, sizeof q->from, "%.16s", columns[0]);
	*stops = read_events(q->from, columns[2], list);
	return *stops >= 0;
}

void due_reference(const struct plain_calendar *c, bool restart, const char *line, long steps,
		   char out[17])
{
	struct question q = { .c = c, .steps = steps };
	struct stop list[PAUSES];
	char due[20];
	int stops;

	if (!read_line(&q, line, list, &stops)) {
		snprintf(out, 17, "error");
		return;
	}
	count(&q, due);
	for (int i = 0; i < stops && !q.far; i++) {
		if (!strcmp(list[i].from, list[i].to) || later(list[i].from, due))
			continue;
		if (!*list[i].to) {
			snprintf(out, 17, "paused");
			return;
		}
		if (restart || q.unit == 's') {
			memcpy(q.from, list[i].to, sizeof q.from);
			q.stops_count = 0;
		} else {
			q.stops[q.stops_count++] = list[i];
		}
		count(&q, due);
	}
	if (q.far)
		snprintf(out, 17, "far");
	else
		snprintf(out, 17, "%.16s", strlen(due) > 16 ? "error" : due);
}
