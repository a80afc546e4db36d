/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/card.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/direntry.h"
#include "ipc/rundir.h"

#define MODE_GROUP    (S_IRUSR | S_IWUSR | S_IRGRP)
#define CARD_SIZE_MAX 256
#define FORMAT        "shmooze card 1\nsegment %d\nnonce %016" PRIx64 "\npid %ld\n"
#define SCAN          "shmooze card 1 segment %d nonce %16" SCNx64 " pid %ld"

static int format(char text[CARD_SIZE_MAX], const struct card *card)
{
	return snprintf(text, CARD_SIZE_MAX, FORMAT, card->segment, card->nonce, (long)card->pid);
}

int card_write(int dir, enum seat seat, const struct card *card)
{
	char text[CARD_SIZE_MAX];

	format(text, card);
	return direntry_put(
		dir, seat, "card", rundir_group(dir) != RUNDIR_PRIVATE ? MODE_GROUP : 0, text);
}

static int verify(int dir, int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || !rundir_trusts(dir, &st))
		return -EPERM;
	return 0;
}

static int read_file(int fd, struct card *card)
{
	char text[CARD_SIZE_MAX], again[CARD_SIZE_MAX];
	int n = direntry_text(fd, text, sizeof(text));
	long pid;

	if (n < 0)
		return n;
	if (sscanf(text, SCAN, &card->segment, &card->nonce, &pid) != 3 || pid <= 0)
		return -EBADMSG;
	card->pid = (pid_t)pid;
	/* sscanf() forgives much: a number cut short or out of range, something behind it. */
	if (format(again, card) != n || memcmp(again, text, (size_t)n) != 0)
		return -EBADMSG;
	return 0;
}

int card_read(int dir, enum seat seat, struct card *card)
{
	int fd = direntry_open(dir, seat, "card"), error;

	if (fd < 0)
		return fd == -ELOOP ? -EPERM : fd;
	error = verify(dir, fd);
	if (error == 0)
		error = read_file(fd, card);
	if (error == 0)
		return fd;
	close(fd);
	return error;
}

int card_owner(int fd, uid_t *uid)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	*uid = st.st_uid;
	return 0;
}

void card_remove(int dir, enum seat seat, int fd)
{
	char name[DIRENTRY_NAME_SIZE];

	direntry_name(name, seat, "card");
	if (direntry_in_place(dir, name, fd))
		unlinkat(dir, name, 0);
}
