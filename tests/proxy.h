/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Stands between the program and a PostgreSQL of tests/process.h, on a socket in a folder beside it, and cuts
 * the line at the worst moment.
 */
struct proxy;

enum proxy_cut {
	PROXY_CUT_NOT,
	PROXY_CUT_ASKING,    /* what the client says next does not arrive; both ends find the line gone */
	PROXY_CUT_COMMITTED, /* the next "COMMIT" of the server is not passed on: it happened, unheard */
};

struct proxy *proxy_start(const char *cluster_dir);
const char *proxy_dir(const struct proxy *p);
/** Cuts one connection, once; returns when it has happened (5 s at most). */
void proxy_cut(struct proxy *p, enum proxy_cut how);
void proxy_stop(struct proxy *p);
