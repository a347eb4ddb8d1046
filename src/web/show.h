/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/html.h"

/*
 * Formats for people: {{ x | date }} calls show_date(h, x). Times are int64 microseconds in the
 * province's zone, dates int32 days; what is 0 (a time) or DAY_NONE (a date) shows nothing.
 */
void show_time_date(struct html *h, int64_t us);      /* 23/11/2026 */
void show_day_date(struct html *h, int32_t day);
void show_time_day(struct html *h, int64_t us);       /* 2026-11-23, for addresses and date inputs */
void show_day_day(struct html *h, int32_t day);
void show_time_daymonth(struct html *h, int64_t us);  /* 23/11 */
void show_day_daymonth(struct html *h, int32_t day);
void show_time_dayname(struct html *h, int64_t us);   /* Thứ Hai 23/11 */
void show_day_dayname(struct html *h, int32_t day);
void show_time_weekday(struct html *h, int64_t us);   /* thứ Hai 23/11/2026 */
void show_day_weekday(struct html *h, int32_t day);
void show_time_iso(struct html *h, int64_t us);       /* for <time datetime>: RFC 3339, or a date */
void show_day_iso(struct html *h, int32_t day);
#define SHOW_TIME_OR_DAY(x, what) \
	_Generic((x), int64_t: show_time_##what, int32_t: show_day_##what)
#define show_date(h, x) SHOW_TIME_OR_DAY(x, date)((h), (x))
#define show_day(h, x) SHOW_TIME_OR_DAY(x, day)((h), (x))
#define show_daymonth(h, x) SHOW_TIME_OR_DAY(x, daymonth)((h), (x))
#define show_dayname(h, x) SHOW_TIME_OR_DAY(x, dayname)((h), (x))
#define show_weekday(h, x) SHOW_TIME_OR_DAY(x, weekday)((h), (x))
#define show_iso(h, x) SHOW_TIME_OR_DAY(x, iso)((h), (x))

void show_time(struct html *h, int64_t us);     /* 7:52 */
void show_datetime(struct html *h, int64_t us); /* 17:00, 23/11/2026 */
void show_moment(struct html *h, int64_t us);   /* 17:00, thứ Hai 23/11/2026 */
void show_minute(struct html *h, int64_t us);   /* 2026-11-23T17:00, for inputs of a date and time */
void show_number(struct html *h, int64_t n);    /* 12.486; in English 12,486 */
void show_money(struct html *h, int64_t dong);  /* 15.000 đồng */
void show_percent(struct html *h, int64_t permille); /* 95,8% */
void show_size(struct html *h, int64_t bytes);  /* 84 KB */
void show_words(struct html *h, const char *key); /* the words of a key that comes from data */
#define show_icon(h, x) html_icon((h), (x))
