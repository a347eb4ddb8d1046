/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_web_view.h"
#include "territory/territory_web.h"
#include "web/reply.h"
#include "web/req.h"
#include <jansson.h>
#include <string.h>

static const struct field body_fields[] = {
	TEXT_FIELD(body_view, kind), TEXT_FIELD(body_view, name),
	{ 0 },
};

const struct field grant_fields[] = {
	INT_FIELD(grant_view, id, .as_text = true), TEXT_FIELD(grant_view, key),
	AT_FIELD(grant_view, body, body_fields), AT_FIELD(grant_view, unit, unit_brief_fields),
	TEXTS_FIELD(grant_view, roles), DATE_FIELD(grant_view, from), DATE_FIELD(grant_view, to),
	{ 0 },
};

const struct field account_fields[] = {
	TEXT_FIELD(account_view, name), TEXT_FIELD(account_view, full_name),
	BOOL_FIELD(account_view, disabled),
	TIME_FIELD(account_view, first_until_us, .name = "first_password_until"),
	LIST_FIELD(account_view, grants, grant_fields, .no_csv = true),
	TEXT_FIELD(account_view, password, .omit = true, .no_csv = true),
	{ 0 },
};

static void add_role(struct arena *mem, enum lang lang, struct grant_view *v, uint32_t role)
{
	const char *name = role_name(role);
	const char *shown = words(lang, arena_text(mem, "role.%s", name));

	v->roles = arena_grow(mem, v->roles, v->roles_count, sizeof *v->roles);
	v->roles[v->roles_count++] = name;
	v->words = v->words ? arena_text(mem, "%s, %s", v->words, shown) : shown;
}

static enum rc view_grant(struct op *op, enum lang lang, const struct territory *t,
			  const struct account_grant *g, struct grant_view *v)
{
	int32_t today = time_day(op->now_us);

	*v = (struct grant_view){ .id = g->id, .key = g->key, .from = g->from_day,
				  .to = g->to_day == DAY_OPEN ? DAY_NONE : g->to_day,
				  .on_desk = g->unit && !g->body };
	for (uint32_t role = 1; role <= ROLE_APPLICANT; role <<= 1)
		if (g->roles & role)
			add_role(op->mem, lang, v, role);
	v->end = URL(op->mem, "people", g->name, "grants",
		     arena_text(op->mem, "%lld", (long long)g->id), "end");
	v->where = words(lang, v->on_desk ? "login.on_desk" : "login.no_unit");
	if (!g->body)
		return RC_OK;
	v->unit = arena_one(op->mem, struct unit_brief);
	*v->unit = unit_brief(unit_by_id(t, g->unit), today);
	v->body = arena_one(op->mem, struct body_view);
	v->body->kind = g->kind;
	TRY(org_body_named(op, g->body, today, lang, &v->where));
	v->body->name = v->where;
	return RC_OK;
}

enum rc login_view_account(struct op *op, enum lang lang, const struct account *account,
			   struct account_view *out)
{
	const struct territory *t;
	struct account_grant *rows;
	size_t count;

	TRY(territory_of(op, &t));
	TRY(login_grants_of(op, account->id, time_day(op->now_us), &rows, &count));
	struct grant_view *views = arena_many(op->mem, struct grant_view, count + 1);

	for (size_t i = 0; i < count; i++)
		TRY(view_grant(op, lang, t, &rows[i], &views[i]));
	*out = (struct account_view){
		.name = account->name,
		.full_name = account->full_name,
		.disabled = account->disabled_us != 0,
		.first_until_us = account->first_until_us,
		.grants = views,
		.grants_count = count,
		.href = URL(op->mem, "people", account->name),
	};
	return RC_OK;
}

const struct role_choice *login_view_roles(struct arena *mem, const struct req *req, size_t *count)
{
	struct role_choice *rows = NULL;

	*count = 0;
	for (uint32_t role = 1; role <= ROLE_APPLICANT; role <<= 1) {
		const char *name = role_name(role);

		rows = arena_grow(mem, rows, *count, sizeof *rows);
		rows[(*count)++] = (struct role_choice){
			.name = name,
			.id = arena_text(mem, "role-%s", name),
			.words = words(req_lang(req), arena_text(mem, "role.%s", name)),
			.picked = req_ticked(req, "roles", name),
		};
	}
	return rows;
}

enum rc login_view_refuse(struct op *op, struct req *req, struct reply *reply, const char *field,
			  const char *key, const struct view *view, const void *page)
{
	const char *said = words(req_lang(req), key);

	reply_status(reply, 422);
	if (req_page(req)) {
		req_fault(op, req, field, key);
		return reply_view(op, reply, view, page);
	}
	json_t *problem = json_pack("{s:s, s:s, s:i, s:s, s:s, s:[{s:s, s:s, s:s}]}",
				    "type", "about:blank", "title", said, "status", 422, "detail",
				    said, "key", key, "errors", "field", field, "key", key, "detail", said);
	char *text = problem ? json_dumps(problem, JSON_COMPACT) : NULL;

	json_decref(problem);
	if (!text)
		return FAIL(op, RC_BROKEN, "login.cli.json", "%s", key);
	arena_defer(op->mem, free, text);
	return reply_text(op, reply, "application/problem+json", text);
}
