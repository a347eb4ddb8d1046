/* SPDX-License-Identifier: Apache-2.0 */
/* An applicant's own dossiers, the newest first. No name is shown, so nothing is looked at. */
#include "dossier/dossier_my_web.h"
#include "calendar/calendar.h"
#include "core/time.h"
#include "dossier/dossier_my.html.h"
#include "dossier/dossier_query.h"
#include "dossier/dossier_web.h"
#include "web/list.h"

static const struct field row_fields[] = {
	TEXT_FIELD(my_row, code), TEXT_FIELD(my_row, procedure), INT_FIELD(my_row, public_status),
	TIME_FIELD(my_row, received_us, .name = "received_at"),
	TIME_FIELD(my_row, due_us, .name = "due_at"), BOOL_FIELD(my_row, paused),
	BOOL_FIELD(my_row, turn),
	{ 0 },
};
static const struct field my_fields[] = { LIST_FIELDS(my_page, row_fields), { 0 } };
static const struct view my_view = VIEW(dossier_my, my_fields);

static struct my_row row_of(struct op *op, const struct territory *t,
			    const struct calendar *calendar, const struct dossier_row *r)
{
	const struct unit *competent = unit_by_id(t, r->competent);
	struct my_row row = {
		.code = r->code,
		.procedure = r->procedure->name,
		.public_status = dossier_public_status(r->state),
		.received_us = r->received_us,
		.due_us = r->due_us,
		.paused = r->paused,
		.turn = r->state == STATE_GUIDED || r->state == STATE_SUPPLEMENT ||
			r->state == STATE_PAYMENT,
		.due = dossier_due_tag(op, calendar, r->due_us, r->soon_us, r->stopped_us, r->paused),
	};

	row.tag = status_tag(row.public_status);
	if (competent)
		row.where = unit_named(op->mem, competent, time_day(op->now_us));
	return row;
}

static enum rc list_own(struct op *op, struct req *req, struct reply *reply)
{
	struct my_page *page = arena_one(op->mem, struct my_page);
	struct findings f = { .mem = op->mem };
	struct dossier_query q = { .sort = "newest" };
	struct dossier_filter filter;
	const struct calendar *calendar;
	const struct territory *t;
	struct dossier_row *rows;
	struct paging paging;
	size_t count;

	TRY(paging_read(op, req, &paging));
	q.after = paging.after;
	q.limit = paging.limit + 1;
	TRY(dossier_faults(op, req, &f, dossier_query_read(op, &f, &q, &filter)));
	filter.place = PLACE_FILED;
	filter.of = op->actor.id;
	TRY(dossier_list(op, &filter, &rows, &count));
	page->more = paging_cut(&paging, &count);
	page->total = (int64_t)count;
	if (page->more || q.after)
		TRY(dossier_list_count(op, &filter, LIST_TOTAL_MAX, &page->total));
	if (page->more)
		page->next = paging_next(op, req, dossier_query_after(op->mem, &rows[count - 1]));
	TRY(territory_of(op, &t));
	TRY(calendar_current(op, &calendar));
	struct my_row *out = arena_many(op->mem, struct my_row, count + 1);

	for (size_t i = 0; i < count; i++)
		out[i] = row_of(op, t, calendar, &rows[i]);
	page->rows = out;
	page->rows_count = count;
	page->foot = more_of(op->mem, (int64_t)count, page->total, page->next);
	return reply_view(op, reply, &my_view, page);
}

/* clang-format off */
const struct route my_routes[] = {
	{ GET, "/my", MAY_APPLY, TX_READ, list_own, .view = &my_view, .summary = "the dossiers one has filed, the newest first" },
	{ 0 },
};
/* clang-format on */
