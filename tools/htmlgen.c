/* SPDX-License-Identifier: Apache-2.0 */
/*
 * htmlgen vi.po en.po NAME FILE.html > NAME.html.h: a template as a C function.
 *
 * The first line says what is shown: {{! view: struct X from path.h }}, or {{! view: nothing }}. Then
 *
 *	{{ a.b }}  {{ a.b | date }}      a member, escaped as its C type and its place ask for
 *	{{ page.signed_in }}             a member of struct page, in a page that has a frame
 *	{{_ key a b|money }}             words of the catalogue, looked up now; {1} is a, {2} is b
 *	{{#if a.b}} {{#if not a.b}} {{else if c}} {{else}} {{/if}}
 *	{{#each rows as row}} {{/each}}  rows_count items; row is each, or a pointer to each struct
 *	{{#title}} {{/title}}            words for <title>, in a page that has a frame
 *	{{> layout }} {{> layout bare }} puts the page into its frame, with classes for <main>
 *	{{> parts/due row.due }}         src/web/parts/due.html with its own struct
 *	{{> dossier/dossier_line row }}  the same of an area
 *	{{> icon search }}               an icon; the sprite at the end of the page has those used
 *	{{> content }} {{> title }} {{> sprite }} {{> main_class }}  in a frame
 *	{{ csrf }} {{ asset app.css }}   hidden fields of a form that posts; the path of a static
 *file
 *	{{ error name }} {{ invalid name }} {{ invalid name hint }} {{ typed name }} {{ typed name
 *a.b }} a field: what is wrong with it, the attributes that say so, and what was typed into it
 *before, or else a.b
 *	{{! a comment }}
 *
 * A misspelt member does not compile; the compiler names this file and line.
 */
#include "core/arena.h"
#include "htmlgen.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const KEYWORDS[] = {"h", "v", "page", NULL};

_Noreturn void gen_fail(const struct gen *g, const char *what, const char *about)
{
	fprintf(stderr, "%s:%d: %s%s%s\n", g->file, g->line, what, *about ? ": " : "", about);
	exit(1);
}

static void literal(struct gen *g, char c)
{
	const char *wrong = place_read(&g->place, c);

	if (wrong)
		gen_fail(g, wrong, "");
	gen_literal(g, c);
}

static bool is_name(const char *word)
{
	if (!isalpha((unsigned char)*word))
		return false;
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && *word != '_')
			return false;
	return true;
}

/* The next word of a directive, or NULL; blanks around "|" are taken out before. */
static char *next_word(char **rest)
{
	char *word;

	while ((word = strsep(rest, " \t\n")) && !*word)
		continue;
	return word;
}

static char *need_word(struct gen *g, char **rest, const char *what)
{
	char *word = next_word(rest);

	if (!word)
		gen_fail(g, "missing here", what);
	return word;
}

static void need_end(struct gen *g, char **rest)
{
	char *word = next_word(rest);

	if (word)
		gen_fail(g, "not understood", word);
}

static void put_name(struct gen *g, char *path)
{
	char *filter = strchr(path, '|');

	if (filter)
		*filter++ = '\0';
	gen_put(g, gen_path(g, path), filter);
}

static struct block *push(struct gen *g, enum block_kind kind)
{
	if (g->depth == BLOCKS_DEEP)
		gen_fail(g, "blocks too deep", "");
	place_settle(&g->place);
	struct block *b = &g->blocks[g->depth++];
	*b = (struct block){.kind = kind, .line = g->line, .before = g->place};
	return b;
}

static struct block *top(struct gen *g, enum block_kind kind, const char *word)
{
	if (!g->depth || g->blocks[g->depth - 1].kind != kind)
		gen_fail(g, "stands without its beginning", word);
	place_settle(&g->place);
	return &g->blocks[g->depth - 1];
}

static const char *condition(struct gen *g, char **rest)
{
	char *word = need_word(g, rest, "what to ask");
	bool negated = !strcmp(word, "not");

	if (negated)
		word = need_word(g, rest, "what to ask");
	need_end(g, rest);
	return arena_text(g->mem, "%sHTML_IF(%s)", negated ? "!" : "", gen_path(g, word));
}

