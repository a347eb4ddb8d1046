/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_view.h"
#include "calendar/calendar.h"
#include "core/text.h"
#include "core/time.h"
#include "dossier/dossier_rules.h"
#include "org/org_law.h"
#include "territory/order.h"
#include <string.h>

struct unit_brief dossier_unit(const struct territory *t, int64_t unit, int32_t day)
{
	const struct unit *u = unit_by_id(t, unit);

	return u ? unit_brief(u, day) : (struct unit_brief){ 0 };
}

const char *dossier_unit_named(struct op *op, const struct territory *t, int64_t unit)
{
	const struct unit *u = unit_by_id(t, unit);

	return u ? unit_named(op->mem, u, time_day(op->now_us)) : NULL;
}

/* The centre where people come and go, the committee where it is worked on. */
static struct holder_view holder_of(struct op *op, const struct territory *t, const struct dossier *d)
{
	const struct unit *u = unit_by_id(t, dossier_holder(d));
	bool centre = d->state == STATE_SUBMITTED || d->state == STATE_RECEIVED ||
		      d->state == STATE_AT_COUNTER;

	if (!u)
		return (struct holder_view){ 0 };
	return (struct holder_view){
		.body = org_name(op->mem, u, centre ? ORG_CENTRE : ORG_COMMITTEE, NULL,
				 time_day(op->now_us), LANG_VI),
		.officer = centre ? NULL : d->officer_name,
	};
}

static struct applicant_view applicant_of(struct op *op, const struct territory *t,
					  const struct applicant *a)
{
	return (struct applicant_view){
		.name = a->name,
		.personal_id = a->personal_id,
		.phone = a->phone,
		.email = a->email,
		.address = a->address,
		.unit = a->unit ? dossier_unit(t, a->unit, time_day(op->now_us)).code : NULL,
		.village = a->village,
		.unit_named = a->unit ? dossier_unit_named(op, t, a->unit) : NULL,
	};
}

static const struct paper_view *papers_of(struct op *op, const struct dossier *d)
{
	struct paper_view *papers = arena_many(op->mem, struct paper_view, d->papers_count + 1);

	for (size_t i = 0; i < d->papers_count; i++)
		papers[i] = (struct paper_view){
			.name = d->papers[i].name,
			.form = d->papers[i].form,
			.copies = d->papers[i].copies,
			.form_key = arena_text(op->mem, "paper.%s", d->papers[i].form),
		};
	return papers;
}

static struct event_view event_of(const struct dossier_event *e, enum lang lang)
{
	enum dossier_action a = dossier_action_of(e->action);
	bool filed = !e->from && e->to == STATE_SUBMITTED; /* by the applicant; nobody received it yet */

	return (struct event_view){
		.at_us = e->at_us,
		.action = e->action,
		.by = e->by_name,
		.from = e->from ? dossier_state_name(e->from) : NULL,
		.to = dossier_state_name(e->to),
		.note = e->note,
		.missing = e->missing,
		.done = words(lang, filed ? "did.file" : dossier_rule(a == ACTIONS ? ACT_OPEN : a)->done),
	};
}

/* An order is no step of anybody's: it stands among the steps with its own words. */
static struct event_view order_event(struct op *op, const struct territory *t,
				     const struct order_step *s, const char *state, enum lang lang)
{
	const struct unit *before = unit_by_id(t, s->unit_before);
	const struct unit *after = unit_by_id(t, s->unit_after);

	return (struct event_view){
		.at_us = s->applied_us,
		.action = "order",
		.by = s->number,
		.from = state,
		.to = state,
		.note = arena_text(op->mem, "%s → %s",
				   before ? unit_named(op->mem, before, s->day - 1) : "",
				   after ? unit_named(op->mem, after, s->day) : ""),
		.done = words(lang, "did.order"),
	};
}

static enum rc history_of(struct op *op, const struct territory *t, const struct dossier *d,
			  enum lang lang, struct dossier_view *v)
{
	struct dossier_event *events;
	struct order_step *orders = NULL;
	size_t events_count, orders_count = 0, o = 0, n = 0;
	const char *state = NULL;

	TRY(dossier_events(op, d, &events, &events_count));
	if (d->moves)
		TRY(order_steps(op, "dossier", d->code, &orders, &orders_count));
	struct event_view *all = arena_many(op->mem, struct event_view,
					    events_count + orders_count + 1);

	for (size_t i = 0; i < events_count; i++) {
		for (; o < orders_count && orders[o].applied_us <= events[i].at_us; o++)
			all[n++] = order_event(op, t, &orders[o], state, lang);
		all[n] = event_of(&events[i], lang);
		state = all[n++].to;
	}
	for (; o < orders_count; o++)
		all[n++] = order_event(op, t, &orders[o], state, lang);
	v->history = all;
	v->history_count = n;
	return RC_OK;
}

static enum rc next_of(struct op *op, const struct dossier *d, enum lang lang,
		       struct dossier_view *v)
{
	struct next_view *next = arena_many(op->mem, struct next_view, ACTIONS);
	enum dossier_action may[ACTIONS];

	TRY(dossier_next(op, d, may, &v->next_count));
	for (size_t i = 0; i < v->next_count; i++)
		next[i] = (struct next_view){
			.action = dossier_action_name(may[i]),
			.label = words(lang, dossier_rule(may[i])->label),
			.href = arena_text(op->mem, "/dossiers/%s/%s", d->code,
					   dossier_action_name(may[i])),
		};
	v->next = next;
	return RC_OK;
}

