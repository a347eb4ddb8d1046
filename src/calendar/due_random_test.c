/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_cli.h"
#include "calendar/due_reference.h"
#include "core/time.h"
#include "tests/tap.h"
#include <inttypes.h>
#include <string.h>

/*
 * The two calculators on random questions. Everything goes through text: random tables are parsed,
 * random lines answered as a batch answers them, and each answer is compared with the reference's.
 */
enum { DAYS_MAX = 90, PAUSES_MAX = 5, LINE_MAX_BYTES = 512, REFERENCE_STEPS = 40000 };

static uint64_t state;

/* xorshift64*: the same questions on every machine. */
static uint64_t next(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(2685821657736338717);
}

static int64_t below(int64_t n)
{
	return (int64_t)((next() >> 11) % (uint64_t)n);
}

static bool one_in(int n)
{
	return below(n) == 0;
}

struct made {
	struct plain_day days[DAYS_MAX];
	struct plain_calendar plain;
	struct calendar *fast;
	int32_t middle; /* of the dates it holds */
};

static void make_hours(char *out, size_t room)
{
	int minute = (int)below(12 * 60);
	size_t used = 0;

	for (int64_t n = 1 + below(3); n > 0 && minute < 1438; n--) {
		int from = minute + (int)below(120) * !one_in(4);
		int to = from + 1 + (int)below(one_in(5) ? 3 : 300);

		if (to > 1439)
			break;
		used += (size_t)snprintf(out + used, room - used, "%s%02d:%02d-%02d:%02d",
					 used ? " " : "", from / 60, from % 60, to / 60, to % 60);
		minute = to;
	}
	if (!used)
		snprintf(out, room, "10:00-15:00");
}

/* A random calendar of up to DAYS_MAX dates around a random day; off days come in runs as feasts do. */
static void make_calendar(struct arena *mem, struct made *m, int32_t middle)
{
	size_t wanted = one_in(10) ? 0 : (size_t)below(DAYS_MAX + 1), count = 0;
	int32_t day = middle - (int32_t)below(90);
	char *text = arena_copy(mem, "date,kind,hours,basis\n");

	m->middle = middle;
	for (; count < wanted; count++, day += 1 + (int32_t)(one_in(3) ? below(12) : 0)) {
		struct plain_day *d = &m->days[count];
		int year, month, mday;

		day_split(day, &year, &month, &mday);
		if (year > 9999)
			break;
		*d = (struct plain_day){ .work = !one_in(3) };
		snprintf(d->date, sizeof d->date, "%04u-%02u-%02u", (unsigned)year % 10000,
			 (unsigned)month % 100, (unsigned)mday % 100);
		if (d->work && !one_in(3))
			make_hours(d->hours, sizeof d->hours);
		text = arena_text(mem, "%s%s,%s,%s,\n", text, d->date, d->work ? "work" : "off",
				  d->hours);
	}
	m->plain = (struct plain_calendar){ m->days, count };
	struct findings f = { .mem = mem };

	m->fast = calendar_parse(mem, &f, "calendar.csv", text, strlen(text));
	if (!m->fast)
		tap_note("%s", finding_show(mem, &f.items[0], LANG_EN));
}

/* Minutes at which something changes are far more telling than others. */
static int telling_minute(const struct made *m)
{
	static const int usual[] = { 0,	  449, 450, 689, 690,  691,  809, 810,
				     899, 900, 901, 1019, 1020, 1021, 1439 };

	if (one_in(3))
		return (int)below(1440);
	if (m->plain.count && one_in(2)) {
		const struct calendar_day *d = &m->fast->days[below((int64_t)m->plain.count)];

		if (d->periods_count)
			return (one_in(2) ? d->periods[0].from : d->close) - (int)one_in(3);
	}
	return usual[below(sizeof usual / sizeof *usual)];
}

static int64_t no_later(int64_t minute)
{
	int64_t last = (int64_t)day_of(9999, 12, 31) * MINUTES_A_DAY + 1439;

	return minute < last ? minute : last;
}

