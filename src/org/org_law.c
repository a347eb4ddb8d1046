/* SPDX-License-Identifier: Apache-2.0 */
#include "org/org_law.h"
#include "core/time.h"
#include <string.h>

/*
 * Which bodies the law gives a unit, and how it calls them. Dates are the days on which the rule
 * holds, the last one excluded; empty means open. Where nobody has read the text for us, the line
 * says so (verified 0) and a province may give its own bodies.csv.
 */
#define LAW_77 "Luật Tổ chức chính quyền địa phương 77/2015/QH13"
#define LAW_72 "Luật Tổ chức chính quyền địa phương 72/2025/QH15"
#define ND_61 "Nghị định 61/2018/NĐ-CP, sửa đổi bởi 107/2021/NĐ-CP"
#define ND_118 "Nghị định 118/2025/NĐ-CP, Điều 7"
#define ND_150 "Nghị định 150/2025/NĐ-CP"

#define P (1u << TIER_PROVINCE)
#define D (1u << TIER_DISTRICT)
#define C (1u << TIER_COMMUNE)
#define XA (1u << TYPE_XA)
#define PH (1u << TYPE_PHUONG)
#define DK (1u << TYPE_DAC_KHU)
#define NEW "2025-07-01"

/* clang-format off */
static const struct org_rule rules[] = {
	/* kind           tiers      types    only        from to   name, basis, verified */
	{ ORG_COMMITTEE,  P | D | C, 0,       NULL,       "",  NEW, "Ủy ban nhân dân", LAW_77, false },
	{ ORG_COUNCIL,    P | D | C, 0,       NULL,       "",  NEW, "Hội đồng nhân dân", LAW_77, false },
	{ ORG_CENTRE,     D | C,     0,       NULL,       "",  NEW, "Bộ phận Một cửa", ND_61, true },
	{ ORG_CENTRE,     P,         0,       NULL,       "",  NEW, "Trung tâm Phục vụ hành chính công", ND_61, false },
	{ ORG_COMMITTEE,  P | C,     0,       NULL,       NEW, "",  "Ủy ban nhân dân", LAW_72, true },
	{ ORG_COUNCIL,    P | C,     0,       NULL,       NEW, "",  "Hội đồng nhân dân", LAW_72, true },
	{ ORG_CENTRE,     P | C,     0,       NULL,       NEW, "",  "Trung tâm Phục vụ hành chính công", ND_118, true },
	{ ORG_OFFICE,     C,         0,       NULL,       NEW, "",  "Văn phòng HĐND và UBND", ND_150, true },
	{ ORG_ECONOMY,    C,         DK,      "Phú Quốc", NEW, "",  "Phòng Kinh tế, Hạ tầng và Đô thị", ND_150, true },
	{ ORG_ECONOMY,    C,         XA | DK, NULL,       NEW, "",  "Phòng Kinh tế", ND_150, true },
	{ ORG_ECONOMY,    C,         PH,      NULL,       NEW, "",  "Phòng Kinh tế, Hạ tầng và Đô thị", ND_150, true },
	{ ORG_CULTURE,    C,         0,       NULL,       NEW, "",  "Phòng Văn hóa - Xã hội", ND_150, true },
};
/* clang-format on */

enum { RULES_COUNT = sizeof rules / sizeof *rules };

static const char *const kinds[] = { ORG_COMMITTEE, ORG_COUNCIL, ORG_CENTRE,
				     ORG_OFFICE,    ORG_ECONOMY, ORG_CULTURE };

const struct org_rule *org_rules(size_t *count)
{
	*count = RULES_COUNT;
	return rules;
}

const char *org_kind(size_t index)
{
	return index < sizeof kinds / sizeof *kinds ? kinds[index] : NULL;
}

bool org_kind_exists(const char *kind)
{
	for (size_t i = 0; org_kind(i); i++)
		if (!strcmp(org_kind(i), kind))
			return true;
	return false;
}

static bool fits(const struct org_rule *r, const struct unit *unit, const char *kind, int32_t day)
{
	return !strcmp(r->kind, kind) && r->tiers & 1u << unit->tier &&
	       (!r->types || r->types & 1u << unit_type(unit, day)) &&
	       (!r->only || !strcmp(r->only, unit_name(unit, day)));
}

static bool holds(const struct org_rule *r, int32_t day)
{
	return (!*r->from || day_parse(r->from) <= day) && (!*r->to || day < day_parse(r->to));
}

const struct org_rule *org_rule_of(const struct unit *unit, const char *kind, int32_t day)
{
	for (size_t i = 0; i < RULES_COUNT; i++)
		if (fits(&rules[i], unit, kind, day) && holds(&rules[i], day))
			return &rules[i];
	return NULL;
}

/* The line of the day, or else any that ever fits: a body keeps a name when the law has gone on. */
static const struct org_rule *naming_rule(const struct unit *unit, const char *kind, int32_t day)
{
	const struct org_rule *r = org_rule_of(unit, kind, day);

	for (size_t i = 0; !r && i < RULES_COUNT; i++)
		if (fits(&rules[i], unit, kind, day))
			r = &rules[i];
	return r;
}

static const char *english(const struct unit *unit, const char *kind, int32_t day)
{
	const struct org_rule *r = naming_rule(unit, kind, day);
	static const char *const keys[][2] = {
		{ ORG_COMMITTEE, "org.committee" }, { ORG_COUNCIL, "org.council" },
		{ ORG_OFFICE, "org.office" },       { ORG_CULTURE, "org.culture" },
		{ ORG_ECONOMY, "org.economy" },     { ORG_CENTRE, "org.centre" },
	};

	if (r && !strcmp(r->name, "Bộ phận Một cửa"))
		return words(LANG_EN, "org.one_stop");
	if (r && !strcmp(r->name, "Phòng Kinh tế, Hạ tầng và Đô thị"))
		return words(LANG_EN, "org.economy_urban");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!strcmp(keys[i][0], kind))
			return words(LANG_EN, keys[i][1]);
	return kind;
}

char *org_name(struct arena *mem, const struct unit *unit, const char *kind, const char *own_name,
	       int32_t day, enum lang lang)
{
	const struct org_rule *r = naming_rule(unit, kind, day);
	const char *name = own_name ? own_name : r ? r->name : kind;

	if (!own_name && lang == LANG_EN)
		name = english(unit, kind, day);
	return arena_text(mem, lang == LANG_EN && !own_name ? "%s, %s" : "%s %s", name,
			  unit_named_inside(mem, unit, day));
}
