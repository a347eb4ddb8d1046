/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "territory/register.h"
#include <string.h>

/*
 * An address as people write it: village or house, commune, district (until 30/06/2025), province,
 * parted by commas. The commune is the first part that names one whose units above are named by all
 * parts behind it: a name alone never decides against what is written after it (domain: both Mường Chà
 * and Mường Thanh changed their meaning on 01/07/2025).
 */
enum { PARTS_MAX = 16 };

struct address {
	const struct territory *t;
	struct arena *mem;
	struct wording parts[PARTS_MAX];
	size_t count;
	size_t commune; /* which part is being tried */
	int32_t day;
};

static bool is_country(const char *fold)
{
	return !strcmp(fold, "viet nam") || !strcmp(fold, "vietnam") || !strcmp(fold, "vn");
}

static void drop_first(struct address *a)
{
	a->count--;
	memmove(a->parts, a->parts + 1, sizeof *a->parts * a->count);
}

/* Of a longer one the last parts count; empty parts do not. */
static void take_apart(struct address *a, const char *text)
{
	for (size_t size; *text; text += size + (text[size] != '\0')) {
		size = strcspn(text, ",;");
		char *part = text_trim(a->mem, arena_copy_bytes(a->mem, text, size));
		size_t end = strlen(part);

		if (end && part[end - 1] == '.')
			part[end - 1] = '\0';
		struct wording wording = wording_of(a->t, a->mem, part);

		if (!wording.fold || is_country(wording.fold))
			continue;
		if (a->count == PARTS_MAX)
			drop_first(a);
		a->parts[a->count++] = wording;
	}
}

/* Each part behind the commune names a unit above it, in ascending order, none twice. */
static bool lies_there(const struct unit *u, void *context)
{
	const struct address *a = context;
	const struct unit *above = unit_parent(a->t, u, a->day);

	for (size_t i = a->commune + 1; i < a->count; i++) {
		while (above && !unit_is_named(a->t, above, &a->parts[i], a->day))
			above = unit_parent(a->t, above, a->day);
		if (!above)
			return false;
		above = unit_parent(a->t, above, a->day);
	}
	return true;
}

/* "xã Sín Thầu" says it is a commune; standing before another one it contradicts. */
static bool says_commune(const struct address *a, const struct wording *part)
{
	if (!wording_is_written_out(part) || !unit_type_fits(part->type, TIER_COMMUNE))
		return false;
	const char *exact = text_exact(a->mem, part->text);

	for (enum unit_type type = TYPE_NONE + 1; exact && type < TYPES; type++) {
		const char *prefix = a->t->prefix_exact[type];
		size_t size = strlen(prefix);

		if (unit_type_fits(type, TIER_COMMUNE) && !strncmp(exact, prefix, size) &&
		    exact[size] == ' ')
			return true;
	}
	return false;
}

struct place address_place(const struct territory *t, struct arena *mem, const char *address,
			   int32_t on, int32_t to)
{
	struct address a = { .t = t, .mem = mem, .day = on };

	take_apart(&a, address);
	for (a.commune = 0; a.commune < a.count; a.commune++) {
		struct units found = unit_match_if(t, mem, &a.parts[a.commune], TIER_COMMUNE, on,
						   lies_there, &a);
		const char *village = a.commune ? a.parts[a.commune - 1].text : NULL;

		if (found.count)
			return place_of(t, mem, &found, village, on, to);
		if (says_commune(&a, &a.parts[a.commune]))
			break;
	}
	return (struct place){ .status = PLACE_NONE };
}
