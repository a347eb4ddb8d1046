/* SPDX-License-Identifier: Apache-2.0 */
#include "calendar/calendar_cli.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_BYTES = 256 * 1024 };

/* What is wrong with a line, as a catalogue key; NULL when nothing is. */
static const char *count_line(const struct due_batch *b, const char *line, size_t size,
			      struct pause_list *pauses, struct due *due)
{
	const char *end = line + size, *tab = memchr(line, '\t', size), *limit, *events;
	struct due_question q = { .restart = b->restart };
	size_t item;

	if (!tab)
		return "due.columns";
	limit = tab + 1;
	tab = memchr(limit, '\t', (size_t)(end - limit));
	events = tab ? tab + 1 : end;
	if (!minute_parse(line, (size_t)(limit - 1 - line), &q.from))
		return "due.from";
	if (!limit_parse(limit, (size_t)((tab ? tab : end) - limit), &q.limit))
		return "due.limit";
	if (!events_parse(events, (size_t)(end - events), pauses, &item))
		return "due.events";
	q.pauses = pauses->items;
	q.pauses_count = pauses->count;
	enum due_fault fault = due_count(b->calendar, &q, due);

	return fault == DUE_GOOD ? NULL : due_fault_key(fault);
}

static size_t put(char *out, const char *text)
{
	size_t size = strlen(text);

	memcpy(out, text, size);
	return size;
}

static size_t put_time(char *out, int64_t minute)
{
	minute_write(out, minute);
	return MINUTE_TEXT_SIZE;
}

size_t due_answer(const struct due_batch *b, const char *line, size_t size,
		  struct pause_list *pauses, char *out)
{
	struct due due;
	const char *fault = count_line(b, line, size, pauses, &due);
	size_t n = 0;

	if (b->json) {
		n += put(out, fault ? "{\"error\":\"" : "{\"due\":");
		if (fault) {
			n += put(out + n, fault);
			n += put(out + n, "\"}");
		} else if (due.paused) {
			n += put(out + n, "null,\"paused\":true}");
		} else {
			out[n++] = '"';
			n += put_time(out + n, due.at);
			n += put(out + n, "\",\"paused\":false}");
		}
	} else {
		n = fault	 ? put(out, "error") :
		    due.paused ? put(out, "paused") :
				 put_time(out, due.at);
	}
	out[n++] = '\n';
	return n;
}

struct stream {
	struct op *op;
	const struct due_batch *b;
	FILE *in, *out;
	char *bytes;        /* what was read and not answered */
	size_t used, room;
	char *answers;      /* BUFFER_BYTES */
	size_t answers_used;
	struct pause_list pauses;
};

static enum rc flush_answers(struct stream *s)
{
	size_t n = s->answers_used;

	s->answers_used = 0;
	if (n && fwrite(s->answers, 1, n, s->out) != n)
		return FAIL(s->op, RC_BROKEN, "due.write", "%s", strerror(errno));
	return RC_OK;
}

static enum rc answer(struct stream *s, const char *line, size_t size)
{
	if (s->answers_used + DUE_ANSWER_SIZE > BUFFER_BYTES)
		TRY(flush_answers(s));
	s->answers_used += due_answer(s->b, line, size, &s->pauses, s->answers + s->answers_used);
	return RC_OK;
}

/* Answers all whole lines in the buffer from @searched on; what is left moves to its front. */
static enum rc answer_lines(struct stream *s, size_t searched)
{
	const char *line = s->bytes, *end = s->bytes + s->used, *stop;

	while ((stop = memchr(line + searched, '\n', (size_t)(end - line) - searched))) {
		TRY(answer(s, line, (size_t)(stop - line)));
		line = stop + 1;
		searched = 0;
	}
	s->used = (size_t)(end - line);
	memmove(s->bytes, line, s->used);
	return RC_OK;
}

/* Reads what is there; waits only when there is nothing. *@got is 0 at the end. */
static enum rc read_more(struct stream *s, size_t *got)
{
	int file = fileno(s->in);
	ssize_t n;

	if (s->used == s->room) {
		char *more = realloc(s->bytes, s->room * 2);

		if (!more)
			abort();
		s->bytes = more;
		s->room *= 2;
	}
	do
		n = file < 0 ? (ssize_t)fread(s->bytes + s->used, 1, s->room - s->used, s->in) :
			       read(file, s->bytes + s->used, s->room - s->used);
	while (n < 0 && errno == EINTR);
	if (n < 0 || (file < 0 && ferror(s->in)))
		return FAIL(s->op, RC_BROKEN, "due.read", "%s", strerror(errno));
	s->used += (size_t)n;
	*got = (size_t)n;
	return RC_OK;
}

static enum rc answer_all(struct stream *s)
{
	size_t got, searched;

	for (;;) {
		searched = s->used;
		TRY(read_more(s, &got));
		if (!got)
			break;
		TRY(answer_lines(s, searched));
		TRY(flush_answers(s));
		if (fflush(s->out))
			return FAIL(s->op, RC_BROKEN, "due.write", "%s", strerror(errno));
	}
	/* The last line may lack its end. */
	if (s->used)
		TRY(answer(s, s->bytes, s->used));
	TRY(flush_answers(s));
	if (fflush(s->out))
		return FAIL(s->op, RC_BROKEN, "due.write", "%s", strerror(errno));
	return RC_OK;
}

enum rc due_batch(struct op *op, const struct due_batch *b, FILE *in, FILE *out)
{
	/* The buffer of lines is the one thing not in the arena: a long line would leave copies there. */
	struct stream s = { .op = op, .b = b, .in = in, .out = out, .room = BUFFER_BYTES };

	s.bytes = malloc(s.room);
	if (!s.bytes)
		abort();
	s.answers = arena_alloc(op->mem, BUFFER_BYTES);
	s.pauses.mem = op->mem;
	enum rc rc = answer_all(&s);

	free(s.bytes);
	return rc;
}
