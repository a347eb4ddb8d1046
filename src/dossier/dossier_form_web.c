/* SPDX-License-Identifier: Apache-2.0 */
/* Papers of a dossier that the browser prints, and the explanation of its due time. */
#include "calendar/calendar.h"
#include "core/time.h"
#include "dossier/dossier_form01.html.h"
#include "dossier/dossier_form06.html.h"
#include "dossier/dossier_web.h"
#include "ledger/look.h"
#include "org/org_law.h"
#include "web/reply.h"

static const struct field handover_fields[] = {
	TIME_FIELD(handover, at_us, .name = "at"), TEXT_FIELD(handover, from), TEXT_FIELD(handover, to),
	TEXT_FIELD(handover, by), TEXT_FIELD(handover, done, .name = "step"),
	TEXT_FIELD(handover, result),
	{ 0 },
};
static const struct field sheet_fields[] = {
	OBJECT_FIELD(dossier_sheet, d, dossier_view_fields, .name = "dossier"),
	TEXT_FIELD(dossier_sheet, superior), TEXT_FIELD(dossier_sheet, office),
	TEXT_FIELD(dossier_sheet, limit), TIME_FIELD(dossier_sheet, promised_us, .name = "promised_at"),
	TEXT_FIELD(dossier_sheet, basis),
	TEXT_FIELD(dossier_sheet, forms_basis, .name = "forms"),
	LIST_FIELD(dossier_sheet, handovers, handover_fields),
	{ 0 },
};

static const struct view form01_view = VIEW(dossier_form01, sheet_fields);
static const struct view form06_view = VIEW(dossier_form06, sheet_fields);

static enum rc find_seen(struct op *op, struct req *req, struct dossier **d)
{
	TRY(dossier_find(op, req_part(req, 0), d));
	return look_add(op, "dossier", arena_text(op->mem, "%lld", (long long)(*d)->id));
}

/* The step that received it. */
static enum rc reception_of(struct op *op, const struct dossier *d, struct dossier_event *out)
{
	struct dossier_event *events;
	size_t count;

	TRY(dossier_events(op, d, &events, &count));
	for (size_t i = 0; i < count; i++)
		if (events[i].to == STATE_RECEIVED) {
			*out = events[i];
			return RC_OK;
		}
	return FAIL(op, RC_BROKEN, "dossier.check_history", "%s was never received", d->code);
}

/* Where the receipt's token is looked up; NULL where the office has no address that people could type. */
static const char *track_of(const struct req *req)
{
	const char *address = req_public(req, "/track?token=");

	return *address == '/' ? NULL : address;
}

/* A paper of the centre of @unit, as both were called on @day. */
static enum rc sheet_of(struct op *op, struct req *req, const struct dossier *d, int64_t unit,
			int32_t day, struct dossier_sheet **out)
{
	struct dossier_sheet *s = arena_one(op->mem, struct dossier_sheet);
	const struct territory *t;
	struct dossier_view *v;

	TRY(dossier_view(op, d, req_lang(req), &v));
	TRY(territory_of(op, &t));
	const struct unit *at = unit_by_id(t, unit);

	*s = (struct dossier_sheet){
		.d = *v,
		.superior = org_name(op->mem, at, ORG_COMMITTEE, NULL, day, LANG_VI),
		.office = org_name(op->mem, at, ORG_CENTRE, NULL, day, LANG_VI),
		.place = unit_name(at, day),
		.received_named = dossier_unit_named(op, t, d->received_by),
		.competent_named = dossier_unit_named(op, t, d->competent),
		.return_named = dossier_unit_named(op, t, d->return_at),
		.limit = *d->procedure->limit_text ? limit_show(op->mem, req_lang(req), d->procedure->limit)
						   : NULL,
		.basis = d->procedure->basis,
		.forms_basis = d->procedure->forms,
		.track_url = track_of(req),
		.now_us = op->now_us,
		.promised_us = d->promised_us,
	};
	TRY(dossier_handovers(op, d, req_lang(req), (struct handover **)&s->handovers,
			      &s->handovers_count));
	*out = s;
	return RC_OK;
}

