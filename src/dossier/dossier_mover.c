/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_mover.h"
#include "core/time.h"
#include "dossier/dossier_store.h"

struct showing {
	mover_visit *visit;
	void *context;
};

/* "received_at due_at", "-" for none; 51 bytes at most. */
static void write_times(char *out, int64_t received_us, int64_t due_us)
{
	if (received_us)
		out += time_write(out, received_us);
	else
		*out++ = '-';
	*out++ = ' ';
	if (due_us)
		out += time_write(out, due_us);
	else
		*out++ = '-';
	*out = '\0';
}

static enum rc show_one(struct op *op, const struct dossier_moving *d, void *context)
{
	struct showing *s = context;
	char reference[2 * TIME_SHOWN + 2];

	write_times(reference, d->received_us, d->due_us);
	struct mover_record r = {
		.id = d->id,
		.key = d->code,
		.reference = reference,
		.units = { d->competent, d->received_by, d->return_at },
		.home = d->home,
		.village = d->village,
		.wide = d->wide,
		.on_desk = d->on_desk,
	};

	return s->visit(op, &r, s->context);
}

static enum rc each(struct op *op, mover_visit *visit, void *context)
{
	struct showing s = { visit, context };

	return dossier_store_moving(op, show_one, &s);
}

static enum rc move(struct op *op, const struct mover_order *order)
{
	return dossier_store_move(op, order->id);
}

static enum rc undo(struct op *op, const struct mover_order *order)
{
	return dossier_store_move_undo(op, order->id);
}

static enum rc assign(struct op *op, const struct mover_order *order, int64_t record, int64_t unit)
{
	return dossier_store_assign(op, order->id, record, unit);
}

static enum rc settled(struct op *op, const struct mover_order *order, const char ***keys,
		       size_t *count)
{
	return dossier_store_settled(op, order->id, keys, count);
}

static enum rc later(struct op *op, const struct mover_order *order, struct blocks *blocks)
{
	const char **codes;
	size_t count;

	TRY(dossier_store_later(op, order->id, order->at_us, &codes, &count));
	for (size_t i = 0; i < count; i++)
		block_add(blocks, words(LANG_VI, "dossier.owner"),
			  arena_text(op->mem, "/dossiers/%s", codes[i]), "dossier.later", codes[i]);
	return RC_OK;
}

const struct mover dossier_mover = {
	.kind = "dossier",
	.each = each,
	.move = move,
	.undo = undo,
	.settled = settled,
	.assign = assign,
	.later = later,
};
