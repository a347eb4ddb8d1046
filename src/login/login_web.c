/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_web.h"
#include "login/login_secret.h"
#include "login/login_web_view.h"
#include "login/me.html.h"
#include "login/sign_in.html.h"
#include "core/text.h"
#include "web/reply.h"
#include "web/req.h"
#include "web/unsent.h"
#include <string.h>

static const struct field token_fields[] = {
	INT_FIELD(token_view, id, .as_text = true),
	TIME_FIELD(token_view, made_us, .name = "made_at"),
	TIME_FIELD(token_view, ends_us, .name = "ends_at"),
	{ 0 },
};

/* The account comes first in the page, so its members stand where a struct account_view has them. */
_Static_assert(offsetof(struct me_page, account) == 0, "the account comes first");
static const struct field me_fields[] = {
	TEXT_FIELD(account_view, name),
	TEXT_FIELD(account_view, full_name),
	TIME_FIELD(account_view, first_until_us, .name = "first_password_until"),
	LIST_FIELD(account_view, grants, grant_fields, .no_csv = true),
	LIST_FIELD(me_page, tokens, token_fields, .no_csv = true),
	TEXT_FIELD(me_page, token, .omit = true, .no_csv = true),
	{ 0 },
};

static const struct view sign_in_view = VIEW_PAGE(sign_in);
static const struct view me_view = VIEW(me, me_fields);

/* ---- signing in ---- */

struct signing {
	const char *name, *password, *to;
	struct attempt attempt;
};

static const struct field signing_fields[] = {
	TEXT_FIELD(signing, name, .required = true, .max = 100),
	TEXT_FIELD(signing, password, .required = true, .max = PASSWORD_MAX, .secret = true),
	TEXT_FIELD(signing, to),
	{ 0 },
};

/* Only a path of ours: nobody is sent to another site by a link to our sign-in. */
static const char *local(const char *to)
{
	bool ours = to && to[0] == '/' && to[1] != '/' && !strchr(to, '\\');

	/* Without one, /start knows where each begins the day. */
	return ours && to[1] && !strpbrk(to, " \t\r\n") ? to : "/start";
}

static enum rc demo_rows(struct op *op, enum lang lang, struct sign_in_page *page)
{
	struct account *rows;
	size_t count;

	TRY(login_is_demo(op, &page->is_demo));
	TRY(login_demo_accounts(op, &rows, &count));
	struct demo_account *demo = arena_many(op->mem, struct demo_account, count + 1);

	for (size_t i = 0; i < count; i++) {
		struct account_view v;

		TRY(login_view_account(op, lang, &rows[i], &v));
		demo[i] = (struct demo_account){ .name = v.name, .full_name = v.full_name };
		if (v.grants_count) {
			demo[i].where = v.grants[0].body ? v.grants[0].where : NULL;
			demo[i].words = v.grants[0].words;
		}
	}
	page->demo = demo;
	page->demo_count = count;
	return RC_OK;
}

static enum rc sign_in_page(struct op *op, struct req *req, const char *to,
			    struct sign_in_page **out)
{
	struct sign_in_page *page = arena_one(op->mem, struct sign_in_page);

	page->unsent = req_unsent(req);
	page->to = local(page->unsent ? page->unsent->back : to);
	TRY(demo_rows(op, req_lang(req), page));
	*out = page;
	return RC_OK;
}

static enum rc show_sign_in(struct op *op, struct req *req, struct reply *reply)
{
	const char *to = req_again(req) ? req_typed(req, "to") : req_query(req, "to");
	struct sign_in_page *page;

	TRY(sign_in_page(op, req, to, &page));
	return reply_view(op, reply, &sign_in_view, page);
}

static enum rc sign_in_look_up(struct op *op, struct req *req)
{
	struct signing *s = arena_one(op->mem, struct signing);

	TRY(req_read(op, req, signing_fields, s));
	s->attempt = (struct attempt){ .name = s->name, .password = s->password,
				       .address = req_address(req) };
	req_keep(req, s);
	return login_look_up(op, &s->attempt);
}

static enum rc sign_in_prepare(struct op *op, struct req *req)
{
	struct signing *s = req_kept(req);

