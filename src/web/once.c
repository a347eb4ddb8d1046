/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "core/time.h"
#include "db/db.h"
#include "web/exchange.h"
#include "web/web.sql.h"
#include <sodium.h>

enum { KEPT_DAYS = 30 };

static void digest_text(crypto_hash_sha256_state *state, const char *text)
{
	/* With its NUL, so that no two lists of texts look alike. */
	crypto_hash_sha256_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static void digest_form(crypto_hash_sha256_state *state, const struct pairs *form)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct pair *pair = &form->items[i];

		/* The token is masked anew on each page, and a boundary differs at each attempt. */
		if (!strcmp(pair->name, "csrf") || !strcmp(pair->name, "idempotency_key"))
			continue;
		digest_text(state, pair->name);
		digest_text(state, pair->value);
		if (pair->file)
			crypto_hash_sha256_update(state, pair->upload.bytes, pair->upload.size);
	}
}

/* Of what was sent. Nobody's keys are told apart by the browser and the address they come from. */
static const char *digest_of(const struct op *op, const struct req *req)
{
	crypto_hash_sha256_state state;
	unsigned char hash[crypto_hash_sha256_BYTES];
	const char *cookie = req_cookie(req, "form");

	crypto_hash_sha256_init(&state);
	digest_text(&state, req->target);
	if (!op->actor.id) {
		digest_text(&state, cookie ? cookie : "");
		digest_text(&state, req->address);
	}
	if (req->has_form)
		digest_form(&state, &req->form);
	else if (req->body_size)
		crypto_hash_sha256_update(&state, req->body, req->body_size);
	crypto_hash_sha256_final(&state, hash);
	return text_hex(req->mem, hash, sizeof hash);
}

enum rc once_find(struct op *op, struct exchange *x, bool *found)
{
	const struct req *req = &x->req;
	int64_t since_us = time_machine_us() - KEPT_DAYS * US_DAY, status;
	const char *digest;
	struct db_bytes body = { 0 };
	struct answer kept = { 0 };

	TRY(db_maybe(op, &SQL_ONCE_FIND,
		     IN(IN_INT(op->actor.id), IN_TEXT(req->method), IN_TEXT(req_path(req)),
			IN_TEXT(req->key), IN_INT(since_us)),
		     OUT(OUT_TEXT(&digest), OUT_INT(&status), OUT_TEXT(&kept.location),
			 OUT_TEXT(&kept.etag), OUT_TEXT(&kept.type), OUT_BYTES(&body)),
		     found));
	if (!*found)
		return RC_OK;
	if (strcmp(digest, digest_of(op, req)) != 0)
		return FAIL_FIELD(op, "Idempotency-Key", "request.key_used", "another body");
	kept.status = (int)status;
	kept.body = body.size ? (const char *)body.data : "";
	kept.size = body.size;
	kept.cache = "no-store";
	x->answer = kept;
	x->rendered = true;
	return RC_OK;
}

/* Secrets are given out once; and a page that is shown at once instead of 303 has nothing to
 * repeat. */
static bool remembered(const struct exchange *x)
{
	const struct reply *reply = &x->reply;
	bool shown = req_page(&x->req) && reply->kind == REPLY_VIEW && !*reply->location;

	return !reply->secret && !shown && reply->status < 400;
}

enum rc once_keep(struct op *op, struct exchange *x)
{
	const struct req *req = &x->req;
	const struct answer *a = &x->answer;
	int64_t now_us = time_machine_us();

	if (!remembered(x))
		return RC_OK;
	render_reply(x);
	x->rendered = true;
	if (a->status >= 400)
		return RC_OK;
	TRY(db_put(op, &SQL_ONCE_FORGET, DB_ANY_ROWS, IN(IN_INT(now_us - KEPT_DAYS * US_DAY))));
	return db_put(op, &SQL_ONCE_INSERT, 1,
		      IN(IN_INT(op->actor.id), IN_TEXT(req->method), IN_TEXT(req_path(req)),
			 IN_TEXT(req->key), IN_TEXT(digest_of(op, req)), IN_INT(a->status),
			 IN_TEXT(a->location), IN_TEXT(a->etag), IN_TEXT(a->type),
			 IN_BYTES(a->body, a->size), IN_INT(now_us)));
}
