/* SPDX-License-Identifier: Apache-2.0 */
/* Dossiers on their way through an order, as sets. */
#include "db/db.h"
#include "dossier/dossier.sql.h"
#include "dossier/dossier_store.h"

struct showing {
	struct dossier_moving row;
	int64_t unit_tier, procedure_tier;
	dossier_moving_visit *visit;
	void *context;
};

/* Who is at the province with a matter that is not the province's waits on its residue desk. */
static enum rc show_one(struct op *op, struct arena *mem, void *context)
{
	struct showing *s = context;

	(void)mem;
	s->row.on_desk = s->unit_tier == TIER_PROVINCE && s->procedure_tier != TIER_PROVINCE;
	return s->visit(op, &s->row, s->context);
}

enum rc dossier_store_moving(struct op *op, dossier_moving_visit *visit, void *context)
{
	struct showing s = { .visit = visit, .context = context };
	struct dossier_moving *d = &s.row;

	return db_each(op, &SQL_DOSSIER_MOVE_EACH, IN_NOTHING,
		       OUT(OUT_INT(&d->id), OUT_TEXT(&d->code), OUT_INT(&d->competent),
			   OUT_INT(&d->received_by), OUT_INT(&d->return_at), OUT_INT(&d->home),
			   OUT_TEXT(&d->village), OUT_BOOL(&d->wide), OUT_INT(&d->received_us),
			   OUT_INT(&d->due_us), OUT_INT(&s.unit_tier), OUT_INT(&s.procedure_tier)),
		       show_one, &s);
}

enum rc dossier_store_move(struct op *op, int64_t order)
{
	const struct db_ins in = IN(IN_INT(order));

	TRY(db_put(op, &SQL_DOSSIER_MOVE_OWNER, DB_ANY_ROWS, in));
	TRY(db_put(op, &SQL_DOSSIER_MOVE_RECEIVED, DB_ANY_ROWS, in));
	return db_put(op, &SQL_DOSSIER_MOVE_RETURNED, DB_ANY_ROWS, in);
}

enum rc dossier_store_move_undo(struct op *op, int64_t order)
{
	const struct db_ins in = IN(IN_INT(order));

	TRY(db_put(op, &SQL_DOSSIER_UNDO_OWNER, DB_ANY_ROWS, in));
	TRY(db_put(op, &SQL_DOSSIER_UNDO_RECEIVED, DB_ANY_ROWS, in));
	return db_put(op, &SQL_DOSSIER_UNDO_RETURNED, DB_ANY_ROWS, in);
}

enum rc dossier_store_assign(struct op *op, int64_t order, int64_t dossier, int64_t unit)
{
	db_reference_changed(op); /* what is known of units' numbers */
	return db_put_else(op, &SQL_DOSSIER_ASSIGN, 1,
			   IN(IN_INT(dossier), IN_INT(unit), IN_INT(order)),
			   RC_CONFLICT, "dossier.not_on_desk", NULL);
}

enum rc dossier_store_settled(struct op *op, int64_t order, const char ***codes, size_t *count)
{
	const char *code = NULL;

	return db_list(op, &SQL_DOSSIER_SETTLED, IN(IN_INT(order)), OUT(OUT_TEXT(&code)),
		       ROWS(code, codes, count));
}

enum rc dossier_store_later(struct op *op, int64_t order, int64_t at_us, const char ***codes,
			    size_t *count)
{
	const char *code = NULL;

	return db_list(op, &SQL_DOSSIER_LATER, IN(IN_INT(order), IN_INT(at_us)),
		       OUT(OUT_TEXT(&code)), ROWS(code, codes, count));
}
