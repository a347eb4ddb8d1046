/* SPDX-License-Identifier: Apache-2.0 */
#include "core/time.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int zone_minutes = 420;

static int64_t clock_us(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * US_SECOND + t.tv_nsec / 1000;
}

int64_t time_machine_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

int64_t time_steady_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

void time_set_zone(int minutes)
{
	zone_minutes = minutes;
}

int time_zone(void)
{
	return zone_minutes;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days before a civil date, counting years from March so that the leap day comes last. */
static int32_t days_before(int year, int month, int day)
{
	int y = year - (month <= 2);
	int era = y / 400, yoe = y % 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int32_t day_of(int year, int month, int day)
{
	if (year < 1000 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
		return DAY_NONE;
	int32_t d = days_before(year, month, day);
	int y, m, md;

	day_split(d, &y, &m, &md);
	return m == month && md == day ? d : DAY_NONE;
}

void day_split(int32_t day, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = floor_div(z, 146097);
	int doe = (int)(z - era * 146097);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*mday = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int)(yoe + era * 400) + (*month <= 2);
}

int day_week(int32_t day)
{
	return (int)(((int64_t)day + 3) % 7 + 7) % 7;
}

/* Reads exactly @count digits. */
static bool digits(const char **p, int count, int *out)
{
	*out = 0;
	for (int i = 0; i < count; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return false;
		*out = *out * 10 + (**p - '0');
	}
	return true;
}

static bool literal(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static bool parse_day(const char **p, int32_t *out)
{
	int y, m, d;

	if (!digits(p, 4, &y) || !literal(p, '-') || !digits(p, 2, &m) || !literal(p, '-') ||
	    !digits(p, 2, &d))
		return false;
	*out = day_of(y, m, d);
	return *out != DAY_NONE;
}

int32_t day_parse(const char *text)
{
	int32_t day;

	return text && parse_day(&text, &day) && !*text ? day : DAY_NONE;
}

char *day_show(struct arena *mem, int32_t day)
{
	int y, m, d;

	day_split(day, &y, &m, &d);
	return arena_text(mem, "%04d-%02d-%02d", y, m, d);
}

char *day_show_people(struct arena *mem, int32_t day)
{
	int y, m, d;

	day_split(day, &y, &m, &d);
	return arena_text(mem, "%02d/%02d/%04d", d, m, y);
}

static int64_t local_us(int64_t us)
{
	return us + zone_minutes * US_MINUTE;
}

int32_t time_day(int64_t us)
{
	return (int32_t)floor_div(local_us(us), US_DAY);
}

int time_minute(int64_t us)
{
	int64_t local = local_us(us);

	return (int)((local - floor_div(local, US_DAY) * US_DAY) / US_MINUTE);
}

int64_t time_at(int32_t day, int minute)
{
	return day * US_DAY + (minute - zone_minutes) * US_MINUTE;
}

static bool parse_fraction(const char **p, int64_t *us)
{
	int64_t unit = US_SECOND / 10;

	if (!isdigit((unsigned char)**p))
		return false;
	for (; isdigit((unsigned char)**p); (*p)++, unit /= 10)
		*us += (**p - '0') * unit;
	return true;
}

static bool parse_offset(const char **p, int *minutes)
{
	int h, m, sign = **p == '-' ? -1 : 1;

	*minutes = 0;
	if (literal(p, 'Z') || literal(p, 'z'))
		return true;
	if (!literal(p, '+') && !literal(p, '-'))
		return false;
	if (!digits(p, 2, &h) || !literal(p, ':') || !digits(p, 2, &m) || h > 23 || m > 59)
		return false;
	*minutes = sign * (h * 60 + m);
	return true;
}

bool time_parse(const char *text, int64_t *us)
{
	int32_t day;
	int h, m, s = 0, offset;
	int64_t fraction = 0;
	const char *p = text;

	if (!text || !parse_day(&p, &day) || (!literal(&p, 'T') && !literal(&p, 't')) ||
	    !digits(&p, 2, &h) || !literal(&p, ':') || !digits(&p, 2, &m))
		return false;
	if (literal(&p, ':') && !digits(&p, 2, &s))
		return false;
	if (literal(&p, '.') && !parse_fraction(&p, &fraction))
		return false;
	if (!parse_offset(&p, &offset) || *p || h > 23 || m > 59 || s > 59)
		return false;
	*us = day * US_DAY + (h * 60 + m - offset) * US_MINUTE + s * US_SECOND + fraction;
	return true;
}

static void put_number(char *out, int n, int width)
{
	for (int i = width - 1; i >= 0; i--, n /= 10)
		out[i] = (char)('0' + n % 10);
}

int time_write(char out[TIME_SHOWN], int64_t us)
{
	int y, mo, d;
	int64_t local = local_us(us);
	int64_t day = floor_div(local, US_DAY);
	int second = (int)((local - day * US_DAY) / US_SECOND);
	int zone = zone_minutes < 0 ? -zone_minutes : zone_minutes;

	day_split((int32_t)day, &y, &mo, &d);
	memcpy(out, "0000-00-00T00:00:00+00:00", TIME_SHOWN);
	put_number(out, y, 4);
	put_number(out + 5, mo, 2);
	put_number(out + 8, d, 2);
	put_number(out + 11, second / 3600, 2);
	put_number(out + 14, second / 60 % 60, 2);
	put_number(out + 17, second % 60, 2);
	out[19] = zone_minutes < 0 ? '-' : '+';
	put_number(out + 20, zone / 60, 2);
	put_number(out + 23, zone % 60, 2);
	return TIME_SHOWN - 1;
}

char *time_show(struct arena *mem, int64_t us)
{
	char out[TIME_SHOWN];

	time_write(out, us);
	return arena_copy(mem, out);
}

int time_write_utc_us(char out[TIME_SHOWN_UTC], int64_t us)
{
	int y, mo, d;
	int64_t day = floor_div(us, US_DAY), rest = us - day * US_DAY;
	int second = (int)(rest / US_SECOND);

	day_split((int32_t)day, &y, &mo, &d);
	memcpy(out, "0000-00-00T00:00:00.000000Z", TIME_SHOWN_UTC);
	put_number(out, y, 4);
	put_number(out + 5, mo, 2);
	put_number(out + 8, d, 2);
	put_number(out + 11, second / 3600, 2);
	put_number(out + 14, second / 60 % 60, 2);
	put_number(out + 17, second % 60, 2);
	put_number(out + 20, (int)(rest % US_SECOND), 6);
	return TIME_SHOWN_UTC - 1;
}

char *time_show_utc_us(struct arena *mem, int64_t us)
{
	char *out = arena_alloc(mem, TIME_SHOWN_UTC);

	time_write_utc_us(out, us);
	return out;
}

char *time_yymmdd(struct arena *mem, int64_t us)
{
	int y, m, d;

	day_split(time_day(us), &y, &m, &d);
	return arena_text(mem, "%02d%02d%02d", y % 100, m, d);
}
