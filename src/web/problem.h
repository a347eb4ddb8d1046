/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/html.h"
#include "web/read.h"

/** What people see instead of an answer; problem.html is its template. */
struct problem_page {
	int64_t status;
	const char *title, *text; /* the fact; what to do */
	const char *reference;    /* a short code to read aloud, of a fault of ours; else NULL */
	struct fault *faults;     /* what is wrong with a form that cannot be shown again */
	size_t faults_count;
	struct url back;  /* the page one came from, "" if that is not known */
	const char *code; /* that was sought in vain, to be mended; else NULL */
	struct url again; /* this page, when trying again may help; else "" */
	enum icon icon;
	bool missing, forbidden, stale, limited, busy, fault;
	bool sent; /* it was a form: what was typed is still in the browser */
};
