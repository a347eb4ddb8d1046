/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store, and the commands that handle it whole: load, check, backup, restore. */
#include "main.h"
#include "calendar/calendar.h"
#include "core/text.h"
#include "core/time.h"
#include "db/backup.h"
#include "db/copy.h"
#include "db/db.h"
#include "ledger/key.h"
#include "ledger/ledger.h"
#include "ledger/ledger_job.h"
#include <jansson.h>
#include <unistd.h>

#define STORE_DEFAULT "sqlite:haicap.db"

const char *main_url(const struct args *args)
{
	return args->db ? args->db : STORE_DEFAULT;
}

/* The key outlives every operation: its arena is dropped with the process. */
static struct arena *key_mem;

static void drop_key(void)
{
	key_hold(NULL);
	arena_drop(key_mem);
	key_mem = NULL;
}

/* Opens the key of the store, or makes one called @make. Without one everything works but signing. */
static enum rc hold_key(struct op *op, const struct args *args, const char *make)
{
	const char *path;
	struct key *key = NULL;

	if (key_held())
		return RC_OK;
	if (!key_mem) {
		key_mem = arena_new();
		atexit(drop_key);
	}
	struct op keeper = { .mem = key_mem };
	enum rc rc = key_path(&keeper, main_url(args), args_option(args, "--key"), &path);

	if (rc == RC_OK && path)
		rc = key_open(&keeper, path, &key);
	else if (rc == RC_OK)
		rc = RC_NOT_FOUND;
	if (rc == RC_NOT_FOUND && make)
		rc = key_make(&keeper, path, arena_copy(key_mem, make), &key);
	if (rc == RC_NOT_FOUND)
		return RC_OK;
	if (rc != RC_OK) {
		op->err = keeper.err;
		return rc;
	}
	key_hold(key);
	return RC_OK;
}

static enum rc read_zone(struct op *op, struct db *db)
{
	int64_t minutes = 420;

	TRY(db_begin_read(op, db));
	enum rc rc = db_setting_int(op, "province.zone_minutes", 420, &minutes);

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

	db_set_batch_hook(db, ledger_append_batch);
	TRY(hold_key(op, args, NULL));
	TRY(read_zone(op, db));
	if (args->clock) {
		if (!time_parse(args->clock, &us))
			return FAIL_FIELD(op, "--clock", "command.time", "%s", args->clock);
		TRY(db_transact(op, db, 0, move_clock, &us));
	}
	if (main_run_due(db, NULL, &next_us) != RC_OK)
		return FAIL(op, RC_BUSY, "store.held", "what is due could not be done");
	return RC_OK;
}

enum rc main_open(struct op *op, const struct args *args, enum db_mode mode, struct db **out)
{
	struct db *db;

	TRY(db_open(op, main_url(args), mode, &db));
	enum rc rc = set_up(op, args, db);

	if (rc != RC_OK) {
		db_close(db);
		return rc;
	}
	*out = db;
	return RC_OK;
}

/* Loading. */

struct loading {
	const struct args *args;
	const struct folder *folder;
	struct findings findings;
	int64_t rehearsal_us; /* 0: a real store */
};


enum rc main_load_calendar(struct op *op, const struct load *load)
{
	const struct folder_file *file = folder_find(load->folder, "calendar.csv");
	const struct calendar *calendar =
		file ? calendar_parse(op->mem, load->findings, file->name, file->text, file->size)
		     : calendar_national(op->mem);
	int64_t id;

	if (!calendar)
		return RC_OK; /* its errors are in the findings */
	return calendar_enter(op, calendar, file ? "calendar.csv" : "national", &id);
}

static enum rc load_step(struct op *op, void *context)
{
	struct loading *l = context;
	const char *agency;

	if (l->rehearsal_us)
		TRY(db_rehearsal_start(op, l->rehearsal_us));
	TRY(territory_load(op, l->folder, main_loaders, &l->findings));
	if (l->findings.errors)
		return FAIL(op, RC_INVALID, "store.not_loaded", "%zu", l->findings.errors);
	TRY(db_setting(op, "province.agency", &agency));
	TRY(ledger_begin(op, main_url(l->args), args_option(l->args, "--key"), agency));
	TRY(ledger_seal_start(op));
	return ledger_add(op, "store.load", "store", l->rehearsal_us ? "rehearsal" : "real");
}

enum rc main_load_folder(struct op *op, const struct args *args, const struct folder *folder,
			 int64_t rehearsal_us, struct db **out)
{
	struct loading loading = { .args = args, .folder = folder, .findings = { .mem = op->mem },
				   .rehearsal_us = rehearsal_us };
	const char *path = strncmp(main_url(args), "sqlite:", 7) ? NULL : main_url(args) + 7;
	bool there = path && access(path, F_OK) == 0;
	struct db *db;

	TRY(db_open(op, main_url(args), DB_CREATE, &db));
	db_set_batch_hook(db, ledger_append_batch);
	enum rc rc = db_transact(op, db, 0, load_step, &loading);

	if (loading.findings.errors || args->words_count) /* the demo's own tables need no notes */
		findings_print(&loading.findings, args->lang, args->err);
	if (rc != RC_OK) {
		db_close(db);
		if (path && !there) /* nothing was loaded: no empty store is left behind either */
			unlink(path);
		return rc;
	}
	*out = db;
	return RC_OK;
}

