/* SPDX-License-Identifier: Apache-2.0 */
#include "web/openapi.h"
#include "web/list.h"
#include "web/schema.h"
#include "web/write.h"

/* "/dossiers/{}/take" with a name for each {}: that of the part before it, in the singular. */
struct named {
	const char *path;
	const char *parts[PATH_PARTS_MAX];
	size_t count;
};

static const char *name_of(struct arena *mem, const char *before, size_t size, size_t number)
{
	const char *name = size > 1 && before[size - 1] == 's'
				   ? arena_copy_bytes(mem, before, size - 1)
				   : arena_copy_bytes(mem, before, size);

	return *name ? name : arena_text(mem, "part_%zu", number);
}

static bool taken(const struct named *n, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(n->parts[i], name))
			return true;
	return false;
}

static struct named name_parts(struct arena *mem, const struct routed *routed)
{
	struct named n = { 0 };
	struct buf path = { .mem = mem };
	const char *before = "";
	size_t before_size = 0;

	for (size_t i = 0; i < routed->count; i++) {
		const char *text = routed->parts[i].text;

		buf_char(&path, '/');
		if (text) {
			before = text;
			before_size = routed->parts[i].size;
			buf_bytes(&path, text, before_size);
			continue;
		}
		const char *name = name_of(mem, before, before_size, i);

		if (taken(&n, name))
			name = arena_text(mem, "%s_%zu", name, i);
		n.parts[n.count++] = name;
		buf_format(&path, "{%s}", name);
	}
	if (routed->rest) {
		n.parts[n.count++] = "rest";
		buf_put(&path, "/{rest}");
	}
	n.path = path.size ? path.text : "/";
	return n;
}

static void put_comma(struct buf *b, bool *first)
{
	if (!*first)
		buf_char(b, ',');
	*first = false;
}

static void put_header_parameter(struct buf *b, bool *first, const char *name, bool required,
				 const char *what)
{
	put_comma(b, first);
	buf_format(b,
		   "{\"name\":\"%s\",\"in\":\"header\",\"required\":%s,\"description\":\"%s\","
		   "\"schema\":{\"type\":\"string\"}}",
		   name, required ? "true" : "false", what);
}

static void put_query(struct buf *b, bool *first, const struct field *fields)
{
	for (const struct field *f = fields; f && f->name; f++) {
		put_comma(b, first);
		buf_format(b,
			   "{\"name\":\"%s\",\"in\":\"query\",\"required\":%s,\"schema\":", f->name,
			   f->required ? "true" : "false");
		schema_field(b, f, true);
		buf_char(b, '}');
	}
}

/* A list by pages has "rows" and "next"; what asks for a page of it is the same everywhere. */
static bool is_paged(const struct field *fields)
{
	for (const struct field *f = fields; csv_has(fields) && f->name; f++)
		if (!strcmp(f->name, "next"))
			return true;
	return false;
}

static void put_parameters(struct buf *b, const struct route *route, const struct named *named)
{
	bool first = true;

	buf_put(b, ",\"parameters\":[");
	for (size_t i = 0; i < named->count; i++) {
		put_comma(b, &first);
		buf_format(b,
			   "{\"name\":\"%s\",\"in\":\"path\",\"required\":true,"
			   "\"schema\":{\"type\":\"string\"}}",
			   named->parts[i]);
	}
	put_query(b, &first, route->query);
	if (route->verb == GET && route->view && is_paged(route->view->fields))
		put_query(b, &first, paging_fields);
	if (route->versioned)
		put_header_parameter(b, &first, "If-Match", true,
				     "The version that was seen, as in ETag");
	if (route->verb != GET)
		put_header_parameter(b, &first, "Idempotency-Key", false,
				     "1 to 64 visible ASCII; a repeat gets the first answer");
	buf_char(b, ']');
}

static bool has_file(const struct field *fields)
{
	for (const struct field *f = fields; f->name; f++)
		if (f->kind == FIELD_FILE)
			return true;
	return false;
}

static void put_body(struct buf *b, const struct route *route)
{
	if (!route->input)
		return;
	buf_put(b, ",\"requestBody\":{\"required\":true,\"content\":{");
	if (!has_file(route->input)) {
		buf_put(b, "\"application/json\":{\"schema\":");
		schema_object(b, route->input, true);
		buf_put(b, "},\"application/x-www-form-urlencoded\":{\"schema\":");
	} else {
		buf_put(b, "\"multipart/form-data\":{\"schema\":");
	}
	schema_object(b, route->input, true);
	buf_put(b, "}}}");
}

