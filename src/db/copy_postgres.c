/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A store is made on PostgreSQL in one transaction, schema and all: a copy that ends early,
 * however, leaves nothing. Rows come and go by COPY; indexes and references are taken off meanwhile
 * and put back as they were, which also looks at every reference.
 */
#include "db/copy_end.h"
#include "db/postgres.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

struct making {
	const char **again; /* what was taken off, to be put back in this order */
	size_t again_count;
	const char *tables; /* all of them, parted by commas */
};

static struct pg *pg_of(const struct copy_end *end)
{
	return end->db->state;
}

static enum rc fault(struct op *op, struct pg *p, const PGresult *result, const char *what)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *place = PQresultErrorField(result, PG_DIAG_CONTEXT);

	if (!state || PQstatus(p->conn) == CONNECTION_BAD)
		return pg_lost(op, p);
	if (!strncmp(state, "23", 2)) /* both sides have these rules: they were broken there */
		return FAIL(op, RC_BROKEN, "store.damaged", "%s %s", words, place ? place : "");
	return pg_fault(
		op, state, NULL, NULL,
		arena_text(op->mem, "%s: %s %s", what, words ? words : "", place ? place : ""));
}

static bool is_plain(struct pg *p)
{
	return PQpipelineStatus(p->conn) == PQ_PIPELINE_OFF;
}

/* COPY needs the connection outside of pipeline mode; the areas need it inside. */
static enum rc go_plain(struct op *op, struct pg *p)
{
	if (is_plain(p))
		return p->lost ? pg_lost(op, p) : RC_OK;
	TRY(pg_block(op, p));
	TRY(pg_sync(op, p));
	TRY(pg_drain(op, p));
	TRY(pg_verdict(op, p));
	return PQexitPipelineMode(p->conn) ? RC_OK : pg_lost(op, p);
}

static enum rc go_piped(struct op *op, struct pg *p)
{
	return PQenterPipelineMode(p->conn) ? RC_OK : pg_lost(op, p);
}

/* The answer to @text, which must be of @status. The caller clears it. */
static enum rc ask(struct op *op, struct pg *p, const char *text, ExecStatusType status,
		   PGresult **out)
{
	PGresult *result = PQexec(p->conn, text);

	*out = result;
	if (PQresultStatus(result) == status)
		return RC_OK;
	enum rc rc = fault(op, p, result, text);

	PQclear(result);
	return rc;
}

static enum rc run(struct op *op, struct pg *p, const char *text)
{
	PGresult *result;

	TRY(ask(op, p, text, PGRES_COMMAND_OK, &result));
	PQclear(result);
	return RC_OK;
}

/* How COPY ended: the one answer behind the rows. */
static enum rc copy_over(struct op *op, struct pg *p, const char *table)
{
	enum rc rc = RC_OK;
	PGresult *result;

	while ((result = PQgetResult(p->conn))) {
		if (rc == RC_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
			rc = fault(op, p, result, table);
		PQclear(result);
	}
	if (rc == RC_OK && PQstatus(p->conn) == CONNECTION_BAD)
		rc = pg_lost(op, p);
	return rc;
}

static enum rc read_rows(struct op *op, struct pg *p, const char *table, copy_row *row,
			 void *context)
{
	char *line;
	int size;

	while ((size = PQgetCopyData(p->conn, &line, 0)) > 0) {
		enum rc rc = row(op, line, (size_t)size, context);

		PQfreemem(line);
		TRY(rc); /* the rest of the rows dies with the connection */
	}
	return copy_over(op, p, table);
}

static enum rc end_read(struct op *op, struct copy_end *end, const struct shape_table *t,
			copy_row *row, void *context)
{
	struct pg *p = pg_of(end);
	PGresult *result;

	TRY(db_call(op, end->db, "copy out"));
	TRY(go_plain(op, p));
	TRY(ask(op, p,
		arena_text(end->mem, "COPY (SELECT %s FROM \"%s\" ORDER BY %s) TO STDOUT",
			   t->columns, t->name, t->key),
		PGRES_COPY_OUT, &result));
	PQclear(result);
	TRY(read_rows(op, p, t->name, row, context));
	return go_piped(op, p);
}

/* A store that was made and never written to is as good as none. */
static enum rc may_be_filled(struct op *op, struct pg *p, bool replace)
{
	PGresult *result;

	TRY(ask(op, p, "SELECT batch = 0, rehearsal = 1 FROM head", PGRES_TUPLES_OK, &result));
	bool one = PQntuples(result) == 1;
	bool untouched = one && *PQgetvalue(result, 0, 0) == 't';
	bool rehearsal = one && *PQgetvalue(result, 0, 1) == 't';

