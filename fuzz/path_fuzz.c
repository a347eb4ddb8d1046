/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"
#include "web/negotiate.h"
#include "web/router.h"
#include <stdlib.h>

static enum rc nothing(struct op *op, struct req *req, struct reply *reply)
{
	(void)op;
	(void)req;
	(void)reply;
	return RC_OK;
}

static const struct route routes[] = {
	{ GET, "/", MAY_ALL, TX_NONE, nothing },
	{ GET, "/a/{}", MAY_ALL, TX_NONE, nothing },
	{ GET, "/a/new", MAY_ALL, TX_NONE, nothing },
	{ POST, "/a/{}/b/{}", MAY_ALL, TX_NONE, nothing },
	{ GET, "/rest/{*}", MAY_ALL, TX_NONE, nothing },
	{ 0 },
};

/* A path is taken apart or refused; its parts, encoded, give the same parts; a route has its parts.
 */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	const struct route *const tables[] = { routes, NULL };
	struct router router;
	struct path path, again;
	unsigned allowed;

	router_fill(mem, &router, tables);
	if (path_split(mem, (const char *)data, size, &path)) {
		const char *text = "";

		for (size_t i = 0; i < path.count; i++)
			text = arena_text(mem, "%s/%s", text, url_encode(mem, path.parts[i]));
		text = path.count ? text : "/";
		if (!path_split(mem, text, strlen(text), &again) || again.count != path.count)
			abort();
		for (size_t i = 0; i < path.count; i++)
			if (strcmp(path.parts[i], again.parts[i]) != 0)
				abort();
		const struct routed *found = router_find(&router, GET, &path, &allowed);

		if (found)
			(void)router_part(mem, found, &path, 0);
	}
	char *text = arena_copy_bytes(mem, data, size);

	(void)negotiate_type(text);
	(void)negotiate_lang(text);
	(void)negotiate_coding(text, "gzip");
	(void)negotiate_etag(text, "\"1\"");
	if (url_local(text) && (text[0] != '/' || text[1] == '/' || strpbrk(text, "\\\r\n ")))
		abort();
	arena_drop(mem);
	return 0;
}
