/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "web/field.h"
#include <stdbool.h>
#include <stddef.h>

enum { PAIRS_MAX = 2000, PATH_PARTS_MAX = 16 };

/** One name and value of a form or query. Both are UTF-8 without NUL; @upload is a file's content.
 */
struct pair {
	const char *name, *value;
	bool file;
	struct upload upload;
};

struct pairs {
	struct pair *items;
	size_t count;
};

/** The first of @name, or NULL. */
const struct pair *pairs_find(const struct pairs *pairs, const char *name);

/** application/x-www-form-urlencoded, of a body or a query. false when malformed. */
bool form_urlencoded(struct arena *mem, const char *text, size_t size, struct pairs *out);

/** multipart/form-data (RFC 7578); @type is the whole Content-Type. false when malformed. */
bool form_multipart(struct arena *mem, const char *type, const unsigned char *body, size_t size,
		    struct pairs *out);

/** A path taken apart: "/a/b%20c" has the parts "a" and "b c"; "/" has none. */
struct path {
	const char *parts[PATH_PARTS_MAX];
	size_t count;
};

/** false when malformed: no slash at the front, bad escapes, NUL, not UTF-8, too many parts. */
bool path_split(struct arena *mem, const char *text, size_t size, struct path *out);

/** Percent-encodes what may not stand in one part of a path or in a value of a query. */
char *url_encode(struct arena *mem, const char *text);

/** Whether @to is a path of ours to send somebody to: "/…", not "//…", no backslash or control. */
bool url_local(const char *to);
