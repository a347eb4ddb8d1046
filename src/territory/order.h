/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/folder.h"
#include "territory/mover.h"
#include "territory/order_count.h"

/*
 * Orders: resolutions that change the map (Law 72/2025/QH15 art. 10; Resolution 76/2025/UBTVQH15),
 * each carried out as one transaction at 00:00 of the day it operates.
 *
 * A folder is checked against the register on the day before; what stands in its way is a list of
 * blocks. A draft is an order that was handed in; one organiser proposes it, another confirms, then it
 * is scheduled, or carried out if its day has come. The command line has no organisers: apply does both.
 */
enum order_state {
	ORDER_DRAFT,     /* handed in */
	ORDER_PROPOSED,  /* an organiser asks another to confirm */
	ORDER_SCHEDULED, /* waits for its day; nothing stops it any more but undoing */
	ORDER_APPLIED,
	ORDER_UNDONE,
	ORDER_STATES,
};

/** "draft" … as stored. */
const char *order_state_word(enum order_state state);

struct order {
	int64_t id;
	const char *number, *title, *issued_by, *kind;
	int32_t passed, in_force, operates;
	bool ends_district_tier;
	const char *default_rule;
	enum order_state state;
	int64_t proposed_by, confirmed_by; /* accounts, or 0 */
	int64_t made_us, scheduled_us, applied_us, undone_us; /* 0: not yet */
	const char *summary;     /* JSON, when carried out */
	const char *certificate; /* signed note, or NULL */
};

/** What an order did, or would do: contracts.md 3.1. */
enum report_state { REPORT_PREVIEW, REPORT_BLOCKED, REPORT_SCHEDULED, REPORT_APPLIED, REPORT_UNDONE };

struct order_report {
	const char *number;
	int32_t operates;
	enum report_state state;
	struct plan_counts units;
	struct kind_count *kinds;
	size_t kinds_count;
	struct blocks blocks;
	const struct plan *plan; /* it was made from, or NULL when it was read back */
};

/** The object on one line, without LF; blocks in the words of @lang. */
char *order_report_json(struct arena *mem, const struct order_report *report, enum lang lang);

/**
 * Reads an order from its folder against the register. All errors go to @f. *@out is NULL when there
 * was one: RC_OK then, too. A number that another order bears is an error; the same order again is not,
 * *@same is its id then, else 0.
 */
CHECKED enum rc order_read(struct op *op, const struct folder *folder, struct findings *f,
			   const struct plan **out, int64_t *same);

/** What carrying out @folder would do. Nothing is written. RC_INVALID with errors in @f. */
CHECKED enum rc order_preview(struct op *op, const struct folder *folder, struct findings *f,
			      struct order_report *out);

/**
 * `haicap order apply`: hands it in, schedules it, or carries it out when its day has come. When
 * something blocks it (state REPORT_BLOCKED) or it was carried out already (*@already) nothing changes.
 */
CHECKED enum rc order_apply(struct op *op, const struct folder *folder, struct findings *f,
			    struct order_report *out, bool *already);

/** Hands it in as a draft. RC_CONFLICT ("order.handed_in_already"). */
CHECKED enum rc order_hand_in(struct op *op, const struct folder *folder, struct findings *f,
			      struct order **out);

/** By number, or by the number with "-" for "/". Undone ones only when no other has it. RC_NOT_FOUND. */
CHECKED enum rc order_find(struct op *op, const char *number, struct order **out);
CHECKED enum rc order_by_id(struct op *op, int64_t id, struct order **out);

/** All, the latest day first. */
CHECKED enum rc order_list(struct op *op, struct order **rows, size_t *rows_count);

/** What an order that was handed in did or would do. */
CHECKED enum rc order_report(struct op *op, const struct order *order, struct order_report *out);

/** RC_CONFLICT it is no draft ("order.not_draft") or is blocked ("order.blocked"). */
CHECKED enum rc order_propose(struct op *op, const struct order *order);

/**
 * Another organiser confirms: it is scheduled, or carried out if its day has come.
 * RC_FORBIDDEN the same person (order.same_person), RC_CONFLICT not proposed, or blocked.
 */
CHECKED enum rc order_confirm(struct op *op, const struct order *order);

/**
 * Takes back what an order did; one that was not carried out is cancelled. When later work depends on
 * it nothing changes and @out->blocks says why; else @out has state REPORT_UNDONE, and the root after
 * of each kind is that of the records as they lie now. RC_CONFLICT it is undone already.
 */
CHECKED enum rc order_undo(struct op *op, const struct order *order, struct order_report *out);

/** Carries out a scheduled order, as of 00:00 of its day, whatever is undecided. For the job. */
CHECKED enum rc order_carry_out(struct op *op, const char *number);

/** The certificate of an order carried out; signed now if it could not be then. In a writing operation. */
CHECKED enum rc order_certificate(struct op *op, const struct order *order, const char **note);

/**
 * Whether @note is our certificate and every figure in it is what the store says. RC_OK either way;
 * what differs goes to @f.
 */
CHECKED enum rc order_verify(struct op *op, const char *note, size_t size, struct findings *f);

/** Records that wait for a person: before carrying out undecided ones, after it those on the desk. */
struct residue {
	const char *kind, *key;
	int64_t unit;       /* they belonged to before */
	const char *choice; /* code of the unit chosen for it, or NULL */
};
CHECKED enum rc order_residue(struct op *op, const struct order *order, struct residue **rows,
			      size_t *rows_count);

/**
 * Sends records to the unit that bears @code after the order, or to the province's desk.
 * RC_INVALID an unknown unit or key (nothing is changed), RC_CONFLICT the order is scheduled or undone.
 */
CHECKED enum rc order_choose(struct op *op, const struct order *order, const char *const *keys,
			     size_t keys_count, const char *code);

/** Where a record went, for its history. */
struct order_step {
	const char *number;
	int32_t day;
	int64_t applied_us, unit_before, unit_after;
};
CHECKED enum rc order_steps(struct op *op, const char *kind, const char *key,
			    struct order_step **rows, size_t *rows_count);

/** Each breach of what README.md calls always true is added to @f. */
CHECKED enum rc order_check(struct op *op, struct findings *f);
