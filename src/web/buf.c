/* SPDX-License-Identifier: Apache-2.0 */
#include "web/buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_grow(struct buf *b, size_t more)
{
	/* Most answers fit into the first or second; what grows further is copied less often. */
	size_t room = !b->room ? 1024 : b->room < 16384 ? b->room * 4 : b->room * 2;

	while (room - b->size <= more)
		room *= 2;
	char *text = arena_raw(b->mem, room);

	if (b->size)
		memcpy(text, b->text, b->size);
	text[b->size] = '\0';
	b->text = text;
	b->room = room;
}

void buf_int(struct buf *b, int64_t n)
{
	char digits[24];
	char *at = digits + sizeof digits;
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (n < 0)
		*--at = '-';
	buf_bytes(b, at, (size_t)(digits + sizeof digits - at));
}

void buf_format(struct buf *b, const char *format, ...)
{
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(buf_room(b, 128), 128, format, args);

	va_end(args);
	if (n < 0)
		abort();
	if (n >= 128)
		vsnprintf(buf_room(b, (size_t)n), (size_t)n + 1, format, again);
	va_end(again);
	b->size += (size_t)n;
}
