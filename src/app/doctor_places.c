/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "app/doctor.h"
#include "app/places.h"
#include "ipc/rundir.h"

/* What a log grows to by default, and the older one beside it. */
#define SPACE_WANTED (2ULL * 64 << 20)

/* --- File systems --- */

/* By the numbers of statfs(2). */
static const struct {
	unsigned long type;
	const char *name;
	bool remote; /* or in the hands of a program: what another process does may not be seen */
} file_systems[] = {
	{0x01021994, "tmpfs", false},
	{0xef53, "ext4", false},
	{0x9123683e, "btrfs", false},
	{0x58465342, "xfs", false},
	{0x794c7630, "overlay", false},
	{0xf2f52010, "f2fs", false},
	{0x2fc12fc1, "zfs", false},
	{0x6969, "nfs", true},
	{0xff534d42, "cifs", true},
	{0xfe534d42, "smb", true},
	{0x01021997, "9p", true},
	{0x65735546, "fuse", true},
};
#define FILE_SYSTEMS (sizeof(file_systems) / sizeof(file_systems[0]))

#define NAME_SIZE    32

/* Names the file system; returns whether it is a remote one. */
static bool name_file_system(const struct statfs *fs, char name[NAME_SIZE])
{
	unsigned long type = (unsigned long)fs->f_type & 0xffffffffUL;

	for (size_t i = 0; i < FILE_SYSTEMS; i++) {
		if (file_systems[i].type == type) {
			snprintf(name, NAME_SIZE, "%s", file_systems[i].name);
			return file_systems[i].remote;
		}
	}
	snprintf(name, NAME_SIZE, "file system 0x%lx", type);
	return false;
}

static unsigned long long space_left(const struct statfs *fs)
{
	return (unsigned long long)fs->f_bavail * (unsigned long long)fs->f_bsize;
}

static bool names_left(const struct statfs *fs)
{
	return fs->f_files == 0 || fs->f_ffree > 0;
}

/* The path becomes that of the directory it is in. */
static void go_up(char path[PATH_MAX])
{
	const char *above = dirname(path);

	/* It may be in the path itself, or in memory of its own. */
	memmove(path, above, strlen(above) + 1);
}

/* The directory itself, or the nearest one above it that is there. */
static void find_existing(const char *path, char existing[PATH_MAX])
{
	struct stat st;

	snprintf(existing, PATH_MAX, "%s", path);
	while (stat(existing, &st) < 0 && strcmp(existing, "/") != 0 && strcmp(existing, ".") != 0)
		go_up(existing);
}

/* --- The runtime directory --- */

static void object_to_runtime(struct finding *finding, const char *path, int error)
{
	const char *own = "set SHMOOZE_DIR to a directory of your own";

	switch (error) {
	case -EPERM:
		finding_tell(finding, "%s belongs to another account", path);
		break;
	case -EACCES:
		finding_tell(finding, "%s is open to other accounts, or closed to this one", path);
		finding_object(finding, FINDING_FAULT, "chmod 700 %s", path);
		break;
	case -ELOOP:
		finding_tell(finding, "%s is a symbolic link", path);
		break;
	case -ENOTDIR:
		finding_tell(finding, "%s is no directory", path);
		finding_object(finding, FINDING_FAULT, "remove it, or %s", own);
		break;
	default:
		finding_tell(finding, "%s: %s", path, strerror(-error));
	}
	finding_object(finding, FINDING_FAULT, "%s", own);
}

static void look_at_file_system(struct finding *finding, const char *path, const char *existing)
{
	char name[NAME_SIZE];
	struct statfs fs;

	if (statfs(existing, &fs) < 0)
		return;
	if (name_file_system(&fs, name))
		finding_object(finding, FINDING_WARNING,
			"set SHMOOZE_DIR to a directory of a local file system, such as tmpfs");
	finding_tell(finding, "%s %s (%s, %llu KiB free)", path,
		strcmp(path, existing) == 0 ? "is this account's alone" : "is made when needed",
		name, space_left(&fs) / 1024);
	if (space_left(&fs) == 0 || !names_left(&fs))
		finding_object(finding, FINDING_FAULT,
			"the file system is full: remove something, or set SHMOOZE_DIR");
}

static void look_runtime(struct finding *finding)
{
	char existing[PATH_MAX];
	struct rundir rundir;
	int error = rundir_open_base(&rundir, false);

	if (error == 0)
		rundir_close(&rundir);
	if (error < 0 && error != -ENOENT) {
		object_to_runtime(finding, rundir.path, error);
		return;
	}
	snprintf(existing, sizeof(existing), "%s", rundir.path);
	if (error == -ENOENT)
		go_up(existing);
	if (access(existing, W_OK | X_OK) < 0) {
		finding_tell(finding, "%s can't be made: %s", rundir.path, strerror(errno));
		finding_object(finding, FINDING_FAULT,
			"make it, with mode 0700, or set SHMOOZE_DIR to a directory that can be");
		return;
	}
	look_at_file_system(finding, rundir.path, existing);
}

