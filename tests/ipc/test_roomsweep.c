/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/roomsweep.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/inbox.h"
#include "ipc/slot.h"
#include "tests/ipc/roomscene.h"

#define REPORTS_SIZE 4096

struct scene {
	struct rundir rundir;
	struct roomname name;
	struct actor hub;
	char reports[REPORTS_SIZE]; /* a path a line */
};

static struct scene scene;

static void setup(void)
{
	roomscene_open(&scene.rundir, &scene.name);
}

static void teardown(void)
{
	scene_kill(&scene.hub);
	rundir_close(&scene.rundir);
}

static void report(const char *what, void *context)
{
	struct scene *of = context;
	size_t len = strlen(of->reports);

	snprintf(of->reports + len, sizeof(of->reports) - len, "%s\n", what);
}

static int sweep(bool dry)
{
	const struct reap reap = {.dry = dry, .report = report, .context = &scene};

	scene.reports[0] = '\0';
	return roomsweep_run(&reap, &scene.rundir);
}

static bool reported(enum roomname_kind kind, pid_t pid, uint64_t tag)
{
	const struct roomname_part part = {.kind = kind, .pid = pid, .tag = tag};
	char line[ROOMNAME_PATH_SIZE + 1];

	roomname_path(line, &scene.name, &part);
	strcat(line, "\n");
	return strstr(scene.reports, line) != NULL;
}

static void be_hub(void *context, int out)
{
	const struct scene *of = context;
	struct inbox inbox;
	struct slot slot;
	pid_t holder;
	int error = inbox_open(&inbox, of->rundir.fd, SEAT_ROOM, &holder);

	if (error == 0)
		error = slot_create(&slot, &of->name, RUNDIR_PRIVATE);
	scene_say(out, error);
	scene_wait_for_end();
}

static void start_hub(void)
{
	scene_act(&scene.hub, be_hub, &scene);
	ck_assert_int_eq(scene_hear(&scene.hub), 0);
	ck_assert_int_eq(roomscene_objects(&scene.name), 3);
}

START_TEST(test_roomsweep_nothing)
{
	ck_assert_int_eq(sweep(false), 0);
	ck_assert_int_eq(sweep(true), 0);
}
END_TEST

START_TEST(test_roomsweep_living_hub)
{
	start_hub();
	ck_assert_int_eq(sweep(true), 0);
	ck_assert_int_eq(sweep(false), 0);
	ck_assert_str_eq(scene.reports, "");
	ck_assert_int_eq(roomscene_objects(&scene.name), 3);
	scene_kill(&scene.hub);
	sweep(false);
}
END_TEST

/* With its inbox, without, and without the room's directory. */
START_TEST(test_roomsweep_killed_hub)
{
	start_hub();
	scene_kill(&scene.hub);
	if (_i >= 1)
		ck_assert_int_eq(unlinkat(scene.rundir.fd, "R.in", 0), 0);
	if (_i >= 2)
		rundir_remove(&scene.rundir);
	ck_assert_int_eq(sweep(true), 3);
	ck_assert_int_eq(roomscene_objects(&scene.name), 3);
	ck_assert_int_eq(sweep(false), 3);
	ck_assert(reported(ROOMNAME_SLOT, 0, 0));
	ck_assert(reported(ROOMNAME_FREE, 0, 0));
	ck_assert(reported(ROOMNAME_KNOCK, 0, 0));
	ck_assert_int_eq(roomscene_objects(&scene.name), 0);
	ck_assert_int_eq(sweep(false), 0);
	/* Nor does it leave anything of its own. */
	ck_assert_int_eq(scene_count(scene.rundir.base), 0);
}
END_TEST

