/* SPDX-License-Identifier: Apache-2.0 */
#include "home/home_web.h"
#include "core/time.h"
#include "home/home.html.h"
#include "home/home_guide.html.h"
#include "procedure/procedure.h"
#include "tests/tap.h"
#include "tests/world.h"
#include <string.h>

static void enter_national(struct world *w)
{
	struct op *op = world_op(w, 0);
	size_t count;
	struct procedure *items = procedure_national(op->mem, &count);

	is_rc(procedure_enter(op, items, count, "national"), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void tiles_count_what_is_in_force_on_the_day(struct world *w)
{
	struct home_page before, after;

	enter_national(w);
	world_at(w, time_at(day_of(2025, 6, 30), 900));
	is_rc(home_read(world_read(w, 0), &before), RC_OK);
	world_at(w, time_at(day_of(2025, 7, 1), 0));
	is_rc(home_read(world_read(w, 0), &after), RC_OK);
	is_true(before.tiles_count > 0 && after.tiles_count > 0);
	is_text(after.tiles[0].sector, "civil_status");
	is_int(after.tiles[0].count,
	       world_count(w, "procedure_version WHERE sector = 'civil_status' AND from_day <= 20270 AND "
			   "coalesce(to_day, 99999) > 20270"));
	for (size_t i = 0; i < after.tiles_count; i++)
		is_true(after.tiles[i].count > 0 && procedure_sector_exists(after.tiles[i].sector));
	is_true(before.procedures_count != after.procedures_count);
}

static void an_empty_catalogue_has_no_tiles(struct world *w)
{
	struct op *op = world_read(w, 0);
	struct home_page page;

	is_rc(home_read(op, &page), RC_OK);
	is_int(page.tiles_count, 0);
	struct html h = { .mem = op->mem };
	home_html(&h, &page);
	is_true(strstr(h.text, "action=\"/track\"") != NULL);
	is_true(strstr(h.text, "class=\"tiles\"") == NULL);
}

static void the_story_is_told_in_a_rehearsal_only(struct world *w)
{
	struct op *op = world_read(w, 0);
	struct page real = { 0 }, rehearsed = { .rehearsal = true };
	struct html h = { .mem = op->mem, .page = &real }, r = { .mem = op->mem, .page = &rehearsed };

	home_guide_html(&h, "");
	is_true(strstr(h.text, "1661/NQ-UBTVQH15") == NULL);
	home_guide_html(&r, "");
	is_true(strstr(r.text, "1661/NQ-UBTVQH15") != NULL);
}

TESTS(tiles_count_what_is_in_force_on_the_day, an_empty_catalogue_has_no_tiles,
      the_story_is_told_in_a_rehearsal_only)
