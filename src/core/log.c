/* SPDX-License-Identifier: Apache-2.0 */
#include "core/log.h"
#include "core/time.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0)))
static void line(const char *level, size_t level_size, const char *format, va_list args)
{
	char text[1100];
	int size = time_write_utc_us(text, time_machine_us());

	memcpy(text + size, level, level_size);
	size += (int)level_size;
	char *from = text + size;
	int n = vsnprintf(from, 1024, format, args);

	size += n < 0 ? 0 : n < 1024 ? n : 1023;
	/* Control characters cannot forge lines. */
	for (char *p = from; p < text + size; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	text[size++] = '\n';
	/* One call, so that lines of several threads do not mix; there is one for each request. */
	fwrite(text, 1, (size_t)size, stderr);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(" info ", 6, format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	line(" error ", 7, format, args);
	va_end(args);
}

void log_failure(const char *what, const struct err *err)
{
	log_error("%s: rc=%d key=%s at %s:%d: %s", what, (int)err->code, err->key ? err->key : "-",
		  err->file ? err->file : "-", err->line, err->detail);
}
