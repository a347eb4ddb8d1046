/* SPDX-License-Identifier: Apache-2.0 */
#include "htmlgen.h"
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

/* C compilers take literals of at least 4095 bytes. */
enum { LITERAL_MAX = 3000 };

/* Formats for people: show_NAME() in src/web/show.h. Those that are safe in an address say so. */
static const struct filter {
	const char *name;
	bool in_address;
} filters[] = {
	{"date"},     {"day", true}, {"daymonth"}, {"dayname"}, {"weekday"}, {"time"},
	{"datetime"}, {"moment"},    {"iso"},	   {"minute"},	{"number"},  {"money"},
	{"percent"},  {"size"},	     {"words"},	   {"icon"},	{NULL},
};

static void add(struct gen *g, struct code *to, const char *text, size_t size)
{
	while (to->size + size + 1 > to->room) {
		size_t room = to->room ? 2 * to->room : 1024;
		char *copy = arena_alloc(g->mem, room);

		if (to->size)
			memcpy(copy, to->text, to->size);
		to->text = copy;
		to->room = room;
	}
	if (size)
		memcpy(to->text + to->size, text, size);
	to->size += size;
	to->text[to->size] = '\0';
}

static void add_text(struct gen *g, struct code *to, const char *text)
{
	add(g, to, text, strlen(text));
}

/* One character as it stands inside a C literal. */
static void add_char(struct gen *g, struct code *to, char c)
{
	if (c == '\n')
		add_text(g, to, "\\n");
	else if (c == '\t')
		add_text(g, to, "\\t");
	else if (c == '"' || c == '\\' || c == '?')
		add(g, to, (char[]){'\\', c}, 2);
	else
		add(g, to, &c, 1);
}

void gen_flush(struct gen *g)
{
	if (!g->pending.size)
		return;
	add_text(g, g->into, "\tHTML_LIT(h, \"");
	add(g, g->into, g->pending.text, g->pending.size);
	add_text(g, g->into, "\");\n");
	g->pending.size = 0;
}

void gen_literal(struct gen *g, char c)
{
	if (g->pending.size > LITERAL_MAX && !((unsigned char)c & 0x80))
		gen_flush(g);
	add_char(g, &g->pending, c);
	if (c == '\n')
		add_text(g, &g->pending, "\"\n\t\t\"");
}

void gen_code(struct gen *g, const char *format, ...)
{
	va_list args;

	gen_flush(g);
	add_text(g, g->into, arena_text(g->mem, "#line %d \"%s\"\n\t", g->line, g->file));
	va_start(args, format);
	add_text(g, g->into, arena_vtext(g->mem, format, args));
	va_end(args);
	add_text(g, g->into, "\n");
}

void gen_include(struct gen *g, const char *header)
{
	const char *line = arena_text(g->mem, "#include \"%s\"\n", header);

	if (!g->includes.size || !strstr(g->includes.text, line))
		add_text(g, &g->includes, line);
}

const char *gen_upper(struct gen *g, const char *word)
{
	char *upper = arena_copy(g->mem, word);

	for (char *p = upper; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("._-", *p))
			gen_fail(g, "no name", word);
		*p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_';
	}
	return upper;
}

static bool is_item(const struct gen *g, const char *name)
{
	for (int i = 0; i < g->depth; i++)
		if (g->blocks[i].name && !strcmp(g->blocks[i].name, name))
			return true;
	return false;
}

const char *gen_path(struct gen *g, char *path)
{
	char *whole = arena_copy(g->mem, path), *part;
	const char *c = NULL;
	bool pointer = true; /* @c is the view or an item, a pointer already */

	while ((part = strsep(&whole, "."))) {
		for (const char *p = part; *p; p++)
			if (!isalnum((unsigned char)*p) && *p != '_')
				gen_fail(g, "no name of a member", path);
		if (!isalpha((unsigned char)*part))
			gen_fail(g, "no name of a member", path);
		if (!c && (is_item(g, part) || !strcmp(part, "page"))) {
			c = is_item(g, part) ? part : "h->page";
			continue;
		}
		if (!c)
			c = "v";
		c = arena_text(g->mem, pointer ? "%s->%s" : "HTML_TO(%s)->%s", c, part);
		pointer = false;
	}
	return c;
}

static const struct filter *filter_of(const struct gen *g, const char *name)
{
	const struct filter *f = filters;

	while (f->name && strcmp(f->name, name) != 0)
		f++;
	if (!f->name)
		gen_fail(g, "no such format", name);
	return f;
}

void gen_put(struct gen *g, const char *expression, const char *filter)
{
	const char *why;
	enum place_put put = place_of_name(&g->place, &why);
	const struct filter *f = filter ? filter_of(g, filter) : NULL;

	if (put == PUT_REFUSED)
		gen_fail(g, why, expression);
	if (f && !strcmp(filter, "icon"))
		gen_need_text(g, filter);
	if (put == PUT_URL && f)
		gen_fail(g, "an address has no format", expression);
	if (put == PUT_URL_PART && f && !f->in_address)
		gen_fail(g, "this format does not stand in an address", filter);
	if (put == PUT_URL)
		gen_code(g, "html_put_url(h, %s);", expression);
	else if (f)
		gen_code(g, "show_%s(h, %s);", f->name, expression);
	else
		gen_code(g, "%s(h, %s);", put == PUT_URL_PART ? "html_put_part" : "html_put",
			 expression);
}

void gen_need_text(struct gen *g, const char *what)
{
	const char *why;

	if (g->place.at != AT_TEXT || place_of_name(&g->place, &why) != PUT_TEXT)
		gen_fail(g, "stands between tags only", what);
}

