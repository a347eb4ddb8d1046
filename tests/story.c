/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/story.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The lines of a story, one at a time. */
struct script {
	struct story *s;
	const char *next;
	int number;
};

void story_fail(struct story *s, const char *format, ...)
{
	const char *main_part = strstr(s->last.body ? s->last.body : "", "<main");
	va_list args;

	/* The first fault is what went wrong; what follows comes from it. */
	if (s->failed)
		return;
	s->failed = true;
	va_start(args, format);
	printf("# %s:%d: ", s->file, s->line);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
	if (s->last.status)
		printf("# the answer was %d %.1500s\n", s->last.status,
		       main_part ? main_part : s->last.body);
}

const char *pairs_value(const struct story_pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (!strcmp(pairs->items[i].name, name))
			return pairs->items[i].value;
	return NULL;
}

void pairs_put(struct story_pairs *pairs, const char *name, const char *value)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (!strcmp(pairs->items[i].name, name)) {
			pairs->items[i].value = value;
			return;
		}
	if (pairs->count == STORY_VARS) {
		fputs("too many names in one story\n", stderr);
		abort();
	}
	pairs->items[pairs->count++] = (struct story_pair){name, value};
}

/* The line at the reader without its end, or NULL; comments and empty lines are passed over. */
static char *peek(struct script *script)
{
	while (*script->next) {
		const char *line = script->next;
		size_t size = strcspn(line, "\n");
		size_t blank = strspn(line, " \t\r");

		if (blank < size && line[blank] != '#')
			return arena_copy_bytes(script->s->mem, line,
						line[size - 1] == '\r' ? size - 1 : size);
		script->next += size + (line[size] == '\n');
		script->number++;
	}
	return NULL;
}

static void advance(struct script *script)
{
	script->next += strcspn(script->next, "\n");
	script->next += *script->next == '\n';
	script->number++;
	script->s->line = script->number;
}

/* The length of a name in braces at @at, or 0. */
static size_t name_at(const char *at)
{
	size_t n = 1;

	if (*at != '{')
		return 0;
	while (islower((unsigned char)at[n]) || isdigit((unsigned char)at[n]) || at[n] == '_')
		n++;
	return n > 1 && at[n] == '}' ? n - 1 : 0;
}

/* {name} becomes what was captured under it; what is no name we know stays. */
static const char *fill(struct story *s, const char *text)
{
	char *out = arena_copy(s->mem, "");

	while (*text) {
		size_t plain = strcspn(text, "{"), size;

		out = arena_text(s->mem, "%s%.*s", out, (int)plain, text);
		text += plain;
		if (!*text)
			break;
		size = name_at(text);
		const char *value =
			size ? pairs_value(&s->vars, arena_copy_bytes(s->mem, text + 1, size))
			     : NULL;

		if (value) {
			out = arena_text(s->mem, "%s%s", out, value);
			text += size + 2;
		} else {
			out = arena_text(s->mem, "%s{", out);
			text++;
		}
	}
	return out;
}

/* Whether @text is @pattern; names in braces catch what stands up to the next literal. */
static bool match(struct story *s, const char *pattern, const char *text)
{
	pattern = fill(s, pattern);
	while (*pattern) {
		size_t size = name_at(pattern);

		if (!size) {
			if (*pattern++ != *text++)
				return false;
			continue;
		}
		const char *name = arena_copy_bytes(s->mem, pattern + 1, size);

		pattern += size + 2;
		size_t caught = *pattern ? strcspn(text, (char[]){*pattern, '\0'}) : strlen(text);

		if (!caught)
			return false;
		pairs_put(&s->vars, name, arena_copy_bytes(s->mem, text, caught));
		text += caught;
	}
	return !*text;
}

/* The first item of a list that has @word as one of its texts. */
static const json_t *bearing(const json_t *list, const char *word)
{
	const char *key;
	json_t *item, *value;
	size_t i;

	json_array_foreach(list, i, item)
	{
		json_object_foreach(item, key, value)
		{
			if (json_is_string(value) && !strcmp(json_string_value(value), word))
				return item;
		}
	}
	return NULL;
}

/* The member "a.b.0.c" of the last JSON; "count" of a list is its length. NULL when absent. */
static const char *member(struct story *s, const char *path)
{
	const json_t *at = s->last_json;

	for (const char *p = path; at && *p;) {
		size_t size = strcspn(p, ".");
		const char *name = arena_copy_bytes(s->mem, p, size);

		if (json_is_array(at) && !strcmp(name, "count"))
			return arena_text(s->mem, "%zu", json_array_size(at));
		if (!json_is_array(at))
			at = json_object_get(at, name);
		else if (isdigit((unsigned char)*name))
			at = json_array_get(at, strtoul(name, NULL, 10));
		else
			at = bearing(at, name);
		p += size + (p[size] == '.');
	}
	if (!at)
		return NULL;
	if (json_is_string(at))
		return arena_copy(s->mem, json_string_value(at));
	char *text = json_dumps(at, JSON_ENCODE_ANY | JSON_COMPACT);
	const char *copy = arena_copy(s->mem, text);

	free(text);
	return copy;
}

