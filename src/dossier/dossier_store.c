/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_store.h"
#include "core/text.h"
#include "db/db.h"
#include "dossier/dossier.sql.h"
#include <stdlib.h>
#include <string.h>

int64_t dossier_rank(const struct dossier *d)
{
	if (dossier_state_final(d->state))
		return RANK_CLOSED;
	return d->due_us ? d->due_us : RANK_NONE;
}

const char *dossier_papers_write(struct arena *mem, const struct dossier_paper *papers, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_text(mem, "%s%s\t%lld\t%s\n", text, papers[i].form,
				  (long long)papers[i].copies, papers[i].name);
	return text;
}

struct dossier_paper *dossier_papers_read(struct arena *mem, const char *text, size_t *count)
{
	char *lines = arena_copy(mem, text), *rest = lines, *line;
	struct dossier_paper *papers = NULL;

	*count = 0;
	while ((line = strsep(&rest, "\n"))) {
		struct dossier_paper p = { .copies = 1 };
		char *form = strsep(&line, "\t"), *copies = strsep(&line, "\t");

		if (!line)
			continue;
		p.form = form;
		p.name = line;
		if (!text_number(copies, &p.copies))
			p.copies = 1;
		papers = arena_grow(mem, papers, *count, sizeof *papers);
		papers[(*count)++] = p;
	}
	return papers;
}

enum rc dossier_store_number(struct op *op, int64_t agency, int32_t day, int64_t *number)
{
	return db_number(op, &SQL_DOSSIER_NUMBER_LAST, agency, day, number);
}

enum rc dossier_store_province(struct op *op, const char **agency)
{
	enum rc rc = db_setting(op, "province.agency", agency);

	if (rc != RC_NOT_FOUND && rc != RC_OK)
		return rc;
	op->err = (struct err){ 0 };
	if (rc == RC_NOT_FOUND || !**agency)
		*agency = "H";
	return RC_OK;
}

/* The numbers of all units, by unit: a few hundred, looked up at each new dossier. */
struct agencies {
	struct agency {
		int64_t unit, number;
	} *items;
	size_t count;
};

static enum rc load_agencies(struct op *op, struct arena *mem, void **out)
{
	struct arena *keep = op->mem;
	struct agencies *all = arena_one(mem, struct agencies);
	struct agency one = { 0 };

	op->mem = mem;
	enum rc rc = db_list(op, &SQL_DOSSIER_AGENCIES, IN_NOTHING,
			     OUT(OUT_INT(&one.unit), OUT_INT(&one.number)),
			     ROWS(one, &all->items, &all->count));

	op->mem = keep;
	*out = all;
	return rc;
}

static const struct db_cache agencies = { "agencies", load_agencies };

static int by_unit(const void *a, const void *b)
{
	const struct agency *x = a, *y = b;

	return x->unit < y->unit ? -1 : x->unit > y->unit;
}

static enum rc agency_new(struct op *op, int64_t unit, int64_t *number)
{
	TRY(db_number(op, &SQL_DOSSIER_AGENCY_LAST, 0, 0, number));
	TRY(db_put(op, &SQL_DOSSIER_AGENCY_INSERT, 1, IN(IN_INT(unit), IN_INT(*number))));
	db_reference_changed(op);
	return RC_OK;
}

enum rc dossier_store_agency(struct op *op, int64_t unit, int64_t *number)
{
	const struct agency key = { .unit = unit };
	void *made;

	TRY(db_cached(op, &agencies, &made));
	const struct agencies *all = made;
	const struct agency *found =
		bsearch(&key, all->items, all->count, sizeof *all->items, by_unit);

	if (found) {
		*number = found->number;
		return RC_OK;
	}
	return agency_new(op, unit, number);
}

enum rc dossier_store_agency_new(struct op *op, int64_t unit)
{
	int64_t number;

	return agency_new(op, unit, &number);
}

enum rc dossier_store_event(struct op *op, int64_t dossier, const struct dossier_event *e)
{
	return db_put(op, &SQL_DOSSIER_EVENT_INSERT, 1,
		      IN(IN_INT(dossier), IN_INT(e->number), IN_INT(e->at_us), IN_TEXT(e->action),
			 IN_OPT(e->by_account), IN_TEXT(e->by_name), IN_INT(e->from), IN_INT(e->to),
			 IN_OPT(e->from_unit), IN_OPT(e->to_unit), IN_OPT(e->due_us),
			 IN_TEXT(e->note), IN_TEXT(e->missing)));
}

static enum rc put_applicant(struct op *op, const struct sql *sql, const struct dossier *d)
{
	const struct applicant *a = &d->applicant;

	return db_put(op, sql, 1,
		      IN(IN_INT(d->id), IN_TEXT(a->name), IN_TEXT(text_fold(op->mem, a->name)),
			 IN_TEXT(a->personal_id), IN_TEXT(a->phone), IN_TEXT(a->email),
			 IN_TEXT(a->address), IN_TEXT(a->village)));
}

