/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/ipc/roomscene.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

void roomscene_open(struct rundir *rundir, struct roomname *name)
{
	scene_open(rundir);
	ck_assert_int_eq(roomname_init(name, rundir->base, "main"), 0);
}

void roomscene_open_group(struct rundir *rundir, struct roomname *name, gid_t group)
{
	char path[PATH_MAX], *slash;

	snprintf(path, sizeof(path), "%s/group", scene_new());
	ck_assert_int_eq(setenv("SHMOOZE_GROUP_DIR", path, 1), 0);
	/* The way there, which ends with two directories that mkdtemp(3) has made. */
	for (int i = 0; i < 2; i++) {
		slash = strrchr(path, '/');
		*slash = '\0';
		ck_assert_int_eq(chmod(path, 0711), 0);
	}
	ck_assert_int_eq(rundir_open_of(rundir, "main", group, true), 0);
	ck_assert_int_eq(roomname_init(name, rundir->base, "main"), 0);
}

gid_t roomscene_group(void)
{
	gid_t groups[64];
	int n;

	if (geteuid() == 0)
		return ROOMSCENE_GROUP;
	n = getgroups(COUNT(groups), groups);
	for (int i = 0; i < n; i++) {
		if (groups[i] != getegid())
			return groups[i];
	}
	return RUNDIR_PRIVATE;
}

void roomscene_become(uid_t uid, gid_t group)
{
	ck_assert_int_eq(setgroups(1, &group), 0);
	ck_assert_int_eq(setresgid(uid, uid, uid), 0);
	ck_assert_int_eq(setresuid(uid, uid, uid), 0);
}

int roomscene_objects(const struct roomname *name)
{
	char path[ROOMNAME_PATH_SIZE];
	struct stat st;
	int count = 0;

	for (int kind = ROOMNAME_SLOT; kind <= ROOMNAME_KNOCK; kind++) {
		const struct roomname_part part = {.kind = (enum roomname_kind)kind};

		roomname_path(path, name, &part);
		count += lstat(path, &st) == 0;
	}
	return count;
}

bool roomscene_queues(const struct mqpair *pair)
{
	bool found = false;

	for (int kind = ROOMNAME_REQUESTS; kind <= ROOMNAME_RESPONSES; kind++) {
		const struct roomname_part part = {
			.kind = (enum roomname_kind)kind, .pid = pair->pid, .tag = pair->tag};
		char text[ROOMNAME_SIZE];
		mqd_t queue;

		roomname_format(text, &pair->name, &part);
		queue = mq_open(text, O_RDONLY);
		found = found || queue >= 0 || errno != ENOENT;
		if (queue >= 0)
			mq_close(queue);
	}
	return found;
}

bool roomscene_has_queues(void)
{
	mqd_t queue = mq_open("/shmooze-test-nothing", O_RDONLY);

	return queue >= 0 || errno != ENOSYS;
}

int roomscene_run(Suite *suite)
{
	int fd = open("/dev/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC), status;

	if (fd >= 0)
		flock(fd, LOCK_EX);
	status = scene_run(suite);
	if (fd >= 0)
		close(fd);
	return status;
}
