/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/register.h"

/*
 * Following units through orders. Succession knows no cycle (checked when an order is read), and the
 * day of each step is later than the last, so the walk ends.
 */
struct walk {
	struct arena *mem;
	struct units found;
	int32_t to;
};

/* Every resident follows such a piece, so no other piece has anybody. */
static const struct succession *people_line(const struct unit *u, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (u->after[i]->all_population)
			return u->after[i];
	return NULL;
}

static void forward(struct walk *w, const struct unit *u, int32_t day);

static void follow(struct walk *w, const struct succession *line)
{
	const struct unit *next = line->after ? line->after : line->heir;

	if (next && !line->area_only)
		forward(w, next, line->day);
}

/* @u from @day on, @day itself being past: the next order that names it decides. */
static void forward(struct walk *w, const struct unit *u, int32_t day)
{
	size_t first = 0, end;
	bool self = false;

	while (first < u->after_count && u->after[first]->day <= day)
		first++;
	if (first == u->after_count || u->after[first]->day > w->to) {
		if (unit_alive(u, w->to))
			units_add(w->mem, &w->found, u);
		return;
	}
	int32_t step = u->after[first]->day;

	for (end = first; end < u->after_count && u->after[end]->day == step; end++)
		self |= u->after[end]->after == u;
	const struct succession *people = people_line(u, first, end);

	if (people) {
		follow(w, people);
		return;
	}
	for (size_t i = first; i < end; i++)
		follow(w, u->after[i]);
	if (!self && unit_alive(u, step)) /* it gave land away and goes on */
		forward(w, u, step);
}

/* The same towards the past: what @u of @day was made of. */
static void backward(struct walk *w, const struct unit *u, int32_t day)
{
	size_t end = u->before_count, first;
	bool self = false;

	while (end && u->before[end - 1]->day > day)
		end--;
	if (!end || u->before[end - 1]->day <= w->to) {
		if (unit_alive(u, w->to))
			units_add(w->mem, &w->found, u);
		return;
	}
	int32_t step = u->before[end - 1]->day;

	for (first = end; first && u->before[first - 1]->day == step; first--)
		self |= u->before[first - 1]->old == u;
	for (size_t i = first; i < end; i++)
		if (u->before[i]->old && !u->before[i]->area_only)
			backward(w, u->before[i]->old, step - 1);
	if (!self && unit_alive(u, step - 1))
		backward(w, u, step - 1);
}

struct units unit_carriers(const struct territory *t, struct arena *mem, const struct unit *u,
			   int32_t from, int32_t to)
{
	struct walk w = { .mem = mem, .to = to };

	(void)t;
	if (from >= u->to_day)
		from = u->to_day - 1;
	if (from < u->from_day)
		from = u->from_day;
	if (to >= from)
		forward(&w, u, from);
	else
		backward(&w, u, from);
	return w.found;
}
