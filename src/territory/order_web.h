/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/order.h"
#include "web/html.h"
#include "web/parts.h"
#include "web/route.h"

/** /orders and below: organisers act, leaders and inspectors read. */
extern const struct route order_routes[];

/** One kind of records (contracts.md 3.1). */
struct order_kind_view {
	const char *kind;
	int64_t before, after, moved, kept, residue;
	const char *root_before, *root_after;
	const char *words_key; /* "kind.dossier" */
	struct good_tag good;
};

struct order_block_view {
	const char *key, *text, *owner, *href;
	struct url url;
};

/** A unit after the order, and what it was made of. */
struct order_line_view {
	const char *named, *code;
	const char *events;  /* "nhập, đổi tên" */
	const char *made_of; /* names with ", " between */
	int64_t made_of_count;
	struct url href;
};

/** GET /orders/{number}. */
struct order_view {
	const char *order;
	int32_t operates;
	const char *state;
	struct plan_counts units;
	const struct order_kind_view *kinds;
	size_t kinds_count;
	const struct order_block_view *blocks;
	size_t blocks_count;

	const char *title, *issued_by;
	int32_t passed, in_force;
	int64_t made_us, scheduled_us, applied_us, undone_us;
	struct status_tag tag;
	bool draft, proposed, scheduled, applied, undone;
	bool may_propose, may_confirm, may_undo; /* by this actor, now */
	bool acts;                               /* the actor is an organiser */
	bool own;                                /* who looks proposed it */
	bool dossiers_kept;
	int64_t dossiers; /* open ones that keep their code */
	int64_t difference; /* records that have nowhere to go */
	struct url self, residue, certificate, propose, confirm, undo;
	const struct order_line_view *lines;
	size_t lines_count;
};

/** Fills @out for @order as the actor of @op may see it, in @lang. */
CHECKED enum rc order_view_make(struct op *op, const struct order *order, enum lang lang,
				struct order_view **out);
/** The same with what it has just done, which is not stored. */
CHECKED enum rc order_view_of(struct op *op, const struct order *order,
			      const struct order_report *report, enum lang lang,
			      struct order_view **out);

/** A row of GET /orders. */
struct order_row_view {
	const char *number, *title, *state;
	int32_t operates;
	struct status_tag tag;
	struct url href;
};
struct status_tag order_state_tag(enum order_state state);

struct order_rows {
	const struct order_row_view *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;
	bool acts;
};

/** A record on the residue list. */
struct order_residue_view {
	const char *kind, *key;
	struct unit_brief unit;
	const char *words_key, *named;
	bool picked; /* when the form is shown again */
};

/** A unit that one may send it to. */
struct order_target_view {
	const char *code, *named;
	bool picked; /* when the form is shown again */
};

/** GET /orders/{number}/residue. */
struct order_residue_rows {
	const struct order_residue_view *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;
	const char *order;
	bool after; /* it was carried out: they wait on the province's desk */
	bool acts;
	struct url self, back, next_url;
	const struct order_target_view *targets;
	size_t targets_count;
};

/** Where records may be sent: the units after the order, then the province's desk. */
CHECKED enum rc order_targets(struct op *op, const struct order *order,
			      struct order_target_view **out, size_t *count);

/** GET /orders/{number}/certificate: the note itself, and what it says member by member. */
struct order_certificate_view {
	const char *order, *note;
	int32_t operates;
	int64_t applied_us;
	struct url back;

	struct plan_counts units;
	const struct order_kind_view *kinds;
	size_t kinds_count;
	bool rehearsal;
	/* The head of the log that the note speaks of: its three lines. */
	const char *origin, *root;
	int64_t size;
	const char *signer, *signature;
};

/** Fills @out with what the signed note of @order says; units and kinds are the note's, not the store's. */
void order_certificate_view_make(struct arena *mem, const struct order *order,
				 struct order_certificate_view *out);
