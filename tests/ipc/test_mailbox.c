/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/maillock.h"
#include "tests/ipc/queues.h"
#include "tests/ipc/scene.h"

static struct rundir rundir;
static struct mailbox mailbox;
static struct buffer text;
static size_t part;

static int open_noted(const struct rundir *in, struct mailbox *out, bool *anew)
{
	int error = mailbox_open(out, in, SEAT_A, true, anew);

	if (error == 0)
		queues_note(out->queue);
	return error;
}

/* Each test: a directory and A's mailbox in it. */
static void setup(void)
{
	struct msginfo info;

	scene_open(&rundir);
	ck_assert_int_eq(open_noted(&rundir, &mailbox, NULL), 0);
	ck_assert_int_ge(msgctl(0, IPC_INFO, (struct msqid_ds *)&info), 0);
	part = (size_t)info.msgmax;
}

static void teardown(void)
{
	mailbox_remove(&rundir, SEAT_A, false);
	rundir_close(&rundir);
	buffer_fini(&text);
}

static int put(long type, const char *string)
{
	return mailbox_put(&mailbox, type, string, strlen(string));
}

static int take(long type)
{
	text.len = 0;
	return mailbox_take(&mailbox, type, &text, NULL);
}

static bool is_text(const char *bytes, size_t n)
{
	return text.len == n && (n == 0 || memcmp(text.data, bytes, n) == 0);
}

static bool taken(long type, const char *string)
{
	return take(type) == 0 && is_text(string, strlen(string));
}

static char *long_text(size_t len)
{
	char *bytes = malloc(len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)('a' + i * 7 % 26);
	bytes[len] = '\0';
	return bytes;
}

static void set_capacity(size_t bytes)
{
	struct msqid_ds ds;

	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &ds), 0);
	ds.msg_qbytes = bytes;
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_SET, &ds), 0);
}

START_TEST(test_mailbox_most_urgent_first)
{
	long type;

	ck_assert_int_eq(take(MAILBOX_ANY), -ENOMSG);
	ck_assert_int_eq(put(10, "ten"), 0);
	ck_assert_int_eq(put(3, "three"), 0);
	ck_assert_int_eq(put(LONG_MAX, "last"), 0);
	ck_assert_int_eq(put(3, "three again"), 0);
	ck_assert_int_eq(put(1, ""), 0);
	ck_assert_int_eq(queues_count(mailbox.queue), 5);
	text.len = 0;
	ck_assert_int_eq(mailbox_take(&mailbox, MAILBOX_ANY, &text, &type), 0);
	ck_assert(is_text("", 0) && type == 1);
	ck_assert_int_eq(mailbox_take(&mailbox, MAILBOX_ANY, &text, &type), 0);
	ck_assert(is_text("three", 5) && type == 3);
	/* Appended. */
	ck_assert_int_eq(mailbox_take(&mailbox, MAILBOX_ANY, &text, &type), 0);
	ck_assert(is_text("threethree again", 16) && type == 3);
	ck_assert(taken(MAILBOX_ANY, "ten"));
	ck_assert(taken(MAILBOX_ANY, "last"));
	ck_assert_int_eq(take(MAILBOX_ANY), -ENOMSG);
}
END_TEST

START_TEST(test_mailbox_by_type)
{
	ck_assert_int_eq(put(2, "two"), 0);
	ck_assert_int_eq(put(4, "four"), 0);
	ck_assert_int_eq(take(3), -ENOMSG);
	ck_assert_int_eq(take(-1), -ENOMSG);
	ck_assert(taken(4, "four"));
	ck_assert(taken(-3, "two"));
	ck_assert_int_eq(put(0, "zero"), -EINVAL);
	ck_assert_int_eq(put(-1, "minus one"), -EINVAL);
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
}
END_TEST

