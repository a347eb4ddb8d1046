/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/words.h"
#include "territory/territory.h"

/*
 * Which bodies the law gives a unit, and how it calls them: a table with the basis and the days of
 * each line (org_law.c). Kinds are stable words: they stand in keys of grants, in bodies.csv and in
 * JSON, and do not change when the law renames a body.
 */
#define ORG_COMMITTEE "committee" /* Ủy ban nhân dân: its chairs, and officials of no department */
#define ORG_COUNCIL "council"     /* Hội đồng nhân dân */
#define ORG_CENTRE "centre"       /* Trung tâm Phục vụ hành chính công; before, Bộ phận Một cửa */
#define ORG_OFFICE "office"       /* Văn phòng HĐND và UBND */
#define ORG_ECONOMY "economy"     /* Phòng Kinh tế; in a ward: Kinh tế, Hạ tầng và Đô thị */
#define ORG_CULTURE "culture"     /* Phòng Văn hóa - Xã hội */

/** One line of the table: units of these tiers and types have this body from a day to a day. */
struct org_rule {
	const char *kind;
	unsigned tiers;          /* 1 << TIER_… */
	unsigned types;          /* 1 << TYPE_…; 0: any */
	const char *only;        /* the one unit of this name, or NULL; such a line wins */
	const char *from, *to;   /* "2025-07-01", half open; "" open */
	const char *name;        /* legal name, without the unit's */
	const char *basis;       /* article of law */
	bool verified;           /* false: taken from general knowledge, not read in the text */
};

const struct org_rule *org_rules(size_t *count);

/** The line that gives @unit a body of @kind on @day; NULL when the law gives it none. */
const struct org_rule *org_rule_of(const struct unit *unit, const char *kind, int32_t day);

/** The @index-th kind there is, NULL behind the last. */
const char *org_kind(size_t index);

/** Whether there is a kind of this name. */
bool org_kind_exists(const char *kind);

/**
 * What the body of @kind of @unit is called on @day: "Trung tâm Phục vụ hành chính công xã Sín Thầu".
 * In English the words of the catalogue stand before the unit's name. @own_name, of bodies.csv, or NULL
 * stands for the law's. Where the law knows none of this kind on the day, the name it had last or will
 * have first.
 */
char *org_name(struct arena *mem, const struct unit *unit, const char *kind, const char *own_name,
	       int32_t day, enum lang lang);
