/* SPDX-License-Identifier: Apache-2.0 */
/* Migrations go forward only, each in a transaction of its own, recorded with a checksum. */
#include "core/text.h"
#include "db/db.sql.h"
#include "db/engine.h"
#include "db/migrations.sql.h"
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct step {
	int64_t number;
	const struct sql *sql;
	const char *checksum;
};

static int by_number(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static const char *checksum_of(struct arena *mem, const char *text)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
	return text_hex(mem, digest, sizeof digest);
}

static const char *text_of(const struct db *db, const struct sql *sql)
{
	return db->engine == &db_sqlite ? sql->sqlite : sql->postgres;
}

/* The migrations are the statements named migration_NNNN, in the order of their numbers. */
static struct step *steps_of(struct arena *mem, const struct db *db, size_t *count)
{
	static const char prefix[] = "migration_";
	const struct sql *end, *sql = db_statements(&end);
	struct step *steps = NULL;

	for (*count = 0; sql < end; sql++) {
		int64_t number;

		if (strncmp(sql->name, prefix, sizeof prefix - 1) != 0 ||
		    !text_number(sql->name + sizeof prefix - 1, &number))
			continue;
		steps = arena_grow(mem, steps, *count, sizeof *steps);
		steps[(*count)++] = (struct step){ number, sql,
						checksum_of(mem, text_of(db, sql)) };
	}
	if (steps)
		qsort(steps, *count, sizeof *steps, by_number);
	return steps;
}

static enum rc done_steps(struct op *op, struct step **done, size_t *count)
{
	struct step row = { 0 };

	return db_list(op, &SQL_DB_MIGRATIONS, IN_NOTHING,
		       OUT(OUT_INT(&row.number), OUT_TEXT(&row.checksum)), ROWS(row, done, count));
}

/* Another process may have been faster: this one waited for its turn. */
static enum rc one_step(struct op *op, struct db *db, const struct step *step)
{
	struct step *done;
	size_t count;

	TRY(done_steps(op, &done, &count));
	for (size_t i = 0; i < count; i++)
		if (done[i].number == step->number)
			return RC_OK;
	TRY(db_call(op, db, step->sql->name));
	TRY(db->engine->script(op, db->state, text_of(db, step->sql)));
	return db_put(op, &SQL_DB_MIGRATION_ADD, 1,
		      IN(IN_INT(step->number), IN_TEXT(step->sql->name), IN_TEXT(step->checksum)));
}

static enum rc run_step(struct op *op, struct db *db, const struct step *step)
{
	TRY(db->engine->begin(op, db->state, true));
	db->writing = true;
	enum rc rc = one_step(op, db, step);

	db->writing = false;
	if (rc == RC_OK)
		rc = db->engine->commit(op, db->state);
	if (rc != RC_OK)
		db->engine->rollback(db->state);
	return rc;
}

static enum rc compare(struct op *op, const struct step *steps, size_t steps_count,
		       const struct step *done, size_t done_count)
{
	for (size_t i = 0; i < done_count; i++) {
		if (i >= steps_count)
			return FAIL(op, RC_CONFLICT, "store.newer", "%lld",
				    (long long)done[i].number);
		if (steps[i].number != done[i].number ||
		    strcmp(steps[i].checksum, done[i].checksum) != 0)
			return FAIL(op, RC_CONFLICT, "store.other_schema",
				    "%lld",
				    (long long)done[i].number);
	}
	return RC_OK;
}

enum rc db_migrate_within(struct op *op, struct db *db)
{
	struct step *done = NULL, *steps;
	size_t steps_count, done_count = 0;
	enum rc rc = RC_OK;

	op->db = db;
	steps = steps_of(op->mem, db, &steps_count);
	TRY(db->engine->script(op, db->state, text_of(db, &SQL_DB_MIGRATION_TABLE)));
	TRY(done_steps(op, &done, &done_count));
	TRY(compare(op, steps, steps_count, done, done_count));
	db->writing = true;
	for (size_t i = done_count; i < steps_count && rc == RC_OK; i++)
		rc = one_step(op, db, &steps[i]);
	db->writing = false;
	return rc;
}

enum rc db_migrate(struct op *op, struct db *db, bool may_write)
{
	struct step *steps, *done = NULL;
	size_t steps_count, done_count = 0;

	op->db = db;
	steps = steps_of(op->mem, db, &steps_count);
	if (may_write)
		TRY(db->engine->script(op, db->state, text_of(db, &SQL_DB_MIGRATION_TABLE)));
	TRY(db->engine->begin(op, db->state, false));
	enum rc rc = done_steps(op, &done, &done_count);

	db->engine->rollback(db->state);
	TRY(rc);
	TRY(compare(op, steps, steps_count, done, done_count));
	if (done_count < steps_count && !may_write)
		return FAIL(op, RC_BUSY, "store.older", "%zu migrations are missing",
			    steps_count - done_count);
	for (size_t i = done_count; i < steps_count; i++)
		TRY(run_step(op, db, &steps[i]));
	op->db = NULL;
	return RC_OK;
}
