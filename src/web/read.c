/* SPDX-License-Identifier: Apache-2.0 */
#include "web/read.h"
#include "web/scalar.h"

enum { ITEMS_MAX = 200 };

static const struct pairs no_pairs;

/* Where members come from: an object, or the pairs whose names begin with @prefix. */
struct source {
	const json_t *json;
	const struct pairs *pairs;
	const char *prefix; /* "" or "applicant." */
};

void fault_add(struct faults *faults, const char *field, const char *key, const char *const *args,
	       size_t args_count)
{
	if (faults->count == FAULTS_MAX)
		return;
	faults->items =
		arena_grow(faults->mem, faults->items, faults->count, sizeof *faults->items);
	faults->items[faults->count++] = (struct fault){
		.field = arena_copy(faults->mem, field),
		.key = key,
		.text = words_with(faults->mem, faults->lang, key, args, args_count),
	};
}

static const char *digits(struct arena *mem, int64_t n)
{
	return arena_text(mem, "%lld", (long long)n);
}

/* Which of two is meant nobody can say; JSON with a member twice is refused as well. */
static bool given_again(const struct pairs *pairs, const struct pair *first)
{
	for (const struct pair *p = first + 1; p < pairs->items + pairs->count; p++)
		if (!strcmp(p->name, first->name))
			return true;
	return false;
}

static bool read_scalar(struct faults *faults, const struct source *from, const struct field *f,
			const char *path, void *at)
{
	if (from->json)
		return scalar_read_json(faults, f, path, json_object_get(from->json, f->name), at);
	const struct pair *pair = pairs_find(from->pairs, path);

	if (pair && given_again(from->pairs, pair)) {
		FAULT(faults, path, "field.twice");
		return true;
	}
	return pair && !pair->file && scalar_read(faults, f, path, pair->value, true, at);
}

static bool read_file(const struct source *from, const char *path, struct upload *out)
{
	const struct pair *pair = from->json ? NULL : pairs_find(from->pairs, path);

	/* A browser sends an empty part for a file that was not chosen. */
	if (!pair || !pair->file || (!pair->upload.size && !*pair->upload.name))
		return false;
	*out = pair->upload;
	return true;
}

struct texts {
	const char **items;
	size_t count;
};

static void add_text(struct faults *faults, const struct field *f, const char *path,
		     struct texts *all, const char *text)
{
	struct field one = { .kind = FIELD_TEXT, .lines = f->lines };
	size_t before = faults->count;
	const char *good = "";

	/* What is at fault keeps its place, so that the numbers of those behind it are right. */
	if (!scalar_text(faults, &one, path, text, &good) && faults->count == before)
		return;
	if (all->count == (f->max ? (size_t)f->max : ITEMS_MAX)) {
		FAULT(faults, path, "field.too_many",
		      digits(faults->mem, f->max ? f->max : ITEMS_MAX));
		return;
	}
	all->items = arena_grow(faults->mem, all->items, all->count, sizeof *all->items);
	all->items[all->count++] = good;
}

/* An item that is no text: it keeps its place, too. */
static void add_wrong(struct faults *faults, const char *path, struct texts *all)
{
	FAULT(faults, path, "field.wrong_type");
	if (all->count == ITEMS_MAX)
		return;
	all->items = arena_grow(faults->mem, all->items, all->count, sizeof *all->items);
	all->items[all->count++] = "";
}

/* In a form with .lines each line is a text of its own: a simple way to type several. */
static void add_lines(struct faults *faults, const struct field *f, const char *path,
		      struct texts *all, const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\r\n");

		add_text(faults, f, path, all, arena_copy_bytes(faults->mem, text, size));
		text += size + (text[size] != '\0');
	}
}

