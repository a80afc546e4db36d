/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/inbox.h"

#define FILE_SIZE 128
#define FORMAT    "shmooze mail 1\nqueue %d\nkey 0x%08" PRIx32 "\n"
#define SCAN      "shmooze mail 1 queue %d key 0x%8" SCNx32

static int format(char text[FILE_SIZE], const struct mailfile *mailfile)
{
	return snprintf(text, FILE_SIZE, FORMAT, mailfile->queue, mailfile->key);
}

static int write_file(int fd, const struct mailfile *mailfile)
{
	char text[FILE_SIZE];
	int n = format(text, mailfile);
	ssize_t written = write(fd, text, (size_t)n);

	if (written < 0)
		return -errno;
	return written == n ? 0 : -ENOSPC;
}

int mailfile_write(int dir, enum seat seat, const struct mailfile *mailfile)
{
	char name[INBOX_NAME_SIZE], temporary[INBOX_NAME_SIZE];
	int fd, error;

	inbox_name(name, seat, "mail");
	inbox_temporary_name(temporary, seat, "mail");
	unlinkat(dir, temporary, 0);
	fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -errno;
	error = write_file(fd, mailfile);
	close(fd);
	if (error == 0 && renameat(dir, temporary, dir, name) < 0)
		error = -errno;
	if (error < 0)
		unlinkat(dir, temporary, 0);
	return error;
}

static int read_file(int fd, struct mailfile *mailfile)
{
	char text[FILE_SIZE], again[FILE_SIZE];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid())
		return -EPERM;
	if (!S_ISREG(st.st_mode))
		return -EBADMSG;
	n = read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return -errno;
	text[n] = '\0';
	if (sscanf(text, SCAN, &mailfile->queue, &mailfile->key) != 2 || mailfile->queue < 0)
		return -EBADMSG;
	/* sscanf() forgives much: a number cut short or out of range, something behind it. */
	if (format(again, mailfile) != n || memcmp(again, text, (size_t)n) != 0)
		return -EBADMSG;
	return 0;
}

int mailfile_read(int dir, enum seat seat, struct mailfile *mailfile)
{
	char name[INBOX_NAME_SIZE];
	int fd, error;

	inbox_name(name, seat, "mail");
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ELOOP ? -EBADMSG : -errno;
	error = read_file(fd, mailfile);
	close(fd);
	return error;
}

void mailfile_remove(int dir, enum seat seat)
{
	char name[INBOX_NAME_SIZE];

	inbox_name(name, seat, "mail");
	unlinkat(dir, name, 0);
}
