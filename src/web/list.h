/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/req.h"

enum { LIST_LIMIT = 20, LIST_LIMIT_MAX = 200, LIST_TOTAL_MAX = 1000 };

/**
 * A page of a list: {"rows":[…],"total":N,"more":bool,"next":URL or null}. A list's view struct has
 * the members rows, rows_count, total, more and next; LIST_FIELDS(unit_list, unit_fields) is its table.
 */
struct paging {
	int64_t limit;     /* 1 to 200 */
	const char *after; /* where the page before ended, as paging_next was told; NULL on the first */
	int64_t offset;    /* @after when it is a number, else 0 */
};

/** ?limit= and ?after=, for /openapi.json. */
extern const struct field paging_fields[];

/** Reads ?limit= and ?after=. RC_INVALID when limit is out of bounds. */
CHECKED enum rc paging_read(struct op *op, struct req *req, struct paging *out);

/**
 * For handlers that asked the store for limit + 1 rows: cuts *@rows_count to the limit and says
 * whether there was more.
 */
bool paging_cut(const struct paging *paging, size_t *rows_count);

/** This URL with ?after= set to @after, which is nothing personal (an id, a time). */
const char *paging_next(struct op *op, const struct req *req, const char *after);

/** This URL with ?@name= set to @value (NULL: without it) and without ?after=: links of filters. */
const char *list_link(struct op *op, const struct req *req, const char *name, const char *value);

#define LIST_FIELDS(type, row_fields)                                                        \
	LIST_FIELD(type, rows, row_fields), INT_FIELD(type, total), BOOL_FIELD(type, more),  \
		TEXT_FIELD(type, next)
