/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"

/** What a code is made of. */
struct dossier_code {
	int64_t agency; /* number of the unit that gives it */
	int32_t day;
	int64_t number;
};

/** Without a due time last, closed ones behind them all. */
#define RANK_NONE INT64_C(8000000000000000000)
#define RANK_CLOSED INT64_C(9000000000000000000)

/** Where @d stands in queues. */
int64_t dossier_rank(const struct dossier *d);

/** The next number of @agency on @day. */
CHECKED enum rc dossier_store_number(struct op *op, int64_t agency, int32_t day, int64_t *number);

/** The number of @unit in codes; given now if it has none. In a writing operation. */
CHECKED enum rc dossier_store_agency(struct op *op, int64_t unit, int64_t *number);
/** Gives @unit a number; it must have none. */
CHECKED enum rc dossier_store_agency_new(struct op *op, int64_t unit);
/** `H18`. */
CHECKED enum rc dossier_store_province(struct op *op, const char **agency);

/** Stores @d, its applicant and its first step, and gives it its id. */
CHECKED enum rc dossier_store_insert(struct op *op, struct dossier *d,
				     const struct dossier_code *code,
				     const struct dossier_event *first);

/** Appends a step that is no change of the row. */
CHECKED enum rc dossier_store_event(struct op *op, int64_t dossier, const struct dossier_event *e);

/** Stores what an action changed, one step later. RC_STALE when it was changed in between. */
CHECKED enum rc dossier_store_update(struct op *op, struct dossier *d,
				     const struct dossier_event *step);
CHECKED enum rc dossier_store_applicant(struct op *op, const struct dossier *d);

/** RC_NOT_FOUND ("dossier.none"). */
CHECKED enum rc dossier_store_find(struct op *op, const char *code, struct dossier **out);
CHECKED enum rc dossier_store_events(struct op *op, int64_t dossier, struct dossier_event **rows,
				     size_t *rows_count);

CHECKED enum rc dossier_store_list(struct op *op, const struct dossier_filter *filter,
				   struct dossier_row **rows, size_t *rows_count);
CHECKED enum rc dossier_store_list_count(struct op *op, const struct dossier_filter *filter,
					 int64_t most, int64_t *count);
enum search_by { BY_CODE, BY_PERSONAL_ID, BY_NAME };
/** Of namesakes at most SEARCH_MAX at @units: ids with a blank around each; "" for all of them. */
CHECKED enum rc dossier_store_search(struct op *op, enum search_by by, const char *words,
				     const char *units, struct dossier_row **rows, size_t *rows_count);
CHECKED enum rc dossier_store_counts(struct op *op, struct dossier_count **rows, size_t *rows_count);

/** One dossier and its history, as `haicap check` compares them. */
struct dossier_checked {
	struct dossier d; /* what concerns its state and clock */
	struct dossier_code code;
	int64_t rank_us;
	int64_t events;           /* steps stored */
	enum dossier_state last;  /* where the last of them led */
	int64_t breaks;           /* steps that do not begin where the one before ended */
	int64_t home, applicants;
};
/** Those with ids above @after, 2,000 at most. */
CHECKED enum rc dossier_store_check_page(struct op *op, int64_t after, struct dossier_checked **rows,
					 size_t *rows_count);
/** Dossiers that are not there, of applicants and steps that name them; 20 at most. */
CHECKED enum rc dossier_store_check_astray(struct op *op, int64_t **dossiers, size_t *count);
/** Each kind of step that was ever taken: action, from, to. */
CHECKED enum rc dossier_store_check_steps(struct op *op, struct dossier_event **rows,
					  size_t *rows_count);

/** An open dossier, as a mover shows it. Texts live until the visit returns. */
struct dossier_moving {
	int64_t id;
	const char *code;
	int64_t competent, received_by, return_at, home;
	const char *village;
	bool wide, on_desk;
	int64_t received_us, due_us;
};
typedef enum rc (dossier_moving_visit)(struct op *op, const struct dossier_moving *d, void *context);
CHECKED enum rc dossier_store_moving(struct op *op, dossier_moving_visit *visit, void *context);
CHECKED enum rc dossier_store_move(struct op *op, int64_t order);
CHECKED enum rc dossier_store_move_undo(struct op *op, int64_t order);
/** RC_CONFLICT ("dossier.not_on_desk") when it does not wait where @order put it. */
CHECKED enum rc dossier_store_assign(struct op *op, int64_t order, int64_t dossier, int64_t unit);
/** Codes of dossiers that somebody worked on since @at_us, or that came to a unit of @order since. */
CHECKED enum rc dossier_store_later(struct op *op, int64_t order, int64_t at_us, const char ***codes,
				    size_t *count);
/** Codes of dossiers that @order sent to the residue desk and that were closed since. */
CHECKED enum rc dossier_store_settled(struct op *op, int64_t order, const char ***codes,
				      size_t *count);

/* Papers as they are stored: a line each, form TAB copies TAB name. */
const char *dossier_papers_write(struct arena *mem, const struct dossier_paper *papers, size_t count);
struct dossier_paper *dossier_papers_read(struct arena *mem, const char *text, size_t *count);
