/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_secret.h"
#include "login/login_web_view.h"
#include "login/login_web.h"
#include "login/people.html.h"
#include "login/person.html.h"
#include "web/list.h"
#include "web/reply.h"
#include "web/req.h"
#include "core/text.h"
#include <string.h>

static const struct field rows_fields[] = { LIST_FIELDS(people_page, account_fields), { 0 } };
static const struct view people_view = VIEW(people, rows_fields);
_Static_assert(offsetof(struct person_page, account) == 0, "the account comes first");
static const struct view person_view = VIEW(person, account_fields);

/* Of a new password: what is stored, and what is shown once if it was made here. */
struct secret {
	const char *stored, *made;
};

/* What is typed into the forms of an account; each uses some of it. */
struct entry {
	const char *name, *full_name, *unit, *body, *password;
	const char **roles;
	size_t roles_count;
	int32_t from, to;
	/* found by reading */
	uint32_t role_bits;
	int64_t unit_id;
	struct secret secret;
};

#define GRANT_FIELDS                                                                         \
	TEXT_FIELD(entry, unit, .max = 12, .label = "people.unit"),                          \
		TEXT_FIELD(entry, body, .max = 20, .label = "people.body", .values = "org."),  \
		TEXTS_FIELD(entry, roles, .label = "login.roles", .values = "role."),        \
		DATE_FIELD(entry, from), DATE_FIELD(entry, to)

static const struct field add_fields[] = {
	TEXT_FIELD(entry, name, .required = true, .max = 100, .label = "people.name"),
	TEXT_FIELD(entry, full_name, .required = true, .max = 200, .label = "people.full_name"),
	TEXT_FIELD(entry, password, .max = PASSWORD_MAX, .secret = true),
	GRANT_FIELDS,
	{ 0 },
};
static const struct field list_fields[] = { TEXT_FIELD(entry, unit, .max = 12), { 0 } };
static const struct field grant_in_fields[] = { GRANT_FIELDS, { 0 } };
static const struct field password_fields[] = { TEXT_FIELD(entry, password, .max = PASSWORD_MAX,
							   .secret = true),
						{ 0 } };

/* Notes what can be said of the roles and the unit, besides what login_grant() asks. */
static enum rc read_place(struct op *op, struct req *req, struct entry *e)
{
	const struct territory *t;

	for (size_t i = 0; i < e->roles_count; i++) {
		if (!role_by_name(e->roles[i]))
			req_fault(op, req, "roles", "login.role_unknown");
		e->role_bits |= role_by_name(e->roles[i]);
	}
	if (!e->roles_count)
		req_fault(op, req, "roles", "login.role_missing");
	if (e->body && !org_kind_exists(e->body))
		req_fault(op, req, "body", "org.no_body");
	if (!e->unit)
		return RC_OK;
	TRY(territory_of(op, &t));
	const struct unit *u = !strcmp(e->unit, "province")
				       ? territory_province(t)
				       : unit_by_code(t, TIER_ANY, e->unit, time_day(op->now_us));

	if (!u)
		req_fault(op, req, "unit", "login.unit_unknown");
	e->unit_id = u ? u->id : 0;
	return RC_OK;
}

/* Reads a form and notes what is wrong with its fields one by one, all of them. */
static enum rc read_fields(struct op *op, struct req *req, const struct field *fields,
			   struct entry *e)
{
	*e = (struct entry){ .from = DAY_NONE, .to = DAY_NONE };
	enum rc rc = req_read(op, req, fields, e);

	if (rc != RC_OK && rc != RC_INVALID)
		return rc;
	op->err = (struct err){ 0 };
	if (e->name && !login_name_fits(e->name))
		req_fault(op, req, "name", "login.name");
	if (e->full_name && !text_within(e->full_name, 1, FULL_NAME_MAX))
		req_fault(op, req, "full_name", "login.full_name");
	if (e->password && !text_within(e->password, PASSWORD_MIN, PASSWORD_MAX))
		req_fault(op, req, "password", "login.password_length");
	return RC_OK;
}

/* The handler's reading: RC_INVALID with all faults noted. */
static enum rc read_entry(struct op *op, struct req *req, const struct field *fields,
			  struct entry *out)
{
	const struct secret *secret = req_kept(req);

	TRY(read_fields(op, req, fields, out));
	if (fields != password_fields)
		TRY(read_place(op, req, out));
	TRY(req_invalid(op, req));
	if (secret)
		out->secret = *secret;
	return RC_OK;
}

/*
 * Before the operation: hashes the password that was given, or a first one that is shown once. For
 * those alone who may; faults are said by the handler, since 403 comes before 422.
 */
