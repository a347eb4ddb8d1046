/* SPDX-License-Identifier: Apache-2.0 */
/* What people write: all faults at once, each by its member. */
#include "dossier/dossier_input.h"
#include "core/text.h"
#include <string.h>

#define WRONG(f, member, key, ...) ERROR_AT((f), NULL, 0, (member), (key), ##__VA_ARGS__)

static bool digits(const char *text, size_t min, size_t max)
{
	size_t size = strlen(text);

	return size >= min && size <= max && strspn(text, "0123456789") == size;
}

/* "+84 912 000 268", "0912.000.268": 8 to 15 digits. */
static bool phone_fits(const char *text)
{
	size_t count = 0;

	if (*text == '+')
		text++;
	for (; *text; text++) {
		if (*text >= '0' && *text <= '9')
			count++;
		else if (!strchr(" .-()", *text))
			return false;
	}
	return count >= 8 && count <= 15;
}

static bool email_fits(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at > text && !strchr(at + 1, '@') && strchr(at + 1, '.') &&
	       at[1] != '.' && text[strlen(text) - 1] != '.' && !strpbrk(text, " \t,;<>\"");
}

void input_applicant(struct findings *f, const struct applicant *a, bool whole)
{
	if (a->name ? !text_within(a->name, 2, NAME_MAX_SHOWN) : whole)
		WRONG(f, "applicant.name", a->name ? "dossier.name" : "dossier.name_missing");
	if (a->personal_id && !digits(a->personal_id, 12, 12))
		WRONG(f, "applicant.personal_id", "dossier.personal_id");
	if (a->phone && !phone_fits(a->phone))
		WRONG(f, "applicant.phone", "dossier.phone");
	if (a->email && (!text_within(a->email, 3, 200) || !email_fits(a->email)))
		WRONG(f, "applicant.email", "dossier.email");
	if (a->address && !text_within(a->address, 1, 300))
		WRONG(f, "applicant.address", "dossier.address");
	if (a->village && !text_within(a->village, 1, 100))
		WRONG(f, "applicant.village", "dossier.village");
}

const struct unit *input_home(struct op *op, struct findings *f, const struct territory *t,
			      const char *code)
{
	const struct unit *unit =
		unit_by_code(t, TIER_COMMUNE, code, time_day(op->now_us));

	if (!unit)
		WRONG(f, "applicant.unit", "dossier.no_commune", code);
	return unit;
}

static void check_papers(struct arena *mem, struct findings *f, const struct dossier_new *in)
{
	static const char *const forms[] = { "original", "copy", "electronic" };

	if (in->papers_count > PAPERS_MAX)
		WRONG(f, "papers", "dossier.papers_many");
	for (size_t i = 0; i < in->papers_count && i < PAPERS_MAX; i++) {
		const struct dossier_paper *p = &in->papers[i];
		bool known = false;

		for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
			known |= p->form && !strcmp(p->form, forms[k]);
		if (!text_within(p->name, 1, 200) || strpbrk(p->name, "\t\n"))
			WRONG(f, arena_text(mem, "papers.%zu.name", i), "dossier.paper_name");
		if (!known)
			WRONG(f, arena_text(mem, "papers.%zu.form", i), "dossier.paper_form");
		if (p->copies < 1 || p->copies > 99)
			WRONG(f, arena_text(mem, "papers.%zu.copies", i), "dossier.paper_copies");
	}
}

/* A unit by the code somebody wrote; @otherwise when they wrote none. */
static const struct unit *unit_said(struct op *op, struct findings *f, const struct territory *t,
				    const char *member, const char *code,
				    const struct unit *otherwise)
{
	if (!code)
		return otherwise;
	const struct unit *unit = unit_by_code(t, TIER_ANY, code, time_day(op->now_us));

	if (!unit)
		WRONG(f, member, "dossier.no_unit", code);
	return unit;
}

const struct unit *input_competent(const struct territory *t, const struct procedure *p,
				   const struct unit *at, int32_t day)
{
	if (p && at && p->tier == TIER_DISTRICT && at->tier == TIER_COMMUNE)
		return unit_above(t, at, TIER_DISTRICT, day);
	return at;
}

static void find_competent(struct op *op, struct findings *f, const struct territory *t,
			   const struct dossier_new *in, const struct unit *at,
			   struct dossier_meant *m)
{
	int32_t day = time_day(op->now_us);
	const struct unit *own = input_competent(t, m->procedure, at ? at : m->home, day);