static void begin_each(struct gen *g, char **rest)
{
	const char *items = gen_path(g, need_word(g, rest, "the items"));
	char *as = need_word(g, rest, "as"), *name = need_word(g, rest, "a name for each");

	if (strcmp(as, "as") != 0 || !is_name(name))
		gen_fail(g, "write {{#each items as item}}", "");
	for (const char *const *k = KEYWORDS; *k; k++)
		if (!strcmp(name, *k))
			gen_fail(g, "this name is taken", name);
	need_end(g, rest);
	push(g, BLOCK_EACH)->name = arena_copy(g->mem, name);
	gen_code(g, "for (size_t %s_at = 0; %s_at < (size_t)(%s_count); %s_at++) {", name, name,
		 items, name);
	gen_code(g, "const __auto_type %s = HTML_ITEM(%s, %s_at); (void)%s;", name, items, name,
		 name);
}

static void begin_block(struct gen *g, char *text)
{
	char *word = need_word(g, &text, "if or each");

	if (!strcmp(word, "if")) {
		const char *asked = condition(g, &text);

		push(g, BLOCK_IF);
		gen_code(g, "if (%s) {", asked);
	} else if (!strcmp(word, "each")) {
		begin_each(g, &text);
	} else if (!strcmp(word, "title")) {
		need_end(g, &text);
		if (g->depth || !g->frame || g->title.size)
			gen_fail(g, "one title, in a page that has a frame", "");
		push(g, BLOCK_TITLE);
		gen_flush(g);
		g->place = (struct place){.title_only = true};
		g->into = &g->title;
	} else {
		gen_fail(g, "no such block", word);
	}
}

static void other_way(struct gen *g, char *text)
{
	struct block *b = top(g, BLOCK_IF, "else");
	char *word = next_word(&text);

	if (b->otherwise)
		gen_fail(g, "else stands once and at the end", "");
	if (b->ways++ && !place_same(&b->after, &g->place))
		gen_fail(g, "the ways of this if end in different places", "");
	b->after = g->place;
	g->place = b->before;
	if (!word) {
		b->otherwise = true;
		gen_code(g, "} else {");
		return;
	}
	if (strcmp(word, "if") != 0)
		gen_fail(g, "not understood", word);
	gen_code(g, "} else if (%s) {", condition(g, &text));
}

static void end_block(struct gen *g, char *text)
{
	char *word = need_word(g, &text, "if or each");
	enum block_kind kind = !strcmp(word, "if")     ? BLOCK_IF
			       : !strcmp(word, "each") ? BLOCK_EACH
						       : BLOCK_TITLE;

	if (kind == BLOCK_TITLE && strcmp(word, "title") != 0)
		gen_fail(g, "no such block", word);
	need_end(g, &text);
	struct block *b = top(g, kind, word);
	g->depth--;
	if (kind == BLOCK_TITLE) {
		gen_flush(g);
		g->into = &g->body;
		g->place = b->before;
		return;
	}
	if (!b->otherwise && !place_same(&b->before, &g->place))
		gen_fail(g,
			 kind == BLOCK_IF ? "this if needs an else that ends in the same place"
					  : "each must end where it began",
			 "");
	if (b->ways && !place_same(&b->after, &g->place))
		gen_fail(g, "the ways of this if end in different places", "");
	gen_code(g, "}");
}

static void put_frame(struct gen *g, const char *frame, char **rest)
{
	char *class, *all = NULL;

	if (g->frame || g->body.size || g->pending.size || g->depth)
		gen_fail(g, "the frame stands before everything else, once", frame);
	while ((class = next_word(rest)))
		all = all ? arena_text(g->mem, "%s %s", all, class) : class;
	g->frame = arena_copy(g->mem, frame);
	g->main_class = arena_copy(g->mem, all);
}

