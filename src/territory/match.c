/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "territory/register.h"
#include <string.h>

/*
 * From what people type to units. The folded text is looked up whole, and once more without a prefix
 * of type; only when several units answer do the marks decide (ICU is asked no more often than that).
 */

/* How people begin a name, folded. Longer ones first where one begins another. */
static const struct prefix {
	const char *text;
	enum unit_type type;
	bool full; /* a whole word, with marks when written well; else an abbreviation */
} prefixes[] = {
	/* clang-format off */
	{ "thanh pho", TYPE_THANH_PHO, true }, { "thi tran", TYPE_THI_TRAN, true },
	{ "phuong",    TYPE_PHUONG,    true }, { "dac khu",  TYPE_DAC_KHU,  true },
	{ "thi xa",    TYPE_THI_XA,    true }, { "huyen",    TYPE_HUYEN,    true },
	{ "quan",      TYPE_QUAN,      true }, { "tinh",     TYPE_TINH,     true },
	{ "xa",        TYPE_XA,        true },
	{ "tp",        TYPE_THANH_PHO, false }, { "tt",      TYPE_THI_TRAN, false },
	{ "tx",        TYPE_THI_XA,    false }, { "dk",      TYPE_DAC_KHU,  false },
	{ "p",         TYPE_PHUONG,    false }, { "x",       TYPE_XA,       false },
	{ "h",         TYPE_HUYEN,     false }, { "q",       TYPE_QUAN,     false },
	{ "t",         TYPE_TINH,      false },
	/* clang-format on */
};

/* "xa dung", "x. dung", "x.dung", "x dung" but not "xadung". */
static void strip(struct wording *wording)
{
	const char *fold = wording->fold;

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		if (*fold != *prefixes[i].text) /* of most texts and prefixes this is all */
			continue;
		size_t size = strlen(prefixes[i].text);
		const char *rest = fold + size;

		if (strncmp(fold, prefixes[i].text, size) != 0 || (*rest != ' ' && *rest != '.'))
			continue;
		rest += *rest == '.';
		rest += *rest == ' ';
		if (!*rest)
			continue;
		wording->prefix = &prefixes[i];
		wording->rest = rest;
		wording->type = prefixes[i].type;
		return;
	}
}

bool wording_is_written_out(const struct wording *wording)
{
	return wording->prefix && wording->prefix->full;
}

/* Behind as many words as @like has; blanks stand where the folded form has them. */
static const char *skip_words(const char *text, const char *like)
{
	for (; (like = strchr(like, ' ')); like++)
		text += strcspn(text, " ") + 1;
	return text + strcspn(text, " .");
}

/* The exact text without the same prefix; *@written says whether the prefix was written with marks. */
static const char *strip_exact(const struct territory *t, const char *exact,
			       const struct prefix *prefix, bool *written)
{
	const char *right = prefix->full ? t->prefix_exact[prefix->type] : prefix->text;

	*written = !strncmp(exact, right, strlen(right));
	exact = skip_words(exact, prefix->text);
	exact += *exact == '.';
	exact += *exact == ' ';
	return exact;
}

struct seek {
	const struct territory *t;
	struct arena *mem;
	const char *exact; /* made when it is needed */
	enum unit_tier tier;
	int32_t day;
	const struct wording *wording;
	struct candidate {
		const struct unit_fact *fact;
		bool stripped; /* the name stood behind a prefix */
	} *items;
	size_t count;
	bool uniform; /* marks cannot tell one candidate from another */
	match_filter *keep; /* NULL: all */
	void *context;
};

static bool fits(const struct seek *s, const struct unit_fact *fact, enum unit_type type)
{
	const struct unit *u = fact->unit;

	return fact->from_day <= s->day && s->day < fact->to_day && unit_alive(u, s->day) &&
	       (s->tier == TIER_ANY || u->tier == s->tier) &&
	       (type == TYPE_NONE || unit_type(u, s->day) == type) &&
	       (!s->keep || s->keep(u, s->context));
}

static void gather(struct seek *s, const struct key_slot *slot, enum unit_type type, bool stripped)
{
	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct unit_fact *fact = s->t->by_fold.facts[slot->first + i];

		if (!fits(s, fact, type))
			continue;
		s->uniform = s->count ? s->uniform && s->items[0].stripped == stripped : slot->uniform;
		s->items = arena_grow(s->mem, s->items, s->count, sizeof *s->items);
		s->items[s->count++] = (struct candidate){ fact, stripped };
	}
}

/* 2: written exactly so; 1: the name is, its prefix lacks its marks; 0: the folded forms are alike. */
static int exactness(struct seek *s, const struct candidate *c)
{
	bool written = true;
	const char *exact = s->exact;

	if (c->stripped)
		exact = strip_exact(s->t, exact, s->wording->prefix, &written);
	if (strcmp(exact, c->fact->exact) != 0)
		return 0;
	return written ? 2 : 1;
}

static bool several(const struct seek *s)
{
	for (size_t i = 1; i < s->count; i++)
		if (s->items[i].fact->unit != s->items[0].fact->unit)
			return true;
	return false;
}

static struct units choose(struct seek *s)
{
	struct units found = { 0 };
	int best = 0;

	s->exact = text_exact(s->mem, s->wording->text);
	for (size_t i = 0; s->exact && i < s->count; i++) {
		int n = exactness(s, &s->items[i]);

		best = n > best ? n : best;
	}
	for (size_t i = 0; i < s->count; i++)
		if (!best || exactness(s, &s->items[i]) == best)
			units_add(s->mem, &found, s->items[i].fact->unit);
	return found;
}

