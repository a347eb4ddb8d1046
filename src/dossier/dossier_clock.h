/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"

/** Begins the clock: received now, under the calendar of now, unless @d has one already. */
CHECKED enum rc clock_start(struct op *op, struct dossier *d);

/** Whether the clock of @d stands still in @state, by its procedure. */
bool clock_pauses(const struct dossier *d, enum dossier_state state);

/** Follows a step into @d->state: pauses, resumes, stops; counts the due time again. */
CHECKED enum rc clock_follow(struct op *op, struct dossier *d);

/** Counts due_us, soon_us and paused again from what is stored. */
CHECKED enum rc clock_count(struct op *op, struct dossier *d);
