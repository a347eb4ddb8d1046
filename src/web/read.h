/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/words.h"
#include "web/field.h"
#include "web/form.h"
#include <jansson.h>

/** One field at fault, with words for the person who sent it. */
struct fault {
	const char *field, *key, *text;
};

struct faults {
	struct arena *mem;
	enum lang lang;
	struct fault *items;
	size_t count;
};

/** At most FAULTS_MAX are kept: enough for a form, too few to be a burden. */
enum { FAULTS_MAX = 500 };

void fault_add(struct faults *faults, const char *field, const char *key, const char *const *args,
	       size_t args_count);
#define FAULT(faults, field, key, ...)                                                       \
	fault_add((faults), (field), (key), (const char *const[]){ "", ##__VA_ARGS__ } + 1,  \
		  sizeof((const char *const[]){ "", ##__VA_ARGS__ }) / sizeof(char *) - 1)

/** Reads @json (an object) or, if that is NULL, @pairs into @out. See web/field.h for the rules. */
void fields_read(struct faults *faults, const json_t *json, const struct pairs *pairs,
		 const struct field *fields, void *out);
