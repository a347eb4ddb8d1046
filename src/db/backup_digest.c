/* SPDX-License-Identifier: Apache-2.0 */
#include "db/backup_digest.h"
#include "db/copy_sqlite.h"
#include <sodium.h>
#include <string.h>

enum { PORTION = 4096 };

#define STANDS "(SELECT batch FROM head) AS batch, (SELECT count(*) FROM migration) AS steps"

static const char make[] = "DROP TABLE IF EXISTS backup_digest;"
			   "CREATE TABLE backup_digest ("
			   " name TEXT NOT NULL," /* of the table; '' for where the store stood */
			   " first BIGINT NOT NULL," /* row, from 1; of '' the last batch */
			   " rows BIGINT NOT NULL,"  /* how many; of '' the migrations */
			   " digest BLOB,"
			   " PRIMARY KEY (name, first));"
			   "INSERT INTO backup_digest (name, first, rows) SELECT '', " STANDS;

struct summing {
	sqlite3_stmt *statement; /* takes or finds a portion */
	const char *table, *shown;
	crypto_hash_sha256_state state;
	int64_t first, rows, portions;
	enum rc (*portion)(struct op *op, struct summing *s, const unsigned char *digest);
};

static enum rc portion_over(struct op *op, struct summing *s)
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	if (!s->rows)
		return RC_OK;
	crypto_hash_sha256_final(&s->state, digest);
	s->portions++;
	TRY(s->portion(op, s, digest));
	s->first += s->rows;
	s->rows = 0;
	crypto_hash_sha256_init(&s->state);
	return RC_OK;
}

static enum rc sum_row(struct op *op, char *line, size_t size, void *context)
{
	struct summing *s = context;

	crypto_hash_sha256_update(&s->state, (const unsigned char *)line, size);
	return ++s->rows == PORTION ? portion_over(op, s) : RC_OK;
}

static enum rc sum_table(struct op *op, sqlite3 *handle, const struct shape_table *t,
			 struct summing *s)
{
	s->table = t->name;
	s->first = 1;
	s->rows = s->portions = 0;
	crypto_hash_sha256_init(&s->state);
	TRY(copy_sqlite_read(op, handle, t, COPY_ANY, sum_row, s));
	return portion_over(op, s);
}

static enum rc write_portion(struct op *op, struct summing *s, const unsigned char *digest)
{
	sqlite3_bind_text(s->statement, 1, s->table, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s->statement, 2, s->first);
	sqlite3_bind_int64(s->statement, 3, s->rows);
	sqlite3_bind_blob(s->statement, 4, digest, crypto_hash_sha256_BYTES, SQLITE_STATIC);
	int step = sqlite3_step(s->statement);

	sqlite3_reset(s->statement);
	return step == SQLITE_DONE ? RC_OK
				   : sqlite_fault(op, sqlite3_db_handle(s->statement), s->table);
}

static enum rc write_all(struct op *op, struct arena *mem, sqlite3 *handle)
{
	struct summing s = { .portion = write_portion };
	struct shape shape;

	TRY(shape_read(op, handle, &shape));
	TRY(copy_sqlite_run(op, handle, make));
	TRY(copy_sqlite_prepare(
		op, mem, handle,
		"INSERT INTO backup_digest (name, first, rows, digest) VALUES (?1, ?2, ?3, ?4)",
		&s.statement));
	for (size_t i = 0; i < shape.count; i++)
		TRY(sum_table(op, handle, &shape.tables[i], &s));
	return RC_OK;
}

enum rc digest_write(struct op *op, sqlite3 *handle)
{
	struct arena *mem = arena_new();

	TRY(copy_sqlite_run(op, handle, "BEGIN EXCLUSIVE"));
	enum rc rc = write_all(op, mem, handle);

	arena_drop(mem);
	if (rc == RC_OK)
		rc = copy_sqlite_run(op, handle, "COMMIT");
	if (rc != RC_OK)
		sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

static enum rc damaged(struct op *op, const struct summing *s)
{
	return FAIL(op, RC_BROKEN, "store.damaged", "%s: table %s, rows %lld to %lld", s->shown,
		    s->table, (long long)s->first, (long long)(s->first + s->rows - 1));
}

static enum rc compare_portion(struct op *op, struct summing *s, const unsigned char *digest)
{
	sqlite3_bind_text(s->statement, 1, s->table, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s->statement, 2, s->first);
	bool same = sqlite3_step(s->statement) == SQLITE_ROW &&
		    sqlite3_column_int64(s->statement, 0) == s->rows &&
		    sqlite3_column_bytes(s->statement, 1) == crypto_hash_sha256_BYTES &&
		    !memcmp(sqlite3_column_blob(s->statement, 1), digest, crypto_hash_sha256_BYTES);

	sqlite3_reset(s->statement);
	return same ? RC_OK : damaged(op, s);
}

/* The one number that @text asks for; -1 when it cannot be had. */
static int64_t number_of(struct op *op, sqlite3 *handle, const char *text)
{
	struct arena *mem = arena_new();
	sqlite3_stmt *s;
	int64_t number = -1;

	if (copy_sqlite_prepare(op, mem, handle, text, &s) == RC_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		number = sqlite3_column_int64(s, 0);
	arena_drop(mem);
	return number;
}

static enum rc compare_all(struct op *op, struct arena *mem, sqlite3 *handle, const char *shown)
{
	struct summing s = { .portion = compare_portion, .shown = shown };
	struct shape shape;
	int64_t portions = 0;

	TRY(shape_read(op, handle, &shape));
	TRY(copy_sqlite_prepare(
		op, mem, handle,
		"SELECT rows, digest FROM backup_digest WHERE name = ?1 AND first = ?2",
		&s.statement));
	for (size_t i = 0; i < shape.count; i++) {
		TRY(sum_table(op, handle, &shape.tables[i], &s));
		portions += s.portions;
	}
	if (number_of(op, handle, "SELECT count(*) FROM backup_digest WHERE name <> ''") !=
	    portions)
		return FAIL(op, RC_BROKEN, "store.damaged", "%s: rows are missing", shown);
	return RC_OK;
}

enum rc digest_check(struct op *op, sqlite3 *handle, const char *shown)
{
	if (number_of(op, handle,
		      "SELECT count(*) FROM sqlite_master WHERE name = 'backup_digest'") != 1 ||
	    number_of(op, handle,
		      "SELECT count(*) FROM backup_digest, (SELECT " STANDS ")"
		      " WHERE name = '' AND (batch > first OR steps > rows)") == 1)
		return RC_OK;
	struct arena *mem = arena_new();
	enum rc rc = compare_all(op, mem, handle, shown);

	arena_drop(mem);
	return rc;
}

enum rc digest_drop(struct op *op, sqlite3 *handle)
{
	return copy_sqlite_run(op, handle, "DROP TABLE IF EXISTS backup_digest");
}
