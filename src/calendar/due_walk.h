/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "calendar/due.h"

/* The inside of due_count, which due_explain follows step by step. */

/** Where counting stands after the pauses so far. */
struct due_walk {
	const struct calendar *c;
	enum limit_unit unit;
	bool restart;
	int64_t goal; /* days or minutes */
	int64_t from; /* reception, or the last restart */
	int64_t used; /* of the goal, before @day ends or before @at */
	int32_t day;  /* wd, d: the last day that is behind: of reception, or taken out */
	int64_t at;   /* wh: the minute from which counting goes on */
	int64_t due;  /* the due time as it stands */
};

enum due_pause_verdict {
	PAUSE_COUNTS,
	PAUSE_RESTARTS,
	PAUSE_IS_EMPTY, /* as if it were not there */
	PAUSE_IS_LATE,  /* likewise: it begins after the due time as it stood */
	PAUSE_LASTS,
};

void due_walk_begin(struct due_walk *w, const struct calendar *c, const struct due_question *q);
enum due_pause_verdict due_walk_pause(struct due_walk *w, const struct pause *p);

/** DUE_LINE_SAME, DUE_LINE_SAME_LATE or DUE_LINE_SAME_OFF: what limit "same" makes of @from. */
enum due_line_kind due_same_kind(const struct calendar *c, int64_t from);
