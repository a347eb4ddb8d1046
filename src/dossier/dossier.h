/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/finding.h"
#include "core/op.h"
#include "procedure/procedure.h"
#include "territory/territory.h"
#include <stdbool.h>

/*
 * The life of a dossier (hồ sơ) from filing to the return of the result: Decrees 61/2018 and
 * 118/2025/NĐ-CP. Three agencies: where it was received, who is competent, where the result is
 * returned. States and actions are a table (dossier_rules.h); anything that is not in it is refused.
 */

/** Stored, and shown as "S6"; never change the numbers. */
enum dossier_state {
	STATE_NONE,
	STATE_SUBMITTED = 1,   /* Chờ tiếp nhận */
	STATE_GUIDED = 2,      /* Yêu cầu hoàn thiện trước tiếp nhận */
	STATE_REFUSED = 3,     /* Từ chối tiếp nhận; final */
	STATE_RECEIVED = 4,    /* Đã tiếp nhận: the clock starts */
	STATE_FORWARDED = 5,   /* Đã chuyển xử lý */
	STATE_IN_PROCESS = 6,  /* Đang xử lý */
	STATE_SUPPLEMENT = 7,  /* Chờ bổ sung hồ sơ; paused */
	STATE_CONSULTED = 8,   /* Chờ ý kiến, xác minh */
	STATE_PAYMENT = 9,     /* Chờ thực hiện nghĩa vụ tài chính; paused */
	STATE_SIGNATURE = 10,  /* Trình ký */
	STATE_SIGNED = 11,     /* Đã có kết quả: the clock stops */
	STATE_AT_COUNTER = 12, /* Chờ trả kết quả */
	STATE_RETURNED = 13,   /* Đã trả kết quả; final */
	STATE_DECLINED = 14,   /* Trả hồ sơ không giải quyết: the clock stops */
	STATE_WITHDRAWN = 15,  /* Dừng giải quyết theo yêu cầu; final */
	STATE_LAPSED = 16,     /* Đóng do không bổ sung; final */
	STATES,
};

enum dossier_action {
	ACT_OPEN, /* POST /dossiers; the rest are POST /dossiers/{code}/{action} */
	ACT_ACCEPT, ACT_GUIDE, ACT_REFILE, ACT_REFUSE, ACT_FORWARD, ACT_TAKE, ACT_ASK, ACT_SUPPLEMENT,
	ACT_CONSULT, ACT_ANSWER, ACT_CHARGE, ACT_PAY, ACT_SUBMIT, ACT_SEND_BACK, ACT_SIGN, ACT_DECLINE,
	ACT_DELIVER, ACT_RETURN, ACT_WITHDRAW, ACT_LAPSE, ACT_EXTEND, ACT_ASSIGN, ACT_CORRECT,
	ACTIONS,
};

/** Who applies. Texts are NULL where not known. */
struct applicant {
	const char *name;
	const char *personal_id; /* 12 digits */
	const char *phone, *email, *address;
	int64_t unit;            /* commune of residence, of any day; 0 not known */
	const char *village;     /* there */
};

struct dossier_paper {
	const char *name;
	const char *form; /* original, copy, electronic */
	int64_t copies;   /* 1 to 99 */
};

