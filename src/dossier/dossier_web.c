/* SPDX-License-Identifier: Apache-2.0 */
/* One dossier: opened, shown, acted on. */
#include "dossier/dossier_web.h"
#include "calendar/calendar.h"
#include "core/text.h"
#include "core/time.h"
#include "dossier/dossier_show.html.h"
#include "ledger/look.h"
#include "territory/territory_web.h"
#include "web/reply.h"
#include <string.h>

/* What is read. */
struct applicant_form {
	const char *name, *personal_id, *phone, *email, *address, *unit, *village;
};

struct paper_form {
	const char *name, *form;
	int64_t copies;
};

struct open_form {
	const char *procedure, *competent, *return_at, *channel;
	bool wide;
	struct applicant_form applicant;
	const struct paper_form *papers;
	size_t papers_count;
};

struct act_form {
	const char *note, *reason, *officer, *reference, *to, *by, *missing_lines;
	const char *const *missing;
	size_t missing_count;
	int64_t due_us, amount;
	struct applicant_form applicant;
};

static const struct field applicant_fields[] = {
	TEXT_FIELD(applicant_form, name, .label = "dossier.a_name"),
	TEXT_FIELD(applicant_form, personal_id, .label = "dossier.a_personal_id"),
	TEXT_FIELD(applicant_form, phone, .label = "dossier.a_phone"),
	TEXT_FIELD(applicant_form, email, .label = "dossier.a_email"),
	TEXT_FIELD(applicant_form, address, .label = "dossier.a_address"),
	TEXT_FIELD(applicant_form, unit, .label = "dossier.a_unit"),
	TEXT_FIELD(applicant_form, village, .label = "dossier.a_village"),
	{ 0 },
};

static const struct field paper_fields[] = {
	TEXT_FIELD(paper_form, name), TEXT_FIELD(paper_form, form), INT_FIELD(paper_form, copies),
	{ 0 },
};

static const struct field open_fields[] = {
	TEXT_FIELD(open_form, procedure), TEXT_FIELD(open_form, competent),
	TEXT_FIELD(open_form, return_at), TEXT_FIELD(open_form, channel),
	BOOL_FIELD(open_form, wide), OBJECT_FIELD(open_form, applicant, applicant_fields),
	LIST_FIELD(open_form, papers, paper_fields, .max = 50),
	{ 0 },
};

static const struct field act_fields[] = {
	TEXT_FIELD(act_form, note, .lines = true),
	TEXT_FIELD(act_form, reason, .lines = true, .label = "dossier.f_reason"),
	TEXTS_FIELD(act_form, missing, .label = "dossier.f_missing"),
	TEXT_FIELD(act_form, missing_lines, .lines = true, .max = 6000, .label = "dossier.f_missing"),
	TEXT_FIELD(act_form, officer, .label = "dossier.f_officer"),
	TIME_FIELD(act_form, due_us, .name = "due_at", .label = "dossier.f_due"),
	MONEY_FIELD(act_form, amount, .label = "dossier.f_amount"),
	TEXT_FIELD(act_form, reference, .label = "dossier.f_reference"),
	TEXT_FIELD(act_form, to, .label = "dossier.f_to"),
	TEXT_FIELD(act_form, by, .label = "dossier.f_by"),
	OBJECT_FIELD(act_form, applicant, applicant_fields),
	{ 0 },
};

/* What is shown. */
const struct field procedure_brief_fields[] = {
	TEXT_FIELD(procedure_brief, code), TEXT_FIELD(procedure_brief, name),
	{ 0 },
};
static const struct field holder_fields[] = {
	TEXT_FIELD(holder_view, body), TEXT_FIELD(holder_view, officer),
	{ 0 },
};
static const struct field person_fields[] = {
	TEXT_FIELD(applicant_view, name), TEXT_FIELD(applicant_view, personal_id),
	TEXT_FIELD(applicant_view, phone), TEXT_FIELD(applicant_view, email),
	TEXT_FIELD(applicant_view, address), TEXT_FIELD(applicant_view, unit),
	TEXT_FIELD(applicant_view, village),
	{ 0 },
};
static const struct field paper_view_fields[] = {
	TEXT_FIELD(paper_view, name), TEXT_FIELD(paper_view, form), INT_FIELD(paper_view, copies),
	{ 0 },
};
static const struct field event_fields[] = {
	TIME_FIELD(event_view, at_us, .name = "at"), TEXT_FIELD(event_view, action),
	TEXT_FIELD(event_view, by), TEXT_FIELD(event_view, from), TEXT_FIELD(event_view, to),
	TEXT_FIELD(event_view, note), TEXT_FIELD(event_view, missing, .omit = true),
	{ 0 },
};
static const struct field next_fields[] = {
	TEXT_FIELD(next_view, action), TEXT_FIELD(next_view, label), TEXT_FIELD(next_view, href),
	{ 0 },
};
static const struct field issued_fields[] = {
	TEXT_FIELD(issued_view, form), TEXT_FIELD(issued_view, href),
	{ 0 },
};
static const struct field receipt_fields[] = {
	TEXT_FIELD(receipt_view, number), TEXT_FIELD(receipt_view, token),
	TEXT_FIELD(receipt_view, track),
	{ 0 },
};
const struct field dossier_view_fields[] = {
	TEXT_FIELD(dossier_view, code), INT_FIELD(dossier_view, version),
	OBJECT_FIELD(dossier_view, procedure, procedure_brief_fields), STANDING_FIELDS(dossier_view),
	TIME_FIELD(dossier_view, stopped_us, .name = "stopped_at"), AGENCY_FIELDS(dossier_view),
	OBJECT_FIELD(dossier_view, holder, holder_fields),
	OBJECT_FIELD(dossier_view, applicant, person_fields), TEXT_FIELD(dossier_view, channel),
	LIST_FIELD(dossier_view, papers, paper_view_fields),
	LIST_FIELD(dossier_view, history, event_fields), LIST_FIELD(dossier_view, next, next_fields),
	LIST_FIELD(dossier_view, papers_issued, issued_fields),
	AT_FIELD(dossier_view, receipt, receipt_fields),
	{ 0 },
};

