/* SPDX-License-Identifier: Apache-2.0 */
#include "web/list.h"
#include "core/text.h"
#include "web/buf.h"
#include "web/exchange.h"

struct asked {
	int64_t limit;
	const char *after;
};

const struct field paging_fields[] = {
	INT_FIELD(asked, limit, .min = 1, .max = LIST_LIMIT_MAX),
	TEXT_FIELD(asked, after, .max = 200),
	{ 0 },
};

enum rc paging_read(struct op *op, struct req *req, struct paging *out)
{
	struct asked asked = { .limit = LIST_LIMIT };

	/* Beside a form shown again: its faults are not the query's, which began at the first page. */
	if (!req_again(req))
		TRY(req_read_query(op, req, paging_fields, &asked));
	*out = (struct paging){ .limit = asked.limit, .after = asked.after };
	if (!asked.after || !text_number(asked.after, &out->offset))
		out->offset = 0;
	return RC_OK;
}

bool paging_cut(const struct paging *paging, size_t *rows_count)
{
	if (*rows_count <= (size_t)paging->limit)
		return false;
	*rows_count = (size_t)paging->limit;
	return true;
}

/* The query again without @name and after, then @name=@value. */
static const char *link_with(struct op *op, const struct req *req, const char *name,
			     const char *value)
{
	struct buf b = { .mem = op->mem };
	char mark = '?';

	buf_put(&b, req_path(req));
	for (size_t i = 0; i < req->query.count; i++) {
		const struct pair *pair = &req->query.items[i];

		if (!strcmp(pair->name, name) || !strcmp(pair->name, "after") || !*pair->value)
			continue;
		buf_format(&b, "%c%s=%s", mark, url_encode(op->mem, pair->name),
			   url_encode(op->mem, pair->value));
		mark = '&';
	}
	if (value)
		buf_format(&b, "%c%s=%s", mark, name, url_encode(op->mem, value));
	return b.text;
}

const char *paging_next(struct op *op, const struct req *req, const char *after)
{
	return link_with(op, req, "after", after);
}

const char *list_link(struct op *op, const struct req *req, const char *name, const char *value)
{
	return link_with(op, req, name, value);
}
