/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_line.h"
#include "tests/tap.h"
#include <string.h>

/* Of the tree of eight leaves in merkle_test.c; all from the test data of other programs. */
#define LEAF0 "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
#define ROOT8 "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
#define H1 "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c="
#define H2 "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4="
#define H3 "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ="
#define EMPTY "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
#define NOT_CARED "ZG9uJ3QgY2FyZSAx"
#define PATH "[\"" H1 "\",\"" H2 "\",\"" H3 "\"]"

#define INCLUSION(index, size, leaf, proof, root)                                               \
	"{\"index\":" index ",\"size\":" size ",\"leaf\":\"" leaf "\",\"proof\":" proof            \
	",\"root\":\"" root "\"}"
#define CONSISTENCY(size1, size2, root1, root2, proof)                                          \
	"{\"size1\":" size1 ",\"size2\":" size2 ",\"root1\":\"" root1 "\",\"root2\":\"" root2       \
	"\",\"proof\":" proof "}"

struct line {
	bool want;
	const char *text;
};

static void check(bool (*proves)(struct arena *mem, const char *line, size_t size),
		  const struct line *lines, size_t count)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < count; i++) {
		bool got = proves(a, lines[i].text, strlen(lines[i].text));

		if (got != lines[i].want)
			tap_note("%s", lines[i].text);
		is_int(got, lines[i].want);
		arena_reset(a);
	}
	arena_drop(a);
}

static void inclusion_is_believed_only_when_it_is_proved(struct world *w)
{
	static const struct line lines[] = {
		{ true, INCLUSION("0", "8", LEAF0, PATH, ROOT8) },
		{ true, INCLUSION("0", "8", LEAF0, PATH, ROOT8) "\r\n" },
		{ true, " { \"root\":\"" ROOT8 "\", \"size\" : 8, \"index\": 0, \"leaf\":\"" LEAF0
			"\", \"desc\":\"x\", \"proof\" : " PATH "}" },
		{ true, INCLUSION("0", "1", LEAF0, "[]", LEAF0) },
		{ true, INCLUSION("0", "1", LEAF0, "null", LEAF0) },
		{ false, INCLUSION("1", "8", LEAF0, PATH, ROOT8) },
		{ false, INCLUSION("2", "8", LEAF0, PATH, ROOT8) },
		{ false, INCLUSION("0", "4", LEAF0, PATH, ROOT8) },
		{ false, INCLUSION("0", "16", LEAF0, PATH, ROOT8) },
		{ false, INCLUSION("0", "8", EMPTY, PATH, ROOT8) },
		{ false, INCLUSION("0", "8", LEAF0, PATH, EMPTY) },
		{ false, INCLUSION("0", "8", LEAF0, "[\"" H1 "\",\"" H2 "\"]", ROOT8) },
		{ false, INCLUSION("0", "8", LEAF0, "[\"" H1 "\",\"" H2 "\",\"" H3 "\",\"\"]", ROOT8) },
		{ false, INCLUSION("0", "8", LEAF0, "[\"" H2 "\",\"" H1 "\",\"" H3 "\"]", ROOT8) },
		{ false, INCLUSION("0", "0", LEAF0, "[]", EMPTY) },
		{ false, INCLUSION("0", "0", EMPTY, "[]", EMPTY) },
		{ false, INCLUSION("1", "1", LEAF0, "[]", LEAF0) },
		{ false, INCLUSION("-1", "1", LEAF0, "[]", LEAF0) },
		{ false, INCLUSION("18446744073709551615", "1", LEAF0, "[]", LEAF0) },
		{ false, INCLUSION("0.0", "1", LEAF0, "[]", LEAF0) },
		{ false, INCLUSION("\"0\"", "1", LEAF0, "[]", LEAF0) },
		{ false, INCLUSION("null", "1", LEAF0, "[]", LEAF0) },
		{ false, INCLUSION("0", "1", LEAF0, "{}", LEAF0) },
		{ false, INCLUSION("0", "1", LEAF0, "\"\"", LEAF0) },
		{ false, INCLUSION("0", "1", LEAF0, "[null]", LEAF0) },
		{ false, INCLUSION("0", "1", "", "[]", "") },
		{ false, INCLUSION("0", "1", NOT_CARED, "[]", NOT_CARED) },
		{ false, INCLUSION("0", "1", LEAF0, "[]", "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0") },
		{ false, INCLUSION("0", "1", LEAF0, "[]", " " LEAF0) },
		{ false, INCLUSION("0", "1", LEAF0, "[]", LEAF0) "x" },
		{ false, "{\"index\":0,\"index\":0,\"size\":1,\"leaf\":\"" LEAF0 "\",\"proof\":[],\"root\":\"" LEAF0
			 "\"}" },
		{ false, "{\"index\":0,\"size\":1,\"leaf\":\"" LEAF0 "\",\"root\":\"" LEAF0 "\"}" },
		{ false, "[" INCLUSION("0", "1", LEAF0, "[]", LEAF0) "]" },
		{ false, "" },
		{ false, "\n" },
		{ false, "{}" },
		{ false, "null" },
		{ false, "{\"index\":0" },
		{ false, "\xFF" },
	};

	(void)w;
	check(line_proves_inclusion, lines, sizeof lines / sizeof *lines);
	struct arena *a = arena_new();
	char nul[] = INCLUSION("0", "1", LEAF0, "[]", LEAF0) "!";

	nul[sizeof nul - 2] = '\0';
	is_true(!line_proves_inclusion(a, nul, sizeof nul - 1));
	arena_drop(a);
}

