/* SPDX-License-Identifier: Apache-2.0 */
#include "org/org.h"
#include "org/org_store.h"
#include <string.h>

enum rc org_body_find(struct op *op, int64_t id, struct org_body **out)
{
	return org_store_body_find(op, id, out);
}

static size_t rank_of(const char *kind)
{
	size_t i = 0;

	while (org_kind(i) && strcmp(org_kind(i), kind) != 0)
		i++;
	return i;
}

static int by_rank(const void *a, const void *b)
{
	size_t x = rank_of(((const struct org_body *)a)->kind);
	size_t y = rank_of(((const struct org_body *)b)->kind);

	return (x > y) - (x < y);
}

enum rc org_bodies_list(struct op *op, int64_t unit, int32_t day, struct org_body **rows,
			size_t *rows_count)
{
	TRY(org_store_bodies(op, unit, day, rows, rows_count));
	if (*rows_count)
		qsort(*rows, *rows_count, sizeof **rows, by_rank);
	return RC_OK;
}

enum rc org_body_of(struct op *op, int64_t unit, const char *kind, int32_t day,
		    struct org_body **out)
{
	return org_store_body_of(op, unit, kind, day, out);
}

enum rc org_body_for(struct op *op, int64_t unit, uint32_t roles, int32_t day,
		     struct org_body **out)
{
	const uint32_t desk = ROLE_RECEPTION | ROLE_COORDINATOR;
	const uint32_t elsewhere = ROLE_HANDLER | ROLE_HEAD | ROLE_APPROVER;
	struct org_body *rows, *committee = NULL, *centre = NULL;
	size_t count;

	TRY(org_store_bodies(op, unit, day, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(rows[i].kind, ORG_COMMITTEE))
			committee = &rows[i];
		if (!strcmp(rows[i].kind, ORG_CENTRE))
			centre = &rows[i];
	}
	*out = centre && roles & desk && !(roles & elsewhere) ? centre : committee;
	if (!*out)
		return FAIL(op, RC_NOT_FOUND, "org.no_body", "unit %lld on %d", (long long)unit,
			    (int)day);
	return RC_OK;
}

enum rc org_body_named(struct op *op, int64_t body, int32_t day, enum lang lang, const char **out)
{
	const struct territory *t;
	struct org_body *b;

	TRY(org_store_body_find(op, body, &b));
	TRY(territory_of(op, &t));
	const struct unit *u = unit_by_id(t, b->unit);

	if (!u)
		return FAIL(op, RC_BROKEN, "org.no_unit", "unit %lld of body %lld",
			    (long long)b->unit, (long long)body);
	*out = org_name(op->mem, u, b->kind, b->own_name, day, lang);
	return RC_OK;
}

enum rc org_counters_list(struct op *op, int64_t unit, int32_t day, struct org_counter **rows,
			  size_t *rows_count)
{
	return org_store_counters(op, unit, day, rows, rows_count);
}

enum rc org_counter_open(struct op *op, int64_t unit, int32_t day, struct org_counter **out)
{
	const struct territory *t;
	struct org_body *centre;
	int64_t last, labels;

	TRY(org_body_of(op, unit, ORG_CENTRE, day, &centre));
	TRY(territory_of(op, &t));
	const char *code = unit_code(unit_by_id(t, unit), day);

	TRY(org_store_counter_last(op, centre->id, &last));
	TRY(org_store_counter_labels(op, code, &labels));
	struct org_counter *c = arena_one(op->mem, struct org_counter);

	*c = (struct org_counter){
		.label = arena_text(op->mem, "%s-%lld", code, (long long)labels + 1),
		.body = centre->id,
		.unit = unit,
		.number = last + 1,
	};
	TRY(org_store_counter_insert(op, c, code, day));
	*out = c;
	return RC_OK;
}

/* What the living bodies of one unit are: a run of rows ordered by unit. */
struct run {
	const struct org_body *rows;
	size_t count;
};

static int by_unit(const void *key, const void *row)
{
	int64_t unit = *(const int64_t *)key, other = ((const struct org_body *)row)->unit;

	return (unit > other) - (unit < other);
}

static struct run run_of(const struct org_body *rows, size_t count, int64_t unit)
{
	const struct org_body *at = count ? bsearch(&unit, rows, count, sizeof *rows, by_unit) : NULL;
	const struct org_body *end = rows + count;

