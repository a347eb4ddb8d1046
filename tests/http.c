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

static char *read_story(struct arena *mem, const char *name)
{
	char *text = arena_alloc(mem, TEXT_MAX);
	FILE *in = fopen(arena_text(mem, SOURCE_DIR "/tests/http/%s", name), "r");
	bool good = in && fread(text, 1, TEXT_MAX - 1, in) > 0;

	if (in)
		fclose(in);
	return good ? text : NULL;
}

/* *@fault is the fault to play with, and comes back with the calls counted. */
static bool play(const char *name, struct db_fault *fault)
{
	struct arena *mem = arena_new();
	struct story story = {.mem = mem, .file = name, .fault = *fault};
	char *text = read_story(mem, name);
	bool good = text && story_play(&story, text);

	*fault = story.fault;
	arena_drop(mem);
	return good;
}

static bool ready(const char *name)
{
	struct arena *mem = arena_new();
	struct story story = {.mem = mem, .file = name};
	char *text = read_story(mem, name);
	bool good = text && story_ready(&story, text);

	arena_drop(mem);
	return good;
}

/*
 * Both kinds at each n when @every, else now the one, now the other, at an n of each step that
 * differs from story to story.
 */
static bool play_with_faults(const char *name, bool every, int64_t story)
{
	bool good = ready(name), met = true;

	for (int64_t n = 1, round = 0; good && met; n += every ? 1 : 1 + n / 2, round++) {
		int64_t at = every ? n : n + story * 7 % (1 + n / 2);

		met = false;
		for (int full_disk = 0; good && full_disk < 2; full_disk++) {
			if (!every && full_disk != ((round + story) & 1))
				continue;
			struct db_fault fault = {.at = at,
						 .code = full_disk ? RC_BUSY : RC_BROKEN,
						 .takes_transaction = full_disk};

			good = play(name, &fault);
			met = met || fault.count >= at;
		}
	}
	story_forget();
	return good;
}

/* On the real map, where each round takes seconds. */
static bool is_large(const char *name)
{
	struct arena *mem = arena_new();
	const char *text = read_story(mem, name);
	bool large = text && strstr(text, "\nworld data/");

	arena_drop(mem);
	return large;
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
		struct db_fault none = {0};
		bool every = asked("--long", argc, argv);
		bool large = FAULTS && !every && is_large(names[i]);
		bool good = large    ? true
			    : FAULTS ? play_with_faults(names[i], every, (int64_t)i)
				     : play(names[i], &none);

		printf("%sok %zu - %s%s\n", good ? "" : "not ", ++number, names[i],
		       large ? " # SKIP the real map is played with --long" : "");
		bad += !good;
	}
	story_forget();
	arena_drop(mem);
	return bad ? 1 : 0;
}
