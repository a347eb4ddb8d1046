/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "core/fold.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

bool text_is_utf8(const void *text, size_t size)
{
	const uint8_t *s = text;
	int32_t i = 0, n = (int32_t)size;

	if (size > INT32_MAX)
		return false;
	while (i < n) {
		UChar32 c;

		U8_NEXT(s, i, n, c);
		if (c <= 0)
			return false;
	}
	return true;
}

/* UTF-16 is what ICU works on. No byte of UTF-8 makes more than one unit, so size + 1 is room. */
static UChar *wide(struct arena *mem, const char *text, int32_t *count)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t size = strlen(text);
	UChar *out = arena_many(mem, UChar, size + 1);

	u_strFromUTF8(out, (int32_t)size + 1, count, text, (int32_t)size, &status);
	return U_FAILURE(status) ? NULL : out;
}

static char *narrow(struct arena *mem, const UChar *text, int32_t count)
{
	UErrorCode status = U_ZERO_ERROR;
	char *out = arena_alloc(mem, (size_t)count * 3 + 1);

	u_strToUTF8(out, count * 3 + 1, NULL, text, count, &status);
	return U_FAILURE(status) ? NULL : out;
}

static const UNormalizer2 *nfc(void)
{
	UErrorCode status = U_ZERO_ERROR;

	return unorm2_getNFCInstance(&status);
}

static const UNormalizer2 *nfd(void)
{
	UErrorCode status = U_ZERO_ERROR;

	return unorm2_getNFDInstance(&status);
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* @text normalised by @form. NFD of Vietnamese at most triples the units. */
static UChar *normal(struct arena *mem, const UNormalizer2 *form, const UChar *text, int32_t *count)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t room = *count * 4 + 8;
	UChar *out = arena_many(mem, UChar, (size_t)room);

	*count = unorm2_normalize(form, text, *count, out, room, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		out = arena_many(mem, UChar, (size_t)*count + 1);
		*count = unorm2_normalize(form, text, *count, out, *count + 1, &status);
	}
	return U_FAILURE(status) ? NULL : out;
}

char *text_nfc(struct arena *mem, const char *text)
{
	int32_t count = 0;

	if (is_ascii(text))
		return arena_copy(mem, text);
	if (!text_is_utf8(text, strlen(text)))
		return NULL;
	UChar *w = wide(mem, text, &count);
	UErrorCode status = U_ZERO_ERROR;

	if (!w)
		return NULL;
	if (unorm2_quickCheck(nfc(), w, count, &status) == UNORM_YES)
		return arena_copy(mem, text);
	w = normal(mem, nfc(), w, &count);
	return w ? narrow(mem, w, count) : NULL;
}

size_t text_count(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xC0) != 0x80;
	return count;
}

bool text_within(const char *text, size_t min, size_t max)
{
	size_t count = text ? text_count(text) : 0;

	return count >= min && count <= max;
}

char *text_trim(struct arena *mem, const char *text)
{
	int32_t start = 0, end = (int32_t)strlen(text), i;
	UChar32 c;

	if (end && text[0] > ' ' && text[end - 1] > ' ') /* as most are: plain letters at both ends */
		return arena_copy_bytes(mem, text, (size_t)end);
	for (i = start; i < end; start = i) {
		U8_NEXT(text, i, end, c);
		if (!u_isUWhiteSpace(c))
			break;
	}
	for (i = end; i > start; end = i) {
		U8_PREV(text, start, i, c);
		if (!u_isUWhiteSpace(c))
			break;
	}
	return arena_copy_bytes(mem, text + start, (size_t)(end - start));
}

enum { TONE_GRAVE = 0x300, TONE_ACUTE = 0x301, TONE_TILDE = 0x303, TONE_HOOK = 0x309,
       TONE_DOT = 0x323, LETTER_D_STROKE = 0x111 };

static bool is_tone(UChar c)
{
	return c == TONE_GRAVE || c == TONE_ACUTE || c == TONE_TILDE || c == TONE_HOOK ||
	       c == TONE_DOT;
}

static bool is_apostrophe(UChar c)
{
	return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == '`' || c == 0xB4;
}

/* Blanks and dashes part words. */
static bool is_gap(UChar c)
{
	return u_isUWhiteSpace(c) || c == '-' || (c >= 0x2010 && c <= 0x2014);
}

/*
 * Decomposed lower case, word by word. Folding drops every mark; the exact form keeps them but moves
 * the tone of a word to its end, which makes hoà and hòa the same.
 */
