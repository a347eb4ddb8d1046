/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_cli.h"
#include "core/time.h"
#include "tests/tap.h"
#include <string.h>

/* A half day, a long day, a working Saturday and days off around the first week of November 2026. */
static const char OWN[] = "date,kind,hours,basis\n"
			  "2026-11-03,work,07:30-11:30,half\n"
			  "2026-11-04,off,,feast\n"
			  "2026-11-07,work,08:00-12:00 13:00-15:00,swapped\n"
			  "2026-11-09,work,06:00-09:00 10:00-15:30,early\n"
			  "2026-11-11,off,,\n";

struct example {
	const char *line, *want;
};

static struct calendar *calendar_of(struct arena *mem, const char *table)
{
	struct findings f = { .mem = mem };
	struct calendar *c = table ? calendar_parse(mem, &f, "calendar.csv", table, strlen(table)) :
				     calendar_national(mem);

	is_true(c != NULL);
	return c;
}

static const char *answered(struct arena *mem, const struct calendar *c, bool restart,
			    const char *line)
{
	struct due_batch b = { .calendar = c, .restart = restart };
	struct pause_list pauses = { .mem = mem };
	char out[DUE_ANSWER_SIZE];
	size_t size = due_answer(&b, line, strlen(line), &pauses, out);

	return arena_copy_bytes(mem, out, size - 1);
}

static void check(const char *table, bool restart, const struct example *examples)
{
	struct arena *mem = arena_new();
	struct calendar *c = calendar_of(mem, table);

	for (const struct example *e = examples; e->line; e++) {
		const char *got = answered(mem, c, restart, e->line);

		if (strcmp(got, e->want) != 0)
			tap_note("%s", e->line);
		is_text(got, e->want);
	}
	arena_drop(mem);
}

/* clang-format off */
static void the_worked_cases_of_the_contract_hold(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-08-28T10:00\t3wd", "2026-09-07T17:00" },
		{ "2026-08-20T10:00\t3wd", "2026-08-24T17:00" },
		{ "2026-02-13T15:30\tsame", "2026-02-23T17:00" },
		{ "2026-08-21T16:30\t8wh", "2026-08-22T17:00" },
		{ "2026-11-02T09:00\t5wd\tpause@2026-11-04T10:00;resume@2026-11-09T08:00", "2026-11-13T17:00" },
		{ "2026-11-02T09:00\t3d", "2026-11-05T17:00" },
		{ "2026-11-05T09:00\t2d", "2026-11-09T17:00" },
		{ 0 },
	};
	(void)w;
	check(NULL, false, cases);
}

static void the_worked_cases_of_the_law_hold(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-02-13T09:00\t5wd", "2026-02-27T17:00" },
		{ "2026-02-12T15:30\tsame", "2026-02-13T17:00" },
		{ "2026-02-13T15:30\tsame", "2026-02-23T17:00" },
		{ "2025-04-25T08:00\t1wd", "2025-04-26T17:00" },
		{ "2025-04-29T08:00\t1wd", "2025-05-05T17:00" },
		{ 0 },
	};
	(void)w;
	check(NULL, false, cases);
}

