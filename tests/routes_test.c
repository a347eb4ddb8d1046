/* SPDX-License-Identifier: Apache-2.0 */
/* Walks all routes of the program over a real server: who is refused, and how. */
#include "main.h"
#include "tests/story.h"
#include "tests/tap.h"
#include "web/exchange.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROLES = 11, ROUTES_MAX = 200 };

/* Open to everybody: what contracts.md 4 names, and what nobody could sign in or out without. */
static const struct open_route {
	enum verb verb;
	const char *path;
} open_routes[] = {
	{GET, "/"},
	{GET, "/assets/{*}"},
	{GET, "/guide"},
	{GET, "/healthz"},
	{GET, "/language/{}"},
	{GET, "/ledger"},
	{GET, "/ledger/checkpoint"},
	{GET, "/metrics"}, /* loopback or a token */
	{GET, "/openapi.json"},
	{GET, "/procedures"},
	{GET, "/procedures/{}"},
	{GET, "/sign-in"},
	{POST, "/sign-in"},
	{POST, "/sign-out"},
	{GET, "/track"},
	{GET, "/track/{}"},
	{GET, "/units"},
	{GET, "/units/{}"},
	/* Of the demo's store alone, elsewhere 404. */
	{POST, "/demo/clock"},
	{POST, "/demo/restart"},
	{POST, "/demo/sign-in"},
};

static struct story story;
static struct router router;

/* Once for all tests: the last one ends it. */
static void serve(void)
{
	const struct route *tables[70] = {web_routes};
	size_t count = 1;

	if (story.mem)
		return;
	story = (struct story){
		.mem = arena_new(),
		.file = "routes",
		.world = "tests/http/worlds/small",
		.clock = "2025-06-30T15:00:00+07:00",
		.json = true,
	};
	movers_use(main_movers);
	for (const struct route *const *t = main_routes; *t; t++)
		tables[count++] = *t;
	router_fill(story.mem, &router, tables);
	if (!story_begin(&story))
		abort();
}

/* The path with @part where any part may stand. */
static const char *path_with(const char *path, const char *part)
{
	char *out = arena_copy(story.mem, "");

	for (const char *brace; (brace = strchr(path, '{')); path = strchr(brace, '}') + 1)
		out = arena_text(story.mem, "%s%.*s%s", out, (int)(brace - path), path, part);
	return arena_text(story.mem, "%s%s", out, path);
}

static int ask_as(const char *who, const char *method, const char *path)
{
	struct story_request r = {.method = method, .target = path_with(path, "khong-co")};

	story.who = who;
	if (who && !story_token(&story, who))
		abort();
	story_send(&story, &r);
	return story.last.status;
}

static int ask(const char *who, const struct route *route)
{
	return ask_as(who, verb_name(route->verb), route->path);
}

static const char *header(const char *name)
{
	const char *value = got_header(story.mem, &story.last, name, 0);

	return value ? value : "";
}

static bool is_open(const struct route *route)
{
	for (size_t i = 0; i < sizeof open_routes / sizeof *open_routes; i++)
		if (open_routes[i].verb == route->verb && !strcmp(open_routes[i].path, route->path))
			return true;
	return false;
}

/* A role that has the permission of @route. */
static const char *role_for(const struct route *route)
{
	for (int i = 0; i < ROLES; i++)
		if (route->may & (roles_may(1u << i) | MAY_SIGNED_IN))
			return role_name(1u << i);
	return NULL;
}

/* Says which route it is about, so that a failure names it. */
static void holds(bool good, const struct route *route, const char *what)
{
	if (!good)
		tap_note("%s %s: %s, but %d %.300s", verb_name(route->verb), route->path, what,
			 story.last.status, story.last.body ? story.last.body : "");
	is_true(good);
}

/* The last answer is a problem for programs that says what it is. */
static bool is_problem(const char *key)
{
	const json_t *has = json_object_get(story.last_json, "key");
	const json_t *status = json_object_get(story.last_json, "status");

	return !strcmp(header("Content-Type"), "application/problem+json") && has &&
	       (!key || !strcmp(json_string_value(has), key)) &&
	       json_integer_value(status) == story.last.status &&
	       *json_string_value(json_object_get(story.last_json, "title"));
}

static void no_route_writes_by_get(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;

		holds(r->verb != GET || r->tx != TX_WRITE, r, "a GET reads");
		holds(r->run != NULL, r, "it does something");
	}
}

static void nothing_is_public_but_what_the_contract_names(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;

		holds((r->may == MAY_ALL) == is_open(r), r, "a permission, or a place on the list");
		holds(r->may == MAY_ALL || role_for(r), r, "some role has its permission");
	}
}

