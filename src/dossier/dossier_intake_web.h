/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier_intake.h"
#include "web/html.h"
#include "web/route.h"

/** Filing step by step: /dossiers/new and what is below it, /dossiers/{code}/opened. */
extern const struct route intake_routes[];

/** One of the five steps above the page. */
struct intake_mark {
	const char *words; /* key */
	bool did, current;
};

struct intake_choice {
	const char *code, *shown, *sector_words, *limit_words;
	bool picked;
};

/** Something to pick from a list; @code "" is what happens by itself. */
struct intake_option {
	const char *code, *words;
	bool picked;
};
struct intake_group {
	const char *named; /* "Huyện Mường Nhé" */
	const struct intake_option *options;
	size_t options_count;
};

/** A paper as the page asks for it. */
struct intake_row {
	const char *number, *name;
	const char *have_name, *form_name, *copies_name; /* of its fields */
	const char *have, *form, *copies;                /* typed */
	bool paper, look, no, none, copy;
	const char *form_words; /* key, in the review */
	const char *fault;      /* of have, or NULL */
	const char *copies_fault;
};

struct intake_page {
	struct intake in;
	bool online;  /* an applicant files; else an officer receives */
	bool fresh;   /* a new one begins: what is left of an earlier one goes */
	const char *title, *where, *heading; /* keys */
	const struct intake_mark *marks;
	size_t marks_count;

	/* What was chosen so far, for the summary. */
	const char *procedure_shown, *limit_words, *fee_note;
	int64_t dong;
	bool free;
	const char *lives, *competent_named, *return_named, *own_named, *own_inside;
	const char *channel_words; /* key */
	bool post;
	const char *resume_at; /* step that a draft is handed to */
	int64_t due_us; /* if received now; 0 not known */

	const struct intake_choice *choices; /* procedures */
	size_t choices_count;
	const struct intake_group *homes;
	size_t homes_count;
	const struct intake_option *competents, *returns;
	size_t competents_count, returns_count;
	const struct intake_row *rows; /* papers */
	size_t rows_count, missing_count;
	bool stops; /* papers are missing and nothing can be received */
	const char *const *extras;
	size_t extras_count;
};

/** GET /dossiers/{code}/opened. */
struct intake_done {
	const char *code;
	bool online, has_due;
	int64_t due_us;
	const char *limit_words, *return_named, *competent_named;
	struct url dossier, receipt;
	const struct intake_mark *marks;
	size_t marks_count;
	const char *where;
};

/** Fills what page @at shows from @page->in. */
CHECKED enum rc intake_show(struct op *op, const struct req *req, enum intake_step at,
			    struct intake_page *page);
/** INTAKE_PAPERS rows with names of fields only, for a draft to fill. */
const struct intake_row *intake_blank_rows(struct arena *mem);
const struct intake_mark *intake_marks(struct arena *mem, bool online, enum intake_step at);
