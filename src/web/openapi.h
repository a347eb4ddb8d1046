/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/router.h"

/** OpenAPI 3.1 of all routes that are not hidden, from their tables; in @mem. */
const char *openapi_make(struct arena *mem, const struct router *router, const char *version,
			 const char *public_url);
