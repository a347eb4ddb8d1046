/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/territory_web.h"
#include "core/text.h"
#include "territory/browse.h"
#include "territory/unit.html.h"
#include "territory/units.html.h"
#include "web/list.h"
#include "web/show.h"
#include <string.h>

const struct field unit_brief_fields[] = {
	TEXT_FIELD(unit_brief, code), TEXT_FIELD(unit_brief, name), TEXT_FIELD(unit_brief, type),
	{ 0 },
};

static const struct field relative_fields[] = {
	TEXT_FIELD(relative_view, code), TEXT_FIELD(relative_view, name),
	TEXT_FIELD(relative_view, type), TEXT_FIELD(relative_view, share),
	BOOL_FIELD(relative_view, area_only, .omit = true),
	{ 0 },
};

#define UNIT_FIELDS                                                                          \
	TEXT_FIELD(unit_view, code), TEXT_FIELD(unit_view, name), TEXT_FIELD(unit_view, type),  \
		TEXT_FIELD(unit_view, tier), DATE_FIELD(unit_view, from),                       \
		DATE_FIELD(unit_view, to), AT_FIELD(unit_view, province, unit_brief_fields),         \
		LIST_FIELD(unit_view, parents, unit_brief_fields, .no_csv = true),                   \
		LIST_FIELD(unit_view, predecessors, relative_fields, .no_csv = true),           \
		LIST_FIELD(unit_view, successors, relative_fields, .no_csv = true),             \
		TEXT_FIELD(unit_view, order)

static const struct field unit_fields[] = { UNIT_FIELDS, { 0 } };
static const struct field rows_fields[] = { LIST_FIELDS(unit_rows, unit_fields), { 0 } };

static const struct view units_view = VIEW(units, rows_fields);
static const struct view one_view = VIEW(unit, unit_fields);

static const char *const tiers[] = { "province", "district", "commune", NULL };

static const struct field filter_fields[] = {
	DATE_FIELD(unit_filter, on), TEXT_FIELD(unit_filter, q, .max = 200),
	CHOICE_FIELD(unit_filter, tier, tiers), TEXT_FIELD(unit_filter, under, .max = 12),
	{ 0 },
};

static struct url unit_url(struct arena *mem, const struct unit *u, int32_t on)
{
	return url_with(mem, URL(mem, "units", unit_code(u, on)), "on", day_show(mem, on));
}

static const char *relatives_of(struct arena *mem, const struct unit_view *v, bool *ended)
{
	size_t count = v->successors_count ? v->successors_count : v->predecessors_count;
	const struct relative_view *rows = v->successors_count ? v->successors : v->predecessors;
	const char *all = NULL;

	*ended = v->successors_count > 0;
	for (size_t i = 0; i < count; i++)
		if (!rows[i].area_only)
			all = all ? arena_text(mem, "%s, %s", all, rows[i].name) : rows[i].name;
	return all;
}

static struct unit_row row_of(const struct territory *t, struct arena *mem, const struct unit *u,
			      int32_t on)
{
	struct unit_row row = { .unit = *unit_view(t, mem, u, on), .href = unit_url(mem, u, on) };

	row.relatives = relatives_of(mem, &row.unit, &row.ended);
	return row;
}

static const struct unit_row **rows_of(const struct territory *t, struct arena *mem,
				       const struct units *units, int32_t on)
{
	const struct unit_row **rows = arena_many(mem, const struct unit_row *, units->count + 1);

	for (size_t i = 0; i < units->count; i++) {
		struct unit_row *row = arena_one(mem, struct unit_row);

		*row = row_of(t, mem, units->items[i], on);
		rows[i] = row;
	}
	return rows;
}

/* For people: each district, or the province, with its communes; of a whole nation only how many. */
static void group(const struct territory *t, struct arena *mem, struct unit_rows *page)
{
	struct unit_families families = browse_families(t, mem, page->on);
	struct unit_group *groups = arena_many(mem, struct unit_group, families.count + 1);

	for (size_t i = 0; i < families.count; i++)
		page->communes += (int64_t)families.items[i].communes.count;
	page->long_list = page->communes > LIST_TOTAL_MAX;
	for (size_t i = 0; i < families.count; i++) {
		const struct unit_family *family = &families.items[i];
		struct unit_group *g = &groups[page->groups_count++];

		*g = (struct unit_group){
			.named = unit_named(mem, family->above, page->on),
			.anchor = arena_text(mem, "g%s", unit_code(family->above, page->on)),
			.href = unit_url(mem, family->above, page->on),
			.rows_count = family->communes.count,
		};
		if (!page->long_list)
			g->rows = rows_of(t, mem, &family->communes, page->on);
	}
	page->groups = groups;
}