/* What has become of it, for who acts on an old state: nothing personal, because no look is recorded. */
static const struct field present_fields[] = {
	TEXT_FIELD(dossier_view, code), INT_FIELD(dossier_view, version),
	STANDING_FIELDS(dossier_view), TIME_FIELD(dossier_view, stopped_us, .name = "stopped_at"),
	AGENCY_FIELDS(dossier_view),
	OBJECT_FIELD(dossier_view, holder, holder_fields), LIST_FIELD(dossier_view, next, next_fields),
	{ 0 },
};

static const struct view dossier_show_view = VIEW(dossier_show, dossier_view_fields);
static const struct view present_view = VIEW_JSON(dossier_present, present_fields);

enum rc dossier_faults(struct op *op, struct req *req, const struct findings *f, enum rc rc)
{
	if (rc != RC_INVALID || (!f->errors && !req_faulty(req)))
		return rc;
	for (size_t i = 0; i < f->count; i++) {
		const struct finding *one = &f->items[i];
		size_t args = 0;

		while (args < FINDING_ARGS && one->args[args])
			args++;
		req_fault_args(op, req, one->column, one->key, one->args, args);
	}
	return req_invalid(op, req);
}

static struct applicant applicant_of(const struct applicant_form *f)
{
	return (struct applicant){ .name = f->name, .personal_id = f->personal_id, .phone = f->phone,
				   .email = f->email, .address = f->address, .village = f->village };
}

enum rc create_dossier(struct op *op, struct req *req, struct reply *reply)
{
	struct findings f = { .mem = op->mem };
	struct open_form in = { 0 };
	struct dossier_page *page;
	struct dossier *d;

	TRY(req_gather(op, req, open_fields, &in));
	struct dossier_paper *papers = arena_many(op->mem, struct dossier_paper, in.papers_count + 1);
	struct dossier_new asked = {
		.procedure = in.procedure, .competent = in.competent, .return_at = in.return_at,
		.channel = in.channel, .wide = in.wide, .applicant = applicant_of(&in.applicant),
		.applicant_unit = in.applicant.unit, .papers = papers,
		.papers_count = in.papers_count,
		.incomplete = req_faulty(req),
	};

	for (size_t i = 0; i < in.papers_count; i++) {
		const struct paper_form *p = &in.papers[i];

		papers[i] = (struct dossier_paper){ p->name, p->form, p->copies ? p->copies : 1 };
	}
	TRY(dossier_faults(op, req, &f, dossier_open(op, &f, &asked, &d)));
	TRY(dossier_page_of(op, req, d, &page));
	reply_version(reply, d->version);
	return reply_made(op, reply, &dossier_show_view, page, "/dossiers/%s", d->code);
}

/*
 * The dossier that seek_dossier found in this same operation; it is asked for once. Whoever runs again
 * (a page with its faults, an operation repeated) has sought it anew or seeks it here.
 */
static enum rc found(struct op *op, struct req *req, struct dossier **d)
{
	*d = req_kept(req);
	req_keep(req, NULL);
	return *d ? RC_OK : dossier_find(op, req_part(req, 0), d);
}

enum rc show_dossier(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier_page *page;
	struct dossier *d;

	TRY(found(op, req, &d));
	TRY(look_add(op, "dossier", arena_text(op->mem, "%lld", (long long)d->id)));
	TRY(dossier_page_of(op, req, d, &page));
	reply_version(reply, d->version);
	reply_title(reply, page->heading);
	return reply_view(op, reply, &dossier_show_view, page);
}

/* People write what is missing in one box, a line each. */
static void split_missing(struct arena *mem, struct act_form *in)
{
	char *rest = arena_copy(mem, in->missing_lines), *line;
	const char **lines = NULL;
	size_t count = 0;

	while (rest && (line = strsep(&rest, "\n"))) {
		char *text = text_trim(mem, line);

		if (!*text)
			continue;
		lines = arena_grow(mem, lines, count, sizeof *lines);
		lines[count++] = text;
	}
	if (count) {
		in->missing = lines;
		in->missing_count = count;
	}
}

