/* SPDX-License-Identifier: ISC */
/*
 * What the modules do when the kernel refuses them a call that hardly ever fails: the error is told
 * as it is, and nothing is left, be it a name, a descriptor or an object of the system.
 */
#include "config.h"

#include "tests/ipc/refusal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/card.h"
#include "ipc/confine.h"
#include "ipc/door.h"
#include "ipc/inbox.h"
#include "ipc/knock.h"
#include "ipc/post.h"
#include "ipc/reap.h"
#include "ipc/roomsweep.h"
#include "ipc/slot.h"
#include "tests/ipc/roomscene.h"

/* An account that nobody has. */
#define OTHER      61812

#define FIFO_FLAGS (O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)

static struct rundir rundir;
static struct roomname name;
static struct slot slot = {.fd = -1};
static struct actor actor;
static char meet[PATH_MAX + 16];

/* --- What is there before --- */

static void make_group(void)
{
	ck_assert_int_eq(fchmod(rundir.fd, 02770), 0);
}

static void make_card(void)
{
	const struct card card = {.segment = 1, .nonce = 2, .pid = 3};
	int fd = card_write(rundir.fd, SEAT_A, &card);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void make_leftover(void)
{
	ck_assert_int_eq(mkfifoat(rundir.fd, "A.in", 0600), 0);
}

static void hold_inbox(void *context, int out)
{
	struct inbox inbox;
	pid_t holder;

	(void)context;
	scene_say(out, inbox_open(&inbox, rundir.fd, SEAT_A, &holder));
	scene_wait_for_end();
}

static void make_holder(void)
{
	scene_act(&actor, hold_inbox, NULL);
	ck_assert_int_eq(scene_hear(&actor), 0);
}

static void make_slot(void)
{
	ck_assert_int_eq(slot_create(&slot, &name, RUNDIR_PRIVATE), 0);
}

static void be_hub(void *context, int out)
{
	(void)context;
	scene_say(out, slot_create(&slot, &name, RUNDIR_PRIVATE));
	scene_wait_for_end();
}

/* Another process has it: the C library maps a semaphore once. */
static void make_hub(void)
{
	scene_act(&actor, be_hub, NULL);
	ck_assert_int_eq(scene_hear(&actor), 0);
}

static void setup(void)
{
	roomscene_open(&rundir, &name);
	snprintf(meet, sizeof(meet), "%s/../../meet", rundir.path);
	ck_assert_int_eq(mkdir(meet, 0711), 0);
	ck_assert_int_eq(setenv("SHMOOZE_MEET_DIR", meet, 1), 0);
}

static void teardown(void)
{
	scene_kill(&actor);
	/* What a hub that was killed has left. */
	if (slot.fd < 0 && roomscene_objects(&name) > 0)
		make_slot();
	slot_close(&slot);
	ck_assert_int_eq(roomscene_objects(&name), 0);
	rundir_close(&rundir);
}

/* --- Acts: each undoes what it did, and returns 0 or a negative errno --- */

static int closed(int fd)
{
	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

static int write_card(void *context)
{
	const struct card card = {.segment = 4, .nonce = 5, .pid = 6};

	(void)context;
	return closed(card_write(rundir.fd, SEAT_A, &card));
}

static int read_card(void *context)
{
	struct card card;

	(void)context;
	return closed(card_read(rundir.fd, SEAT_A, &card));
}

static int own_card(void *context)
{
	uid_t uid;

	(void)context;
	return card_owner(rundir.fd, &uid);
}

static int open_inbox(void *context)
{
	struct inbox inbox;
	pid_t holder;
	int error = inbox_open(&inbox, rundir.fd, SEAT_A, &holder);

	(void)context;
	if (error == 0)
		inbox_close(&inbox);
	return error;
}

static int find_holder(void *context)
{
	pid_t holder;

	(void)context;
	return inbox_holder(rundir.fd, SEAT_A, &holder);
}

static int reach_inbox(void *context)
{
	int fd, pidfd, error;
	pid_t pid;

	(void)context;
	error = inbox_reach(rundir.fd, SEAT_A, &fd, &pid, &pidfd);
	if (error < 0)
		return error;
	close(pidfd);
	return closed(fd);
}

static int open_post(void *context)
{
	(void)context;
	return closed(post_open(rundir.fd, SEAT_A));
}

static int open_rundir(void *context)
{
	struct rundir other;
	int error = rundir_open(&other, "main", true);

	(void)context;
	rundir_close(&other);
	return error;
}

static int open_beside(void *context)
{
	struct rundir other;
	int error = rundir_open_in(&other, &rundir, "other", true);

	(void)context;
	rundir_close(&other);
	return error;
}

static int walk_one(const char *entry, void *context)
{
	(void)entry;
	(void)context;
	return 0;
}

static int walk(void *context)
{
	return rundir_walk(rundir.fd, walk_one, context);
}

static int open_door(void *context)
{
	struct door door;
	pid_t holder;
	int error = door_open(&door, OTHER, &holder);

	(void)context;
	if (error == 0)
		door_close(&door);
	return error;
}

static int found_door(uid_t other, pid_t pid, void *context)
{
	(void)other;
	(void)pid;
	(void)context;
	return 0;
}

static int walk_doors(void *context)
{
	return door_walk(found_door, context);
}

static int reap(void *context)
{
	const struct reap work = {.keep_dir = true};
	int found = reap_chat(&work, &rundir, NULL);

	(void)context;
	return found < 0 ? found : 0;
}

static int sweep_room(void *context)
{
	const struct reap work = {.dry = true};
	int found = roomsweep_run(&work, &rundir);

	(void)context;
	return found < 0 ? found : 0;
}

static int create_slot(void *context)
{
	struct slot own = {.fd = -1};
	int error = slot_create(&own, &name, RUNDIR_PRIVATE);

	(void)context;
	slot_close(&own);
	return error;
}

static int take_slot(void *context)
{
	struct slot_request request;

	(void)context;
	return slot_take(&slot, &request);
}

static int knock(void *context)
{
	const struct slot_request request = {.pid = getpid()};
	pid_t holder;

	(void)context;
	return slot_knock(&name, RUNDIR_PRIVATE, &request, 100, &holder);
}

static int listen_for_knocks(void *context)
{
	struct knock *own = NULL;
	int error = knock_open(&own, slot.knock);

	(void)context;
	knock_close(own);
	return error;
}

static int be_confined(void *context)
{
	const char *const beneath[] = {rundir.path};

	(void)context;
	return confine_files(beneath, 1);
}

/* --- */

static const struct {
	const char *what;
	int (*act)(void *context);
	void (*prepare)(void);
	struct refusal refusal;
	int names; /* in the directory, before and behind */
} cases[] = {
	{"card: no descriptor", write_card, NULL, {.call = SYS_openat, .error = EMFILE}, 0},
	{"card: a mode", write_card, make_group, {.call = SYS_fchmod, .error = EPERM}, 0},
	{"card: a look", read_card, make_card, {.call = REFUSAL_FSTAT, .error = EIO}, 1},
	{"card: reading", read_card, make_card, {.call = SYS_read, .error = EIO}, 1},
	{"card: its owner", own_card, NULL, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"inbox: no descriptor", open_inbox, NULL, {.call = SYS_openat, .error = EMFILE}, 0},
	{"inbox: a mode", open_inbox, make_group, {.call = SYS_fchmod, .error = EPERM}, 0},
	{"inbox: a look", open_inbox, NULL, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"inbox: a lock", open_inbox, NULL, {SYS_fcntl, ENOLCK, 2, F_SETLK}, 0},
	{"inbox: a file system that replaces only", open_inbox, NULL,
		{.call = SYS_renameat2, .error = EINVAL}, 0},
	{"inbox: a leftover that stays", open_inbox, make_leftover,
		{.call = SYS_renameat, .error = EIO}, 1},
	{"inbox: nobody reads it, nor can look", find_holder, make_leftover,
		{.call = REFUSAL_FSTAT, .error = EIO}, 1},
	{"inbox: who holds it", find_holder, make_holder, {SYS_fcntl, ENOLCK, 2, F_GETLK}, 1},
	{"inbox: no pidfd", reach_inbox, make_holder, {.call = SYS_pidfd_open, .error = EMFILE}, 1},
	{"post: no room", open_post, NULL, {.call = SYS_mknodat, .error = ENOSPC}, 0},
	{"rundir: a look", open_rundir, NULL, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"rundir: no descriptor", open_beside, NULL, {.call = SYS_openat, .error = EMFILE}, 0},
	{"rundir: a walk", walk, NULL, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"door: no descriptor", open_door, NULL, {.call = SYS_openat, .error = EMFILE}, 0},
	{"door: a look", open_door, NULL, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"door: no access control lists", open_door, NULL,
		{.call = SYS_fsetxattr, .error = EOPNOTSUPP}, 0},
	{"door: no room", open_door, NULL, {.call = SYS_mknodat, .error = ENOSPC}, 0},
	{"door: no descriptor for its FIFO", open_door, NULL, {SYS_openat, EMFILE, 3, FIFO_FLAGS},
		0},
	{"door: its name", open_door, NULL, {.call = SYS_renameat, .error = EIO}, 0},
	{"door: others'", walk_doors, NULL, {.call = SYS_openat, .error = EMFILE}, 0},
	{"reap: no room", reap, make_card, {.call = SYS_mknodat, .error = ENOSPC}, 1},
	{"roomsweep: a look", sweep_room, NULL, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"roomsweep: no descriptor", sweep_room, NULL, {.call = SYS_openat, .error = EMFILE}, 0},
	{"slot: a semaphore's mode", create_slot, NULL, {.call = SYS_chmod, .error = EPERM}, 0},
	{"slot: its mode", create_slot, NULL, {.call = SYS_fchmod, .error = EPERM}, 0},
	{"slot: no room", create_slot, NULL, {.call = SYS_ftruncate, .error = ENOSPC}, 0},
	{"slot: writing", create_slot, NULL, {.call = SYS_pwrite64, .error = ENOSPC}, 0},
	{"slot: reading", take_slot, make_slot, {.call = SYS_pread64, .error = EIO}, 0},
	{"slot: a newcomer's look", knock, make_slot, {.call = REFUSAL_FSTAT, .error = EIO}, 0},
	{"slot: a newcomer's memory", knock, make_hub, {SYS_mmap, ENOMEM, 2, sizeof(sem_t)}, 0},
	{"slot: a newcomer's lock", knock, make_slot, {SYS_fcntl, ENOLCK, 2, F_SETLK}, 0},
	{"slot: a newcomer reads", knock, make_slot, {.call = SYS_pread64, .error = EIO}, 0},
	{"slot: a newcomer writes", knock, make_slot, {.call = SYS_pwrite64, .error = ENOSPC}, 0},
	{"knock: no descriptor", listen_for_knocks, make_slot,
		{.call = SYS_eventfd2, .error = EMFILE}, 0},
	{"confine: no descriptor", be_confined, NULL, {SYS_landlock_create_ruleset, EMFILE, 3, 0},
		0},
	{"confine: a rule", be_confined, NULL, {.call = SYS_landlock_add_rule, .error = ENOMEM}, 0},
	{"confine: too many layers", be_confined, NULL,
		{.call = SYS_landlock_restrict_self, .error = E2BIG}, 0},
};

static int count_meeting(void)
{
	int fd = open(meet, O_RDONLY | O_DIRECTORY), n = scene_count(fd);

	close(fd);
	return n;
}

START_TEST(test_refusal)
{
	int descriptors, objects, error;

	if (!refusal_possible())
		return;
	if (cases[_i].prepare != NULL)
		cases[_i].prepare();
	ck_assert_int_eq(scene_count(rundir.fd), cases[_i].names);
	descriptors = scene_descriptors();
	objects = roomscene_objects(&name);
	error = refusal_run(&cases[_i].refusal, cases[_i].act, NULL);
	if (cases[_i].act == be_confined && error == -ENOSYS)
		return;
	/* Without access control lists the rest of a door can't be seen. */
	if (cases[_i].act != open_door || error != -EOPNOTSUPP)
		ck_assert_msg(error == -cases[_i].refusal.error, "%s: %d", cases[_i].what, error);
	ck_assert_msg(scene_descriptors() == descriptors, "%s: a descriptor", cases[_i].what);
	ck_assert_msg(scene_count(rundir.fd) == cases[_i].names, "%s: a name", cases[_i].what);
	ck_assert_msg(count_meeting() == 0, "%s: a door", cases[_i].what);
	ck_assert_msg(roomscene_objects(&name) == objects, "%s: an object", cases[_i].what);
}
END_TEST

/* The same acts, where nothing is refused, but for the hub's and what would confine the test. */
START_TEST(test_refusal_of_nothing)
{
	int error;

	if (cases[_i].act == be_confined)
		return;
	if (cases[_i].prepare != NULL)
		cases[_i].prepare();
	error = cases[_i].act(NULL);
	if (cases[_i].act == find_holder && cases[_i].prepare == make_leftover)
		ck_assert_int_eq(error, -ESRCH);
	else if (cases[_i].act != open_door || error != -EOPNOTSUPP)
		ck_assert_msg(error == 0, "%s: %d", cases[_i].what, error);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("refusal");
	TCase *tcase = tcase_create("refusal");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test_refusal, 0, COUNT(cases));
	tcase_add_loop_test(tcase, test_refusal_of_nothing, 0, COUNT(cases));
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
