/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "dossier/dossier_rules.h"

struct dossier_code;

/* Between dossier.c, dossier_act.c and the demo. */

/** Whether the actor has one of @may at @unit, or at a unit that carries it on. */
bool dossier_serves(struct op *op, const struct territory *t, uint32_t may, int64_t unit);
bool dossier_has_right(struct op *op, const struct territory *t, const struct dossier *d,
		       const struct dossier_right *right);

/** Gives @d its code, of the unit that received it, by the day of the operation. */
CHECKED enum rc dossier_give_code(struct op *op, struct dossier *d, struct dossier_code *code);

/** Stores a dossier that has everything but an id, with its first step and its ledger entry. */
CHECKED enum rc dossier_open_put(struct op *op, struct dossier *d, const struct dossier_code *code);

/** Lets the step happen in @d alone: state, clock, officer, money. Nothing is asked, nothing stored. */
CHECKED enum rc dossier_step(struct op *op, struct dossier *d, enum dossier_action action,
			     const struct dossier_input *in);

/** The step as it is remembered; @before is how @d was. */
struct dossier_event dossier_step_event(struct op *op, const struct dossier *before,
					const struct dossier *d, enum dossier_action action,
					const struct dossier_input *in);

/** The officer @name of the unit competent for @d; a fault in @f when there is none such. */
CHECKED enum rc dossier_officer(struct op *op, struct findings *f, const struct dossier *d,
				const char *name, int64_t *account, const char **full_name);
