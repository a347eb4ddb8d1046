/* SPDX-License-Identifier: Apache-2.0 */
/* Queues, searches, and what `haicap check` finds. */
#include "core/time.h"
#include "dossier/dossier_world.h"
#include <stdio.h>
#include <string.h>

static void queues_are_ordered_by_due_time_and_page_without_gaps(struct world *w)
{
	struct dossier_filter f = { .place = PLACE_COMPETENT, .limit = 2 };
	struct dossier_row *rows;
	size_t count;
	int64_t total, seen = 0, last = 0;

	dossier_world(w);
	received(w, "2025-06-30T11:00");
	received(w, "2025-06-26T11:00");
	const char *paused = in_state(w, STATE_SUPPLEMENT);
	received(w, "2025-06-27T11:00");
	in_state(w, STATE_RETURNED);
	struct op *op = reads(w, MAY_READ, "03157", "2025-07-02T10:00");

	f.of = place(op, "03157");
	do {
		is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
		for (size_t i = 0; i < count; i++, seen++) {
			is_true(rows[i].rank_us >= last);
			last = rows[i].rank_us;
		}
		if (count) {
			f.after_rank = rows[count - 1].rank_us;
			f.after_id = rows[count - 1].id;
		}
	} while (count == 2);
	is_int(seen, 5);
	is_rc(dossier_list_count(op, &f, 1001, &total), RC_OK);
	is_int(total, 5);
	f = (struct dossier_filter){ .of = f.of, .limit = 20, .states = 1u << STATE_SUPPLEMENT };
	is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
	is_int(count, 1);
	is_text(rows[0].code, paused);
	f.states = 0;
	f.due = DUE_IS_OVERDUE;
	is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
	is_int(count, 1);
	f.due = DUE_IS_TODAY;
	is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
	is_int(count, 1);
	f.due = DUE_ANY;
	f.newest = true;
	is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
	is_int(count, 5);
	is_true(rows[0].id > rows[4].id);
	f.procedure = "1.001612";
	is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
	is_int(count, 0);
}

static void is_counted(struct world *w, const struct dossier_filter *f, int64_t most, int64_t expected)
{
	int64_t total;

	is_rc(dossier_list_count(reads(w, MAY_LEAD, "province", "2025-07-02T10:00"), f, most, &total),
	      RC_OK);
	is_int(total, expected);
}

/* The counts of the province and of a unit are remembered, and must still be right when there are more. */
static void what_is_counted_once_is_counted_as_it_grows(struct world *w)
{
	struct dossier_filter all = { .place = PLACE_ALL, .limit = 2 };

	dossier_world(w);
	received(w, "2025-06-30T11:00");
	received(w, "2025-06-26T11:00");
	struct dossier_filter unit = {
		.place = PLACE_COMPETENT, .of = found(w, "H18.03-250626-0001")->competent, .limit = 2,
	};
	struct dossier_filter none = { .place = PLACE_COMPETENT, .of = unit.of + 1, .limit = 2 };

	for (int again = 0; again < 2; again++)
		for (int place = 0; place < 2; place++) {
			is_counted(w, place ? &unit : &all, 1001, 2);
			is_counted(w, place ? &unit : &all, 2, 2);
			is_counted(w, place ? &unit : &all, 1, 1);
			is_counted(w, &none, 1001, 0);
		}
	received(w, "2025-06-27T11:00");
	for (int place = 0; place < 2; place++) {
		struct dossier_filter f = place ? unit : all;

		is_counted(w, &f, 3, 3);
		is_counted(w, &f, 2, 2);
		is_counted(w, &none, 2, 0);
		f.states = 1u << STATE_RECEIVED;
		is_counted(w, &f, 1001, 3);
		f.states = 1u << STATE_SIGNED;
		is_counted(w, &f, 2, 0);
		f = place ? unit : all;
		f.due = DUE_IS_TODAY; /* the one of 27 June */
		is_counted(w, &f, 2, 1);
	}
}

static void people_are_found_without_marks_and_only_by_those_who_may(struct world *w)
{
	struct dossier_new in = { .procedure = "1.004873",
				  .applicant = { .name = "Giàng A Chứ", .personal_id = "011088000012" } };
	struct dossier_row *rows;
	size_t count;
	const char *code;

	dossier_world(w);
	is_rc(opens(by(w, MAY_RECEIVE, "03157", NOON), &in, &code), RC_OK);
	struct op *op = reads(w, MAY_READ, "03157", NOON);

	is_rc(dossier_search(op, "giang a chu", &rows, &count), RC_OK);
	is_int(count, 1);
	is_rc(dossier_search(op, "GIÀNG A", &rows, &count), RC_OK);
	is_int(count, 1);
	is_rc(dossier_search(op, "011088000012", &rows, &count), RC_OK);
	is_int(count, 1);
	is_rc(dossier_search(op, "01108800001", &rows, &count), RC_OK);
	is_int(count, 0);
	is_rc(dossier_search(op, code, &rows, &count), RC_OK);
	is_int(count, 1);
	is_rc(dossier_search(reads(w, MAY_READ, "03154", NOON), "giang a chu", &rows, &count), RC_OK);
	is_int(count, 0);
	is_rc(dossier_search(op, "g", &rows, &count), RC_INVALID);
}

