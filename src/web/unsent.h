/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/html.h"
#include "web/reply.h"
#include "web/req.h"

/*
 * A form that was not taken because its session had ended, or because its token is of an older one.
 * What was typed is not lost: the sign-in page that answers carries it in hidden fields, and whoever
 * signs in sees it and sends it with one press. It is never in an address, in the log or in the
 * store; it lives in the browser's page alone.
 *
 * Held is only what a page of ours sent (Sec-Fetch-Site, Origin), as far as the browser says so;
 * never a secret (a field with .secret), a file, or the old token.
 */
struct unsent_field {
	const char *name, *value;
};

struct unsent {
	const char *to;   /* where it was sent: a path of ours that takes forms, with its query */
	const char *back; /* the page it was typed into, else "/" */
	const struct unsent_field *fields;
	size_t fields_count;
	bool files; /* some were chosen; they have to be chosen again */
};

/** One thing that was typed, with the words beside its field. */
struct unsent_line {
	const char *label; /* key of the catalogue */
	const char *value;
};

/** What is shown before it is sent again. */
struct unsent_page {
	struct unsent held;
	struct url to, back;
	const struct unsent_line *lines;
	size_t lines_count;
	bool more; /* there are fields without words: hidden ones, marks */
};

/** The form that @req could not take, or that its sign-in carries; NULL when there is none. */
const struct unsent *req_unsent(struct req *req);

/** 200: shows what was typed, with the button that sends it. Only when there is req_unsent(). */
CHECKED enum rc reply_unsent(struct op *op, struct req *req, struct reply *reply);
