/* SPDX-License-Identifier: Apache-2.0 */
#include "web/serve_toy.h"
#include "db/db.h"
#include "tests/client.h"
#include "tests/tap.h"
#include "web/html.h"
#include "web/list.h"
#include "web/unsent.h"
#include "web/web_test.sql.h"
#include <unistd.h>

struct toy_gate toy_gate;

struct thing {
	const char *name, *note, *code;
	int64_t version;
};

struct things {
	const struct thing *rows;
	size_t rows_count;
	int64_t total;
	bool more;
	const char *next;
};

static const struct field thing_fields[] = {
	TEXT_FIELD(thing, name, .required = true, .min = 2, .max = 40),
	TEXT_FIELD(thing, note, .max = 40, .label = "page.search_label"),
	TEXT_FIELD(thing, code, .secret = true, .only_in = true),
	{ 0 },
};
static const struct field things_fields[] = { LIST_FIELDS(things, thing_fields), { 0 } };

static void thing_html(struct html *h, const void *view)
{
	const struct thing *thing = view;

	HTML_LIT(h, "<h1>");
	html_text(h, thing->name);
	HTML_LIT(h, "</h1><form>");
	html_csrf(h);
	for (size_t i = 0; i < h->page->faults_count; i++) {
		HTML_LIT(h, "<p>");
		html_text(h, h->page->faults[i].field);
		HTML_LIT(h, ": ");
		html_text(h, h->page->faults[i].text);
	}
	html_typed(h, "name", "");
	if (h->page->flash)
		html_text(h, h->page->flash);
	if (h->page->province)
		html_text(h, h->page->province);
}

static const struct view thing_view = VIEW(thing, thing_fields);
static const struct view things_view = VIEW_JSON(things, things_fields);

static void pass_gate(void)
{
	atomic_fetch_add(&toy_gate.entered, 1);
	while (atomic_load(&toy_gate.closed))
		usleep(1000);
}

static enum rc prepare_thing(struct op *op, struct req *req)
{
	(void)op;
	atomic_fetch_add(&toy_gate.prepared, 1);
	req_keep(req, arena_copy(op->mem, "prepared"));
	return RC_OK;
}

static enum rc make_thing(struct op *op, struct req *req, struct reply *reply)
{
	struct thing *thing = arena_one(op->mem, struct thing);

	atomic_fetch_add(&toy_gate.runs, 1);
	TRY(req_read(op, req, thing_fields, thing));
	if (req_kept(req))
		thing->note = req_kept(req);
	TRY(db_put_else(op, &SQL_THING_INSERT, 1,
			IN(IN_TEXT(thing->name), IN_TEXT(thing->note ? thing->note : "-")),
			RC_CONFLICT, "problem.409", "name"));
	if (!strcmp(thing->name, "fails late"))
		return FAIL(op, RC_CONFLICT, "problem.409", "after it wrote");
	reply_flash(op, reply, "page.print", NULL);
	return reply_made(op, reply, &thing_view, thing, "/things/%s", thing->name);
}

static enum rc wait_and_make(struct op *op, struct req *req, struct reply *reply)
{
	atomic_fetch_add(&toy_gate.entered, 1);
	while (atomic_load(&toy_gate.closed) && !atomic_load(&toy_gate.writing))
		usleep(1000);
	return make_thing(op, req, reply);
}

static enum rc find_thing(struct op *op, struct req *req, struct thing **out)
{
	struct thing *thing = arena_one(op->mem, struct thing);

	thing->name = req_part(req, 0);
	thing->version = 7;
	TRY(db_one(op, &SQL_THING_FIND, IN(IN_TEXT(thing->name)), OUT(OUT_TEXT(&thing->note))));
	*out = thing;
	return RC_OK;
}

static enum rc seek_thing(struct op *op, struct req *req)
{
	struct thing *thing;

	return find_thing(op, req, &thing);
}

static enum rc show_thing(struct op *op, struct req *req, struct reply *reply)
{
	struct thing *thing;

	TRY(find_thing(op, req, &thing));
	reply_version(reply, thing->version);
	return reply_view(op, reply, &thing_view, thing);
}

static enum rc change_thing(struct op *op, struct req *req, struct reply *reply)
{
	struct thing *thing, in = { 0 };
	int64_t version;

	TRY(find_thing(op, req, &thing));
	TRY(req_version(op, req, &version));
	if (version != thing->version) {
		reply_present(reply, &thing_view, thing, thing->version);
		return FAIL(op, RC_STALE, "request.stale", "toy");
	}
	TRY(req_read(op, req, thing_fields, &in));
	TRY(db_put(op, &SQL_THING_UPDATE, 1, IN(IN_TEXT(thing->name), IN_TEXT(in.note))));
	thing->note = in.note;
	return reply_done(op, reply, &thing_view, thing, "/things/%s", thing->name);
}