static enum rc find_received(struct op *op, struct req *req, struct dossier **d)
{
	TRY(find_seen(op, req, d));
	if (!(*d)->received_us)
		return FAIL(op, RC_NOT_FOUND, "dossier.not_received", "%s", (*d)->code);
	return RC_OK;
}

/* Place and date as Decree 30/2020/ND-CP writes them: days under 10 and the months 1 and 2 with a nought. */
static const char *dated(struct arena *mem, const char *place, int64_t us)
{
	int year, month, day;

	day_split(time_day(us), &year, &month, &day);
	return words_put(mem, LANG_VI, "form.dated", place, arena_text(mem, "%02d", day),
			 arena_text(mem, month < 3 ? "%02d" : "%d", month),
			 arena_text(mem, "%d", year));
}

/*
 * The receipt is a paper of the day it was given: it names the office of then, also when an order has ended
 * its unit since (Resolution 190/2025/QH15 art. 10), and the due time that was promised.
 */
enum rc show_receipt_form(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_event given;
	struct dossier_sheet *sheet;
	struct dossier *d;

	TRY(find_received(op, req, &d));
	TRY(reception_of(op, d, &given));
	TRY(sheet_of(op, req, d, given.to_unit, time_day(given.at_us), &sheet));
	sheet->officer = given.by_name;
	sheet->dated = dated(op->mem, sheet->place, sheet->d.received_us);
	return reply_view(op, reply, &form01_view, sheet);
}

enum rc show_control_form(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_sheet *sheet;
	struct dossier *d;

	TRY(find_received(op, req, &d));
	TRY(sheet_of(op, req, d, d->received_by, time_day(op->now_us), &sheet));
	sheet->dated = dated(op->mem, sheet->place, op->now_us);
	return reply_view(op, reply, &form06_view, sheet);
}

static const struct field line_fields[] = {
	TEXT_FIELD(due_line_view, kind), TEXT_FIELD(due_line_view, text),
	TIME_FIELD(due_line_view, from_us, .name = "from"),
	TIME_FIELD(due_line_view, to_us, .name = "to"),
	{ 0 },
};
static const struct field due_fields[] = {
	TEXT_FIELD(due_explanation, code), TEXT_FIELD(due_explanation, limit),
	BOOL_FIELD(due_explanation, paused),
	TIME_FIELD(due_explanation, promised_us, .name = "promised_at"),
	TIME_FIELD(due_explanation, extended_us, .name = "extended_to"),
	TIME_FIELD(due_explanation, due_us, .name = "due_at"),
	LIST_FIELD(due_explanation, lines, line_fields),
	{ 0 },
};
static const struct view due_view = VIEW_JSON(due_explanation, due_fields);

enum rc explain_due(struct op *op, struct req *req, struct reply *reply)
{
	struct due_explanation *e = arena_one(op->mem, struct due_explanation);
	struct due_line *lines;
	struct dossier *d;
	size_t count;

	TRY(find_seen(op, req, &d));
	if (req_page(req)) /* the page has it under "why" */
		return reply_go(op, reply, "/dossiers/%s", d->code);
	TRY(dossier_due_lines(op, d, &lines, &count));
	struct due_line_view *views = arena_many(op->mem, struct due_line_view, count + 1);

	for (size_t i = 0; i < count; i++)
		views[i] = (struct due_line_view){
			.kind = due_line_name(lines[i].kind),
			.text = due_line_show(op->mem, req_lang(req), &lines[i]),
			.from_us = lines[i].from ? minute_us(lines[i].from) : 0,
			.to_us = lines[i].to && lines[i].to != PAUSE_OPEN ? minute_us(lines[i].to) : 0,
		};
	*e = (struct due_explanation){
		.code = d->code, .limit = d->procedure->limit_text, .paused = d->paused,
		.due_us = d->due_us, .promised_us = d->promised_us, .extended_us = d->extended_us,
		.lines = views, .lines_count = count,
	};
	return reply_view(op, reply, &due_view, e);
}