static enum rc hash_password(struct op *op, struct req *req)
{
	struct secret *s = arena_one(op->mem, struct secret);
	struct entry e;

	TRY(read_fields(op, req, password_fields, &e));
	if (req_invalid(op, req) == RC_OK && op->actor.may & MAY_ADMINISTER) {
		if (!e.password)
			e.password = s->made = secret_first(op->mem);
		s->stored = secret_hash(op->mem, e.password);
	}
	op->err = (struct err){ 0 };
	req_keep(req, s);
	return RC_OK;
}

/* ---- lists and pages ---- */

/* Accounts of all, or of the unit ?unit= names. */
static enum rc find_people(struct op *op, struct req *req, const struct paging *paging,
			   struct people_page *page, struct account **rows, size_t *count)
{
	const char *code = req_again(req) ? NULL : req_query(req, "unit");
	const struct territory *t;

	if (!code || !*code) {
		TRY(login_list(op, paging->offset, paging->limit + 1, rows, count));
		return login_count(op, &page->total);
	}
	TRY(territory_of(op, &t));
	const struct unit *u = !strcmp(code, "province")
				       ? territory_province(t)
				       : unit_by_code(t, TIER_ANY, code, time_day(op->now_us));

	page->unit = code;
	return login_list_at(op, u ? u->id : 0, paging->offset, paging->limit + 1, rows, count,
			     &page->total);
}

static enum rc list_people(struct op *op, struct req *req, struct reply *reply)
{
	struct people_page *page = arena_one(op->mem, struct people_page);
	struct paging paging;
	struct account *rows;
	size_t count;

	TRY(paging_read(op, req, &paging));
	TRY(find_people(op, req, &paging, page, &rows, &count));
	page->more = paging_cut(&paging, &count);
	struct account_view *views = arena_many(op->mem, struct account_view, count + 1);

	for (size_t i = 0; i < count; i++)
		TRY(login_view_account(op, req_lang(req), &rows[i], &views[i]));
	page->rows = views;
	page->rows_count = count;
	page->total = page->total > LIST_TOTAL_MAX ? LIST_TOTAL_MAX : page->total;
	if (page->more)
		page->next = paging_next(op, req, arena_text(op->mem, "%lld",
							     (long long)(paging.offset +
									 (int64_t)count)));
	page->next_url = url_make(op->mem, page->next ? page->next : "");
	page->roles = login_view_roles(op->mem, req, &page->roles_count);
	return reply_view(op, reply, &people_view, page);
}

static const struct role_choice *body_kinds(struct op *op, const struct req *req, size_t *count)
{
	struct role_choice *rows = NULL;

	*count = 0;
	for (size_t i = 0; org_kind(i); i++) {
		rows = arena_grow(op->mem, rows, *count, sizeof *rows);
		rows[(*count)++] = (struct role_choice){
			.name = org_kind(i),
			.words = words(req_lang(req), arena_text(op->mem, "org.%s", org_kind(i))),
			.picked = req_ticked(req, "body", org_kind(i)),
		};
	}
	return rows;
}

static enum rc fill_person(struct op *op, struct req *req, const struct account *a,
			   struct person_page **out)
{
	struct person_page *page = arena_one(op->mem, struct person_page);
	enum lang lang = req_lang(req);

	TRY(login_view_account(op, lang, a, &page->account));
	page->self = a->id == op->actor.id;
	page->roles = login_view_roles(op->mem, req, &page->roles_count);
	page->kinds = body_kinds(op, req, &page->kinds_count);
	page->grants = URL(op->mem, "people", a->name, "grants");
	page->password = URL(op->mem, "people", a->name, "password");
	page->disable = URL(op->mem, "people", a->name, "disable");
	page->enable = URL(op->mem, "people", a->name, "enable");
	page->revoke = URL(op->mem, "people", a->name, "revoke");
	*out = page;
	return RC_OK;
}

/* The account that the path names, for seek: 404 comes before 403. */
static enum rc seek_person(struct op *op, struct req *req)
{
	struct account *a;

	return login_find(op, req_part(req, 0), &a);
}

static enum rc show_person(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	struct person_page *page;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(fill_person(op, req, a, &page));
	reply_title(reply, a->full_name);
	return reply_view(op, reply, &person_view, page);
}

/* ---- changes ---- */

static enum rc give(struct op *op, const struct account *account, const struct entry *e)
{
	struct grant_new n = { .account = account, .kind = e->body, .from_day = e->from,
			       .to_day = e->to == DAY_NONE ? DAY_OPEN : e->to,
			       .roles = e->role_bits, .unit = e->unit_id };
	int64_t id;

