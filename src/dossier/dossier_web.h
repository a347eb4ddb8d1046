/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier_view.h"
#include "web/html.h"
#include "web/parts.h"
#include "web/req.h"
#include "web/route.h"

/** /dossiers, /track, /search. */
extern const struct route dossier_routes[];

/** A button of the next-action box, and what its form asks for. */
struct action_form {
	const char *action, *label;
	bool reason, missing, officer, due, amount, reference, receiver, applicant;
	bool bad;   /* destructive */
	bool plain; /* asks for nothing */
	bool first; /* the primary one */
};

struct officer_choice {
	const char *name, *full_name;
};

struct due_words {
	const char *words;
};

/** GET /dossiers/{code}. */
struct dossier_page {
	struct dossier_view d; /* first: programs are shown this, and the rest is empty */
	const char *heading;
	struct due_tag due;
	struct status_tag tag;
	const char *state_key; /* "state.S6" */
	const char *turn_key;  /* whose turn it is */
	const char *received_named, *competent_named, *return_named;
	const struct action_form *actions;
	size_t actions_count;
	const struct action_form *more; /* behind "other steps" */
	size_t more_count;
	const struct officer_choice *officers;
	size_t officers_count;
	const struct due_words *due_lines;
	size_t due_lines_count;
	const char *limit;       /* "3 ngày làm việc" */
	const char *sector_key;
	int64_t again_us; /* promised anew after the clock had stopped; 0 not */
	bool charge_open, assigns;
	const char *channel_key;
};

struct track_step_view {
	int64_t at_us;
	const char *key; /* words of the public status */
	const char *where;
	bool now;
};

/** GET /track. */
struct track_page {
	struct track_view t; /* first: programs are shown this */
	bool asked, found;
	struct due_tag due;
	struct status_tag tag;
	const char *received_named, *competent_named, *return_named;
	bool collect; /* what is to be done is to fetch the result */
	const struct track_step_view *timeline;
	size_t timeline_count;
	const char *code_typed;
};

/** A row of a queue. */
struct queue_row {
	const char *code;
	struct procedure_brief procedure;
	const char *status;
	int64_t public_status;
	int64_t received_us, due_us;
	bool paused, overdue;
	struct unit_brief received_by, competent, return_at;
	const char *officer, *applicant;

	struct due_tag due; /* for people, from here on */
	const char *left;   /* of the time, in words, or NULL */
	struct status_tag tag;
	const char *state_key; /* NULL: the tag says as much */
	const char *next_key, *row_class;
	bool mine;
};

struct queue_tab {
	const char *key;
	struct url href;
	bool current;
};

struct sector_choice {
	const char *value, *key;
	bool chosen;
};

/** GET /dossiers, POST /search. */
struct dossier_queue {
	const struct queue_row *rows;
	size_t rows_count;
	int64_t total;
	bool many; /* there are at least that many: counting stops there */
	bool more;
	const char *next;

	const struct queue_tab *tabs;
	size_t tabs_count;
	const char *order_key; /* words: what comes first */
	int64_t overdue, today;
	bool overdue_many, today_many; /* at least that many */
	struct more foot;
	const char *sought; /* what was searched for, or NULL */
	bool may_receive;
	bool own;  /* an applicant's own dossiers */
	bool keys; /* rows to go through by keyboard */
};

/** GET /dossiers/{code}/due. */
struct due_line_view {
	const char *kind, *text;
	int64_t from_us, to_us;
};
struct due_explanation {
	const char *code;
	const char *limit;
	bool paused;
	int64_t due_us, promised_us, extended_us;
	const struct due_line_view *lines;
	size_t lines_count;
};

/** Forms 01 and 06, to be printed. */
struct dossier_sheet {
	struct dossier_view d;
	const char *superior, *office, *place;
	const char *dated; /* "Sín Thầu, ngày 01 tháng 7 năm 2025", as official papers are */
	const char *received_named, *competent_named, *return_named;
	const char *limit, *basis, *forms_basis;
	const char *track_url; /* the token follows it */
	const struct handover *handovers;
	size_t handovers_count;
	int64_t now_us, promised_us;
	const char *officer; /* who received it; of form 01 */
};

/* Between the files of this area's web. */

/** How it stands, and whose it is: the same members of every view of a dossier. */
#define STANDING_FIELDS(type)                                                                \
	TEXT_FIELD(type, status), INT_FIELD(type, public_status),                            \
		TIME_FIELD(type, received_us, .name = "received_at"),                        \
		TIME_FIELD(type, due_us, .name = "due_at"), BOOL_FIELD(type, paused),        \
		BOOL_FIELD(type, overdue)
#define AGENCY_FIELDS(type)                                                                  \
	OBJECT_FIELD(type, received_by, unit_brief_fields),                                  \
		OBJECT_FIELD(type, competent, unit_brief_fields),                            \
		OBJECT_FIELD(type, return_at, unit_brief_fields)

extern const struct field dossier_view_fields[], dossier_query_fields[], dossier_search_fields[],
	procedure_brief_fields[], track_query_fields[];
extern const struct view dossier_queue_view;
handler show_dossier, create_dossier, act_on_dossier, explain_due, show_receipt_form, show_control_form;
handler list_dossiers, search_dossiers, track_one, track_asked;

/** @d as officers see it: for a page all of it, for programs only what they are shown. */
CHECKED enum rc dossier_page_of(struct op *op, const struct req *req, const struct dossier *d,
				struct dossier_page **out);

struct due_tag dossier_due_tag(struct op *op, const struct calendar *calendar, int64_t due_us,
			       int64_t soon_us, int64_t stopped_us, bool paused);
/** Makes the findings of a rule faults of the request's fields. */
CHECKED enum rc dossier_faults(struct op *op, struct req *req, const struct findings *f, enum rc rc);
