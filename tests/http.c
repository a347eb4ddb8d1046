/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plays every story of tests/http, or those named on the command line, and speaks TAP. As
 * test_faults it plays each with the n-th call of the writer's store failing, for growing n: each
 * request must be answered and the store be whole. --long takes every n.
 */
#include "tests/story.h"
#include "main.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORIES_MAX = 200, TEXT_MAX = 1 << 18 };

static int by_name(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static size_t find_stories(struct arena *mem, const char **names)
{
	DIR *dir = opendir(SOURCE_DIR "/tests/http");
	size_t count = 0;

	for (struct dirent *e; dir && (e = readdir(dir)) && count < STORIES_MAX;) {
		size_t size = strlen(e->d_name);

		if (size > 5 && !strcmp(e->d_name + size - 5, ".http"))
			names[count++] = arena_copy(mem, e->d_name);
	}
	if (dir)
		closedir(dir);
	qsort(names, count, sizeof *names, by_name);
	return count;
}

static bool wanted(const char *name, int argc, char **argv)
{
	bool named = false;

	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-')
			continue;
		named = true;
		if (!strncmp(name, argv[i], strlen(argv[i])))
			return true;
	}
	return !named;
}

/* *@fault is the fault to play with, and comes back with the calls counted. */
static bool play(const char *name, struct db_fault *fault)
{
	struct arena *mem = arena_new();
	struct story story = { .mem = mem, .file = name, .fault = *fault };
	char *text = arena_alloc(mem, TEXT_MAX);
	FILE *in = fopen(arena_text(mem, SOURCE_DIR "/tests/http/%s", name), "r");
	bool good = in && fread(text, 1, TEXT_MAX - 1, in) > 0;

	if (in)
		fclose(in);
	good = good && story_play(&story, text);
	*fault = story.fault;
	arena_drop(mem);
	return good;
}

static bool play_with_faults(const char *name, bool every, bool full_disk)
{
	struct db_fault fault = { .code = full_disk ? RC_BUSY : RC_BROKEN,
				  .takes_transaction = full_disk };
	bool good = true;

	for (int64_t n = 1; good; n += every ? 1 : 1 + n / 4) {
		fault.at = n;
		fault.count = 0;
		good = play(name, &fault);
		if (fault.count < n)
			break;
	}
	return good;
}

static bool asked(const char *option, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], option))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const char *names[STORIES_MAX];
	struct arena *mem = arena_new();
	size_t count = find_stories(mem, names), number = 0, bad = 0, planned = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	movers_use(main_movers);
	for (size_t i = 0; i < count; i++)
		planned += wanted(names[i], argc, argv);
	printf("1..%zu\n", planned);
	for (size_t i = 0; i < count; i++) {
		if (!wanted(names[i], argc, argv))
			continue;
		struct db_fault none = { 0 };
		bool every = asked("--long", argc, argv);
		bool good = FAULTS ? play_with_faults(names[i], every, false) &&
					     play_with_faults(names[i], every, true)
				   : play(names[i], &none);

		printf("%sok %zu - %s\n", good ? "" : "not ", ++number, names[i]);
		bad += !good;
	}
	story_forget();
	arena_drop(mem);
	return bad ? 1 : 0;
}
