/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/territory.h"

/* A unit as people and programs are shown it (contracts.md 3: one of `matches`). */

struct relative_view {
	const char *code, *name, *type; /* an old one: of its last day; a new one: of its first */
	const char *share;              /* "whole" or "part" */
	bool area_only;
	const char *href;
};

struct unit_view {
	int64_t id;
	const char *code, *name, *type; /* as of the day asked */
	const char *tier;               /* "province", "district", "commune" */
	const char *named;              /* "Xã Sín Thầu" */
	int32_t from;
	int32_t to;                     /* DAY_NONE: it goes on */
	const struct unit_brief *province; /* NULL for a province */
	const struct unit_brief *parents;  /* the nearest first */
	size_t parents_count;
	const struct relative_view *predecessors, *successors;
	size_t predecessors_count, successors_count;
	const char *order;              /* that ended it, or that began it, or NULL */
	const char *aliases;            /* with ", " between, or NULL */
	const char *head_office;        /* or NULL */
	int64_t area_m2, population;    /* -1: not known */
	const char *border;             /* "yes", "no" or NULL */
};

const char *tier_word(enum unit_tier tier);

/** @u as of @day, in @mem. */
struct unit_view *unit_view(const struct territory *t, struct arena *mem, const struct unit *u,
			    int32_t day);
