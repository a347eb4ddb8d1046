/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/form.h"
#include "web/route.h"

/** One route taken apart for comparing. */
struct routed {
	const struct route *route;
	size_t index; /* of its figures */
	size_t count; /* parts */
	bool rest;    /* ends with {*}, which is not counted */
	struct {
		const char *text; /* NULL: {} */
		size_t size;
	} parts[PATH_PARTS_MAX];
};

/** All routes of a server, literal parts before {}. */
struct router {
	struct routed *items;
	size_t count;
};

void router_fill(struct arena *mem, struct router *router, const struct route *const *tables);

/** The route of @verb and @path, or NULL; *@allowed are the verbs (1 << verb) that the path has. */
const struct routed *router_find(const struct router *router, enum verb verb, const struct path *path,
				 unsigned *allowed);

/** The @n-th part of @path that stands for {}, or for {*} the rest with slashes; "" if none. */
const char *router_part(struct arena *mem, const struct routed *routed, const struct path *path, size_t n);

/** GET for "GET" and "HEAD"; 0 for verbs that no route has. */
enum verb verb_of(const char *method);
const char *verb_name(enum verb verb);
