/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier.h"
#include "tests/tap.h"
#include "tests/world.h"

/*
 * For tests: two districts and six communes of Điện Biên on 30 June 2025, with the national calendar and
 * catalogue. The actor is account 1, "Tester".
 */
void dossier_world(struct world *w);
/** The same, with bodies in which people can serve. */
void dossier_world_staffed(struct world *w);

/** Id of the unit that bears @code on the day of the operation. */
int64_t place(struct op *op, const char *code);

/** A writing or reading operation by somebody with @may at the unit of @code, at local time @at. */
struct op *by(struct world *w, uint32_t may, const char *code, const char *at);
struct op *reads(struct world *w, uint32_t may, const char *code, const char *at);

/** A dossier of 1.004873 (3wd) received at @at at "03157"; its code, which lives as long as the world. */
const char *received(struct world *w, const char *at);

/** Does @action with @in and tells how it ended; commits. */
enum rc acts(struct op *op, const char *code, enum dossier_action action,
	     const struct dossier_input *in);

/** The key of the first fault of the last acts() or opens(), with its member before it. */
extern const char *fault_said;

enum rc opens(struct op *op, const struct dossier_new *in, const char **code);

#define EVERYTHING (MAY_READ | MAY_RECEIVE | MAY_HANDLE | MAY_REVIEW | MAY_SIGN | MAY_ISSUE | \
		    MAY_COORDINATE)
#define NOON "2025-06-30T10:00"

/** What any action may need. */
extern const struct dossier_input enough;

/** As an officer of 03157 sees it at NOON. */
struct dossier *found(struct world *w, const char *code);

/** A dossier of 03157, filed online by the actor, brought into @state by the shortest way; its code. */
const char *in_state(struct world *w, enum dossier_state state);
