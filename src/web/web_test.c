/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/tap.h"
#include "web/exchange.h"
#include "web/form.h"
#include "web/read.h"
#include "web/write.h"

struct person {
	const char *name, *note;
	int64_t born_us;
};

struct paper {
	const char *name, *form;
	int64_t copies;
};

struct filing {
	const char *procedure;
	struct person applicant;
	struct person *helper;
	struct paper *papers;
	size_t papers_count;
	const char *const *missing;
	size_t missing_count;
	int64_t amount, due_us, version;
	int32_t day, small;
	bool urgent;
	struct upload scan;
};

static const char *const forms[] = { "original", "copy", NULL };
static const struct field person_fields[] = {
	TEXT_FIELD(person, name, .required = true, .min = 2, .max = 10),
	TEXT_FIELD(person, note, .lines = true, .omit = true),
	TIME_FIELD(person, born_us, .name = "born_at"),
	{ 0 },
};
static const struct field paper_fields[] = {
	TEXT_FIELD(paper, name, .required = true),
	CHOICE_FIELD(paper, form, forms),
	INT_FIELD(paper, copies, .min = 1, .max = 9),
	{ 0 },
};
static const struct field filing_fields[] = {
	TEXT_FIELD(filing, procedure, .required = true),
	OBJECT_FIELD(filing, applicant, person_fields, .required = true),
	AT_FIELD(filing, helper, person_fields),
	LIST_FIELD(filing, papers, paper_fields),
	TEXTS_FIELD(filing, missing),
	MONEY_FIELD(filing, amount),
	TIME_FIELD(filing, due_us, .name = "due_at"),
	INT_FIELD(filing, version, .as_text = true),
	DATE_FIELD(filing, day),
	INT32_FIELD(filing, small, .zero_null = true),
	BOOL_FIELD(filing, urgent),
	FILE_FIELD(filing, scan),
	{ 0 },
};

static const char *fault_of(const struct faults *faults, const char *field)
{
	for (size_t i = 0; i < faults->count; i++)
		if (!strcmp(faults->items[i].field, field))
			return faults->items[i].key;
	return NULL;
}

static void read_form(struct faults *faults, const char *body, struct filing *out)
{
	struct pairs pairs;

	is_true(form_urlencoded(faults->mem, body, strlen(body), &pairs));
	fields_read(faults, NULL, &pairs, filing_fields, out);
}

static void read_json(struct faults *faults, const char *body, struct filing *out)
{
	json_t *json = json_loads(body, JSON_REJECT_DUPLICATES, NULL);

	is_true(json != NULL);
	fields_read(faults, json, NULL, filing_fields, out);
	json_decref(json);
}

static void check_filing(const struct filing *in)
{
	is_text(in->procedure, "1.004873");
	is_text(in->applicant.name, "Lò Thị Hà");
	is_text(in->applicant.note, "a\nb");
	is_true(in->helper == NULL);
	is_int(in->papers_count, 2);
	is_text(in->papers[1].name, "CCCD");
	is_text(in->papers[1].form, "copy");
	is_int(in->papers[0].copies, 2);
	is_int(in->missing_count, 2);
	is_text(in->missing[1], "y");
	is_int(in->amount, 15000);
	is_int(in->due_us, INT64_C(1751351400000000));
	is_int(in->day, day_of(2025, 7, 1));
	is_true(in->urgent);
}

static void a_form_and_json_read_alike(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct faults faults = { .mem = mem };
	struct filing form = { .day = DAY_NONE }, json = { .day = DAY_NONE };

	read_form(
		&faults,
		"procedure=+1.004873&applicant.name=L%C3%B2+Thi%CC%A3+Ha%CC%80&applicant.note=a%0D%"
		"0Ab&"
		"papers.0.name=Gi%E1%BA%A5y&papers.0.copies=2&papers.3.name=CCCD&papers.3.form="
		"copy&"
		"papers.1.name=&missing=x&missing=&missing=y&amount=15.000&due_at=2025-07-01T13:30&"
		"day=01/07/2025&urgent=on&helper.name=",
		&form);
	is_int(faults.count, 0);
	check_filing(&form);
	read_json(&faults,
		  "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Lò Thị "
		  "Hà\",\"note\":\"a\\nb\"},"
		  "\"papers\":[{\"name\":\"Giấy\",\"copies\":2},{\"name\":\"CCCD\",\"form\":"
		  "\"copy\"}],"
		  "\"missing\":[\"x\",\"y\"],\"amount\":15000,\"due_at\":\"2025-07-01T13:30:00+07:"
		  "00\","
		  "\"day\":\"2025-07-01\",\"urgent\":true,\"helper\":null}",
		  &json);
	is_int(faults.count, 0);
	check_filing(&json);
	arena_drop(mem);
}

