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
#include <string.h>

static const struct field handover_fields[] = {
	TIME_FIELD(handover, at_us, .name = "at"), TEXT_FIELD(handover, from), TEXT_FIELD(handover, to),
	TEXT_FIELD(handover, by), TEXT_FIELD(handover, done, .name = "step"),
	TEXT_FIELD(handover, result),
	{ 0 },
};
static const struct field sheet_fields[] = {
	OBJECT_FIELD(dossier_sheet, d, dossier_view_fields, .name = "dossier"),
	TEXT_FIELD(dossier_sheet, superior), TEXT_FIELD(dossier_sheet, office),
	TEXT_FIELD(dossier_sheet, limit), TEXT_FIELD(dossier_sheet, basis),
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

/* The officer who took it at the counter. */
static const char *received_by_whom(const struct dossier_view *v)
{
	const char *who = "";

	for (size_t i = 0; i < v->history_count; i++)
		if (v->history[i].to && !strcmp(v->history[i].to, "S4") && !*who)
			who = v->history[i].by;
	return who;
}

static enum rc sheet_of(struct op *op, struct req *req, struct dossier_sheet **out)
{
	struct dossier_sheet *s = arena_one(op->mem, struct dossier_sheet);
	int32_t day = time_day(op->now_us);
	const struct territory *t;
	struct dossier_view *v;
	struct dossier *d;

	TRY(find_seen(op, req, &d));
	if (!d->received_us)
		return FAIL(op, RC_NOT_FOUND, "dossier.not_received", "%s", d->code);
	TRY(dossier_view(op, d, req_lang(req), &v));
	TRY(territory_of(op, &t));
	const struct unit *at = unit_by_id(t, d->received_by);

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
		.track_url = req_public(req, "/track?token="),
		.now_us = op->now_us,
		.officer = received_by_whom(v),
	};
	TRY(dossier_handovers(op, d, req_lang(req), (struct handover **)&s->handovers,
			      &s->handovers_count));
	*out = s;
	return RC_OK;
}

enum rc show_receipt_form(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_sheet *sheet;

	TRY(sheet_of(op, req, &sheet));
	return reply_view(op, reply, &form01_view, sheet);
}

enum rc show_control_form(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_sheet *sheet;

	TRY(sheet_of(op, req, &sheet));
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