static char *trim(char *text)
{
	text += strspn(text, " \t");
	for (size_t n = strlen(text); n && isspace((unsigned char)text[n - 1]); n--)
		text[n - 1] = '\0';
	return text;
}

/* If @line begins with @word and a blank, what follows it. */
static char *after(char *line, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(line, word, size) != 0 ||
	    (line[size] && line[size] != ' ' && line[size] != '\t'))
		return NULL;
	return trim(line + size);
}

static void expect_header(struct story *s, char *rest)
{
	char *colon = strchr(rest, ':');

	if (!colon) {
		story_fail(s, "a header is expected as NAME: VALUE");
		return;
	}
	*colon = '\0';
	const char *got = got_header(s->mem, &s->last, trim(rest), 0);

	if (!got || !match(s, trim(colon + 1), got))
		story_fail(s, "%s is \"%s\"", rest, got ? got : "(absent)");
}

static void expect_member(struct story *s, char *rest)
{
	char *equals = strstr(rest, " = "), *absent = strstr(rest, " is absent");

	if (absent) {
		*absent = '\0';
		if (member(s, trim(rest)))
			story_fail(s, "%s is there: %s", rest, member(s, trim(rest)));
		return;
	}
	if (!equals) {
		story_fail(s, "not understood: => %s", rest);
		return;
	}
	*equals = '\0';
	const char *got = member(s, trim(rest));

	if (!got || !match(s, trim(equals + 3), got))
		story_fail(s, "%s is \"%s\", not \"%s\"", rest, got ? got : "(absent)",
			   fill(s, equals + 3));
}

/* What follows the status, or stands on a line of its own. */
static void expect_more(struct story *s, char *rest)
{
	const char *second = rest + strcspn(rest, " ");
	char *what;

	/* "to = x" asks for a member called "to". */
	if (!strncmp(second, " = ", 3) || !strcmp(second, " is absent")) {
		expect_member(s, rest);
	} else if ((what = after(rest, "to"))) {
		const char *location = got_header(s->mem, &s->last, "Location", 0);

		if (!location || !match(s, what, location))
			story_fail(s, "it leads to \"%s\", not \"%s\"",
				   location ? location : "(nowhere)", fill(s, what));
	} else if ((what = after(rest, "without"))) {
		if (strstr(s->last.body, fill(s, what)))
			story_fail(s, "\"%s\" is shown", fill(s, what));
	} else if ((what = after(rest, "with"))) {
		if (!strstr(s->last.body, fill(s, what)))
			story_fail(s, "\"%s\" is not shown", fill(s, what));
	} else if ((what = after(rest, "header"))) {
		expect_header(s, what);
	} else if ((what = after(rest, "exit"))) {
		if (s->exit != (int)strtol(what, NULL, 10))
			story_fail(s, "the command ended with %d", s->exit);
	} else {
		story_fail(s, "not understood: => %s", rest);
	}
}

static void expect(struct story *s, char *rest)
{
	if (isdigit((unsigned char)*rest)) {
		int status = (int)strtol(rest, &rest, 10);

		if (s->last.status != status)
			story_fail(s, "the status is not %d", status);
		rest = trim(rest);
	}
	if (*rest)
		expect_more(s, rest);
}

static bool is_header(const char *line)
{
	size_t n = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");

	return n && isupper((unsigned char)*line) && line[n] == ':';
}

/* One indented line of a request. */
static void take_line(struct story *s, struct story_request *r, char *line)
{
	char *rest, *equals;

	if (r->body && !strcmp(r->type, "application/json")) {
		r->body = arena_text(s->mem, "%s\n%s", r->body, fill(s, line));
	} else if (*line == '{') {
		r->body = fill(s, line);
		r->type = "application/json";
	} else if ((rest = after(line, "zip"))) {
		story_zip(s, rest, r);
	} else if ((rest = after(line, "edit"))) {
		equals = strchr(rest, ' ');
		if (equals)
			*equals++ = '\0';
		if (r->edits.count < STORY_VARS)
			r->edits.items[r->edits.count++] =
				(struct story_pair){rest, equals ? trim(equals) : ""};
	} else if ((rest = after(line, "bytes"))) {
		r->size = strtoul(rest, NULL, 10);
		r->body = memset(arena_alloc(s->mem, r->size + 1), ' ', r->size);
		r->type = "application/json";
	} else if (is_header(line)) {
		rest = strchr(line, ':');
		*rest = '\0';
		pairs_put(&r->headers, line, fill(s, trim(rest + 1)));
	} else if ((equals = strchr(line, '='))) {
		*equals = '\0';
		if (r->fields.count < STORY_VARS)
			r->fields.items[r->fields.count++] =
				(struct story_pair){trim(line), fill(s, trim(equals + 1))};
	} else {
		story_fail(s, "not understood: %s", line);
	}
}

