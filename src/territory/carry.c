/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "territory/fields.h"
#include "territory/register.h"
#include <string.h>

/*
 * Following units through orders. Succession knows no cycle (checked when an order is read), and the
 * day of each step is later than the last, so the walk ends.
 */
struct walk {
	struct arena *mem;
	struct units found;
	const char *village; /* where the people live, or NULL */
	int32_t to;
};

/* How a village is called: thôn and bản of a xã, tổ dân phố of a phường, and what people say. */
static const char *const village_words[] = {
	"to dan pho so ", "to dan pho ", "khu pho ", "khoi pho ", "thon ", "ban ", "ap ", "xom ",
	"buon ", "lang ", "khoi ", "khom ", "phum ", "soc ", "to ", "tdp ", NULL,
};

const char *village_bare(struct arena *mem, const char *village)
{
	const char *fold = text_fold(mem, village);

	for (const char *const *word = village_words; fold && *word; word++)
		if (!strncmp(fold, *word, strlen(*word)) && fold[strlen(*word)])
			return fold + strlen(*word);
	return fold ? fold : "";
}

bool village_among(struct arena *mem, const char *villages, const char *village)
{
	const char *bare = village_bare(mem, village);

	for (const char *name; villages && (name = names_next(mem, &villages));)
		if (*bare && !strcmp(village_bare(mem, name), bare))
			return true;
	return false;
}

/* The piece of the village; else the one that every resident follows: no other has anybody. */
static const struct succession *people_line(struct walk *w, const struct unit *u, size_t first,
					    size_t end)
{
	for (size_t i = first; w->village && i < end; i++)
		if (!u->after[i]->area_only &&
		    village_among(w->mem, u->after[i]->villages, w->village))
			return u->after[i];
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
	const struct succession *people = people_line(w, u, first, end);

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

struct units unit_carriers_of(struct arena *mem, const struct unit *u, const char *village,
			      int32_t from, int32_t to)
{
	struct walk w = { .mem = mem, .village = village, .to = to };

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

struct units unit_carriers(const struct territory *t, struct arena *mem, const struct unit *u,
			   int32_t from, int32_t to)
{
	(void)t;
	return unit_carriers_of(mem, u, NULL, from, to);
}
