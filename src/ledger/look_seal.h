/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "ledger/look.h"
#include "ledger/merkle.h"

/*
 * What seals looks into the log; known to this area only. The content of an entry "look.seal" is, behind
 * the line of the actor, one line "FROM_US TO_US COUNT ROOT": the tree over a line for each look from FROM_US
 * to TO_US, excluded, in order of time and id. Each begins where the one before ended, the first at 0.
 */
#define SEAL_ACTION "look.seal"

struct seal {
	int64_t from_us, to_us;
	struct merkle tree;
};

/**
 * Adds @look's line: id, account, session, time, kind, ids and purpose, a tab between, ended by LF. It
 * is put together in @mem and not needed afterwards.
 */
void seal_add(struct seal *s, struct arena *mem, const struct look *look);
