/* SPDX-License-Identifier: Apache-2.0 */
#include "place.h"
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (!strcasecmp(word, *list))
			return true;
	return false;
}

static bool is_void(const char *tag)
{
	static const char *const list[] = {"area",  "base", "br",   "col",    "embed", "hr",  "img",
					   "input", "link", "meta", "source", "track", "wbr", NULL};

	return one_of(tag, list);
}

static bool is_address(const char *attribute)
{
	static const char *const list[] = {"href",	 "src",	 "action", "formaction",
					   "xlink:href", "cite", "data",   "poster",
					   "background", "ping", NULL};

	return one_of(attribute, list);
}

static void add(char *to, char c)
{
	size_t size = strlen(to);

	if (size + 1 < PLACE_NAME) {
		to[size] = c;
		to[size + 1] = '\0';
	}
}

static void clear(char *name)
{
	memset(name, 0, PLACE_NAME);
}

static bool inside(const struct place *p, const char *tag)
{
	return p->depth && !strcmp(p->open[p->depth - 1], tag);
}

static const char *begin_tag(struct place *p)
{
	static const char *const refused[] = {"style", "iframe", "object", "embed", "base", NULL};

	p->posts = p->has_src = false;
	clear(p->attribute);
	return one_of(p->tag, refused) ? "this tag does not stand in our pages" : NULL;
}

static const char *begin_form(struct place *p)
{
	for (int i = 0; i < p->depth; i++)
		if (!strcmp(p->open[i], "form"))
			return "a form within a form";
	p->form_posts = p->posts;
	p->form_marked = false;
	return NULL;
}

static bool draws(const struct place *p)
{
	for (int i = 0; i < p->depth; i++)
		if (!strcmp(p->open[i], "svg"))
			return true;
	return !strcmp(p->tag, "svg");
}

static const char *end_of_open_tag(struct place *p)
{
	const char *wrong = NULL;

	p->at = AT_TEXT;
	if (!strcmp(p->tag, "script") && !p->has_src)
		return "a script stands in a file of its own";
	if (!strcmp(p->tag, "form"))
		wrong = begin_form(p);
	if (wrong || is_void(p->tag))
		return wrong;
	if (p->closing_slash)
		return draws(p) ? NULL : "only what is drawn (svg) closes itself";
	if (p->depth == PLACE_DEEP)
		return "too deep";
	memcpy(p->open[p->depth++], p->tag, PLACE_NAME);
	return NULL;
}

static const char *end_of_close_tag(struct place *p)
{
	p->at = AT_TEXT;
	if (!inside(p, p->tag))
		return "this closing tag closes nothing";
	clear(p->open[--p->depth]);
	if (!strcmp(p->tag, "form")) {
		bool naked = p->form_posts && !p->form_marked;

		p->form_posts = p->form_marked = false;
		if (naked)
			return "a form that posts needs {{ csrf }}";
	}
	return NULL;
}

static const char *begin_value(const struct place *p)
{
	static const char *const refused[] = {"style", "srcdoc", "srcset", NULL};

	if (!strncasecmp(p->attribute, "on", 2))
		return "an on… attribute is a script";
	return one_of(p->attribute, refused) ? "this attribute does not stand in our pages" : NULL;
}

static void end_of_value(struct place *p)
{
	p->at = AT_TAG;
	if (!strcmp(p->attribute, "src") || !strcmp(p->attribute, "xlink:href"))
		p->has_src = true;
	if (!strcmp(p->tag, "form") && !strcmp(p->attribute, "method"))
		p->posts = !strcasecmp(p->value, "post");
	clear(p->attribute);
	clear(p->value);
	p->value_has_data = false;
}

static const char *read_text(struct place *p, char c)
{
	if (c != '<')
		return inside(p, "script") ? "a script stands in a file of its own" : NULL;
	if (p->title_only)
		return "a title has no tags";
	p->at = AT_OPEN;
	return NULL;
}

static const char *read_open(struct place *p, char c)
{
	clear(p->tag);
	p->closing_slash = false;
	if (c == '/') {
		p->at = AT_CLOSE;
		return NULL;
	}
	if (c == '!') {
		p->at = AT_DECLARATION;
		return NULL;
	}
	if (!isalpha((unsigned char)c))
		return "write &lt; for the sign <";
	p->at = AT_TAG_NAME;
	add(p->tag, (char)tolower((unsigned char)c));
	return NULL;
}

static const char *read_tag(struct place *p, char c)
{
	if (c == '>')
		return end_of_open_tag(p);
	p->closing_slash = c == '/';
	if (c == '/' || isspace((unsigned char)c)) {
		p->at = AT_TAG;
		return NULL;
	}
	if (!isalpha((unsigned char)c))
		return "a tag holds names of attributes and nothing else";
	p->at = AT_NAME;
	clear(p->attribute);
	add(p->attribute, (char)tolower((unsigned char)c));
	return NULL;
}

