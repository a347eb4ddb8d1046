/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/folder.h"
#include <jansson.h>

/* Single values of folders, each wrong one told with its place. Used by the readers of both folders. */

/** Where a value stands. */
struct place_in {
	struct arena *mem;
	struct findings *f;
	const char *file;
	int line; /* 0 in JSON */
};

/** Digits only and as many as @digits; says so when it has lost a zero. */
bool field_code(const struct place_in *at, const char *column, const char *text, int digits);
/** 1 to 200 characters, no control characters. */
bool field_name(const struct place_in *at, const char *column, const char *text);
enum unit_type field_type(const struct place_in *at, const char *column, const char *text,
			  enum unit_tier tier);
/** Square kilometres with a point and at most six decimals, as square metres; "" gives -1. */
int64_t field_area(const struct place_in *at, const char *column, const char *text);
/** A whole number; "" gives -1. */
int64_t field_count(const struct place_in *at, const char *column, const char *text);
/** "yes" 1, "no" 0, "" -1. */
int field_yes(const struct place_in *at, const char *column, const char *text);
/** Names separated by |, none empty. */
void field_names(const struct place_in *at, const char *column, const char *text);
/** DAY_NONE when it is no date. */
int32_t field_day(const struct place_in *at, const char *column, const char *text);

/** The next of several names separated by |, trimmed, in @mem; NULL behind the last. */
char *names_next(struct arena *mem, const char **names);

/** The table @name of @folder; NULL when it is missing (an error if @must) or unreadable. */
struct csv *folder_table(struct arena *mem, struct findings *f, const struct folder *folder,
			 const char *name, bool must, const char *const *columns);

/** The object in @name; NULL after an error. Released with the arena. Unknown members are warned of. */
json_t *folder_object(struct arena *mem, struct findings *f, const struct folder *folder,
		      const char *name, const char *const *members);
/** Text of @member: "" and an error when it is missing and @must, or is no text in NFC. */
const char *object_text(const struct place_in *at, const json_t *object, const char *member,
			bool must);

/** Remembers keys; field_twice tells the later row of a pair. */
struct seen {
	struct arena *mem;
	struct seen_slot {
		const char *key;
		int line;
		size_t index;
	} *slots;
	size_t room, count;
};

/** The slot of @key or NULL. */
const struct seen_slot *seen_find(const struct seen *seen, const char *key);
void seen_add(struct seen *seen, const char *key, int line, size_t index);
/** Adds; an error at @at when the key was there. */
void field_twice(const struct place_in *at, const char *column, struct seen *seen, const char *key,
		 size_t index);
