/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who came with a token, and what an account may do, as they were found out while rights stayed as they are: the same
 * program asks eighty times a second. Whatever changes rights says db_rights_changed(); then all of this is forgotten.
 */
#include "db/db.h"
#include "login/login_session.sql.h"
#include "login/login_session_store.h"
#include "login/login.sql.h"
#include "login/login_store.h"
#include <string.h>

enum {
	BUCKETS = 1024,
	KNOWN_MAX = 8192, /* beyond that nothing more is remembered: the store is asked */
};

struct bearer {
	struct bearer *next;
	const char *digest;
	int64_t ends_us;
	struct actor actor;
};

struct holder {
	struct holder *next;
	int64_t account;
	int32_t day;
	struct grant *grants;
	size_t grants_count;
};

struct known {
	struct arena *mem;
	struct bearer *bearers[BUCKETS];
	struct holder *holders[BUCKETS];
	size_t count;
};

static enum rc know_nobody(struct op *op, struct arena *mem, void **out)
{
	struct known *known = arena_one(mem, struct known);

	(void)op;
	*known = (struct known){ .mem = mem };
	*out = known;
	return RC_OK;
}

static const struct db_cache known_cache = { "login.known", know_nobody, .rights = true };

/* Digests are even already: any part of one will do. */
static size_t bucket_of(const char *digest)
{
	size_t hash = 0;

	for (int i = 0; i < 8 && digest[i]; i++)
		hash = hash * 31 + (unsigned char)digest[i];
	return hash % BUCKETS;
}

static void remember_bearer(struct known *known, const char *digest, int64_t ends_us,
			    const struct actor *actor)
{
	struct bearer *b = arena_one(known->mem, struct bearer);
	struct bearer **bucket = &known->bearers[bucket_of(digest)];

	*b = (struct bearer){ *bucket, arena_copy(known->mem, digest), ends_us, { .id = actor->id } };
	b->actor.name = arena_copy(known->mem, actor->name);
	b->actor.full_name = arena_copy(known->mem, actor->full_name);
	*bucket = b;
	known->count++;
}

enum rc login_store_token_find(struct op *op, const char *digest, int64_t now_us, struct actor *out,
			       bool *found)
{
	struct known *known;
	int64_t ends_us;

	TRY(db_cached(op, &known_cache, (void **)&known));
	for (struct bearer *b = known->bearers[bucket_of(digest)]; b; b = b->next) {
		if (strcmp(b->digest, digest) != 0)
			continue;
		*found = now_us < b->ends_us;
		*out = b->actor;
		return RC_OK;
	}
	TRY(db_maybe(op, &SQL_LOGIN_TOKEN_FIND, IN(IN_TEXT(digest), IN_INT(now_us)),
		     OUT(OUT_INT(&out->id), OUT_TEXT(&out->name), OUT_TEXT(&out->full_name),
			 OUT_INT(&ends_us)),
		     found));
	if (*found && known->count < KNOWN_MAX)
		remember_bearer(known, digest, ends_us, out);
	return RC_OK;
}

static struct holder *remember_holder(struct arena *mem, int64_t account, int32_t day,
				      const struct grant *rows, size_t rows_count)
{
	struct holder *h = arena_one(mem, struct holder);

	*h = (struct holder){ .account = account, .day = day, .grants_count = rows_count };
	h->grants = arena_many(mem, struct grant, rows_count + 1);
	if (rows_count)
		memcpy(h->grants, rows, rows_count * sizeof *rows);
	return h;
}

enum rc login_store_good(struct op *op, int64_t account, int32_t day, struct grant **rows,
			 size_t *rows_count)
{
	struct grant row = { 0 };
	struct holder **bucket, *h;
	struct known *known;

	TRY(db_cached(op, &known_cache, (void **)&known));
	bucket = &known->holders[(uint64_t)account % BUCKETS];
	for (h = *bucket; h; h = h->next)
		if (h->account == account && h->day == day)
			break;
	if (!h) {
		TRY(db_list(op, &SQL_LOGIN_GRANTS_GOOD,
			    IN(IN_INT(account), IN_INT(day), IN_INT(ROLE_APPLICANT)),
			    OUT(OUT_INT(&row.body), OUT_INT(&row.unit),
				OUT_INT32((int32_t *)&row.roles)),
			    ROWS(row, rows, rows_count)));
		if (known->count >= KNOWN_MAX)
			return RC_OK;
		h = remember_holder(known->mem, account, day, *rows, *rows_count);
		h->next = *bucket;
		*bucket = h;
		known->count++;
	}
	/* A copy of its own for each: what the roles permit is written into it. */
	h = remember_holder(op->mem, account, day, h->grants, h->grants_count);
	*rows = h->grants;
	*rows_count = h->grants_count;
	return RC_OK;
}
