/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/card.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/direntry.h"
#include "tests/ipc/scene.h"

static const struct card example = {
	.segment = 1234567, .nonce = UINT64_C(0x0123456789abcdef), .pid = 4242};
static const char text[] = "shmooze card 1\nsegment 1234567\nnonce 0123456789abcdef\npid 4242\n";

static const char *const no_cards[] = {
	"",
	"\n",
	"hello\n",
	"shmooze card 2\nsegment 1\nnonce 0000000000000001\npid 1\n",
	"shmooze card 10\nsegment 1\nnonce 0000000000000001\npid 1\n",
	"shmooze card 1 segment 1 nonce 0000000000000001 pid 1\n",
	"shmooze card 1\nsegment x\nnonce 0000000000000001\npid 1\n",
	"shmooze card 1\nsegment 1\nnonce xyz\npid 1\n",
	"shmooze card 1\nsegment 1\nnonce -000000000000001\npid 1\n",
	"shmooze card 1\nsegment 1\nnonce 00000000000000012\npid 1\n",
	"shmooze card 1\nsegment 99999999999999999999\nnonce 0000000000000001\npid 1\n",
	"shmooze card 1\nsegment 1\nnonce 0000000000000001\npid 0\n",
	"shmooze card 1\nsegment 1\nnonce 0000000000000001\npid -1\n",
	"shmooze card 1\nsegment 1\nnonce 0000000000000001\npid 4294967297\n",
	"shmooze card 1\nsegment 1\nnonce 0000000000000001\npid 1\nmore\n",
	"shmooze card 1\nnonce 0000000000000001\nsegment 1\npid 1\n",
};

static int read_card(int dir, struct card *card)
{
	int fd = card_read(dir, SEAT_A, card);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

START_TEST(test_card_write_and_read)
{
	struct rundir rundir;
	struct stat st, read_st;
	struct card card;
	int fd, again;
	char bytes[sizeof(text)] = "";

	scene_open(&rundir);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_A, &card), -ENOENT);
	fd = card_write(rundir.fd, SEAT_A, &example);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	ck_assert_int_eq(fstatat(rundir.fd, "A.card", &st, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_uint_eq(st.st_mode, S_IFREG | 0600);
	again = card_read(rundir.fd, SEAT_A, &card);
	ck_assert_int_ge(again, 0);
	ck_assert_int_eq(card.segment, example.segment);
	ck_assert_uint_eq(card.nonce, example.nonce);
	ck_assert_int_eq(card.pid, example.pid);
	/* Each descriptor is one of the very file. */
	ck_assert_int_eq(fstat(fd, &read_st), 0);
	ck_assert_uint_eq(read_st.st_ino, st.st_ino);
	ck_assert_int_eq(fstat(again, &read_st), 0);
	ck_assert_uint_eq(read_st.st_ino, st.st_ino);
	/* Text for cat(1). */
	ck_assert_int_eq(pread(again, bytes, sizeof(bytes), 0), (ssize_t)strlen(text));
	ck_assert_str_eq(bytes, text);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_B, &card), -ENOENT);
	card_remove(rundir.fd, SEAT_B, fd);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	card_remove(rundir.fd, SEAT_A, fd);
	card_remove(rundir.fd, SEAT_A, fd);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	close(again);
	/* Another's card under the name is none of ours. */
	again = card_write(rundir.fd, SEAT_A, &example);
	ck_assert_int_ge(again, 0);
	card_remove(rundir.fd, SEAT_A, fd);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	card_remove(rundir.fd, SEAT_A, again);
	ck_assert_int_eq(scene_count(rundir.fd), 0);
	close(again);
	close(fd);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_card_extremes)
{
	static const struct card cards[] = {
		{.segment = 0, .nonce = 1, .pid = 1},
		{.segment = INT32_MAX, .nonce = UINT64_MAX, .pid = INT32_MAX},
	};
	struct rundir rundir;
	struct card card;

	scene_open(&rundir);
	for (int i = 0; i < COUNT(cards); i++) {
		close(card_write(rundir.fd, SEAT_A, &cards[i]));
		ck_assert_int_eq(read_card(rundir.fd, &card), 0);
		ck_assert_int_eq(card.segment, cards[i].segment);
		ck_assert_uint_eq(card.nonce, cards[i].nonce);
		ck_assert_int_eq(card.pid, cards[i].pid);
	}
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_card_truncated_anywhere_is_no_card)
{
	struct rundir rundir;
	struct card card;

	scene_open(&rundir);
	for (size_t n = 0; n < strlen(text); n++) {
		scene_write(rundir.fd, "A.card", text, n);
		ck_assert_msg(read_card(rundir.fd, &card) == -EBADMSG, "cut after %zu bytes", n);
	}
	scene_write(rundir.fd, "A.card", text, strlen(text));
	ck_assert_int_eq(read_card(rundir.fd, &card), 0);
	scene_write(rundir.fd, "A.card", text, sizeof(text));
	ck_assert_int_eq(read_card(rundir.fd, &card), -EBADMSG);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_card_that_is_none)
{
	struct rundir rundir;
	struct card card;

	scene_open(&rundir);
	scene_write(rundir.fd, "A.card", no_cards[_i], strlen(no_cards[_i]));
	ck_assert_int_eq(read_card(rundir.fd, &card), -EBADMSG);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_card_of_random_bytes)
{
	struct rundir rundir;
	struct card card;
	char bytes[600];

	scene_open(&rundir);
	srandom(1);
	for (int i = 0; i < 200; i++) {
		size_t n = (size_t)random() % sizeof(bytes);

		for (size_t k = 0; k < n; k++)
			bytes[k] = (char)random();
		scene_write(rundir.fd, "A.card", bytes, n);
		ck_assert_int_eq(read_card(rundir.fd, &card), -EBADMSG);
	}
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_card_read_takes_plain_files_only)
{
	struct rundir rundir;
	struct card card;
	int before;

	scene_open(&rundir);
	before = scene_descriptors();
	scene_write(rundir.fd, "real", text, strlen(text));
	ck_assert_int_eq(symlinkat("real", rundir.fd, "A.card"), 0);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_A, &card), -EPERM);
	ck_assert_int_eq(unlinkat(rundir.fd, "A.card", 0), 0);
	ck_assert_int_eq(mkfifoat(rundir.fd, "A.card", 0600), 0);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_A, &card), -EPERM);
	ck_assert_int_eq(unlinkat(rundir.fd, "A.card", 0), 0);
	ck_assert_int_eq(mkdirat(rundir.fd, "A.card", 0700), 0);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_A, &card), -EPERM);
	ck_assert_int_eq(scene_descriptors(), before);
	/* Nor can such be replaced; nothing is left of the try. */
	ck_assert_int_eq(card_write(rundir.fd, SEAT_A, &example), -EISDIR);
	ck_assert_int_eq(scene_count(rundir.fd), 2);
	ck_assert_int_eq(scene_descriptors(), before);
	rundir_close(&rundir);
}
END_TEST