static const char *read_name(struct place *p, char c)
{
	if (isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_') {
		add(p->attribute, (char)tolower((unsigned char)c));
		return NULL;
	}
	if (c == '=') {
		p->at = AT_EQUALS;
		return begin_value(p);
	}
	return read_tag(p, c);
}

static const char *read_value(struct place *p, char c)
{
	if (c == p->quote) {
		end_of_value(p);
		return NULL;
	}
	if (c == '<')
		return "a quote is missing before this <";
	add(p->value, c);
	return NULL;
}

const char *place_read(struct place *p, char c)
{
	switch (p->at) {
	case AT_TEXT:
		return read_text(p, c);
	case AT_OPEN:
		return read_open(p, c);
	case AT_DECLARATION:
		if (c == '-')
			return "write a comment as {{! … }}";
		p->at = c == '>' ? AT_TEXT : AT_DECLARATION;
		return NULL;
	case AT_TAG_NAME:
		if (isalnum((unsigned char)c) || c == '-') {
			add(p->tag, (char)tolower((unsigned char)c));
			return NULL;
		}
		const char *wrong = begin_tag(p);
		return wrong ? wrong : read_tag(p, c);
	case AT_TAG:
		return read_tag(p, c);
	case AT_CLOSE:
		if (c == '>')
			return end_of_close_tag(p);
		add(p->tag, (char)tolower((unsigned char)c));
		return NULL;
	case AT_NAME:
		return read_name(p, c);
	case AT_EQUALS:
		p->at = AT_VALUE;
		p->quote = c;
		clear(p->value);
		p->value_has_data = false;
		return c == '"' || c == '\'' ? NULL : "an attribute without quotes";
	case AT_VALUE:
		return read_value(p, c);
	}
	return "a place unknown";
}

/* Whether what stands literally before the data fixes where an address leads. */
static bool fixes_address(const char *value)
{
	return *value == '#' || *value == '?' ||
	       (*value == '/' && isalpha((unsigned char)value[1])) || !strncmp(value, "tel:", 4) ||
	       !strncmp(value, "mailto:", 7);
}

enum place_put place_of_name(struct place *p, const char **why)
{
	*why = "a name may stand between tags and in quoted attributes only";
	if (p->at == AT_TEXT) {
		*why = "no name within a script";
		return inside(p, "script") ? PUT_REFUSED : PUT_TEXT;
	}
	if (p->at == AT_EQUALS)
		*why = "a name in an attribute without quotes";
	if (p->at != AT_VALUE)
		return PUT_REFUSED;
	if (!strcmp(p->tag, "meta")) {
		*why = "no name in a meta tag";
		return PUT_REFUSED;
	}
	if (!is_address(p->attribute))
		return PUT_TEXT;
	if (!*p->value && !p->value_has_data) {
		p->value_has_data = true;
		return PUT_URL;
	}
	*why = "data may follow an address that begins with /word, ?, #, tel: or mailto: only";
	return p->value_has_data || fixes_address(p->value) ? PUT_URL_PART : PUT_REFUSED;
}

void place_settle(struct place *p)
{
	if (p->at == AT_NAME || p->at == AT_TAG_NAME) {
		if (p->at == AT_TAG_NAME)
			begin_tag(p);
		p->at = AT_TAG;
		clear(p->attribute);
	}
	p->closing_slash = false;
}

bool place_same(const struct place *a, const struct place *b)
{
	bool same = a->at == b->at && a->depth == b->depth && a->form_posts == b->form_posts &&
		    a->form_marked == b->form_marked && !memcmp(a->open, b->open, sizeof a->open);

	if (!same || a->at == AT_TEXT)
		return same;
	same = !strcmp(a->tag, b->tag) && !strcmp(a->attribute, b->attribute);
	if (!same || a->at != AT_VALUE || !is_address(a->attribute))
		return same;
	return a->value_has_data == b->value_has_data &&
	       fixes_address(a->value) == fixes_address(b->value) && !*a->value == !*b->value;
}

bool place_loose(const struct place *p)
{
	return p->at != AT_VALUE && !inside(p, "textarea") && !inside(p, "pre");
}

const char *place_csrf(struct place *p)
{
	if (p->at != AT_TEXT || !p->form_posts)
		return "{{ csrf }} belongs inside a form with method=\"post\"";
	p->form_marked = true;
	return NULL;
}

const char *place_end(const struct place *p)
{
	if (p->at != AT_TEXT)
		return "the template ends within a tag";
	return p->depth ? "the template ends before all tags are closed" : NULL;
}
