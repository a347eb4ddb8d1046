/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier.h"
#include "core/text.h"
#include "dossier/dossier_act.h"
#include "dossier/dossier_clock.h"
#include "dossier/dossier_input.h"
#include "dossier/dossier_store.h"
#include "ledger/ledger.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/*
 * Whether the actor has one of @may at @unit. The successors of a unit that ended act for it: rows of
 * closed dossiers, and second agencies that no rule could move, still bear its id.
 */
bool dossier_serves(struct op *op, const struct territory *t, uint32_t may, int64_t unit)
{
	int32_t day = time_day(op->now_us);

	if (actor_may_at(&op->actor, may, unit))
		return true;
	const struct unit *u = unit_by_id(t, unit);

	if (!u || unit_alive(u, day) || !(op->actor.may & may))
		return false;
	struct units heirs = unit_carriers(t, op->mem, u, u->to_day - 1, day);

	for (size_t i = 0; i < heirs.count; i++)
		if (actor_may_at(&op->actor, may, heirs.items[i]->id))
			return true;
	return false;
}

static bool owns(struct op *op, const struct dossier *d)
{
	return d->filed_by && d->filed_by == op->actor.id && (op->actor.may & MAY_APPLY);
}

bool dossier_has_right(struct op *op, const struct territory *t, const struct dossier *d,
		       const struct dossier_right *right)
{
	return (right->places & AT_OWN && owns(op, d)) ||
	       (right->places & AT_RECEIVED && dossier_serves(op, t, right->may, d->received_by)) ||
	       (right->places & AT_COMPETENT && dossier_serves(op, t, right->may, d->competent)) ||
	       (right->places & AT_RETURN && dossier_serves(op, t, right->may, d->return_at));
}

static bool sees_all(const struct op *op)
{
	return op->actor.may & (MAY_LEAD | MAY_INSPECT);
}

/* Officers of the three agencies, leader and inspector. */
static bool sees(struct op *op, const struct territory *t, int64_t received_by, int64_t competent,
		 int64_t return_at)
{
	return sees_all(op) || dossier_serves(op, t, MAY_READ, competent) ||
	       dossier_serves(op, t, MAY_READ, received_by) ||
	       dossier_serves(op, t, MAY_READ, return_at);
}

enum rc dossier_find(struct op *op, const char *code, struct dossier **out)
{
	const struct territory *t;
	struct dossier *d;

	TRY(dossier_store_find(op, code, &d));
	TRY(territory_of(op, &t));
	if (!owns(op, d) && !sees(op, t, d->received_by, d->competent, d->return_at))
		return FAIL(op, RC_NOT_FOUND, "dossier.none", "%s is not for this actor", code);
	*out = d;
	return RC_OK;
}

enum rc dossier_find_public(struct op *op, const char *code, struct dossier **out)
{
	return dossier_store_find(op, code, out);
}

enum rc dossier_find_token(struct op *op, const char *token, struct dossier **out)
{
	const char *secret = strrchr(token, '.');
	struct dossier *d;

	if (!secret)
		return FAIL(op, RC_NOT_FOUND, "dossier.none", "a token without a secret");
	TRY(dossier_store_find(op, arena_copy_bytes(op->mem, token, (size_t)(secret - token)), &d));
	if (strlen(secret + 1) != strlen(d->secret) ||
	    sodium_memcmp(secret + 1, d->secret, strlen(d->secret)) != 0)
		return FAIL(op, RC_NOT_FOUND, "dossier.none", "another secret than that of %s", d->code);
	*out = d;
	return RC_OK;
}

enum rc dossier_events(struct op *op, const struct dossier *d, struct dossier_event **rows,
		       size_t *rows_count)
{
	if (!d->opening)
		return dossier_store_events(op, d->id, rows, rows_count);
	*rows = d->opening; /* just written: nobody waits for the store to say it again */
	*rows_count = 1;
	return RC_OK;
}

enum rc dossier_list(struct op *op, const struct dossier_filter *filter, struct dossier_row **rows,
		     size_t *rows_count)
{
	return dossier_store_list(op, filter, rows, rows_count);
}

enum rc dossier_list_count(struct op *op, const struct dossier_filter *filter, int64_t most,
			   int64_t *count)
{
	return dossier_store_list_count(op, filter, most, count);
}

enum rc dossier_counts(struct op *op, struct dossier_count **rows, size_t *rows_count)
{
	return dossier_store_counts(op, rows, rows_count);
}

/* Ids of the units whose dossiers the actor sees, with a blank around each. */
static const char *units_seen(struct op *op, const struct territory *t)
{
	size_t count = territory_count(t);
	char *ids = arena_alloc(op->mem, count * 21 + 2), *at = ids;

	*at++ = ' ';
	for (size_t i = 0; i < count; i++)
		if (dossier_serves(op, t, MAY_READ, territory_unit(t, i)->id))
			at += snprintf(at, 22, "%lld ", (long long)territory_unit(t, i)->id);
	return ids;
}

