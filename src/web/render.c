/* SPDX-License-Identifier: Apache-2.0 */
#include "core/log.h"
#include "core/text.h"
#include "web/exchange.h"
#include "web/html.h"
#include "web/negotiate.h"
#include "web/write.h"
#include <sodium.h>

static const char *random_text(struct arena *mem)
{
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof bytes);
	return text_hex(mem, bytes, sizeof bytes);
}

/* Words for once, left by the page before: a key of the catalogue and perhaps an argument. */
static const char *flash_of(struct exchange *x)
{
	const char *said = req_cookie(&x->req, "flash");

	if (!said)
		return NULL;
	reply_cookie(&x->op, &x->reply, "flash", "", 0);
	size_t size = strcspn(said, "|");
	const char *key = arena_copy_bytes(x->mem, said, size);
	const char *text = words_put(x->mem, x->req.lang, key, said[size] ? said + size + 1 : "");

	/* What is no key of ours is nobody's words. */
	return strcmp(text, key) != 0 ? text : NULL;
}

static void put_faults(struct exchange *x, struct page *page)
{
	const struct faults *faults = &x->req.faults;
	const struct pairs *form = &x->req.form;
	struct page_fault *shown = arena_many(x->mem, struct page_fault, faults->count);
	struct page_typed *typed = arena_many(x->mem, struct page_typed, form->count);

	if (x->answer.status < 400)
		return;
	for (size_t i = 0; i < faults->count; i++)
		shown[i] = (struct page_fault){ faults->items[i].field, faults->items[i].text };
	for (size_t i = 0; i < form->count; i++)
		if (!form->items[i].file)
			typed[page->typed_count++] =
				(struct page_typed){ form->items[i].name, form->items[i].value };
	page->faults = shown;
	page->faults_count = faults->count;
	page->typed = typed;
}

/* What the areas add to every page. */
static enum rc dress(struct op *op, struct exchange *x, struct page *page)
{
	if (!x->web->setup.dress || !exchange_may_read(x))
		return RC_OK;
	TRY(exchange_begin_read(op, x));
	page->clock_us = op->now_us;
	enum rc rc = x->web->setup.dress(op, &x->req, page);

	db_end_read(op);
	return rc;
}

/* An error must be told whatever the store does, and so must what is written already. */
static bool told_bare(const struct exchange *x)
{
	return x->answer.status >= 400 || x->req.routed->route->tx == TX_WRITE;
}

void render_page(struct exchange *x, const struct view *view, const void *thing)
{
	const char *secret = x->reply.session ? x->reply.session : csrf_secret(&x->req), *fresh = NULL;
	struct page *page = arena_one(x->mem, struct page);
	struct html h = { .mem = x->mem, .lang = x->req.lang, .page = page };
	struct op op = { .mem = x->mem, .actor = x->op.actor };

	if (!secret)
		secret = fresh = random_text(x->mem);
	*page = (struct page){
		.title = x->reply.title,
		.csrf = csrf_token(x->mem, secret),
		.once = random_text(x->mem),
		.path = x->req.target,
		.lang = x->req.lang,
		.actor = &x->op.actor,
		.flash = flash_of(x),
		.clock_us = x->op.now_us,
	};
	put_faults(x, page);
	enum rc rc = dress(&op, x, page);

	if (rc != RC_OK && !told_bare(x)) {
		x->op.err = op.err;
		render_problem(x, rc);
		return;
	}
	if (rc != RC_OK)
		log_failure("dress", &op.err);
	view->html(&h, thing);
	if (fresh && h.forms)
		reply_cookie(&x->op, &x->reply, "form", fresh, 86400);
	x->answer.type = "text/html; charset=utf-8";
	x->answer.body = h.text ? h.text : "";
	x->answer.size = h.size;
	x->answer.page = true;
}

static void render_json(struct exchange *x, const struct reply *reply)
{
	struct buf b = { .mem = x->mem };

	json_write(&b, reply->view->fields, reply->thing);
	x->answer.type = "application/json";
	x->answer.body = b.text;
	x->answer.size = b.size;
	if (reply->has_version)
		x->answer.etag = arena_text(x->mem, "\"%lld\"", (long long)reply->version);
}

static void render_csv(struct exchange *x, const struct reply *reply)
{
	struct buf b = { .mem = x->mem };

	csv_write(&b, reply->view->fields, reply->thing);
	x->answer.type = "text/csv; charset=utf-8; header=present";
	x->answer.body = b.text;
	x->answer.size = b.size;
}

static void render_view(struct exchange *x)
{
	const struct reply *reply = &x->reply;
	const struct view *view = reply->view;
	bool page = req_page(&x->req);

	if (*reply->location && (page || reply->status == 201))
		x->answer.location = reply->location;
	if (page && *reply->location) {
		x->answer.status = 303;
		x->answer.body = "";
		return;
	}
	/* What has only a page is shown as one to everybody, and the other way round. */
	if (view->html && (page || !view->fields))
		render_page(x, view, reply->thing);
	else if (req_accept(&x->req) == ACCEPT_CSV && csv_has(view->fields))
		render_csv(x, reply);
	else
		render_json(x, reply);
}

/* Public only what is marked so and nobody signed in for; what belongs to a person is never stored.
 */
static const char *cache_of(const struct exchange *x)
{
	if (x->op.actor.id || x->req.unsent)
		return "private, no-store";
	if (x->reply.public_seconds && !x->reply.secret)
		return arena_text(x->mem, "public, max-age=%d%s", x->reply.public_seconds,
				  x->reply.public_seconds >= 31536000 ? ", immutable" : "");
	return "no-cache";
}

void render_reply(struct exchange *x)
{
	const struct reply *reply = &x->reply;
	const char *known = req_header(&x->req, "If-None-Match");

	if (reply->refusal && !req_page(&x->req)) {
		render_problem(x, reply->refusal);
		return;
	}
	x->answer = (struct answer){
		.status = x->again_status ? x->again_status : reply->status,
		.etag = reply->etag,
		.cache = cache_of(x),
		.body = "",
	};
	switch (reply->kind) {
	case REPLY_VIEW:
		render_view(x);
		break;
	case REPLY_GO:
		x->answer.location = reply->location;
		break;
	case REPLY_BYTES:
		x->answer.type = reply->type;
		x->answer.body = reply->bytes;
		x->answer.size = reply->size;
		x->answer.gzipped = reply->gzipped;
		break;
	case REPLY_NONE:
		break;
	}
	if (x->req.routed->route->verb == GET && x->answer.status == 200 && x->answer.etag &&
	    known && negotiate_etag(known, x->answer.etag)) {
		x->answer.status = 304;
		x->answer.body = "";
		x->answer.size = 0;
	}
}
