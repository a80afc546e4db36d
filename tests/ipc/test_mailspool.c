/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailspool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/mailbox.h"
#include "tests/ipc/queues.h"
#include "tests/ipc/scene.h"

static struct rundir rundir;
static struct mailbox mailbox;
static struct mailspool spool;
static struct buffer text;
static size_t part;

static int open_file(void)
{
	int fd = openat(rundir.fd, "taken", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	return fd;
}

static void open_spool(void)
{
	ck_assert_int_eq(mailspool_open(&spool, open_file()), 0);
}

static void setup(void)
{
	struct msginfo info;

	scene_open(&rundir);
	ck_assert_int_eq(mailbox_open(&mailbox, &rundir, SEAT_A, true, NULL), 0);
	queues_note(mailbox.queue);
	mailbox.spool = &spool;
	ck_assert_int_ge(msgctl(0, IPC_INFO, (struct msqid_ds *)&info), 0);
	part = (size_t)info.msgmax;
	open_spool();
}

static void teardown(void)
{
	mailspool_close(&spool);
	unlinkat(rundir.fd, "taken", 0);
	mailbox_remove(&rundir, SEAT_A, false);
	rundir_close(&rundir);
	buffer_fini(&text);
}

static void put(const char *string)
{
	ck_assert_int_eq(mailbox_put(&mailbox, 5, string, strlen(string)), 0);
}

static int take(void)
{
	text.len = 0;
	return mailbox_take(&mailbox, MAILBOX_ANY, &text, NULL);
}

static bool takes(const char *string)
{
	size_t n = strlen(string);

	return take() == 0 && text.len == n && memcmp(text.data, string, n) == 0;
}

/* What the next process finds. */
static void reopen(void)
{
	mailspool_close(&spool);
	open_spool();
}

/* A child does it, and is killed without having closed anything. */
static void killed_after(void (*act)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		mailspool_close(&spool);
		if (mailspool_open(&spool, open_file()) == 0)
			act();
		raise(SIGKILL);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	reopen();
}

static void take_in_child(void)
{
	take();
}

START_TEST(test_mailspool_empty)
{
	struct mailspool_message *message;

	ck_assert(mailspool_is_empty(&spool));
	ck_assert_int_eq(mailspool_again(&spool, &message), -ENOMSG);
	ck_assert_int_eq(take(), -ENOMSG);
	ck_assert(mailspool_is_empty(&spool));
	reopen();
	ck_assert(mailspool_is_empty(&spool));
}
END_TEST

START_TEST(test_mailspool_keeps_until_cleared)
{
	struct mailspool_note note = {.epoch = 7, .seq = 8, .said = 9}, found;

	put("one");
	put("two");
	mailspool_note(&spool, &note);
	ck_assert(takes("one"));
	ck_assert(!mailspool_is_empty(&spool));
	ck_assert_int_eq(queues_count(mailbox.queue), 1);
	/* Not cleared: the same once more, and from the next process, too. */
	ck_assert(takes("one"));
	reopen();
	mailspool_read_note(&spool, &found);
	ck_assert(found.epoch == 7 && found.seq == 8 && found.said == 9);
	ck_assert(takes("one"));
	mailspool_clear(&spool);
	ck_assert(takes("two"));
	mailspool_clear(&spool);
	ck_assert_int_eq(take(), -ENOMSG);
}
END_TEST

START_TEST(test_mailspool_killed)
{
	put("one");
	put("two");
	killed_after(take_in_child);
	ck_assert(!mailspool_is_empty(&spool));
	ck_assert_int_eq(queues_count(mailbox.queue), 1);
	ck_assert(takes("one"));
	mailspool_clear(&spool);
	ck_assert(takes("two"));
}
END_TEST

static void receive_in_child(void)
{
	struct mailspool_message *message;

	if (mailspool_room(&spool, 1024, &message) == 0)
		msgrcv(mailbox.queue, message, 1024, 0, IPC_NOWAIT);
}

/* Between the system call and the next instruction. */
START_TEST(test_mailspool_killed_at_once)
{
	char *longer = malloc(part + 11);

	put("one");
	killed_after(receive_in_child);
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
	ck_assert(takes("one"));
	mailspool_clear(&spool);
	/* Of a text in parts, the rest of which is in the queue. */
	memset(longer, 'l', part + 10);
	longer[part + 10] = '\0';
	put(longer);
	put("two");
	mailspool_clear(&spool);
	ck_assert_int_eq(queues_count(mailbox.queue), 3);
	killed_after(receive_in_child);
	ck_assert(mailspool_is_empty(&spool));
	free(longer);
}
END_TEST

static void receive_part_in_child(void)
{
	struct mailspool_message *message;

	if (mailspool_room(&spool, part, &message) == 0)
		msgrcv(mailbox.queue, message, part, 0, IPC_NOWAIT);
}

START_TEST(test_mailspool_killed_between_parts)
{
	char *longer = malloc(part + 11);

	memset(longer, 'l', part + 10);
	longer[part + 10] = '\0';
	put(longer);
	put("two");
	killed_after(receive_part_in_child);
	ck_assert_int_eq(queues_count(mailbox.queue), 2);
	ck_assert(takes(longer));
	mailspool_clear(&spool);
	ck_assert(takes("two"));
	free(longer);
}
END_TEST

/* Somebody else has taken the rest: what follows is another text. */
START_TEST(test_mailspool_rest_is_gone)
{
	struct mailbox other = mailbox;
	char *longer = malloc(part + 11);

	other.spool = NULL;
	memset(longer, 'l', part + 10);
	longer[part + 10] = '\0';
	put(longer);
	put("two");
	killed_after(receive_part_in_child);
	text.len = 0;
	ck_assert_int_eq(mailbox_take(&other, MAILBOX_ANY, &text, NULL), 0);
	ck_assert_uint_eq(text.len, 10);
	ck_assert_int_eq(take(), 0);
	ck_assert_uint_eq(text.len, part);
	mailspool_clear(&spool);
	ck_assert(takes("two"));
	free(longer);
}
END_TEST

/* And so is the queue: what was taken is all that there is. */
START_TEST(test_mailspool_queue_is_gone)
{
	char *longer = malloc(part + 11);

	memset(longer, 'l', part + 10);
	longer[part + 10] = '\0';
	put(longer);
	killed_after(receive_part_in_child);
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_RMID, NULL), 0);
	ck_assert_int_eq(take(), 0);
	ck_assert_uint_eq(text.len, part);
	mailspool_clear(&spool);
	ck_assert_int_eq(take(), -EIDRM);
	free(longer);
}
END_TEST

