/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/html.h"
#include "web/route.h"

/** A sector of the catalogue on the front page. */
struct home_tile {
	const char *sector; /* "civil_status" */
	const char *words;  /* key of what people call it */
	enum icon icon;
	int64_t count; /* procedures in force today */
};

struct home_page {
	struct home_tile *tiles;
	size_t tiles_count;
	int64_t procedures_count; /* in force today, of all sectors */
};

/** Counts what is in force on the day of the operation. */
CHECKED enum rc home_read(struct op *op, struct home_page *out);

extern const struct route home_routes[];
