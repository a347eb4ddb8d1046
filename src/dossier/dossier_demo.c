/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_demo.h"
#include "calendar/calendar.h"
#include "core/time.h"
#include "dossier/dossier_act.h"
#include "dossier/dossier_clock.h"
#include "dossier/dossier_people.h"
#include "dossier/dossier_store.h"
#include "ledger/ledger.h"
#include "login/login.h"
#include <string.h>

enum { DAYS_BACK = 60, STEPS_MAX = 12, PORTION = 500, DOSSIERS_MAX = 10000000 };

/* Who serves at a unit, by what they may. */
struct crew {
	const struct unit *unit;
	struct account_grant *grants;
	size_t grants_count;
	struct procedures offers; /* what the unit is competent for today */
	const struct unit *const *communes; /* of a district */
	size_t communes_count;
};

struct filling {
	struct dice dice;
	const struct territory *t;
	const struct calendar *calendar;
	const struct catalogue *catalogue;
	struct crew *crews;
	size_t crews_count;
	size_t *districts; /* indexes of crews */
	size_t districts_count;
	int32_t today;
	int64_t now_us;
	struct actor actor;
};

/* The way to each state, and how often it is seen. */
/* clang-format off */
static const struct way {
	enum dossier_state state;
	int weight;
	bool online; /* waits to be received */
	enum dossier_action steps[6];
} ways[] = {
	{ STATE_SUBMITTED,   5, true,  { 0 } },
	{ STATE_GUIDED,      2, true,  { ACT_GUIDE } },
	{ STATE_RECEIVED,    7, false, { 0 } },
	{ STATE_FORWARDED,  10, false, { ACT_FORWARD } },
	{ STATE_IN_PROCESS, 34, false, { ACT_FORWARD, ACT_TAKE } },
	{ STATE_SUPPLEMENT, 10, false, { ACT_FORWARD, ACT_TAKE, ACT_ASK } },
	{ STATE_CONSULTED,   5, false, { ACT_FORWARD, ACT_TAKE, ACT_CONSULT } },
	{ STATE_PAYMENT,     3, false, { ACT_FORWARD, ACT_TAKE, ACT_CHARGE } },
	{ STATE_SIGNATURE,   8, false, { ACT_FORWARD, ACT_TAKE, ACT_SUBMIT } },
	{ STATE_SIGNED,      4, false, { ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN } },
	{ STATE_AT_COUNTER, 10, false, { ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN, ACT_DELIVER } },
	{ STATE_DECLINED,    2, false, { ACT_FORWARD, ACT_TAKE, ACT_DECLINE } },
	{ 0 },
};
static const struct way closed_ways[] = {
	{ STATE_RETURNED,   92, false, { ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN, ACT_DELIVER, ACT_RETURN } },
	{ STATE_REFUSED,     3, true,  { ACT_REFUSE } },
	{ STATE_WITHDRAWN,   3, false, { ACT_FORWARD, ACT_TAKE, ACT_WITHDRAW } },
	{ STATE_LAPSED,      2, false, { ACT_FORWARD, ACT_TAKE, ACT_ASK, ACT_LAPSE } },
	{ 0 },
};
/* clang-format on */

/* What the people of the demo say with their steps. */
static const char *const missing[] = { "Bản sao Giấy khai sinh" };
static const struct dossier_input said = {
	.reason = "Giấy tờ chưa đủ để giải quyết theo quy định",
	.missing = missing,
	.missing_count = 1,
	.amount = 15000,
};

static const struct way *pick_way(struct dice *dice, const struct way *from)
{
	int64_t sum = 0, at;

	for (const struct way *w = from; w->weight; w++)
		sum += w->weight;
	at = dice_roll(dice, sum);
	while (at >= from->weight)
		at -= (from++)->weight;
	return from;
}