	PQclear(result);
	return untouched || (replace && rehearsal)
		       ? RC_OK
		       : FAIL(op, RC_CONFLICT, "store.exists", "%s", "");
}

/* References hang on unique indexes: they go first and come back last. */
static const char taken_off[] =
	"SELECT 0 AS turn,"
	" format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.conname) AS off,"
	" format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, c.conname,"
	"        pg_get_constraintdef(c.oid))"
	" FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid"
	" WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace "
	"UNION ALL "
	"SELECT 1, format('DROP INDEX %I', n.relname), pg_get_indexdef(n.oid)"
	" FROM pg_index AS x JOIN pg_class AS n ON n.oid = x.indexrelid"
	" WHERE n.relnamespace = current_schema()::regnamespace"
	" AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = n.oid) "
	"ORDER BY turn, off";

static enum rc take_off(struct op *op, struct copy_end *end, struct making *m)
{
	struct pg *p = pg_of(end);
	PGresult *result;
	enum rc rc = RC_OK;

	TRY(ask(op, p, taken_off, PGRES_TUPLES_OK, &result));
	m->again_count = (size_t)PQntuples(result);
	m->again = arena_many(end->mem, const char *, m->again_count);
	for (size_t i = 0; i < m->again_count && rc == RC_OK; i++) {
		m->again[m->again_count - 1 - i] =
			arena_copy(end->mem, PQgetvalue(result, (int)i, 2));
		rc = run(op, p, PQgetvalue(result, (int)i, 1));
	}
	PQclear(result);
	return rc;
}

/* A server that is slow to take rows is not a lost one. A local socket has no such limit. */
static void be_patient(struct pg *p)
{
	int never = 0;

	(void)!setsockopt(PQsocket(p->conn), IPPROTO_TCP, TCP_USER_TIMEOUT, &never, sizeof never);
}

static const char *names_of(struct arena *mem, const struct shape *shape)
{
	const char *names = "";

	for (size_t i = 0; i < shape->count; i++)
		names = arena_text(mem, "%s%s\"%s\"", names, i ? ", " : "", shape->tables[i].name);
	return names;
}

static enum rc end_make(struct op *op, struct copy_end *end, const struct shape *shape)
{
	struct making *m = arena_one(end->mem, struct making);
	struct pg *p;

	end->own = m;
	m->tables = names_of(end->mem, shape);
	TRY(db_open_bare(op, end->place, DB_CREATE, &end->db));
	p = pg_of(end);
	TRY(end->db->engine->begin(op, p, true));
	TRY(db_migrate_within(op, end->db));
	TRY(go_plain(op, p));
	be_patient(p);
	TRY(run(op, p, "SET LOCAL idle_in_transaction_session_timeout = 0"));
	TRY(may_be_filled(op, p, end->replace));
	TRY(run(op, p, arena_text(end->mem, "TRUNCATE %s", m->tables)));
	return take_off(op, end, m);
}

static enum rc end_table_begin(struct op *op, struct copy_end *end, const struct shape_table *t)
{
	PGresult *result;

	end->table = t;
	TRY(db_call(op, end->db, "copy in"));
	TRY(ask(op, pg_of(end),
		arena_text(end->mem, "COPY \"%s\" (%s) FROM STDIN", t->name, t->columns),
		PGRES_COPY_IN, &result));
	PQclear(result);
	return RC_OK;
}

static enum rc end_put(struct op *op, struct copy_end *end, char *line, size_t size)
{
	struct pg *p = pg_of(end);

	if (PQputCopyData(p->conn, line, (int)size) == 1)
		return RC_OK;
	TRY(copy_over(op, p, end->table->name)); /* why the server wants no more */
	return pg_lost(op, p);
}

static enum rc end_table_end(struct op *op, struct copy_end *end)
{
	struct pg *p = pg_of(end);

	if (PQputCopyEnd(p->conn, NULL) != 1)
		return pg_lost(op, p);
	return copy_over(op, p, end->table->name);
}

static enum rc end_complete(struct op *op, struct copy_end *end)
{
	struct making *m = end->own;
	struct pg *p = pg_of(end);

	for (size_t i = 0; i < m->again_count; i++)
		TRY(run(op, p, m->again[i]));
	/* Or the first queries would be planned for empty tables. */
	TRY(run(op, p, arena_text(end->mem, "ANALYZE %s", m->tables)));
	TRY(go_piped(op, p));
	return db_read_head(op, end->db);
}

static enum rc end_keep(struct op *op, struct copy_end *end)
{
	return end->db->engine->commit(op, pg_of(end));
}

static void end_drop(struct copy_end *end)
{
	struct pg *p = end->db ? pg_of(end) : NULL;

	if (!p)
		return;
	if (is_plain(p))
		p->lost = true; /* amid rows: the server undoes them when nobody is there */
	end->db->engine->rollback(p);
	db_close(end->db);
}

static enum rc end_unmake(struct op *op, const char *place, const struct shape *shape)
{
	struct db *db;

	TRY(db_open_bare(op, place, DB_WRITE, &db));
	enum rc rc = db->engine->script(op, db->state,
					arena_text(op->mem, "DROP TABLE IF EXISTS migration, %s",
						   names_of(op->mem, shape)));

	db_close(db);
	return rc;
}

const struct copy_engine copy_postgres = {
	.read = end_read,
	.make = end_make,
	.table_begin = end_table_begin,
	.put = end_put,
	.table_end = end_table_end,
	.complete = end_complete,
	.keep = end_keep,
	.drop = end_drop,
	.unmake = end_unmake,
};