static int64_t later_than(const struct made *m, int64_t minute, bool far)
{
	switch (below(6)) {
	case 0:
		return minute;
	case 1:
		return minute + below(5);
	case 2:
		return minute + below(600);
	case 3:
		return minute + below(far ? 400 : 4) * MINUTES_A_DAY;
	default:
		return (int64_t)(minute_day(minute) + 1 + below(far ? 100 : 9)) * MINUTES_A_DAY +
		       telling_minute(m);
	}
}

static void put_time(char *line, const char *before, int64_t minute)
{
	char text[MINUTE_TEXT_SIZE];
	size_t used = strlen(line);

	minute_write(text, no_later(minute));
	snprintf(line + used, LINE_MAX_BYTES - used, "%s%.*s", before, (int)sizeof text, text);
}

static void make_limit(char *out, size_t room, bool far)
{
	int64_t most = far ? 9999 : one_in(8) ? 60 : 9;

	switch (below(8)) {
	case 0:
		snprintf(out, room, "same");
		break;
	case 1:
	case 2:
		snprintf(out, room, "%" PRId64 "wh", 1 + below(far ? 60 : one_in(8) ? 40 : 12));
		break;
	case 3:
	case 4:
	case 5:
		snprintf(out, room, "%" PRId64 "d", 1 + below(most));
		break;
	default:
		snprintf(out, room, "%" PRId64 "wd", 1 + below(most));
	}
}

static void answer(const struct made *m, bool restart, const char *line, char out[DUE_ANSWER_SIZE],
		   struct pause_list *pauses)
{
	struct due_batch b = { .calendar = m->fast, .restart = restart };
	size_t size = due_answer(&b, line, strlen(line), pauses, out);

	out[size - 1] = '\0';
}

/* Where a pause begins: somewhere later, or just at, before or behind the due time as it stands. */
static int64_t pause_begin(const struct made *m, bool restart, const char *line, int64_t at,
			   struct pause_list *pauses, bool far)
{
	char due[DUE_ANSWER_SIZE];
	int64_t minute;

	if (one_in(2))
		return later_than(m, at, far);
	answer(m, restart, line, due, pauses);
	if (!minute_parse(due, strlen(due), &minute))
		return at;
	minute += (int64_t[]){ 0, 0, 1, -1, -60, -MINUTES_A_DAY }[below(6)];
	return minute > at ? minute : at;
}

static void spoil(char *line)
{
	static const char marks[] = "\t;@-0190Tx dwhspr:\xC3";
	size_t size = strlen(line), at = (size_t)below((int64_t)size);

	if (one_in(3))
		memmove(line + at, line + at + 1, size - at);
	else
		line[at] = marks[below(sizeof marks - 1)];
}

static void make_line(const struct made *m, bool restart, bool far, struct pause_list *pauses,
		      char line[LINE_MAX_BYTES])
{
	char limit[16];
	int64_t at = (int64_t)(m->middle + below(120) - 60) * MINUTES_A_DAY + telling_minute(m);

	line[0] = '\0';
	put_time(line, "", at);
	at = no_later(at);
	make_limit(limit, sizeof limit, far);
	snprintf(line + strlen(line), LINE_MAX_BYTES - strlen(line), "\t%s", limit);
	for (int64_t n = one_in(3) ? 0 : below(PAUSES_MAX), i = 0; i < n; i++) {
		at = no_later(pause_begin(m, restart, line, at, pauses, far));
		put_time(line, i ? ";pause@" : "\tpause@", one_in(60) ? at - 1 : at);
		if (i == n - 1 && one_in(4))
			break;
		at = no_later(later_than(m, at, far));
		put_time(line, ";resume@", one_in(60) ? at - 1 : at);
	}
	if (one_in(40))
		spoil(line);
}