/* Roles, as contracts.md 4 has them, that may take the step. */
static uint32_t may_step(enum dossier_action action)
{
	switch ((int)action) {
	case ACT_OPEN:
	case ACT_GUIDE:
	case ACT_FORWARD:
	case ACT_REFUSE:
	case ACT_WITHDRAW:
	case ACT_RETURN:
		return MAY_RECEIVE;
	case ACT_SIGN:
	case ACT_DECLINE:
		return MAY_SIGN;
	case ACT_DELIVER:
		return MAY_ISSUE;
	default:
		return MAY_HANDLE;
	}
}

/* Becomes one of @crew who may take the step; an invented officer where nobody serves. */
static void become(struct op *op, struct filling *f, const struct crew *crew,
		   enum dossier_action action)
{
	uint32_t may = may_step(action);
	size_t fit = 0;

	op->actor = (struct actor){ .name = "demo" };
	for (size_t i = 0; i < crew->grants_count; i++)
		fit += (roles_may(crew->grants[i].roles) & may) != 0;
	if (!fit) {
		op->actor.full_name = person_name(op->mem, &f->dice);
		return;
	}
	fit = (size_t)dice_roll(&f->dice, (int64_t)fit);
	for (size_t i = 0; i < crew->grants_count; i++) {
		const struct account_grant *g = &crew->grants[i];

		if (!(roles_may(g->roles) & may) || fit--)
			continue;
		op->actor.id = g->account;
		op->actor.full_name = g->full_name;
		return;
	}
}

/* A minute at work not after now, @age days back or, when that day is off, the last one before. */
static int64_t minute_at_work(struct filling *f, int64_t age)
{
	int64_t now = minute_of_us(f->now_us);
	int32_t day = f->today - (int32_t)age;

	for (;; day--) {
		struct calendar_day d = calendar_on(f->calendar, day);
		int64_t start = (int64_t)day * MINUTES_A_DAY, room = 0, at;

		for (size_t i = 0; i < d.periods_count && start + d.periods[i].from < now; i++)
			room += d.periods[i].to - d.periods[i].from;
		if (!room)
			continue;
		at = dice_roll(&f->dice, room);
		for (size_t i = 0; i < d.periods_count; i++) {
			int64_t span = d.periods[i].to - d.periods[i].from;

			if (at < span) {
				at += start + d.periods[i].from;
				break;
			}
			at -= span;
		}
		return at < now ? at : now;
	}
}

/* Most dossiers are younger than their limit; some are late. */
static int64_t age_of(struct filling *f, const struct procedure *p)
{
	int64_t days = p->limit.unit == LIMIT_WORK_DAYS || p->limit.unit == LIMIT_DAYS ? p->limit.count
										       : 0;

	if (!*p->limit_text)
		days = 10;
	if (dice_in(&f->dice, 12))
		days = DAYS_BACK;
	return dice_roll(&f->dice, days < DAYS_BACK ? days + 1 : DAYS_BACK);
}

static void person(struct op *op, struct filling *f, struct dossier *d, const struct unit *home)
{
	struct unit_fact const *village = home ? unit_fact_on(home, FACT_VILLAGE, f->today) : NULL;

	d->applicant = (struct applicant){
		.name = person_name(op->mem, &f->dice),
		.personal_id = person_number(op->mem, &f->dice),
		.phone = dice_in(&f->dice, 80) ? person_phone(op->mem, &f->dice) : NULL,
		.unit = home ? home->id : 0,
		.village = village ? village->text : person_village(&f->dice),
	};
}

static void papers(struct op *op, struct dossier *d)
{
	const struct procedure *p = d->procedure;

	d->papers = arena_many(op->mem, struct dossier_paper, p->papers_count + 1);
	for (size_t i = 0; i < p->papers_count; i++)
		d->papers[d->papers_count++] = (struct dossier_paper){ p->papers[i], "original", 1 };
}

static const char *secret(struct op *op, struct dice *dice)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char *out = arena_alloc(op->mem, 23);

	for (size_t i = 0; i < 22; i++)
		out[i] = letters[dice_next(dice) & 63];
	return out;
}

