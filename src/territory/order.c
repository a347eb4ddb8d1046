/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order.h"
#include "core/text.h"
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include "territory/territory.h"
#include <string.h>

char *order_number_path(struct arena *mem, const char *number)
{
	char *path = arena_copy(mem, number);

	for (char *c = path; *c; c++)
		if (*c == '/')
			*c = '-';
	return path;
}

struct mover_order order_for_movers(const struct plan *plan, int64_t id)
{
	const struct unit *province = territory_province(plan->t);

	return (struct mover_order){
		.id = id, .number = plan->folder->number, .day = plan->day,
		.at_us = time_at(plan->day, 0), .province = province ? province->id : 0,
	};
}

static bool same_file(const struct folder *a, const struct folder *b, const char *name)
{
	const struct folder_file *x = folder_find(a, name), *y = folder_find(b, name);

	if (!x || !y)
		return x == y;
	return x->size == y->size && !memcmp(x->text, y->text, x->size);
}

/* Both folders say the same, as far as an order is read from them. */
static bool same_folder(const struct folder *stored, const struct folder *given)
{
	static const char *const names[] = {
		"order.json",          "units_after.csv",   "reorganisation.csv",
		"provinces_after.csv", "provinces_map.csv", "reorganisation_districts.csv",
		"people_after.csv",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!same_file(stored, given, names[i]))
			return false;
	return true;
}

/* The register an order is read against; there is none before a province was loaded. */
static enum rc register_of(struct op *op, const struct territory **t, int digits[4])
{
	TRY(territory_of(op, t));
	if (!territory_count(*t))
		return FAIL(op, RC_NOT_FOUND, "order.no_province", "%s", "");
	return territory_digits(op, digits);
}

static enum rc plan_of(struct op *op, const struct folder *folder, struct findings *f,
		       const struct plan **out)
{
	const struct territory *t;
	struct order_folder *o;
	int digits[4] = { 0 };

	*out = NULL;
	TRY(register_of(op, &t, digits));
	o = order_folder_read(op->mem, f, folder, digits);
	if (o)
		*out = plan_make(op->mem, f, t, o);
	return RC_OK;
}

enum rc order_plan(struct op *op, const struct order *order, struct findings *f,
		   const struct plan **out)
{
	struct folder folder;

	TRY(order_store_files(op, order->id, &folder));
	return plan_of(op, &folder, f, out);
}

static bool overlap(const struct plan *a, const struct plan *b)
{
	for (size_t i = 0; i < b->olds_count; i++)
		if (plan_old(a, b->olds[i].unit->id))
			return true;
	return false;
}

/* An order is read against the day before: nothing may lie between, or come after it already. */
static enum rc check_others(struct op *op, const struct plan *plan, int64_t own,
			    struct findings *f)
{
	struct order *orders;
	size_t count;

	TRY(order_store_list(op, &orders, &count));
	for (size_t i = 0; i < count; i++) {
		const struct order *o = &orders[i];
		struct findings theirs = { .mem = op->mem };
		const struct plan *other = NULL;

		if (o->id == own)
			continue;
		if (o->state == ORDER_APPLIED && o->operates > plan->day)
			ERROR_AT(f, "order.json", 0, "operates", "order.before_applied", o->number,
				 day_show_people(op->mem, o->operates));
		if (o->state != ORDER_SCHEDULED)
			continue;
		TRY(order_plan(op, o, &theirs, &other));
		if (!other || overlap(plan, other))
			ERROR_AT(f, "order.json", 0, "operates", "order.beside_scheduled",
				 o->number, day_show_people(op->mem, o->operates));
	}
	return RC_OK;
}

/* The order that has this number already, unless it was undone. */
static enum rc find_same(struct op *op, const char *number, struct order **out)
{
	enum rc rc = order_store_by_number(op, order_number_path(op->mem, number), out);

	if (rc == RC_NOT_FOUND || (rc == RC_OK && (*out)->state == ORDER_UNDONE)) {
		*out = NULL;
		op->err = (struct err){ 0 };
		rc = RC_OK;
	}
	return rc;
}

static enum rc read_number(struct op *op, const struct folder *folder, struct findings *f,
			   struct order **same, bool *other)
{
	struct findings unheard = { .mem = op->mem };
	const struct territory *t;
	const struct order_folder *o;
	struct folder stored;
	int digits[4] = { 0 };

	*same = NULL;
	*other = false;
	TRY(register_of(op, &t, digits));
	o = order_folder_read(op->mem, &unheard, folder, digits);
	if (!o)
		return RC_OK; /* the errors are told when the plan is made */
	TRY(find_same(op, o->number, same));
	if (!*same)
		return RC_OK;
	TRY(order_store_files(op, (*same)->id, &stored));
	*other = !same_folder(&stored, folder);
	if (*other)
		ERROR_AT(f, "order.json", 0, "number", "order.number_taken", o->number);
	return RC_OK;
}

/* Who is named in people_after.csv must be there: a name typed wrongly would leave somebody behind. */
static enum rc check_officials(struct op *op, const struct order_folder *folder, struct findings *f)
{
	const struct mover *const *m = movers_all();

	while (*m && !(*m)->official)
		m++;
	for (size_t i = 0; *m && i < folder->people_count; i++) {
		const struct folder_person *who = &folder->people[i];
		bool account_known, body_known;

		TRY((*m)->official(op, who->account, who->body, &account_known, &body_known));
		if (!account_known)
			ERROR_AT(f, "people_after.csv", who->line, "account",
				 "order.account_unknown", who->account);
		if (!body_known)
			ERROR_AT(f, "people_after.csv", who->line, "body", "order.body_unknown",
				 who->body);
	}
	return RC_OK;
}

