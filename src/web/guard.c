/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "web/exchange.h"
#include <sodium.h>
#include <strings.h>

enum { MAC = 16 };

enum rc guard_actor(struct op *op, struct exchange *x)
{
	const struct web_auth *auth = x->web->setup.auth;
	const struct req *req = &x->req;

	op->actor = (struct actor){ .name = "" };
	if (auth && op->db && req->bearer) {
		TRY(auth->by_token(op, req->bearer));
	} else if (auth && op->db && req->session) {
		enum rc rc = auth->by_session(op, req->session);

		/* A session that ended is nobody's: public pages go on. */
		if (rc == RC_SIGN_IN) {
			op->actor = (struct actor){ .name = "" };
			op->err = (struct err){ 0 };
		} else if (rc != RC_OK) {
			return rc;
		}
	}
	if (req->routed->route->may != MAY_ALL && !op->actor.id)
		return FAIL(op, RC_SIGN_IN, "request.sign_in", "nobody is signed in");
	return RC_OK;
}

enum rc guard_permission(struct op *op, struct exchange *x)
{
	uint32_t may = x->req.routed->route->may;
	uint32_t has = op->actor.may | (op->actor.id ? (uint32_t)MAY_SIGNED_IN : 0);

	if (may != MAY_ALL && !(may & has))
		return FAIL(op, RC_FORBIDDEN, "request.not_allowed", "%s",
			    x->req.routed->route->path);
	return RC_OK;
}

const char *csrf_secret(const struct req *req)
{
	return req->session ? req->session : req_cookie(req, "form");
}

static void mac_of(const char *secret, unsigned char mac[MAC])
{
	static const unsigned char purpose[] = "haicap csrf";
	unsigned char whole[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&state, purpose, sizeof purpose);
	crypto_auth_hmacsha256_final(&state, whole);
	memcpy(mac, whole, MAC);
}

/* Masked anew for each page, so that its compressed size tells nothing about it. */
const char *csrf_token(struct arena *mem, const char *secret)
{
	unsigned char bytes[2 * MAC];

	randombytes_buf(bytes, MAC);
	mac_of(secret, bytes + MAC);
	for (size_t i = 0; i < MAC; i++)
		bytes[MAC + i] ^= bytes[i];
	return text_hex(mem, bytes, sizeof bytes);
}

bool csrf_right(const char *secret, const char *token)
{
	unsigned char bytes[2 * MAC], mac[MAC];
	size_t size;
	const char *end;

	if (sodium_hex2bin(bytes, sizeof bytes, token, strlen(token), NULL, &size, &end) ||
	    size != sizeof bytes || *end)
		return false;
	mac_of(secret, mac);
	for (size_t i = 0; i < MAC; i++)
		bytes[MAC + i] ^= bytes[i];
	return sodium_memcmp(bytes + MAC, mac, MAC) == 0;
}

static bool is_ours(const struct web *web, const struct req *req, const char *origin)
{
	const char *public_url = web->setup.public_url, *host = req_header(req, "Host");

	if (public_url && !strncasecmp(origin, public_url, strlen(origin)) &&
	    (!public_url[strlen(origin)] || public_url[strlen(origin)] == '/'))
		return true;
	const char *own = strstr(origin, "://");

	return own && host && !strcasecmp(own + 3, host);
}

/* Whether Origin, where the browser sends it, is ours. */
static bool own_origin(const struct web *web, const struct req *req)
{
	const char *origin = req_header(req, "Origin"), *site = req_header(req, "Sec-Fetch-Site");

	if (site && !strcmp(site, "cross-site"))
		return false;
	return !origin || is_ours(web, req, origin);
}

bool guard_own_page(const struct exchange *x)
{
	const char *origin = req_header(&x->req, "Origin");
	const char *site = req_header(&x->req, "Sec-Fetch-Site");

	if (site && strcmp(site, "same-origin") != 0)
		return false;
	return origin ? is_ours(x->web, &x->req, origin) : site != NULL;
}

enum rc guard_csrf(struct op *op, struct exchange *x)
{
	const struct req *req = &x->req;
	const struct pair *field = pairs_find(&req->form, "csrf");
	const char *token = field ? field->value : req_header(req, "X-CSRF-Token");
	const char *secret = csrf_secret(req);

	if (req->routed->route->verb == GET || req->bearer)
		return RC_OK;
	if (!own_origin(x->web, req))
		return FAIL(op, RC_FORBIDDEN, "request.csrf", "from another site");
	/* Without a session a browser brings nobody's authority, and no other site can send JSON
	 * here. */
	if (!req->session && req->json)
		return RC_OK;
	if (!secret || !token || !csrf_right(secret, token))
		return FAIL(op, RC_FORBIDDEN, "request.csrf", "%s",
			    token ? "wrong token" : "no token");
	return RC_OK;
}
