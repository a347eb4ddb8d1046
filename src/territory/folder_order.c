/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "territory/fields.h"
#include <string.h>

/* What changes: order.json and its tables. */
struct reading {
	struct arena *mem;
	struct findings *f;
	const struct folder *folder;
	struct order_folder *o;
	const int *digits; /* by tier */
};

static const char *const rules[RULES] = {
	[RULE_NONE] = "none",   [RULE_REMAINDER] = "remainder", [RULE_SEAT] = "seat",
	[RULE_LARGEST] = "largest", [RULE_PROVINCE] = "province",
};

enum default_rule default_rule_of(const char *word)
{
	for (enum default_rule rule = RULE_NONE; rule < RULES; rule++)
		if (!strcmp(rules[rule], word))
			return rule;
	return RULES;
}

const char *default_rule_word(enum default_rule rule)
{
	return rules[rule];
}

static int32_t read_day(const struct place_in *at, const json_t *object, const char *member)
{
	const char *text = object_text(at, object, member, true);

	return *text ? field_day(at, member, text) : DAY_NONE;
}

static void read_json(struct reading *r)
{
	static const char *const members[] = { "number", "title", "issued_by", "kind", "passed",
					       "in_force", "operates", "ends_district_tier",
					       "default_rule", NULL };
	struct order_folder *o = r->o;
	struct place_in at = { r->mem, r->f, "order.json", 0 };
	const json_t *object = folder_object(r->mem, r->f, r->folder, at.file, members);
	const json_t *ends = json_object_get(object, "ends_district_tier");

	if (!object)
		return;
	o->number = object_text(&at, object, "number", true);
	o->title = object_text(&at, object, "title", true);
	o->issued_by = object_text(&at, object, "issued_by", true);
	o->kind = object_text(&at, object, "kind", false);
	o->passed = read_day(&at, object, "passed");
	o->in_force = read_day(&at, object, "in_force");
	o->operates = read_day(&at, object, "operates");
	if (ends && !json_is_boolean(ends))
		ERROR_AT(r->f, at.file, 0, "ends_district_tier", "folder.member_bool");
	o->ends_district_tier = json_is_true(ends);
	const char *rule = object_text(&at, object, "default_rule", false);

	o->default_rule = *rule ? default_rule_of(rule) : RULE_NONE;
	if (o->default_rule == RULES)
		ERROR_AT(r->f, at.file, 0, "default_rule", "folder.default_rule", rule);
	if (!text_within(o->number, 0, 100))
		ERROR_AT(r->f, at.file, 0, "number", "folder.name_long", "100");
	if (o->passed != DAY_NONE && o->operates != DAY_NONE && o->operates < o->passed)
		ERROR_AT(r->f, at.file, 0, "operates", "folder.operates_early");
}

static void read_after(struct reading *r)
{
	enum { CODE, NAME, TYPE, PROVINCE_CODE, PROVINCE_NAME, AREA, POPULATION, HEAD_OFFICE,
	       BORDER, CONTINUES };
	static const char *const columns[] = { "code", "name", "type", "province_code?",
					       "province_name?", "area_km2?", "population?",
					       "head_office?", "border?", "continues?", NULL };
	struct folder_units *to = &r->o->after;
	struct csv *csv = folder_table(r->mem, r->f, r->folder, to->file, true, columns);
	struct seen codes = { .mem = r->mem };

	to->items = arena_many(r->mem, struct folder_unit, csv ? csv->rows_count + 1 : 1);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const struct csv_row *row = &csv->rows[i];
		struct place_in at = { r->mem, r->f, to->file, row->line };
		struct folder_unit *u = &to->items[to->count++];

		*u = (struct folder_unit){
			.line = row->line,
			.code = csv_field(row, CODE),
			.name = csv_field(row, NAME),
			.type = field_type(&at, "type", csv_field(row, TYPE), TIER_COMMUNE),
			.district_code = "", .alias = "", .villages = "",
			.province_code = csv_field(row, PROVINCE_CODE),
			.province_name = csv_field(row, PROVINCE_NAME),
			.area_m2 = field_area(&at, "area_km2", csv_field(row, AREA)),
			.population = field_count(&at, "population", csv_field(row, POPULATION)),
			.head_office = csv_field(row, HEAD_OFFICE),
			.border = field_yes(&at, "border", csv_field(row, BORDER)),
			.continues = csv_field(row, CONTINUES),
		};
		if (field_code(&at, "code", u->code, r->digits[TIER_COMMUNE]))
			field_twice(&at, "code", &codes, u->code, i);
		field_name(&at, "name", u->name);
		if (*u->province_code)
			field_code(&at, "province_code", u->province_code,
				   r->digits[TIER_PROVINCE]);
		if (*u->head_office)
			field_name(&at, "head_office", u->head_office);
		if (*u->continues && strcmp(u->continues, "none") != 0)
			field_code(&at, "continues", u->continues, r->digits[TIER_COMMUNE]);
	}
}

