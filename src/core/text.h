/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Whether @text is well-formed UTF-8 without U+0000 (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(const void *text, size_t size);

/** @text in Unicode NFC, or NULL when it is not UTF-8. Returns a copy in @mem. */
char *text_nfc(struct arena *mem, const char *text);

/** Characters (code points) of @text, which is valid UTF-8. "Điện Biên" has 9 once in NFC. */
size_t text_count(const char *text);

/** Whether @text has at least @min and at most @max characters. NULL has none. */
bool text_within(const char *text, size_t min, size_t max);

/** @text without blanks at both ends (any Unicode white space), in @mem. */
char *text_trim(struct arena *mem, const char *text);

/**
 * What people mean when they type in haste: lower case, no tone or vowel marks, đ = d, apostrophes
 * and hyphens gone, runs of blanks one blank, none at the ends. Two texts that fold alike are the
 * same for a search.
 */
char *text_fold(struct arena *mem, const char *text);

/** Lower case with its marks, blanks as in text_fold, tone placement normalised (hoà = hòa). */
char *text_exact(struct arena *mem, const char *text);

/** A key that orders by Vietnamese rules when compared as bytes; hexadecimal, so it is plain text. */
char *text_sort_key(struct arena *mem, const char *text);

/** Lower-case hexadecimal, and base64 with padding (RFC 4648), of @size bytes. */
char *text_hex(struct arena *mem, const void *bytes, size_t size);
char *text_base64(struct arena *mem, const void *bytes, size_t size);

/** Decodes base64 with padding; NULL when it is none. *@size is the number of bytes. */
unsigned char *text_unbase64(struct arena *mem, const char *text, size_t *size);

/** A name with all but the first letter of each word but the last hidden: "L•• X• Hừ". */
char *text_mask_name(struct arena *mem, const char *name);

/** Reads a decimal number of digits only, 0 to INT64_MAX. false when it is none. */
bool text_number(const char *text, int64_t *out);
