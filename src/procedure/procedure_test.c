/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/procedure.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <string.h>

static void enter_national(struct world *w)
{
	struct op *op = world_op(w, 0);
	size_t count;
	struct procedure *items = procedure_national(op->mem, &count);

	is_rc(procedure_enter(op, items, count, "national"), RC_OK);
	is_rc(world_end(op), RC_OK);
	is_int(world_count(w, "procedure_version"), count);
}

static const struct catalogue *catalogue(struct op *op)
{
	const struct catalogue *c = NULL;

	is_rc(catalogue_of(op, &c), RC_OK);
	return c;
}

static void the_law_of_the_day_decides_who_is_competent(struct world *w)
{
	int32_t before = day_parse("2025-06-30"), after = day_parse("2025-07-01");

	enter_national(w);
	const struct catalogue *c = catalogue(world_read(w, 0));
	const struct procedure *p = procedure_on(c, "1.001612", before);

	is_true(p && p->tier == TIER_DISTRICT);
	is_text(p->forms, "01/2018/TT-VPCP");
	p = procedure_on(c, "1.001612", after);
	is_true(p && p->tier == TIER_COMMUNE);
	is_text(p->forms, "03/2025/TT-VPCP");
	p = procedure_on(c, "1.004873", before);
	is_true(p && p->tier == TIER_COMMUNE);
	is_int(p->limit.count, 3);
	is_true(p->limit.unit == LIMIT_WORK_DAYS);
	is_int(p->pauses, 1 << 7 | 1 << 9);
	is_int(p->fee, -1);
	is_true(p == procedure_by_id(c, p->id));
	is_true(procedure_on(c, "1.014027", before) == NULL);
	is_true(procedure_on(c, "1.014027", after) != NULL);
	is_true(procedure_on(c, "9.999999", after) == NULL);
	is_true(procedure_by_id(c, 1) == NULL);
}

static void what_was_not_read_is_marked_so(struct world *w)
{
	enter_national(w);
	const struct catalogue *c = catalogue(world_read(w, 0));
	const struct procedure *p = procedure_on(c, "1.004873", day_parse("2025-07-01"));

	is_true(p && (p->doubts & DOUBT_LIMIT) && (p->doubts & DOUBT_FEE));
	is_true(!(p->doubts & DOUBT_CODE));
	p = procedure_on(c, "2.000815", day_parse("2025-07-01"));
	is_true(p && !(p->doubts & DOUBT_LIMIT));
	is_int(p->fee, 2000);
	is_text(p->fee_per, "page");
	is_int(p->papers_count, 3);
}

static void a_search_ignores_marks_and_knows_both_languages(struct world *w)
{
	int32_t day = day_parse("2025-07-01");

	enter_national(w);
	struct op *op = world_read(w, 0);
	const struct catalogue *c = catalogue(op);

	is_int(procedure_search(c, op->mem, "khai tu luu dong", NULL, TIER_ANY, day).count, 1);
	is_int(procedure_search(c, op->mem, "luu dong TU khai", NULL, TIER_ANY, day).count, 1);
	is_int(procedure_search(c, op->mem, "khai tu ket hon", NULL, TIER_ANY, day).count, 0);
	is_int(procedure_search(c, op->mem, "Mobile BIRTH", "", TIER_ANY, day).count, 1);
	is_int(procedure_search(c, op->mem, "1.004873", "civil_status", TIER_ANY, day).count, 1);
	is_int(procedure_search(c, op->mem, "1.004873", "land", TIER_ANY, day).count, 0);
	is_int(procedure_search(c, op->mem, "", NULL, TIER_DISTRICT, day).count, 0);
	is_true(procedure_search(c, op->mem, "", NULL, TIER_DISTRICT, day - 1).count > 20);
	is_int(procedure_search(c, op->mem, NULL, "complaints", TIER_ANY, day).count, 2);
	is_int(procedure_versions(c, op->mem, "1.004873").count, 2);
	is_int(procedure_versions(c, op->mem, "1.004").count, 0);
}

/* Reads a table of one row and gives the key of its only error, or "". */
static const char *fault(struct op *op, const char *row)
{
	struct findings f = { .mem = op->mem };
	char *text = arena_text(op->mem, "code,name,sector,tier,limit,basis,from,to,fee,pauses,"
				"on_supplement,unverified,fee_per\n%s\n", row);
	size_t count = 0;
	struct procedure *items = procedure_parse(op->mem, &f, "procedures.csv", text, strlen(text),
						  &count);

	is_true((items == NULL) == (f.errors > 0));
	if (!f.errors)
		return "";
	is_int(f.errors, 1);
	is_true(f.items[0].line >= 2);
	return f.items[0].key;
}

static void each_wrong_field_of_a_table_is_named(struct world *w)
{
	struct op *op = world_read(w, 0);

	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,,,,,"), "");
	is_text(fault(op, "1.2,Tên,land,commune,,x,2025-07-01,2026-01-01,0,S8,restart,code fee,copy"), "");
	is_text(fault(op, "1-2,Tên,land,commune,5wd,x,2025-07-01,,,,,,"), "procedure.code");
	is_text(fault(op, "1.2,T,land,commune,5wd,x,2025-07-01,,,,,,"), "procedure.name");
	is_text(fault(op, "1.2,Tên,sea,commune,5wd,x,2025-07-01,,,,,,"), "procedure.sector");
	is_text(fault(op, "1.2,Tên,land,village,5wd,x,2025-07-01,,,,,,"), "procedure.tier");
	is_text(fault(op, "1.2,Tên,land,commune,5 days,x,2025-07-01,,,,,,"), "procedure.limit");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-02-30,,,,,,"), "procedure.day");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,soon,,,,,"), "procedure.day");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,2025-07-01,,,,,"),
		"procedure.to_first");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,-1,,,,"), "procedure.fee");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,,S6,,,"), "procedure.pauses");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,,,again,,"),
		"procedure.on_supplement");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,,,,name,"), "procedure.unverified");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,,,,,page2"), "procedure.fee_per");
	is_text(fault(op, "1.2,Tên,land,commune,5wd,x,2025-07-01,,,,,,\n"
			  "1.2,Tên,land,commune,5wd,x,2026-07-01,,,,,,"),
		"procedure.versions_overlap");
}

static void a_version_is_stored_once(struct world *w)
{
	size_t count;

	enter_national(w);
	struct op *op = world_op(w, 0);
	struct procedure *items = procedure_national(op->mem, &count);

	is_rc(world_wait(op, procedure_enter(op, items, 1, "again")), RC_CONFLICT);
	is_text(op->err.key, "procedure.version_twice");
	is_rc(world_end(op), RC_CONFLICT);
	is_int(world_count(w, "procedure_version"), count);
	struct findings f = { .mem = op->mem };

	op = world_read(w, 0);
	is_rc(procedure_check(op, &f), RC_OK);
	is_int(f.count, 0);
}

TESTS(the_law_of_the_day_decides_who_is_competent, what_was_not_read_is_marked_so,
      a_search_ignores_marks_and_knows_both_languages, each_wrong_field_of_a_table_is_named,
      a_version_is_stored_once)
