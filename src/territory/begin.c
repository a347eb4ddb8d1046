/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/begin.h"
#include "territory/fields.h"
#include "territory/territory_store.h"
#include <string.h>

enum { SINGLES = 9 };

/* What @in says, one fact a kind; a fact without text and number is not known. */
static size_t facts_of(const struct folder_unit *in, int64_t parent, struct fact_in facts[SINGLES])
{
	const struct fact_in all[SINGLES] = {
		/* clang-format off */
		{ .kind = FACT_LIFE },
		{ .kind = FACT_CODE,        .text = in->code },
		{ .kind = FACT_NAME,        .text = in->name },
		{ .kind = FACT_TYPE,        .text = unit_type_word(in->type) },
		{ .kind = FACT_PARENT,      .number = parent ? parent : -1 },
		{ .kind = FACT_AREA,        .number = in->area_m2 },
		{ .kind = FACT_POPULATION,  .number = in->population },
		{ .kind = FACT_BORDER,      .number = in->border },
		{ .kind = FACT_HEAD_OFFICE, .text = in->head_office },
		/* clang-format on */
	};
	size_t count = 0;

	for (size_t i = 0; i < SINGLES; i++)
		if (all[i].text ? *all[i].text != '\0' : all[i].number >= 0)
			facts[count++] = all[i];
	return count;
}

static enum rc say_names(struct op *op, struct fact_in fact, const char *names)
{
	while ((fact.text = names_next(op->mem, &names)))
		TRY(territory_store_fact(op, &fact));
	return RC_OK;
}

enum rc unit_begin(struct op *op, enum unit_tier tier, const struct folder_unit *in,
		   int64_t parent, int32_t from, int64_t order, int64_t *id)
{
	struct fact_in facts[SINGLES];
	size_t count = facts_of(in, parent, facts);

	TRY(territory_store_unit(op, tier, order, id));
	for (size_t i = 0; i < count; i++) {
		facts[i].unit = *id;
		facts[i].from_day = from;
		facts[i].order = order;
		TRY(territory_store_fact(op, &facts[i]));
	}
	struct fact_in name = { .unit = *id, .from_day = from, .order = order };

	name.kind = FACT_ALIAS;
	TRY(say_names(op, name, in->alias));
	name.kind = FACT_VILLAGE;
	return say_names(op, name, in->villages);
}

static bool same(const struct unit_fact *old, const struct fact_in *fact)
{
	if (!fact->text)
		return old->number == fact->number;
	return old->text && !strcmp(old->text, fact->text);
}

enum rc unit_change(struct op *op, const struct unit *u, const struct folder_unit *in,
		    int64_t parent, int32_t day, int64_t order)
{
	struct fact_in facts[SINGLES];
	size_t count = facts_of(in, parent, facts);

	for (size_t i = 0; i < count; i++) {
		const struct unit_fact *old = unit_fact_on(u, facts[i].kind, day);

		if (facts[i].kind == FACT_LIFE || (old && same(old, &facts[i])))
			continue;
		facts[i].unit = u->id;
		facts[i].from_day = day;
		facts[i].order = order;
		if (old)
			TRY(territory_store_end(op, old->id, day, order));
		TRY(territory_store_fact(op, &facts[i]));
	}
	return RC_OK;
}

enum rc unit_end(struct op *op, const struct unit *u, int32_t day, int64_t order)
{
	for (size_t i = 0; i < u->facts_count; i++)
		if (u->facts[i].to_day == DAY_OPEN)
			TRY(territory_store_end(op, u->facts[i].id, day, order));
	return RC_OK;
}
