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
#include <time.h>
#include <unistd.h>

#define FLAGS      (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

#define MODE_GROUP (S_ISGID | S_IRWXU | S_IRWXG)
#define MODE_ALL   (S_ISUID | S_ISGID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO)

/* Somebody who makes a group's directory needs microseconds from mkdir(2) to its mode. */
#define TRIES     50
#define TRY_PAUSE 2000000 /* ns */

static int print_path(char *out, size_t size)
{
	const char *own = getenv("SHMOOZE_DIR"), *xdg = getenv("XDG_RUNTIME_DIR");

	/* The XDG Base Directory Specification: a path that is not absolute is to be ignored. */
	if (own != NULL && own[0] != '\0')
		return snprintf(out, size, "%s", own);
	if (xdg != NULL && xdg[0] == '/')
		return snprintf(out, size, "%s/shmooze", xdg);
	return snprintf(out, size, "/tmp/shmooze-%lu", (unsigned long)geteuid());
}

static int print_group_path(char *out, size_t size, gid_t group)
{
	const char *own = getenv("SHMOOZE_GROUP_DIR");

	if (own != NULL && own[0] != '\0')
		return snprintf(out, size, "%s", own);
	return snprintf(out, size, "/tmp/shmooze-group-%lu", (unsigned long)group);
}

int rundir_path_of(char *out, size_t size, gid_t group)
{
	int n = group == RUNDIR_PRIVATE ? print_path(out, size)
					: print_group_path(out, size, group);

	if (n < 0 || (size_t)n >= size)
		return -ENAMETOOLONG;
	/* With a slash behind it, open(2) would follow a symbolic link in spite of O_NOFOLLOW. */
	while (n > 1 && out[n - 1] == '/')
		out[--n] = '\0';
	return 0;
}

int rundir_path(char *out, size_t size)
{
	return rundir_path_of(out, size, RUNDIR_PRIVATE);
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

/* In the base directory there may be doors (ipc/door), for which others pass through it. */
static int verify(int fd, gid_t group, bool is_base)
{
	const mode_t others = S_IRWXG | S_IRWXO, pass = S_IXGRP | S_IXOTH;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (group != RUNDIR_PRIVATE) {
		if (st.st_gid != group)
			return -EPERM;
		return (st.st_mode & MODE_ALL) == MODE_GROUP ? 0 : -EACCES;
	}
	if (st.st_uid != geteuid())
		return -EPERM;
	if ((st.st_mode & others) != 0 && !(is_base && (st.st_mode & others) == pass))
		return -EACCES;
	return 0;
}

/*
 * Gives a new directory to the group. One of ours that is as mkdir(2) left it is half made: whoever
 * made it was killed, or is at it just now and does the same.
 */
static int share(int fd, gid_t group)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid() || (st.st_mode & MODE_ALL & ~(mode_t)S_ISGID) != S_IRWXU)
		return 0;
	/* In this order: with the mode first, it would be open to a wrong group. */
	if (fchown(fd, (uid_t)-1, group) < 0 || fchmod(fd, MODE_GROUP) < 0)
		return -errno;
	return 0;
}

/* verify(), and waits for somebody else who is just making it. */
static int verify_patiently(int fd, gid_t group, bool is_base)
{
	int error = verify(fd, group, is_base);

	for (int i = 0; i < TRIES && error < 0 && group != RUNDIR_PRIVATE; i++) {
		struct stat st;

		if (fstat(fd, &st) < 0 ||
			(st.st_mode & (S_ISUID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO)) != S_IRWXU)
			break;
		nanosleep(&(struct timespec){.tv_nsec = TRY_PAUSE}, NULL);
		error = verify(fd, group, is_base);
	}
	return error;
}

/* A descriptor of the directory name under at, or a negative errno. */
static int open_directory(int at, const char *name, gid_t group, bool create)
{
	bool made = create && mkdirat(at, name, S_IRWXU) == 0;
	int fd, error = 0;

	if (create && !made && errno != EEXIST)
		return -errno;
	fd = openat(at, name, FLAGS);
	if (fd < 0) {
		error = refine(at, name, -errno);
	} else {
		if (create && group != RUNDIR_PRIVATE)
			error = share(fd, group);
		if (error == 0)
			error = verify_patiently(fd, group, at == AT_FDCWD);
	}
	if (error == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	if (made && (fd < 0 || group != RUNDIR_PRIVATE))
		unlinkat(at, name, AT_REMOVEDIR);
	return error;
}

int rundir_open_base_of(struct rundir *rundir, gid_t group, bool create)
{
	int error;

	*rundir = (struct rundir){.base = -1, .fd = -1};
	error = rundir_path_of(rundir->path, sizeof(rundir->path), group);
	if (error < 0)
		return error;
	rundir->base = open_directory(AT_FDCWD, rundir->path, group, create);
	return rundir->base < 0 ? rundir->base : 0;
}

int rundir_open_base(struct rundir *rundir, bool create)
{
	return rundir_open_base_of(rundir, RUNDIR_PRIVATE, create);
}

gid_t rundir_group(int dir)
{
	struct stat st;

	if (fstat(dir, &st) < 0 || (st.st_mode & MODE_ALL) != MODE_GROUP)
		return RUNDIR_PRIVATE;
	return st.st_gid;
}

bool rundir_trusts(int dir, const struct stat *st)
{
	gid_t group = rundir_group(dir);

	if (st->st_uid == geteuid())
		return true;
	return group != RUNDIR_PRIVATE && st->st_gid == group && (st->st_mode & S_IRWXO) == 0;
}

/* Goes on from the base directory; closes all where that fails. */
static int enter(struct rundir *rundir, const char *chat, gid_t group, bool create)
{
	size_t len = strlen(rundir->path);
	int error;

	if (strlen(chat) > NAME_CHAT_MAX || len + 1 + strlen(chat) >= sizeof(rundir->path)) {
		error = -ENAMETOOLONG;
		goto fail;
	}
	rundir->path[len] = '/';
	memcpy(rundir->path + len + 1, chat, strlen(chat) + 1);
	memcpy(rundir->chat, chat, strlen(chat) + 1);
	rundir->fd = open_directory(rundir->base, chat, group, create);
	if (rundir->fd >= 0)
		return 0;
	error = rundir->fd;
fail:
	rundir_close(rundir);
	return error;
}

int rundir_open_of(struct rundir *rundir, const char *chat, gid_t group, bool create)
{
	int error = rundir_open_base_of(rundir, group, create);

	return error < 0 ? error : enter(rundir, chat, group, create);
}

int rundir_open_in(struct rundir *rundir, const struct rundir *base, const char *chat, bool create)
{
	size_t behind = base->chat[0] != '\0' ? strlen(base->chat) + 1 : 0;

	*rundir = (struct rundir){.fd = -1};
	memcpy(rundir->path, base->path, strlen(base->path) - behind);
	rundir->base = openat(base->base, ".", FLAGS);
	if (rundir->base < 0)
		return -errno;
	return enter(rundir, chat, rundir_group(rundir->base), create);
}

int rundir_open(struct rundir *rundir, const char *chat, bool create)
{
	return rundir_open_of(rundir, chat, RUNDIR_PRIVATE, create);
}

static gid_t group_of(const struct address *address)
{
	return address->has_group ? address->group : RUNDIR_PRIVATE;
}

int rundir_open_base_at(struct rundir *rundir, const struct address *address, bool create)
{
	return rundir_open_base_of(rundir, group_of(address), create);
}

int rundir_open_at(struct rundir *rundir, const struct address *address, bool create)
{
	return rundir_open_of(rundir, address->chat, group_of(address), create);
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
