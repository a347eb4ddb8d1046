/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due.h"
#include "core/time.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <string.h>

static int64_t at(const char *time)
{
	int64_t us = 0;

	is_true(time_parse(time, &us));
	return us;
}

static const struct calendar *table(struct op *op, const char *rows)
{
	struct findings f = { .mem = op->mem };
	char *text = arena_text(op->mem, "date,kind,hours,basis\n%s", rows);

	return calendar_parse(op->mem, &f, "calendar.csv", text, strlen(text));
}

static int64_t enter(struct world *w, const char *when, const char *rows)
{
	int64_t id = 0;

	world_at(w, at(when));
	struct op *op = world_op(w, 0);

	is_rc(calendar_enter(op, rows ? table(op, rows) : calendar_national(op->mem), "a source",
			     &id), RC_OK);
	is_rc(world_end(op), RC_OK);
	return id;
}

static void without_a_calendar_there_is_none(struct world *w)
{
	struct op *op = world_read(w, 0);
	const struct calendar *c = NULL;

	is_rc(calendar_current(op, &c), RC_NOT_FOUND);
	is_text(op->err.key, "calendar.none");
	is_true(c == NULL);
	world_end(op);
}

static void a_version_is_read_back_as_it_was_entered(struct world *w)
{
	int64_t id = enter(w, "2026-01-05T08:00:00+07:00",
			   "2026-11-03,work,07:30-11:30 13:00-14:00,\"half, or more\"\n"
			   "2026-11-04,off,,feast\n");
	struct op *op = world_read(w, 0);
	struct findings f = { .mem = op->mem };
	const struct calendar *c;

	is_rc(calendar_check(op, &f), RC_OK);
	is_int(f.count, 0);
	is_rc(calendar_find(op, id, &c), RC_OK);
	is_int(c->id, id);
	is_int(c->days_count, 2);
	is_text(c->days[0].hours, "07:30-11:30 13:00-14:00");
	is_text(c->days[0].basis, "half, or more");
	is_int(c->days[0].minutes, 300);
	is_int(c->days[1].kind, CALENDAR_OFF);
	is_int(c->last, day_parse("2026-11-04"));
	is_rc(calendar_find(op, id + 1, &c), RC_NOT_FOUND);
	world_end(op);
	is_int(world_count(w, "calendar_day"), 2);
	is_int(world_count(w, "ledger"), 1);
}

static void a_dossier_keeps_the_version_it_was_received_under(struct world *w)
{
	int64_t first = enter(w, "2026-01-05T08:00:00+07:00", NULL);
	int64_t second = enter(w, "2026-06-01T08:00:00+07:00", "2026-08-31,work,,no swap after all\n");
	struct due_terms terms = { .limit = { LIMIT_WORK_DAYS, 1 },
				   .received_us = at("2026-08-28T10:00:59+07:00") };
	const struct calendar *c;
	struct due_clock clock;
	struct op *op;

	world_at(w, at("2026-06-01T07:59:59+07:00"));
	op = world_read(w, 0);
	is_rc(calendar_current(op, &c), RC_OK);
	is_int(c->id, first);
	world_end(op);
	world_at(w, at("2026-08-28T10:00:59+07:00"));
	op = world_read(w, 0);
	is_rc(calendar_current(op, &c), RC_OK);
	is_int(c->id, second);
	is_rc(due_of(op, c, &terms, &clock), RC_OK);
	is_int(clock.due_us, at("2026-08-31T17:00:00+07:00"));
	is_rc(calendar_find(op, first, &c), RC_OK);
	is_rc(due_of(op, c, &terms, &clock), RC_OK);
	is_int(clock.due_us, at("2026-09-03T17:00:00+07:00"));
	world_end(op);
}

static void a_dossier_counts_in_minutes_of_the_province(struct world *w)
{
	struct op *op = world_read(w, 0);
	const struct calendar *c = calendar_national(op->mem);
	struct due_pause pauses[] = {
		/* the same minute once cut: as if it were not there */
		{ at("2026-11-02T10:00:01+07:00"), at("2026-11-02T10:00:59+07:00") },
		{ at("2026-11-02T10:10:30+07:00"), at("2026-11-02T10:20:29+07:00") },
	};
	struct due_terms terms = { .limit = { LIMIT_WORK_HOURS, 1 },
				   .received_us = at("2026-11-02T02:00:59Z"),
				   .pauses = pauses, .pauses_count = 1 };
	struct due_clock clock;

	is_rc(due_of(op, c, &terms, &clock), RC_OK);
	is_int(clock.due_us, at("2026-11-02T10:00:00+07:00"));
	terms.received_us = at("2026-11-02T09:30:00+07:00");
	terms.pauses_count = 2;
	is_rc(due_of(op, c, &terms, &clock), RC_OK);
	is_int(clock.due_us, at("2026-11-02T10:40:00+07:00"));
	terms.restart = true;
	is_rc(due_of(op, c, &terms, &clock), RC_OK);
	is_int(clock.due_us, at("2026-11-02T11:20:00+07:00"));
	pauses[1].to_us = 0;
	is_rc(due_of(op, c, &terms, &clock), RC_OK);
	is_true(clock.paused);
	is_int(clock.due_us, 0);
	pauses[1].to_us = pauses[0].from_us;
	is_rc(due_of(op, c, &terms, &clock), RC_INVALID);
	is_text(op->err.key, "due.resume_early");
	world_end(op);
}

