/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_cli.h"
#include "calendar/due_reference.h"
#include <stdlib.h>
#include <string.h>

/*
 * A line of `due --batch`, whatever it holds, has one answer in one of three forms, and the second
 * calculator gives the same. The first byte chooses --restart.
 */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { STEPS = 3000, LINE_BYTES = 900 };

static const char TABLE[] = "date,kind,hours,basis\n2026-08-22,work,,\n2026-08-31,off,,\n"
			    "2026-09-01,off,,\n2026-11-03,work,07:30-11:30,\n2026-11-04,off,,\n"
			    "2026-11-07,work,08:00-12:00 13:00-15:00,\n";
static const struct plain_day DAYS[] = {
	{ "2026-08-22", true, "" },
	{ "2026-08-31", false, "" },
	{ "2026-09-01", false, "" },
	{ "2026-11-03", true, "07:30-11:30" },
	{ "2026-11-04", false, "" },
	{ "2026-11-07", true, "08:00-12:00 13:00-15:00" },
};

static void compare(const struct due_batch *b, const char *line, const char *got)
{
	struct plain_calendar plain = { DAYS, sizeof DAYS / sizeof *DAYS };
	char want[17];

	due_reference(&plain, b->restart, line, STEPS, want);
	if (strcmp(want, "far") != 0 && strcmp(want, got) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	struct findings f = { .mem = mem };
	struct pause_list pauses = { .mem = mem };
	struct due_batch b = { .restart = size && (data[0] & 1) };
	char out[DUE_ANSWER_SIZE];
	char *line = arena_copy_bytes(mem, size ? data + 1 : data, size ? size - 1 : 0);
	size_t length = size ? size - 1 : 0;

	b.calendar = calendar_parse(mem, &f, "calendar.csv", TABLE, sizeof TABLE - 1);
	if (memchr(line, '\n', length))
		length = (size_t)((char *)memchr(line, '\n', length) - line);
	line[length] = '\0';
	size_t answered = due_answer(&b, line, length, &pauses, out);

	if (answered < 6 || answered > 17 || out[answered - 1] != '\n')
		abort();
	out[answered - 1] = '\0';
	if (strlen(line) == length && length < LINE_BYTES)
		compare(&b, line, out);
	else if (strlen(line) != length && strcmp(out, "error") != 0)
		abort();
	arena_drop(mem);
	return 0;
}
