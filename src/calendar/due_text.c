/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due.h"
#include "core/time.h"

static bool read_number(const char *text, int digits, int *out)
{
	int n = 0;

	for (int i = 0; i < digits; i++) {
		unsigned digit = (unsigned)(unsigned char)text[i] - '0';

		if (digit > 9)
			return false;
		n = n * 10 + (int)digit;
	}
	*out = n;
	return true;
}

bool minute_parse(const char *text, size_t size, int64_t *out)
{
	int year, month, day, hour, minute;

	if (size != MINUTE_TEXT_SIZE || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
	    text[13] != ':')
		return false;
	if (!read_number(text, 4, &year) || !read_number(text + 5, 2, &month) ||
	    !read_number(text + 8, 2, &day) || !read_number(text + 11, 2, &hour) ||
	    !read_number(text + 14, 2, &minute) || hour > 23 || minute > 59)
		return false;
	int32_t date = day_of(year, month, day);

	if (date == DAY_NONE)
		return false;
	*out = (int64_t)date * MINUTES_A_DAY + hour * 60 + minute;
	return true;
}

static void write_number(char *out, int n, int digits)
{
	for (int i = digits - 1; i >= 0; i--, n /= 10)
		out[i] = (char)('0' + n % 10);
}

void minute_write(char out[MINUTE_TEXT_SIZE], int64_t minute)
{
	int year, month, day, of_day = minute_of_day(minute);

	day_split(minute_day(minute), &year, &month, &day);
	memcpy(out, "0000-00-00T00:00", MINUTE_TEXT_SIZE);
	write_number(out, year, 4);
	write_number(out + 5, month, 2);
	write_number(out + 8, day, 2);
	write_number(out + 11, of_day / 60, 2);
	write_number(out + 14, of_day % 60, 2);
}

bool limit_parse(const char *text, size_t size, struct limit *out)
{
	int digits = 0, count = 0;

	if (size == 4 && !memcmp(text, "same", 4)) {
		*out = (struct limit){ .unit = LIMIT_SAME };
		return true;
	}
	while (digits < (int)size && digits < 5 && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	if (digits < 1 || digits > 4 || text[0] == '0')
		return false;
	read_number(text, digits, &count);
	text += digits;
	size -= (size_t)digits;
	if (size == 1 && text[0] == 'd')
		*out = (struct limit){ LIMIT_DAYS, count };
	else if (size == 2 && text[0] == 'w' && text[1] == 'd')
		*out = (struct limit){ LIMIT_WORK_DAYS, count };
	else if (size == 2 && text[0] == 'w' && text[1] == 'h')
		*out = (struct limit){ LIMIT_WORK_HOURS, count };
	else
		return false;
	return true;
}

char *limit_show(struct arena *mem, enum lang lang, struct limit limit)
{
	static const char *const keys[] = {
		[LIMIT_WORK_DAYS] = "due.limit_work_days",
		[LIMIT_WORK_HOURS] = "due.limit_work_hours",
		[LIMIT_DAYS] = "due.limit_days",
		[LIMIT_SAME] = "due.limit_same",
	};

	return words_put(mem, lang, keys[limit.unit], arena_text(mem, "%d", limit.count));
}

static bool read_item(const char *text, size_t size, const char *word, int64_t *out)
{
	size_t length = strlen(word);

	return size > length && !memcmp(text, word, length) &&
	       minute_parse(text + length, size - length, out);
}

static void add_pause(struct pause_list *list, int64_t from)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 16;
		struct pause *items = arena_many(list->mem, struct pause, room);

		if (list->count)
			memcpy(items, list->items, list->count * sizeof *items);
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = (struct pause){ from, PAUSE_OPEN };
}

bool events_parse(const char *text, size_t size, struct pause_list *out, size_t *item)
{
	const char *end = text + size;
	bool open = false;

	out->count = 0;
	*item = 0;
	if (!size)
		return true;
	for (;;) {
		const char *stop = memchr(text, ';', (size_t)(end - text));
		size_t length = (size_t)((stop ? stop : end) - text);
		int64_t minute;

		++*item;
		if (!read_item(text, length, open ? "resume@" : "pause@", &minute))
			return false;
		if (open)
			out->items[out->count - 1].to = minute;
		else
			add_pause(out, minute);
		open = !open;
		if (!stop)
			return true;
		text = stop + 1;
	}
}
