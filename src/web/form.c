/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"
#include "core/text.h"
#include "web/buf.h"
#include <strings.h>

const struct pair *pairs_find(const struct pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (!strcmp(pairs->items[i].name, name))
			return &pairs->items[i];
	return NULL;
}

static bool add(struct arena *mem, struct pairs *out, struct pair pair)
{
	if (out->count == PAIRS_MAX)
		return false;
	out->items = arena_grow(mem, out->items, out->count, sizeof pair);
	out->items[out->count++] = pair;
	return true;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL when an escape is broken or the result is no text of ours. */
static char *decode(struct arena *mem, const char *text, size_t size, bool plus)
{
	char *out = arena_alloc(mem, size + 1);
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c == '%') {
			if (size - i < 3 || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0)
				return NULL;
			c = (char)(hex(text[i + 1]) << 4 | hex(text[i + 2]));
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		out[n++] = c;
	}
	return text_is_utf8(out, n) ? out : NULL;
}

bool form_urlencoded(struct arena *mem, const char *text, size_t size, struct pairs *out)
{
	const char *end = text + size;

	*out = (struct pairs){ 0 };
	while (text < end) {
		const char *stop = memchr(text, '&', (size_t)(end - text));

		stop = stop ? stop : end;
		const char *equals = memchr(text, '=', (size_t)(stop - text));
		const char *name_end = equals ? equals : stop;
		const char *value = equals ? equals + 1 : stop;

		if (stop > text) {
			struct pair pair = {
				.name = decode(mem, text, (size_t)(name_end - text), true),
				.value = decode(mem, value, (size_t)(stop - value), true),
			};

			if (!pair.name || !pair.value || !add(mem, out, pair))
				return false;
		}
		text = stop + 1;
	}
	return true;
}

/*
 * The value of parameter @name in a header such as 'form-data; name="a"; filename="b.zip"', or
 * NULL. Browsers write a quote inside as %22; a backslash is left alone, as old ones send paths.
 */
static char *parameter(struct arena *mem, const char *header, const char *name)
{
	size_t size = strlen(name);
	const char *at = header;

	while ((at = strchr(at, ';'))) {
		at += 1 + strspn(at + 1, " \t");
		if (strncasecmp(at, name, size) || at[size] != '=')
			continue;
		at += size + 1;
		if (*at != '"')
			return arena_copy_bytes(mem, at, strcspn(at, "; \t"));
		const char *close = strchr(at + 1, '"');

		return close ? arena_copy_bytes(mem, at + 1, (size_t)(close - at - 1)) : NULL;
	}
	return NULL;
}

/* The disposition among the headers of a part, which end at @end; NULL when there is none. */
static char *disposition(struct arena *mem, const char *at, const char *end)
{
	static const char name[] = "content-disposition:";

	while (at < end) {
		const char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);

		stop = stop ? stop : end;
		if ((size_t)(stop - at) > sizeof name - 1 &&
		    !strncasecmp(at, name, sizeof name - 1))
			return arena_copy_bytes(mem, at, (size_t)(stop - at));
		at = stop + 2;
	}
	return NULL;
}

static bool add_part(struct arena *mem, struct pairs *out, const char *at, const char *end)
{
	const char *blank = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);

	if (!blank)
		return false;
	char *head = disposition(mem, at, blank);
	char *name = head ? parameter(mem, head, "name") : NULL;
	char *file = head ? parameter(mem, head, "filename") : NULL;
	const char *content = blank + 4;
	size_t size = (size_t)(end - content);

	if (!name || !text_is_utf8(name, strlen(name)))
		return false;
	if (file) {
		if (!text_is_utf8(file, strlen(file)))
			return false;
		struct upload upload = { file, (const unsigned char *)content, size };

		return add(mem, out, (struct pair){ name, file, true, upload });
	}
	if (!text_is_utf8(content, size))
		return false;
	return add(mem, out,
		   (struct pair){ .name = name, .value = arena_copy_bytes(mem, content, size) });
}

bool form_multipart(struct arena *mem, const char *type, const unsigned char *body, size_t size,
		    struct pairs *out)
{
	char *boundary = parameter(mem, type, "boundary");
	const char *at = (const char *)body, *end = at + size;

	*out = (struct pairs){ 0 };
	if (!boundary || !*boundary || strlen(boundary) > 70)
		return false;
	char *line = arena_text(mem, "\r\n--%s", boundary);
	size_t line_size = strlen(line);

	/* The first one has no line end in front of it unless there is a preamble. */
	if (size >= line_size - 2 && !memcmp(at, line + 2, line_size - 2)) {
		at += line_size - 2;
	} else {
		at = memmem(at, size, line, line_size);
		if (!at)
			return false;
		at += line_size;
	}
	for (;;) {
		if (end - at >= 2 && !memcmp(at, "--", 2))
			return true;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (end - at < 2 || memcmp(at, "\r\n", 2))
			return false;
		at += 2;
		/* A part without headers begins with its blank line: look from one line end before.
		 */
		const char *stop = memmem(at - 2, (size_t)(end - at + 2), line, line_size);

		if (!stop || stop < at || !add_part(mem, out, at, stop))
			return false;
		at = stop + line_size;
	}
}

bool path_split(struct arena *mem, const char *text, size_t size, struct path *out)
{
	const char *end = text + size;

	*out = (struct path){ 0 };
	if (!size || *text != '/')
		return false;
	text++;
	while (text < end) {
		const char *stop = memchr(text, '/', (size_t)(end - text));

		stop = stop ? stop : end;
		if (out->count == PATH_PARTS_MAX)
			return false;
		char *part = decode(mem, text, (size_t)(stop - text), false);

		if (!part)
			return false;
		out->parts[out->count++] = part;
		text = stop + 1;
		/* A slash at the end is an empty part, which no route has. */
		if (stop < end && text == end) {
			if (out->count == PATH_PARTS_MAX)
				return false;
			out->parts[out->count++] = "";
		}
	}
	return true;
}

char *url_encode(struct arena *mem, const char *text)
{
	struct buf b = { .mem = mem };

	buf_room(&b, strlen(text));
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		    strchr("-._~", c))
			buf_char(&b, *text);
		else
			buf_format(&b, "%%%02X", c);
	}
	return b.text;
}

bool url_local(const char *to)
{
	if (to[0] != '/' || to[1] == '/')
		return false;
	for (; *to; to++)
		if ((unsigned char)*to <= ' ' || *to == '\\' || (unsigned char)*to >= 0x7f)
			return false;
	return true;
}
