/* SPDX-License-Identifier: Apache-2.0 */
/* Queues, searches, and what `haicap check` finds. */
#include "core/time.h"
#include "dossier/dossier_world.h"

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

/* The count of the whole province is remembered, and must still be right when there are more. */
static void the_province_is_counted_as_it_grows(struct world *w)
{
	struct dossier_filter f = { .place = PLACE_ALL, .limit = 2 };
	int64_t total;

	dossier_world(w);
	received(w, "2025-06-30T11:00");
	received(w, "2025-06-26T11:00");
	for (int again = 0; again < 2; again++) {
		struct op *op = reads(w, MAY_LEAD, "province", "2025-07-02T10:00");

		is_rc(dossier_list_count(op, &f, 1001, &total), RC_OK);
		is_int(total, 2);
		is_rc(dossier_list_count(op, &f, 2, &total), RC_OK);
		is_int(total, 2);
		is_rc(dossier_list_count(op, &f, 1, &total), RC_OK);
		is_int(total, 1);
	}
	received(w, "2025-06-27T11:00");
	struct op *op = reads(w, MAY_LEAD, "province", "2025-07-02T10:00");

	is_rc(dossier_list_count(op, &f, 3, &total), RC_OK);
	is_int(total, 3);
	is_rc(dossier_list_count(op, &f, 2, &total), RC_OK);
	is_int(total, 2);
	f.states = 1u << STATE_RECEIVED;
	is_rc(dossier_list_count(op, &f, 1001, &total), RC_OK);
	is_int(total, 3);
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
      the_province_is_counted_as_it_grows,
      people_are_found_without_marks_and_only_by_those_who_may,
      namesakes_elsewhere_hide_nobody, the_newest_first_pages_on_in_every_queue,
      the_check_finds_what_was_tampered_with)
