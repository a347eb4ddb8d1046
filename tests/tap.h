/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/err.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * Tests speak TAP. A test is a function whose name is a sentence about behaviour; TESTS(...) lists
 * them and makes main(). A failed check prints where and what, and fails its test; the test goes on.
 * Programs take names of tests to run; --long sets tap_long for the full counts.
 */
struct world;

extern bool tap_long;

void tap_rc(enum rc got, enum rc want, const char *expression, const char *file, int line);
void tap_int(int64_t got, int64_t want, const char *expression, const char *file, int line);
void tap_text(const char *got, const char *want, const char *expression, const char *file, int line);
void tap_true(bool got, const char *expression, const char *file, int line);
/** Adds a line to what is printed if the test fails, or "# …" at once. */
void tap_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define is_rc(got, want) tap_rc((got), (want), #got, __FILE__, __LINE__)
#define is_int(got, want) tap_int((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define is_text(got, want) tap_text((got), (want), #got, __FILE__, __LINE__)
#define is_true(got) tap_true((got), #got, __FILE__, __LINE__)

struct tap_test {
	const char *name;
	void (*run)(struct world *w);
};

/** Runs @tests; with @with_world each gets a fresh store in memory, else NULL. */
int tap_main(int argc, char **argv, const struct tap_test *tests, bool with_world);

#define TAP_EACH_1(f) { #f, f },
#define TAP_EACH_N(f, ...) { #f, f }, __VA_OPT__(TAP_AGAIN TAP_PARENS (__VA_ARGS__))
#define TAP_AGAIN() TAP_EACH_N
#define TAP_PARENS ()
#define TAP_X1(...) TAP_X2(TAP_X2(TAP_X2(__VA_ARGS__)))
#define TAP_X2(...) TAP_X3(TAP_X3(TAP_X3(__VA_ARGS__)))
#define TAP_X3(...) TAP_X4(TAP_X4(TAP_X4(__VA_ARGS__)))
#define TAP_X4(...) __VA_ARGS__

#define TAP_MAIN(world_or_not, ...)                                                          \
	int main(int argc, char **argv)                                                      \
	{                                                                                    \
		static const struct tap_test tests_[] = { TAP_X1(TAP_EACH_N(__VA_ARGS__)){   \
			0 } };                                                               \
		return tap_main(argc, argv, tests_, world_or_not);                           \
	}

/** Tests on a store. */
#define TESTS(...) TAP_MAIN(true, __VA_ARGS__)
/** Tests of plain functions. Each takes a struct world * that is NULL. */
#define TESTS_PLAIN(...) TAP_MAIN(false, __VA_ARGS__)
