/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/direntry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void direntry_name(char out[DIRENTRY_NAME_SIZE], enum seat seat, const char *kind)
{
	snprintf(out, DIRENTRY_NAME_SIZE, "%c.%s", name_seat_letter(seat), kind);
}

static void temporary_name(
	char out[DIRENTRY_NAME_SIZE], enum seat seat, const char *kind, pid_t pid)
{
	snprintf(out, DIRENTRY_NAME_SIZE, ".%c.%s.%ld", name_seat_letter(seat), kind, (long)pid);
}

void direntry_temporary_name(char out[DIRENTRY_NAME_SIZE], enum seat seat, const char *kind)
{
	temporary_name(out, seat, kind, getpid());
}

/* Somebody else's name may look like ours: it is one only if we would make exactly it. */
pid_t direntry_temporary_pid(const char *name)
{
	static const char *const kinds[] = {"in", "card", "post", "mail"};
	const char *dot = strrchr(name, '.');
	pid_t pid = dot != NULL ? (pid_t)strtol(dot + 1, NULL, 10) : 0;
	char ours[DIRENTRY_NAME_SIZE];

	for (int seat = SEAT_A; seat < SEAT_ALL_COUNT && pid > 0; seat++) {
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			temporary_name(ours, (enum seat)seat, kinds[i], pid);
			if (strcmp(name, ours) == 0)
				return pid;
		}
	}
	return 0;
}

bool direntry_in_place(int dir, const char *name, int fd)
{
	struct stat here, there;

	return fstat(fd, &here) == 0 && fstatat(dir, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

static int write_text(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t written = write(fd, text, len);

	if (written < 0)
		return -errno;
	return (size_t)written == len ? 0 : -ENOSPC;
}

int direntry_put(int dir, enum seat seat, const char *kind, mode_t mode, const char *text)
{
	char name[DIRENTRY_NAME_SIZE], temporary[DIRENTRY_NAME_SIZE];
	int fd, error;

	direntry_name(name, seat, kind);
	direntry_temporary_name(temporary, seat, kind);
	unlinkat(dir, temporary, 0);
	fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -errno;
	error = write_text(fd, text);
	if (error == 0 && mode != 0 && fchmod(fd, mode) < 0)
		error = -errno;
	if (error == 0 && renameat(dir, temporary, dir, name) < 0)
		error = -errno;
	if (error == 0)
		return fd;
	unlinkat(dir, temporary, 0);
	close(fd);
	return error;
}

int direntry_open(int dir, enum seat seat, const char *kind)
{
	char name[DIRENTRY_NAME_SIZE];
	int fd;

	direntry_name(name, seat, kind);
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int direntry_text(int fd, char *text, size_t size)
{
	ssize_t n = read(fd, text, size - 1);

	if (n < 0)
		return -errno;
	text[n] = '\0';
	return (int)n;
}
