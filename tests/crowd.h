/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "tests/client.h"
#include "tests/process.h"
#include "tests/proxy.h"
#include <stdbool.h>

/*
 * `haicap serve` on a store of its own, a file or a PostgreSQL, and a crowd of clients that open dossiers there,
 * each attempt under a key of its own that is repeated until it is answered: for tests that strike meanwhile.
 * The test itself is one client more. One crowd at a time.
 */
struct crowd {
	struct arena *mem;
	struct cluster cluster; /* its folder holds the file, too */
	struct proxy *proxy;
	const char *dir, *url, *direct_url, *token;
	bool postgres, bad_disk;
	pid_t server;
	int port;
	_Atomic bool over;
	_Atomic int answered, busy;
	_Atomic int busy_unsaid, refused; /* 503 without Retry-After; neither 201 nor 503 nor no answer at all */
};
extern struct crowd crowd;

enum crowd_how {
	CROWD_POSTGRES = 1,
	CROWD_PROXY = 2,    /* between the program and its PostgreSQL */
	CROWD_BAD_DISK = 4, /* under the store: see crowd_disk() */
};

/** Makes the store and serves it. @how: of enum crowd_how, or'ed. */
void crowd_begin(int how);
/** The program must end well, and find the store whole. */
void crowd_end(void);

void crowd_serve(void);
void crowd_start_postgres(void);

/** Runs haicap with @words, ended by NULL, on the store; *@out unless NULL gets what it printed. Its exit status. */
int crowd_run(char **out, const char *const *words);
#define CROWD_RUN(out, ...) crowd_run((out), (const char *const[]){ __VA_ARGS__, NULL })

void crowd_send(void);
void crowd_call_back(void);
/** Whether more are answered within @seconds. */
bool crowd_answered(int seconds);

/** Opens one dossier, or tries again what was not answered before. */
struct got crowd_try(struct arena *mem);
struct got crowd_get(struct arena *mem, const char *target);

/** Every key gives its code again; those that heard nothing get theirs now. All codes are different and stored. */
void crowd_lost_nothing(void);

/**
 * From now on the disk fails as @order says ("write /base/ 28 0": see bad_disk.c), or with NULL no more. Under
 * PostgreSQL or, with a file, under the program.
 */
void crowd_disk(const char *order);
/** How often it has failed, and whether it does so more than @before times within @seconds. */
int64_t crowd_disk_failures(void);
bool crowd_disk_fails(int64_t before, int seconds);
