/* SPDX-License-Identifier: Apache-2.0 */
/* Queues, and the search for people. */
#include "calendar/calendar.h"
#include "calendar/due.h"
#include "core/text.h"
#include "core/time.h"
#include "dossier/dossier_query.h"
#include "dossier/dossier_queue.html.h"
#include "dossier/dossier_web.h"
#include "ledger/look.h"
#include "territory/territory_web.h"
#include "web/list.h"
#include "web/reply.h"
#include <string.h>

const struct field dossier_query_fields[] = {
	TEXT_FIELD(dossier_query, unit, .max = 12), TEXT_FIELD(dossier_query, status, .max = 80),
	TEXT_FIELD(dossier_query, procedure, .max = 20), TEXT_FIELD(dossier_query, officer, .max = 40),
	TEXT_FIELD(dossier_query, due, .max = 20), TEXT_FIELD(dossier_query, sort, .max = 20),
	TEXT_FIELD(dossier_query, place, .max = 20),
	{ 0 },
};

static const struct field row_fields[] = {
	TEXT_FIELD(queue_row, code), OBJECT_FIELD(queue_row, procedure, procedure_brief_fields),
	STANDING_FIELDS(queue_row), AGENCY_FIELDS(queue_row), TEXT_FIELD(queue_row, officer),
	TEXT_FIELD(queue_row, applicant),
	{ 0 },
};
static const struct field queue_fields[] = { LIST_FIELDS(dossier_queue, row_fields), { 0 } };
const struct view dossier_queue_view = VIEW(dossier_queue, queue_fields);

/* The groups people work by: a key of words, the filter, and whose work it is. */
/* clang-format off */
static const struct group {
	const char *key, *status, *place;
	uint32_t may;
} groups[] = {
	{ "queue.work",      "S4,S5,S6,S8", NULL,       MAY_HANDLE | MAY_REVIEW | MAY_COORDINATE },
	{ "queue.online",    "S1,S4",       "received", MAY_RECEIVE },
	{ "queue.waiting",   "S2,S7,S9",    NULL,       0 },
	{ "queue.signature", "S10",         NULL,       MAY_SIGN },
	{ "queue.done",      "S11,S14",     NULL,       MAY_ISSUE },
	{ "queue.counter",   "S12",         "return",   0 },
	{ "queue.unit",      NULL,          NULL,       0 },
};
/* clang-format on */
enum { GROUPS = sizeof groups / sizeof *groups };

/* What @actor has to do; of several duties the first in the table, the first for who only looks on. */
static const struct group *group_of(const struct actor *actor)
{
	for (size_t i = 0; i < GROUPS; i++)
		if (groups[i].may & actor->may)
			return &groups[i];
	return groups;
}

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

static void tabs_of(struct op *op, const struct dossier_query *q, struct dossier_queue *page)
{
	struct queue_tab *tabs = arena_many(op->mem, struct queue_tab, GROUPS);

	for (size_t i = 0; i < GROUPS; i++) {
		struct url href = URL(op->mem, "dossiers");

		href = url_with(op->mem, href, "status", groups[i].status ? groups[i].status : "all");
		if (groups[i].place)
			href = url_with(op->mem, href, "place", groups[i].place);
		if (q->unit)
			href = url_with(op->mem, href, "unit", q->unit);
		tabs[i] = (struct queue_tab){
			.key = groups[i].key,
			.href = href,
			.current = same(groups[i].status, q->status) && same(groups[i].place, q->place),
		};
	}
	page->tabs = tabs;
	page->tabs_count = GROUPS;
}

/* The verb of what comes next, for the button of a row. */
static const char *next_key(enum dossier_state state)
{
	static const char *const keys[STATES] = {
		[STATE_SUBMITTED] = "act.accept", [STATE_RECEIVED] = "act.forward",
		[STATE_FORWARDED] = "act.take", [STATE_IN_PROCESS] = "act.submit",
		[STATE_SUPPLEMENT] = "act.supplement", [STATE_CONSULTED] = "act.answer",
		[STATE_PAYMENT] = "act.pay", [STATE_SIGNATURE] = "act.sign",
		[STATE_SIGNED] = "act.deliver", [STATE_DECLINED] = "act.deliver",
		[STATE_AT_COUNTER] = "act.return",
	};

	return keys[state] ? keys[state] : "queue.see";
}

static struct queue_row row_of(struct op *op, const struct territory *t,
			       const struct calendar *calendar, const struct dossier_row *r)
{
	int32_t day = time_day(op->now_us);
	struct queue_row row = {
		.code = r->code,
		.procedure = { r->procedure->code, r->procedure->name },
		.status = dossier_state_name(r->state),
		.public_status = dossier_public_status(r->state),
		.received_us = r->received_us,
		.due_us = r->due_us,
		.paused = r->paused,
		.received_by = dossier_unit(t, r->received_by, day),
		.competent = dossier_unit(t, r->competent, day),
		.return_at = dossier_unit(t, r->return_at, day),
		.officer = r->officer_name,
		.applicant = r->applicant,
		.due = dossier_due_tag(op, calendar, r->due_us, r->soon_us, r->stopped_us, r->paused),
		.state_key = arena_text(op->mem, "state.%s", dossier_state_name(r->state)),
		.next_key = next_key(r->state),
		.mine = r->officer && r->officer == op->actor.id,
	};

	row.overdue = r->due_us && (r->stopped_us ? r->stopped_us
						  : minute_us(minute_of_us(op->now_us))) > r->due_us;
	row.tag = status_tag(row.public_status);
	if (!strcmp(words(LANG_VI, row.state_key), words(LANG_VI, row.tag.key)))
		row.state_key = NULL;
	row.row_class = row.due.late ? "row is-late" : "row";
	return row;
}

