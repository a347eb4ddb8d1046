/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csv.h"
#include "core/text.h"
#include <string.h>

struct reader {
	struct arena *mem;
	struct findings *found;
	const char *file;
	const char *at, *end;
	int line; /* physical line of @at */
};

/* Fields of one row as they stand in the file. @broken: an error was told, its shape means nothing. */
struct raw {
	int line;
	const char **fields;
	size_t count;
	bool broken;
};

static const char *number(struct arena *mem, size_t n)
{
	return arena_text(mem, "%zu", n);
}

static bool at_line_end(const struct reader *r)
{
	return r->at == r->end || *r->at == '\n' ||
	       (*r->at == '\r' && r->at + 1 < r->end && r->at[1] == '\n');
}

static void end_line(struct reader *r)
{
	if (r->at < r->end && *r->at == '\r')
		r->at++;
	if (r->at < r->end)
		r->at++;
	r->line++;
}

/* A line of nothing or of blanks alone. */
static bool skip_blank_line(struct reader *r)
{
	const char *start = r->at;

	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
	if (at_line_end(r)) {
		end_line(r);
		return true;
	}
	r->at = start;
	return false;
}

/* A field without quotes; it ends before a comma or the end of the line. */
static const char *read_plain(struct reader *r, struct raw *row)
{
	const char *start = r->at;
	bool quote = false;

	while (!at_line_end(r) && *r->at != ',')
		quote |= *r->at++ == '"';
	if (quote) {
		ERROR_AT(r->found, r->file, row->line, NULL, "csv.quote_inside",
			 number(r->mem, row->count + 1));
		row->broken = true;
	}
	return arena_copy_bytes(r->mem, start, (size_t)(r->at - start));
}

/* A field in quotes, "" being one quote; line ends inside belong to it. */
static const char *read_quoted(struct reader *r, struct raw *row)
{
	int opened = r->line;
	const char *start = ++r->at;

	while (r->at < r->end && (*r->at != '"' || (r->at + 1 < r->end && r->at[1] == '"'))) {
		r->line += *r->at == '\n';
		r->at += *r->at == '"' ? 2 : 1;
	}
	if (r->at == r->end) {
		ERROR_AT(r->found, r->file, opened, NULL, "csv.quote_open",
			 number(r->mem, row->count + 1));
		row->broken = true;
		return "";
	}
	char *out = arena_alloc(r->mem, (size_t)(r->at - start) + 1);
	size_t size = 0;

	for (const char *p = start; p < r->at; p += *p == '"' ? 2 : 1)
		out[size++] = *p;
	out[size] = '\0';
	r->at++;
	if (!at_line_end(r) && *r->at != ',') {
		ERROR_AT(r->found, r->file, r->line, NULL, "csv.quote_after",
			 number(r->mem, row->count + 1));
		row->broken = true;
		read_plain(r, &(struct raw){ .line = r->line, .count = row->count });
	}
	return out;
}

static void read_row(struct reader *r, struct raw *row)
{
	*row = (struct raw){ .line = r->line };
	for (;;) {
		row->fields = arena_grow(r->mem, row->fields, row->count, sizeof *row->fields);
		const char *start = r->at;
		const char *field = r->at < r->end && *r->at == '"' ? read_quoted(r, row) :
								       read_plain(r, row);

		/* A byte of zero in the file: shown to the checks as a byte that is no UTF-8. */
		row->fields[row->count++] = memchr(start, '\0', (size_t)(r->at - start)) ?
						    "\xFF" : field;
		if (r->at == r->end || *r->at != ',')
			break;
		r->at++;
	}
	end_line(r);
}

static bool has_control(const char *text)
{
	for (; *text; text++)
		if (((unsigned char)*text < 0x20 && !strchr("\t\r\n", *text)) || *text == 0x7F ||
		    (*text == '\r' && text[1] != '\n'))
			return true;
	return false;
}

/* @text as it may be read on: NFC, without bytes that are no text, so that one fault is told once. */
static const char *check_text(struct reader *r, int line, const char *column, const char *text)
{
	static const char unreadable[] = "\xEF\xBF\xBD";

	if (!text_is_utf8(text, strlen(text))) {
		ERROR_AT(r->found, r->file, line, column, "csv.utf8");
		return unreadable;
	}
	if (has_control(text))
		ERROR_AT(r->found, r->file, line, column, "csv.control");
	const char *normal = text_nfc(r->mem, text);

	if (strcmp(normal, text) != 0)
		ERROR_AT(r->found, r->file, line, column, "csv.nfc", normal);
	return normal;
}

static bool optional(const char *column)
{
	return column[strlen(column) - 1] == '?';
}

