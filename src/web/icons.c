/* SPDX-License-Identifier: Apache-2.0 */
#include "web/html.h"

/* Drawn on 24 by 24, in the colour of the text around, lines of 1.75 (app.css, class i). */
static const struct {
	const char *name, *symbol;
} icons[ICONS] = {
	[ICON_ARROW] = { "arrow",
		"<path d=\"M4 12h15M13 6l6 6-6 6\"/>" },
	[ICON_BABY] = { "baby",
		"<circle cx=\"12\" cy=\"9\" r=\"5\"/>"
		"<path d=\"M10 9h.01M14 9h.01M10.5 11.5h3M6 21c0-4 2.5-6 6-6s6 2 6 6\"/>" },
	[ICON_BACK] = { "back",
		"<path d=\"M20 12H5M11 6l-6 6 6 6\"/>" },
	[ICON_CHART] = { "chart",
		"<path d=\"M4 20h16M7 16v-5M12 16V6M17 16v-8\"/>" },
	[ICON_CHAT] = { "chat",
		"<path d=\"M4 5h16v11H9l-5 4z\"/>" },
	[ICON_CLOCK] = { "clock",
		"<circle cx=\"12\" cy=\"12\" r=\"9\"/>"
		"<path d=\"M12 7v5l3.5 2\"/>" },
	[ICON_FLAG] = { "flag",
		"<path d=\"M6 21V4M6 5h12l-3 4 3 4H6\"/>" },
	[ICON_HEART] = { "heart",
		"<path d=\"M12 20S4 15 4 9.5A4 4 0 0 1 12 8a4 4 0 0 1 8 1.5C20 15 12 20 12 "
		"20z\"/>" },
	[ICON_HOME] = { "home",
		"<path d=\"m4 11 8-7 8 7M6 10v10h12V10M10 20v-6h4v6\"/>" },
	[ICON_INFO] = { "info",
		"<circle cx=\"12\" cy=\"12\" r=\"9\"/>"
		"<path d=\"M12 11v5M12 8h.01\"/>" },
	[ICON_LAND] = { "land",
		"<path d=\"M3 20h18M5 20V10l7-5 7 5v10M10 20v-6h4v6\"/>" },
	[ICON_LIST] = { "list",
		"<path d=\"M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01\"/>" },
	[ICON_MAP] = { "map",
		"<path d=\"m9 4-6 2.5v13L9 17l6 3 6-2.5v-13L15 7z\"/>"
		"<path d=\"M9 4v13M15 7v13\"/>" },
	[ICON_OFF] = { "off",
		"<path d=\"M3 3l18 18M5 9.5a11 11 0 0 1 4-2.3M19 9.5a11 11 0 0 0-6-2.9M8.5 "
		"13.5a5.5 5.5 0 0 1 3-1.4M15.5 13.5l-.6-.4M12 18h.01\"/>" },
	[ICON_OK] = { "ok",
		"<circle cx=\"12\" cy=\"12\" r=\"9\"/>"
		"<path d=\"m8 12.5 2.8 2.8L16 9.5\"/>" },
	[ICON_OUT] = { "out",
		"<path d=\"M4 12h12M11 7l5 5-5 5M20 4v16\"/>" },
	[ICON_PEOPLE] = { "people",
		"<circle cx=\"9\" cy=\"8\" r=\"3.5\"/>"
		"<path d=\"M3 20c0-4 2.5-6 6-6s6 2 6 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17 "
		"14.3c2.6.6 4 2.6 4 5.7\"/>" },
	[ICON_PHONE] = { "phone",
		"<path d=\"M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 "
		"0 1 3 6a3 3 0 0 1 3-3z\"/>" },
	[ICON_PLUS] = { "plus",
		"<path d=\"M12 5v14M5 12h14\"/>" },
	[ICON_PRINT] = { "print",
		"<path d=\"M7 9V4h10v5M7 17H4v-7h16v7h-3\"/>"
		"<path d=\"M7 14h10v6H7z\"/>" },
	[ICON_SEARCH] = { "search",
		"<circle cx=\"11\" cy=\"11\" r=\"6.5\"/>"
		"<path d=\"m20 20-4.2-4.2\"/>" },
	[ICON_SHOP] = { "shop",
		"<path d=\"M4 10V20h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 "
		"1-6 0z\"/>" },
	[ICON_STAMP] = { "stamp",
		"<path d=\"M9 4h6l-1 8h5v4H5v-4h5zM5 20h14\"/>" },
	[ICON_STOP] = { "stop",
		"<path d=\"M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z\"/>"
		"<path d=\"M8 12h8\"/>" },
	[ICON_WARN] = { "warn",
		"<path d=\"M12 4 2.8 20h18.4z\"/>"
		"<path d=\"M12 10v4.5M12 17.5h.01\"/>" },
	[ICON_WIFI] = { "wifi",
		"<path d=\"M4 9.5a12 12 0 0 1 16 0M7.5 13.5a6.5 6.5 0 0 1 9 0M12 18h.01\"/>" },
};

const char *icon_symbol(enum icon icon)
{
	return (unsigned)icon < ICONS && icons[icon].symbol ? icons[icon].symbol : "";
}

const char *icon_name(enum icon icon)
{
	return (unsigned)icon < ICONS && icons[icon].name ? icons[icon].name : "";
}