static void request(struct script *script, char *line)
{
	struct story *s = script->s;
	char *blank = strchr(line, ' ');
	struct story_request r = {0};

	*blank = '\0';
	r.method = line;
	r.target = fill(s, trim(blank + 1));
	while ((line = peek(script)) && isspace((unsigned char)*line)) {
		advance(script);
		take_line(s, &r, trim(line));
	}
	if (r.body && !r.size)
		r.size = strlen(r.body);
	story_send(s, &r);
}

/* user NAME ROLE[,ROLE] at CODE */
static void open_account(struct story *s, char *rest)
{
	char *name = rest, *roles = strchr(name, ' '), *at;

	if (!roles) {
		story_fail(s, "user NAME ROLE at CODE");
		return;
	}
	*roles++ = '\0';
	at = strstr(roles, " at ");
	if (at)
		*at = '\0';
	story_account(s, name, trim(roles), at ? trim(at + 4) : NULL);
}

static void become(struct story *s, char *who)
{
	char *browser = strstr(who, " in a browser");

	s->cookies.count = 0;
	s->last_page = NULL;
	s->browser = browser != NULL;
	if (browser)
		*browser = '\0';
	who = trim(who);
	s->who = !strcmp(who, "nobody") ? NULL : who;
	if (s->who && !story_token(s, who))
		story_fail(s, "nobody can be %s", who);
	else if (s->who && s->browser)
		story_sign_in(s, who);
}

/* keep NAME = MEMBER, or = header NAME */
static void keep(struct story *s, char *rest)
{
	char *equals = strchr(rest, '='), *from;
	const char *value;

	if (!equals) {
		story_fail(s, "keep NAME = MEMBER");
		return;
	}
	*equals = '\0';
	from = trim(equals + 1);
	if (after(from, "header"))
		value = got_header(s->mem, &s->last, after(from, "header"), 0);
	else
		value = member(s, from);
	if (value)
		pairs_put(&s->vars, trim(rest), value);
	else
		story_fail(s, "there is no %s to keep", from);
}

static void step(struct script *script, char *line)
{
	struct story *s = script->s;
	char *rest;

	if ((rest = after(line, "=>")))
		expect(s, rest);
	else if ((rest = after(line, "as")))
		become(s, rest);
	else if ((rest = after(line, "user")))
		open_account(s, rest);
	else if ((rest = after(line, "keep")))
		keep(s, rest);
	else if ((rest = after(line, "clock")))
		story_clock(s, fill(s, rest));
	else if ((rest = after(line, "off until")))
		story_off_until(s, fill(s, rest));
	else if ((rest = after(line, "$")))
		story_command(s, fill(s, rest));
	else if (after(line, "json"))
		s->json = true;
	else if (after(line, "page"))
		s->json = false;
	else if (isupper((unsigned char)*line) && strchr(line, ' '))
		request(script, line);
	else
		story_fail(s, "not understood: %s", line);
}

/* What the world is comes before anything else. */
static void read_head(struct script *script)
{
	struct story *s = script->s;
	char *line, *rest;

	while ((line = peek(script)) &&
	       ((rest = after(line, "world")) || (rest = after(line, "track-limit")) ||
		(!s->clock && (rest = after(line, "clock"))))) {
		advance(script);
		if (after(line, "world"))
			s->world = rest;
		else if (after(line, "track-limit"))
			s->track_limit = (int)strtol(rest, NULL, 10);
		else
			s->clock = rest;
	}
	if (!s->world)
		s->world = "tests/http/worlds/small";
	if (!s->clock)
		s->clock = "2025-06-30T15:00:00+07:00";
}

bool story_play(struct story *s, const char *text)
{
	struct script script = {.s = s, .next = text};
	char *line;

	read_head(&script);
	if (!story_begin(s)) {
		story_fail(s, "there is no world");
	} else {
		while (!s->failed && (line = peek(&script))) {
			advance(&script);
			step(&script, trim(line));
		}
	}
	story_end(s);
	json_decref(s->last_json);
	s->last_json = NULL;
	return !s->failed;
}
