/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A disk that fails when it is told to: a library preloaded into a program under test (LD_PRELOAD). While there is
 * a file $BAD_DISK, holding "KIND PART ERRNO TIMES", calls of that kind on files with PART in their path fail:
 *
 *   write   each write
 *   grow    each write beyond the end of the file, as when nothing is left
 *   sync    each fsync and fdatasync
 *
 * TIMES is 0 for as long as the file is there, and 1 for once: who fails takes it away. Each failure adds a byte to
 * $BAD_DISK.met.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ROOM = 300 };

/* The call that would have been made, of the C library or of whoever stands before it. */
#define NEXT(name) (__extension__(__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

struct order {
	char kind[16], part[64];
	int error, times;
};

static bool read_order(struct order *o, const char *control)
{
	char text[ROOM] = "";
	int fd = open(control, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	return n > 0 && sscanf(text, "%15s %63s %d %d", o->kind, o->part, &o->error, &o->times) == 4;
}

static bool path_has(int fd, const char *part)
{
	char link[64], path[ROOM] = "";

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return readlink(link, path, sizeof path - 1) > 0 && strstr(path, part);
}

static void note(const char *control)
{
	char met[ROOM];

	snprintf(met, sizeof met, "%s.met", control);
	int fd = open(met, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd >= 0 && NEXT(write)(fd, ".", 1) == 1)
		close(fd);
}

enum { SYNC = -1 };

/* Whether a call fails that writes up to @end, or syncs; errno says how. */
static bool fails(int fd, off_t end)
{
	const char *control = getenv("BAD_DISK");
	int error = errno;
	struct order o;
	struct stat file;

	if (!control || !read_order(&o, control) || (end == SYNC) != !strcmp(o.kind, "sync") ||
	    !path_has(fd, o.part) ||
	    (!strcmp(o.kind, "grow") && fstat(fd, &file) == 0 && end <= file.st_size) ||
	    (o.times == 1 && unlink(control) != 0)) {
		errno = error;
		return false;
	}
	note(control);
	errno = o.error;
	return true;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	off_t at = lseek(fd, 0, SEEK_CUR);

	if (at >= 0 && fails(fd, at + (off_t)size))
		return -1;
	return NEXT(write)(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	if (fails(fd, at + (off_t)size))
		return -1;
	return NEXT(pwrite)(fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at)
{
	return pwrite(fd, bytes, size, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
	off_t end = at;

	for (int i = 0; i < count; i++)
		end += (off_t)parts[i].iov_len;
	if (fails(fd, end))
		return -1;
	return NEXT(pwritev)(fd, parts, count, at);
}

int fsync(int fd)
{
	return fails(fd, SYNC) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
	return fails(fd, SYNC) ? -1 : NEXT(fdatasync)(fd);
}
