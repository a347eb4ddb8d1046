/* SPDX-License-Identifier: Apache-2.0 */
#include "web/parts.h"

struct status_tag status_tag(int64_t public_status)
{
	static const struct status_tag tags[] = {
		{"info", "status.1"}, {"info", "status.2"}, {"bad-m", "status.3"},
		{"vio", "status.4"},  {"warn", "status.5"}, {"warn", "status.6"},
		{"mute", "status.7"}, {"mute", "status.8"}, {"ok", "status.9"},
		{"ok", "status.10"},
	};
	const int64_t count = sizeof tags / sizeof *tags;

	return tags[public_status >= 1 && public_status <= count ? public_status - 1 : 3];
}

struct more more_of(struct arena *mem, int64_t shown, int64_t all, const char *next)
{
	return (struct more){ .shown = shown, .all = all, .next = url_make(mem, next) };
}
