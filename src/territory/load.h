/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "territory/folder.h"

/*
 * `haicap load`: the state before, into an empty store, as one transaction. The territory reads its
 * own tables first; then each area that has something to load runs its loader, in the order of the
 * floor plan. main.c collects the loaders.
 */
struct load {
	const struct folder *folder;
	const struct province_folder *province;
	struct findings *findings;
	int32_t from; /* units and bodies begin on this day */
};

struct loader {
	const char *name; /* of the area, for messages */
	/**
	 * Stores what the folder says of this area, or what the law gives when the folder is silent.
	 * Errors of input are added to @load->findings and RC_OK returned: all loaders run, then nothing
	 * is kept if there was one.
	 */
	enum rc (*run)(struct op *op, const struct load *load);
};

/**
 * Loads @folder with @loaders (ended by a NULL name). Errors go to @f.
 * RC_CONFLICT the store has units already; RC_INVALID there are errors in @f: nothing is to be kept.
 */
CHECKED enum rc territory_load(struct op *op, const struct folder *folder,
			       const struct loader *loaders, struct findings *f);

/** Every invariant of the register; a finding for each breach (`haicap check`). */
CHECKED enum rc territory_check(struct op *op, struct findings *f);