static void issued_of(struct op *op, const struct dossier *d, struct dossier_view *v)
{
	static const char *const forms[] = { "01", "06" };
	struct issued_view *issued = arena_many(op->mem, struct issued_view, 2);
	struct receipt_view *receipt = arena_one(op->mem, struct receipt_view);

	if (!d->received_us)
		return;
	const char *token = dossier_token(op->mem, d);

	for (size_t i = 0; i < 2; i++)
		issued[v->papers_issued_count++] = (struct issued_view){
			.form = forms[i],
			.href = arena_text(op->mem, "/dossiers/%s/forms/%s", d->code, forms[i]),
			.label_key = arena_text(op->mem, "form.name_%s", forms[i]),
		};
	*receipt = (struct receipt_view){
		.number = arena_text(op->mem, "%s/TNHS", strrchr(d->code, '-') + 1),
		.token = token,
		.track = arena_text(op->mem, "/track?token=%s", token),
	};
	v->papers_issued = issued;
	v->receipt = receipt;
}

/* What officers and the public are shown alike: members of both views. */
#define SHOWN(op, t, d)                                                                      \
	.code = (d)->code, .procedure = { (d)->procedure->code, (d)->procedure->name },      \
	.status = dossier_state_name((d)->state),                                            \
	.public_status = dossier_public_status((d)->state), .received_us = (d)->received_us, \
	.due_us = (d)->due_us, .paused = (d)->paused,                                        \
	.overdue = dossier_overdue((d), (op)->now_us),                                       \
	.received_by = dossier_unit((t), (d)->received_by, time_day((op)->now_us)),          \
	.competent = dossier_unit((t), (d)->competent, time_day((op)->now_us)),              \
	.return_at = dossier_unit((t), (d)->return_at, time_day((op)->now_us))

enum rc dossier_view(struct op *op, const struct dossier *d, enum lang lang,
		     struct dossier_view **out)
{
	struct dossier_view *v = arena_one(op->mem, struct dossier_view);
	const struct territory *t;

	TRY(territory_of(op, &t));
	*v = (struct dossier_view){
		.version = d->version,
		.stopped_us = d->stopped_us,
		SHOWN(op, t, d),
		.holder = holder_of(op, t, d),
		.applicant = applicant_of(op, t, &d->applicant),
		.papers = papers_of(op, d),
		.papers_count = d->papers_count,
		.channel = d->channel,
		.charged = d->charged,
		.paid = d->paid,
	};
	issued_of(op, d, v);
	TRY(history_of(op, t, d, lang, v));
	TRY(next_of(op, d, lang, v));
	*out = v;
	return RC_OK;
}

/* What the applicant has to do now; the papers by name only for who has the receipt. */
static const char *todo_of(struct op *op, const struct territory *t, const struct dossier *d,
			   const struct dossier_event *last, bool with_token, enum lang lang)
{
	switch ((int)d->state) {
	case STATE_GUIDED:
	case STATE_SUPPLEMENT:
		if (with_token && last && last->missing)
			return words_put(op->mem, lang, "track.todo_missing", last->missing);
		return words(lang, "track.todo_papers");
	case STATE_PAYMENT:
		return words(lang, "track.todo_pay");
	case STATE_AT_COUNTER:
		return words_put(op->mem, lang, "track.todo_collect",
				 dossier_unit_named(op, t, d->return_at));
	default:
		return NULL;
	}
}

enum rc dossier_track(struct op *op, const struct dossier *d, bool with_token, enum lang lang,
		      struct track_view **out)
{
	struct track_view *v = arena_one(op->mem, struct track_view);
	const struct territory *t;
	struct dossier_event *events;
	const struct dossier_event *asked = NULL;
	size_t count;

	TRY(territory_of(op, &t));
	TRY(dossier_events(op, d, &events, &count));
	struct track_step *steps = arena_many(op->mem, struct track_step, count + 1);

	*v = (struct track_view){
		SHOWN(op, t, d),
		.applicant = text_mask_name(op->mem, d->applicant.name),
		.steps = steps,
	};
	for (size_t i = 0; i < count; i++) {
		int64_t status = dossier_public_status(events[i].to);

		if (events[i].missing)
			asked = &events[i];
		if (!v->steps_count || steps[v->steps_count - 1].public_status != status)
			steps[v->steps_count++] = (struct track_step){ events[i].at_us, status };
	}
	v->todo = todo_of(op, t, d, asked, with_token, lang);
	*out = v;
	return RC_OK;
}

static const char *result_of(const struct dossier_event *e)
{
	if (!e->due_us)
		return NULL;
	if (minute_of_us(e->at_us) > minute_of_us(e->due_us))
		return "handover.late";
	return time_day(e->at_us) == time_day(e->due_us) ? "handover.on_time" : "handover.early";
}

enum rc dossier_handovers(struct op *op, const struct dossier *d, enum lang lang,
			  struct handover **rows, size_t *rows_count)
{
	const struct territory *t;
	struct dossier_event *events;
	size_t count;

	TRY(territory_of(op, &t));
	TRY(dossier_events(op, d, &events, &count));
	*rows = arena_many(op->mem, struct handover, count + 1);
	*rows_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct dossier_event *e = &events[i];

		if (e->from == e->to) /* stays in the same hands */
			continue;
		(*rows)[(*rows_count)++] = (struct handover){
			.at_us = e->at_us,
			.from = dossier_unit_named(op, t, e->from_unit),
			.to = dossier_unit_named(op, t, e->to_unit),
			.by = e->by_name,
			.done = event_of(e, lang).done,
			.result = result_of(e),
		};
	}
	return RC_OK;
}