/* The old file stays with whoever has it open. */
START_TEST(test_card_write_replaces)
{
	struct card newer = example, card;
	char name[DIRENTRY_NAME_SIZE];
	struct rundir rundir;
	struct stat old_st, new_st;
	int old, new;

	scene_open(&rundir);
	old = card_write(rundir.fd, SEAT_A, &example);
	direntry_temporary_name(name, SEAT_A, "card"); /* of a killed process that had our number */
	scene_write(rundir.fd, name, "rest", 4);
	newer.segment++;
	new = card_write(rundir.fd, SEAT_A, &newer);
	ck_assert_int_eq(scene_count(rundir.fd), 1);
	ck_assert_int_eq(fstat(old, &old_st), 0);
	ck_assert_int_eq(fstat(new, &new_st), 0);
	ck_assert_uint_eq(old_st.st_nlink, 0);
	ck_assert_uint_eq(new_st.st_nlink, 1);
	ck_assert_int_eq(read_card(rundir.fd, &card), 0);
	ck_assert_int_eq(card.segment, newer.segment);
	close(new);
	close(old);
	rundir_close(&rundir);
}
END_TEST

START_TEST(test_card_write_on_a_full_disk_leaves_nothing)
{
	struct rlimit limit;
	struct rundir rundir;
	struct card card;
	int before;

	scene_open(&rundir);
	before = scene_descriptors();
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_IGN);
	for (rlim_t size = 0; size < strlen(text); size += 20) {
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = size,
								 .rlim_max = limit.rlim_max}),
			0);
		ck_assert_int_eq(
			card_write(rundir.fd, SEAT_A, &example), size == 0 ? -EFBIG : -ENOSPC);
		ck_assert_int_eq(scene_count(rundir.fd), 0);
	}
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(scene_descriptors(), before);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_A, &card), -ENOENT);
	rundir_close(&rundir);
}
END_TEST

static void rewrite(void *context, int out)
{
	scene_say(out, 1);
	for (int i = 1;; i++) {
		struct card card = {.segment = i, .nonce = (uint64_t)i * 3, .pid = i};

		close(card_write(*(int *)context, SEAT_A, &card));
	}
}

START_TEST(test_card_is_always_whole)
{
	struct rundir rundir;
	struct actor actor;
	struct card card;

	scene_open(&rundir);
	close(card_write(rundir.fd, SEAT_A, &(struct card){.segment = 1, .nonce = 3, .pid = 1}));
	scene_act(&actor, rewrite, &rundir.fd);
	scene_hear(&actor);
	do {
		ck_assert_int_eq(read_card(rundir.fd, &card), 0);
		ck_assert_int_eq(card.segment, card.pid);
		ck_assert_uint_eq(card.nonce, (uint64_t)card.pid * 3);
	} while (card.pid < 1000);
	scene_kill(&actor);
	rundir_close(&rundir);
}
END_TEST

/* Root only. */
START_TEST(test_card_of_another_account)
{
	struct rundir rundir;
	struct card card;

	scene_open(&rundir);
	close(card_write(rundir.fd, SEAT_A, &example));
	ck_assert_int_eq(fchownat(rundir.fd, "A.card", SCENE_STRANGER, (gid_t)-1, 0), 0);
	ck_assert_int_eq(card_read(rundir.fd, SEAT_A, &card), -EPERM);
	rundir_close(&rundir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("card");
	TCase *tcase = tcase_create("card");

	tcase_add_test(tcase, test_card_write_and_read);
	tcase_add_test(tcase, test_card_extremes);
	tcase_add_test(tcase, test_card_truncated_anywhere_is_no_card);
	tcase_add_loop_test(tcase, test_card_that_is_none, 0, COUNT(no_cards));
	tcase_add_test(tcase, test_card_of_random_bytes);
	tcase_add_test(tcase, test_card_read_takes_plain_files_only);
	tcase_add_test(tcase, test_card_write_replaces);
	tcase_add_test(tcase, test_card_write_on_a_full_disk_leaves_nothing);
	tcase_add_test(tcase, test_card_is_always_whole);
	if (geteuid() == 0)
		tcase_add_test(tcase, test_card_of_another_account);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
