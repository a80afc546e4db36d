/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/maillock.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* No chat begins with a dot. */
#define NAME      ".mail"
#define MARK_SIZE 128
#define FORMAT    "shmooze mark 1\nqueue %d\ntype %ld\nmessages %" PRIu64 "\nparts %" PRIu64 "\n"
#define SCAN      "shmooze mark 1 queue %d type %ld messages %" SCNu64 " parts %" SCNu64

int maillock_begin(int dir, int queue, long type, uint64_t messages, uint64_t parts)
{
	char text[MARK_SIZE];
	int n = snprintf(text, sizeof(text), FORMAT, queue, type, messages, parts), error = 0;
	int fd = openat(dir, NAME, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	ssize_t written;

	if (fd < 0)
		return -errno;
	written = write(fd, text, (size_t)n);
	if (written < 0)
		error = -errno;
	else if (written != n)
		error = -ENOSPC;
	close(fd);
	if (error < 0)
		unlinkat(dir, NAME, 0);
	return error;
}

void maillock_end(int dir)
{
	unlinkat(dir, NAME, 0);
}

/*
 * A queue that has no room for a byte takes an empty message all the same, but for one that has as
 * many messages as bytes: then the mark stays for the next one.
 */
void maillock_withdraw(int dir, int queue, long type)
{
	const struct {
		long type;
		char text[1];
	} nothing = {.type = type};
	int sent;

	do {
		sent = msgsnd(queue, &nothing, 0, IPC_NOWAIT);
	} while (sent < 0 && errno == EINTR);
	if (sent == 0 || errno != EAGAIN)
		maillock_end(dir);
}

/* Half a mark was written before the first part was put. */
static void tidy(int dir, int fd)
{
	char text[MARK_SIZE];
	ssize_t n = read(fd, text, sizeof(text) - 1);
	struct msqid_ds ds;
	uint64_t messages, parts;
	long type;
	int queue;

	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, SCAN, &queue, &type, &messages, &parts) == 4 &&
		msgctl(queue, IPC_STAT, &ds) == 0 && ds.msg_qnum > messages &&
		ds.msg_qnum < messages + parts)
		maillock_withdraw(dir, queue, type);
	else
		maillock_end(dir);
}

int maillock_take(int dir, int patience_ms)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	int fd;

	/* Who has it will be through in no time; and for one who is not there is no wake-up. */
	while (flock(dir, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (patience_ms-- <= 0)
			return -EBUSY;
		nanosleep(&pause, NULL);
	}
	fd = openat(dir, NAME, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return 0;
	tidy(dir, fd);
	close(fd);
	return 0;
}

void maillock_release(int dir)
{
	flock(dir, LOCK_UN);
}
