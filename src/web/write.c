/* SPDX-License-Identifier: Apache-2.0 */
#include "web/write.h"
#include "core/text.h"

/* Bytes that must be escaped in a JSON string: controls, quote and backslash. */
static bool plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\';
}

static void escape(struct buf *b, unsigned char c)
{
	static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";

	for (const char *s = shorts; *s; s += 2) {
		if ((unsigned char)s[0] == c) {
			buf_char(b, '\\');
			buf_char(b, s[1]);
			return;
		}
	}
	buf_format(b, "\\u%04x", c);
}

/* Text in the store is UTF-8; a header or a file's name may still bring other bytes. */
static void put_suspect(struct buf *b, const char *text, size_t size)
{
	while (size) {
		size_t step = (unsigned char)*text < 0x80 ? 1 : 2;

		while (step <= size && step <= 4 && !text_is_utf8(text, step))
			step++;
		if (step > size || step > 4) {
			buf_put(b, "\xEF\xBF\xBD");
			step = 1;
		} else {
			buf_bytes(b, text, step);
		}
		text += step;
		size -= step;
	}
}

static void put_run(struct buf *b, const char *text, size_t size)
{
	if (text_is_utf8(text, size))
		buf_bytes(b, text, size);
	else
		put_suspect(b, text, size);
}

/* Whether one of the eight bytes must be escaped: below 0x20, a quote, a backslash. May say so of 0x80 and above, too. */
static bool none_plain(uint64_t eight)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\';

	return ((eight - ones * 0x20) & ~eight & high) | ((quote - ones) & ~quote & high) |
	       ((backslash - ones) & ~backslash & high);
}

/* How many bytes need no escaping; @any gets the bits of all of them. */
static size_t plain_run(const char *text, size_t size, uint64_t *any)
{
	size_t at = 0;
	uint64_t eight;

	for (; at + sizeof eight <= size; at += sizeof eight) {
		memcpy(&eight, text + at, sizeof eight);
		if (none_plain(eight))
			break;
		*any |= eight;
	}
	while (at < size && plain((unsigned char)text[at]))
		*any |= (unsigned char)text[at++];
	return at;
}

void json_text(struct buf *b, const char *text)
{
	if (!text) {
		buf_put(b, "null");
		return;
	}
	size_t size = strlen(text);

	buf_char(b, '"');
	while (size) {
		uint64_t any = 0;
		size_t run = plain_run(text, size, &any);

		if (any & UINT64_C(0x8080808080808080))
			put_run(b, text, run);
		else
			buf_bytes(b, text, run);
		text += run;
		size -= run;
		if (size) {
			escape(b, (unsigned char)*text++);
			size--;
		}
	}
	buf_char(b, '"');
}

static const char *text_at(const void *at)
{
	return *(const char *const *)at;
}

static int64_t int_at(const struct field *f, const void *at)
{
	return f->kind == FIELD_INT32 || f->kind == FIELD_DATE ? *(const int32_t *)at
							       : *(const int64_t *)at;
}

static size_t count_at(const struct field *f, const void *thing)
{
	return *(const size_t *)((const char *)thing + f->count_offset);
}

/* Whether the member holds nothing, which is null or leaves it out. */
static bool nothing(const struct field *f, const void *thing)
{
	const void *at = (const char *)thing + f->offset;

	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_CHOICE:
	case FIELD_RAW:
	case FIELD_AT:
		return !*(const void *const *)at;
	case FIELD_INT:
	case FIELD_INT32:
		return (f->zero_null || f->omit) && !int_at(f, at);
	case FIELD_TIME:
		return !int_at(f, at);
	case FIELD_DATE:
		return int_at(f, at) == DAY_NONE;
	case FIELD_BOOL:
		return f->omit && !*(const bool *)at;
	case FIELD_TEXTS:
	case FIELD_LIST:
		return f->omit && !count_at(f, thing);
	case FIELD_OBJECT:
	case FIELD_FILE:
	case FIELD_END:
		break;
	}
	return false;
}

static void put_day(struct buf *b, int32_t day)
{
	int year, month, mday;

	day_split(day, &year, &month, &mday);
	buf_format(b, "%04d-%02d-%02d", year, month, mday);
}

static void put_time(struct buf *b, int64_t us)
{
	char shown[TIME_SHOWN];
	int size = time_write(shown, us);

	buf_bytes(b, shown, (size_t)size);
}

static void put_texts(struct buf *b, const struct field *f, const void *thing)
{
	const char *const *texts = *(const char *const *const *)((const char *)thing + f->offset);
	size_t count = count_at(f, thing);

	buf_char(b, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(b, ',');
		json_text(b, texts[i]);
	}
	buf_char(b, ']');
}

static void put_list(struct buf *b, const struct field *f, const void *thing)
{
	const char *item = *(const char *const *)((const char *)thing + f->offset);
	size_t count = count_at(f, thing);

	buf_char(b, '[');
	for (size_t i = 0; i < count; i++, item += f->item_size) {
		if (i)
			buf_char(b, ',');
		json_write(b, f->fields, item);
	}
	buf_char(b, ']');
}

static void put_quoted(struct buf *b, const struct field *f, const void *at)
{
	buf_char(b, '"');
	if (f->kind == FIELD_TIME)
		put_time(b, int_at(f, at));
	else if (f->kind == FIELD_DATE)
		put_day(b, (int32_t)int_at(f, at));
	else
		buf_int(b, int_at(f, at));
	buf_char(b, '"');
}

