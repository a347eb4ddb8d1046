/* SPDX-License-Identifier: Apache-2.0 */
#include "web/scalar.h"
#include "core/text.h"

enum { TEXT_MAX = 1000 };

static const char *digits(struct arena *mem, int64_t n)
{
	return arena_text(mem, "%lld", (long long)n);
}

/* Line ends become LF; other controls are refused. NULL when there is one. */
static char *clean(struct arena *mem, const char *text, bool lines)
{
	char *out = arena_alloc(mem, strlen(text) + 1);
	size_t n = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '\r' && lines) {
			if (text[1] == '\n')
				continue;
			c = '\n';
		}
		if (c == 0x7f || (c < 0x20 && !(lines && (c == '\n' || c == '\t'))))
			return NULL;
		out[n++] = (char)c;
	}
	return text_nfc(mem, text_trim(mem, out));
}

bool scalar_text(struct faults *faults, const struct field *f, const char *path, const char *text,
		 const char **out)
{
	char *good = clean(faults->mem, text, f->lines);
	int64_t max = f->max ? f->max : TEXT_MAX;

	if (!good) {
		FAULT(faults, path, "field.control");
		return false;
	}
	if (!*good)
		return false;
	int64_t count = (int64_t)text_count(good);

	if (count < f->min)
		FAULT(faults, path, "field.too_short", digits(faults->mem, f->min));
	else if (count > max)
		FAULT(faults, path, "field.too_long", digits(faults->mem, max));
	*out = good;
	return true;
}

static void check_choice(struct faults *faults, const struct field *f, const char *path,
			 const char *text)
{
	for (const char *const *c = f->choices; *c; c++)
		if (!strcmp(*c, text))
			return;
	FAULT(faults, path, "field.no_choice");
}

/* "15.000" without its dots; the same text when they do not part thousands. */
static const char *without_dots(struct arena *mem, const char *text)
{
	char *out = arena_alloc(mem, strlen(text) + 1);
	size_t n = 0, size = strlen(text);

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '.' && n && (size - i) % 4 == 0)
			continue;
		out[n++] = text[i];
	}
	return out;
}

static bool parse_int(const char *text, int64_t *out)
{
	bool minus = *text == '-';

	if (!text_number(text + minus, out))
		return false;
	if (minus)
		*out = -*out;
	return true;
}

/* 01/07/2025 as people write it, or 2025-07-01. */
static int32_t parse_day(const char *text)
{
	if (strlen(text) == 10 && text[2] == '/' && text[5] == '/') {
		char iso[11] = { text[6], text[7], text[8], text[9], '-',
				 text[3], text[4], '-',     text[0], text[1] };
		return day_parse(iso);
	}
	return day_parse(text);
}

/* RFC 3339; from a form also "2025-07-01T09:30" and "01/07/2025 09:30" in the province's time. */
static bool parse_time(struct arena *mem, const char *text, bool form, int64_t *us)
{
	if (time_parse(text, us))
		return true;
	if (!form || strlen(text) < 16 || (text[10] != 'T' && text[10] != ' '))
		return false;
	int32_t day = parse_day(arena_copy_bytes(mem, text, 10));

	if (day == DAY_NONE ||
	    !time_parse(arena_text(mem, "%sT%sZ", day_show(mem, day), text + 11), us))
		return false;
	*us -= time_zone() * US_MINUTE;
	return true;
}

static void put_int(struct faults *faults, const struct field *f, const char *path, int64_t n,
		    void *at)
{
	int64_t min = f->min, max = f->max ? f->max : INT64_MAX;

	if (f->kind == FIELD_INT32) {
		min = min < INT32_MIN ? INT32_MIN : min;
		max = max > INT32_MAX ? INT32_MAX : max;
	}
	if (n < min || n > max) {
		FAULT(faults, path, max == INT64_MAX ? "field.too_small" : "field.out_of_range",
		      digits(faults->mem, min), digits(faults->mem, max));
		return;
	}
	if (f->kind == FIELD_INT32)
		*(int32_t *)at = (int32_t)n;
	else
		*(int64_t *)at = n;
}

bool scalar_read(struct faults *faults, const struct field *f, const char *path, const char *text,
		 bool form, void *at)
{
	const char *trimmed;
	struct field loose = { .kind = FIELD_TEXT, .lines = f->lines, .max = TEXT_MAX };
	bool texts = f->kind == FIELD_TEXT || f->kind == FIELD_CHOICE || f->kind == FIELD_TEXTS;
	int64_t n = 0;
	int32_t day;

	if (!scalar_text(faults, texts ? f : &loose, path, text, &trimmed))
		return false;
	switch (f->kind) {
	case FIELD_CHOICE:
		check_choice(faults, f, path, trimmed);
		*(const char **)at = trimmed;
		break;
	case FIELD_INT:
	case FIELD_INT32:
		if (f->money && form)
			trimmed = without_dots(faults->mem, trimmed);
		if (parse_int(trimmed, &n))
			put_int(faults, f, path, n, at);
		else
			FAULT(faults, path, "field.no_number");
		break;
	case FIELD_BOOL:
		*(bool *)at = !strcmp(trimmed, "1") || !strcmp(trimmed, "true") ||
			      !strcmp(trimmed, "on") || !strcmp(trimmed, "yes");
		break;
	case FIELD_TIME:
		if (parse_time(faults->mem, trimmed, form, &n))
			*(int64_t *)at = n;
		else
			FAULT(faults, path, "field.no_time");
		break;
	case FIELD_DATE:
		day = form ? parse_day(trimmed) : day_parse(trimmed);
		if (day != DAY_NONE)
			*(int32_t *)at = day;
		else
			FAULT(faults, path, "field.no_date");
		break;
	case FIELD_TEXT:
	case FIELD_TEXTS:
	case FIELD_OBJECT:
	case FIELD_AT:
	case FIELD_LIST:
	case FIELD_FILE:
	case FIELD_RAW:
	case FIELD_END:
		*(const char **)at = trimmed;
		break;
	}
	return true;
}

bool scalar_read_json(struct faults *faults, const struct field *f, const char *path,
		      const json_t *value, void *at)
{
	bool number = f->kind == FIELD_INT || f->kind == FIELD_INT32;

	if (!value || json_is_null(value))
		return false;
	if (f->kind == FIELD_BOOL && json_is_boolean(value)) {
		*(bool *)at = json_is_true(value);
		return true;
	}
	if (number && json_is_integer(value)) {
		put_int(faults, f, path, json_integer_value(value), at);
		return true;
	}
	if (json_is_string(value) && f->kind != FIELD_BOOL && (!number || f->as_text))
		return scalar_read(faults, f, path, json_string_value(value), false, at);
	FAULT(faults, path, "field.wrong_type");
	return true;
}
