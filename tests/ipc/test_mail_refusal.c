/* SPDX-License-Identifier: ISC */
/*
 * The mailbox where the kernel refuses a call: the error is told, no text is lost or cut, and no
 * queue, name or descriptor is left.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/msg.h>
#include <unistd.h>

#include "ipc/mailbox.h"
#include "ipc/mailspool.h"
#include "ipc/mailwait.h"
#include "tests/ipc/queues.h"
#include "tests/ipc/refusal.h"
#include "tests/ipc/scene.h"

#define NEW_FILE (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
#define NEW_MARK (O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)

/* How the C library gives a command of msgctl(2), see there. */
#define COMMAND(name) (uint32_t)((name) | (sizeof(long) == 8 ? 0 : 0x100))

/* What is put has two parts, the second of which is so long. */
#define REST 10

static struct rundir rundir;
static struct mailbox mailbox;
static struct buffer text;
static char *two_parts;
static size_t len;
static int stray = -1;

static void setup(void)
{
	struct msginfo info;

	scene_open(&rundir);
	ck_assert_int_eq(mailbox_open(&mailbox, &rundir, SEAT_A, true, NULL), 0);
	queues_note(mailbox.queue);
	ck_assert_int_ge(msgctl(0, IPC_INFO, (struct msqid_ds *)&info), 0);
	len = (size_t)info.msgmax + REST - 1;
	two_parts = malloc(len + 1);
	memset(two_parts, 't', len);
	two_parts[len] = '\0';
}

static void teardown(void)
{
	if (stray >= 0)
		msgctl(stray, IPC_RMID, NULL);
	mailbox_remove(&rundir, SEAT_A, false);
	rundir_close(&rundir);
	buffer_fini(&text);
	free(two_parts);
}

static int take(void)
{
	text.len = 0;
	return mailbox_take(&mailbox, MAILBOX_ANY, &text, NULL);
}

/* A queue of the directory that no file names; and what is no chat beside the chat. */
static void make_stray(void)
{
	struct msqid_ds ds;

	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &ds), 0);
	stray = queues_note(
		msgget((ds.msg_perm.__key & ~0xff) | 0xf0, IPC_CREAT | IPC_EXCL | 0600));
	ck_assert_int_ge(stray, 0);
	scene_write(rundir.base, "file", "", 0);
}

static int put(void *context)
{
	(void)context;
	return mailbox_put(&mailbox, 5, two_parts, len);
}

static int open_again(void *context)
{
	struct mailbox again;

	(void)context;
	return mailbox_open(&again, &rundir, SEAT_A, true, NULL);
}

static int open_other(void *context)
{
	struct mailbox other;
	int error = mailbox_open(&other, &rundir, SEAT_B, true, NULL);

	(void)context;
	return error == 0 ? mailbox_remove(&rundir, SEAT_B, true) : error;
}

static int remove_it(void *context)
{
	(void)context;
	return mailbox_remove(&rundir, SEAT_A, false);
}

static int sweep(void *context)
{
	(void)context;
	return mailbox_sweep(&rundir, false, NULL, NULL);
}

static int open_spool(void *context)
{
	struct mailspool spool;
	int error = mailspool_open(&spool, openat(rundir.base, ".", O_TMPFILE | O_RDWR, 0600));

	(void)context;
	mailspool_close(&spool);
	return error;
}

static int grow_spool(void *context)
{
	struct mailspool_message *message;

	return mailspool_room(context, 1 << 20, &message);
}

static int wait_for_mail(void *context)
{
	struct mailwait *wait = NULL;
	int error = mailwait_open(&wait, mailbox.queue, 0);

	(void)context;
	mailwait_close(wait);
	return error;
}

static const struct {
	const char *what;
	int (*act)(void *context);
	struct refusal refusal;
} cases[] = {
	{"the lock", put, {.call = SYS_flock, .error = ENOLCK}},
	{"no descriptor for the mark", put, {SYS_openat, EMFILE, 3, NEW_MARK}},
	{"no room for the mark", put, {.call = SYS_write, .error = ENOSPC}},
	{"the first part", put, {.call = SYS_msgsnd, .error = EAGAIN}},
	{"the second part", put, {SYS_msgsnd, EAGAIN, 3, REST}},
	{"a look at the file", open_again, {.call = REFUSAL_FSTAT, .error = EIO}},
	{"reading the file", open_again, {.call = SYS_read, .error = EIO}},
	{"no queue", open_other, {.call = SYS_msgget, .error = ENOSPC}},
	{"no descriptor for the file", open_other, {SYS_openat, EMFILE, 3, NEW_FILE}},
	{"no room for the file", open_other, {.call = SYS_write, .error = ENOSPC}},
	{"a name for the file", open_other, {.call = SYS_renameat, .error = EIO}},
	{"removing", remove_it, {SYS_msgctl, EPERM, 2, COMMAND(IPC_RMID)}},
	{"the list of queues", sweep, {SYS_msgctl, ENOSYS, 2, COMMAND(MSG_INFO)}},
	{"a look at the spool", open_spool, {.call = REFUSAL_FSTAT, .error = EIO}},
	{"no descriptor to wait", wait_for_mail, {.call = SYS_eventfd2, .error = EMFILE}},
};

