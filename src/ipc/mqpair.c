/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mqpair.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/process.h"
#include "ipc/rundir.h"

/* mq_overview(7): on Linux a message queue descriptor is a file descriptor, close-on-exec. */

#define MODE           (S_IRUSR | S_IWUSR)
#define MODE_REQUESTS  (MODE | S_IRGRP)
#define MODE_RESPONSES (MODE | S_IWGRP)
#define PERMISSIONS    (S_ISUID | S_ISGID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO)

static void format(char out[ROOMNAME_SIZE], const struct mqpair *pair, enum roomname_kind kind)
{
	const struct roomname_part part = {.kind = kind, .pid = pair->pid, .tag = pair->tag};

	roomname_format(out, &pair->name, &part);
}

/* mq_open(3) gives EMFILE for two limits: find out which. */
static int refine(int error)
{
	int fd;

	if (error != -EMFILE)
		return error;
	fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
	if (fd < 0 && errno == EMFILE)
		return -ENFILE;
	if (fd >= 0)
		close(fd);
	return error;
}

/* Whatever the umask is. In this order: with the mode first, it would be open to a wrong group. */
static int share(int fd, gid_t group, mode_t mode)
{
	if (group != RUNDIR_PRIVATE && fchown(fd, (uid_t)-1, group) < 0)
		return -errno;
	return fchmod(fd, group == RUNDIR_PRIVATE ? MODE : mode) < 0 ? -errno : 0;
}

static int make(const struct mqpair *pair, enum roomname_kind kind, gid_t group)
{
	struct mq_attr attr = {.mq_maxmsg = MQPAIR_MESSAGES, .mq_msgsize = MQPAIR_FRAME_MAX};
	bool requests = kind == ROOMNAME_REQUESTS;
	char text[ROOMNAME_SIZE];
	int fd, error;

	format(text, pair, kind);
	fd = mq_open(text, (requests ? O_WRONLY : O_RDONLY) | O_CREAT | O_EXCL | O_NONBLOCK, MODE,
		&attr);
	if (fd < 0)
		return refine(-errno);
	error = share(fd, group, requests ? MODE_REQUESTS : MODE_RESPONSES);
	if (error == 0)
		return fd;
	mq_close(fd);
	mq_unlink(text);
	return error;
}

int mqpair_create(struct mqpair *pair, const struct roomname *name, gid_t group)
{
	char text[ROOMNAME_SIZE];
	int error;

	*pair = (struct mqpair){
		.name = *name, .pid = getpid(), .uid = geteuid(), .in = -1, .out = -1};
	if (getrandom(&pair->tag, sizeof(pair->tag), 0) != sizeof(pair->tag))
		return -EIO;
	pair->out = make(pair, ROOMNAME_REQUESTS, group);
	if (pair->out < 0)
		return pair->out;
	pair->in = make(pair, ROOMNAME_RESPONSES, group);
	if (pair->in >= 0) {
		pair->named = true;
		return 0;
	}
	error = pair->in;
	mq_close(pair->out);
	pair->out = -1;
	format(text, pair, ROOMNAME_REQUESTS);
	mq_unlink(text);
	return error;
}

static int open_queue(const struct mqpair *pair, enum roomname_kind kind)
{
	char text[ROOMNAME_SIZE];
	int fd;

	format(text, pair, kind);
	fd = mq_open(text, (kind == ROOMNAME_REQUESTS ? O_RDONLY : O_WRONLY) | O_NONBLOCK);
	return fd < 0 ? refine(-errno) : fd;
}

/* Whose it is; the mode has to be the one that we would give, so nobody else writes requests. */
static int verify(int fd, gid_t group, mode_t mode, uid_t *uid)
{
	struct mq_attr attr;
	struct stat st;

	if (fstat(fd, &st) < 0 || mq_getattr(fd, &attr) < 0)
		return -errno;
	if ((st.st_mode & PERMISSIONS) != (group == RUNDIR_PRIVATE ? MODE : mode))
		return -EPERM;
	if (group == RUNDIR_PRIVATE ? st.st_uid != geteuid() : st.st_gid != group)
		return -EPERM;
	*uid = st.st_uid;
	return attr.mq_maxmsg == MQPAIR_MESSAGES && attr.mq_msgsize == MQPAIR_FRAME_MAX ? 0
											: -EBADMSG;
}

