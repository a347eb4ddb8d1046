/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"

/*
 * A file that appears under its name only when it is whole and on the disk. Until then it is
 * NAME.part beside it, for its owner's eyes only (mode 0600), locked against a second one who would
 * make the same; what a killed process left there is written over by the next.
 */
struct part;

/**
 * Begins the file @path. RC_CONFLICT there is one already, or what is left of an SQLite store of
 * that name, which would be mixed with the new one (store.exists), RC_BUSY somebody else is making
 * it, or the disk refuses. @mem lives as long as the part.
 */
CHECKED enum rc part_begin(struct op *op, struct arena *mem, const char *path, struct part **out);
const char *part_path(const struct part *part);

/** To the disk, under its name; nobody's file is overwritten. Then the part is over. */
CHECKED enum rc part_keep(struct op *op, struct part *part);

/** Removes what SQLite put beside the file @path while it worked on it. */
void part_remove_companions(const char *path);

/** Removes it, unless it was kept. */
void part_drop(struct part *part);
