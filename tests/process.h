/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdbool.h>
#include <sys/types.h>

/* Other processes, for tests that start, kill and start them again. Each belongs to who started it. */

/** Starts @argv (ended by NULL) with stdout and stderr in the file @log, "" for none. */
pid_t process_start(const char *const *argv, const char *log);

/** Runs @argv to its end; *@out, unless NULL, gets what it wrote to stdout. Its exit status, or -1. */
int process_run(struct arena *mem, const char *const *argv, char **out);

/** Sends @signal and waits for the end. The exit status; 128 and the signal when it was ended by one. */
int process_end(pid_t pid, int signal);

/**
 * A PostgreSQL 15 with a folder of its own, durable as it comes, run by an unprivileged user. It listens on a
 * socket in its folder only, unless it is given a port of 127.0.0.1 before it starts.
 */
struct cluster {
	char dir[64];
	pid_t pid;
	int port;
};

void cluster_make(struct cluster *c);  /* aborts when there is no PostgreSQL */
void cluster_start(struct cluster *c); /* waits until it answers */
void cluster_kill(struct cluster *c);  /* SIGKILL to all its processes at once */
void cluster_stop(struct cluster *c);  /* orderly, though clients are connected */
void cluster_drop(struct cluster *c);  /* stops it and removes the folder */

/** A file of its folder with @text in it, that it alone may read. */
void cluster_write(const struct cluster *c, const char *name, const char *text);

/** What `--db` takes for @database there as @user, in @mem. */
const char *cluster_url(struct arena *mem, const struct cluster *c, const char *user, const char *database);

/** Runs @sql there as haicap. False, and says why, when it fails. */
bool cluster_sql(const struct cluster *c, const char *database, const char *sql);
