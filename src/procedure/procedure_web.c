/* SPDX-License-Identifier: Apache-2.0 */
#include "procedure/procedure_web.h"
#include "core/time.h"
#include "procedure/procedures.html.h"
#include "procedure/procedure_page.html.h"
#include "web/list.h"
#include <string.h>

#define PROCEDURE_FIELDS                                                                     \
	TEXT_FIELD(procedure_view, code), TEXT_FIELD(procedure_view, name),                     \
		TEXT_FIELD(procedure_view, name_en), TEXT_FIELD(procedure_view, sector),        \
		TEXT_FIELD(procedure_view, tier), TEXT_FIELD(procedure_view, limit),            \
		TEXT_FIELD(procedure_view, on_supplement), RAW_FIELD(procedure_view, fee),      \
		TEXT_FIELD(procedure_view, fee_per), TEXT_FIELD(procedure_view, fee_note),      \
		TEXTS_FIELD(procedure_view, papers, .no_csv = true),                            \
		TEXT_FIELD(procedure_view, basis), TEXT_FIELD(procedure_view, forms),           \
		TEXTS_FIELD(procedure_view, unverified, .no_csv = true),                        \
		DATE_FIELD(procedure_view, from), DATE_FIELD(procedure_view, to)

static const struct field version_fields[] = { PROCEDURE_FIELDS, { 0 } };
static const struct field rows_fields[] = { LIST_FIELDS(procedure_rows, version_fields), { 0 } };
static const struct field page_fields[] = {
	PROCEDURE_FIELDS,
	LIST_FIELD(procedure_page, versions, version_fields, .no_csv = true),
	{ 0 },
};
static const struct view rows_view = VIEW(procedures, rows_fields);
static const struct view page_view = VIEW(procedure_page, page_fields);

/* What one may ask of the list; "field" is an older word for the sector. */
struct wanted {
	const char *q, *sector, *field, *tier;
	int32_t on;
};

static const char *const tiers[] = { "commune", "district", "province", NULL };
static const char *const pers[] = { "case", "copy", "page", NULL };
static const char *const per_keys[] = { "procedure.per_case", "procedure.per_copy",
					"procedure.per_page" };

static const struct field wanted_fields[] = {
	TEXT_FIELD(wanted, q, .max = 200), TEXT_FIELD(wanted, sector, .max = 40),
	TEXT_FIELD(wanted, field, .max = 40), CHOICE_FIELD(wanted, tier, tiers),
	DATE_FIELD(wanted, on),
	{ 0 },
};
static const struct field day_fields[] = { DATE_FIELD(wanted, on), { 0 } };

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static const char *tier_name(enum unit_tier tier)
{
	return tier == TIER_COMMUNE ? tiers[0] : tier == TIER_DISTRICT ? tiers[1] : tiers[2];
}

static enum unit_tier tier_of(const char *name)
{
	if (!name)
		return TIER_ANY;
	return !strcmp(name, tiers[0]) ? TIER_COMMUNE :
	       !strcmp(name, tiers[1]) ? TIER_DISTRICT :
					 TIER_PROVINCE;
}

static void view_doubts(struct arena *mem, struct procedure_view *v, unsigned doubts)
{
	static const char *const names[] = { "code", "limit", "fee", "basis" };

	v->unverified = arena_many(mem, const char *, sizeof names / sizeof *names);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (doubts & 1u << i)
			v->unverified[v->unverified_count++] = names[i];
	v->doubt_code = doubts & DOUBT_CODE;
	v->doubt_limit = doubts & DOUBT_LIMIT;
	v->doubt_fee = doubts & DOUBT_FEE;
	v->doubt_basis = doubts & DOUBT_BASIS;
}

static void view_fee(struct arena *mem, struct procedure_view *v, const struct procedure *p)
{
	v->fee = p->fee < 0 ? NULL : arena_text(mem, "%lld", (long long)p->fee);
	v->fee_per = or_null(p->fee_per);
	v->fee_note = or_null(p->fee_note);
	v->free = p->fee == 0;
	v->dong = p->fee > 0 ? p->fee : 0;
	for (size_t i = 0; pers[i] && v->fee_per; i++)
		if (!strcmp(pers[i], v->fee_per))
			v->per_words = per_keys[i];
}

