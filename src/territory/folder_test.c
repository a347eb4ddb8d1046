/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/folder.h"
#include "tests/tap.h"
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* An order folder of one merge, put together anew by each test, with one thing changed. */
static const char json[] =
	"{\"number\":\"1/NQ\",\"title\":\"Sắp xếp\",\"issued_by\":\"UBTVQH\",\"kind\":\"nghị quyết\","
	"\"passed\":\"2025-06-16\",\"in_force\":\"2025-06-16\",\"operates\":\"2025-07-01\","
	"\"ends_district_tier\":true,\"default_rule\":\"none\"}";
static const char after[] = "code,name,type,population,continues\n"
			    "03158,Sín Thầu,xa,6058,\n03160,Mường Nhé,xa,,none\n";
static const char map[] = "old_code,new_code,share,note,villages,seat,heir\n"
			  "03154,03158,whole,khoản 1,,,\n"
			  "03158,03158,part,remainder,,yes,\n"
			  "03158,03160,part,area only,,,\n"
			  "03160,03160,part,\"part of area, all population\",Bản A|Bản B,,\n"
			  "03161,,whole,,,,03160\n";
static const int digits[] = { 0, 2, 3, 5 };

static struct folder *folder_of(struct arena *mem, const char *order, const char *units,
				const char *moves)
{
	struct folder *f = arena_one(mem, struct folder);

	if (order)
		folder_put(mem, f, "order.json", order, strlen(order));
	if (units)
		folder_put(mem, f, "units_after.csv", units, strlen(units));
	if (moves)
		folder_put(mem, f, "reorganisation.csv", moves, strlen(moves));
	return f;
}

