/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "procedure/procedure.h"
#include "web/html.h"
#include "web/parts.h"
#include "web/route.h"

/** GET /procedures and GET /procedures/{code}: public, of any day. */
extern const struct route procedure_routes[];

/** A version as people and programs see it. */
struct procedure_view {
	const char *code, *name, *name_en;
	const char *sector; /* "civil_status" */
	const char *tier;   /* "commune": whose units are competent */
	const char *limit;  /* "3wd", or NULL */
	const char *on_supplement; /* "resume" or "restart" */
	const char *fee;    /* JSON: a number of dong; NULL: not known */
	const char *fee_per, *fee_note; /* or NULL */
	const char *const *papers;
	size_t papers_count;
	const char *basis, *forms;
	const char **unverified; /* "limit": nobody has read it in a text in force */
	size_t unverified_count;
	int32_t from, to; /* @to: DAY_NONE while it goes on */

	/* For pages. */
	const char *shown;        /* the name in the reader's language */
	const char *sector_words, *tier_words;
	const char *limit_words;  /* "3 ngày làm việc", or NULL */
	const char *fee_words, *per_words; /* keys of words, or NULL */
	int64_t dong;             /* the amount where there is one, else 0 */
	bool free, doubt_code, doubt_limit, doubt_fee, doubt_basis;
	bool anywhere;            /* any commune of the province receives it */
	bool open;                /* goes on */
	int32_t last;             /* last day, DAY_NONE */
	bool current;             /* the one the page is about */
	const char *anchor;
	struct url href;
};

/** A sector one can narrow the list to. */
struct procedure_choice {
	const char *words;
	int64_t count;
	bool picked;
	struct url href;
};

/** GET /procedures. */
struct procedure_rows {
	const struct procedure_view *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;

	const char *q, *sector, *sector_words;
	int32_t on;
	bool other_day;
	struct more foot;
	struct url csv, all;
	const struct procedure_choice *choices;
	size_t choices_count;
};

/** GET /procedures/{code}. */
struct procedure_page {
	struct procedure_view version; /* first: programs are shown this and the rest */
	const struct procedure_view *versions; /* all, the oldest first */
	size_t versions_count;
	int32_t on;
	bool other_day, ended, not_yet;
	bool several;
	bool files, receives; /* what the reader may do with it today */
	struct url file;
};