struct dossier {
	int64_t id;
	const char *code;    /* what people know it by; permanent */
	int64_t version;     /* number of changes */
	const char *secret;  /* 128 random bits, base64url; see dossier_token */
	const struct procedure *procedure; /* the version it was received under */
	enum dossier_state state;
	int64_t received_by, competent, return_at; /* units */
	bool wide;           /* concerns two or more communes or is complex */
	int64_t officer;     /* account it is assigned to, 0 nobody */
	const char *officer_name;
	int64_t filed_by;    /* account of the applicant, 0 */
	const char *channel; /* counter, post, online */
	struct dossier_paper *papers;
	size_t papers_count;
	int64_t opened_us;
	int64_t received_us; /* 0 before it is accepted */
	int64_t calendar;    /* version of the calendar then */
	const char *clock;   /* events of contracts.md 5 */
	int64_t promised_us; /* due time as first promised, 0 none */
	int64_t extended_us; /* time an approver set, 0 none: due, if the clock ran then; else kept beside */
	int64_t extensions;
	int64_t due_us;      /* 0 while paused, before reception, or where no limit is known */
	int64_t soon_us;     /* from then on due soon */
	bool paused;
	int64_t stopped_us;  /* the clock stopped, 0 not yet */
	int64_t charged, paid; /* dong */
	int64_t moves;       /* changes of agencies by orders: part of version */
	struct applicant applicant;
	struct dossier_event *opening; /* its only step, when this operation opened it; else NULL */
};

/** One step. */
struct dossier_event {
	int64_t number, at_us;
	const char *action;
	int64_t by_account; /* 0: the machine */
	const char *by_name;
	enum dossier_state from, to;
	int64_t from_unit, to_unit; /* who held it before and after; 0 the applicant */
	int64_t due_us;
	const char *note;    /* NULL for none */
	const char *missing; /* lines, or NULL */
};

/** What is said to open a dossier. Texts NULL and codes NULL where not given. */
struct dossier_new {
	const char *procedure;            /* code */
	const char *competent, *return_at; /* codes of units of today */
	struct applicant applicant;
	const char *applicant_unit;       /* code of a commune of today */
	const char *channel;
	bool wide;
	struct dossier_paper *papers;
	size_t papers_count;
	bool incomplete; /* something could not be read: all else is checked, nothing is opened */
};

/** What is said with an action; each reads what its row of the table names. */
struct dossier_input {
	const char *note, *reason;
	const char *const *missing;
	size_t missing_count;
	const char *officer;  /* account name */
	int64_t due_us;
	int64_t amount;       /* -1: not said */
	const char *reference;
	const char *to, *by;  /* of return: who took it, and how */
	struct applicant applicant; /* of correct: what is NULL stays */
	const char *applicant_unit;
	bool incomplete; /* something could not be read: all else is checked, nothing is done */
};

/** "S6". */
const char *dossier_state_name(enum dossier_state state);
/** STATE_NONE when there is none of this name. */
enum dossier_state dossier_state_of(const char *name);
/** S3, S13, S15, S16. */
bool dossier_state_final(enum dossier_state state);
/** Status of the National Portal, 1 to 10. */
int dossier_public_status(enum dossier_state state);
/** "send-back"; and ACTIONS when there is none of this name. */
const char *dossier_action_name(enum dossier_action action);
enum dossier_action dossier_action_of(const char *name);

/** Words for what was done: "did.send-back". */
const char *dossier_done_key(enum dossier_action action);

/** Where the actor receives: the first unit of their grants with a counter. 0: nowhere. */
int64_t dossier_receiving_unit(const struct actor *actor);

/**
 * Opens a dossier: by a reception officer at their own unit, received at once; by an applicant, waiting.
 * Faults of input go to @f with the member's name as column, and RC_INVALID; RC_FORBIDDEN.
 */
CHECKED enum rc dossier_open(struct op *op, struct findings *f, const struct dossier_new *in,
			     struct dossier **out);

/** RC_NOT_FOUND when there is none, or the actor may not see it. Showing it is for look_add. */
CHECKED enum rc dossier_find(struct op *op, const char *code, struct dossier **out);

/** For the public: by code, or by the token of the receipt. No permission asked. */
CHECKED enum rc dossier_find_public(struct op *op, const char *code, struct dossier **out);
CHECKED enum rc dossier_find_token(struct op *op, const char *token, struct dossier **out);

/** The token of the receipt's QR: "CODE.SECRET". Who has it is told a little more than who has the code. */
const char *dossier_token(struct arena *mem, const struct dossier *d);

/** Its steps, the oldest first. */
CHECKED enum rc dossier_events(struct op *op, const struct dossier *d, struct dossier_event **rows,
			       size_t *rows_count);