static void compare(uint64_t seed, int calendars, int lines, bool far)
{
	int64_t count = 0, wrong = 0, due = 0, paused = 0, errors = 0, unreached = 0;
	struct arena *mem = arena_new();
	struct made *m = calloc(1, sizeof *m);

	state = seed;
	for (int c = 0; c < calendars; c++) {
		struct pause_list pauses = { .mem = mem };
		int32_t from = day_of(far ? 1000 : 1970, 3, 1), to = day_of(far ? 9999 : 2100, 12, 30);

		make_calendar(mem, m, one_in(20) ? to : from + (int32_t)below(to - from));
		for (int i = 0; m->fast && i < lines; i++, count++) {
			char line[LINE_MAX_BYTES], got[DUE_ANSWER_SIZE], want[17];
			bool restart = one_in(3);

			make_line(m, restart, far, &pauses, line);
			answer(m, restart, line, got, &pauses);
			due_reference(&m->plain, restart, line, REFERENCE_STEPS, want);
			due += *want == '1' || *want > '1';
			paused += *want == 'p';
			errors += *want == 'e';
			unreached += *want == 'f';
			if (*want == 'f' || !strcmp(got, want) || ++wrong > 5)
				continue;
			tap_note("%s%s: %s, reference %s", line, restart ? " restart" : "", got, want);
		}
		is_true(m->fast != NULL);
		arena_reset(mem);
	}
	tap_note("%" PRId64 " questions: %" PRId64 " paused, %" PRId64 " errors, %" PRId64
		 " beyond the reference, %" PRId64 " wrong", count, paused, errors, unreached, wrong);
	is_int(wrong, 0);
	is_true(unreached <= count / 20);
	is_true(due > count / 2 && paused > count / 100 && errors > count / 200);
	free(m);
	arena_drop(mem);
}

static void two_calculators_agree_on_ordinary_questions(struct world *w)
{
	(void)w;
	compare(20260822, tap_long ? 5000 : 200, 1000, false);
}

static void two_calculators_agree_on_far_questions(struct world *w)
{
	(void)w;
	compare(99991231, tap_long ? 2000 : 30, 20, true);
}

/* Every explanation ends with the answer, and what it counts is what the limit says. */
static void explanations_add_up_to_the_limit(struct world *w)
{
	struct arena *mem = arena_new(), *scratch = arena_new();
	struct made *m = calloc(1, sizeof *m);

	(void)w;
	state = 4242;
	for (int c = 0; c < (tap_long ? 400 : 40); c++) {
		make_calendar(mem, m, day_of(2026, 11, 1));
		for (int i = 0; i < 250; i++) {
			char line[LINE_MAX_BYTES];
			struct pause_list pauses = { .mem = scratch };
			struct due_question q = { .restart = one_in(3) };
			struct due due;
			struct due_line *lines;
			size_t count, item;

			make_line(m, q.restart, false, &pauses, line);
			char *limit = strchr(line, '\t');
			size_t size = limit ? strcspn(limit + 1, "\t") : 0;

			if (!limit || !minute_parse(line, (size_t)(limit - line), &q.from) ||
			    !limit_parse(limit + 1, size, &q.limit))
				continue;
			const char *events = limit + 1 + size + (limit[1 + size] == '\t');

			if (!events_parse(events, strlen(events), &pauses, &item))
				continue;
			q.pauses = pauses.items;
			q.pauses_count = pauses.count;
			if (due_count(m->fast, &q, &due) != DUE_GOOD)
				continue;
			due_explain(scratch, m->fast, &q, &lines, &count);
			int64_t number = 0, goal = q.limit.count;

			goal *= q.limit.unit == LIMIT_WORK_HOURS ? 60 : 1;
			for (size_t k = 0; k < count; k++) {
				if (lines[k].total)
					is_int(lines[k].total, goal);
				if (lines[k].total)
					number = lines[k].number;
				is_true(*due_line_show(scratch, LANG_VI, &lines[k]) != '\0');
			}
			is_int(lines[count - 1].kind, due.paused ? DUE_LINE_OPEN : DUE_LINE_DUE);
			if (!due.paused && number != goal && q.limit.unit != LIMIT_SAME)
				tap_note("%s: %" PRId64 " of %" PRId64, line, number, goal);
			if (!due.paused)
				is_int(lines[count - 1].from, due.at);
			if (!due.paused && q.limit.unit != LIMIT_SAME)
				is_int(number, goal);
			arena_reset(scratch);
		}
		arena_reset(mem);
	}
	free(m);
	arena_drop(mem);
	arena_drop(scratch);
}

TESTS_PLAIN(two_calculators_agree_on_ordinary_questions, two_calculators_agree_on_far_questions,
	    explanations_add_up_to_the_limit)
