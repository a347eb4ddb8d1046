/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wizard. Every page is one form that carries all that was typed; a press posts it to the step it
 * was typed in, and the answer is the page it leads to. Nothing personal stands in an address, and
 * nothing is stored before the last press.
 */
#include "dossier/dossier_intake_web.h"
#include "core/text.h"
#include "core/time.h"
#include "dossier/intake_applicant.html.h"
#include "dossier/intake_done.html.h"
#include "dossier/intake_missing.html.h"
#include "dossier/intake_papers.html.h"
#include "dossier/intake_procedure.html.h"
#include "dossier/intake_resume.html.h"
#include "dossier/intake_review.html.h"
#include <sodium.h>
#include <string.h>

enum { KEY_BYTES = 16, TYPED_MAX = 1000, EXTRA_MAX = 5000 };

static const struct view step_views[] = {
	[INTAKE_PROCEDURE] = VIEW_PAGE(intake_procedure),
	[INTAKE_APPLICANT] = VIEW_PAGE(intake_applicant),
	[INTAKE_PAPER_CHECK] = VIEW_PAGE(intake_papers),
	[INTAKE_REVIEW] = VIEW_PAGE(intake_review),
};
static const struct view done_view = VIEW_PAGE(intake_done);
static const struct view missing_view = VIEW_PAGE(intake_missing);
static const struct view resume_view = VIEW_PAGE(intake_resume);

#define TYPED(member, ...) TEXT_FIELD(intake, member, .max = TYPED_MAX, ##__VA_ARGS__)

static enum rc procedure_named(struct op *op, enum lang lang, const char *code, const char **out)
{
	const struct catalogue *c;

	TRY(catalogue_of(op, &c));
	const struct procedure *p = procedure_on(c, code, time_day(op->now_us));

	if (p)
		*out = lang == LANG_EN && *p->name_en ? p->name_en : p->name;
	return RC_OK;
}

static enum rc unit_of_code(struct op *op, enum lang lang, const char *code, const char **out)
{
	const struct territory *t;
	int32_t day = time_day(op->now_us);

	TRY(territory_of(op, &t));
	const struct unit *u = unit_by_code(t, TIER_ANY, code, day);

	if (u)
		*out = unit_named(op->mem, u, day);
	(void)lang; /* its name is the same in both */
	return RC_OK;
}

/* Flat names, as the pages have them. */
static const struct field typed_fields[] = {
	TYPED(key, .name = "intake_key"), TYPED(q, .label = "intake.q"), TYPED(to),
	TYPED(procedure, .label = "intake.procedure", .named = procedure_named),
	TYPED(choice, .label = "intake.procedure", .named = procedure_named),
	TYPED(name, .name = "applicant.name", .label = "intake.name"),
	TYPED(personal_id, .name = "applicant.personal_id", .label = "intake.personal_id"),
	TYPED(phone, .name = "applicant.phone", .label = "intake.phone"),
	TYPED(email, .name = "applicant.email", .label = "intake.email_of"),
	TYPED(address, .name = "applicant.address", .label = "intake.address_of"),
	TYPED(village, .name = "applicant.village", .label = "intake.village"),
	TYPED(unit, .name = "applicant.unit", .label = "intake.unit", .named = unit_of_code),
	TYPED(competent, .label = "intake.competent", .named = unit_of_code),
	TYPED(return_at, .label = "intake.return_at", .named = unit_of_code),
	TYPED(channel, .label = "intake.channel", .values = "intake.channel_"),
	TEXT_FIELD(intake, extra, .max = EXTRA_MAX, .lines = true, .label = "intake.extra"),
	{ 0 },
};

struct papers_typed {
	struct intake_paper *papers;
	size_t papers_count;
};
static const struct field paper_fields[] = {
	TEXT_FIELD(intake_paper, have, .max = 10), TEXT_FIELD(intake_paper, form, .max = 10),
	TEXT_FIELD(intake_paper, copies, .max = 20),
	{ 0 },
};
static const struct field papers_fields[] = {
	LIST_FIELD(papers_typed, papers, paper_fields, .max = INTAKE_PAPERS),
	{ 0 },
};

static const char *typed_text(const struct req *req, const char *field)
{
	const char *text = req_typed(req, field);

	return text && *text ? text : NULL;
}

