/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_secret.h"
#include "core/text.h"
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/*
 * Of a password nobody knows (it was random and thrown away), made with the same parameters as every
 * other: checking against it costs what checking a real one costs.
 */
static const char nobodys[crypto_pwhash_STRBYTES] =
	"$argon2id$v=19$m=65536,t=2,p=1$wKZ+2M58a0ivHpMUbAejtQ$/MkhHskzdvaSSUY8W9AFVO2uqpOB4m1tphsGc1VkmMo";

/*
 * sodium_init() answers 1 when it was done before, by whichever thread; it only fails without a
 * source of randomness, and then nothing here may go on.
 */
static void ready(void)
{
	if (sodium_init() < 0)
		abort();
}

const char *secret_hash(struct arena *mem, const char *password)
{
	char out[crypto_pwhash_STRBYTES];

	ready();
	if (!text_within(password, PASSWORD_MIN, PASSWORD_MAX))
		return NULL;
	/* It only fails for want of memory, which ends the process as everywhere. */
	if (crypto_pwhash_str_alg(out, password, strlen(password),
				  crypto_pwhash_OPSLIMIT_INTERACTIVE,
				  crypto_pwhash_MEMLIMIT_INTERACTIVE,
				  crypto_pwhash_ALG_ARGON2ID13) != 0)
		abort();
	return arena_copy(mem, out);
}

bool secret_holds(const char *stored, const char *password)
{
	bool fits = text_within(password, 1, PASSWORD_MAX);

	ready();
	if (!fits)
		password = "";
	bool same = crypto_pwhash_str_verify(stored ? stored : nobodys, password,
					     strlen(password)) == 0;

	return same && stored && fits;
}

char *secret_first(struct arena *mem)
{
	static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz"; /* none that look alike */
	char out[20];

	ready();
	for (size_t i = 0; i < 19; i++)
		out[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
	out[19] = '\0';
	char *copy = arena_copy(mem, out);

	sodium_memzero(out, sizeof out);
	return copy;
}

char *secret_token(struct arena *mem, const char *prefix)
{
	unsigned char bytes[32];
	char text[sodium_base64_ENCODED_LEN(32, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

	ready();
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(text, sizeof text, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return arena_text(mem, "%s%s", prefix, text);
}

char *secret_digest(struct arena *mem, const char *token)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)token, strlen(token));
	return text_hex(mem, digest, sizeof digest);
}