static void working_days_start_behind_the_day_of_reception(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T00:00\t1wd", "2026-11-03T11:30" },
		{ "2026-11-02T23:59\t1wd", "2026-11-03T11:30" },
		{ "2026-11-07T09:00\t1wd", "2026-11-09T15:30" },   /* a working Saturday is not counted either */
		{ "2026-11-08T09:00\t1wd", "2026-11-09T15:30" },   /* nor a Sunday */
		{ "2026-11-04T09:00\t1wd", "2026-11-05T17:00" },   /* nor a feast */
		{ "2026-11-02T09:00\t4wd", "2026-11-07T15:00" },
		{ "2026-11-06T09:00\t3wd", "2026-11-10T17:00" },
		{ "2026-11-06T09:00\t4wd", "2026-11-12T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void calendar_days_move_off_a_day_off_only_at_their_end(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\t1d", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\t2d", "2026-11-05T17:00" },
		{ "2026-11-02T09:00\t3d", "2026-11-05T17:00" },
		{ "2026-11-02T09:00\t5d", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t6d", "2026-11-09T15:30" },
		{ "2026-10-31T09:00\t1d", "2026-11-02T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void working_hours_are_minutes_of_work_and_may_end_at_a_close(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\t1wh", "2026-11-02T10:00" },
		{ "2026-11-02T10:30\t1wh", "2026-11-02T11:30" },   /* may be a close */
		{ "2026-11-02T10:31\t1wh", "2026-11-02T13:31" },
		{ "2026-11-02T11:30\t1wh", "2026-11-02T14:30" },   /* 11:30 is outside */
		{ "2026-11-02T17:00\t1wh", "2026-11-03T08:30" },   /* 17:00 is outside */
		{ "2026-11-02T16:59\t1wh", "2026-11-03T08:29" },
		{ "2026-11-02T07:30\t4wh", "2026-11-02T11:30" },
		{ "2026-11-02T07:29\t4wh", "2026-11-02T11:30" },
		{ "2026-11-02T00:00\t8wh", "2026-11-03T08:00" },
		{ "2026-11-03T11:30\t1wh", "2026-11-05T08:30" },   /* the half day is over, a feast follows */
		{ "2026-11-07T11:30\t1wh", "2026-11-07T13:30" },
		{ "2026-11-08T12:00\t8wh", "2026-11-09T15:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void the_same_day_needs_reception_by_15_00_and_before_the_close(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T00:00\tsame", "2026-11-02T17:00" },
		{ "2026-11-02T15:00\tsame", "2026-11-02T17:00" },
		{ "2026-11-02T15:01\tsame", "2026-11-03T11:30" },
		{ "2026-11-03T11:29\tsame", "2026-11-03T11:30" },
		{ "2026-11-03T11:30\tsame", "2026-11-05T17:00" },
		{ "2026-11-07T14:59\tsame", "2026-11-07T15:00" },
		{ "2026-11-07T15:00\tsame", "2026-11-09T15:30" },
		{ "2026-11-09T15:00\tsame", "2026-11-09T15:30" },
		{ "2026-11-09T15:01\tsame", "2026-11-10T17:00" },
		{ "2026-11-04T09:00\tsame", "2026-11-05T17:00" },
		{ "2026-11-08T23:59\tsame", "2026-11-09T15:30" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void a_pause_takes_out_both_its_days(struct world *w)
{
	static const struct example cases[] = {
		/* working days: 05 10 | out 05..06 | 07 09 10 12 */
		{ "2026-11-02T09:00\t2wd\tpause@2026-11-05T00:00;resume@2026-11-06T00:00", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t2wd\tpause@2026-11-05T17:00;resume@2026-11-06T23:59", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t2wd\tpause@2026-11-05T17:01;resume@2026-11-06T23:59", "2026-11-05T17:00" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-02T09:00;resume@2026-11-02T16:00", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-02T09:00;resume@2026-11-03T07:00", "2026-11-05T17:00" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-02T10:00;resume@2026-11-03T07:00;pause@2026-11-03T07:00;resume@2026-11-05T09:00", "2026-11-06T17:00" },
		/* calendar days, and a day counted once however many pauses touch it */
		{ "2026-11-02T09:00\t3d\tpause@2026-11-03T10:00;resume@2026-11-03T10:01;pause@2026-11-03T11:00;resume@2026-11-04T00:00", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t1d\tpause@2026-11-03T10:00;resume@2026-11-03T10:01", "2026-11-05T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void the_day_a_limit_moves_to_can_be_taken_out_too(struct world *w)
{
	static const struct example cases[] = {
		/* the second day is the feast of 04/11: it moves to the 5th, which a pause takes out */
		{ "2026-11-02T09:00\t2d\tpause@2026-11-05T09:00;resume@2026-11-05T10:00", "2026-11-06T17:00" },
		{ "2026-11-02T09:00\t2d\tpause@2026-11-05T09:00;resume@2026-11-07T10:00", "2026-11-09T15:30" },
		{ "2026-11-02T09:00\t2d\tpause@2026-11-05T09:00;resume@2026-11-05T10:00;pause@2026-11-06T17:00;resume@2026-11-06T18:00", "2026-11-07T15:00" },
		/* the sixth day is a Sunday; a pause on the Sunday itself takes that day out */
		{ "2026-11-02T09:00\t6d\tpause@2026-11-08T09:00;resume@2026-11-08T10:00", "2026-11-09T15:30" },
		{ "2026-11-02T09:00\t6d\tpause@2026-11-08T09:00;resume@2026-11-09T10:00", "2026-11-10T17:00" },
		/* begins on the Sunday behind the last day, a Saturday that is off */
		{ "2026-11-13T09:00\t1d\tpause@2026-11-15T09:00;resume@2026-11-16T10:00", "2026-11-17T17:00" },
		{ "2026-11-13T09:00\t1d\tpause@2026-11-15T09:00;resume@2026-11-15T10:00", "2026-11-16T17:00" },
		/* begins on the very day it moved to, two days off behind the last day */
		{ "2026-11-13T09:00\t1d\tpause@2026-11-16T09:00;resume@2026-11-16T10:00", "2026-11-17T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void a_pause_takes_out_minutes_of_working_hours(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T09:30;resume@2026-11-02T10:30", "2026-11-02T11:00" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T09:30;resume@2026-11-02T12:30", "2026-11-02T14:00" },
		{ "2026-11-02T09:00\t2wh\tpause@2026-11-02T09:30;resume@2026-11-02T10:00;pause@2026-11-02T10:00;resume@2026-11-02T11:30", "2026-11-02T15:00" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T10:00;resume@2026-11-05T10:00", "2026-11-02T10:00" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T09:59;resume@2026-11-05T10:00", "2026-11-05T10:01" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T10:01;resume@2026-11-05T10:00", "2026-11-02T10:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void the_end_of_a_pause_is_a_new_reception_for_the_same_day(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\tsame\tpause@2026-11-02T10:00;resume@2026-11-02T15:00", "2026-11-02T17:00" },
		{ "2026-11-02T09:00\tsame\tpause@2026-11-02T10:00;resume@2026-11-02T15:01", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\tsame\tpause@2026-11-02T17:00;resume@2026-11-06T08:00", "2026-11-06T17:00" },
		{ "2026-11-02T09:00\tsame\tpause@2026-11-02T17:01;resume@2026-11-06T08:00", "2026-11-02T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void with_restart_the_end_of_a_pause_is_a_new_reception_for_all(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\t2wd\tpause@2026-11-03T10:00;resume@2026-11-05T10:00", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t2d\tpause@2026-11-03T10:00;resume@2026-11-05T10:00", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T09:59;resume@2026-11-05T10:00", "2026-11-05T11:00" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T10:00;resume@2026-11-05T10:00", "2026-11-05T11:00" },
		{ "2026-11-02T09:00\tsame\tpause@2026-11-02T10:00;resume@2026-11-05T15:01", "2026-11-06T17:00" },
		{ "2026-11-02T09:00\t2wd\tpause@2026-11-03T10:00;resume@2026-11-05T10:00;pause@2026-11-06T09:00;resume@2026-11-06T10:00", "2026-11-09T15:30" },
		/* what is as if it were not there restarts nothing */
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T10:00;resume@2026-11-03T10:00", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T11:31;resume@2026-11-05T10:00", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T11:30;resume@2026-11-05T10:00", "2026-11-06T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, true, cases);
}

static void a_pause_without_length_or_behind_the_due_time_is_not_there(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T10:00;resume@2026-11-03T10:00", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T11:31;resume@2026-11-05T10:00", "2026-11-03T11:30" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T11:31", "2026-11-03T11:30" },
		/* the due time as it stood, not as it was at first */
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T09:00;resume@2026-11-03T10:00;pause@2026-11-05T17:00;resume@2026-11-06T08:00", "2026-11-07T15:00" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T09:00;resume@2026-11-03T10:00;pause@2026-11-05T17:01;resume@2026-11-06T08:00", "2026-11-05T17:00" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void a_pause_that_has_not_ended_gives_paused(struct world *w)
{
	static const struct example cases[] = {
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-02T09:00", "paused" },
		{ "2026-11-02T09:00\t1wd\tpause@2026-11-03T11:30", "paused" },
		{ "2026-11-02T09:00\tsame\tpause@2026-11-02T10:00", "paused" },
		{ "2026-11-02T09:00\t1wh\tpause@2026-11-02T10:00", "paused" },
		{ "2026-11-02T09:00\t9d\tpause@2026-11-03T10:00;resume@2026-11-03T11:00;pause@2026-11-04T08:00", "paused" },
		{ "9999-12-01T09:00\t9999d\tpause@9999-12-30T10:00", "paused" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void anything_else_is_an_error(struct world *w)
{
	static const struct example cases[] = {
		{ "", "error" }, { "2026-11-02T09:00", "error" }, { "\t", "error" }, { "\t\t", "error" },
		{ "2026-11-02T09:00\t", "error" }, { "2026-11-02T09:00\t3wd\t\t", "error" },
		{ "2026-11-02T09:00\t3wd\t", "2026-11-06T17:00" },
		{ "2026-11-02T09:00\t0wd", "error" }, { "2026-11-02T09:00\t03wd", "error" },
		{ "2026-11-02T09:00\t10000wd", "error" }, { "2026-11-02T09:00\t3 wd", "error" },
		{ "2026-11-02T09:00\t3WD", "error" }, { "2026-11-02T09:00\t3", "error" },
		{ "2026-11-02T09:00\twd", "error" }, { "2026-11-02T09:00\t+3wd", "error" },
		{ "2026-11-02T09:00\t-3wd", "error" }, { "2026-11-02T09:00\t3wdx", "error" },
		{ "2026-11-02T09:00\t3w", "error" }, { "2026-11-02T09:00\t3h", "error" },
		{ "2026-11-02T09:00\tsame ", "error" }, { "2026-11-02T09:00\t1same", "error" },
		{ "2026-11-02T09:00\t3wd\r", "error" }, { " 2026-11-02T09:00\t3wd", "error" },
		{ "2026-11-02 09:00\t3wd", "error" }, { "2026-11-02T9:00\t3wd", "error" },
		{ "2026-11-02T09:00:00\t3wd", "error" }, { "2026-11-02T24:00\t3wd", "error" },
		{ "2026-11-02T23:60\t3wd", "error" }, { "2026-02-29T09:00\t3wd", "error" },
		{ "2100-02-29T09:00\t3wd", "error" }, { "2026-13-01T09:00\t3wd", "error" },
		{ "2026-00-01T09:00\t3wd", "error" }, { "2026-01-00T09:00\t3wd", "error" },
		{ "0999-12-31T09:00\t3wd", "error" }, { "2026-11-02T09:00Z\t3wd", "error" },
		{ "\xFF\xFE\t3wd", "error" }, { "Điện Biên\tsame", "error" },
		{ "2026-11-02T09:00\t3wd\tresume@2026-11-03T10:00", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-03T10:00;pause@2026-11-03T11:00", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-03T10:00;", "error" },
		{ "2026-11-02T09:00\t3wd\t;pause@2026-11-03T10:00", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-03T10:00;;resume@2026-11-03T11:00", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-03T10:00; resume@2026-11-03T11:00", "error" },
		{ "2026-11-02T09:00\t3wd\t ", "error" }, { "2026-11-02T09:00\t3wd\t;", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-31T10:00", "error" },
		{ "2026-11-02T09:00\t3wd\tPause@2026-11-03T10:00", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-02T08:59", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-03T10:00;resume@2026-11-03T09:59", "error" },
		{ "2026-11-02T09:00\t3wd\tpause@2026-11-03T10:00;resume@2026-11-03T11:00;pause@2026-11-03T10:59", "error" },
		/* also where the pause would be as if it were not there */
		{ "2026-11-02T09:00\t1wd\tpause@2027-11-03T10:00;resume@2027-11-03T09:00", "error" },
		{ 0 },
	};
	(void)w;
	check(OWN, false, cases);
}

static void years_are_1000_to_9999(struct world *w)
{
	static const struct example cases[] = {
		{ "1000-01-01T00:00\t1wd", "1000-01-02T17:00" },
		{ "9999-12-30T09:00\t1wd", "9999-12-31T17:00" },
		{ "9999-12-30T09:00\t2wd", "error" },
		{ "9999-12-31T09:00\tsame", "9999-12-31T17:00" },
		{ "9999-12-31T15:01\tsame", "error" },
		{ "9999-12-31T16:00\t1wh", "9999-12-31T17:00" },
		{ "9999-12-31T16:01\t1wh", "error" },
		{ "9999-12-31T09:00\t1d", "error" },
		{ "9999-12-30T09:00\t1wd\tpause@9999-12-31T10:00;resume@9999-12-31T10:01", "error" },
		{ "1000-01-01T00:00\t9999d", "1027-05-21T17:00" },
		{ 0 },
	};
	(void)w;
	check("date,kind,hours,basis\n", false, cases);
}
/* clang-format on */

TESTS_PLAIN(the_worked_cases_of_the_contract_hold, the_worked_cases_of_the_law_hold,
	    working_days_start_behind_the_day_of_reception,
	    calendar_days_move_off_a_day_off_only_at_their_end,
	    working_hours_are_minutes_of_work_and_may_end_at_a_close,
	    the_same_day_needs_reception_by_15_00_and_before_the_close,
	    a_pause_takes_out_both_its_days, the_day_a_limit_moves_to_can_be_taken_out_too,
	    a_pause_takes_out_minutes_of_working_hours,
	    the_end_of_a_pause_is_a_new_reception_for_the_same_day,
	    with_restart_the_end_of_a_pause_is_a_new_reception_for_all,
	    a_pause_without_length_or_behind_the_due_time_is_not_there,
	    a_pause_that_has_not_ended_gives_paused, anything_else_is_an_error,
	    years_are_1000_to_9999)
