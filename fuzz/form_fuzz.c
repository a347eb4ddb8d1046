/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "web/form.h"
#include "web/read.h"
#include <stdlib.h>

struct paper {
	const char *name;
	int64_t copies;
};

struct filing {
	const char *name;
	struct paper *papers;
	size_t papers_count;
	const char *const *missing;
	size_t missing_count;
	int64_t at_us;
	int32_t day;
	bool urgent;
	struct upload scan;
};

static const struct field paper_fields[] = {
	TEXT_FIELD(paper, name, .required = true),
	MONEY_FIELD(paper, copies),
	{ 0 },
};
static const struct field filing_fields[] = {
	TEXT_FIELD(filing, name, .lines = true, .max = 10),
	LIST_FIELD(filing, papers, paper_fields),
	TEXTS_FIELD(filing, missing, .lines = true),
	TIME_FIELD(filing, at_us, .name = "at"),
	DATE_FIELD(filing, day),
	BOOL_FIELD(filing, urgent),
	FILE_FIELD(filing, scan),
	{ 0 },
};

static void read_all(struct arena *mem, const struct pairs *pairs)
{
	struct faults faults = { .mem = mem };
	struct filing in = { 0 };

	for (size_t i = 0; i < pairs->count; i++)
		if (!text_is_utf8(pairs->items[i].value, strlen(pairs->items[i].value)))
			abort();
	fields_read(&faults, NULL, pairs, filing_fields, &in);
	if (in.name && !faults.count && text_count(in.name) > 10)
		abort();
	for (size_t i = 0; i < in.papers_count; i++)
		if (!faults.count && !in.papers[i].name)
			abort();
}

/* Whatever is sent as a form: it is read or refused, and what is read is text within its bounds. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	struct pairs pairs;

	if (form_urlencoded(mem, (const char *)data, size, &pairs))
		read_all(mem, &pairs);
	if (form_multipart(mem, "multipart/form-data; boundary=b", data, size, &pairs))
		read_all(mem, &pairs);
	/* The type is the client's as well. */
	char *type = arena_copy_bytes(mem, data, size);

	if (form_multipart(mem, type, data, size, &pairs))
		read_all(mem, &pairs);
	arena_drop(mem);
	return 0;
}
