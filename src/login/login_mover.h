/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/mover.h"

/**
 * Kind "grant": roles in a body, keyed "ACCOUNT BODY" (contracts.md 3.1). They go to the body of the
 * same kind at the unit that takes over, or to the one people_after.csv names. Comes after org_mover.
 */
extern const struct mover login_mover;
