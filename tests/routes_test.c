/* SPDX-License-Identifier: Apache-2.0 */
/* Walks all routes of the program: who is nobody, the wrong officer, and what is not there. */
#include "main.h"
#include "tests/story.h"
#include "tests/tap.h"
#include "web/router.h"
#include <string.h>

static struct story *story;

/* Those who ask, and what they may. */
static const struct {
	const char *name, *roles, *unit;
} people[] = {
	{ "officer", "reception,handler,head,approver,clerk,coordinator", "03158" },
	{ "province", "leader,inspector,organiser,admin", "province" },
	{ "citizen", "applicant", NULL },
};
enum { PEOPLE = sizeof people / sizeof *people, CITIZEN = PEOPLE - 1 };

static uint32_t may_of(size_t person)
{
	uint32_t roles = 0;

	for (const char *at = people[person].roles; *at; at += *at == ',') {
		size_t size = strcspn(at, ",");

		roles |= role_by_name(arena_copy_bytes(story->mem, at, size));
		at += size;
	}
	return roles_may(roles) | MAY_SIGNED_IN;
}

static void begin(void)
{
	struct arena *mem = arena_new();

	movers_use(main_movers);
	story = arena_one(mem, struct story);
	*story = (struct story){ .mem = mem,
				 .file = "routes",
				 .json = true,
				 .world = "tests/http/worlds/small",
				 .clock = "2025-06-30T15:00:00+07:00" };
	is_true(story_begin(story));
	for (size_t i = 0; i < PEOPLE; i++) {
		is_true(story_account(story, people[i].name, people[i].roles, people[i].unit));
		is_true(story_token(story, people[i].name) != NULL);
	}
}

static void end(void)
{
	is_true(!story->failed);
	story_end(story);
	json_decref(story->last_json);
	story_forget();
	arena_drop(story->mem);
}

/* The path with something in the place of each {} that is nowhere. */
static const char *nowhere(const struct route *route)
{
	char *out = arena_copy(story->mem, "");

	for (const char *at = route->path; *at; at++) {
		size_t size = !strncmp(at, "{}", 2) ? 2 : !strncmp(at, "{*}", 3) ? 3 : 0;

		out = size ? arena_text(story->mem, "%snone-such", out)
			   : arena_text(story->mem, "%s%c", out, *at);
		at += size ? size - 1 : 0;
	}
	return out;
}

static int ask(const char *who, const struct route *route, bool page)
{
	struct story_request r = { .method = verb_name(route->verb), .target = nowhere(route) };

	story->who = who;
	if (page)
		pairs_put(&r.headers, "Accept", "text/html");
	if (route->verb != GET) {
		r.body = "{}";
		r.type = "application/json";
		r.size = 2;
	}
	story_send(story, &r);
	return story->last.status;
}

static void wrong(const struct route *route, const char *who, const char *wanted)
{
	tap_note("%s %s answers %d to %s, not %s: %.300s", verb_name(route->verb), route->path,
		 story->last.status, who, wanted, story->last.body);
	is_true(false);
}

#define EACH_ROUTE(r)                                                                              \
	for (const struct route *const *table_ = main_routes; *table_; table_++)                   \
		for (const struct route *r = *table_; r->path; r++)

static void none_writes_by_get(struct world *w)
{
	(void)w;
	EACH_ROUTE(r)
	{
		if (r->verb == GET && r->tx == TX_WRITE) {
			tap_note("%s", r->path);
			is_true(false);
		}
		is_true(r->run != NULL);
	}
}

static void each_says_what_it_does_or_is_hidden(struct world *w)
{
	(void)w;
	EACH_ROUTE(r)
	{
		if (!r->hidden && !r->summary) {
			tap_note("%s %s", verb_name(r->verb), r->path);
			is_true(false);
		}
	}
}

static void nobody_is_asked_to_sign_in(struct world *w)
{
	(void)w;
	begin();
	EACH_ROUTE(r)
	{
		if (r->may == MAY_ALL)
			continue;
		if (ask(NULL, r, false) != 401)
			wrong(r, "nobody", "401");
		if (ask(NULL, r, true) != 303)
			wrong(r, "nobody's browser", "303");
	}
	end();
}

static void the_wrong_person_is_refused(struct world *w)
{
	(void)w;
	begin();
	EACH_ROUTE(r)
	{
		for (size_t i = 0; i < PEOPLE; i++) {
			if (r->may == MAY_ALL || (r->may & may_of(i)))
				continue;
			int status = ask(people[i].name, r, false);

			if (status != 403 && status != 404)
				wrong(r, people[i].name, "403 or 404");
		}
	}
	end();
}

static void what_is_nowhere_is_not_found(struct world *w)
{
	(void)w;
	begin();
	EACH_ROUTE(r)
	{
		if (!strchr(r->path, '{'))
			continue;
		for (size_t i = 0; i < PEOPLE; i++) {
			if (r->may != MAY_ALL && !(r->may & may_of(i)))
				continue;
			/* The rule may know more than the route does: 403 is right as well for who
			 * may not. */
			int status = ask(people[i].name, r, false);

			if (status != 404 && !(status == 403 && i == CITIZEN))
				wrong(r, people[i].name, "404");
		}
	}
	end();
}

/* Whatever is public answers, and HEAD as GET does. */
static void public_pages_answer(struct world *w)
{
	(void)w;
	begin();
	EACH_ROUTE(r)
	{
		if (r->may != MAY_ALL || r->verb != GET || strchr(r->path, '{'))
			continue;
		for (int page = 0; page < 2; page++) {
			int status = ask(NULL, r, page), head;
			struct story_request h = { .method = "HEAD", .target = r->path };

			if (status >= 500)
				wrong(r, "nobody", "below 500");
			if (page)
				pairs_put(&h.headers, "Accept", "text/html");
			story_send(story, &h);
			head = story->last.status;
			if (head != status)
				wrong(r, "HEAD", "what GET gives");
		}
	}
	end();
}

/* Where "#/components/schemas/x" leads, or NULL. */
static const json_t *follow(const json_t *root, const char *ref)
{
	for (const char *at = ref + 1; root && *at == '/';) {
		size_t size = strcspn(++at, "/");

		root = json_object_get(root, arena_copy_bytes(story->mem, at, size));
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

static void the_description_names_each_route_once(struct world *w)
{
	(void)w;
	static const struct route api = { GET, "/openapi.json", MAY_ALL, TX_NONE, NULL };
	size_t described = 0, open = 0;
	const char *path, *verb;
	json_t *operations, *operation;

	begin();
	is_int(ask(NULL, &api, false), 200);
	json_t *ids = json_object(), *root = story->last_json;

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
	EACH_ROUTE(r)
	described -= !r->hidden;
	is_int(described, 3); /* those of the web itself */
	check_references(root, root);
	json_decref(ids);
	end();
}

TESTS_PLAIN(none_writes_by_get, each_says_what_it_does_or_is_hidden, nobody_is_asked_to_sign_in,
	    the_wrong_person_is_refused, what_is_nowhere_is_not_found, public_pages_answer,
	    the_description_names_each_route_once)
