/* SPDX-License-Identifier: Apache-2.0 */
/* What must be true of all dossiers at any time, asked by `haicap check`. */
#include "dossier/dossier_clock.h"
#include "dossier/dossier_rules.h"
#include "dossier/dossier_store.h"
#include <string.h>

#define BREACH(f, key, ...) ERROR_AT((f), NULL, 0, NULL, (key), ##__VA_ARGS__)

/* Whether the table allows @step; opening leads to waiting or, at a counter, to received. */
static bool step_allowed(const struct dossier_event *step)
{
	enum dossier_action a = dossier_action_of(step->action);

	if (!strcmp(step->action, dossier_action_name(ACT_OPEN)))
		return step->from == STATE_NONE &&
		       (step->to == STATE_SUBMITTED || step->to == STATE_RECEIVED);
	if (a == ACTIONS || !(dossier_rule(a)->from & 1u << step->from))
		return false;
	return step->to == (dossier_rule(a)->to ? dossier_rule(a)->to : step->from);
}

static enum rc check_steps(struct op *op, struct findings *f)
{
	struct dossier_event *steps;
	size_t count;

	TRY(dossier_store_check_steps(op, &steps, &count));
	for (size_t i = 0; i < count; i++)
		if (!step_allowed(&steps[i]))
			BREACH(f, "dossier.check_step", steps[i].action,
			       dossier_state_name(steps[i].from), dossier_state_name(steps[i].to));
	return RC_OK;
}

static enum rc check_astray(struct op *op, struct findings *f)
{
	int64_t *dossiers;
	size_t count;

	TRY(dossier_store_check_astray(op, &dossiers, &count));
	for (size_t i = 0; i < count; i++)
		BREACH(f, "dossier.check_astray",
		       arena_text(op->mem, "%lld", (long long)dossiers[i]));
	return RC_OK;
}

static bool code_fits(struct arena *mem, const struct dossier_checked *c)
{
	const char *tail = arena_text(mem, ".%02lld-%s-%04lld", (long long)c->code.agency,
				      time_yymmdd(mem, time_at(c->code.day, 0)),
				      (long long)c->code.number);
	size_t size = strlen(c->d.code), tail_size = strlen(tail);

	return size > tail_size && !strcmp(c->d.code + size - tail_size, tail);
}

static enum rc check_clock(struct op *op, struct findings *f, const struct dossier_checked *c)
{
	struct dossier again = c->d;
	bool still = clock_pauses(&c->d, c->d.state) && c->d.received_us && !c->d.stopped_us;

	TRY(clock_count(op, &again));
	if (again.stopped_us && again.due_us != c->d.due_us) {
		again.extended_us = 0; /* given after the clock had stopped */
		TRY(clock_count(op, &again));
	}
	if (again.due_us != c->d.due_us || dossier_rank(&again) != c->rank_us)
		BREACH(f, "dossier.check_due", c->d.code);
	if (again.paused != c->d.paused || (c->d.paused && !still))
		BREACH(f, "dossier.check_clock", c->d.code);
	return RC_OK;
}

static enum rc check_one(struct op *op, struct findings *f, const struct territory *t,
			 const struct dossier_checked *c)
{
	const struct unit *competent = unit_by_id(t, c->d.competent);

	if (!c->d.procedure) {
		BREACH(f, "dossier.check_procedure", c->d.code);
		return RC_OK;
	}
	if (c->last != c->d.state || c->breaks)
		BREACH(f, "dossier.check_history", c->d.code, dossier_state_name(c->d.state));
	if (c->events + c->d.moves != c->d.version)
		BREACH(f, "dossier.check_version", c->d.code,
		       arena_text(op->mem, "%lld", (long long)c->d.version));
	if (!competent || !unit_by_id(t, c->d.received_by) || !unit_by_id(t, c->d.return_at) ||
	    (c->home && !unit_by_id(t, c->home)) || c->applicants != 1)
		BREACH(f, "dossier.check_parts", c->d.code);
	if (!dossier_state_final(c->d.state) &&
	    (!competent || !unit_alive(competent, time_day(op->now_us))))
		BREACH(f, "dossier.check_unit", c->d.code);
	if (!code_fits(op->mem, c))
		BREACH(f, "dossier.check_code", c->d.code);
	return check_clock(op, f, c);
}

/* Page by page, each in memory of its own: there may be millions. */
enum rc dossier_check(struct op *op, struct findings *f)
{
	struct arena *keep = op->mem, *page = arena_new();
	const struct territory *t;
	struct dossier_checked *rows = NULL;
	size_t count = 0;
	int64_t after = 0;
	enum rc rc = check_steps(op, f);

	if (rc == RC_OK)
		rc = check_astray(op, f);
	if (rc == RC_OK)
		rc = territory_of(op, &t);
	while (rc == RC_OK) {
		op->mem = page;
		rc = dossier_store_check_page(op, after, &rows, &count);
		for (size_t i = 0; rc == RC_OK && i < count; i++)
			rc = check_one(op, f, t, &rows[i]);
		after = rc == RC_OK && count ? rows[count - 1].d.id : after;
		op->mem = keep;
		arena_reset(page);
		if (!count)
			break;
	}
	arena_drop(page);
	return rc;
}
