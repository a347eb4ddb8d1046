/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_store.h"
#include "db/conn.h"
#include "db/db.h"
#include "territory/order.sql.h"
#include <string.h>

static const char *const states[ORDER_STATES] = { "draft", "proposed", "scheduled", "applied",
						  "undone" };

const char *order_state_word(enum order_state state)
{
	return states[state];
}

static enum order_state state_of(const char *word)
{
	enum order_state state = ORDER_DRAFT;

	while (state < ORDER_UNDONE && strcmp(states[state], word) != 0)
		state++;
	return state;
}

/* Only what an order is read from; a folder may hold anything else. */
static const char *const kept[] = {
	"order.json",         "units_after.csv",   "reorganisation.csv",
	"provinces_after.csv", "provinces_map.csv", "reorganisation_districts.csv",
	"people_after.csv",
};

enum rc order_store_insert(struct op *op, struct order *o, const struct folder *folder)
{
	o->id = db_id(op);
	o->made_us = op->now_us;
	TRY(db_put_else(op, &SQL_ORDER_INSERT, 1,
			IN(IN_INT(o->id), IN_TEXT(o->number), IN_TEXT(o->title),
			   IN_TEXT(o->issued_by), IN_TEXT(o->kind), IN_INT(o->passed),
			   IN_INT(o->in_force), IN_INT(o->operates), IN_INT(o->ends_district_tier),
			   IN_TEXT(o->default_rule), IN_INT(o->made_us)),
			RC_CONFLICT, "order.handed_in_already", "number"));
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		const struct folder_file *file = folder_find(folder, kept[i]);

		if (file)
			TRY(db_put(op, &SQL_ORDER_FILE_INSERT, 1,
				   IN(IN_INT(o->id), IN_TEXT(file->name), IN_TEXT(file->text))));
	}
	return RC_OK;
}

enum rc order_store_files(struct op *op, int64_t order, struct folder *out)
{
	struct row {
		const char *name, *content;
	} row = { 0 }, *rows;
	size_t count;

	TRY(db_list(op, &SQL_ORDER_FILES, IN(IN_INT(order)),
		    OUT(OUT_TEXT(&row.name), OUT_TEXT(&row.content)), ROWS(row, &rows, &count)));
	*out = (struct folder){ 0 };
	for (size_t i = 0; i < count; i++)
		folder_put(op->mem, out, rows[i].name, rows[i].content, strlen(rows[i].content));
	return RC_OK;
}

struct order_row {
	struct order o;
	const char *state;
};

/* The columns of order_by_id, order_by_number and order_list. */
#define ORDER_COLUMNS(r)                                                                     \
	OUT(OUT_INT(&(r)->o.id), OUT_TEXT(&(r)->o.number), OUT_TEXT(&(r)->o.title),           \
	    OUT_TEXT(&(r)->o.issued_by), OUT_TEXT(&(r)->o.kind), OUT_INT32(&(r)->o.passed),   \
	    OUT_INT32(&(r)->o.in_force), OUT_INT32(&(r)->o.operates),                         \
	    OUT_BOOL(&(r)->o.ends_district_tier), OUT_TEXT(&(r)->o.default_rule),             \
	    OUT_TEXT(&(r)->state), OUT_INT(&(r)->o.proposed_by), OUT_INT(&(r)->o.confirmed_by), \
	    OUT_INT(&(r)->o.made_us), OUT_INT(&(r)->o.scheduled_us), OUT_INT(&(r)->o.applied_us), \
	    OUT_INT(&(r)->o.undone_us), OUT_TEXT(&(r)->o.summary),                            \
	    OUT_TEXT(&(r)->o.certificate))

static enum rc find(struct op *op, const struct sql *sql, struct db_ins in, struct order **out)
{
	struct order_row *row = arena_one(op->mem, struct order_row);
	bool found;

	TRY(db_maybe(op, sql, in, ORDER_COLUMNS(row), &found));
	if (!found)
		return FAIL(op, RC_NOT_FOUND, "order.none", "%s", "");
	row->o.state = state_of(row->state);
	*out = &row->o;
	return RC_OK;
}

enum rc order_store_by_id(struct op *op, int64_t id, struct order **out)
{
	return find(op, &SQL_ORDER_BY_ID, IN(IN_INT(id)), out);
}

enum rc order_store_by_number(struct op *op, const char *number, struct order **out)
{
	return find(op, &SQL_ORDER_BY_NUMBER, IN(IN_TEXT(number)), out);
}

enum rc order_store_list(struct op *op, struct order **rows, size_t *rows_count)
{
	struct order_row row = { 0 }, *all;

	TRY(db_list(op, &SQL_ORDER_LIST, IN_NOTHING, ORDER_COLUMNS(&row),
		    ROWS(row, &all, rows_count)));
	*rows = arena_many(op->mem, struct order, *rows_count + 1);
	for (size_t i = 0; i < *rows_count; i++) {
		(*rows)[i] = all[i].o;
		(*rows)[i].state = state_of(all[i].state);
	}
	return RC_OK;
}

static enum rc step(struct op *op, const struct sql *sql, struct db_ins in)
{
	return db_put_else(op, sql, 1, in, RC_CONFLICT, "order.moved_on", NULL);
}

enum rc order_store_propose(struct op *op, int64_t order, int64_t account)
{
	return step(op, &SQL_ORDER_PROPOSE, IN(IN_INT(order), IN_OPT(account)));
}

enum rc order_store_schedule(struct op *op, int64_t order, int64_t account)
{
	return step(op, &SQL_ORDER_SCHEDULE,
		    IN(IN_INT(order), IN_OPT(account), IN_INT(op->now_us)));
}

