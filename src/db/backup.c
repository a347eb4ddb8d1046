/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between two SQLite files pages are copied, which lets a server go on writing; everything else
 * goes the way of db_copy(). Either way the file is looked at as a whole before it gets its name.
 */
#include "db/backup.h"
#include "db/backup_digest.h"
#include "db/backup_part.h"
#include "db/conn.h"
#include "db/copy.h"
#include "db/copy_sqlite.h"
#include "db/db.sql.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_AT_ONCE = 1000 /* then the writer gets its turn */, HEADER_BYTES = 100 };

static bool on_sqlite(const char *url)
{
	return !strncmp(url, "sqlite:", 7);
}

static enum rc place_of(struct op *op, const char *url, const char **place)
{
	*place = url + 7;
	if (!**place || !strcmp(*place, ":memory:"))
		return FAIL_FIELD(op, "--db", "store.url", "%s", url);
	return RC_OK;
}

static void close_handle(void *handle)
{
	sqlite3_close(handle);
}

static enum rc open_handle(struct op *op, struct arena *mem, const char *path, int flags,
			   sqlite3 **out)
{
	int code = sqlite3_open_v2(path, out, flags, NULL);

	arena_defer(mem, close_handle, *out);
	if (code != SQLITE_OK)
		return FAIL(op, code == SQLITE_CANTOPEN ? RC_NOT_FOUND : RC_BUSY,
			    code == SQLITE_CANTOPEN ? "store.none" : "store.unreadable", "%s",
			    path);
	sqlite3_busy_timeout(*out, 10000);
	return RC_OK;
}

static uint32_t big(const unsigned char *four)
{
	return (uint32_t)four[0] << 24 | (uint32_t)four[1] << 16 | (uint32_t)four[2] << 8 | four[3];
}

static int64_t page_bytes(const unsigned char header[HEADER_BYTES])
{
	int64_t size = header[16] << 8 | header[17];

	return size == 1 ? 65536 : size;
}

static enum rc read_header(struct op *op, const char *path, unsigned char header[HEADER_BYTES],
			   int64_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat is;

	if (fd < 0)
		return errno == ENOENT ? FAIL(op, RC_NOT_FOUND, "store.no_backup", "%s", path)
				       : FAIL(op, RC_BUSY, "store.unreadable", "%s: %s", path,
					      strerror(errno));
	bool regular = fstat(fd, &is) == 0 && S_ISREG(is.st_mode);
	bool whole = regular && pread(fd, header, HEADER_BYTES, 0) == HEADER_BYTES;

	close(fd);
	if (regular && !whole && is.st_size < HEADER_BYTES)
		return FAIL(op, RC_BROKEN, "store.damaged", "%s: cut after %lld bytes", path,
			    (long long)is.st_size);
	if (!whole || memcmp(header, "SQLite format 3", 16) != 0)
		return FAIL(op, RC_CONFLICT, "store.not_ours",
			    "%s", path);
	*size = is.st_size;
	return RC_OK;
}

/* SQLite's file format, 1.3: how many pages there are, if whoever wrote last knew of that field. */
static enum rc not_cut(struct op *op, const char *path)
{
	unsigned char header[HEADER_BYTES];
	int64_t size, whole;

	TRY(read_header(op, path, header, &size));
	whole = page_bytes(header) * big(header + 28);
	if (size < whole && big(header + 24) == big(header + 92))
		return FAIL(op, RC_BROKEN, "store.damaged", "%s: cut after %lld of %lld bytes",
			    path, (long long)size, (long long)whole);
	return RC_OK;
}

/* SQLite names the page; people who look at the file want bytes, and one line. */
static enum rc damaged(struct op *op, sqlite3 *handle, const char *shown, const char *words)
{
	const char *mark = strstr(words, "page ");
	int64_t page = mark ? strtoll(mark + 5, NULL, 10) : 0, bytes = 0;
	char *line = arena_copy(op->mem, words);
	sqlite3_stmt *s = NULL;

