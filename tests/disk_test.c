/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that is full, and a store that became read-only, while people work. */
#include "main.h"
#include "tests/story.h"
#include "tests/tap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static struct story story;

static bool begin(const char *place)
{
	movers_use(main_movers);
	story = (struct story){
		.mem = arena_new(),
		.file = "disk",
		.place = place,
		.json = true,
		.who = "admin",
		.world = "tests/http/worlds/small",
		.clock = "2025-06-30T15:00:00+07:00",
	};
	return story_begin(&story) && story_token(&story, "admin");
}

static void end(void)
{
	story_end(&story);
	story_forget();
	json_decref(story.last_json);
	is_true(!story.failed);
	arena_drop(story.mem);
}

static int ask(const char *method, const char *target, const char *body)
{
	struct story_request r = {
		.method = method,
		.target = target,
		.body = body,
		.size = body ? strlen(body) : 0,
		.type = body ? "application/json" : NULL,
	};

	story_send(&story, &r);
	return story.last.status;
}

static int open_account(const char *name)
{
	return ask("POST", "/people",
		   arena_text(story.mem,
			      "{\"name\":\"%s\",\"full_name\":\"Lò Văn An\",\"roles\":[\"clerk\"],"
			      "\"unit\":\"03158\",\"password\":\"mua-hoa-ban-2025\"}",
			      name));
}

static const char *header(const char *name)
{
	const char *value = got_header(story.mem, &story.last, name, 0);

	return value ? value : "";
}

static void is_kept(const char *name, bool kept)
{
	is_int(ask("GET", arena_text(story.mem, "/people/%s", name), NULL), kept ? 200 : 404);
}

/* Refused with 503, by name and with the time to try again; reading goes on. */
static void is_busy(int status)
{
	is_int(status, 503);
	is_true(strtol(header("Retry-After"), NULL, 10) > 0);
	is_text(header("Content-Type"), "application/problem+json");
	is_true(json_object_get(story.last_json, "key") != NULL);
	is_int(ask("GET", "/units", NULL), 200);
	is_int(ask("GET", "/healthz", NULL), 200);
}

static void whole(void)
{
	story_command(&story, "check");
	is_int(story.exit, 0);
	story_command(&story, "ledger verify");
	is_int(story.exit, 0);
}

/* Fills the disk up to its last byte. false when it cannot. */
static bool fill(const char *path)
{
	static const char bytes[65536];
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	size_t size = sizeof bytes;

	if (fd < 0)
		return false;
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != ENOSPC)
			break;
		if (n < (ssize_t)size)
			size /= 2;
	}
	close(fd);
	return size == 0;
}

static void a_full_disk_refuses_for_now_and_loses_nothing(struct world *w)
{
	char place[] = "/tmp/haicap-disk-XXXXXX";

	(void)w;
	if (!mkdtemp(place))
		abort();
	if (mount("tmpfs", place, "tmpfs", 0, "size=24m") != 0) {
		printf("# skipped: a small disk cannot be made here (%s)\n", strerror(errno));
		rmdir(place);
		return;
	}
	is_true(begin(place));
	const char *ballast = arena_text(story.mem, "%s/ballast", place);

	is_int(open_account("mot"), 201);
	is_true(fill(ballast));
	/* The log may have room left in it: one of the next finds none. */
	int status = 201, last = 0;

	for (; status == 201 && last < 500; last++)
		status = open_account(arena_text(story.mem, "hai%d", last));
	is_busy(status);
	is_kept("mot", true);
	is_kept(arena_text(story.mem, "hai%d", last - 1), false);
	is_busy(open_account("ba"));
	unlink(ballast);
	is_int(open_account("bon"), 201);
	is_kept("bon", true);
	is_kept("ba", false);
	for (int i = 0; i < last - 1; i++)
		is_kept(arena_text(story.mem, "hai%d", i), true);
	whole();
	end();
	is_int(umount(place), 0);
	rmdir(place);
}

/* A store whose file may be read only says so at each write. */
static void make_read_only(bool read_only)
{
	struct op op = {.mem = story.mem};

	is_rc(story.db->engine->script(&op, story.db->state,
				       read_only ? "PRAGMA query_only = 1"
						 : "PRAGMA query_only = 0"),
	      RC_OK);
}

static void a_store_that_became_read_only_refuses_for_now(struct world *w)
{
	(void)w;
	is_true(begin(NULL));
	is_int(open_account("mot"), 201);
	make_read_only(true);
	is_busy(open_account("hai"));
	is_busy(open_account("ba"));
	is_kept("mot", true);
	is_kept("hai", false);
	make_read_only(false);
	is_int(open_account("hai"), 201);
	is_kept("ba", false);
	whole();
	end();
}

TESTS_PLAIN(a_full_disk_refuses_for_now_and_loses_nothing,
	    a_store_that_became_read_only_refuses_for_now)
