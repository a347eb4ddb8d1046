/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>

/*
 * Where in a page a template stands, found by reading its literal text: between tags, in the quotes
 * of an attribute, and so on. From it follows what a name at that place needs, or that no name is
 * safe there. It also keeps what our content security policy forbids out of templates.
 */
enum place_at {
	AT_TEXT, AT_OPEN, AT_DECLARATION, AT_TAG_NAME, AT_TAG, AT_CLOSE, AT_NAME, AT_EQUALS,
	AT_VALUE
};

/** How data is written at a place. */
enum place_put {
	PUT_REFUSED,
	PUT_TEXT,     /* escaped text */
	PUT_URL,      /* a whole address: needs a struct url */
	PUT_URL_PART, /* behind a literal beginning of an address: percent-encoded */
};

enum { PLACE_NAME = 24, PLACE_DEEP = 40 };

struct place {
	enum place_at at;
	char quote;
	bool closing_slash;         /* the last character of a tag was "/" */
	bool title_only;            /* in {{#title}}: no tags */
	char tag[PLACE_NAME];       /* the tag being read */
	char attribute[PLACE_NAME]; /* its attribute being read */
	char value[PLACE_NAME];     /* the beginning of that attribute's value */
	bool value_has_data;
	bool has_src, posts;          /* what the tag being read has said */
	bool form_posts, form_marked; /* the form around has method="post"; it has its {{ csrf }} */
	char open[PLACE_DEEP][PLACE_NAME];
	int depth;
};

/** Reads one character of literal text. NULL, or what is wrong with it. */
const char *place_read(struct place *p, char c);

/** How a name is written here; PUT_REFUSED sets *@why. */
enum place_put place_of_name(struct place *p, const char **why);

/** Readies the place for {{#if}}, {{else}} or {{/if}}: an attribute without a value ends here. */
void place_settle(struct place *p);

/** Whether two ways through the template end in the same place. */
bool place_same(const struct place *a, const struct place *b);

/** Whether blanks at the beginning of a line mean nothing here. */
bool place_loose(const struct place *p);

/** Notes {{ csrf }}. NULL, or why it may not stand here. */
const char *place_csrf(struct place *p);

/** What is wrong with ending the template here, or NULL. */
const char *place_end(const struct place *p);
