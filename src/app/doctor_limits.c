/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/doctor.h"
#include "ipc/board.h"
#include "ipc/mqpair.h"

/* Boards of a chat. */
#define BOARDS 2
/* Of a text in the mailbox; a shorter limit is hardly of use to anybody. */
#define MAIL_LEAST 4096
/* A FIFO is made with 16 pages, or with 2 of an account that has too many, pipe(7). */
#define PIPE_SIZE 65536
/* What a window and its peer need, and a room with some dozens of members. */
#define DESCRIPTORS_LEAST 32
#define DESCRIPTORS_ROOM  256
#define LINK_SIZE         64

/* --- System V --- */

static void look_shared_memory(struct finding *finding)
{
	unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);
	unsigned long long pages = (BOARD_SIZE + page - 1) / page, left;
	struct shminfo most;
	struct shm_info used;

	if (shmctl(0, IPC_INFO, (struct shmid_ds *)(void *)&most) < 0 ||
		shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&used) < 0) {
		finding_tell(finding, "System V shared memory: %s", strerror(errno));
		finding_object(finding, FINDING_FAULT, "use a kernel with CONFIG_SYSVIPC");
		return;
	}
	left = most.shmall > used.shm_tot ? most.shmall - used.shm_tot : 0;
	finding_tell(finding,
		"a board takes %u bytes; kernel.shmmax is %llu, of kernel.shmall %llu pages are "
		"left, of kernel.shmmni %lld segments",
		BOARD_SIZE, (unsigned long long)most.shmmax, left,
		(long long)most.shmmni - used.used_ids);
	if (most.shmmax < BOARD_SIZE)
		finding_object(finding, FINDING_FAULT,
			"sysctl kernel.shmmax=%llu, or more, as root", pages * page);
	if (left < pages)
		finding_object(finding, FINDING_FAULT,
			"sysctl kernel.shmall=%llu, or more, as root",
			used.shm_tot + BOARDS * pages);
	if ((long long)most.shmmni <= used.used_ids)
		finding_object(finding, FINDING_FAULT, "sysctl kernel.shmmni=%d, or more, as root",
			used.used_ids + BOARDS);
	if (left < BOARDS * pages || (long long)most.shmmni < used.used_ids + BOARDS)
		finding_object(finding, FINDING_WARNING,
			"there is room for one peer only; raise kernel.shmall and kernel.shmmni "
			"by sysctl(8)");
}

static void look_mail(struct finding *finding)
{
	struct msginfo most, used;
	int taken = msgctl(0, MSG_INFO, (struct msqid_ds *)(void *)&used);

	if (taken < 0 || msgctl(0, IPC_INFO, (struct msqid_ds *)(void *)&most) < 0) {
		finding_tell(finding, "System V message queues: %s", strerror(errno));
		finding_object(finding, FINDING_WARNING,
			"no mail is kept; use a kernel with CONFIG_SYSVIPC");
		return;
	}
	finding_tell(finding,
		"%d of kernel.msgmni %d queues are in use; kernel.msgmnb %d is the most that waits "
		"in one, kernel.msgmax %d the longest part",
		used.msgpool, most.msgmni, most.msgmnb, most.msgmax);
	if (used.msgpool >= most.msgmni)
		finding_object(finding, FINDING_WARNING,
			"no mailbox can be made; sysctl kernel.msgmni=%d, or more, as root",
			used.msgpool + BOARDS);
	if (most.msgmnb < MAIL_LEAST || most.msgmax < MAIL_LEAST)
		finding_object(finding, FINDING_WARNING,
			"only short texts can be left; raise kernel.msgmnb and kernel.msgmax by "
			"sysctl(8)");
}

/* --- POSIX message queues --- */

/*
 * The bytes that RLIMIT_MSGQUEUE counts for a pair, see mq_overview(7): for each message a struct
 * msg_msg, a struct posix_msg_tree_node, and its own bytes.
 */
static unsigned long long pair_bytes(void)
{
	unsigned long long head = 6 * sizeof(long), node = 6 * sizeof(long);

	return 2 * MQPAIR_MESSAGES * (head + node + MQPAIR_FRAME_MAX);
}

