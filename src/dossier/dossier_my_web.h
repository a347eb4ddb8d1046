/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/html.h"
#include "web/parts.h"
#include "web/route.h"

/** GET /my: what an applicant has filed. */
extern const struct route my_routes[];

struct my_row {
	const char *code, *procedure;
	int64_t public_status;
	int64_t received_us, due_us;
	bool paused;

	bool turn;         /* the applicant has to do something */
	const char *where; /* "Xã Sín Thầu" */
	struct due_tag due;
	struct status_tag tag;
};

struct my_page {
	const struct my_row *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;
	struct more foot;
};