static struct procedure_view view_of(struct arena *mem, enum lang lang, const struct procedure *p,
				     int32_t on)
{
	const char *tier = tier_name(p->tier);
	struct procedure_view v = {
		.code = p->code,
		.name = p->name,
		.name_en = or_null(p->name_en),
		.sector = p->sector,
		.tier = tier,
		.limit = or_null(p->limit_text),
		.on_supplement = p->restart ? "restart" : "resume",
		.papers = p->papers,
		.papers_count = p->papers_count,
		.basis = or_null(p->basis),
		.forms = or_null(p->forms),
		.from = p->from_day,
		.to = p->to_day == DAY_OPEN ? DAY_NONE : p->to_day,
		.shown = lang == LANG_EN && *p->name_en ? p->name_en : p->name,
		.sector_words = arena_text(mem, "sector.%s", p->sector),
		.tier_words = arena_text(mem, "procedure.tier_%s", tier),
		/* Decree 118/2025: received anywhere in the province, whoever is competent. */
		.anywhere = strstr(p->basis, "118/2025/NĐ-CP") != NULL,
		.open = p->to_day == DAY_OPEN,
		.last = p->to_day == DAY_OPEN ? DAY_NONE : p->to_day - 1,
		.anchor = arena_text(mem, "v%s", day_show(mem, p->from_day)),
		.href = URL(mem, "procedures", p->code),
	};

	if (v.limit)
		v.limit_words = limit_show(mem, lang, p->limit);
	if (on != DAY_NONE)
		v.href = url_with(mem, v.href, "on", day_show(mem, on));
	view_doubts(mem, &v, p->doubts);
	view_fee(mem, &v, p);
	return v;
}

/* For people: the sectors that have something in force on the day. */
static void offer_sectors(struct op *op, const struct req *req, const struct catalogue *c,
			  struct procedure_rows *page)
{
	struct procedure_choice *choices = NULL;
	const char *name;

	for (size_t i = 0; (name = procedure_sector(i)); i++) {
		size_t count =
			procedure_search(c, op->mem, page->q, name, TIER_ANY, page->on).count;

		if (!count)
			continue;
		choices = arena_grow(op->mem, choices, page->choices_count, sizeof *choices);
		choices[page->choices_count++] = (struct procedure_choice){
			.words = arena_text(op->mem, "sector.%s", name),
			.count = (int64_t)count,
			.picked = page->sector && !strcmp(page->sector, name),
			.href = url_make(op->mem, list_link(op, req, "sector", name)),
		};
	}
	page->choices = choices;
}

static void dress(struct op *op, const struct req *req, const struct catalogue *c,
		  struct procedure_rows *page)
{
	const char *csv = list_link(op, req, "format", "csv");

	page->foot = more_of(op->mem, (int64_t)page->rows_count, page->total, page->next);
	page->csv = url_with(op->mem, url_make(op->mem, csv), "limit", "200");
	page->all = url_make(op->mem, list_link(op, req, "sector", NULL));
	if (page->sector)
		page->sector_words = arena_text(op->mem, "sector.%s", page->sector);
	offer_sectors(op, req, c, page);
}

static enum rc list_procedures(struct op *op, struct req *req, struct reply *reply)
{
	int32_t today = time_day(op->now_us);
	struct wanted wanted = { .on = today };
	struct procedure_rows *page = arena_one(op->mem, struct procedure_rows);
	const struct catalogue *c;
	struct paging paging;

	req_gather_query(req, wanted_fields, &wanted);
	wanted.sector = wanted.sector ? wanted.sector : wanted.field;
	if (wanted.sector && !procedure_sector_exists(wanted.sector))
		req_fault(op, req, "sector", "procedure.sector", wanted.sector);
	TRY(paging_read(op, req, &paging));
	TRY(catalogue_of(op, &c));
	struct procedures found = procedure_search(c, op->mem, wanted.q, wanted.sector,
						   tier_of(wanted.tier), wanted.on);
	size_t first = paging.offset < (int64_t)found.count ? (size_t)paging.offset : found.count;
	size_t count = found.count - first;