static void note_changes(const struct territory *t, struct arena *mem, struct unit_rows *page)
{
	struct change_days days = browse_changes(t, mem);
	struct unit_change_day *changes = arena_many(mem, struct unit_change_day, days.count + 1);
	struct url units = URL(mem, "units");

	for (size_t i = 0; i < days.count; i++)
		changes[i] = (struct unit_change_day){
			.day = days.items[i].day,
			.number = days.items[i].number,
			.before = url_with(mem, units, "on", day_show(mem, days.items[i].day - 1)),
			.after = url_with(mem, units, "on", day_show(mem, days.items[i].day)),
		};
	page->changes = changes;
	page->changes_count = days.count;
}

static enum rc list_units(struct op *op, struct req *req, struct reply *reply)
{
	struct unit_filter filter = { .on = time_day(op->now_us) };
	struct unit_rows *page = arena_one(op->mem, struct unit_rows);
	const struct territory *t;
	struct paging paging;

	req_gather_query(req, filter_fields, &filter);
	TRY(paging_read(op, req, &paging));
	TRY(territory_of(op, &t));
	struct units found = browse(t, op->mem, &filter);
	size_t first = paging.offset < (int64_t)found.count ? (size_t)paging.offset : found.count;
	size_t count = found.count - first;

	page->on = filter.on;
	page->q = filter.q;
	page->asked = filter.q || filter.tier || filter.under;
	page->total = (int64_t)found.count;
	page->more = count > (size_t)paging.limit;
	count = page->more ? (size_t)paging.limit : count;
	struct unit_row *rows = arena_many(op->mem, struct unit_row, count + 1);

	for (size_t i = 0; i < count; i++)
		rows[i] = row_of(t, op->mem, found.items[first + i], filter.on);
	page->rows = rows;
	page->rows_count = count;
	if (page->more) {
		page->next = paging_next(op, req, arena_text(op->mem, "%zu", first + count));
		page->next_url = url_make(op->mem, page->next);
	}
	if (req_page(req)) {
		page->csv = url_make(op->mem, arena_text(op->mem,
							 "/units?on=%s&tier=commune&limit=200&format=csv",
							 day_show(op->mem, filter.on)));
		note_changes(t, op->mem, page);
		if (!page->asked)
			group(t, op->mem, page);
	}
	return reply_view(op, reply, &units_view, page);
}

static struct unit_link link_to(struct arena *mem, const struct unit *u, int32_t on)
{
	return (struct unit_link){ .code = unit_code(u, on), .named = unit_named(mem, u, on),
				   .inside = unit_named_inside(mem, u, on),
				   .href = unit_url(mem, u, on) };
}

static const struct unit_link *links_to(struct arena *mem, const struct units *units, int32_t on,
					size_t *count)
{
	struct unit_link *links = arena_many(mem, struct unit_link, units->count + 1);

	for (size_t i = 0; i < units->count; i++)
		links[i] = link_to(mem, units->items[i], on);
	*count = units->count;
	return links;
}

static void link_lines(struct arena *mem, struct unit_page *page, const struct unit *u)
{
	struct unit_link *before = arena_many(mem, struct unit_link, u->before_count + 1);
	struct unit_link *after = arena_many(mem, struct unit_link, u->after_count + 1);

	for (size_t i = 0; i < u->before_count; i++) {
		const struct succession *s = u->before[i];

		if (!s->old || s->old == u)
			continue;
		before[page->before_count] = link_to(mem, s->old, s->day - 1);
		before[page->before_count].part = !s->whole;
		before[page->before_count++].area_only = s->area_only;
	}
	for (size_t i = 0; i < u->after_count; i++) {
		const struct succession *s = u->after[i];
		const struct unit *next = s->after ? s->after : s->heir;

		if (!next || next == u)
			continue;
		after[page->after_count] = link_to(mem, next, s->day);
		after[page->after_count].part = s->after && !s->whole;
		after[page->after_count++].area_only = s->area_only;
	}
	page->before = before;
	page->after = after;
}

static struct unit_span span_of(struct arena *mem, const struct unit_fact *fact, bool current)
{
	int32_t day = fact->from_day;
	bool open = fact->to_day == DAY_OPEN;

