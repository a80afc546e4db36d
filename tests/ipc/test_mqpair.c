/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mqpair.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/ipc/refusal.h"
#include "tests/ipc/roomscene.h"

static struct rundir rundir;
static struct roomname name;

static void setup(void)
{
	roomscene_open(&rundir, &name);
}

static void teardown(void)
{
	rundir_close(&rundir);
}

static void open_both(struct mqpair *member, struct mqpair *hub)
{
	ck_assert_int_eq(mqpair_create(member, &name, RUNDIR_PRIVATE), 0);
	ck_assert(roomscene_queues(member));
	ck_assert_int_eq(mqpair_open(hub, &name, member->pid, member->tag, RUNDIR_PRIVATE), 0);
	ck_assert(!roomscene_queues(member));
}

static void check_way(const struct mqpair *from, const struct mqpair *to)
{
	char frame[MQPAIR_FRAME_MAX], got[MQPAIR_FRAME_MAX];

	memset(frame, 'x', sizeof(frame));
	ck_assert_int_eq(mqpair_receive(to, got, sizeof(got)), -EAGAIN);
	ck_assert(!scene_readable(to->in, 0));
	for (int i = 0; i < MQPAIR_MESSAGES; i++) {
		frame[0] = (char)i;
		ck_assert_int_eq(mqpair_send(from, frame, FRAME_HEAD + (size_t)i), 0);
	}
	ck_assert_int_eq(mqpair_send(from, frame, sizeof(frame)), -EAGAIN);
	ck_assert(scene_readable(to->in, 0));
	ck_assert_int_eq(mqpair_waiting(to), MQPAIR_MESSAGES);
	for (int i = 0; i < MQPAIR_MESSAGES; i++) {
		ck_assert_int_eq(mqpair_receive(to, got, sizeof(got)), FRAME_HEAD + i);
		ck_assert_int_eq(got[0], i);
	}
	ck_assert_int_eq(mqpair_send(from, frame, sizeof(frame)), 0);
	ck_assert_int_eq(mqpair_receive(to, got, sizeof(got)), MQPAIR_FRAME_MAX);
	ck_assert_mem_eq(got, frame, sizeof(frame));
}

