/* SPDX-License-Identifier: Apache-2.0 */
/* The bar at the top of the demo: move the clock on, start over. In a demo store only. */
#include "core/time.h"
#include "db/conn.h"
#include "db/db.h"
#include "db/writer.h"
#include "main_demo.h"
#include "main_demo_wait.html.h"
#include "web/reply.h"
#include "web/req.h"
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static struct demo_server serving; /* said once, before the server listens */
static atomic_bool restart_asked;

void demo_use(const struct demo_server *server)
{
	serving = *server;
}

bool demo_take_restart(void)
{
	return atomic_exchange(&restart_asked, false);
}

static enum rc need_demo(struct op *op, struct req *req)
{
	int64_t demo;

	(void)req;
	TRY(db_setting_int(op, "demo", 0, &demo));
	return demo ? RC_OK : FAIL(op, RC_NOT_FOUND, "demo.none", "no demo store");
}

/* The next time of day after @us that is @minute of the day. */
static int64_t next_at(int64_t us, int minute)
{
	int32_t day = time_day(us);

	return time_at(day, minute) > us ? time_at(day, minute) : time_at(day + 1, minute);
}

static bool step_to(const char *word, int64_t now_us, int64_t *us)
{
	if (!strcmp(word, "hour"))
		*us = now_us + US_HOUR;
	else if (!strcmp(word, "midnight"))
		*us = next_at(now_us, 0);
	else if (!strcmp(word, "morning"))
		*us = next_at(now_us, 7 * 60 + 30);
	else if (!strcmp(word, "day"))
		*us = now_us + US_DAY;
	else if (!strcmp(word, "week"))
		*us = now_us + 7 * US_DAY;
	else
		return false;
	return true;
}

static enum rc set_clock(struct op *op, void *context)
{
	return db_clock_set(op, *(int64_t *)context);
}

static enum rc nothing(struct op *op, void *context)
{
	(void)op;
	(void)context;
	return RC_OK;
}

struct clock_form {
	const char *step;
};

static const char *const steps[] = { "hour", "midnight", "morning", "day", "week", NULL };
static const struct field clock_fields[] = { CHOICE_FIELD(clock_form, step, steps, .required = true,
						  .label = "page.clock_to", .values = "page.clock_"),
					     { 0 } };

/*
 * On a slow pool: the writer moves the clock, and then runs what became due ahead of the second,
 * empty operation, so the page that follows shows the morning and not the last of the evening.
 */
static enum rc move_clock(struct op *op, struct req *req, struct reply *reply)
{
	struct op write = { .mem = op->mem, .actor = op->actor };
	struct clock_form form = { 0 };
	int64_t us;

	TRY(req_read(op, req, clock_fields, &form));
	if (!step_to(form.step, op->now_us, &us))
		return FAIL_FIELD(op, "step", "field.choice", "%s", form.step);
	enum rc rc = writer_run(serving.writer, &write, set_clock, &us);

	if (rc == RC_OK)
		rc = writer_run(serving.writer, &write, nothing, NULL);
	if (rc != RC_OK) {
		op->err = write.err;
		return rc;
	}
	return reply_go(op, reply, "/");
}

static const struct view wait_view = VIEW_PAGE(main_demo_wait);

/* A fresh store is made beside this one; the main thread swaps them when it is ready. */
static enum rc start_over(struct op *op, struct req *req, struct reply *reply)
{
	struct demo_wait *wait = arena_one(op->mem, struct demo_wait);

	(void)req;
	TRY(demo_make_next(op, serving.args));
	atomic_store(&restart_asked, true);
	kill(getpid(), SIGUSR1);
	reply_header(op, reply, "Refresh", "2; url=/");
	return reply_view(op, reply, &wait_view, wait);
}

/* clang-format off */
const struct route demo_routes[] = {
	{ POST, "/demo/clock",   MAY_ALL, TX_SLOW, move_clock, .seek = need_demo, .input = clock_fields, .hidden = true },
	{ POST, "/demo/restart", MAY_ALL, TX_SLOW, start_over, .seek = need_demo, .hidden = true },
	{ 0 },
};
/* clang-format on */
