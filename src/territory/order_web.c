/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_web.h"
#include "territory/order.html.h"
#include "territory/order_certificate.html.h"
#include "territory/order_inner.h"
#include "territory/order_residue.html.h"
#include "territory/orders.html.h"
#include "territory/territory.h"
#include "territory/territory_web.h"
#include "web/list.h"
#include "web/show.h"
#include <string.h>

enum { UPLOAD_BYTES_MAX = 16 << 20, KEYS_MAX = 1000 };

static const struct field counts_fields[] = {
	INT_FIELD(plan_counts, before), INT_FIELD(plan_counts, ended),
	INT_FIELD(plan_counts, continued), INT_FIELD(plan_counts, started),
	INT_FIELD(plan_counts, after),
	{ 0 },
};

static const struct field kind_fields[] = {
	TEXT_FIELD(order_kind_view, kind), INT_FIELD(order_kind_view, before),
	INT_FIELD(order_kind_view, after), INT_FIELD(order_kind_view, moved),
	INT_FIELD(order_kind_view, kept), INT_FIELD(order_kind_view, residue),
	TEXT_FIELD(order_kind_view, root_before), TEXT_FIELD(order_kind_view, root_after),
	{ 0 },
};

static const struct field block_fields[] = {
	TEXT_FIELD(order_block_view, key), TEXT_FIELD(order_block_view, text),
	TEXT_FIELD(order_block_view, owner), TEXT_FIELD(order_block_view, href),
	{ 0 },
};

static const struct field order_fields[] = {
	TEXT_FIELD(order_view, order), DATE_FIELD(order_view, operates),
	TEXT_FIELD(order_view, state), OBJECT_FIELD(order_view, units, counts_fields),
	LIST_FIELD(order_view, kinds, kind_fields), LIST_FIELD(order_view, blocks, block_fields),
	{ 0 },
};

static const struct field row_fields[] = {
	TEXT_FIELD(order_row_view, number), TEXT_FIELD(order_row_view, title),
	DATE_FIELD(order_row_view, operates), TEXT_FIELD(order_row_view, state),
	{ 0 },
};

static const struct field rows_fields[] = { LIST_FIELDS(order_rows, row_fields), { 0 } };


static const struct field residue_fields[] = {
	TEXT_FIELD(order_residue_view, kind), TEXT_FIELD(order_residue_view, key),
	OBJECT_FIELD(order_residue_view, unit, unit_brief_fields),
	{ 0 },
};

static const struct field residue_rows_fields[] = {
	LIST_FIELDS(order_residue_rows, residue_fields),
	{ 0 },
};

static const struct view order_one = VIEW(order, order_fields);
static const struct view order_all = VIEW(orders, rows_fields);
static const struct view residue_all = VIEW(order_residue, residue_rows_fields);
static const struct view certificate_page = VIEW_PAGE(order_certificate);

static enum rc find(struct op *op, const struct req *req, struct order **out)
{
	return order_find(op, req_part(req, 0), out);
}

static enum rc seek(struct op *op, struct req *req)
{
	struct order *order;

	return find(op, req, &order);
}

static enum rc list_orders(struct op *op, struct req *req, struct reply *reply)
{
	struct order_rows *page = arena_one(op->mem, struct order_rows);
	struct order_row_view *rows;
	struct order *orders;
	struct paging paging;
	size_t count;

	TRY(paging_read(op, req, &paging));
	TRY(order_list(op, &orders, &count));
	rows = arena_many(op->mem, struct order_row_view, count + 1);
	page->total = (int64_t)count;
	for (size_t i = (size_t)paging.offset; i < count; i++) {
		if (page->rows_count == (size_t)paging.limit) {
			page->more = true;
			page->next = paging_next(op, req, arena_text(op->mem, "%zu", i));
			break;
		}
		rows[page->rows_count++] = (struct order_row_view){
			.number = orders[i].number, .title = orders[i].title,
			.state = order_state_word(orders[i].state),
			.operates = orders[i].operates, .tag = order_state_tag(orders[i].state),
			.href = URL(op->mem, "orders", order_number_path(op->mem, orders[i].number)),
		};
	}
	page->rows = rows;
	page->acts = op->actor.may & MAY_ORGANISE;
	return reply_view(op, reply, &order_all, page);
}

