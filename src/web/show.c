/* SPDX-License-Identifier: Apache-2.0 */
#include "web/show.h"
#include "core/time.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

enum { MINUTES = 60 };

static void text(struct html *h, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void text(struct html *h, const char *format, ...)
{
	char line[64];
	va_list args;

	va_start(args, format);
	int size = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	html_raw(h, line, size < (int)sizeof line ? (size_t)size : sizeof line - 1);
}

void show_day_date(struct html *h, int32_t day)
{
	int y, m, d;

	if (day == DAY_NONE)
		return;
	day_split(day, &y, &m, &d);
	text(h, "%02d/%02d/%04d", d, m, y);
}

void show_day_day(struct html *h, int32_t day)
{
	int y, m, d;

	if (day == DAY_NONE)
		return;
	day_split(day, &y, &m, &d);
	text(h, "%04d-%02d-%02d", y, m, d);
}

void show_day_iso(struct html *h, int32_t day)
{
	show_day_day(h, day);
}

void show_day_daymonth(struct html *h, int32_t day)
{
	int y, m, d;

	if (day == DAY_NONE)
		return;
	day_split(day, &y, &m, &d);
	text(h, "%02d/%02d", d, m);
}

static const char *weekday(const struct html *h, int32_t day)
{
	static const char *const keys[] = { "weekday.0", "weekday.1", "weekday.2", "weekday.3",
					    "weekday.4", "weekday.5", "weekday.6" };

	return words(h->lang, keys[day_week(day)]);
}

void show_day_weekday(struct html *h, int32_t day)
{
	if (day == DAY_NONE)
		return;
	html_text(h, weekday(h, day));
	HTML_LIT(h, " ");
	show_day_date(h, day);
}

void show_day_dayname(struct html *h, int32_t day)
{
	if (day == DAY_NONE)
		return;
	/* These names begin with plain letters in both languages. */
	const char *name = weekday(h, day);
	text(h, "%c%s ", toupper((unsigned char)*name), name + 1);
	show_day_daymonth(h, day);
}

/* Of a time that is not 0, its day. */
#define SHOW_DAY_OF_TIME(format)                                      \
	void show_time_##format(struct html *h, int64_t us)           \
	{                                                             \
		if (us)                                               \
			show_day_##format(h, time_day(us));           \
	}

SHOW_DAY_OF_TIME(dayname)
SHOW_DAY_OF_TIME(date)
SHOW_DAY_OF_TIME(day)
SHOW_DAY_OF_TIME(daymonth)
SHOW_DAY_OF_TIME(weekday)

void show_time_iso(struct html *h, int64_t us)
{
	char out[TIME_SHOWN];

	if (us)
		html_raw(h, out, (size_t)time_write(out, us));
}

void show_time(struct html *h, int64_t us)
{
	if (us)
		text(h, "%d:%02d", time_minute(us) / MINUTES, time_minute(us) % MINUTES);
}

void show_datetime(struct html *h, int64_t us)
{
	if (!us)
		return;
	show_time(h, us);
	HTML_LIT(h, ", ");
	show_time_date(h, us);
}

void show_moment(struct html *h, int64_t us)
{
	if (!us)
		return;
	show_time(h, us);
	HTML_LIT(h, ", ");
	show_time_weekday(h, us);
}

void show_minute(struct html *h, int64_t us)
{
	if (!us)
		return;
	show_time_day(h, us);
	text(h, "T%02d:%02d", time_minute(us) / MINUTES, time_minute(us) % MINUTES);
}

void show_number(struct html *h, int64_t n)
{
	char digits[24], out[40];
	int size = snprintf(digits, sizeof digits, "%" PRIu64, n < 0 ? -(uint64_t)n : (uint64_t)n);
	size_t at = 0;

	if (n < 0)
		HTML_LIT(h, "−");
	for (int i = 0; i < size; i++) {
		if (i && (size - i) % 3 == 0)
			out[at++] = h->lang == LANG_EN ? ',' : '.';
		out[at++] = digits[i];
	}
	html_raw(h, out, at);
}

void show_money(struct html *h, int64_t dong)
{
	show_number(h, dong);
	HTML_LIT(h, " đồng");
}

void show_percent(struct html *h, int64_t permille)
{
	int64_t tenths = permille % 10;

	if (permille < 0 && permille > -10)
		HTML_LIT(h, "−");
	show_number(h, permille / 10);
	if (tenths)
		text(h, "%c%d", h->lang == LANG_EN ? '.' : ',',
		     (int)(tenths < 0 ? -tenths : tenths));
	HTML_LIT(h, "%");
}

void show_size(struct html *h, int64_t bytes)
{
	enum { KILO = 1000 };

	if (bytes < KILO) {
		text(h, "%" PRId64 " B", bytes);
		return;
	}
	if (bytes < KILO * KILO) {
		text(h, "%" PRId64 " KB", (bytes + KILO / 2) / KILO);
		return;
	}
	int64_t tenths = (bytes + KILO * KILO / 20) / (KILO * KILO / 10);
	show_number(h, tenths / 10);
	text(h, "%c%d MB", h->lang == LANG_EN ? '.' : ',', (int)(tenths % 10));
}

void show_words(struct html *h, const char *key)
{
	if (key && *key)
		html_text(h, words(h->lang, key));
}
