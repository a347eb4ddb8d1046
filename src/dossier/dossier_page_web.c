/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of a dossier shows besides the dossier itself. */
#include "calendar/calendar.h"
#include "core/time.h"
#include "dossier/dossier_rules.h"
#include "dossier/dossier_web.h"
#include "login/login.h"
#include <string.h>

struct due_tag dossier_due_tag(struct op *op, const struct calendar *calendar, int64_t due_us,
			       int64_t soon_us, int64_t stopped_us, bool paused)
{
	struct due_tag tag = { .due_us = due_us, .paused = paused && !stopped_us };

	if (!due_us || stopped_us || paused)
		return tag;
	struct due_left left = due_left(calendar, due_us, soon_us, op->now_us);

	tag.late = left.class == DUE_LATE;
	tag.today = left.class == DUE_TODAY;
	tag.soon = left.class == DUE_SOON;
	tag.fine = left.class == DUE_FINE;
	tag.late_days = tag.late ? left.days : 0;
	tag.late_hours = tag.late && !left.days ? left.minutes / 60 : 0;
	return tag;
}

/* The steps that bring it on; the others wait behind "other steps". */
static bool leads_on(enum dossier_action a)
{
	static const enum dossier_action on[] = {
		ACT_ACCEPT, ACT_REFILE, ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SUPPLEMENT,
		ACT_ANSWER, ACT_PAY, ACT_SIGN, ACT_DELIVER, ACT_RETURN,
	};

	for (size_t i = 0; i < sizeof on / sizeof *on; i++)
		if (on[i] == a)
			return true;
	return false;
}

static struct action_form form_of(enum dossier_action a, enum lang lang)
{
	unsigned needs = dossier_rule(a)->needs;

	return (struct action_form){
		.action = dossier_action_name(a),
		.label = words(lang, dossier_rule(a)->label),
		.reason = needs & NEEDS_REASON,
		.missing = needs & NEEDS_MISSING,
		.officer = needs & NEEDS_OFFICER,
		.due = needs & NEEDS_DUE,
		.amount = needs & NEEDS_AMOUNT,
		.reference = needs & NEEDS_REFERENCE,
		.receiver = needs & TAKES_RECEIVER,
		.applicant = needs & NEEDS_APPLICANT,
		.bad = a == ACT_REFUSE || a == ACT_DECLINE || a == ACT_LAPSE || a == ACT_WITHDRAW,
		.plain = !needs,
	};
}

static void sort_actions(struct op *op, const struct dossier_view *v, enum lang lang,
			 struct dossier_page *page)
{
	struct action_form *on = arena_many(op->mem, struct action_form, v->next_count + 1);
	struct action_form *more = arena_many(op->mem, struct action_form, v->next_count + 1);

	for (size_t i = 0; i < v->next_count; i++) {
		enum dossier_action a = dossier_action_of(v->next[i].action);

		if (leads_on(a)) {
			on[page->actions_count] = form_of(a, lang);
			on[page->actions_count].first = !page->actions_count;
			page->actions_count++;
		} else {
			more[page->more_count++] = form_of(a, lang);
		}
		page->assigns |= a == ACT_ASSIGN;
	}
	page->actions = on;
	page->more = more;
}

/* Who may be given the dossier. */
static enum rc officers_of(struct op *op, const struct dossier *d, struct dossier_page *page)
{
	struct account_grant *grants;
	size_t count;

	TRY(login_grants_at(op, d->competent, time_day(op->now_us), &grants, &count));
	struct officer_choice *officers = arena_many(op->mem, struct officer_choice, count + 1);

	for (size_t i = 0; i < count; i++)
		if (roles_may(grants[i].roles) & (MAY_HANDLE | MAY_REVIEW))
			officers[page->officers_count++] =
				(struct officer_choice){ grants[i].name, grants[i].full_name };
	page->officers = officers;
	return RC_OK;
}

static enum rc explain(struct op *op, const struct dossier *d, enum lang lang,
		       struct dossier_page *page)
{
	struct due_line *lines;
	size_t count;

	TRY(dossier_due_lines(op, d, &lines, &count));
	struct due_words *texts = arena_many(op->mem, struct due_words, count + 1);

	for (size_t i = 0; i < count; i++)
		texts[i].words = due_line_show(op->mem, lang, &lines[i]);
	page->due_lines = texts;
	page->due_lines_count = count;
	if (*d->procedure->limit_text)
		page->limit = limit_show(op->mem, lang, d->procedure->limit);
	return RC_OK;
}

static const char *turn_of(const struct dossier *d)
{
	if (dossier_state_final(d->state))
		return "turn.nobody";
	return dossier_holder(d) ? d->state == STATE_AT_COUNTER ? "turn.counter" : "turn.office"
				 : "turn.applicant";
}

/* What only people are shown. */
static enum rc fill_page(struct op *op, const struct dossier *d, enum lang lang,
			 const struct dossier_view *v, struct dossier_page *page)
{
	const struct calendar *calendar;
	const struct territory *t;

	TRY(territory_of(op, &t));
	TRY(calendar_current(op, &calendar));
	*page = (struct dossier_page){
		.d = *v,
		.heading = arena_text(op->mem, "%s · %s", d->procedure->name, d->applicant.name),
		.due = dossier_due_tag(op, calendar, d->due_us, d->soon_us, d->stopped_us, d->paused),
		.tag = status_tag(v->public_status),
		.state_key = arena_text(op->mem, "state.%s", v->status),
		.turn_key = turn_of(d),
		.received_named = dossier_unit_named(op, t, d->received_by),
		.competent_named = dossier_unit_named(op, t, d->competent),
		.return_named = dossier_unit_named(op, t, d->return_at),
		.sector_key = arena_text(op->mem, "sector.%s", d->procedure->sector),
		.again_us = d->stopped_us && d->extended_us > d->due_us ? d->extended_us : 0,
		.charge_open = d->state == STATE_PAYMENT,
		.channel_key = arena_text(op->mem, "channel.%s", d->channel),
	};
	sort_actions(op, v, lang, page);
	if (page->assigns)
		TRY(officers_of(op, d, page));
	return explain(op, d, lang, page);
}

enum rc dossier_page_of(struct op *op, const struct req *req, const struct dossier *d,
			struct dossier_page **out)
{
	struct dossier_page *page = arena_one(op->mem, struct dossier_page);
	struct dossier_view *v;

	TRY(dossier_view(op, d, req_lang(req), &v));
	page->d = *v;
	if (req_page(req))
		TRY(fill_page(op, d, req_lang(req), v, page));
	*out = page;
	return RC_OK;
}