	(void)op;
	login_check(&s->attempt);
	return RC_OK;
}

static enum rc fill_me(struct op *op, struct req *req, const struct account *a,
		       struct me_page **out)
{
	struct me_page *page = arena_one(op->mem, struct me_page);
	struct account_token *rows;
	size_t count;

	TRY(login_view_account(op, req_lang(req), a, &page->account));
	TRY(login_tokens_of(op, a->id, &rows, &count));
	struct token_view *tokens = arena_many(op->mem, struct token_view, count + 1);

	for (size_t i = 0; i < count; i++) {
		const char *id = arena_text(op->mem, "%lld", (long long)rows[i].id);

		tokens[i] = (struct token_view){ rows[i].id, rows[i].made_us, rows[i].ends_us,
						 URL(op->mem, "me", "tokens", id, "revoke") };
	}
	page->tokens = tokens;
	page->tokens_count = count;
	*out = page;
	return RC_OK;
}

/*
 * The browser has the cookie; programs see who they are now. Who had typed something when a session
 * ended sees that, as whoever they are from here on.
 */
static enum rc entered(struct op *op, struct req *req, struct reply *reply,
		       const struct account *a, const char *token, const char *to)
{
	struct me_page *page;

	if (req_session(req))
		TRY(login_session_end(op, req_session(req)));
	TRY(fill_me(op, req, a, &page));
	reply_sign_in(op, reply, token, SESSION_HOURS * 3600);
	if (req_page(req) && req_unsent(req)) {
		TRY(login_by_session(op, token));
		return reply_unsent(op, req, reply);
	}
	return reply_done(op, reply, &me_view, page, "%s", a->first_until_us ? "/me" : to);
}

static enum rc sign_in(struct op *op, struct req *req, struct reply *reply)
{
	const struct signing *s = req_kept(req);
	struct account *a;
	const char *token;

	TRY(login_enter(op, &s->attempt, &token, &a));
	if (token)
		return entered(op, req, reply, a, token, local(s->to));
	struct sign_in_page *page;

	TRY(sign_in_page(op, req, s->to, &page));
	page->name = s->name;
	return login_view_refuse(op, req, reply, "password", "login.refused", &sign_in_view, page);
}

static enum rc sign_out(struct op *op, struct req *req, struct reply *reply)
{
	if (req_session(req))
		TRY(login_session_end(op, req_session(req)));
	reply_sign_out(op, reply);
	return reply_go(op, reply, "/");
}

/* One press: in the demo's store alone, where nothing is anybody's. */
static enum rc demo_sign_in(struct op *op, struct req *req, struct reply *reply)
{
	struct signing s = { 0 };
	static const struct field fields[] = { TEXT_FIELD(signing, name, .required = true),
					       TEXT_FIELD(signing, to), { 0 } };
	struct account *a;
	const char *token;
	bool demo;

	TRY(login_is_demo(op, &demo));
	if (!demo)
		return FAIL(op, RC_NOT_FOUND, "login.none", "no demo");
	TRY(req_read(op, req, fields, &s));
	TRY(login_find(op, s.name, &a));
	if (a->disabled_us)
		return FAIL(op, RC_CONFLICT, "login.disabled", "account %lld", (long long)a->id);
	TRY(login_session_begin(op, a, &token));
	return entered(op, req, reply, a, token, local(s.to));
}

/* ---- one's own account ---- */

static enum rc show_me(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	struct me_page *page;

	TRY(login_by_id(op, op->actor.id, &a));
	TRY(fill_me(op, req, a, &page));
	return reply_view(op, reply, &me_view, page);
}

struct changing {
	const char *current, *password;
	struct attempt attempt;
	const char *secret;
};

static const struct field changing_fields[] = {
	TEXT_FIELD(changing, current, .required = true, .max = PASSWORD_MAX, .secret = true),
	TEXT_FIELD(changing, password, .required = true, .max = PASSWORD_MAX, .secret = true),
	{ 0 },
};

static enum rc password_look_up(struct op *op, struct req *req)
{
	struct changing *c = arena_one(op->mem, struct changing);