static char *words_of(struct arena *mem, const char *text, bool fold)
{
	int32_t count = 0;
	UErrorCode status = U_ZERO_ERROR;
	UChar *w = wide(mem, text, &count);

	if (!w)
		return NULL;
	int32_t room = count * 3 + 8;
	UChar *low = arena_many(mem, UChar, (size_t)room);

	count = u_strToLower(low, room, w, count, "", &status);
	if (U_FAILURE(status))
		return NULL;
	low = normal(mem, nfd(), low, &count);
	if (!low)
		return NULL;
	UChar *out = arena_many(mem, UChar, (size_t)count + 2);
	int32_t n = 0;
	UChar tone = 0;
	bool gap = false;

	for (int32_t i = 0; i <= count; i++) {
		UChar c = i < count ? low[i] : ' ';

		if (is_gap(c)) {
			if (tone)
				out[n++] = tone;
			tone = 0;
			gap = n > 0;
		} else if (is_apostrophe(c)) {
			continue;
		} else if (u_charType(c) == U_NON_SPACING_MARK) {
			if (fold)
				continue;
			if (is_tone(c))
				tone = c;
			else
				out[n++] = c;
		} else {
			if (gap)
				out[n++] = ' ';
			gap = false;
			out[n++] = fold && c == LETTER_D_STROKE ? 'd' : c;
		}
	}
	if (!fold)
		out = normal(mem, nfc(), out, &n);
	return out ? narrow(mem, out, n) : NULL;
}

char *fold_by_icu(struct arena *mem, const char *text)
{
	return words_of(mem, text, true);
}

char *text_fold(struct arena *mem, const char *text)
{
	char *folded = fold_by_table(mem, text);

	return folded ? folded : fold_by_icu(mem, text);
}

char *text_exact(struct arena *mem, const char *text)
{
	return words_of(mem, text, false);
}

static pthread_once_t collator_once = PTHREAD_ONCE_INIT;
static UCollator *collator; /* read only once opened; closed by the process */

static void collator_close(void)
{
	ucol_close(collator);
}

static void collator_open(void)
{
	UErrorCode status = U_ZERO_ERROR;

	collator = ucol_open("vi", &status);
	if (U_FAILURE(status))
		abort();
	atexit(collator_close);
}

char *text_sort_key(struct arena *mem, const char *text)
{
	int32_t count = 0;
	UChar *w = wide(mem, text, &count);

	if (!w)
		return NULL;
	pthread_once(&collator_once, collator_open);
	int32_t size = ucol_getSortKey(collator, w, count, NULL, 0);
	uint8_t *key = arena_alloc(mem, (size_t)size);

	ucol_getSortKey(collator, w, count, key, size);
	return text_hex(mem, key, size > 0 ? (size_t)size - 1 : 0);
}

char *text_hex(struct arena *mem, const void *bytes, size_t size)
{
	char *out = arena_alloc(mem, size * 2 + 1);

	sodium_bin2hex(out, size * 2 + 1, bytes, size);
	return out;
}

char *text_base64(struct arena *mem, const void *bytes, size_t size)
{
	size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
	char *out = arena_alloc(mem, room);

	return sodium_bin2base64(out, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
}

unsigned char *text_unbase64(struct arena *mem, const char *text, size_t *size)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+/=";
	size_t length = strlen(text);
	unsigned char *out = arena_alloc(mem, length + 1);
	const char *end;

	/* libsodium 1.0.18 takes some bytes above 0x7F for letters */
	if (strspn(text, letters) != length)
		return NULL;
	if (sodium_base642bin(out, length + 1, text, length, NULL, size, &end,
			      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    *end)
		return NULL;
	return out;
}

char *text_mask_name(struct arena *mem, const char *name)
{
	char *out = arena_alloc(mem, strlen(name) * 3 + 1), *to = out;
	const char *last = strrchr(name, ' ');
	bool first = true;

	if (!last) { /* a single word shows its first letter only */
		last = name + strlen(name);
	}
	for (const char *p = name; *p;) {
		size_t bytes = 1;

		while (((unsigned char)p[bytes] & 0xC0) == 0x80)
			bytes++;
		if (p > last || *p == ' ' || first) {
			memcpy(to, p, bytes);
			to += bytes;
		} else {
			memcpy(to, "•", 3);
			to += 3;
		}
		first = *p == ' ';
		p += bytes;
	}
	return out;
}

bool text_number(const char *text, int64_t *out)
{
	int64_t n = 0;

	if (!text || !*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, *text - '0', &n))
			return false;
	}
	*out = n;
	return true;
}
