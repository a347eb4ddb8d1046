/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leave_nothing PROGRAM [ARGUMENTS]: runs it, and leaves nothing of it behind. When it has ended, when a signal
 * says to end, or when who called is gone, all that it has started and that they have started ends too, whatever
 * groups and sessions they have made for themselves: they are asked to, and killed if they do not.
 */
#include "tests/parent.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GRACE_MS = 10000, STEP_MS = 10 };

static bool descends_from_here(pid_t pid)
{
	for (pid = process_parent(pid); pid > 1; pid = process_parent(pid))
		if (pid == getpid())
			return true;
	return false;
}

static void tell_all(int signal)
{
	DIR *all = opendir("/proc");
	struct dirent *one;

	while (all && (one = readdir(all))) {
		pid_t pid = (pid_t)strtol(one->d_name, NULL, 10);

		if (isdigit((unsigned char)*one->d_name) && descends_from_here(pid))
			kill(pid, signal);
	}
	if (all)
		closedir(all);
}

/* Orphans are children, too: of a subreaper. */
static bool children_are_left(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		continue;
	return pid == 0;
}

/* Those that begin after they were asked, to clean up, have the time that is left. */
static void end_all(void)
{
	for (int ms = 0; children_are_left(); ms += STEP_MS) {
		if (ms == 0)
			tell_all(SIGTERM);
		else if (ms >= GRACE_MS)
			tell_all(SIGKILL);
		usleep(STEP_MS * 1000);
	}
}

/* As a shell would say how @program ended, or which signal came before. */
static int status_of(pid_t program, const sigset_t *signals)
{
	int signal, status;
	pid_t pid;

	for (;;) {
		sigwait(signals, &signal);
		if (signal != SIGCHLD)
			return 128 + signal;
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == program)
				return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
}

int main(int argc, char **argv)
{
	static const int heard[] = { SIGHUP, SIGINT, SIGTERM, SIGCHLD };
	sigset_t signals, before;

	if (argc < 2) {
		fprintf(stderr, "usage: leave_nothing PROGRAM [ARGUMENTS]\n");
		return 2;
	}
	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof heard / sizeof *heard; i++) {
		signal(heard[i], SIG_DFL); /* a shell has what it runs in the background ignore some */
		sigaddset(&signals, heard[i]);
	}
	sigprocmask(SIG_BLOCK, &signals, &before);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	pid_t program = fork();

	if (program == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	int status = program < 0 ? 126 : status_of(program, &signals);

	end_all();
	return status;
}