static void put_part(struct gen *g, char *text)
{
	static const char *const frames[] = {"layout", "paper", NULL};
	static const char *const holes[] = {"content", "sprite", NULL};
	char *name = need_word(g, &text, "the name of a part"), *slash = strchr(name, '/');

	for (const char *const *f = frames; *f; f++)
		if (!strcmp(name, *f)) {
			put_frame(g, name, &text);
			return;
		}
	if (!strcmp(name, "icon")) {
		char *icon = need_word(g, &text, "which icon");

		need_end(g, &text);
		gen_need_text(g, name);
		gen_code(g, "html_icon(h, ICON_%s);", gen_upper(g, icon));
		return;
	}
	if (!strcmp(name, "title") || !strcmp(name, "main_class")) {
		need_end(g, &text);
		gen_code(g, "html_%s(h);", name);
		return;
	}
	for (const char *const *o = holes; *o; o++)
		if (!strcmp(name, *o)) {
			need_end(g, &text);
			gen_need_text(g, name);
			gen_code(g, "html_%s(h);", name);
			return;
		}
	if (!slash)
		gen_fail(g, "no such part", name);
	char *with = next_word(&text);
	need_end(g, &text);
	gen_need_text(g, name);
	gen_part(g, name, slash, with ? gen_path(g, with) : "v");
}

static void put_typed(struct gen *g, const char *name, const char *otherwise)
{
	const char *why;
	enum place_put put = place_of_name(&g->place, &why);

	if (put != PUT_TEXT)
		gen_fail(g, put == PUT_REFUSED ? why : "what was typed is no address", name);
	gen_code(g, "html_typed(h, \"%s\", %s);", name, otherwise);
}

static void put_special(struct gen *g, char *word, char *text)
{
	if (!strcmp(word, "csrf")) {
		const char *wrong = place_csrf(&g->place);

		if (wrong)
			gen_fail(g, wrong, "");
		need_end(g, &text);
		gen_code(g, "html_csrf(h);");
		return;
	}
	char *name = need_word(g, &text, "of what");
	if (!strcmp(word, "asset")) {
		const char *macro = gen_upper(g, name);

		gen_code(g, "HTML_LIT(h, ASSET_%s);", macro);
	} else if (!strcmp(word, "error")) {
		gen_need_text(g, word);
		gen_code(g, "html_error(h, \"%s\");", name);
	} else if (!strcmp(word, "typed")) {
		char *otherwise = next_word(&text);

		put_typed(g, name, otherwise ? gen_path(g, otherwise) : "\"\"");
	} else {
		char *hint = next_word(&text);

		place_settle(&g->place);
		if (g->place.at != AT_TAG)
			gen_fail(g, "stands in a tag only", word);
		if (hint && strcmp(hint, "hint") != 0)
			gen_fail(g, "not understood", hint);
		gen_code(g, "html_invalid(h, \"%s\", %s);", name, hint ? "true" : "false");
	}
	need_end(g, &text);
}

static void put_plain(struct gen *g, char *text)
{
	static const char *const special[] = {"csrf", "asset", "error", "invalid", "typed", NULL};
	char *word = need_word(g, &text, "a name");

	for (const char *const *s = special; *s; s++)
		if (!strcmp(word, *s)) {
			put_special(g, word, text);
			return;
		}
	if (!strcmp(word, "else")) {
		other_way(g, text);
		return;
	}
	need_end(g, &text);
	put_name(g, word);
}

static void view_line(struct gen *g, char *text)
{
	char *word = next_word(&text);

	if (!word || strcmp(word, "view:") != 0) {
		if (!g->type)
			gen_fail(g, "the first line is {{! view: struct X from path.h }}", "");
		return;
	}
	char *kind = need_word(g, &text, "struct"), *type = next_word(&text);
	char *from = next_word(&text), *header = next_word(&text);
	bool nothing = !strcmp(kind, "nothing") && !type;

	need_end(g, &text);
	if (g->type || (!nothing && (strcmp(kind, "struct") != 0 || !header ||
				     strcmp(from, "from") != 0 || !is_name(type))))
		gen_fail(g, "write once {{! view: struct X from path.h }}", "");
	g->type = nothing ? "void" : arena_text(g->mem, "struct %s", type);
	if (!nothing)
		gen_include(g, header);
}