void gen_part(struct gen *g, char *name, char *slash, const char *with)
{
	bool shared = !strncmp(name, "parts/", 6);
	const char *base = slash + 1;

	gen_include(g, arena_text(g->mem, "%s%s.html.h", shared ? "web/" : "", name));
	gen_code(g, "%s%s_show(h, HTML_TO(%s));", shared ? "part_" : "", base, with);
}

enum { WORDS_ARGS = 9 };

struct words_call {
	const char *key;
	const char *args[WORDS_ARGS];
	const char *filters[WORDS_ARGS];
	int count;
};

/* One form of the words: what is literal, escaped, and the arguments at their places. */
static void put_form(struct gen *g, const struct words_call *call, const char *text)
{
	static const struct {
		char c;
		const char *as;
	} escapes[] = {
		{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'\'', "&#39;"}, {'"', "&quot;"}};

	for (const char *p = text; *p; p++) {
		const char *as = NULL;
		char c = *p;

		if (c == '{' && p[1] >= '1' && p[1] <= '9' && p[2] == '}') {
			int which = p[1] - '1';

			if (which >= call->count)
				gen_fail(g, "these words need more arguments", call->key);
			gen_put(g, call->args[which], call->filters[which]);
			p += 2;
			continue;
		}
		if (c == '\\' && p[1]) {
			c = *++p;
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
			if (escapes[i].c == c)
				as = escapes[i].as;
		if (!as)
			gen_literal(g, c);
		for (; as && *as; as++)
			gen_literal(g, *as);
	}
}

static void put_language(struct gen *g, const struct words_call *call, char *const forms[2])
{
	bool many = forms[1] && *forms[1] && call->count;

	if (many) {
		const char *count = "0";

		for (int i = call->count; i-- > 0;)
			if (!call->filters[i] || !strcmp(call->filters[i], "number"))
				count = arena_text(g->mem, "HTML_COUNT(%s, %s)", call->args[i],
						   count);
		gen_code(g, "if (%s == 2) {", count);
		put_form(g, call, forms[1]);
		gen_code(g, "} else {");
	}
	put_form(g, call, forms[0]);
	if (many)
		gen_code(g, "}");
}

static const struct po_entry *entry_of(struct gen *g, const char *key)
{
	const struct po_entry *e = po_find(&g->po, key);

	if (!e || !e->text[PO_VI][0] || !*e->text[PO_VI][0])
		gen_fail(g, "po/vi.po has no words for the key", key);
	return e;
}

void gen_words(struct gen *g, char *text)
{
	struct words_call call = {0};
	const char *why;
	char *word;

	while ((word = strsep(&text, " \t\n"))) {
		if (!*word)
			continue;
		if (!call.key) {
			call.key = word;
			continue;
		}
		if (call.count == WORDS_ARGS)
			gen_fail(g, "too many arguments", word);
		char *filter = strchr(word, '|');
		if (filter)
			*filter++ = '\0';
		call.filters[call.count] = filter;
		call.args[call.count++] = gen_path(g, word);
	}
	if (!call.key)
		gen_fail(g, "missing here", "a key of the catalogue");
	const struct po_entry *e = entry_of(g, call.key);
	enum place_put put = place_of_name(&g->place, &why);
	if (put != PUT_TEXT)
		gen_fail(g, put == PUT_REFUSED ? why : "words do not stand in an address",
			 call.key);
	bool both = e->text[PO_EN][0] && *e->text[PO_EN][0];
	if (both) {
		gen_code(g, "if (h->lang == LANG_EN) {");
		put_language(g, &call, e->text[PO_EN]);
		gen_code(g, "} else {");
	}
	put_language(g, &call, e->text[PO_VI]);
	if (both)
		gen_code(g, "}");
}

static void print_function(const struct gen *g, FILE *out, const char *what,
			   const struct code *code)
{
	fprintf(out,
		"__attribute__((unused)) static void %s_%s(struct html *h, const %s *v)\n{\n"
		"\t(void)h;\n\t(void)v;\n%s}\n\n",
		g->name, what, g->type, code->size ? code->text : "");
}

/* The same behind the type that struct view knows. */
static void print_untyped(const struct gen *g, FILE *out, const char *what, const char *calls)
{
	fprintf(out,
		"__attribute__((unused)) static void %s_%s(struct html *h, const void *view)\n{\n"
		"\t%s_%s(h, view);\n}\n\n",
		g->name, what, g->name, calls);
}

void gen_print(struct gen *g, FILE *out)
{
	fprintf(out, "/* Made by htmlgen from %s. */\n#pragma once\n", g->file);
	fprintf(out, "#include \"web/html.h\"\n#include \"web/show.h\"\n#include "
		     "\"web/assets_names.h\"\n");
	fprintf(out, "%s\n", g->includes.size ? g->includes.text : "");
	print_function(g, out, "show", &g->body);
	if (!g->frame) {
		print_untyped(g, out, "html", "show");
		return;
	}
	print_untyped(g, out, "content", "show");
	if (g->title.size) {
		print_function(g, out, "words_of_title", &g->title);
		print_untyped(g, out, "title", "words_of_title");
	}
	fprintf(out,
		"__attribute__((unused)) static void %s_html(struct html *h, const void *view)\n{\n"
		"\thtml_frame(h, frame_%s, ",
		g->name, g->frame);
	if (g->main_class)
		fprintf(out, "\"%s\", ", g->main_class);
	else
		fprintf(out, "NULL, ");
	if (g->title.size)
		fprintf(out, "%s_title, ", g->name);
	else
		fprintf(out, "NULL, ");
	fprintf(out, "%s_content, view);\n}\n", g->name);
}