static enum rc show_slowly(struct op *op, struct req *req, struct reply *reply)
{
	pass_gate();
	return show_thing(op, req, reply);
}

static enum rc look_at_thing(struct op *op, struct req *req, struct reply *reply)
{
	op->looks = arena_one(op->mem, struct note);
	op->looks->action = "thing";
	op->looks->content = req_part(req, 0);
	return show_thing(op, req, reply);
}

static enum rc list_things(struct op *op, struct req *req, struct reply *reply)
{
	struct things *list = arena_one(op->mem, struct things);
	struct thing row = { 0 }, *rows;
	struct paging paging;

	TRY(paging_read(op, req, &paging));
	TRY(db_list(op, &SQL_THING_LIST,
		    IN(IN_TEXT(paging.after ? paging.after : "thing"), IN_INT(paging.limit + 1)),
		    OUT(OUT_TEXT(&row.name), OUT_TEXT(&row.note)),
		    ROWS(row, &rows, &list->rows_count)));
	list->rows = rows;
	list->total = (int64_t)list->rows_count;
	list->more = paging_cut(&paging, &list->rows_count);
	if (list->more)
		list->next = paging_next(op, req, rows[list->rows_count - 1].name);
	return reply_view(op, reply, &things_view, list);
}

static enum rc show_form(struct op *op, struct req *req, struct reply *reply)
{
	struct thing *thing = arena_one(op->mem, struct thing);

	thing->name = req_again(req) ? "again" : "fresh";
	return reply_view(op, reply, &thing_view, thing);
}

static enum rc show_sign_in(struct op *op, struct req *req, struct reply *reply)
{
	struct thing *thing = arena_one(op->mem, struct thing);
	const struct unsent *u = req_unsent(req);

	thing->name = req_again(req) ? "again" : "fresh";
	for (size_t i = 0; u && i < u->fields_count; i++)
		thing->name = arena_text(op->mem, "%s %s", thing->name, u->fields[i].name);
	return reply_view(op, reply, &thing_view, thing);
}

static enum rc show_long(struct op *op, struct req *req, struct reply *reply)
{
	enum { LONG = 8 << 20 };
	char *text = arena_alloc(op->mem, LONG + 1);

	(void)req;
	memset(text, 'x', LONG);
	return reply_text(op, reply, "application/octet-stream", text);
}

static enum rc sign_in(struct op *op, struct req *req, struct reply *reply)
{
	struct thing in = { 0 };

	TRY(req_read(op, req, thing_fields, &in));
	reply_sign_in(op, reply, "session-token", 3600);
	return req_unsent(req) ? reply_unsent(op, req, reply) : reply_go(op, reply, "/");
}

static enum rc write_looks(struct op *op, struct op *const *lookers, size_t lookers_count)
{
	for (size_t i = 0; i < lookers_count; i++) {
		const struct note *looks = lookers[i]->looks;

		atomic_fetch_add(&toy_gate.looks, 1);
		if (!looks || !strcmp(looks->content, "unseen"))
			return FAIL(op, RC_BROKEN, "broken", "no looks");
	}
	return RC_OK;
}

/* From then on the token "guest" is worth nothing. */
static enum rc bar_guest(struct op *op, struct req *req, struct reply *reply)
{
	db_rights_changed(op);
	TRY(db_put(op, &SQL_THING_INSERT, 1, IN(IN_TEXT("barred"), IN_TEXT("guest"))));
	(void)req;
	return reply_go(op, reply, "/");
}

static enum rc guest(struct op *op)
{
	const char *note;
	bool barred;

	TRY(db_maybe(op, &SQL_THING_FIND, IN(IN_TEXT("barred")), OUT(OUT_TEXT(&note)), &barred));
	if (barred)
		return FAIL(op, RC_SIGN_IN, "request.sign_in", "the guest is barred");
	op->actor = (struct actor){ .id = 7, .name = "guest", .may = MAY_RECEIVE };
	return RC_OK;
}

static enum rc by_token(struct op *op, const char *token)
{
	if (!strcmp(token, "guest"))
		return guest(op);
	if (!strcmp(token, "reception"))
		op->actor = (struct actor){ .id = 5,
					    .name = "reception",
					    .may = MAY_RECEIVE | MAY_READ };
	else if (!strcmp(token, "other"))
		op->actor = (struct actor){ .id = 6, .name = "other", .may = MAY_READ };
	else
		return FAIL(op, RC_SIGN_IN, "request.sign_in", "no such token");
	return RC_OK;
}