enum rc dossier_store_insert(struct op *op, struct dossier *d, const struct dossier_code *code,
			     const struct dossier_event *first)
{
	d->id = db_id(op);
	TRY(db_put_else(
		op, &SQL_DOSSIER_INSERT, 1,
		IN(IN_INT(d->id), IN_TEXT(d->code), IN_INT(code->agency), IN_INT(code->day),
		   IN_INT(code->number), IN_TEXT(d->secret), IN_INT(d->version),
		   IN_INT(d->procedure->id), IN_INT(d->state), IN_INT(d->received_by),
		   IN_INT(d->competent), IN_INT(d->return_at), IN_OPT(d->applicant.unit),
		   IN_INT(d->wide), IN_OPT(d->officer), IN_TEXT(d->officer_name),
		   IN_OPT(d->filed_by), IN_TEXT(d->channel),
		   IN_TEXT(dossier_papers_write(op->mem, d->papers, d->papers_count)),
		   IN_INT(d->opened_us), IN_OPT(d->received_us), IN_OPT(d->calendar),
		   IN_TEXT(d->clock), IN_OPT(d->promised_us), IN_OPT(d->extended_us),
		   IN_INT(d->extensions), IN_OPT(d->due_us), IN_OPT(d->soon_us), IN_INT(d->paused),
		   IN_OPT(d->stopped_us), IN_INT(dossier_rank(d)), IN_INT(d->charged),
		   IN_INT(d->paid)),
		RC_CONFLICT, "dossier.code_taken", NULL));
	TRY(put_applicant(op, &SQL_DOSSIER_APPLICANT_INSERT, d));
	return dossier_store_event(op, d->id, first);
}

enum rc dossier_store_update(struct op *op, struct dossier *d, const struct dossier_event *step)
{
	TRY(db_put_else(op, &SQL_DOSSIER_UPDATE, 1,
			IN(IN_INT(d->id), IN_INT(d->version), IN_INT(d->procedure->id),
			   IN_INT(d->state), IN_OPT(d->officer), IN_TEXT(d->officer_name),
			   IN_OPT(d->received_us), IN_OPT(d->calendar), IN_TEXT(d->clock),
			   IN_OPT(d->promised_us), IN_OPT(d->extended_us), IN_INT(d->extensions),
			   IN_OPT(d->due_us), IN_OPT(d->soon_us), IN_INT(d->paused),
			   IN_OPT(d->stopped_us), IN_INT(dossier_rank(d)), IN_INT(d->charged),
			   IN_INT(d->paid)),
			RC_STALE, "dossier.stale", NULL));
	d->version++;
	return dossier_store_event(op, d->id, step);
}

enum rc dossier_store_applicant(struct op *op, const struct dossier *d)
{
	TRY(put_applicant(op, &SQL_DOSSIER_APPLICANT_UPDATE, d));
	return db_put(op, &SQL_DOSSIER_HOME_UPDATE, 1,
		      IN(IN_INT(d->id), IN_OPT(d->applicant.unit)));
}

enum rc dossier_store_find(struct op *op, const char *code, struct dossier **out)
{
	struct dossier *d = arena_one(op->mem, struct dossier);
	const struct catalogue *catalogue;
	int64_t procedure = 0, state = 0;
	const char *papers = "";
	bool found;

	TRY(db_maybe(op, &SQL_DOSSIER_FIND, IN(IN_TEXT(code)),
		     OUT(OUT_INT(&d->id), OUT_TEXT(&d->code), OUT_INT(&d->version),
			 OUT_INT(&d->moves), OUT_TEXT(&d->secret), OUT_INT(&procedure),
			 OUT_INT(&state), OUT_INT(&d->received_by), OUT_INT(&d->competent),
			 OUT_INT(&d->return_at), OUT_INT(&d->applicant.unit), OUT_BOOL(&d->wide),
			 OUT_INT(&d->officer), OUT_TEXT(&d->officer_name), OUT_INT(&d->filed_by),
			 OUT_TEXT(&d->channel), OUT_TEXT(&papers), OUT_INT(&d->opened_us),
			 OUT_INT(&d->received_us), OUT_INT(&d->calendar), OUT_TEXT(&d->clock),
			 OUT_INT(&d->promised_us), OUT_INT(&d->extended_us),
			 OUT_INT(&d->extensions), OUT_INT(&d->due_us), OUT_INT(&d->soon_us),
			 OUT_BOOL(&d->paused), OUT_INT(&d->stopped_us), OUT_INT(&d->charged),
			 OUT_INT(&d->paid), OUT_TEXT(&d->applicant.name),
			 OUT_TEXT(&d->applicant.personal_id), OUT_TEXT(&d->applicant.phone),
			 OUT_TEXT(&d->applicant.email), OUT_TEXT(&d->applicant.address),
			 OUT_TEXT(&d->applicant.village)),
		     &found));
	if (!found)
		return FAIL(op, RC_NOT_FOUND, "dossier.none", "no dossier %s", code);
	TRY(catalogue_of(op, &catalogue));
	d->procedure = procedure_by_id(catalogue, procedure);
	d->state = (enum dossier_state)state;
	d->papers = dossier_papers_read(op->mem, papers, &d->papers_count);
	*out = d;
	return RC_OK;
}

enum rc dossier_store_events(struct op *op, int64_t dossier, struct dossier_event **rows,
			     size_t *rows_count)
{
	struct stored {
		struct dossier_event e;
		int64_t from, to;
	} one = { 0 }, *all;

	TRY(db_list(op, &SQL_DOSSIER_EVENTS, IN(IN_INT(dossier)),
		    OUT(OUT_INT(&one.e.number), OUT_INT(&one.e.at_us), OUT_TEXT(&one.e.action),
			OUT_INT(&one.e.by_account), OUT_TEXT(&one.e.by_name), OUT_INT(&one.from),
			OUT_INT(&one.to), OUT_INT(&one.e.from_unit), OUT_INT(&one.e.to_unit),
			OUT_INT(&one.e.due_us), OUT_TEXT(&one.e.note), OUT_TEXT(&one.e.missing)),
		    ROWS(one, &all, rows_count)));
	*rows = arena_many(op->mem, struct dossier_event, *rows_count + 1);
	for (size_t i = 0; i < *rows_count; i++) {
		(*rows)[i] = all[i].e;
		(*rows)[i].from = (enum dossier_state)all[i].from;
		(*rows)[i].to = (enum dossier_state)all[i].to;
	}
	return RC_OK;
}
