/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/bench/actors.h"
#include "tests/bench/channel.h"

/* --- Those that are descriptors --- */

/* What has come becomes one ring. */
static void read_rings(struct bell *bell)
{
	char bytes[4096];
	ssize_t n;

	do
		n = read(bell->fds[0], bytes, sizeof(bytes));
	while (channel_interrupted(n));
}

static void close_both(struct bell *bell)
{
	close(bell->fds[0]);
	close(bell->fds[1]);
}

/* A file of which the times are changed, and a watch of its attributes: as ipc/bell does it. */
static int inotify_open(struct bell *bell)
{
	const char *path = actors_file("bell");
	int error = 0;

	bell->fds[0] = inotify_init1(IN_CLOEXEC);
	bell->fds[1] = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (bell->fds[0] < 0 || bell->fds[1] < 0 ||
		inotify_add_watch(bell->fds[0], path, IN_ATTRIB) < 0) {
		error = -errno;
		close_both(bell);
	}
	unlink(path);
	return error;
}

static void inotify_ring(struct bell *bell)
{
	futimens(bell->fds[1], NULL);
}

/* A full FIFO has rings enough. */
static int fifo_open(struct bell *bell)
{
	const char *path = actors_file("bell");
	int error = 0;

	if (mkfifo(path, 0600) < 0)
		return -errno;
	bell->fds[0] = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bell->fds[1] = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (bell->fds[0] < 0 || bell->fds[1] < 0) {
		error = -errno;
		close_both(bell);
	} else {
		fcntl(bell->fds[0], F_SETFL, 0);
	}
	unlink(path);
	return error;
}

static void fifo_ring(struct bell *bell)
{
	ssize_t n = write(bell->fds[1], "", 1);

	(void)n;
}

static int eventfd_open(struct bell *bell)
{
	bell->fds[0] = bell->fds[1] = eventfd(0, EFD_CLOEXEC);
	return bell->fds[0] < 0 ? -errno : 0;
}

static void eventfd_ring(struct bell *bell)
{
	const uint64_t one = 1;
	ssize_t n = write(bell->fds[1], &one, sizeof(one));

	(void)n;
}

static void eventfd_close(struct bell *bell)
{
	close(bell->fds[0]);
}

/* --- Those that are words in shared memory --- */

static int words_open(struct bell *bell)
{
	(void)bell;
	return 0;
}

static void words_close(struct bell *bell)
{
	(void)bell;
}

/* Asks the kernel only when somebody sleeps, see futex(7). */
static void futex_ring(struct bell *bell)
{
	atomic_fetch_add(&bell->memory->rings, 1);
	if (atomic_load(&bell->memory->waiters) > 0)
		syscall(SYS_futex, &bell->memory->rings, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

/* Rings up to here were seen: id has their number. */
static void futex_wait(struct bell *bell)
{
	long error = 0;

	atomic_fetch_add(&bell->memory->waiters, 1);
	while ((int)atomic_load(&bell->memory->rings) == bell->id &&
		(error == 0 || channel_interrupted(error)))
		error = syscall(
			SYS_futex, &bell->memory->rings, FUTEX_WAIT, bell->id, NULL, NULL, 0);
	atomic_fetch_sub(&bell->memory->waiters, 1);
	bell->id = (int)atomic_load(&bell->memory->rings);
}

static int posix_open(struct bell *bell)
{
	return sem_init(&bell->memory->semaphore, 1, 0) < 0 ? -errno : 0;
}

static void posix_ring(struct bell *bell)
{
	sem_post(&bell->memory->semaphore);
}

static void posix_wait(struct bell *bell)
{
	int error;

	do
		error = sem_wait(&bell->memory->semaphore);
	while (channel_interrupted(error));
	while (sem_trywait(&bell->memory->semaphore) == 0)
		;
}

static void posix_close(struct bell *bell)
{
	sem_destroy(&bell->memory->semaphore);
}

/* --- The one that has an id --- */

static int sysv_open(struct bell *bell)
{
	bell->id = semget(IPC_PRIVATE, 1, 0600);
	return bell->id < 0 ? -errno : 0;
}

/* At 32767 it can't be raised: nor has it to be. */
static void sysv_ring(struct bell *bell)
{
	struct sembuf up = {.sem_op = 1};

	semop(bell->id, &up, 1);
}

/* What was rung in between the two calls is looked for in the memory afterwards. */
static void sysv_wait(struct bell *bell)
{
	struct sembuf down = {.sem_op = -1};
	int error;

	do
		error = semop(bell->id, &down, 1);
	while (channel_interrupted(error));
	semctl(bell->id, 0, SETVAL, 0);
}

static void sysv_close(struct bell *bell)
{
	semctl(bell->id, 0, IPC_RMID);
}

const struct bell_kind bell_inotify = {inotify_open, inotify_ring, read_rings, close_both};
const struct bell_kind bell_fifo = {fifo_open, fifo_ring, read_rings, close_both};
const struct bell_kind bell_eventfd = {eventfd_open, eventfd_ring, read_rings, eventfd_close};
const struct bell_kind bell_futex = {words_open, futex_ring, futex_wait, words_close};
const struct bell_kind bell_posix_semaphore = {posix_open, posix_ring, posix_wait, posix_close};
const struct bell_kind bell_sysv_semaphore = {sysv_open, sysv_ring, sysv_wait, sysv_close};
