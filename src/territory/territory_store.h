/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/folder.h"
#include "territory/register.h"

/*
 * Writing units and what is said of them. Only loading and orders do; both say territory_changed()
 * when they are through.
 */

/** Whether the store has no unit. */
CHECKED enum rc territory_store_empty(struct op *op, bool *empty);

/** A unit begun by @order (0: loaded). Its life is a fact like others. */
CHECKED enum rc territory_store_unit(struct op *op, enum unit_tier tier, int64_t order,
				     int64_t *id);

/** What is said of a unit, as it is written. */
struct fact_in {
	int64_t unit;
	enum fact_kind kind;
	const char *text; /* or NULL */
	int64_t number;   /* of the kinds that have one */
	int32_t from_day;
	int64_t order;    /* 0: loaded */
};

/** Writes a fact that is open. Fold, exact form and sort key of names are made here. */
CHECKED enum rc territory_store_fact(struct op *op, const struct fact_in *fact);

/** Ends an open fact. RC_CONFLICT (key "territory.fact_ended") when it is not open. */
CHECKED enum rc territory_store_end(struct op *op, int64_t fact, int32_t to_day, int64_t order);

/** Writes one line of an order; its id is given. Units by id, 0 for none. */
CHECKED enum rc territory_store_line(struct op *op, const struct line_row *line);

/**
 * Keeps what province.json says besides units, as settings: territory.code_digits ("2,3,5"),
 * province.agency ("H18"), province.time_zone, province.zone_minutes ("420").
 */
CHECKED enum rc territory_store_province(struct op *op, const struct province_folder *p);

/** The register is remade by the next operation (and by this one, when it asks again). */
void territory_changed(struct op *op);

/** Two facts of one kind that hold at once, for `haicap check`. */
struct overlap {
	int64_t unit;
	int32_t from_a, from_b;
	int64_t kind;
};
CHECKED enum rc territory_store_overlaps(struct op *op, struct overlap **out, size_t *count);
