/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Proofs as other programs hand them over, one JSON object a line (contracts.md 6). Whatever is not
 * exactly such an object proves nothing: other types, a member missing or twice, a number that is no
 * whole one from 0 on, a hash that is not 32 bytes in base64 with padding. Other members are passed
 * over; a "proof" that is null is an empty one, as some programs write it.
 */

/** {"index":N,"size":N,"leaf":"…","proof":["…"],"root":"…"} */
bool line_proves_inclusion(struct arena *mem, const char *line, size_t size);

/**
 * {"size1":N,"size2":N,"root1":"…","root2":"…","proof":["…"]}. Two heads of one size agree when their roots
 * are the same bytes and there is no proof: nothing is hashed then.
 */
bool line_proves_consistency(struct arena *mem, const char *line, size_t size);