	TRY(req_read(op, req, changing_fields, c));
	if (!text_within(c->password, PASSWORD_MIN, PASSWORD_MAX))
		return FAIL_FIELD(op, "password", "login.password_length", "%d to %d", PASSWORD_MIN,
				  PASSWORD_MAX);
	c->attempt = (struct attempt){ .name = op->actor.name, .password = c->current,
				       .address = req_address(req) };
	req_keep(req, c);
	return login_look_up(op, &c->attempt);
}

static enum rc password_prepare(struct op *op, struct req *req)
{
	struct changing *c = req_kept(req);

	login_check(&c->attempt);
	if (c->attempt.holds)
		c->secret = secret_hash(op->mem, c->password);
	return RC_OK;
}

static enum rc change_password(struct op *op, struct req *req, struct reply *reply)
{
	const struct changing *c = req_kept(req);
	struct account *a, *holder;
	struct me_page *page;
	const char *token;

	TRY(login_by_id(op, op->actor.id, &a));
	TRY(login_confirm(op, &c->attempt, &holder));
	if (!holder) {
		TRY(fill_me(op, req, a, &page));
		return login_view_refuse(op, req, reply, "current", "login.current_wrong", &me_view,
					 page);
	}
	TRY(login_set_secret(op, a, c->secret, false));
	a->first_until_us = 0;
	TRY(fill_me(op, req, a, &page));
	if (op->actor.session) {
		/* All sessions have ended; this browser gets a new one. */
		TRY(login_session_begin(op, a, &token));
		reply_sign_in(op, reply, token, SESSION_HOURS * 3600);
	}
	reply_flash(op, reply, "login.password_changed", NULL);
	return reply_done(op, reply, &me_view, page, "/me");
}

static enum rc make_token(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	struct me_page *page;
	const char *token;

	TRY(login_by_id(op, op->actor.id, &a));
	TRY(login_token_make(op, a, &token));
	TRY(fill_me(op, req, a, &page));
	page->token = token;
	reply_secret(reply);
	return reply_view(op, reply, &me_view, page);
}

static enum rc revoke_token(struct op *op, struct req *req, struct reply *reply)
{
	struct account *a;
	struct me_page *page;
	int64_t id;

	TRY(req_id(op, req, 0, &id));
	TRY(login_by_id(op, op->actor.id, &a));
	TRY(login_token_revoke(op, a, id));
	TRY(fill_me(op, req, a, &page));
	reply_flash(op, reply, "login.token_revoked", NULL);
	return reply_done(op, reply, &me_view, page, "/me");
}

/* clang-format off */
const struct route login_routes[] = {
	{ GET,  "/sign-in",      MAY_ALL, TX_READ,  show_sign_in, .hidden = true },
	{ POST, "/sign-in",      MAY_ALL, TX_WRITE, sign_in, .look_up = sign_in_look_up,
	  .prepare = sign_in_prepare, .again = show_sign_in, .input = signing_fields, .view = &me_view,
	  .summary = "Begin a session in a browser" },
	{ POST, "/sign-out",     MAY_ALL, TX_WRITE, sign_out, .summary = "End the session" },
	{ POST, "/demo/sign-in", MAY_ALL, TX_WRITE, demo_sign_in, .again = show_sign_in, .hidden = true },
	{ GET,  "/me",           MAY_SIGNED_IN, TX_READ,  show_me, .view = &me_view,
	  .summary = "Who one is and what one may do" },
	{ POST, "/me/password",  MAY_SIGNED_IN, TX_WRITE, change_password, .look_up = password_look_up,
	  .prepare = password_prepare, .again = show_me, .input = changing_fields, .view = &me_view,
	  .summary = "Set a password of one's own; all other sessions end" },
	{ POST, "/me/tokens",    MAY_SIGNED_IN, TX_WRITE, make_token, .view = &me_view,
	  .summary = "Make a bearer token, shown this once" },
	{ POST, "/me/tokens/{}/revoke", MAY_SIGNED_IN, TX_WRITE, revoke_token, .view = &me_view,
	  .summary = "Revoke a bearer token" },
	{ 0 },
};
/* clang-format on */