/* As it came: for a page that is shown again, whose faults are known already. */
static void read_again(struct arena *mem, const struct req *req, struct intake *in)
{
	for (const struct field *f = typed_fields; f->name; f++)
		*(const char **)(void *)((char *)in + f->offset) = typed_text(req, f->name);
	for (size_t i = 0; i < INTAKE_PAPERS; i++)
		in->papers[i] = (struct intake_paper){
			typed_text(req, arena_text(mem, "papers.%zu.have", i)),
			typed_text(req, arena_text(mem, "papers.%zu.form", i)),
			typed_text(req, arena_text(mem, "papers.%zu.copies", i)),
		};
}

/* RC_INVALID: some text is too long or odd; @in has what there is, so that all faults are told at once. */
static enum rc read_typed(struct op *op, struct req *req, struct intake *in)
{
	struct papers_typed papers = { 0 };

	*in = (struct intake){ 0 };
	if (req_again(req)) {
		read_again(op->mem, req, in);
		return RC_OK;
	}
	enum rc rc = req_read(op, req, typed_fields, in);

	if (rc == RC_OK || rc == RC_INVALID)
		rc = req_read(op, req, papers_fields, &papers);
	for (size_t i = 0; i < papers.papers_count && i < INTAKE_PAPERS; i++)
		in->papers[i] = papers.papers[i];
	if (in->choice) {
		/* Another procedure asks for other papers. */
		if (!in->procedure || strcmp(in->procedure, in->choice) != 0)
			memset(in->papers, 0, sizeof in->papers);
		in->procedure = in->choice;
	}
	return rc;
}

static const char *key_new(struct arena *mem)
{
	unsigned char bytes[KEY_BYTES];

	randombytes_buf(bytes, sizeof bytes);
	return text_hex(mem, bytes, sizeof bytes);
}

/* The page of @at, or of the first one that what was typed does not reach beyond. */
static enum rc reply_step(struct op *op, const struct req *req, struct reply *reply,
			  enum intake_step at, struct intake_page *page)
{
	struct intake_meant m;

	TRY(intake_mean(op, &page->in, &m));
	if (!m.procedure)
		at = INTAKE_PROCEDURE;
	if (!page->in.key)
		page->in.key = key_new(op->mem);
	TRY(intake_show(op, req, at, page));
	return reply_view(op, reply, &step_views[at], page);
}

static enum rc start(struct op *op, struct req *req, struct reply *reply)
{
	struct intake_page *page = arena_one(op->mem, struct intake_page);

	page->fresh = true;
	page->in.procedure = req_query(req, "procedure");
	if (page->in.procedure && !text_within(page->in.procedure, 1, 40))
		page->in.procedure = NULL;
	if (!dossier_receiving_unit(&op->actor))
		page->in.name = op->actor.full_name;
	return reply_step(op, req, reply, INTAKE_APPLICANT, page);
}

/* A link in the middle, say after a sign-in that had run out: the browser may still have the draft. */
static enum rc resume(struct op *op, struct req *req, struct reply *reply)
{
	struct intake_page *page = arena_one(op->mem, struct intake_page);

	page->in.to = req_part(req, 0);
	/* What the review's own form does is for good: a draft goes there by way of the papers. */
	page->resume_at = intake_step_of(page->in.to) == INTAKE_REVIEW ? "papers" : page->in.to;
	TRY(intake_show(op, req, 0, page));
	page->rows = intake_blank_rows(op->mem);
	page->rows_count = INTAKE_PAPERS;
	return reply_view(op, reply, &resume_view, page);
}

static enum rc find_step(struct op *op, struct req *req)
{
	const char *name = req_part(req, 0);

	if (!intake_step_of(name))
		return FAIL(op, RC_NOT_FOUND, "request.nothing_here", "no step %s", name);
	return RC_OK;
}

static enum rc faults(struct op *op, struct req *req, const struct findings *f, enum rc rc)
{
	for (size_t i = 0; i < f->count; i++)
		if (!f->items[i].warning && !req_fault_of(req, f->items[i].column))
			req_fault_args(op, req, f->items[i].column, f->items[i].key,
				       f->items[i].args, FINDING_ARGS);
	return rc;
}

/* Where the pressed button leads: back, without asking anything, or on when this step is in order. */
static enum rc go(struct op *op, struct req *req, struct reply *reply)
{
	enum intake_step at = intake_step_of(req_part(req, 0)), to;
	struct intake_page *page = arena_one(op->mem, struct intake_page);
	struct findings f = { .mem = op->mem };