/* A note means something only when it is the whole note; anything else is the citation. */
static void read_note(struct folder_move *m, const char *note)
{
	m->citation = "";
	if (!strcmp(note, "area only"))
		m->area_only = true;
	else if (!strcmp(note, "part of area, all population"))
		m->all_population = true;
	else if (!strcmp(note, "remainder"))
		m->remainder = true;
	else
		m->citation = note;
}

static void read_share(const struct place_in *at, struct folder_move *m, const char *share)
{
	m->whole = !strcmp(share, "whole");
	if (!m->whole && strcmp(share, "part") != 0 && (*share || *m->old_code))
		ERROR_AT(at->f, at->file, at->line, "share", "folder.share", share);
	if (m->whole && (m->area_only || m->all_population || m->remainder))
		ERROR_AT(at->f, at->file, at->line, "note", "folder.note_whole");
}

static void read_moves(struct reading *r)
{
	enum { OLD, NEW, SHARE, NOTE, VILLAGES, SEAT, HEIR };
	static const char *const columns[] = { "old_code", "new_code", "share", "note",
					       "villages?", "seat?", "heir?", NULL };
	struct folder_moves *to = &r->o->moves;
	struct csv *csv = folder_table(r->mem, r->f, r->folder, to->file, true, columns);
	struct seen pairs = { .mem = r->mem };
	int digits = r->digits[TIER_COMMUNE];

	to->items = arena_many(r->mem, struct folder_move, csv ? csv->rows_count + 1 : 1);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const struct csv_row *row = &csv->rows[i];
		struct place_in at = { r->mem, r->f, to->file, row->line };
		struct folder_move *m = &to->items[to->count++];

		*m = (struct folder_move){
			.line = row->line,
			.old_code = csv_field(row, OLD),
			.new_code = csv_field(row, NEW),
			.old_name = "", .new_name = "",
			.villages = csv_field(row, VILLAGES),
			.seat = field_yes(&at, "seat", csv_field(row, SEAT)) == 1,
			.heir = csv_field(row, HEIR),
		};
		read_note(m, csv_field(row, NOTE));
		read_share(&at, m, csv_field(row, SHARE));
		field_names(&at, "villages", m->villages);
		if (!*m->old_code && !*m->new_code)
			ERROR_AT(r->f, at.file, at.line, "old_code", "folder.move_empty");
		if (*m->old_code)
			field_code(&at, "old_code", m->old_code, digits);
		if (*m->new_code)
			field_code(&at, "new_code", m->new_code, digits);
		if (*m->heir && *m->new_code)
			ERROR_AT(r->f, at.file, at.line, "heir", "folder.heir_without_end");
		else if (*m->heir)
			field_code(&at, "heir", m->heir, digits);
		field_twice(&at, "new_code", &pairs,
			    arena_text(r->mem, "%s > %s", m->old_code, m->new_code), i);
	}
}

static void read_district_moves(struct reading *r)
{
	enum { OLD, OLD_NAME, NEW, NEW_NAME, SHARE, NOTE };
	static const char *const columns[] = { "old_district_code", "old_name", "new_code",
					       "new_name", "share", "note", NULL };
	struct folder_moves *to = &r->o->district_moves;
	struct csv *csv = folder_table(r->mem, r->f, r->folder, to->file, false, columns);
	struct seen pairs = { .mem = r->mem };

	to->items = arena_many(r->mem, struct folder_move, csv ? csv->rows_count + 1 : 1);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const struct csv_row *row = &csv->rows[i];
		struct place_in at = { r->mem, r->f, to->file, row->line };
		struct folder_move *m = &to->items[to->count++];

		*m = (struct folder_move){
			.line = row->line,
			.old_code = csv_field(row, OLD), .old_name = csv_field(row, OLD_NAME),
			.new_code = csv_field(row, NEW), .new_name = csv_field(row, NEW_NAME),
			.villages = "", .heir = "",
		};
		read_note(m, csv_field(row, NOTE));
		read_share(&at, m, csv_field(row, SHARE));
		field_code(&at, "old_district_code", m->old_code, r->digits[TIER_DISTRICT]);
		field_code(&at, "new_code", m->new_code, r->digits[TIER_COMMUNE]);
		field_twice(&at, "new_code", &pairs,
			    arena_text(r->mem, "%s > %s", m->old_code, m->new_code), i);
	}
}

