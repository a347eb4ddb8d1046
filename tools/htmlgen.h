/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "place.h"
#include "po.h"
#include <stdbool.h>
#include <stdio.h>

/* htmlgen in two parts: htmlgen.c reads a template, htmlgen_put.c writes the C of it. */

enum { BLOCKS_DEEP = 24 };

struct code {
	char *text;
	size_t size, room;
};

enum block_kind { BLOCK_IF, BLOCK_EACH, BLOCK_TITLE };

/** A block that is open. */
struct block {
	enum block_kind kind;
	int line;
	int ways;             /* ways of an if that have ended */
	bool otherwise;       /* its last way has begun */
	struct place before;  /* where it began */
	struct place after;   /* where its ways end */
	const char *name;     /* what each item is called */
};

struct gen {
	struct arena *mem;
	struct po po;
	const char *name, *file;
	int line;
	const char *type; /* the struct that is shown */
	const char *frame, *main_class;
	struct code includes, body, title;
	struct code *into;
	struct code pending; /* literal text not yet written */
	struct place place;
	struct block blocks[BLOCKS_DEEP];
	int depth;
};

/** Ends the program: FILE:LINE: @what: @about. */
_Noreturn void gen_fail(const struct gen *g, const char *what, const char *about);

/** Adds a character of literal text; it is written together with its neighbours. */
void gen_literal(struct gen *g, char c);
void gen_flush(struct gen *g);

/** Adds a line of C that belongs to the present line of the template. */
void gen_code(struct gen *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
void gen_include(struct gen *g, const char *header);

/** The C expression of "a.b.c": a is the item of an each around, or a member of the view. */
const char *gen_path(struct gen *g, char *path);

/** "app.css" as APP_CSS. */
const char *gen_upper(struct gen *g, const char *word);

/** Writes @expression here, through @filter unless that is NULL. */
void gen_put(struct gen *g, const char *expression, const char *filter);

/** Writes the words of a key with its arguments: "due.late days". */
void gen_words(struct gen *g, char *text);

/** Calls the part @name (its @slash) with @with. */
void gen_part(struct gen *g, char *name, char *slash, const char *with);

/** Fails unless the template stands between tags. */
void gen_need_text(struct gen *g, const char *what);

/** Prints the whole header. */
void gen_print(struct gen *g, FILE *out);