/* What other programs see: text and NUL; of a long one, full messages and a rest. */
START_TEST(test_mailbox_messages_are_text_and_nul)
{
	char *bytes = long_text(part + 1), *got = malloc(part + 1);

	ck_assert_int_eq(put(5, "hello"), 0);
	ck_assert_int_eq(queues_receive(mailbox.queue, 5, got, part), 6);
	ck_assert_mem_eq(got, "hello", 6);
	/* Just one message, just more than one, and a rest of NUL alone. */
	ck_assert_int_eq(mailbox_put(&mailbox, 5, bytes, part - 1), 0);
	ck_assert_int_eq(queues_receive(mailbox.queue, 5, got, part), (int)part);
	ck_assert_mem_eq(got, bytes, part - 1);
	ck_assert_int_eq(got[part - 1], '\0');
	ck_assert_int_eq(mailbox_put(&mailbox, 5, bytes, part), 0);
	ck_assert_int_eq(queues_receive(mailbox.queue, 5, got, part), (int)part);
	ck_assert_mem_eq(got, bytes, part);
	ck_assert_int_eq(queues_receive(mailbox.queue, 5, got, part), 1);
	ck_assert_int_eq(got[0], '\0');
	ck_assert_int_eq(queues_receive(mailbox.queue, 0, got, part), -1);
	free(bytes);
	free(got);
}
END_TEST

START_TEST(test_mailbox_parts_are_joined)
{
	const size_t sizes[] = {1000, 2000, part - 1, part, part + 1, 2 * part - 2, 2 * part - 1};

	set_capacity(2 * part);
	for (int i = 0; i < COUNT(sizes); i++) {
		char *bytes = long_text(sizes[i]);

		ck_assert_int_eq(mailbox_put(&mailbox, 7, bytes, sizes[i]), 0);
		ck_assert_int_eq(take(MAILBOX_ANY), 0);
		ck_assert(is_text(bytes, sizes[i]));
		ck_assert_int_eq(queues_count(mailbox.queue), 0);
		free(bytes);
	}
	/* The mark is gone. */
	ck_assert_int_eq(scene_count(rundir.base), 1);
}
END_TEST

/* The rest comes of the same type, though something more urgent waits. */
START_TEST(test_mailbox_parts_of_one_type)
{
	char *bytes = long_text(part + 5);
	long type;

	ck_assert_int_eq(mailbox_put(&mailbox, 7, bytes, part + 5), 0);
	ck_assert_int_eq(put(7, "behind"), 0);
	ck_assert_int_eq(put(2, "urgent"), 0);
	text.len = 0;
	ck_assert_int_eq(mailbox_take(&mailbox, 7, &text, &type), 0);
	ck_assert_int_eq(type, 7);
	ck_assert(is_text(bytes, part + 5));
	ck_assert(taken(MAILBOX_ANY, "urgent"));
	ck_assert(taken(MAILBOX_ANY, "behind"));
	free(bytes);
}
END_TEST

START_TEST(test_mailbox_foreign_messages)
{
	char *bytes = long_text(part);

	queues_send(mailbox.queue, 9, "", 0);
	queues_send(mailbox.queue, 9, "no end", 6);
	queues_send(mailbox.queue, 9, "padded\0\0\0\0", 10);
	queues_send(mailbox.queue, 9, "\0\xff\0\x1b[2J", 7);
	queues_send(mailbox.queue, 9, bytes, part - 1);
	/* To the brim and with a NUL in it: no part. */
	bytes[10] = '\0';
	queues_send(mailbox.queue, 9, bytes, 11);
	ck_assert(taken(9, ""));
	ck_assert(taken(9, "no end"));
	ck_assert(taken(9, "padded"));
	ck_assert_int_eq(take(9), 0);
	ck_assert(is_text("\0\xff\0\x1b[2J", 7));
	ck_assert_int_eq(take(9), 0);
	ck_assert_uint_eq(text.len, part - 1);
	ck_assert_int_eq(take(9), 0);
	ck_assert_uint_eq(text.len, 10);
	queues_send(mailbox.queue, 9, bytes, part);
	ck_assert_int_eq(put(9, "next"), 0);
	ck_assert_int_eq(take(9), 0);
	ck_assert(is_text(bytes, part));
	ck_assert(taken(9, "next"));
	free(bytes);
}
END_TEST

