/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_clock.h"
#include "calendar/due.h"
#include <string.h>

bool clock_pauses(const struct dossier *d, enum dossier_state state)
{
	return d->procedure->pauses & 1u << state;
}

/* A pause is open when the last of the events is its beginning. */
static bool open_pause(const char *clock)
{
	const char *last = strrchr(clock, ';');

	return !strncmp(last ? last + 1 : clock, "pause@", 6);
}

static const char *with_event(struct arena *mem, const char *clock, const char *what, int64_t at_us)
{
	char at[MINUTE_TEXT_SIZE];

	minute_write(at, minute_of_us(at_us));
	return arena_text(mem, "%s%s%s@%.*s", clock, *clock ? ";" : "", what, MINUTE_TEXT_SIZE, at);
}

/* Everything the due time is counted from. */
static enum rc terms_of(struct op *op, const struct dossier *d, struct due_terms *out)
{
	struct pause_list list = { .mem = op->mem };
	size_t item;

	if (!events_parse(d->clock, strlen(d->clock), &list, &item))
		return FAIL(op, RC_BROKEN, "dossier.clock", "%s: %s", d->code, d->clock);
	struct due_pause *pauses = arena_many(op->mem, struct due_pause, list.count + 1);

	for (size_t i = 0; i < list.count; i++) {
		pauses[i].from_us = minute_us(list.items[i].from);
		pauses[i].to_us = list.items[i].to == PAUSE_OPEN ? 0 : minute_us(list.items[i].to);
	}
	*out = (struct due_terms){
		.limit = d->procedure->limit,
		.received_us = d->received_us,
		.pauses = pauses,
		.pauses_count = list.count,
		.restart = d->procedure->restart,
	};
	return RC_OK;
}

bool dossier_overdue(const struct dossier *d, int64_t now_us)
{
	int64_t at = d->stopped_us ? d->stopped_us : minute_us(minute_of_us(now_us));

	return d->due_us && at > d->due_us;
}

static bool has_limit(const struct dossier *d)
{
	return d->received_us && *d->procedure->limit_text;
}

enum rc clock_count(struct op *op, struct dossier *d)
{
	const struct calendar *calendar;
	struct due_terms terms;
	struct due_clock clock = { .paused = open_pause(d->clock) };

	if (!d->received_us) {
		d->due_us = d->soon_us = 0;
		d->paused = false;
		return RC_OK;
	}
	TRY(calendar_find(op, d->calendar, &calendar));
	TRY(terms_of(op, d, &terms));
	if (has_limit(d))
		TRY(due_of(op, calendar, &terms, &clock)); /* a pause after the due time is none */
	d->paused = clock.paused && !d->stopped_us;
	d->due_us = clock.paused ? 0 : clock.due_us;
	d->soon_us = clock.paused ? 0 : clock.soon_us;
	if (!clock.paused && d->extended_us > d->due_us) {
		d->due_us = d->extended_us;
		d->soon_us = has_limit(d) ? due_soon_us(calendar, &terms, d->due_us) : 0;
	}
	return RC_OK;
}

enum rc clock_start(struct op *op, struct dossier *d)
{
	const struct calendar *calendar;

	if (!d->calendar) {
		TRY(calendar_current(op, &calendar));
		d->calendar = calendar->id;
	}
	d->received_us = minute_us(minute_of_us(op->now_us));
	TRY(clock_count(op, d));
	d->promised_us = d->due_us;
	return RC_OK;
}

enum rc clock_follow(struct op *op, struct dossier *d)
{
	if (!d->received_us || d->stopped_us)
		return RC_OK;
	bool still = clock_pauses(d, d->state), final = dossier_state_final(d->state);

	if (still && !open_pause(d->clock))
		d->clock = with_event(op->mem, d->clock, "pause", op->now_us);
	else if (!still && !final && open_pause(d->clock))
		d->clock = with_event(op->mem, d->clock, "resume", op->now_us);
	if (d->state == STATE_SIGNED || d->state == STATE_DECLINED || final)
		d->stopped_us = minute_us(minute_of_us(op->now_us));
	return clock_count(op, d);
}

enum rc dossier_due_lines(struct op *op, const struct dossier *d, struct due_line **lines,
			  size_t *count)
{
	const struct calendar *calendar;
	struct due_terms terms;

	*lines = NULL;
	*count = 0;
	if (!has_limit(d))
		return RC_OK;
	TRY(calendar_find(op, d->calendar, &calendar));
	TRY(terms_of(op, d, &terms));
	return due_explain_of(op, calendar, &terms, lines, count);
}
