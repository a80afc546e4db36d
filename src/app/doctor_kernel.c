/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/doctor.h"
#include "ipc/mqpair.h"
#include "ipc/process.h"
#include "ipc/roomname.h"
#include "ipc/roomsweep.h"

/* Enough for the name of an object that is there for a moment. */
#define NAME_SIZE 64
/* Of what is written to see whether it can be. */
#define PROBE_SIZE 4096

static void look_pidfd(struct finding *finding)
{
	int fd = process_open(getpid()), error = fd < 0 ? fd : process_signal(fd, 0);

	if (fd >= 0)
		close(fd);
	finding_tell(finding, "pidfd_open(2) and pidfd_send_signal(2)%s%s",
		error < 0 ? ": " : " are there", error < 0 ? strerror(-error) : "");
	if (error == -EMFILE || error == -ENFILE)
		finding_object(finding, FINDING_FAULT, "raise the number of descriptors");
	else if (error < 0)
		finding_object(
			finding, FINDING_FAULT, "use Linux 5.3 or newer, and allow these calls");
}

/* In a child: whether the kernel names the parent as the holder of the lock. */
static _Noreturn void ask_holder(int fd, pid_t parent)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

	_exit(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK && lock.l_pid == parent ? 0
											       : 1);
}

/* A pipe is to the kernel what a FIFO is, without a name. */
static bool lock_is_told(const int ends[2])
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	pid_t parent = getpid(), child;
	int status;

	if (fcntl(ends[1], F_SETLK, &lock) < 0)
		return false;
	child = fork();
	if (child == 0)
		ask_holder(ends[1], parent);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void look_lock(struct finding *finding)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0) {
		finding_tell(finding, "a pipe: %s", strerror(errno));
		finding_object(finding, FINDING_FAULT, "raise the number of descriptors");
		return;
	}
	finding_tell(finding, "who holds the lock of a FIFO is told by fcntl(2)");
	if (!lock_is_told(ends)) {
		finding_tell(finding, "who holds the lock of a FIFO is not told by fcntl(2)");
		finding_object(finding, FINDING_FAULT, "use a kernel that has F_GETLK for FIFOs");
	}
	close(ends[0]);
	close(ends[1]);
}

/* Returns 0 or a negative errno; -EIDRM where a marked segment can't be attached. */
static int try_segment(void)
{
	int id = shmget(IPC_PRIVATE, PROBE_SIZE, IPC_CREAT | S_IRUSR | S_IWUSR), error;
	void *first, *second;

	if (id < 0)
		return -errno;
	first = shmat(id, NULL, 0);
	error = first == (void *)-1 ? -errno : 0;
	shmctl(id, IPC_RMID, NULL);
	if (error < 0)
		return error;
	second = shmat(id, NULL, SHM_RDONLY);
	if (second == (void *)-1)
		error = -EIDRM;
	else
		shmdt(second);
	shmdt(first);
	return error;
}

static void look_segment(struct finding *finding)
{
	int error = try_segment();

	if (error == 0) {
		finding_tell(finding, "a segment that is marked for removal can be attached");
	} else if (error == -EIDRM) {
		finding_tell(finding, "a segment that is marked for removal can't be attached");
		finding_object(finding, FINDING_FAULT,
			"use a Linux kernel, and no emulation of one, for shmat(2)");
	} else {
		finding_tell(finding, "a System V segment: %s", strerror(-error));
		finding_object(finding, FINDING_FAULT, "%s",
			error == -ENOSPC ? "raise kernel.shmmni and kernel.shmall by sysctl(8)"
					 : "use a kernel with CONFIG_SYSVIPC");
	}
}

/* Tells whether a descriptor could be had, and closes it. */
static void tell_descriptor(struct finding *finding, int fd, const char *what)
{
	if (fd >= 0) {
		close(fd);
		finding_tell(finding, "%s is there", what);
		return;
	}
	finding_tell(finding, "%s: %s", what, strerror(errno));
	finding_object(finding, FINDING_FAULT, "%s",
		errno == EMFILE ? "raise the number of descriptors" : "use a kernel that has it");
}

static void look_eventfd(struct finding *finding)
{
	tell_descriptor(finding, eventfd(0, EFD_CLOEXEC), "eventfd(2)");
}

