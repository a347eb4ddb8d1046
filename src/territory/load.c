/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/load.h"
#include "core/time.h"
#include "ledger/ledger.h"
#include "territory/begin.h"
#include "territory/fields.h"
#include "territory/territory_store.h"

/* Units already begun, by code; the index holds the id. */
struct begun {
	struct seen provinces, districts;
};

static int64_t begun_id(const struct seen *units, const char *code)
{
	const struct seen_slot *slot = seen_find(units, code);

	return slot ? (int64_t)slot->index : 0;
}

static enum rc begin_units(struct op *op, const struct province_folder *p)
{
	struct begun begun = { .provinces.mem = op->mem, .districts.mem = op->mem };
	int64_t id, parent;

	for (size_t i = 0; i < p->provinces.count; i++) {
		const struct folder_unit *u = &p->provinces.items[i];

		TRY(unit_begin(op, TIER_PROVINCE, u, 0, p->from, 0, &id));
		seen_add(&begun.provinces, u->code, u->line, (size_t)id);
	}
	for (size_t i = 0; i < p->districts.count; i++) {
		const struct folder_unit *u = &p->districts.items[i];

		parent = begun_id(&begun.provinces, u->province_code);
		TRY(unit_begin(op, TIER_DISTRICT, u, parent, p->from, 0, &id));
		seen_add(&begun.districts, u->code, u->line, (size_t)id);
	}
	for (size_t i = 0; i < p->communes.count; i++) {
		const struct folder_unit *u = &p->communes.items[i];

		parent = *u->district_code ? begun_id(&begun.districts, u->district_code)
					   : begun_id(&begun.provinces, u->province_code);
		TRY(unit_begin(op, TIER_COMMUNE, u, parent, p->from, 0, &id));
	}
	return RC_OK;
}

/* One entry for all: what was loaded, not each unit. */
static enum rc enter(struct op *op, const struct province_folder *p)
{
	return ledger_add(op, "territory.load", *p->code ? p->code : p->provinces.items[0].code,
			  arena_text(op->mem, "from %s: provinces %zu, districts %zu, communes %zu",
				     day_show(op->mem, p->from), p->provinces.count,
				     p->districts.count, p->communes.count));
}

enum rc territory_load(struct op *op, const struct folder *folder, const struct loader *loaders,
		       struct findings *f)
{
	struct load load = { .folder = folder, .findings = f };
	bool empty;

	TRY(territory_store_empty(op, &empty));
	if (!empty)
		return FAIL(op, RC_CONFLICT, "load.not_empty", "%s", "");
	load.province = province_folder_read(op->mem, f, folder);
	if (!load.province)
		return FAIL(op, RC_INVALID, "load.errors", "%zu", f->errors);
	load.from = load.province->from;
	time_set_zone(load.province->zone_minutes);
	TRY(territory_store_province(op, load.province));
	TRY(begin_units(op, load.province));
	territory_changed(op);
	TRY(enter(op, load.province));
	for (; loaders && loaders->name; loaders++)
		TRY(loaders->run(op, &load));
	if (f->errors)
		return FAIL(op, RC_INVALID, "load.errors", "%zu", f->errors);
	return RC_OK;
}
