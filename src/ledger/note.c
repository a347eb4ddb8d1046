/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"
#include "core/text.h"
#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

static_assert(NOTE_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
static_assert(NOTE_SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");

#define DASH "\xE2\x80\x94 " /* U+2014 and a blank begin a line of signature */
static const unsigned char ED25519 = 0x01; /* the algorithm's number in C2SP */

bool note_name_fits(const char *name)
{
	int32_t length = (int32_t)strlen(name), at = 0;

	if (!length || strlen(name) > 200 || !text_is_utf8(name, (size_t)length))
		return false;
	while (at < length) {
		UChar32 c;

		U8_NEXT(name, at, length, c);
		if (c == '+' || c < 0x20 || u_isUWhiteSpace(c))
			return false;
	}
	return true;
}

void note_key_make(struct note_key *key, const char *name, const unsigned char bytes[NOTE_KEY_BYTES])
{
	crypto_hash_sha256_state state;
	unsigned char digest[crypto_hash_sha256_BYTES];

	*key = (struct note_key){ .name = name };
	memcpy(key->bytes, bytes, NOTE_KEY_BYTES);
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)name, strlen(name));
	crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1);
	crypto_hash_sha256_update(&state, &ED25519, 1);
	crypto_hash_sha256_update(&state, bytes, NOTE_KEY_BYTES);
	crypto_hash_sha256_final(&state, digest);
	memcpy(key->id, digest, NOTE_ID_BYTES);
}

char *note_key_show(struct arena *mem, const struct note_key *key)
{
	unsigned char typed[1 + NOTE_KEY_BYTES];

	typed[0] = ED25519;
	memcpy(typed + 1, key->bytes, NOTE_KEY_BYTES);
	return arena_text(mem, "%s+%s+%s", key->name, text_hex(mem, key->id, NOTE_ID_BYTES),
			  text_base64(mem, typed, sizeof typed));
}

bool note_key_read(struct arena *mem, const char *text, struct note_key *out)
{
	const char *id = strchr(text, '+'), *rest = id ? strchr(id + 1, '+') : NULL;
	struct note_key key;
	size_t size;

	if (!rest)
		return false;
	const char *name = arena_copy_bytes(mem, text, (size_t)(id - text));
	unsigned char *typed = text_unbase64(mem, rest + 1, &size);

	if (!note_name_fits(name) || !typed || size != 1 + NOTE_KEY_BYTES || typed[0] != ED25519)
		return false;
	note_key_make(&key, name, typed + 1);
	const char *want = text_hex(mem, key.id, NOTE_ID_BYTES);

	if (strlen(want) != (size_t)(rest - id - 1) || memcmp(want, id + 1, strlen(want)) != 0)
		return false;
	*out = key;
	return true;
}

static bool plain(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)bytes[i] < 0x20 && bytes[i] != '\n')
			return false;
	return size && size <= NOTE_SIZE_MAX && bytes[size - 1] == '\n' && text_is_utf8(bytes, size);
}

bool note_text_fits(const char *text)
{
	return plain(text, strlen(text));
}

char *note_join(struct arena *mem, const char *text, const struct note_key *key,
		const unsigned char signature[NOTE_SIGNATURE_BYTES])
{
	unsigned char all[NOTE_ID_BYTES + NOTE_SIGNATURE_BYTES];

	memcpy(all, key->id, NOTE_ID_BYTES);
	memcpy(all + NOTE_ID_BYTES, signature, NOTE_SIGNATURE_BYTES);
	return arena_text(mem, "%s\n" DASH "%s %s\n", text, key->name, text_base64(mem, all, sizeof all));
}

struct signature {
	const char *name;
	unsigned char *bytes; /* the key's id and what that key made */
	size_t size;
};

