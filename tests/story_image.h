/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/store.h"
#include <stdint.h>

/*
 * What is in a store, seen and put back behind the program's back: story_fault.c tries a step again
 * and again on the same store. One connection of its own, on either engine; what goes wrong with it
 * ends the program.
 */
enum { IMAGE_TABLES = 100, IMAGE_NAME = 64 };

/** What all tables hold. */
struct content {
	struct {
		char name[IMAGE_NAME];
		uint64_t digest; /* of all rows, in any order of them on PostgreSQL */
	} tables[IMAGE_TABLES];
	size_t count;
	int64_t done, tried; /* jobs, and those that failed and wait for another attempt */
};

struct image;

/** Of the store as it is now, which the program may have open. @last: of the same store, or NULL. */
struct image *image_take(const struct store *s, struct image *last);
void image_drop(struct image *i);

/** Of when it was taken; the arena's is the caller's. */
const struct content *image_content(const struct image *i);

/** Of now. */
void image_look(struct image *i, struct content *now);

/**
 * Whether somebody else has committed since this was asked last, or since image_restore(). On
 * PostgreSQL it is batches that are seen.
 */
bool image_touched(struct image *i);

/** Puts back the tables that differ from @now. */
void image_restore(struct image *i, const struct content *now);

void image_run(struct image *i, const char *sql);
int64_t image_ask(struct image *i, const char *sql);
