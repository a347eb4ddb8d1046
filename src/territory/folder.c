/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/folder.h"
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool wanted(const char *name)
{
	static const char *const ends[] = { ".csv", ".json", ".geojson" };
	size_t size = strlen(name);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t end = strlen(ends[i]);

		if (size > end && !strcmp(name + size - end, ends[i]))
			return *name != '.';
	}
	return false;
}

void folder_put(struct arena *mem, struct folder *folder, const char *name, const char *text,
		size_t size)
{
	folder->files = arena_grow(mem, folder->files, folder->files_count, sizeof *folder->files);
	folder->files[folder->files_count++] = (struct folder_file){
		.name = arena_copy(mem, name),
		.text = text,
		.size = size,
	};
}

const struct folder_file *folder_find(const struct folder *folder, const char *name)
{
	for (size_t i = 0; i < folder->files_count; i++)
		if (!strcmp(folder->files[i].name, name))
			return &folder->files[i];
	return NULL;
}

static size_t total(const struct folder *folder)
{
	size_t sum = 0;

	for (size_t i = 0; i < folder->files_count; i++)
		sum += folder->files[i].size;
	return sum;
}

static enum rc room_for(struct op *op, const struct folder *folder, const char *name, int64_t size)
{
	if (folder->files_count >= FOLDER_FILES_MAX)
		return FAIL(op, RC_TOO_LARGE, "folder.too_many_files", "%d",
			    FOLDER_FILES_MAX);
	if (size > FOLDER_FILE_BYTES_MAX || (int64_t)total(folder) + size > FOLDER_BYTES_MAX)
		return FAIL(op, RC_TOO_LARGE, "folder.too_large", "%s: %lld", name,
			    (long long)size);
	return RC_OK;
}

static void close_dir(void *dir)
{
	closedir(dir);
}

static void close_file(void *fd)
{
	close((int)(intptr_t)fd);
}

/* A file that changes while it is read is read as long as it was. */
static enum rc read_file(struct op *op, DIR *dir, const char *name, struct folder *folder)
{
	struct stat st;
	int fd = openat(dirfd(dir), name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t have = 0;

	if (fd < 0)
		return FAIL(op, RC_BROKEN, "folder.unreadable", "%s: %s", name, strerror(errno));
	arena_defer(op->mem, close_file, (void *)(intptr_t)fd);
	if (fstat(fd, &st) != 0)
		return FAIL(op, RC_BROKEN, "folder.unreadable", "%s: %s", name, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return FAIL(op, RC_INVALID, "folder.unreadable", "%s", name);
	TRY(room_for(op, folder, name, st.st_size));
	char *text = arena_alloc(op->mem, (size_t)st.st_size + 1);

	while (have < (size_t)st.st_size) {
		ssize_t got = read(fd, text + have, (size_t)st.st_size - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return FAIL(op, RC_BROKEN, "folder.unreadable", "%s: %s", name,
				    strerror(errno));
		if (got == 0)
			break;
		have += (size_t)got;
	}
	folder_put(op->mem, folder, name, text, have);
	return RC_OK;
}

enum rc folder_read_dir(struct op *op, const char *path, struct folder **out)
{
	struct folder *folder = arena_one(op->mem, struct folder);
	DIR *dir = opendir(path);

	if (!dir)
		return FAIL(op, errno == ENOENT || errno == ENOTDIR ? RC_NOT_FOUND : RC_BROKEN,
			    errno == ENOENT || errno == ENOTDIR ? "folder.none" : "folder.unreadable",
			    "%s: %s", path, strerror(errno));
	arena_defer(op->mem, close_dir, dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		if (wanted(entry->d_name))
			TRY(read_file(op, dir, entry->d_name, folder));
	*out = folder;
	return RC_OK;
}

static void close_archive(void *archive)
{
	archive_read_free(archive);
}

static enum rc bad_zip(struct op *op, struct archive *archive)
{
	const char *why = archive_error_string(archive);

	return FAIL(op, RC_INVALID, "folder.no_zip", "%s", why ? why : "no zip");
}

/* What an entry says of its size is not believed: reading stops at the bound. */
static enum rc read_entry(struct op *op, struct archive *archive, const char *name,
			  struct folder *folder)
{
	size_t have = 0, room = 1 << 16;
	char *text = arena_alloc(op->mem, room + 1);

	for (;;) {
		la_ssize_t got = archive_read_data(archive, text + have, room - have);

		if (got < 0)
			return bad_zip(op, archive);
		if (got == 0)
			break;
		have += (size_t)got;
		TRY(room_for(op, folder, name, (int64_t)have));
		if (have == room) {
			char *more = arena_alloc(op->mem, room * 2 + 1);

			memcpy(more, text, have);
			text = more;
			room *= 2;
		}
	}
	text[have] = '\0';
	folder_put(op->mem, folder, name, text, have);
	return RC_OK;
}

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	return slash ? slash + 1 : path ? path : "";
}

enum rc folder_read_zip(struct op *op, const void *bytes, size_t size, struct folder **out)
{
	struct folder *folder = arena_one(op->mem, struct folder);
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int got;

	if (!archive)
		return FAIL(op, RC_BROKEN, "folder.no_zip", "no memory for the archive");
	arena_defer(op->mem, close_archive, archive);
	archive_read_support_format_zip(archive);
	if (archive_read_open_memory(archive, bytes, size) != ARCHIVE_OK)
		return bad_zip(op, archive);
	while ((got = archive_read_next_header(archive, &entry)) == ARCHIVE_OK ||
	       got == ARCHIVE_WARN) {
		const char *name = base_name(archive_entry_pathname(entry));

		if (archive_entry_filetype(entry) != AE_IFREG || !wanted(name))
			continue;
		if (folder_find(folder, name))
			return FAIL(op, RC_INVALID, "folder.file_twice", "%s", name);
		TRY(read_entry(op, archive, name, folder));
	}
	if (got != ARCHIVE_EOF)
		return bad_zip(op, archive);
	*out = folder;
	return RC_OK;
}
