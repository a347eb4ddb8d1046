/* SPDX-License-Identifier: Apache-2.0 */
#include "web/assets.h"
#include "web/html_test.h"
#include "web/write.h"
#include "web/html_test_page.html.h"
#include "core/time.h"
#include "tests/tap.h"
#include <string.h>
#include <zlib.h>

static bool shows(const struct html *h, const char *text)
{
	bool found = h->text && strstr(h->text, text);

	if (!found)
		tap_note("missing: %s", text);
	return found;
}

static struct html page_of(struct arena *mem, struct page *page, const struct test_page *view)
{
	struct html h = {.mem = mem, .page = page, .lang = page->lang};

	html_test_page_html(&h, view);
	return h;
}

static struct test_row row_of(struct arena *mem, const char *code)
{
	struct test_row row = {.code = code, .count = 1};

	row.at = arena_one(mem, struct test_place);
	row.at->name = "Sín Thầu";
	return row;
}

static void data_is_escaped_as_its_place_asks(struct world *w)
{
	struct arena *mem = arena_new();
	struct test_row row = row_of(mem, "a/b & \"c\"");
	struct test_page view = {
		.title = "<b>\"Tom\" & 'Jerry'</b>",
		.home = {"Nhà", url_make(mem, "/x?a=1&b=2")},
		.rows = &row,
		.rows_count = 1,
		.day = day_of(2025, 7, 1),
	};
	struct page page = {.csrf = "t<k", .once = "n"};
	struct html h = page_of(mem, &page, &view);

	(void)w;
	is_true(shows(&h,
		      "<h1 title=\"&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;\">"));
	is_true(shows(&h, "<title>&lt;b&gt;&quot;Tom"));
	is_true(shows(&h, "<a href=\"/x?a=1&amp;b=2\">Nhà</a>"));
	is_true(shows(&h, "href=\"/dossiers/a%2Fb%20%26%20%22c%22?on=2025-07-01\""));
	is_true(shows(&h, "<input type=\"hidden\" name=\"csrf\" value=\"t&lt;k\">"));
	arena_drop(mem);
}

/* Eight bytes are looked at together: what stands at each place among them, and behind the last eight. */
static void a_text_of_json_is_escaped_at_each_of_its_places(struct world *w)
{
	static const struct {
		const char *byte, *escaped;
	} cases[] = {
		{ "\"", "\\\"" },	{ "\\", "\\\\" },   { "\n", "\\n" },	  { "\x01", "\\u0001" },
		{ "\x1f", "\\u001f" }, { " ", " " },	       { "\x7f", "\x7f" }, { "ế", "ế" },
		{ "\xff", "\xEF\xBF\xBD" },
	};
	struct arena *mem = arena_new();

	(void)w;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int before = 0; before < 18; before++)
			for (int after = 0; after < 18; after++) {
				struct buf b = { .mem = mem };

				json_text(&b, arena_text(mem, "%.*s%s%.*s", before, "abcdefghijklmnopqr",
							 cases[i].byte, after, "!#stuvwxyzABCDEFGH"));
				is_text(b.text, arena_text(mem, "\"%.*s%s%.*s\"", before,
							   "abcdefghijklmnopqr", cases[i].escaped, after,
							   "!#stuvwxyzABCDEFGH"));
			}
	arena_drop(mem);
}

static void templates_reach_structs_pointers_and_texts(struct world *w)
{
	struct arena *mem = arena_new();
	struct test_row rows[] = {row_of(mem, "R1"), row_of(mem, "R2")};
	struct test_row *pointers[] = {&rows[1]};
	const char *tags[] = {"t1", "t2"};
	struct test_page view = {.title = "T",
				 .rows = rows,
				 .rows_count = 2,
				 .pointers = pointers,
				 .pointers_count = 1,
				 .tags = tags,
				 .tags_count = 2,
				 .day = DAY_NONE};
	struct page page = {0};

	(void)w;
	rows[1].late = true;
	view.more = more_of(mem, 1000, 2000, "/x?after=1");
	rows[1].due = (struct due_tag){.late = true, .late_days = 3};
	struct html h = page_of(mem, &page, &view);
	is_true(shows(&h, "<li><a href=\"/dossiers/R1?on=\">R1</a>\nQuá hạn 1 ngày Sín Thầu"));
	is_true(shows(&h, "<li class=\"late\">"));
	is_true(shows(&h, "Quá hạn 3 ngày</span>"));
	is_true(shows(&h, "<i>R2</i>\n<b>t1</b>\n<b>t2</b>\n<p>"));
	is_true(shows(&h, "1.000 trong 2.000</span>\n<a class=\"btn alt\" rel=\"next\" href=\"/x?after=1\">"));
	is_true(!strstr(h.text, "none") && !strstr(h.text, "no tags"));
	view.rows = NULL;
	view.rows_count = view.pointers_count = view.tags_count = 0;
	view.tags = NULL;
	h = page_of(mem, &page, &view);
	is_true(shows(&h, "<p>none</p>\n<p>no tags</p>"));
	arena_drop(mem);
}

