/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store, and the commands that handle it whole: load, check, backup, restore. */
#include "main.h"
#include "core/time.h"
#include "db/backup.h"
#include "db/db.h"

#define STORE_DEFAULT "sqlite:haicap.db"

static const char *url_of(const struct args *args)
{
	return args->db ? args->db : STORE_DEFAULT;
}

static enum rc read_zone(struct op *op, struct db *db)
{
	int64_t minutes = 420;

	TRY(db_begin_read(op, db));
	enum rc rc = db_setting_int(op, "zone_minutes", 420, &minutes);

	db_end_read(op);
	if (rc == RC_OK)
		time_set_zone((int)minutes);
	return rc;
}

static enum rc move_clock(struct op *op, void *context)
{
	return db_clock_set(op, *(int64_t *)context);
}

enum rc main_run_due(struct db *db, struct writer *writer, int64_t *next_us)
{
	return jobs_run_due(db, writer, main_jobs, next_us);
}

static enum rc set_up(struct op *op, const struct args *args, struct db *db)
{
	int64_t us, next_us;

	TRY(read_zone(op, db));
	if (args->clock) {
		if (!time_parse(args->clock, &us))
			return FAIL_FIELD(op, "--clock", "command.time", "%s", args->clock);
		TRY(main_transaction(op, db, move_clock, &us));
	}
	if (main_run_due(db, NULL, &next_us) != RC_OK)
		return FAIL(op, RC_BUSY, "store.held", "what is due could not be done");
	return RC_OK;
}

enum rc main_open(struct op *op, const struct args *args, enum db_mode mode, struct db **out)
{
	struct db *db;

	TRY(db_open(op, url_of(args), mode, &db));
	enum rc rc = set_up(op, args, db);

	if (rc != RC_OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return RC_OK;
}

static struct note *oldest_first(struct note *newest)
{
	struct note *oldest = NULL;

	while (newest) {
		struct note *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	return oldest;
}

enum rc main_transaction(struct op *op, struct db *db,
			 enum rc (*step)(struct op *op, void *context), void *context)
{
	op->entries = NULL;
	TRY(db_batch_begin(op, db));
	enum rc rc = db_op_begin(op, db);

	if (rc == RC_OK) {
		enum rc verdict = step(op, context);

		rc = db_op_end(op, db, &verdict);
		if (rc == RC_OK)
			rc = verdict;
	}
	if (rc == RC_OK)
		return db_batch_end(op, db, oldest_first(op->entries));
	db_batch_undo(db);
	return rc;
}

static enum rc check_run(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };

	for (const struct check *c = main_checks; c->area; c++)
		TRY(c->run(op, &f));
	findings_print(&f, args->lang, args->out);
	if (f.errors)
		args_no(args);
	return RC_OK;
}

static enum rc backup_run(struct op *op, struct args *args)
{
	return db_backup(op, url_of(args), args->words[0]);
}

static enum rc restore_run(struct op *op, struct args *args)
{
	return db_restore(op, args->words[0], url_of(args));
}

/* clang-format off */
const struct command store_commands[] = {
	{ "check",   "",                  "command.check",   STORE_READ, check_run,   0, 0, NULL, NULL },
	{ "backup",  "FILE",              "command.backup",  STORE_OWN,  backup_run,  1, 1, NULL, NULL },
	{ "restore", "FILE",              "command.restore", STORE_OWN,  restore_run, 1, 1, NULL, NULL },
	{ 0 },
};
/* clang-format on */