static int64_t breaches(struct world *w)
{
	struct op *op = reads(w, MAY_READ, "03157", "2025-07-02T10:00");
	struct findings f = { .mem = op->mem };

	is_rc(dossier_check(op, &f), RC_OK);
	for (size_t i = 0; i < f.count; i++)
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
	is_rc(world_end(op), RC_OK);
	return (int64_t)f.count;
}

static void the_check_finds_what_was_tampered_with(struct world *w)
{
	dossier_world(w);
	for (enum dossier_state s = STATE_SUBMITTED; s < STATES; s++)
		in_state(w, s);
	is_int(breaches(w), 0);
	world_tamper(w, "UPDATE dossier SET due_us = due_us + 1 WHERE state = 6");
	is_int(breaches(w), 1);
	world_tamper(w, "UPDATE dossier SET due_us = due_us - 1, version = 9 WHERE state = 6");
	is_int(breaches(w), 1);
	world_tamper(w, "UPDATE dossier SET version = 4 WHERE state = 6");
	world_tamper(w, "UPDATE dossier SET state = 8 WHERE state = 5");
	is_int(breaches(w), 1);
	world_tamper(w, "UPDATE dossier SET state = 5 WHERE state = 8 AND version = 3");
	world_tamper(w, "UPDATE dossier_event SET to_state = 12 WHERE action = 'lapse'");
	is_int(breaches(w), 2);
	world_tamper(w, "UPDATE dossier_event SET to_state = 16 WHERE action = 'lapse'");
	world_tamper(w, "UPDATE dossier SET paused = 0 WHERE state = 7");
	is_int(breaches(w), 1);
	world_tamper(w, "UPDATE dossier SET paused = 1, number = 77 WHERE state = 7");
	is_int(breaches(w), 1);
}

/* No foreign key watches over these. */
static void the_check_finds_what_points_nowhere(struct world *w)
{
	static const struct {
		const char *broken, *mended;
	} cases[] = {
		{ "UPDATE dossier SET received_by = -received_by", "UPDATE dossier SET received_by = -received_by" },
		{ "UPDATE dossier SET return_at = -return_at", "UPDATE dossier SET return_at = -return_at" },
		{ "UPDATE dossier SET procedure_id = -procedure_id", "UPDATE dossier SET procedure_id = -procedure_id" },
		{ "UPDATE dossier SET home = -7", "UPDATE dossier SET home = NULL" },
		{ "INSERT INTO dossier_applicant (dossier, name, fold) VALUES (-7, 'A', 'a')",
		  "DELETE FROM dossier_applicant WHERE dossier = -7" },
		{ "INSERT INTO dossier_event SELECT -7, number, at_us, action, by_account, by_name, from_state,"
		  " to_state, from_unit, to_unit, due_us, note, missing FROM dossier_event WHERE number = 1",
		  "DELETE FROM dossier_event WHERE dossier = -7" },
		{ "DELETE FROM dossier_applicant", NULL },
	};

	dossier_world(w);
	received(w, NOON);
	world_tamper(w, "UPDATE dossier SET home = NULL");
	is_int(breaches(w), 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		world_tamper(w, cases[i].broken);
		is_int(breaches(w), 1);
		if (cases[i].mended) {
			world_tamper(w, cases[i].mended);
			is_int(breaches(w), 0);
		}
	}
}

/* Pages through @f by its limit: which of the four @codes, from 1, in their order, a blank behind each. */
static const char *pages_of(struct op *op, struct dossier_filter f, const char *const *codes)
{
	const char *seen = "";
	struct dossier_row *rows;
	size_t count;

	do {
		is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
		for (size_t i = 0; i < count; i++) {
			int number = 0;

			while (number < 4 && strcmp(codes[number], rows[i].code) != 0)
				number++;
			seen = arena_text(op->mem, "%s%d ", seen, number + 1);
			f.after_rank = f.newest ? 0 : rows[i].rank_us;
			f.after_id = rows[i].id;
		}
	} while (count);
	return seen;
}

