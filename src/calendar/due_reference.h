/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/*
 * A second calculator for the tests, written from the contract alone: it steps from day to day and from
 * minute to minute, keeps dates as year, month and day, compares times as text, and starts from scratch
 * for every pause. It shares no code with the first and includes nothing of the program.
 */
struct plain_day {
	char date[11];   /* "2026-08-22" */
	bool work;       /* else off */
	char hours[120]; /* "07:30-11:30 13:30-17:00", or "" for the usual ones */
};

struct plain_calendar {
	const struct plain_day *days; /* in any order */
	size_t count;
};

/**
 * Answers "FROM<TAB>LIMIT<TAB>EVENTS" with a due time, "paused" or "error". @steps bounds the days it
 * walks for one answer; when they do not suffice the answer is "far".
 */
void due_reference(const struct plain_calendar *c, bool restart, const char *line, long steps,
		   char out[17]);