static void consistency_is_believed_only_when_it_is_proved(struct world *w)
{
	static const struct line lines[] = {
		{ true, CONSISTENCY("1", "8", LEAF0, ROOT8, PATH) },
		{ true, CONSISTENCY("1", "1", LEAF0, LEAF0, "[]") },
		{ true, CONSISTENCY("1", "1", LEAF0, LEAF0, "null") },
		{ true, CONSISTENCY("0", "0", EMPTY, EMPTY, "[]") },
		{ true, CONSISTENCY("0", "0", NOT_CARED, NOT_CARED, "[]") },
		{ false, CONSISTENCY("0", "0", EMPTY, NOT_CARED, "[]") },
		{ false, CONSISTENCY("1", "1", LEAF0, ROOT8, "[]") },
		{ false, CONSISTENCY("1", "1", LEAF0, LEAF0, "[\"" EMPTY "\"]") },
		{ false, CONSISTENCY("1", "1", "", "", "[]") },
		{ false, CONSISTENCY("0", "1", EMPTY, LEAF0, "[]") },
		{ false, CONSISTENCY("0", "1", EMPTY, EMPTY, "[\"" EMPTY "\"]") },
		{ false, CONSISTENCY("8", "1", ROOT8, LEAF0, PATH) },
		{ false, CONSISTENCY("1", "8", LEAF0, ROOT8, "[]") },
		{ false, CONSISTENCY("2", "8", LEAF0, ROOT8, PATH) },
		{ false, CONSISTENCY("1", "16", LEAF0, ROOT8, PATH) },
		{ false, CONSISTENCY("1", "4", LEAF0, ROOT8, PATH) },
		{ false, CONSISTENCY("1", "8", ROOT8, LEAF0, PATH) },
		{ false, CONSISTENCY("1", "8", NOT_CARED, ROOT8, PATH) },
		{ false, CONSISTENCY("1", "8", LEAF0, NOT_CARED, PATH) },
		{ false, CONSISTENCY("1", "8", LEAF0, ROOT8, "[\"\",\"" H1 "\",\"" H2 "\",\"" H3 "\"]") },
		{ false, CONSISTENCY("1", "8", LEAF0, ROOT8, "[\"" H1 "\",\"" H2 "\"]") },
		{ false, CONSISTENCY("-1", "-1", LEAF0, LEAF0, "[]") },
		{ false, CONSISTENCY("1e0", "1", LEAF0, LEAF0, "[]") },
		{ false, "{\"size1\":1,\"size2\":1,\"root1\":\"" LEAF0 "\",\"root2\":\"" LEAF0 "\"}" },
		{ false, "{\"size1\":1,\"size2\":1,\"root1\":1,\"root2\":1,\"proof\":[]}" },
		{ false, "nonsense" },
		{ false, "" },
	};

	(void)w;
	check(line_proves_consistency, lines, sizeof lines / sizeof *lines);
}

TESTS_PLAIN(inclusion_is_believed_only_when_it_is_proved,
	    consistency_is_believed_only_when_it_is_proved)
