/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/look_store.h"
#include "db/db.h"
#include "ledger/look.sql.h"
#include <stdlib.h>
#include <string.h>

enum { LOOK_PARAMS = 6, INSERT_MAX = 16 };

/* The one that was shown; of several, none. */
static int64_t thing_of(const struct look *look)
{
	return strchr(look->ids, ' ') ? 0 : strtoll(look->ids, NULL, 10);
}

static enum rc load_sealed(struct op *op, struct arena *mem, void **out)
{
	int64_t *sealed_us = arena_one(mem, int64_t);

	*out = sealed_us;
	return look_store_sealed(op, sealed_us);
}

static const struct db_cache sealed_cache = { "sealed looks", load_sealed };

/* One statement for @count looks, where @sql is made for as many. */
static enum rc insert(struct op *op, const struct sql *sql, int64_t at_us, const struct look *look,
		      size_t count)
{
	struct db_in in[2 + INSERT_MAX * LOOK_PARAMS] = { IN_INT(db_ids(op, (int64_t)count)),
							   IN_INT(at_us) };
	size_t n = 2;

	for (size_t i = 0; i < count; i++, look++) {
		in[n++] = (struct db_in)IN_INT(look->account);
		in[n++] = (struct db_in)IN_INT(look->session);
		in[n++] = (struct db_in)IN_TEXT(look->kind);
		in[n++] = (struct db_in)IN_OPT(thing_of(look));
		in[n++] = (struct db_in)IN_TEXT(look->ids);
		in[n++] = (struct db_in)IN_TEXT(look->purpose);
	}
	return db_put(op, sql, (int64_t)count, (struct db_ins){ in, n });
}

enum rc look_store_insert(struct op *op, int64_t at_us, const struct look *looks, size_t count)
{
	void *sealed;

	TRY(db_cached(op, &sealed_cache, &sealed));
	if (at_us < *(int64_t *)sealed)
		at_us = *(int64_t *)sealed;
	for (; count >= 16; count -= 16, looks += 16)
		TRY(insert(op, &SQL_LOOK_INSERT_16, at_us, looks, 16));
	for (; count >= 4; count -= 4, looks += 4)
		TRY(insert(op, &SQL_LOOK_INSERT_4, at_us, looks, 4));
	for (; count; count--, looks++)
		TRY(insert(op, &SQL_LOOK_INSERT_1, at_us, looks, 1));
	return RC_OK;
}

enum rc look_store_sealed(struct op *op, int64_t *sealed_us)
{
	return db_one(op, &SQL_LOOK_SEALED, IN_NOTHING, OUT(OUT_INT(sealed_us)));
}

enum rc look_store_put_sealed(struct op *op, int64_t sealed_us)
{
	db_reference_changed(op);
	return db_put(op, &SQL_LOOK_SEALED_PUT, 1, IN(IN_INT(sealed_us)));
}

struct look_row {
	struct look look;
	look_step *each;
	void *context;
};

#define COLUMNS(look)                                                                           \
	OUT(OUT_INT(&(look).id), OUT_INT(&(look).account), OUT_INT(&(look).session),             \
	    OUT_INT(&(look).at_us), OUT_TEXT(&(look).kind), OUT_TEXT(&(look).ids),               \
	    OUT_TEXT(&(look).purpose))

static enum rc pass(struct op *op, struct arena *mem, void *context)
{
	struct look_row *row = context;

	return row->each(op, mem, &row->look, row->context);
}

enum rc look_store_between(struct op *op, int64_t from_us, int64_t to_us, look_step *each,
			   void *context)
{
	struct look_row row = { .each = each, .context = context };

	return db_each(op, &SQL_LOOK_BETWEEN, IN(IN_INT(from_us), IN_INT(to_us)), COLUMNS(row.look),
		       pass, &row);
}

enum rc look_store_of(struct op *op, const char *kind, int64_t id, struct look **looks,
		      size_t *looks_count)
{
	struct look row = { .id = 0 };
	const char *among = arena_text(op->mem, "%% %lld %%", (long long)id);

	return db_list(op, &SQL_LOOK_OF_THING, IN(IN_TEXT(kind), IN_INT(id), IN_TEXT(among)),
		       COLUMNS(row), ROWS(row, looks, looks_count));
}
