/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdint.h>

/** A repeatable stream of numbers (splitmix64): for invented data only, never for secrets. */
struct dice {
	uint64_t state;
};
uint64_t dice_next(struct dice *dice);
/** 0 to @below - 1; 0 when @below is 0. */
int64_t dice_roll(struct dice *dice, int64_t below);
/** Whether it falls so in @percent of cases. */
int dice_in(struct dice *dice, int percent);

/** A name as people of Điện Biên have: Thái, Mông, Kinh, Hà Nhì, Khơ Mú. */
const char *person_name(struct arena *mem, struct dice *dice);
/** "011188012345": of the province, sex and year invented. */
const char *person_number(struct arena *mem, struct dice *dice);
const char *person_phone(struct arena *mem, struct dice *dice);
const char *person_village(struct dice *dice);