	enum rc rc = read_typed(op, req, &page->in);

	if (rc != RC_OK && rc != RC_INVALID)
		return rc;
	to = page->in.to ? intake_step_of(page->in.to) : at + 1;
	if (!to || to > INTAKE_REVIEW)
		return FAIL_FIELD(op, "to", "field.no_choice", "%s", page->in.to);
	for (enum intake_step s = at; s < to; s++)
		TRY(faults(op, req, &f, intake_check(op, &f, &page->in, s)));
	TRY(rc);
	return reply_step(op, req, reply, to, page);
}

static enum rc go_again(struct op *op, struct req *req, struct reply *reply)
{
	struct intake_page *page = arena_one(op->mem, struct intake_page);

	TRY(read_typed(op, req, &page->in));
	return reply_step(op, req, reply, intake_step_of(req_part(req, 0)), page);
}

static enum rc send_again(struct op *op, struct req *req, struct reply *reply)
{
	struct intake_page *page = arena_one(op->mem, struct intake_page);

	TRY(read_typed(op, req, &page->in));
	return reply_step(op, req, reply, INTAKE_REVIEW, page);
}

/* The key of the intake comes as that of the request: a second press finds the first answer. */
static enum rc send(struct op *op, struct req *req, struct reply *reply)
{
	struct findings f = { .mem = op->mem };
	struct intake in;
	struct dossier *d;

	TRY(read_typed(op, req, &in));
	TRY(faults(op, req, &f, intake_open(op, &f, &in, &d)));
	return reply_go(op, reply, "/dossiers/%s/opened", d->code);
}

/* A list to take home; no dossier, so none of the forms with a legal title. */
static enum rc list_missing(struct op *op, struct req *req, struct reply *reply)
{
	struct intake_page *page = arena_one(op->mem, struct intake_page);

	TRY(read_typed(op, req, &page->in));
	TRY(intake_show(op, req, INTAKE_PAPER_CHECK, page));
	return reply_view(op, reply, &missing_view, page);
}

static const char *named(struct op *op, const struct territory *t, int64_t id)
{
	const struct unit *u = unit_by_id(t, id);

	return u ? unit_named(op->mem, u, time_day(op->now_us)) : NULL;
}

static enum rc show_opened(struct op *op, struct req *req, struct reply *reply)
{
	struct intake_done *page = arena_one(op->mem, struct intake_done);
	const struct territory *t;
	struct dossier *d;

	TRY(dossier_find(op, req_part(req, 0), &d));
	TRY(territory_of(op, &t));
	*page = (struct intake_done){
		.code = d->code,
		.online = d->filed_by == op->actor.id,
		.has_due = d->due_us != 0,
		.due_us = d->due_us,
		.return_named = named(op, t, d->return_at),
		.competent_named = named(op, t, d->competent),
		.dossier = URL(op->mem, "dossiers", d->code),
		.receipt = URL(op->mem, "dossiers", d->code, "forms", "01"),
	};
	if (*d->procedure->limit_text)
		page->limit_words = limit_show(op->mem, req_lang(req), d->procedure->limit);
	page->marks = intake_marks(op->mem, page->online, INTAKE_DONE);
	page->marks_count = INTAKE_STEPS;
	page->where = page->online ? "filing.where_5" : "intake.where_5";
	return reply_view(op, reply, &done_view, page);
}

enum { MAY_FILE = MAY_RECEIVE | MAY_APPLY };

/* clang-format off */
const struct route intake_routes[] = {
	{ GET,  "/dossiers/new",         MAY_FILE,    TX_READ,  start,        .hidden = true },
	{ POST, "/dossiers/new/review",  MAY_FILE,    TX_WRITE, send,         .again = send_again, .input = typed_fields, .hidden = true },
	{ POST, "/dossiers/new/missing", MAY_RECEIVE, TX_READ,  list_missing, .input = typed_fields, .hidden = true },
	{ GET,  "/dossiers/new/{}",      MAY_FILE,    TX_READ,  resume,       .seek = find_step, .hidden = true },
	{ POST, "/dossiers/new/{}",      MAY_FILE,    TX_READ,  go,           .seek = find_step, .again = go_again, .input = typed_fields, .hidden = true },
	{ GET,  "/dossiers/{}/opened",   MAY_SIGNED_IN, TX_READ, show_opened, .hidden = true },
	{ 0 },
};
/* clang-format on */
