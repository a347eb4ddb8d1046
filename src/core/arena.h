/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdarg.h>
#include <stddef.h>

/**
 * A region of memory that is released all at once.
 *
 * Every request and every job owns one.  Nothing allocated here is ever freed by hand; arena_drop()
 * runs the deferred actions, newest first, and returns all blocks.  An arena belongs to one thread
 * at a time.  Built with ARENA_EACH_MALLOC each piece is a malloc of its own, so that a sanitizer
 * sees an overrun of one byte.
 */
struct arena;

/** A new arena.  Released with arena_drop(). Never NULL: out of memory aborts. */
struct arena *arena_new(void);
void arena_drop(struct arena *a);

/** Empties the arena for another use: deferred actions run, one block is kept. */
void arena_reset(struct arena *a);

/** @size bytes, zeroed, aligned for any type. Never NULL. Lives as long as @a. */
void *arena_alloc(struct arena *a, size_t size);
/** The same with any content: for what is written from its first byte on at once. */
void *arena_raw(struct arena *a, size_t size);
#define arena_one(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define arena_many(a, type, count) ((type *)arena_alloc_many((a), (count), sizeof(type)))

/** @count pieces of @size bytes, zeroed; a product that overflows aborts. */
void *arena_alloc_many(struct arena *a, size_t count, size_t size);

/**
 * A copy of the @count items of @size bytes at @items with room for one more, doubled as needed:
 * the way an array grows. Returns @items itself while there is room.
 */
void *arena_grow(struct arena *a, void *items, size_t count, size_t size);

/** Copies of text, NUL-terminated, living as long as @a. NULL stays NULL. */
char *arena_copy(struct arena *a, const char *text);
char *arena_copy_bytes(struct arena *a, const void *bytes, size_t size);
char *arena_text(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vtext(struct arena *a, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/** Runs @undo(@thing) when the arena is reset or dropped, the last one first. */
void arena_defer(struct arena *a, void (*undo)(void *), void *thing);
