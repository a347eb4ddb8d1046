/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/route.h"

/** GET /ledger and GET /ledger/checkpoint, for anybody. */
extern const struct route ledger_routes[];

/** The page on the log: how long it is, and how to check it without us. */
struct ledger_page {
	int64_t size;
	int64_t at_us; /* of the last entry; 0: none yet */
	const char *root; /* base64 */
	const char *key;  /* verifier key, NULL: nothing was signed here yet */
};
