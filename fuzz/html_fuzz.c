/* SPDX-License-Identifier: Apache-2.0 */
#include "web/html.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Takes back the escapes of html_text() in place. */
static void unescape(char *text)
{
	static const struct {
		const char *as;
		char c;
	} escapes[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' },
			{ "&#39;", '\'' } };
	char *to = text;

	while (*text) {
		size_t size = 0;

		for (size_t i = 0; !size && i < sizeof escapes / sizeof *escapes; i++)
			if (!strncmp(text, escapes[i].as, strlen(escapes[i].as))) {
				size = strlen(escapes[i].as);
				*to++ = escapes[i].c;
			}
		if (!size)
			*to++ = *text;
		text += size ? size : 1;
	}
	*to = '\0';
}

static void check_addresses(struct arena *mem, const char *text)
{
	const char *url = url_make(mem, text).text;

	if (*url && (strpbrk(url, "<>\"' \n\r\t\\") || !strncmp(url, "//", 2) ||
		     !strncasecmp(url, "javascript:", strlen("javascript:"))))
		abort();
	const char *path = URL(mem, text, text).text;
	if (path[0] != '/' || path[1] == '/' || strpbrk(path, "<>\"' \n\r\t\\"))
		abort();
}

/* Whatever the text: no markup survives, nothing is lost, and no address from it leaves us. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct arena *mem = arena_new();
	struct html page = { .mem = mem }, part = { .mem = mem };
	char *text = arena_alloc(mem, size + 1);

	if (size)
		memcpy(text, data, size);
	html_text(&page, text);
	if (page.text && strpbrk(page.text, "<>\"'"))
		abort();
	if (page.text)
		unescape(page.text);
	if (strcmp(page.text ? page.text : "", text) != 0)
		abort();
	html_part_text(&part, text);
	if (part.text && strpbrk(part.text, "<>\"'&/?#: \n\\"))
		abort();
	check_addresses(mem, text);
	arena_drop(mem);
	return 0;
}
