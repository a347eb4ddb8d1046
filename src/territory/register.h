/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/territory.h"

/*
 * How the register lies in memory. Facts of a unit are neighbours; units are ordered by id; two
 * hash tables lead from a folded name and from a code to all facts that bear it on any day.
 */
struct key_slot {
	uint64_t hash; /* 0: empty */
	uint32_t first, count; /* into facts of the index */
	bool uniform; /* all of them have the same exact form: marks decide nothing */
};

struct key_index {
	struct key_slot *slots;
	size_t mask;
	const struct unit_fact **facts; /* grouped by key */
};

struct territory {
	struct unit *units;
	size_t units_count;
	struct succession *lines;
	size_t lines_count;
	const struct order_row *orders; /* carried out, by id */
	size_t orders_count;
	struct key_index by_fold; /* names and aliases */
	struct key_index by_code;
	const struct unit *province;
	const char *prefix_exact[TYPES]; /* "xã" in the form of text_exact() */
};

/** A fact and a line as they are stored: units by id. */
struct fact_row {
	struct unit_fact fact;
	int64_t unit;
};

struct line_row {
	struct succession line;
	int64_t old_unit, new_unit, heir; /* 0: none */
};

struct order_row {
	int64_t id;
	const char *number;
};

struct register_rows {
	const struct order_row *orders; /* by id */
	size_t orders_count;
	struct unit *units; /* by id; id, tier */
	size_t units_count;
	struct fact_row *facts; /* by unit, kind, from_day */
	size_t facts_count;
	struct line_row *lines; /* by day, id */
	size_t lines_count;
};

/** Makes the register of @rows in @mem; texts are borrowed. A unit without a life never is alive. */
struct territory *register_build(struct arena *mem, const struct register_rows *rows);

/** All facts with the key of @size bytes, on any day; NULL when there is none. */
const struct key_slot *register_find(const struct key_index *index, const char *key, size_t size);

/** Adds @u unless it is there. */
void units_add(struct arena *mem, struct units *list, const struct unit *u);

/** By tier, then code of @day, then id. */
void units_sort_by_code(struct units *list, int32_t day);

struct prefix;

/**
 * What somebody typed, folded and looked up once; and again without the prefix of type, if it has one.
 */
struct wording {
	const char *text; /* without blanks at its ends */
	const char *fold; /* NULL: it says nothing */
	const struct prefix *prefix; /* of type, or NULL; then also: */
	const char *rest; /* folded, what stands behind it */
	enum unit_type type;
	const struct key_slot *named, *rest_named; /* facts that fold like this, on any day; or NULL */
};
struct wording wording_of(const struct territory *t, struct arena *mem, const char *text);

/** Whether it begins with a type as a whole word ("xa", not "x."), marks or not. */
bool wording_is_written_out(const struct wording *wording);

/** unit_match() among those that @keep lets pass. */
typedef bool (match_filter)(const struct unit *u, void *context);
struct units unit_match_if(const struct territory *t, struct arena *mem,
			   const struct wording *wording, enum unit_tier tier, int32_t day,
			   match_filter *keep, void *context);

/** Whether it is a name or alias of @u on @day. */
bool unit_is_named(const struct territory *t, const struct unit *u, const struct wording *wording, int32_t day);

/**
 * What several units that fit the same words of day @on are on day @to, communes only. @village (or
 * NULL) decides where a split unit's lines name it.
 */
struct place place_of(const struct territory *t, struct arena *mem, const struct units *found,
		      const char *village, int32_t on, int32_t to);

/** unit_carriers() of people who live in @village, or NULL. */
struct units unit_carriers_of(struct arena *mem, const struct unit *u, const char *village,
			      int32_t from, int32_t to);

/** @village folded and without the word for it: "ta mieu" of "Bản Tá Miếu". */
const char *village_bare(struct arena *mem, const char *village);

/** Whether @villages (separated by |) has @village; "Bản Tá Miếu" is "Tá Miếu". */
bool village_among(struct arena *mem, const char *villages, const char *village);
