/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/rundir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

int rundir_path(char *out, size_t size)
{
	const char *own = getenv("SHMOOZE_DIR"), *xdg = getenv("XDG_RUNTIME_DIR");
	int n;

	/* The XDG Base Directory Specification: a path that is not absolute is to be ignored. */
	if (own != NULL && own[0] != '\0')
		n = snprintf(out, size, "%s", own);
	else if (xdg != NULL && xdg[0] == '/')
		n = snprintf(out, size, "%s/shmooze", xdg);
	else
		n = snprintf(out, size, "/tmp/shmooze-%lu", (unsigned long)geteuid());
	if (n < 0 || (size_t)n >= size)
		return -ENAMETOOLONG;
	/* With a slash behind it, open(2) would follow a symbolic link in spite of O_NOFOLLOW. */
	while (n > 1 && out[n - 1] == '/')
		out[--n] = '\0';
	return 0;
}

/* open(2) gives ENOTDIR for a symbolic link where O_DIRECTORY is set: find out what it really is.
 */
static int refine(int at, const char *name, int error)
{
	struct stat st;

	if (error == -ENOTDIR && fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISLNK(st.st_mode))
		return -ELOOP;
	return error;
}

static int verify(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid())
		return -EPERM;
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return -EACCES;
	return 0;
}

/* A descriptor of the directory name under at, or a negative errno. */
static int open_directory(int at, const char *name, bool create)
{
	bool made = create && mkdirat(at, name, S_IRWXU) == 0;
	int fd, error;

	if (create && !made && errno != EEXIST)
		return -errno;
	fd = openat(at, name, FLAGS);
	if (fd < 0) {
		error = refine(at, name, -errno);
		if (made)
			unlinkat(at, name, AT_REMOVEDIR);
		return error;
	}
	error = verify(fd);
	if (error < 0) {
		close(fd);
		return error;
	}
	return fd;
}

int rundir_open_base(struct rundir *rundir, bool create)
{
	int error;

	*rundir = (struct rundir){.base = -1, .fd = -1};
	error = rundir_path(rundir->path, sizeof(rundir->path));
	if (error < 0)
		return error;
	rundir->base = open_directory(AT_FDCWD, rundir->path, create);
	return rundir->base < 0 ? rundir->base : 0;
}

int rundir_open(struct rundir *rundir, const char *chat, bool create)
{
	int error = rundir_open_base(rundir, create);
	size_t len = strlen(rundir->path);

	if (error < 0)
		return error;
	if (strlen(chat) > NAME_CHAT_MAX || len + 1 + strlen(chat) >= sizeof(rundir->path)) {
		error = -ENAMETOOLONG;
		goto fail;
	}
	rundir->path[len] = '/';
	memcpy(rundir->path + len + 1, chat, strlen(chat) + 1);
	memcpy(rundir->chat, chat, strlen(chat) + 1);
	rundir->fd = open_directory(rundir->base, chat, create);
	if (rundir->fd >= 0)
		return 0;
	error = rundir->fd;
fail:
	rundir_close(rundir);
	return error;
}

static int refuse_group(struct rundir *rundir, gid_t group)
{
	*rundir = (struct rundir){.base = -1, .fd = -1};
	snprintf(
		rundir->path, sizeof(rundir->path), "directory of group %lu", (unsigned long)group);
	return -EOPNOTSUPP;
}

int rundir_open_base_at(struct rundir *rundir, const struct address *address, bool create)
{
	if (address->has_group)
		return refuse_group(rundir, address->group);
	return rundir_open_base(rundir, create);
}

int rundir_open_at(struct rundir *rundir, const struct address *address, bool create)
{
	if (address->has_group)
		return refuse_group(rundir, address->group);
	return rundir_open(rundir, address->chat, create);
}

void rundir_close(struct rundir *rundir)
{
	if (rundir->fd >= 0)
		close(rundir->fd);
	if (rundir->base >= 0)
		close(rundir->base);
	rundir->fd = -1;
	rundir->base = -1;
}

void rundir_remove(const struct rundir *rundir)
{
	/* ENOTEMPTY is the other peer's; ENOENT: it was quicker. */
	unlinkat(rundir->base, rundir->chat, AT_REMOVEDIR);
}

int rundir_walk(int fd, int (*each)(const char *name, void *context), void *context)
{
	int copy = openat(fd, ".", FLAGS), result = 0;
	struct dirent *entry;
	DIR *dir;

	if (copy < 0)
		return -errno;
	dir = fdopendir(copy);
	if (dir == NULL) {
		result = -errno;
		close(copy);
		return result;
	}
	while (result >= 0 && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = each(entry->d_name, context);
	}
	closedir(dir);
	return result < 0 ? result : 0;
}
