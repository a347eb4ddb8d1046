/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/buf.h"
#include "web/router.h"

struct writer;

/** Counts and durations by route pattern and status class. Any thread, no locks. */
struct metrics;

struct metrics *metrics_new(size_t routes_count);
void metrics_drop(struct metrics *m);

/** @routed is NULL for what no route has. */
void metrics_count(struct metrics *m, const struct routed *routed, int status, int64_t us);

/** Prometheus text format 0.0.4. @running are requests without an answer yet. */
void metrics_write(struct buf *b, const struct metrics *m, const struct router *router,
		   struct writer *writer, int64_t running, int64_t connections);
