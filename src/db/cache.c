/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a connection remembers between operations. A copy lives until reference data changed and the
 * last operation that used it is over: an answer may be rendered on another thread after its
 * operation ended, and must not find its unit gone.
 */
#include "core/fiber.h"
#include "db/engine.h"
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { PROVISIONAL = -1 }; /* made inside an operation that changed reference data */

struct db_cached_item {
	struct db_cached_item *next;
	const struct db_cache *cache;
	struct arena *mem;
	void *value;
	int64_t reference;
	atomic_int holders;
	bool made; /* false while it is loaded */
};

static void let_go(void *thing)
{
	struct db_cached_item *item = thing;

	if (atomic_fetch_sub(&item->holders, 1) == 1) {
		arena_drop(item->mem);
		free(item);
	}
}

static bool any(const struct db_cached_item *item, int64_t unused)
{
	(void)item;
	(void)unused;
	return true;
}

static bool of_rights(const struct db_cached_item *item, int64_t unused)
{
	(void)unused;
	return item->cache->rights;
}

static bool of_reference(const struct db_cached_item *item, int64_t reference)
{
	return item->reference == reference;
}

static void drop_if(struct db *db, bool (*which)(const struct db_cached_item *, int64_t),
		    int64_t reference)
{
	struct db_cached_item **at = &db->cached;

	while (*at) {
		struct db_cached_item *item = *at;

		if (which(item, reference)) {
			*at = item->next;
			let_go(item);
		} else {
			at = &item->next;
		}
	}
}

static void drop(struct db *db, struct db_cached_item *item)
{
	struct db_cached_item **at = &db->cached;

	while (*at != item)
		at = &(*at)->next;
	*at = item->next;
	let_go(item);
}

void db_cache_drop(struct db *db)
{
	drop_if(db, any, 0);
}

void db_cache_provisional_drop(struct db *db)
{
	drop_if(db, of_reference, PROVISIONAL);
}

void db_reference_changed(struct op *op)
{
	op->db->changed = true;
	db_cache_drop(op->db);
}

void db_rights_changed(struct op *op)
{
	op->db->changed = true;
	drop_if(op->db, of_rights, 0);
}

int64_t db_reference(const struct op *op)
{
	return op->db->changed || op->db->batch_changed ? -1 : op->db->reference;
}

static enum rc load(struct op *op, const struct db_cache *cache, struct db_cached_item **out)
{
	struct db_cached_item *item = calloc(1, sizeof *item);

	if (!item)
		abort();
	*item = (struct db_cached_item){ .cache = cache, .mem = arena_new() };
	item->reference = op->db->changed || op->db->batch_changed ? PROVISIONAL : op->db->reference;
	atomic_init(&item->holders, 1);
	item->next = op->db->cached;
	op->db->cached = item;
	enum rc rc = cache->load(op, item->mem, &item->value);

	if (rc != RC_OK) {
		drop(op->db, item);
		return rc;
	}
	item->made = true;
	*out = item;
	return RC_OK;
}

/* Who takes turns with one that loads it waits until it is there, or will not be. */
static struct db_cached_item *find(struct db *db, const struct db_cache *cache)
{
	struct db_cached_item *item = db->cached;

	while (item && (item->cache != cache || !item->made)) {
		bool loading = item->cache == cache;

		assert(!loading || fiber_running());
		if (loading)
			fiber_wait();
		item = loading ? db->cached : item->next;
	}
	return item;
}

enum rc db_cached(struct op *op, const struct db_cache *cache, void **out)
{
	struct db *db = op->db;
	struct db_cached_item *item = find(db, cache);

	if (item && item->reference != PROVISIONAL && item->reference != db->reference) {
		drop_if(db, of_reference, item->reference);
		item = NULL;
	}
	if (!item)
		TRY(load(op, cache, &item));
	atomic_fetch_add(&item->holders, 1);
	arena_defer(op->mem, let_go, item);
	*out = item->value;
	return RC_OK;
}