static void put_value(struct buf *b, const struct field *f, const void *thing)
{
	const void *at = (const char *)thing + f->offset;

	if (nothing(f, thing)) {
		buf_put(b, "null");
		return;
	}
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_CHOICE:
		json_text(b, text_at(at));
		break;
	case FIELD_RAW:
		buf_put(b, text_at(at));
		break;
	case FIELD_INT:
	case FIELD_INT32:
		if (f->as_text)
			put_quoted(b, f, at);
		else
			buf_int(b, int_at(f, at));
		break;
	case FIELD_TIME:
	case FIELD_DATE:
		put_quoted(b, f, at);
		break;
	case FIELD_BOOL:
		buf_put(b, *(const bool *)at ? "true" : "false");
		break;
	case FIELD_TEXTS:
		put_texts(b, f, thing);
		break;
	case FIELD_OBJECT:
		json_write(b, f->fields, at);
		break;
	case FIELD_AT:
		json_write(b, f->fields, *(const void *const *)at);
		break;
	case FIELD_LIST:
		put_list(b, f, thing);
		break;
	case FIELD_FILE:
	case FIELD_END:
		buf_put(b, "null");
		break;
	}
}

static bool written(const struct field *f)
{
	return !f->only_in && f->kind != FIELD_FILE;
}

void json_write(struct buf *b, const struct field *fields, const void *thing)
{
	bool first = true;

	buf_char(b, '{');
	for (const struct field *f = fields; f->name; f++) {
		if (!written(f) || (f->omit && nothing(f, thing)))
			continue;
		if (!first)
			buf_char(b, ',');
		first = false;
		/* Names are identifiers of ours: no escaping. */
		buf_char(b, '"');
		buf_put(b, f->name);
		buf_bytes(b, "\":", 2);
		put_value(b, f, thing);
	}
	buf_char(b, '}');
}

/* A dossier has lists inside, too, but is none: only what is "rows" in JSON is a list. */
static const struct field *list_of(const struct field *fields)
{
	for (const struct field *f = fields; f && f->name; f++)
		if (f->kind == FIELD_LIST && written(f) && !strcmp(f->name, "rows"))
			return f;
	return NULL;
}

bool csv_has(const struct field *fields)
{
	return list_of(fields) != NULL;
}

static void cell(struct buf *b, const char *text)
{
	bool formula = *text && (strchr("=@\t\r", *text) ||
				 ((*text == '-' || *text == '+') &&
				  strspn(text + 1, "0123456789 .,") != strlen(text + 1)));

	if (!formula && !strpbrk(text, ",\"\n\r")) {
		buf_put(b, text);
		return;
	}
	buf_char(b, '"');
	if (formula)
		buf_char(b, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buf_char(b, '"');
		buf_char(b, *text);
	}
	buf_char(b, '"');
}

static void texts_cell(struct buf *b, const struct field *f, const void *thing)
{
	const char *const *texts = *(const char *const *const *)((const char *)thing + f->offset);
	size_t count = count_at(f, thing);
	struct buf joined = { .mem = b->mem };

	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(&joined, '|');
		buf_put(&joined, texts[i] ? texts[i] : "");
	}
	cell(b, joined.text ? joined.text : "");
}

static void value_cell(struct buf *b, const struct field *f, const void *thing)
{
	const void *at = (const char *)thing + f->offset;

	if (nothing(f, thing))
		return;
	if (f->kind == FIELD_TEXT || f->kind == FIELD_CHOICE || f->kind == FIELD_RAW)
		cell(b, text_at(at));
	else if (f->kind == FIELD_TEXTS)
		texts_cell(b, f, thing);
	else if (f->kind == FIELD_TIME)
		put_time(b, int_at(f, at));
	else if (f->kind == FIELD_DATE)
		put_day(b, (int32_t)int_at(f, at));
	else if (f->kind == FIELD_BOOL)
		buf_put(b, *(const bool *)at ? "true" : "false");
	else
		buf_int(b, int_at(f, at));
}

/* One line: names when @head, else values; a thing that is not there leaves its cells empty. */
static void line(struct buf *b, const struct field *fields, const void *thing, const char *prefix,
		 bool head, bool *first)
{
	for (const struct field *f = fields; f->name; f++) {
		if (!written(f) || f->no_csv || f->kind == FIELD_LIST)
			continue;
		if (f->kind == FIELD_OBJECT || f->kind == FIELD_AT) {
			const void *at = thing ? (const char *)thing + f->offset : NULL;

			if (at && f->kind == FIELD_AT)
				at = *(const void *const *)at;
			line(b, f->fields, at, arena_text(b->mem, "%s%s.", prefix, f->name), head,
			     first);
			continue;
		}
		if (!*first)
			buf_char(b, ',');
		*first = false;
		if (head)
			buf_format(b, "%s%s", prefix, f->name);
		else if (thing)
			value_cell(b, f, thing);
	}
	if (!*prefix)
		buf_char(b, '\n');
}

void csv_write(struct buf *b, const struct field *fields, const void *thing)
{
	const struct field *list = list_of(fields);
	const char *item = *(const char *const *)((const char *)thing + list->offset);
	size_t count = count_at(list, thing);
	bool first = true;

	line(b, list->fields, NULL, "", true, &first);
	for (size_t i = 0; i < count; i++, item += list->item_size) {
		first = true;
		line(b, list->fields, item, "", false, &first);
	}
}
