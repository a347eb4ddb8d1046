/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/field.h"

/** What people see instead of an answer; problem.html is its template. */
struct problem_page {
	int64_t status;
	const char *title, *text; /* the fact; what to do */
	const char *reference;    /* a short code to read aloud, of a fault of ours; else NULL */
	const char *sign_in;      /* where to, when that helps; else NULL */
	bool missing, forbidden, busy, fault;
};
