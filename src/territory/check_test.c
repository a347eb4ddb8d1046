/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/load.h"
#include "territory/order.h"
#include "territory/register.h"
#include "territory/territory_store.h"
#include "tests/world.h"
#include <string.h>

/* Điện Biên with its order carried out is sound; each test then spoils one thing. */
static struct op *sound(struct world *w, const struct territory **t)
{
	static const struct mover *const none[] = { NULL };
	struct op *op = world_op(w, 0);
	struct findings f = { .mem = op->mem };
	struct order_report report;
	struct folder *folder;
	bool already;

	movers_use(none);
	is_rc(folder_read_dir(op, SOURCE_DIR "/data/dien-bien", &folder), RC_OK);
	is_rc(territory_load(op, folder, NULL, &f), RC_OK);
	is_rc(order_apply(op, folder, &f, &report, &already), RC_OK);
	is_rc(territory_of(op, t), RC_OK);
	is_rc(territory_check(op, &f), RC_OK);
	is_int(f.errors, 0);
	return op;
}

static bool finds(struct op *op, const char *key)
{
	struct findings f = { .mem = op->mem };

	territory_changed(op);
	is_rc(territory_check(op, &f), RC_OK);
	for (size_t i = 0; i < f.count; i++) {
		tap_note("%s", finding_show(op->mem, &f.items[i], LANG_EN));
		if (!strcmp(f.items[i].key, key))
			return true;
	}
	return false;
}

static int64_t id_of(const struct territory *t, const char *code, int32_t day)
{
	return unit_by_code(t, TIER_COMMUNE, code, day)->id;
}

enum { DAY = 20270 }; /* 2025-07-01 */
static const int32_t day = DAY;

static void two_units_with_one_code_on_a_day_are_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);
	struct fact_in fact = { .unit = id_of(t, "03160", day), .kind = FACT_CODE,
				.text = "03158", .from_day = day };

	is_rc(territory_store_end(op, unit_fact_on(unit_by_id(t, fact.unit), FACT_CODE, day)->id,
				  day + 5, 0), RC_OK);
	fact.from_day = day + 5;
	is_rc(territory_store_fact(op, &fact), RC_OK);
	is_true(finds(op, "territory.check_code"));
}

static void two_names_at_once_are_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);

	is_rc(territory_store_fact(op, &(struct fact_in){ .unit = id_of(t, "03160", day),
							  .kind = FACT_NAME, .text = "Khác",
							  .from_day = day + 1 }), RC_OK);
	is_true(finds(op, "territory.check_twice"));
}

static void a_unit_without_a_parent_or_under_one_that_ended_is_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);
	const struct unit *u = unit_by_code(t, TIER_COMMUNE, "03160", day);
	const struct unit_fact *parent = unit_fact_on(u, FACT_PARENT, day);

	is_rc(territory_store_end(op, parent->id, day + 5, 0), RC_OK);
	is_true(finds(op, "territory.check_parent"));
	const struct unit *district = unit_by_code(t, TIER_DISTRICT, "096", day - 1);

	is_rc(territory_store_fact(op, &(struct fact_in){ .unit = u->id, .kind = FACT_PARENT,
							  .number = district->id,
							  .from_day = day + 5 }), RC_OK);
	is_true(finds(op, "territory.check_parent"));
}

static void what_is_said_outside_a_life_is_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);

	is_rc(territory_store_fact(op, &(struct fact_in){ .unit = id_of(t, "03158", day - 1),
							  .kind = FACT_ALIAS, .text = "Khác",
							  .from_day = day + 1 }), RC_OK);
	is_true(finds(op, "territory.check_outside"));
}

static void a_unit_without_life_or_name_is_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);
	int64_t id;

	is_rc(territory_store_unit(op, TIER_COMMUNE, 0, &id), RC_OK);
	is_true(finds(op, "territory.check_life"));
	is_rc(territory_store_fact(op, &(struct fact_in){ .unit = id, .kind = FACT_LIFE,
							  .from_day = day }), RC_OK);
	is_true(finds(op, "territory.check_lacks"));
}

static void a_line_that_names_a_unit_of_another_day_is_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);
	const struct unit *old = unit_by_code(t, TIER_COMMUNE, "03158", day - 1);
	struct line_row line = { .old_unit = old->id, .new_unit = id_of(t, "03160", day),
				 .line = { .order = old->after[0]->order, .day = day + 10,
					   .whole = true } };

	is_rc(territory_store_line(op, &line), RC_OK);
	is_true(finds(op, "territory.check_line"));
}

static void a_unit_that_leads_to_one_before_it_is_found(struct world *w)
{
	const struct territory *t;
	struct op *op = sound(w, &t);
	const struct unit *old = unit_by_code(t, TIER_COMMUNE, "03158", day - 1);
	struct line_row line = { .old_unit = id_of(t, "03158", day),
				 .new_unit = id_of(t, "03160", day),
				 .line = { .order = old->after[0]->order, .day = day, .whole = true } };

	is_rc(territory_store_line(op, &line), RC_OK);
	is_true(finds(op, "territory.check_cycle"));
	is_true(finds(op, "territory.check_whole"));
}

TESTS(two_units_with_one_code_on_a_day_are_found, two_names_at_once_are_found,
      a_unit_without_a_parent_or_under_one_that_ended_is_found,
      what_is_said_outside_a_life_is_found, a_unit_without_life_or_name_is_found,
      a_line_that_names_a_unit_of_another_day_is_found, a_unit_that_leads_to_one_before_it_is_found)
