/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/territory.h"

/** "03158@2025-07-01" of units on one day, remembered: units are few, records many. */
struct tags;
struct tags *tags_new(struct arena *mem, const struct territory *t, int32_t day);

/** The tag of the unit with this id; NULL when there is none. */
const char *tag_of(struct tags *tags, int64_t unit);
