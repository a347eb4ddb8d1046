/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/command.h"

/** haicap ledger verify, checkpoint, prove, prove-consistency, key, check-inclusion, check-consistency. */
extern const struct command ledger_commands[];