static void words_follow_the_language_and_the_number(struct world *w)
{
	struct arena *mem = arena_new();
	struct test_row rows[] = {row_of(mem, "R1"), row_of(mem, "R2")};
	struct test_page view = {.title = "T",
				 .rows = rows,
				 .rows_count = 2,
				 .day = day_of(2026, 11, 23),
				 .at_us = time_at(day_of(2026, 11, 23), 17 * 60),
				 .money = 15000};
	struct page page = {.lang = LANG_EN, .path = "/a?b=c&d"};

	(void)w;
	rows[1].count = 2;
	struct html h = page_of(mem, &page, &view);
	is_true(shows(&h, "<html lang=\"en\">"));
	is_true(shows(&h, "1 day overdue") && shows(&h, "2 days overdue"));
	is_true(shows(
		&h,
		"23/11/2026 Monday 23/11/2026 17:00, Monday 23/11/2026 Monday 23/11 15,000 đồng"));
	is_true(shows(&h, "href=\"/language/vi?to=%2Fa%3Fb%3Dc%26d\""));
	page.lang = LANG_VI;
	h = page_of(mem, &page, &view);
	is_true(shows(&h,
		      "thứ Hai 23/11/2026 17:00, thứ Hai 23/11/2026 Thứ Hai 23/11 15.000 đồng"));
	arena_drop(mem);
}

static void a_frame_shows_what_the_page_says(struct world *w)
{
	struct arena *mem = arena_new();
	struct nav_item nav[] = {
		{.key = "queue",
		 .words = "Hàng việc",
		 .href = URL(mem, "dossiers"),
		 .icon = ICON_LIST,
		 .counted = true,
		 .count = 1234},
		{.key = "units", .words = "Xã", .href = URL(mem, "units"), .icon = ICON_MAP},
	};
	struct actor actor = {.id = 7, .name = "an", .full_name = "Lò Văn An"};
	struct page_fault faults[] = {{"name", "Nhập họ tên"}, {NULL, "Chung"}};
	struct page_typed typed[] = {{"name", "<x>"}};
	struct page page = {
		.app = true,
		.actor = &actor,
		.province = "tỉnh Điện Biên",
		.nav = nav,
		.nav_count = 2,
		.nav_key = "queue",
		.csrf = "tok",
		.once = "n",
		.faults = faults,
		.faults_count = 2,
		.typed = typed,
		.typed_count = 1,
		.flash = "Đã lưu",
		.rehearsal = true,
		.demo = true,
		.clock_us = time_at(day_of(2025, 6, 30), 15 * 60),
	};
	struct test_page view = {.title = "T", .day = DAY_NONE, .icon = ICON_MAP};
	struct html h = page_of(mem, &page, &view);

	(void)w;
	is_true(shows(&h, "<title>Lỗi: T (0) · Một cửa tỉnh Điện Biên</title>"));
	is_true(shows(&h, "<a href=\"/dossiers\" aria-current=\"page\">"));
	is_true(shows(&h, "<span class=\"n\">1.234</span>"));
	is_true(shows(&h, "<a href=\"#name\">Nhập họ tên</a></li>\n<li>Chung</li>"));
	is_true(shows(&h, "Có 2 chỗ cần sửa"));
	is_true(shows(&h, "<main id=\"main\" tabindex=\"-1\" class=\"stack\">"));
	is_true(shows(&h, "15:00, thứ Hai 30/06/2025</time>"));
	is_true(shows(
		&h,
		"value=\"&lt;x&gt;\" aria-invalid=\"true\" aria-describedby=\"name-h name-e\">"));
	is_true(shows(&h, "<p class=\"err\" id=\"name-e\">"));
	is_true(shows(&h, "<symbol id=\"i-map\"") && shows(&h, "<use href=\"#i-map\"/>"));
	is_true(!strstr(h.text, "id=\"i-baby\""));
	is_true(shows(&h, "Lò Văn An") && shows(&h, "action=\"/sign-out\""));
	/* Each form has a key of its own. */
	is_true(shows(&h, "value=\"n-1\"") && shows(&h, "value=\"n-2\""));
	arena_drop(mem);
}

