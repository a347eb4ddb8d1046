/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * Times are int64 microseconds since 1970-01-01T00:00:00Z. Dates are int32 days since 1970-01-01 in
 * the proleptic Gregorian calendar. The province's zone is a fixed offset in minutes (+420: Vietnam
 * has had no daylight saving since 1975); it is set once when a store is opened.
 */
#define US_SECOND INT64_C(1000000)
#define US_MINUTE (60 * US_SECOND)
#define US_HOUR (60 * US_MINUTE)
#define US_DAY (24 * US_HOUR)
#define DAY_NONE INT32_MIN

/** The machine's clocks: wall (for sessions and limits) and one that never jumps (for waiting). */
int64_t time_machine_us(void);
int64_t time_steady_us(void);

/** The zone of the edges, minutes east of UTC, -840 to 840. Default 420. Set at start only. */
void time_set_zone(int minutes);
int time_zone(void);

/** Days of a civil date; DAY_NONE when there is no such date. Years 1000 to 9999. */
int32_t day_of(int year, int month, int day);

/** The civil date of @day. */
void day_split(int32_t day, int *year, int *month, int *mday);

/** 0 Monday to 6 Sunday. */
int day_week(int32_t day);

/** "2025-07-01"; exactly ten characters. DAY_NONE when it is no date. */
int32_t day_parse(const char *text);
char *day_show(struct arena *mem, int32_t day);
/** "01/07/2025", as people write it here. */
char *day_show_people(struct arena *mem, int32_t day);

/** The province's date and minute of day (0..1439) at @us; and the time of a local date and minute. */
int32_t time_day(int64_t us);
int time_minute(int64_t us);
int64_t time_at(int32_t day, int minute);

/** RFC 3339 with any offset, seconds and fractions optional up to 6 digits. false when it is none. */
bool time_parse(const char *text, int64_t *us);
/** RFC 3339 in the province's zone, without fractions: "2025-07-01T00:00:00+07:00". */
char *time_show(struct arena *mem, int64_t us);
enum { TIME_SHOWN = 26 };
/** The same into @out, which has room for TIME_SHOWN bytes; returns the length, 25. */
int time_write(char out[TIME_SHOWN], int64_t us);
/** RFC 3339 in UTC with microseconds: "2025-06-30T17:00:00.000000Z". */
char *time_show_utc_us(struct arena *mem, int64_t us);
enum { TIME_SHOWN_UTC = sizeof "2025-06-30T08:00:00.000000Z" };
int time_write_utc_us(char out[TIME_SHOWN_UTC], int64_t us);
/** "250630", the day part of a dossier code. */
char *time_yymmdd(struct arena *mem, int64_t us);