/* Every field a form may have: of @fields and of what is inside. */
static void check_fields(const struct route *r, const struct field *fields)
{
	for (const struct field *f = fields; f && f->name; f++) {
		bool password = strstr(f->name, "password") || !strcmp(f->name, "current");

		if (f->label)
			holds(strcmp(words(LANG_VI, f->label), f->label) != 0, r, f->label);
		holds(!password || f->secret, r, "a password is a secret");
		holds(!f->secret || !f->label, r, "a secret is not shown");
		check_fields(r, f->fields);
	}
}

static void what_is_typed_has_words_and_passwords_are_secrets(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++)
		check_fields(router.items[i].route, router.items[i].route->input);
}

static void nobody_is_asked_to_sign_in(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;

		if (r->may == MAY_ALL)
			continue;
		holds(ask(NULL, r) == 401 && is_problem("request.sign_in"), r, "401");
		story.json = false;
		holds(ask(NULL, r) == 303 && !strncmp(header("Location"), "/sign-in", 8), r,
		      "303 to the sign-in");
		story.json = true;
	}
}

static void a_role_without_the_permission_is_refused(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;

		for (int role = 0; role < ROLES && r->may != MAY_ALL; role++) {
			if (r->may & (roles_may(1u << role) | MAY_SIGNED_IN))
				continue;
			int status = ask(role_name(1u << role), r);
			bool open_part = strchr(r->path, '{') != NULL;

			holds((status == 403 || (open_part && status == 404)) && is_problem(NULL),
			      r, role_name(1u << role));
		}
	}
}

static void a_wrong_code_or_number_is_not_found(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;

		if (strchr(r->path, '{'))
			holds(ask(r->may == MAY_ALL ? NULL : role_for(r), r) == 404 ||
				      (r->may == MAY_ALL && r->verb != GET &&
				       story.last.status == 403),
			      r, "404");
	}
}

/* "GET, HEAD, POST": as Allow says it for the verbs of @path. */
static bool allow_says(const struct path *path)
{
	static const char *const names[] = {"", "GET, HEAD", "POST", "PUT", "DELETE"};
	char *want = arena_copy(story.mem, "");
	unsigned allowed;

	router_find(&router, 0, path, &allowed);
	for (int v = GET; v <= DELETE; v++)
		if (allowed & 1u << v)
			want = arena_text(story.mem, "%s%s%s", want, *want ? ", " : "", names[v]);
	return !strcmp(header("Allow"), want);
}

static void another_verb_hears_which_are_allowed(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;
		const char *text = path_with(r->path, "khong-co");
		struct path path;

		is_true(path_split(story.mem, text, strlen(text), &path));
		for (enum verb v = GET; v <= DELETE; v++) {
			unsigned allowed;

			if (router_find(&router, v, &path, &allowed))
				continue;
			holds(ask_as("admin", verb_name(v), r->path) == 405 && is_problem(NULL) &&
				      allow_says(&path),
			      r, verb_name(v));
		}
	}
}

static void head_is_answered_wherever_get_is(struct world *w)
{
	(void)w;
	serve();
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;
		const char *who = r->may == MAY_ALL ? NULL : role_for(r);

		if (r->verb != GET)
			continue;
		int status = ask(who, r);
		const char *type = header("Content-Type");

		holds(status < 500, r, "an answer");
		holds(ask_as(who, "HEAD", r->path) == status &&
			      !strcmp(header("Content-Type"), type),
		      r, "HEAD answers as GET does");
	}
}

static size_t parts_in(const char *path)
{
	size_t count = 0;

	for (; (path = strchr(path, '{')); path++)
		count++;
	return count;
}

/* "/units/{unit}" is "/units/{}" of the table. */
static bool same_path(const char *shown, const char *path)
{
	while (*shown && *path) {
		if (*shown != *path)
			return false;
		if (*shown == '{') {
			shown += strcspn(shown, "}");
			path += strcspn(path, "}");
		}
		shown++;
		path++;
	}
	return *shown == *path;
}

static void the_description_lists_every_route_that_is_not_hidden(struct world *w)
{
	static const char *const verbs[] = {"", "get", "post", "put", "delete"};
	struct story_request all = {.method = "GET", .target = "/openapi.json"};
	size_t listed = 0, wanted = 0;
	const char *shown;
	json_t *entry;

	(void)w;
	serve();
	story.who = NULL;
	story_send(&story, &all);
	json_t *paths = json_incref(json_object_get(story.last_json, "paths"));

	json_object_foreach(paths, shown, entry) listed += json_object_size(entry);
	for (size_t i = 0; i < router.count; i++) {
		const struct route *r = router.items[i].route;
		bool found = false;

		json_object_foreach(paths, shown, entry)
		{
			json_t *operation = same_path(shown, r->path)
						    ? json_object_get(entry, verbs[r->verb])
						    : NULL;

			found = found || (operation && json_object_get(operation, "summary") &&
					  parts_in(shown) == parts_in(r->path));
		}
		wanted += !r->hidden;
		holds(found == !r->hidden, r, "in /openapi.json, with its summary");
	}
	is_int(listed, wanted);
	json_decref(paths);
}

