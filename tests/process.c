/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/parent.h"
#include "tests/process.h"
#include "tests/tap.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define POSTGRES_BIN "/usr/lib/postgresql/15/bin/"

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static pid_t start(const char *const *argv, const char *log, int out, const struct passwd *as)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid > 0)
		return pid;
	int file = open(*log ? log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0644);

	dup2(file, STDERR_FILENO);
	dup2(out >= 0 ? out : file, STDOUT_FILENO);
	if (as && (setgroups(0, NULL) != 0 || setgid(as->pw_gid) != 0 || setuid(as->pw_uid) != 0))
		_exit(126);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

pid_t process_start(const char *const *argv, const char *log)
{
	return start(argv, log, -1, NULL);
}

static int status_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run_as(struct arena *mem, const char *const *argv, char **out, const struct passwd *as)
{
	int ends[2];
	char *text = arena_text(mem, "%s", "");
	char some[4096];
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC) != 0)
		die("pipe");
	pid_t pid = start(argv, "", ends[1], as);

	close(ends[1]);
	while ((n = read(ends[0], some, sizeof some)) > 0)
		text = arena_text(mem, "%s%.*s", text, (int)n, some);
	close(ends[0]);
	if (out)
		*out = text;
	return status_of(pid);
}

int process_run(struct arena *mem, const char *const *argv, char **out)
{
	return run_as(mem, argv, out, NULL);
}

int process_end(pid_t pid, int signal)
{
	kill(pid, signal);
	return status_of(pid);
}

/* PostgreSQL refuses to run as root. */
static const struct passwd *unprivileged(void)
{
	return geteuid() == 0 ? getpwnam("postgres") : NULL;
}

static char model[64]; /* the folder of one that was never started */

static void drop_model(void)
{
	struct arena *mem = arena_new();
	const char *const argv[] = { "/bin/rm", "-rf", model, NULL };

	process_run(mem, argv, NULL);
	arena_drop(mem);
}

static void make_folder(char dir[64], const struct passwd *as)
{
	snprintf(dir, 64, "/tmp/haicap-cluster-XXXXXX");
	if (!mkdtemp(dir) || chmod(dir, 0755) != 0 || (as && chown(dir, as->pw_uid, as->pw_gid) != 0))
		die(dir);
}

/* Making one takes a second, copying it a twentieth. */
static void make_model(struct arena *mem, const struct passwd *as)
{
	make_folder(model, as);
	const char *const argv[] = { POSTGRES_BIN "initdb", "-D", arena_text(mem, "%s/data", model),
				     "-A", "trust", "-E", "UTF8", "--locale=C", "-U", "haicap", "-N", NULL };

	atexit(drop_model);
	if (run_as(mem, argv, NULL, as) != 0)
		die("initdb");
}

void cluster_make(struct cluster *c)
{
	const struct passwd *as = unprivileged();
	struct arena *mem = arena_new();

	if (!*model)
		make_model(mem, as);
	make_folder(c->dir, as);
	const char *const argv[] = { "/bin/cp", "-a", arena_text(mem, "%s/data", model), c->dir, NULL };

	if (run_as(mem, argv, NULL, as) != 0)
		die(c->dir);
	arena_drop(mem);
}

void cluster_write(const struct cluster *c, const char *name, const char *text)
{
	const struct passwd *as = unprivileged();
	struct arena *mem = arena_new();
	const char *path = arena_text(mem, "%s/%s", c->dir, name);
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file) != 0 || chmod(path, 0600) != 0 ||
	    (as && chown(path, as->pw_uid, as->pw_gid) != 0))
		die(path);
	arena_drop(mem);
}

static int port_of(const struct cluster *c)
{
	return c->port ? c->port : 5432;
}

static bool answers(const struct cluster *c)
{
	char where[128];

	snprintf(where, sizeof where, "host=%s port=%d user=haicap dbname=postgres", c->dir, port_of(c));
	PGconn *connection = PQconnectdb(where);
	bool good = PQstatus(connection) == CONNECTION_OK;

	PQfinish(connection);
	return good;
}

/* One that was killed leaves children, which keep the shared memory for a moment. */
void cluster_start(struct cluster *c)
{
	struct arena *mem = arena_new();
	const char *const argv[] = { POSTGRES_BIN "postgres", "-D", arena_text(mem, "%s/data", c->dir),
				     "-k", c->dir, "-p", arena_text(mem, "%d", port_of(c)), "-c",
				     c->port ? "listen_addresses=127.0.0.1" : "listen_addresses=", "-c",
				     "max_connections=40", "-c", "recovery_init_sync_method=syncfs", NULL };
	const char *log = arena_text(mem, "%s.log", c->dir);

	for (int tries = 0; tries < 100; tries++) {
		int status;

		c->pid = start(argv, log, -1, unprivileged());
		while (waitpid(c->pid, &status, WNOHANG) == 0) {
			if (answers(c)) {
				arena_drop(mem);
				return;
			}
			usleep(20000);
		}
		usleep(100000);
	}
	die("postgres does not start");
}

void cluster_kill(struct cluster *c)
{
	DIR *all = opendir("/proc");
	struct dirent *one;

	kill(c->pid, SIGSTOP); /* or it would clean up after the first child */
	while (all && (one = readdir(all))) {
		pid_t pid = (pid_t)strtol(one->d_name, NULL, 10);

		if (process_parent(pid) == c->pid)
			kill(pid, SIGKILL);
	}
	closedir(all);
	process_end(c->pid, SIGKILL);
	c->pid = 0;
}

void cluster_stop(struct cluster *c)
{
	process_end(c->pid, SIGINT);
	c->pid = 0;
}

void cluster_drop(struct cluster *c)
{
	struct arena *mem = arena_new();
	const char *const argv[] = { "/bin/rm", "-rf", c->dir, arena_text(mem, "%s.log", c->dir), NULL };

	if (c->pid)
		process_end(c->pid, SIGQUIT);
	process_run(mem, argv, NULL);
	arena_drop(mem);
}

const char *cluster_url(struct arena *mem, const struct cluster *c, const char *user, const char *database)
{
	return arena_text(mem, "postgres://%s@/%s?host=%s&port=%d", user, database, c->dir, port_of(c));
}

bool cluster_sql(const struct cluster *c, const char *database, const char *sql)
{
	struct arena *mem = arena_new();
	PGconn *connection = PQconnectdb(cluster_url(mem, c, "haicap", database));
	PGresult *result = PQexec(connection, sql);
	ExecStatusType status = PQresultStatus(result);
	bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

	if (!done)
		tap_note("%s", PQerrorMessage(connection));
	PQclear(result);
	PQfinish(connection);
	arena_drop(mem);
	return done;
}
