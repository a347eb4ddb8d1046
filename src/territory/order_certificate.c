/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate: what an order did, signed; anybody may have it checked against the store. */
#include "ledger/ledger.h"
#include "territory/order_inner.h"
#include "territory/order_store.h"
#include <stdlib.h>
#include <string.h>

static char *text_of(struct arena *mem, json_t *object)
{
	char *made = json_dumps(object, JSON_COMPACT), *text = arena_text(mem, "%s\n", made);

	free(made);
	json_decref(object);
	return text;
}

enum rc order_certify(struct op *op, const struct order_report *report, int64_t order)
{
	char *checkpoint, *note;
	bool rehearsal;
	json_t *object;

	if (!key_held())
		return RC_OK; /* nothing stops the night: it is signed when somebody asks for it */
	TRY(order_store_rehearsal(op, &rehearsal));
	TRY(ledger_checkpoint(op, &checkpoint));
	object = order_report_object(op->mem, report, LANG_VI);
	json_object_set_new(object, "rehearsal", json_boolean(rehearsal));
	json_object_set_new(object, "checkpoint", json_string(checkpoint));
	TRY(ledger_sign(op, text_of(op->mem, object), &note));
	return order_store_certified(op, order, note);
}

enum rc order_certificate(struct op *op, const struct order *order, const char **note)
{
	struct order_report report;
	struct order *again;

	if (order->state != ORDER_APPLIED)
		return FAIL(op, RC_CONFLICT, "order.not_applied", "%s is %s", order->number,
			    order_state_word(order->state));
	*note = order->certificate;
	if (*note)
		return RC_OK;
	if (!key_held())
		return FAIL(op, RC_NOT_FOUND, "ledger.key_missing", "%s", "");
	TRY(order_report(op, order, &report));
	TRY(order_certify(op, &report, order->id));
	TRY(order_store_by_id(op, order->id, &again));
	*note = again->certificate;
	return RC_OK;
}

static void differs(struct findings *f, const char *field)
{
	ERROR_AT(f, NULL, 0, field, "order.differs");
}

/* What the store says today, as an object like the one that was signed. */
static enum rc recount(struct op *op, const struct order *order, struct order_report *out)
{
	TRY(order_report(op, order, out));
	TRY(order_recount_units(op, order, &out->units));
	for (size_t i = 0; i < out->kinds_count; i++)
		TRY(order_recount(op, order, out->kinds[i].kind, &out->kinds[i]));
	return RC_OK;
}

/* The kinds one by one, so that it is said which figure is not the store's. */
static void compare_kinds(struct op *op, const json_t *theirs, const json_t *ours,
			  struct findings *f)
{
	size_t i, count = json_array_size(ours);
	const char *member;
	json_t *value;

	if (json_array_size(theirs) != count || !json_is_array(theirs))
		differs(f, "kinds");
	for (i = 0; i < count; i++) {
		json_t *our = json_array_get(ours, i), *their = json_array_get(theirs, i);

		json_object_foreach(our, member, value)
			if (!json_equal(json_object_get(their, member), value))
				differs(f, arena_text(op->mem, "kinds[%zu].%s", i, member));
		if (json_object_size(their) != json_object_size(our))
			differs(f, arena_text(op->mem, "kinds[%zu]", i));
	}
}

/* The checkpoint is a note of ours, and the one that was signed with this certificate. */
static enum rc compare_checkpoint(struct op *op, const struct order *order, const json_t *theirs,
				  struct findings *f)
{
	const char *checkpoint = json_string_value(json_object_get(theirs, "checkpoint"));
	const char *stored, *text;
	json_t *object;
	enum rc rc = checkpoint ? ledger_open_note(op, checkpoint, strlen(checkpoint), &text)
				: RC_INVALID;

	if (rc == RC_INVALID || rc == RC_FORBIDDEN) {
		differs(f, "checkpoint");
		op->err = (struct err){ 0 };
		return RC_OK;
	}
	TRY(rc);
	if (!order->certificate)
		return RC_OK;
	TRY(ledger_open_note(op, order->certificate, strlen(order->certificate), &stored));
	object = json_loads(stored, 0, NULL);
	if (!json_equal(json_object_get(object, "checkpoint"), json_object_get(theirs, "checkpoint")))
		differs(f, "checkpoint");
	json_decref(object);
	return RC_OK;
}

static enum rc compare(struct op *op, const struct order *order, const json_t *theirs,
		       struct findings *f)
{
	struct order_report report;
	const char *member;
	bool rehearsal;
	json_t *ours, *value;

	TRY(recount(op, order, &report));
	TRY(order_store_rehearsal(op, &rehearsal));
	ours = order_report_object(op->mem, &report, LANG_VI);
	json_object_set_new(ours, "rehearsal", json_boolean(rehearsal));
	json_object_foreach(ours, member, value)
		if (strcmp(member, "kinds") != 0 &&
		    !json_equal(json_object_get(theirs, member), value))
			differs(f, member);
	compare_kinds(op, json_object_get(theirs, "kinds"), json_object_get(ours, "kinds"), f);
	if (json_object_size(theirs) != json_object_size(ours) + 1)
		differs(f, NULL);
	json_decref(ours);
	return compare_checkpoint(op, order, theirs, f);
}

enum rc order_verify(struct op *op, const char *note, size_t size, struct findings *f)
{
	const char *text, *number;
	struct order *order;
	json_t *theirs;
	enum rc rc = ledger_open_note(op, note, size, &text);

	if (rc == RC_INVALID || rc == RC_FORBIDDEN) {
		ERROR_AT(f, NULL, 0, NULL, op->err.key);
		op->err = (struct err){ 0 };
		return RC_OK;
	}
	TRY(rc);
	theirs = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	number = json_string_value(json_object_get(theirs, "order"));
	rc = number ? order_store_by_number(op, number, &order) : RC_NOT_FOUND;
	if (rc == RC_NOT_FOUND || (rc == RC_OK && order->state != ORDER_APPLIED)) {
		ERROR_AT(f, NULL, 0, number ? "state" : "order",
			 number ? "order.not_applied" : "order.no_certificate");
		op->err = (struct err){ 0 };
		rc = RC_OK;
	} else if (rc == RC_OK) {
		rc = compare(op, order, theirs, f);
	}
	json_decref(theirs);
	return rc;
}