static void read_provinces(struct reading *r)
{
	static const char *const after[] = { "code", "name", "type", NULL };
	static const char *const map[] = { "old_code", "old_name", "new_code", "new_name", NULL };
	struct folder_units *units = &r->o->provinces;
	struct folder_moves *moves = &r->o->province_moves;
	struct csv *csv = folder_table(r->mem, r->f, r->folder, units->file, false, after);
	struct seen codes = { .mem = r->mem }, olds = { .mem = r->mem };
	int digits = r->digits[TIER_PROVINCE];

	units->items = arena_many(r->mem, struct folder_unit, csv ? csv->rows_count + 1 : 1);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const char **f = csv->rows[i].fields;
		struct place_in at = { r->mem, r->f, units->file, csv->rows[i].line };

		units->items[units->count++] = (struct folder_unit){
			.line = at.line, .code = f[0], .name = f[1],
			.type = field_type(&at, "type", f[2], TIER_PROVINCE),
			.district_code = "", .province_code = "", .province_name = "",
			.area_m2 = -1, .population = -1, .border = -1, .alias = "",
			.villages = "", .head_office = "", .continues = "",
		};
		if (field_code(&at, "code", f[0], digits))
			field_twice(&at, "code", &codes, f[0], i);
		field_name(&at, "name", f[1]);
	}
	csv = folder_table(r->mem, r->f, r->folder, moves->file, false, map);
	moves->items = arena_many(r->mem, struct folder_move, csv ? csv->rows_count + 1 : 1);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const char **f = csv->rows[i].fields;
		struct place_in at = { r->mem, r->f, moves->file, csv->rows[i].line };

		moves->items[moves->count++] = (struct folder_move){
			.line = at.line, .old_code = f[0], .old_name = f[1], .new_code = f[2],
			.new_name = f[3], .whole = true, .villages = "", .heir = "", .citation = "",
		};
		if (field_code(&at, "old_code", f[0], digits))
			field_twice(&at, "old_code", &olds, f[0], i);
		if (field_code(&at, "new_code", f[2], digits) && units->count &&
		    !seen_find(&codes, f[2]))
			ERROR_AT(r->f, at.file, at.line, "new_code", "folder.province_unknown",
				 f[2]);
	}
}

static void read_people(struct reading *r)
{
	static const char *const columns[] = { "account", "unit", "body?", NULL };
	struct csv *csv = folder_table(r->mem, r->f, r->folder, "people_after.csv", false, columns);
	struct seen keys = { .mem = r->mem };

	r->o->people = arena_many(r->mem, struct folder_person, csv ? csv->rows_count + 1 : 1);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const char **f = csv->rows[i].fields;
		struct place_in at = { r->mem, r->f, "people_after.csv", csv->rows[i].line };

		r->o->people[r->o->people_count++] =
			(struct folder_person){ at.line, f[0], f[1], f[2] };
		field_name(&at, "account", f[0]);
		field_code(&at, "unit", f[1], r->digits[TIER_COMMUNE]);
		field_twice(&at, "account", &keys, arena_text(r->mem, "%s %s", f[0], f[2]), i);
	}
}

struct order_folder *order_folder_read(struct arena *mem, struct findings *f,
				       const struct folder *folder, const int code_digits[4])
{
	struct reading r = { .mem = mem, .f = f, .folder = folder, .digits = code_digits };
	size_t errors = f->errors;

	r.o = arena_one(mem, struct order_folder);
	*r.o = (struct order_folder){
		.number = "", .title = "", .issued_by = "", .kind = "",
		.passed = DAY_NONE, .in_force = DAY_NONE, .operates = DAY_NONE,
		.after.file = "units_after.csv",
		.moves.file = "reorganisation.csv",
		.district_moves.file = "reorganisation_districts.csv",
		.provinces.file = "provinces_after.csv",
		.province_moves.file = "provinces_map.csv",
	};
	read_json(&r);
	read_after(&r);
	read_moves(&r);
	read_district_moves(&r);
	read_provinces(&r);
	read_people(&r);
	return f->errors == errors ? r.o : NULL;
}