/* Where "#/components/schemas/x" leads, or NULL. */
static const json_t *follow(const json_t *root, const char *ref)
{
	for (const char *at = ref + 1; root && *at == '/';) {
		size_t size = strcspn(++at, "/");

		root = json_object_get(root, arena_copy_bytes(story.mem, at, size));
		at += size;
	}
	return root;
}

static void check_references(const json_t *root, json_t *at)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(at, key, value)
	{
		if (!strcmp(key, "$ref") && !follow(root, json_string_value(value))) {
			tap_note("%s leads nowhere", json_string_value(value));
			is_true(false);
		}
		check_references(root, value);
	}
	json_array_foreach(at, i, value) check_references(root, value);
}

/* Whether the description has a parameter of the query of GET @path. */
static bool asks_for(json_t *root, const char *path, const char *name)
{
	json_t *get = json_object_get(json_object_get(json_object_get(root, "paths"), path), "get");
	json_t *parameter;
	size_t i;

	json_array_foreach(json_object_get(get, "parameters"), i, parameter)
	{
		if (!strcmp(json_string_value(json_object_get(parameter, "in")), "query") &&
		    !strcmp(json_string_value(json_object_get(parameter, "name")), name))
			return true;
	}
	return false;
}

static void the_description_says_what_may_be_asked(struct world *w)
{
	static const char *const lists[] = { "/dossiers", "/units", "/procedures", "/people", "/orders" };

	(void)w;
	serve();
	is_int(ask_as(NULL, "GET", "/openapi.json"), 200);
	json_t *root = json_incref(story.last_json);

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		is_true(asks_for(root, lists[i], "limit"));
		is_true(asks_for(root, lists[i], "after"));
	}
	is_true(!asks_for(root, "/units/{unit}", "limit"));
	is_true(!asks_for(root, "/indicators", "limit"));
	is_true(asks_for(root, "/track", "code"));
	is_true(asks_for(root, "/track", "token"));
	json_t *search = json_object_get(json_object_get(root, "paths"), "/search");

	is_true(json_object_get(json_object_get(search, "post"), "requestBody") != NULL);
	json_decref(root);
}

static void the_description_names_each_route_once(struct world *w)
{
	(void)w;
	size_t described = 0, open = 0;
	const char *path, *verb;
	json_t *operations, *operation;

	serve();
	is_int(ask_as(NULL, "GET", "/openapi.json"), 200);
	json_t *ids = json_object(), *root = json_incref(story.last_json);

	is_text(json_string_value(json_object_get(root, "openapi")), "3.1.0");
	json_object_foreach(json_object_get(root, "paths"), path, operations)
	{
		json_object_foreach(operations, verb, operation)
		{
			const char *id =
				json_string_value(json_object_get(operation, "operationId"));

			described++;
			json_object_set_new(ids, id, json_true());
			/* Each {name} of the path is a parameter. */
			for (const char *at = path; (at = strchr(at, '{')); at++)
				open++;
			json_t *parameters = json_object_get(operation, "parameters"), *parameter;
			size_t i;

			json_array_foreach(parameters, i, parameter)
			{
				if (!strcmp(json_string_value(json_object_get(parameter, "in")),
					    "path"))
					open--;
			}
		}
	}
	is_int(open, 0);
	is_int(json_object_size(ids), described);
	check_references(root, root);
	json_decref(ids);
	json_decref(root);
}

static void a_path_of_odd_bytes_is_refused(struct world *w)
{
	static const char *const odd[] = {"/units/%00",
					  "/units/%ff",
					  "/units/%zz",
					  "/%2e%2e/etc",
					  "//units",
					  "/units//03158",
					  "/units/%0d%0aSet-Cookie:a"};

	(void)w;
	serve();
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct story_request r = {.method = "GET", .target = odd[i]};

		story.who = NULL;
		story_send(&story, &r);
		if (story.last.status != 400 && story.last.status != 404)
			tap_note("%s: %d", odd[i], story.last.status);
		is_true(story.last.status == 400 || story.last.status == 404);
		is_true(!*header("Set-Cookie"));
	}
}

static void the_server_stops_in_order(struct world *w)
{
	(void)w;
	serve();
	story_end(&story);
	story_forget();
	is_true(!story.failed);
	json_decref(story.last_json);
	arena_drop(story.mem);
	story = (struct story){0};
}

TESTS_PLAIN(no_route_writes_by_get, nothing_is_public_but_what_the_contract_names,
	    what_is_typed_has_words_and_passwords_are_secrets,
	    nobody_is_asked_to_sign_in, a_role_without_the_permission_is_refused,
	    a_wrong_code_or_number_is_not_found, another_verb_hears_which_are_allowed,
	    head_is_answered_wherever_get_is, the_description_lists_every_route_that_is_not_hidden,
	    the_description_says_what_may_be_asked, the_description_names_each_route_once,
	    a_path_of_odd_bytes_is_refused, the_server_stops_in_order)
