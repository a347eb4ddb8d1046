/* SPDX-License-Identifier: Apache-2.0 */
#include "db/copy.h"
#include "core/log.h"
#include "core/text.h"
#include "db/conn.h"
#include "db/copy_end.h"
#include <string.h>

enum { TELL_ROWS = 20000 };

void copy_roots_add(struct copy_roots *roots, bool table, const char *name, int64_t count,
		    const char *root)
{
	roots->items = arena_grow(roots->mem, roots->items, roots->count, sizeof *roots->items);
	roots->items[roots->count++] = (struct copy_root){
		.name = arena_copy(roots->mem, name),
		.table = table,
		.count = count,
		.root = arena_copy(roots->mem, root),
	};
}

/* One pass over a table: hashed, counted, and put into the other end if there is one. */
struct pass {
	const struct copy_way *way;
	const struct shape_table *table;
	struct copy_end *to; /* NULL: only read */
	void *tree;
	int64_t rows;
};

static enum rc pass_row(struct op *op, char *line, size_t size, void *context)
{
	struct pass *p = context;

	p->way->tree->add(p->tree, line, size);
	if (++p->rows % TELL_ROWS == 0 && p->way->progress)
		p->way->progress(p->way->context, p->table->name, p->rows, !p->to);
	return p->to ? p->to->engine->put(op, p->to, line, size) : RC_OK;
}

static enum rc pass_table(struct op *op, struct copy_end *from, struct pass *p,
			  struct copy_roots *roots)
{
	unsigned char root[COPY_ROOT_BYTES];

	memset(p->tree, 0, p->way->tree->size);
	p->rows = 0;
	if (p->to)
		TRY(p->to->engine->table_begin(op, p->to, p->table));
	TRY(from->engine->read(op, from, p->table, pass_row, p));
	if (p->to)
		TRY(p->to->engine->table_end(op, p->to));
	p->way->tree->root(p->tree, root);
	copy_roots_add(roots, true, p->table->name, p->rows,
		       text_hex(roots->mem, root, sizeof root));
	return RC_OK;
}

static enum rc pass_all(struct op *op, const struct shape *shape, struct copy_end *from,
			struct copy_end *to, const struct copy_way *way, struct copy_roots *roots)
{
	struct pass p = { .way = way, .to = to, .tree = arena_alloc(roots->mem, way->tree->size) };

	for (size_t i = 0; i < shape->count; i++) {
		p.table = &shape->tables[i];
		TRY(pass_table(op, from, &p, roots));
	}
	return RC_OK;
}

static enum rc compare(struct op *op, const struct copy_roots *a, const struct copy_roots *b)
{
	if (a->count != b->count)
		return FAIL(op, RC_BROKEN, "copy.differs", "%zu roots, not %zu", b->count,
			    a->count);
	for (size_t i = 0; i < a->count; i++) {
		const struct copy_root *x = &a->items[i], *y = &b->items[i];

		if (strcmp(x->name, y->name) != 0 || x->table != y->table || x->count != y->count ||
		    strcmp(x->root, y->root) != 0)
			return FAIL(op, RC_BROKEN, "copy.differs", "%s %s: %lld, then %lld",
				    x->table ? "table" : "kind", x->name, (long long)x->count,
				    (long long)y->count);
	}
	return RC_OK;
}

static const struct copy_engine *engine_of(const char *url)
{
	return strncmp(url, "sqlite:", 7) ? &copy_postgres : &copy_sqlite;
}

/* A store in memory is nowhere when the program ends. */
static enum rc place_of(struct op *op, const char *url, const char **place)
{
	if (!strcmp(url, "sqlite::memory:") || !strcmp(url, "sqlite:"))
		return FAIL_FIELD(op, "db", "store.url", "%s", url);
	*place = strncmp(url, "sqlite:", 7) ? url : url + 7;
	return RC_OK;
}

struct copying {
	struct copy_end from, to;
	struct op reading,
		writing; /* an operation on each side, at the same time by the store's clock */
	struct shape shape;
	struct copy_roots kinds;
};

static enum rc read_side(struct copying *c, const char *url, const struct copy_way *way)
{
	struct op *op = &c->reading;

	TRY(place_of(op, url, &c->from.place));
	TRY(db_open(op, url, DB_READ, &c->from.db));
	TRY(db_begin_read(op, c->from.db));
	return way->kinds(op, &c->kinds);
}

/* What was read is let go before what may take long: the store that serves has room again. */
static void read_side_over(struct copying *c)
{
	if (c->from.db && c->reading.db)
		db_end_read(&c->reading);
	arena_reset(c->reading.mem);
	db_close(c->from.db);
	c->from.db = NULL;
}

static enum rc write_side(struct copying *c, const struct copy_way *way, struct copy_roots *roots)
{
	struct copy_roots again = { .mem = c->to.mem };
	struct op *op = &c->writing;

	TRY(c->to.engine->complete(op, &c->to));
	op->now_us = c->reading.now_us;
	TRY(pass_all(op, &c->shape, &c->to, NULL, way, &again));
	TRY(way->kinds(op, &again));
	TRY(compare(op, roots, &again));
	arena_reset(op->mem); /* what the connection remembered, before it is closed */
	return c->to.engine->keep(op, &c->to);
}

static enum rc copy(struct copying *c, const char *from, const char *to, const struct copy_way *way,
		    struct copy_roots *roots)
{
	TRY(place_of(&c->writing, to, &c->to.place));
	TRY(shape_of_program(&c->writing, &c->shape));
	TRY(read_side(c, from, way));
	TRY(c->to.engine->make(&c->writing, &c->to, &c->shape));
	/* A fault of either side is this operation's. */
	TRY(pass_all(&c->writing, &c->shape, &c->from, &c->to, way, roots));
	read_side_over(c);
	for (size_t i = 0; i < c->kinds.count; i++)
		copy_roots_add(roots, false, c->kinds.items[i].name, c->kinds.items[i].count,
			       c->kinds.items[i].root);
	return write_side(c, way, roots);
}

enum rc db_copy(struct op *op, const char *from, const char *to, const struct copy_way *way,
		struct copy_roots *roots)
{
	struct copying c = {
		.from = { .engine = engine_of(from), .mem = op->mem },
		.to = { .engine = engine_of(to),
			.mem = op->mem,
			.backup = way->backup,
			.replace = way->replace },
		.reading = { .mem = arena_new(), .actor = op->actor },
		.writing = { .mem = arena_new(), .actor = op->actor },
		.kinds = { .mem = op->mem },
	};
	enum rc rc = copy(&c, from, to, way, roots);

	if (rc != RC_OK)
		op->err = c.writing.err.code == rc ? c.writing.err : c.reading.err;
	read_side_over(&c);
	arena_reset(c.writing.mem);
	c.to.engine->drop(&c.to);
	arena_drop(c.reading.mem);
	arena_drop(c.writing.mem);
	return rc;
}

void db_unmake(struct op *op, const char *url)
{
	struct op step = { .mem = op->mem };
	struct shape shape;
	const char *place;

	if (place_of(&step, url, &place) == RC_OK && shape_of_program(&step, &shape) == RC_OK &&
	    engine_of(url)->unmake(&step, place, &shape) == RC_OK)
		return;
	log_error("%s: what was made could not be taken away: %s", db_url_shown(op->mem, url),
		  step.err.detail);
}
