/* SPDX-License-Identifier: ISC */
/*
 * Doors between accounts. As root with three that nobody has: the owner of a door, the one it is
 * for, and a stranger; otherwise as far as one account can show it.
 */
#include "config.h"

#include "ipc/door.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/doorway.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "tests/ipc/scene.h"

#define OWNER    61811
#define OTHER    61812
#define STRANGER 61813

static char meet[PATH_MAX];

/* Where they meet, and the way there. */
static void setup(void)
{
	char path[PATH_MAX];

	snprintf(meet, sizeof(meet), "%s/meet", scene_new());
	snprintf(path, sizeof(path), "%s", meet);
	for (int i = 0; i < 2; i++) {
		*strrchr(path, '/') = '\0';
		ck_assert_int_eq(chmod(path, 0711), 0);
	}
	ck_assert_int_eq(mkdir(meet, 0700), 0);
	ck_assert_int_eq(chmod(meet, 01777), 0);
	ck_assert_int_eq(setenv("SHMOOZE_MEET_DIR", meet, 1), 0);
}

static int count_meeting(void)
{
	int fd = open(meet, O_RDONLY | O_DIRECTORY), n = scene_count(fd);

	close(fd);
	return n;
}

static void become(uid_t uid)
{
	if (setgroups(0, NULL) < 0 || setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		_exit(99);
}

/* The effective account alone, for a while: root can come back. */
static void act_as(uid_t uid)
{
	ck_assert_int_eq(seteuid(0), 0);
	if (uid != 0) {
		ck_assert_int_eq(setgroups(0, NULL), 0);
		ck_assert_int_eq(seteuid(uid), 0);
	}
}

static void be_owner(void *context, int out)
{
	struct door door;
	pid_t holder;

	(void)context;
	become(OWNER);
	scene_say(out, door_open(&door, OTHER, &holder));
	scene_wait_for_end();
}

static int holder_for(uid_t uid, uid_t of, pid_t *pid)
{
	int error;

	*pid = 0;
	act_as(uid);
	error = door_holder(of, pid);
	act_as(0);
	return error;
}

static const char *path_of(const char *rest)
{
	static char path[PATH_MAX + 64];

	snprintf(path, sizeof(path), "%s/shmooze-%d%s", meet, OWNER, rest);
	return path;
}

static mode_t mode_of(const char *rest)
{
	struct stat st;

	ck_assert_int_eq(lstat(path_of(rest), &st), 0);
	ck_assert_uint_eq(st.st_uid, OWNER);
	return st.st_mode & 07777;
}

START_TEST(test_door_is_for_one)
{
	struct actor owner;
	struct door door;
	pid_t pid;

	scene_act(&owner, be_owner, NULL);
	ck_assert_int_eq(scene_hear(&owner), 0);
	ck_assert_uint_eq(mode_of(""), 0711);
	ck_assert_uint_eq(mode_of("/.with-61812"), 0710);
	ck_assert_uint_eq(mode_of("/.with-61812/in"), 0620);
	ck_assert_int_eq(holder_for(OTHER, OWNER, &pid), 0);
	ck_assert_int_eq(pid, owner.pid);
	ck_assert_int_eq(holder_for(STRANGER, OWNER, &pid), -ENOENT);
	/* A second one of the same account. */
	act_as(OWNER);
	ck_assert_int_eq(door_open(&door, OTHER, &pid), -EBUSY);
	ck_assert_int_eq(pid, owner.pid);
	act_as(0);
	ck_assert_uint_eq(mode_of("/.with-61812/in"), 0620);
	scene_kill(&owner);
	ck_assert_int_eq(holder_for(OTHER, OWNER, &pid), -ESRCH);
}
END_TEST

START_TEST(test_door_reach)
{
	struct actor owner;
	pid_t pid;
	int fd, pidfd, before = scene_descriptors();

	scene_act(&owner, be_owner, NULL);
	ck_assert_int_eq(scene_hear(&owner), 0);
	act_as(OTHER);
	ck_assert_int_eq(door_reach(OWNER, &fd, &pid, &pidfd), 0);
	ck_assert_int_eq(pid, owner.pid);
	ck_assert(!process_ended(pidfd));
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_WRONLY);
	act_as(0);
	scene_kill(&owner);
	ck_assert(scene_readable(pidfd, 10000));
	close(fd);
	close(pidfd);
	act_as(OTHER);
	ck_assert_int_eq(door_reach(OWNER, &fd, &pid, &pidfd), -ESRCH);
	act_as(0);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

/* Who is admitted opens the FIFO while it can, and locks it as soon as its owner is gone. */
static void be_locker(void *context, int out)
{
	int fd;

	(void)context;
	become(OTHER);
	fd = open(path_of("/.with-61812/in"), O_WRONLY | O_NONBLOCK);
	scene_say(out, fd < 0 ? -1 : 0);
	while (inbox_lock_take(fd) == -EAGAIN)
		scene_pause();
	scene_say(out, 0);
	scene_wait_for_end();
}

START_TEST(test_door_leftover_locked_by_the_other)
{
	struct actor owner, locker, next;
	pid_t pid;

	scene_act(&owner, be_owner, NULL);
	ck_assert_int_eq(scene_hear(&owner), 0);
	scene_act(&locker, be_locker, NULL);
	ck_assert_int_eq(scene_hear(&locker), 0);
	scene_kill(&owner);
	ck_assert_int_eq(scene_hear(&locker), 0);
	ck_assert_int_eq(holder_for(OTHER, OWNER, &pid), -ESRCH);
	scene_act(&next, be_owner, NULL);
	ck_assert_int_eq(scene_hear(&next), 0);
	ck_assert_int_eq(holder_for(OTHER, OWNER, &pid), 0);
	ck_assert_int_eq(pid, next.pid);
	scene_kill(&next);
	scene_kill(&locker);
}
END_TEST

/* Behind the owner's door, but a process of a third account. */
static void be_changeling(void *context, int out)
{
	struct door door;
	pid_t holder;

	(void)context;
	act_as(OWNER);
	if (door_open(&door, OTHER, &holder) < 0)
		_exit(1);
	act_as(STRANGER);
	scene_say(out, 0);
	scene_wait_for_end();
}

START_TEST(test_door_holder_of_a_third_account)
{
	struct actor changeling;
	pid_t pid;

	scene_act(&changeling, be_changeling, NULL);
	ck_assert_int_eq(scene_hear(&changeling), 0);
	ck_assert_int_eq(holder_for(OTHER, OWNER, &pid), -ESRCH);
	scene_kill(&changeling);
}
END_TEST

#define RACERS 4
#define ROUNDS 100

/* How often there was a door whose path led elsewhere. */
static void be_racer(void *context, int out)
{
	int wrong = 0;

	(void)context;
	become(OWNER);
	for (int had = 0; had < ROUNDS;) {
		struct door door;
		struct stat here, there;
		pid_t holder;

		if (door_open(&door, OTHER, &holder) < 0)
			continue;
		had++;
		if (fstat(door.fd, &here) < 0 || stat(door.path, &there) < 0 ||
			here.st_ino != there.st_ino)
			wrong++;
		door_close(&door);
	}
	scene_say(out, wrong);
}

START_TEST(test_door_race)
{
	struct actor racers[RACERS];

	for (int i = 0; i < RACERS; i++)
		scene_act(&racers[i], be_racer, NULL);
	for (int i = 0; i < RACERS; i++)
		ck_assert_int_eq(scene_hear(&racers[i]), 0);
	for (int i = 0; i < RACERS; i++)
		scene_await(&racers[i]);
	ck_assert_int_eq(count_meeting(), 0);
}
END_TEST

/* A second name of our own FIFO: a descriptor of it that is closed would cost us the lock. */
START_TEST(test_door_own_fifo_in_the_way)
{
	char own[PATH_MAX];
	struct door door;
	pid_t pid;
	int fd, pidfd;

	act_as(OTHER);
	ck_assert_int_eq(door_open(&door, OWNER, &pid), 0);
	snprintf(own, sizeof(own), "%s", door.path);
	act_as(OWNER);
	ck_assert_int_eq(mkdir(path_of(""), 0711), 0);
	ck_assert_int_eq(mkdir(path_of("/.with-61812"), 0711), 0);
	act_as(0);
	ck_assert_int_eq(link(own, path_of("/.with-61812/in")), 0);
	act_as(OTHER);
	ck_assert_int_eq(door_reach(OWNER, &fd, &pid, &pidfd), -EPERM);
	act_as(0);
	/* Another process still finds the lock. */
	ck_assert_int_eq(unlink(path_of("/.with-61812/in")), 0);
	act_as(OTHER);
	if (fork() == 0) {
		act_as(0);
		become(OWNER);
		_exit(door_holder(OTHER, &pid) == 0 && pid == getppid() ? 0 : 1);
	} else {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	door_close(&door);
	act_as(0);
}
END_TEST

static void make_link(void)
{
	ck_assert_int_eq(symlink("elsewhere", path_of("")), 0);
}

static void make_file(void)
{
	close(open(path_of(""), O_WRONLY | O_CREAT, 0600));
	ck_assert_int_eq(chown(path_of(""), OWNER, OWNER), 0);
}

static void make_strangers(void)
{
	ck_assert_int_eq(mkdir(path_of(""), 0711), 0);
	ck_assert_int_eq(chown(path_of(""), STRANGER, STRANGER), 0);
}

static void make_open(void)
{
	ck_assert_int_eq(mkdir(path_of(""), 0711), 0);
	ck_assert_int_eq(chmod(path_of(""), 0731), 0);
	ck_assert_int_eq(chown(path_of(""), OWNER, OWNER), 0);
}

static void make_inner_link(void)
{
	ck_assert_int_eq(mkdir(path_of(""), 0711), 0);
	ck_assert_int_eq(chown(path_of(""), OWNER, OWNER), 0);
	ck_assert_int_eq(symlink("elsewhere", path_of("/.with-61812")), 0);
}

static const struct {
	void (*make)(void);
	int error; /* of the owner's start */
	int other; /* for who looks */
} ways[] = {
	{make_link, -ELOOP, -EPERM},
	{make_file, -ENOTDIR, -EPERM},
	{make_strangers, -EPERM, -EPERM},
	{make_open, -EACCES, -ENOENT},
	{make_inner_link, -ELOOP, -EPERM},
};

START_TEST(test_door_something_in_the_way)
{
	struct door door;
	pid_t pid;

	ways[_i].make();
	act_as(OWNER);
	ck_assert_int_eq(door_open(&door, OTHER, &pid), ways[_i].error);
	ck_assert_int_eq(door.fd, -1);
	ck_assert_ptr_nonnull(strstr(door.path, "shmooze-61811"));
	act_as(0);
	ck_assert_int_eq(holder_for(OTHER, OWNER, &pid), ways[_i].other);
}
END_TEST

START_TEST(test_door_leaves_nothing)
{
	struct door door;
	pid_t pid;
	int before = scene_descriptors();

	for (int i = 0; i < 3; i++) {
		act_as(OWNER);
		ck_assert_int_eq(door_open(&door, OTHER, &pid), 0);
		ck_assert_str_eq(door.path, path_of("/.with-61812/in"));
		door_close(&door);
		door_close(&door);
		act_as(0);
		ck_assert_int_eq(count_meeting(), 0);
		ck_assert_int_eq(scene_descriptors(), before);
	}
}
END_TEST

static int reported;

static void report(const char *path, void *context)
{
	(void)context;
	ck_assert_str_eq(path, path_of("/.with-61812"));
	reported++;
}

START_TEST(test_door_sweep)
{
	struct actor owner;

	scene_act(&owner, be_owner, NULL);
	ck_assert_int_eq(scene_hear(&owner), 0);
	act_as(OWNER);
	ck_assert_int_eq(door_sweep(false, report, NULL), 0);
	ck_assert_int_eq(reported, 0);
	act_as(0);
	scene_kill(&owner);
	act_as(OWNER);
	ck_assert_int_eq(door_sweep(true, report, NULL), 0);
	ck_assert_int_eq(reported, 1);
	ck_assert_int_eq(access(path_of("/.with-61812"), F_OK), 0);
	ck_assert_int_eq(door_sweep(false, report, NULL), 0);
	ck_assert_int_eq(reported, 2);
	ck_assert_int_eq(door_sweep(false, report, NULL), 0);
	ck_assert_int_eq(reported, 2);
	act_as(0);
	ck_assert_int_eq(count_meeting(), 0);
}
END_TEST

static int found(uid_t other, pid_t pid, void *context)
{
	ck_assert_uint_eq(other, OWNER);
	*(pid_t *)context = pid;
	return 7;
}

START_TEST(test_door_walk)
{
	struct actor owner;
	pid_t pid = 0;

	scene_act(&owner, be_owner, NULL);
	ck_assert_int_eq(scene_hear(&owner), 0);
	act_as(OTHER);
	ck_assert_int_eq(door_walk(found, &pid), 7);
	ck_assert_int_eq(pid, owner.pid);
	act_as(STRANGER);
	ck_assert_int_eq(door_walk(found, &pid), 0);
	act_as(0);
	scene_kill(&owner);
	act_as(OTHER);
	ck_assert_int_eq(door_walk(found, &pid), 0);
	act_as(0);
}
END_TEST

/* One account: there is the door, and nobody else who could come. */
START_TEST(test_door_of_ones_own)
{
	struct door door;
	struct stat st;
	pid_t pid;
	int error = door_open(&door, OTHER, &pid);

	if (error == -EOPNOTSUPP)
		return;
	ck_assert_int_eq(error, 0);
	ck_assert_int_eq(fstat(door.fd, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0620);
	ck_assert_int_eq(door_holder(OTHER, &pid), -ENOENT);
	door_close(&door);
	ck_assert_int_eq(count_meeting(), 0);
}
END_TEST

static const struct {
	const char *name;
	const char *prefix;
	uid_t account;
} names[] = {
	{".with-0", DOORWAY_PREFIX, 0},
	{".with-1002", DOORWAY_PREFIX, 1002},
	{".with-4294967294", DOORWAY_PREFIX, 4294967294U},
	{".with-4294967295", DOORWAY_PREFIX, (uid_t)-1},
	{".with-99999999999999999999", DOORWAY_PREFIX, (uid_t)-1},
	{".with-", DOORWAY_PREFIX, (uid_t)-1},
	{".with-01", DOORWAY_PREFIX, (uid_t)-1},
	{".with--1", DOORWAY_PREFIX, (uid_t)-1},
	{".with- 1", DOORWAY_PREFIX, (uid_t)-1},
	{".with-1x", DOORWAY_PREFIX, (uid_t)-1},
	{"with-1", DOORWAY_PREFIX, (uid_t)-1},
	{"shmooze-1002", DOORWAY_BASE_PREFIX, 1002},
	{"shmooze-group-1002", DOORWAY_BASE_PREFIX, (uid_t)-1},
	{"shmooze-test.abc", DOORWAY_BASE_PREFIX, (uid_t)-1},
};

START_TEST(test_door_names)
{
	ck_assert_uint_eq(doorway_account(names[_i].name, names[_i].prefix), names[_i].account);
}
END_TEST

START_TEST(test_door_meeting_place)
{
	char path[PATH_MAX];

	ck_assert_str_eq(doorway_meeting_place(), meet);
	unsetenv("SHMOOZE_MEET_DIR");
	ck_assert_int_eq(doorway_base_path(path, sizeof(path), 1001), 0);
	ck_assert_str_eq(path, "/tmp/shmooze-1001");
	ck_assert_int_eq(doorway_base_path(path, 17, 1001), -ENAMETOOLONG);
}
END_TEST

static void add_accounts(TCase *tcase)
{
	tcase_add_test(tcase, test_door_is_for_one);
	tcase_add_test(tcase, test_door_reach);
	tcase_add_test(tcase, test_door_leftover_locked_by_the_other);
	tcase_add_test(tcase, test_door_holder_of_a_third_account);
	tcase_add_test(tcase, test_door_own_fifo_in_the_way);
	tcase_add_loop_test(tcase, test_door_something_in_the_way, 0, COUNT(ways));
	tcase_add_test(tcase, test_door_leaves_nothing);
	tcase_add_test(tcase, test_door_sweep);
	tcase_add_test(tcase, test_door_walk);
}

int main(void)
{
	Suite *suite = suite_create("door");
	TCase *tcase = tcase_create("door");

	tcase_add_checked_fixture(tcase, setup, NULL);
	/* Several accounts are root's alone. */
	if (geteuid() == 0)
		add_accounts(tcase);
	tcase_add_test(tcase, test_door_of_ones_own);
	tcase_add_loop_test(tcase, test_door_names, 0, COUNT(names));
	tcase_add_test(tcase, test_door_meeting_place);
	suite_add_tcase(suite, tcase);
	if (geteuid() == 0) {
		tcase = tcase_create("race");
		tcase_add_checked_fixture(tcase, setup, NULL);
		tcase_set_timeout(tcase, 60);
		tcase_add_test(tcase, test_door_race);
		suite_add_tcase(suite, tcase);
	}
	return scene_run(suite);
}