	m->competent = unit_said(op, f, t, "competent", in->competent, own);
	if (!m->competent && !in->competent && !at && !in->applicant_unit)
		WRONG(f, "applicant.unit", "dossier.commune_missing");
	else if (!m->competent && !in->competent && m->procedure && (at || m->home))
		WRONG(f, "competent", "dossier.no_competent");
	else if (m->competent && m->procedure && m->competent->tier != m->procedure->tier)
		WRONG(f, "competent", "dossier.tier",
		      unit_named(op->mem, m->competent, day));
}

static bool channel_fits(const char *channel, bool counter)
{
	if (!channel)
		return true;
	if (!counter)
		return !strcmp(channel, "online");
	return !strcmp(channel, "counter") || !strcmp(channel, "post") || !strcmp(channel, "online");
}

enum rc input_new(struct op *op, struct findings *f, const struct dossier_new *in,
		  const struct unit *at, struct dossier_meant *m)
{
	const struct territory *t;
	const struct catalogue *catalogue;
	int32_t day = time_day(op->now_us);
	size_t errors = f->errors;

	TRY(territory_of(op, &t));
	TRY(catalogue_of(op, &catalogue));
	*m = (struct dossier_meant){ 0 };
	if (!in->procedure)
		WRONG(f, "procedure", "dossier.procedure_missing");
	else if (!(m->procedure = procedure_on(catalogue, in->procedure, day)))
		WRONG(f, "procedure", "dossier.no_procedure", in->procedure);
	if (in->applicant_unit)
		m->home = input_home(op, f, t, in->applicant_unit);
	else if (m->procedure && m->procedure->tier == TIER_DISTRICT)
		WRONG(f, "applicant.unit", "dossier.commune_missing");
	find_competent(op, f, t, in, at, m);
	m->return_at = unit_said(op, f, t, "return_at", in->return_at, at ? at : m->competent);
	input_applicant(f, &in->applicant, true);
	if (!channel_fits(in->channel, at != NULL))
		WRONG(f, "channel", "dossier.channel");
	check_papers(op->mem, f, in);
	if (f->errors > errors || in->incomplete)
		return FAIL(op, RC_INVALID, "request.fields", "%zu faults", f->errors - errors);
	return RC_OK;
}

static void check_missing(struct arena *mem, struct findings *f, const struct dossier_input *in)
{
	if (!in->missing_count)
		WRONG(f, "missing", "dossier.missing_none");
	if (in->missing_count > MISSING_MAX)
		WRONG(f, "missing", "dossier.missing_many");
	for (size_t i = 0; i < in->missing_count && i < MISSING_MAX; i++)
		if (!text_within(in->missing[i], 1, 200) || strchr(in->missing[i], '\n'))
			WRONG(f, arena_text(mem, "missing.%zu", i), "dossier.missing_text");
}

void input_action(struct op *op, struct findings *f, const struct dossier_rule *rule,
		  const struct dossier_input *in)
{
	if (rule->needs & NEEDS_REASON && !text_within(in->reason, 3, REASON_MAX))
		WRONG(f, "reason", in->reason ? "dossier.reason" : "dossier.reason_missing");
	if (in->note && !text_within(in->note, 1, REASON_MAX))
		WRONG(f, "note", "dossier.note");
	if (rule->needs & NEEDS_MISSING)
		check_missing(op->mem, f, in);
	if (rule->needs & NEEDS_OFFICER && !in->officer)
		WRONG(f, "officer", "dossier.officer_missing");
	if (rule->needs & NEEDS_DUE && !in->due_us)
		WRONG(f, "due_at", "dossier.due_missing");
	if (rule->needs & NEEDS_AMOUNT && (in->amount < 1 || in->amount > INT64_C(100000000000)))
		WRONG(f, "amount", "dossier.amount");
	if (rule->needs & NEEDS_REFERENCE && !text_within(in->reference, 1, 100))
		WRONG(f, "reference", "dossier.reference");
	if (rule->needs & NEEDS_APPLICANT)
		input_applicant(f, &in->applicant, false);
	if (rule->needs & TAKES_RECEIVER && in->to && !text_within(in->to, 2, NAME_MAX_SHOWN))
		WRONG(f, "to", "dossier.name");
	if (rule->needs & TAKES_RECEIVER && in->by && !text_within(in->by, 1, 100))
		WRONG(f, "by", "dossier.note");
}
