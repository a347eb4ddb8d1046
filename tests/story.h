/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "db/engine.h"
#include "db/writer.h"
#include "tests/client.h"
#include "tests/store.h"
#include <jansson.h>
#include <stdbool.h>

/* A story of tests/http being played: see tests/http/README.md for the language. */

enum { STORY_VARS = 64, STORY_WHO = 32 };

/** Name and value: of what was captured, of a header, a form's field, a cookie. */
struct story_pair {
	const char *name, *value;
};

struct story_pairs {
	struct story_pair items[STORY_VARS];
	size_t count;
};

struct story {
	struct arena *mem;
	const char *file;
	int line; /* where it is */
	bool failed;

	/* The world: a store in a folder of its own, and a server on it. */
	struct store store;
	const char *world, *clock, *dir, *url; /* the last two are of the store */
	const char *place;     /* folder for that folder; NULL: /tmp */
	struct db *db;         /* of the writer, whose it is */
	struct db *checks;     /* of who asks whether the store is whole, once that was asked */
	int track_limit;       /* public look-ups an address and minute; 0: none */
	struct writer *writer;
	struct web *web;
	int port;

	struct story_pairs vars;
	struct story_pairs tokens; /* of accounts, by name */
	const char *who;           /* account, NULL for nobody */
	bool browser;              /* signed in with cookies instead of a token */
	bool json;                 /* asks for JSON where a request does not say */
	struct story_pairs cookies;
	struct got last;
	const char *last_page; /* the last HTML shown, for the hidden fields of its forms */
	json_t *last_json;
	bool off; /* the step at hand starts the server */
	struct image *image; /* of the store, where calls are made to fail */
	int tries; /* of requests, up to now */
	int exit; /* of the last command, with last.body what it printed */
};

/** Says what is wrong with the step, and fails the story. */
void story_fail(struct story *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

const char *pairs_value(const struct story_pairs *pairs, const char *name);
void pairs_put(struct story_pairs *pairs, const char *name, const char *value);

/** story_world.c: makes the store, serves it, stops it. */
bool story_begin(struct story *s);
void story_stop(struct story *s);
/** Stops the server; where calls were made to fail, asks whether the store is whole. */
void story_end(struct story *s);
/** Asks what `haicap check` asks. */
void story_expect_whole(struct story *s);
/** Moves the rehearsal clock on, as `--clock` does. */
void story_clock(struct story *s, const char *time);
/** Stops the server, sets the rehearsal clock on to @time behind everybody's back, serves again. */
void story_off_until(struct story *s, const char *time);
/** Removes the world that stories were copied from. */
void story_forget(void);
/** Runs a command of haicap on the store; its standard output in last.body. */
void story_command(struct story *s, const char *line);
/** The token of @who ("reception@03158", "lan"), opening the account if need be. NULL on failure.
 */
const char *story_token(struct story *s, const char *who);
/** Opens account @name with @roles ("reception,clerk") at @unit (NULL: an applicant). */
bool story_account(struct story *s, const char *name, const char *roles, const char *unit);

/** story_request.c: sends it and notes the answer. */
struct story_request {
	const char *method, *target;
	struct story_pairs headers, fields;
	struct story_pairs edits; /* file of a zip, and "OLD -> NEW"; "" leaves the file out */
	const char *body, *type; /* instead of fields */
	size_t size;
};
void story_send(struct story *s, const struct story_request *r);
/** Signs @who in through the form, as a browser does. */
void story_sign_in(struct story *s, const char *who);
/** Makes the body a zip of the files in @folder, relative to the source, with the edits. */
void story_zip(struct story *s, const char *folder, struct story_request *r);

/** How a step ended: done, because the store failed, or refused with a status or exit above 0. */
enum { STEP_DONE = 0, STEP_FAILED = -1 };

typedef int(story_step)(struct story *s, void *context);
/**
 * story_fault.c: runs a step, and before, if faults_start() was called, with each call to the store
 * failing in turn. What the step leaves in @s is that of the last time.
 */
void story_try(struct story *s, story_step *run, void *context);

/** story.c: plays the text of a story; false if a step failed. */
bool story_play(struct story *s, const char *text);

#define STORY_PASSWORD "mua-hoa-ban-2025"
