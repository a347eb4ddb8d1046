/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/procedure_store.h"
#include "db/db.h"
#include "procedure/procedure.sql.h"

enum rc procedure_store_insert(struct op *op, struct procedure *p)
{
	struct db_in fee = IN_INT(p->fee);

	if (p->fee < 0)
		fee = (struct db_in)IN_NULL;
	p->id = db_id(op);
	return db_put_else(
		op, &SQL_PROCEDURE_INSERT, 1,
		IN(IN_INT(p->id), IN_TEXT(p->code), IN_TEXT(p->name), IN_TEXT(p->name_en),
		   IN_TEXT(p->fold), IN_TEXT(p->sort_key), IN_TEXT(p->sector), IN_INT(p->tier),
		   IN_TEXT(p->limit_text), IN_INT(p->restart), IN_INT(p->pauses), fee,
		   IN_TEXT(p->fee_per), IN_TEXT(p->fee_note), IN_TEXT(p->papers_text),
		   IN_TEXT(p->basis), IN_TEXT(p->forms),
		   IN_TEXT(procedure_doubts_show(op->mem, p->doubts)), IN_INT(p->from_day),
		   IN_OPT(p->to_day == DAY_OPEN ? 0 : p->to_day)),
		RC_CONFLICT, "procedure.version_twice", "code");
}

void procedure_store_changed(struct op *op)
{
	db_reference_changed(op);
}

struct stored {
	struct procedure p;
	int64_t tier, pauses;
	const char *doubts;
};

static enum rc read_all(struct op *op, struct stored **rows, size_t *rows_count)
{
	struct stored one = { 0 };

	return db_list(op, &SQL_PROCEDURE_ALL, IN_NOTHING,
		       OUT(OUT_INT(&one.p.id), OUT_TEXT(&one.p.code), OUT_TEXT(&one.p.name),
			   OUT_TEXT(&one.p.name_en), OUT_TEXT(&one.p.fold),
			   OUT_TEXT(&one.p.sort_key), OUT_TEXT(&one.p.sector), OUT_INT(&one.tier),
			   OUT_TEXT(&one.p.limit_text), OUT_BOOL(&one.p.restart),
			   OUT_INT(&one.pauses), OUT_INT(&one.p.fee), OUT_TEXT(&one.p.fee_per),
			   OUT_TEXT(&one.p.fee_note), OUT_TEXT(&one.p.papers_text),
			   OUT_TEXT(&one.p.basis), OUT_TEXT(&one.p.forms), OUT_TEXT(&one.doubts),
			   OUT_INT32(&one.p.from_day), OUT_INT32(&one.p.to_day)),
		       ROWS(one, rows, rows_count));
}

/* What is remembered outlives the operation that reads it: its rows go into @mem. */
static enum rc load(struct op *op, struct arena *mem, void **out)
{
	struct arena *keep = op->mem;
	struct stored *rows;
	size_t count;
	bool good;

	op->mem = mem;
	enum rc rc = read_all(op, &rows, &count);

	op->mem = keep;
	TRY(rc);
	struct procedure *items = arena_many(mem, struct procedure, count + 1);

	for (size_t i = 0; i < count; i++) {
		items[i] = rows[i].p;
		items[i].tier = (enum unit_tier)rows[i].tier;
		items[i].pauses = (uint32_t)rows[i].pauses;
		items[i].doubts = procedure_doubts_read(mem, rows[i].doubts, &good);
	}
	*out = catalogue_make(mem, items, count);
	return RC_OK;
}

static const struct db_cache remembered = { "procedures", load };

enum rc procedure_store_catalogue(struct op *op, const struct catalogue **out)
{
	void *made;

	TRY(db_cached(op, &remembered, &made));
	*out = made;
	return RC_OK;
}