static bool read_texts(struct faults *faults, const struct source *from, const struct field *f,
		       const char *path, void *out)
{
	struct texts all = { 0 };

	if (from->json) {
		const json_t *array = json_object_get(from->json, f->name);

		if (!array || json_is_null(array))
			return false;
		if (!json_is_array(array)) {
			FAULT(faults, path, "field.wrong_type");
			return true;
		}
		for (size_t i = 0; i < json_array_size(array); i++) {
			const json_t *item = json_array_get(array, i);
			const char *where = arena_text(faults->mem, "%s.%zu", path, i);

			if (json_is_string(item))
				add_text(faults, f, where, &all, json_string_value(item));
			else
				add_wrong(faults, where, &all);
		}
	} else {
		for (size_t i = 0; i < from->pairs->count; i++) {
			const struct pair *pair = &from->pairs->items[i];

			if (pair->file || strcmp(pair->name, path) != 0)
				continue;
			if (f->lines)
				add_lines(faults, f, path, &all, pair->value);
			else
				add_text(faults, f, path, &all, pair->value);
		}
	}
	if (!all.count)
		return false;
	*(const char ***)((char *)out + f->offset) = all.items;
	*(size_t *)((char *)out + f->count_offset) = all.count;
	return true;
}

static bool read_all(struct faults *faults, const struct source *from, const struct field *fields,
		     void *out);

static void take_faults(struct faults *faults, const struct faults *aside)
{
	for (size_t i = 0; i < aside->count && faults->count < FAULTS_MAX; i++) {
		faults->items = arena_grow(faults->mem, faults->items, faults->count,
					   sizeof *faults->items);
		faults->items[faults->count++] = aside->items[i];
	}
}

/* An object that nothing was given for is absent: what it requires inside then does not matter. */
static bool read_object(struct faults *faults, const struct source *from, const struct field *f,
			const char *path, void *out)
{
	struct source inner = { .pairs = from->pairs,
				.prefix = arena_text(faults->mem, "%s.", path) };
	struct faults aside = { .mem = faults->mem, .lang = faults->lang };
	void *at = (char *)out + f->offset;
	void *to = f->kind == FIELD_AT ? arena_alloc(faults->mem, f->item_size) : at;

	if (from->json) {
		inner.json = json_object_get(from->json, f->name);
		if (inner.json && !json_is_null(inner.json) && !json_is_object(inner.json)) {
			FAULT(faults, path, "field.wrong_type");
			return true;
		}
		if (json_is_null(inner.json))
			inner.json = NULL;
		inner.pairs = &no_pairs;
	}
	bool given = read_all(&aside, &inner, f->fields, to) || inner.json;

	if (given || (f->required && aside.count))
		take_faults(faults, &aside);
	if (given && f->kind == FIELD_AT)
		*(void **)at = to;
	return given;
}

/* Which items "papers.N." a form has, as marks; false when there are too many. */
static bool form_items(const struct pairs *pairs, const char *prefix, bool marks[ITEMS_MAX])
{
	size_t size = strlen(prefix);

	for (size_t i = 0; i < pairs->count; i++) {
		const char *name = pairs->items[i].name;
		size_t n = 0, digits_count = 0;

		if (strncmp(name, prefix, size) != 0)
			continue;
		for (name += size; *name >= '0' && *name <= '9' && n < ITEMS_MAX;
		     name++, digits_count++)
			n = n * 10 + (size_t)(*name - '0');
		if (n >= ITEMS_MAX)
			return false;
		if (digits_count && *name == '.')
			marks[n] = true;
	}
	return true;
}

struct items {
	char *bytes;
	size_t count;
};

/* Reads one item behind the others; a row of a form that was left empty is none. */
static void add_item(struct faults *faults, const struct source *inner, const struct field *f,
		     struct items *all)
{
	struct faults aside = { .mem = faults->mem, .lang = faults->lang };
	char *to = all->bytes + all->count * f->item_size;
	bool given = read_all(&aside, inner, f->fields, to) || inner->json;

	if (!given)
		return;
	take_faults(faults, &aside);
	all->count++;
}