enum rc dossier_search(struct op *op, const char *words, struct dossier_row **rows,
		       size_t *rows_count)
{
	const char *text = text_trim(op->mem, words);
	const struct territory *t;
	enum search_by by = BY_NAME;
	size_t kept = 0;

	if (!text_within(text, 2, NAME_MAX_SHOWN))
		return FAIL_FIELD(op, "q", "dossier.search_short", "%zu", text_count(text));
	if (strspn(text, "0123456789") == strlen(text))
		by = BY_PERSONAL_ID;
	else if (strchr(text, '-') && strpbrk(text, "0123456789"))
		by = BY_CODE;
	TRY(territory_of(op, &t));
	TRY(dossier_store_search(op, by, text, sees_all(op) ? "" : units_seen(op, t), rows,
				 rows_count));
	for (size_t i = 0; i < *rows_count; i++) {
		struct dossier_row *r = &(*rows)[i];

		if (sees(op, t, r->received_by, r->competent, r->return_at))
			(*rows)[kept++] = *r;
	}
	*rows_count = kept;
	return RC_OK;
}

int64_t dossier_holder(const struct dossier *d)
{
	switch (d->state) {
	case STATE_SUBMITTED:
	case STATE_RECEIVED:
		return d->received_by;
	case STATE_FORWARDED:
	case STATE_IN_PROCESS:
	case STATE_CONSULTED:
	case STATE_SIGNATURE:
	case STATE_SIGNED:
	case STATE_DECLINED:
		return d->competent;
	case STATE_AT_COUNTER:
		return d->return_at;
	case STATE_GUIDED:
	case STATE_SUPPLEMENT:
	case STATE_PAYMENT: /* the applicant's turn */
	case STATE_NONE:
	case STATE_REFUSED:
	case STATE_RETURNED:
	case STATE_WITHDRAWN:
	case STATE_LAPSED:
	case STATES:
		break;
	}
	return 0;
}

const char *dossier_token(struct arena *mem, const struct dossier *d)
{
	return arena_text(mem, "%s.%s", d->code, d->secret);
}

static const char *secret_new(struct arena *mem)
{
	unsigned char random[16];
	size_t room = sodium_base64_encoded_len(sizeof random,
						sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *out = arena_alloc(mem, room);

	randombytes_buf(random, sizeof random);
	return sodium_bin2base64(out, room, random, sizeof random,
				 sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

enum rc dossier_give_code(struct op *op, struct dossier *d, struct dossier_code *code)
{
	const char *province;

	TRY(dossier_store_province(op, &province));
	TRY(dossier_store_agency(op, d->received_by, &code->agency));
	code->day = time_day(op->now_us);
	TRY(dossier_store_number(op, code->agency, code->day, &code->number));
	d->code = arena_text(op->mem, "%s.%02lld-%s-%04lld", province, (long long)code->agency,
			     time_yymmdd(op->mem, op->now_us), (long long)code->number);
	return RC_OK;
}

int64_t dossier_receiving_unit(const struct actor *actor)
{
	for (size_t i = 0; i < actor->grants_count; i++)
		if (actor->grants[i].may & MAY_RECEIVE)
			return actor->grants[i].unit;
	return 0;
}

enum rc dossier_open(struct op *op, struct findings *f, const struct dossier_new *in,
		     struct dossier **out)
{
	struct dossier *d = arena_one(op->mem, struct dossier);
	int64_t at = dossier_receiving_unit(&op->actor);
	const struct territory *t;
	struct dossier_meant m;
	struct dossier_code code;

	if (!at && !(op->actor.may & MAY_APPLY))
		return FAIL(op, RC_FORBIDDEN, "dossier.may_not_open", "account %lld",
			    (long long)op->actor.id);
	TRY(territory_of(op, &t));
	TRY(input_new(op, f, in, at ? unit_by_id(t, at) : NULL, &m));
	*d = (struct dossier){
		.version = 1,
		.secret = secret_new(op->mem),
		.procedure = m.procedure,
		.state = at ? STATE_RECEIVED : STATE_SUBMITTED,
		.received_by = at ? at : m.competent->id,
		.competent = m.competent->id,
		.return_at = m.return_at->id,
		.wide = in->wide,
		.filed_by = at ? 0 : op->actor.id,
		.channel = in->channel ? in->channel : at ? "counter" : "online",
		.papers = in->papers,
		.papers_count = in->papers_count,
		.opened_us = op->now_us,
		.clock = "",
		.applicant = in->applicant,
	};
	d->applicant.unit = m.home ? m.home->id : 0;
	if (at)
		TRY(clock_start(op, d));
	TRY(dossier_give_code(op, d, &code));
	*out = d;
	return dossier_open_put(op, d, &code);
}