START_TEST(test_mailbox_part_without_rest)
{
	char *bytes = long_text(part);

	queues_send(mailbox.queue, 4, bytes, part);
	ck_assert_int_eq(put(5, "of another type"), 0);
	ck_assert_int_eq(take(4), 0);
	ck_assert(is_text(bytes, part));
	ck_assert(taken(MAILBOX_ANY, "of another type"));
	free(bytes);
}
END_TEST

START_TEST(test_mailbox_withdrawn_parts)
{
	char *bytes = long_text(part);

	queues_send(mailbox.queue, 4, bytes, part);
	queues_send(mailbox.queue, 4, "", 0);
	ck_assert_int_eq(take(MAILBOX_ANY), -ENOMSG);
	ck_assert_uint_eq(text.len, 0);
	queues_send(mailbox.queue, 4, bytes, part);
	queues_send(mailbox.queue, 4, "", 0);
	ck_assert_int_eq(put(4, "sound"), 0);
	ck_assert(taken(MAILBOX_ANY, "sound"));
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
	free(bytes);
}
END_TEST

/* What a kill leaves: the mark, and so many parts of two. */
static void leave_parts(int parts)
{
	char *bytes = long_text(part);

	ck_assert_int_eq(maillock_take(rundir.base, MAILLOCK_PATIENCE_MS), 0);
	ck_assert_int_eq(maillock_begin(rundir.base, mailbox.queue, 6,
				 (uint64_t)queues_count(mailbox.queue), 2),
		0);
	if (parts > 0)
		queues_send(mailbox.queue, 6, bytes, part);
	if (parts > 1)
		queues_send(mailbox.queue, 6, "end", 4);
	maillock_release(rundir.base);
	ck_assert_int_eq(scene_count(rundir.base), 2);
	free(bytes);
}

START_TEST(test_mailbox_killed_between_parts)
{
	ck_assert_int_eq(put(6, "before"), 0);
	leave_parts(_i);
	if (_i < 2)
		ck_assert_int_eq(put(6, "behind"), 0);
	ck_assert(taken(6, "before"));
	if (_i == 2) {
		ck_assert_int_eq(take(6), 0);
		ck_assert_uint_eq(text.len, part + 3);
	} else {
		ck_assert(taken(6, "behind"));
	}
	ck_assert_int_eq(take(6), -ENOMSG);
	ck_assert_int_eq(scene_count(rundir.base), 1);
}
END_TEST

START_TEST(test_mailbox_mark_that_is_damaged_or_of_a_gone_queue)
{
	leave_parts(1);
	scene_write(rundir.base, ".mail", "shmooze mark 1\nque", 18);
	ck_assert_int_eq(take(6), 0);
	ck_assert_int_eq(scene_count(rundir.base), 1);
	leave_parts(1);
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_RMID, NULL), 0);
	ck_assert_int_eq(take(6), -EIDRM);
	ck_assert_int_eq(scene_count(rundir.base), 1);
}
END_TEST

START_TEST(test_mailbox_full)
{
	char *bytes = long_text(part + 10);

	set_capacity(part + 10);
	/* One byte more than it could ever hold. */
	ck_assert_int_eq(mailbox_put(&mailbox, 1, bytes, part + 10), -EMSGSIZE);
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
	ck_assert_int_eq(mailbox_put(&mailbox, 1, bytes, part + 9), 0);
	ck_assert_int_eq(put(1, ""), -EAGAIN);
	ck_assert_int_eq(take(MAILBOX_ANY), 0);
	/* Room for the first part, not for both. */
	ck_assert_int_eq(put(1, "1234"), 0);
	ck_assert_int_eq(mailbox_put(&mailbox, 1, bytes, part + 5), -EAGAIN);
	ck_assert_int_eq(queues_count(mailbox.queue), 1);
	ck_assert_int_eq(mailbox_put(&mailbox, 1, bytes, part + 4), 0);
	ck_assert(taken(MAILBOX_ANY, "1234"));
	ck_assert_int_eq(take(MAILBOX_ANY), 0);
	ck_assert_uint_eq(text.len, part + 4);
	free(bytes);
}
END_TEST