static void look_signalfd(struct finding *finding)
{
	sigset_t none;

	sigemptyset(&none);
	tell_descriptor(finding, signalfd(-1, &none, SFD_CLOEXEC), "signalfd(2)");
}

static void look_inotify(struct finding *finding)
{
	int fd = inotify_init1(IN_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		finding_tell(finding, "an instance can be had");
		return;
	}
	finding_tell(finding, "no instance can be had: %s", strerror(errno));
	finding_object(finding, FINDING_WARNING,
		"viewers look at boards ten times a second; raise fs.inotify.max_user_instances by "
		"sysctl(8)");
}

/* Whether a message can be seen without being taken. Returns 0, -ENOTSUP or a negative errno. */
static int try_queue(void)
{
	struct {
		long type;
		char text[1];
	} message = {.type = 1};
	int id = msgget(IPC_PRIVATE, IPC_CREAT | S_IRUSR | S_IWUSR), error = 0;

	if (id < 0)
		return -errno;
	if (msgsnd(id, &message, 1, IPC_NOWAIT) < 0)
		error = -errno;
	else if (msgrcv(id, &message, 0, 0, IPC_NOWAIT) >= 0 || errno != E2BIG)
		error = -ENOTSUP;
	msgctl(id, IPC_RMID, NULL);
	return error;
}

static void look_queue(struct finding *finding)
{
	int error = try_queue();

	finding_tell(finding, "a mailbox can be made, and waited for");
	if (error == 0)
		return;
	finding_tell(finding, "a mailbox: %s", strerror(-error));
	finding_object(finding, FINDING_WARNING, "no mail is kept; %s",
		error == -ENOSPC   ? "raise kernel.msgmni by sysctl(8)"
		: error == -EAGAIN ? "raise kernel.msgmnb by sysctl(8)"
				   : "use a kernel with CONFIG_SYSVIPC");
}

static void make_name(char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "/shmooze-doctor.%ld", (long)getpid());
}

static void look_mqueue(struct finding *finding)
{
	struct mq_attr attr = {.mq_maxmsg = MQPAIR_MESSAGES, .mq_msgsize = MQPAIR_FRAME_MAX};
	char name[NAME_SIZE];
	mqd_t queue;

	make_name(name);
	queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK, S_IRUSR | S_IWUSR, &attr);
	if (queue == (mqd_t)-1) {
		int error = -errno;
		const char *why = mqpair_explain(error);

		finding_tell(finding, "a POSIX message queue: %s", strerror(-error));
		finding_object(finding, FINDING_WARNING, "rooms can't be joined; %s",
			why != NULL ? why : "use a kernel with CONFIG_POSIX_MQUEUE");
		return;
	}
	mq_unlink(name);
	mq_close(queue);
	finding_tell(finding, "a POSIX message queue can be made");
	if (roomsweep_lists_queues())
		return;
	finding_tell(
		finding, "a POSIX message queue can be made, but " ROOMNAME_MQUEUE " is not there");
	finding_object(finding, FINDING_WARNING, "%s", mqpair_unlisted());
}

/* Returns 0 or a negative errno. */
static int try_shm(void)
{
	char name[NAME_SIZE];
	int fd, error;

	make_name(name);
	fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -errno;
	shm_unlink(name);
	error = -posix_fallocate(fd, 0, PROBE_SIZE);
	close(fd);
	return error;
}

static void look_shm(struct finding *finding)
{
	int error = try_shm();

	finding_tell(finding, "POSIX shared memory can be made, and written");
	if (error == 0)
		return;
	finding_tell(finding, "POSIX shared memory: %s", strerror(-error));
	finding_object(finding, FINDING_WARNING, "rooms can't be opened; %s",
		error == -ENOSPC ? "make room in /dev/shm"
				 : "mount a tmpfs of mode 1777 at /dev/shm");
}

const struct doctor_check doctor_kernel[] = {
	{"pidfd", look_pidfd},
	{"fifo-lock", look_lock},
	{"segment", look_segment},
	{"eventfd", look_eventfd},
	{"signalfd", look_signalfd},
	{"inotify", look_inotify},
	{"mailbox", look_queue},
	{"mqueue", look_mqueue},
	{"posix-shm", look_shm},
	{NULL, NULL},
};
