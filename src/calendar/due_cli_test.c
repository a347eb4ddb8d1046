/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_cli.h"
#include "tests/tap.h"
#include <jansson.h>
#include <string.h>
#include <unistd.h>

static const char OWN[] = "date,kind,hours,basis\n"
			  "2026-11-03,work,07:30-11:30,half\n"
			  "2026-11-04,off,,feast\n"
			  "2026-11-07,work,08:00-12:00 13:00-15:00,swapped\n"
			  "2026-11-09,work,06:00-09:00 10:00-15:30,early\n"
			  "2026-11-11,off,,\n";

struct ran {
	enum rc rc;
	bool storeless;
	const char *out, *err, *key;
};

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NO_WORDS ((const char *const[]){ NULL })

static struct ran run_on(struct arena *mem, const char *const *words, const char *const *options,
			 bool json, FILE *in)
{
	struct op op = { .mem = mem };
	struct args args = { .program = "haicap", .words = words, .json = json, .lang = LANG_EN };
	char *out = NULL, *err = NULL;
	size_t out_size, err_size;
	struct ran ran = { 0 };

	while (words[args.words_count])
		args.words_count++;
	for (; options[0]; options += 2, args.options_count++) {
		args.options[args.options_count].name = options[0];
		args.options[args.options_count].value = options[1];
	}
	args.in = in;
	args.out = open_memstream(&out, &out_size);
	args.err = open_memstream(&err, &err_size);
	ran.rc = calendar_commands[0].prepare(&op, &args);
	if (ran.rc == RC_OK)
		ran.rc = calendar_commands[0].run(&op, &args);
	if (ran.rc == RC_OK)
		ran.rc = calendar_commands[0].finish(&op, &args);
	fclose(args.out);
	fclose(args.err);
	ran.out = arena_copy_bytes(mem, out, out_size);
	ran.err = arena_copy_bytes(mem, err, err_size);
	ran.key = op.err.key;
	ran.storeless = args.no_store;
	free(out);
	free(err);
	return ran;
}

/* Runs `haicap due` with @words (two, or none) and @options, pairs of name and value. */
static struct ran run_due(struct arena *mem, const char *const *words, const char *const *options)
{
	return run_on(mem, words, options, false, NULL);
}

static struct ran run_batch(struct arena *mem, const char *const *options, bool json,
			    const char *text, size_t size)
{
	FILE *in = tmpfile();

	fwrite(text, 1, size, in);
	rewind(in);
	struct ran r = run_on(mem, NO_WORDS, options, json, in);

	fclose(in);
	return r;
}

/* A file with @text in it, gone when @mem is. */
static void remove_file(void *path)
{
	remove(path);
}

static char *table(struct arena *mem, const char *text)
{
	char *path = arena_copy(mem, P_tmpdir "/haicap-due-XXXXXX");
	FILE *out = fdopen(mkstemp(path), "w");

	fputs(text, out);
	fclose(out);
	arena_defer(mem, remove_file, path);
	return path;
}

static void a_question_is_answered_on_one_line(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_due(mem, WORDS("2026-08-28T10:00", "3wd"), NO_WORDS);

	(void)w;
	is_rc(r.rc, RC_OK);
	is_text(r.out, "2026-09-07T17:00\n");
	is_text(r.err, "");
	is_true(!r.storeless);
	r = run_due(mem, WORDS("2026-11-02T09:00", "5wd"),
		    WORDS("--events", "pause@2026-11-04T10:00;resume@2026-11-09T08:00"));
	is_text(r.out, "2026-11-13T17:00\n");
	r = run_due(mem, WORDS("2026-11-02T09:00", "5wd"),
		    WORDS("--events", "pause@2026-11-04T10:00;resume@2026-11-09T08:00",
			  "--restart", ""));
	is_text(r.out, "2026-11-16T17:00\n");
	r = run_due(mem, WORDS("2026-11-02T09:00", "5wd"),
		    WORDS("--events", "pause@2026-11-04T10:00"));
	is_text(r.out, "paused\n");
	r = run_due(mem, WORDS("2026-11-02T09:00", "5wd"), WORDS("--events", ""));
	is_text(r.out, "2026-11-09T17:00\n");
	arena_drop(mem);
}

static void a_calendar_given_replaces_every_other_and_needs_no_store(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_due(mem, WORDS("2026-08-28T10:00", "3wd"),
			       WORDS("--calendar", table(mem, OWN)));

	(void)w;
	is_text(r.out, "2026-09-02T17:00\n");
	is_true(r.storeless);
	arena_drop(mem);
}

