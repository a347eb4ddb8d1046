/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include "core/words.h"
#include <stdbool.h>
#include <stdio.h>

/** What a command needs of the store before it runs. */
enum command_store {
	STORE_NONE,  /* none is opened; op->db is NULL */
	STORE_READ,  /* runs on a snapshot */
	STORE_MAYBE, /* the same if --db names one or the usual one is there; else op->db is NULL */
	STORE_WRITE, /* runs inside one transaction of the writer; commits if it returns RC_OK */
	STORE_OWN,   /* opens what it needs by itself (serve, load, backup, restore) */
};

/** An option of a command. Without a value it is a switch. */
struct option_spec {
	const char *name;  /* "--on" */
	const char *value; /* "DATE" for the help, or NULL */
	bool repeated;
};

/** The words of a command line, taken apart. */
struct args {
	const char *program;
	const char *const *words; /* positional, after the command's own names */
	size_t words_count;
	struct {
		const char *name, *value;
	} options[32];
	size_t options_count;
	bool json;
	const char *db;    /* --db, HAICAP_DB or the default */
	const char *clock; /* --clock, or NULL */
	enum lang lang;
	FILE *in, *out, *err;
	bool no;    /* set by args_no() */
	void *kept; /* what .prepare left for .run */
	bool no_store; /* set by .prepare of a STORE_MAYBE command: this time it needs none */
};

/**
 * One sub-command. Areas bring a table of these ("unit", "order preview"), main.c collects them.
 * Exit status: RC_OK 0 unless @answer_no was set through args_no(); input at fault 2; the machine 3.
 */
struct command {
	const char *name;  /* "ledger verify": one or two words */
	const char *usage; /* "TEXT [--on DATE]" */
	const char *help;  /* catalogue key of one line */
	enum command_store store;
	enum rc (*run)(struct op *op, struct args *args);
	size_t words_min, words_max;
	const struct option_spec *options; /* ended by a NULL name; NULL for none. Common ones are known */
	/*
	 * Before the store is opened, op->db is NULL: reading standard input, hashing a password, whatever
	 * must not keep the writer waiting. May be NULL. It fails like .run, which then is not called.
	 */
	enum rc (*prepare)(struct op *op, struct args *args);
	/*
	 * After .run of a command that reads, op->db is NULL again but what was read still lives: answering
	 * standard input line by line, whatever must not hold a snapshot for long. May be NULL.
	 */
	enum rc (*finish)(struct op *op, struct args *args);
};

/** Value of option @name, or NULL; a switch has the value "". */
const char *args_option(const struct args *args, const char *name);

/** The @n-th value of a repeated option, or NULL. */
const char *args_option_n(const struct args *args, const char *name, size_t n);

/** Makes the command exit 1: it was done, and the answer is no. */
void args_no(struct args *args);
