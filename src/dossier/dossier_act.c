/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_act.h"
#include "core/text.h"
#include "dossier/dossier_clock.h"
#include "dossier/dossier_input.h"
#include "dossier/dossier_store.h"
#include "ledger/ledger.h"
#include <string.h>

enum { EXTENSIONS_MAX = 1 }; /* re-appointment at most once (Decree 107/2021/NĐ-CP, not read) */

static bool may(struct op *op, const struct territory *t, const struct dossier *d,
		const struct dossier_rule *rule)
{
	for (size_t i = 0; i < RIGHTS && rule->rights[i].may; i++)
		if (dossier_has_right(op, t, d, &rule->rights[i]))
			return true;
	return false;
}

enum rc dossier_may(struct op *op, const struct dossier *d, enum dossier_action action)
{
	const struct territory *t;

	TRY(territory_of(op, &t));
	if (may(op, t, d, dossier_rule(action)))
		return RC_OK;
	return FAIL(op, RC_FORBIDDEN, "dossier.may_not", "%s of %s", dossier_action_name(action),
		    d->code);
}

enum rc dossier_fresh(struct op *op, const struct dossier *d, int64_t version)
{
	if (version == d->version)
		return RC_OK;
	return FAIL(op, RC_STALE, "dossier.stale", "%s: %lld, is %lld", d->code, (long long)version,
		    (long long)d->version);
}

enum rc dossier_fits(struct op *op, const struct dossier *d, enum dossier_action action)
{
	const struct dossier_rule *rule = dossier_rule(action);

	if (!(rule->from & 1u << d->state))
		return FAIL(op, RC_CONFLICT, "dossier.state", "%s from %s", rule->name,
			    dossier_state_name(d->state));
	if (action == ACT_EXTEND && d->extensions >= EXTENSIONS_MAX)
		return FAIL(op, RC_CONFLICT, "dossier.extended", "%s", d->code);
	return RC_OK;
}

enum rc dossier_next(struct op *op, const struct dossier *d, enum dossier_action *out, size_t *count)
{
	const struct territory *t;

	*count = 0;
	TRY(territory_of(op, &t));
	for (enum dossier_action a = ACT_OPEN + 1; a < ACTIONS; a++) {
		const struct dossier_rule *rule = dossier_rule(a);

		if (rule->from & 1u << d->state && may(op, t, d, rule) &&
		    (a != ACT_EXTEND || d->extensions < EXTENSIONS_MAX))
			out[(*count)++] = a;
	}
	return RC_OK;
}

/* What was said with it, for the history: reason, then note, then figures. */
static const char *note_of(struct arena *mem, enum dossier_action action,
			   const struct dossier_input *in)
{
	unsigned needs = dossier_rule(action)->needs;
	const char *parts[5] = { needs & NEEDS_REASON ? in->reason : NULL, NULL, NULL, NULL, in->note };
	const char *text = NULL;

	if (needs & NEEDS_AMOUNT)
		parts[1] = arena_text(mem, "%lld đồng", (long long)in->amount);
	if (needs & NEEDS_REFERENCE)
		parts[2] = in->reference;
	if (needs & TAKES_RECEIVER && in->to)
		parts[2] = in->to;
	if (needs & TAKES_RECEIVER && in->by)
		parts[3] = in->by;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i])
			text = text ? arena_text(mem, "%s; %s", text, parts[i]) : parts[i];
	return text;
}

static const char *missing_of(struct arena *mem, const struct dossier_input *in)
{
	const char *text = NULL;

	for (size_t i = 0; i < in->missing_count; i++)
		text = text ? arena_text(mem, "%s\n%s", text, in->missing[i]) : in->missing[i];
	return text;
}

struct dossier_event dossier_step_event(struct op *op, const struct dossier *before,
					const struct dossier *d, enum dossier_action action,
					const struct dossier_input *in)
{
	const struct dossier_rule *rule = dossier_rule(action);

	return (struct dossier_event){
		.number = d->version - d->moves + (before ? 1 : 0),
		.at_us = op->now_us,
		.action = rule->name,
		.by_account = op->actor.id,
		.by_name = op->actor.full_name ? op->actor.full_name : "",
		.from = before ? before->state : STATE_NONE,
		.to = d->state,
		.from_unit = before ? dossier_holder(before) : 0,
		.to_unit = dossier_holder(d),
		.due_us = d->due_us,
		.note = in ? note_of(op->mem, action, in) : NULL,
		.missing = in && rule->needs & NEEDS_MISSING ? missing_of(op->mem, in) : NULL,
	};
}

static enum rc enter(struct op *op, const struct dossier *d, const struct dossier_event *e)
{
	return ledger_add(op, arena_text(op->mem, "dossier.%s", e->action), d->code,
			  arena_text(op->mem, "version %lld\n%s to %s\n%s", (long long)d->version,
				     dossier_state_name(e->from), dossier_state_name(e->to),
				     e->note ? e->note : ""));
}

