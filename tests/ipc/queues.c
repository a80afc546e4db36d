/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/ipc/queues.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>

#include "tests/ipc/scene.h"

#define NOTES 65536

static struct notes {
	_Atomic int count;
	int queues[NOTES];
} * notes;

int queues_run(Suite *suite)
{
	int status;

	notes = mmap(
		NULL, sizeof(*notes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (notes == MAP_FAILED)
		return EXIT_FAILURE;
	status = scene_run(suite);
	for (int i = 0; i < notes->count; i++)
		msgctl(notes->queues[i], IPC_RMID, NULL);
	munmap(notes, sizeof(*notes));
	return status;
}

int queues_note(int queue)
{
	int i;

	ck_assert_int_ge(queue, 0);
	i = atomic_fetch_add(&notes->count, 1);
	ck_assert_int_lt(i, NOTES);
	notes->queues[i] = queue;
	return queue;
}

int queues_new(void)
{
	return queues_note(msgget(IPC_PRIVATE, IPC_CREAT | 0600));
}

struct message {
	long type;
	char text[65536];
};

void queues_send(int queue, long type, const void *bytes, size_t n)
{
	static struct message message;

	message.type = type;
	memcpy(message.text, bytes, n);
	ck_assert_int_eq(msgsnd(queue, &message, n, IPC_NOWAIT), 0);
}

int queues_receive(int queue, long type, void *bytes, size_t size)
{
	static struct message message;
	int n = (int)msgrcv(queue, &message, size, type, IPC_NOWAIT);

	if (n > 0)
		memcpy(bytes, message.text, (size_t)n);
	return n;
}

int queues_count(int queue)
{
	struct msqid_ds ds;

	return msgctl(queue, IPC_STAT, &ds) == 0 ? (int)ds.msg_qnum : -1;
}