static enum rc load_run(struct op *op, struct args *args)
{
	struct folder *folder;
	struct db *db;
	int64_t us = 0;

	if (args_option(args, "--rehearsal"))
		us = time_machine_us();
	if (args->clock && !us)
		return FAIL_FIELD(op, "--clock", "clock.real", "--rehearsal");
	if (args->clock && !time_parse(args->clock, &us))
		return FAIL_FIELD(op, "--clock", "command.time", "%s", args->clock);
	TRY(folder_read_dir(op, args->words[0], &folder));
	TRY(main_load_folder(op, args, folder, us, &db));
	fprintf(args->err, "%s\n",
		words_put(op->mem, args->lang, "store.loaded",
			  db_url_shown(op->mem, main_url(args))));
	arena_reset(op->mem);
	db_close(db);
	return RC_OK;
}

/* {"sound":true,"breaches":[{"area","key","text"}]}; @areas of the findings, in their order. */
static void print_breaches(struct op *op, const struct args *args, const struct findings *f,
			   const char *const *areas)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->count; i++)
		json_array_append_new(
			list, json_pack("{s:s, s:s, s:s}", "area", areas[i], "key", f->items[i].key,
					"text", finding_show(op->mem, &f->items[i], args->lang)));
	json_t *all = json_pack("{s:b, s:o}", "sound", !f->errors, "breaches", list);

	json_dumpf(all, args->out, JSON_COMPACT);
	fputc('\n', args->out);
	json_decref(all);
}

static enum rc check_run(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };
	const char **areas = NULL;

	for (const struct check *c = main_checks; c->area; c++) {
		size_t before = f.count;

		TRY(c->run(op, &f));
		for (; before < f.count; before++) {
			areas = arena_grow(op->mem, areas, before, sizeof *areas);
			areas[before] = c->area;
		}
	}
	if (args->json)
		print_breaches(op, args, &f, areas);
	else
		findings_print(&f, args->lang, args->out);
	if (f.errors)
		args_no(args);
	return RC_OK;
}

static enum rc backup_run(struct op *op, struct args *args)
{
	struct copy_way way = main_copy_way(args);
	enum rc rc = db_backup(op, main_url(args), args->words[0], &way);

	main_copy_told(args);
	return rc;
}

static enum rc enter_key(struct op *op, void *context)
{
	(void)context;
	return ledger_enter_key(op, key_held());
}

/* A key that lies there from another store signs nothing here: it is set aside, and a new one made. */
static enum rc key_anew(struct op *op, const struct args *args, const char *name)
{
	struct op keeper = { .mem = key_mem };
	const char *path;
	struct key *key;

	TRY(key_path(op, main_url(args), NULL, &path));
	enum rc rc = key_make_anew(&keeper, path, arena_copy(key_mem, name), &key);

	if (rc == RC_OK)
		key_hold(key);
	else
		op->err = keeper.err;
	return rc;
}

/* A backup never holds the key: the one beside the store is entered, or a new one of the same name. */
static enum rc enter_key_of_restored(struct op *op, const struct args *args, struct db *db)
{
	struct note_key *keys;
	size_t count;

	TRY(db_begin_read(op, db));
	enum rc rc = ledger_keys(op, &keys, &count);

	db_end_read(op);
	TRY(rc);
	const char *name = count ? keys[0].name : key_new_name(op->mem, "haicap");

	TRY(hold_key(op, args, name));
	rc = db_transact(op, db, 0, enter_key, NULL);
	if (rc != RC_CONFLICT || args_option(args, "--key"))
		return rc;
	TRY(key_anew(op, args, name));
	return db_transact(op, db, 0, enter_key, NULL);
}

static enum rc restore_run(struct op *op, struct args *args)
{
	struct copy_way way = main_copy_way(args);
	struct db *db;

	TRY(hold_key(op, args, NULL)); /* one that cannot be read is refused before anything is made */
	enum rc rc = db_restore(op, args->words[0], main_url(args), &way);

	main_copy_told(args);
	TRY(rc);
	TRY(db_open(op, main_url(args), DB_WRITE, &db));
	db_set_batch_hook(db, ledger_append_batch);
	rc = enter_key_of_restored(op, args, db);

	arena_reset(op->mem);
	db_close(db);
	if (rc != RC_OK)
		db_unmake(op, main_url(args));
	return rc;
}

static const struct option_spec load_options[] = { { "--rehearsal", NULL, false }, { 0 } };

/* clang-format off */
const struct command store_commands[] = {
	{ "load",    "DIR [--rehearsal]", "command.load",    STORE_OWN,  load_run,    1, 1, load_options, NULL },
	{ "check",   "",                  "command.check",   STORE_READ, check_run,   0, 0, NULL, NULL },
	{ "backup",  "FILE",              "command.backup",  STORE_OWN,  backup_run,  1, 1, NULL, NULL },
	{ "restore", "FILE",              "command.restore", STORE_OWN,  restore_run, 1, 1, NULL, NULL },
	{ 0 },
};
/* clang-format on */