static struct due_left left_at(const struct calendar *c, const struct due_clock *clock,
			       const char *now)
{
	return due_left(c, clock->due_us, clock->soon_us, at(now));
}

static void what_is_left_is_said_as_people_say_it(struct world *w)
{
	struct op *op = world_read(w, 0);
	const struct calendar *c = calendar_national(op->mem);
	struct arena *mem = op->mem;
	struct due_clock clock = { .due_us = at("2026-11-20T17:00:00+07:00"),
				   .soon_us = at("2026-11-19T00:00:00+07:00") };
	struct due_left left = left_at(c, &clock, "2026-11-20T14:20:00+07:00");

	is_int(left.class, DUE_TODAY);
	is_text(due_left_show(mem, LANG_VI, left), "còn 2 giờ 40");
	left = left_at(c, &clock, "2026-11-20T17:00:00+07:00");
	is_int(left.class, DUE_TODAY);
	is_text(due_left_show(mem, LANG_VI, left), "còn 0 phút");
	left = left_at(c, &clock, "2026-11-20T17:00:59+07:00"); /* times are cut to the minute */
	is_int(left.class, DUE_TODAY);
	left = left_at(c, &clock, "2026-11-20T17:01:00+07:00");
	is_int(left.class, DUE_LATE);
	is_text(due_left_show(mem, LANG_VI, left), "Quá hạn 1 phút");
	left = left_at(c, &clock, "2026-11-20T19:50:00+07:00");
	is_text(due_left_show(mem, LANG_VI, left), "Quá hạn 3 giờ");
	left = left_at(c, &clock, "2026-11-23T08:00:00+07:00");
	is_text(due_left_show(mem, LANG_VI, left), "Quá hạn 1 ngày");
	left = left_at(c, &clock, "2026-11-19T09:00:00+07:00");
	is_int(left.class, DUE_SOON);
	is_text(due_left_show(mem, LANG_VI, left), "còn 1 ngày làm việc");
	left = left_at(c, &clock, "2026-11-04T23:00:00+07:00");
	is_int(left.class, DUE_FINE);
	is_text(due_left_show(mem, LANG_VI, left), "còn 12 ngày làm việc");
	is_text(due_left_show(mem, LANG_EN, left), "12 working days left");
	world_end(op);
}

static int64_t soon(struct op *op, struct due_terms terms)
{
	struct due_clock clock = { 0 };

	is_rc(due_of(op, calendar_national(op->mem), &terms, &clock), RC_OK);
	return clock.soon_us;
}

static void soon_is_one_working_day_or_four_fifths(struct world *w)
{
	struct op *op = world_read(w, 0);
	int64_t received = at("2026-11-02T07:30:00+07:00");
	struct due_pause pauses[] = { { at("2026-11-03T07:30:00+07:00"),
					at("2026-11-05T17:00:00+07:00") } };

	/* 3 days: three usual days and the rest of today are 1800 minutes; 1440 are used on the 5th at 09:00,
	 * but one working day is left from midnight of the 4th on. */
	is_int(soon(op, (struct due_terms){ .limit = { LIMIT_WORK_DAYS, 3 }, .received_us = received }),
	       at("2026-11-04T00:00:00+07:00"));
	/* 19 days are 9000 minutes with today; 7200 of them are 16 whole days. */
	is_int(soon(op, (struct due_terms){ .limit = { LIMIT_WORK_DAYS, 19 }, .received_us = received }),
	       at("2026-11-23T17:00:00+07:00"));
	/* three days taken out are not used */
	is_int(soon(op, (struct due_terms){ .limit = { LIMIT_WORK_DAYS, 19 }, .received_us = received,
					    .pauses = pauses, .pauses_count = 1 }),
	       at("2026-11-26T17:00:00+07:00"));
	/* after a restart only what comes behind it counts */
	is_int(soon(op, (struct due_terms){ .limit = { LIMIT_WORK_DAYS, 20 }, .received_us = received,
					    .pauses = pauses, .pauses_count = 1, .restart = true }),
	       at("2026-11-27T17:00:00+07:00"));
	/* the same day is soon from the working day before on */
	is_int(soon(op, (struct due_terms){ .limit = { LIMIT_SAME, 0 }, .received_us = received }),
	       at("2026-10-30T00:00:00+07:00"));
	world_end(op);
}

static void damage_in_the_store_is_found_by_the_check(struct world *w)
{
	struct findings f = { 0 };

	enter(w, "2026-01-05T08:00:00+07:00", "2026-11-03,work,07:30-11:30,\n");
	world_tamper(w, "UPDATE calendar_day SET hours = '07:30-07:30'");
	struct op *op = world_read(w, 0);

	f.mem = op->mem;
	is_rc(calendar_check(op, &f), RC_OK);
	is_int(f.errors, 1);
	world_end(op);
}

TESTS(without_a_calendar_there_is_none, a_version_is_read_back_as_it_was_entered,
      a_dossier_keeps_the_version_it_was_received_under, a_dossier_counts_in_minutes_of_the_province,
      what_is_left_is_said_as_people_say_it, soon_is_one_working_day_or_four_fifths,
      damage_in_the_store_is_found_by_the_check)
