/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "territory/fields.h"
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

/* The state before: province.json, districts_before.csv, units_before.csv. */
struct reading {
	struct arena *mem;
	struct findings *f;
	const struct folder *folder;
	struct province_folder *p;
	struct seen provinces, districts, communes;
	bool object; /* province.json could be read as one */
};

static const char *const members[] = { "code", "name", "type", "agency", "time_zone", "from",
				       "code_digits", NULL };

/* "+07:00" is read as it stands; a name is asked of ICU for its offset on @day. */
static bool zone_minutes(const char *zone, int32_t day, int *minutes)
{
	int hours, rest;
	char sign;

	if (strlen(zone) == 6 && sscanf(zone, "%c%2d:%2d", &sign, &hours, &rest) == 3 &&
	    (sign == '+' || sign == '-') && hours <= 14 && rest < 60) {
		*minutes = (hours * 60 + rest) * (sign == '-' ? -1 : 1);
		return true;
	}
	UChar id[64], canonical[64];
	UErrorCode status = U_ZERO_ERROR;
	UBool known = false;

	u_strFromUTF8(id, 64, NULL, zone, -1, &status);
	ucal_getCanonicalTimeZoneID(id, -1, canonical, 64, &known, &status);
	if (U_FAILURE(status) || !known)
		return false;
	UCalendar *calendar = ucal_open(id, -1, NULL, UCAL_GREGORIAN, &status);

	if (U_FAILURE(status))
		return false;
	ucal_setMillis(calendar, (UDate)day * 86400000.0, &status);
	*minutes = (ucal_get(calendar, UCAL_ZONE_OFFSET, &status) +
		    ucal_get(calendar, UCAL_DST_OFFSET, &status)) / 60000;
	ucal_close(calendar);
	return U_SUCCESS(status);
}

static void read_digits(const struct place_in *at, const json_t *object, int digits[4])
{
	static const char *const tiers[] = { NULL, "province", "district", "commune" };
	const json_t *all = json_object_get(object, "code_digits");

	digits[TIER_PROVINCE] = 2;
	digits[TIER_DISTRICT] = 3;
	digits[TIER_COMMUNE] = 5;
	for (int tier = TIER_PROVINCE; all && tier <= TIER_COMMUNE; tier++) {
		const json_t *one = json_object_get(all, tiers[tier]);

		if (json_is_object(all) && !one)
			continue;
		if (!json_is_integer(one) || json_integer_value(one) < 1 ||
		    json_integer_value(one) > 12) {
			ERROR_AT(at->f, at->file, 0, "code_digits", "folder.code_digits_json");
			return;
		}
		digits[tier] = (int)json_integer_value(one);
	}
}

