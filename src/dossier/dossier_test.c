/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_world.h"
#include "core/time.h"
#include "dossier/dossier_rules.h"
#include <string.h>

static const char *local(struct op *op, int64_t us)
{
	return us ? arena_text(op->mem, "%.16s", time_show(op->mem, us)) : "";
}

static void reception_opens_a_dossier_that_is_received_at_once(struct world *w)
{
	dossier_world(w);
	const char *code = received(w, "2025-06-30T09:12");
	struct dossier *d = found(w, code);
	struct op *op = reads(w, EVERYTHING, "03157", NOON);
	struct dossier_event *e;
	size_t count;

	is_text(code, "H18.03-250630-0001");
	is_int(d->state, STATE_RECEIVED);
	is_int(d->version, 1);
	is_text(local(op, d->received_us), "2025-06-30T09:12");
	is_text(local(op, d->due_us), "2025-07-03T17:00");
	is_int(d->received_by, place(op, "03157"));
	is_int(d->competent, d->received_by);
	is_int(d->return_at, d->received_by);
	is_text(d->channel, "counter");
	is_true(strlen(d->secret) == 22);
	is_text(d->procedure->forms, "01/2018/TT-VPCP");
	is_rc(dossier_events(op, d, &e, &count), RC_OK);
	is_int(count, 1);
	is_text(e[0].action, "open");
	is_int(e[0].to, STATE_RECEIVED);
	is_text(e[0].by_name, "Tester");
	is_int(world_count(w, "ledger WHERE action = 'dossier.open'"), 1);
	is_text(received(w, "2025-06-30T09:13"), "H18.03-250630-0002");
	is_text(received(w, "2025-07-01T08:00"), "H18.03-250701-0001");
}

