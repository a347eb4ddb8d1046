/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as people and programs ask for them: codes and words in, ids and bits out. */
#include "dossier/dossier_query.h"
#include "core/text.h"
#include "dossier/dossier_act.h"
#include "login/login.h"
#include <string.h>

#define WRONG(f, name, key, ...) ERROR_AT((f), NULL, 0, (name), (key), ##__VA_ARGS__)

static bool sees_all(const struct op *op)
{
	return op->actor.may & (MAY_LEAD | MAY_INSPECT);
}

static enum rc read_unit(struct op *op, struct findings *f, const struct dossier_query *q,
			 struct dossier_filter *out)
{
	const struct territory *t;

	if (q->unit) {
		TRY(territory_of(op, &t));
		const struct unit *u = unit_by_code(t, TIER_ANY, q->unit, time_day(op->now_us));

		if (!u) {
			WRONG(f, "unit", "dossier.no_unit", q->unit);
			return RC_OK;
		}
		if (!sees_all(op) && !dossier_serves(op, t, MAY_READ, u->id))
			return FAIL(op, RC_FORBIDDEN, "dossier.may_not_list", "unit %s", q->unit);
		out->of = u->id;
		return RC_OK;
	}
	if (sees_all(op)) {
		out->place = PLACE_ALL;
		return RC_OK;
	}
	for (size_t i = 0; i < op->actor.grants_count && !out->of; i++)
		if (op->actor.grants[i].may & MAY_READ)
			out->of = op->actor.grants[i].unit;
	if (!out->of && !(op->actor.may & MAY_APPLY))
		return FAIL(op, RC_FORBIDDEN, "dossier.may_not_list", "nowhere");
	if (!out->of) {
		out->place = PLACE_FILED;
		out->of = op->actor.id;
	}
	return RC_OK;
}

static void read_place(struct findings *f, const char *place, struct dossier_filter *out)
{
	if (!place || out->place != PLACE_COMPETENT)
		return;
	if (!strcmp(place, "received"))
		out->place = PLACE_RECEIVED;
	else if (!strcmp(place, "return"))
		out->place = PLACE_RETURN;
	else if (strcmp(place, "competent") != 0)
		WRONG(f, "place", "dossier.place", place);
}

static void read_status(struct arena *mem, struct findings *f, const char *text,
			struct dossier_filter *out)
{
	char *words = arena_copy(mem, text ? text : ""), *rest = words, *word;

	while ((word = strsep(&rest, ",")) && text && *text) {
		enum dossier_state state = dossier_state_of(word);

		if (!state)
			WRONG(f, "status", "dossier.no_state", word);
		else
			out->states |= 1u << state;
	}
}

static enum rc read_officer(struct op *op, struct findings *f, const char *name,
			    struct dossier_filter *out)
{
	struct account *who;

	if (!name)
		return RC_OK;
	if (!strcmp(name, "me")) {
		out->officer = op->actor.id;
		return RC_OK;
	}
	/* Only officers are told who else is one. */
	enum rc rc = op->actor.may & MAY_READ ? login_find(op, name, &who) : RC_NOT_FOUND;

	if (rc == RC_NOT_FOUND) {
		op->err = (struct err){ 0 };
		WRONG(f, "officer", "dossier.no_officer", name);
		return RC_OK;
	}
	TRY(rc);
	out->officer = who->id;
	return RC_OK;
}

static void read_words(struct findings *f, const struct dossier_query *q, struct dossier_filter *out)
{
	if (q->due && !strcmp(q->due, "overdue"))
		out->due = DUE_IS_OVERDUE;
	else if (q->due && !strcmp(q->due, "today"))
		out->due = DUE_IS_TODAY;
	else if (q->due && !strcmp(q->due, "soon"))
		out->due = DUE_IS_SOON;
	else if (q->due)
		WRONG(f, "due", "dossier.no_due", q->due);
	if (q->sort && !strcmp(q->sort, "newest"))
		out->newest = true;
	else if (q->sort && strcmp(q->sort, "due") != 0)
		WRONG(f, "sort", "dossier.no_sort", q->sort);
}

const char *dossier_query_after(struct arena *mem, const struct dossier_row *row)
{
	return arena_text(mem, "%lld.%lld", (long long)row->rank_us, (long long)row->id);
}

static void read_after(struct arena *mem, struct findings *f, const char *after,
		       struct dossier_filter *out)
{
	char *id = arena_copy(mem, after ? after : ""), *rank = strsep(&id, ".");

	if (!after)
		return;
	if (!id || !text_number(rank, &out->after_rank) || !text_number(id, &out->after_id))
		WRONG(f, "after", "dossier.no_after");
	if (out->newest)
		out->after_rank = 0; /* ordered by id alone */
}

enum rc dossier_query_read(struct op *op, struct findings *f, const struct dossier_query *q,
			   struct dossier_filter *out)
{
	size_t errors = f->errors;

	*out = (struct dossier_filter){ .place = PLACE_COMPETENT, .procedure = q->procedure,
					.limit = q->limit };
	TRY(read_unit(op, f, q, out));
	read_place(f, q->place, out);
	read_status(op->mem, f, q->status, out);
	TRY(read_officer(op, f, q->officer, out));
	read_words(f, q, out);
	read_after(op->mem, f, q->after, out);
	if (f->errors > errors)
		return FAIL(op, RC_INVALID, "request.fields", "%zu faults", f->errors - errors);
	return RC_OK;
}
