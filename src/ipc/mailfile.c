/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailfile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/direntry.h"

#define FILE_SIZE 128
#define FORMAT    "shmooze mail 1\nqueue %d\nkey 0x%08" PRIx32 "\n"
#define SCAN      "shmooze mail 1 queue %d key 0x%8" SCNx32

static int format(char text[FILE_SIZE], const struct mailfile *mailfile)
{
	return snprintf(text, FILE_SIZE, FORMAT, mailfile->queue, mailfile->key);
}

int mailfile_write(int dir, enum seat seat, const struct mailfile *mailfile)
{
	char text[FILE_SIZE];
	int fd;

	format(text, mailfile);
	fd = direntry_put(dir, seat, "mail", 0, text);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static int read_file(int fd, struct mailfile *mailfile)
{
	char text[FILE_SIZE], again[FILE_SIZE];
	struct stat st;
	int n;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid())
		return -EPERM;
	if (!S_ISREG(st.st_mode))
		return -EBADMSG;
	n = direntry_text(fd, text, sizeof(text));
	if (n < 0)
		return n;
	if (sscanf(text, SCAN, &mailfile->queue, &mailfile->key) != 2 || mailfile->queue < 0)
		return -EBADMSG;
	/* sscanf() forgives much: a number cut short or out of range, something behind it. */
	if (format(again, mailfile) != n || memcmp(again, text, (size_t)n) != 0)
		return -EBADMSG;
	return 0;
}

int mailfile_read(int dir, enum seat seat, struct mailfile *mailfile)
{
	int fd = direntry_open(dir, seat, "mail"), error;

	if (fd < 0)
		return fd == -ELOOP ? -EBADMSG : fd;
	error = read_file(fd, mailfile);
	close(fd);
	return error;
}

void mailfile_remove(int dir, enum seat seat)
{
	char name[DIRENTRY_NAME_SIZE];

	direntry_name(name, seat, "mail");
	unlinkat(dir, name, 0);
}
