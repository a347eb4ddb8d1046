/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "calendar/due.h"
#include "core/op.h"
#include "territory/load.h"
#include "territory/territory.h"

/*
 * The catalogue of administrative procedures (thủ tục hành chính). Law is data: each version of a
 * procedure has its days, its limit, its papers and the text it stands on; the catalogue of the time
 * of districts and that of two tiers (Decree 118/2025/NĐ-CP) stand side by side. What nobody has read
 * in a text in force is marked, and shown so.
 *
 * The catalogue is held in memory whole; what is const here lives as long as the operation.
 */

/** What of a version is not read in a text in force. */
enum procedure_doubt {
	DOUBT_CODE = 1 << 0,
	DOUBT_LIMIT = 1 << 1,
	DOUBT_FEE = 1 << 2,
	DOUBT_BASIS = 1 << 3,
};

struct procedure {
	int64_t id; /* of this version */
	const char *code;
	const char *name, *name_en;
	const char *sector;      /* "civil_status"; words: sector.civil_status */
	enum unit_tier tier;     /* whose units are competent */
	const char *limit_text;  /* "3wd"; "" when none is known */
	struct limit limit;      /* count 0 and LIMIT_WORK_DAYS when none is known */
	bool restart;            /* a supplement begins the limit anew */
	uint32_t pauses;         /* bits 1 << N of states SN in which the clock stands still */
	int64_t fee;             /* dong; -1: not known, or set by the province */
	const char *fee_per;     /* "case", "copy", "page" or "" */
	const char *fee_note;
	const char *const *papers;
	size_t papers_count;
	const char *papers_text; /* the same, separated by | */
	const char *basis;
	const char *forms;       /* circular of the one-stop forms of its time */
	unsigned doubts;         /* enum procedure_doubt */
	int32_t from_day, to_day; /* half open; DAY_OPEN */
	const char *fold, *sort_key;
};

struct procedures {
	const struct procedure **items;
	size_t count;
};

struct catalogue;

/** The catalogue as of this operation. */
CHECKED enum rc catalogue_of(struct op *op, const struct catalogue **out);

/** The version of @code in force on @day, NULL when there is none. */
const struct procedure *procedure_on(const struct catalogue *c, const char *code, int32_t day);

/** The version @id, NULL when there is none. */
const struct procedure *procedure_by_id(const struct catalogue *c, int64_t id);

/** All versions of @code, the oldest first. */
struct procedures procedure_versions(const struct catalogue *c, struct arena *mem, const char *code);

/**
 * Versions in force on @day, in Vietnamese order of names: of @sector (NULL or "": any) and @tier (or
 * any) whose code or name, in either language, holds each of @words, marks
 * optional (NULL or "": all).
 */
struct procedures procedure_search(const struct catalogue *c, struct arena *mem, const char *words,
				   const char *sector, enum unit_tier tier, int32_t day);

/** The @index-th sector there is, NULL behind the last. */
const char *procedure_sector(size_t index);
bool procedure_sector_exists(const char *sector);

/**
 * Reads a table procedures.csv (README.md). All errors go to @f with their places; NULL when there is
 * one. *@count versions, ids 0.
 */
struct procedure *procedure_parse(struct arena *mem, struct findings *f, const char *file,
				  const char *text, size_t size, size_t *count);

/** The catalogue of the whole country that the program brings along (data/procedures.csv). */
struct procedure *procedure_national(struct arena *mem, size_t *count);

/** Stores @count new versions and gives them their ids; one ledger entry. In a writing operation. */
CHECKED enum rc procedure_enter(struct op *op, struct procedure *items, size_t count,
				const char *source);

/** `haicap load`: procedures.csv of the folder, else the national catalogue. */
CHECKED enum rc procedure_load(struct op *op, const struct load *load);

/** Each breach of what README.md calls always true is added to @f. */
CHECKED enum rc procedure_check(struct op *op, struct findings *f);
