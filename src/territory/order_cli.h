/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/command.h"

/** haicap order check | preview | apply | undo | certificate | verify */
extern const struct command order_commands[];
