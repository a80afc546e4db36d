/* SPDX-License-Identifier: ISC */
/*
 * For mail.test and mail_peer.test: a program that knows nothing of shmooze and uses System V
 * message queues as anybody would.
 *
 *	queue make [UID]              a new queue, of another account if wanted; prints its id
 *	queue send QUEUE TYPE         one message of exactly what stands in standard input
 *	queue recv QUEUE TYPE         waits for one, and writes exactly what is in it
 *	queue answer QUEUE FROM TO    as recv of type FROM, and sends the same back as type TO
 *	queue count QUEUE             prints how many messages there are, or "gone"
 *	queue limit QUEUE BYTES       what it may hold
 *	queue brim QUEUE TYPE         one message of kernel.msgmax bytes without a NUL
 *	queue remove QUEUE
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

static struct {
	long type;
	char text[1 << 20];
} message;

static int fail(const char *what)
{
	perror(what);
	return EXIT_FAILURE;
}

static int make(const char *user)
{
	int id;

	if (user != NULL && setuid((uid_t)strtoul(user, NULL, 10)) < 0)
		return fail("setuid");
	id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	if (id < 0)
		return fail("msgget");
	printf("%d\n", id);
	return EXIT_SUCCESS;
}

static int put(int id, long type, size_t n)
{
	message.type = type;
	return msgsnd(id, &message, n, 0) < 0 ? fail("msgsnd") : EXIT_SUCCESS;
}

static int get(int id, long type, size_t *n)
{
	ssize_t got = msgrcv(id, &message, sizeof(message.text), type, 0);

	if (got < 0)
		return fail("msgrcv");
	*n = (size_t)got;
	return EXIT_SUCCESS;
}

static int put_input(int id, long type)
{
	return put(id, type, fread(message.text, 1, sizeof(message.text), stdin));
}

static int put_brim(int id, long type)
{
	struct msginfo info;

	if (msgctl(0, IPC_INFO, (struct msqid_ds *)&info) < 0)
		return fail("msgctl");
	memset(message.text, 'x', (size_t)info.msgmax);
	return put(id, type, (size_t)info.msgmax);
}

static int print(int id, long type)
{
	size_t n = 0;

	if (get(id, type, &n) != EXIT_SUCCESS)
		return EXIT_FAILURE;
	fwrite(message.text, 1, n, stdout);
	return EXIT_SUCCESS;
}

static int answer(int id, long from, long to)
{
	size_t n = 0;

	return get(id, from, &n) != EXIT_SUCCESS ? EXIT_FAILURE : put(id, to, n);
}

static int count(int id)
{
	struct msqid_ds ds;

	if (msgctl(id, IPC_STAT, &ds) < 0)
		return puts("gone") < 0;
	printf("%lu\n", (unsigned long)ds.msg_qnum);
	return EXIT_SUCCESS;
}

static int limit(int id, long bytes)
{
	struct msqid_ds ds;

	if (msgctl(id, IPC_STAT, &ds) < 0)
		return fail("IPC_STAT");
	ds.msg_qbytes = (msglen_t)bytes;
	return msgctl(id, IPC_SET, &ds) < 0 ? fail("IPC_SET") : EXIT_SUCCESS;
}

static long number(int argc, char **argv, int i)
{
	return i < argc ? strtol(argv[i], NULL, 10) : 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int id = (int)number(argc, argv, 2);
	long third = number(argc, argv, 3);

	if (strcmp(what, "make") == 0)
		return make(argc > 2 ? argv[2] : NULL);
	if (strcmp(what, "send") == 0)
		return put_input(id, third);
	if (strcmp(what, "recv") == 0)
		return print(id, third);
	if (strcmp(what, "answer") == 0)
		return answer(id, third, number(argc, argv, 4));
	if (strcmp(what, "count") == 0)
		return count(id);
	if (strcmp(what, "limit") == 0)
		return limit(id, third);
	if (strcmp(what, "brim") == 0)
		return put_brim(id, third);
	if (strcmp(what, "remove") == 0)
		return msgctl(id, IPC_RMID, NULL) < 0 ? fail("IPC_RMID") : EXIT_SUCCESS;
	fputs("queue: what?\n", stderr);
	return EXIT_FAILURE;
}