static void an_answer_explains_itself_day_by_day(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_due(mem, WORDS("2026-11-02T09:00", "4wd"),
			       WORDS("--calendar", table(mem, OWN), "--explain", "", "--events",
				     "pause@2026-11-05T09:00;resume@2026-11-06T10:00"));

	(void)w;
	is_rc(r.rc, RC_OK);
	is_text(r.out, "2026-11-10T17:00\n"
		       "09:00 Monday 02/11/2026: received; this day is not counted\n"
		       "Tuesday 03/11/2026: day 1 of 4 (half)\n"
		       "Wednesday 04/11/2026: day off (feast)\n"
		       "Thursday 05/11/2026 – Friday 06/11/2026: paused, not counted\n"
		       "Saturday 07/11/2026: day 2 of 4 (swapped)\n"
		       "Sunday 08/11/2026: weekend\n"
		       "Monday 09/11/2026: day 3 of 4 (early)\n"
		       "Tuesday 10/11/2026: day 4 of 4\n"
		       "Due: 17:00 Tuesday 10/11/2026\n");
	r = run_due(mem, WORDS("2026-11-06T09:00", "1d"),
		    WORDS("--calendar", table(mem, "date,kind,hours,basis\n2026-11-09,off,,mourning\n"),
			  "--explain", ""));
	is_text(r.out, "2026-11-10T17:00\n"
		       "09:00 Friday 06/11/2026: received; this day is not counted\n"
		       "Before Monday 09/11/2026 the calendar holds no dates: weekends alone are off\n"
		       "Saturday 07/11/2026: day 1 of 1, a day off; the end moves to the next "
		       "working day\n"
		       "Sunday 08/11/2026: weekend\n"
		       "Monday 09/11/2026: day off (mourning)\n"
		       "From Tuesday 10/11/2026 on the calendar holds no dates: weekends alone are "
		       "off\n"
		       "Tuesday 10/11/2026: the next working day\n"
		       "Due: 17:00 Tuesday 10/11/2026\n");
	arena_drop(mem);
}

static void an_answer_explains_itself_minute_by_minute(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_due(mem, WORDS("2026-11-03T10:00", "3wh"),
			       WORDS("--calendar", table(mem, OWN), "--explain", "", "--events",
				     "pause@2026-11-03T10:30;resume@2026-11-03T11:00;"
				     "pause@2026-11-05T08:00;resume@2026-11-05T08:00"));

	(void)w;
	is_text(r.out, "2026-11-05T09:30\n"
		       "Tuesday 03/11/2026 10:00–10:30: 30 min, so far 30 of 180 min (half)\n"
		       "10:30 Tuesday 03/11/2026 – 11:00 Tuesday 03/11/2026: paused, not counted\n"
		       "Tuesday 03/11/2026 11:00–11:30: 30 min, so far 60 of 180 min (half)\n"
		       "Wednesday 04/11/2026: day off (feast)\n"
		       "Thursday 05/11/2026 07:30–09:30: 120 min, so far 180 of 180 min\n"
		       "08:00 Thursday 05/11/2026: paused and resumed in the same minute, as if it "
		       "were not there\n"
		       "Due: 09:30 Thursday 05/11/2026\n");
	arena_drop(mem);
}

static void an_answer_explains_the_same_day_and_restarts(struct world *w)
{
	struct arena *mem = arena_new();
	char *own = table(mem, OWN);
	struct ran r = run_due(mem, WORDS("2026-11-06T15:01", "same"),
			       WORDS("--calendar", own, "--explain", ""));

	(void)w;
	is_text(r.out, "2026-11-07T15:00\n"
		       "15:01 Friday 06/11/2026: received after 15:00 or after the close, due the next "
		       "working day\n"
		       "Saturday 07/11/2026: the next working day (swapped)\n"
		       "Due: 15:00 Saturday 07/11/2026\n");
	r = run_due(mem, WORDS("2026-11-05T09:00", "same"),
		    WORDS("--calendar", own, "--explain", "", "--events",
			  "pause@2026-11-05T10:00;resume@2026-11-08T10:00;pause@2026-11-09T17:00"));
	is_text(r.out, "2026-11-09T15:30\n"
		       "10:00 Thursday 05/11/2026 – 10:00 Sunday 08/11/2026: paused; then counted anew, "
		       "as if received at 10:00 Sunday 08/11/2026\n"
		       "10:00 Sunday 08/11/2026: received on a day off, due the next working day\n"
		       "Monday 09/11/2026: the next working day (early)\n"
		       "17:00 Monday 09/11/2026: paused after the due time 15:30 Monday 09/11/2026, as "
		       "if it were not there\n"
		       "Due: 15:30 Monday 09/11/2026\n");
	r = run_due(mem, WORDS("2026-11-05T09:00", "2wd"),
		    WORDS("--calendar", own, "--explain", "", "--events", "pause@2026-11-07T10:00"));
	is_text(r.out, "paused\n"
		       "09:00 Thursday 05/11/2026: received; this day is not counted\n"
		       "Friday 06/11/2026: day 1 of 2\n"
		       "10:00 Saturday 07/11/2026: paused and not resumed; there is no due time now\n");
	arena_drop(mem);
}

