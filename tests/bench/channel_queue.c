/* SPDX-License-Identifier: ISC */
/*
 * Message queues, of System V (msgop(2)) and of POSIX (mq_overview(7)).
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

#include "tests/bench/channel.h"

/* The number in a file of /proc/sys, or what it is by default. */
static size_t limit_of(const char *path, size_t otherwise)
{
	FILE *file = fopen(path, "re");
	unsigned long number;

	if (file && fscanf(file, "%lu", &number) == 1)
		otherwise = number;
	if (file)
		fclose(file);
	return otherwise;
}

static size_t sysv_most(void)
{
	return limit_of("/proc/sys/kernel/msgmax", 8192);
}

/* A message begins with its type. */
struct sysv_message {
	long type;
	char bytes[];
};

static int sysv_open(struct channel *channel)
{
	struct sysv_message *message = malloc(sizeof(*message) + channel->size);

	if (!message)
		return -ENOMEM;
	message->type = 1;
	channel->id = msgget(IPC_PRIVATE, 0600);
	if (channel->id < 0) {
		free(message);
		return -errno;
	}
	channel->message = message;
	return 0;
}

static int sysv_send(struct channel *channel, const void *bytes)
{
	struct sysv_message *message = channel->message;
	int error;

	memcpy(message->bytes, bytes, channel->size);
	do
		error = msgsnd(channel->id, message, channel->size, 0);
	while (channel_interrupted(error));
	return error < 0 ? -errno : 0;
}

static int sysv_receive(struct channel *channel, void *bytes)
{
	struct sysv_message *message = channel->message;
	ssize_t n;

	do
		n = msgrcv(channel->id, message, channel->size, 0, 0);
	while (channel_interrupted(n));
	if (n != (ssize_t)channel->size)
		return n < 0 ? -errno : -EBADMSG;
	memcpy(bytes, message->bytes, channel->size);
	return 0;
}

static void sysv_close(struct channel *channel)
{
	msgctl(channel->id, IPC_RMID, NULL);
	free(channel->message);
}

static size_t posix_most(void)
{
	return limit_of("/proc/sys/fs/mqueue/msgsize_max", 8192);
}

/* As many messages as an account may have in a queue without privileges. */
static int posix_open(struct channel *channel)
{
	struct mq_attr attr = {.mq_maxmsg = (long)limit_of("/proc/sys/fs/mqueue/msg_max", 10),
		.mq_msgsize = (long)channel->size};
	char name[32];

	if (attr.mq_maxmsg > 10)
		attr.mq_maxmsg = 10;
	snprintf(name, sizeof(name), "/shmooze-bench.%d", (int)getpid());
	channel->id = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, &attr);
	if (channel->id < 0)
		return -errno;
	mq_unlink(name);
	return 0;
}

static int posix_send(struct channel *channel, const void *bytes)
{
	int error;

	do
		error = mq_send(channel->id, bytes, channel->size, 0);
	while (channel_interrupted(error));
	return error < 0 ? -errno : 0;
}

static int posix_receive(struct channel *channel, void *bytes)
{
	ssize_t n;

	do
		n = mq_receive(channel->id, bytes, channel->size, NULL);
	while (channel_interrupted(n));
	if (n < 0)
		return -errno;
	return n == (ssize_t)channel->size ? 0 : -EBADMSG;
}

static void posix_close(struct channel *channel)
{
	mq_close(channel->id);
}

const struct channel_kind channel_sysv = {.name = "System V queue",
	.most = sysv_most,
	.limit = "kernel.msgmax",
	.open = sysv_open,
	.send = sysv_send,
	.receive = sysv_receive,
	.close = sysv_close};

const struct channel_kind channel_posix = {.name = "POSIX queue",
	.most = posix_most,
	.limit = "fs.mqueue.msgsize_max",
	.open = posix_open,
	.send = posix_send,
	.receive = posix_receive,
	.close = posix_close};
