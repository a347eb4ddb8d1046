/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_web.h"
#include "core/text.h"
#include "ledger/ledger.h"
#include "ledger/ledger_show.html.h"

static const struct field page_fields[] = {
	INT_FIELD(ledger_page, size),
	TEXT_FIELD(ledger_page, root),
	TIME_FIELD(ledger_page, at_us, .name = "last_at"),
	TEXT_FIELD(ledger_page, key),
	{ 0 },
};

static const struct view page_view = VIEW(ledger_show, page_fields);

static enum rc show(struct op *op, struct req *req, struct reply *reply)
{
	struct ledger_page *page = arena_one(op->mem, struct ledger_page);
	struct ledger_head head;
	struct note_key *keys;
	size_t count;

	(void)req;
	TRY(ledger_head(op, &head));
	TRY(ledger_keys(op, &keys, &count));
	page->size = (int64_t)head.size;
	page->at_us = head.at_us;
	page->root = text_base64(op->mem, head.root.bytes, HASH_BYTES);
	page->key = count ? note_key_show(op->mem, &keys[count - 1]) : NULL;
	return reply_view(op, reply, &page_view, page);
}

static enum rc show_checkpoint(struct op *op, struct req *req, struct reply *reply)
{
	char *note;

	(void)req;
	TRY(ledger_checkpoint(op, &note));
	return reply_text(op, reply, "text/plain; charset=utf-8", note);
}

/* clang-format off */
const struct route ledger_routes[] = {
	{ GET, "/ledger",            MAY_ALL, TX_READ, show, .view = &page_view,
	  .summary = "The log of changes: its size, its root and the key that signs it" },
	{ GET, "/ledger/checkpoint", MAY_ALL, TX_READ, show_checkpoint,
	  .summary = "The signed head of the log, as a C2SP checkpoint" },
	{ 0 },
};
/* clang-format on */