static void nobody_guesses_the_token_of_another_receipt(struct world *w)
{
	struct dossier *d = NULL, *none = NULL;

	dossier_world(w);
	struct dossier *one = found(w, received(w, "2025-06-30T09:12"));
	struct dossier *two = found(w, received(w, "2025-06-30T09:12"));
	struct op *op = reads(w, EVERYTHING, "03157", NOON);
	int same = 0;

	is_rc(dossier_find_token(op, dossier_token(op->mem, two), &d), RC_OK);
	is_text(d ? d->code : "", two->code);
	for (int i = 0; i < 22; i++)
		same += one->secret[i] == two->secret[i];
	is_true(same < 10);
	const char *wrong[] = {
		"", ".", two->code, two->secret, arena_text(op->mem, "%s.", two->code),
		arena_text(op->mem, "%s.%s", two->code, one->secret),
		arena_text(op->mem, "%s.%.21s", two->code, two->secret),
		arena_text(op->mem, "%s.%sA", two->code, two->secret),
		arena_text(op->mem, "%s.%s", "H18.03-250630-0009", two->secret),
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		is_rc(dossier_find_token(op, wrong[i], &none), RC_NOT_FOUND);
	is_true(!none);
}

static void a_refused_opening_leaves_no_trace(struct world *w)
{
	struct dossier_new in = { .procedure = "1.004873", .applicant = { .name = "Lò Xó Hừ" } };

	dossier_world(w);
	int64_t entries = world_count(w, "ledger");

	is_rc(opens(by(w, MAY_HANDLE | MAY_READ, "03157", NOON), &in, NULL), RC_FORBIDDEN);
	in.applicant.name = NULL;
	is_rc(opens(by(w, MAY_RECEIVE, "03157", NOON), &in, NULL), RC_INVALID);
	is_text(fault_said, "applicant.name dossier.name_missing");
	is_int(world_count(w, "dossier"), 0);
	is_int(world_count(w, "dossier_event"), 0);
	is_int(world_count(w, "ledger"), entries);
	is_text(received(w, NOON), "H18.03-250630-0001");
}

/* The fault of a new dossier that differs in one thing from a good one. */
static const char *wrong(struct world *w, struct dossier_new in)
{
	if (!in.procedure)
		in.procedure = "1.004873";
	if (!in.applicant.name)
		in.applicant.name = "Lò Xó Hừ";
	is_rc(opens(by(w, MAY_RECEIVE, "03157", NOON), &in, NULL), RC_INVALID);
	return fault_said;
}

static void each_malformed_member_is_named(struct world *w)
{
	struct dossier_paper none = { "", "copy", 1 }, form = { "Đơn", "wax", 1 },
			     copies = { "Đơn", "copy", 100 };

	dossier_world(w);
#define WRONG(...) wrong(w, (struct dossier_new){ __VA_ARGS__ })
	is_text(WRONG(.procedure = "9.9"), "procedure dossier.no_procedure");
	is_text(WRONG(.procedure = "1.014027"), "procedure dossier.no_procedure");
	is_text(WRONG(.competent = "99999"), "competent dossier.no_unit");
	is_text(WRONG(.competent = "096"), "competent dossier.tier");
	is_text(WRONG(.return_at = "3157"), "return_at dossier.no_unit");
	is_text(WRONG(.applicant.name = "L"), "applicant.name dossier.name");
	is_text(WRONG(.applicant.personal_id = "01108800001"), "applicant.personal_id dossier.personal_id");
	is_text(WRONG(.applicant.personal_id = "01108800001x"), "applicant.personal_id dossier.personal_id");
	is_text(WRONG(.applicant.phone = "12 ab"), "applicant.phone dossier.phone");
	is_text(WRONG(.applicant.email = "a@b"), "applicant.email dossier.email");
	is_text(WRONG(.applicant_unit = "096"), "applicant.unit dossier.no_commune");
	is_text(WRONG(.channel = "pigeon"), "channel dossier.channel");
	is_text(WRONG(.papers = &none, .papers_count = 1), "papers.0.name dossier.paper_name");
	is_text(WRONG(.papers = &form, .papers_count = 1), "papers.0.form dossier.paper_form");
	is_text(WRONG(.papers = &copies, .papers_count = 1), "papers.0.copies dossier.paper_copies");
	/* A district's matter goes by residence on 1 July: it must be known. */
	is_text(WRONG(.procedure = "1.001612"), "applicant.unit dossier.commune_missing");
	is_int(world_count(w, "dossier"), 0);
}

static void a_districts_matter_goes_to_the_district_until_the_law_changes(struct world *w)
{
	struct dossier_new in = { .procedure = "1.001612", .applicant = { .name = "Vàng Thị Mỷ" },
				  .applicant_unit = "03160" };
	const char *code = NULL;

	dossier_world(w);
	is_rc(opens(by(w, MAY_RECEIVE | MAY_READ, "03157", NOON), &in, &code), RC_OK);
	struct dossier *d = found(w, code);
	struct op *op = reads(w, EVERYTHING, "03157", NOON);

	is_int(d->competent, place(op, "096"));
	is_int(d->applicant.unit, place(op, "03160"));
	is_rc(opens(by(w, MAY_RECEIVE | MAY_READ, "03157", "2025-07-01T08:00"), &in, &code), RC_OK);
	d = found(w, code);
	is_int(d->competent, place(op, "03157"));
	is_text(d->procedure->forms, "03/2025/TT-VPCP");
}

/* contracts.md 4, written down a second time. */
static const char *const table[] = {
	"accept S1>S4", "guide S1>S2", "refile S2>S1", "refuse S1>S3", "forward S4>S5", "take S5>S6",
	"ask S6>S7", "supplement S7>S6", "consult S6>S8", "answer S8>S6", "charge S6>S9", "pay S9>S6",
	"submit S6>S10", "send-back S10>S6", "sign S10>S11", "decline S6,S10>S14",
	"deliver S11,S14>S12", "return S12>S13", "withdraw S1,S4,S5,S6,S7,S8,S9,S10>S15",
	"lapse S2,S7>S16", "extend S1,S2,S4,S5,S6,S7,S8,S9,S10,S11,S12,S14>",
	"correct S1,S2,S4,S5,S6,S7,S8,S9,S10,S11,S12,S14>",
};

/* Where @action leads from @state by the table: a state, the same for "stays", 0 for refused. */
static enum dossier_state leads(struct arena *mem, const char *action, enum dossier_state state)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char *line = arena_copy(mem, table[i]), *name = strsep(&line, " ");
		char *from = strsep(&line, ">"), *one;

		if (strcmp(name, action))
			continue;
		while ((one = strsep(&from, ",")))
			if (!strcmp(one, dossier_state_name(state)))
				return *line ? dossier_state_of(line) : state;
	}
	return STATE_NONE;
}

