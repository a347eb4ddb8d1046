/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"
#include "core/text.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/*
 * A note that holds is one we would have written, byte for byte, but for signatures of others; a verifier
 * key and a checkpoint that are understood are written again as they were.
 */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char neumann[] =
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	struct arena *mem = arena_new();
	char *text = arena_copy_bytes(mem, data, size);
	const char *signed_text = NULL;
	struct note_key key, other;
	struct checkpoint c;

	if (!note_key_read(mem, neumann, &key))
		abort();
	if (note_open(mem, text, size, &key, 1, &signed_text) == NOTE_HOLDS &&
	    (!note_text_fits(signed_text) || strncmp(text, signed_text, strlen(signed_text)) != 0))
		abort();
	if (note_key_read(mem, text, &other) && strcmp(note_key_show(mem, &other), text) != 0)
		abort();
	if (checkpoint_read(mem, text, &c)) {
		const char *again = checkpoint_show(mem, &c);

		if (strncmp(again, text, strlen(again)) != 0)
			abort();
	}
	arena_drop(mem);
	return 0;
}
