/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "main.h"
#include "web/html.h"
#include "web/route.h"

/*
 * The demo: a rehearsal store of Điện Biên as of 15:00 on 30 June 2025, made in a few seconds and the
 * same every time. People and dossiers in it are invented; places, codes and the order are real.
 * Everything happens through the same code as in production; only signing in needs no password.
 */

/** Makes the demo's store at args->db, which must not exist. */
CHECKED enum rc demo_make(struct op *op, const struct args *args);

/**
 * The same unless there is one, which then goes on where it was. On PostgreSQL it is made in a file in the
 * working folder and carried over in one step into a database that exists.
 */
CHECKED enum rc demo_make_once(struct op *op, const struct args *args);

/** Makes a fresh store in a file beside the present one, which may be served meanwhile. */
CHECKED enum rc demo_make_next(struct op *op, const struct args *args);

/**
 * Puts the fresh store in the place of the present one. Nobody may have either open; on PostgreSQL the present
 * one must be a rehearsal (RC_CONFLICT), and is as it was when this fails.
 */
CHECKED enum rc demo_swap(struct op *op, const struct args *args);

/** What the routes need of the server that runs. Said before it listens. */
struct demo_server {
	struct writer *writer;
	const struct args *args;
};
void demo_use(const struct demo_server *server);

/** Whether somebody asked to start over since the last call. The main thread hears SIGUSR1 then. */
bool demo_take_restart(void);

/** The page while the stores are swapped. */
struct demo_wait {
	struct url home;
};

/** POST /demo/clock, POST /demo/restart. */
extern const struct route demo_routes[];
