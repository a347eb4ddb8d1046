/* SPDX-License-Identifier: Apache-2.0 */
#include "web/router.h"
#include <assert.h>

static struct routed take_apart(const struct route *route)
{
	struct routed r = { .route = route };
	const char *at = route->path;

	assert(*at == '/');
	for (at++; *at; at += *at == '/') {
		size_t size = strcspn(at, "/");

		assert(size && !r.rest && r.count < PATH_PARTS_MAX);
		if (size == 3 && !strncmp(at, "{*}", 3)) {
			r.rest = true;
		} else {
			bool open = size == 2 && !strncmp(at, "{}", 2);

			r.parts[r.count].text = open ? NULL : at;
			r.parts[r.count++].size = size;
		}
		at += size;
	}
	return r;
}

/* Literal parts first, so that "/dossiers/new" is found before "/dossiers/{}". */
static int by_parts(const void *one, const void *other)
{
	const struct routed *a = one, *b = other;

	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (!a->parts[i].text != !b->parts[i].text)
			return a->parts[i].text ? -1 : 1;
	if (a->rest != b->rest)
		return a->rest ? 1 : -1;
	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return strcmp(a->route->path, b->route->path);
}

void router_fill(struct arena *mem, struct router *router, const struct route *const *tables)
{
	size_t count = 0;

	for (const struct route *const *t = tables; *t; t++)
		for (const struct route *r = *t; r->path; r++)
			count++;
	router->items = arena_many(mem, struct routed, count);
	router->count = 0;
	for (const struct route *const *t = tables; *t; t++)
		for (const struct route *r = *t; r->path; r++)
			router->items[router->count++] = take_apart(r);
	qsort(router->items, count, sizeof *router->items, by_parts);
	for (size_t i = 0; i < count; i++)
		router->items[i].index = i;
}

static bool fits(const struct routed *r, const struct path *path)
{
	if (r->rest ? path->count <= r->count : path->count != r->count)
		return false;
	for (size_t i = 0; i < r->count; i++) {
		const char *text = r->parts[i].text;

		if (!text ? !*path->parts[i]
			  : strncmp(path->parts[i], text, r->parts[i].size) ||
				    path->parts[i][r->parts[i].size])
			return false;
	}
	return true;
}

const struct routed *router_find(const struct router *router, enum verb verb,
				 const struct path *path, unsigned *allowed)
{
	*allowed = 0;
	for (size_t i = 0; i < router->count; i++) {
		const struct routed *r = &router->items[i];

		if (!fits(r, path))
			continue;
		if (r->route->verb == verb)
			return r;
		*allowed |= 1u << r->route->verb;
	}
	return NULL;
}

const char *router_part(struct arena *mem, const struct routed *routed, const struct path *path,
			size_t n)
{
	for (size_t i = 0; i < routed->count; i++)
		if (!routed->parts[i].text && n-- == 0)
			return path->parts[i];
	if (!routed->rest || n)
		return "";
	const char *rest = path->parts[routed->count];

	for (size_t i = routed->count + 1; i < path->count; i++)
		rest = arena_text(mem, "%s/%s", rest, path->parts[i]);
	return rest;
}

static const char *const verbs[] = { NULL, "GET", "POST", "PUT", "DELETE" };

enum verb verb_of(const char *method)
{
	if (!strcmp(method, "HEAD"))
		return GET;
	for (enum verb v = GET; v <= DELETE; v++)
		if (!strcmp(method, verbs[v]))
			return v;
	return 0;
}

const char *verb_name(enum verb verb)
{
	return verbs[verb];
}
