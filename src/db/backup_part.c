/* SPDX-License-Identifier: Apache-2.0 */
#include "db/backup_part.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct part {
	const char *path, *goal;
	int fd; /* holds the lock; -1 when it is over */
};

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* A log of another store of the same name would be taken for the new one's. */
static enum rc nobody_there(struct op *op, const char *path)
{
	static const char *const ends[] = { "", "-wal", "-journal" };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const char *name = arena_text(op->mem, "%s%s", path, ends[i]);

		if (there(name))
			return FAIL(op, RC_CONFLICT, "store.exists", "%s", name);
	}
	return RC_OK;
}

/* Who kept it between our open and flock gave the file its name: it is not ours to empty. */
static bool is_still(int fd, const char *path)
{
	struct stat open_one, named;

	return fstat(fd, &open_one) == 0 && stat(path, &named) == 0 &&
	       open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

static enum rc unwritable(struct op *op, const char *path)
{
	return FAIL(op, RC_BUSY,
		    errno == ENOSPC || errno == EDQUOT ? "store.full" : "store.unreadable",
		    "%s: %s", path, strerror(errno));
}

void part_remove_companions(const char *path)
{
	static const char *const ends[] = { "-wal", "-shm", "-journal" };
	char name[4096];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (snprintf(name, sizeof name, "%s%s", path, ends[i]) < (int)sizeof name)
			unlink(name);
}

enum rc part_begin(struct op *op, struct arena *mem, const char *path, struct part **out)
{
	struct part *part = arena_one(mem, struct part);

	TRY(nobody_there(op, path));
	part->goal = arena_copy(mem, path);
	part->path = arena_text(mem, "%s.part", path);
	part->fd = open(part->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (part->fd < 0)
		return unwritable(op, part->path);
	if (flock(part->fd, LOCK_EX | LOCK_NB) != 0 || !is_still(part->fd, part->path)) {
		close(part->fd);
		return FAIL(op, RC_BUSY, "store.being_made", "%s", part->path);
	}
	*out = part;
	part_remove_companions(part->path);
	if (ftruncate(part->fd, 0) != 0 || fchmod(part->fd, 0600) != 0)
		return unwritable(op, part->path);
	return RC_OK;
}

const char *part_path(const struct part *part)
{
	return part->path;
}

/* A name is on the disk when its folder is. */
static bool sync_folder(struct op *op, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = !slash ? "." : slash == path ? "/" :
			     arena_copy_bytes(op->mem, path, (size_t)(slash - path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

	if (fd >= 0)
		close(fd);
	return done;
}

/* Some file systems cannot rename without overwriting. */
static bool give_name(const struct part *part)
{
	if (renameat2(AT_FDCWD, part->path, AT_FDCWD, part->goal, RENAME_NOREPLACE) == 0)
		return true;
	if ((errno != EINVAL && errno != ENOSYS) || there(part->goal))
		return false;
	return rename(part->path, part->goal) == 0;
}

enum rc part_keep(struct op *op, struct part *part)
{
	TRY(nobody_there(op, part->goal));
	if (fsync(part->fd) != 0)
		return unwritable(op, part->path);
	if (!give_name(part))
		return errno == EEXIST ? FAIL(op, RC_CONFLICT, "store.exists", "%s", part->goal)
				       : unwritable(op, part->goal);
	if (!sync_folder(op, part->goal)) {
		enum rc rc = unwritable(op, part->goal);

		unlink(part->goal);
		return rc;
	}
	close(part->fd);
	part->fd = -1;
	return RC_OK;
}

void part_drop(struct part *part)
{
	if (part->fd < 0)
		return;
	part_remove_companions(part->path);
	unlink(part->path);
	close(part->fd);
	part->fd = -1;
}