/* The moments of @count steps after @from, ascending, at work, none after @until. */
static void moments(struct filling *f, int64_t from, int64_t until, int64_t *at, size_t count)
{
	int64_t room = calendar_work_minutes(f->calendar, from, until);

	for (size_t i = 0; i < count; i++) {
		int64_t n = 1 + dice_roll(&f->dice, room / (int64_t)(count - i) + 1);

		if (n > room)
			n = room;
		if (n > 0)
			from = calendar_after_minutes(f->calendar, from, n);
		room -= n;
		at[i] = minute_us(from < until ? from : until);
	}
}

/* By when a dossier was through all its steps: now, or, of most that are closed, before they were due. */
static int64_t through_by(struct filling *f, const struct dossier *d, const struct way *way)
{
	bool closed = dossier_state_final(way->state);

	if (closed && d->due_us && d->due_us < f->now_us && dice_in(&f->dice, 96))
		return minute_of_us(d->due_us);
	return minute_of_us(f->now_us);
}

/* Takes the way's steps in memory; the dossier is stored once, as it is at the end, with all of them. */
static enum rc walk(struct op *op, struct filling *f, struct dossier *d, const struct way *way,
		    const struct crew *crew, struct dossier_event *events, size_t *count)
{
	int64_t at[STEPS_MAX];
	size_t steps = 0;

	op->now_us = d->opened_us;
	become(op, f, crew, ACT_OPEN);
	if (!way->online)
		TRY(clock_start(op, d));
	else
		op->actor = (struct actor){ .name = "demo", .full_name = d->applicant.name };
	events[(*count)++] = dossier_step_event(op, NULL, d, ACT_OPEN, NULL);
	while (steps < sizeof way->steps / sizeof *way->steps && way->steps[steps])
		steps++;
	moments(f, minute_of_us(d->opened_us), through_by(f, d, way), at, steps);
	for (size_t i = 0; i < steps; i++) {
		struct dossier before = *d;

		op->now_us = at[i];
		become(op, f, crew, way->steps[i]);
		TRY(dossier_step(op, d, way->steps[i], &said));
		events[(*count)++] = dossier_step_event(op, &before, d, way->steps[i], &said);
		d->version++;
	}
	return RC_OK;
}

static enum rc store(struct op *op, struct dossier *d, const struct dossier_event *events,
		     size_t count)
{
	struct dossier_code code;

	op->now_us = d->opened_us;
	TRY(dossier_give_code(op, d, &code));
	TRY(dossier_store_insert(op, d, &code, &events[0]));
	for (size_t i = 1; i < count; i++)
		TRY(dossier_store_event(op, d->id, &events[i]));
	return RC_OK;
}

static enum rc fill_one(struct op *op, struct filling *f, const struct crew *crew,
			const struct way *among, bool residue)
{
	const struct way *way = pick_way(&f->dice, among);
	struct dossier_event events[STEPS_MAX];
	struct dossier *d = arena_one(op->mem, struct dossier);
	const struct unit *home = crew->unit;
	size_t count = 0;

	if (crew->communes_count)
		home = crew->communes[dice_roll(&f->dice, (int64_t)crew->communes_count)];
	*d = (struct dossier){
		.version = 1,
		.procedure = crew->offers.items[dice_roll(&f->dice, (int64_t)crew->offers.count)],
		.state = way->online ? STATE_SUBMITTED : STATE_RECEIVED,
		.competent = crew->unit->id,
		.received_by = crew->unit->id,
		.return_at = crew->unit->id,
		.wide = residue,
		.channel = way->online ? "online" : dice_in(&f->dice, 90) ? "counter" : "post",
		.clock = "",
		.calendar = f->calendar->id,
		.secret = secret(op, &f->dice),
	};
	if (!way->online && dice_in(&f->dice, 5)) { /* received for another commune */
		d->received_by = f->crews[dice_roll(&f->dice, (int64_t)f->crews_count)].unit->id;
		d->return_at = dice_in(&f->dice, 70) ? d->received_by : d->competent;
	}
	/* Half of those nobody can decide are wide, of the others nobody knows the residence. */
	if (residue && dice_in(&f->dice, 50)) {
		d->wide = false;
		home = NULL;
	}
	person(op, f, d, home);
	papers(op, d);
	d->opened_us = minute_us(minute_at_work(f, age_of(f, d->procedure)));
	TRY(walk(op, f, d, way, crew, events, &count));
	return store(op, d, events, count);
}

