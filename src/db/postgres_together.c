/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions that several tasks ask at the same time with the same statement, sent as one (docs/adr/0017).
 * What each asked becomes a row of arrays, and the statement is carried out for each row:
 *
 *	SELECT asked.n, answer.* FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS asked (p1, p2, n),
 *		LATERAL (… with asked.p1 for $1 … OFFSET 0) AS answer
 *
 * OFFSET 0 keeps the server from joining otherwise than row by row, so that the answers come in the
 * order of the questions, and those of each in the order of the statement. Who asks the very same as another
 * shares its row, and its answer.
 */
#include "core/fiber.h"
#include "core/text.h"
#include "db/postgres.h"
#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TOGETHER_MAX = 32 };

/** Those who ask by the same statement; lives until the last of them has his rows. */
struct pg_group {
	struct pg_group *next; /* not sent yet */
	const struct sql *sql;
	struct op *op; /* of the first */
	struct db_ins ins[TOGETHER_MAX];
	int first[TOGETHER_MAX], count[TOGETHER_MAX]; /* rows of each question in the answer */
	int questions, askers, left;
	bool sent, split;
	bool unsent; /* it could not be sent */
	uint64_t number;
	struct pg_answer answer;
};

struct text {
	struct arena *mem;
	char *at;
	size_t size, room;
};

static void put(struct text *t, const char *from, size_t size)
{
	if (t->size + size + 1 > t->room) {
		char *more = arena_alloc(t->mem, t->room = 2 * t->room + size + 256);

		if (t->size)
			memcpy(more, t->at, t->size);
		t->at = more;
	}
	memcpy(t->at + t->size, from, size);
	t->size += size;
	t->at[t->size] = '\0';
}

static void put_text(struct text *t, const char *from)
{
	put(t, from, strlen(from));
}

const char *pg_text_together(struct arena *mem, const struct sql *sql, struct db_ins in)
{
	struct text t = { .mem = mem };
	const char *at = sql->postgres;

	put_text(&t, "SELECT asked.n, answer.* FROM unnest(");
	for (size_t i = 0; i < in.count; i++)
		put_text(&t, arena_text(mem, "%sCAST($%zu AS %s[])", i ? ", " : "", i + 1,
					in.items[i].type == DB_TEXT ? "text" : "bigint"));
	put_text(&t, ") WITH ORDINALITY AS asked (");
	for (size_t i = 0; i < in.count; i++)
		put_text(&t, arena_text(mem, "p%zu, ", i + 1));
	put_text(&t, "n), LATERAL (");
	while (*at) {
		size_t plain = strcspn(at, "$'");

		put(&t, at, plain);
		at += plain;
		if (*at == '\'') { /* a constant, or as much of it as lies before a quote in it */
			plain = 1 + strcspn(at + 1, "'");
			put(&t, at, plain + 1);
			at += plain + 1;
		} else if (*at == '$' && isdigit((unsigned char)at[1])) {
			put_text(&t, "asked.p");
			at++;
		} else if (*at) {
			put(&t, at++, 1);
		}
	}
	put_text(&t, " OFFSET 0) AS answer");
	return t.at;
}

static void put_value(struct text *t, const struct db_in *v)
{
	if (v->type == DB_INT) {
		put_text(t, arena_text(t->mem, "%lld", (long long)v->number));
		return;
	}
	if (v->type == DB_NULL || !v->data) {
		put_text(t, "NULL");
		return;
	}
	put(t, "\"", 1);
	for (const char *at = v->data; *at; at++) {
		if (*at == '"' || *at == '\\')
			put(t, "\\", 1);
		put(t, at, 1);
	}
	put(t, "\"", 1);
}

/* The values of one parameter, of all who ask. */
static const char *array_of(struct arena *mem, const struct pg_group *g, size_t param)
{
	struct text t = { .mem = mem };

	for (int i = 0; i < g->questions; i++) {
		put(&t, i ? "," : "{", 1);
		put_value(&t, &g->ins[i].items[param]);
	}
	put(&t, "}", 1);
	return t.at;
}

/* Whose fault it was is not known of a question of several: nobody hears it, all are asked to ask alone. */
static struct op several;