static void what_others_handle_stays_in_the_list_of_who_received_it(struct world *w)
{
	static const struct {
		enum dossier_place place;
		const char *unit, *by_due, *newest;
	} cases[] = {
		{ PLACE_COMPETENT, "03157", "3 1 ", "3 1 " },
		{ PLACE_COMPETENT, "03154", "2 4 ", "4 2 " },
		{ PLACE_RECEIVED, "03157", "2 3 4 1 ", "4 3 2 1 " },
		{ PLACE_RECEIVED, "03154", "", "" },
		{ PLACE_RETURN, "03157", "2 3 1 ", "3 2 1 " },
		{ PLACE_RETURN, "03154", "4 ", "4 " },
	};
	static const char *const days[] = { "2025-06-30T11:00", "2025-06-24T11:00", "2025-06-25T11:00",
					    "2025-06-26T11:00" };
	const char *codes[4];
	int64_t total;

	dossier_world(w);
	for (size_t i = 0; i < 4; i++)
		codes[i] = received(w, days[i]);
	struct op *before = reads(w, MAY_READ, "03154", NOON);
	long long other = place(before, "03154");

	char competent[200], returned[200];

	is_rc(world_end(before), RC_OK);
	snprintf(competent, sizeof competent, "UPDATE dossier SET competent = %lld"
		 " WHERE code IN ('%s', '%s')", other, codes[1], codes[3]);
	snprintf(returned, sizeof returned, "UPDATE dossier SET return_at = %lld WHERE code = '%s'",
		 other, codes[3]);
	world_tamper(w, competent);
	world_tamper(w, returned);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct op *op = reads(w, MAY_READ, "03157", "2025-07-02T10:00");
		struct dossier_filter f = { .place = cases[i].place, .of = place(op, cases[i].unit) };

		for (f.limit = 1; f.limit < 4; f.limit++) {
			f.newest = false;
			is_text(pages_of(op, f, codes), cases[i].by_due);
			f.newest = true;
			is_text(pages_of(op, f, codes), cases[i].newest);
		}
		is_rc(dossier_list_count(op, &f, 9, &total), RC_OK);
		is_int(total, (int64_t)strlen(cases[i].by_due) / 2);
	}
}

/* Somebody's own are found, however many namesakes the rest of the province has. */
static void namesakes_elsewhere_hide_nobody(struct world *w)
{
	struct dossier_new in = { .procedure = "1.004873", .applicant = { .name = "Giàng A Chứ" } };
	struct dossier_row *rows;
	size_t count;
	const char *code;

	dossier_world(w);
	is_rc(opens(by(w, MAY_RECEIVE, "03157", NOON), &in, &code), RC_OK);
	for (int i = 0; i < 200; i++)
		is_rc(opens(by(w, MAY_RECEIVE, "03154", NOON), &in, NULL), RC_OK);
	is_rc(dossier_search(reads(w, MAY_READ, "03157", NOON), "giang a chu", &rows, &count), RC_OK);
	is_int(count, 1);
	if (count)
		is_text(rows[0].code, code);
	is_rc(dossier_search(reads(w, MAY_LEAD, NULL, NOON), "giang a chu", &rows, &count), RC_OK);
	is_int(count, 200);
}

static void the_newest_first_pages_on_in_every_queue(struct world *w)
{
	static const enum dossier_place places[] = { PLACE_COMPETENT, PLACE_RECEIVED, PLACE_RETURN,
						     PLACE_ALL };
	struct dossier_row *rows;
	size_t count;

	dossier_world(w);
	received(w, "2025-06-26T11:00");
	received(w, "2025-06-25T11:00");
	received(w, "2025-06-27T11:00");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct dossier_filter f = { .place = places[i], .newest = true, .limit = 1 };
		struct op *op = reads(w, MAY_READ, "03157", "2025-07-02T10:00");
		int64_t last = INT64_MAX;
		int seen = 0;

		f.of = places[i] == PLACE_ALL ? 0 : place(op, "03157");
		for (; seen < 4; seen++) {
			is_rc(dossier_list(op, &f, &rows, &count), RC_OK);
			if (!count)
				break;
			is_true(rows[0].id < last);
			last = f.after_id = rows[0].id;
		}
		is_int(seen, 3);
	}
}

TESTS(queues_are_ordered_by_due_time_and_page_without_gaps,
      what_is_counted_once_is_counted_as_it_grows,
      people_are_found_without_marks_and_only_by_those_who_may,
      namesakes_elsewhere_hide_nobody, the_newest_first_pages_on_in_every_queue,
      what_others_handle_stays_in_the_list_of_who_received_it,
      the_check_finds_what_was_tampered_with, the_check_finds_what_points_nowhere)
