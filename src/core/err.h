/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/** What happened, as far as a caller may need to decide something. */
enum rc {
	RC_OK = 0,
	RC_MALFORMED, /* not a request at all: broken JSON, form or path       -> 400 */
	RC_INVALID,   /* the input breaks a rule: tell the user which          -> 422 */
	RC_SIGN_IN,   /* nobody is signed in                                   -> 401 */
	RC_FORBIDDEN, /* the actor may not do this                             -> 403 */
	RC_NOT_FOUND, /*                                                       -> 404 */
	RC_CONFLICT,  /* it clashes with what is stored                        -> 409 */
	RC_UNVERSIONED, /* acting on a thing needs the version that was seen   -> 428 */
	RC_STALE,     /* it was read before somebody changed it                -> 412 */
	RC_TOO_LARGE, /*                                                       -> 413 */
	RC_LIMITED,   /* too often                                             -> 429 */
	RC_BUSY,      /* the store cannot take it now; nothing was changed     -> 503, Retry-After */
	RC_BROKEN,    /* a fault of ours or of the machine                     -> 500 */
};

/**
 * Why it happened.  A plain value inside struct op: nothing to free.
 * @key is a literal, stable for translators and API clients (po/vi.po has its words).
 * @detail is for the log only and never leaves the server.
 */
struct err {
	enum rc code;
	const char *key;
	const char *field; /* form field or JSON member at fault, or NULL */
	char detail[240];
	const char *file;
	int line;
};

#define CHECKED __attribute__((warn_unused_result))

/** Leaves the function with the same code if @step failed. */
#define TRY(step)                               \
	do {                                    \
		enum rc rc_of_step_ = (step);   \
		if (rc_of_step_ != RC_OK)       \
			return rc_of_step_;     \
	} while (0)