	*page = (struct procedure_rows){ .q = wanted.q, .sector = wanted.sector, .on = wanted.on,
					 .other_day = wanted.on != today,
					 .total = (int64_t)found.count };
	page->more = count > (size_t)paging.limit;
	count = page->more ? (size_t)paging.limit : count;
	struct procedure_view *rows = arena_many(op->mem, struct procedure_view, count + 1);

	for (size_t i = 0; i < count; i++)
		rows[i] = view_of(op->mem, req_lang(req), found.items[first + i],
				  page->other_day ? wanted.on : DAY_NONE);
	page->rows = rows;
	page->rows_count = count;
	if (page->more)
		page->next = paging_next(op, req, arena_text(op->mem, "%zu", first + count));
	if (req_page(req))
		dress(op, req, c, page);
	return reply_view(op, reply, &rows_view, page);
}

/* People who follow an old link see the last version there was; programs are told 404. */
static const struct procedure *version_for(const struct catalogue *c, struct arena *mem,
					   const struct req *req, const char *code, int32_t on,
					   bool said)
{
	const struct procedure *p = procedure_on(c, code, on);
	struct procedures all = procedure_versions(c, mem, code);

	if (!p && !said && req_page(req) && all.count)
		p = all.items[all.count - 1];
	return p;
}

static void view_versions(const struct catalogue *c, struct arena *mem, enum lang lang,
			  const struct procedure *p, struct procedure_page *page)
{
	struct procedures all = procedure_versions(c, mem, p->code);
	struct procedure_view *views = arena_many(mem, struct procedure_view, all.count + 1);

	for (size_t i = 0; i < all.count; i++) {
		views[i] = view_of(mem, lang, all.items[i], all.items[i]->from_day);
		views[i].current = all.items[i] == p;
	}
	page->versions = views;
	page->versions_count = all.count;
	page->several = all.count > 1;
}

static enum rc show_procedure(struct op *op, struct req *req, struct reply *reply)
{
	int32_t today = time_day(op->now_us);
	struct wanted wanted = { .on = DAY_NONE };
	struct procedure_page *page = arena_one(op->mem, struct procedure_page);
	const struct catalogue *c;
	const char *code = req_part(req, 0);

	TRY(req_read_query(op, req, day_fields, &wanted));
	bool said = wanted.on != DAY_NONE;
	int32_t on = said ? wanted.on : today;

	TRY(catalogue_of(op, &c));
	const struct procedure *p = version_for(c, op->mem, req, code, on, said);

	if (!p)
		return FAIL(op, RC_NOT_FOUND, "procedure.none", "%s on %d", code, on);
	bool now = procedure_on(c, code, today) != NULL;

	*page = (struct procedure_page){
		.version = view_of(op->mem, req_lang(req), p, DAY_NONE),
		.on = on,
		.other_day = on != today,
		.ended = p->to_day <= today,
		.not_yet = p->from_day > today,
		.files = now && !(op->actor.may & MAY_RECEIVE),
		.receives = now && op->actor.may & MAY_RECEIVE,
		.file = url_with(op->mem, URL(op->mem, "dossiers", "new"), "procedure", code),
	};
	view_versions(c, op->mem, req_lang(req), p, page);
	reply_title(reply, arena_text(op->mem, "%s (%s)", page->version.shown, code));
	return reply_view(op, reply, &page_view, page);
}

/* clang-format off */
const struct route procedure_routes[] = {
	{ GET, "/procedures",    MAY_ALL, TX_READ, list_procedures, .query = wanted_fields, .view = &rows_view,
	  .summary = "Procedures in force on a day; q searches codes and names without marks" },
	{ GET, "/procedures/{}", MAY_ALL, TX_READ, show_procedure, .query = day_fields, .view = &page_view,
	  .summary = "A procedure as the law in force on a day has it, with all its versions" },
	{ 0 },
};
/* clang-format on */
