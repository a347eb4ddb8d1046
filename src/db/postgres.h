/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "db/engine.h"
#include <libpq-fe.h>

/*
 * PostgreSQL 15 or newer, in libpq's pipeline mode (design.md 4). postgres_connect.c makes connections
 * and puts faults into words, postgres_pipe.c sends and takes what comes back in order,
 * postgres_together.c makes one question of several, postgres.c is the engine made of them.
 */

/** Statements around those of the program, prepared when a connection is made. */
enum pg_step {
	STEP_READ,
	STEP_WRITE,
	STEP_LOCK,
	STEP_SAVEPOINT,
	STEP_RELEASE,
	STEP_BACK,
	STEP_COMMIT,
	STEP_ROLLBACK,
	STEP_ONCE,
	STEP_EACH,
	STEPS,
};
extern const char *const pg_steps[STEPS];

/** What was sent and not yet answered. */
enum pg_kind {
	PG_PLAIN, /* what must simply succeed: BEGIN, SAVEPOINT, a Parse */
	PG_PUT,
	PG_COMMIT,
	PG_GET,   /* its rows go to who waits for it */
	PG_SYNC,
};

enum { PG_NOBODY = ~0U };

/** How a statement is prepared. */
enum pg_form {
	FORM_PLAIN,
	FORM_CHECKED,  /* fails when it touches another number of rows than promised */
	FORM_TOGETHER, /* for several who ask the same */
	FORMS,
};

struct pg_answer {
	PGresult *result;
	bool taken;
};

struct pg_sent {
	enum pg_kind kind;
	unsigned op; /* which of struct pg_op it belongs to; PG_NOBODY: of a transaction that was given up */
	const struct sql *sql;
	struct db_promise promise;
	int64_t *rows; /* of a put that is waited for, else NULL */
	struct op *asker;         /* who waits for it, else NULL */
	struct pg_answer *answer; /* his */
};

/** An operation of the batch; the first of the array is the batch itself, or a reading operation. */
struct pg_op {
	struct op *op;
	enum rc *verdict; /* once it was kept; changed when a statement of it failed */
	bool failed;
	struct err err; /* of its first statement that failed */
};

struct pg {
	PGconn *conn;
	char *url;
	int64_t cursors;     /* ever */
	bool lost;           /* the connection is gone */
	int64_t knocked_us;  /* by time_steady_us(): when it tried to connect last, since it was lost */
	struct err why;      /* what it, or the line to it, said last */
	bool reads_only;     /* opened for reading: its transactions begin by themselves */
	bool in_transaction;
	bool block;          /* it was begun with BEGIN; else a Sync ends it */
	bool committed;      /* the last COMMIT was confirmed */
	int apart;           /* transactions, with this one, in which everybody asks for himself */
	bool once;           /* what comes next is not planned anew */
	bool savepoint;      /* there is one, and nothing came behind it since */
	bool dirty;          /* the running operation sent something behind it */
	bool *prepared;      /* by place among db_statements(), in each enum pg_form */
	struct pg_group *groups; /* asked by several, not sent yet */
	struct pg_sent *sent;
	uint64_t sent_count, flushed; /* ever; of these, those that the server was told to answer at once */
	size_t sent_first, sent_end, sent_room; /* a queue in an array: emptied each batch */
	struct pg_op *ops;
	size_t ops_count, ops_room;
	size_t running; /* which of them what is sent belongs to */
};

/** Bytes of pg->prepared. */
size_t pg_prepared_size(void);

/** Makes p->conn, with the settings of every connection. RC_BUSY when nobody answers. */
CHECKED enum rc pg_connect(struct op *op, struct pg *p);

/** The fault with SQLSTATE @state; @promise (or NULL) tells what is said of a conflict. */
enum rc pg_fault(struct op *op, const char *state, const struct sql *sql,
		 const struct db_promise *promise, const char *words);