/* "a | b" as "a|b", so that a directive is words between blanks. */
static void join_filters(char *text)
{
	char *to = text;

	for (char *from = text; *from; from++) {
		if (isspace((unsigned char)*from)) {
			char *after = from + strspn(from, " \t\n");

			if (*after == '|' || (to > text && to[-1] == '|')) {
				from = after - 1;
				continue;
			}
		}
		*to++ = *from;
	}
	*to = '\0';
}

static void directive(struct gen *g, char *text)
{
	char kind = *text;

	if (kind != '!' && !g->type)
		gen_fail(g, "the first line is {{! view: struct X from path.h }}", "");
	if (kind == '!') {
		view_line(g, text + 1);
		return;
	}
	join_filters(text);
	if (kind == '#')
		begin_block(g, text + 1);
	else if (kind == '/')
		end_block(g, text + 1);
	else if (kind == '>')
		put_part(g, text + 1);
	else if (kind == '_')
		gen_words(g, text + 1);
	else
		put_plain(g, text);
}

/* Directives that print nothing themselves take their line with them when they fill it. */
static bool vanishes(const char *inside, size_t size)
{
	static const char *const frames[] = {"> layout", "> paper", NULL};

	if (strchr("#/!", *inside))
		return true;
	for (const char *const *f = frames; *f; f++)
		if (!strncmp(inside, *f, strlen(*f)))
			return true;
	return size > 6 && !strncmp(inside + strspn(inside, " "), "else", 4);
}

static int lines_of(const char *text, const char *end)
{
	int lines = 0;

	for (; text < end; text++)
		lines += *text == '\n';
	return lines;
}

/* Reads the directive at @p and returns what follows it. */
static const char *take_directive(struct gen *g, const char *p, bool fresh)
{
	const char *inside = p + 2, *end = strstr(inside, "}}");

	if (!end)
		gen_fail(g, "}} is missing", "");
	const char *next = end + 2, *rest = next + strspn(next, " \t");
	bool vanish = fresh && *rest == '\n' && vanishes(inside, (size_t)(end - inside));
	char *text = arena_copy_bytes(g->mem, inside, (size_t)(end - inside) + 1);
	text[end - inside] = '\0';
	directive(g, text);
	g->line += lines_of(inside, end) + vanish;
	return vanish ? rest + 1 : next;
}

static void translate(struct gen *g, const char *text)
{
	bool fresh = true; /* nothing but blanks on this line so far */

	for (const char *p = text; *p;) {
		bool loose = place_loose(&g->place);

		if (p[0] == '{' && p[1] == '{') {
			const char *next = take_directive(g, p, fresh);

			fresh = next[-1] == '\n';
			p = next;
			continue;
		}
		if (!(loose && fresh && isspace((unsigned char)*p)))
			literal(g, *p);
		g->line += *p == '\n';
		fresh = *p == '\n' || (fresh && (*p == ' ' || *p == '\t'));
		p++;
	}
	if (g->depth) {
		g->line = g->blocks[g->depth - 1].line;
		gen_fail(g, "this block has no end", "");
	}
	const char *wrong = place_end(&g->place);
	if (wrong)
		gen_fail(g, wrong, "");
}

static char *read_whole(struct gen *g)
{
	FILE *in = fopen(g->file, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t size = in ? getdelim(&text, &room, '\0', in) : -1;

	if (in)
		fclose(in);
	char *copy = size > 0 ? arena_copy(g->mem, text) : NULL;
	free(text);
	if (!copy)
		gen_fail(g, "cannot be read, or is empty", "");
	return copy;
}

int main(int argc, char **argv)
{
	struct arena *mem = arena_new();
	struct gen g = {.mem = mem, .line = 1, .po = {.mem = mem}};

	if (argc != 5) {
		fprintf(stderr, "usage: htmlgen VI.po EN.po NAME FILE.html\n");
		return 2;
	}
	po_read(&g.po, argv[1], PO_VI);
	po_read(&g.po, argv[2], PO_EN);
	g.name = argv[3];
	g.file = argv[4];
	g.into = &g.body;
	translate(&g, read_whole(&g));
	gen_flush(&g);
	gen_print(&g, stdout);
	arena_drop(mem);
	return 0;
}
