/* SPDX-License-Identifier: Apache-2.0 */
/* What every page shows besides its own view: where one works, the navigation, the rehearsal clock. */
#include "core/time.h"
#include "db/db.h"
#include "main.h"
#include "org/org.h"
#include "territory/territory.h"
#include "web/html.h"
#include <string.h>

/* clang-format off */
static const struct {
	const char *key, *path;
	enum icon icon;
	uint32_t may;
} places[] = {
	{ "queue",      "/dossiers",     ICON_LIST,   MAY_READ },
	{ "intake",     "/dossiers/new", ICON_PLUS,   MAY_RECEIVE },
	{ "indicators", "/indicators",   ICON_CHART,  MAY_LEAD | MAY_INSPECT },
	{ "orders",     "/orders",       ICON_MAP,    MAY_ORGANISE | MAY_LEAD | MAY_INSPECT },
	{ "units",      "/units",        ICON_FLAG,   MAY_SIGNED_IN },
	{ "people",     "/people",       ICON_PEOPLE, MAY_ADMINISTER },
};
/* clang-format on */

enum { PLACES = sizeof places / sizeof *places };

/* Where we are: the longest path that begins this page's own. */
static const char *current(const char *path)
{
	const char *key = NULL;
	size_t best = 0;

	for (size_t i = 0; i < PLACES; i++) {
		size_t size = strlen(places[i].path);

		if (!strncmp(path, places[i].path, size) && strchr("/?", path[size]) && size > best) {
			key = places[i].key;
			best = size;
		}
	}
	return key;
}

static void navigation(struct op *op, struct page *page)
{
	page->nav = arena_many(op->mem, struct nav_item, PLACES);
	for (size_t i = 0; i < PLACES; i++) {
		if (!(op->actor.may & places[i].may))
			continue;
		page->nav[page->nav_count++] = (struct nav_item){
			.key = places[i].key,
			.words = words(page->lang, arena_text(op->mem, "nav.%s", places[i].key)),
			.href = url_make(op->mem, places[i].path),
			.icon = places[i].icon,
		};
	}
	page->nav_key = current(page->path);
}

/* The unit one works for; of the province, or of several, the first. */
static const char *place_of(struct op *op, const struct territory *t)
{
	for (size_t i = 0; i < op->actor.grants_count; i++) {
		const struct unit *unit = unit_by_id(t, op->actor.grants[i].unit);

		if (unit)
			return unit_named(op->mem, unit, time_day(op->now_us));
	}
	return NULL;
}

/* In the words of the page: "tỉnh Điện Biên", "Điện Biên Province". */
static const char *province_named(struct arena *mem, enum lang lang, const struct unit *province,
				  int32_t day)
{
	bool city = unit_type(province, day) == TYPE_THANH_PHO;

	return words_put(mem, lang, city ? "page.city_named" : "page.province_named",
			 unit_name(province, day));
}

enum rc main_dress(struct op *op, const struct req *req, struct page *page)
{
	const struct territory *t;
	const struct unit *province;
	int64_t now_us, demo;

	(void)req;
	TRY(db_clock(op, &now_us, &page->rehearsal));
	TRY(db_setting_int(op, "demo", 0, &demo));
	page->demo = page->rehearsal && demo;
	TRY(territory_of(op, &t));
	province = territory_province(t);
	if (province)
		page->province = province_named(op->mem, page->lang, province, time_day(op->now_us));
	page->app = (op->actor.may & ~(uint32_t)(MAY_SIGNED_IN | MAY_APPLY)) != 0;
	page->place = place_of(op, t);
	if (page->app)
		navigation(op, page);
	return RC_OK;
}

/* Where each begins the day: the first that fits. */
/* clang-format off */
static const struct {
	uint32_t may;
	const char *path;
} starts[] = {
	{ MAY_ORGANISE,           "/orders" },
	{ MAY_LEAD | MAY_INSPECT, "/indicators" },
	{ MAY_ADMINISTER,         "/people" },
	{ MAY_READ,               "/dossiers" },
	{ MAY_APPLY,              "/my" },
};
/* clang-format on */

static enum rc start_page(struct op *op, struct req *req, struct reply *reply)
{
	(void)req;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (op->actor.may & starts[i].may)
			return reply_go(op, reply, "%s", starts[i].path);
	return reply_go(op, reply, "/");
}

const struct route page_routes[] = {
	{ GET, "/start", MAY_SIGNED_IN, TX_NONE, start_page, .hidden = true },
	{ 0 },
};
