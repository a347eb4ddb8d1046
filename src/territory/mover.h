/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include "core/op.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What an area brings so that its records follow their units through an order (contracts.md 2, 3.1).
 *
 * The area only says what its records are (each), and lets them go where order_move says (move, undo).
 * Where a record goes is decided in one place, order_decide.c, for all kinds alike: by village, by the
 * piece with all residents, by the order's default rule, by the heir, by people_after.csv, for a
 * record of an ended district by the commune where the person lives (Decree 140/2025/NĐ-CP art. 32),
 * else by a person (the residue list).
 *
 * Carrying out, in one transaction: the register gets its new state; every arrange() runs; then for
 * each mover, in the order of main.c: each() is streamed once, order_move is written (one row for each
 * record, moved or kept or residue), move() runs. One ledger entry a kind, none a record.
 * Undoing: for each mover, last first: undo(), then every arrange_undo(), then the register.
 *
 * order_move, as the statements of an area may read it:
 *   order_id, kind    of the order and of the mover
 *   key               of the record; the rows of a kind are clustered by it, as bytes
 *   parts             bits of the unit columns (1 << index in mover_record.units) that this row moves
 *   record            id of the record
 *   unit_before, unit_after
 *   outcome           enum outcome
 *   place             body named by people_after.csv, or NULL
 * The row with bit 1 (MOVER_OWNER) is there once for each record and is what counts and roots are made
 * of; columns that go the same way share it. Another column that goes another way has a row of its
 * own, if it goes anywhere. So one statement a column moves everything, and the same statement with
 * unit_before undoes it exactly:
 *
 *   UPDATE dossier SET competent_unit = m.unit_after
 *   FROM order_move AS m
 *   WHERE m.order_id = $1 AND m.kind = 'dossier' AND (m.parts & 1) <> 0
 *     AND m.unit_after <> m.unit_before AND m.record = dossier.id
 */
enum {
	MOVER_PARTS = 4, /* unit columns of a record that can be followed */
	MOVER_OWNER = 1, /* bit of units[0] */
};

/** Stored; never change the numbers. */
enum outcome { OUTCOME_MOVED = 1, OUTCOME_KEPT = 2, OUTCOME_RESIDUE = 3 };

/** One record as a mover shows it. Texts are borrowed until visit() returns; no TAB, no LF in them. */
struct mover_record {
	int64_t id;
	const char *key;       /* what people know it by, unique in its kind: "H18.25-250630-0007" */
	const char *reference; /* the kind's own words for its root line, which no order touches */
	/* [0] whose record it is: the root's unit. Then others that are followed (received, returned); 0 none */
	int64_t units[MOVER_PARTS];
	int64_t home;          /* commune where the person lives or has its office, of any day; 0 not known */
	const char *village;   /* there, as written, or NULL */
	bool wide;     /* concerns two or more communes or is complex: of an ended district, the province decides */
	bool on_desk;  /* waits on the province's residue desk already (units[0] is the province) */
	bool province_takes; /* what no rule decides goes to the province's desk, and blocks no order */
	const char *account, *body; /* of an official's: names that people_after.csv uses; else NULL */
};

typedef enum rc (mover_visit)(struct op *op, const struct mover_record *record, void *context);

/** The order that is being carried out, or undone. */
struct mover_order {
	int64_t id;
	const char *number;
	int32_t day;      /* it operates from 00:00 of this day */
	int64_t at_us;    /* that moment: what is written in the records' histories */
	int64_t province; /* unit of the residue desk; 0 when the store has no single province */
};

/** Something that stands in the way of an order, or of its undoing. */
struct block {
	const char *key;   /* of the catalogue */
	const char *args[FINDING_ARGS];
	const char *owner; /* who can clear it: a name for people, already in words */
	const char *href;  /* where it is cleared, or NULL */
};

struct blocks {
	struct arena *mem;
	struct block *items;
	size_t count;
};

/** Adds one; texts are copied. Arguments fill {1} … of the catalogue's words of @key. */
#define block_add(blocks, owner, href, key, ...)                                             \
	block_add_args((blocks), (owner), (href), (key),                                     \
		       (const char *const[]){ "", ##__VA_ARGS__ } + 1,                       \
		       sizeof((const char *const[]){ "", ##__VA_ARGS__ }) / sizeof(char *) - 1)
void block_add_args(struct blocks *blocks, const char *owner, const char *href, const char *key,
		    const char *const *args, size_t args_count);

struct mover {
	const char *kind; /* "dossier": stands in roots, certificates and order_move; never change it */

	/**
	 * Shows the records that count, in order of their keys as bytes, to @visit: one statement through
	 * db_each, because order_move is written on the way. @visit must not be given records that an order
	 * shall not touch (closed dossiers). NULL for a mover that only arranges. It runs on a snapshot as well.
	 */
	enum rc (*each)(struct op *op, mover_visit *visit, void *context);

	/**
	 * Lets them go where order_move says, and does what follows from it (the holder of a dossier, the
	 * body of a grant). Statements on sets: a million records are usual. No ledger entry.
	 */
	enum rc (*move)(struct op *op, const struct mover_order *order);

	/** Takes back exactly what move() and assign() did, whatever happened since. */
	enum rc (*undo)(struct op *op, const struct mover_order *order);

	/**
	 * Keys of those that the order sent to the residue desk and that need nobody any more: closed
	 * since. May be NULL: none ever are.
	 */
	enum rc (*settled)(struct op *op, const struct mover_order *order, const char ***keys,
			   size_t *count);

	/**
	 * A person decided for a record on the residue desk after the order was carried out: it goes to
	 * @unit, which is alive. RC_CONFLICT it is not there any more.
	 */
	enum rc (*assign)(struct op *op, const struct mover_order *order, int64_t record,
			  int64_t unit);

	/** What belongs to units themselves (bodies): begun and ended once the register has the new state. */
	enum rc (*arrange)(struct op *op, const struct mover_order *order);
	enum rc (*arrange_undo)(struct op *op, const struct mover_order *order);

	/**
	 * Whether there is an official's @account, and @body is a kind of body ("": any), as people_after.csv
	 * names them; asked when a folder is read. May be NULL, like all below.
	 */
	enum rc (*official)(struct op *op, const char *account, const char *body,
			    bool *account_known, bool *body_known);

	/** Adds what else stands in the way of carrying out. */
	enum rc (*check)(struct op *op, const struct mover_order *order, struct blocks *blocks);

	/**
	 * Adds what was done since, at a unit the order began or to a record it moved, and would lose its
	 * ground: a dossier received there, a step taken, a grant given. Units begun by an order have
	 * unit.order_id; assignments from the residue desk do not count.
	 */
	enum rc (*later)(struct op *op, const struct mover_order *order, struct blocks *blocks);
};

/**
 * The movers of the program, ended by NULL, in the order in which they run. Said once at start, by
 * main.c (or a test), before any order is read.
 */
void movers_use(const struct mover *const *movers);
const struct mover *const *movers_all(void);
