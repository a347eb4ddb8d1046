/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/parts.h"

/* What html_test_page.html shows: each way a template can reach data. */
struct test_place {
	const char *name;
	struct url href;
};
struct test_row {
	const char *code;
	int64_t count;
	bool late;
	struct test_place *at;
	struct due_tag due;
};
struct test_page {
	const char *title;
	struct test_place home;
	struct test_row *rows;
	size_t rows_count;
	struct test_row **pointers;
	size_t pointers_count;
	const char *const *tags;
	size_t tags_count;
	int32_t day;
	int64_t at_us, money;
	struct more more;
	struct markup drawn;
	enum icon icon;
};