START_TEST(test_mailbox_stat)
{
	struct mailbox_info info;

	ck_assert_int_eq(mailbox_stat(&mailbox, &info), 0);
	ck_assert_uint_eq(info.messages, 0);
	ck_assert_int_gt(info.changed, 0);
	ck_assert_int_eq(put(1, "12345"), 0);
	ck_assert_int_eq(mailbox_stat(&mailbox, &info), 0);
	ck_assert_uint_eq(info.messages, 1);
	ck_assert_uint_eq(info.bytes, 6);
	ck_assert_uint_ge(info.bytes_max, 6);
	ck_assert_int_gt(info.changed, 0);
	ck_assert_uint_eq(info.uid, geteuid());
	ck_assert_uint_eq(info.mode, 0600);
}
END_TEST

START_TEST(test_mailbox_is_found_again)
{
	struct mailbox again;
	bool anew = true;

	ck_assert_int_eq(put(1, "kept"), 0);
	ck_assert_int_eq(mailbox_open(&again, &rundir, SEAT_A, false, NULL), 0);
	ck_assert_int_eq(again.queue, mailbox.queue);
	ck_assert_int_eq(mailbox_open(&again, &rundir, SEAT_A, true, &anew), 0);
	ck_assert(again.queue == mailbox.queue && !anew);
	ck_assert_int_eq(mailbox_open(&again, &rundir, SEAT_B, false, NULL), -ENOENT);
	ck_assert_int_eq(mailbox_open_queue(&again, mailbox.queue, rundir.base), 0);
	text.len = 0;
	ck_assert_int_eq(mailbox_take(&again, MAILBOX_ANY, &text, NULL), 0);
	ck_assert(is_text("kept", 4));
}
END_TEST

START_TEST(test_mailbox_removed_meanwhile)
{
	struct mailbox other;
	struct mailbox_info info;
	bool anew = false;

	ck_assert_int_eq(msgctl(mailbox.queue, IPC_RMID, NULL), 0);
	ck_assert_int_eq(put(1, "lost?"), -EIDRM);
	ck_assert_int_eq(take(1), -EIDRM);
	ck_assert_int_eq(mailbox_stat(&mailbox, &info), -EIDRM);
	ck_assert_int_eq(mailbox_remove_queue(&mailbox), -EIDRM);
	ck_assert_int_eq(mailbox_open_queue(&other, mailbox.queue, rundir.base), -ENOENT);
	ck_assert_int_eq(mailbox_open(&other, &rundir, SEAT_A, false, NULL), -ENOENT);
	ck_assert_int_eq(open_noted(&rundir, &other, &anew), 0);
	ck_assert(anew);
	mailbox = other;
	ck_assert_int_eq(put(1, "anew"), 0);
	ck_assert(taken(1, "anew"));
}
END_TEST

/* An id that means another queue by now. */
START_TEST(test_mailbox_id_of_another_queue)
{
	char file[128];
	int other = queues_new(), n;
	struct mailbox found;
	bool anew = false;

	queues_send(other, 1, "precious", 9);
	n = snprintf(file, sizeof(file), "shmooze mail 1\nqueue %d\nkey 0x53000000\n", other);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, true), 0);
	scene_write(rundir.fd, "A.mail", file, (size_t)n);
	ck_assert_int_eq(mailbox_open(&found, &rundir, SEAT_A, false, NULL), -ENOENT);
	ck_assert_int_eq(open_noted(&rundir, &found, &anew), 0);
	ck_assert(anew && found.queue != other);
	scene_write(rundir.fd, "A.mail", file, (size_t)n);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, false), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	ck_assert_int_eq(queues_count(other), 1);
	msgctl(other, IPC_RMID, NULL);
	msgctl(found.queue, IPC_RMID, NULL);
}
END_TEST