enum rc order_read(struct op *op, const struct folder *folder, struct findings *f,
		   const struct plan **out, int64_t *same)
{
	struct order *known;
	size_t errors = f->errors;
	bool other;

	*out = NULL;
	*same = 0;
	TRY(read_number(op, folder, f, &known, &other));
	if (known && !other) {
		*same = known->id;
		if (known->state == ORDER_APPLIED)
			return RC_OK;
	}
	if (known && other && known->state == ORDER_APPLIED)
		return RC_OK; /* the register is past it: nothing more can be said */
	TRY(plan_of(op, folder, f, out));
	if (*out)
		TRY(check_others(op, *out, *same, f));
	if (*out)
		TRY(check_officials(op, (*out)->folder, f));
	if (f->errors != errors)
		*out = NULL;
	return RC_OK;
}

enum rc order_decider(struct op *op, const struct plan *plan, int64_t id, struct decider **out)
{
	struct choice *choices = NULL;
	size_t count = 0;

	if (id)
		TRY(order_store_choices(op, id, &choices, &count));
	*out = decider_new(op->mem, plan, choices, count);
	return RC_OK;
}

static void block_waiting(struct op *op, const struct plan *plan, const struct counting *c,
			  struct blocks *blocks)
{
	const struct unit *province = territory_province(plan->t);
	/* Decree 140/2025/NĐ-CP art. 32: the provincial chair assigns what has no place. */
	const char *owner = province ? arena_text(op->mem, "Chủ tịch Ủy ban nhân dân %s",
						  unit_named_inside(op->mem, province, plan->eve))
				     : "";
	const char *href = arena_text(op->mem, "/orders/%s/residue",
				      order_number_path(op->mem, plan->folder->number));

	for (size_t i = 0; i < c->waiting_count; i++) {
		const struct unit *u = unit_by_id(plan->t, c->waiting[i].unit);

		block_add(blocks, owner, href,
			  arena_text(op->mem, "order.residue_%s", c->count.kind),
			  arena_text(op->mem, "%lld", (long long)c->waiting[i].count),
			  unit_named_inside(op->mem, u, plan->eve));
	}
}

enum rc order_report_plan(struct op *op, const struct plan *plan, int64_t id,
			  struct order_report *out)
{
	const struct mover_order asked = order_for_movers(plan, id);
	struct decider *decider;
	size_t kinds = 0;

	TRY(order_decider(op, plan, id, &decider));
	for (const struct mover *const *m = movers_all(); *m; m++)
		kinds++;
	*out = (struct order_report){
		.number = plan->folder->number, .operates = plan->day, .units = plan_counts(plan),
		.kinds = arena_many(op->mem, struct kind_count, kinds + 1),
		.blocks.mem = op->mem, .plan = plan,
	};
	for (const struct mover *const *m = movers_all(); *m; m++) {
		struct counting c;

		if ((*m)->each) {
			counting_begin(&c, op->mem, decider, *m);
			TRY(counting_run(op, &c));
			out->kinds[out->kinds_count++] = c.count;
			block_waiting(op, plan, &c, &out->blocks);
		}
		if ((*m)->check)
			TRY((*m)->check(op, &asked, &out->blocks));
	}
	out->state = out->blocks.count ? REPORT_BLOCKED : REPORT_PREVIEW;
	return RC_OK;
}

enum rc order_preview(struct op *op, const struct folder *folder, struct findings *f,
		      struct order_report *out)
{
	const struct plan *plan;
	struct order *order;
	int64_t same;

	TRY(order_read(op, folder, f, &plan, &same));
	if (f->errors)
		return FAIL(op, RC_INVALID, "order.errors", "%zu", f->errors);
	if (!same)
		return order_report_plan(op, plan, 0, out);
	TRY(order_store_by_id(op, same, &order));
	return order_report(op, order, out);
}

enum rc order_find(struct op *op, const char *number, struct order **out)
{
	return order_store_by_number(op, number, out);
}

enum rc order_by_id(struct op *op, int64_t id, struct order **out)
{
	return order_store_by_id(op, id, out);
}

enum rc order_list(struct op *op, struct order **rows, size_t *rows_count)
{
	return order_store_list(op, rows, rows_count);
}

/* It was read without errors when it was handed in; the register has changed since. */
static enum rc report_misfit(struct op *op, const struct order *order, const struct findings *f,
			     struct order_report *out)
{
	*out = (struct order_report){ .number = order->number, .operates = order->operates,
				      .state = REPORT_BLOCKED, .blocks.mem = op->mem };
	for (size_t i = 0; i < f->count; i++)
		if (!f->items[i].warning)
			block_add(&out->blocks, order->issued_by, NULL, "order.misfit",
				  finding_show(op->mem, &f->items[i], LANG_VI));
	return RC_OK;
}

enum rc order_report(struct op *op, const struct order *order, struct order_report *out)
{
	struct findings f = { .mem = op->mem };
	const struct plan *plan;

	if (order->summary) {
		if (!order_report_read(op->mem, order->summary, out))
			return FAIL(op, RC_BROKEN, "order.summary", "%s", order->number);
		if (order->state == ORDER_UNDONE)
			out->state = REPORT_UNDONE;
		return RC_OK;
	}
	if (order->state == ORDER_UNDONE) {
		*out = (struct order_report){ .number = order->number,
					      .operates = order->operates,
					      .state = REPORT_UNDONE, .blocks.mem = op->mem };
		return RC_OK;
	}
	TRY(order_plan(op, order, &f, &plan));
	if (!plan)
		return report_misfit(op, order, &f, out);
	TRY(order_report_plan(op, plan, order->id, out));
	if (order->state == ORDER_SCHEDULED) {
		out->state = REPORT_SCHEDULED;
		out->blocks.count = 0; /* nothing stops the night */
	}
	return RC_OK;
}
