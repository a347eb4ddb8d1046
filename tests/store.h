/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include <stdbool.h>

/*
 * Where the store of a test lies. TEST_POSTGRES, when it is set, is the folder of the socket of a
 * PostgreSQL in which haicap may make databases (tests/cluster.sh starts one): then a store is a
 * database there, else a file. What goes wrong here ends the program.
 */
struct store {
	char dir[200];     /* a folder of its own: for the file, and for the signing key */
	char url[400];     /* what `--db` takes */
	char key[300];     /* where the signing key is looked for, once store_enter() was called */
	char database[64]; /* "" when it is a file */
	char origin[64];   /* the database it is a copy of, or "" */
};

/** Whether the stores of this program are PostgreSQL's. */
bool store_on_postgres(void);

/** An empty one with all tables: DB_CREATE and DB_WRITE open it. Ends with store_drop(). */
void store_new(struct store *s);

/** A place where there is no store yet, for `haicap load`; the folder lies in @parent (NULL: /tmp). */
void store_reserve(struct store *s, const char *parent);

/** The same with a copy of @from, which nobody has open or changes once it was copied, and of its key. */
void store_copy(struct store *s, const struct store *from, const char *parent);

/** The key of a store on a server is looked for in the working folder: makes its folder that. */
void store_enter(const struct store *s);

/** Nobody may have it open. */
void store_drop(struct store *s);

/** Runs @sql behind everybody's back. NULL, or what is wrong with it, in @mem. */
const char *store_tamper(struct arena *mem, const struct store *s, const char *sql);

/** The first column of all rows of @sql, parted by blanks. */
char *store_ask(struct arena *mem, const struct store *s, const char *sql);