	if (!at)
		return (struct run){ 0 };
	while (at > rows && at[-1].unit == unit)
		at--;
	struct run run = { at, 0 };

	while (at + run.count < end && at[run.count].unit == unit)
		run.count++;
	return run;
}

static const struct org_body *of_kind(struct run run, const char *kind)
{
	for (size_t i = 0; i < run.count; i++)
		if (!strcmp(run.rows[i].kind, kind))
			return &run.rows[i];
	return NULL;
}

static enum rc begin(struct op *op, const struct unit *unit, const char *kind, int32_t day,
		     int64_t order)
{
	struct org_body b = { .unit = unit->id, .kind = kind, .from_day = day };

	return org_store_body_insert(op, &b, order);
}

/*
 * A unit that goes on: only what the law has changed since its bodies were set up, so that what a
 * province arranged by its own bodies.csv stays as it is.
 */
static enum rc adjust(struct op *op, const struct unit *unit, struct run run, int32_t day,
		      int64_t order)
{
	int32_t since = unit->from_day;
	const char *kind;

	for (size_t i = 0; i < run.count; i++)
		since = run.rows[i].from_day > since ? run.rows[i].from_day : since;
	for (size_t i = 0; (kind = org_kind(i)); i++) {
		const struct org_body *b = of_kind(run, kind);
		bool was = org_rule_of(unit, kind, since) != NULL;
		bool is = org_rule_of(unit, kind, day) != NULL;

		if (is && !was && !b)
			TRY(begin(op, unit, kind, day, order));
		if (was && !is && b)
			TRY(org_store_body_end(op, b->id, day, order));
	}
	return RC_OK;
}

static enum rc set_up(struct op *op, const struct unit *unit, int32_t day, int64_t order)
{
	const char *kind;

	for (size_t i = 0; (kind = org_kind(i)); i++)
		if (org_rule_of(unit, kind, day))
			TRY(begin(op, unit, kind, day, order));
	return RC_OK;
}

enum rc org_arrange(struct op *op, int64_t order, int32_t day)
{
	const struct territory *t;
	struct org_body *rows;
	size_t count;

	TRY(territory_of(op, &t));
	TRY(org_store_bodies_living(op, &rows, &count));
	for (size_t i = 0; i < territory_count(t); i++) {
		const struct unit *u = territory_unit(t, i);
		struct run run = run_of(rows, count, u->id);

		if (u->to_day <= day)
			for (size_t k = 0; k < run.count; k++)
				TRY(org_store_body_end(op, run.rows[k].id, u->to_day, order));
		else if (u->from_day <= day && run.count)
			TRY(adjust(op, u, run, day, order));
		else if (u->from_day <= day)
			TRY(set_up(op, u, day, order));
	}
	return RC_OK;
}

enum rc org_arrange_undo(struct op *op, int64_t order)
{
	return org_store_bodies_undo(op, order);
}

static enum rc check_unit(struct op *op, struct findings *f, const struct unit *u, struct run run)
{
	int32_t today = time_day(op->now_us);

	if (unit_alive(u, today) && !of_kind(run, ORG_COMMITTEE))
		ERROR_AT(f, NULL, 0, NULL, "org.check.no_committee", unit_named(op->mem, u, today));
	for (size_t i = 0; i < run.count; i++)
		if (u->to_day != DAY_OPEN || run.rows[i].from_day < u->from_day)
			ERROR_AT(f, NULL, 0, NULL, "org.check.outlives",
				 unit_named(op->mem, u, today), run.rows[i].kind);
	return RC_OK;
}

enum rc org_check(struct op *op, struct findings *f)
{
	const struct territory *t;
	struct org_body *rows;
	const char **labels;
	size_t count, labels_count;

	TRY(territory_of(op, &t));
	TRY(org_store_bodies_living(op, &rows, &count));
	for (size_t i = 0; i < territory_count(t); i++) {
		const struct unit *u = territory_unit(t, i);

		TRY(check_unit(op, f, u, run_of(rows, count, u->id)));
	}
	TRY(org_store_counters_astray(op, &labels, &labels_count));
	for (size_t i = 0; i < labels_count; i++)
		ERROR_AT(f, NULL, 0, NULL, "org.check.counter_astray", labels[i]);
	return RC_OK;
}
