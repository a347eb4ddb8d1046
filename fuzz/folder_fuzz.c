/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/folder.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* A part of the input up to "=== ", or its end; *data moves behind it. */
static const char *part(struct arena *mem, const char **data)
{
	const char *end = strstr(*data, "===\n");
	size_t size = end ? (size_t)(end - *data) : strlen(*data);
	const char *text = arena_copy_bytes(mem, *data, size);

	*data += size + (end ? 4 : 0);
	return text;
}

/*
 * Three files in one input, read as an order and as a province; and the bytes as a zip. Either all of
 * a folder is understood or at least one error is told.
 */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const char *const names[][3] = {
		{ "order.json", "units_after.csv", "reorganisation.csv" },
		{ "province.json", "districts_before.csv", "units_before.csv" },
	};
	static const int digits[] = { 0, 2, 3, 5 };
	struct arena *mem = arena_new();
	struct op op = { .mem = mem };
	struct folder folders[2] = { 0 }, *zip;
	const char *at = arena_copy_bytes(mem, data, size);

	for (int i = 0; i < 3; i++) {
		const char *text = part(mem, &at);

		for (int j = 0; j < 2; j++)
			folder_put(mem, &folders[j], names[j][i], text, strlen(text));
	}
	struct findings f = { .mem = mem };

	if (!order_folder_read(mem, &f, &folders[0], digits) != (f.errors > 0))
		abort();
	f = (struct findings){ .mem = mem };
	if (!province_folder_read(mem, &f, &folders[1]) != (f.errors > 0))
		abort();
	if (folder_read_zip(&op, data, size, &zip) == RC_OK && zip->files_count > FOLDER_FILES_MAX)
		abort();
	arena_drop(mem);
	return 0;
}
