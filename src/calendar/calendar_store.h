/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "calendar/calendar.h"

/** All versions, remembered between operations, in the order in which they came into force. */
struct calendar_versions {
	struct calendar_version {
		int64_t in_force_us;
		const struct calendar *calendar;
	} *items;
	size_t count;
};
CHECKED enum rc calendar_store_versions(struct op *op, const struct calendar_versions **out);

/** Stores @c as a new version in force from op->now_us on. *@id is its id. */
CHECKED enum rc calendar_store_insert(struct op *op, const struct calendar *c, const char *source,
				      int64_t *id);
