/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was answered is stored, once, whatever dies: the program, PostgreSQL, both, or the line between them.
 * Afterwards every key is asked again: it must give the code it gave before, and the store must hold one dossier
 * for each.
 */
#include "tests/crowd.h"
#include "tests/tap.h"
#include <libpq-fe.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static void kill_program(void)
{
	process_end(crowd.server, SIGKILL);
	crowd_serve();
}

static void kill_postgres(void)
{
	cluster_kill(&crowd.cluster);
	crowd_start_postgres();
}

static void kill_both(void)
{
	kill(crowd.server, SIGKILL);
	cluster_kill(&crowd.cluster);
	process_end(crowd.server, SIGKILL);
	crowd_start_postgres();
	crowd_serve();
}

static void restart_postgres(void)
{
	cluster_stop(&crowd.cluster);
	crowd_start_postgres();
}

static void cut_before(void)
{
	proxy_cut(crowd.proxy, PROXY_CUT_ASKING);
}

static void cut_after(void)
{
	proxy_cut(crowd.proxy, PROXY_CUT_COMMITTED);
}

/* Each time after a moment of work; then answers must come again by themselves. */
static void again_and_again(void (*strike)(void), int times)
{
	for (int i = 0; i < times; i++) {
		usleep((useconds_t)(20000 + i * 7919 % 180 * 1000));
		strike();
		is_true(crowd_answered(30));
	}
}

static void struck(bool postgres, void (*strike)(void))
{
	crowd_begin(postgres ? CROWD_POSTGRES : 0);
	crowd_send();
	again_and_again(strike, tap_long ? 100 : 10);
	crowd_call_back();
	crowd_lost_nothing();
	crowd_end();
}

/* ---- the tests ---- */

static void a_killed_program_keeps_what_it_answered_on_sqlite(struct world *none)
{
	(void)none;
	struck(false, kill_program);
}

static void a_killed_program_keeps_what_it_answered_on_postgresql(struct world *none)
{
	(void)none;
	struck(true, kill_program);
}

static void a_killed_postgresql_keeps_what_was_answered_and_service_resumes(struct world *none)
{
	(void)none;
	struck(true, kill_postgres);
}

static void both_killed_at_once_keep_what_was_answered(struct world *none)
{
	(void)none;
	struck(true, kill_both);
}

static void a_postgresql_restarted_under_load_loses_nothing(struct world *none)
{
	(void)none;
	struck(true, restart_postgres);
}

static void a_line_cut_in_the_middle_of_a_commit_loses_and_doubles_nothing(struct world *none)
{
	(void)none;
	crowd_begin(CROWD_POSTGRES | CROWD_PROXY);
	crowd_send();
	again_and_again(cut_before, 10);
	again_and_again(cut_after, 10);
	crowd_call_back();
	crowd_lost_nothing();
	crowd_end();
}

enum { CONNECTIONS_MAX = 60 /* the server has 40 */ };

/* Takes what is free; how many there are then. */
static int take_free(PGconn **taken, int count)
{
	for (; count < CONNECTIONS_MAX; count++) {
		taken[count] = PQconnectdb(crowd.direct_url);
		if (PQstatus(taken[count]) != CONNECTION_OK) {
			PQfinish(taken[count]);
			break;
		}
	}
	return count;
}

static bool refused_more(int before)
{
	for (int ms = 0; ms < 30000 && atomic_load(&crowd.busy) <= before; ms += 10)
		usleep(10000);
	return atomic_load(&crowd.busy) > before;
}

static void without_connections_left_it_says_503_and_resumes(struct world *none)
{
	PGconn *taken[CONNECTIONS_MAX];
	int count, busy;

	(void)none;
	crowd_begin(CROWD_POSTGRES);
	crowd_send();
	is_true(crowd_answered(30));
	/* While the program stands still its connections are ended, and somebody else takes all there are. */
	kill(crowd.server, SIGSTOP);
	count = take_free(taken, 0);
	PQclear(PQexec(taken[0], "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
				 " WHERE application_name = 'haicap'"));
	count = take_free(taken, count);
	kill(crowd.server, SIGCONT);
	busy = atomic_load(&crowd.busy);
	is_true(refused_more(busy));
	while (count)
		PQfinish(taken[--count]);
	is_true(crowd_answered(30));
	crowd_call_back();
	crowd_lost_nothing();
	crowd_end();
}

TESTS_PLAIN(a_killed_program_keeps_what_it_answered_on_sqlite,
	    a_killed_program_keeps_what_it_answered_on_postgresql,
	    a_killed_postgresql_keeps_what_was_answered_and_service_resumes,
	    both_killed_at_once_keep_what_was_answered, a_postgresql_restarted_under_load_loses_nothing,
	    a_line_cut_in_the_middle_of_a_commit_loses_and_doubles_nothing,
	    without_connections_left_it_says_503_and_resumes)