/* Of another base directory, or not of ours at all. */
START_TEST(test_roomsweep_others)
{
	struct roomname other;
	struct slot slot;
	int fd;

	/* The room's directory is a base directory, too, if one likes. */
	ck_assert_int_eq(roomname_init(&other, scene.rundir.fd, "main"), 0);
	ck_assert_int_eq(slot_create(&slot, &other, RUNDIR_PRIVATE), 0);
	fd = open("/dev/shm/shmooze-test.slot", O_CREAT | O_RDWR, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(sweep(false), 0);
	ck_assert_int_eq(roomscene_objects(&other), 3);
	ck_assert_int_eq(unlink("/dev/shm/shmooze-test.slot"), 0);
	slot_close(&slot);
	ck_assert_int_eq(roomscene_objects(&other), 0);
}
END_TEST

/* Root only: what another account has made there is not ours. */
START_TEST(test_roomsweep_of_another_account)
{
	char path[ROOMNAME_PATH_SIZE];

	start_hub();
	scene_kill(&scene.hub);
	roomname_path(path, &scene.name, &(struct roomname_part){.kind = ROOMNAME_FREE});
	ck_assert_int_eq(chown(path, SCENE_STRANGER, (gid_t)-1), 0);
	ck_assert_int_eq(sweep(true), 2);
	ck_assert_int_eq(sweep(false), 2);
	ck_assert_int_eq(roomscene_objects(&scene.name), 1);
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

static void be_member(void *context, int out)
{
	struct mqpair *pair = context;

	pair->pid = 0;
	if (mqpair_create(pair, &scene.name, RUNDIR_PRIVATE) < 0)
		_exit(1);
	/* In two halves. */
	scene_say(out, (int)(uint32_t)pair->tag);
	scene_say(out, (int)(uint32_t)(pair->tag >> 32));
	scene_wait_for_end();
}

static struct mqpair start_member(struct actor *actor)
{
	struct mqpair pair = {.name = scene.name};

	scene_act(actor, be_member, &pair);
	pair.pid = actor->pid;
	pair.tag = (uint32_t)scene_hear(actor);
	pair.tag |= (uint64_t)(uint32_t)scene_hear(actor) << 32;
	ck_assert(roomscene_queues(&pair));
	return pair;
}

/* A file system of queues of our own, in a /dev of our own. */
static void mount_queues(void)
{
	ck_assert_int_eq(unshare(CLONE_NEWNS | CLONE_NEWIPC), 0);
	ck_assert_int_eq(mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("none", "/dev", "tmpfs", 0, NULL), 0);
	ck_assert_int_eq(mkdir("/dev/shm", 01777), 0);
	ck_assert_int_eq(mkdir("/dev/mqueue", 01777), 0);
	ck_assert(!roomsweep_lists_queues());
	ck_assert_int_eq(mount("none", "/dev/mqueue", "mqueue", 0, NULL), 0);
	ck_assert(roomsweep_lists_queues());
}

START_TEST(test_roomsweep_queues)
{
	struct actor killed, living;
	struct mqpair one, other;

	mount_queues();
	one = start_member(&killed);
	other = start_member(&living);
	scene_kill(&killed);
	ck_assert_int_eq(sweep(true), 2);
	ck_assert(roomscene_queues(&one));
	ck_assert_int_eq(sweep(false), 2);
	ck_assert(reported(ROOMNAME_REQUESTS, one.pid, one.tag));
	ck_assert(reported(ROOMNAME_RESPONSES, one.pid, one.tag));
	ck_assert(!roomscene_queues(&one));
	ck_assert(roomscene_queues(&other));
	ck_assert_int_eq(sweep(false), 0);
	scene_kill(&living);
	ck_assert_int_eq(sweep(false), 2);
	ck_assert(!roomscene_queues(&other));
}
END_TEST

/* What is no file system of queues has names that mean nothing; none at all is no error. */
START_TEST(test_roomsweep_without_mounted_queues)
{
	mount_queues();
	ck_assert_int_eq(umount("/dev/mqueue"), 0);
	ck_assert_int_eq(sweep(false), 0);
	ck_assert_int_eq(rmdir("/dev/mqueue"), 0);
	ck_assert(!roomsweep_lists_queues());
	ck_assert_int_eq(sweep(false), 0);
}
END_TEST

static bool may_mount(void)
{
	pid_t pid;
	int status = -1;

	if (geteuid() == 0 && roomscene_has_queues()) {
		pid = fork();
		if (pid == 0)
			_exit(unshare(CLONE_NEWNS | CLONE_NEWIPC) < 0 ||
				mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0);
		waitpid(pid, &status, 0);
	}
	if (status != 0)
		printf("# queues can't be mounted here: not looked for\n");
	return status == 0;
}

int main(void)
{
	Suite *suite = suite_create("roomsweep");
	TCase *tcase = tcase_create("roomsweep");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_roomsweep_nothing);
	tcase_add_test(tcase, test_roomsweep_living_hub);
	tcase_add_loop_test(tcase, test_roomsweep_killed_hub, 0, 3);
	tcase_add_test(tcase, test_roomsweep_others);
	if (geteuid() == 0)
		tcase_add_test(tcase, test_roomsweep_of_another_account);
	if (may_mount()) {
		tcase_add_test(tcase, test_roomsweep_queues);
		tcase_add_test(tcase, test_roomsweep_without_mounted_queues);
	}
	suite_add_tcase(suite, tcase);
	return roomscene_run(suite);
}
