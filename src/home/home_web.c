/* SPDX-License-Identifier: Apache-2.0 */
#include "home/home_web.h"
#include "core/time.h"
#include "home/home.html.h"
#include "home/home_guide.html.h"
#include "procedure/procedure.h"

static const struct view home_view = VIEW_PAGE(home);
static const struct view guide_view = VIEW_PAGE(home_guide);

/* What people come for most, in the words they use; the rest is behind "all procedures". */
static const struct home_tile offered[] = {
	{ "civil_status", "home.tile_civil_status", ICON_BABY, 0 },
	{ "certification", "home.tile_certification", ICON_STAMP, 0 },
	{ "land", "home.tile_land", ICON_LAND, 0 },
	{ "social_protection", "home.tile_social_protection", ICON_HEART, 0 },
	{ "business", "home.tile_business", ICON_SHOP, 0 },
};
enum { OFFERED = sizeof offered / sizeof *offered };

static int64_t count_of(struct op *op, const struct catalogue *catalogue, const char *sector)
{
	return (int64_t)procedure_search(catalogue, op->mem, NULL, sector, TIER_ANY,
					 time_day(op->now_us))
		.count;
}

enum rc home_read(struct op *op, struct home_page *out)
{
	const struct catalogue *catalogue;

	TRY(catalogue_of(op, &catalogue));
	*out = (struct home_page){ .tiles = arena_many(op->mem, struct home_tile, OFFERED) };
	for (size_t i = 0; i < OFFERED; i++) {
		struct home_tile *tile = &out->tiles[out->tiles_count];

		*tile = offered[i];
		tile->count = count_of(op, catalogue, tile->sector);
		out->tiles_count += tile->count > 0;
	}
	out->procedures_count = count_of(op, catalogue, NULL);
	return RC_OK;
}

static enum rc show_home(struct op *op, struct req *req, struct reply *reply)
{
	struct home_page *page = arena_one(op->mem, struct home_page);

	(void)req;
	TRY(home_read(op, page));
	return reply_view(op, reply, &home_view, page);
}

static enum rc show_guide(struct op *op, struct req *req, struct reply *reply)
{
	(void)req;
	return reply_view(op, reply, &guide_view, "");
}

/* clang-format off */
const struct route home_routes[] = {
	{ GET, "/",      MAY_ALL, TX_READ, show_home,  .hidden = true },
	{ GET, "/guide", MAY_ALL, TX_NONE, show_guide, .hidden = true },
	{ 0 },
};
/* clang-format on */