static bool read_json_list(struct faults *faults, const json_t *array, const struct field *f,
			   const char *path, struct items *all)
{
	size_t max = f->max ? (size_t)f->max : ITEMS_MAX;

	if (!json_is_array(array)) {
		FAULT(faults, path, "field.wrong_type");
		return false;
	}
	if (json_array_size(array) > max) {
		FAULT(faults, path, "field.too_many", digits(faults->mem, (int64_t)max));
		return false;
	}
	all->bytes = arena_alloc_many(faults->mem, json_array_size(array), f->item_size);
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *where = arena_text(faults->mem, "%s.%zu", path, i);
		struct source inner = {
			json_array_get(array, i),
			&no_pairs,
			arena_text(faults->mem, "%s.", where),
		};

		if (json_is_object(inner.json)) {
			add_item(faults, &inner, f, all);
		} else {
			FAULT(faults, where, "field.wrong_type");
			all->count++; /* it keeps its place: the numbers of those behind it are right */
		}
	}
	return true;
}

static bool read_form_list(struct faults *faults, const struct pairs *pairs, const struct field *f,
			   const char *path, struct items *all)
{
	size_t max = f->max ? (size_t)f->max : ITEMS_MAX;
	bool marks[ITEMS_MAX] = { false };
	const char *prefix = arena_text(faults->mem, "%s.", path);

	if (!form_items(pairs, prefix, marks)) {
		FAULT(faults, path, "field.too_many", digits(faults->mem, (int64_t)max));
		return false;
	}
	all->bytes = arena_alloc_many(faults->mem, ITEMS_MAX, f->item_size);
	for (size_t i = 0; i < ITEMS_MAX; i++) {
		struct source inner = { NULL, pairs, arena_text(faults->mem, "%s%zu.", prefix, i) };

		if (marks[i])
			add_item(faults, &inner, f, all);
	}
	if (all->count > max)
		FAULT(faults, path, "field.too_many", digits(faults->mem, (int64_t)max));
	return all->count > 0;
}

static bool read_list(struct faults *faults, const struct source *from, const struct field *f,
		      const char *path, void *out)
{
	struct items all = { 0 };
	const json_t *array = from->json ? json_object_get(from->json, f->name) : NULL;

	if (from->json && (!array || json_is_null(array)))
		return false;
	if (from->json ? !read_json_list(faults, array, f, path, &all)
		       : !read_form_list(faults, from->pairs, f, path, &all))
		return from->json != NULL;
	*(char **)((char *)out + f->offset) = all.bytes;
	*(size_t *)((char *)out + f->count_offset) = all.count;
	return true;
}

static bool read_one(struct faults *faults, const struct source *from, const struct field *f,
		     const char *path, void *out)
{
	switch (f->kind) {
	case FIELD_OBJECT:
	case FIELD_AT:
		return read_object(faults, from, f, path, out);
	case FIELD_LIST:
		return read_list(faults, from, f, path, out);
	case FIELD_TEXTS:
		return read_texts(faults, from, f, path, out);
	case FIELD_FILE:
		return read_file(from, path, (struct upload *)((char *)out + f->offset));
	case FIELD_TEXT:
	case FIELD_INT:
	case FIELD_INT32:
	case FIELD_BOOL:
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_CHOICE:
		return read_scalar(faults, from, f, path, (char *)out + f->offset);
	case FIELD_RAW:
	case FIELD_END:
		break;
	}
	return false;
}

static bool read_all(struct faults *faults, const struct source *from, const struct field *fields,
		     void *out)
{
	bool any = false;

	for (const struct field *f = fields; f->name; f++) {
		if (f->only_out)
			continue;
		const char *path = *from->prefix
					   ? arena_text(faults->mem, "%s%s", from->prefix, f->name)
					   : f->name;
		size_t before = faults->count;
		bool given = read_one(faults, from, f, path, out);

		given = given || faults->count > before;
		if (!given && f->required)
			FAULT(faults, path, "field.required");
		any = any || given;
	}
	return any;
}

void fields_read(struct faults *faults, const json_t *json, const struct pairs *pairs,
		 const struct field *fields, void *out)
{
	struct source from = { json, pairs, "" };

	read_all(faults, &from, fields, out);
}
