/* SPDX-License-Identifier: Apache-2.0 */
#include "core/arena.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 8192, ALIGN_BYTES = 16 };

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN_BYTES) unsigned char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*undo)(void *);
	void *thing;
};

struct arena {
	struct block *blocks; /* newest first; the last one is the first made and survives a reset */
	struct deferred *deferred;
};

static void *no_null(void *p)
{
	if (!p) {
		fputs("haicap: out of memory\n", stderr);
		abort();
	}
	return p;
}

static struct block *block_new(size_t size)
{
	struct block *b = no_null(malloc(sizeof *b + size));

	*b = (struct block){ .size = size };
	return b;
}

struct arena *arena_new(void)
{
	return no_null(calloc(1, sizeof(struct arena)));
}

void arena_reset(struct arena *a)
{
	while (a->deferred) {
		struct deferred *d = a->deferred;

		a->deferred = d->next;
		d->undo(d->thing);
	}
#ifdef ARENA_EACH_MALLOC
	struct block *keep = NULL;
#else
	struct block *keep = a->blocks;

	while (keep && keep->next)
		keep = keep->next;
	if (keep && keep->size > BLOCK_BYTES)
		keep = NULL;
#endif
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		if (b != keep)
			free(b);
	}
	if (keep)
		*keep = (struct block){ .size = keep->size };
	a->blocks = keep;
}

void arena_drop(struct arena *a)
{
	if (!a)
		return;
	arena_reset(a);
	free(a->blocks);
	free(a);
}

void *arena_raw(struct arena *a, size_t size)
{
#ifdef ARENA_EACH_MALLOC
	struct block *b = block_new(size);

	b->next = a->blocks;
	a->blocks = b;
	return b->bytes;
#else
	size_t room = (size + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);

	if (room < size)
		no_null(NULL);
	if (!a->blocks || a->blocks->size - a->blocks->used < room) {
		/* Blocks double, so that a large arena is few blocks and a small one is small. */
		size_t grown = a->blocks ? a->blocks->size * 2 : BLOCK_BYTES;

		if (grown > 1 << 20)
			grown = 1 << 20;
		struct block *b = block_new(room > grown ? room : grown);

		b->next = a->blocks;
		a->blocks = b;
	}
	void *p = a->blocks->bytes + a->blocks->used;

	a->blocks->used += room;
	return p;
#endif
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_raw(a, size), 0, size);
}

void *arena_alloc_many(struct arena *a, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		no_null(NULL);
	return arena_alloc(a, bytes);
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t size)
{
	/* Capacity is the power of two at or above the count, 4 at least, so it need not be stored. */
	if (count && (count < 4 || (count & (count - 1))))
		return items;
	void *grown = arena_alloc_many(a, count ? count * 2 : 4, size);

	if (count)
		memcpy(grown, items, count * size);
	return grown;
}

char *arena_copy_bytes(struct arena *a, const void *bytes, size_t size)
{
	char *copy = arena_raw(a, size + 1);

	if (size)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

char *arena_copy(struct arena *a, const char *text)
{
	return text ? arena_copy_bytes(a, text, strlen(text)) : NULL;
}

char *arena_vtext(struct arena *a, const char *format, va_list args)
{
	char small[256];
	va_list again;

	va_copy(again, args);
	int n = vsnprintf(small, sizeof small, format, args);
	char *text;

	if (n < 0)
		abort();
	if ((size_t)n < sizeof small) {
		text = arena_copy_bytes(a, small, (size_t)n);
	} else {
		text = arena_raw(a, (size_t)n + 1);
		vsnprintf(text, (size_t)n + 1, format, again);
	}
	va_end(again);
	return text;
}

char *arena_text(struct arena *a, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = arena_vtext(a, format, args);

	va_end(args);
	return text;
}

void arena_defer(struct arena *a, void (*undo)(void *), void *thing)
{
	struct deferred *d = arena_one(a, struct deferred);

	*d = (struct deferred){ .next = a->deferred, .undo = undo, .thing = thing };
	a->deferred = d;
}