/* The version acted on is the present one, or the answer is the present state. */
static enum rc need_fresh(struct op *op, struct req *req, struct reply *reply,
			  const struct dossier *d)
{
	struct dossier_view *now;
	int64_t version;
	enum rc rc = req_version(op, req, &version);

	if (rc == RC_OK)
		rc = dossier_fresh(op, d, version);
	if (rc == RC_STALE) {
		struct err why = op->err;

		TRY(dossier_view(op, d, req_lang(req), &now));
		reply_present(reply, &present_view, now, d->version);
		op->err = why;
	}
	return rc;
}

/* A program is shown the dossier in the answer; a page goes on to where the look is recorded. */
static enum rc record_look(struct op *op, const struct req *req, const struct dossier *d)
{
	if (req_page(req))
		return RC_OK;
	TRY(look_add(op, "dossier", arena_text(op->mem, "%lld", (long long)d->id)));
	return look_write(op);
}

enum rc act_on_dossier(struct op *op, struct req *req, struct reply *reply)
{
	enum dossier_action action = dossier_action_of(req_part(req, 1));
	struct findings f = { .mem = op->mem };
	struct act_form in = { .amount = -1 };
	struct dossier_page *page;
	struct dossier *d;

	TRY(found(op, req, &d));
	if (action == ACTIONS)
		return FAIL(op, RC_NOT_FOUND, "dossier.no_action", "%s", req_part(req, 1));
	TRY(dossier_may(op, d, action));
	TRY(need_fresh(op, req, reply, d));
	TRY(dossier_fits(op, d, action));
	TRY(req_gather(op, req, act_fields, &in));
	split_missing(op->mem, &in);
	const struct dossier_input asked = {
		.note = in.note, .reason = in.reason, .missing = in.missing,
		.missing_count = in.missing_count, .officer = in.officer, .due_us = in.due_us,
		.amount = in.amount, .reference = in.reference, .to = in.to, .by = in.by,
		.applicant = applicant_of(&in.applicant), .applicant_unit = in.applicant.unit,
		.incomplete = req_faulty(req),
	};

	TRY(dossier_faults(op, req, &f, dossier_act(op, &f, d, action, &asked)));
	TRY(record_look(op, req, d));
	TRY(dossier_page_of(op, req, d, &page));
	reply_version(reply, d->version);
	if (req_page(req))
		reply_flash(op, reply, "dossier.done",
			    words(req_lang(req), dossier_done_key(action)));
	return reply_done(op, reply, &dossier_show_view, page, "/dossiers/%s", d->code);
}

static enum rc seek_dossier(struct op *op, struct req *req)
{
	struct dossier *d;

	TRY(dossier_find(op, req_part(req, 0), &d));
	req_keep(req, d);
	return RC_OK;
}

/* clang-format off */
const struct route dossier_routes[] = {
	{ GET,  "/dossiers",               MAY_SIGNED_IN, TX_LOOK,  list_dossiers,
	  .query = dossier_query_fields, .view = &dossier_queue_view,
	  .summary = "a queue, by due time" },
	{ POST, "/dossiers",               MAY_SIGNED_IN, TX_WRITE, create_dossier,
	  .input = open_fields, .view = &dossier_show_view, .summary = "open a dossier" },
	{ GET,  "/dossiers/{}",            MAY_SIGNED_IN, TX_LOOK,  show_dossier,
	  .seek = seek_dossier, .view = &dossier_show_view, .summary = "a dossier" },
	{ GET,  "/dossiers/{}/due",        MAY_SIGNED_IN, TX_LOOK,  explain_due,
	  .seek = seek_dossier, .summary = "why it is due when it is" },
	{ GET,  "/dossiers/{}/forms/01",   MAY_SIGNED_IN, TX_LOOK,  show_receipt_form,
	  .seek = seek_dossier, .summary = "the receipt" },
	{ GET,  "/dossiers/{}/forms/06",   MAY_SIGNED_IN, TX_LOOK,  show_control_form,
	  .seek = seek_dossier, .summary = "the control slip" },
	{ POST, "/dossiers/{}/{}",         MAY_SIGNED_IN, TX_WRITE, act_on_dossier,
	  .seek = seek_dossier, .input = act_fields, .view = &dossier_show_view,
	  .again = show_dossier, .versioned = true, .summary = "an action on a dossier" },
	{ POST, "/search",                 MAY_READ,      TX_LOOK,  search_dossiers,
	  .input = dossier_search_fields, .view = &dossier_queue_view,
	  .summary = "find people's dossiers" },
	{ GET,  "/track",                  MAY_ALL,       TX_READ,  track_asked,
	  .query = track_query_fields,
	  .limited = true, .summary = "where a dossier is, by its code" },
	{ GET,  "/track/{}",               MAY_ALL,       TX_READ,  track_one,
	  .limited = true, .summary = "where a dossier is" },
	{ 0 },
};
/* clang-format on */
