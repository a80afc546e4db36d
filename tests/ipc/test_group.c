/* SPDX-License-Identifier: ISC */
/*
 * What a group shares: the directory, the seat of a hub, its card and board, the slot and the
 * queues. As root with three accounts that nobody has, otherwise with a second group of one's own,
 * as far as one account can show it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/board.h"
#include "ipc/card.h"
#include "ipc/inbox.h"
#include "ipc/process.h"
#include "ipc/reap.h"
#include "ipc/slot.h"
#include "tests/ipc/roomscene.h"

static struct rundir rundir;
static struct roomname name;
static gid_t group;

static bool is_root(void)
{
	return getuid() == 0;
}

static void setup(void)
{
	group = roomscene_group();
	roomscene_open_group(&rundir, &name, group);
}

static void teardown(void)
{
	rundir_close(&rundir);
}

static mode_t mode_of(int dir, const char *file)
{
	struct stat st;

	ck_assert_int_eq(fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_uint_eq(st.st_gid, group);
	return st.st_mode & 07777;
}

START_TEST(test_group_path)
{
	char path[PATH_MAX], expected[64];

	ck_assert_int_eq(rundir_path_of(path, sizeof(path), 4711), 0);
	ck_assert_str_eq(path, getenv("SHMOOZE_GROUP_DIR"));
	unsetenv("SHMOOZE_GROUP_DIR");
	snprintf(expected, sizeof(expected), "/tmp/shmooze-group-4711");
	ck_assert_int_eq(rundir_path_of(path, sizeof(path), 4711), 0);
	ck_assert_str_eq(path, expected);
	ck_assert_int_eq(rundir_path_of(path, sizeof(path), RUNDIR_PRIVATE), 0);
	ck_assert_str_eq(path, getenv("SHMOOZE_DIR"));
}
END_TEST

/* Whatever the umask is, and also where it was half made. */
START_TEST(test_group_directory)
{
	const char *path = getenv("SHMOOZE_GROUP_DIR");
	struct rundir again;
	mode_t mask = umask(0077);

	ck_assert_uint_eq(mode_of(AT_FDCWD, path), 02770);
	ck_assert_uint_eq(mode_of(rundir.base, "main"), 02770);
	ck_assert_uint_eq(rundir_group(rundir.base), group);
	ck_assert_uint_eq(rundir_group(rundir.fd), group);
	ck_assert_int_eq(rundir_open_in(&again, &rundir, "other", true), 0);
	ck_assert_uint_eq(mode_of(again.fd, "."), 02770);
	ck_assert(strstr(again.path, "/group/other") != NULL);
	rundir_remove(&again);
	rundir_close(&again);

	ck_assert_int_eq(mkdirat(rundir.base, "half", 0700), 0);
	ck_assert_int_eq(rundir_open_of(&again, "half", group, false), -EACCES);
	ck_assert_int_eq(rundir_open_of(&again, "half", group, true), 0);
	ck_assert_uint_eq(mode_of(again.fd, "."), 02770);
	rundir_close(&again);
	umask(mask);
}
END_TEST

static const mode_t wrong[] = {0770, 02771, 02774, 02777, 02750, 03770, 06770, 0700};

