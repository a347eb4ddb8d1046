/* SPDX-License-Identifier: Apache-2.0 */
#include "db/backup.h"
#include "db/conn.h"
#include "db/db.h"
#include "db/db.sql.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

enum { PAGES_AT_ONCE = 1000 }; /* then the writer gets its turn */

static enum rc place_of(struct op *op, const char *url, const char **place)
{
	if (strncmp(url, "sqlite:", 7) != 0 || !url[7])
		return FAIL_FIELD(op, "--db", "store.url", "%s", url);
	*place = url + 7;
	return RC_OK;
}

static void close_handle(void *handle)
{
	sqlite3_close(handle);
}

static enum rc open_handle(struct op *op, const char *path, int flags, sqlite3 **out)
{
	int code = sqlite3_open_v2(path, out, flags, NULL);

	arena_defer(op->mem, close_handle, *out);
	if (code != SQLITE_OK)
		return FAIL(op, code == SQLITE_CANTOPEN ? RC_NOT_FOUND : RC_BUSY,
			    code == SQLITE_CANTOPEN ? "store.none" : "store.unreadable", "%s", path);
	sqlite3_busy_timeout(*out, 10000);
	return RC_OK;
}

/* Whether the file is whole and ours; what SQLite says of the first damage is the place. */
static enum rc sound(struct op *op, const char *path)
{
	sqlite3 *handle;
	sqlite3_stmt *statement = NULL;

	TRY(open_handle(op, path, SQLITE_OPEN_READWRITE, &handle));
	int code = sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &statement, NULL);
	enum rc rc = RC_OK;

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	const char *words = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0)
					       : sqlite3_errmsg(handle);

	if (code != SQLITE_ROW || strcmp(words, "ok") != 0)
		rc = FAIL(op, RC_BROKEN, "store.damaged", "%s: %s", path, words);
	sqlite3_finalize(statement);
	if (rc == RC_OK && sqlite3_prepare_v2(handle, "SELECT checksum FROM migration", -1, &statement,
					      NULL) != SQLITE_OK)
		rc = FAIL(op, RC_CONFLICT, "store.not_ours", "%s", path);
	else if (rc == RC_OK)
		sqlite3_finalize(statement);
	return rc;
}

static enum rc to_disk(struct op *op, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int failed = fd < 0 || fsync(fd) != 0;

	if (fd >= 0)
		close(fd);
	return failed ? FAIL(op, RC_BUSY, "store.unreadable", "%s: %s", path, strerror(errno)) : RC_OK;
}

static enum rc copy(struct op *op, const char *from, const char *to)
{
	sqlite3 *source, *target;
	int code;

	TRY(open_handle(op, from, SQLITE_OPEN_READWRITE, &source));
	TRY(open_handle(op, to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &target));
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");

	if (!backup)
		return FAIL(op, RC_BUSY, "store.unreadable", "%s", sqlite3_errmsg(target));
	do {
		code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
		if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
			sqlite3_sleep(10);
	} while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
	sqlite3_backup_finish(backup);
	if (code != SQLITE_DONE)
		return FAIL(op, code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? RC_BROKEN : RC_BUSY,
			    code == SQLITE_FULL ? "store.full" : "store.damaged", "%s: %s", from,
			    sqlite3_errmsg(target));
	/* One file, not three: a backup is carried about. */
	if (sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
		return FAIL(op, RC_BUSY, "store.unreadable", "%s", sqlite3_errmsg(target));
	return RC_OK;
}

/* Copies to a name beside @to and gives it its own when it is whole. */
static enum rc copy_whole(struct op *op, const char *from, const char *to)
{
	const char *part = arena_text(op->mem, "%s.part", to);
	struct op step = { .mem = arena_new() };
	enum rc rc;

	unlink(part);
	rc = copy(&step, from, part);
	arena_reset(step.mem); /* closes both */
	if (rc == RC_OK)
		rc = sound(&step, part);
	arena_drop(step.mem);
	if (rc == RC_OK)
		rc = to_disk(&step, part);
	if (rc == RC_OK && rename(part, to) != 0)
		rc = FAIL(&step, RC_BUSY, "store.unreadable", "%s: %s", to, strerror(errno));
	if (rc != RC_OK) {
		unlink(part);
		op->err = step.err;
	}
	return rc;
}

enum rc db_backup(struct op *op, const char *url, const char *path)
{
	const char *place;

	TRY(place_of(op, url, &place));
	if (access(path, F_OK) == 0)
		return FAIL(op, RC_CONFLICT, "store.backup_exists", "%s", path);
	if (access(place, F_OK) != 0)
		return FAIL(op, RC_NOT_FOUND, "store.none", "%s", place);
	return copy_whole(op, place, path);
}

enum rc db_restore(struct op *op, const char *path, const char *url)
{
	const char *place;

	TRY(place_of(op, url, &place));
	if (access(place, F_OK) == 0)
		return FAIL(op, RC_CONFLICT, "store.exists", "%s", place);
	if (access(path, F_OK) != 0)
		return FAIL(op, RC_NOT_FOUND, "store.no_backup", "%s", path);
	TRY(sound(op, path));
	return copy_whole(op, path, place);
}

enum rc db_check(struct op *op, struct findings *f)
{
	const char *text = NULL, **texts;
	size_t count;

	TRY(db_list(op, &SQL_DB_INTEGRITY, IN_NOTHING, OUT(OUT_TEXT(&text)), ROWS(text, &texts, &count)));
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i], "ok") != 0)
			ERROR_AT(f, "store", 0, NULL, "store.check", texts[i]);
	return RC_OK;
}
