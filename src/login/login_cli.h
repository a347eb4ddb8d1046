/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/command.h"

/** `haicap user …` (contracts.md 3), ended by a NULL name. */
extern const struct command login_commands[];