START_TEST(test_mail_refusal)
{
	int descriptors = scene_descriptors(), error;

	if (!refusal_possible())
		return;
	error = refusal_run(&cases[_i].refusal, cases[_i].act, NULL);
	ck_assert_msg(error == -cases[_i].refusal.error, "%s: %d", cases[_i].what, error);
	ck_assert_int_eq(scene_descriptors(), descriptors);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	/* No mark, and no queue without a file. */
	ck_assert_int_eq(scene_count(rundir.base), 1);
	ck_assert_int_eq(mailbox_sweep(&rundir, true, NULL, NULL), 0);
	ck_assert_int_eq(take(), -ENOMSG);
	/* All is as it was. */
	ck_assert_int_eq(cases[_i].act(NULL), 0);
}
END_TEST

/* What was withdrawn is in the spool for a moment, and takes no room of it afterwards. */
START_TEST(test_mail_refusal_with_a_spool)
{
	const struct refusal refusal = {SYS_msgsnd, EAGAIN, 3, REST};
	struct mailspool_message *message;
	struct mailspool spool;

	if (!refusal_possible())
		return;
	ck_assert_int_eq(
		mailspool_open(&spool, openat(rundir.base, ".", O_TMPFILE | O_RDWR, 0600)), 0);
	ck_assert_int_eq(refusal_run(&refusal, put, NULL), -EAGAIN);
	ck_assert_int_eq(mailbox_put(&mailbox, 5, "next", 4), 0);
	mailbox.spool = &spool;
	ck_assert_int_eq(take(), 0);
	ck_assert_uint_eq(text.len, 4);
	ck_assert_mem_eq(text.data, "next", 4);
	mailspool_rewind(&spool);
	ck_assert_int_eq(mailspool_again(&spool, &message), 5);
	ck_assert_str_eq(message->text, "next");
	ck_assert_int_eq(mailspool_again(&spool, &message), -ENOMSG);
	mailbox.spool = NULL;
	mailspool_close(&spool);
}
END_TEST

START_TEST(test_mail_refusal_of_room_in_the_spool)
{
	const struct refusal refusal = {.call = SYS_mremap, .error = ENOMEM};
	struct mailspool_message *message;
	struct mailspool spool;

	if (!refusal_possible())
		return;
	ck_assert_int_eq(
		mailspool_open(&spool, openat(rundir.base, ".", O_TMPFILE | O_RDWR, 0600)), 0);
	ck_assert_int_eq(refusal_run(&refusal, grow_spool, &spool), -ENOMEM);
	/* What there was is there still. */
	ck_assert(mailspool_is_empty(&spool));
	ck_assert_int_eq(mailspool_room(&spool, 100, &message), 0);
	mailspool_close(&spool);
}
END_TEST

/* Who may write to the queue, and not look at it, says what it has to say all the same. */
START_TEST(test_mail_refusal_of_a_look)
{
	const struct refusal refusal = {SYS_msgctl, EACCES, 2, COMMAND(IPC_STAT)};

	if (!refusal_possible())
		return;
	ck_assert_int_eq(refusal_run(&refusal, put, NULL), 0);
	ck_assert_int_eq(scene_count(rundir.base), 1);
	ck_assert_int_eq(take(), 0);
	ck_assert_uint_eq(text.len, len);
	ck_assert_mem_eq(text.data, two_parts, len);
}
END_TEST

START_TEST(test_mail_refusal_of_a_sweep)
{
	const struct refusal refusal = {SYS_msgctl, EPERM, 2, COMMAND(IPC_RMID)};

	if (!refusal_possible())
		return;
	make_stray();
	ck_assert_int_eq(refusal_run(&refusal, sweep, NULL), 0);
	ck_assert_int_eq(queues_count(stray), 0);
	ck_assert_int_eq(sweep(NULL), 1);
	ck_assert_int_eq(queues_count(stray), -1);
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
	stray = -1;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mail_refusal");
	TCase *tcase = tcase_create("mail_refusal");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test_mail_refusal, 0, COUNT(cases));
	tcase_add_test(tcase, test_mail_refusal_with_a_spool);
	tcase_add_test(tcase, test_mail_refusal_of_room_in_the_spool);
	tcase_add_test(tcase, test_mail_refusal_of_a_look);
	tcase_add_test(tcase, test_mail_refusal_of_a_sweep);
	suite_add_tcase(suite, tcase);
	return queues_run(suite);
}
