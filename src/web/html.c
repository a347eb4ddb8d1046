/* SPDX-License-Identifier: Apache-2.0 */
#include "web/html.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ROOM_FIRST = 8192 };

static void widen(struct html *h, size_t more)
{
	size_t room = h->room ? h->room : ROOM_FIRST;

	while (room - h->size <= more)
		room *= 2;
	char *text = arena_alloc(h->mem, room);
	if (h->size)
		memcpy(text, h->text, h->size);
	h->text = text;
	h->room = room;
}

void html_raw(struct html *h, const char *html, size_t size)
{
	if (h->room - h->size <= size)
		widen(h, size);
	if (size)
		memcpy(h->text + h->size, html, size);
	h->size += size;
	h->text[h->size] = '\0';
}

static void raw_text(struct html *h, const char *html)
{
	html_raw(h, html, strlen(html));
}

/* What stands for a byte; 0 for those that stand for themselves. */
static const char *const escapes[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void html_text(struct html *h, const char *text)
{
	const char *run = text;

	if (!text)
		return;
	for (; *text; text++) {
		const char *as = escapes[(unsigned char)*text];

		if (!as)
			continue;
		html_raw(h, run, (size_t)(text - run));
		raw_text(h, as);
		run = text + 1;
	}
	html_raw(h, run, (size_t)(text - run));
}

void html_int(struct html *h, int64_t n)
{
	char digits[24];

	html_raw(h, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, n));
}

void html_uint(struct html *h, uint64_t n)
{
	char digits[24];

	html_raw(h, digits, (size_t)snprintf(digits, sizeof digits, "%" PRIu64, n));
}

void html_markup(struct html *h, struct markup markup)
{
	html_raw(h, markup.html, markup.size);
}

struct markup html_take(struct html *part)
{
	struct markup taken = {part->text, part->size};

	part->text = NULL;
	part->size = part->room = 0;
	return taken;
}

/* RFC 3986: what needs no escape anywhere. */
static bool unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void html_part_text(struct html *h, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; text && *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (unreserved(c))
			html_raw(h, text, 1);
		else
			html_raw(h, (char[]){'%', digits[c >> 4], digits[c & 15]}, 3);
	}
}

void html_put_url(struct html *h, struct url url)
{
	html_text(h, url.text);
}

bool html_if_text(const char *text)
{
	return text && *text;
}

bool html_if_int(int64_t n)
{
	return n != 0;
}

bool html_if_pointer(const void *pointer)
{
	return pointer != NULL;
}

bool html_if_url(struct url url)
{
	return html_if_text(url.text);
}

bool html_if_markup(struct markup markup)
{
	return markup.size != 0;
}

int html_count_int(int64_t n)
{
	return n == 1 ? 1 : 2;
}

int html_count_text(const char *text)
{
	if (!text || !*text || text[strspn(text, "0123456789")])
		return 0;
	return strcmp(text, "1") == 0 ? 1 : 2;
}

static bool path_of_ours(const char *text)
{
	return text[0] == '/' && text[1] != '/' && text[1] != '\\';
}

struct url url_make(struct arena *mem, const char *text)
{
	static const char *const schemes[] = {"https://", "http://", "tel:", "mailto:"};
	bool good = text && path_of_ours(text);

	for (size_t i = 0; text && i < sizeof schemes / sizeof *schemes; i++)
		good = good || !strncmp(text, schemes[i], strlen(schemes[i]));
	for (const char *p = text; good && *p; p++)
		good = (unsigned char)*p > ' ' && *p != 127 && !strchr("\"'<>\\`", *p);
	return (struct url){good ? arena_copy(mem, text) : ""};
}

struct url url_of(struct arena *mem, const char *const *parts, size_t count)
{
	struct html path = {.mem = mem};

	for (size_t i = 0; i < count; i++) {
		raw_text(&path, "/");
		html_part_text(&path, parts[i]);
	}
	/* An empty first part would make this the address of another host. */
	return (struct url){path.text && path_of_ours(path.text) ? path.text : "/"};
}

struct url url_with(struct arena *mem, struct url url, const char *name, const char *value)
{
	struct html all = {.mem = mem};

	raw_text(&all, url.text);
	raw_text(&all, strchr(url.text, '?') ? "&" : "?");
	html_part_text(&all, name);
	raw_text(&all, "=");
	html_part_text(&all, value);
	return (struct url){all.text};
}