static void put_responses(struct buf *b, const struct route *route)
{
	const struct view *view = route->view;

	buf_put(b, ",\"responses\":{\"2XX\":{\"description\":\"Done\"");
	if (view) {
		buf_put(b, ",\"content\":{");
		if (view->fields)
			buf_format(b,
				   "\"application/json\":{\"schema\":{\"$ref\":\"#/components/"
				   "schemas/%s\"}}",
				   view->name);
		if (view->fields && csv_has(view->fields))
			buf_put(b, ",\"text/csv\":{\"schema\":{\"type\":\"string\"}}");
		if (view->html)
			buf_format(b, "%s\"text/html\":{\"schema\":{\"type\":\"string\"}}",
				   view->fields ? "," : "");
		buf_char(b, '}');
	}
	buf_put(b, "},\"default\":{\"$ref\":\"#/components/responses/problem\"}}");
}

static void put_operation(struct buf *b, const struct route *route, const struct named *named)
{
	static const char *const verbs[] = { "", "get", "post", "put", "delete" };
	char id[200];
	size_t n = 0;

	for (const char *c = named->path; *c && n < sizeof id - 1; c++)
		if (*c != '{' && *c != '}')
			id[n++] = *c == '/' || *c == '-' || *c == '.' ? '_' : *c;
	id[n] = '\0';
	buf_format(b, "\"%s\":{\"operationId\":\"%s%s\"", verbs[route->verb], verbs[route->verb],
		   id);
	if (route->summary) {
		buf_put(b, ",\"summary\":");
		json_text(b, route->summary);
	}
	put_parameters(b, route, named);
	put_body(b, route);
	put_responses(b, route);
	buf_put(b, route->may == MAY_ALL ? ",\"security\":[]}"
					 : ",\"security\":[{\"bearer\":[]},{\"session\":[]}]}");
}

static void put_paths(struct buf *b, const struct router *router)
{
	const char *open = NULL;

	for (size_t i = 0; i < router->count; i++) {
		const struct routed *routed = &router->items[i];

		if (routed->route->hidden)
			continue;
		struct named named = name_parts(b->mem, routed);
		/* Routes of one path stand side by side. */
		bool same = open && !strcmp(open, named.path);

		if (same) {
			buf_char(b, ',');
		} else {
			buf_put(b, open ? "}," : "");
			json_text(b, named.path);
			buf_put(b, ":{");
		}
		put_operation(b, routed->route, &named);
		open = named.path;
	}
	buf_put(b, open ? "}" : "");
}

static void put_schemas(struct buf *b, const struct router *router)
{
	buf_put(b,
		"\"problem\":{\"type\":\"object\",\"required\":[\"title\",\"status\",\"key\"],"
		"\"properties\":{"
		"\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
		"\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
		"\"key\":{\"type\":\"string\"},\"reference\":{\"type\":\"string\"},\"present\":{},"
		"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
		"\"field\":{\"type\":[\"string\",\"null\"]},\"key\":{\"type\":\"string\"},"
		"\"detail\":{\"type\":\"string\"}}}}}}");
	for (size_t i = 0; i < router->count; i++) {
		const struct view *view = router->items[i].route->view;
		bool seen = !view || !view->fields || router->items[i].route->hidden;

		for (size_t j = 0; j < i && !seen; j++) {
			const struct route *other = router->items[j].route;

			seen = other->view && !other->hidden &&
			       !strcmp(other->view->name, view->name);
		}
		if (seen)
			continue;
		buf_format(b, ",\"%s\":", view->name);
		schema_object(b, view->fields, false);
	}
}

const char *openapi_make(struct arena *mem, const struct router *router, const char *version,
			 const char *public_url)
{
	struct buf b = { .mem = mem };

	buf_put(&b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Haicap\",\"version\":");
	json_text(&b, version ? version : "0");
	buf_put(&b, ",\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}}");
	if (public_url) {
		buf_put(&b, ",\"servers\":[{\"url\":");
		json_text(&b, public_url);
		buf_put(&b, "}]");
	}
	buf_put(&b, ",\"paths\":{");
	put_paths(&b, router);
	buf_put(&b, "},\"components\":{\"schemas\":{");
	put_schemas(&b, router);
	buf_put(&b,
		"},\"responses\":{\"problem\":{\"description\":\"Refused: RFC 9457\",\"content\":{"
		"\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/"
		"problem\"}}}}},"
		"\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
		"\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"session\"}}}}");
	return b.text;
}