static void all_faults_of_a_form_come_at_once(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct faults faults = { .mem = mem };
	struct filing in = { 0 };

	read_form(
		&faults,
		"applicant.name=A&papers.0.form=paper&papers.0.copies=12&amount=x&due_at=tomorrow&"
		"day=30/02/2025&helper.note=only&small=-4",
		&in);
	is_text(fault_of(&faults, "procedure"), "field.required");
	is_text(fault_of(&faults, "applicant.name"), "field.too_short");
	is_text(fault_of(&faults, "papers.0.name"), "field.required");
	is_text(fault_of(&faults, "papers.0.form"), "field.no_choice");
	is_text(fault_of(&faults, "papers.0.copies"), "field.out_of_range");
	is_text(fault_of(&faults, "amount"), "field.no_number");
	is_text(fault_of(&faults, "due_at"), "field.no_time");
	is_text(fault_of(&faults, "day"), "field.no_date");
	is_text(fault_of(&faults, "helper.name"), "field.required");
	is_text(fault_of(&faults, "small"), "field.out_of_range");
	is_int(faults.count, 10);
	arena_drop(mem);
}

/* "1::30" was read as 20:30 once. */
static void a_time_of_a_form_has_all_its_digits(struct world *w)
{
	static const char *const odd[] = { "2025-07-01T1::30", "2025-07-01T:9:30", "01/07/2025 09:3:",
					   "2025-07-01T09:30:", "2025-07-01T24:00",
					   "2025-07-01T09:30:::", "2025-07-01T09:300" };
	(void)w;
	struct arena *mem = arena_new();

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct faults faults = { .mem = mem };
		struct filing in = { 0 };

		read_form(&faults, arena_text(mem, "due_at=%s", odd[i]), &in);
		is_text(fault_of(&faults, "due_at"), "field.no_time");
	}
	arena_drop(mem);
}

static void json_of_the_wrong_type_is_named(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct faults faults = { .mem = mem };
	struct filing in = { 0 };

	read_json(&faults,
		  "{\"procedure\":7,\"applicant\":[],\"papers\":[3,{\"name\":\"\"}],\"missing\":"
		  "\"x\",\"amount\":\"15\","
		  "\"urgent\":\"yes\",\"small\":1.5,\"day\":\"01/07/2025\"}",
		  &in);
	is_text(fault_of(&faults, "procedure"), "field.wrong_type");
	is_text(fault_of(&faults, "applicant"), "field.wrong_type");
	is_text(fault_of(&faults, "papers.0"), "field.wrong_type");
	is_text(fault_of(&faults, "papers.1.name"), "field.required");
	is_text(fault_of(&faults, "missing"), "field.wrong_type");
	is_text(fault_of(&faults, "amount"), "field.wrong_type");
	is_text(fault_of(&faults, "urgent"), "field.wrong_type");
	is_text(fault_of(&faults, "small"), "field.wrong_type");
	is_text(fault_of(&faults, "day"), "field.no_date");
	is_int(faults.count, 9);
	arena_drop(mem);
}

static void a_missing_required_object_names_what_it_needs(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct faults faults = { .mem = mem };
	struct filing in = { 0 };

	read_json(&faults, "{\"procedure\":\"x\"}", &in);
	is_int(faults.count, 1);
	is_text(fault_of(&faults, "applicant.name"), "field.required");
	arena_drop(mem);
}

static void text_is_counted_in_characters_and_refuses_controls(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct faults faults = { .mem = mem };
	struct filing in = { 0 };

	read_form(&faults,
		  "procedure=a%07b&applicant.name=%E1%BA%BF%E1%BA%BF%E1%BA%BF%E1%BA%BF%E1%BA%BF%E1%"
		  "BA%BF"
		  "%E1%BA%BF%E1%BA%BF%E1%BA%BF%E1%BA%BF",
		  &in);
	is_int(faults.count, 1);
	is_text(fault_of(&faults, "procedure"), "field.control");
	arena_drop(mem);
}

static void a_struct_is_written_as_json(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct buf b = { .mem = mem };
	struct paper papers[] = { { "A \"B\"\n\x01", NULL, 1 } };
	const char *missing[] = { "x\xff", NULL };
	struct filing f = {
		.procedure = "1.0",
		.applicant = { .name = "Hà" },
		.papers = papers,
		.papers_count = 1,
		.missing = missing,
		.missing_count = 2,
		.amount = INT64_MIN,
		.due_us = INT64_C(1751351400000000),
		.version = 7,
		.day = DAY_NONE,
	};

	json_write(&b, filing_fields, &f);
	is_text(b.text,
		"{\"procedure\":\"1.0\",\"applicant\":{\"name\":\"Hà\",\"born_at\":null},"
		"\"helper\":null,"
		"\"papers\":[{\"name\":\"A \\\"B\\\"\\n\\u0001\",\"form\":null,\"copies\":1}],"
		"\"missing\":[\"x\xEF\xBF\xBD\",null],\"amount\":-9223372036854775808,"
		"\"due_at\":\"2025-07-01T13:30:00+07:00\",\"version\":\"7\",\"day\":null,\"small\":"
		"null,"
		"\"urgent\":false}");
	arena_drop(mem);
}

