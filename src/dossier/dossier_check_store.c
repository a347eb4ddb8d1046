/* SPDX-License-Identifier: Apache-2.0 */
/* What `haicap check` reads. */
#include "db/db.h"
#include "dossier/dossier.sql.h"
#include "dossier/dossier_store.h"

enum rc dossier_store_check_page(struct op *op, int64_t after, struct dossier_checked **rows,
				 size_t *rows_count)
{
	const struct catalogue *catalogue;
	struct stored {
		struct dossier_checked c;
		int64_t procedure, state, last;
	} one = { 0 }, *all;
	struct dossier *d = &one.c.d;

	TRY(catalogue_of(op, &catalogue));
	TRY(db_list(op, &SQL_DOSSIER_CHECK_PAGE, IN(IN_INT(after)),
		    OUT(OUT_INT(&d->id), OUT_TEXT(&d->code), OUT_INT(&d->version), OUT_INT(&d->moves),
			OUT_INT(&one.procedure), OUT_INT(&one.state), OUT_INT(&d->competent),
			OUT_INT(&d->received_by), OUT_INT(&d->return_at), OUT_INT(&one.c.home),
			OUT_INT(&d->received_us), OUT_INT(&d->calendar), OUT_TEXT(&d->clock),
			OUT_INT(&d->extended_us), OUT_INT(&d->due_us), OUT_BOOL(&d->paused),
			OUT_INT(&d->stopped_us), OUT_INT(&one.c.rank_us),
			OUT_INT(&one.c.code.agency), OUT_INT32(&one.c.code.day),
			OUT_INT(&one.c.code.number), OUT_INT(&one.c.events), OUT_INT(&one.last),
			OUT_INT(&one.c.breaks), OUT_INT(&one.c.applicants)),
		    ROWS(one, &all, rows_count)));
	*rows = arena_many(op->mem, struct dossier_checked, *rows_count + 1);
	for (size_t i = 0; i < *rows_count; i++) {
		(*rows)[i] = all[i].c;
		(*rows)[i].last = (enum dossier_state)all[i].last;
		(*rows)[i].d.state = (enum dossier_state)all[i].state;
		(*rows)[i].d.procedure = procedure_by_id(catalogue, all[i].procedure);
	}
	return RC_OK;
}

enum rc dossier_store_check_astray(struct op *op, int64_t **dossiers, size_t *count)
{
	int64_t one = 0;

	return db_list(op, &SQL_DOSSIER_CHECK_ASTRAY, IN_NOTHING, OUT(OUT_INT(&one)),
		       ROWS(one, dossiers, count));
}

enum rc dossier_store_check_steps(struct op *op, struct dossier_event **rows, size_t *rows_count)
{
	struct stored {
		const char *action;
		int64_t from, to;
	} one = { 0 }, *all;

	TRY(db_list(op, &SQL_DOSSIER_CHECK_STEPS, IN_NOTHING,
		    OUT(OUT_TEXT(&one.action), OUT_INT(&one.from), OUT_INT(&one.to)),
		    ROWS(one, &all, rows_count)));
	*rows = arena_many(op->mem, struct dossier_event, *rows_count + 1);
	for (size_t i = 0; i < *rows_count; i++)
		(*rows)[i] = (struct dossier_event){ .action = all[i].action,
						     .from = (enum dossier_state)all[i].from,
						     .to = (enum dossier_state)all[i].to };
	return RC_OK;
}
