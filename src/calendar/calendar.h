/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/csv.h"
#include "core/op.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * Which days and minutes are worked (contracts.md 5). Law announces holidays and swapped days year by
 * year (Labour Code 45/2019/QH14 art. 112), so a calendar is data: it overrides single dates, each with
 * its basis. All other days are usual ones: 07:30-11:30 and 13:30-17:00, Monday to Friday.
 *
 * Days are int32 days since 1970-01-01. Local minutes are int64 minutes since 1970-01-01T00:00 of the
 * province's own time: day * 1440 + minute of the day. Counting costs O(log n) of the dates a calendar
 * overrides, whatever the distance, and allocates nothing.
 */
enum { MINUTES_A_DAY = 1440 };

enum calendar_kind { CALENDAR_OFF, CALENDAR_WORK };

/** A period of work, half open, in minutes of the day (0..1439). */
struct calendar_period {
	int from, to;
};

/** One date. Of a usual day @hours and @basis are empty. */
struct calendar_day {
	int32_t day;
	enum calendar_kind kind;
	const char *hours; /* as the table has it: "07:30-11:30 13:30-17:00", or "" for the usual ones */
	const char *basis; /* why this date is not a usual one; "" when it was not said */
	const struct calendar_period *periods; /* ascending; none when off */
	size_t periods_count;
	int minutes; /* of work; 0 when off */
	int close;   /* end of the last period; -1 when off */
};

/** A calendar and what makes counting fast. Never changed once made. */
struct calendar {
	int64_t id; /* of the version in the store; 0 of one that is in none */
	const struct calendar_day *days; /* dates it overrides, ascending */
	size_t days_count;
	int32_t first, last; /* dates it holds; beyond them weekends alone are off. DAY_NONE: it is empty */
	const struct calendar_sum *sums; /* days_count + 1, see calendar.c */
};

/**
 * Reads a table `date, kind, hours, basis`. All errors go to @f with their place (a date twice at its
 * later row); NULL when there was one. Lives in @mem.
 */
struct calendar *calendar_parse(struct arena *mem, struct findings *f, const char *file,
				const char *text, size_t size);

/** The calendar of the whole country that the program brings along (data/calendar.csv). */
struct calendar *calendar_national(struct arena *mem);

/** One row, as a table or the store has it. */
struct calendar_row {
	int32_t day;
	enum calendar_kind kind;
	const char *hours, *basis;
};

/**
 * A calendar of @rows, ascending by day, none twice; texts are borrowed. NULL when the hours of one
 * cannot be read.
 */
struct calendar *calendar_make(struct arena *mem, const struct calendar_row *rows, size_t count);

/**
 * The version in force for what is received now: the latest entered up to op->now_us.
 * RC_NOT_FOUND when none has been. Remembered between operations.
 */
CHECKED enum rc calendar_current(struct op *op, const struct calendar **out);

/** The version @id, which a dossier keeps from its reception on. RC_NOT_FOUND when there is none. */
CHECKED enum rc calendar_find(struct op *op, int64_t id, const struct calendar **out);

/**
 * Stores @calendar as the version in force from op->now_us on, @source saying where it is from, and
 * enters it in the ledger. Versions are never changed: a correction is a new one.
 */
CHECKED enum rc calendar_enter(struct op *op, const struct calendar *calendar, const char *source,
			       int64_t *id);

/** Every invariant of the versions in the store; a finding for each breach (`haicap check`). */
CHECKED enum rc calendar_check(struct op *op, struct findings *f);

/** What @day is: the calendar's word on it, or a usual day. */
struct calendar_day calendar_on(const struct calendar *c, int32_t day);

/** Whether @c holds @day, that is, it lies between the first and the last date it names. */
bool calendar_holds(const struct calendar *c, int32_t day);

/** Working days after @after up to and with @until; 0 when that is no later. */
int64_t calendar_work_days(const struct calendar *c, int32_t after, int32_t until);

/** The @n-th working day after @after, @n at least 1. */
int32_t calendar_work_day(const struct calendar *c, int32_t after, int64_t n);

/** The latest day that leaves at most @n working days up to and with @until, seen from behind: the
 *  first day d with calendar_work_days(c, d, until) <= n. */
int32_t calendar_work_days_before(const struct calendar *c, int32_t until, int64_t n);

/** Minutes of work in [@from, @to), local minutes; 0 when @to is no later. */
int64_t calendar_work_minutes(const struct calendar *c, int64_t from, int64_t to);

/** The first local minute t with @n minutes of work in [@from, t); @n at least 1. It may be a close. */
int64_t calendar_after_minutes(const struct calendar *c, int64_t from, int64_t n);

/** The day of a local minute, and the minute of that day. */
static inline int32_t minute_day(int64_t minute)
{
	return (int32_t)(minute / MINUTES_A_DAY - (minute % MINUTES_A_DAY < 0));
}

static inline int minute_of_day(int64_t minute)
{
	return (int)(minute - (int64_t)minute_day(minute) * MINUTES_A_DAY);
}

/** The local minute of a time in microseconds, cut to the minute, and the time of a local minute. */
int64_t minute_of_us(int64_t us);
int64_t minute_us(int64_t minute);