/* Takes the next line of signature from *@at; false when it is none. */
static bool read_signature(struct arena *mem, const char **at, const char *end, struct signature *out)
{
	const char *line = *at, *stop = memchr(line, '\n', (size_t)(end - line));
	size_t dash = strlen(DASH);

	if (!stop || (size_t)(stop - line) <= dash || memcmp(line, DASH, dash) != 0)
		return false;
	line += dash;
	const char *blank = memchr(line, ' ', (size_t)(stop - line));

	if (!blank)
		return false;
	out->name = arena_copy_bytes(mem, line, (size_t)(blank - line));
	out->bytes = text_unbase64(mem, arena_copy_bytes(mem, blank + 1, (size_t)(stop - blank - 1)),
				   &out->size);
	*at = stop + 1;
	return note_name_fits(out->name) && out->bytes && out->size > NOTE_ID_BYTES;
}

static const struct note_key *signer(const struct signature *s, const struct note_key *keys,
				     size_t keys_count)
{
	for (size_t i = 0; i < keys_count; i++)
		if (!strcmp(keys[i].name, s->name) && !memcmp(keys[i].id, s->bytes, NOTE_ID_BYTES))
			return &keys[i];
	return NULL;
}

/* Where the signatures begin: behind the last empty line. NULL when there is no empty line. */
static const char *signatures_of(const char *note, size_t size)
{
	for (size_t i = size - 1; i > 0; i--)
		if (note[i] == '\n' && note[i - 1] == '\n')
			return note + i + 1;
	return NULL;
}

enum note_verdict note_open(struct arena *mem, const char *note, size_t size,
			    const struct note_key *keys, size_t keys_count, const char **text)
{
	if (!plain(note, size))
		return NOTE_MALFORMED;
	const char *at = signatures_of(note, size), *end = note + size;
	size_t count = 0, held = 0, forged = 0;

	if (!at || at == end)
		return NOTE_MALFORMED;
	size_t text_size = (size_t)(at - note) - 1;

	for (; at < end; count++) {
		struct signature s;

		if (count == NOTE_SIGNATURES_MAX || !read_signature(mem, &at, end, &s))
			return NOTE_MALFORMED;
		const struct note_key *key = signer(&s, keys, keys_count);

		if (!key)
			continue;
		if (s.size == NOTE_ID_BYTES + NOTE_SIGNATURE_BYTES &&
		    crypto_sign_verify_detached(s.bytes + NOTE_ID_BYTES, (const unsigned char *)note,
						text_size, key->bytes) == 0)
			held++;
		else
			forged++;
	}
	if (forged)
		return NOTE_FORGED;
	if (!held)
		return NOTE_UNKNOWN;
	*text = arena_copy_bytes(mem, note, text_size);
	return NOTE_HOLDS;
}

char *checkpoint_show(struct arena *mem, const struct checkpoint *head)
{
	return arena_text(mem, "%s\n%" PRIu64 "\n%s\n", head->origin, head->size,
			  text_base64(mem, head->root.bytes, HASH_BYTES));
}

bool checkpoint_read(struct arena *mem, const char *text, struct checkpoint *out)
{
	struct checkpoint head;
	const char *lines[3], *stop;
	int64_t size;
	size_t root_size;

	for (int i = 0; i < 3; i++, text = stop + 1) {
		stop = strchr(text, '\n');
		if (!stop || stop == text)
			return false;
		lines[i] = arena_copy_bytes(mem, text, (size_t)(stop - text));
	}
	for (; *text; text = stop + 1) { /* lines of extensions, which say nothing to us */
		stop = strchr(text, '\n');
		if (!stop || stop == text)
			return false;
	}
	if (!text_number(lines[1], &size) || (lines[1][0] == '0' && lines[1][1]))
		return false;
	unsigned char *root = text_unbase64(mem, lines[2], &root_size);

	if (!root || root_size != HASH_BYTES)
		return false;
	head = (struct checkpoint){ .origin = lines[0], .size = (uint64_t)size };
	memcpy(head.root.bytes, root, HASH_BYTES);
	*out = head;
	return true;
}