static enum rc find_crew(struct op *op, struct filling *f, const struct unit *unit)
{
	struct crew crew = { .unit = unit };

	crew.offers = procedure_search(f->catalogue, op->mem, NULL, NULL, unit->tier, f->today);
	if (!crew.offers.count)
		return RC_OK;
	TRY(login_grants_at(op, unit->id, f->today, &crew.grants, &crew.grants_count));
	if (unit->tier == TIER_DISTRICT) {
		struct units communes = unit_list(f->t, op->mem, TIER_COMMUNE, unit, f->today);

		if (!communes.count)
			return RC_OK;
		crew.communes = communes.items;
		crew.communes_count = communes.count;
		f->districts = arena_grow(op->mem, f->districts, f->districts_count,
					  sizeof *f->districts);
		f->districts[f->districts_count++] = f->crews_count;
	}
	f->crews = arena_grow(op->mem, f->crews, f->crews_count, sizeof *f->crews);
	f->crews[f->crews_count++] = crew;
	return RC_OK;
}

static enum rc prepare(struct op *op, struct filling *f, const struct demo_fill *asked)
{
	if (asked->dossiers < 1 || asked->dossiers > DOSSIERS_MAX)
		return FAIL(op, RC_INVALID, "demo.count", "%lld", (long long)asked->dossiers);
	TRY(territory_of(op, &f->t));
	TRY(catalogue_of(op, &f->catalogue));
	TRY(calendar_current(op, &f->calendar));
	for (int tier = TIER_DISTRICT; tier <= TIER_COMMUNE; tier++) {
		struct units units = unit_list(f->t, op->mem, (enum unit_tier)tier, NULL, f->today);

		for (size_t i = 0; i < units.count; i++)
			TRY(find_crew(op, f, units.items[i]));
	}
	if (!f->crews_count)
		return FAIL(op, RC_CONFLICT, "demo.empty", "%s", "");
	if (asked->residue < 0 || asked->residue > asked->dossiers ||
	    (asked->residue && !f->districts_count))
		return FAIL(op, RC_INVALID, "demo.residue", "%lld, %lld, %zu",
			    (long long)asked->residue, (long long)asked->dossiers,
			    f->districts_count);
	return RC_OK;
}

/* @count dossiers from the @first on, in memory of their own. */
static enum rc fill_portion(struct op *op, struct filling *f, const struct demo_fill *asked,
			    int64_t first, int64_t count)
{
	for (int64_t i = first; i < first + count; i++) {
		bool residue = i < asked->residue;
		size_t at = residue ? f->districts[dice_roll(&f->dice, (int64_t)f->districts_count)]
				    : (size_t)(i % (int64_t)f->crews_count);

		TRY(fill_one(op, f, &f->crews[at], i < asked->dossiers ? ways : closed_ways, residue));
	}
	return RC_OK;
}

enum rc demo_fill(struct op *op, const struct demo_fill *asked)
{
	struct filling f = { .dice = { asked->seed }, .today = time_day(op->now_us),
			     .now_us = op->now_us, .actor = op->actor };
	struct arena *keep = op->mem, *portion = arena_new();
	enum rc rc = prepare(op, &f, asked);

	for (int64_t i = 0; rc == RC_OK && i < asked->dossiers + asked->closed; i += PORTION) {
		int64_t left = asked->dossiers + asked->closed - i;

		op->mem = portion;
		rc = fill_portion(op, &f, asked, i, left < PORTION ? left : PORTION);
		op->mem = keep;
		arena_reset(portion);
	}
	arena_drop(portion);
	op->now_us = f.now_us;
	op->actor = f.actor;
	TRY(rc);
	return ledger_add(op, "demo.fill", "demo",
			  arena_text(op->mem, "dossiers %lld\nresidue %lld\nseed %llu",
				     (long long)asked->dossiers, (long long)asked->residue,
				     (unsigned long long)asked->seed));
}
