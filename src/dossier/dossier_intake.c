/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_intake.h"
#include "core/text.h"
#include "core/time.h"
#include "dossier/dossier_clock.h"
#include "dossier/dossier_input.h"
#include <string.h>

static const char *const step_names[] = { "", "procedure", "applicant", "papers", "review" };

enum { STEP_NAMES = sizeof step_names / sizeof *step_names };

enum intake_step intake_step_of(const char *name)
{
	for (size_t i = 1; i < STEP_NAMES; i++)
		if (!strcmp(step_names[i], name))
			return (enum intake_step)i;
	return 0;
}

static bool is(const char *text, const char *word)
{
	return text && !strcmp(text, word);
}

static const struct unit *unit_said(const struct intake_meant *m, enum unit_tier tier,
				    const char *code, int32_t day)
{
	return code ? unit_by_code(m->territory, tier, code, day) : NULL;
}

enum rc intake_mean(struct op *op, const struct intake *in, struct intake_meant *out)
{
	const struct catalogue *c;
	int32_t day = time_day(op->now_us);
	int64_t at = dossier_receiving_unit(&op->actor);

	*out = (struct intake_meant){ 0 };
	TRY(catalogue_of(op, &c));
	TRY(territory_of(op, &out->territory));
	out->procedure = in->procedure ? procedure_on(c, in->procedure, day) : NULL;
	out->own = at ? unit_by_id(out->territory, at) : NULL;
	out->home = unit_said(out, TIER_COMMUNE, in->unit, day);
	out->competent = unit_said(out, TIER_ANY, in->competent, day);
	if (!in->competent)
		out->competent = input_competent(out->territory, out->procedure,
						 out->own ? out->own : out->home, day);
	out->return_at = unit_said(out, TIER_ANY, in->return_at, day);
	if (!in->return_at)
		out->return_at = out->own ? out->own : out->competent;
	if (out->procedure)
		out->papers = out->procedure->papers_count < INTAKE_PAPERS ?
				      out->procedure->papers_count :
				      INTAKE_PAPERS;
	for (size_t i = 0; i < out->papers; i++)
		out->missing += is(in->papers[i].have, "no");
	return RC_OK;
}

static bool add_paper(struct dossier_new *new, const char *name, const char *form, int64_t copies)
{
	if (new->papers_count == PAPERS_MAX)
		return false;
	new->papers[new->papers_count++] = (struct dossier_paper){ name, form, copies };
	return true;
}

/* Faults bear the names of the fields on the page, which are numbered as the procedure's papers are. */
static void read_paper(struct arena *mem, struct findings *f, const struct intake *in,
		       const struct intake_meant *m, size_t i, struct dossier_new *new)
{
	const struct intake_paper *p = &in->papers[i];
	const char *name = m->procedure->papers[i];
	const char *field = arena_text(mem, "papers.%zu.have", i);
	int64_t copies = 1;

	if (is(p->have, "none"))
		return;
	if (is(p->have, "no")) {
		if (m->own)
			ERROR_AT(f, NULL, 0, field, "intake.missing_one", name);
		return;
	}
	if (is(p->have, "look")) {
		add_paper(new, name, "electronic", 1);
		return;
	}
	if (!is(p->have, "paper")) {
		ERROR_AT(f, NULL, 0, field, "intake.have", name);
		return;
	}
	if (p->copies && (!text_number(p->copies, &copies) || copies < 1 || copies > 99))
		ERROR_AT(f, NULL, 0, arena_text(mem, "papers.%zu.copies", i), "dossier.paper_copies");
	add_paper(new, name, is(p->form, "copy") ? "copy" : "original", copies);
}

static void read_extra(struct arena *mem, struct findings *f, const struct intake *in,
		       struct dossier_new *new)
{
	char *rest = arena_copy(mem, in->extra), *line;

	while (rest && (line = strsep(&rest, "\r\n"))) {
		const char *name = text_trim(mem, line);

		if (!*name)
			continue;
		if (!text_within(name, 1, 200) || strchr(name, '\t'))
			ERROR_AT(f, NULL, 0, "extra", "dossier.paper_name");
		else if (!add_paper(new, name, "original", 1)) {
			ERROR_AT(f, NULL, 0, "extra", "dossier.papers_many");
			return;
		}
	}
}

static struct dossier_new new_of(struct op *op, struct findings *papers_faults,
				 const struct intake *in, const struct intake_meant *m)
{
	struct dossier_new new = {
		.procedure = in->procedure,
		.competent = in->competent,
		.return_at = in->return_at,
		.applicant = { .name = in->name, .personal_id = in->personal_id, .phone = in->phone,
			       .email = in->email, .address = in->address, .village = in->village },
		.applicant_unit = in->unit,
		.channel = m->own ? in->channel : "online",
		.papers = arena_many(op->mem, struct dossier_paper, PAPERS_MAX),
	};

	for (size_t i = 0; i < m->papers; i++)
		read_paper(op->mem, papers_faults, in, m, i, &new);
	read_extra(op->mem, papers_faults, in, &new);
	return new;
}

static enum intake_step step_at_fault(const char *field)
{
	if (!strcmp(field, "procedure"))
		return INTAKE_PROCEDURE;
	return !strncmp(field, "papers", 6) ? INTAKE_PAPER_CHECK : INTAKE_APPLICANT;
}

/* What input_new says of the fields of @step. */
static enum rc check_input(struct op *op, struct findings *f, const struct dossier_new *new,
			   const struct intake_meant *m, enum intake_step step)
{
	struct findings all = { .mem = op->mem };
	struct dossier_meant meant;
	enum rc rc = input_new(op, &all, new, m->own, &meant);

	if (rc != RC_OK && rc != RC_INVALID)
		return rc;
	for (size_t i = 0; i < all.count; i++)
		if (step_at_fault(all.items[i].column) == step)
			finding_add(f, false, NULL, 0, all.items[i].column, all.items[i].key,
				    all.items[i].args, FINDING_ARGS);
	return RC_OK;
}

enum rc intake_check(struct op *op, struct findings *f, const struct intake *in,
		     enum intake_step step)
{
	struct intake_meant m;
	struct findings papers = { .mem = op->mem };
	size_t errors = f->errors;

	TRY(intake_mean(op, in, &m));
	struct dossier_new new =
		new_of(op, step == INTAKE_PAPER_CHECK ? f : &papers, in, &m);

	TRY(check_input(op, f, &new, &m, step));
	if (f->errors > errors)
		return FAIL(op, RC_INVALID, "request.fields", "%zu faults", f->errors - errors);
	return RC_OK;
}

enum rc intake_open(struct op *op, struct findings *f, const struct intake *in,
		    struct dossier **out)
{
	struct intake_meant m;
	size_t errors = f->errors;

	TRY(intake_mean(op, in, &m));
	struct dossier_new new = new_of(op, f, in, &m);

	if (f->errors > errors)
		return FAIL(op, RC_INVALID, "request.fields", "%zu papers", f->errors - errors);
	return dossier_open(op, f, &new, out);
}

enum rc intake_due(struct op *op, const struct procedure *p, int64_t *due_us)
{
	struct dossier d = { .procedure = p, .state = STATE_RECEIVED, .clock = "" };

	TRY(clock_start(op, &d));
	*due_us = d.due_us;
	return RC_OK;
}
