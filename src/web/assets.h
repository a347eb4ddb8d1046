/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stddef.h>

/*
 * The files of src/web/static as part of the program. The digest in a path changes with the content,
 * so an answer may be kept for ever. Templates write {{ asset app.css }}.
 */
struct asset {
	const char *name; /* "app.css" */
	const char *path; /* "/assets/app.0123456789abcdef.css" */
	const char *mime;
	const char *etag; /* with its quotes */
	const unsigned char *bytes;
	size_t size;
	const unsigned char *gzip; /* the same, compressed */
	size_t gzip_size;
};

/** The asset served at @path, or NULL. */
const struct asset *asset_find(const char *path);

/** The path of the asset called @name. A name that is none is a mistake of ours. Never NULL. */
const char *asset_url(const char *name);

extern const struct asset assets_table[];
extern const size_t assets_count;
