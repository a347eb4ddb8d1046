/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/register.h"

/* Going through the register, for its pages. */

struct unit_filter {
	int32_t on;        /* DAY_NONE: today */
	const char *q;     /* code or words, or NULL */
	const char *tier;  /* "commune", or NULL */
	const char *under; /* code of a unit above, or NULL */
};

/** What fits: by tier and Vietnamese order of names; a search gives the best first, at most 1000. */
struct units browse(const struct territory *t, struct arena *mem, const struct unit_filter *filter);

/** Those that have communes right below them on @day (districts, or the province), each with them. */
struct unit_families {
	struct unit_family {
		const struct unit *above;
		struct units communes; /* in Vietnamese order */
	} *items;
	size_t count;
};
struct unit_families browse_families(const struct territory *t, struct arena *mem, int32_t day);

/** The units right below @u on @day, in Vietnamese order. */
struct units browse_below(const struct territory *t, struct arena *mem, const struct unit *u,
			  int32_t day);

/** Days on which the map changed, the latest first. */
struct change_days {
	struct change_day {
		int32_t day;
		const char *number; /* of the order */
	} *items;
	size_t count;
};
struct change_days browse_changes(const struct territory *t, struct arena *mem);

/** Every time that a unit of @tier bore @code, the earliest first. */
struct facts {
	const struct unit_fact **items;
	size_t count;
};
struct facts browse_code(const struct territory *t, struct arena *mem, const char *code,
			 enum unit_tier tier);

/** The unit that bore @code last, or NULL. */
const struct unit *browse_last_bearer(const struct territory *t, const char *code);
