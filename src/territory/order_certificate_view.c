/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate for people: the members of the signed object, each under its name. */
#include "core/text.h"
#include "territory/order_web.h"
#include <jansson.h>
#include <string.h>

static int64_t number_of(const json_t *object, const char *member)
{
	return json_integer_value(json_object_get(object, member));
}

static const char *text_of(struct arena *mem, const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return arena_copy(mem, text ? text : "");
}

static void show_kinds(struct arena *mem, const json_t *kinds, struct order_certificate_view *v)
{
	struct order_kind_view *all =
		arena_many(mem, struct order_kind_view, json_array_size(kinds) + 1);

	for (size_t i = 0; i < json_array_size(kinds); i++) {
		const json_t *k = json_array_get(kinds, i);

		all[i] = (struct order_kind_view){
			.kind = text_of(mem, k, "kind"), .before = number_of(k, "before"),
			.after = number_of(k, "after"), .moved = number_of(k, "moved"),
			.kept = number_of(k, "kept"), .residue = number_of(k, "residue"),
			.root_before = text_of(mem, k, "root_before"),
			.root_after = text_of(mem, k, "root_after"),
		};
		all[i].words_key = arena_text(mem, "kind.%s", all[i].kind);
	}
	v->kinds = all;
	v->kinds_count = json_array_size(kinds);
}

/* "ORIGIN LF SIZE LF ROOT LF …" */
static void show_checkpoint(char *text, struct order_certificate_view *v)
{
	const char *origin = strsep(&text, "\n"), *size = strsep(&text, "\n");
	const char *root = strsep(&text, "\n");

	v->origin = origin;
	v->root = root ? root : "";
	if (!size || !text_number(size, &v->size))
		v->size = 0;
}

/* The last line: "— NAME SIGNATURE". */
static void show_signature(struct arena *mem, const char *note, struct order_certificate_view *v)
{
	const char *line = strstr(note, "\n\n\xe2\x80\x94 ");
	char *words = arena_copy(mem, line ? line + 6 : "");
	const char *signer = strsep(&words, " ");

	v->signer = signer;
	v->signature = words ? strsep(&words, "\n") : "";
}

void order_certificate_view_make(struct arena *mem, const struct order *order,
				 struct order_certificate_view *out)
{
	json_t *object = json_loads(order->certificate, JSON_DISABLE_EOF_CHECK, NULL);
	const json_t *units = json_object_get(object, "units");

	out->units = (struct plan_counts){
		.before = number_of(units, "before"), .ended = number_of(units, "ended"),
		.continued = number_of(units, "continued"), .started = number_of(units, "started"),
		.after = number_of(units, "after"),
	};
	out->rehearsal = json_is_true(json_object_get(object, "rehearsal"));
	show_kinds(mem, json_object_get(object, "kinds"), out);
	show_checkpoint(arena_copy(mem, text_of(mem, object, "checkpoint")), out);
	show_signature(mem, order->certificate, out);
	json_decref(object);
}
