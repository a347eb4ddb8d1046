/* SPDX-License-Identifier: Apache-2.0 */
#include "core/time.h"
#include "territory/order_inner.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = { "preview", "blocked", "scheduled", "applied", "undone" };

static json_t *show_kind(const struct kind_count *k)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:s, s:s}", "kind", k->kind, "before",
			 (json_int_t)k->before, "after", (json_int_t)k->after, "moved",
			 (json_int_t)k->moved, "kept", (json_int_t)k->kept, "residue",
			 (json_int_t)k->residue, "root_before", k->root_before, "root_after",
			 k->root_after);
}

static json_t *show_block(struct arena *mem, const struct block *b, enum lang lang)
{
	return json_pack("{s:s, s:s, s:s, s:s?}", "key", b->key, "text",
			 words_with(mem, lang, b->key, b->args, FINDING_ARGS), "owner",
			 b->owner ? b->owner : "", "href", b->href);
}

json_t *order_report_object(struct arena *mem, const struct order_report *r, enum lang lang)
{
	json_t *kinds = json_array(), *blocks = json_array();

	for (size_t i = 0; i < r->kinds_count; i++)
		json_array_append_new(kinds, show_kind(&r->kinds[i]));
	for (size_t i = 0; i < r->blocks.count; i++)
		json_array_append_new(blocks, show_block(mem, &r->blocks.items[i], lang));
	return json_pack("{s:s, s:s, s:s, s:{s:I, s:I, s:I, s:I, s:I}, s:o, s:o}", "order",
			 r->number, "operates", day_show(mem, r->operates), "state",
			 states[r->state], "units", "before", (json_int_t)r->units.before, "ended",
			 (json_int_t)r->units.ended, "continued", (json_int_t)r->units.continued,
			 "started", (json_int_t)r->units.started, "after",
			 (json_int_t)r->units.after, "kinds", kinds, "blocks", blocks);
}

char *order_report_json(struct arena *mem, const struct order_report *report, enum lang lang)
{
	json_t *object = order_report_object(mem, report, lang);
	char *text = json_dumps(object, JSON_COMPACT), *line = arena_copy(mem, text);

	free(text);
	json_decref(object);
	return line;
}

static int64_t number_of(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

static const char *text_of(struct arena *mem, const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return arena_copy(mem, text ? text : "");
}

static void read_root(const json_t *object, const char *member, char root[ROOT_TEXT])
{
	const char *text = json_string_value(json_object_get(object, member));

	snprintf(root, ROOT_TEXT, "%s", text ? text : "");
}

static void read_kinds(struct arena *mem, const json_t *list, struct order_report *r)
{
	r->kinds_count = json_array_size(list);
	r->kinds = arena_many(mem, struct kind_count, r->kinds_count + 1);
	for (size_t i = 0; i < r->kinds_count; i++) {
		const json_t *k = json_array_get(list, i);

		r->kinds[i] = (struct kind_count){
			.kind = text_of(mem, k, "kind"),
			.before = number_of(k, "before"), .after = number_of(k, "after"),
			.moved = number_of(k, "moved"), .kept = number_of(k, "kept"),
			.residue = number_of(k, "residue"),
		};
		read_root(k, "root_before", r->kinds[i].root_before);
		read_root(k, "root_after", r->kinds[i].root_after);
	}
}

bool order_report_read(struct arena *mem, const char *text, struct order_report *out)
{
	json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *units = json_object_get(object, "units");
	const char *state = text_of(mem, object, "state");
	size_t i = 0;

	while (i < sizeof states / sizeof *states && strcmp(states[i], state) != 0)
		i++;
	*out = (struct order_report){
		.number = text_of(mem, object, "order"),
		.operates = day_parse(text_of(mem, object, "operates")),
		.state = (enum report_state)i,
		.units = { number_of(units, "before"), number_of(units, "ended"),
			   number_of(units, "continued"), number_of(units, "started"),
			   number_of(units, "after") },
		.blocks.mem = mem,
	};
	read_kinds(mem, json_object_get(object, "kinds"), out);
	json_decref(object);
	return object && i < sizeof states / sizeof *states;
}
