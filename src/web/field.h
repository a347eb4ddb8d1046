/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/err.h"
#include "core/time.h"
#include "core/words.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A table of fields says which members of a struct people and programs see and under which name. The
 * same table reads input (JSON, application/x-www-form-urlencoded, multipart/form-data, query) into
 * the struct, writes the struct as JSON and CSV, and describes it in /openapi.json. It says the shape;
 * the domain says the rule.
 *
 *   static const struct field opening_fields[] = {
 *           TEXT_FIELD(opening, procedure, .required = true),
 *           OBJECT_FIELD(opening, applicant, applicant_fields),
 *           TIME_FIELD(opening, received_us, .name = "received_at"),
 *           { 0 },
 *   };
 *
 * The name is the member's unless .name says otherwise. In forms and queries members of objects are
 * "applicant.name", items of lists "papers.0.name", lists of texts the same name several times
 * ("missing=…&missing=…").
 *
 * Reading: a member that is absent, null or (after trimming) empty text leaves the struct as it was,
 * so preset what absence means; .required makes that a fault. Text is NFC, trimmed, without control
 * characters (.lines allows line breaks and tabs), .min to .max characters (.max 0: 1000).
 */
enum field_kind {
	FIELD_END,
	FIELD_TEXT,   /* const char *; NULL is null */
	FIELD_INT,    /* int64_t; also money in dong */
	FIELD_INT32,  /* int32_t */
	FIELD_BOOL,   /* bool; in forms "1", "true", "on", "yes" */
	FIELD_TIME,   /* int64_t microseconds; RFC 3339; 0 is null. Forms may send local "2025-07-01T09:30" */
	FIELD_DATE,   /* int32_t days; "2025-07-01"; DAY_NONE is null. Forms may send "01/07/2025" */
	FIELD_CHOICE, /* const char *, one of .choices */
	FIELD_TEXTS,  /* const char *const * with its count */
	FIELD_OBJECT, /* a struct inside */
	FIELD_AT,     /* a pointer to a struct; NULL is null. Read: made when any member is given */
	FIELD_LIST,   /* a pointer to an array of structs with its count */
	FIELD_FILE,   /* struct upload: multipart only; not written */
	FIELD_RAW,    /* const char *: text that is JSON already; only written */
};

struct op;

struct field {
	const char *name;
	enum field_kind kind;
	bool required;    /* reading: absence is a fault */
	bool lines;       /* text may have line breaks */
	bool money;       /* an int in dong: forms may write "15.000" */
	bool zero_null;   /* writing: an int of 0 is null */
	bool omit;        /* writing: left out when null, 0 or false */
	bool as_text;     /* writing: an int goes out as a string */
	bool only_in;     /* read, never written */
	bool only_out;    /* written, never read */
	bool no_csv;      /* no column of it */
	bool secret;      /* a password: never given back to who sent it */
	int64_t min, max; /* characters of a text, value of an int, items of a list; max 0: a default */
	size_t offset, count_offset, item_size;
	const struct field *fields;    /* of an object, or of a list's items; ended by { 0 } */
	const char *const *choices;    /* ended by NULL */
	const char *label;             /* key of the words beside it in its form */
	const char *values;            /* of a choice: "role." and the value is the key of its words */
	/* Of a code that people know by a name: the name, on the store's day. Leaves *@out when there is none. */
	enum rc (*named)(struct op *op, enum lang lang, const char *code, const char **out);
};

/** An uploaded file, in the memory of the request. */
struct upload {
	const char *name; /* as the browser says, for people only; "" if unknown */
	const unsigned char *bytes;
	size_t size;
};

#define FIELD_MEMBER_(type, member) (((struct type *)0)->member)
#define FIELD_IS_(type, member, is)                                                          \
	__builtin_types_compatible_p(__typeof__(FIELD_MEMBER_(type, member)), is)
#define FIELD_CHECK_(truth, words)                                                           \
	(0 * sizeof(struct { _Static_assert(truth, words); char unused; }))

#define FIELD_PLAIN_(type_, member_, kind_, is_, ...)                                        \
	{ .name = #member_, .kind = (kind_),                                                 \
	  .offset = offsetof(struct type_, member_) +                                        \
		    FIELD_CHECK_(FIELD_IS_(type_, member_, is_), "the member is no " #is_),  \
	  __VA_ARGS__ }

#define TEXT_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_TEXT, const char *, __VA_ARGS__)
#define CHOICE_FIELD(type, member, list, ...) \
	FIELD_PLAIN_(type, member, FIELD_CHOICE, const char *, .choices = (list), __VA_ARGS__)
#define RAW_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_RAW, const char *, __VA_ARGS__)
#define INT_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_INT, int64_t, __VA_ARGS__)
#define INT32_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_INT32, int32_t, __VA_ARGS__)
#define MONEY_FIELD(type, member, ...) \
	FIELD_PLAIN_(type, member, FIELD_INT, int64_t, .money = true, __VA_ARGS__)
#define BOOL_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_BOOL, bool, __VA_ARGS__)
#define TIME_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_TIME, int64_t, __VA_ARGS__)
#define DATE_FIELD(type, member, ...) FIELD_PLAIN_(type, member, FIELD_DATE, int32_t, __VA_ARGS__)
#define FILE_FIELD(type, member, ...) \
	FIELD_PLAIN_(type, member, FIELD_FILE, struct upload, __VA_ARGS__)

/** A struct inside the struct. */
#define OBJECT_FIELD(type_, member_, fields_, ...)                                           \
	{ .name = #member_, .kind = FIELD_OBJECT, .offset = offsetof(struct type_, member_), \
	  .item_size = sizeof(FIELD_MEMBER_(type_, member_)), .fields = (fields_), __VA_ARGS__ }
/** A pointer to a struct. */
#define AT_FIELD(type_, member_, fields_, ...)                                               \
	{ .name = #member_, .kind = FIELD_AT, .offset = offsetof(struct type_, member_),     \
	  .item_size = sizeof(*FIELD_MEMBER_(type_, member_)), .fields = (fields_), __VA_ARGS__ }
/** An array of structs, a pointer "rows" with its size_t "rows_count" beside it. */
#define LIST_FIELD(type_, member_, fields_, ...)                                             \
	{ .name = #member_, .kind = FIELD_LIST, .offset = offsetof(struct type_, member_),   \
	  .count_offset = offsetof(struct type_, member_##_count),                           \
	  .item_size = sizeof(*FIELD_MEMBER_(type_, member_)), .fields = (fields_), __VA_ARGS__ }
/** An array of texts, "const char *const *missing" (or const char **) with its size_t "missing_count". */
#define TEXTS_FIELD(type_, member_, ...)                                                     \
	{ .name = #member_, .kind = FIELD_TEXTS, .offset = offsetof(struct type_, member_),  \
	  .count_offset = offsetof(struct type_, member_##_count),                           \
	  .item_size = sizeof(*FIELD_MEMBER_(type_, member_)), __VA_ARGS__ }
