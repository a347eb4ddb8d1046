/* SPDX-License-Identifier: Apache-2.0 */
#include "core/arena.h"
#include "core/fiber.h"
#include "core/fold.h"
#include "core/text.h"
#include "core/time.h"
#include "tests/tap.h"
#include <string.h>
#include <unicode/utf8.h>

static void an_array_that_grows_keeps_what_it_had(struct world *w)
{
	struct arena *a = arena_new();
	int *items = NULL;

	(void)w;
	for (int i = 0; i < 1000; i++) {
		items = arena_grow(a, items, (size_t)i, sizeof *items);
		items[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		is_int(items[i], i);
	arena_drop(a);
}

static void names_fold_without_marks_and_with_plain_d(struct world *w)
{
	struct arena *a = arena_new();

	(void)w;
	is_text(text_fold(a, "  Điện   Biên "), "dien bien");
	is_text(text_fold(a, "Sín Thầu"), "sin thau");
	is_text(text_fold(a, "H'Mông"), "hmong");
	is_text(text_fold(a, "Pa-Thơm"), "pa thom");
	is_text(text_exact(a, "Hoà Bình"), text_exact(a, "Hòa  bình"));
	is_true(strcmp(text_exact(a, "Pu Nhi"), text_exact(a, "Pú Nhi")) != 0);
	is_int(text_count("Điện Biên"), 9);
	is_text(text_nfc(a, "Đie\xCC\x82\xCC\xA3n"), "Điện");
	is_true(text_nfc(a, "\xC3\x28") == NULL);
	is_true(strcmp(text_sort_key(a, "Đà"), text_sort_key(a, "Dũng")) > 0);
	is_text(text_mask_name(a, "Lầu Xa Hừ"), "L•• X• Hừ");
	is_text(text_trim(a, " \xC2\xA0 a b \t"), "a b");
	arena_drop(a);
}

/* Whatever stands beside a letter, the table says what ICU says. */
static void the_table_of_letters_folds_as_icu_does(struct world *w)
{
	static const struct { int32_t from, to; } ranges[] = {
		{ 1, 0x250 }, { 0x300, 0x370 }, { 0x1E00, 0x1F00 }, { 0x2000, 0x2070 },
	};
	struct arena *a = arena_new();
	uint32_t seed = 1;
	int other = 0;

	(void)w;
	for (int n = 0; n < 20000; n++) {
		char text[64];
		int32_t size = 0;

		for (int letters = n % 12; letters >= 0; letters--) {
			seed = seed * 1103515245 + 12345;
			size_t r = seed >> 16 & 3;
			int32_t c;

			seed = seed * 1103515245 + 12345;
			c = ranges[r].from + (int32_t)(seed >> 8) % (ranges[r].to - ranges[r].from);
			if (seed % 5 == 0)
				c = ' ';
			U8_APPEND_UNSAFE(text, size, c);
		}
		text[size] = '\0';
		const char *folded = fold_by_table(a, text);

		if (folded && strcmp(folded, fold_by_icu(a, text)) != 0)
			other++;
	}
	is_int(other, 0);
	is_text(fold_by_table(a, "Tổ dân phố số 3 – Phường Mường Lay"), "to dan pho so 3 phuong muong lay");
	is_true(fold_by_table(a, "Σ") == NULL);
	is_text(text_fold(a, "ĐIỆN ΣΑΣ"), fold_by_icu(a, "ĐIỆN ΣΑΣ"));
	is_true(text_fold(a, "\xC3\x28") == NULL);
	arena_drop(a);
}

static void dates_that_do_not_exist_are_refused(struct world *w)
{
	struct arena *a = arena_new();
	int64_t us;

	(void)w;
	is_int(day_parse("2025-02-29"), DAY_NONE);
	is_int(day_parse("2025-7-1"), DAY_NONE);
	is_text(day_show(a, day_parse("2024-02-29")), "2024-02-29");
	is_int(day_week(day_parse("2025-07-01")), 1);
	is_true(time_parse("2025-06-30T15:00:00+07:00", &us));
	is_text(time_show(a, us), "2025-06-30T15:00:00+07:00");
	is_text(time_show_utc_us(a, us), "2025-06-30T08:00:00.000000Z");
	is_true(time_parse("2025-06-30T15:00+07:00", &us));
	is_true(!time_parse("2025-06-30T24:00:00+07:00", &us));
	is_true(!time_parse("2025-06-30T15:00:00", &us));
	for (int32_t d = day_of(1000, 1, 1); d <= day_of(9999, 12, 31); d += 17) {
		int y, m, md;

		day_split(d, &y, &m, &md);
		is_int(day_of(y, m, md), d);
	}
	arena_drop(a);
}

static void base64_is_its_own_letters_and_no_others(struct world *w)
{
	static const char *const bad[] = { "AAA", "AAAAA", "AAB=", "A===", "AA A", " AAAA", "AAAA\n", "AA-_" };
	struct arena *a = arena_new();
	size_t size = 0;
	int taken = 0;

	(void)w;
	is_text((const char *)text_unbase64(a, "xJBp4buHbg==", &size), "Điện");
	is_int(size, 7);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_true(text_unbase64(a, bad[i], &size) == NULL);
	for (int c = 0x80; c < 0x100; c++) {
		char text[] = { 'A', (char)c, 'A', 'A', '\0' };

		taken += text_unbase64(a, text, &size) != NULL;
	}
	is_int(taken, 0);
	arena_drop(a);
}

struct turns {
	int waits;
	char name, *log;
};

static void take_turns(void *thing)
{
	struct turns *t = thing;

	for (int i = 0; i <= t->waits; i++) {
		strncat(t->log, &t->name, 1);
		is_true(fiber_running());
		fiber_wait();
	}
}

static void tasks_on_one_thread_take_turns_where_they_wait(struct world *w)
{
	struct fibers *f = fibers_new(3);
	char log[40] = "";
	struct turns a = { 0, 'a', log }, b = { 3, 'b', log }, c = { 1, 'c', log };
	void *const all[] = { &a, &b, &c };

	(void)w;
	fiber_wait(); /* alone: nobody else's turn */
	is_true(!fiber_running());
	for (int i = 0; i < 100; i++) { /* on the same stacks */
		log[0] = '\0';
		fibers_run(f, take_turns, all, 3);
		is_text(log, "abcbcbb");
	}
	fibers_run(f, take_turns, all, 1);
	is_text(log, "abcbcbba");
	fibers_drop(f);
}

TESTS_PLAIN(tasks_on_one_thread_take_turns_where_they_wait, an_array_that_grows_keeps_what_it_had, names_fold_without_marks_and_with_plain_d,
	    the_table_of_letters_folds_as_icu_does,
	    dates_that_do_not_exist_are_refused, base64_is_its_own_letters_and_no_others)
