/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/mover.h"

/**
 * Kind "counter": the counters of centres, by label, with their numbers made unique where they arrive.
 * Its arrange() begins and ends the bodies of units, so it stands before every mover whose records
 * belong to bodies.
 */
extern const struct mover org_mover;
