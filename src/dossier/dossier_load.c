/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of codes for the units a province begins with: communes by code, then districts, provinces. */
#include "dossier/dossier.h"
#include "dossier/dossier_store.h"
#include <stdlib.h>
#include <string.h>

struct place_code {
	const char *code;
	int64_t unit;
};

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct place_code *)a)->code, ((const struct place_code *)b)->code);
}

enum rc dossier_load(struct op *op, const struct load *load)
{
	static const enum unit_tier tiers[] = { TIER_COMMUNE, TIER_DISTRICT, TIER_PROVINCE };
	const struct territory *t;

	TRY(territory_of(op, &t));
	for (size_t k = 0; k < sizeof tiers / sizeof *tiers; k++) {
		struct units units = unit_list(t, op->mem, tiers[k], NULL, load->from);
		struct place_code *codes = arena_many(op->mem, struct place_code, units.count + 1);

		for (size_t i = 0; i < units.count; i++) {
			codes[i].code = unit_code(units.items[i], load->from);
			codes[i].unit = units.items[i]->id;
		}
		qsort(codes, units.count, sizeof *codes, by_code);
		for (size_t i = 0; i < units.count; i++)
			TRY(dossier_store_agency_new(op, codes[i].unit));
	}
	return RC_OK;
}
