/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/command.h"

/** haicap demo fill (contracts.md 3). Ended by a NULL name. */
extern const struct command dossier_commands[];