static void facts_are_printed_as_json(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_on(mem, WORDS("2026-11-06T15:01", "1wd"),
			      WORDS("--calendar", table(mem, OWN), "--explain", "", "--events",
				    "pause@2026-11-07T10:00;resume@2026-11-07T11:00"),
			      true, NULL);
	json_t *o = json_loads(r.out, 0, NULL);

	(void)w;
	is_text(json_string_value(json_object_get(o, "due")), "2026-11-09T15:30");
	is_true(json_is_false(json_object_get(o, "paused")));
	is_text(json_string_value(json_object_get(o, "limit")), "1wd");
	is_int(json_array_size(json_object_get(o, "events")), 1);
	json_t *lines = json_object_get(o, "explanation");

	is_int(json_array_size(lines), 5);
	json_t *last = json_array_get(lines, 3);

	is_text(json_string_value(json_object_get(last, "kind")), "day");
	is_int(json_integer_value(json_object_get(last, "number")), 1);
	is_text(json_string_value(json_object_get(last, "basis")), "early");
	json_decref(o);
	r = run_on(mem, WORDS("2026-11-06T15:01", "1wd"),
		   WORDS("--events", "pause@2026-11-06T15:01"), true, NULL);
	is_text(r.out, "{\"from\":\"2026-11-06T15:01\",\"limit\":\"1wd\",\"events\":[{\"pause\":"
		       "\"2026-11-06T15:01\",\"resume\":null}],\"restart\":false,\"due\":null,"
		       "\"paused\":true}\n");
	arena_drop(mem);
}

static void wrong_input_is_told_with_its_place_and_changes_nothing(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_due(mem, WORDS("2026-02-29T10:00", "0wd"),
			       WORDS("--events", "pause@2026-03-01T10:00;resume@x"));

	(void)w;
	is_rc(r.rc, RC_INVALID);
	is_text(r.out, "");
	is_text(r.key, "due.refused");
	is_true(strstr(r.err, "FROM: “2026-02-29T10:00” is no time") == r.err);
	is_true(strstr(r.err, "\nLIMIT: “0wd” is no limit") != NULL);
	is_true(strstr(r.err, "\n--events: item 2 of “pause") != NULL);
	r = run_due(mem, WORDS("2026-02-28T10:00", "9wd"),
		    WORDS("--events", "pause@2026-02-28T09:59"));
	is_text(r.err, "--events: pause 1 begins before the reception, or before an earlier pause has "
		       "ended\n");
	r = run_due(mem, WORDS("9999-12-28T10:00", "9wd"), NO_WORDS);
	is_text(r.err, "LIMIT: the due time lies after the year 9999\n");
	is_rc(run_due(mem, WORDS("2026-02-28T10:00"), NO_WORDS).rc, RC_INVALID);
	is_rc(run_due(mem, WORDS("2026-02-28T10:00", "1d"), WORDS("--batch", "")).rc, RC_INVALID);
	is_rc(run_due(mem, NO_WORDS, WORDS("--batch", "", "--explain", "")).rc, RC_INVALID);
	is_text(run_due(mem, NO_WORDS, NO_WORDS).key, "due.usage");
	arena_drop(mem);
}

static void a_calendar_that_cannot_be_read_is_refused(struct world *w)
{
	struct arena *mem = arena_new();
	struct ran r = run_due(mem, WORDS("2026-02-28T10:00", "1d"), WORDS("--calendar", "nowhere"));

	(void)w;
	is_rc(r.rc, RC_INVALID);
	is_true(strstr(r.err, "--calendar: the file nowhere cannot be read") == r.err);
	r = run_due(mem, WORDS("2026-02-28T10:00", "1d"), WORDS("--calendar", "."));
	is_rc(r.rc, RC_INVALID);
	r = run_due(mem, WORDS("2026-02-28T10:00", "1d"),
		    WORDS("--calendar", table(mem, "date,kind,hours,basis\n2026-02-30,off,,\n"
						   "2026-03-01,on,,\n")));
	is_rc(r.rc, RC_INVALID);
	is_true(strstr(r.err, ":2: date: ") != NULL && strstr(r.err, ":3: kind: ") != NULL);
	is_text(r.out, "");
	arena_drop(mem);
}

