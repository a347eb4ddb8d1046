/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "core/time.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The register of administrative units (Law 72/2025/QH15 art. 1; Decision 19/2025/QĐ-TTg for codes).
 *
 * A unit is an id with a life [from, to). Its code, name, type, parent ... are facts with days of
 * their own: the same code, and the same name, may be another unit's on another day. So every look-up
 * takes a day, and stores of other areas keep unit ids, never codes.
 *
 * The register is held in memory whole, read-only, and remade when an order changed it; all that is
 * const here lives as long as the operation. Nothing below allocates or reads the store unless it
 * takes an operation or an arena.
 */
struct territory;

/** "For ever", as the end of a life or a fact. */
#define DAY_OPEN INT32_MAX

/** Tiers. No number: any tier. The district tier ended on 01/07/2025. */
enum unit_tier { TIER_ANY = 0, TIER_PROVINCE = 1, TIER_DISTRICT = 2, TIER_COMMUNE = 3 };

/** Types, as the folders spell them (contracts.md 2); the tier tells a city of one tier from another. */
enum unit_type {
	TYPE_NONE,
	TYPE_TINH,
	TYPE_THANH_PHO,
	TYPE_HUYEN,
	TYPE_QUAN,
	TYPE_THI_XA,
	TYPE_THI_TRAN,
	TYPE_XA,
	TYPE_PHUONG,
	TYPE_DAC_KHU,
	TYPES,
};

/** "xa" gives TYPE_XA; TYPE_NONE when there is none of this name. */
enum unit_type unit_type_of(const char *word);
/** "xa". */
const char *unit_type_word(enum unit_type type);
/** "Xã", "Thị trấn": how the legal name begins. Never translated. */
const char *unit_type_prefix(enum unit_type type);
/** Whether a unit of @tier may have this type, at any time of the law (thị trấn: until 30/06/2025). */
bool unit_type_fits(enum unit_type type, enum unit_tier tier);

/** What is said of a unit; numbers are stored, never change them. */
enum fact_kind {
	FACT_LIFE = 1,         /* the unit exists */
	FACT_CODE = 2,         /* text */
	FACT_NAME = 3,         /* text, without the type: "Sín Thầu" */
	FACT_ALIAS = 4,        /* text; several at once */
	FACT_TYPE = 5,         /* text: "xa" */
	FACT_PARENT = 6,       /* number: id of the unit one tier above that is there */
	FACT_AREA = 7,         /* number: square metres */
	FACT_POPULATION = 8,   /* number */
	FACT_HEAD_OFFICE = 9,  /* text */
	FACT_BORDER = 10,      /* number: 1 at the national border, 0 not; no fact: not known */
	FACT_VILLAGE = 11,     /* text: thôn, bản, tổ dân phố; several at once */
	FACT_KINDS,
};

struct unit_fact {
	const struct unit *unit; /* first what is looked at when an address is searched: it fits a line of cache */
	enum fact_kind kind;
	int32_t from_day;
	int32_t to_day;     /* first day it no longer holds, or DAY_OPEN */
	int64_t number;
	const struct unit *parent; /* of FACT_PARENT: the unit whose id is number, or NULL */
	const char *fold;   /* of names, aliases, villages (core/text.h) */
	const char *text;   /* or NULL */
	const char *exact;  /* of the same as fold */
	const char *sort_key; /* of names */
	int64_t id;
	int64_t order;      /* that made it; 0 when loaded */
	int64_t ended_by;   /* order that ended it, or 0 */
};

/** One line of an order carried out: where a unit, or a piece of one, went. */
struct succession {
	int64_t id;
	int64_t order;
	int32_t day;              /* the order operates: the new state begins */
	const struct unit *old;   /* NULL: the new one was established from nothing */
	const struct unit *after; /* NULL: dissolved. The same as old: it continues with this */
	const struct unit *heir;  /* takes duties and papers of a dissolved one, or NULL */
	bool whole;               /* all of it; false: a part */
	bool remainder;           /* what others left of it */
	bool area_only;           /* land where nobody lives: no record follows */
	bool all_population;      /* a part of the land with every resident */
	bool seat;                /* the piece with the old seat */
	const char *villages;     /* separated by |, or NULL */
	const char *citation;     /* article and clause, or NULL */
};

/** A unit: an identity and its life. Facts through the functions below. */
struct unit {
	int64_t id;
	enum unit_tier tier;
	int32_t from_day, to_day; /* life, half open; DAY_OPEN while it goes on */
	const struct unit_fact *facts; /* by kind, then from_day */
	size_t facts_count;
	const struct succession *const *after; /* lines of which it is the old unit, by day */
	size_t after_count;
	const struct succession *const *before; /* lines of which it is the new unit, by day */
	size_t before_count;
};