/* Finds each column asked for in the header. @places[i] is the column asked for at field i, or -1. */
static bool read_header(struct reader *r, struct csv *csv, const char *const *asked,
			size_t asked_count, const struct raw *header, int *places)
{
	bool usable = !header->broken;

	for (size_t i = 0; i < header->count; i++) {
		const char *name = check_text(r, header->line, NULL, header->fields[i]);

		places[i] = -1;
		for (size_t k = 0; k < asked_count; k++)
			if (!strcmp(csv->columns[k], name))
				places[i] = (int)k;
		if (places[i] < 0) {
			WARN_AT(r->found, r->file, header->line, *name ? name : NULL,
				*name ? "csv.column_unknown" : "csv.column_unnamed",
				number(r->mem, i + 1));
		} else if (csv->present[places[i]]) {
			ERROR_AT(r->found, r->file, header->line, name, "csv.column_twice");
			usable = false;
		} else {
			csv->present[places[i]] = true;
		}
	}
	for (size_t k = 0; k < asked_count; k++) {
		if (csv->present[k] || optional(asked[k]))
			continue;
		ERROR_AT(r->found, r->file, header->line, csv->columns[k], "csv.column_missing");
		usable = false;
	}
	return usable;
}

static void keep_row(struct reader *r, struct csv *csv, size_t columns_count, const struct raw *row,
		     const struct raw *header, const int *places)
{
	const char **fields = arena_many(r->mem, const char *, columns_count + 1);

	for (size_t k = 0; k < columns_count; k++)
		fields[k] = "";
	for (size_t i = 0; i < header->count; i++) {
		const char *column = places[i] < 0 ? header->fields[i] : csv->columns[places[i]];
		const char *text = check_text(r, row->line, *column ? column : NULL, row->fields[i]);

		if (places[i] >= 0)
			fields[places[i]] = text;
	}
	csv->rows = arena_grow(r->mem, csv->rows, csv->rows_count, sizeof *csv->rows);
	csv->rows[csv->rows_count++] = (struct csv_row){ .line = row->line, .fields = fields };
}

static void read_rows(struct reader *r, struct csv *csv, size_t columns_count,
		      const struct raw *header, const int *places)
{
	struct raw row;

	while (r->at < r->end) {
		if (skip_blank_line(r))
			continue;
		read_row(r, &row);
		if (row.broken)
			continue;
		if (row.count != header->count)
			ERROR_AT(r->found, r->file, row.line, NULL,
				 row.count < header->count ? "csv.fields_few" : "csv.fields_many",
				 number(r->mem, row.count), number(r->mem, header->count));
		else
			keep_row(r, csv, columns_count, &row, header, places);
	}
}

static struct csv *csv_new(struct arena *mem, const char *file, const char *const *asked,
			   size_t *count)
{
	struct csv *csv = arena_one(mem, struct csv);
	const char **columns;

	for (*count = 0; asked[*count];)
		++*count;
	columns = arena_many(mem, const char *, *count + 1);
	for (size_t k = 0; k < *count; k++)
		columns[k] = arena_copy_bytes(mem, asked[k], strlen(asked[k]) - optional(asked[k]));
	csv->file = arena_copy(mem, file);
	csv->columns = columns;
	csv->present = arena_many(mem, bool, *count + 1);
	return csv;
}

struct csv *csv_parse(struct arena *mem, struct findings *f, const char *file, const char *text,
		      size_t size, const char *const *columns)
{
	struct reader r = {
		.mem = mem, .found = f, .file = file, .at = text, .end = text + size, .line = 1,
	};
	size_t count;
	struct csv *csv = csv_new(mem, file, columns, &count);
	struct raw header;

	if (size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
		r.at += 3;
	while (r.at < r.end && skip_blank_line(&r))
		;
	if (r.at == r.end) {
		ERROR_AT(f, file, 1, NULL, "csv.empty");
		return NULL;
	}
	read_row(&r, &header);
	int *places = arena_many(mem, int, header.count);
	bool usable = read_header(&r, csv, columns, count, &header, places);

	/* Rows are read even below a header that cannot be used: their shape is told in the same go. */
	read_rows(&r, csv, count, &header, places);
	return usable ? csv : NULL;
}

static void put(struct arena *mem, char **out, size_t *size, char c)
{
	*out = arena_grow(mem, *out, *size, 1);
	(*out)[(*size)++] = c;
}

void csv_write_field(struct arena *mem, char **out, size_t *size, const char *text)
{
	bool quoted = text[strcspn(text, ",\"\r\n")] || *text == ' ' ||
		      (*text && text[strlen(text) - 1] == ' ');

	if (quoted)
		put(mem, out, size, '"');
	for (; *text; text++) {
		if (*text == '"')
			put(mem, out, size, '"');
		put(mem, out, size, *text);
	}
	if (quoted)
		put(mem, out, size, '"');
}

void csv_write_row(struct arena *mem, char **out, size_t *size, const char *const *fields,
		   size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			put(mem, out, size, ',');
		csv_write_field(mem, out, size, fields[i] ? fields[i] : "");
	}
	put(mem, out, size, '\n');
}