enum rc order_store_large(struct op *op)
{
	return db_large(op);
}

enum rc order_store_applied(struct op *op, int64_t order, const char *summary)
{
	return step(op, &SQL_ORDER_APPLIED,
		    IN(IN_INT(order), IN_INT(op->now_us), IN_TEXT(summary)));
}

enum rc order_store_certified(struct op *op, int64_t order, const char *note)
{
	return step(op, &SQL_ORDER_CERTIFIED, IN(IN_INT(order), IN_TEXT(note)));
}

enum rc order_store_undone(struct op *op, int64_t order)
{
	return step(op, &SQL_ORDER_UNDONE, IN(IN_INT(order), IN_INT(op->now_us)));
}

enum rc order_store_choices(struct op *op, int64_t order, struct choice **rows,
			    size_t *rows_count)
{
	struct choice row = { 0 };

	return db_list(op, &SQL_ORDER_CHOICES, IN(IN_INT(order)),
		       OUT(OUT_TEXT(&row.kind), OUT_TEXT(&row.key), OUT_TEXT(&row.unit_code)),
		       ROWS(row, rows, rows_count));
}

enum rc order_store_choose(struct op *op, int64_t order, const struct choice *choice)
{
	return db_put(op, &SQL_ORDER_CHOOSE, 1,
		      IN(IN_INT(order), IN_TEXT(choice->kind), IN_TEXT(choice->key),
			 IN_TEXT(choice->unit_code), IN_INT(op->actor.id), IN_INT(op->now_us)));
}

enum rc order_store_moves(struct op *op, int64_t order, const char *kind, const char *rows)
{
	return db_put(op, &SQL_ORDER_MOVES_INSERT, DB_ANY_ROWS,
		      IN(IN_INT(order), IN_TEXT(kind), IN_TEXT(rows)));
}

enum rc order_store_each_move(struct op *op, int64_t order, const char *kind,
			      struct move_row *row,
			      enum rc (*each)(struct op *op, struct arena *mem, void *context),
			      void *context)
{
	row->kind = kind;
	return db_each(op, &SQL_ORDER_MOVES, IN(IN_INT(order), IN_TEXT(kind)),
		       OUT(OUT_TEXT(&row->key), OUT_TEXT(&row->reference),
			   OUT_INT(&row->unit_before), OUT_INT(&row->unit_after),
			   OUT_INT(&row->outcome)),
		       each, context);
}

enum rc order_store_move(struct op *op, int64_t order, const char *kind, const char *key,
			 struct move_row *row, bool *found)
{
	row->key = key;
	return db_maybe(op, &SQL_ORDER_MOVE_ONE, IN(IN_INT(order), IN_TEXT(kind), IN_TEXT(key)),
			OUT(OUT_TEXT(&row->kind), OUT_INT(&row->record),
			    OUT_INT(&row->unit_before), OUT_INT(&row->unit_after),
			    OUT_INT(&row->outcome)),
			found);
}

enum rc order_store_residue(struct op *op, int64_t order, const char *kind, int64_t since_us,
			    struct residue **rows, size_t *rows_count)
{
	struct residue row = { .kind = kind };

	return db_list(op, &SQL_ORDER_MOVES_RESIDUE,
		       IN(IN_INT(order), IN_TEXT(kind), IN_INT(since_us)),
		       OUT(OUT_TEXT(&row.key), OUT_INT(&row.unit), OUT_TEXT(&row.choice)),
		       ROWS(row, rows, rows_count));
}

enum rc order_store_steps(struct op *op, const char *kind, const char *key,
			  struct order_step **rows, size_t *rows_count)
{
	struct order_step row = { 0 };

	return db_list(op, &SQL_ORDER_STEPS, IN(IN_TEXT(kind), IN_TEXT(key)),
		       OUT(OUT_TEXT(&row.number), OUT_INT32(&row.day), OUT_INT(&row.applied_us),
			   OUT_INT(&row.unit_before), OUT_INT(&row.unit_after)),
		       ROWS(row, rows, rows_count));
}

enum rc order_store_annul(struct op *op, int64_t order)
{
	const struct db_ins mark = IN(IN_INT(order), IN_INT(op->now_us));

	TRY(db_put(op, &SQL_ORDER_LINES_ANNUL, DB_ANY_ROWS, mark));
	TRY(db_put(op, &SQL_ORDER_FACTS_ANNUL, DB_ANY_ROWS, mark));
	TRY(db_put(op, &SQL_ORDER_UNITS_ANNUL, DB_ANY_ROWS, mark));
	return db_put(op, &SQL_ORDER_FACTS_REOPEN, DB_ANY_ROWS, IN(IN_INT(order)));
}

enum rc order_store_lines(struct op *op, int64_t order, struct line_units **rows,
			  size_t *rows_count)
{
	struct line_units row = { 0 };

	return db_list(op, &SQL_ORDER_LINES, IN(IN_INT(order)),
		       OUT(OUT_INT(&row.old_unit), OUT_INT(&row.new_unit), OUT_INT(&row.heir)),
		       ROWS(row, rows, rows_count));
}

enum rc order_store_followers(struct op *op, int64_t order, const char ***numbers, size_t *count)
{
	const char *row = NULL;

	return db_list(op, &SQL_ORDER_FOLLOWERS, IN(IN_INT(order)), OUT(OUT_TEXT(&row)),
		       ROWS(row, numbers, count));
}

enum rc order_store_rehearsal(struct op *op, bool *rehearsal)
{
	int64_t now_us;

	return db_clock(op, &now_us, rehearsal);
}
