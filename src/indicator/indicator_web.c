/* SPDX-License-Identifier: Apache-2.0 */
#include "indicator/indicator_web.h"
#include "calendar/due.h"
#include "core/time.h"
#include "dossier/dossier.h"
#include "indicator/indicator.h"
#include "indicator/indicator_page.html.h"
#include "territory/territory_web.h"

enum { TILE_WIDTH = 60, TILE_HEIGHT = 48, TILE_MID_X = 28, TILE_MID_Y = 28, LATE_SHOWN = 20 };


/* clang-format off */
static const struct field line_fields[] = {
	OBJECT_FIELD(indicator_line, unit, unit_brief_fields),
	INT_FIELD(indicator_line, waiting), INT_FIELD(indicator_line, open),
	INT_FIELD(indicator_line, paused), INT_FIELD(indicator_line, overdue),
	INT_FIELD(indicator_line, at_counter), INT_FIELD(indicator_line, settled),
	INT_FIELD(indicator_line, settled_late),
	INT_FIELD(indicator_line, in_time, .name = "in_time_per_mille"),
	{ 0 },
};
static const struct field page_fields[] = {
	TIME_FIELD(indicator_page, at_us, .name = "at"),
	LIST_FIELD(indicator_page, rows, line_fields),
	OBJECT_FIELD(indicator_page, total, line_fields),
	{ 0 },
};
/* clang-format on */

static const struct view page_view = VIEW(indicator_page, page_fields);

static const char *percent_of(struct arena *mem, int64_t per_mille)
{
	if (per_mille < 0)
		return "–";
	if (per_mille == 1000)
		return "100%";
	return arena_text(mem, "%d,%d%%", (int)(per_mille / 10), (int)(per_mille % 10));
}

static struct indicator_line line_of(struct op *op, const struct indicator_row *row)
{
	static const char *const classes[] = { "k0", "k1", "k2", "k3", "k4" };
	int32_t today = time_day(op->now_us);
	struct url all = URL(op->mem, "dossiers");
	struct indicator_line line = {
		.waiting = row->waiting,
		.open = row->open,
		.paused = row->paused,
		.overdue = row->overdue,
		.at_counter = row->at_counter,
		.settled = row->settled,
		.settled_late = row->settled_late,
		.in_time = indicator_in_time(row),
		.class_name = classes[indicator_class(row)],
		.low = indicator_class(row) == 1,
	};

	line.percent = percent_of(op->mem, line.in_time);
	if (row->unit) {
		line.unit = unit_brief(row->unit, today);
		line.named = unit_named(op->mem, row->unit, today);
		line.short_name = line.unit.name;
		line.href = url_with(op->mem, all, "unit", line.unit.code);
		line.late_href = url_with(op->mem, line.href, "due", "overdue");
	}
	return line;
}

static void place_tiles(struct op *op, const struct indicators *all, struct indicator_page *page)
{
	page->grid = all->cols > 0;
	page->width = all->cols * TILE_WIDTH;
	page->height = all->lines * TILE_HEIGHT;
	page->tiles = arena_many(op->mem, struct indicator_tile_view, all->communes_count);
	for (size_t i = 0; i < all->communes_count; i++) {
		const struct indicator_row *row = &all->rows[i];
		int64_t x = (row->col - 1) * TILE_WIDTH + 2, y = (row->line - 1) * TILE_HEIGHT + 2;

		if (row->col)
			page->tiles[page->tiles_count++] = (struct indicator_tile_view){
				x, y, x + TILE_MID_X, y + TILE_MID_Y, &page->rows[i]
			};
	}
}

static struct due_tag late_tag(const struct calendar *calendar, int64_t due_us, int64_t now_us)
{
	struct due_left left = due_left(calendar, due_us, due_us, now_us);

	return (struct due_tag){ .late = true, .due_us = due_us, .late_days = left.days,
				 .late_hours = left.minutes / 60 };
}

static enum rc find_late(struct op *op, struct indicator_page *page)
{
	struct dossier_filter filter = { .place = PLACE_ALL, .due = DUE_IS_OVERDUE,
					 .limit = LATE_SHOWN };
	const struct territory *t;
	const struct calendar *calendar;
	struct dossier_row *rows;
	size_t count;

	TRY(territory_of(op, &t));
	TRY(calendar_current(op, &calendar));
	TRY(dossier_list(op, &filter, &rows, &count));
	page->late = arena_many(op->mem, struct indicator_late, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct unit *unit = unit_by_id(t, rows[i].competent);

		page->late[page->late_count++] = (struct indicator_late){
			.code = rows[i].code,
			.procedure = rows[i].procedure->name,
			.unit = unit ? unit_named(op->mem, unit, time_day(op->now_us)) : "",
			.officer = rows[i].officer_name,
			.state_key = arena_text(op->mem, "state.%s", dossier_state_name(rows[i].state)),
			.href = URL(op->mem, "dossiers", rows[i].code),
			.due = late_tag(calendar, rows[i].due_us, op->now_us),
		};
	}
	return RC_OK;
}

static enum rc show(struct op *op, struct req *req, struct reply *reply)
{
	struct indicator_page *page = arena_one(op->mem, struct indicator_page);
	struct indicators all;

	(void)req;
	TRY(indicator_count(op, &all));
	page->at_us = op->now_us;
	page->communes = (int64_t)all.communes_count;
	page->rows_count = all.rows_count;
	page->rows = arena_many(op->mem, struct indicator_line, all.rows_count + 1);
	for (size_t i = 0; i < all.rows_count; i++)
		page->rows[i] = line_of(op, &all.rows[i]);
	page->total = line_of(op, &all.total);
	place_tiles(op, &all, page);
	TRY(find_late(op, page));
	page->all_late = url_with(op->mem, URL(op->mem, "dossiers"), "due", "overdue");
	page->csv = url_with(op->mem, URL(op->mem, "indicators"), "format", "csv");
	return reply_view(op, reply, &page_view, page);
}

/* clang-format off */
const struct route indicator_routes[] = {
	{ GET, "/indicators", MAY_LEAD | MAY_INSPECT, TX_READ, show, .view = &page_view, .summary = "Figures of all units, now" },
	{ 0 },
};
/* clang-format on */