/*
 * Two files in a directory that is there for a moment; no signal comes in between. Returns 0 or a
 * negative errno, and -ENOTSUP where the call puts one in place of the other.
 */
static int rename_in(const char *directory)
{
	int at = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), error = -ENOTSUP;

	if (at < 0)
		return -errno;
	if (mknodat(at, "a", S_IFREG | S_IRUSR, 0) < 0 ||
		mknodat(at, "b", S_IFREG | S_IRUSR, 0) < 0)
		error = -errno;
	else if (renameat2(at, "a", at, "b", RENAME_NOREPLACE) < 0 && errno != EEXIST)
		error = -errno;
	else if (renameat2(at, "a", at, "c", RENAME_NOREPLACE) < 0)
		error = -errno;
	else if (faccessat(at, "b", F_OK, 0) == 0)
		error = 0;
	unlinkat(at, "a", 0);
	unlinkat(at, "b", 0);
	unlinkat(at, "c", 0);
	close(at);
	return error;
}

static int try_rename(const char *where)
{
	char directory[PATH_MAX + 32];
	sigset_t all, before;
	int error;

	snprintf(directory, sizeof(directory), "%s/.shmooze-doctor.XXXXXX", where);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	error = mkdtemp(directory) == NULL ? -errno : rename_in(directory);
	if (error != -EACCES)
		rmdir(directory);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return error;
}

static void look_rename(struct finding *finding)
{
	char path[PATH_MAX] = "", existing[PATH_MAX];
	int error = rundir_path(path, sizeof(path));

	if (error == 0) {
		find_existing(path, existing);
		error = try_rename(existing);
	}
	if (error == 0) {
		finding_tell(
			finding, "names in %s can be given without replacing others", existing);
		return;
	}
	finding_tell(finding, "RENAME_NOREPLACE below %s: %s", path, strerror(-error));
	finding_object(finding, FINDING_FAULT,
		error == -ENOSPC ? "the file system is full: remove something, or set SHMOOZE_DIR"
				 : "set SHMOOZE_DIR to a directory where names can be made, of a "
				   "file system such as tmpfs or ext4");
}

/* --- The state directory --- */

/* Its path without the slashes behind it. Returns 0 or a negative errno. */
static int state_path(char path[PATH_MAX])
{
	int error = places_state("", "", path, PATH_MAX);
	size_t len = error == 0 ? strlen(path) : 0;

	while (len > 1 && path[len - 1] == '/')
		path[--len] = '\0';
	return error;
}

/* The one that is there, or where it would be made. */
static void look_at_state(struct finding *finding, const char *path, const char *existing)
{
	bool there = strcmp(path, existing) == 0;
	struct statfs fs;
	struct stat st;

	if (stat(existing, &st) < 0 || statfs(existing, &fs) < 0) {
		finding_tell(finding, "%s: %s", existing, strerror(errno));
		finding_object(finding, FINDING_WARNING, "no log is kept; see to its file system");
		return;
	}
	finding_tell(finding, "%s %s (%llu MiB free)", path,
		there ? "is there" : "is made when needed", space_left(&fs) >> 20);
	if (!S_ISDIR(st.st_mode))
		finding_object(
			finding, FINDING_WARNING, "no log is kept; %s is no directory", existing);
	else if (there && st.st_uid != geteuid())
		finding_object(finding, FINDING_WARNING,
			"it is another account's; give it back by chown(1), as root");
	else if (there && (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		finding_object(finding, FINDING_WARNING,
			"others can replace the logs; chmod go-w %s", path);
	if (access(existing, W_OK | X_OK) < 0)
		finding_object(
			finding, FINDING_WARNING, "no log is kept; chmod u+rwx %s", existing);
	if (space_left(&fs) < SPACE_WANTED || !names_left(&fs))
		finding_object(finding, FINDING_WARNING,
			"that is too little for a log; make room there, or set log-size");
}

static void look_state(struct finding *finding)
{
	char path[PATH_MAX], existing[PATH_MAX];
	int error = state_path(path);

	if (error < 0) {
		finding_tell(finding, "no home is known: there is no place for logs");
		finding_object(finding, FINDING_WARNING, "set HOME, or XDG_STATE_HOME");
		return;
	}
	find_existing(path, existing);
	look_at_state(finding, path, existing);
}

const struct doctor_check doctor_places[] = {
	{"runtime-directory", look_runtime},
	{"rename", look_rename},
	{"state-directory", look_state},
	{NULL, NULL},
};
