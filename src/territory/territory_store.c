/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/territory_store.h"
#include "core/text.h"
#include "db/db.h"
#include "territory/territory.sql.h"
#include <string.h>

static enum rc read_units(struct op *op, struct register_rows *rows)
{
	struct row {
		int64_t id, tier;
	} row = { 0 }, *all;

	TRY(db_list(op, &SQL_TERRITORY_UNITS, IN_NOTHING, OUT(OUT_INT(&row.id), OUT_INT(&row.tier)),
		    ROWS(row, &all, &rows->units_count)));
	rows->units = arena_many(op->mem, struct unit, rows->units_count + 1);
	for (size_t i = 0; i < rows->units_count; i++)
		rows->units[i] = (struct unit){ .id = all[i].id,
						.tier = (enum unit_tier)all[i].tier };
	return RC_OK;
}

static enum rc read_facts(struct op *op, struct register_rows *rows)
{
	struct row {
		struct fact_row made;
		int64_t kind;
	} row = { 0 }, *all;
	struct unit_fact *f = &row.made.fact;

	TRY(db_list(op, &SQL_TERRITORY_FACTS, IN_NOTHING,
		    OUT(OUT_INT(&f->id), OUT_INT(&row.made.unit), OUT_INT(&row.kind),
			OUT_TEXT(&f->text), OUT_INT(&f->number), OUT_TEXT(&f->fold),
			OUT_TEXT(&f->exact), OUT_TEXT(&f->sort_key), OUT_INT32(&f->from_day),
			OUT_INT32(&f->to_day), OUT_INT(&f->order), OUT_INT(&f->ended_by)),
		    ROWS(row, &all, &rows->facts_count)));
	rows->facts = arena_many(op->mem, struct fact_row, rows->facts_count + 1);
	for (size_t i = 0; i < rows->facts_count; i++) {
		rows->facts[i] = all[i].made;
		rows->facts[i].fact.kind = (enum fact_kind)all[i].kind;
	}
	return RC_OK;
}

static enum rc read_lines(struct op *op, struct register_rows *rows)
{
	struct line_row row = { 0 };
	struct succession *s = &row.line;

	return db_list(op, &SQL_TERRITORY_LINES, IN_NOTHING,
		       OUT(OUT_INT(&s->id), OUT_INT(&s->order), OUT_INT32(&s->day),
			   OUT_INT(&row.old_unit), OUT_INT(&row.new_unit), OUT_INT(&row.heir),
			   OUT_BOOL(&s->whole), OUT_BOOL(&s->remainder), OUT_BOOL(&s->area_only),
			   OUT_BOOL(&s->all_population), OUT_BOOL(&s->seat), OUT_TEXT(&s->villages),
			   OUT_TEXT(&s->citation)),
		       ROWS(row, &rows->lines, &rows->lines_count));
}

static enum rc read_orders(struct op *op, struct register_rows *rows)
{
	struct order_row row = { 0 };

	return db_list(op, &SQL_TERRITORY_ORDERS, IN_NOTHING,
		       OUT(OUT_INT(&row.id), OUT_TEXT(&row.number)),
		       ROWS(row, &rows->orders, &rows->orders_count));
}

/* Answers go into the memory of the cache, not of the operation that happens to ask first. */
static enum rc load(struct op *op, struct arena *mem, void **out)
{
	struct register_rows rows = { 0 };
	struct arena *own = op->mem;
	enum rc rc;

	op->mem = mem;
	rc = read_units(op, &rows);
	if (rc == RC_OK)
		rc = read_facts(op, &rows);
	if (rc == RC_OK)
		rc = read_lines(op, &rows);
	if (rc == RC_OK)
		rc = read_orders(op, &rows);
	op->mem = own;
	if (rc == RC_OK)
		*out = register_build(mem, &rows);
	return rc;
}

static const struct db_cache territory_cache = { "territory", load };

enum rc territory_of(struct op *op, const struct territory **out)
{
	void *made;

	TRY(db_cached(op, &territory_cache, &made));
	*out = made;
	return RC_OK;
}

void territory_changed(struct op *op)
{
	db_reference_changed(op);
}

enum rc territory_store_empty(struct op *op, bool *empty)
{
	int64_t id;
	bool found;