static void look_members(struct finding *finding)
{
	struct rlimit limit;
	unsigned long long members;

	if (getrlimit(RLIMIT_MSGQUEUE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY) {
		finding_tell(finding, "RLIMIT_MSGQUEUE sets no limit to the members of rooms");
		return;
	}
	members = (unsigned long long)limit.rlim_cur / pair_bytes();
	finding_tell(finding,
		"RLIMIT_MSGQUEUE is %llu bytes: %llu member%s of rooms for this account",
		(unsigned long long)limit.rlim_cur, members, members == 1 ? "" : "s");
	if (members < BOARDS)
		finding_object(finding, FINDING_WARNING,
			"\"ulimit -q 819200\", if the hard limit allows it, else in "
			"/etc/security/limits.conf");
}

static void look_queues(struct finding *finding)
{
	unsigned long long queues, messages, size;

	if (!doctor_read_number("/proc/sys/fs/mqueue/queues_max", &queues) ||
		!doctor_read_number("/proc/sys/fs/mqueue/msg_max", &messages) ||
		!doctor_read_number("/proc/sys/fs/mqueue/msgsize_max", &size)) {
		finding_tell(
			finding, "the kernel does not tell the limits of POSIX message queues");
		return;
	}
	finding_tell(finding,
		"fs.mqueue: queues_max %llu, msg_max %llu, msgsize_max %llu; a member has two "
		"queues of %d messages of %d bytes",
		queues, messages, size, MQPAIR_MESSAGES, MQPAIR_FRAME_MAX);
	if (queues < 2 * BOARDS)
		finding_object(
			finding, FINDING_WARNING, "sysctl fs.mqueue.queues_max=256, as root");
	if (messages < MQPAIR_MESSAGES)
		finding_object(finding, FINDING_WARNING, "sysctl fs.mqueue.msg_max=%d, as root",
			MQPAIR_MESSAGES);
	if (size < MQPAIR_FRAME_MAX)
		finding_object(finding, FINDING_WARNING, "sysctl fs.mqueue.msgsize_max=%d, as root",
			MQPAIR_FRAME_MAX);
}

/* --- inotify --- */

/* Instances that a process of this account has; 0 where that is not told. */
static unsigned long count_instances(const char *pid)
{
	char path[64 + NAME_MAX], link[LINK_SIZE];
	unsigned long count = 0;
	struct dirent *entry;
	struct stat st;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	if (stat(path, &st) < 0 || st.st_uid != geteuid())
		return 0;
	dir = opendir(path);
	if (dir == NULL)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		ssize_t n = readlinkat(dirfd(dir), entry->d_name, link, sizeof(link) - 1);

		link[n > 0 ? n : 0] = '\0';
		count += strcmp(link, "anon_inode:inotify") == 0;
	}
	closedir(dir);
	return count;
}

/* By all processes of this account that /proc shows. */
static unsigned long instances_in_use(void)
{
	unsigned long count = 0;
	struct dirent *entry;
	DIR *dir = opendir("/proc");

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			count += count_instances(entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	return count;
}

/* Returns whether it is told. A user namespace may have a limit of its own, namespaces(7). */
static bool most_instances(unsigned long long *most)
{
	unsigned long long its;

	if (!doctor_read_number("/proc/sys/fs/inotify/max_user_instances", most))
		return false;
	if (doctor_read_number("/proc/sys/user/max_inotify_instances", &its) && its < *most)
		*most = its;
	return true;
}

static void look_instances(struct finding *finding)
{
	unsigned long used = instances_in_use();
	unsigned long long most;

	if (!most_instances(&most)) {
		finding_tell(finding, "the kernel does not tell how many instances there may be");
		return;
	}
	finding_tell(finding, "%lu of %llu inotify instances are in use, each viewer takes one",
		used, most);
	if (used + BOARDS > most)
		finding_object(finding, FINDING_WARNING,
			"viewers look at boards ten times a second; sysctl "
			"fs.inotify.max_user_instances=%llu, as root",
			most + 128);
}

/* --- Descriptors --- */

static void look_pipes(struct finding *finding)
{
	unsigned long long soft = 0;
	int ends[2], size;

	if (pipe2(ends, O_CLOEXEC) < 0) {
		finding_tell(finding, "a pipe: %s", strerror(errno));
		finding_object(finding, FINDING_FAULT, "raise the number of descriptors");
		return;
	}
	size = fcntl(ends[1], F_GETPIPE_SZ);
	close(ends[0]);
	close(ends[1]);
	doctor_read_number("/proc/sys/fs/pipe-user-pages-soft", &soft);
	finding_tell(finding, "a FIFO holds %d bytes; fs.pipe-user-pages-soft is %llu", size, soft);
	if (size < PIPE_SIZE)
		finding_object(finding, FINDING_WARNING,
			"this account has too many pipes for more; close some, or raise "
			"fs.pipe-user-pages-soft by sysctl(8)");
}

static void look_descriptors(struct finding *finding)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY) {
		finding_tell(finding, "RLIMIT_NOFILE sets no limit to descriptors");
		return;
	}
	finding_tell(finding, "a process may have %llu descriptors, %llu if it asks",
		(unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max);
	if (limit.rlim_cur < DESCRIPTORS_LEAST)
		finding_object(finding, FINDING_FAULT, "\"ulimit -n 1024\"");
	if (limit.rlim_cur < DESCRIPTORS_ROOM)
		finding_object(finding, FINDING_WARNING,
			"a room takes three of them for a member; \"ulimit -n 1024\"");
}

const struct doctor_check doctor_limits[] = {
	{"shared-memory", look_shared_memory},
	{"mail", look_mail},
	{"members", look_members},
	{"member-queues", look_queues},
	{"inotify-instances", look_instances},
	{"pipes", look_pipes},
	{"descriptors", look_descriptors},
	{NULL, NULL},
};