static void every_action_from_every_state_does_what_the_contract_says(struct world *w)
{
	dossier_world(w);
	for (enum dossier_state s = STATE_SUBMITTED; s < STATES; s++) {
		for (enum dossier_action a = ACT_OPEN + 1; a < ACTIONS; a++) {
			if (a == ACT_ASSIGN) /* needs accounts: dossier_officer_test.c */
				continue;
			const char *code = in_state(w, s), *name = dossier_action_name(a);
			struct op *op = by(w, EVERYTHING, "03157", "2025-06-30T11:00");
			enum dossier_state to = leads(op->mem, name, s);
			struct dossier *before = found(w, code);
			int64_t events = world_count(w, "dossier_event");
			int64_t entries = world_count(w, "ledger");

			op = by(w, EVERYTHING, "03157", "2025-06-30T11:00");
			enum rc rc = acts(op, code, a, &enough);
			struct dossier *d = found(w, code);

			if (rc != (to ? RC_OK : RC_CONFLICT))
				tap_note("%s from %s", name, dossier_state_name(s));
			is_rc(rc, to ? RC_OK : RC_CONFLICT);
			is_int(d->state, to ? to : s);
			is_int(d->version, before->version + (to ? 1 : 0));
			is_int(world_count(w, "dossier_event"), events + (to ? 1 : 0));
			is_int(world_count(w, "ledger"), entries + (to ? 1 : 0));
		}
	}
}

/* contracts.md 4, second table: role, agency, actions. */
static const struct {
	uint32_t may;
	char agency; /* r received, c competent, t return */
	const char *actions;
} rights[] = {
	{ MAY_RECEIVE, 'r', " accept guide refile refuse forward supplement pay withdraw lapse correct " },
	{ MAY_RECEIVE, 't', " return " },
	{ MAY_HANDLE, 'c', " take ask consult answer charge submit lapse " },
	{ MAY_REVIEW, 'c', " submit send-back assign " },
	{ MAY_SIGN, 'c', " send-back sign decline extend " },
	{ MAY_ISSUE, 'c', " deliver " },
	{ MAY_COORDINATE, 'r', " assign " },
	{ MAY_COORDINATE, 'c', " assign " },
	{ MAY_APPLY, 'o', " refile supplement withdraw " },
};

static bool table_allows(uint32_t may, char agency, const char *action)
{
	char word[40];

	snprintf(word, sizeof word, " %s ", action);
	for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
		if (rights[i].may == may && rights[i].agency == agency && strstr(rights[i].actions, word))
			return true;
	return false;
}

static void every_role_in_every_agency_may_what_the_contract_says(struct world *w)
{
	static const uint32_t roles[] = { MAY_RECEIVE, MAY_HANDLE, MAY_REVIEW, MAY_SIGN, MAY_ISSUE,
					  MAY_COORDINATE };
	static const struct { char agency; const char *code; } places[] = {
		{ 'r', "03157" }, { 'c', "03154" }, { 't', "03155" }, { '-', "03160" },
	};
	struct dossier_new in = { .procedure = "1.004873", .applicant = { .name = "Lò Xó Hừ" },
				  .competent = "03154", .return_at = "03155" };
	const char *code = NULL;

	dossier_world(w);
	is_rc(opens(by(w, MAY_RECEIVE, "03157", NOON), &in, &code), RC_OK);
	for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
		for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
			struct op *op = reads(w, roles[r] | MAY_READ, places[p].code, NOON);
			struct dossier *d = NULL;
			bool sees = places[p].agency != '-';

			is_rc(dossier_find(op, code, &d), sees ? RC_OK : RC_NOT_FOUND);
			for (enum dossier_action a = ACT_OPEN + 1; sees && a < ACTIONS; a++)
				is_rc(dossier_may(op, d, a),
				      table_allows(roles[r], places[p].agency, dossier_action_name(a))
					      ? RC_OK
					      : RC_FORBIDDEN);
		}
	}
}

static void the_applicant_sees_and_does_only_their_own(struct world *w)
{
	struct dossier *d;

	dossier_world(w);
	const char *own = in_state(w, STATE_SUPPLEMENT), *other = received(w, NOON);
	struct op *op = reads(w, MAY_APPLY, NULL, NOON);

	is_rc(dossier_find(op, other, &d), RC_NOT_FOUND);
	is_rc(dossier_find(op, "H18.03-250630-9999", &d), RC_NOT_FOUND);
	is_rc(dossier_find(op, own, &d), RC_OK);
	for (enum dossier_action a = ACT_OPEN + 1; a < ACTIONS; a++)
		is_rc(dossier_may(op, d, a),
		      table_allows(MAY_APPLY, 'o', dossier_action_name(a)) ? RC_OK : RC_FORBIDDEN);
	is_rc(dossier_find(reads(w, MAY_LEAD, "11", NOON), own, &d), RC_OK);
	is_rc(dossier_find(reads(w, MAY_INSPECT, "11", NOON), own, &d), RC_OK);
	is_rc(dossier_find(reads(w, MAY_ORGANISE, "11", NOON), own, &d), RC_NOT_FOUND);
}

