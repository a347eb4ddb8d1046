/* SPDX-License-Identifier: Apache-2.0 */
/* Where a dossier is: public, limited, masked; no look is recorded because nothing personal is shown. */
#include "calendar/calendar.h"
#include "core/text.h"
#include "dossier/dossier_track.html.h"
#include "dossier/dossier_web.h"
#include "territory/territory_web.h"
#include "web/reply.h"

static const struct field step_fields[] = {
	TIME_FIELD(track_step, at_us, .name = "at"), INT_FIELD(track_step, public_status),
	{ 0 },
};
static const struct field track_fields[] = {
	TEXT_FIELD(track_view, code), OBJECT_FIELD(track_view, procedure, procedure_brief_fields),
	STANDING_FIELDS(track_view), AGENCY_FIELDS(track_view), TEXT_FIELD(track_view, applicant),
	LIST_FIELD(track_view, steps, step_fields), TEXT_FIELD(track_view, todo),
	{ 0 },
};

static const struct view track_view = VIEW(dossier_track, track_fields);

static enum rc track(struct op *op, struct req *req, struct reply *reply, const struct dossier *d,
		     bool with_token)
{
	struct track_page *page = arena_one(op->mem, struct track_page);
	const struct calendar *calendar;
	const struct territory *t;
	struct track_view *v;

	TRY(dossier_track(op, d, with_token, req_lang(req), &v));
	page->t = *v;
	page->found = true;
	if (req_page(req)) {
		struct track_step_view *steps =
			arena_many(op->mem, struct track_step_view, v->steps_count + 1);

		TRY(territory_of(op, &t));
		TRY(calendar_current(op, &calendar));
		page->due = dossier_due_tag(op, calendar, d->due_us, d->soon_us, d->stopped_us,
					    d->paused);
		page->tag = status_tag(v->public_status);
		page->collect = d->state == STATE_AT_COUNTER;
		page->received_named = dossier_unit_named(op, t, d->received_by);
		page->competent_named = dossier_unit_named(op, t, d->competent);
		page->return_named = dossier_unit_named(op, t, d->return_at);
		for (size_t i = 0; i < v->steps_count; i++)
			steps[i] = (struct track_step_view){
				.at_us = v->steps[i].at_us,
				.key = arena_text(op->mem, "status.%lld",
						  (long long)v->steps[i].public_status),
				.now = i + 1 == v->steps_count && !dossier_state_final(d->state),
			};
		page->timeline = steps;
		page->timeline_count = v->steps_count;
	}
	return reply_view(op, reply, &track_view, page);
}

enum rc track_one(struct op *op, struct req *req, struct reply *reply)
{
	struct dossier *d;

	TRY(dossier_find_public(op, req_part(req, 0), &d));
	return track(op, req, reply, d, false);
}

struct track_query {
	const char *code, *token;
};

const struct field track_query_fields[] = { TEXT_FIELD(track_query, code),
					    TEXT_FIELD(track_query, token), { 0 } };

enum rc track_asked(struct op *op, struct req *req, struct reply *reply)
{
	struct track_query q = { 0 };
	struct dossier *d;

	TRY(req_read_query(op, req, track_query_fields, &q));
	if (q.token) {
		TRY(dossier_find_token(op, q.token, &d));
		return track(op, req, reply, d, true);
	}
	if (q.code) { /* a phone's keyboard begins in small letters */
		char *code = arena_copy(op->mem, q.code);

		for (char *at = code; *at; at++)
			if (*at >= 'a' && *at <= 'z')
				*at += 'A' - 'a';
		TRY(dossier_find_public(op, code, &d));
		return track(op, req, reply, d, false);
	}
	if (req_page(req))
		return reply_view(op, reply, &track_view, arena_one(op->mem, struct track_page));
	return FAIL_FIELD(op, "code", "track.code_missing", "neither code nor token");
}
