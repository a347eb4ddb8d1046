/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/actor.h"
#include "core/arena.h"
#include "core/words.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A page being written. Templates (x.html) become functions that call what stands here; the C type
 * of a member chooses how it is written. See tools/htmlgen.c for the language of templates.
 */

/** What is HTML already. Only html_take() makes it. */
struct markup {
	const char *html;
	size_t size;
};

/** An address that may stand in href, src or action. Only url_make, url_of and url_with make it. */
struct url {
	const char *text;
};

/** Pictures; src/web/icons.c draws them. A page carries those it uses. */
enum icon {
	ICON_NONE, ICON_ARROW, ICON_BABY, ICON_BACK, ICON_CHART, ICON_CHAT, ICON_CLOCK,
	ICON_FLAG, ICON_HEART, ICON_HOME, ICON_INFO, ICON_LAND, ICON_LIST, ICON_MAP,
	ICON_OFF, ICON_OK, ICON_OUT, ICON_PEOPLE, ICON_PHONE, ICON_PLUS, ICON_PRINT,
	ICON_SEARCH, ICON_SHOP, ICON_STAMP, ICON_STOP, ICON_WARN, ICON_WIFI,
	ICONS
};

/** One line of the navigation. @words is text, not a key. */
struct nav_item {
	const char *key; /* "queue"; that of struct page's nav is where we are */
	const char *words;
	struct url href;
	enum icon icon;
	bool counted; /* shows @count */
	int64_t count;
	bool current; /* set by html_frame() */
};

/** A field at fault, and what was typed into one. */
struct page_fault {
	const char *field, *text; /* @field may be NULL or "": it concerns no single one */
};
struct page_typed {
	const char *field, *value;
};

enum flash_kind { FLASH_OK, FLASH_INFO, FLASH_WARN, FLASH_BAD };

/** What a page shows besides its own view. The web fills it; what is 0 is not shown. */
struct page {
	const char *title; /* instead of the template's own */
	const char *csrf;  /* token of the hidden field */
	const char *once;  /* random, new for each showing: makes each form's idempotency key */
	const char *path;  /* path and query of this page, for links back to it */
	enum lang lang;
	bool app;                  /* the officers' shell */
	const struct actor *actor; /* NULL or id 0: nobody is signed in */
	const char *place;         /* the body that one works for, "Xã Sín Thầu" */
	const char *province;      /* "tỉnh Điện Biên"; NULL: none is loaded */
	struct nav_item *nav;
	size_t nav_count;
	const char *nav_key; /* of the item where we are */
	const char *flash;   /* said once, text */
	enum flash_kind flash_kind;
	const struct page_fault *faults;
	size_t faults_count;
	const struct page_typed *typed;
	size_t typed_count;
	bool rehearsal;   /* the store keeps a rehearsal clock: say so, show it */
	bool demo;        /* it can be moved on from the bar, and started over */
	int64_t clock_us; /* the store's clock now */

	/* Computed by html_frame() for the frames. */
	bool signed_in, english, failed;
	const char *name;
	struct url here_vi, here_en;
	const char *flash_class;
	enum icon flash_icon;
	const char *faults_heading;
};

struct html {
	struct arena *mem;
	char *text; /* NUL-terminated once anything was written */
	size_t size, room;
	enum lang lang;
	const struct page *page; /* NULL: a bare page */

	/* Of the frame around the content. */
	void (*title)(struct html *h, const void *view);
	void (*content)(struct html *h, const void *view);
	const void *view;
	const char *main_classes;
	uint64_t icons; /* used so far, a bit each */
	int forms;      /* with a csrf field so far */
};

/** @size bytes of HTML as they are. For templates; code of areas never needs it. */
void html_raw(struct html *h, const char *html, size_t size);
#define HTML_LIT(h, literal) html_raw((h), "" literal "", sizeof(literal) - 1)

/** Escaped text; NULL writes nothing. Safe between tags and in quoted attributes. */
void html_text(struct html *h, const char *text);
void html_int(struct html *h, int64_t n);
void html_uint(struct html *h, uint64_t n);
void html_markup(struct html *h, struct markup markup);

/* The C type chooses; a bool or a struct does not compile. */
#define html_put(h, x)                                                                       \
	_Generic((x), char *: html_text, const char *: html_text, int: html_int,             \
		 long: html_int, long long: html_int, unsigned: html_uint,                   \
		 unsigned long: html_uint, unsigned long long: html_uint,                    \
		 struct markup: html_markup)((h), (x))