static void the_clock_pauses_while_the_applicant_has_to_act(struct world *w)
{
	dossier_world(w);
	const char *code = received(w, "2025-06-30T09:00");

	is_rc(acts(by(w, EVERYTHING, "03157", "2025-06-30T09:30"), code, ACT_FORWARD, NULL), RC_OK);
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-06-30T10:00"), code, ACT_TAKE, NULL), RC_OK);
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-07-01T10:00"), code, ACT_ASK, &enough), RC_OK);
	struct op *op = reads(w, EVERYTHING, "03157", "2025-07-02T10:00");
	struct dossier *d = found(w, code);

	is_true(d->paused);
	is_int(d->due_us, 0);
	is_true(!dossier_overdue(d, op->now_us));
	is_text(d->clock, "pause@2025-07-01T10:00");
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-07-04T08:00"), code, ACT_SUPPLEMENT, NULL), RC_OK);
	d = found(w, code);
	op = reads(w, EVERYTHING, "03157", "2025-07-04T09:00");
	is_true(!d->paused);
	/* 1 to 4 July are taken out; 7, 8 and 9 July are the three working days. */
	is_text(local(op, d->due_us), "2025-07-09T17:00");
	is_text(local(op, d->promised_us), "2025-07-03T17:00");
	struct due_line *lines;
	size_t count;

	is_rc(dossier_due_lines(op, d, &lines, &count), RC_OK);
	is_true(count > 4);
	is_int(lines[count - 1].kind, DUE_LINE_DUE);
	is_int(minute_us(lines[count - 1].from), d->due_us);
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-07-09T16:00"), code, ACT_SUBMIT, NULL), RC_OK);
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-07-09T17:01"), code, ACT_SIGN, NULL), RC_OK);
	d = found(w, code);
	is_text(local(op, d->stopped_us), "2025-07-09T17:01");
	is_true(dossier_overdue(d, d->stopped_us + US_DAY));
}

static void a_pause_after_the_due_time_takes_nothing_back(struct world *w)
{
	dossier_world(w);
	const char *code = received(w, "2025-06-23T09:00");

	is_rc(acts(by(w, EVERYTHING, "03157", "2025-06-24T09:30"), code, ACT_FORWARD, NULL), RC_OK);
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-06-24T10:00"), code, ACT_TAKE, NULL), RC_OK);
	is_rc(acts(by(w, EVERYTHING, "03157", "2025-06-30T10:00"), code, ACT_ASK, &enough), RC_OK);
	struct dossier *d = found(w, code);

	is_true(!d->paused);
	is_int(d->due_us, d->promised_us);
	is_true(dossier_overdue(d, reads(w, 0, NULL, "2025-06-30T11:00")->now_us));
}

static void consulting_another_agency_does_not_stop_the_clock(struct world *w)
{
	dossier_world(w);
	const char *code = in_state(w, STATE_CONSULTED);
	struct dossier *d = found(w, code);

	is_true(!d->paused && d->due_us == d->promised_us && d->due_us);
	is_text(d->clock, "");
	code = in_state(w, STATE_PAYMENT);
	d = found(w, code);
	is_true(d->paused);
	is_int(d->charged, 15000);
	struct dossier_input less = enough;

	less.amount = 14999;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_PAY, &less), RC_INVALID);
	is_text(fault_said, "amount dossier.amount_other");
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_PAY, &enough), RC_OK);
	is_int(found(w, code)->paid, 15000);
}

static void a_due_time_is_extended_once_and_only_forward(struct world *w)
{
	struct dossier_input in = enough;

	dossier_world(w);
	const char *code = received(w, NOON);

	in.due_us = found(w, code)->due_us;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_EXTEND, &in), RC_INVALID);
	is_text(fault_said, "due_at dossier.due_early");
	in.due_us += US_DAY;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_EXTEND, &in), RC_OK);
	struct dossier *d = found(w, code);

	is_int(d->due_us, in.due_us);
	is_int(d->promised_us, in.due_us - US_DAY);
	in.due_us += US_DAY;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_EXTEND, &in), RC_CONFLICT);
	is_int(found(w, code)->version, 2);
}

#define MONDAY "2025-07-07T10:00" /* after the due time */

