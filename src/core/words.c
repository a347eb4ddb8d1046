/* SPDX-License-Identifier: Apache-2.0 */
#include "core/words.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int by_key(const void *key, const void *entry)
{
	return strcmp(key, ((const struct words_entry *)entry)->key);
}

static const struct words_entry *find(const char *key)
{
	return bsearch(key, words_table, words_table_count, sizeof *words_table, by_key);
}

static const char *form_of(const struct words_entry *e, enum lang lang, bool many)
{
	enum lang from = e->text[lang][0] ? lang : LANG_VI;

	return many && e->text[from][1] ? e->text[from][1] : e->text[from][0];
}

const char *words(enum lang lang, const char *key)
{
	return words_n(lang, key, 1);
}

const char *words_n(enum lang lang, const char *key, int64_t n)
{
	const struct words_entry *e = find(key);
	const char *text = e ? form_of(e, lang, n != 1) : NULL;

	return text ? text : key;
}

static bool is_number(const char *text)
{
	return text && *text && text[strspn(text, "0123456789")] == '\0';
}

char *words_with(struct arena *mem, enum lang lang, const char *key, const char *const *args,
		 size_t args_count)
{
	int64_t n = 1;
	size_t size = 0;

	for (size_t i = args_count; i-- > 0;)
		if (is_number(args[i]))
			n = strcmp(args[i], "1") == 0 ? 1 : 2;
	const char *text = words_n(lang, key, n);

	for (int pass = 0;; pass++) {
		static char nothing[1];
		char *out = pass ? arena_alloc(mem, size + 1) : nothing;
		size_t at = 0;

		for (const char *p = text; *p;) {
			bool slot = p[0] == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}';
			size_t which = slot ? (size_t)(p[1] - '1') : 0;
			const char *piece = !slot ? p : which < args_count ? args[which] : "";
			size_t length = slot ? strlen(piece ? piece : "") : 1;

			if (pass && length)
				memcpy(out + at, piece, length);
			at += length;
			p += slot ? 3 : 1;
		}
		if (pass)
			return out;
		size = at;
	}
}

enum lang words_lang_of_terminal(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "en", 2) == 0 ? LANG_EN : LANG_VI;
	}
	return LANG_VI;
}