/* How much of the time is left, where the tag says only when it ends. */
static const char *left_of(struct op *op, const struct calendar *calendar, enum lang lang,
			   const struct queue_row *row)
{
	if (!row->due.today && !row->due.soon && !row->due.fine)
		return NULL;
	return due_left_show(op->mem, lang, due_left(calendar, row->due_us, 0, op->now_us));
}

/* Rows as they are shown, and one look for all that were. */
static enum rc give_rows(struct op *op, const struct req *req, const struct dossier_row *rows,
			 size_t count, struct dossier_queue *page)
{
	struct queue_row *out = arena_many(op->mem, struct queue_row, count + 1);
	char *ids = arena_alloc(op->mem, count * 21 + 1), *at = ids;
	const struct calendar *calendar;
	const struct territory *t;

	TRY(territory_of(op, &t));
	TRY(calendar_current(op, &calendar));
	for (size_t i = 0; i < count; i++) {
		out[i] = row_of(op, t, calendar, &rows[i]);
		if (req_page(req))
			out[i].left = left_of(op, calendar, req_lang(req), &out[i]);
		at += snprintf(at, 22, "%s%lld", i ? " " : "", (long long)rows[i].id);
	}
	page->rows = out;
	page->rows_count = count;
	page->keys = count > 1;
	return count ? look_add_for(op, "dossier", ids, "queue") : RC_OK;
}

static enum rc count_due(struct op *op, const struct dossier_filter *filter,
			 struct dossier_queue *page)
{
	struct dossier_filter f = *filter;

	f.states = 0;
	f.due = DUE_IS_OVERDUE;
	TRY(dossier_list_count(op, &f, LIST_TOTAL_MAX, &page->overdue));
	f.due = DUE_IS_TODAY;
	TRY(dossier_list_count(op, &f, LIST_TOTAL_MAX, &page->today));
	page->overdue_many = page->overdue >= LIST_TOTAL_MAX;
	page->today_many = page->today >= LIST_TOTAL_MAX;
	return RC_OK;
}

enum rc list_dossiers(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_queue *page = arena_one(op->mem, struct dossier_queue);
	struct findings f = { .mem = op->mem };
	struct dossier_query q = { 0 };
	struct dossier_filter filter;
	struct dossier_row *rows;
	struct paging paging = { .limit = LIST_LIMIT };
	size_t count;
	enum rc rc;

	req_gather_query(req, dossier_query_fields, &q);
	rc = paging_read(op, req, &paging);
	if (rc != RC_OK && rc != RC_INVALID)
		return rc;
	q.after = paging.after;
	q.limit = paging.limit + 1;
	/* A page without a filter begins with what is to be done; "all" is said in so many words. */
	page->own = !(op->actor.may & MAY_READ);
	if (req_page(req) && !page->own && !q.status && !q.due && !q.officer && !q.place) {
		q.status = group_of(&op->actor)->status;
		q.place = group_of(&op->actor)->place;
	}
	if (q.status && !strcmp(q.status, "all"))
		q.status = NULL;
	TRY(dossier_faults(op, req, &f, dossier_query_read(op, &f, &q, &filter)));
	TRY(req_invalid(op, req));
	TRY(dossier_list(op, &filter, &rows, &count));
	page->more = paging_cut(&paging, &count);
	page->total = (int64_t)count;
	if (page->more || q.after)
		TRY(dossier_list_count(op, &filter, LIST_TOTAL_MAX, &page->total));
	page->many = page->total >= LIST_TOTAL_MAX;
	page->order_key = filter.newest ? "queue.by_newest" : "queue.by_due";
	if (page->more)
		page->next = paging_next(op, req, dossier_query_after(op->mem, &rows[count - 1]));
	TRY(give_rows(op, req, rows, count, page));
	if (req_page(req)) {
		if (!page->own)
			tabs_of(op, &q, page);
		TRY(count_due(op, &filter, page));
		page->foot = more_of(op->mem, (int64_t)count, page->many ? 0 : page->total,
				     page->next);
		page->may_receive = op->actor.may & MAY_RECEIVE;
	}
	return reply_view(op, reply, &dossier_queue_view, page);
}

struct search_form {
	const char *q;
};
const struct field dossier_search_fields[] = {
	TEXT_FIELD(search_form, q, .max = 100, .label = "page.search_label"),
	{ 0 },
};

enum rc search_dossiers(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_queue *page = arena_one(op->mem, struct dossier_queue);
	struct search_form in = { .q = "" };
	struct dossier_row *rows;
	size_t count;

	TRY(req_read(op, req, dossier_search_fields, &in));
	TRY(dossier_search(op, in.q, &rows, &count));
	page->total = (int64_t)count;
	page->many = count == SEARCH_MAX;
	page->sought = in.q;
	page->order_key = "queue.by_name";
	page->may_receive = op->actor.may & MAY_RECEIVE;
	TRY(give_rows(op, req, rows, count, page));
	return reply_view(op, reply, &dossier_queue_view, page);
}
