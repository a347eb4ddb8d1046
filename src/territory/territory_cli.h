/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/command.h"

/** `haicap unit` and `haicap address`; ended by a NULL name. */
extern const struct command territory_commands[];