	return (struct unit_span){
		.words = unit_named(mem, fact->unit, day),
		.from = day,
		.to = open ? DAY_NONE : fact->to_day - 1,
		.open = open,
		.current = current,
		.href = unit_url(mem, fact->unit, open ? day : fact->to_day - 1),
	};
}

/* The same code is borne by different units at different times: say by whom and when. */
static void tell_spans(const struct territory *t, struct arena *mem, struct unit_page *page,
		       const struct unit *u)
{
	struct facts codes = browse_code(t, mem, unit_code(u, page->on), u->tier);
	struct unit_span *bearers = arena_many(mem, struct unit_span, codes.count + 1);
	struct unit_span *names = arena_many(mem, struct unit_span, u->facts_count + 1);

	for (size_t i = 0; i < codes.count; i++)
		bearers[page->bearers_count++] =
			span_of(mem, codes.items[i], codes.items[i]->unit == u);
	for (size_t i = 0; i < u->facts_count; i++)
		if (u->facts[i].kind == FACT_NAME || u->facts[i].kind == FACT_TYPE)
			names[page->names_count++] = span_of(mem, &u->facts[i], false);
	page->bearers = bearers;
	page->names = names;
	if (page->names_count <= 2) /* one name and one type: nothing ever changed */
		page->names_count = 0;
}

/* 516.42: square kilometres to two decimals, as the province publishes them. */
static const char *area_text(struct arena *mem, int64_t m2)
{
	int64_t hundredths = (m2 + 5000) / 10000;

	if (m2 < 0)
		return NULL;
	return arena_text(mem, "%lld,%02lld", (long long)(hundredths / 100),
			  (long long)(hundredths % 100));
}

static struct unit_page *page_of(const struct territory *t, struct arena *mem, const struct unit *u,
				 int32_t on, int32_t today)
{
	struct unit_page *page = arena_one(mem, struct unit_page);
	struct units above = { 0 }, below = browse_below(t, mem, u, on), heirs;

	*page = (struct unit_page){
		.unit = *unit_view(t, mem, u, on),
		.inside = unit_named_inside(mem, u, on),
		.on = on,
		.last = u->to_day == DAY_OPEN ? DAY_NONE : u->to_day - 1,
		.ended = u->to_day <= today,
		.other_day = on != today,
	};
	for (const struct unit *up = unit_parent(t, u, on); up; up = unit_parent(t, up, on))
		units_add(mem, &above, up);
	page->above = links_to(mem, &above, on, &page->above_count);
	page->below = links_to(mem, &below, on, &page->below_count);
	if (page->ended) {
		heirs = unit_carriers(t, mem, u, u->to_day - 1, today);
		page->heirs = links_to(mem, &heirs, today, &page->heirs_count);
	}
	link_lines(mem, page, u);
	tell_spans(t, mem, page, u);
	page->area = area_text(mem, page->unit.area_m2);
	page->knows_population = page->unit.population >= 0;
	page->at_border = page->unit.border && !strcmp(page->unit.border, "yes");
	page->not_border = page->unit.border && !page->at_border;
	return page;
}

/* A person who follows an old code without a day is shown its last bearer; a program is told 404. */
static enum rc show_unit(struct op *op, struct req *req, struct reply *reply)
{
	int32_t today = time_day(op->now_us);
	struct unit_filter filter = { .on = DAY_NONE };
	const struct territory *t;
	const char *code = req_part(req, 0);

	TRY(req_read_query(op, req, filter_fields, &filter));
	TRY(territory_of(op, &t));
	int32_t on = filter.on == DAY_NONE ? today : filter.on;
	const struct unit *u = unit_by_code(t, TIER_ANY, code, on);

	if (!u && filter.on == DAY_NONE && req_page(req)) {
		u = browse_last_bearer(t, code);
		on = u ? u->to_day - 1 : on;
	}
	if (!u)
		return FAIL(op, RC_NOT_FOUND, "territory.no_unit", "%s on %d", code, on);
	return reply_view(op, reply, &one_view, page_of(t, op->mem, u, on, today));
}

static const struct field day_fields[] = { DATE_FIELD(unit_filter, on), { 0 } };

/* clang-format off */
const struct route territory_routes[] = {
	{ GET, "/units",    MAY_ALL, TX_READ, list_units, .query = filter_fields, .view = &units_view,
	  .summary = "Administrative units of a day; q searches codes and names without marks" },
	{ GET, "/units/{}", MAY_ALL, TX_READ, show_unit, .query = day_fields, .view = &one_view,
	  .summary = "The unit that bears a code on a day, with those before and after it" },
	{ 0 },
};
/* clang-format on */
