/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/territory.h"
#include "web/html.h"
#include "web/parts.h"
#include "web/route.h"

/** One unit on the dashboard. */
struct indicator_line {
	struct unit_brief unit;
	const char *named;  /* "Xã Sín Thầu" */
	const char *short_name;
	int64_t waiting, open, paused, overdue, at_counter, settled, settled_late;
	int64_t in_time;    /* parts of a thousand; -1 nothing to count */
	const char *percent; /* "95,8%", or "–" */
	const char *class_name; /* k4 best to k1, k0 nothing to say */
	bool low;           /* k1 */
	struct url href, late_href; /* the dossiers behind the figures */
};

/** A tile of the grid, in units of its SVG. */
struct indicator_tile_view {
	int64_t x, y, text_x, text_y;
	const struct indicator_line *of;
};

/** One of the dossiers overdue longest. */
struct indicator_late {
	const char *code, *procedure, *unit, *state_key, *officer;
	struct url href;
	struct due_tag due;
};

/** GET /indicators */
struct indicator_page {
	int64_t at_us;
	struct indicator_line *rows;
	size_t rows_count;
	struct indicator_line total;
	int64_t communes;
	bool grid;
	int64_t width, height;
	struct indicator_tile_view *tiles;
	size_t tiles_count;
	struct indicator_late *late;
	size_t late_count;
	struct url all_late, csv;
};

extern const struct route indicator_routes[];
