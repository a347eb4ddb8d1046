/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/story_fault.h"
#include "web/form.h"
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4 << 20, ZIP_MAX = 8 << 20 };

static char *add_pair(struct arena *mem, char *body, const char *name, const char *value)
{
	return arena_text(mem, "%s%s%s=%s", body, *body ? "&" : "", url_encode(mem, name),
			  url_encode(mem, value));
}

/* What html_text() escaped, as it was. */
static char *unescape(char *text)
{
	static const struct {
		const char *entity;
		char is;
	} all[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
	char *out = text;

	for (const char *at = text; *at; out++) {
		*out = *at++;
		for (size_t i = 0; *out == '&' && i < sizeof all / sizeof *all; i++) {
			size_t size = strlen(all[i].entity) - 1;

			if (strncmp(at, all[i].entity + 1, size) != 0)
				continue;
			*out = all[i].is;
			at += size;
			break;
		}
	}
	*out = '\0';
	return text;
}

/* An attribute of the tag at @at that ends before @end. */
static const char *attribute(struct arena *mem, const char *at, const char *end, const char *name)
{
	const char *mark = arena_text(mem, " %s=\"", name);
	const char *found = memmem(at, (size_t)(end - at), mark, strlen(mark));

	if (!found)
		return NULL;
	found += strlen(mark);
	return unescape(arena_copy_bytes(mem, found, strcspn(found, "\"")));
}

static bool given(const struct story_request *r, const char *name)
{
	return pairs_value(&r->fields, name) != NULL;
}

/* The hidden fields of the form of the last page that leads to where this request goes. */
static char *add_hidden(struct story *s, const struct story_request *r, char *body)
{
	const char *form = s->last_page;

	while (form && (form = strstr(form, "<form"))) {
		const char *end = strchr(form, '>'), *action, *close = strstr(form, "</form>");

		if (!end || !close)
			return body;
		action = attribute(s->mem, form, end, "action");
		if (action && strcmp(action, r->target) != 0) {
			form = close;
			continue;
		}
		for (const char *in = form; (in = strstr(in, "<input")) && in < close; in++) {
			const char *stop = strchr(in, '>'),
				   *type = attribute(s->mem, in, stop, "type");
			const char *name = attribute(s->mem, in, stop, "name");
			const char *value = attribute(s->mem, in, stop, "value");

			if (type && name && value && !strcmp(type, "hidden") && !given(r, name))
				body = add_pair(s->mem, body, name, value);
		}
		return body;
	}
	return body;
}

static const char *cookies(struct story *s)
{
	char *line = arena_copy(s->mem, "");

	for (size_t i = 0; i < s->cookies.count; i++)
		if (*s->cookies.items[i].value)
			line = arena_text(s->mem, "%s%s%s=%s", line, *line ? "; " : "",
					  s->cookies.items[i].name, s->cookies.items[i].value);
	return *line ? arena_text(s->mem, "Cookie: %s\r\n", line) : "";
}

static void take_cookies(struct story *s)
{
	const char *line;

	for (int n = 0; (line = got_header(s->mem, &s->last, "Set-Cookie", n)); n++) {
		size_t name = strcspn(line, "=");

		if (line[name])
			pairs_put(&s->cookies, arena_copy_bytes(s->mem, line, name),
				  arena_copy_bytes(s->mem, line + name + 1,
						   strcspn(line + name + 1, ";")));
	}
}

static char *headers_of(struct story *s, const struct story_request *r, const char *type)
{
	char *headers = arena_copy(s->mem, "");
	bool json = s->json || (type && !strcmp(type, "application/json"));

	if (!pairs_value(&r->headers, "Accept"))
		headers = arena_text(s->mem, "Accept: %s\r\n",
				     json ? "application/json" : "text/html");
	if (type && !pairs_value(&r->headers, "Content-Type"))
		headers = arena_text(s->mem, "%sContent-Type: %s\r\n", headers, type);
	if (s->who && !s->browser)
		headers = arena_text(s->mem, "%sAuthorization: Bearer %s\r\n", headers,
				     pairs_value(&s->tokens, s->who));
	else
		headers = arena_text(s->mem, "%s%s", headers, cookies(s));
	for (size_t i = 0; i < r->headers.count; i++)
		headers = arena_text(s->mem, "%s%s: %s\r\n", headers, r->headers.items[i].name,
				     r->headers.items[i].value);
	return headers;
}

/* A request with all that goes out with it. */
struct sending {
	const struct story_request *r;
	const char *headers, *body;
	size_t size;
	bool counted; /* among the look-ups of the story's address */
};

/* What failed for the store's sake is a problem that says when to try again. */
static void expect_problem(struct story *s, const struct story_request *r)
{
	const char *type = got_header(s->mem, &s->last, "Content-Type", 0);

	if (s->last.status == 503 && !got_header(s->mem, &s->last, "Retry-After", 0))
		story_fail(s, "%s %s: 503 does not say when to try again", r->method, r->target);
	if (!type || (strcmp(type, "application/problem+json") && strncmp(type, "text/html", 9)))
		story_fail(s, "%s %s: %d is no problem but %s", r->method, r->target,
			   s->last.status, type ? type : "nothing");
}

static int send_once(struct story *s, void *context)
{
	struct sending *sending = context;
	const struct story_request *r = sending->r;
	/* Where look-ups are counted, each try comes from an address of its own. */
	bool aside = s->track_limit && faults_on() && !sending->counted;
	int fd = client_open_from(s->port, aside ? 2 + s->tries++ : 1);

	s->last = (struct got){.headers = "", .body = ""};
	if (client_request(fd, r->method, r->target, sending->headers, sending->body,
			   sending->size))
		s->last = client_read(s->mem, fd, !strcmp(r->method, "HEAD"));
	client_close(fd);
	if (!s->last.status)
		story_fail(s, "%s %s: no answer", r->method, r->target);
	if (s->last.status >= 500) {
		expect_problem(s, r);
		return STEP_FAILED;
	}
	return s->last.status >= 400 ? s->last.status : STEP_DONE;
}

void story_send(struct story *s, const struct story_request *r)
{
	const char *type = r->type;
	struct sending sending = {.r = r, .body = r->body, .size = r->size};

	if (!r->body && strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0) {
		char *form = arena_copy(s->mem, "");

		for (size_t i = 0; i < r->fields.count; i++)
			form = add_pair(s->mem, form, r->fields.items[i].name,
					r->fields.items[i].value);
		sending.body = add_hidden(s, r, form);
		sending.size = strlen(sending.body);
		type = "application/x-www-form-urlencoded";
	}
	sending.headers = headers_of(s, r, type);
	story_try(s, send_once, &sending);
	if (s->track_limit && faults_on() && !sending.body) {
		sending.counted = true;
		send_once(s, &sending);
	}
	take_cookies(s);
	type = got_header(s->mem, &s->last, "Content-Type", 0);
	if (type && !strncmp(type, "text/html", 9))
		s->last_page = s->last.body;
	json_decref(s->last_json);
	s->last_json = json_loadb(s->last.body, s->last.size,
				  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

void story_sign_in(struct story *s, const char *who)
{
	struct story_request show = {.method = "GET", .target = "/sign-in"};
	struct story_request enter = {.method = "POST", .target = "/sign-in"};

	story_send(s, &show);
	pairs_put(&enter.fields, "name", who);
	pairs_put(&enter.fields, "password", STORY_PASSWORD);
	story_send(s, &enter);
	if (s->last.status != 303)
		story_fail(s, "%s cannot sign in", who);
}

/* The first OLD of each edit of the file becomes NEW. */
static char *edited(struct story *s, const struct story_request *r, const char *name, char *text)
{
	for (size_t i = 0; text && i < r->edits.count; i++) {
		const char *edit = r->edits.items[i].value, *arrow = strstr(edit, " -> ");

		if (strcmp(r->edits.items[i].name, name) != 0)
			continue;
		if (!*edit)
			return NULL;
		const char *old =
			arena_copy_bytes(s->mem, edit, arrow ? (size_t)(arrow - edit) : 0);
		const char *at = arrow ? strstr(text, old) : NULL;

		if (!at) {
			story_fail(s, "%s has no \"%s\"", name, old);
			return text;
		}
		text = arena_text(s->mem, "%.*s%s%s", (int)(at - text), text, arrow + 4,
				  at + strlen(old));
	}
	return text;
}

static void add_file(struct story *s, const struct story_request *r, struct archive *zip,
		     const char *folder, const char *name)
{
	FILE *in = fopen(arena_text(s->mem, "%s/%s", folder, name), "rb");
	char *bytes = arena_alloc(s->mem, FILE_MAX);
	size_t size = in ? fread(bytes, 1, FILE_MAX - 1, in) : 0;

	if (in)
		fclose(in);
	bytes[size] = '\0';
	bytes = edited(s, r, name, bytes);
	if (!bytes)
		return;
	struct archive_entry *entry = archive_entry_new();

	size = strlen(bytes);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)size);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_write_header(zip, entry);
	archive_write_data(zip, bytes, size);
	archive_entry_free(entry);
}

void story_zip(struct story *s, const char *folder, struct story_request *r)
{
	const char *path = arena_text(s->mem, SOURCE_DIR "/%s", folder);
	char *bytes = arena_alloc(s->mem, ZIP_MAX);
	struct archive *zip = archive_write_new();
	DIR *dir = opendir(path);

	archive_write_set_format_zip(zip);
	archive_write_open_memory(zip, bytes, ZIP_MAX, &r->size);
	for (struct dirent *e; dir && (e = readdir(dir));)
		if (e->d_name[0] != '.')
			add_file(s, r, zip, path, e->d_name);
	if (!dir)
		story_fail(s, "there is no folder %s", folder);
	else
		closedir(dir);
	archive_write_close(zip);
	archive_write_free(zip);
	r->body = bytes;
	r->type = "application/zip";
}
