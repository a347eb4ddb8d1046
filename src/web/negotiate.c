/* SPDX-License-Identifier: Apache-2.0 */
#include "web/negotiate.h"
#include <strings.h>

/*
 * The next item of a list such as "text/html;q=0.9, x": its name, without parameters, and its
 * quality in thousandths. Returns what follows, or NULL at the end.
 */
static const char *next_item(const char *at, const char **name, size_t *size, int *quality)
{
	at += strspn(at, ", \t");
	if (!*at)
		return NULL;
	*name = at;
	*size = strcspn(at, ",; \t");
	*quality = 1000;
	at += *size;
	while (*at && *at != ',') {
		at += strspn(at, "; \t");
		if ((*at == 'q' || *at == 'Q') && at[1] == '=') {
			const char *q = at + 2;
			int scale = 1000;

			*quality = *q == '1' ? 1000 : 0;
			q += *q == '0' || *q == '1';
			if (*q == '.' && *quality == 0)
				for (q++; *q >= '0' && *q <= '9' && scale > 1; q++)
					*quality += (*q - '0') * (scale /= 10);
		}
		at += strcspn(at, ",;");
	}
	return at;
}

static int quality_of(const char *header, const char *wanted)
{
	const char *name;
	size_t size, wanted_size = strlen(wanted);
	int quality, best = -1;

	while (header && (header = next_item(header, &name, &size, &quality)))
		if (size == wanted_size && !strncasecmp(name, wanted, size) && quality > best)
			best = quality;
	return best;
}

enum accept negotiate_type(const char *header)
{
	int html = quality_of(header, "text/html"), csv = quality_of(header, "text/csv");
	int json = quality_of(header, "application/json");

	if (html > 0 && html >= csv && html >= json)
		return ACCEPT_HTML;
	if (csv > 0 && csv >= json)
		return ACCEPT_CSV;
	return ACCEPT_JSON;
}

enum lang negotiate_lang(const char *header)
{
	const char *name;
	size_t size;
	int quality, vi = 0, en = 0;

	while (header && (header = next_item(header, &name, &size, &quality))) {
		if (size >= 2 && !strncasecmp(name, "vi", 2) && quality > vi)
			vi = quality;
		if (size >= 2 && !strncasecmp(name, "en", 2) && quality > en)
			en = quality;
	}
	return en > vi ? LANG_EN : LANG_VI;
}

bool negotiate_coding(const char *header, const char *coding)
{
	return quality_of(header, coding) > 0;
}

bool negotiate_etag(const char *header, const char *etag)
{
	size_t size = strlen(etag);

	while (header && *header) {
		header += strspn(header, ", \t");
		if (*header == '*')
			return true;
		if (!strncmp(header, "W/", 2))
			header += 2;
		if (!strncmp(header, etag, size))
			return true;
		/* To the end of this tag: a comma may stand inside its quotes. */
		if (*header == '"')
			header += 1 + strcspn(header + 1, "\"");
		header += strcspn(header, ",");
	}
	return false;
}
