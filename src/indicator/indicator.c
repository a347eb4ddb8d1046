/* SPDX-License-Identifier: Apache-2.0 */
#include "indicator/indicator.h"
#include "core/text.h"
#include "core/time.h"
#include "dossier/dossier.h"
#include "indicator/indicator_store.h"
#include <string.h>

enum { GRID_MAX = 40 };

int64_t indicator_in_time(const struct indicator_row *row)
{
	int64_t all = row->settled + row->overdue;

	return all ? (row->settled - row->settled_late) * 1000 / all : -1;
}

int indicator_class(const struct indicator_row *row)
{
	static const int64_t bounds[] = { 850, 950, 980 };
	int64_t in_time = indicator_in_time(row);
	int class = 1;

	if (in_time < 0)
		return 0;
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
		class += in_time >= bounds[i];
	return class;
}

static void add(struct indicator_row *row, const struct dossier_count *c)
{
	if (c->state == STATE_SUBMITTED || c->state == STATE_GUIDED) {
		row->waiting += c->count;
	} else if (c->state >= STATE_RECEIVED && c->state <= STATE_SIGNATURE) {
		row->open += c->count;
		row->overdue += c->overdue;
		if (c->state == STATE_SUPPLEMENT || c->state == STATE_PAYMENT)
			row->paused += c->count;
	} else if ((c->state >= STATE_SIGNED && c->state <= STATE_DECLINED)) {
		row->settled += c->count;
		row->settled_late += c->late;
		if (c->state != STATE_RETURNED)
			row->at_counter += c->count;
	}
}

/* The row of @unit: one of the communes, or one more behind them (a district, the residue desk). */
static struct indicator_row *row_of(struct op *op, struct indicators *all, const struct unit *unit)
{
	for (size_t i = 0; i < all->rows_count; i++)
		if (all->rows[i].unit == unit)
			return &all->rows[i];
	all->rows = arena_grow(op->mem, all->rows, all->rows_count, sizeof *all->rows);
	all->rows[all->rows_count] = (struct indicator_row){ .unit = unit };
	return &all->rows[all->rows_count++];
}

/*
 * Whose figures today: closed dossiers stay with the unit that closed them, and one unit that carries it on
 * answers for them. Of a unit that was split nobody else can.
 */
static const struct unit *holder_today(struct op *op, const struct territory *t, int64_t id)
{
	const struct unit *unit = unit_by_id(t, id);
	int32_t today = time_day(op->now_us);

	if (!unit || unit_alive(unit, today))
		return unit;
	struct units heirs = unit_carriers(t, op->mem, unit, unit->to_day - 1, today);

	return heirs.count == 1 ? heirs.items[0] : unit;
}

static enum rc place_tiles(struct op *op, struct indicators *all)
{
	int32_t today = time_day(op->now_us);
	struct indicator_tile *tiles;
	size_t count;

	TRY(indicator_store_tiles(op, today, &tiles, &count));
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < all->communes_count; j++) {
			struct indicator_row *row = &all->rows[j];

			if (strcmp(unit_code(row->unit, today), tiles[i].code) != 0)
				continue;
			row->col = tiles[i].col;
			row->line = tiles[i].line;
			all->cols = row->col > all->cols ? row->col : all->cols;
			all->lines = row->line > all->lines ? row->line : all->lines;
		}
	}
	return RC_OK;
}

enum rc indicator_count(struct op *op, struct indicators *out)
{
	const struct territory *t;
	struct dossier_count *counts;
	size_t counts_count;
	struct indicators all = { 0 };

	TRY(territory_of(op, &t));
	struct units communes = unit_list(t, op->mem, TIER_COMMUNE, NULL, time_day(op->now_us));

	for (size_t i = 0; i < communes.count; i++)
		row_of(op, &all, communes.items[i]);
	all.communes_count = all.rows_count;
	TRY(dossier_counts(op, &counts, &counts_count));
	struct indicator_row *row = NULL;

	for (size_t i = 0; i < counts_count; i++) {
		const struct unit *unit = holder_today(op, t, counts[i].unit);

		if (!unit)
			continue;
		if (!row || row->unit != unit)
			row = row_of(op, &all, unit);
		add(row, &counts[i]);
		add(&all.total, &counts[i]);
	}
	TRY(place_tiles(op, &all));
	*out = all;
	return RC_OK;
}

enum rc indicator_load(struct op *op, const struct load *load)
{
	static const char *const columns[] = { "from", "code", "column", "row", NULL };
	const struct folder_file *file = folder_find(load->folder, "tiles.csv");
	struct csv *csv;

	if (!file)
		return RC_OK;
	csv = csv_parse(op->mem, load->findings, file->name, file->text, file->size, columns);
	for (size_t i = 0; csv && i < csv->rows_count; i++) {
		const struct csv_row *r = &csv->rows[i];
		struct indicator_tile tile = { .from = day_parse(csv_field(r, 0)),
					       .code = csv_field(r, 1) };
		int64_t col, line;

		if (tile.from == DAY_NONE)
			ERROR_AT(load->findings, file->name, r->line, "from", "indicator.date",
				 csv_field(r, 0));
		if (!text_number(csv_field(r, 2), &col) || col < 1 || col > GRID_MAX)
			ERROR_AT(load->findings, file->name, r->line, "column", "indicator.place",
				 csv_field(r, 2));
		else if (!text_number(csv_field(r, 3), &line) || line < 1 || line > GRID_MAX)
			ERROR_AT(load->findings, file->name, r->line, "row", "indicator.place",
				 csv_field(r, 3));
		else if (tile.from != DAY_NONE) {
			tile.col = (int32_t)col;
			tile.line = (int32_t)line;
			TRY(indicator_store_insert(op, &tile));
		}
	}
	return RC_OK;
}
