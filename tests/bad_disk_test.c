/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that is full or fails under PostgreSQL or under a file, and a PostgreSQL that may only be read: whoever
 * writes is told to come again, and why; nothing that was answered is lost, nothing is stored twice, and service
 * resumes by itself. bad_disk.c makes the calls of the one that stores fail.
 */
#include "core/time.h"
#include "tests/crowd.h"
#include "tests/tap.h"
#include <errno.h>
#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { PATIENCE_S = 60 };

/* Tries until one is refused for the reason @key; false when none is. */
static bool refused_for(struct arena *mem, const char *key)
{
	const char *member = arena_text(mem, "\"key\":\"%s\"", key);
	int64_t until_us = time_steady_us() + PATIENCE_S * US_SECOND;

	while (time_steady_us() < until_us) {
		struct got got = crowd_try(mem);

		if (got.status != 503 || !strstr(got.body, member))
			continue;
		const char *after = got_header(mem, &got, "Retry-After", 0);

		is_true(after && strtol(after, NULL, 10) > 0);
		is_text(got_header(mem, &got, "Content-Type", 0), "application/problem+json");
		return true;
	}
	return false;
}

/* Who could not connect does not knock again at once: for a moment reading is put off, too. */
static void reading_resumes(struct arena *mem)
{
	int64_t until_us = time_steady_us() + PATIENCE_S * US_SECOND;

	while (crowd_get(mem, "/units").status == 503 && time_steady_us() < until_us)
		usleep(10000);
}

static void shown(struct arena *mem, const char *path)
{
	struct got got = crowd_get(mem, path);

	is_int(got.status, 200);
	if (got.status != 200)
		tap_note("%s: %.300s", path, got.body);
}

static void reading_goes_on(struct arena *mem)
{
	shown(mem, "/units");
	shown(mem, "/healthz");
}

/* Whether PostgreSQL has done @sql. */
static bool sql(const char *text)
{
	PGconn *connection = PQconnectdb(crowd.direct_url);
	PGresult *result = PQexec(connection, text);
	ExecStatusType status = PQresultStatus(result);

	PQclear(result);
	PQfinish(connection);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static void begin(int how)
{
	crowd_begin(how);
	crowd_send();
	is_true(crowd_answered(PATIENCE_S));
}

static void end(void)
{
	is_true(crowd_answered(PATIENCE_S));
	crowd_call_back();
	crowd_lost_nothing();
	crowd_end();
}

/* While calls fail as @order says, writing is refused for @key and reading goes on; then all is well again. */
static void refused_while(const char *order, const char *key)
{
	crowd_disk(order);
	is_true(refused_for(crowd.mem, key));
	is_true(crowd_disk_failures() > 0);
	reading_goes_on(crowd.mem);
	crowd_disk(NULL);
	is_true(crowd_answered(PATIENCE_S));
}

static const char *order(const char *what, int error, int times)
{
	return arena_text(crowd.mem, "%s %d %d", what, error, times);
}

static void no_room_for_the_tables_of_postgresql_refuses_for_now_and_loses_nothing(struct world *none)
{
	(void)none;
	begin(CROWD_POSTGRES | CROWD_BAD_DISK);
	refused_while(order("grow /base/", ENOSPC, 0), "store.full");
	end();
}

/* Starting needs room, too: then PostgreSQL tries again, or gives up until somebody starts it. */
static void start_if_it_gave_up(void)
{
	for (int i = 0; i < PATIENCE_S && !crowd_answered(1); i++)
		if (waitpid(crowd.cluster.pid, NULL, WNOHANG) == crowd.cluster.pid)
			crowd_start_postgres();
}

static void no_room_for_the_log_of_postgresql_stops_it_and_loses_nothing(struct world *none)
{
	(void)none;
	begin(CROWD_POSTGRES | CROWD_BAD_DISK);
	crowd_disk(order("write /pg_wal/", ENOSPC, 0));
	is_true(crowd_disk_fails(1, PATIENCE_S));
	is_true(refused_for(crowd.mem, "store.unreachable"));
	crowd_disk(NULL);
	start_if_it_gave_up();
	end();
}

/* Each makes PostgreSQL start anew by itself from what is in its log. */
static void a_sync_that_fails_under_postgresql_loses_nothing(struct world *none)
{
	(void)none;
	begin(CROWD_POSTGRES | CROWD_BAD_DISK);
	crowd_disk(order("sync /pg_wal/", EIO, 1));
	is_true(crowd_disk_fails(0, PATIENCE_S));
	is_true(crowd_answered(PATIENCE_S));
	crowd_disk(order("sync /base/", EIO, 1));
	is_true(!sql("CHECKPOINT"));
	is_int(crowd_disk_failures(), 2);
	end();
}

static void a_disk_that_is_full_or_fails_under_a_file_refuses_for_now_and_loses_nothing(struct world *none)
{
	(void)none;
	begin(CROWD_BAD_DISK);
	refused_while(order("write store.db", ENOSPC, 0), "store.full");
	refused_while(order("sync store.db", EIO, 0), "store.unreadable");
	end();
}

/* Nobody else's account is opened either, and the command line says so. */
static void only_read(void)
{
	is_true(refused_for(crowd.mem, "store.read_only"));
	reading_goes_on(crowd.mem);
	is_int(CROWD_RUN(NULL, "user", "add", "late", "--unit", "03158", "--role", "clerk"), 3);
}

static void a_postgresql_that_may_only_be_read_refuses_for_now_and_loses_nothing(struct world *none)
{
	FILE *sign;

	(void)none;
	begin(CROWD_POSTGRES);
	is_true(sql("ALTER SYSTEM SET default_transaction_read_only = on"));
	is_true(sql("SELECT pg_reload_conf()"));
	only_read();
	is_true(sql("ALTER SYSTEM RESET default_transaction_read_only"));
	is_true(sql("SELECT pg_reload_conf()"));
	is_true(crowd_answered(PATIENCE_S));
	/* The same machine as a standby that waits for another, until it is made the first. */
	cluster_stop(&crowd.cluster);
	sign = fopen(arena_text(crowd.mem, "%s/data/standby.signal", crowd.dir), "w");
	is_true(sign && fclose(sign) == 0);
	crowd_start_postgres();
	is_true(refused_for(crowd.mem, "store.read_only"));
	reading_resumes(crowd.mem);
	only_read();
	is_true(sql("SELECT pg_promote()"));
	end();
}

TESTS_PLAIN(no_room_for_the_tables_of_postgresql_refuses_for_now_and_loses_nothing,
	    no_room_for_the_log_of_postgresql_stops_it_and_loses_nothing,
	    a_sync_that_fails_under_postgresql_loses_nothing,
	    a_disk_that_is_full_or_fails_under_a_file_refuses_for_now_and_loses_nothing,
	    a_postgresql_that_may_only_be_read_refuses_for_now_and_loses_nothing)
