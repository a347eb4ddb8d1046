/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "ledger/merkle.h"
#include <sodium.h>

/* One entry of the log and the bytes it is hashed as (contracts.md 6); known to this area only. */
enum { SALT_BYTES = 16, SUBJECT_KEY_BYTES = crypto_auth_hmacsha256_KEYBYTES, ACTION_MAX = 60 };

struct ledger_entry {
	int64_t seq;
	int64_t at_us;
	const char *action;
	struct hash subject_mac, digest, leaf;
	const unsigned char *salt; /* SALT_BYTES; NULL once erased, and so are the next two */
	const char *subject;
	const char *content;
};

/** Whether @action is one: 1 to ACTION_MAX lower-case letters, digits, ".", "-" and "_". */
bool entry_action_fits(const char *action);

/** HMAC-SHA256 of @subject; @keyed was made by crypto_auth_hmacsha256_init with the store's key. */
void entry_subject(const crypto_auth_hmacsha256_state *keyed, const char *subject, struct hash *out);

/** SHA-256 of @salt and @content. */
void entry_digest(const unsigned char salt[SALT_BYTES], const char *content, struct hash *out);

/** The hash of the leaf that @e is: its number, @time (RFC 3339 of e->at_us), action and digests. */
void entry_leaf(const struct ledger_entry *e, const char *time, struct hash *out);