enum rc dossier_step(struct op *op, struct dossier *d, enum dossier_action action,
		     const struct dossier_input *in)
{
	const struct dossier_rule *rule = dossier_rule(action);

	d->opening = NULL;
	if (rule->to != STATE_NONE)
		d->state = rule->to;
	if (action == ACT_TAKE) {
		d->officer = op->actor.id;
		d->officer_name = op->actor.full_name;
	}
	if (action == ACT_CHARGE)
		d->charged = in->amount;
	if (action == ACT_PAY)
		d->paid += in->amount;
	if (action == ACT_EXTEND) {
		d->extended_us = minute_us(minute_of_us(in->due_us));
		d->extensions++;
		return d->stopped_us ? RC_OK : clock_count(op, d); /* whether it was late is settled */
	}
	return action == ACT_ACCEPT ? clock_start(op, d) : clock_follow(op, d);
}

enum rc dossier_open_put(struct op *op, struct dossier *d, const struct dossier_code *code)
{
	struct dossier_event first = dossier_step_event(op, NULL, d, ACT_OPEN, NULL);

	TRY(dossier_store_insert(op, d, code, &first));
	d->opening = arena_one(op->mem, struct dossier_event);
	*d->opening = first;
	return enter(op, d, &first);
}

/* The version of the procedure in force on the day of acceptance, not of filing, is what counts. */
static enum rc take_version(struct op *op, struct dossier *d)
{
	const struct catalogue *catalogue;

	TRY(catalogue_of(op, &catalogue));
	const struct procedure *now =
		procedure_on(catalogue, d->procedure->code, time_day(op->now_us));

	if (now)
		d->procedure = now;
	return RC_OK;
}

#define CORRECTED(member)                                                  \
	do {                                                               \
		if (in->applicant.member)                                  \
			d->applicant.member = in->applicant.member;        \
	} while (0)

static void correct(struct dossier *d, const struct dossier_input *in, const struct unit *home)
{
	CORRECTED(name);
	CORRECTED(personal_id);
	CORRECTED(phone);
	CORRECTED(email);
	CORRECTED(address);
	CORRECTED(village);
	if (home)
		d->applicant.unit = home->id;
}

static bool corrects_something(const struct dossier_input *in)
{
	const struct applicant *a = &in->applicant;

	return a->name || a->personal_id || a->phone || a->email || a->address || a->village ||
	       in->applicant_unit;
}

/* What the words of the input mean, beside their shape. */
struct meaning {
	int64_t officer;
	const char *officer_name;
	const struct unit *home;
};

static enum rc understand(struct op *op, struct findings *f, const struct dossier *d,
			  enum dossier_action action, const struct dossier_input *in,
			  struct meaning *m)
{
	const struct territory *t;

	*m = (struct meaning){ 0 };
	input_action(op, f, dossier_rule(action), in);
	if (action == ACT_ASSIGN && in->officer)
		TRY(dossier_officer(op, f, d, in->officer, &m->officer, &m->officer_name));
	if (action == ACT_EXTEND && in->due_us && (in->due_us <= op->now_us || in->due_us <= d->due_us))
		ERROR_AT(f, NULL, 0, "due_at", "dossier.due_early");
	if (action == ACT_PAY && in->amount > 0 && in->amount != d->charged)
		ERROR_AT(f, NULL, 0, "amount", "dossier.amount_other",
			 arena_text(op->mem, "%lld", (long long)d->charged));
	if (action == ACT_CORRECT && !corrects_something(in))
		ERROR_AT(f, NULL, 0, "applicant", "dossier.correct_nothing");
	if (action == ACT_CORRECT && in->applicant_unit) {
		TRY(territory_of(op, &t));
		m->home = input_home(op, f, t, in->applicant_unit);
	}
	return RC_OK;
}

enum rc dossier_act(struct op *op, struct findings *f, struct dossier *d,
		    enum dossier_action action, const struct dossier_input *in)
{
	struct dossier before = *d;
	size_t errors = f->errors;
	struct meaning m;

	TRY(dossier_may(op, d, action));
	TRY(dossier_fits(op, d, action));
	TRY(understand(op, f, d, action, in, &m));
	if (f->errors > errors || in->incomplete)
		return FAIL(op, RC_INVALID, "request.fields", "%zu faults", f->errors - errors);
	if (action == ACT_ACCEPT)
		TRY(take_version(op, d));
	if (action == ACT_ASSIGN) {
		d->officer = m.officer;
		d->officer_name = m.officer_name;
	}
	if (action == ACT_CORRECT)
		correct(d, in, m.home);
	TRY(dossier_step(op, d, action, in));
	struct dossier_event step = dossier_step_event(op, &before, d, action, in);

	if (action == ACT_ASSIGN)
		step.note = step.note ? arena_text(op->mem, "%s; %s", m.officer_name, step.note)
				      : m.officer_name;
	if (action == ACT_CORRECT)
		TRY(dossier_store_applicant(op, d));
	TRY(dossier_store_update(op, d, &step));
	return enter(op, d, &step);
}
