/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "org/org.h"
#include "org/org_store.h"
#include <string.h>

#define FILE_NAME "bodies.csv"

enum { COLUMN_UNIT, COLUMN_KIND, COLUMN_NAME, COLUMN_COUNTERS };
static const char *const columns[] = { "unit", "kind", "name?", "counters?", NULL };

enum { COUNTERS_MAX = 99 };

/* One wanted body. */
struct want {
	const struct unit *unit;
	const char *kind, *own_name;
	int64_t counters;
	int line;
};

static int by_unit_and_kind(const void *a, const void *b)
{
	const struct want *x = a, *y = b;

	if (x->unit->id != y->unit->id)
		return x->unit->id < y->unit->id ? -1 : 1;
	int kinds = strcmp(x->kind, y->kind);

	return kinds ? kinds : (x->line > y->line) - (x->line < y->line);
}

/* Districts have a reception, too, but its counters went with the tier and are nobody's to move. */
static int64_t counters_by_law(const struct unit *unit, const char *kind)
{
	return unit && unit->tier != TIER_DISTRICT && !strcmp(kind, ORG_CENTRE);
}

/* Reads one row; false when it had an error, which is noted. */
static bool read_row(struct findings *f, const struct territory *t, const struct csv_row *row,
		     int32_t day, struct want *out)
{
	const char *code = csv_field(row, COLUMN_UNIT), *kind = csv_field(row, COLUMN_KIND);
	const char *counters = csv_field(row, COLUMN_COUNTERS);
	size_t errors = f->errors;

	*out = (struct want){
		.unit = unit_by_code(t, TIER_ANY, code, day),
		.kind = kind,
		.own_name = *csv_field(row, COLUMN_NAME) ? csv_field(row, COLUMN_NAME) : NULL,
		.line = row->line,
	};
	out->counters = counters_by_law(out->unit, kind);
	if (!out->unit)
		ERROR_AT(f, FILE_NAME, row->line, "unit", "org.load.unit", code);
	if (!org_kind_exists(kind))
		ERROR_AT(f, FILE_NAME, row->line, "kind", "org.load.kind", kind);
	if (*counters &&
	    (!text_number(counters, &out->counters) || out->counters > COUNTERS_MAX ||
	     (out->counters && !counters_by_law(out->unit, kind))))
		ERROR_AT(f, FILE_NAME, row->line, "counters", "org.load.counters", counters);
	return f->errors == errors;
}

static enum rc store_one(struct op *op, const struct want *w, int32_t day)
{
	struct org_body b = { .unit = w->unit->id, .kind = w->kind, .own_name = w->own_name,
			      .from_day = day };
	const char *code = unit_code(w->unit, day);
	int64_t labels = 0;

	TRY(org_store_body_insert(op, &b, 0));
	if (w->counters)
		TRY(org_store_counter_labels(op, code, &labels));
	for (int64_t n = 1; n <= w->counters; n++) {
		struct org_counter c = {
			.label = arena_text(op->mem, "%s-%lld", code, (long long)(labels + n)),
			.body = b.id,
			.unit = b.unit,
			.number = n,
		};

		TRY(org_store_counter_insert(op, &c, code, day));
	}
	return RC_OK;
}

static enum rc store_by_law(struct op *op, const struct unit *u, int32_t day)
{
	const char *kind;

	for (size_t i = 0; (kind = org_kind(i)); i++) {
		struct want w = { .unit = u, .kind = kind, .counters = counters_by_law(u, kind) };

		if (org_rule_of(u, kind, day))
			TRY(store_one(op, &w, day));
	}
	return RC_OK;
}

static enum rc store_listed(struct op *op, struct findings *f, const struct want *run, size_t count,
			    int32_t day)
{
	bool committee = false;

	for (size_t i = 0; i < count; i++) {
		committee = committee || !strcmp(run[i].kind, ORG_COMMITTEE);
		if (i && !strcmp(run[i].kind, run[i - 1].kind))
			ERROR_AT(f, FILE_NAME, run[i].line, "kind", "org.load.twice",
				 unit_code(run[i].unit, day), run[i].kind);
		else
			TRY(store_one(op, &run[i], day));
	}
	if (!committee)
		ERROR_AT(f, FILE_NAME, run[0].line, "kind", "org.load.no_committee",
			 unit_code(run[0].unit, day));
	return RC_OK;
}

enum rc org_load(struct op *op, const struct load *load)
{
	const struct folder_file *file = folder_find(load->folder, FILE_NAME);
	const struct territory *t;
	struct want *wants = NULL;
	size_t count = 0, at = 0;

	TRY(territory_of(op, &t));
	struct csv *csv = file ? csv_parse(op->mem, load->findings, FILE_NAME, file->text,
					   file->size, columns)
			       : NULL;

	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		wants = arena_grow(op->mem, wants, count, sizeof *wants);
		count += read_row(load->findings, t, &csv->rows[i], load->from, &wants[count]);
	}
	if (count)
		qsort(wants, count, sizeof *wants, by_unit_and_kind);
	/* Both go by the unit's id. */
	for (size_t i = 0; i < territory_count(t); i++) {
		const struct unit *u = territory_unit(t, i);
		size_t first = at;

		while (at < count && wants[at].unit == u)
			at++;
		if (at > first)
			TRY(store_listed(op, load->findings, wants + first, at - first, load->from));
		else
			TRY(store_by_law(op, u, load->from));
	}
	return RC_OK;
}
