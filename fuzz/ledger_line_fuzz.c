/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_line.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Whatever the line: an answer, the same one twice, and none that is yes without an object. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	const char *line = arena_copy_bytes(mem, data, size);
	bool inside = line_proves_inclusion(mem, line, size);
	bool grown = line_proves_consistency(mem, line, size);

	if (inside != line_proves_inclusion(mem, line, size) ||
	    grown != line_proves_consistency(mem, line, size))
		abort();
	if ((inside || grown) && !memchr(line, '{', size))
		abort();
	arena_drop(mem);
	return 0;
}
