/* SPDX-License-Identifier: Apache-2.0 */
/* Queues, searches and counts. */
#include "core/text.h"
#include "db/db.h"
#include "dossier/dossier.sql.h"
#include "dossier/dossier_store.h"

/* One row as the statements give it. */
struct stored {
	struct dossier_row r;
	int64_t procedure, state;
};

#define OUT_ROW(one)                                                                         \
	OUT(OUT_INT(&(one).r.id), OUT_INT(&(one).r.rank_us), OUT_TEXT(&(one).r.code),        \
	    OUT_INT(&(one).procedure), OUT_INT(&(one).state), OUT_INT(&(one).r.received_by), \
	    OUT_INT(&(one).r.competent), OUT_INT(&(one).r.return_at),                        \
	    OUT_INT(&(one).r.officer), OUT_TEXT(&(one).r.officer_name),                      \
	    OUT_TEXT(&(one).r.applicant), OUT_INT(&(one).r.received_us),                     \
	    OUT_INT(&(one).r.due_us), OUT_INT(&(one).r.soon_us), OUT_INT(&(one).r.stopped_us), \
	    OUT_BOOL(&(one).r.paused))

static enum rc give(struct op *op, const struct stored *all, size_t count, struct dossier_row **rows)
{
	const struct catalogue *catalogue;

	TRY(catalogue_of(op, &catalogue));
	*rows = arena_many(op->mem, struct dossier_row, count + 1);
	for (size_t i = 0; i < count; i++) {
		(*rows)[i] = all[i].r;
		(*rows)[i].procedure = procedure_by_id(catalogue, all[i].procedure);
		(*rows)[i].state = (enum dossier_state)all[i].state;
	}
	return RC_OK;
}

/* clang-format off */
static const struct {
	const struct sql *list, *newest, *count;
} statements[] = {
	[PLACE_COMPETENT] = { &SQL_DOSSIER_LIST_COMPETENT, &SQL_DOSSIER_NEWEST_COMPETENT, &SQL_DOSSIER_COUNT_COMPETENT },
	[PLACE_RECEIVED]  = { &SQL_DOSSIER_LIST_RECEIVED,  &SQL_DOSSIER_NEWEST_RECEIVED,  &SQL_DOSSIER_COUNT_RECEIVED },
	[PLACE_RETURN]    = { &SQL_DOSSIER_LIST_RETURN,    &SQL_DOSSIER_NEWEST_RETURN,    &SQL_DOSSIER_COUNT_RETURN },
	[PLACE_ALL]       = { &SQL_DOSSIER_LIST_ALL,       &SQL_DOSSIER_NEWEST_ALL,       &SQL_DOSSIER_COUNT_ALL },
	[PLACE_FILED]     = { &SQL_DOSSIER_LIST_FILED,     &SQL_DOSSIER_NEWEST_FILED,     &SQL_DOSSIER_COUNT_FILED },
};
/* clang-format on */

/* What a filter asks, as the statements take it. */
struct asked {
	int64_t after_rank, after_id, before, running, soon;
	const char *procedure;
};

static struct asked asked_of(struct op *op, const struct dossier_filter *f)
{
	struct asked a = {
		.after_rank = f->after_rank, .after_id = f->after_id, .before = INT64_MAX,
		.procedure = f->procedure ? f->procedure : "",
	};
	int64_t from = 0, now = minute_us(minute_of_us(op->now_us));

	if (f->newest && !a.after_id)
		a.after_id = INT64_MAX;
	switch (f->due) {
	case DUE_IS_OVERDUE:
		a.before = now;
		break;
	case DUE_IS_TODAY:
		from = now - 1;
		a.before = time_at(time_day(op->now_us) + 1, 0);
		break;
	case DUE_IS_SOON:
		from = now - 1;
		a.before = RANK_NONE;
		a.soon = now;
		break;
	case DUE_ANY:
		break;
	}
	a.running = f->due != DUE_ANY;
	if (from > a.after_rank)
		a.after_rank = from;
	return a;
}

