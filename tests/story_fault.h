/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/story.h"

/* Stories with every call to the store failing in turn: test_faults. */

/** From here on connections may be made to fail, of this process and of the commands it forks. */
void faults_start(void);
/** Whether they may. */
bool faults_on(void);

/** How many tries met their fault up to now. */
int64_t faults_met(void);
