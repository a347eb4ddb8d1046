/* SPDX-License-Identifier: Apache-2.0 */
#include "web/read.h"
#include "web/write.h"
#include <stdlib.h>

struct person {
	const char *name;
	struct person *parent;
	int64_t born_us, number;
	int32_t day, small;
	bool urgent;
	const char *const *missing;
	size_t missing_count;
	struct person *rows;
	size_t rows_count;
};

static const struct field leaf_fields[] = {
	TEXT_FIELD(person, name, .required = true, .min = 2, .lines = true),
	TIME_FIELD(person, born_us),
	{ 0 },
};
static const struct field person_fields[] = {
	TEXT_FIELD(person, name),
	AT_FIELD(person, parent, leaf_fields),
	TIME_FIELD(person, born_us),
	INT_FIELD(person, number, .min = INT64_MIN, .as_text = true),
	DATE_FIELD(person, day),
	INT32_FIELD(person, small, .min = -9, .max = 9),
	BOOL_FIELD(person, urgent),
	TEXTS_FIELD(person, missing),
	LIST_FIELD(person, rows, leaf_fields, .max = 3),
	{ 0 },
};

/* Whatever JSON is read, what is written of it is JSON again, and CSV does not fall over it. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	struct faults faults = { .mem = mem };
	struct person in = { .day = DAY_NONE };
	struct buf b = { .mem = mem }, csv = { .mem = mem }, text = { .mem = mem };
	json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_object(json)) {
		fields_read(&faults, json, NULL, person_fields, &in);
		json_write(&b, person_fields, &in);
		json_t *again = json_loadb(b.text, b.size, 0, NULL);

		if (!again || (!faults.count && in.rows_count > 3))
			abort();
		json_decref(again);
		csv_write(&csv, person_fields, &in);
	}
	json_decref(json);
	/* And any bytes at all as a text. */
	json_text(&text, arena_copy_bytes(mem, data, size));
	json = json_loadb(text.text, text.size, JSON_DECODE_ANY, NULL);
	if (!json)
		abort();
	json_decref(json);
	arena_drop(mem);
	return 0;
}
