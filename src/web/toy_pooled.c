/* SPDX-License-Identifier: Apache-2.0 */
#include "web/serve_toy.h"

const bool toy_reads_wait = true;
