/* SPDX-License-Identifier: Apache-2.0 */
#include "web/metrics.h"
#include "db/writer.h"
#include <stdatomic.h>
#include <stdlib.h>

/* Upper bounds of the buckets in microseconds; the last has none. */
static const int64_t bounds_us[] = { 500,   1000,   2500,   5000,    10000,  25000,
				     50000, 100000, 250000, 1000000, 5000000 };
enum { BOUNDS = sizeof bounds_us / sizeof *bounds_us, CLASSES = 6 };

struct line {
	_Atomic int64_t by_class[CLASSES]; /* 2xx is [2] */
	_Atomic int64_t buckets[BOUNDS + 1];
	_Atomic int64_t total_us;
};

struct metrics {
	size_t count;
	struct line lines[]; /* one a route, the last for what has none */
};

struct metrics *metrics_new(size_t routes_count)
{
	struct metrics *m = calloc(1, sizeof *m + (routes_count + 1) * sizeof *m->lines);

	if (!m)
		abort();
	m->count = routes_count;
	return m;
}

void metrics_drop(struct metrics *m)
{
	free(m);
}

static void add(_Atomic int64_t *to, int64_t n)
{
	atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

void metrics_count(struct metrics *m, const struct routed *routed, int status, int64_t us)
{
	struct line *line = &m->lines[routed ? routed->index : m->count];
	size_t bucket = 0;

	while (bucket < BOUNDS && us > bounds_us[bucket])
		bucket++;
	add(&line->by_class[status >= 100 && status < 600 ? status / 100 : 0], 1);
	add(&line->buckets[bucket], 1);
	add(&line->total_us, us);
}

static int64_t read_one(const _Atomic int64_t *from)
{
	return atomic_load_explicit(from, memory_order_relaxed);
}

static const char *labels(struct arena *mem, const struct metrics *m, const struct router *router,
			  size_t i)
{
	if (i == m->count)
		return "method=\"\",route=\"\"";
	const struct route *r = router->items[i].route;

	return arena_text(mem, "method=\"%s\",route=\"%s\"", verb_name(r->verb), r->path);
}

static void write_histogram(struct buf *b, const struct line *line, const char *named)
{
	int64_t sum = 0;

	for (size_t i = 0; i < BOUNDS; i++) {
		sum += read_one(&line->buckets[i]);
		buf_format(b, "haicap_http_seconds_bucket{%s,le=\"%g\"} %lld\n", named,
			   (double)bounds_us[i] / 1e6, (long long)sum);
	}
	sum += read_one(&line->buckets[BOUNDS]);
	buf_format(b, "haicap_http_seconds_bucket{%s,le=\"+Inf\"} %lld\n", named, (long long)sum);
	buf_format(b, "haicap_http_seconds_sum{%s} %.6f\n", named,
		   (double)read_one(&line->total_us) / 1e6);
	buf_format(b, "haicap_http_seconds_count{%s} %lld\n", named, (long long)sum);
}

static bool used(const struct line *line)
{
	for (size_t i = 0; i <= BOUNDS; i++)
		if (read_one(&line->buckets[i]))
			return true;
	return false;
}

static void write_writer(struct buf *b, struct writer *writer)
{
	struct writer_figures f = writer_figures(writer);
	const struct {
		const char *name, *kind, *help;
		int64_t value;
	} rows[] = {
		{ "haicap_writer_batches_total", "counter", "Commits of the writer.", f.batches },
		{ "haicap_writer_operations_total", "counter", "Writing operations kept.",
		  f.operations },
		{ "haicap_writer_refused_total", "counter", "Writing operations refused.",
		  f.refused },
		{ "haicap_writer_waiting", "gauge", "Writing operations that wait.", f.waiting },
		{ "haicap_writer_commit_microseconds_total", "counter", "Time spent in commits.",
		  f.commit_us },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		buf_format(b, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", rows[i].name, rows[i].help,
			   rows[i].name, rows[i].kind, rows[i].name, (long long)rows[i].value);
}

void metrics_write(struct buf *b, const struct metrics *m, const struct router *router,
		   struct writer *writer, int64_t running, int64_t connections)
{
	buf_put(b, "# HELP haicap_http_requests_total Requests answered.\n"
		   "# TYPE haicap_http_requests_total counter\n");
	for (size_t i = 0; i <= m->count; i++) {
		for (int c = 0; c < CLASSES; c++) {
			int64_t n = read_one(&m->lines[i].by_class[c]);

			if (n)
				buf_format(b,
					   "haicap_http_requests_total{%s,status=\"%dxx\"} %lld\n",
					   labels(b->mem, m, router, i), c, (long long)n);
		}
	}
	buf_put(b, "# HELP haicap_http_seconds Time from the request to its answer.\n"
		   "# TYPE haicap_http_seconds histogram\n");
	for (size_t i = 0; i <= m->count; i++)
		if (used(&m->lines[i]))
			write_histogram(b, &m->lines[i], labels(b->mem, m, router, i));
	buf_format(b,
		   "# HELP haicap_http_running Requests without an answer yet.\n"
		   "# TYPE haicap_http_running gauge\nhaicap_http_running %lld\n"
		   "# HELP haicap_http_connections Connections of clients.\n"
		   "# TYPE haicap_http_connections gauge\nhaicap_http_connections %lld\n",
		   (long long)running, (long long)connections);
	if (writer)
		write_writer(b, writer);
}