/** Part of an address: percent-encoded, "/" too. */
void html_part_text(struct html *h, const char *text);
#define html_put_part(h, x)                                                                  \
	_Generic((x), char *: html_part_text, const char *: html_part_text, int: html_int,   \
		 long: html_int, long long: html_int, unsigned: html_uint,                   \
		 unsigned long: html_uint, unsigned long long: html_uint)((h), (x))
void html_put_url(struct html *h, struct url url);

/* Whether {{#if x}} holds: text that is not empty, a number that is not 0, a pointer, an address. */
bool html_if_text(const char *text);
bool html_if_int(int64_t n);
bool html_if_pointer(const void *pointer);
bool html_if_url(struct url url);
bool html_if_markup(struct markup markup);
#define HTML_IF(x)                                                                           \
	_Generic((x), char *: html_if_text, const char *: html_if_text, bool: html_if_int,   \
		 int: html_if_int, long: html_if_int, long long: html_if_int,                \
		 unsigned: html_if_int, unsigned long: html_if_int,                          \
		 unsigned long long: html_if_int, struct url: html_if_url,                   \
		 struct markup: html_if_markup, default: html_if_pointer)(x)

/* What words count: 0 no number, 1 one, 2 another number. */
int html_count_text(const char *text);
int html_count_int(int64_t n);
#define HTML_COUNT_(x)                                                                       \
	_Generic((x), int: html_count_int, long: html_count_int, long long: html_count_int,  \
		 unsigned: html_count_int, unsigned long: html_count_int,                    \
		 unsigned long long: html_count_int, default: html_count_text)(x)
#define HTML_COUNT(x, otherwise) (HTML_COUNT_(x) ? HTML_COUNT_(x) : (otherwise))

/* A struct, or the pointer to one, as a pointer; and an item of an array likewise, or its value. */
enum { HTML_RECORD = 12, HTML_UNION = 13 };
#define HTML_TO(x) \
	__builtin_choose_expr(__builtin_classify_type(x) == HTML_RECORD, &(x), (x))
#define HTML_ITEM(items, at)                                                                 \
	__builtin_choose_expr(__builtin_classify_type((items)[at]) == HTML_RECORD, &(items)[at], \
			      (items)[at])

/** Writes the page: @frame around @content; @classes are those of <main>, NULL the frame's own. */
void html_frame(struct html *h, void (*frame)(struct html *h), const char *classes,
		void (*title)(struct html *h, const void *view),
		void (*content)(struct html *h, const void *view), const void *view);
void frame_layout(struct html *h); /* header, navigation, footer */
void frame_paper(struct html *h);  /* nothing around: to be printed */

/* What frames call. */
void html_title(struct html *h);
void html_content(struct html *h);
void html_main_class(struct html *h);
void html_sprite(struct html *h);

void html_icon(struct html *h, enum icon icon);
/** The symbol of an icon for the sprite, "" for none. */
const char *icon_symbol(enum icon icon);
const char *icon_name(enum icon icon);

/** Hidden fields of a form that posts: the csrf token, and a key so that a second press does nothing. */
void html_csrf(struct html *h);

/** The words of what is wrong with @field, before its input; nothing if all is well. */
void html_error(struct html *h, const char *field);
/** The attributes of its input: aria-invalid and aria-describedby. */
void html_invalid(struct html *h, const char *field, bool hint);
/** What was typed into @field before, else @otherwise. */
void html_typed(struct html *h, const char *field, const char *otherwise);

/** What was written into @part as something to put elsewhere. @part starts anew. */
struct markup html_take(struct html *part);

/**
 * An address from text: a path of ours ("/…", not "//…"), or one with http, https, tel or mailto.
 * Anything else, and what holds blanks, quotes or control characters, gives none ("").
 */
struct url url_make(struct arena *mem, const char *text);

/** A path of ours from parts, each percent-encoded: URL(mem, "dossiers", code, "take"). */
struct url url_of(struct arena *mem, const char *const *parts, size_t count);
#define URL(mem, ...)                                                                        \
	url_of((mem), (const char *const[]){ __VA_ARGS__ },                                  \
	       sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/** @url with ?@name=@value added. */
struct url url_with(struct arena *mem, struct url url, const char *name, const char *value);