	TRY(db_maybe(op, &SQL_TERRITORY_ANY, IN_NOTHING, OUT(OUT_INT(&id)), &found));
	*empty = !found;
	return RC_OK;
}

enum rc territory_store_unit(struct op *op, enum unit_tier tier, int64_t order, int64_t *id)
{
	*id = db_id(op);
	return db_put(op, &SQL_TERRITORY_INSERT_UNIT, 1,
		      IN(IN_INT(*id), IN_INT(tier), IN_OPT(order)));
}

static bool has_number(enum fact_kind kind)
{
	return kind == FACT_PARENT || kind == FACT_AREA || kind == FACT_POPULATION ||
	       kind == FACT_BORDER;
}

enum rc territory_store_fact(struct op *op, const struct fact_in *fact)
{
	bool name = fact->kind == FACT_NAME, searched = name || fact->kind == FACT_ALIAS ||
							fact->kind == FACT_VILLAGE;
	const struct db_in number = IN_INT(fact->number), none = IN_NULL;

	return db_put(op, &SQL_TERRITORY_INSERT_FACT, 1,
		      IN(IN_INT(db_id(op)), IN_INT(fact->unit), IN_INT(fact->kind),
			 IN_TEXT(fact->text), has_number(fact->kind) ? number : none,
			 IN_TEXT(searched ? text_fold(op->mem, fact->text) : NULL),
			 IN_TEXT(searched ? text_exact(op->mem, fact->text) : NULL),
			 IN_TEXT(name ? text_sort_key(op->mem, fact->text) : NULL),
			 IN_INT(fact->from_day), IN_NULL, IN_OPT(fact->order)));
}

enum rc territory_store_end(struct op *op, int64_t fact, int32_t to_day, int64_t order)
{
	return db_put_else(op, &SQL_TERRITORY_END_FACT, 1,
			   IN(IN_INT(fact), IN_INT(to_day), IN_OPT(order)), RC_CONFLICT,
			   "territory.fact_ended", NULL);
}

enum rc territory_store_line(struct op *op, const struct line_row *line)
{
	const struct succession *s = &line->line;

	return db_put(op, &SQL_TERRITORY_INSERT_LINE, 1,
		      IN(IN_INT(db_id(op)), IN_INT(s->order), IN_INT(s->day),
			 IN_OPT(line->old_unit), IN_OPT(line->new_unit), IN_OPT(line->heir),
			 IN_INT(s->whole), IN_INT(s->remainder), IN_INT(s->area_only),
			 IN_INT(s->all_population), IN_INT(s->seat), IN_TEXT(s->villages),
			 IN_TEXT(s->citation)));
}

static const char digits_key[] = "territory.code_digits";

enum rc territory_store_province(struct op *op, const struct province_folder *p)
{
	const int *digits = p->code_digits;

	TRY(db_setting_put(op, digits_key,
			   arena_text(op->mem, "%d,%d,%d", digits[TIER_PROVINCE],
				      digits[TIER_DISTRICT], digits[TIER_COMMUNE])));
	TRY(db_setting_put(op, "province.agency", p->agency));
	TRY(db_setting_put(op, "province.time_zone", p->time_zone));
	return db_setting_put(op, "province.zone_minutes",
			      arena_text(op->mem, "%d", p->zone_minutes));
}

enum rc territory_digits(struct op *op, int digits[4])
{
	const char *text;

	TRY(db_setting(op, digits_key, &text));
	if (sscanf(text, "%2d,%2d,%2d", &digits[TIER_PROVINCE], &digits[TIER_DISTRICT],
		   &digits[TIER_COMMUNE]) != 3)
		return FAIL(op, RC_BROKEN, "territory.digits", "%s", text);
	return RC_OK;
}

enum rc territory_store_overlaps(struct op *op, struct overlap **out, size_t *count)
{
	struct overlap row = { 0 };

	return db_list(op, &SQL_TERRITORY_OVERLAPS, IN_NOTHING,
		       OUT(OUT_INT(&row.unit), OUT_INT(&row.kind), OUT_INT32(&row.from_a),
			   OUT_INT32(&row.from_b)),
		       ROWS(row, out, count));
}
