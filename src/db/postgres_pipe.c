/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sending without waiting, and taking the answers in the order in which things were sent. After a
 * statement failed the server skips everything up to the next Sync; what it skipped is answered, too.
 */
#include "core/fiber.h"
#include "core/text.h"
#include "db/postgres.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	PARAMS_MAX = 200, /* the longest multi-row insert has fewer */
	SENT_MAX = 2000,  /* answers not yet taken: an operation may put a million rows */
	NUMBER_SIZE = 24,
	NAME_SIZE = 24,
};

size_t pg_prepared_size(void)
{
	const struct sql *end, *first = db_statements(&end);

	return FORMS * (size_t)(end - first) * sizeof(bool);
}

static bool *prepared(struct pg *p, const struct sql *sql, enum pg_form form)
{
	const struct sql *end, *first = db_statements(&end);

	return &p->prepared[FORMS * (sql - first) + form];
}

static struct pg_op *running(struct pg *p)
{
	return &p->ops[p->running];
}

enum rc pg_verdict(struct op *op, struct pg *p)
{
	const struct pg_op *failed = p->ops[0].failed ? &p->ops[0] : running(p);

	if (!failed->failed)
		return RC_OK;
	if (p->reads_only && failed->op != op)
		return FAIL(op, RC_BUSY, "store.busy", "a question of another on the same snapshot failed");
	op->err = failed->err;
	return failed->err.code;
}

static void note_sent(struct pg *p, struct pg_sent sent)
{
	if (p->sent_first == p->sent_end)
		p->sent_first = p->sent_end = 0;
	if (p->sent_end == p->sent_room) {
		p->sent_room = p->sent_room ? 2 * p->sent_room : 256;
		p->sent = realloc(p->sent, p->sent_room * sizeof *p->sent);
		if (!p->sent)
			abort();
	}
	sent.op = (unsigned)p->running;
	p->sent[p->sent_end++] = sent;
	p->sent_count++;
	if (sent.kind != PG_SYNC && !(sent.sql && sent.sql->reads))
		p->dirty = true;
}

void pg_last_is_of_batch(struct pg *p)
{
	p->sent[p->sent_end - 1].op = 0;
}

void pg_forget_sent(struct pg *p)
{
	for (size_t i = p->sent_first; i < p->sent_end; i++)
		p->sent[i].op = PG_NOBODY;
}

enum rc pg_send(struct op *op, struct pg *p, enum pg_kind kind, const char *text)
{
	if (p->lost || !PQsendQueryParams(p->conn, text, 0, NULL, NULL, NULL, NULL, 0))
		return pg_lost(op, p);
	note_sent(p, (struct pg_sent){ .kind = kind });
	return RC_OK;
}

enum rc pg_send_step(struct op *op, struct pg *p, enum pg_kind kind, enum pg_step step)
{
	char name[] = { (char)('A' + step), '\0' };

	if (p->lost || !PQsendQueryPrepared(p->conn, name, 0, NULL, NULL, NULL, 0))
		return pg_lost(op, p);
	note_sent(p, (struct pg_sent){ .kind = kind });
	return RC_OK;
}

enum rc pg_block(struct op *op, struct pg *p)
{
	if (p->block)
		return RC_OK;
	p->block = true;
	return pg_send_step(op, p, PG_PLAIN, STEP_READ);
}

enum rc pg_sync(struct op *op, struct pg *p)
{
	if (p->lost || !PQpipelineSync(p->conn))
		return pg_lost(op, p);
	note_sent(p, (struct pg_sent){ .kind = PG_SYNC });
	return RC_OK;
}

/* The first fault of an operation is its verdict. One of the batch itself spoils all of them. */
static void note_fault(struct op *op, struct pg *p, const struct pg_sent *sent, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	struct op scratch = { .mem = op->mem };

	if (sent->op == PG_NOBODY || p->ops[sent->op].failed)
		return;
	struct pg_op *owner = &p->ops[sent->op];

	owner->failed = true;
	if (p->reads_only && sent->asker)
		owner->op = sent->asker;
	(void)!pg_fault(&scratch, state ? state : "08000", sent->sql, &sent->promise,
			words ? words : "the connection is gone");
	owner->err = scratch.err;
}

/* What has an answer of the wrong kind: COMMIT of a failed transaction says ROLLBACK, without an error. */
static void note_answer(struct op *op, struct pg *p, const struct pg_sent *sent, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_FATAL_ERROR)
		note_fault(op, p, sent, result);
	else if (sent->kind == PG_COMMIT && status == PGRES_COMMAND_OK)
		p->committed = !strcmp(PQcmdStatus(result), "COMMIT");
	else if (sent->rows && (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK))
		*sent->rows = strtoll(PQcmdTuples(result), NULL, 10);
}