START_TEST(test_mqpair_both_ways)
{
	int descriptors = scene_descriptors();
	struct mqpair member, hub;

	open_both(&member, &hub);
	ck_assert_uint_eq(hub.uid, geteuid());
	check_way(&member, &hub);
	check_way(&hub, &member);
	mqpair_close(&hub);
	mqpair_close(&member);
	mqpair_close(&member);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

START_TEST(test_mqpair_refuses_sizes)
{
	char frame[MQPAIR_FRAME_MAX + 1] = {0};
	struct mqpair member, hub;

	open_both(&member, &hub);
	ck_assert_int_eq(mqpair_send(&member, frame, FRAME_HEAD - 1), -EMSGSIZE);
	ck_assert_int_eq(mqpair_send(&member, frame, MQPAIR_FRAME_MAX + 1), -EMSGSIZE);
	ck_assert_int_eq(mqpair_receive(&hub, frame, MQPAIR_FRAME_MAX - 1), -EMSGSIZE);
	/* What goes around us is taken out, too, and does not stay in the way. */
	ck_assert_int_eq(mq_send(member.out, frame, 0, 0), 0);
	ck_assert_int_eq(mq_send(member.out, frame, FRAME_HEAD - 1, 0), 0);
	ck_assert_int_eq(mqpair_send(&member, frame, FRAME_HEAD), 0);
	ck_assert_int_eq(mqpair_receive(&hub, frame, sizeof(frame)), -EBADMSG);
	ck_assert_int_eq(mqpair_receive(&hub, frame, sizeof(frame)), -EBADMSG);
	ck_assert_int_eq(mqpair_receive(&hub, frame, sizeof(frame)), FRAME_HEAD);
	mqpair_close(&hub);
	mqpair_close(&member);
}
END_TEST

START_TEST(test_mqpair_without_a_hub)
{
	struct mqpair member, hub;

	ck_assert_int_eq(mqpair_create(&member, &name, RUNDIR_PRIVATE), 0);
	ck_assert_int_eq(
		mqpair_open(&hub, &name, member.pid, member.tag + 1, RUNDIR_PRIVATE), -ENOENT);
	ck_assert(roomscene_queues(&member));
	mqpair_close(&member);
	ck_assert(!roomscene_queues(&member));
	ck_assert_int_eq(mqpair_open(&hub, &name, member.pid, member.tag, RUNDIR_PRIVATE), -ENOENT);
}
END_TEST

/* Not the names of a pair that somebody else has made since: the names are as good as unique. */
START_TEST(test_mqpair_unlink_once)
{
	struct mqpair one, other;

	ck_assert_int_eq(mqpair_create(&one, &name, RUNDIR_PRIVATE), 0);
	ck_assert_int_eq(mqpair_create(&other, &name, RUNDIR_PRIVATE), 0);
	ck_assert_uint_ne(one.tag, other.tag);
	mqpair_unlink(&one);
	mqpair_unlink(&one);
	ck_assert(!roomscene_queues(&one));
	ck_assert(roomscene_queues(&other));
	mqpair_close(&one);
	mqpair_close(&other);
	ck_assert(!roomscene_queues(&other));
}
END_TEST

static void make_queue(const struct mqpair *pair, enum roomname_kind kind, mode_t mode, long size)
{
	const struct roomname_part part = {.kind = kind, .pid = pair->pid, .tag = pair->tag};
	struct mq_attr attr = {.mq_maxmsg = 10, .mq_msgsize = size};
	char text[ROOMNAME_SIZE];
	mqd_t queue;

	roomname_format(text, &pair->name, &part);
	queue = mq_open(text, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	ck_assert_int_ge(queue, 0);
	ck_assert_int_eq(fchmod(queue, mode), 0);
	mq_close(queue);
}

static const struct {
	mode_t requests, responses;
	long size;
	bool living;
	int error;
} strange[] = {
	{0600, 0600, 512, true, 0},
	{0620, 0600, 512, true, -EPERM},
	{0602, 0600, 512, true, -EPERM},
	{0600, 0604, 512, true, -EPERM},
	{0600, 0600, 256, true, -EBADMSG},
	{0600, 0600, 1024, true, -EBADMSG},
	{0600, 0600, 512, false, -ESRCH},
};

static void nothing(void *context, int out)
{
	(void)context;
	(void)out;
}

START_TEST(test_mqpair_open_believes_nothing)
{
	struct mqpair claimed = {.name = name, .pid = getpid(), .tag = 4711}, hub;
	int descriptors = scene_descriptors();

	if (!strange[_i].living) {
		struct actor actor;

		scene_act(&actor, nothing, NULL);
		claimed.pid = actor.pid;
		ck_assert_int_eq(scene_await(&actor), 0);
	}
	make_queue(&claimed, ROOMNAME_REQUESTS, strange[_i].requests, strange[_i].size);
	make_queue(&claimed, ROOMNAME_RESPONSES, strange[_i].responses, 512);
	ck_assert_int_eq(mqpair_open(&hub, &name, claimed.pid, claimed.tag, RUNDIR_PRIVATE),
		strange[_i].error);
	ck_assert(!roomscene_queues(&claimed));
	mqpair_close(&hub);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

START_TEST(test_mqpair_open_wants_both)
{
	struct mqpair claimed = {.name = name, .pid = getpid(), .tag = 4711}, hub;
	int descriptors = scene_descriptors();

	make_queue(&claimed, _i == 0 ? ROOMNAME_REQUESTS : ROOMNAME_RESPONSES, 0600, 512);
	ck_assert_int_eq(
		mqpair_open(&hub, &name, claimed.pid, claimed.tag, RUNDIR_PRIVATE), -ENOENT);
	ck_assert(!roomscene_queues(&claimed));
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

/* Whatever the limit allows: what was made is whole, what was not has left nothing. */
START_TEST(test_mqpair_limit_of_bytes)
{
	int descriptors = scene_descriptors(), pairs = 0, error;
	struct rlimit limit = {.rlim_cur = 40000, .rlim_max = 40000};
	struct mqpair pair[16];

	ck_assert_int_eq(setrlimit(RLIMIT_MSGQUEUE, &limit), 0);
	while ((error = mqpair_create(&pair[pairs], &name, RUNDIR_PRIVATE)) == 0 && pairs < 15)
		pairs++;
	/* None at all where other processes of the account have so many already. */
	ck_assert_int_eq(error, -EMFILE);
	ck_assert(!roomscene_queues(&pair[pairs]));
	ck_assert_ptr_nonnull(strstr(mqpair_explain(error), "ulimit -q"));
	while (pairs > 0)
		mqpair_close(&pair[--pairs]);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

START_TEST(test_mqpair_limit_of_descriptors)
{
	struct rlimit limit, before;
	struct mqpair pair, hub;
	int lowest = dup(0), error;

	close(lowest);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = before;
	/* None, or one. */
	limit.rlim_cur = (rlim_t)(lowest + _i);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	error = mqpair_create(&pair, &name, RUNDIR_PRIVATE);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert_int_eq(error, -ENFILE);
	ck_assert(!roomscene_queues(&pair));
	ck_assert_ptr_nonnull(strstr(mqpair_explain(error), "ulimit -n"));

	ck_assert_int_eq(mqpair_create(&pair, &name, RUNDIR_PRIVATE), 0);
	limit.rlim_cur = (rlim_t)(lowest + 2 + _i);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	error = mqpair_open(&hub, &name, pair.pid, pair.tag, RUNDIR_PRIVATE);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert_int_eq(error, -ENFILE);
	mqpair_close(&pair);
}
END_TEST

static int create_pair(void *context)
{
	return mqpair_create(context, &name, RUNDIR_PRIVATE);
}

static int open_pair(void *context)
{
	const struct mqpair *member = context;
	struct mqpair hub;
	int error = mqpair_open(&hub, &name, member->pid, member->tag, RUNDIR_PRIVATE);

	if (error == 0)
		mqpair_close(&hub);
	return error;
}

START_TEST(test_mqpair_refused)
{
	const struct refusal no_mode = {.call = SYS_fchmod, .error = EPERM};
	const struct refusal no_look = {.call = REFUSAL_FSTAT, .error = EIO};
	int descriptors = scene_descriptors();
	struct mqpair pair;

	if (!refusal_possible())
		return;
	ck_assert_int_eq(refusal_run(&no_mode, create_pair, &pair), -EPERM);
	ck_assert(!roomscene_queues(&pair));
	ck_assert_int_eq(scene_descriptors(), descriptors);

	ck_assert_int_eq(create_pair(&pair), 0);
	ck_assert_int_eq(refusal_run(&no_look, open_pair, &pair), -EIO);
	/* One attempt is all that a member has. */
	ck_assert(!roomscene_queues(&pair));
	ck_assert_int_eq(open_pair(&pair), -ENOENT);
	mqpair_close(&pair);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

START_TEST(test_mqpair_explain)
{
	ck_assert_ptr_null(mqpair_explain(0));
	ck_assert_ptr_null(mqpair_explain(-EACCES));
	ck_assert_ptr_nonnull(strstr(mqpair_explain(-ENOSPC), "fs.mqueue.queues_max"));
	ck_assert_ptr_nonnull(strstr(mqpair_explain(-EINVAL), "fs.mqueue.msg_max"));
	ck_assert_ptr_nonnull(strstr(mqpair_explain(-ENOSYS), "CONFIG_POSIX_MQUEUE"));
	ck_assert_ptr_nonnull(strstr(mqpair_unlisted(), "mount -t mqueue"));
}
END_TEST

/* Of the same process, but another account's queues: /proc tells. Root only. */
static void make_as_stranger(void *context, int out)
{
	struct mqpair *pair = context;

	pair->pid = getpid();
	if (setresuid(SCENE_STRANGER, SCENE_STRANGER, SCENE_STRANGER) < 0)
		_exit(1);
	make_queue(pair, ROOMNAME_REQUESTS, 0600, 512);
	make_queue(pair, ROOMNAME_RESPONSES, 0600, 512);
	scene_say(out, pair->pid);
	scene_wait_for_end();
}

START_TEST(test_mqpair_open_refuses_another_account)
{
	struct mqpair claimed = {.name = name, .tag = 4711}, hub;
	struct actor actor;

	scene_act(&actor, make_as_stranger, &claimed);
	claimed.pid = scene_hear(&actor);
	ck_assert_int_eq(
		mqpair_open(&hub, &name, claimed.pid, claimed.tag, RUNDIR_PRIVATE), -EPERM);
	scene_kill(&actor);
	ck_assert(!roomscene_queues(&claimed));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mqpair");
	TCase *tcase = tcase_create("mqpair");

	if (!roomscene_has_queues()) {
		printf("1..0 # SKIP there are no POSIX message queues here\n");
		return 0;
	}
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_mqpair_both_ways);
	tcase_add_test(tcase, test_mqpair_refuses_sizes);
	tcase_add_test(tcase, test_mqpair_without_a_hub);
	tcase_add_test(tcase, test_mqpair_unlink_once);
	tcase_add_loop_test(tcase, test_mqpair_open_believes_nothing, 0, COUNT(strange));
	tcase_add_loop_test(tcase, test_mqpair_open_wants_both, 0, 2);
	tcase_add_test(tcase, test_mqpair_limit_of_bytes);
	tcase_add_loop_test(tcase, test_mqpair_limit_of_descriptors, 0, 2);
	tcase_add_test(tcase, test_mqpair_refused);
	tcase_add_test(tcase, test_mqpair_explain);
	if (geteuid() == 0)
		tcase_add_test(tcase, test_mqpair_open_refuses_another_account);
	suite_add_tcase(suite, tcase);
	return roomscene_run(suite);
}