START_TEST(test_mailbox_file_that_is_none)
{
	static const char *const files[] = {"", "notes",
		"shmooze mail 1\nqueue -1\nkey 0x53000000\n",
		"shmooze mail 1\nqueue 99999999999\nkey 0x53000000\n",
		"shmooze mail 1\nqueue 1\nkey 0x53000000\nmore"};
	struct mailbox found;
	bool anew = false;

	for (int i = 0; i < COUNT(files); i++) {
		ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, false), 0);
		scene_write(rundir.fd, "A.mail", files[i], strlen(files[i]));
		ck_assert_int_eq(mailbox_open(&found, &rundir, SEAT_A, false, NULL), -EBADMSG);
		ck_assert_int_eq(open_noted(&rundir, &found, &anew), 0);
		ck_assert(anew);
	}
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, false), 0);
	ck_assert_int_eq(symlinkat("/etc/passwd", rundir.fd, "A.mail"), 0);
	ck_assert_int_eq(mailbox_open(&found, &rundir, SEAT_A, false, NULL), -EBADMSG);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, true), 0);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
}
END_TEST

START_TEST(test_mailbox_remove)
{
	ck_assert_int_eq(put(1, "full"), 0);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, true), -ENOTEMPTY);
	ck_assert_int_eq(queues_count(mailbox.queue), 1);
	ck_assert(taken(1, "full"));
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, true), 0);
	ck_assert_int_eq(queues_count(mailbox.queue), -1);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, true), 0);
	ck_assert_int_eq(open_noted(&rundir, &mailbox, NULL), 0);
	ck_assert_int_eq(put(1, "full"), 0);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, false), 0);
	ck_assert_int_eq(queues_count(mailbox.queue), -1);
}
END_TEST

START_TEST(test_mailbox_key)
{
	struct msqid_ds a, b;
	struct mailbox other;

	ck_assert_int_eq(mailbox_open(&other, &rundir, SEAT_B, true, NULL), 0);
	queues_note(other.queue);
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &a), 0);
	ck_assert_int_eq(msgctl(other.queue, IPC_STAT, &b), 0);
	ck_assert_uint_eq((uint32_t)a.msg_perm.__key >> 24, MAILBOX_KEY);
	ck_assert_uint_eq((uint32_t)a.msg_perm.__key >> 8, (uint32_t)b.msg_perm.__key >> 8);
	ck_assert_int_ne(a.msg_perm.__key, b.msg_perm.__key);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_B, true), 0);
}
END_TEST

struct sweep {
	int empty, full, empties, fulls;
};

static void found(int queue, uint64_t messages, void *context)
{
	struct sweep *sweep = context;

	if (messages == 0 && queue == sweep->empty)
		sweep->empties++;
	else if (messages == 2 && queue == sweep->full)
		sweep->fulls++;
	else
		ck_abort_msg("queue %d", queue);
}

START_TEST(test_mailbox_sweep)
{
	struct sweep sweep = {0};
	struct mailbox other;
	struct rundir elsewhere = rundir;
	struct msqid_ds ds;
	int key, stranger;

	ck_assert_int_eq(mailbox_open(&other, &rundir, SEAT_B, true, NULL), 0);
	queues_note(other.queue);
	ck_assert_int_eq(mailbox_put(&other, 1, "kept", 4), 0);
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &ds), 0);
	key = ds.msg_perm.__key & ~0xff;
	sweep.empty = queues_note(msgget(key | 0xf0, IPC_CREAT | IPC_EXCL | 0600));
	sweep.full = queues_note(msgget(key | 0xf1, IPC_CREAT | IPC_EXCL | 0600));
	stranger = queues_note(msgget((key | 0xf0) ^ 0x8000, IPC_CREAT | IPC_EXCL | 0600));
	queues_send(sweep.full, 1, "1", 1);
	queues_send(sweep.full, 1, "2", 1);
	ck_assert_int_eq(mailbox_sweep(&elsewhere, true, found, &sweep), 1);
	ck_assert_int_eq(queues_count(sweep.empty), 0);
	ck_assert_int_eq(mailbox_sweep(&elsewhere, false, found, &sweep), 1);
	ck_assert(sweep.empties == 2 && sweep.fulls == 2);
	ck_assert_int_eq(queues_count(sweep.empty), -1);
	ck_assert_int_eq(queues_count(sweep.full), 2);
	ck_assert_int_eq(queues_count(stranger), 0);
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
	ck_assert_int_eq(queues_count(other.queue), 1);
	ck_assert_int_eq(mailbox_sweep(&elsewhere, false, NULL, NULL), 0);
	msgctl(sweep.full, IPC_RMID, NULL);
	msgctl(stranger, IPC_RMID, NULL);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_B, false), 0);
}
END_TEST