static void check_agency(const struct place_in *at, const char *agency)
{
	size_t size = strspn(agency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");

	if (agency[size] || size > 20)
		ERROR_AT(at->f, at->file, 0, "agency", "folder.agency", agency);
}

static void read_json(struct reading *r)
{
	struct province_folder *p = r->p;
	struct place_in at = { r->mem, r->f, "province.json", 0 };
	const json_t *object = folder_object(r->mem, r->f, r->folder, at.file, members);
	const char *type, *from;

	p->from = DAY_NONE;
	if (!object)
		return;
	r->object = true;
	p->code = object_text(&at, object, "code", false);
	p->name = object_text(&at, object, "name", false);
	type = object_text(&at, object, "type", false);
	p->agency = object_text(&at, object, "agency", false);
	p->time_zone = object_text(&at, object, "time_zone", false);
	from = object_text(&at, object, "from", true);
	read_digits(&at, object, p->code_digits);
	if (*p->code)
		field_code(&at, "code", p->code, p->code_digits[TIER_PROVINCE]);
	if (*p->name)
		field_name(&at, "name", p->name);
	if (*type)
		p->type = field_type(&at, "type", type, TIER_PROVINCE);
	if (*from)
		p->from = field_day(&at, "from", from);
	check_agency(&at, p->agency);
	p->zone_minutes = 420;
	if (*p->time_zone &&
	    !zone_minutes(p->time_zone, p->from == DAY_NONE ? 0 : p->from, &p->zone_minutes))
		ERROR_AT(r->f, at.file, 0, "time_zone", "folder.time_zone", p->time_zone);
}

static struct folder_unit *add_unit(struct arena *mem, struct folder_units *units)
{
	struct folder_unit *u;

	units->items = arena_grow(mem, units->items, units->count, sizeof *units->items);
	u = &units->items[units->count++];
	*u = (struct folder_unit){
		.code = "", .name = "", .district_code = "", .province_code = "",
		.province_name = "", .area_m2 = -1, .population = -1, .border = -1, .alias = "",
		.villages = "", .head_office = "", .continues = "",
	};
	return u;
}

/* "Thành phố Hà Nội" tells its type; where the name is bare, province.json does. */
static void add_province(struct reading *r, const char *file, int line, const char *code,
			 const char *name)
{
	struct place_in at = { r->mem, r->f, file, line };
	enum unit_type type = r->p->type ? r->p->type : TYPE_TINH;
	static const enum unit_type tiers[] = { TYPE_TINH, TYPE_THANH_PHO };

	for (size_t i = 0; i < 2; i++) {
		const char *prefix = unit_type_prefix(tiers[i]);
		size_t size = strlen(prefix);

		if (!strncmp(name, prefix, size) && name[size] == ' ') {
			type = tiers[i];
			name += size + 1;
		}
	}
	const struct seen_slot *first = seen_find(&r->provinces, code);

	if (first) {
		struct folder_unit *known = &r->p->provinces.items[first->index];

		if (!*known->name)
			known->name = name;
		else if (*name && strcmp(known->name, name) != 0)
			ERROR_AT(r->f, file, line, "province_name", "folder.province_name", name,
				 known->name, code);
		return;
	}
	if (!field_code(&at, "province_code", code, r->p->code_digits[TIER_PROVINCE]))
		return;
	seen_add(&r->provinces, code, line, r->p->provinces.count);
	struct folder_unit *u = add_unit(r->mem, &r->p->provinces);

	u->line = line;
	u->code = code;
	u->name = name;
	u->type = type;
}

/* The one province of province.json, or what the columns say of this row. */
static const char *province_of(struct reading *r, const char *file, int line, const char *code,
			       const char *name)
{
	if (!*code)
		return r->p->code;
	add_province(r, file, line, code, name);
	return code;
}

static void read_districts(struct reading *r)
{
	enum { CODE, NAME, TYPE, PROVINCE_CODE, PROVINCE_NAME, AREA, POPULATION, YEAR };
	static const char *const columns[] = { "code", "name", "type", "province_code?",
					       "province_name?", "area_km2?", "population?",
					       "year?", NULL };
	struct folder_units *to = &r->p->districts;
	struct csv *csv = folder_table(r->mem, r->f, r->folder, to->file, true, columns);

	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const struct csv_row *row = &csv->rows[i];
		struct place_in at = { r->mem, r->f, to->file, row->line };
		struct folder_unit *u = add_unit(r->mem, to);

		u->line = row->line;
		u->code = csv_field(row, CODE);
		u->name = csv_field(row, NAME);
		if (field_code(&at, "code", u->code, r->p->code_digits[TIER_DISTRICT]))
			field_twice(&at, "code", &r->districts, u->code, to->count - 1);
		field_name(&at, "name", u->name);
		u->type = field_type(&at, "type", csv_field(row, TYPE), TIER_DISTRICT);
		u->province_code = province_of(r, to->file, row->line, csv_field(row, PROVINCE_CODE),
					       csv_field(row, PROVINCE_NAME));
		u->area_m2 = field_area(&at, "area_km2", csv_field(row, AREA));
		u->population = field_count(&at, "population", csv_field(row, POPULATION));
	}
}

/* A commune lies in a district of the same province; with no district, in the province itself. */
static void check_district(struct reading *r, const struct place_in *at, struct folder_unit *u,
			   bool own_province)
{
	const struct seen_slot *slot;

	if (!*u->district_code)
		return;
	if (!field_code(at, "district_code", u->district_code, r->p->code_digits[TIER_DISTRICT]))
		return;
	slot = seen_find(&r->districts, u->district_code);
	if (!slot) {
		ERROR_AT(r->f, at->file, at->line, "district_code", "folder.district_unknown",
			 u->district_code);
		return;
	}
	const struct folder_unit *district = &r->p->districts.items[slot->index];

	if (!own_province)
		u->province_code = district->province_code;
	else if (strcmp(district->province_code, u->province_code) != 0)
		ERROR_AT(r->f, at->file, at->line, "district_code", "folder.district_elsewhere",
			 u->district_code, district->province_code);
}

