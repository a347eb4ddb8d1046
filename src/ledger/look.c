/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/look.h"
#include "core/text.h"
#include "core/time.h"
#include "ledger/ledger.h"
#include "ledger/look_seal.h"
#include "ledger/look_store.h"
#include <inttypes.h>
#include <string.h>

/* One or more decimal numbers with one blank between each. */
static bool ids_fit(struct arena *mem, const char *ids)
{
	int64_t id;

	for (const char *at = ids;; at++) {
		size_t digits = strcspn(at, " ");

		if (!text_number(arena_copy_bytes(mem, at, digits), &id))
			return false;
		at += digits;
		if (!*at)
			return true;
	}
}

enum rc look_add_for(struct op *op, const char *kind, const char *ids, const char *purpose)
{
	struct note *n = arena_one(op->mem, struct note);

	if (!ids_fit(op->mem, ids))
		return FAIL(op, RC_INVALID, "look.ids", "not a list of ids");
	n->action = arena_copy(op->mem, kind);
	n->content = arena_copy(op->mem, ids);
	n->subject = arena_copy(op->mem, purpose);
	n->next = op->looks;
	op->looks = n;
	return RC_OK;
}

enum rc look_add(struct op *op, const char *kind, const char *ids)
{
	return look_add_for(op, kind, ids, NULL);
}

/* What one was shown; his notes come newest first and are stored oldest first. */
static size_t note_looks(const struct op *looker, struct look *looks)
{
	size_t count = 0;

	for (const struct note *n = looker->looks; n; n = n->next)
		count++;
	size_t at = count;

	for (const struct note *n = looks ? looker->looks : NULL; n; n = n->next)
		looks[--at] = (struct look){
			.account = looker->actor.id, .session = looker->actor.session,
			.kind = n->action, .ids = n->content, .purpose = n->subject,
		};
	return count;
}

enum rc look_write_all(struct op *op, struct op *const *lookers, size_t lookers_count)
{
	size_t count = 0, at = 0;

	for (size_t i = 0; i < lookers_count; i++)
		count += note_looks(lookers[i], NULL);
	struct look *looks = arena_many(op->mem, struct look, count);

	for (size_t i = 0; i < lookers_count; i++)
		at += note_looks(lookers[i], looks + at);
	return look_store_insert(op, op->now_us, looks, count);
}

enum rc look_write(struct op *op)
{
	return look_write_all(op, &op, 1);
}

enum rc look_list(struct op *op, const char *kind, int64_t id, struct look **looks,
		  size_t *looks_count)
{
	return look_store_of(op, kind, id, looks, looks_count);
}

void seal_add(struct seal *s, struct arena *mem, const struct look *look)
{
	const char *line = arena_text(mem, "%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\t%s\t%s\n",
				      look->id, look->account, look->session, look->at_us, look->kind,
				      look->ids, look->purpose ? look->purpose : "");

	merkle_add(&s->tree, line, strlen(line));
}

struct sealing {
	struct seal seal;
	int64_t sealed;
};

/* The seal says from when to when it reaches, so that a hole between two would be seen. */
static enum rc close_hour(struct op *op, struct sealing *s)
{
	struct hash root;

	if (!s->seal.tree.size)
		return RC_OK;
	merkle_root(&s->seal.tree, &root);
	TRY(ledger_add(op, SEAL_ACTION, time_show_utc_us(op->mem, s->seal.to_us),
		       arena_text(op->mem, "%" PRId64 " %" PRId64 " %" PRIu64 " %s\n", s->seal.from_us,
				  s->seal.to_us, s->seal.tree.size,
				  text_hex(op->mem, root.bytes, HASH_BYTES))));
	s->sealed++;
	s->seal.from_us = s->seal.to_us;
	s->seal.tree = (struct merkle){ 0 };
	return RC_OK;
}

static enum rc seal_one(struct op *op, struct arena *mem, const struct look *look, void *context)
{
	struct sealing *s = context;
	int64_t end = look->at_us - look->at_us % US_HOUR + US_HOUR;

	if (end != s->seal.to_us)
		TRY(close_hour(op, s));
	s->seal.to_us = end;
	seal_add(&s->seal, mem, look);
	return RC_OK;
}

enum rc look_seal(struct op *op, int64_t *sealed)
{
	struct sealing s = { .sealed = 0 };

	TRY(look_store_sealed(op, &s.seal.from_us));
	TRY(look_store_between(op, s.seal.from_us, op->now_us - op->now_us % US_HOUR, seal_one, &s));
	TRY(close_hour(op, &s));
	*sealed = s.sealed;
	return s.sealed ? look_store_put_sealed(op, s.seal.from_us) : RC_OK;
}