/** The connection is gone; everything of the transaction with it. */
CHECKED enum rc pg_lost(struct op *op, struct pg *p);

/** Sends a statement that was not prepared. */
CHECKED enum rc pg_send(struct op *op, struct pg *p, enum pg_kind kind, const char *text);
/** Sends one of the statements that every connection has prepared. */
CHECKED enum rc pg_send_step(struct op *op, struct pg *p, enum pg_kind kind, enum pg_step step);
/** What was sent last is not the running operation's: if it fails, so does the batch. */
void pg_last_is_of_batch(struct pg *p);
/** Nobody is interested any more in how what was sent so far went. */
void pg_forget_sent(struct pg *p);
/** From here on a Sync does not end the transaction, as it does with one that began by itself. */
CHECKED enum rc pg_block(struct op *op, struct pg *p);
/** Sends a Sync: what failed before it does not hurt what comes behind it. */
CHECKED enum rc pg_sync(struct op *op, struct pg *p);
/** Sends @sql by its prepared name; prepares it first, and waits for that, at its first use. */
CHECKED enum rc pg_send_prepared(struct op *op, struct pg *p, const struct sql *sql,
				 struct db_ins in, struct pg_sent sent);
/** The same as a cursor of this name (within a transaction), for rows that are fetched in pieces. */
CHECKED enum rc pg_send_cursor(struct op *op, struct pg *p, const char *name, const struct sql *sql,
			       struct db_ins in);

/** Takes the answers of all that was sent; what failed is noted with its operation. */
CHECKED enum rc pg_drain(struct op *op, struct pg *p);
/**
 * Takes the answer of the PG_GET sent last; the caller clears *@result. Drains what came before it. Those who
 * take turns on the connection (core/fiber.h) send theirs before anybody waits.
 */
CHECKED enum rc pg_take(struct op *op, struct pg *p, PGresult **result);

/** A question whose answer is waited for later. */
struct pg_asked {
	struct pg_answer answer;
	uint64_t number;
};
/** Asks without waiting; the server begins at once. @asked must stay where it is until pg_hear(). */
CHECKED enum rc pg_ask(struct op *op, struct pg *p, const char *text, struct pg_asked *asked);
/** Waits for the answer, as pg_take() does. To be called once for each pg_ask(), also when it failed. */
CHECKED enum rc pg_hear(struct op *op, struct pg *p, struct pg_asked *asked, PGresult **result);

/** The first fault of the running operation, or of its batch. */
CHECKED enum rc pg_verdict(struct op *op, struct pg *p);

/** Waits for what was sent as @number; @answer has its rows then. RC as pg_take(). */
CHECKED enum rc pg_wait(struct op *op, struct pg *p, const struct pg_answer *answer, uint64_t number);

/** Rows of an answer that is shared with others who asked the same. */
struct pg_rows {
	const PGresult *result;
	int first, count; /* rows */
	int column;       /* that the statement's first is in */
	struct pg_group *group;
};

/**
 * Asks @sql, together with all who take turns on the connection and ask the same. When that fails all of them hear
 * RC_BUSY, and in the next transaction each asks for himself. Rows are there until
 * pg_leave_group(), to be called if and only if this was RC_OK.
 */
CHECKED enum rc pg_ask_together(struct op *op, struct pg *p, const struct sql *sql, struct db_ins in,
				struct pg_rows *out);
void pg_leave_group(struct pg_group *group);
/** Sends what several asked; to be called before anybody waits for an answer. */
void pg_send_groups(struct arena *mem, struct pg *p);
/** The text of @sql for several who ask, with arrays for the parameters of @in. */
const char *pg_text_together(struct arena *mem, const struct sql *sql, struct db_ins in);
/** Sends that; @one has the types of its parameters, @arrays their values. */
CHECKED enum rc pg_send_together(struct op *op, struct pg *p, const struct sql *sql, struct db_ins one,
				 struct db_ins arrays, struct pg_sent sent);
