/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/words.h"
#include "dossier/dossier.h"

/* Dossiers as they are shown (contracts.md 4): codes and names of units as of now, words in a language. */

struct procedure_brief {
	const char *code, *name;
};

struct holder_view {
	const char *body;    /* legal name; NULL: the applicant, or nobody any more */
	const char *officer; /* full name, or NULL */
};

struct applicant_view {
	const char *name, *personal_id, *phone, *email, *address;
	const char *unit; /* code of the commune as of now, or as it was last */
	const char *village;
	const char *unit_named; /* for people */
};

struct paper_view {
	const char *name, *form;
	int64_t copies;
	const char *form_key; /* words: paper.original */
};

struct event_view {
	int64_t at_us;
	const char *action, *by, *from, *to, *note;
	const char *done;    /* words for people */
	const char *missing; /* lines, or NULL */
};

struct next_view {
	const char *action, *label, *href;
};

struct issued_view {
	const char *form, *href;
	const char *label_key; /* words: form.name_01 */
};

struct receipt_view {
	const char *number; /* "0007/TNHS" */
	const char *token;  /* who has it is told what is missing */
	const char *track;  /* path with it, for the QR */
};

struct dossier_view {
	const char *code;
	int64_t version;
	struct procedure_brief procedure;
	const char *status; /* "S6" */
	int64_t public_status;
	int64_t received_us, due_us;
	bool paused, overdue;
	int64_t stopped_us;
	struct unit_brief received_by, competent, return_at;
	struct holder_view holder;
	struct applicant_view applicant;
	const struct paper_view *papers;
	size_t papers_count;
	const struct event_view *history;
	size_t history_count;
	const struct next_view *next;
	size_t next_count;
	const struct issued_view *papers_issued;
	size_t papers_issued_count;
	const struct receipt_view *receipt; /* NULL before reception */
	const char *channel;
	int64_t charged, paid;
};

/** Everything about @d for those who may see it. */
CHECKED enum rc dossier_view(struct op *op, const struct dossier *d, enum lang lang,
			     struct dossier_view **out);

struct track_step {
	int64_t at_us;
	int64_t public_status;
};

/** What anybody may know who has the code; with the token of the receipt, what is missing, too. */
struct track_view {
	const char *code;
	struct procedure_brief procedure;
	const char *status;
	int64_t public_status;
	int64_t received_us, due_us;
	bool paused, overdue;
	struct unit_brief received_by, competent, return_at;
	const char *applicant; /* masked */
	const struct track_step *steps;
	size_t steps_count;
	const char *todo; /* NULL: nothing to do */
};
CHECKED enum rc dossier_track(struct op *op, const struct dossier *d, bool with_token,
			      enum lang lang, struct track_view **out);

/** A unit as of now, or as it was last. */
struct unit_brief dossier_unit(const struct territory *t, int64_t unit, int32_t day);
/** "Xã Sín Thầu". */
const char *dossier_unit_named(struct op *op, const struct territory *t, int64_t unit);

/** Form 06: who had it from whom, when, and how that stands to the due time then. */
struct handover {
	int64_t at_us;
	const char *from, *to; /* named units; NULL the applicant */
	const char *by;
	const char *done;      /* words */
	const char *result;    /* key: handover.early, handover.on_time, handover.late; NULL without due time */
};
CHECKED enum rc dossier_handovers(struct op *op, const struct dossier *d, enum lang lang,
				  struct handover **rows, size_t *rows_count);