enum { PAGE_ROWS = 21 }; /* of the statements for a usual page: its rows, and one that says there are more */

/* Whether @f asks for no more than a usual page, by nothing that few ask by. */
static bool usual(const struct dossier_filter *f, const struct asked *a)
{
	bool plain = f->limit <= PAGE_ROWS && !f->newest && !f->officer && !*a->procedure && !a->soon;

	return plain && (f->place == PLACE_COMPETENT ||
			 (f->place == PLACE_ALL && !f->states && f->due == DUE_ANY));
}

static enum rc list_page(struct op *op, const struct dossier_filter *f, const struct asked *a,
			 struct stored **all, size_t *count)
{
	struct stored one = { 0 };

	if (f->place == PLACE_ALL)
		TRY(db_list(op, &SQL_DOSSIER_PAGE_ALL, IN(IN_INT(a->after_rank), IN_INT(a->after_id)),
			    OUT_ROW(one), ROWS(one, all, count)));
	else
		TRY(db_list(op, &SQL_DOSSIER_PAGE_COMPETENT,
			    IN(IN_INT(f->of), IN_INT(a->after_rank), IN_INT(a->after_id),
			       IN_INT(a->before), IN_INT(a->running), IN_INT(f->states)),
			    OUT_ROW(one), ROWS(one, all, count)));
	if (*count > (size_t)f->limit)
		*count = (size_t)f->limit;
	return RC_OK;
}

enum rc dossier_store_list(struct op *op, const struct dossier_filter *f, struct dossier_row **rows,
			   size_t *rows_count)
{
	const struct sql *sql = f->newest ? statements[f->place].newest : statements[f->place].list;
	struct asked a = asked_of(op, f);
	struct stored one = { 0 }, *all;

	if (usual(f, &a)) {
		TRY(list_page(op, f, &a, &all, rows_count));
		return give(op, all, *rows_count, rows);
	}
	TRY(db_list(op, sql,
		    IN(IN_INT(f->of), IN_INT(a.after_rank), IN_INT(a.after_id), IN_INT(a.before),
		       IN_INT(f->limit), IN_INT(a.running), IN_INT(a.soon), IN_INT(f->states),
		       IN_INT(f->officer), IN_TEXT(a.procedure)),
		    OUT_ROW(one), ROWS(one, &all, rows_count)));
	return give(op, all, *rows_count, rows);
}

/*
 * Nothing is deleted, and only orders and the residue desk change a dossier's unit, which is a change of reference
 * data: where there were so many once, there are for good.
 */
struct known {
	struct arena *mem;
	struct known_unit {
		int64_t unit, at_least; /* unit 0: the province */
	} *units;
	size_t count;
};

static enum rc load_known(struct op *op, struct arena *mem, void **out)
{
	struct known *known = arena_one(mem, struct known);

	(void)op;
	known->mem = mem;
	*out = known;
	return RC_OK;
}

static const struct db_cache known_cache = { "dossiers", load_known };

/* In order of units; a new one knows of none. */
static struct known_unit *known_of(struct known *known, int64_t unit)
{
	size_t low = 0, high = known->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (known->units[middle].unit < unit)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < known->count && known->units[low].unit == unit)
		return &known->units[low];
	known->units = arena_grow(known->mem, known->units, known->count, sizeof *known->units);
	memmove(&known->units[low + 1], &known->units[low], (known->count++ - low) * sizeof *known->units);
	known->units[low] = (struct known_unit){ .unit = unit };
	return &known->units[low];
}

/* All of @unit, or of the province (0), up to @most. */
static enum rc count_all(struct op *op, int64_t unit, int64_t most, int64_t *count)
{
	struct known_unit *known;
	void *kept;

