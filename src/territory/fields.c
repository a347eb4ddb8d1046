/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/fields.h"
#include "core/text.h"
#include <string.h>

#define WRONG(at, column, key, ...) \
	ERROR_AT((at)->f, (at)->file, (at)->line, (column), (key), ##__VA_ARGS__)

bool field_code(const struct place_in *at, const char *column, const char *text, int digits)
{
	size_t size = strlen(text);
	const char *need = arena_text(at->mem, "%d", digits);

	if (!size)
		WRONG(at, column, "folder.code_missing");
	else if (strspn(text, "0123456789") != size)
		WRONG(at, column, "folder.code_digits", text);
	else if (size < (size_t)digits)
		WRONG(at, column, "folder.code_zero", text, need);
	else if (size > (size_t)digits)
		WRONG(at, column, "folder.code_long", text, need);
	else
		return true;
	return false;
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			return true;
	return false;
}

bool field_name(const struct place_in *at, const char *column, const char *text)
{
	if (!*text)
		WRONG(at, column, "folder.name_missing");
	else if (has_control(text) || strcmp(text_trim(at->mem, text), text) != 0)
		WRONG(at, column, "folder.name_blanks", text);
	else if (!text_within(text, 1, 200))
		WRONG(at, column, "folder.name_long", "200");
	else
		return true;
	return false;
}

enum unit_type field_type(const struct place_in *at, const char *column, const char *text,
			  enum unit_tier tier)
{
	enum unit_type type = unit_type_of(text);

	if (type == TYPE_NONE)
		WRONG(at, column, "folder.type_unknown", text);
	else if (!unit_type_fits(type, tier))
		WRONG(at, column, "folder.type_tier", text);
	return type;
}

int64_t field_area(const struct place_in *at, const char *column, const char *text)
{
	int64_t km2, part = 0;
	const char *point = strchr(text, '.');
	size_t decimals = point ? strlen(point + 1) : 0;

	if (!*text)
		return -1;
	const char *whole = point ? arena_copy_bytes(at->mem, text, (size_t)(point - text)) : text;

	if (!text_number(whole, &km2) || km2 > 10000000 || decimals > 6 ||
	    (point && !text_number(point + 1, &part))) {
		WRONG(at, column, "folder.area", text);
		return -1;
	}
	for (; decimals < 6; decimals++)
		part *= 10;
	return km2 * 1000000 + part;
}

int64_t field_count(const struct place_in *at, const char *column, const char *text)
{
	int64_t n;

	if (!*text)
		return -1;
	if (text_number(text, &n) && n <= INT64_C(1000000000))
		return n;
	WRONG(at, column, "folder.count", text);
	return -1;
}

int field_yes(const struct place_in *at, const char *column, const char *text)
{
	if (!strcmp(text, "yes"))
		return 1;
	if (!strcmp(text, "no"))
		return 0;
	if (*text)
		WRONG(at, column, "folder.yes_no", text);
	return -1;
}

char *names_next(struct arena *mem, const char **names)
{
	if (!*names || !**names)
		return NULL;
	size_t size = strcspn(*names, "|");
	char *name = text_trim(mem, arena_copy_bytes(mem, *names, size));

	*names += size + ((*names)[size] == '|');
	return name;
}

void field_names(const struct place_in *at, const char *column, const char *text)
{
	size_t size = strlen(text);

	if (size && text[size - 1] == '|')
		WRONG(at, column, "folder.names_empty");
	for (const char *name; (name = names_next(at->mem, &text));)
		if (!*name)
			WRONG(at, column, "folder.names_empty");
		else if (has_control(name) || !text_within(name, 1, 200))
			WRONG(at, column, "folder.name_long", "200");
}

int32_t field_day(const struct place_in *at, const char *column, const char *text)
{
	int32_t day = day_parse(text);

	if (day == DAY_NONE)
		WRONG(at, column, "folder.date", text);
	return day;
}

struct csv *folder_table(struct arena *mem, struct findings *f, const struct folder *folder,
			 const char *name, bool must, const char *const *columns)
{
	const struct folder_file *file = folder_find(folder, name);

	if (file)
		return csv_parse(mem, f, name, file->text, file->size, columns);
	if (must)
		ERROR_AT(f, name, 0, NULL, "folder.file_missing");
	return NULL;
}

static void drop_json(void *object)
{
	json_decref(object);
}

static bool listed(const char *member, const char *const *members)
{
	for (; *members; members++)
		if (!strcmp(*members, member))
			return true;
	return false;
}

json_t *folder_object(struct arena *mem, struct findings *f, const struct folder *folder,
		      const char *name, const char *const *members)
{
	const struct folder_file *file = folder_find(folder, name);
	json_error_t error;
	const char *member;
	json_t *value;

	if (!file) {
		ERROR_AT(f, name, 0, NULL, "folder.file_missing");
		return NULL;
	}
	const char *text = file->text;
	size_t size = file->size;

	if (size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
		text += 3;
		size -= 3;
	}
	json_t *object = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);

	if (!object) {
		ERROR_AT(f, name, error.line > 0 ? error.line : 1, NULL, "folder.json_broken",
			 error.text);
		return NULL;
	}
	arena_defer(mem, drop_json, object);
	if (!json_is_object(object)) {
		ERROR_AT(f, name, 1, NULL, "folder.json_object");
		return NULL;
	}
	json_object_foreach(object, member, value)
		if (!listed(member, members))
			WARN_AT(f, name, 0, member, "folder.json_unknown");
	return object;
}