	for (char *c = line; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = ' ';
	if (sqlite3_prepare_v2(handle, "PRAGMA page_size", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		bytes = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	if (page < 1 || !bytes)
		return FAIL(op, RC_BROKEN, "store.damaged", "%s: %s", shown, line);
	return FAIL(op, RC_BROKEN, "store.damaged", "%s: bytes %lld to %lld: %s", shown,
		    (long long)((page - 1) * bytes), (long long)(page * bytes - 1), line);
}

static enum rc pages_fit(struct op *op, struct arena *mem, sqlite3 *handle, const char *shown)
{
	sqlite3_stmt *s = NULL;
	const char *words = NULL;

	if (sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		words = arena_copy(mem, (const char *)sqlite3_column_text(s, 0));
	if (!words)
		words = arena_copy(mem, sqlite3_errmsg(handle));
	sqlite3_finalize(s);
	return strcmp(words, "ok") ? damaged(op, handle, shown, words) : RC_OK;
}

/* Whether the file, shown as @shown, is whole and ours. Its migrations are another question. */
static enum rc sound(struct op *op, struct arena *mem, const char *path, const char *shown)
{
	sqlite3 *handle;
	sqlite3_stmt *s;

	TRY(open_handle(op, mem, path, SQLITE_OPEN_READWRITE, &handle));
	TRY(pages_fit(op, mem, handle, shown));
	if (copy_sqlite_prepare(op, mem, handle, "SELECT checksum FROM migration", &s) != RC_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		return FAIL(op, RC_CONFLICT, "store.not_ours", "%s", shown);
	sqlite3_reset(s);
	return digest_check(op, handle, shown);
}

static enum rc copy_pages(struct op *op, const char *from, sqlite3 *source, sqlite3 *target)
{
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
	int code;

	if (!backup)
		return sqlite_fault(op, target, from);
	do {
		code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
		if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
			sqlite3_sleep(10);
	} while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
	sqlite3_backup_finish(backup);
	return code == SQLITE_DONE ? RC_OK : sqlite_fault(op, target, from);
}

/* One file, not three; it reaches the disk as a whole, at the end. */
static enum rc make_one_file(struct op *op, sqlite3 *handle)
{
	return copy_sqlite_run(op, handle,
			       "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF");
}

static enum rc copy_file(struct op *op, struct arena *mem, const char *from, const char *to)
{
	sqlite3 *source, *target;

	TRY(open_handle(op, mem, from, SQLITE_OPEN_READWRITE, &source));
	TRY(open_handle(op, mem, to, SQLITE_OPEN_READWRITE, &target));
	TRY(copy_pages(op, from, source, target));
	return make_one_file(op, target);
}

static enum rc add_digests(struct op *op, struct arena *mem, const char *path)
{
	sqlite3 *handle;

	TRY(open_handle(op, mem, path, SQLITE_OPEN_READWRITE, &handle));
	TRY(make_one_file(op, handle));
	return digest_write(op, handle);
}

/* The schema of what was restored becomes this program's, and it is a store again, no backup. */
static enum rc make_store(struct op *op, struct arena *mem, const char *path)
{
	struct db *db;
	sqlite3 *handle;

	TRY(open_handle(op, mem, path, SQLITE_OPEN_READWRITE, &handle));
	TRY(digest_drop(op, handle));
	TRY(db_open(op, arena_text(op->mem, "sqlite:%s", path), DB_WRITE, &db));
	db_close(db);
	return make_one_file(op, handle);
}

/* Each step has its handles in @mem, which is emptied behind it. */
static enum rc fill(struct op *op, struct arena *mem, const char *from, const char *part,
		    bool restoring)
{
	enum rc rc = copy_file(op, mem, from, part);

	arena_reset(mem);
	TRY(rc);
	rc = sound(op, mem, part, from);
	arena_reset(mem);
	TRY(rc);
	rc = restoring ? make_store(op, mem, part) : add_digests(op, mem, part);
	arena_reset(mem);
	return rc;
}

static enum rc copy_whole(struct op *op, const char *from, const char *to, bool restoring)
{
	struct part *part;
	struct arena *mem;

	TRY(part_begin(op, op->mem, to, &part));
	mem = arena_new();
	enum rc rc = fill(op, mem, from, part_path(part), restoring);

	arena_drop(mem);
	if (rc == RC_OK)
		rc = part_keep(op, part);
	part_drop(part);
	return rc;
}

enum rc db_backup(struct op *op, const char *url, const char *path, const struct copy_way *way)
{
	struct copy_way to_file = *way;
	struct copy_roots roots = { .mem = op->mem };
	const char *place;

	if (access(path, F_OK) == 0)
		return FAIL(op, RC_CONFLICT, "store.backup_exists", "%s", path);
	to_file.backup = true;
	if (!on_sqlite(url))
		return db_copy(op, url, arena_text(op->mem, "sqlite:%s", path), &to_file, &roots);
	TRY(place_of(op, url, &place));
	if (access(place, F_OK) != 0)
		return FAIL(op, RC_NOT_FOUND, "store.none", "%s", place);
	return copy_whole(op, place, path, false);
}

enum rc db_restore(struct op *op, const char *path, const char *url, const struct copy_way *way)
{
	struct copy_roots roots = { .mem = op->mem };
	const char *place;

	TRY(not_cut(op, path));
	if (on_sqlite(url)) {
		TRY(place_of(op, url, &place));
		return copy_whole(op, path, place, true);
	}
	struct arena *mem = arena_new();
	enum rc rc = sound(op, mem, path, path);

	arena_drop(mem);
	TRY(rc);
	return db_copy(op, arena_text(op->mem, "sqlite:%s", path), url, way, &roots);
}

enum rc db_check(struct op *op, struct findings *f)
{
	const char *text = NULL, **texts;
	size_t count;

	TRY(db_list(op, &SQL_DB_INTEGRITY, IN_NOTHING, OUT(OUT_TEXT(&text)),
		    ROWS(text, &texts, &count)));
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i], "ok") != 0)
			ERROR_AT(f, "store", 0, NULL, "store.check", texts[i]);
	return RC_OK;
}
