/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/unit_view.h"
#include "web/html.h"
#include "web/route.h"

/** GET /units and GET /units/{code}: public, of any day. */
extern const struct route territory_routes[];

/** struct unit_brief for programs: code, name, type. */
extern const struct field unit_brief_fields[];

/** A row of the register as a page shows it. */
struct unit_row {
	struct unit_view unit; /* first: programs are shown this */
	struct url href;
	const char *relatives; /* names of those it was made of or became, or NULL */
	bool ended;            /* relatives are those it became */
};

/** Rows of one parent, for people. */
struct unit_group {
	const char *named; /* "Huyện Mường Nhé" */
	const char *anchor;
	struct url href;
	const struct unit_row **rows;
	size_t rows_count;
};

/** A day on which the map changed. */
struct unit_change_day {
	int32_t day;
	const char *number; /* of the order */
	struct url before, after;
};

/** GET /units. */
struct unit_rows {
	const struct unit_row *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;

	int32_t on;
	bool asked;        /* somebody searched */
	const char *q;
	struct url next_url, csv;
	const struct unit_group *groups; /* when nobody searched */
	size_t groups_count;
	const struct unit_change_day *changes;
	size_t changes_count;
	int64_t communes;
	bool long_list; /* too many for one page: groups without their rows */
};

/** Who bore a code, or a unit its name, from when to when. */
struct unit_span {
	const char *words;
	int32_t from, to; /* @to is the last day, DAY_NONE: goes on */
	bool open, current;
	struct url href;
};

/** Somebody before or after. */
struct unit_link {
	const char *code, *named;
	const char *inside; /* "xã Sín Thầu" */
	bool part, area_only;
	struct url href;
};

/** GET /units/{code}. */
struct unit_page {
	struct unit_view unit; /* first: programs are shown this */
	const char *inside;    /* "xã Sín Thầu" */
	int32_t on;
	int32_t last;          /* the last day of its life, DAY_NONE while it goes on */
	bool ended;            /* before today */
	bool not_yet;          /* begins after today */
	bool other_day;        /* the page is not of today */
	struct url today;      /* the same unit or its heirs today */
	const struct unit_link *above, *before, *after, *heirs, *below;
	size_t above_count, before_count, after_count, heirs_count, below_count;
	const struct unit_span *bearers, *names;
	size_t bearers_count, names_count;
	const char *area;      /* "516,42", or NULL */
	bool knows_population, at_border, not_border;
};