	return login_grant(op, &n, &id);
}

static enum rc add_person(struct op *op, struct req *req, struct reply *reply)
{
	struct entry e;
	struct account *a;
	struct person_page *page;

	TRY(read_entry(op, req, add_fields, &e));
	struct account_new n = { .name = e.name, .full_name = e.full_name,
				 .secret = e.secret.stored, .first = true };

	TRY(login_add(op, &n, &a));
	TRY(give(op, a, &e));
	TRY(fill_person(op, req, a, &page));
	page->account.password = e.secret.made;
	if (e.secret.made)
		reply_secret(reply);
	/* What is shown once cannot wait for the page that a 303 leads to. */
	if (req_page(req) && e.secret.made)
		return reply_view(op, reply, &person_view, page);
	return reply_made(op, reply, &person_view, page, "/people/%s", a->name);
}

static enum rc changed(struct op *op, struct req *req, struct reply *reply,
		       const struct account *account, const char *key)
{
	struct account *a;
	struct person_page *page;

	TRY(login_by_id(op, account->id, &a));
	TRY(fill_person(op, req, a, &page));
	reply_flash(op, reply, key, NULL);
	return reply_done(op, reply, &person_view, page, "/people/%s", a->name);
}

static enum rc add_grant(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	struct entry e;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(read_entry(op, req, grant_in_fields, &e));
	TRY(give(op, a, &e));
	return changed(op, req, reply, a, "login.grant_given");
}

static enum rc end_grant(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	int64_t id;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(req_id(op, req, 1, &id));
	TRY(login_grant_end(op, a, id, time_day(op->now_us)));
	return changed(op, req, reply, a, "login.grant_ended");
}

static enum rc reset_password(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	struct person_page *page;
	struct entry e;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(read_entry(op, req, password_fields, &e));
	TRY(login_set_secret(op, a, e.secret.stored, true));
	if (!e.secret.made)
		return changed(op, req, reply, a, "login.password_reset");
	TRY(login_by_id(op, a->id, &a));
	TRY(fill_person(op, req, a, &page));
	page->account.password = e.secret.made;
	reply_secret(reply);
	return reply_view(op, reply, &person_view, page);
}

static enum rc disable(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(login_disable(op, a));
	return changed(op, req, reply, a, "login.was_disabled");
}

static enum rc enable(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(login_enable(op, a));
	return changed(op, req, reply, a, "login.was_enabled");
}

static enum rc revoke(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;

	TRY(login_find(op, req_part(req, 0), &a));
	TRY(login_tokens_revoke(op, a));
	return changed(op, req, reply, a, "login.tokens_revoked");
}

/* clang-format off */
#define ADMIN MAY_ADMINISTER
const struct route people_routes[] = {
	{ GET,  "/people",    ADMIN, TX_READ,  list_people, .query = list_fields, .view = &people_view,
	  .summary = "Accounts, by full name" },
	{ POST, "/people",    ADMIN, TX_WRITE, add_person, .prepare = hash_password,
	  .again = list_people,
	  .input = add_fields, .view = &person_view, .summary = "Open an account" },
	{ GET,  "/people/{}", ADMIN, TX_READ,  show_person, .seek = seek_person, .view = &person_view,
	  .summary = "An account and its roles of today" },
	{ POST, "/people/{}/grants", ADMIN, TX_WRITE, add_grant, .seek = seek_person,
	  .again = show_person, .input = grant_in_fields, .view = &person_view,
	  .summary = "Give roles in a body" },
	{ POST, "/people/{}/grants/{}/end", ADMIN, TX_WRITE, end_grant, .seek = seek_person,
	  .view = &person_view, .summary = "End a grant today" },
	{ POST, "/people/{}/password", ADMIN, TX_WRITE, reset_password, .seek = seek_person,
	  .prepare = hash_password, .again = show_person, .input = password_fields,
	  .view = &person_view, .summary = "Give a first password; all sessions end" },
	{ POST, "/people/{}/disable", ADMIN, TX_WRITE, disable, .seek = seek_person,
	  .view = &person_view, .summary = "Disable an account" },
	{ POST, "/people/{}/enable", ADMIN, TX_WRITE, enable, .seek = seek_person,
	  .view = &person_view, .summary = "Enable an account again" },
	{ POST, "/people/{}/revoke", ADMIN, TX_WRITE, revoke, .seek = seek_person,
	  .view = &person_view, .summary = "Revoke all tokens of an account" },
	{ 0 },
};
/* clang-format on */
