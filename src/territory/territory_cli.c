/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/territory_cli.h"
#include "core/text.h"
#include "territory/territory.h"
#include "territory/unit_view.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The days of the words and of the answer: --on and --to, today by the store's clock. */
struct days {
	int32_t on, to;
};

static enum rc read_day(struct op *op, const struct args *args, const char *name, int32_t *day)
{
	const char *text = args_option(args, name);

	*day = text ? day_parse(text) : time_day(op->now_us);
	if (*day == DAY_NONE)
		return FAIL_FIELD(op, name, "territory.date", "%s", text);
	return RC_OK;
}

static enum rc read_days(struct op *op, const struct args *args, struct days *days)
{
	TRY(read_day(op, args, "--on", &days->on));
	return read_day(op, args, "--to", &days->to);
}

static const char *codes_of(struct arena *mem, const struct units *units, int32_t day)
{
	size_t room = 1, size = 0;
	char *all;

	for (size_t i = 0; i < units->count; i++)
		room += strlen(unit_code(units->items[i], day)) + 1;
	all = arena_alloc(mem, room);
	for (size_t i = 0; i < units->count; i++) {
		const char *code = unit_code(units->items[i], day);

		if (i)
			all[size++] = ' ';
		memcpy(all + size, code, strlen(code));
		size += strlen(code);
	}
	return all;
}

typedef struct place (place_finder)(const struct territory *t, struct arena *mem, const char *text,
				    int32_t on, int32_t to);

static bool is_line(const char *line, size_t size)
{
	return size && text_is_utf8(line, size);
}

/* What would be passed over in silence is refused: words beside --batch, which reads its own. */
static enum rc check_words(struct op *op, const struct args *args, bool batch, const char *missing)
{
	if (batch && args->words_count)
		return FAIL(op, RC_INVALID, "territory.batch_words", "%s", args->words[0]);
	if (!batch && !args->words_count)
		return FAIL(op, RC_INVALID, "territory.text_missing", "%s", missing);
	return RC_OK;
}

/* One line in, one line out, in order. What a line needs is forgotten behind it. */
static enum rc run_batch(struct op *op, struct args *args, place_finder *find)
{
	const struct territory *t;
	struct arena *mem = arena_new();
	struct days days;
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	enum rc rc = read_days(op, args, &days);

	if (rc == RC_OK)
		rc = territory_of(op, &t);
	while (rc == RC_OK && (size = getline(&line, &room, args->in)) >= 0) {
		struct place place = { .status = PLACE_NONE };

		while (size && (line[size - 1] == '\n' || line[size - 1] == '\r'))
			line[--size] = '\0';
		if (is_line(line, (size_t)size))
			place = find(t, mem, line, days.on, days.to);
		fputs(place_status_word(place.status), args->out);
		fputc('\t', args->out);
		fputs(codes_of(mem, &place.units, days.to), args->out);
		fputc('\n', args->out);
		arena_reset(mem);
	}
	if (rc == RC_OK && (ferror(args->in) || fflush(args->out) != 0))
		rc = FAIL(op, RC_BROKEN, "territory.batch", "reading or writing failed");
	free(line);
	arena_drop(mem);
	return rc;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *day_or_null(struct arena *mem, int32_t day)
{
	return day == DAY_NONE ? json_null() : json_string(day_show(mem, day));
}

static json_t *brief_json(const struct unit_brief *b)
{
	if (!b)
		return json_null();
	return json_pack("{s:s, s:s, s:s}", "code", b->code, "name", b->name, "type", b->type);
}

static json_t *relatives_json(const struct relative_view *rows, size_t count)
{
	json_t *all = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *one = json_pack("{s:s, s:s, s:s, s:s}", "code", rows[i].code, "name",
					rows[i].name, "type", rows[i].type, "share", rows[i].share);

		if (rows[i].area_only)
			json_object_set_new(one, "area_only", json_true());
		json_array_append_new(all, one);
	}
	return all;
}

