/* SPDX-License-Identifier: Apache-2.0 */
#include "core/op.h"
#include <stdarg.h>
#include <stdio.h>

enum rc op_fail(struct op *op, enum rc code, const char *field, const char *key, const char *file,
		int line, const char *format, ...)
{
	va_list args;

	op->err = (struct err){
		.code = code, .key = key, .field = field, .file = file, .line = line
	};
	va_start(args, format);
	vsnprintf(op->err.detail, sizeof op->err.detail, format, args);
	va_end(args);
	return code;
}

struct note *notes_oldest_first(struct note *newest)
{
	struct note *oldest = NULL;

	while (newest) {
		struct note *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}
