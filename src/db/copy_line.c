/* SPDX-License-Identifier: Apache-2.0 */
#include "db/copy_line.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 24 };

/* A control character and the letter that stands for it behind a backslash. */
static const char plain[] = "\\\b\f\n\r\t\v", letters[] = "\\bfnrtv";

static void forget(void *line)
{
	free(((struct line *)line)->text);
}

struct line *line_new(struct arena *mem)
{
	struct line *l = arena_one(mem, struct line);

	arena_defer(mem, forget, l);
	return l;
}

/* Room for @more and a NUL; where to write. */
static char *room(struct line *l, size_t more)
{
	if (l->size + more + 1 > l->room) {
		l->room = 2 * (l->size + more + 1);
		l->text = realloc(l->text, l->room);
		if (!l->text)
			abort();
	}
	return l->text + l->size;
}

void line_begin(struct line *l)
{
	l->size = 0;
}

/* Every value is followed by a TAB; the last becomes the LF. */
static void put(struct line *l, char *end)
{
	*end++ = '\t';
	l->size = (size_t)(end - l->text);
}

void line_null(struct line *l)
{
	char *at = room(l, 3);

	*at++ = '\\';
	*at++ = 'N';
	put(l, at);
}

void line_int(struct line *l, int64_t number)
{
	char *at = room(l, NUMBER_SIZE);

	put(l, at + snprintf(at, NUMBER_SIZE, "%lld", (long long)number));
}

void line_text(struct line *l, const char *text, size_t size)
{
	char *at = room(l, 2 * size + 1);

	for (const char *end = text + size; text < end; text++) {
		const char *special = *text == '\\' || (*text > 0 && *text < ' ')
					      ? memchr(plain, *text, sizeof plain - 1)
					      : NULL;

		if (special) {
			*at++ = '\\';
			*at++ = letters[special - plain];
		} else {
			*at++ = *text;
		}
	}
	put(l, at);
}

void line_bytes(struct line *l, const void *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = bytes;
	char *at = room(l, 2 * size + 4);

	memcpy(at, "\\\\x", 3);
	at += 3;
	for (size_t i = 0; i < size; i++) {
		*at++ = digits[from[i] >> 4];
		*at++ = digits[from[i] & 15];
	}
	put(l, at);
}

void line_end(struct line *l)
{
	l->text[l->size - 1] = '\n';
	l->text[l->size] = '\0';
}

/* Undoes the escapes of @text in place. false when one means nothing. */
static bool unescape(char *text, size_t *size)
{
	char *end = text + *size, *from = memchr(text, '\\', *size), *to = from;

	if (!from)
		return true;
	while (from < end) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		const char *letter =
			from + 1 < end ? memchr(letters, from[1], sizeof letters - 1) : NULL;

		if (!letter)
			return false;
		*to++ = plain[letter - letters];
		from += 2;
	}
	*size = (size_t)(to - text);
	return true;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "\x00ff" in place. */
static bool unhex(char *text, size_t *size)
{
	if (*size < 2 || *size % 2 || text[0] != '\\' || text[1] != 'x')
		return false;
	*size = *size / 2 - 1;
	for (size_t i = 0; i < *size; i++) {
		int high = nibble(text[2 + 2 * i]), low = nibble(text[3 + 2 * i]);

		if (high < 0 || low < 0)
			return false;
		text[i] = (char)(high << 4 | low);
	}
	return true;
}

static bool value_of(char *text, size_t size, enum db_type type, struct db_in *out)
{
	char *end;

	*out = (struct db_in){ .type = DB_NULL };
	if (size == 2 && text[0] == '\\' && text[1] == 'N')
		return true;
	out->type = type;
	if (type == DB_INT) {
		errno = 0;
		out->number = strtoll(text, &end, 10);
		return size && end == text + size && !errno;
	}
	if (!unescape(text, &size) || (type == DB_BYTES && !unhex(text, &size)))
		return false;
	out->data = text;
	out->size = size;
	return true;
}

bool line_split(char *line, size_t size, const enum db_type *types, size_t count, struct db_in *out)
{
	char *end = line + size;

	if (!size || end[-1] != '\n')
		return false;
	for (size_t i = 0; i < count; i++) {
		char *stop = line + strcspn(line, "\t\n");

		if (stop >= end || *stop != (i + 1 < count ? '\t' : '\n'))
			return false;
		*stop = '\0'; /* ends a number; a text knows its size */
		if (!value_of(line, (size_t)(stop - line), types[i], &out[i]))
			return false;
		line = stop + 1;
	}
	return line == end;
}
