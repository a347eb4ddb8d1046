/* SPDX-License-Identifier: Apache-2.0 */
/* Carrying an order out: the register, then each mover's records, in the transaction of the operation. */
#include "core/text.h"
#include "ledger/ledger.h"
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include "territory/territory.h"
#include <stdio.h>
#include <string.h>

enum { TOGETHER = 20000 }; /* records whose rows are written by one statement */

/* Rows of order_move on their way, as a JSON array: one statement for a portion. */
struct rows {
	struct arena *mem;
	const struct decider *decider;
	int64_t order;
	const char *kind;
	int records;
	char *text;
	size_t size, room;
};

static void put(struct rows *r, const char *text, size_t size)
{
	if (r->size + size + 1 > r->room) {
		size_t room = 2 * r->room + size + 65536;
		char *more = arena_alloc(r->mem, room);

		if (r->size)
			memcpy(more, r->text, r->size);
		r->text = more;
		r->room = room;
	}
	memcpy(r->text + r->size, text, size);
	r->size += size;
	r->text[r->size] = '\0';
}

static void put_text(struct rows *r, const char *text)
{
	char code[8];

	if (!text) {
		put(r, "null", 4);
		return;
	}
	put(r, "\"", 1);
	for (size_t plain; *text; text += plain) {
		plain = 0;
		while ((unsigned char)text[plain] >= ' ' && text[plain] != '"' &&
		       text[plain] != '\\')
			plain++;
		if (plain) {
			put(r, text, plain);
			continue;
		}
		put(r, code, (size_t)snprintf(code, sizeof code, "\\u%04x", (unsigned char)*text));
		plain = 1;
	}
	put(r, "\"", 1);
}

static void put_row(struct rows *r, const struct mover_record *record, unsigned parts,
		    int64_t before, const struct way *way)
{
	char text[128];

	put(r, r->size ? ",[" : "[[", 2);
	put_text(r, record->key);
	put(r, text, (size_t)snprintf(text, sizeof text, ",%u,%lld,", parts,
				      (long long)record->id));
	put_text(r, record->reference);
	put(r, text, (size_t)snprintf(text, sizeof text, ",%lld,%lld,%d,", (long long)before,
				      (long long)way_unit(way), way->outcome));
	put_text(r, way->place);
	put(r, "]", 1);
}

static enum rc write_rows(struct op *op, struct rows *r)
{
	if (!r->size)
		return RC_OK;
	put(r, "]", 1);
	TRY(order_store_moves(op, r->order, r->kind, r->text));
	r->size = 0;
	r->records = 0;
	return RC_OK;
}

/* The columns that go as the owner does share its row; the others have one for each way. */
static enum rc keep_way(struct op *op, const struct mover_record *record, const struct way *owner,
			void *context)
{
	struct rows *r = context;
	struct way ways[MOVER_PARTS] = { *owner };
	unsigned parts[MOVER_PARTS] = { MOVER_OWNER };

	for (size_t i = 1; i < MOVER_PARTS; i++) {
		int64_t unit = record->units[i];
		size_t like = 0;

		if (!unit)
			continue;
		ways[i] = decide_part(r->decider, record, unit, owner);
		while (like < i && !(parts[like] && record->units[like] == unit &&
				     way_unit(&ways[like]) == way_unit(&ways[i])))
			like++;
		parts[like] |= 1u << i;
	}
	put_row(r, record, parts[0], record->units[0], &ways[0]);
	for (size_t i = 1; i < MOVER_PARTS; i++)
		if (parts[i] && way_unit(&ways[i]) != record->units[i])
			put_row(r, record, parts[i], record->units[i], &ways[i]);
	return ++r->records < TOGETHER ? RC_OK : write_rows(op, r);
}

static enum rc move_kind(struct op *op, const struct mover *mover, const struct decider *decider,
			 const struct mover_order *order, struct kind_count *out)
{
	struct counting c;
	struct rows rows = { .mem = op->mem, .decider = decider, .order = order->id,
			     .kind = mover->kind };

	counting_begin(&c, op->mem, decider, mover);
	c.visit = keep_way;
	c.context = &rows;
	TRY(counting_run(op, &c));
	TRY(write_rows(op, &rows));
	c.count.after = c.count.before;
	*out = c.count;
	return mover->move(op, order);
}

static enum rc enter_kind(struct op *op, const struct mover_order *order,
			  const struct kind_count *k)
{
	return ledger_add(op, "order.move", arena_text(op->mem, "%s %s", order->number, k->kind),
			  arena_text(op->mem,
				     "before %lld\nmoved %lld\nkept %lld\nresidue %lld\n"
				     "root_before %s\nroot_after %s\n",
				     (long long)k->before, (long long)k->moved, (long long)k->kept,
				     (long long)k->residue, k->root_before, k->root_after));
}

static enum rc move_all(struct op *op, const struct plan *plan, const struct mover_order *order,
			struct order_report *out)
{
	struct decider *decider;

	TRY(order_decider(op, plan, order->id, &decider));
	for (const struct mover *const *m = movers_all(); *m; m++)
		if ((*m)->arrange)
			TRY((*m)->arrange(op, order));
	for (const struct mover *const *m = movers_all(); *m; m++) {
		struct kind_count *k;

		if (!(*m)->each)
			continue;
		out->kinds = arena_grow(op->mem, out->kinds, out->kinds_count, sizeof *k);
		k = &out->kinds[out->kinds_count++];
		TRY(move_kind(op, *m, decider, order, k));
		TRY(enter_kind(op, order, k));
	}
	return RC_OK;
}

enum rc order_carry(struct op *op, const struct order *order, struct order_report *out)
{
	struct findings f = { .mem = op->mem };
	const struct plan *plan;

	TRY(order_store_large(op));
	TRY(order_plan(op, order, &f, &plan));
	if (!plan)
		return FAIL(op, RC_CONFLICT, "order.misfits", "%s: %s", order->number,
			    f.count ? finding_show(op->mem, &f.items[0], LANG_EN) : "");
	const struct mover_order asked = order_for_movers(plan, order->id);

	*out = (struct order_report){
		.number = order->number, .operates = plan->day, .state = REPORT_APPLIED,
		.units = plan_counts(plan), .blocks.mem = op->mem, .plan = plan,
	};
	TRY(order_write_register(op, plan, order->id));
	TRY(move_all(op, plan, &asked, out));
	const char *summary = order_report_json(op->mem, out, LANG_VI);

	TRY(order_store_applied(op, order->id, summary));
	TRY(ledger_add(op, "order.apply", order->number, summary));
	return order_certify(op, out, order->id);
}
