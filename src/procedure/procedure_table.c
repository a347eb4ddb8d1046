/* SPDX-License-Identifier: Apache-2.0 */
/* Catalogues as tables: that of a province folder, and the national one inside the program. */
#include "core/csv.h"
#include "core/text.h"
#include "procedure/procedure_store.h"
#include "procedure/procedures.csv.h"
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const char *const columns[] = {
	"code", "name", "name_en?", "sector", "tier", "limit", "on_supplement?", "pauses?", "fee?",
	"fee_per?", "fee_note?", "papers?", "basis", "forms?", "from", "to?", "unverified?", NULL,
};
enum column {
	CODE, NAME, NAME_EN, SECTOR, TIER, LIMIT, ON_SUPPLEMENT, PAUSES, FEE,
	FEE_PER, FEE_NOTE, PAPERS, BASIS, FORMS, FROM, TO, UNVERIFIED,
};
/* clang-format on */

struct reading {
	struct arena *mem;
	struct findings *f;
	const struct csv *csv;
	const struct csv_row *row;
};

#define WRONG(r, column, key, ...) \
	ERROR_AT((r)->f, (r)->csv->file, (r)->row->line, (column), (key), ##__VA_ARGS__)

static bool one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

static bool code_fits(const char *code)
{
	return strspn(code, "0123456789.") == strlen(code) && text_within(code, 3, 20);
}

/* "S7 S9": states whose waiting takes time out of the limit; none but S7, S8 and S9 ever does. */
static uint32_t read_pauses(const struct reading *r, const char *text)
{
	char *words = arena_copy(r->mem, text), *rest = words, *word;
	uint32_t bits = 0;

	while ((word = strsep(&rest, " "))) {
		if (word[0] == 'S' && word[1] >= '7' && word[1] <= '9' && !word[2])
			bits |= 1u << (word[1] - '0');
		else if (*word)
			WRONG(r, "pauses", "procedure.pauses", word);
	}
	return bits;
}

static enum unit_tier read_tier(const struct reading *r, const char *text)
{
	if (!strcmp(text, "commune"))
		return TIER_COMMUNE;
	if (!strcmp(text, "district"))
		return TIER_DISTRICT;
	if (!strcmp(text, "province"))
		return TIER_PROVINCE;
	WRONG(r, "tier", "procedure.tier", text);
	return TIER_ANY;
}

static int32_t read_day(const struct reading *r, const char *column, const char *text)
{
	int32_t day = day_parse(text);

	if (day == DAY_NONE)
		WRONG(r, column, "procedure.day", text);
	return day;
}

static void read_money(const struct reading *r, struct procedure *p)
{
	const char *fee = csv_field(r->row, FEE);

	p->fee = -1;
	if (*fee && (!text_number(fee, &p->fee) || p->fee > INT64_C(1000000000)))
		WRONG(r, "fee", "procedure.fee", fee);
	p->fee_per = csv_field(r->row, FEE_PER);
	p->fee_note = csv_field(r->row, FEE_NOTE);
	if (!one_of(p->fee_per, (const char *const[]){ "", "case", "copy", "page", NULL }))
		WRONG(r, "fee_per", "procedure.fee_per", p->fee_per);
}

static void read_time(const struct reading *r, struct procedure *p)
{
	const char *again = csv_field(r->row, ON_SUPPLEMENT), *to = csv_field(r->row, TO);

	p->limit_text = csv_field(r->row, LIMIT);
	if (*p->limit_text && !limit_parse(p->limit_text, strlen(p->limit_text), &p->limit))
		WRONG(r, "limit", "procedure.limit", p->limit_text);
	if (!one_of(again, (const char *const[]){ "", "resume", "restart", NULL }))
		WRONG(r, "on_supplement", "procedure.on_supplement", again);
	p->restart = !strcmp(again, "restart");
	p->pauses = read_pauses(r, r->csv->present[PAUSES] ? csv_field(r->row, PAUSES) : "S7 S9");
	p->from_day = read_day(r, "from", csv_field(r->row, FROM));
	p->to_day = *to ? read_day(r, "to", to) : DAY_OPEN;
	if (p->from_day != DAY_NONE && p->to_day != DAY_NONE && p->to_day <= p->from_day)
		WRONG(r, "to", "procedure.to_first", to);
}

static void read_one(const struct reading *r, struct procedure *p)
{
	bool good;

	p->code = csv_field(r->row, CODE);
	if (!code_fits(p->code))
		WRONG(r, "code", "procedure.code", p->code);
	p->name = csv_field(r->row, NAME);
	if (!text_within(p->name, 3, 300))
		WRONG(r, "name", "procedure.name");
	p->name_en = csv_field(r->row, NAME_EN);
	p->sector = csv_field(r->row, SECTOR);
	if (!procedure_sector_exists(p->sector))
		WRONG(r, "sector", "procedure.sector", p->sector);
	p->tier = read_tier(r, csv_field(r->row, TIER));
	read_time(r, p);
	read_money(r, p);
	p->papers_text = csv_field(r->row, PAPERS);
	p->basis = csv_field(r->row, BASIS);
	p->forms = csv_field(r->row, FORMS);
	p->doubts = procedure_doubts_read(r->mem, csv_field(r->row, UNVERIFIED), &good);
	if (!good)
		WRONG(r, "unverified", "procedure.unverified", csv_field(r->row, UNVERIFIED));
	p->fold = text_fold(r->mem, arena_text(r->mem, "%s %s %s", p->code, p->name, p->name_en));
	p->sort_key = text_sort_key(r->mem, p->name);
}

/* A version may not begin while an earlier row's still runs. Tables are short: pairs are fine. */
static void check_days(const struct reading *all, const struct procedure *items, size_t at)
{
	const struct procedure *p = &items[at];

	for (size_t i = 0; i < at && p->from_day != DAY_NONE; i++) {
		const struct procedure *q = &items[i];

		if (!strcmp(p->code, q->code) && p->from_day < q->to_day && q->from_day < p->to_day) {
			WRONG(all, "from", "procedure.versions_overlap", p->code,
			      day_show(all->mem, p->from_day));
			return;
		}
	}
}

struct procedure *procedure_parse(struct arena *mem, struct findings *f, const char *file,
				  const char *text, size_t size, size_t *count)
{
	size_t errors = f->errors;
	struct csv *csv = csv_parse(mem, f, file, text, size, columns);

	if (!csv)
		return NULL;
	struct procedure *items = arena_many(mem, struct procedure, csv->rows_count + 1);

	for (size_t i = 0; i < csv->rows_count; i++) {
		const struct reading r = { mem, f, csv, &csv->rows[i] };

		read_one(&r, &items[i]);
		check_days(&r, items, i);
	}
	*count = csv->rows_count;
	return f->errors == errors ? items : NULL;
}

struct procedure *procedure_national(struct arena *mem, size_t *count)
{
	struct findings f = { .mem = mem };
	struct procedure *items = procedure_parse(mem, &f, "procedures.csv", procedures_csv,
						  sizeof procedures_csv - 1, count);

	if (!items) { /* a fault of the program itself; procedure_test.c would have found it */
		findings_print(&f, LANG_EN, stderr);
		abort();
	}
	return items;
}

enum rc procedure_load(struct op *op, const struct load *load)
{
	const struct folder_file *file = folder_find(load->folder, "procedures.csv");
	struct procedure *items;
	size_t count = 0;

	if (file)
		items = procedure_parse(op->mem, load->findings, file->name, file->text, file->size,
					&count);
	else
		items = procedure_national(op->mem, &count);
	if (!items)
		return RC_OK;
	return procedure_enter(op, items, count, file ? file->name : "national");
}
