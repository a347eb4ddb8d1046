/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/order.h"
#include <jansson.h>

/* What the files of orders use of each other. */

/** The object of contracts.md 3.1; to be released. And back; false when @text is none. */
json_t *order_report_object(struct arena *mem, const struct order_report *report, enum lang lang);
bool order_report_read(struct arena *mem, const char *text, struct order_report *out);

/** The plan of an order that was handed in, against the present register; errors go to @f. */
CHECKED enum rc order_plan(struct op *op, const struct order *order, struct findings *f,
			   const struct plan **out);

/** What the plan would do, with the choices of the order @id (0: none), and what blocks it. */
CHECKED enum rc order_report_plan(struct op *op, const struct plan *plan, int64_t id,
				  struct order_report *out);
CHECKED enum rc order_decider(struct op *op, const struct plan *plan, int64_t id,
			      struct decider **out);

struct mover_order order_for_movers(const struct plan *plan, int64_t id);

/** Writes the new state of the register: units and facts begin and end, lines of succession. */
CHECKED enum rc order_write_register(struct op *op, const struct plan *plan, int64_t order);

/** Which villages each unit has after the order; part of the former. */
CHECKED enum rc order_write_villages(struct op *op, const struct plan *plan, int64_t order);

/** Carries a scheduled order out, in this operation. */
CHECKED enum rc order_carry(struct op *op, const struct order *order, struct order_report *out);

/** Signs the certificate of an order carried out, if this process has a key. */
CHECKED enum rc order_certify(struct op *op, const struct order_report *report, int64_t order);

/** Counts again from order_move what an order did with @mover's records. */
CHECKED enum rc order_recount(struct op *op, const struct order *order, const char *kind,
			      struct kind_count *out);

/** The commune-tier units of an order carried out, from its lines. */
CHECKED enum rc order_recount_units(struct op *op, const struct order *order,
				    struct plan_counts *out);

/** "1661-NQ-UBTVQH15": the number as it stands in addresses. */
char *order_number_path(struct arena *mem, const char *number);