static enum rc show_order(struct op *op, struct req *req, struct reply *reply)
{
	struct order_view *view;
	struct order *order;

	TRY(find(op, req, &order));
	TRY(order_view_make(op, order, req_lang(req), &view));
	reply_title(reply, order->number);
	return reply_view(op, reply, &order_one, view);
}

/* A page sends a form with the file in it, a program the zip itself. */
struct handing {
	struct upload folder;
};

static const struct field handing_fields[] = {
	FILE_FIELD(handing, folder, .required = true),
	{ 0 },
};

static enum rc unzip(struct op *op, struct req *req)
{
	const char *type = req_header(req, "Content-Type");
	struct handing in = { 0 };
	struct folder *folder;
	enum rc rc;

	if (type && !strncmp(type, "multipart/", 10))
		TRY(req_read(op, req, handing_fields, &in));
	else
		in.folder.bytes = req_body(req, &in.folder.size);
	rc = folder_read_zip(op, in.folder.bytes, in.folder.size, &folder);
	if (rc != RC_OK)
		return rc;
	req_keep(req, folder);
	return RC_OK;
}

static enum rc answer(struct op *op, struct req *req, struct reply *reply, const char *number,
		      bool made)
{
	struct order_view *view;
	struct order *order;

	TRY(order_find(op, number, &order));
	TRY(order_view_make(op, order, req_lang(req), &view));
	number = order_number_path(op->mem, order->number);
	if (made)
		return reply_made(op, reply, &order_one, view, "/orders/%s", number);
	return reply_done(op, reply, &order_one, view, "/orders/%s", number);
}

static enum rc hand_in(struct op *op, struct req *req, struct reply *reply)
{
	struct findings f = { .mem = op->mem };
	struct order *order;
	enum rc rc = order_hand_in(op, req_kept(req), &f, &order);

	if (f.errors) {
		req_fault_findings(op, req, &f);
		return req_invalid(op, req);
	}
	TRY(rc);
	reply_flash(op, reply, "order.flash_handed_in", order->number);
	return answer(op, req, reply, order->number, true);
}

/* What stands in the way is told item by item. */
static enum rc refuse(struct op *op, struct req *req, const struct blocks *blocks,
		      const char *key)
{
	for (size_t i = 0; i < blocks->count; i++)
		req_fault_args(op, req, "", blocks->items[i].key, blocks->items[i].args,
			       FINDING_ARGS);
	return op_fail(op, RC_CONFLICT, "order", key, __FILE__, __LINE__, "%zu blocks",
		       blocks->count);
}

static enum rc refuse_blocked(struct op *op, struct req *req, const struct order *order)
{
	struct order_report report;

	TRY(order_report(op, order, &report));
	return refuse(op, req, &report.blocks, "order.blocked");
}

static bool blocked(struct op *op, enum rc rc)
{
	return rc == RC_CONFLICT && !strcmp(op->err.key, "order.blocked");
}

static enum rc propose(struct op *op, struct req *req, struct reply *reply)
{
	struct order *order;

	TRY(find(op, req, &order));
	enum rc rc = order_propose(op, order);

	if (blocked(op, rc))
		return refuse_blocked(op, req, order);
	TRY(rc);
	reply_flash(op, reply, "order.flash_proposed", order->number);
	return answer(op, req, reply, order->number, false);
}

static enum rc confirm(struct op *op, struct req *req, struct reply *reply)
{
	struct order *order;

	TRY(find(op, req, &order));
	enum rc rc = order_confirm(op, order);

	if (blocked(op, rc))
		return refuse_blocked(op, req, order);
	TRY(rc);
	reply_flash(op, reply, "order.flash_confirmed", order->number);
	return answer(op, req, reply, order->number, false);
}


