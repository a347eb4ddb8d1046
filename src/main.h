/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/command.h"
#include "core/finding.h"
#include "db/conn.h"
#include "jobs/jobs.h"
#include "territory/load.h"
#include "territory/mover.h"
#include "web/route.h"

struct page;

/*
 * The top floor: main.c collects what the areas bring (commands, routes, loaders, jobs, checks); the
 * main_*.c beside it take the command line apart, open the store, serve, load, back up and rehearse.
 */

/** What "haicap check" asks of each area: adds a finding for each breach. */
struct check {
	const char *area;
	enum rc (*run)(struct op *op, struct findings *f);
};

extern const struct command *const main_commands[]; /* tables, ended by NULL */
extern const struct job_kind main_jobs[];           /* ended by a NULL name */
extern const struct loader main_loaders[];          /* ended by a NULL name */
extern const struct check main_checks[];            /* ended by a NULL area */
extern const struct mover *const main_movers[];     /* ended by NULL; movers_use() */

extern const struct route *const main_routes[];     /* tables, ended by NULL */

extern const struct command store_commands[], copy_commands[], serve_commands[];

/** Takes the words of the command line apart, runs the command and gives the exit status. */
int main_line(int argc, char **argv);

/**
 * Opens the store of @args: batch hook set, zone known, rehearsal clock moved if --clock says so, and
 * everything due done. Closed with db_close().
 */
CHECKED enum rc main_open(struct op *op, const struct args *args, enum db_mode mode,
			  struct db **out);

/** The URL of the store of @args: --db, HAICAP_DB or the usual one. */
const char *main_url(const struct args *args);

struct copy_way;
/** How stores are copied, backed up and restored: the roots both sides must share, progress on a terminal. */
struct copy_way main_copy_way(struct args *args);
/** Clears the line of progress. */
void main_copy_told(const struct args *args);

/** Runs everything that is due: what the writer of a server calls. */
enum rc main_run_due(struct db *db, struct writer *writer, int64_t *next_us);

/** Makes a new store at args->db out of @folder, for rehearsal from @rehearsal_us unless that is 0. */
CHECKED enum rc main_load_folder(struct op *op, const struct args *args,
				 const struct folder *folder, int64_t rehearsal_us,
				 struct db **out);

/** The loader of the calendar, which knows nothing of folders: calendar.csv, or the national one. */
CHECKED enum rc main_load_calendar(struct op *op, const struct load *load);

/** GET /start: where somebody who signed in begins the day. */
extern const struct route page_routes[];

/** What every page shows: struct web_setup.dress. */
enum rc main_dress(struct op *op, const struct req *req, struct page *page);
