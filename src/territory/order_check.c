/* SPDX-License-Identifier: Apache-2.0 */
/* What must be true of orders at any time, asked by `haicap check`. */
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include <string.h>

static void breach(struct findings *f, const struct order *order, const char *kind)
{
	ERROR_AT(f, NULL, 0, NULL, "order.check_differs", order->number, kind);
}

/* What was signed and stored is what the rows say. */
static enum rc check_applied(struct op *op, const struct order *order, struct findings *f)
{
	struct order_report stored;
	struct plan_counts units;

	TRY(order_report(op, order, &stored));
	TRY(order_recount_units(op, order, &units));
	if (memcmp(&units, &stored.units, sizeof units) != 0)
		breach(f, order, "units");
	for (size_t i = 0; i < stored.kinds_count; i++) {
		const struct kind_count *k = &stored.kinds[i];
		struct kind_count now;

		TRY(order_recount(op, order, k->kind, &now));
		if (now.before != now.moved + now.kept + now.residue || now.before != k->before ||
		    now.moved != k->moved || now.kept != k->kept ||
		    strcmp(now.root_before, k->root_before) != 0 ||
		    strcmp(now.root_after, k->root_after) != 0)
			breach(f, order, k->kind);
	}
	return RC_OK;
}

enum rc order_check(struct op *op, struct findings *f)
{
	struct order *orders;
	size_t count;

	TRY(order_store_list(op, &orders, &count));
	for (size_t i = 0; i < count; i++) {
		if (orders[i].proposed_by && orders[i].proposed_by == orders[i].confirmed_by)
			ERROR_AT(f, NULL, 0, NULL, "order.check_same_person", orders[i].number);
		if (orders[i].state == ORDER_APPLIED)
			TRY(check_applied(op, &orders[i], f));
	}
	return RC_OK;
}