static json_t *view_json(struct arena *mem, const struct unit_view *v)
{
	json_t *parents = json_array();

	for (size_t i = 0; i < v->parents_count; i++)
		json_array_append_new(parents, brief_json(&v->parents[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "code", v->code,
			 "name", v->name, "type", v->type, "tier", v->tier, "from",
			 day_or_null(mem, v->from), "to", day_or_null(mem, v->to), "province",
			 brief_json(v->province), "parents", parents, "predecessors",
			 relatives_json(v->predecessors, v->predecessors_count), "successors",
			 relatives_json(v->successors, v->successors_count), "order",
			 text_or_null(v->order));
}

static enum rc print_json(struct op *op, const struct args *args, json_t *object)
{
	bool written = object && json_dumpf(object, args->out, JSON_COMPACT) == 0 &&
		       fputc('\n', args->out) != EOF;

	json_decref(object);
	if (!written)
		return FAIL(op, RC_BROKEN, "territory.batch", "writing failed");
	return RC_OK;
}

static void print_relatives(const struct args *args, const char *key,
			    const struct relative_view *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(args->out, "  %s: %s %s %s%s\n", words(args->lang, key), rows[i].code,
			unit_type_prefix(unit_type_of(rows[i].type)), rows[i].name,
			strcmp(rows[i].share, "part") == 0 ? words(args->lang, "unit.cli_part") : "");
}

static void print_view(struct op *op, const struct args *args, const struct unit_view *v)
{
	fprintf(args->out, "%s  %s\n", v->code, v->named);
	fprintf(args->out, "  %s\n",
		v->to == DAY_NONE
			? words_put(op->mem, args->lang, "unit.cli_since", day_show_people(op->mem, v->from))
			: words_put(op->mem, args->lang, "unit.cli_life", day_show_people(op->mem, v->from),
				    day_show_people(op->mem, v->to - 1)));
	for (size_t i = 0; i < v->parents_count; i++)
		fprintf(args->out, "  %s: %s %s %s\n", words(args->lang, "unit.cli_parent"),
			v->parents[i].code, unit_type_prefix(unit_type_of(v->parents[i].type)),
			v->parents[i].name);
	print_relatives(args, "unit.cli_before", v->predecessors, v->predecessors_count);
	print_relatives(args, "unit.cli_after", v->successors, v->successors_count);
	if (v->order)
		fprintf(args->out, "  %s: %s\n", words(args->lang, "unit.cli_order"), v->order);
}

/* "haicap unit Sín Thầu" needs no quotes. NULL when it is not UTF-8. */
static const char *joined(struct op *op, const struct args *args)
{
	const char *all = "";

	for (size_t i = 0; i < args->words_count; i++)
		all = arena_text(op->mem, "%s%s%s", all, i ? " " : "", args->words[i]);
	return text_nfc(op->mem, all);
}

static enum rc run_unit(struct op *op, struct args *args)
{
	const struct territory *t;
	struct days days;
	bool batch = args_option(args, "--batch");

	TRY(check_words(op, args, batch, "no code or name"));
	if (batch)
		return run_batch(op, args, unit_place);
	if (args_option(args, "--to"))
		return FAIL_FIELD(op, "--to", "territory.batch_to", "%s", "");
	TRY(read_days(op, args, &days));
	TRY(territory_of(op, &t));
	const char *text = joined(op, args);
	struct units found = { 0 };

	if (text)
		found = unit_match(t, op->mem, text, TIER_ANY, days.on);
	json_t *matches = json_array();

	for (size_t i = 0; i < found.count; i++) {
		struct unit_view *v = unit_view(t, op->mem, found.items[i], days.on);

		if (args->json)
			json_array_append_new(matches, view_json(op->mem, v));
		else
			print_view(op, args, v);
	}
	if (!found.count) {
		args_no(args);
		fprintf(args->err, "%s\n", words(args->lang, "territory.no_unit"));
	}
	if (!args->json) {
		json_decref(matches);
		return RC_OK;
	}
	return print_json(op, args, json_pack("{s:o}", "matches", matches));
}

static json_t *place_json(const struct place *place, int32_t day)
{
	json_t *units = json_array();

	for (size_t i = 0; i < place->units.count; i++) {
		struct unit_brief brief = unit_brief(place->units.items[i], day);

		json_array_append_new(units, brief_json(&brief));
	}
	return json_pack("{s:s, s:o}", "status", place_status_word(place->status), "units", units);
}

static enum rc run_address(struct op *op, struct args *args)
{
	const struct territory *t;
	struct days days;
	bool batch = args_option(args, "--batch");

	TRY(check_words(op, args, batch, "no address"));
	if (batch)
		return run_batch(op, args, address_place);
	TRY(read_days(op, args, &days));
	TRY(territory_of(op, &t));
	const char *text = joined(op, args);
	struct place place = { .status = PLACE_NONE };

	if (text)
		place = address_place(t, op->mem, text, days.on, days.to);
	if (place.status == PLACE_NONE)
		args_no(args);
	if (args->json)
		return print_json(op, args, place_json(&place, days.to));
	if (place.status == PLACE_NONE)
		fprintf(args->err, "%s\n", words(args->lang, "territory.no_address"));
	else
		fprintf(args->out, "%s\t%s\n", place_status_word(place.status),
			codes_of(op->mem, &place.units, days.to));
	for (size_t i = 0; i < place.units.count; i++)
		fprintf(args->out, "%s  %s\n", unit_code(place.units.items[i], days.to),
			unit_named(op->mem, place.units.items[i], days.to));
	return RC_OK;
}

static const struct option_spec options[] = {
	{ "--on", "DATE", false }, { "--to", "DATE", false }, { "--batch", NULL, false }, { 0 },
};

const struct command territory_commands[] = {
	{ "unit", "TEXT [--on DATE] | --batch [--on DATE] [--to DATE]", "help.unit", STORE_READ,
	  run_unit, 0, 32, options },
	{ "address", "TEXT [--on DATE] [--to DATE] | --batch [--on DATE] [--to DATE]",
	  "help.address", STORE_READ, run_address, 0, 64, options },
	{ 0 },
};