static enum rc by_session(struct op *op, const char *token)
{
	if (!strcmp(token, "session-token")) {
		TRY(by_token(op, "reception"));
		op->actor.session = 1;
		return RC_OK;
	}
	return FAIL(op, RC_SIGN_IN, "request.sign_in", "no such session");
}

/* Reads the store for every page, as main.c does for the navigation. */
static enum rc dress(struct op *op, const struct req *req, struct page *page)
{
	const char *note;
	bool found;

	(void)req;
	TRY(db_maybe(op, &SQL_THING_FIND, IN(IN_TEXT("thing1")), OUT(OUT_TEXT(&note)), &found));
	page->province = "toy province";
	return RC_OK;
}

/* clang-format off */
static const struct route toy_routes[] = {
	{ GET,  "/things",            MAY_ALL,     TX_READ,  list_things, .view = &things_view },
	{ POST, "/things",            MAY_RECEIVE, TX_WRITE, make_thing, .input = thing_fields, .view = &thing_view, .again = show_form },
	{ GET,  "/things/new",        MAY_RECEIVE, TX_READ,  show_form, .hidden = true },
	{ GET,  "/things/{}",         MAY_READ,    TX_READ,  show_thing, .view = &thing_view },
	{ POST, "/things/{}/change",  MAY_RECEIVE, TX_WRITE, change_thing, .seek = seek_thing, .versioned = true, .input = thing_fields },
	{ GET,  "/things/{}/held",    MAY_READ,    TX_READ,  show_slowly },
	{ GET,  "/things/{}/slow",    MAY_READ,    TX_SLOW,  show_slowly },
	{ GET,  "/things/{}/look",    MAY_READ,    TX_LOOK,  look_at_thing },
	{ POST, "/waiting",           MAY_RECEIVE, TX_WRITE, wait_and_make },
	{ POST, "/bar",               MAY_RECEIVE, TX_WRITE, bar_guest },
	{ POST, "/prepared",          MAY_RECEIVE, TX_WRITE, make_thing, .prepare = prepare_thing },
	{ POST, "/large",             MAY_RECEIVE, TX_WRITE, make_thing, .body_max = 3 << 20 },
	{ GET,  "/long",              MAY_ALL,     TX_NONE,  show_long },
	{ GET,  "/track/{}",          MAY_ALL,     TX_READ,  show_thing, .limited = true },
	{ GET,  "/sign-in",           MAY_ALL,     TX_READ,  show_sign_in },
	{ POST, "/sign-in",           MAY_ALL,     TX_WRITE, sign_in },
	{ 0 },
};
/* clang-format on */
static const struct route *const tables[] = { toy_routes, NULL };
static const struct web_auth auth = { by_session, by_token, "/sign-in" };

struct server *toy_start(size_t queue_max, const struct web_setup *more)
{
	struct server_setup setup = { .queue_max = queue_max };

	if (more)
		setup.web = *more;
	setup.web.routes = tables;
	setup.web.auth = &auth;
	setup.web.write_looks = write_looks;
	setup.web.dress = dress;
	setup.web.reads_wait = toy_reads_wait;
	toy_gate = (struct toy_gate){ 0 };
	return server_start(&setup);
}

int toy_running(struct server *toy)
{
	static const char name[] = "\nhaicap_http_running ";
	struct got got = client_ask(toy->mem, toy->port, "GET", "/metrics", "", NULL);
	const char *at = strstr(got.body, name);

	return at ? (int)strtol(at + strlen(name), NULL, 10) - 1 : -1;
}

bool toy_soon(const _Atomic int *count, int wanted)
{
	for (int i = 0; i < 5000 && atomic_load(count) < wanted; i++)
		usleep(1000);
	return atomic_load(count) >= wanted;
}

bool toy_queued(struct server *toy, int waiting, int refused)
{
	struct writer_figures f = writer_figures(toy->writer);

	for (int i = 0; i < 5000 && (f.waiting < waiting || f.refused < refused); i++) {
		usleep(1000);
		f = writer_figures(toy->writer);
	}
	return f.waiting == waiting && f.refused == refused;
}

const char *toy_value(struct server *toy, const char *name)
{
	struct op op = { .mem = toy->mem };
	const char *value = NULL;
	bool found = false;
	struct db *db;

	is_rc(db_open(&op, toy->store.url, DB_READ, &db), RC_OK);
	is_rc(db_begin_read(&op, db), RC_OK);
	is_rc(db_maybe(&op, &SQL_THING_FIND, IN(IN_TEXT(name)), OUT(OUT_TEXT(&value)), &found),
	      RC_OK);
	db_end_read(&op);
	db_close(db);
	return found ? value : NULL;
}
