/* SPDX-License-Identifier: Apache-2.0 */
/* What each page of the wizard shows. */
#include "core/text.h"
#include "core/time.h"
#include "dossier/dossier_intake_web.h"
#include "territory/browse.h"
#include <string.h>

static const char *key(struct arena *mem, bool online, const char *what, int at)
{
	return arena_text(mem, "%s.%s_%d", online ? "filing" : "intake", what, at);
}

const struct intake_mark *intake_marks(struct arena *mem, bool online, enum intake_step at)
{
	struct intake_mark *marks = arena_many(mem, struct intake_mark, INTAKE_STEPS);

	for (int i = 0; i < INTAKE_STEPS; i++)
		marks[i] = (struct intake_mark){
			.words = key(mem, online, "mark", i + 1),
			.did = i + 1 < (int)at,
			.current = i + 1 == (int)at,
		};
	return marks;
}

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static const char *shown(enum lang lang, const struct procedure *p)
{
	return lang == LANG_EN && *p->name_en ? p->name_en : p->name;
}

static const char *limit_of(struct arena *mem, enum lang lang, const struct procedure *p)
{
	return *p->limit_text ? limit_show(mem, lang, p->limit) : NULL;
}

static enum rc offer_procedures(struct op *op, enum lang lang, struct intake_page *page)
{
	const struct catalogue *c;

	TRY(catalogue_of(op, &c));
	struct procedures found = procedure_search(c, op->mem, page->in.q, NULL, TIER_ANY,
						   time_day(op->now_us));
	struct intake_choice *choices = arena_many(op->mem, struct intake_choice, found.count + 1);

	for (size_t i = 0; i < found.count; i++)
		choices[i] = (struct intake_choice){
			.code = found.items[i]->code,
			.shown = shown(lang, found.items[i]),
			.sector_words = arena_text(op->mem, "sector.%s", found.items[i]->sector),
			.limit_words = limit_of(op->mem, lang, found.items[i]),
			.picked = same(found.items[i]->code, page->in.procedure),
		};
	page->choices = choices;
	page->choices_count = found.count;
	return RC_OK;
}

static const struct intake_option *options_of(struct arena *mem, const struct units *units,
					      const char *typed, int32_t day)
{
	struct intake_option *options = arena_many(mem, struct intake_option, units->count + 1);

	for (size_t i = 0; i < units->count; i++) {
		const char *code = unit_code(units->items[i], day);

		options[i] = (struct intake_option){ code, unit_named(mem, units->items[i], day),
						     same(code, typed) };
	}
	return options;
}

static void offer_units(struct op *op, const struct intake_meant *m, struct intake_page *page)
{
	int32_t day = time_day(op->now_us);
	struct unit_families families = browse_families(m->territory, op->mem, day);
	struct intake_group *groups = arena_many(op->mem, struct intake_group, families.count + 1);
	enum unit_tier tier = m->procedure ? m->procedure->tier : TIER_COMMUNE;
	struct units competents = unit_list(m->territory, op->mem, tier, NULL, day);
	struct units returns = unit_list(m->territory, op->mem, TIER_COMMUNE, NULL, day);

	for (size_t i = 0; i < families.count; i++)
		groups[i] = (struct intake_group){
			.named = unit_named(op->mem, families.items[i].above, day),
			.options = options_of(op->mem, &families.items[i].communes, page->in.unit, day),
			.options_count = families.items[i].communes.count,
		};
	page->homes = groups;
	page->homes_count = families.count;
	page->competents = options_of(op->mem, &competents, page->in.competent, day);
	page->competents_count = competents.count;
	page->returns = options_of(op->mem, &returns, page->in.return_at, day);
	page->returns_count = returns.count;
}

static void name_fields(struct arena *mem, struct intake_row *r, size_t i)
{
	r->number = arena_text(mem, "%zu", i + 1);
	r->have_name = arena_text(mem, "papers.%zu.have", i);
	r->form_name = arena_text(mem, "papers.%zu.form", i);
	r->copies_name = arena_text(mem, "papers.%zu.copies", i);
}

const struct intake_row *intake_blank_rows(struct arena *mem)
{
	struct intake_row *rows = arena_many(mem, struct intake_row, INTAKE_PAPERS);

	for (size_t i = 0; i < INTAKE_PAPERS; i++)
		name_fields(mem, &rows[i], i);
	return rows;
}

