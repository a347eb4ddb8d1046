/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"

struct job;

/** The job "ledger.seal": seals the looks of the hours that have ended and comes again in an hour. */
CHECKED enum rc ledger_seal_run(struct op *op, const struct job *job);

/** Has it run at the end of this hour; in the writing operation that loads a store. */
CHECKED enum rc ledger_seal_start(struct op *op);
