/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_cli.h"
#include <errno.h>
#include <string.h>
#include <jansson.h>

enum { CALENDAR_BYTES_MAX = 64 * 1024 * 1024 };

/* A question of one's own: everything that can be said before the store is opened. */
struct asked {
	const struct calendar *calendar; /* of --calendar, or else of the store */
	struct due_question q;
	const char *from_text, *limit_text;
};

static void close_file(void *file)
{
	fclose(file);
}

static enum rc refuse(struct op *op, struct args *args, const struct findings *f)
{
	findings_print(f, args->lang, args->err);
	return FAIL(op, RC_INVALID, "due.refused", "%s", "");
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static enum rc read_calendar(struct op *op, struct args *args, const char *path,
			     const struct calendar **out)
{
	struct findings f = { .mem = op->mem };
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t used = 0, room = 64 * 1024, n = 1;

	if (file)
		arena_defer(op->mem, close_file, file);
	for (; file && n && used < CALENDAR_BYTES_MAX; used += n) {
		char *more = arena_alloc(op->mem, room *= 2);

		if (used)
			memcpy(more, text, used);
		text = more;
		n = fread(text + used, 1, room - used, file);
	}
	if (!file || ferror(file) || n) {
		ERROR_AT(&f, NULL, 0, "--calendar", n && file ? "due.calendar_large" : "due.calendar_read",
			 path, strerror(errno));
		return refuse(op, args, &f);
	}
	*out = calendar_parse(op->mem, &f, name_of(path), text, used);
	if (!*out)
		return refuse(op, args, &f);
	findings_print(&f, args->lang, args->err);
	return RC_OK;
}

static const char *number(struct arena *mem, size_t n)
{
	return arena_text(mem, "%zu", n);
}

static void read_events(struct op *op, struct findings *f, const char *text, struct asked *asked)
{
	struct pause_list list = { .mem = op->mem };
	size_t item;

	if (!events_parse(text, strlen(text), &list, &item))
		ERROR_AT(f, NULL, 0, "--events", "due.events", number(op->mem, item), text);
	asked->q.pauses = list.items;
	asked->q.pauses_count = list.count;
}

static enum rc read_question(struct op *op, struct args *args, struct asked *asked)
{
	struct findings f = { .mem = op->mem };
	const char *events = args_option(args, "--events");

	asked->from_text = args->words[0];
	asked->limit_text = args->words[1];
	if (!minute_parse(asked->from_text, strlen(asked->from_text), &asked->q.from))
		ERROR_AT(&f, NULL, 0, "FROM", "due.from", asked->from_text);
	if (!limit_parse(asked->limit_text, strlen(asked->limit_text), &asked->q.limit))
		ERROR_AT(&f, NULL, 0, "LIMIT", "due.limit", asked->limit_text);
	if (events)
		read_events(op, &f, events, asked);
	asked->q.restart = args_option(args, "--restart") != NULL;
	return f.errors ? refuse(op, args, &f) : RC_OK;
}

static enum rc prepare(struct op *op, struct args *args)
{
	struct asked *asked = arena_one(op->mem, struct asked);
	const char *calendar = args_option(args, "--calendar");
	bool batch = args_option(args, "--batch");

	if (args->words_count != (batch ? 0 : 2) ||
	    (batch && (args_option(args, "--events") || args_option(args, "--explain"))))
		return FAIL(op, RC_INVALID, "due.usage", "%s", "");
	if (!batch)
		TRY(read_question(op, args, asked));
	if (calendar) {
		TRY(read_calendar(op, args, calendar, &asked->calendar));
		args->no_store = true;
	}
	args->kept = asked;
	return RC_OK;
}

/* --calendar replaces every other; without a store the program's own is all there is. */
static enum rc run(struct op *op, struct args *args)
{
	struct asked *asked = args->kept;