static void show_papers(struct op *op, const struct req *req, const struct intake_meant *m,
			struct intake_page *page)
{
	struct intake_row *rows = arena_many(op->mem, struct intake_row, INTAKE_PAPERS);

	for (size_t i = 0; i < m->papers; i++) {
		const struct intake_paper *p = &page->in.papers[i];
		struct intake_row *r = &rows[i];

		*r = (struct intake_row){
			.name = m->procedure->papers[i],
			.have = p->have,
			.form = p->form ? p->form : "original",
			.copies = p->copies ? p->copies : "1",
			.paper = same(p->have, "paper"),
			.look = same(p->have, "look"),
			.no = same(p->have, "no"),
			.none = same(p->have, "none"),
			.copy = same(p->form, "copy"),
		};
		name_fields(op->mem, r, i);
		r->fault = req_fault_of(req, r->have_name);
		r->copies_fault = req_fault_of(req, r->copies_name);
		r->form_words = r->look ? "intake.electronic" :
				r->no   ? (m->own ? "intake.have_no" : "filing.have_no") :
				r->none ? "intake.have_none" :
				r->copy ? "intake.form_copy" :
					  "intake.form_original";
	}
	page->rows = rows;
	page->rows_count = m->papers;
	page->missing_count = m->missing;
	page->stops = m->missing && !page->online;
}

static void show_extras(struct arena *mem, struct intake_page *page)
{
	char *rest = arena_copy(mem, page->in.extra), *line;
	const char **extras = NULL;

	while (rest && (line = strsep(&rest, "\r\n"))) {
		if (!*text_trim(mem, line))
			continue;
		extras = arena_grow(mem, extras, page->extras_count, sizeof *extras);
		extras[page->extras_count++] = text_trim(mem, line);
	}
	page->extras = extras;
}

static const char *named(struct op *op, const struct unit *u)
{
	return u ? unit_named(op->mem, u, time_day(op->now_us)) : NULL;
}

/* "Bản Tà Miếu, xã Sín Thầu", of what was said; NULL when nothing was. */
static const char *lives(struct op *op, const struct intake *in, const struct unit *home)
{
	const char *parts[] = { in->address, in->village, named(op, home) }, *all = NULL;

	if (home && (in->address || in->village))
		parts[2] = unit_named_inside(op->mem, home, time_day(op->now_us));
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			all = all ? arena_text(op->mem, "%s, %s", all, parts[i]) : parts[i];
	return all;
}

static enum rc show_chosen(struct op *op, enum lang lang, const struct intake_meant *m,
			   struct intake_page *page)
{
	const struct procedure *p = m->procedure;

	page->own_named = named(op, m->own);
	if (m->own)
		page->own_inside = unit_named_inside(op->mem, m->own, time_day(op->now_us));
	page->lives = lives(op, &page->in, m->home);
	page->competent_named = named(op, m->competent);
	page->return_named = named(op, m->return_at);
	page->post = same(page->in.channel, "post");
	page->channel_words = page->online ? "intake.channel_online" :
			      page->post   ? "intake.channel_post" :
					     "intake.channel_counter";
	if (!p)
		return RC_OK;
	page->procedure_shown = shown(lang, p);
	page->limit_words = limit_of(op->mem, lang, p);
	page->free = p->fee == 0;
	page->dong = p->fee > 0 ? p->fee : 0;
	page->fee_note = *p->fee_note ? p->fee_note : NULL;
	return intake_due(op, p, &page->due_us);
}

enum rc intake_show(struct op *op, const struct req *req, enum intake_step at,
		    struct intake_page *page)
{
	enum lang lang = req_lang(req);
	struct intake_meant m;

	TRY(intake_mean(op, &page->in, &m));
	page->online = !m.own;
	page->title = key(op->mem, page->online, "title", (int)at);
	page->where = key(op->mem, page->online, "where", (int)at);
	page->heading = key(op->mem, page->online, "heading", (int)at);
	page->marks = intake_marks(op->mem, page->online, at);
	page->marks_count = INTAKE_STEPS;
	TRY(show_chosen(op, lang, &m, page));
	if (at == INTAKE_PROCEDURE)
		TRY(offer_procedures(op, lang, page));
	if (at == INTAKE_APPLICANT)
		offer_units(op, &m, page);
	show_papers(op, req, &m, page);
	show_extras(op->mem, page);
	return RC_OK;
}
