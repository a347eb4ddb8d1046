/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include <stdbool.h>

/*
 * Passwords and tokens. A password is stretched with Argon2id (64 MiB, two passes, about 95 ms); that
 * is done before an operation begins, never while the writer waits. A token is 256 random bits: only
 * its SHA-256 is stored, so that who reads the store cannot use it.
 */
enum {
	PASSWORD_MIN = 8,   /* characters */
	PASSWORD_MAX = 200, /* characters, so that nobody has us stretch a book */
};

/** What is stored for @password, with a salt of its own. NULL when it is too short or too long. */
const char *secret_hash(struct arena *mem, const char *password);

/**
 * Whether @password is the one of @stored. With NULL (no such account, or one without a password) the
 * same work is done for nothing, so that the time tells nobody which names exist.
 */
bool secret_holds(const char *stored, const char *password);

/** A password for somebody's first sign-in: 79 random bits as "k7mp-2xrd-9cfh-tw4q". */
char *secret_first(struct arena *mem);

/** A new token, @prefix before 43 characters of base64url; and what is stored of a token. */
char *secret_token(struct arena *mem, const char *prefix);
char *secret_digest(struct arena *mem, const char *token);