static const char *with(struct arena *mem, const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	is_true(at != NULL);
	return arena_text(mem, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static const char *errors_in(struct arena *mem, const struct folder *folder)
{
	struct findings f = { .mem = mem };
	char *all = arena_copy(mem, "");

	is_true(order_folder_read(mem, &f, folder, digits) == NULL);
	for (size_t i = 0; i < f.count; i++)
		all = arena_text(mem, "%s%s%s", all, *all ? "; " : "",
				 finding_show(mem, &f.items[i], LANG_EN));
	return all;
}

static void an_order_is_read_with_what_its_notes_mean(struct world *w)
{
	struct arena *mem = arena_new();
	struct findings f = { .mem = mem };
	struct order_folder *o = order_folder_read(mem, &f, folder_of(mem, json, after, map), digits);

	(void)w;
	is_true(o != NULL);
	is_int(f.count, 0);
	is_int(o->operates, day_of(2025, 7, 1));
	is_int(o->after.items[0].population, 6058);
	is_int(o->after.items[1].population, -1);
	is_text(o->after.items[1].continues, "none");
	is_true(o->moves.items[0].whole);
	is_text(o->moves.items[0].citation, "khoản 1");
	is_true(o->moves.items[1].remainder && o->moves.items[1].seat);
	is_true(o->moves.items[2].area_only && !o->moves.items[2].whole);
	is_true(o->moves.items[3].all_population);
	is_text(o->moves.items[3].villages, "Bản A|Bản B");
	is_text(o->moves.items[4].heir, "03160");
	is_int(o->moves.items[4].line, 6);
	arena_drop(mem);
}

static void each_fault_of_an_order_is_named_with_its_place(struct world *w)
{
	struct arena *mem = arena_new();
	static const struct {
		int file; /* 0 order.json, 1 units_after.csv, 2 reorganisation.csv */
		const char *old, *new, *error;
	} cases[] = {
		{ 0, "\"number\":\"1/NQ\",", "", "order.json: number: this member is missing" },
		{ 0, "2025-07-01", "2025-06-31",
		  "order.json: operates: there is no date “2025-06-31”; write it as 2025-07-01" },
		{ 0, "\"operates\":\"2025-07-01\"", "\"operates\":\"2025-06-01\"",
		  "order.json: operates: it operates before it was passed" },
		{ 0, ":true", ":\"yes\"",
		  "order.json: ends_district_tier: must be true or false" },
		{ 0, "\"none\"", "\"biggest\"",
		  "order.json: default_rule: “biggest” is no rule: remainder, seat, largest, province or none" },
		{ 0, "\"title\":\"Sắp xếp\"", "\"title\":7", "order.json: title: must be text in quotes" },
		{ 1, "03160", "03158", "units_after.csv:3: code: “03158” is there already in line 2" },
		{ 1, "03160", "3160",
		  "units_after.csv:3: code: the code “3160” has lost a leading zero: it needs 5 digits" },
		{ 1, "Mường Nhé,xa", "Mường Nhé,xã",
		  "units_after.csv:3: type: there is no type of unit “xã”; types: tinh thanh_pho huyen quan "
		  "thi_xa thi_tran xa phuong dac_khu" },
		{ 1, "Sín Thầu", "", "units_after.csv:2: name: the name is missing" },
		{ 2, "whole", "all", "reorganisation.csv:2: share: “all” must be whole or part" },
		{ 2, "part,remainder", "whole,remainder",
		  "reorganisation.csv:3: note: this note is for a part, not for a whole unit" },
		{ 2, "03161,,", ",,",
		  "reorganisation.csv:6: old_code: the row has neither an old nor a new code" },
		{ 2, "03161,,", "03161,03158,",
		  "reorganisation.csv:6: heir: heir is only for a unit that is dissolved (empty new_code)" },
		{ 2, "03158,03160", "03158,03158",
		  "reorganisation.csv:4: new_code: “03158 > 03158” is there already in line 3" },
		{ 2, "Bản A|", "Bản A||", "reorganisation.csv:5: villages: there is no name between two |" },
		{ 2, "old_code", "old", "reorganisation.csv:1: old: note: this column is not used (column 1); "
		  "reorganisation.csv:1: old_code: this column is missing in the header row" },
	};

	(void)w;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *files[] = { json, after, map };

		files[cases[i].file] = with(mem, files[cases[i].file], cases[i].old, cases[i].new);
		is_text(errors_in(mem, folder_of(mem, files[0], files[1], files[2])),
			cases[i].error);
	}
	is_text(errors_in(mem, folder_of(mem, NULL, after, map)),
		"order.json: this file is missing");
	is_text(errors_in(mem, folder_of(mem, json, NULL, NULL)),
		"units_after.csv: this file is missing; reorganisation.csv: this file is missing");
	arena_drop(mem);
}

static void *zip_of(struct arena *mem, const struct folder *folder, const char *prefix, size_t *size)
{
	struct archive *a = archive_write_new();
	size_t room = 1 << 20;
	char *bytes = arena_alloc(mem, room);

	archive_write_set_format_zip(a);
	archive_write_open_memory(a, bytes, room, size);
	for (size_t i = 0; i < folder->files_count; i++) {
		struct archive_entry *e = archive_entry_new();

		archive_entry_set_pathname(e, arena_text(mem, "%s%s", prefix, folder->files[i].name));
		archive_entry_set_size(e, (la_int64_t)folder->files[i].size);
		archive_entry_set_filetype(e, AE_IFREG);
		archive_entry_set_perm(e, 0644);
		archive_write_header(a, e);
		archive_write_data(a, folder->files[i].text, folder->files[i].size);
		archive_entry_free(e);
	}
	archive_write_close(a);
	archive_write_free(a);
	return bytes;
}

static void a_zip_of_a_folder_is_read_like_the_folder(struct world *w)
{
	struct arena *mem = arena_new();
	struct op op = { .mem = mem };
	struct findings f = { .mem = mem };
	struct folder *folder = folder_of(mem, json, after, map), *read;
	size_t size;

	(void)w;
	folder_put(mem, folder, "notes.txt", "x", 1);
	void *bytes = zip_of(mem, folder, "order-1/", &size);

	is_rc(folder_read_zip(&op, bytes, size, &read), RC_OK);
	is_int(read->files_count, 3);
	is_true(order_folder_read(mem, &f, read, digits) != NULL);
	is_rc(folder_read_zip(&op, "no zip at all", 13, &read), RC_INVALID);
	is_rc(folder_read_zip(&op, bytes, size / 2, &read), RC_INVALID);
	is_rc(folder_read_zip(&op, "", 0, &read), RC_INVALID);
	folder_put(mem, folder, "order.json", json, strlen(json));
	bytes = zip_of(mem, folder, "", &size);
	is_rc(folder_read_zip(&op, bytes, size, &read), RC_INVALID);
	is_text(op.err.key, "folder.file_twice");
	arena_drop(mem);
}

static void a_zip_that_would_grow_without_end_is_refused(struct world *w)
{
	struct arena *mem = arena_new();
	struct op op = { .mem = mem };
	struct folder *folder = arena_one(mem, struct folder), *read;
	size_t size, big = FOLDER_FILE_BYTES_MAX + 1;
	char *zeros = arena_alloc(mem, big);

	(void)w;
	folder_put(mem, folder, "units_after.csv", zeros, big);
	void *bytes = zip_of(mem, folder, "", &size);

	is_true(size < 1 << 20);
	is_rc(folder_read_zip(&op, bytes, size, &read), RC_TOO_LARGE);
	folder = arena_one(mem, struct folder);
	for (int i = 0; i <= FOLDER_FILES_MAX; i++)
		folder_put(mem, folder, arena_text(mem, "f%d.csv", i), "a", 1);
	bytes = zip_of(mem, folder, "", &size);
	is_rc(folder_read_zip(&op, bytes, size, &read), RC_TOO_LARGE);
	arena_drop(mem);
}

static void a_folder_that_is_not_there_is_said_to_be_missing(struct world *w)
{
	struct arena *mem = arena_new();
	struct op op = { .mem = mem };
	struct folder *read;

	(void)w;
	is_rc(folder_read_dir(&op, "/nowhere/at/all", &read), RC_NOT_FOUND);
	is_rc(folder_read_dir(&op, "/etc/passwd", &read), RC_NOT_FOUND);
	arena_drop(mem);
}

TESTS_PLAIN(an_order_is_read_with_what_its_notes_mean, each_fault_of_an_order_is_named_with_its_place,
	    a_zip_of_a_folder_is_read_like_the_folder, a_zip_that_would_grow_without_end_is_refused,
	    a_folder_that_is_not_there_is_said_to_be_missing)
