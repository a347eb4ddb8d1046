/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"

/** A store of its own for one test, in memory, with all migrations. */
struct world;
struct world *world_new(void);
void world_drop(struct world *w);
