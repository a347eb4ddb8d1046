/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"

/*
 * Filing a dossier step by step: what was typed so far travels with the person from page to page and
 * is stored nowhere until the last step opens the dossier. A reception officer receives at a counter,
 * for any agency of the province (Decree 118/2025/NĐ-CP); an applicant files online.
 */

enum { INTAKE_PAPERS = 12 };

enum intake_step {
	INTAKE_PROCEDURE = 1,
	INTAKE_APPLICANT,
	INTAKE_PAPER_CHECK,
	INTAKE_REVIEW,
	INTAKE_DONE,
	INTAKE_STEPS = INTAKE_DONE,
};

/** One paper that the procedure asks for; texts as typed, NULL where nothing was. */
struct intake_paper {
	const char *have;   /* "paper", "look" (looked up, electronic), "no" (missing), "none" (not needed) */
	const char *form;   /* of a paper: "original" or "copy" */
	const char *copies; /* digits */
};

/** Everything typed so far. Texts are NULL where nothing was. */
struct intake {
	const char *key;       /* made at the start, the same to the end: one intake makes one dossier */
	const char *procedure; /* code */
	const char *choice;    /* the code just pressed */
	const char *q;         /* words looked for among the procedures */
	const char *name, *personal_id, *phone, *email, *address, *unit, *village;
	const char *competent, *return_at; /* codes of units of today */
	const char *channel;
	struct intake_paper papers[INTAKE_PAPERS]; /* in the order of the procedure's */
	const char *extra;     /* other papers, a line each */
	const char *to;        /* which step the pressed button leads to */
};

/** What the typed codes mean today. Members are NULL where nothing fits. */
struct intake_meant {
	const struct territory *territory;
	const struct procedure *procedure;
	const struct unit *own;       /* where the officer receives; NULL online */
	const struct unit *home;      /* the applicant's commune */
	const struct unit *competent; /* also the one by default */
	const struct unit *return_at;
	size_t papers;                /* that the procedure asks for, at most INTAKE_PAPERS */
	size_t missing;               /* of them */
};

/** "procedure", "applicant", "papers", "review". 0 when there is none of this name. */
enum intake_step intake_step_of(const char *name);

/** Reads the codes of @in; what is wrong is left NULL. */
CHECKED enum rc intake_mean(struct op *op, const struct intake *in, struct intake_meant *out);

/**
 * Whether one may go on from @step. Faults go to @f by the field's name; RC_INVALID when there is one.
 * At a counter no paper may be missing: what is received there is complete.
 */
CHECKED enum rc intake_check(struct op *op, struct findings *f, const struct intake *in,
			     enum intake_step step);

/** Opens the dossier: dossier_open with what was typed, all steps checked again. */
CHECKED enum rc intake_open(struct op *op, struct findings *f, const struct intake *in,
			    struct dossier **out);

/** When it would be due if it were received now; 0 where no limit is known. */
CHECKED enum rc intake_due(struct op *op, const struct procedure *p, int64_t *due_us);