static void a_batch_answers_line_for_line(struct world *w)
{
	static const char in[] = "2026-08-28T10:00\t3wd\n"
				 "\n"
				 "2026-08-20T10:00\t3wd\t\n"
				 "2026-08-20T10:00\t3wd\t\t\n"
				 "\xC3\x28\t3wd\n"
				 "2026-08-20T10:00\0\t3wd\n"
				 "2026-08-28T10:00\t3wd\tpause@2026-08-28T10:00\r\n"
				 "2026-08-28T10:00\t3wd\tpause@2026-08-28T10:00";
	static const char want[] = "2026-09-07T17:00\nerror\n2026-08-24T17:00\nerror\nerror\nerror\n"
				   "error\npaused\n";
	struct arena *mem = arena_new();

	(void)w;
	is_text(run_batch(mem, WORDS("--batch", ""), false, in, sizeof in - 1).out, want);
	is_text(run_batch(mem, WORDS("--batch", ""), false, "", 0).out, "");
	is_text(run_batch(mem, WORDS("--batch", ""), false, "\n\n", 2).out, "error\nerror\n");
	is_text(run_batch(mem, WORDS("--batch", ""), true, in, sizeof in - 1).out,
		"{\"due\":\"2026-09-07T17:00\",\"paused\":false}\n{\"error\":\"due.columns\"}\n"
		"{\"due\":\"2026-08-24T17:00\",\"paused\":false}\n{\"error\":\"due.events\"}\n"
		"{\"error\":\"due.from\"}\n{\"error\":\"due.from\"}\n{\"error\":\"due.events\"}\n"
		"{\"due\":null,\"paused\":true}\n");
	arena_drop(mem);
}

static void a_line_may_be_longer_than_any_buffer(struct world *w)
{
	struct arena *mem = arena_new();
	char *in = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&in, &size);

	(void)w;
	fputs("2026-08-28T10:00\t3wd\t", out);
	for (int i = 0; i < 20000; i++)
		fputs("pause@2026-08-28T10:00;resume@2026-08-28T10:00;", out);
	fputs("pause@2026-08-29T10:00\n2026-08-28T10:00\t3wd\n", out);
	for (int i = 0; i < 900000; i++)
		fputc('x', out);
	fclose(out);
	is_text(run_batch(mem, WORDS("--batch", ""), false, in, size).out,
		"paused\n2026-09-07T17:00\nerror\n");
	free(in);
	arena_drop(mem);
}

static void a_batch_answers_before_it_waits_for_more(struct world *w)
{
	struct arena *mem = arena_new();
	struct op op = { .mem = mem };
	int to[2], from[2];
	char line[64] = "";

	(void)w;
	if (pipe(to) || pipe(from))
		return;
	if (!fork()) {
		FILE *in = fdopen(to[0], "r"), *out = fdopen(from[1], "w");

		close(to[1]);
		close(from[0]);
		struct due_batch b = { .calendar = calendar_national(mem) };

		_exit(due_batch(&op, &b, in, out) == RC_OK ? 0 : 1);
	}
	close(to[0]);
	close(from[1]);
	for (int i = 0; i < 3; i++) {
		is_int(write(to[1], "2026-08-28T10:00\t3wd\n", 21), 21);
		ssize_t n = read(from[0], line, sizeof line - 1);

		is_int(n, 17);
		line[n > 0 ? n : 0] = '\0';
		is_text(line, "2026-09-07T17:00\n");
	}
	close(to[1]);
	close(from[0]);
	arena_drop(mem);
}

static void a_full_disk_is_no_answer(struct world *w)
{
	struct arena *mem = arena_new();
	struct op op = { .mem = mem };
	struct due_batch b = { .calendar = calendar_national(mem) };
	FILE *in = tmpfile(), *out = fopen("/dev/full", "w");

	(void)w;
	fputs("2026-08-28T10:00\t3wd\n", in);
	rewind(in);
	is_rc(due_batch(&op, &b, in, out), RC_BROKEN);
	is_text(op.err.key, "due.write");
	fclose(in);
	fclose(out);
	arena_drop(mem);
}

TESTS_PLAIN(a_question_is_answered_on_one_line,
	    a_calendar_given_replaces_every_other_and_needs_no_store,
	    an_answer_explains_itself_day_by_day, an_answer_explains_itself_minute_by_minute,
	    an_answer_explains_the_same_day_and_restarts, facts_are_printed_as_json,
	    wrong_input_is_told_with_its_place_and_changes_nothing,
	    a_calendar_that_cannot_be_read_is_refused, a_batch_answers_line_for_line,
	    a_line_may_be_longer_than_any_buffer, a_batch_answers_before_it_waits_for_more,
	    a_full_disk_is_no_answer)