/* Longer than messages can be: the room grows, and nothing of an earlier text is found behind. */
START_TEST(test_mailspool_grows)
{
	char *longer = malloc(part);

	memset(longer, 'g', part - 1);
	longer[part - 1] = '\0';
	put(longer);
	ck_assert(takes(longer));
	mailspool_clear(&spool);
	put("short");
	killed_after(take_in_child);
	ck_assert(takes("short"));
	mailspool_clear(&spool);
	reopen();
	ck_assert(mailspool_is_empty(&spool));
	free(longer);
}
END_TEST

START_TEST(test_mailspool_no_room)
{
	struct rlimit old, none = {.rlim_cur = 1000};

	mailspool_close(&spool);
	unlinkat(rundir.fd, "taken", 0);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	none.rlim_max = old.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	ck_assert_int_eq(mailspool_open(&spool, open_file()), -EFBIG);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	ck_assert_int_eq(spool.fd, -1);
	open_spool();
}
END_TEST

START_TEST(test_mailspool_damaged)
{
	static char bytes[8192];
	int fd;

	mailspool_close(&spool);
	memset(bytes, 'x', sizeof(bytes));
	fd = open_file();
	ck_assert_int_eq(pwrite(fd, bytes, sizeof(bytes), 0), sizeof(bytes));
	ck_assert_int_eq(mailspool_open(&spool, fd), -EBADMSG);
	/* Sound at its head, and rubbish behind: no room is as big as it says. */
	fd = open_file();
	ck_assert_int_eq(ftruncate(fd, 0), 0);
	ck_assert_int_eq(mailspool_open(&spool, fd), 0);
	fd = open_file();
	ck_assert_int_eq(pwrite(fd, bytes, sizeof(bytes), 64), sizeof(bytes));
	close(fd);
	reopen();
	ck_assert(mailspool_is_empty(&spool));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mailspool");
	TCase *tcase = tcase_create("mailspool");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_mailspool_empty);
	tcase_add_test(tcase, test_mailspool_keeps_until_cleared);
	tcase_add_test(tcase, test_mailspool_killed);
	tcase_add_test(tcase, test_mailspool_killed_at_once);
	tcase_add_test(tcase, test_mailspool_killed_between_parts);
	tcase_add_test(tcase, test_mailspool_rest_is_gone);
	tcase_add_test(tcase, test_mailspool_queue_is_gone);
	tcase_add_test(tcase, test_mailspool_grows);
	tcase_add_test(tcase, test_mailspool_no_room);
	tcase_add_test(tcase, test_mailspool_damaged);
	suite_add_tcase(suite, tcase);
	return queues_run(suite);
}
