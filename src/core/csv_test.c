/* SPDX-License-Identifier: Apache-2.0 */
#include "core/csv.h"
#include "tests/tap.h"
#include <string.h>

static const char *const COLUMNS[] = { "code", "name", "alias?", NULL };

struct parsed {
	struct arena *mem;
	struct findings found;
	struct csv *csv;
};

static struct parsed parse_bytes(const char *text, size_t size)
{
	struct parsed p = { .mem = arena_new() };

	p.found.mem = p.mem;
	p.csv = csv_parse(p.mem, &p.found, "units.csv", text, size, COLUMNS);
	return p;
}

static struct parsed parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static const char *said(struct parsed *p)
{
	char *all = arena_copy(p->mem, "");

	for (size_t i = 0; i < p->found.count; i++)
		all = arena_text(p->mem, "%s%s\n", all,
				 finding_show(p->mem, &p->found.items[i], LANG_EN));
	return all;
}

static void a_table_is_read_in_the_order_asked_for(struct world *w)
{
	struct parsed p = parse("\xEF\xBB\xBFname,code\r\n\"Mường \"\"Nhé\"\", bản\",00123\r\n\r\n  \r\n"
				"\"hai\ndòng\",1\r\nBa,2");

	(void)w;
	is_text(said(&p), "");
	is_int(p.csv->rows_count, 3);
	is_text(csv_field(&p.csv->rows[0], 0), "00123");
	is_text(csv_field(&p.csv->rows[0], 1), "Mường \"Nhé\", bản");
	is_text(csv_field(&p.csv->rows[0], 2), "");
	is_int(p.csv->rows[0].line, 2);
	is_int(p.csv->rows[1].line, 5);
	is_text(csv_field(&p.csv->rows[1], 1), "hai\ndòng");
	is_int(p.csv->rows[2].line, 7);
	is_text(csv_field(&p.csv->rows[2], 1), "Ba");
	is_true(p.csv->present[0] && p.csv->present[1] && !p.csv->present[2]);
	is_text(p.csv->columns[2], "alias");
	arena_drop(p.mem);
}

static void every_wrong_row_is_told_with_its_place(struct world *w)
{
	struct parsed p = parse("code,name\n1\n2,Hai,thừa\n3,\"Ba\"x\n4,B\"ốn\n5,Đie\xCC\x82\xCC\xA3n\n"
				"6,\xC3\x28\n7,a\x01\n8,\"mở\n9,x\n");

	(void)w;
	is_text(said(&p),
		"units.csv:2: fields in the row: 1, in the header: 2; too few\n"
		"units.csv:3: fields in the row: 3, in the header: 2; too many (a field with a comma "
		"needs quotes)\n"
		"units.csv:4: field 2 goes on after its closing quote\n"
		"units.csv:5: field 2 has a quote in its middle; quote the whole field and double the "
		"quotes inside\n"
		"units.csv:6: name: this is not in composed Unicode form (NFC); it must be “Điện”\n"
		"units.csv:7: name: this is not UTF-8; save the file in UTF-8\n"
		"units.csv:8: name: there is a control character, which is no text\n"
		"units.csv:9: field 2 opens a quote that is never closed\n");
	is_int(p.csv->rows_count, 3);
	is_text(csv_field(&p.csv->rows[0], 1), "Điện");
	is_int(p.found.errors, 8);
	arena_drop(p.mem);
}

static void a_header_that_lacks_or_repeats_a_column_leaves_nothing_to_read(struct world *w)
{
	struct parsed p = parse("name,extra,name,\nx\n");

	(void)w;
	is_true(p.csv == NULL);
	is_text(said(&p), "units.csv:1: extra: note: this column is not used (column 2)\n"
			  "units.csv:1: name: the header row has this column twice\n"
			  "units.csv:1: note: column 4 has no name and is not used\n"
			  "units.csv:1: code: this column is missing in the header row\n"
			  "units.csv:2: fields in the row: 1, in the header: 4; too few\n");
	arena_drop(p.mem);
	p = parse("");
	is_true(p.csv == NULL);
	is_text(said(&p), "units.csv:1: the file has no line; the first one must name the columns\n");
	arena_drop(p.mem);
}

static void a_column_that_is_not_asked_for_is_one_warning(struct world *w)
{
	struct parsed p = parse("code,name,year\n1,a,2024\n2,b,2025\n");

	(void)w;
	is_int(p.found.count, 1);
	is_int(p.found.errors, 0);
	is_int(p.csv->rows_count, 2);
	arena_drop(p.mem);
}

static void a_byte_of_zero_and_a_lone_return_are_no_text(struct world *w)
{
	static const char zero[] = "code,name\n1,a\0b\n2,\"c\0d\"\n3,e\rf\n";
	struct parsed p = parse_bytes(zero, sizeof zero - 1);

	(void)w;
	is_text(said(&p), "units.csv:2: name: this is not UTF-8; save the file in UTF-8\n"
			  "units.csv:3: name: this is not UTF-8; save the file in UTF-8\n"
			  "units.csv:4: name: there is a control character, which is no text\n");
	arena_drop(p.mem);
}

static void what_is_written_is_read_back_the_same(struct world *w)
{
	static const char *const fields[] = { "a,b", "\"", "dòng\nmới", " lề ", "", "thường" };
	static const char *const columns[] = { "1", "2", "3", "4", "5", "6", NULL };
	struct arena *mem = arena_new();
	struct findings found = { .mem = mem };
	char *out = NULL;
	size_t size = 0;

	(void)w;
	csv_write_row(mem, &out, &size, columns, 6);
	csv_write_row(mem, &out, &size, fields, 6);
	struct csv *csv = csv_parse(mem, &found, "x.csv", out, size, columns);

	is_int(found.count, 0);
	for (size_t i = 0; i < 6; i++)
		is_text(csv_field(&csv->rows[0], i), fields[i]);
	arena_drop(mem);
}

static void findings_are_printed_by_file_and_line(struct world *w)
{
	struct findings f = { .mem = arena_new() };
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);

	(void)w;
	ERROR_AT(&f, "b.csv", 7, NULL, "csv.utf8");
	ERROR_AT(&f, "a.csv", 9, NULL, "csv.utf8");
	ERROR_AT(&f, "b.csv", 2, "code", "csv.utf8");
	ERROR_AT(&f, "a.csv", 3, NULL, "csv.utf8");
	ERROR_AT(&f, "b.csv", 2, "name", "csv.utf8");
	findings_print(&f, LANG_EN, to);
	fclose(to);
	is_text(out, "b.csv:2: code: this is not UTF-8; save the file in UTF-8\n"
		     "b.csv:2: name: this is not UTF-8; save the file in UTF-8\n"
		     "b.csv:7: this is not UTF-8; save the file in UTF-8\n"
		     "a.csv:3: this is not UTF-8; save the file in UTF-8\n"
		     "a.csv:9: this is not UTF-8; save the file in UTF-8\n");
	free(out);
	arena_drop(f.mem);
}

TESTS_PLAIN(a_table_is_read_in_the_order_asked_for, every_wrong_row_is_told_with_its_place,
	    a_header_that_lacks_or_repeats_a_column_leaves_nothing_to_read,
	    a_column_that_is_not_asked_for_is_one_warning,
	    a_byte_of_zero_and_a_lone_return_are_no_text, what_is_written_is_read_back_the_same,
	    findings_are_printed_by_file_and_line)
