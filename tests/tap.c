/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/tap.h"
#include "tests/world.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <inttypes.h>

bool tap_long;
static bool failed;

static void fail(const char *file, int line)
{
	failed = true;
	printf("# %s:%d: ", file, line);
}

void tap_rc(enum rc got, enum rc want, const char *expression, const char *file, int line)
{
	if (got == want)
		return;
	fail(file, line);
	printf("%s is rc %d, not %d\n", expression, (int)got, (int)want);
}

void tap_int(int64_t got, int64_t want, const char *expression, const char *file, int line)
{
	if (got == want)
		return;
	fail(file, line);
	printf("%s is %" PRId64 ", not %" PRId64 "\n", expression, got, want);
}

void tap_text(const char *got, const char *want, const char *expression, const char *file, int line)
{
	if (got == want || (got && want && !strcmp(got, want)))
		return;
	fail(file, line);
	printf("%s is \"%s\", not \"%s\"\n", expression, got ? got : "(NULL)", want ? want : "(NULL)");
}

void tap_true(bool got, const char *expression, const char *file, int line)
{
	if (got)
		return;
	fail(file, line);
	printf("%s is false\n", expression);
}

void tap_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("# ", stdout);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
}

static bool wanted(const char *name, int argc, char **argv)
{
	bool named = false;

	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-')
			continue;
		named = true;
		if (!strcmp(argv[i], name))
			return true;
	}
	return !named;
}

int tap_main(int argc, char **argv, const struct tap_test *tests, bool with_world)
{
	int count = 0, number = 0, bad = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++)
		tap_long = tap_long || !strcmp(argv[i], "--long");
	for (const struct tap_test *t = tests; t->name; t++)
		count += wanted(t->name, argc, argv);
	printf("1..%d\n", count);
	for (const struct tap_test *t = tests; t->name; t++) {
		if (!wanted(t->name, argc, argv))
			continue;
		failed = false;
		struct world *w = with_world ? world_new() : NULL;

		t->run(w);
		if (w)
			world_drop(w);
		printf("%s %d - %s\n", failed ? "not ok" : "ok", ++number, t->name);
		bad += failed;
	}
	return bad ? 1 : 0;
}