static enum rc send_group(struct op *op, struct pg *p, struct pg_group *g)
{
	struct pg_sent sent = { .kind = PG_GET, .answer = &g->answer };
	const struct db_ins *first = &g->ins[0];

	sent.asker = g->askers == 1 ? g->op : &several;
	if (g->questions == 1) {
		TRY(pg_send_prepared(op, p, g->sql, *first, sent));
	} else {
		struct db_in *arrays = arena_many(op->mem, struct db_in, first->count);

		for (size_t i = 0; i < first->count; i++)
			arrays[i] = (struct db_in)IN_TEXT(array_of(op->mem, g, i));
		TRY(pg_send_together(op, p, g->sql, *first, (struct db_ins){ arrays, first->count }, sent));
	}
	g->number = p->sent_count;
	return RC_OK;
}

void pg_send_groups(struct arena *mem, struct pg *p)
{
	struct op nobody = { .mem = mem };
	struct pg_group *g;

	while ((g = p->groups)) {
		p->groups = g->next;
		g->sent = true;
		g->unsent = send_group(&nobody, p, g) != RC_OK;
	}
}

/* Which rows are whose: of each question together, in the order of the questions. */
static enum rc split(struct op *op, struct pg_group *g)
{
	int rows = PQntuples(g->answer.result), last = 0;

	g->split = true;
	if (g->questions == 1) {
		g->count[0] = rows;
		return RC_OK;
	}
	for (int row = 0; row < rows; row++) {
		int n = (int)strtol(PQgetvalue(g->answer.result, row, 0), NULL, 10);

		if (n < last || n < 1 || n > g->questions)
			return FAIL(op, RC_BROKEN, "store.error", "%s: rows of %d behind those of %d",
				    g->sql->name, n, last);
		if (!g->count[n - 1]++)
			g->first[n - 1] = row;
		last = n;
	}
	return RC_OK;
}

/* Who asks first by a statement begins a group. */
static struct pg_group *group_of(struct pg *p, const struct sql *sql)
{
	struct pg_group *g = p->groups;

	while (g && (g->sql != sql || g->questions == TOGETHER_MAX))
		g = g->next;
	if (g)
		return g;
	g = calloc(1, sizeof *g);
	if (!g)
		abort();
	g->sql = sql;
	g->next = p->groups;
	p->groups = g;
	return g;
}

static bool same_value(const struct db_in *a, const struct db_in *b)
{
	if (a->type != b->type || a->type == DB_INT)
		return a->type == b->type && a->number == b->number;
	return a->data == b->data || (a->data && b->data && !strcmp(a->data, b->data));
}

static int question_of(struct pg_group *g, struct db_ins in)
{
	int q = 0;

	for (; q < g->questions; q++) {
		size_t same = 0;

		while (same < in.count && same_value(&g->ins[q].items[same], &in.items[same]))
			same++;
		if (same == in.count)
			return q;
	}
	g->ins[g->questions++] = in;
	return q;
}

static enum rc rows_of(struct op *op, struct pg *p, struct pg_group *g, int q, struct pg_rows *out)
{
	if (g->unsent)
		return p->lost ? pg_lost(op, p)
			       : FAIL(op, RC_BUSY, "store.busy", "%s could not be sent", g->sql->name);
	enum rc rc = pg_wait(op, p, &g->answer, g->number);

	if (rc != RC_OK && g->askers > 1)
		p->apart = 2;
	TRY(rc);
	if (!g->split)
		TRY(split(op, g));
	*out = (struct pg_rows){ .result = g->answer.result, .first = g->first[q],
				 .count = g->count[q], .column = g->questions > 1, .group = g };
	return RC_OK;
}

enum rc pg_ask_together(struct op *op, struct pg *p, const struct sql *sql, struct db_ins in,
			struct pg_rows *out)
{
	struct pg_group *g = group_of(p, sql);
	int q = question_of(g, in);

	if (!g->askers++)
		g->op = op;
	g->left++;
	fiber_wait();
	if (!g->sent)
		pg_send_groups(op->mem, p);
	enum rc rc = rows_of(op, p, g, q, out);

	if (rc != RC_OK)
		pg_leave_group(g);
	return rc;
}

void pg_leave_group(struct pg_group *g)
{
	if (--g->left)
		return;
	PQclear(g->answer.result);
	free(g);
}
