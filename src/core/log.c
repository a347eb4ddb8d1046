/* SPDX-License-Identifier: Apache-2.0 */
#include "core/log.h"
#include "core/time.h"
#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 2, 0)))
static void line(const char *level, const char *format, va_list args)
{
	char text[1024];
	struct arena *mem = arena_new();
	int n = vsnprintf(text, sizeof text, format, args);

	/* One call, so that lines of several threads do not mix. Control characters cannot forge lines. */
	for (char *p = text; n > 0 && *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	fprintf(stderr, "%s %s %s\n", time_show_utc_us(mem, time_machine_us()), level, text);
	arena_drop(mem);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line("info", format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line("error", format, args);
	va_end(args);
}

void log_failure(const char *what, const struct err *err)
{
	log_error("%s: rc=%d key=%s at %s:%d: %s", what, (int)err->code, err->key ? err->key : "-",
		  err->file ? err->file : "-", err->line, err->detail);
}
