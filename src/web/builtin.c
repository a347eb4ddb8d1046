/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"
#include "web/exchange.h"
#include "web/negotiate.h"

enum { YEAR_SECONDS = 31536000 };

/* That the store answers, too: the transaction has begun. */
static enum rc show_health(struct op *op, struct req *req, struct reply *reply)
{
	(void)req;
	return reply_text(op, reply, "application/json", "{\"status\":\"ok\"}");
}

static enum rc show_metrics(struct op *op, struct req *req, struct reply *reply)
{
	struct web *web = req->exchange->web;
	struct buf b = { .mem = op->mem };

	if (!op->actor.id && (req->proxied || !address_loopback((struct sockaddr *)&req->peer)))
		return FAIL(op, RC_SIGN_IN, "request.sign_in", "metrics from elsewhere");
	pthread_mutex_lock(&web->lock);
	int64_t running = web->running;

	pthread_mutex_unlock(&web->lock);
	metrics_write(&b, web->metrics, &web->router, web->setup.writer, running,
		      watch_count(web->watch));
	return reply_text(op, reply, "text/plain; version=0.0.4; charset=utf-8", b.text);
}

static enum rc show_openapi(struct op *op, struct req *req, struct reply *reply)
{
	reply_header(op, reply, "Access-Control-Allow-Origin", "*");
	return reply_text(op, reply, "application/json", req->exchange->web->openapi);
}

static enum rc show_asset(struct op *op, struct req *req, struct reply *reply)
{
	const struct asset *asset = asset_find(req_path(req));

	if (!asset)
		return FAIL(op, RC_NOT_FOUND, "request.nothing_here", "no such asset");
	reply->etag = asset->etag;
	reply_public(reply, YEAR_SECONDS);
	if (asset->gzip && negotiate_coding(req_header(req, "Accept-Encoding"), "gzip")) {
		reply->gzipped = true;
		return reply_bytes(op, reply, asset->mime, asset->gzip, asset->gzip_size);
	}
	return reply_bytes(op, reply, asset->mime, asset->bytes, asset->size);
}

static enum rc choose_language(struct op *op, struct req *req, struct reply *reply)
{
	const char *lang = req_part(req, 0), *to = req_query(req, "to");

	if (strcmp(lang, "vi") != 0 && strcmp(lang, "en") != 0)
		return FAIL(op, RC_NOT_FOUND, "request.nothing_here", "no such language");
	reply_cookie(op, reply, "lang", lang, YEAR_SECONDS);
	return reply_go(op, reply, "%s", to && url_local(to) ? to : "/");
}

/* clang-format off */
const struct route web_routes[] = {
	{ GET, "/healthz",      MAY_ALL, TX_READ, show_health,  .summary = "Whether server and store answer" },
	{ GET, "/metrics",      MAY_ALL, TX_READ, show_metrics, .summary = "Figures as Prometheus text; loopback or a token" },
	{ GET, "/openapi.json", MAY_ALL, TX_NONE, show_openapi, .summary = "This description" },
	{ GET, "/assets/{*}",   MAY_ALL, TX_NONE, show_asset,   .hidden = true },
	{ GET, "/language/{}",  MAY_ALL, TX_NONE, choose_language, .hidden = true },
	{ 0 },
};
/* clang-format on */
