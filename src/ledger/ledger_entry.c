/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_entry.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

bool entry_action_fits(const char *action)
{
	size_t fit = strspn(action, "abcdefghijklmnopqrstuvwxyz0123456789.-_");

	return fit && fit <= ACTION_MAX && !action[fit];
}

void entry_subject(const crypto_auth_hmacsha256_state *keyed, const char *subject, struct hash *out)
{
	crypto_auth_hmacsha256_state state = *keyed;

	crypto_auth_hmacsha256_update(&state, (const unsigned char *)subject, strlen(subject));
	crypto_auth_hmacsha256_final(&state, out->bytes);
}

void entry_digest(const unsigned char salt[SALT_BYTES], const char *content, struct hash *out)
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, salt, SALT_BYTES);
	crypto_hash_sha256_update(&state, (const unsigned char *)content, strlen(content));
	crypto_hash_sha256_final(&state, out->bytes);
}

void entry_leaf(const struct ledger_entry *e, const char *time, struct hash *out)
{
	enum { BASE64 = sodium_base64_ENCODED_LEN(HASH_BYTES, sodium_base64_VARIANT_ORIGINAL) };
	char subject[BASE64], digest[BASE64], text[2 * BASE64 + ACTION_MAX + 80];

	sodium_bin2base64(subject, BASE64, e->subject_mac.bytes, HASH_BYTES,
			  sodium_base64_VARIANT_ORIGINAL);
	sodium_bin2base64(digest, BASE64, e->digest.bytes, HASH_BYTES,
			  sodium_base64_VARIANT_ORIGINAL);
	int n = snprintf(text, sizeof text, "haicap/1\n%" PRId64 "\n%s\n%s\n%s\n%s\n", e->seq, time,
			 e->action, subject, digest);

	assert(n > 0 && (size_t)n < sizeof text);
	merkle_leaf(text, (size_t)n, out);
}