static void be_a_stranger(void *context, int out)
{
	struct mailbox_info info;
	(void)context;

	if (setresuid(SCENE_STRANGER, SCENE_STRANGER, SCENE_STRANGER) < 0)
		_exit(EXIT_FAILURE);
	scene_say(out, put(1, "hello"));
	scene_say(out, take(1));
	scene_say(out, mailbox_stat(&mailbox, &info));
	scene_say(out, mailbox_remove_queue(&mailbox));
}

START_TEST(test_mailbox_of_another_account)
{
	struct actor actor;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(put(1, "mine"), 0);
	scene_act(&actor, be_a_stranger, NULL);
	ck_assert_int_eq(scene_hear(&actor), -EACCES);
	ck_assert_int_eq(scene_hear(&actor), -EACCES);
	ck_assert_int_eq(scene_hear(&actor), -EACCES);
	ck_assert_int_eq(scene_hear(&actor), -EPERM);
	ck_assert_int_eq(scene_await(&actor), 0);
	ck_assert(taken(1, "mine"));
}
END_TEST

/* Root without the right to look at what is closed to it. */
static void be_nobody_special(void)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, data) < 0)
		_exit(EXIT_FAILURE);
	data[0].effective &= ~(1u << CAP_IPC_OWNER);
	if (syscall(SYS_capset, &head, data) < 0)
		_exit(EXIT_FAILURE);
}

static void find_closed(void *context, int out)
{
	struct mailbox again;
	(void)context;

	be_nobody_special();
	scene_say(out, mailbox_open(&again, &rundir, SEAT_A, true, NULL));
	scene_say(out, mailbox_remove(&rundir, SEAT_A, false));
}

/* A queue that can't be looked at is there all the same: what is in it is not given up. */
START_TEST(test_mailbox_that_is_closed)
{
	struct actor actor;
	struct msqid_ds ds;

	ck_assert_int_eq(put(1, "kept"), 0);
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &ds), 0);
	ds.msg_perm.mode = 0;
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_SET, &ds), 0);
	scene_act(&actor, find_closed, NULL);
	ck_assert_int_eq(scene_hear(&actor), -EACCES);
	ck_assert_int_eq(scene_hear(&actor), -EACCES);
	ck_assert_int_eq(scene_await(&actor), 0);
	ds.msg_perm.mode = 0600;
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_SET, &ds), 0);
	ck_assert_int_eq(mailbox_open(&mailbox, &rundir, SEAT_A, false, NULL), 0);
	ck_assert(taken(1, "kept"));
}
END_TEST

static void squat(void *context, int out)
{
	const key_t *key = context;

	if (setresuid(SCENE_STRANGER, SCENE_STRANGER, SCENE_STRANGER) < 0)
		_exit(EXIT_FAILURE);
	scene_say(out, msgget(*key, IPC_CREAT | IPC_EXCL | 0666));
}

/* A key is anybody's: somebody else's queue under ours is passed by, and left alone. */
START_TEST(test_mailbox_key_of_another_account)
{
	struct actor actor;
	struct msqid_ds ds;
	key_t key;
	int queue;

	if (geteuid() != 0)
		return;
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &ds), 0);
	key = ds.msg_perm.__key;
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, true), 0);
	scene_act(&actor, squat, &key);
	queue = scene_hear(&actor);
	ck_assert_int_ge(queue, 0);
	queues_note(queue);
	ck_assert_int_eq(scene_await(&actor), 0);
	ck_assert_int_eq(open_noted(&rundir, &mailbox, NULL), 0);
	ck_assert_int_ne(mailbox.queue, queue);
	ck_assert_int_eq(msgctl(mailbox.queue, IPC_STAT, &ds), 0);
	ck_assert_uint_eq(ds.msg_perm.cuid, geteuid());
	ck_assert_int_eq(put(1, "mine"), 0);
	mailbox_sweep(&rundir, false, NULL, NULL);
	ck_assert_int_eq(msgctl(queue, IPC_STAT, &ds), 0);
	ck_assert_uint_eq(ds.msg_qnum, 0);
	ck_assert(taken(1, "mine"));
}
END_TEST

