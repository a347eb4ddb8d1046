/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/field.h"

struct html;

/**
 * How a struct is shown: its template for people, its fields for programs. htmlgen makes
 * dossier_show_html() from dossier_show.html.
 */
struct view {
	const char *name;                                 /* "dossier_show"; the schema's name, too */
	void (*html)(struct html *h, const void *thing);  /* NULL: programs only, pages get an error */
	const struct field *fields;                       /* NULL: pages only; programs get 406 */
};

#define VIEW(name, fields) { #name, name##_html, (fields) }
#define VIEW_JSON(name, fields) { #name, NULL, (fields) }
#define VIEW_PAGE(name) { #name, name##_html, NULL }