static enum rc undo(struct op *op, struct req *req, struct reply *reply)
{
	struct order_report report;
	struct order *order;

	TRY(find(op, req, &order));
	TRY(order_undo(op, order, &report));
	if (report.state != REPORT_UNDONE)
		return refuse(op, req, &report.blocks, "order.undo_refused");
	reply_flash(op, reply, "order.flash_undone", order->number);
	TRY(order_by_id(op, order->id, &order));
	struct order_view *view;

	TRY(order_view_of(op, order, &report, req_lang(req), &view));
	return reply_done(op, reply, &order_one, view, "/orders/%s",
			  order_number_path(op->mem, order->number));
}

static struct order_residue_view residue_row(struct arena *mem, const struct territory *t,
					     const struct order *order, const struct residue *r)
{
	const struct unit *u = unit_by_id(t, r->unit);
	int32_t eve = order->operates - 1;

	return (struct order_residue_view){
		.kind = r->kind, .key = r->key, .unit = unit_brief(u, eve),
		.named = unit_named(mem, u, eve), .words_key = arena_text(mem, "kind.%s", r->kind),
	};
}

static enum rc offer_targets(struct op *op, const struct req *req, const struct order *order,
			     struct order_residue_rows *page)
{
	struct order_target_view *targets;

	TRY(order_targets(op, order, &targets, &page->targets_count));
	for (size_t i = 0; i < page->targets_count; i++)
		targets[i].picked = req_ticked(req, "unit", targets[i].code);
	page->targets = targets;
	return RC_OK;
}

static enum rc show_residue(struct op *op, struct req *req, struct reply *reply)
{
	struct order_residue_rows *page = arena_one(op->mem, struct order_residue_rows);
	struct order_residue_view *rows;
	const struct territory *t;
	struct residue *residue;
	struct paging paging;
	struct order *order;
	size_t count;

	TRY(find(op, req, &order));
	TRY(paging_read(op, req, &paging));
	TRY(territory_of(op, &t));
	TRY(order_residue(op, order, &residue, &count));
	rows = arena_many(op->mem, struct order_residue_view, (size_t)paging.limit + 1);
	for (size_t i = (size_t)paging.offset; i < count && !page->more; i++) {
		page->more = page->rows_count == (size_t)paging.limit;
		if (page->more)
			page->next = paging_next(op, req, arena_text(op->mem, "%zu", i));
		else
			rows[page->rows_count++] = residue_row(op->mem, t, order, &residue[i]);
	}
	for (size_t i = 0; i < page->rows_count; i++)
		rows[i].picked = req_ticked(req, "keys", rows[i].key);
	page->rows = rows;
	page->total = count < LIST_TOTAL_MAX ? (int64_t)count : LIST_TOTAL_MAX;
	page->order = order->number;
	page->after = order->state == ORDER_APPLIED;
	page->acts = op->actor.may & MAY_ORGANISE;
	page->back = URL(op->mem, "orders", order_number_path(op->mem, order->number));
	page->self = URL(op->mem, "orders", order_number_path(op->mem, order->number), "residue");
	page->next_url = url_make(op->mem, page->next ? page->next : "");
	if (req_page(req))
		TRY(offer_targets(op, req, order, page));
	return reply_view(op, reply, &residue_all, page);
}

struct choosing {
	const char *const *keys;
	size_t keys_count;
	const char *unit;
	bool all;
};

static const struct field all_fields[] = { BOOL_FIELD(choosing, all), { 0 } };

static const struct field choosing_fields[] = {
	TEXTS_FIELD(choosing, keys, .required = true, .min = 1, .max = KEYS_MAX, .label = "residue.key"),
	TEXT_FIELD(choosing, unit, .required = true, .max = 20, .label = "residue.unit"),
	{ 0 },
};