	if (asked->calendar)
		return RC_OK;
	if (op->db)
		return calendar_current(op, &asked->calendar);
	if (args_option(args, "--explain"))
		fprintf(args->err, "%s\n", words(args->lang, "due.national"));
	asked->calendar = calendar_national(op->mem);
	return RC_OK;
}

static json_t *json_time(int64_t minute)
{
	char text[MINUTE_TEXT_SIZE];

	minute_write(text, minute);
	return json_stringn(text, sizeof text);
}

static json_t *json_line(struct op *op, enum lang lang, const struct due_line *line)
{
	json_t *o = json_object();

	json_object_set_new(o, "kind", json_string(due_line_name(line->kind)));
	json_object_set_new(o, "from", json_time(line->from));
	if (line->to > line->from)
		json_object_set_new(o, "to", json_time(line->to));
	if (line->total) {
		json_object_set_new(o, "number", json_integer(line->number));
		json_object_set_new(o, "total", json_integer(line->total));
	}
	if (*line->basis)
		json_object_set_new(o, "basis", json_string(line->basis));
	json_object_set_new(o, "text", json_string(due_line_show(op->mem, lang, line)));
	return o;
}

static json_t *json_pauses(const struct due_question *q)
{
	json_t *list = json_array();

	for (size_t i = 0; i < q->pauses_count; i++) {
		const struct pause *p = &q->pauses[i];

		json_array_append_new(list, json_pack("{s:o, s:o}", "pause", json_time(p->from),
						      "resume", p->to == PAUSE_OPEN ?
								      json_null() :
								      json_time(p->to)));
	}
	return list;
}

static enum rc print_json(struct op *op, struct args *args, const struct asked *asked,
			  const struct due *due, const struct due_line *lines, size_t count)
{
	json_t *o = json_pack("{s:s, s:s, s:o, s:b, s:o, s:b}", "from", asked->from_text, "limit",
			      asked->limit_text, "events", json_pauses(&asked->q), "restart",
			      (int)asked->q.restart, "due",
			      due->paused ? json_null() : json_time(due->at), "paused",
			      (int)due->paused);
	if (lines) {
		json_t *list = json_array();

		for (size_t i = 0; i < count; i++)
			json_array_append_new(list, json_line(op, args->lang, &lines[i]));
		json_object_set_new(o, "explanation", list);
	}
	int bad = json_dumpf(o, args->out, JSON_COMPACT);

	json_decref(o);
	if (bad || fputc('\n', args->out) == EOF)
		return FAIL(op, RC_BROKEN, "due.write", "%s", strerror(errno));
	return RC_OK;
}

static enum rc print_text(struct op *op, struct args *args, const struct due *due,
			  const struct due_line *lines, size_t count)
{
	char text[MINUTE_TEXT_SIZE];

	if (due->paused) {
		fputs("paused\n", args->out);
	} else {
		minute_write(text, due->at);
		fprintf(args->out, "%.*s\n", (int)sizeof text, text);
	}
	for (size_t i = 0; i < count; i++)
		fprintf(args->out, "%s\n", due_line_show(op->mem, args->lang, &lines[i]));
	if (fflush(args->out))
		return FAIL(op, RC_BROKEN, "due.write", "%s", strerror(errno));
	return RC_OK;
}

static enum rc finish(struct op *op, struct args *args)
{
	const struct asked *asked = args->kept;
	struct due due;
	struct due_line *lines = NULL;
	size_t count = 0;

	if (args_option(args, "--batch"))
		return due_batch(op,
				 &(struct due_batch){ .calendar = asked->calendar,
						      .restart = args_option(args, "--restart"),
						      .json = args->json },
				 args->in, args->out);
	enum due_fault fault = due_count(asked->calendar, &asked->q, &due);

	if (fault != DUE_GOOD) {
		struct findings f = { .mem = op->mem };

		ERROR_AT(&f, NULL, 0, fault == DUE_TOO_LATE ? "LIMIT" : "--events",
			 due_fault_key(fault), number(op->mem, due.item + 1));
		return refuse(op, args, &f);
	}
	if (args_option(args, "--explain"))
		due_explain(op->mem, asked->calendar, &asked->q, &lines, &count);
	return args->json ? print_json(op, args, asked, &due, lines, count) :
			    print_text(op, args, &due, lines, count);
}

static const struct option_spec due_options[] = {
	{ .name = "--events", .value = "EVENTS" },
	{ .name = "--restart" },
	{ .name = "--calendar", .value = "FILE" },
	{ .name = "--explain" },
	{ .name = "--batch" },
	{ 0 },
};

const struct command calendar_commands[] = {
	{
		.name = "due",
		.usage = "FROM LIMIT [--events \"pause@T;resume@T\"] [--restart] [--calendar FILE] "
			 "[--explain] | --batch [--restart] [--calendar FILE]",
		.help = "due.help",
		.store = STORE_MAYBE,
		.prepare = prepare,
		.run = run,
		.finish = finish,
		.words_min = 0,
		.words_max = 2,
		.options = due_options,
	},
	{ 0 },
};