/* An office cannot make a late dossier one in time when the work is done (contracts: from any that is not final). */
static void an_extension_after_the_clock_stopped_leaves_the_due_time(struct world *w)
{
	struct dossier_input in = enough;

	dossier_world(w);
	const char *code = received(w, NOON);
	int64_t due = found(w, code)->due_us;
	static const enum dossier_action way[] = { ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN };
	struct op *op;
	struct findings f = { 0 };

	for (size_t i = 0; i < sizeof way / sizeof *way; i++)
		is_rc(acts(by(w, EVERYTHING, "03157", MONDAY), code, way[i], &enough), RC_OK);
	is_true(dossier_overdue(found(w, code), 0));
	in.due_us = due + 30 * US_DAY;
	is_rc(acts(by(w, EVERYTHING, "03157", MONDAY), code, ACT_EXTEND, &in), RC_OK);
	struct dossier *d = found(w, code);

	is_true(dossier_overdue(d, 0));
	is_int(d->due_us, due);
	is_int(d->extended_us, in.due_us);
	is_int(d->extensions, 1);
	op = reads(w, EVERYTHING, "03157", MONDAY);
	f.mem = op->mem;
	is_rc(dossier_check(op, &f), RC_OK);
	is_int((int64_t)f.count, 0);
	is_rc(world_end(op), RC_OK);
}

static void what_an_action_needs_must_be_said(struct world *w)
{
	dossier_world(w);
	const char *code = in_state(w, STATE_IN_PROCESS);
	struct dossier_input in = enough;

	in.missing_count = 0;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_ASK, &in), RC_INVALID);
	is_text(fault_said, "missing dossier.missing_none");
	in.reason = NULL;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_DECLINE, &in), RC_INVALID);
	is_text(fault_said, "reason dossier.reason_missing");
	in.amount = 0;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_CHARGE, &in), RC_INVALID);
	is_int(found(w, code)->version, 4);
	is_int(found(w, code)->state, STATE_IN_PROCESS);
}

static void particulars_are_corrected_with_a_reason(struct world *w)
{
	dossier_world(w);
	const char *code = received(w, NOON);
	struct dossier_input in = { .reason = "Ghi sai tên", .amount = -1,
				    .applicant.name = "Lò Xó Hừ Hai", .applicant_unit = "03154" };

	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_CORRECT, &in), RC_OK);
	struct dossier *d = found(w, code);

	is_text(d->applicant.name, "Lò Xó Hừ Hai");
	is_int(d->applicant.unit, place(reads(w, 0, NULL, NOON), "03154"));
	is_int(d->version, 2);
	struct dossier_row *rows;
	size_t count;

	is_rc(dossier_search(reads(w, MAY_READ, "03157", NOON), "lo xo hu hai", &rows, &count), RC_OK);
	is_int(count, 1);
	in = (struct dossier_input){ .reason = "Không có gì", .amount = -1 };
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_CORRECT, &in), RC_INVALID);
}

static void a_stale_version_is_refused(struct world *w)
{
	dossier_world(w);
	const char *code = received(w, NOON);
	struct dossier *d = NULL;
	struct op *op = by(w, EVERYTHING, "03157", NOON);

	is_rc(dossier_find(op, code, &d), RC_OK);
	is_rc(dossier_fresh(op, d, 1), RC_OK);
	is_rc(dossier_fresh(op, d, 2), RC_STALE);
	is_rc(world_end(op), RC_STALE);
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_FORWARD, NULL), RC_OK);
	op = by(w, EVERYTHING, "03157", NOON);
	is_rc(dossier_find(op, code, &d), RC_OK);
	is_rc(dossier_fresh(op, d, 1), RC_STALE);
}

static void the_ten_thousandth_dossier_of_a_day_has_five_digits(struct world *w)
{
	dossier_world(w);
	received(w, NOON);
	world_tamper(w, "UPDATE dossier SET number = 9999, code = 'H18.03-250630-9999'");
	world_tamper(w, "UPDATE head SET batch = batch + 1"); /* another process wrote it */
	is_text(received(w, NOON), "H18.03-250630-10000");
	is_int(found(w, "H18.03-250630-10000")->version, 1);
}

TESTS(reception_opens_a_dossier_that_is_received_at_once,
      nobody_guesses_the_token_of_another_receipt, a_refused_opening_leaves_no_trace,
      each_malformed_member_is_named, a_districts_matter_goes_to_the_district_until_the_law_changes,
      every_action_from_every_state_does_what_the_contract_says,
      every_role_in_every_agency_may_what_the_contract_says,
      the_applicant_sees_and_does_only_their_own, the_clock_pauses_while_the_applicant_has_to_act,
      a_pause_after_the_due_time_takes_nothing_back,
      consulting_another_agency_does_not_stop_the_clock,
      a_due_time_is_extended_once_and_only_forward,
      an_extension_after_the_clock_stopped_leaves_the_due_time, what_an_action_needs_must_be_said,
      particulars_are_corrected_with_a_reason, a_stale_version_is_refused,
      the_ten_thousandth_dossier_of_a_day_has_five_digits)