	TRY(db_cached(op, &known_cache, &kept));
	known = known_of(kept, unit);
	if (known->at_least >= most) {
		*count = most;
		return RC_OK;
	}
	if (unit)
		TRY(db_one(op, &SQL_DOSSIER_COUNT_UNIT, IN(IN_INT(unit), IN_INT(most)), OUT(OUT_INT(count))));
	else
		TRY(db_one(op, &SQL_DOSSIER_COUNT_EVERY, IN(IN_INT(most)), OUT(OUT_INT(count))));
	if (!db_writes(op)) /* what an operation wrote may yet be undone */
		known_of(kept, unit)->at_least = *count;
	return RC_OK;
}

enum rc dossier_store_list_count(struct op *op, const struct dossier_filter *f, int64_t most,
				 int64_t *count)
{
	struct dossier_filter all = *f;

	all.after_rank = all.after_id = 0;
	all.newest = false;
	struct asked a = asked_of(op, &all);

	bool plain = !f->officer && !*a.procedure && f->due == DUE_ANY && !f->states;
	bool queue = f->place == PLACE_COMPETENT && !f->officer && !*a.procedure && !a.soon;

	if (plain && (f->place == PLACE_ALL || f->place == PLACE_COMPETENT))
		return count_all(op, f->place == PLACE_ALL ? 0 : f->of, most, count);
	if (queue)
		return db_one(op, &SQL_DOSSIER_COUNT_QUEUE,
			      IN(IN_INT(f->of), IN_INT(a.after_rank), IN_INT(a.before),
				 IN_INT(a.running), IN_INT(f->states), IN_INT(most)),
			      OUT(OUT_INT(count)));
	return db_one(op, statements[f->place].count,
		      IN(IN_INT(f->of), IN_INT(a.after_rank), IN_INT(a.after_id), IN_INT(a.before),
			 IN_INT(most), IN_INT(a.running), IN_INT(a.soon), IN_INT(f->states),
			 IN_INT(f->officer), IN_TEXT(a.procedure)),
		      OUT(OUT_INT(count)));
}

enum rc dossier_store_search(struct op *op, enum search_by by, const char *words,
			     const char *units, struct dossier_row **rows, size_t *rows_count)
{
	const struct sql *sql = by == BY_CODE ? &SQL_DOSSIER_SEARCH_CODE
					      : &SQL_DOSSIER_SEARCH_PERSONAL_ID;
	struct stored one = { 0 }, *all;

	if (by == BY_NAME) {
		const char *from = text_fold(op->mem, words);

		/* "~" is behind every letter, digit and blank that a fold key has. */
		TRY(db_list(op, &SQL_DOSSIER_SEARCH_NAME,
			    IN(IN_TEXT(from), IN_TEXT(arena_text(op->mem, "%s~", from)),
			       IN_TEXT(units)),
			    OUT_ROW(one), ROWS(one, &all, rows_count)));
	} else {
		TRY(db_list(op, sql, IN(IN_TEXT(words)), OUT_ROW(one), ROWS(one, &all, rows_count)));
	}
	return give(op, all, *rows_count, rows);
}

enum rc dossier_store_counts(struct op *op, struct dossier_count **rows, size_t *rows_count)
{
	struct stored_count {
		struct dossier_count c;
		int64_t state;
	} one = { 0 }, *all;
	int64_t now = minute_us(minute_of_us(op->now_us));

	TRY(db_list(op, &SQL_DOSSIER_COUNTS, IN(IN_INT(now)),
		    OUT(OUT_INT(&one.c.unit), OUT_INT(&one.state), OUT_INT(&one.c.count),
			OUT_INT(&one.c.overdue), OUT_INT(&one.c.late)),
		    ROWS(one, &all, rows_count)));
	*rows = arena_many(op->mem, struct dossier_count, *rows_count + 1);
	for (size_t i = 0; i < *rows_count; i++) {
		(*rows)[i] = all[i].c;
		(*rows)[i].state = (enum dossier_state)all[i].state;
	}
	return RC_OK;
}
