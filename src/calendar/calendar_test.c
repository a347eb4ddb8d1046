/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar.h"
#include "core/time.h"
#include "tests/tap.h"
#include <string.h>

static const char *said(struct arena *mem, const struct findings *f)
{
	char *all = arena_copy(mem, "");

	for (size_t i = 0; i < f->count; i++)
		all = arena_text(mem, "%s%s\n", all, finding_show(mem, &f->items[i], LANG_EN));
	return all;
}

static struct calendar *calendar_of(struct arena *mem, const char *rows)
{
	struct findings f = { .mem = mem };
	char *text = arena_text(mem, "date,kind,hours,basis\n%s", rows);
	struct calendar *c = calendar_parse(mem, &f, "calendar.csv", text, strlen(text));

	is_text(said(mem, &f), "");
	return c;
}

static void the_national_calendar_knows_holidays_and_swapped_days(struct world *w)
{
	struct arena *mem = arena_new();
	const struct calendar *c = calendar_national(mem);

	(void)w;
	is_int(c->days_count, 28);
	is_int(c->first, day_parse("2025-01-01"));
	is_int(c->last, day_parse("2026-09-02"));
	is_int(calendar_on(c, day_parse("2026-08-22")).kind, CALENDAR_WORK);
	is_int(calendar_on(c, day_parse("2026-08-22")).close, 17 * 60);
	is_int(calendar_on(c, day_parse("2026-08-31")).kind, CALENDAR_OFF);
	is_text(calendar_on(c, day_parse("2026-08-31")).basis, "hoán đổi với thứ Bảy 22/08/2026");
	is_int(calendar_on(c, day_parse("2026-08-28")).kind, CALENDAR_WORK);
	is_int(calendar_on(c, day_parse("2026-08-29")).kind, CALENDAR_OFF);
	is_true(calendar_holds(c, day_parse("2026-03-03")));
	is_true(!calendar_holds(c, day_parse("2026-09-03")));
	arena_drop(mem);
}

static void a_calendar_without_dates_has_usual_weeks(struct world *w)
{
	struct arena *mem = arena_new();
	const struct calendar *c = calendar_of(mem, "");

	(void)w;
	is_int(c->first, DAY_NONE);
	is_true(!calendar_holds(c, 0));
	is_int(calendar_work_days(c, day_parse("2025-06-29"), day_parse("2025-07-06")), 5);
	is_int(calendar_work_day(c, day_parse("2025-07-04"), 1), day_parse("2025-07-07"));
	is_int(calendar_work_minutes(c, 0, 1440), 450);
	arena_drop(mem);
}

static void every_wrong_row_of_a_calendar_is_told(struct world *w)
{
	static const char table[] = "date,kind,hours,basis\n"
				    "2026-02-29,off,,\n"
				    "2026-1-2,off,,\n"
				    "2026-01-03,rest,,\n"
				    "2026-01-04,off,07:30-11:30,\n"
				    "2026-01-05,work,11:30-07:30,\n"
				    "2026-01-06,work,07:30-11:30  13:30-17:00,\n"
				    "2026-01-07,work,07:30-24:00,\n"
				    "2026-01-08,work,07:30-11:30 11:00-12:00,\n"
				    "2026-01-09,work,07:30-11:30 ,\n"
				    "2026-01-12,work,07:30-11:30 11:30-12:00,good\n"
				    "2026-01-11,off,,\n"
				    "2026-01-12,off,,twice\n"
				    ",off,,\n";
	struct arena *mem = arena_new();
	struct findings f = { .mem = mem };

	(void)w;
	is_true(calendar_parse(mem, &f, "calendar.csv", table, sizeof table - 1) == NULL);
	is_int(f.errors, 11);
	const char *all = said(mem, &f);

	is_true(strstr(all, "calendar.csv:2: date: “2026-02-29” is no date") != NULL);
	is_true(strstr(all, "calendar.csv:3: date: ") != NULL);
	is_true(strstr(all, "calendar.csv:4: kind: “rest” must be off or work") != NULL);
	is_true(strstr(all, "calendar.csv:5: hours: a day off has no working hours") != NULL);
	for (int line = 6; line <= 10; line++)
		is_true(strstr(all, arena_text(mem, "calendar.csv:%d: hours: ", line)) != NULL);
	is_true(strstr(all, "calendar.csv:13: date: the date 2026-01-12 stands in another row") !=
		NULL);
	is_true(strstr(all, "calendar.csv:14: date: ") != NULL);
	arena_drop(mem);
}

static void days_and_minutes_are_counted_and_found_again(struct world *w)
{
	struct arena *mem = arena_new();
	const struct calendar *c = calendar_of(mem, "2024-05-04,work,08:00-09:00,half Saturday\n"
						    "2024-05-06,off,,\n"
						    "2024-05-07,work,06:00-22:00,long\n"
						    "2024-05-11,off,,a Saturday that is off anyhow\n"
						    "2024-05-12,work,,a whole Sunday\n"
						    "2024-05-14,work,10:00-10:01,one minute\n");
	int32_t start = day_parse("2024-04-20");

	(void)w;
	for (int32_t after = start; after < start + 40; after++) {
		int64_t days = 0, minutes = 0;

		for (int32_t day = after + 1; day < after + 30; day++) {
			struct calendar_day d = calendar_on(c, day);

			minutes += d.minutes;
			is_int(calendar_work_minutes(c, (after + 1) * 1440LL, (day + 1) * 1440LL),
			       minutes);
			if (d.kind == CALENDAR_OFF)
				continue;
			days++;
			is_int(calendar_work_days(c, after, day), days);
			is_int(calendar_work_day(c, after, days), day);
			is_int(calendar_after_minutes(c, (after + 1) * 1440LL, minutes),
			       day * 1440LL + d.close);
		}
	}
	arena_drop(mem);
}

static void distance_costs_nothing(struct world *w)
{
	struct arena *mem = arena_new();
	const struct calendar *c = calendar_of(mem, "1000-01-01,off,,\n9999-12-31,off,,\n");
	int32_t from = day_parse("2025-07-01");

	(void)w;
	/* 1427 whole weeks of five and four days more: Wednesday, Thursday, Friday, Monday. */
	is_int(calendar_work_day(c, from, 7139), from + 1427 * 7 + 6);
	is_int(calendar_work_days(c, day_parse("1000-01-01"), day_parse("9999-12-31")),
	       calendar_work_days(c, day_parse("1000-01-01"), from) +
		       calendar_work_days(c, from, day_parse("9999-12-31")));
	arena_drop(mem);
}

TESTS_PLAIN(the_national_calendar_knows_holidays_and_swapped_days,
	    a_calendar_without_dates_has_usual_weeks, every_wrong_row_of_a_calendar_is_told,
	    days_and_minutes_are_counted_and_found_again, distance_costs_nothing)
