/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/story.h"

/* Stories with every call to the store failing in turn: test_faults. */

/**
 * From here on connections may be made to fail, of this process and of the commands it forks. @each:
 * every call of a step, else the first four, the sixth, the eighth and so on, each a quarter further.
 */
void faults_start(bool each);
/** Whether they may. */
bool faults_on(void);

/** How many tries met their fault up to now. */
int64_t faults_met(void);