const char *object_text(const struct place_in *at, const json_t *object, const char *member,
			bool must)
{
	const json_t *value = json_object_get(object, member);
	const char *text = json_string_value(value);

	if (!value || json_is_null(value)) {
		if (must)
			WRONG(at, member, "folder.member_missing");
		return "";
	}
	const char *nfc = text ? text_nfc(at->mem, text) : NULL;

	if (!text) {
		WRONG(at, member, "folder.member_text");
	} else if (!nfc || strcmp(nfc, text) != 0) {
		WRONG(at, member, "folder.member_nfc");
	} else if (has_control(text) || !text_within(text, 0, 1000)) {
		WRONG(at, member, "folder.name_long", "1000");
	} else if (!*text_trim(at->mem, text)) {
		if (must)
			WRONG(at, member, "folder.member_missing");
	} else {
		return arena_copy(at->mem, text);
	}
	return "";
}

static uint64_t hash(const char *key)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * UINT64_C(0x100000001B3);
	return h;
}

static struct seen_slot *slot_for(const struct seen *seen, const char *key)
{
	size_t i = hash(key) & (seen->room - 1);

	while (seen->slots[i].key && strcmp(seen->slots[i].key, key) != 0)
		i = (i + 1) & (seen->room - 1);
	return &seen->slots[i];
}

const struct seen_slot *seen_find(const struct seen *seen, const char *key)
{
	const struct seen_slot *slot = seen->room ? slot_for(seen, key) : NULL;

	return slot && slot->key ? slot : NULL;
}

void seen_add(struct seen *seen, const char *key, int line, size_t index)
{
	if (seen->count * 2 >= seen->room) {
		struct seen old = *seen;

		seen->room = old.room ? old.room * 2 : 64;
		seen->slots = arena_many(seen->mem, struct seen_slot, seen->room);
		for (size_t i = 0; i < old.room; i++)
			if (old.slots[i].key)
				*slot_for(seen, old.slots[i].key) = old.slots[i];
	}
	*slot_for(seen, key) = (struct seen_slot){ key, line, index };
	seen->count++;
}

void field_twice(const struct place_in *at, const char *column, struct seen *seen, const char *key,
		 size_t index)
{
	const struct seen_slot *first = seen_find(seen, key);

	if (first)
		WRONG(at, column, "folder.twice", key, arena_text(at->mem, "%d", first->line));
	else
		seen_add(seen, key, at->line, index);
}