START_TEST(test_group_directory_of_another_mode)
{
	const char *path = getenv("SHMOOZE_GROUP_DIR");
	int descriptors = scene_descriptors();
	struct rundir again;

	ck_assert_int_eq(fchmod(rundir.fd, wrong[_i]), 0);
	ck_assert_int_eq(rundir_open_of(&again, "main", group, false), -EACCES);
	ck_assert_int_eq(chmod(path, wrong[_i]), 0);
	ck_assert_int_eq(rundir_open_base_of(&again, group, false), -EACCES);
	ck_assert_uint_eq(rundir_group(rundir.fd), RUNDIR_PRIVATE);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

START_TEST(test_group_directory_refused)
{
	char link[PATH_MAX];
	struct rundir again;

	ck_assert_int_eq(rundir_open_base_of(&again, group + 1, false), -EPERM);
	/* A private one is no group's, a group's no private one. */
	ck_assert_int_eq(setenv("SHMOOZE_DIR", getenv("SHMOOZE_GROUP_DIR"), 1), 0);
	ck_assert_int_eq(rundir_open_base(&again, false), -EACCES);
	snprintf(link, sizeof(link), "%s.link", getenv("SHMOOZE_GROUP_DIR"));
	ck_assert_int_eq(symlink(getenv("SHMOOZE_GROUP_DIR"), link), 0);
	ck_assert_int_eq(setenv("SHMOOZE_GROUP_DIR", link, 1), 0);
	ck_assert_int_eq(rundir_open_base_of(&again, group, true), -ELOOP);
	ck_assert_int_eq(setenv("SHMOOZE_GROUP_DIR", "/nowhere/at/all", 1), 0);
	ck_assert_int_eq(rundir_open_base_of(&again, group, true), -ENOENT);
}
END_TEST

struct hub {
	struct inbox inbox;
	struct slot slot;
	struct board board;
	int card;
};

#define NONCE 0x1234

static int open_hub(struct hub *hub)
{
	struct card card = {.nonce = NONCE, .pid = getpid()};
	pid_t holder;
	int error = inbox_open(&hub->inbox, rundir.fd, SEAT_ROOM, &holder);

	if (error == 0)
		error = slot_create(&hub->slot, &name, group);
	if (error == 0)
		error = board_create_for(&hub->board, NONCE, group);
	if (error < 0)
		return error;
	board_publish(&hub->board, &(struct board_status){.nick = "main"});
	card.segment = hub->board.segment.id;
	hub->card = card_write(rundir.fd, SEAT_ROOM, &card);
	return hub->card < 0 ? hub->card : 0;
}

static void close_hub(struct hub *hub)
{
	card_remove(rundir.fd, SEAT_ROOM, hub->card);
	close(hub->card);
	board_close(&hub->board);
	slot_close(&hub->slot);
	inbox_close(&hub->inbox);
}

/* Everything that a member opens, as far as the board. 0, or the first errno. */
static int look(uid_t *owner, pid_t *holder)
{
	struct board_reader *reader;
	struct board_status status;
	struct card card;
	int error = inbox_holder(rundir.fd, SEAT_ROOM, holder), fd;

	if (error < 0)
		return error;
	fd = card_read(rundir.fd, SEAT_ROOM, &card);
	if (fd < 0)
		return fd;
	error = card_owner(fd, owner);
	close(fd);
	if (error < 0)
		return error;
	reader = board_reader_new_of(card.segment, card.nonce, *owner);
	if (reader == NULL)
		return -EPERM;
	error = board_reader_status(reader, &status);
	board_reader_free(reader);
	return error == 0 && strcmp(status.nick, "main") != 0 ? -EBADMSG : error;
}

static void be_hub(void *context, int out)
{
	const uid_t *uid = context;
	struct hub hub;

	if (is_root())
		roomscene_become(*uid, group);
	scene_say(out, open_hub(&hub));
	scene_wait_for_end();
}

static void be_other_hub(void *context, int out)
{
	const uid_t *uid = context;
	struct hub hub;
	int error;

	if (is_root())
		roomscene_become(*uid, group);
	error = open_hub(&hub);
	scene_say(out, error);
	if (error == 0)
		close_hub(&hub);
}

START_TEST(test_group_modes)
{
	char path[ROOMNAME_PATH_SIZE];
	struct shmid_ds ds;
	struct hub hub;
	mode_t mask = umask(0077);

	ck_assert_int_eq(open_hub(&hub), 0);
	umask(mask);
	ck_assert_uint_eq(mode_of(rundir.fd, "R.in"), 0660);
	ck_assert_uint_eq(mode_of(rundir.fd, "R.card"), 0640);
	for (int kind = ROOMNAME_SLOT; kind <= ROOMNAME_KNOCK; kind++) {
		roomname_path(
			path, &name, &(struct roomname_part){.kind = (enum roomname_kind)kind});
		ck_assert_uint_eq(mode_of(AT_FDCWD, path), 0660);
	}
	ck_assert_int_eq(shmctl(hub.board.segment.id, IPC_STAT, &ds), 0);
	ck_assert_uint_eq(ds.shm_perm.mode & 0777, 0640);
	ck_assert_uint_ne(ds.shm_perm.mode & SHM_DEST, 0);
	ck_assert_uint_eq(ds.shm_perm.gid, group);
	close_hub(&hub);
	ck_assert_int_eq(roomscene_objects(&name), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
}
END_TEST

/* For root those of any account. */
static void remove_objects(void)
{
	char path[ROOMNAME_PATH_SIZE];

	for (int kind = ROOMNAME_SLOT; kind <= ROOMNAME_KNOCK; kind++) {
		roomname_path(
			path, &name, &(struct roomname_part){.kind = (enum roomname_kind)kind});
		unlink(path);
	}
}

struct visit {
	uid_t uid;
	gid_t gid;
};

static void look_as(void *context, int out)
{
	const struct visit *visit = context;
	uid_t owner = 0;
	pid_t holder = 0;

	if (is_root())
		roomscene_become(visit->uid, visit->gid);
	scene_say(out, look(&owner, &holder));
	scene_say(out, (int)owner);
	scene_say(out, holder);
}

/* The holder of another account is the holder, its board can be read, and its card is its own. */
START_TEST(test_group_look)
{
	uid_t hub_uid = is_root() ? ROOMSCENE_HUB : geteuid();
	struct visit visit = {.uid = ROOMSCENE_MEMBER, .gid = group};
	struct actor hub, visitor;

	scene_act(&hub, be_hub, &hub_uid);
	ck_assert_int_eq(scene_hear(&hub), 0);
	scene_act(&visitor, look_as, &visit);
	ck_assert_int_eq(scene_hear(&visitor), 0);
	ck_assert_uint_eq((uid_t)scene_hear(&visitor), hub_uid);
	ck_assert_int_eq(scene_hear(&visitor), hub.pid);
	scene_await(&visitor);
	scene_kill(&hub);
	remove_objects();
}
END_TEST

/* Root only from here on. */

static void knock_as(void *context, int out)
{
	const struct visit *visit = context;
	struct slot_request request = {.pid = getpid(), .tag = 1};
	pid_t holder;

	roomscene_become(visit->uid, visit->gid);
	scene_say(out, slot_knock(&name, group, &request, 500, &holder));
}

/* Not even the way in. */
START_TEST(test_group_strangers)
{
	struct visit visit = {.uid = ROOMSCENE_MEMBER, .gid = group + 1};
	uid_t hub_uid = ROOMSCENE_HUB;
	struct actor hub, visitor;

	scene_act(&hub, be_hub, &hub_uid);
	ck_assert_int_eq(scene_hear(&hub), 0);
	scene_act(&visitor, look_as, &visit);
	ck_assert_int_eq(scene_hear(&visitor), -EACCES);
	scene_kill(&visitor);
	scene_act(&visitor, knock_as, &visit);
	ck_assert_int_eq(scene_hear(&visitor), -EACCES);
	scene_kill(&visitor);
	visit.gid = group;
	scene_act(&visitor, knock_as, &visit);
	ck_assert_int_eq(scene_hear(&visitor), 0);
	scene_kill(&visitor);
	scene_kill(&hub);
	remove_objects();
}
END_TEST

/* A killed hub's seat, card and slot are taken over by another account, and by the first again. */
START_TEST(test_group_next_hub)
{
	uid_t first = ROOMSCENE_HUB, second = ROOMSCENE_MEMBER;
	struct visit visit = {.uid = ROOMSCENE_MEMBER, .gid = group};
	struct actor hub, other;

	scene_act(&hub, be_hub, &first);
	ck_assert_int_eq(scene_hear(&hub), 0);
	scene_act(&other, be_other_hub, &second);
	ck_assert_int_eq(scene_hear(&other), -EBUSY);
	scene_kill(&other);
	scene_kill(&hub);
	scene_act(&other, be_other_hub, &second);
	ck_assert_int_eq(scene_hear(&other), 0);
	ck_assert_int_eq(scene_await(&other), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	/* It could not remove the first one's, but closed it. */
	ck_assert_int_eq(roomscene_objects(&name), 3);
	scene_act(&other, knock_as, &visit);
	ck_assert_int_eq(scene_hear(&other), -ENOENT);
	scene_kill(&other);
	scene_act(&hub, be_other_hub, &first);
	ck_assert_int_eq(scene_hear(&hub), 0);
	ck_assert_int_eq(scene_await(&hub), 0);
	ck_assert_int_eq(roomscene_objects(&name), 0);
}
END_TEST

/* Somebody outside of the group has been at the names first. */
START_TEST(test_group_squatter)
{
	uid_t hub_uid = ROOMSCENE_HUB;
	struct actor hub;
	char path[ROOMNAME_PATH_SIZE];
	int fd;

	roomname_path(path, &name, &(struct roomname_part){.kind = (enum roomname_kind)_i});
	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, 4096), 0);
	ck_assert_int_eq(fchmod(fd, 0666), 0);
	ck_assert_int_eq(fchown(fd, SCENE_STRANGER, SCENE_STRANGER), 0);
	close(fd);
	scene_act(&hub, be_hub, &hub_uid);
	ck_assert_int_eq(scene_hear(&hub), -EPERM);
	scene_kill(&hub);
	ck_assert_int_eq(roomscene_objects(&name), 1);
	remove_objects();
}
END_TEST

static void be_member(void *context, int out)
{
	const struct visit *visit = context;
	char frame[MQPAIR_FRAME_MAX] = {0};
	struct mqpair pair;
	int error;

	roomscene_become(visit->uid, visit->gid);
	error = mqpair_create(&pair, &name, group);
	scene_say(out, error);
	scene_say(out, (int)(uint32_t)pair.tag);
	scene_say(out, (int)(uint32_t)(pair.tag >> 32));
	if (!scene_readable(pair.in, (int)scene_patience()))
		_exit(1);
	mqpair_unlink(&pair);
	if (mqpair_receive(&pair, frame, sizeof(frame)) < 0 || mqpair_send(&pair, frame, 20) < 0)
		_exit(1);
	scene_say(out, 0);
	scene_wait_for_end();
}

static void open_as(void *context, int out)
{
	const struct mqpair *claimed = context;
	char frame[MQPAIR_FRAME_MAX] = {0};
	struct mqpair pair;
	int error;

	roomscene_become(ROOMSCENE_HUB, group);
	error = mqpair_open(&pair, &name, claimed->pid, claimed->tag, group);
	if (error < 0) {
		scene_say(out, error);
		return;
	}
	if (mqpair_send(&pair, frame, 20) < 0 || !scene_readable(pair.in, (int)scene_patience()) ||
		mqpair_receive(&pair, frame, sizeof(frame)) != 20)
		_exit(1);
	scene_say(out, (int)pair.uid);
}

/* Another member, or the hub's own account; then a PID of somebody else. */
START_TEST(test_group_queues)
{
	struct visit visit = {.uid = _i == 0 ? ROOMSCENE_MEMBER : ROOMSCENE_HUB, .gid = group};
	struct mqpair claimed = {.name = name};
	struct actor member, hub;

	scene_act(&member, be_member, &visit);
	ck_assert_int_eq(scene_hear(&member), 0);
	claimed.pid = member.pid;
	claimed.tag = (uint32_t)scene_hear(&member);
	claimed.tag |= (uint64_t)(uint32_t)scene_hear(&member) << 32;
	scene_act(&hub, open_as, &claimed);
	ck_assert_int_eq(scene_hear(&hub), (int)visit.uid);
	ck_assert_int_eq(scene_await(&hub), 0);
	ck_assert_int_eq(scene_hear(&member), 0);
	ck_assert(!roomscene_queues(&claimed));
	scene_kill(&member);
}
END_TEST

static void make_queue(const struct mqpair *pair, enum roomname_kind kind, uid_t uid, mode_t mode)
{
	const struct roomname_part part = {.kind = kind, .pid = pair->pid, .tag = pair->tag};
	struct mq_attr attr = {.mq_maxmsg = MQPAIR_MESSAGES, .mq_msgsize = MQPAIR_FRAME_MAX};
	char text[ROOMNAME_SIZE];
	mqd_t queue;

	roomname_format(text, &pair->name, &part);
	mq_unlink(text);
	queue = mq_open(text, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	ck_assert_int_ge(queue, 0);
	ck_assert_int_eq(fchown(queue, uid, group), 0);
	ck_assert_int_eq(fchmod(queue, mode), 0);
	mq_close(queue);
}

static const struct {
	uid_t requests, responses;
	mode_t mode;
	int error;
} forged[] = {
	/* the PID is root's */
	{ROOMSCENE_MEMBER, ROOMSCENE_MEMBER, 0640, -ESRCH},
	/* queues of two accounts */
	{ROOMSCENE_MEMBER, 0, 0640, -EPERM},
	/* others may write requests */
	{ROOMSCENE_MEMBER, ROOMSCENE_MEMBER, 0660, -EPERM},
	{ROOMSCENE_MEMBER, ROOMSCENE_MEMBER, 0644, -EPERM},
};

START_TEST(test_group_queues_forged)
{
	struct mqpair claimed = {.name = name, .pid = getpid(), .tag = 4711};
	char text[ROOMNAME_SIZE];
	struct actor hub;

	make_queue(&claimed, ROOMNAME_REQUESTS, forged[_i].requests, forged[_i].mode);
	make_queue(&claimed, ROOMNAME_RESPONSES, forged[_i].responses, 0620);
	scene_act(&hub, open_as, &claimed);
	ck_assert_int_eq(scene_hear(&hub), forged[_i].error);
	scene_await(&hub);
	for (int kind = ROOMNAME_REQUESTS; kind <= ROOMNAME_RESPONSES; kind++) {
		const struct roomname_part part = {
			.kind = (enum roomname_kind)kind, .pid = claimed.pid, .tag = 4711};

		roomname_format(text, &name, &part);
		mq_unlink(text);
	}
}
END_TEST

/* What a killed hub of another account left in the directory goes like one's own. */
static void reap_as(void *context, int out)
{
	const struct reap reap = {.keep_dir = true};

	(void)context;
	roomscene_become(ROOMSCENE_MEMBER, group);
	scene_say(out, reap_chat(&reap, &rundir, NULL));
}

START_TEST(test_group_reap)
{
	uid_t hub_uid = ROOMSCENE_HUB;
	struct actor hub, other;

	scene_act(&hub, be_hub, &hub_uid);
	ck_assert_int_eq(scene_hear(&hub), 0);
	scene_act(&other, reap_as, NULL);
	ck_assert_int_eq(scene_hear(&other), 0);
	scene_kill(&other);
	ck_assert_int_eq(scene_count(rundir.fd), 2);
	scene_kill(&hub);
	scene_act(&other, reap_as, NULL);
	ck_assert_int_eq(scene_hear(&other), 2);
	scene_kill(&other);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	remove_objects();
}
END_TEST

static void make_directory_as(void *context, int out)
{
	const struct visit *visit = context;
	struct rundir made;

	roomscene_become(visit->uid, visit->gid);
	scene_say(out, rundir_open_base_of(&made, group, true));
}

START_TEST(test_group_directory_of_a_stranger)
{
	struct visit visit = {.uid = ROOMSCENE_MEMBER, .gid = group + 1};
	struct actor actor;
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s", getenv("SHMOOZE_GROUP_DIR"));
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(chmod(path, 01777), 0);
	strcat(path, "/second");
	ck_assert_int_eq(setenv("SHMOOZE_GROUP_DIR", path, 1), 0);
	scene_act(&actor, make_directory_as, &visit);
	ck_assert_int_eq(scene_hear(&actor), -EPERM);
	scene_kill(&actor);
	ck_assert_int_eq(lstat(path, &st), -1);
	visit.gid = group;
	scene_act(&actor, make_directory_as, &visit);
	ck_assert_int_eq(scene_hear(&actor), 0);
	scene_kill(&actor);
	ck_assert_uint_eq(mode_of(AT_FDCWD, path), 02770);
}
END_TEST

static void be_stranger(void *context, int out)
{
	const struct visit *visit = context;

	roomscene_become(visit->uid, visit->gid);
	scene_say(out, 0);
	scene_wait_for_end();
}

START_TEST(test_group_account_of_a_process)
{
	struct visit visit = {.uid = ROOMSCENE_MEMBER, .gid = group};
	struct actor actor;
	uid_t uid = 1;
	pid_t pid;

	ck_assert_int_eq(process_account(getpid(), &uid), 0);
	ck_assert_uint_eq(uid, geteuid());
	ck_assert_int_eq(process_account(0, &uid), -ESRCH);
	scene_act(&actor, be_stranger, &visit);
	scene_hear(&actor);
	pid = actor.pid;
	/* It has changed its account, so /proc/PID is root's. */
	ck_assert_int_eq(process_account(pid, &uid), 0);
	ck_assert_uint_eq(uid, ROOMSCENE_MEMBER);
	scene_kill(&actor);
	ck_assert_int_eq(process_account(pid, &uid), -ESRCH);
}
END_TEST

static void add_root_tests(TCase *tcase)
{
	tcase_add_test(tcase, test_group_strangers);
	tcase_add_test(tcase, test_group_next_hub);
	tcase_add_loop_test(tcase, test_group_squatter, ROOMNAME_SLOT, ROOMNAME_KNOCK + 1);
	tcase_add_test(tcase, test_group_reap);
	tcase_add_test(tcase, test_group_directory_of_a_stranger);
	tcase_add_test(tcase, test_group_account_of_a_process);
	if (roomscene_has_queues()) {
		tcase_add_loop_test(tcase, test_group_queues, 0, 2);
		tcase_add_loop_test(tcase, test_group_queues_forged, 0, COUNT(forged));
	}
}

int main(void)
{
	Suite *suite = suite_create("group");
	TCase *tcase = tcase_create("group");

	if (roomscene_group() == RUNDIR_PRIVATE) {
		printf("1..0 # SKIP this account has no second group\n");
		return 0;
	}
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_group_path);
	tcase_add_test(tcase, test_group_directory);
	tcase_add_loop_test(tcase, test_group_directory_of_another_mode, 0, COUNT(wrong));
	tcase_add_test(tcase, test_group_directory_refused);
	tcase_add_test(tcase, test_group_modes);
	tcase_add_test(tcase, test_group_look);
	if (is_root())
		add_root_tests(tcase);
	else
		printf("# not root: nothing is shown of other accounts\n");
	suite_add_tcase(suite, tcase);
	return roomscene_run(suite);
}