static bool looks_like_code(const char *text)
{
	size_t size = strspn(text, "0123456789");

	return size && !text[size];
}

static struct units match_code(struct seek *s)
{
	struct units found = { 0 };
	const struct key_slot *slot =
		register_find(&s->t->by_code, s->wording->text, strlen(s->wording->text));

	for (uint32_t i = 0; slot && i < slot->count; i++) {
		const struct unit_fact *fact = s->t->by_code.facts[slot->first + i];

		if (fits(s, fact, TYPE_NONE))
			units_add(s->mem, &found, fact->unit);
	}
	return found;
}

struct units unit_match_if(const struct territory *t, struct arena *mem,
			   const struct wording *wording, enum unit_tier tier, int32_t day,
			   match_filter *keep, void *context)
{
	struct seek s = { .t = t, .mem = mem, .wording = wording, .tier = tier, .day = day,
			  .keep = keep, .context = context };
	struct units found = { 0 };

	if (looks_like_code(wording->text)) {
		found = match_code(&s);
		if (found.count)
			return found;
	}
	if (!wording->fold)
		return found;
	gather(&s, wording->named, TYPE_NONE, false);
	gather(&s, wording->rest_named, wording->type, true);
	if (!s.count)
		return found;
	if (!several(&s) || s.uniform)
		for (size_t i = 0; i < s.count; i++)
			units_add(mem, &found, s.items[i].fact->unit);
	else
		found = choose(&s);
	units_sort_by_code(&found, day);
	return found;
}

struct units unit_match(const struct territory *t, struct arena *mem, const char *text,
			enum unit_tier tier, int32_t day)
{
	struct wording wording = wording_of(t, mem, text);

	return unit_match_if(t, mem, &wording, tier, day, NULL, NULL);
}

struct wording wording_of(const struct territory *t, struct arena *mem, const char *text)
{
	struct wording wording = { .text = text_trim(mem, text) };

	wording.fold = text_fold(mem, wording.text);
	if (wording.fold && !*wording.fold)
		wording.fold = NULL;
	if (!wording.fold)
		return wording;
	strip(&wording);
	wording.named = register_find(&t->by_fold, wording.fold, strlen(wording.fold));
	if (wording.rest)
		wording.rest_named = register_find(&t->by_fold, wording.rest, strlen(wording.rest));
	return wording;
}

/* The one text that all names which fold like this share. */
static const char *shared_fold(const struct territory *t, const struct key_slot *slot)
{
	return slot ? t->by_fold.facts[slot->first]->fold : NULL;
}

bool unit_is_named(const struct territory *t, const struct unit *u, const struct wording *wording,
		   int32_t day)
{
	const char *whole = shared_fold(t, wording->named), *rest = shared_fold(t, wording->rest_named);

	for (size_t i = 0; (whole || rest) && i < u->facts_count; i++) {
		const struct unit_fact *fact = &u->facts[i];

		if ((fact->kind != FACT_NAME && fact->kind != FACT_ALIAS) ||
		    day < fact->from_day || day >= fact->to_day)
			continue;
		if (fact->fold == whole ||
		    (rest && fact->fold == rest && wording->type == unit_type(u, day)))
			return true;
	}
	return false;
}

struct units unit_search(const struct territory *t, struct arena *mem, const char *words,
			 enum unit_tier tier, int32_t day, size_t max)
{
	struct units found = unit_match(t, mem, words, tier, day);
	const char *fold = text_fold(mem, words);
	struct units all = unit_list(t, mem, tier, NULL, day);

	if (!fold || !*fold)
		return found;
	for (size_t i = 0; i < all.count && found.count < max; i++) {
		const struct unit *u = all.items[i];

		for (size_t j = 0; j < u->facts_count; j++) {
			const struct unit_fact *fact = &u->facts[j];

			if ((fact->kind == FACT_NAME || fact->kind == FACT_ALIAS) &&
			    fact->from_day <= day && day < fact->to_day && strstr(fact->fold, fold))
				units_add(mem, &found, u);
		}
	}
	return found;
}

static const char *const statuses[] = {
	[PLACE_NONE] = "none",
	[PLACE_UNIQUE] = "unique",
	[PLACE_SPLIT] = "split",
	[PLACE_AMBIGUOUS] = "ambiguous",
};

const char *place_status_word(enum place_status status)
{
	return statuses[status];
}

struct place unit_place(const struct territory *t, struct arena *mem, const char *text, int32_t on,
			int32_t to)
{
	struct units found = unit_match(t, mem, text, TIER_COMMUNE, on);

	return place_of(t, mem, &found, NULL, on, to);
}

struct place place_of(const struct territory *t, struct arena *mem, const struct units *found,
		      const char *village, int32_t on, int32_t to)
{
	struct place place = { 0 };

	(void)t;
	for (size_t i = 0; i < found->count; i++) {
		struct units carriers = unit_carriers_of(mem, found->items[i], village, on, to);

		for (size_t j = 0; j < carriers.count; j++)
			if (carriers.items[j]->tier == TIER_COMMUNE)
				units_add(mem, &place.units, carriers.items[j]);
	}
	units_sort_by_code(&place.units, to);
	if (!place.units.count)
		place.status = PLACE_NONE;
	else if (found->count > 1)
		place.status = PLACE_AMBIGUOUS;
	else
		place.status = place.units.count > 1 ? PLACE_SPLIT : PLACE_UNIQUE;
	return place;
}
