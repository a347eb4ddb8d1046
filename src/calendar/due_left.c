/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/due.h"
#include "calendar/due_walk.h"
#include "core/time.h"

/* "Soon" as the queue shows it: four fifths of the time are used. */
enum { SOON_PART = 4, SOON_WHOLE = 5 };

static struct due_question question_of(struct arena *mem, const struct due_terms *terms)
{
	struct pause *pauses = arena_many(mem, struct pause, terms->pauses_count);

	for (size_t i = 0; i < terms->pauses_count; i++) {
		const struct due_pause *p = &terms->pauses[i];

		pauses[i].from = minute_of_us(p->from_us);
		pauses[i].to = p->to_us ? minute_of_us(p->to_us) : PAUSE_OPEN;
	}
	return (struct due_question){
		.limit = terms->limit,
		.from = minute_of_us(terms->received_us),
		.pauses = pauses,
		.pauses_count = terms->pauses_count,
		.restart = terms->restart,
	};
}

static enum rc count_terms(struct op *op, const struct calendar *c, const struct due_terms *terms,
			   struct due_question *q, struct due *out)
{
	*q = question_of(op->mem, terms);
	enum due_fault fault = due_count(c, q, out);

	if (fault != DUE_GOOD)
		return FAIL(op, RC_INVALID, due_fault_key(fault), "pause %zu", out->item);
	return RC_OK;
}

enum rc due_of(struct op *op, const struct calendar *c, const struct due_terms *terms,
	       struct due_clock *out)
{
	struct due_question q;
	struct due due;

	TRY(count_terms(op, c, terms, &q, &due));
	*out = (struct due_clock){ .paused = due.paused };
	if (!due.paused) {
		out->due_us = minute_us(due.at);
		out->soon_us = due_soon_us(c, terms, out->due_us);
	}
	return RC_OK;
}

enum rc due_explain_of(struct op *op, const struct calendar *c, const struct due_terms *terms,
		       struct due_line **lines, size_t *count)
{
	struct due_question q;
	struct due due;

	TRY(count_terms(op, c, terms, &q, &due));
	due_explain(op->mem, c, &q, lines, count);
	return RC_OK;
}

/* From the @i-th pause of @t on: where it begins and ends, and never behind @due. */
static struct pause pause_at(const struct due_terms *t, size_t i, int64_t due)
{
	struct pause p = { due, due };

	if (i == t->pauses_count)
		return p;
	p.from = minute_of_us(t->pauses[i].from_us);
	p.to = t->pauses[i].to_us ? minute_of_us(t->pauses[i].to_us) : due;
	p.from = p.from < due ? p.from : due;
	p.to = p.to < due ? p.to : due;
	return p;
}

/* The minute at which four fifths of the work between @from and @due outside pauses are done. */
static int64_t most_used(const struct calendar *c, const struct due_terms *t, int64_t from,
			 size_t first, int64_t due)
{
	int64_t total = 0, at = from;

	for (size_t i = first; i <= t->pauses_count; i++) {
		struct pause p = pause_at(t, i, due);

		total += calendar_work_minutes(c, at, p.from);
		at = p.to;
	}
	int64_t goal = (total * SOON_PART + SOON_WHOLE - 1) / SOON_WHOLE;

	at = from;
	for (size_t i = first; i <= t->pauses_count && goal > 0; i++) {
		struct pause p = pause_at(t, i, due);
		int64_t here = calendar_work_minutes(c, at, p.from);

		if (here >= goal)
			return calendar_after_minutes(c, at, goal);
		goal -= here;
		at = p.to;
	}
	return due;
}

int64_t due_soon_us(const struct calendar *c, const struct due_terms *terms, int64_t due_us)
{
	int64_t due = minute_of_us(due_us), from = minute_of_us(terms->received_us);
	size_t first = 0;

	/* A restart is a new reception: only what comes behind the last one counts. */
	for (size_t i = 0; i < terms->pauses_count; i++) {
		struct pause p = pause_at(terms, i, due);

		if (!terms->restart && terms->limit.unit != LIMIT_SAME)
			break;
		if (p.from == p.to)
			continue;
		from = p.to;
		first = i + 1;
	}
	int64_t used = most_used(c, terms, from, first, due);
	int64_t one_left =
		(int64_t)calendar_work_days_before(c, minute_day(due), 1) * MINUTES_A_DAY;

	return minute_us(used < one_left ? used : one_left);
}

struct due_left due_left(const struct calendar *c, int64_t due_us, int64_t soon_us, int64_t now_us)
{
	int32_t due_day = time_day(due_us), today = time_day(now_us);
	int64_t now = minute_of_us(now_us), due = minute_of_us(due_us);

	if (now > due)
		return (struct due_left){
			.class = DUE_LATE,
			.days = calendar_work_days(c, due_day, today),
			.minutes = now - due,
		};
	return (struct due_left){
		.class = due_day == today ? DUE_TODAY : now_us >= soon_us ? DUE_SOON : DUE_FINE,
		.days = calendar_work_days(c, today, due_day),
		.minutes = calendar_work_minutes(c, now, due),
	};
}

static char *put_number(struct arena *mem, enum lang lang, const char *key, int64_t n)
{
	return words_put(mem, lang, key, arena_text(mem, "%lld", (long long)n));
}

char *due_left_show(struct arena *mem, enum lang lang, struct due_left left)
{
	int64_t hours = left.minutes / 60, rest = left.minutes % 60;

	if (left.class == DUE_LATE && left.days)
		return put_number(mem, lang, "due.late_days", left.days);
	if (left.class == DUE_LATE && hours)
		return put_number(mem, lang, "due.late_hours", hours + (rest > 0));
	if (left.class == DUE_LATE)
		return put_number(mem, lang, "due.late_minutes", rest);
	if (left.days)
		return put_number(mem, lang, "due.left_days", left.days);
	if (!hours)
		return put_number(mem, lang, "due.left_minutes", rest);
	if (!rest)
		return put_number(mem, lang, "due.left_hours", hours);
	return words_put(mem, lang, "due.left_hours_minutes",
			 arena_text(mem, "%lld", (long long)hours),
			 arena_text(mem, "%lld", (long long)rest));
}
