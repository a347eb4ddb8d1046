/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdint.h>

/** Languages of people. Vietnamese is first and the fallback. */
enum lang { LANG_VI, LANG_EN, LANGS };

/**
 * The words of catalogue key @key (po/vi.po, po/en.po) in @lang; Vietnamese where a language lacks
 * them; the key itself when nobody has them. Never NULL, not to be freed.
 */
const char *words(enum lang lang, const char *key);

/** The same for a number: the plural form that fits @n ("1 day", "2 days"). */
const char *words_n(enum lang lang, const char *key, int64_t n);

/**
 * The words of @key with {1}, {2} … replaced by @args; a missing argument leaves nothing.
 * When the catalogue has plural forms, the first argument that is a whole number chooses.
 */
char *words_with(struct arena *mem, enum lang lang, const char *key, const char *const *args,
		 size_t args_count);

/** Same, with the arguments as text: words_put(mem, lang, "due.late", "3"). Ends with NULL by itself. */
#define words_put(mem, lang, key, ...)                                                        \
	words_with((mem), (lang), (key), (const char *const[]){ __VA_ARGS__ },                \
		   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

/** The language of the terminal: English if LC_ALL, LC_MESSAGES or LANG begins with "en", else Vietnamese. */
enum lang words_lang_of_terminal(void);

/** One message of the generated table, ordered by key. */
struct words_entry {
	const char *key;
	const char *text[LANGS][2]; /* singular or only form, plural or NULL */
};
extern const struct words_entry words_table[];
extern const size_t words_table_count;