/* What ends the connection too: the server was told to stop, or to end it. An answer of another kind may say so. */
static bool is_farewell(const PGresult *result, bool sync)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	return sync != (PQresultStatus(result) == PGRES_PIPELINE_SYNC) ||
	       (severity && !strcmp(severity, "FATAL"));
}

/* Takes the one answer of the oldest that was sent, for who waits for it. */
static enum rc take_oldest(struct op *op, struct pg *p)
{
	struct pg_sent *sent = &p->sent[p->sent_first];
	bool sync = sent->kind == PG_SYNC;
	PGresult *result = PQgetResult(p->conn);

	if (!result || PQstatus(p->conn) == CONNECTION_BAD || is_farewell(result, sync)) {
		PQclear(result);
		return pg_lost(op, p);
	}
	p->sent_first++;
	if (!sync)
		note_answer(op, p, sent, result);
	if (sent->answer)
		*sent->answer = (struct pg_answer){ result, true };
	else
		PQclear(result);
	PGresult *end = sync ? NULL : PQgetResult(p->conn);

	if (!end)
		return RC_OK;
	PQclear(end);
	return pg_lost(op, p);
}

enum rc pg_drain(struct op *op, struct pg *p)
{
	if (p->lost)
		return pg_lost(op, p);
	while (p->sent_end > p->sent_first)
		TRY(take_oldest(op, p));
	return RC_OK;
}

/* The server answers when it is told to, or has eight kilobytes: all that was sent is worth one word. */
static enum rc flush(struct op *op, struct pg *p, uint64_t number)
{
	if (p->flushed >= number)
		return RC_OK;
	if (!PQsendFlushRequest(p->conn))
		return pg_lost(op, p);
	p->flushed = p->sent_count;
	return RC_OK;
}

static enum rc wait_for(struct op *op, struct pg *p, const struct pg_answer *answer, uint64_t number)
{
	while (!answer->taken) {
		if (p->lost)
			return pg_lost(op, p);
		TRY(flush(op, p, number));
		TRY(take_oldest(op, p));
	}
	return RC_OK;
}

enum rc pg_wait(struct op *op, struct pg *p, const struct pg_answer *answer, uint64_t number)
{
	TRY(wait_for(op, p, answer, number));
	ExecStatusType status = PQresultStatus(answer->result);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return RC_OK;
	TRY(pg_verdict(op, p));
	return FAIL(op, RC_BROKEN, "store.error", "%s", PQresStatus(status));
}

/* What was sent last is answered to @asked. */
static void expect(struct op *op, struct pg *p, struct pg_asked *asked)
{
	struct pg_sent *sent = &p->sent[p->sent_end - 1];

	sent->asker = op;
	sent->answer = &asked->answer;
	asked->number = p->sent_count;
}

static enum rc hear(struct op *op, struct pg *p, struct pg_asked *asked, PGresult **result)
{
	enum rc rc = pg_wait(op, p, &asked->answer, asked->number);

	if (rc != RC_OK)
		PQclear(asked->answer.result);
	else
		*result = asked->answer.result;
	return rc;
}

enum rc pg_ask(struct op *op, struct pg *p, const char *text, struct pg_asked *asked)
{
	*asked = (struct pg_asked){ 0 };
	TRY(pg_send(op, p, PG_GET, text));
	expect(op, p, asked);
	TRY(flush(op, p, asked->number));
	return PQflush(p->conn) ? pg_lost(op, p) : RC_OK;
}

enum rc pg_hear(struct op *op, struct pg *p, struct pg_asked *asked, PGresult **result)
{
	fiber_wait();
	pg_send_groups(op->mem, p);
	return hear(op, p, asked, result);
}

enum rc pg_take(struct op *op, struct pg *p, PGresult **result)
{
	struct pg_asked asked = { 0 };

	expect(op, p, &asked);
	return pg_hear(op, p, &asked, result);
}

/* INSERT … VALUES inserts what it says, or fails. */
static bool rows_certain(const char *text)
{
	const char *values = strcasestr(text, "VALUES"), *select = strcasestr(text, "SELECT");

	return !strncasecmp(text + strspn(text, " \n"), "INSERT", 6) && values &&
	       (!select || values < select) && !strcasestr(text, "CONFLICT");
}

/* Every statement whose number of rows is not certain has a second form that fails on another number. */
static bool promises(const struct sql *sql, const struct pg_sent *sent)
{
	return sent->kind == PG_PUT && sent->promise.rows != DB_ANY_ROWS && !rows_certain(sql->postgres);
}

static void name_of(char name[NAME_SIZE], const struct sql *sql, enum pg_form form)
{
	const struct sql *end, *first = db_statements(&end);

	snprintf(name, NAME_SIZE, "%c%td", "sct"[form], sql - first);
}

/*
 * Waits: a Parse that is skipped, because something before it failed, has prepared nothing. Nobody else must
 * prepare the same meanwhile.
 */
