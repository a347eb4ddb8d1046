/* SPDX-License-Identifier: Apache-2.0 */
#include "core/time.h"
#include "tests/tap.h"
#include "web/limit.h"
#include "web/negotiate.h"
#include "web/router.h"
#include <arpa/inet.h>
#include <netinet/in.h>

static enum rc nothing(struct op *op, struct req *req, struct reply *reply)
{
	(void)op;
	(void)req;
	(void)reply;
	return RC_OK;
}

static const struct route routes[] = {
	{ GET, "/dossiers/{}", MAY_ALL, TX_NONE, nothing, .summary = "one" },
	{ GET, "/dossiers/new", MAY_ALL, TX_NONE, nothing, .summary = "new" },
	{ GET, "/dossiers", MAY_ALL, TX_NONE, nothing, .summary = "list" },
	{ POST, "/dossiers", MAY_ALL, TX_NONE, nothing, .summary = "open" },
	{ POST, "/dossiers/{}/take", MAY_ALL, TX_NONE, nothing, .summary = "take" },
	{ POST, "/dossiers/{}/{}", MAY_ALL, TX_NONE, nothing, .summary = "any" },
	{ 0 },
};
static const struct route others[] = {
	{ GET, "/", MAY_ALL, TX_NONE, nothing, .summary = "home" },
	{ GET, "/tile/{}/{*}", MAY_ALL, TX_NONE, nothing, .summary = "tile" },
	{ 0 },
};

static const char *found(struct arena *mem, enum verb verb, const char *text, unsigned *allowed)
{
	const struct route *const tables[] = { routes, others, NULL };
	struct router router;
	struct path path;

	router_fill(mem, &router, tables);
	if (!path_split(mem, text, strlen(text), &path))
		return "malformed";
	const struct routed *routed = router_find(&router, verb, &path, allowed);

	return routed ? arena_text(mem, "%s %s %s", routed->route->summary,
				   router_part(mem, routed, &path, 0),
				   router_part(mem, routed, &path, 1))
		      : NULL;
}

static void literal_parts_win_over_open_ones(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	unsigned allowed;

	is_text(found(mem, GET, "/", &allowed), "home  ");
	is_text(found(mem, GET, "/dossiers", &allowed), "list  ");
	is_text(found(mem, GET, "/dossiers/new", &allowed), "new  ");
	is_text(found(mem, GET, "/dossiers/H18%2F1", &allowed), "one H18/1 ");
	is_text(found(mem, POST, "/dossiers/1/take", &allowed), "take 1 ");
	is_text(found(mem, POST, "/dossiers/1/sign", &allowed), "any 1 sign");
	is_text(found(mem, GET, "/tile/0/x001/234.p/5", &allowed), "tile 0 x001/234.p/5");
	is_text(found(mem, GET, "/tile/0", &allowed), NULL);
	is_text(found(mem, GET, "/dossiers/", &allowed), NULL);
	is_text(found(mem, GET, "//", &allowed), NULL);
	is_int(allowed, 0);
	is_text(found(mem, PUT, "/dossiers", &allowed), NULL);
	is_int(allowed, 1 << GET | 1 << POST);
	arena_drop(mem);
}

static void json_unless_a_page_is_asked_for(struct world *w)
{
	(void)w;
	is_int(negotiate_type(NULL), ACCEPT_JSON);
	is_int(negotiate_type("*/*"), ACCEPT_JSON);
	is_int(negotiate_type("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
	       ACCEPT_HTML);
	is_int(negotiate_type("application/json, text/html;q=0.5"), ACCEPT_JSON);
	is_int(negotiate_type("text/csv"), ACCEPT_CSV);
	is_int(negotiate_type("text/csv, application/json;q=0.9"), ACCEPT_CSV);
	is_int(negotiate_type("text/html;q=0"), ACCEPT_JSON);
	is_int(negotiate_type("text/htmlx"), ACCEPT_JSON);
}

static void vietnamese_unless_english_is_preferred(struct world *w)
{
	(void)w;
	is_int(negotiate_lang(NULL), LANG_VI);
	is_int(negotiate_lang("fr"), LANG_VI);
	is_int(negotiate_lang("en-GB,en;q=0.9,vi;q=0.8"), LANG_EN);
	is_int(negotiate_lang("vi-VN,vi;q=0.9,en;q=0.9"), LANG_VI);
	is_true(negotiate_coding("br;q=1.0, gzip;q=0.8", "gzip"));
	is_true(!negotiate_coding("gzip;q=0", "gzip"));
}

static void tags_are_compared_whole(struct world *w)
{
	(void)w;
	is_true(negotiate_etag("\"7\"", "\"7\""));
	is_true(negotiate_etag("\"6, 7\", W/\"7\"", "\"7\""));
	is_true(negotiate_etag("*", "\"7\""));
	is_true(!negotiate_etag("\"77\", \"6,\"", "\"7\""));
	is_true(!negotiate_etag("7", "\"7\""));
}

static struct sockaddr_storage address(const char *text)
{
	struct sockaddr_storage at = { 0 };
	struct sockaddr_in *four = (struct sockaddr_in *)&at;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&at;

	if (inet_pton(AF_INET, text, &four->sin_addr) == 1)
		four->sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1)
		six->sin6_family = AF_INET6;
	return at;
}

static bool take(struct limiter *l, const char *text, int64_t now_us)
{
	struct sockaddr_storage at = address(text);

	return limiter_take(l, (struct sockaddr *)&at, now_us);
}

static void a_limit_counts_by_network_and_minute(struct world *w)
{
	(void)w;
	struct limiter *l = limiter_new(2);

	is_true(take(l, "1.2.3.4", 0) && take(l, "1.2.3.4", 1) && !take(l, "1.2.3.4", 2));
	is_true(take(l, "1.2.3.5", 2));
	is_true(!take(l, "::ffff:1.2.3.4", 3));
	is_true(take(l, "2001:db8::1", 0) && take(l, "2001:db8::2", 0) &&
		!take(l, "2001:db8::3", 0));
	is_true(take(l, "2001:db8:0:1::3", 0));
	is_true(take(l, "1.2.3.4", US_MINUTE));
	limiter_drop(l);
	l = limiter_new(0);
	for (int i = 0; i < 100; i++)
		is_true(take(l, "1.2.3.4", 0));
	limiter_drop(l);
}

static void who_hammers_is_not_forgotten_for_many_others(struct world *w)
{
	(void)w;
	struct limiter *l = limiter_new(50);
	struct arena *mem = arena_new();
	int allowed = 0;

	for (int i = 0; i < 100; i++) {
		allowed += take(l, "9.9.9.9", 0);
		for (int j = 0; j < 1000; j++)
			(void)take(l, arena_text(mem, "10.%d.%d.%d", i, j / 250, j % 250), 0);
		arena_reset(mem);
	}
	is_int(allowed, 50);
	arena_drop(mem);
	limiter_drop(l);
}

TESTS_PLAIN(literal_parts_win_over_open_ones, json_unless_a_page_is_asked_for,
	    vietnamese_unless_english_is_preferred, tags_are_compared_whole,
	    a_limit_counts_by_network_and_minute, who_hammers_is_not_forgotten_for_many_others)