/* The button of the page that takes all rows it shows, ticked or not. */
static const struct field shown_fields[] = {
	TEXTS_FIELD(choosing, keys, .name = "shown", .required = true, .min = 1, .max = KEYS_MAX),
	TEXT_FIELD(choosing, unit, .required = true, .max = 20),
	{ 0 },
};

static enum rc choose(struct op *op, struct req *req, struct reply *reply)
{
	struct choosing in = { 0 };
	struct order_view *view;
	struct order *order;

	TRY(find(op, req, &order));
	TRY(req_read(op, req, all_fields, &in));
	TRY(req_read(op, req, in.all ? shown_fields : choosing_fields, &in));
	TRY(order_choose(op, order, in.keys, in.keys_count, in.unit));
	TRY(order_view_make(op, order, req_lang(req), &view));
	reply_flash(op, reply, "order.flash_chosen", arena_text(op->mem, "%zu", in.keys_count));
	return reply_done(op, reply, &order_one, view, "/orders/%s/residue",
			  order_number_path(op->mem, order->number));
}

static enum rc show_certificate(struct op *op, struct req *req, struct reply *reply)
{
	struct order_certificate_view *page;
	struct order *order;

	TRY(find(op, req, &order));
	if (order->state != ORDER_APPLIED || !order->certificate)
		return FAIL(op, RC_NOT_FOUND, "order.no_certificate", "%s", order->number);
	if (!req_page(req))
		return reply_text(op, reply, "text/plain; charset=utf-8", order->certificate);
	page = arena_one(op->mem, struct order_certificate_view);
	*page = (struct order_certificate_view){
		.order = order->number, .note = order->certificate, .operates = order->operates,
		.applied_us = order->applied_us,
		.back = URL(op->mem, "orders", order_number_path(op->mem, order->number)),
	};
	order_certificate_view_make(op->mem, order, page);
	return reply_view(op, reply, &certificate_page, page);
}

#define MAY_SEE (MAY_ORGANISE | MAY_LEAD | MAY_INSPECT)

/* clang-format off */
const struct route order_routes[] = {
	{ GET,  "/orders",                MAY_SEE,      TX_READ,  list_orders, .view = &order_all,
	  .summary = "Orders that change the map, the latest day first." },
	{ POST, "/orders",                MAY_ORGANISE, TX_WRITE, hand_in, .prepare = unzip, .again = list_orders,
	  .body_max = UPLOAD_BYTES_MAX, .input = handing_fields, .view = &order_one,
	  .summary = "Hands an order in: a zip of its folder, as the body or in a form." },
	{ GET,  "/orders/{}",             MAY_SEE,      TX_SLOW,  show_order, .seek = seek, .view = &order_one,
	  .summary = "What an order did or would do." },
	{ POST, "/orders/{}/schedule",    MAY_ORGANISE, TX_WRITE, propose, .seek = seek, .again = show_order, .view = &order_one,
	  .summary = "Proposes the order to a second organiser." },
	{ POST, "/orders/{}/apply",       MAY_ORGANISE, TX_WRITE, confirm, .seek = seek, .again = show_order, .view = &order_one,
	  .summary = "A second organiser confirms: it is scheduled, or carried out if its day has come." },
	{ POST, "/orders/{}/undo",        MAY_ORGANISE, TX_WRITE, undo, .seek = seek, .again = show_order, .view = &order_one,
	  .summary = "Takes an order back." },
	{ GET,  "/orders/{}/residue",     MAY_SEE,      TX_SLOW,  show_residue, .seek = seek, .view = &residue_all,
	  .summary = "Records that wait for a person to say where they go." },
	{ POST, "/orders/{}/residue",     MAY_ORGANISE, TX_WRITE, choose, .seek = seek, .again = show_residue,
	  .input = choosing_fields, .view = &order_one,
	  .summary = "Says where such records go." },
	{ GET,  "/orders/{}/certificate", MAY_SEE,      TX_READ,  show_certificate, .seek = seek, .view = &certificate_page,
	  .summary = "The signed certificate of an order carried out, as plain text." },
	{ 0 },
};
/* clang-format on */