static void read_communes(struct reading *r)
{
	enum { CODE, NAME, TYPE, DISTRICT, PROVINCE_CODE, PROVINCE_NAME, AREA, POPULATION, BORDER,
	       ALIAS, VILLAGES };
	static const char *const columns[] = { "code", "name", "type", "district_code",
					       "province_code?", "province_name?", "area_km2?",
					       "population?", "border?", "alias?", "villages?",
					       NULL };
	struct folder_units *to = &r->p->communes;
	struct csv *csv = folder_table(r->mem, r->f, r->folder, to->file, true, columns);

	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const struct csv_row *row = &csv->rows[i];
		struct place_in at = { r->mem, r->f, to->file, row->line };
		struct folder_unit *u = add_unit(r->mem, to);

		u->line = row->line;
		u->code = csv_field(row, CODE);
		u->name = csv_field(row, NAME);
		if (field_code(&at, "code", u->code, r->p->code_digits[TIER_COMMUNE]))
			field_twice(&at, "code", &r->communes, u->code, to->count - 1);
		field_name(&at, "name", u->name);
		u->type = field_type(&at, "type", csv_field(row, TYPE), TIER_COMMUNE);
		u->district_code = csv_field(row, DISTRICT);
		u->province_code = province_of(r, to->file, row->line, csv_field(row, PROVINCE_CODE),
					       csv_field(row, PROVINCE_NAME));
		check_district(r, &at, u, *csv_field(row, PROVINCE_CODE));
		u->area_m2 = field_area(&at, "area_km2", csv_field(row, AREA));
		u->population = field_count(&at, "population", csv_field(row, POPULATION));
		u->border = field_yes(&at, "border", csv_field(row, BORDER));
		u->alias = csv_field(row, ALIAS);
		u->villages = csv_field(row, VILLAGES);
		field_names(&at, "alias", u->alias);
		field_names(&at, "villages", u->villages);
	}
	if (csv && !csv->rows_count)
		ERROR_AT(r->f, to->file, 1, NULL, "folder.empty");
}

/* Without the province columns province.json must say what the province is. */
static void check_province(struct reading *r)
{
	struct place_in at = { r->mem, r->f, "province.json", 0 };
	struct province_folder *p = r->p;
	bool many = p->provinces.count > 0;
	static const char *const needed[] = { "code", "name", "type", "agency" };
	const char *have[] = { p->code, p->name, p->type ? "yes" : "", p->agency };

	for (size_t i = 0; i < 4; i++)
		if (!many && !*have[i])
			ERROR_AT(r->f, at.file, 0, needed[i], "folder.member_missing");
	if (many)
		for (size_t i = 0; i < p->provinces.count; i++)
			if (!*p->provinces.items[i].name) {
				if (!strcmp(p->provinces.items[i].code, p->code) && *p->name)
					p->provinces.items[i].name = p->name;
				else
					ERROR_AT(r->f, p->communes.file, p->provinces.items[i].line,
						 "province_name", "folder.name_missing");
			}
	bool needs_own = !many;

	for (size_t i = 0; i < p->communes.count; i++)
		needs_own |= !*p->communes.items[i].province_code ||
			     !strcmp(p->communes.items[i].province_code, p->code);
	if (!needs_own || !*p->code || seen_find(&r->provinces, p->code))
		return;
	struct folder_unit *u = add_unit(r->mem, &p->provinces);

	u->code = p->code;
	u->name = p->name;
	u->type = p->type;
}

struct province_folder *province_folder_read(struct arena *mem, struct findings *f,
					     const struct folder *folder)
{
	struct reading r = {
		.mem = mem, .f = f, .folder = folder,
		.provinces = { .mem = mem }, .districts = { .mem = mem }, .communes = { .mem = mem },
	};
	size_t errors = f->errors;

	r.p = arena_one(mem, struct province_folder);
	*r.p = (struct province_folder){
		.code = "", .name = "", .agency = "", .time_zone = "",
		.code_digits = { 0, 2, 3, 5 },
		.provinces.file = "province.json",
		.districts.file = "districts_before.csv",
		.communes.file = "units_before.csv",
	};
	read_json(&r);
	read_districts(&r);
	read_communes(&r);
	if (r.object)
		check_province(&r);
	return f->errors == errors ? r.p : NULL;
}