struct list {
	struct filing *rows;
	size_t rows_count;
};
static const struct field list_fields[] = { LIST_FIELD(list, rows, filing_fields), { 0 } };

static void a_list_is_written_as_csv(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct buf b = { .mem = mem };
	const char *missing[] = { "a", "b" };
	struct filing rows[] = {
		{ .procedure = "=1+1",
		  .applicant = { .name = "A, B" },
		  .missing = missing,
		  .missing_count = 2,
		  .day = day_of(2025, 7, 1),
		  .urgent = true },
		{ .procedure = "-5", .day = DAY_NONE },
	};
	struct list list = { rows, 2 };

	is_true(csv_has(list_fields));
	is_true(!csv_has(filing_fields)); /* it has papers inside, but is one thing and no list */
	csv_write(&b, list_fields, &list);
	is_text(b.text,
		"procedure,applicant.name,applicant.note,applicant.born_at,helper.name,helper.note,"
		"helper.born_at,missing,amount,due_at,version,day,small,urgent\n"
		"\"'=1+1\",\"A, B\",,,,,,a|b,0,,0,2025-07-01,,true\n"
		"-5,,,,,,,,0,,0,,,false\n");
	arena_drop(mem);
}

static void multipart_gives_texts_and_files(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	static const char body[] =
		"--XyZ\r\nContent-Disposition: form-data; name=\"procedure\"\r\n\r\nHà\r\n"
		"--XyZ\r\nContent-Type: application/zip\r\ncontent-disposition: form-data; "
		"name=\"scan\"; filename=\"a.zip\"\r\n\r\nPK\0\1\r\n--X\r\n--XyZ--\r\n";
	const char *type = "multipart/form-data; boundary=XyZ";
	struct pairs pairs;

	is_true(form_multipart(mem, type, (const unsigned char *)body, sizeof body - 1, &pairs));
	is_int(pairs.count, 2);
	is_text(pairs_find(&pairs, "procedure")->value, "Hà");
	is_int(pairs_find(&pairs, "scan")->upload.size, 9);
	is_text(pairs_find(&pairs, "scan")->upload.name, "a.zip");
	for (size_t cut = 0; cut < sizeof body - 4; cut++)
		is_true(!form_multipart(mem, type, (const unsigned char *)body, cut, &pairs));
	arena_drop(mem);
}

static void broken_forms_and_paths_are_refused(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	static const char *const bad[] = { "a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%c3=1" };
	struct pairs pairs;
	struct path path;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_true(!form_urlencoded(mem, bad[i], strlen(bad[i]), &pairs));
	is_true(!path_split(mem, "", 0, &path));
	is_true(!path_split(mem, "a", 1, &path));
	is_true(!path_split(mem, "/%2", 3, &path));
	is_true(!path_split(mem, "/%00", 4, &path));
	is_true(path_split(mem, "/", 1, &path));
	is_int(path.count, 0);
	is_true(path_split(mem, "/a%2Fb/+c/", 10, &path));
	is_int(path.count, 3);
	is_text(path.parts[0], "a/b");
	is_text(path.parts[1], "+c");
	is_text(path.parts[2], "");
	is_text(url_encode(mem, "H18 Đ/1"), "H18%20%C4%90%2F1");
	is_true(url_local("/a?b=1") && !url_local("//evil") && !url_local("/\\evil") &&
		!url_local("https://x"));
	arena_drop(mem);
}

static void an_address_on_paper_begins_with_the_sites(struct world *w)
{
	(void)w;
	struct arena *mem = arena_new();
	struct web web = { 0 };
	struct exchange x = { .web = &web };
	struct req req = { .mem = mem, .exchange = &x };

	is_text(req_public(&req, "/track?token="), "/track?token=");
	web.setup.public_url = "https://motcua.example.vn";
	is_text(req_public(&req, "/track?token="), "https://motcua.example.vn/track?token=");
	web.setup.public_url = "https://example.vn/motcua/";
	is_text(req_public(&req, "/track?token="), "https://example.vn/motcua/track?token=");
	arena_drop(mem);
}

TESTS_PLAIN(a_form_and_json_read_alike, all_faults_of_a_form_come_at_once, a_time_of_a_form_has_all_its_digits,
	    json_of_the_wrong_type_is_named, a_missing_required_object_names_what_it_needs,
	    text_is_counted_in_characters_and_refuses_controls, a_struct_is_written_as_json,
	    a_list_is_written_as_csv, multipart_gives_texts_and_files,
	    broken_forms_and_paths_are_refused, an_address_on_paper_begins_with_the_sites)
