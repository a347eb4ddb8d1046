/* SPDX-License-Identifier: Apache-2.0 */
#include "core/fold.h"
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unicode/utf8.h>

/*
 * Among these letters none changes what another one folds to, so that a text folds letter by letter.
 * (Greek has a final sigma and is left to ICU.)
 */
enum { LATIN_END = 0x250, MARKS = 0x300, MARKS_END = 0x370, VIET = 0x1E00, VIET_END = 0x1F00,
       SIGNS = 0x2000, SIGNS_END = 0x2070,
       LETTERS = LATIN_END + (MARKS_END - MARKS) + (VIET_END - VIET) + (SIGNS_END - SIGNS) };
enum { FOLDED_MAX = 4 };

enum kind { KIND_OTHER, KIND_GAP, KIND_NOTHING, KIND_LETTER };

static struct letter {
	uint8_t kind, size;
	char bytes[FOLDED_MAX]; /* what a KIND_LETTER becomes */
} letters[LETTERS];
static pthread_once_t letters_once = PTHREAD_ONCE_INIT;

static int place_of(UChar32 c)
{
	if (c < LATIN_END)
		return (int)c;
	if (c >= MARKS && c < MARKS_END)
		return (int)c - MARKS + LATIN_END;
	if (c >= VIET && c < VIET_END)
		return (int)c - VIET + LATIN_END + MARKS_END - MARKS;
	if (c >= SIGNS && c < SIGNS_END)
		return (int)c - SIGNS + LATIN_END + MARKS_END - MARKS + VIET_END - VIET;
	return -1;
}

/* Between two letters it shows whether it parts them, is left out, or what it becomes. */
static void fill_one(struct arena *mem, UChar32 c)
{
	struct letter *l = &letters[place_of(c)];
	char text[8] = "x";
	int32_t end = 1;

	U8_APPEND_UNSAFE(text, end, c);
	text[end++] = 'x';
	text[end] = '\0';
	const char *folded = fold_by_icu(mem, text);
	size_t size = folded ? strlen(folded) : 0;

	if (size < 2 || size > 2 + FOLDED_MAX)
		return;
	l->size = (uint8_t)(size - 2);
	memcpy(l->bytes, folded + 1, l->size);
	l->kind = !l->size ? KIND_NOTHING : !strcmp(folded, "x x") ? KIND_GAP : KIND_LETTER;
}

static void fill(void)
{
	struct arena *mem = arena_new();

	for (UChar32 c = 1; c < SIGNS_END; c++)
		if (place_of(c) >= 0)
			fill_one(mem, c);
	arena_drop(mem);
}

char *fold_by_table(struct arena *mem, const char *text)
{
	int32_t size = (int32_t)strlen(text), i = 0;
	char *out = arena_alloc(mem, (size_t)size * 2 + FOLDED_MAX), *to = out;
	bool gap = false;

	pthread_once(&letters_once, fill);
	while (i < size) {
		UChar32 c;

		U8_NEXT(text, i, size, c);
		int place = place_of(c);
		const struct letter *l = place > 0 ? &letters[place] : NULL;

		if (!l || l->kind == KIND_OTHER)
			return NULL;
		if (l->kind == KIND_GAP) {
			gap = to > out;
		} else if (l->kind == KIND_LETTER) {
			if (gap)
				*to++ = ' ';
			gap = false;
			memcpy(to, l->bytes, FOLDED_MAX);
			to += l->size;
		}
	}
	*to = '\0';
	return out;
}