/** The register as of this operation (its own changes included, once db_reference_changed was said). */
CHECKED enum rc territory_of(struct op *op, const struct territory **out);

/** The store's province when there is exactly one, else NULL: residue desk, `--unit province`. */
const struct unit *territory_province(const struct territory *t);

/** Number of an order that was carried out, "1661/NQ-UBTVQH15"; NULL for 0. */
const char *territory_order(const struct territory *t, int64_t order);

/** How many digits codes of each tier have (contracts.md 2: code_digits); the index is the tier. */
CHECKED enum rc territory_digits(struct op *op, int digits[4]);

/** All units of the store, by id. */
size_t territory_count(const struct territory *t);
const struct unit *territory_unit(const struct territory *t, size_t index);

/** NULL when there is none. */
const struct unit *unit_by_id(const struct territory *t, int64_t id);

/** The unit that bears @code on @day, of @tier or of any. NULL when there is none. */
const struct unit *unit_by_code(const struct territory *t, enum unit_tier tier, const char *code,
				int32_t day);

/** Whether it exists on @day. */
static inline bool unit_alive(const struct unit *u, int32_t day)
{
	return u->from_day <= day && day < u->to_day;
}

/**
 * The fact of @kind that holds on @day; outside its life, the first or the last it had, so that an
 * ended unit keeps the name it had at its end. NULL when there is none.
 */
const struct unit_fact *unit_fact_on(const struct unit *u, enum fact_kind kind, int32_t day);

/** As of @day (or its first or last day). Never NULL: "" when it has none. */
const char *unit_code(const struct unit *u, int32_t day);
const char *unit_name(const struct unit *u, int32_t day);
enum unit_type unit_type(const struct unit *u, int32_t day);
/** The first day of the run of days, around @day, on which the unit bears its code of @day. */
int32_t unit_code_since(const struct unit *u, int32_t day);

/** `{unit}` of contracts.md 4. */
struct unit_brief {
	const char *code, *name, *type; /* "03158", "Sín Thầu", "xa" */
};
struct unit_brief unit_brief(const struct unit *u, int32_t day);

/** The legal name: "Xã Sín Thầu", in @mem. */
char *unit_named(struct arena *mem, const struct unit *u, int32_t day);
/** The same inside a name or a sentence: "Ủy ban nhân dân xã Sín Thầu". */
char *unit_named_inside(struct arena *mem, const struct unit *u, int32_t day);

/** The unit above on @day: a district, or the province; NULL for a province. */
const struct unit *unit_parent(const struct territory *t, const struct unit *u, int32_t day);
/** The one of @tier above it, itself included; NULL when there is none on that day. */
const struct unit *unit_above(const struct territory *t, const struct unit *u, enum unit_tier tier,
			      int32_t day);

/** An array of units in an arena. */
struct units {
	const struct unit **items;
	size_t count;
};

/** Units of @tier (or any) that exist on @day, in Vietnamese order of name, under @under or NULL. */
struct units unit_list(const struct territory *t, struct arena *mem, enum unit_tier tier,
		       const struct unit *under, int32_t day);

/**
 * Who carries on @u of day @from on day @to (contracts.md 3): whole merges followed to their end; all
 * pieces of a split but those that are area only; every resident's piece alone if there is one; the
 * heir of a dissolved unit; itself while it exists. Before @from: those it was made of. By id.
 */
struct units unit_carriers(const struct territory *t, struct arena *mem, const struct unit *u,
			   int32_t from, int32_t to);

/**
 * Units of @tier (or any) that @text names on @day: a code, or a whole name or alias, marks and
 * prefix of type optional. An exact name wins over a folded one. By tier, then code.
 */
struct units unit_match(const struct territory *t, struct arena *mem, const char *text,
			enum unit_tier tier, int32_t day);

/** Units whose name or alias contains the folded @words on @day, for search pages; at most @max. */
struct units unit_search(const struct territory *t, struct arena *mem, const char *words,
			 enum unit_tier tier, int32_t day, size_t max);

/** Answer of a batch line (contracts.md 3). */
enum place_status { PLACE_NONE, PLACE_UNIQUE, PLACE_SPLIT, PLACE_AMBIGUOUS };
const char *place_status_word(enum place_status status);

struct place {
	enum place_status status;
	struct units units; /* on the day of the answer, by code */
};

/** The place, on day @to, of an address of day @on: "Bản Tá Miếu, xã Sín Thầu, huyện Mường Nhé". */
struct place address_place(const struct territory *t, struct arena *mem, const char *address,
			   int32_t on, int32_t to);

/** What the commune-tier unit that @text names on day @on is on day @to. */
struct place unit_place(const struct territory *t, struct arena *mem, const char *text, int32_t on,
			int32_t to);