/* The PID is a claim, see ipc/slot.h: it has to be of the account that the kernel vouches for. */
static int verify_process(const struct mqpair *pair)
{
	uid_t uid;
	int error = process_account(pair->pid, &uid);

	if (error == -EACCES)
		return 0;
	if (error < 0)
		return error;
	return uid == pair->uid ? 0 : -ESRCH;
}

static int verify_both(struct mqpair *pair, gid_t group)
{
	uid_t other;
	int error = verify(pair->in, group, MODE_REQUESTS, &pair->uid);

	if (error == 0)
		error = verify(pair->out, group, MODE_RESPONSES, &other);
	if (error == 0 && other != pair->uid)
		error = -EPERM;
	return error == 0 ? verify_process(pair) : error;
}

static void remove_names(const struct mqpair *pair)
{
	char text[ROOMNAME_SIZE];

	format(text, pair, ROOMNAME_REQUESTS);
	mq_unlink(text);
	format(text, pair, ROOMNAME_RESPONSES);
	mq_unlink(text);
}

int mqpair_open(
	struct mqpair *pair, const struct roomname *name, pid_t pid, uint64_t tag, gid_t group)
{
	int error = 0;

	*pair = (struct mqpair){.name = *name, .pid = pid, .tag = tag, .in = -1, .out = -1};
	pair->in = open_queue(pair, ROOMNAME_REQUESTS);
	pair->out = open_queue(pair, ROOMNAME_RESPONSES);
	if (pair->in < 0 || pair->out < 0)
		error = pair->in < 0 ? pair->in : pair->out;
	if (error == 0)
		error = verify_both(pair, group);
	remove_names(pair);
	if (error < 0)
		mqpair_close(pair);
	return error;
}

void mqpair_unlink(struct mqpair *pair)
{
	if (pair->named)
		remove_names(pair);
	pair->named = false;
}

void mqpair_close(struct mqpair *pair)
{
	mqpair_unlink(pair);
	if (pair->in >= 0)
		mq_close(pair->in);
	if (pair->out >= 0)
		mq_close(pair->out);
	pair->in = -1;
	pair->out = -1;
}

int mqpair_send(const struct mqpair *pair, const void *frame, size_t n)
{
	int status;

	if (n < FRAME_HEAD || n > MQPAIR_FRAME_MAX)
		return -EMSGSIZE;
	do
		status = mq_send(pair->out, frame, n, 0);
	while (status < 0 && errno == EINTR);
	return status < 0 ? -errno : 0;
}

int mqpair_receive(const struct mqpair *pair, void *out, size_t size)
{
	ssize_t n;

	if (size < MQPAIR_FRAME_MAX)
		return -EMSGSIZE;
	do
		n = mq_receive(pair->in, out, size, NULL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n < FRAME_HEAD ? -EBADMSG : (int)n;
}

int mqpair_waiting(const struct mqpair *pair)
{
	struct mq_attr attr;

	return mq_getattr(pair->in, &attr) < 0 ? -errno : (int)attr.mq_curmsgs;
}

const char *mqpair_explain(int error)
{
	switch (error) {
	case -EMFILE:
		return "the account's bytes for POSIX message queues are used up "
		       "(RLIMIT_MSGQUEUE): "
		       "see \"ulimit -q\", or leave a room";
	case -ENFILE:
		return "no descriptor is left (RLIMIT_NOFILE): see \"ulimit -n\"";
	case -ENOSPC:
		return "the system has no more POSIX message queues: raise fs.mqueue.queues_max, "
		       "see sysctl(8)";
	case -EINVAL:
		return "POSIX message queues are too small here: fs.mqueue.msg_max has to be "
		       "10 or more, and fs.mqueue.msgsize_max 512 or more, see sysctl(8)";
	case -ENOSYS:
		return "this kernel has no POSIX message queues (CONFIG_POSIX_MQUEUE)";
	default:
		return NULL;
	}
}

const char *mqpair_unlisted(void)
{
	return "queues of members that were killed can't be listed: "
	       "\"mount -t mqueue none /dev/mqueue\"";
}
