/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Bytes that grow in an arena. Begin with { .mem = arena }. @text is NUL-terminated once anything
 * was put. */
struct buf {
	struct arena *mem;
	char *text;
	size_t size, room;
};

void buf_grow(struct buf *b, size_t more);

/** Room for @more bytes and the NUL; returns where they go. The caller adds to @size and ends them.
 */
static inline char *buf_room(struct buf *b, size_t more)
{
	if (b->room - b->size <= more)
		buf_grow(b, more);
	return b->text + b->size;
}

static inline void buf_bytes(struct buf *b, const void *bytes, size_t size)
{
	char *at = buf_room(b, size);

	if (size)
		memcpy(at, bytes, size);
	at[size] = '\0';
	b->size += size;
}

static inline void buf_put(struct buf *b, const char *text)
{
	buf_bytes(b, text, strlen(text));
}

static inline void buf_char(struct buf *b, char c)
{
	buf_bytes(b, &c, 1);
}

/** Decimal digits. */
void buf_int(struct buf *b, int64_t n);
void buf_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
