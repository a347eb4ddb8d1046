/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plays every story of tests/http, or those named on the command line, and speaks TAP. As
 * test_faults it plays each with every call to the store failing in turn: see story_fault.c. --long
 * takes the real map, too, and every call on PostgreSQL, where a try takes five times as long.
 */
#include "tests/story_fault.h"
#include "main.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static bool play(const char *name)
{
	struct arena *mem = arena_new();
	/* What is tried again and again need not reach a disk each time. */
	bool in_memory = FAULTS && !access("/dev/shm", W_OK);
	struct story story = {
		.mem = mem, .file = name, .place = in_memory ? "/dev/shm" : NULL};
	char *text = read_story(mem, name);
	bool good = text && story_play(&story, text);

	arena_drop(mem);
	return good;
}

/* On the real map, where the rounds take minutes. */
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
	size_t count = find_stories(mem, names), number = 0, bad = 0, planned = 0, played = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	movers_use(main_movers);
	if (FAULTS)
		faults_start(!store_on_postgres() || asked("--long", argc, argv));
	for (size_t i = 0; i < count; i++)
		planned += wanted(names[i], argc, argv);
	printf("1..%zu\n", planned);
	for (size_t i = 0; i < count; i++) {
		if (!wanted(names[i], argc, argv))
			continue;
		bool large = FAULTS && is_large(names[i]) && !asked("--long", argc, argv);
		bool good = large || play(names[i]);

		played += !large;
		printf("%sok %zu - %s%s\n", good ? "" : "not ", ++number, names[i],
		       large ? " # SKIP the real map is played with --long" : "");
		bad += !good;
	}
	if (FAULTS)
		printf("# %lld calls were made to fail\n", (long long)faults_met());
	if (FAULTS && played && !faults_met()) { /* --wrap does nothing where the linker optimises all */
		printf("Bail out! no call was made to fail\n");
		bad++;
	}
	story_forget();
	arena_drop(mem);
	return bad ? 1 : 0;
}