/*
 * Acting, in the order in which errors answer: find (404), may (403), fresh (412), fits (409), then
 * dossier_act, which refuses wrong input (422, faults in @f) and does it.
 */
CHECKED enum rc dossier_may(struct op *op, const struct dossier *d, enum dossier_action action);
CHECKED enum rc dossier_fresh(struct op *op, const struct dossier *d, int64_t version);
CHECKED enum rc dossier_fits(struct op *op, const struct dossier *d, enum dossier_action action);
/** Asks all of these again; @d is changed in place. */
CHECKED enum rc dossier_act(struct op *op, struct findings *f, struct dossier *d,
			    enum dossier_action action, const struct dossier_input *in);

/** What the actor may do with @d now. *@count of @out, which has room for ACTIONS. */
CHECKED enum rc dossier_next(struct op *op, const struct dossier *d, enum dossier_action *out,
			     size_t *count);

/** Past its due time: now, or when the clock stopped. */
bool dossier_overdue(const struct dossier *d, int64_t now_us);

/** Who has it in hand now: a unit, or 0 (the applicant, or nobody any more). */
int64_t dossier_holder(const struct dossier *d);

/** Why it is due when it is: lines of calendar/due.h. None where there is no limit. */
CHECKED enum rc dossier_due_lines(struct op *op, const struct dossier *d, struct due_line **lines,
				  size_t *count);

/** Which queue. */
enum dossier_place { PLACE_COMPETENT, PLACE_RECEIVED, PLACE_RETURN, PLACE_ALL, PLACE_FILED };
enum dossier_due { DUE_ANY, DUE_IS_OVERDUE, DUE_IS_TODAY, DUE_IS_SOON };

struct dossier_filter {
	enum dossier_place place;
	int64_t of;         /* unit, or account of PLACE_FILED */
	uint32_t states;    /* bits 1 << N; 0: any */
	const char *procedure; /* code, or NULL */
	int64_t officer;    /* account, or 0 */
	enum dossier_due due;
	bool newest;        /* newest first, else by due time */
	int64_t after_rank, after_id; /* where the page before ended; 0 */
	int64_t limit;
};

struct dossier_row {
	int64_t id, rank_us;
	const char *code;
	const struct procedure *procedure;
	enum dossier_state state;
	int64_t received_by, competent, return_at;
	int64_t officer;
	const char *officer_name;
	const char *applicant;
	int64_t received_us, due_us, soon_us, stopped_us;
	bool paused;
};

/** At most @filter->limit rows. No permission asked: the caller has. */
CHECKED enum rc dossier_list(struct op *op, const struct dossier_filter *filter,
			     struct dossier_row **rows, size_t *rows_count);
/** How many there are, counting no further than @most. */
CHECKED enum rc dossier_list_count(struct op *op, const struct dossier_filter *filter, int64_t most,
				   int64_t *count);

enum { SEARCH_MAX = 200 };

/**
 * People are found by whole name (or its beginning), marks optional, by code or personal number: at most
 * SEARCH_MAX of what the actor may see.
 */
CHECKED enum rc dossier_search(struct op *op, const char *words, struct dossier_row **rows,
			       size_t *rows_count);

/** What a unit has, by state, without reading a dossier. */
struct dossier_count {
	int64_t unit;
	enum dossier_state state;
	int64_t count;
	int64_t overdue; /* of them, in hand and past the due time now */
	int64_t late;    /* of them, the clock stopped past the due time */
};
/** Of all units; in order of unit and state. */
CHECKED enum rc dossier_counts(struct op *op, struct dossier_count **rows, size_t *rows_count);

/** `haicap load`: gives each unit the number its dossiers' codes bear. */
CHECKED enum rc dossier_load(struct op *op, const struct load *load);

/** Each breach of what README.md calls always true is added to @f. */
CHECKED enum rc dossier_check(struct op *op, struct findings *f);