static void an_address_from_data_stays_harmless(struct world *w)
{
	struct arena *mem = arena_new();

	(void)w;
	is_text(url_make(mem, "javascript:alert(1)").text, "");
	is_text(url_make(mem, "//evil.example/").text, "");
	is_text(url_make(mem, "/\\evil.example/").text, "");
	is_text(url_make(mem, "/a\nb").text, "");
	is_text(url_make(mem, "relative").text, "");
	is_text(url_make(mem, NULL).text, "");
	is_text(url_make(mem, "https://a.vn/b?c#d").text, "https://a.vn/b?c#d");
	is_text(URL(mem, "dossiers", "H18.25-250630-0007", "../x").text,
		"/dossiers/H18.25-250630-0007/..%2Fx");
	is_text(URL(mem, "", "evil.example").text, "/");
	is_text(url_with(mem, url_with(mem, URL(mem, "units"), "q", "Sín Thầu"), "on", "x&y").text,
		"/units?q=S%C3%ADn%20Th%E1%BA%A7u&on=x%26y");
	arena_drop(mem);
}

static void formats_are_those_of_the_offices(struct world *w)
{
	struct arena *mem = arena_new();
	struct html vi = {.mem = mem}, en = {.mem = mem, .lang = LANG_EN};
	const int64_t numbers[] = {0, 7, 999, 1000, 12486, -1234567, INT64_MIN};

	(void)w;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		show_number(&vi, numbers[i]);
		HTML_LIT(&vi, "|");
	}
	is_text(vi.text, "0|7|999|1.000|12.486|−1.234.567|−9.223.372.036.854.775.808|");
	vi = (struct html){.mem = mem};
	show_percent(&vi, 958);
	show_percent(&vi, 1000);
	show_percent(&vi, -5);
	show_percent(&en, 958);
	is_text(vi.text, "95,8%100%−0,5%");
	is_text(en.text, "95.8%");
	vi = (struct html){.mem = mem};
	show_size(&vi, 84120);
	show_size(&vi, 1560000);
	show_time(&vi, time_at(day_of(2026, 1, 2), 7 * 60 + 5));
	show_minute(&vi, time_at(day_of(2026, 1, 2), 7 * 60 + 5));
	show_daymonth(&vi, day_of(2026, 1, 2));
	show_iso(&vi, time_at(day_of(2026, 1, 2), 7 * 60 + 5));
	show_words(&vi, "status.4");
	is_text(vi.text, "84 KB1,6 MB7:052026-01-02T07:0502/012026-01-02T07:05:00+07:00Đang xử lý");
	arena_drop(mem);
}

static void part_of_a_page_can_be_put_elsewhere(struct world *w)
{
	struct arena *mem = arena_new();
	struct html part = {.mem = mem}, all = {.mem = mem};

	(void)w;
	HTML_LIT(&part, "<b>");
	html_text(&part, "a<b");
	HTML_LIT(&part, "</b>");
	html_put(&all, html_take(&part));
	is_text(all.text, "<b>a&lt;b</b>");
	is_int(part.size, 0);
	arena_drop(mem);
}

static void assets_are_found_by_their_hashed_names(struct world *w)
{
	const struct asset *css = asset_find(asset_url("app.css"));
	unsigned char *out;
	uLongf size;
	z_stream z = {0};

	(void)w;
	is_true(css != NULL);
	is_text(css->mime, "text/css; charset=utf-8");
	is_true(!strncmp(css->path, "/assets/app.", 12) &&
		strlen(css->path) == strlen("/assets/app.css") + 17);
	is_true(asset_find("/assets/app.css") == NULL);
	is_true(css->gzip_size < css->size / 2);
	size = css->size + 1;
	out = malloc(size);
	is_true(out != NULL);
	is_int(inflateInit2(&z, 16 + MAX_WBITS), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)css->gzip;
	z.avail_in = (uInt)css->gzip_size;
	z.next_out = out;
	z.avail_out = (uInt)size;
	is_int(inflate(&z, Z_FINISH), Z_STREAM_END);
	is_int(z.total_out, css->size);
	is_true(!memcmp(out, css->bytes, css->size));
	inflateEnd(&z);
	free(out);
}

static void every_icon_is_drawn(struct world *w)
{
	(void)w;
	for (int icon = 1; icon < ICONS; icon++)
		is_true(*icon_name((enum icon)icon) && *icon_symbol((enum icon)icon));
	is_text(icon_name(ICON_NONE), "");
}

static void every_status_has_its_words(struct world *w)
{
	(void)w;
	is_text(words(LANG_VI, status_tag(5).key), "Yêu cầu bổ sung giấy tờ");
	is_text(status_tag(5).kind, "warn");
	is_text(words(LANG_EN, status_tag(10).key), "Result delivered");
	is_text(status_tag(11).key, "status.4");
}

TESTS_PLAIN(data_is_escaped_as_its_place_asks, a_text_of_json_is_escaped_at_each_of_its_places,
	    templates_reach_structs_pointers_and_texts,
	    words_follow_the_language_and_the_number, a_frame_shows_what_the_page_says,
	    an_address_from_data_stays_harmless, formats_are_those_of_the_offices,
	    part_of_a_page_can_be_put_elsewhere, assets_are_found_by_their_hashed_names,
	    every_icon_is_drawn, every_status_has_its_words)
