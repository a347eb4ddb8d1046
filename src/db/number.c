/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in series, given out from memory: one look at the store for each series and process. */
#include "db/engine.h"
#include <stdlib.h>
#include <uthash.h>

struct series {
	const struct sql *sql;
	int64_t scope, day;
};

struct db_number {
	struct series series;
	int64_t last, before; /* before: as it was when the running operation first took one */
	bool in_taken;
	struct db_number *next_taken;
	UT_hash_handle hh;
};

void db_numbers_keep(struct db *db)
{
	for (struct db_number *n = db->taken; n; n = n->next_taken)
		n->in_taken = false;
	db->taken = NULL;
}

void db_numbers_give_back(struct db *db)
{
	for (struct db_number *n = db->taken; n; n = n->next_taken)
		n->last = n->before;
	db_numbers_keep(db);
}

void db_numbers_forget(struct db *db)
{
	struct db_number *n, *next;

	db->taken = NULL;
	HASH_ITER(hh, db->numbers, n, next)
	{
		HASH_DEL(db->numbers, n);
		free(n);
	}
}

static enum rc first_use(struct op *op, struct series series, struct db_number **out)
{
	int64_t last = 0;
	bool found;

	TRY(db_maybe(op, series.sql, IN(IN_INT(series.scope), IN_INT(series.day)),
		     OUT(OUT_INT(&last)), &found));
	struct db_number *n = calloc(1, sizeof *n);

	if (!n)
		abort();
	n->series = series;
	n->last = found ? last : 0;
	HASH_ADD(hh, op->db->numbers, series, sizeof n->series, n);
	*out = n;
	return RC_OK;
}

enum rc db_number(struct op *op, const struct sql *last, int64_t scope, int32_t day,
		  int64_t *number)
{
	struct series series = { .sql = last, .scope = scope, .day = day };
	struct db_number *n;

	HASH_FIND(hh, op->db->numbers, &series, sizeof series, n);
	if (!n)
		TRY(first_use(op, series, &n));
	if (!n->in_taken) {
		n->in_taken = true;
		n->before = n->last;
		n->next_taken = op->db->taken;
		op->db->taken = n;
	}
	*number = ++n->last;
	return RC_OK;
}
