/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "calendar/due.h"
#include "core/command.h"

/** haicap due … (contracts.md 3 and 5). Ended by a NULL name. */
extern const struct command calendar_commands[];

/** What a line of a batch is counted with. */
struct due_batch {
	const struct calendar *calendar;
	bool restart;
	bool json; /* an object a line instead of the bare answer */
};

/**
 * Answers each line of @in, "FROM<TAB>LIMIT<TAB>EVENTS", with one line on @out, in order: the due time,
 * "paused" or "error". What has been answered is flushed before it waits for more.
 * RC_BROKEN when one of them fails. Nothing may have been read from @in through stdio before.
 */
CHECKED enum rc due_batch(struct op *op, const struct due_batch *b, FILE *in, FILE *out);

/**
 * Answers one line of @size bytes without its end. @out has room for DUE_ANSWER_SIZE bytes, the line
 * end included; returns how many were written. @pauses is room that is used again.
 */
enum { DUE_ANSWER_SIZE = 64 };
size_t due_answer(const struct due_batch *b, const char *line, size_t size,
		  struct pause_list *pauses, char *out);