static enum rc prepare(struct op *op, struct pg *p, const struct sql *sql, enum pg_form form,
		       const char *text)
{
	struct pg_asked asked = { 0 };
	char name[NAME_SIZE];
	PGresult *result;

	name_of(name, sql, form);
	if (p->lost || !PQsendPrepare(p->conn, name, text, 0, NULL))
		return pg_lost(op, p);
	note_sent(p, (struct pg_sent){ .kind = PG_GET, .sql = sql });
	expect(op, p, &asked);
	TRY(hear(op, p, &asked, &result));
	PQclear(result);
	*prepared(p, sql, form) = true;
	return RC_OK;
}

struct params {
	const char *values[PARAMS_MAX];
	int sizes[PARAMS_MAX], formats[PARAMS_MAX];
	char numbers[PARAMS_MAX][NUMBER_SIZE];
	int count;
};

/* Numbers go as text, whatever integer the server takes them for; bytes go as they are. */
static void bind(struct params *params, struct db_ins in)
{
	assert(in.count < PARAMS_MAX);
	params->count = (int)in.count;
	for (size_t i = 0; i < in.count; i++) {
		const struct db_in *v = &in.items[i];

		params->values[i] = v->type == DB_NULL ? NULL : v->data;
		params->sizes[i] = (int)v->size;
		params->formats[i] = v->type == DB_BYTES;
		if (v->type != DB_INT)
			continue;
		snprintf(params->numbers[i], NUMBER_SIZE, "%lld", (long long)v->number);
		params->values[i] = params->numbers[i];
	}
}

static void bind_rows(struct params *params, int64_t rows)
{
	struct params *p = params;

	snprintf(p->numbers[p->count], NUMBER_SIZE, "%lld", (long long)rows);
	p->values[p->count] = p->numbers[p->count];
	p->formats[p->count++] = 0;
}

/*
 * Left to itself the server compares what plans would cost, and finds one that knows a limit of 21 rows
 * or the first value of a range so much cheaper that it plans such a list again each time.
 */
static enum rc choose_plan(struct op *op, struct pg *p, bool once)
{
	if (!p->reads_only || p->once == once)
		return RC_OK;
	p->once = once;
	return pg_send_step(op, p, PG_PLAIN, once ? STEP_ONCE : STEP_EACH);
}

static enum rc send_form(struct op *op, struct pg *p, enum pg_form form, const struct params *params,
			 struct pg_sent sent)
{
	char name[NAME_SIZE];

	name_of(name, sent.sql, form);
	if (p->lost || !PQsendQueryPrepared(p->conn, name, params->count, params->values, params->sizes,
					    params->formats, 0))
		return pg_lost(op, p);
	note_sent(p, sent);
	if (p->sent_end - p->sent_first < SENT_MAX)
		return RC_OK;
	TRY(flush(op, p, p->sent_count));
	return pg_drain(op, p);
}

enum rc pg_send_prepared(struct op *op, struct pg *p, const struct sql *sql, struct db_ins in,
			 struct pg_sent sent)
{
	enum pg_form form = promises(sql, &sent) ? FORM_CHECKED : FORM_PLAIN;
	const char *text = sql->postgres;
	struct params params;

	if (!*prepared(p, sql, form)) {
		if (form == FORM_CHECKED)
			text = arena_text(op->mem,
					  "WITH touched AS (%s RETURNING 1) SELECT "
					  "1 / (CASE WHEN count(*) = $%u THEN 1 ELSE 0 END) FROM touched",
					  text, sql->params + 1);
		TRY(prepare(op, p, sql, form, text));
	}
	if (sql->params)
		TRY(choose_plan(op, p, sql->once != NULL));
	bind(&params, in);
	if (form == FORM_CHECKED)
		bind_rows(&params, sent.promise.rows);
	sent.sql = sql;
	return send_form(op, p, form, &params, sent);
}

enum rc pg_send_together(struct op *op, struct pg *p, const struct sql *sql, struct db_ins one,
			 struct db_ins arrays, struct pg_sent sent)
{
	struct params params;

	if (!*prepared(p, sql, FORM_TOGETHER))
		TRY(prepare(op, p, sql, FORM_TOGETHER, pg_text_together(op->mem, sql, one)));
	TRY(choose_plan(op, p, true));
	bind(&params, arrays);
	sent.sql = sql;
	return send_form(op, p, FORM_TOGETHER, &params, sent);
}

enum rc pg_send_cursor(struct op *op, struct pg *p, const char *name, const struct sql *sql,
		       struct db_ins in)
{
	const char *text = arena_text(op->mem, "DECLARE %s NO SCROLL CURSOR FOR %s", name,
				      sql->postgres);
	struct params params;

	TRY(pg_block(op, p));
	bind(&params, in);
	if (p->lost || !PQsendQueryParams(p->conn, text, params.count, NULL, params.values,
					  params.sizes, params.formats, 0))
		return pg_lost(op, p);
	note_sent(p, (struct pg_sent){ .kind = PG_PLAIN, .sql = sql });
	return RC_OK;
}