static void put_between(void *context, int out)
{
	struct rundir own;
	struct mailbox box;

	(void)context;
	ck_assert_int_eq(rundir_open(&own, "main", false), 0);
	box = (struct mailbox){
		.queue = mailbox.queue, .lock = own.base, .patience_ms = MAILLOCK_PATIENCE_MS};
	scene_say(out, 1);
	scene_say(out, mailbox_put(&box, 6, "other", 5));
}

static char state_of(pid_t pid)
{
	char path[64], state = '?';
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%*d %*[^)]) %c", &state), 1);
	fclose(file);
	return state;
}

/* Between the parts of one text, another sender waits. */
START_TEST(test_mailbox_lock)
{
	char *bytes = long_text(part);
	struct actor actor;

	ck_assert_int_eq(maillock_take(rundir.base, MAILLOCK_PATIENCE_MS), 0);
	queues_send(mailbox.queue, 6, bytes, part);
	scene_act(&actor, put_between, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	SCENE_UNTIL(scene_readable(actor.said, 0) || state_of(actor.pid) == 'S');
	ck_assert_int_eq(queues_count(mailbox.queue), 1);
	queues_send(mailbox.queue, 6, "end", 4);
	maillock_release(rundir.base);
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert_int_eq(scene_await(&actor), 0);
	ck_assert_int_eq(take(6), 0);
	ck_assert_uint_eq(text.len, part + 3);
	free(bytes);
}
END_TEST

#define SENDERS 4
#define TEXTS   60

/* Opens all anew: a lock belongs to who opened. */
static void open_own(struct rundir *own, struct mailbox *box)
{
	ck_assert_int_eq(rundir_open(own, "main", true), 0);
	ck_assert_int_eq(open_noted(own, box, NULL), 0);
}

static int sender_number;

/*
 * A text of a sender: its letter all over, and the number in front. By the limits as they usually
 * are, two long ones have no room in a queue, so every other sender's are short.
 */
static size_t make_text(char *bytes, int sender, int number)
{
	size_t len = (sender % 2 == 0 ? part : 100) + (size_t)number;

	memset(bytes, 'a' + sender, len);
	bytes[0] = (char)('0' + number);
	return len;
}

static void send_texts(void *context, int out)
{
	struct rundir own;
	struct mailbox box;
	char *bytes = malloc(2 * part);

	(void)context;
	open_own(&own, &box);
	for (int i = 0; i < TEXTS; i++) {
		size_t len = make_text(bytes, sender_number, i);

		for (;;) {
			int error = mailbox_put(&box, 1, bytes, len);

			if (error == 0)
				break;
			if (error == -EIDRM)
				ck_assert_int_eq(open_noted(&own, &box, NULL), 0);
			else if (error == -EAGAIN)
				scene_pause();
			else
				_exit(EXIT_FAILURE);
		}
	}
	free(bytes);
	scene_say(out, 0);
}

/* Whose text it is; its number has to be the next of that sender's. */
static void check_text(int next[SENDERS])
{
	char *bytes = malloc(2 * part);
	int sender;

	ck_assert_uint_gt(text.len, 1);
	sender = text.data[1] - 'a';
	ck_assert(sender >= 0 && sender < SENDERS);
	ck_assert(is_text(bytes, make_text(bytes, sender, next[sender])));
	next[sender]++;
	free(bytes);
}

START_TEST(test_mailbox_senders_do_not_mix)
{
	struct actor actors[SENDERS];
	int next[SENDERS] = {0};

	for (sender_number = 0; sender_number < SENDERS; sender_number++)
		scene_act(&actors[sender_number], send_texts, NULL);
	for (int i = 0; i < SENDERS * TEXTS; i++) {
		SCENE_UNTIL(take(MAILBOX_ANY) == 0);
		check_text(next);
	}
	for (int i = 0; i < SENDERS; i++)
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	ck_assert_int_eq(take(MAILBOX_ANY), -ENOMSG);
}
END_TEST

static void remove_when_empty(void *context, int out)
{
	struct rundir own;
	struct mailbox box;

	(void)context;
	open_own(&own, &box);
	scene_say(out, 0);
	for (;;)
		mailbox_remove(&own, SEAT_A, true);
}

static int take_wherever(void)
{
	int error = mailbox_open(&mailbox, &rundir, SEAT_A, false, NULL);

	return error == 0 ? take(MAILBOX_ANY) : error;
}

START_TEST(test_mailbox_removal_loses_nothing)
{
	struct actor actors[SENDERS], remover;
	int next[SENDERS] = {0};

	scene_act(&remover, remove_when_empty, NULL);
	ck_assert_int_eq(scene_hear(&remover), 0);
	for (sender_number = 0; sender_number < SENDERS; sender_number++)
		scene_act(&actors[sender_number], send_texts, NULL);
	for (int i = 0; i < SENDERS * TEXTS; i++) {
		SCENE_UNTIL(take_wherever() == 0);
		check_text(next);
	}
	for (int i = 0; i < SENDERS; i++)
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	scene_kill(&remover);
}
END_TEST

START_TEST(test_mailbox_closes_its_descriptors)
{
	int before = scene_descriptors();
	char *bytes = long_text(part + 1);

	ck_assert_int_eq(mailbox_put(&mailbox, 1, bytes, part + 1), 0);
	ck_assert_int_eq(take(1), 0);
	leave_parts(1);
	ck_assert_int_eq(mailbox_remove(&rundir, SEAT_A, false), 0);
	ck_assert_int_eq(open_noted(&rundir, &mailbox, NULL), 0);
	ck_assert_int_ge(mailbox_sweep(&rundir, true, NULL, NULL), 0);
	ck_assert_int_eq(scene_descriptors(), before);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mailbox");
	TCase *tcase = tcase_create("mailbox");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_mailbox_most_urgent_first);
	tcase_add_test(tcase, test_mailbox_by_type);
	tcase_add_test(tcase, test_mailbox_messages_are_text_and_nul);
	tcase_add_test(tcase, test_mailbox_parts_are_joined);
	tcase_add_test(tcase, test_mailbox_parts_of_one_type);
	tcase_add_test(tcase, test_mailbox_foreign_messages);
	tcase_add_test(tcase, test_mailbox_part_without_rest);
	tcase_add_test(tcase, test_mailbox_withdrawn_parts);
	tcase_add_loop_test(tcase, test_mailbox_killed_between_parts, 0, 3);
	tcase_add_test(tcase, test_mailbox_mark_that_is_damaged_or_of_a_gone_queue);
	tcase_add_test(tcase, test_mailbox_full);
	tcase_add_test(tcase, test_mailbox_stat);
	tcase_add_test(tcase, test_mailbox_is_found_again);
	tcase_add_test(tcase, test_mailbox_removed_meanwhile);
	tcase_add_test(tcase, test_mailbox_id_of_another_queue);
	tcase_add_test(tcase, test_mailbox_file_that_is_none);
	tcase_add_test(tcase, test_mailbox_remove);
	tcase_add_test(tcase, test_mailbox_key);
	tcase_add_test(tcase, test_mailbox_sweep);
	tcase_add_test(tcase, test_mailbox_of_another_account);
	tcase_add_test(tcase, test_mailbox_that_is_closed);
	tcase_add_test(tcase, test_mailbox_key_of_another_account);
	tcase_add_test(tcase, test_mailbox_lock);
	tcase_add_test(tcase, test_mailbox_senders_do_not_mix);
	tcase_add_test(tcase, test_mailbox_removal_loses_nothing);
	tcase_add_test(tcase, test_mailbox_closes_its_descriptors);
	suite_add_tcase(suite, tcase);
	return queues_run(suite);
}
