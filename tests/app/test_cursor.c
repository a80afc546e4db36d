/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/statefile.h"
#include "tests/app/addresses.h"
#include "tests/app/capture.h"
#include "tests/ipc/scene.h"

static char base[PATH_MAX];
static const struct cursor somewhere = {.epoch = 0xfedcba9876543210, .seq = 17, .incoming = 5};

static void setup(void)
{
	snprintf(base, sizeof(base), "%s", scene_new());
	setenv("XDG_STATE_HOME", base, 1);
}

static int read_it(struct cursor *cursor)
{
	return cursor_read(ADDRESS("main", SEAT_A), "x", cursor);
}

static bool same(const struct cursor *a, const struct cursor *b)
{
	return a->epoch == b->epoch && a->seq == b->seq && a->incoming == b->incoming;
}

/* To the last bit, and each of a name, a seat and a chat of its own. */
START_TEST(test_cursor_comes_back)
{
	static const struct cursor cursors[] = {
		{0, 0, 0},
		{1, 2, 3},
		{UINT64_MAX, UINT64_MAX, UINT64_MAX},
		{0x8000000000000000, 1000000, 999999},
	};
	int before = scene_descriptors();
	struct cursor cursor;

	ck_assert_int_eq(read_it(&cursor), -ENOENT);
	ck_assert_uint_eq(cursor.seq, 0);
	for (int i = 0; i < COUNT(cursors); i++) {
		ck_assert_int_eq(cursor_write(ADDRESS("main", SEAT_A), "x", &cursors[i]), 0);
		ck_assert_int_eq(read_it(&cursor), 0);
		ck_assert(same(&cursor, &cursors[i]));
	}
	ck_assert_int_eq(cursor_read(ADDRESS("main", SEAT_B), "x", &cursor), -ENOENT);
	ck_assert_int_eq(cursor_read(ADDRESS("main", SEAT_A), "y", &cursor), -ENOENT);
	ck_assert_int_eq(cursor_read(ADDRESS("other", SEAT_A), "x", &cursor), -ENOENT);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

static const char *const damaged[] = {
	"",
	"\n",
	"rubbish\n",
	"{\"version\":1,\"epoch\":\"0000000000000001\",\"seq\":2,\"incoming\":3}",
	"{\"version\":1,\"epoch\":\"0000000000000001\",\"seq\":2,\"incoming\":3}\n\n",
	"{\"version\":2,\"epoch\":\"0000000000000001\",\"seq\":2,\"incoming\":3}\n",
	"{\"version\":1,\"epoch\":\"1\",\"seq\":2,\"incoming\":3}\n",
	"{\"version\":1,\"epoch\":\"000000000000000g\",\"seq\":2,\"incoming\":3}\n",
	"{\"version\":1,\"epoch\":\"0000000000000001\",\"seq\":-2,\"incoming\":3}\n",
	"{\"version\":1,\"epoch\":\"0000000000000001\",\"seq\":02,\"incoming\":3}\n",
	"{\"version\":1,\"epoch\":\"0000000000000001\",\"seq\":99999999999999999999,\"incoming\":3}"
	"\n",
	"{\"version\":1,\"epoch\":\"0000000000000001\",\"seq\":2}\n",
};

/* It is told, with the file's name, and the file stays as it was. */
START_TEST(test_cursor_damaged)
{
	const char *bytes = damaged[_i], *said;
	struct capture capture;
	struct buffer after = {0};
	struct cursor cursor;
	char path[PATH_MAX + 64];
	int dir, status;

	ck_assert_int_eq(cursor_write(ADDRESS("main", SEAT_A), "x", &somewhere), 0);
	snprintf(path, sizeof(path), "%s/shmooze/main", base);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	scene_write(dir, "A.cursor.x", bytes, strlen(bytes));
	close(dir);
	ck_assert_int_eq(read_it(&cursor), -EBADMSG);
	capture_begin(&capture, STDERR_FILENO);
	status = cursor_load(ADDRESS("main", SEAT_A), "x", 1, 100, &cursor);
	said = capture_end(&capture);
	ck_assert_int_eq(status, EX_DATAERR);
	ck_assert_ptr_nonnull(strstr(said, "/shmooze/main/A.cursor.x: "));
	ck_assert_int_eq(statefile_read("main", "A.cursor.x", 4096, &after), 0);
	ck_assert_uint_eq(after.len, strlen(bytes));
	if (after.len > 0)
		ck_assert_mem_eq(after.data, bytes, after.len);
	buffer_fini(&after);
}
END_TEST

START_TEST(test_cursor_too_long)
{
	static char bytes[5000];
	struct cursor cursor;

	memset(bytes, ' ', sizeof(bytes));
	ck_assert_int_eq(statefile_write("main", "A.cursor.x", bytes, sizeof(bytes)), 0);
	ck_assert_int_eq(read_it(&cursor), -EBADMSG);
}
END_TEST

START_TEST(test_cursor_place)
{
	struct cursor cursor = somewhere;

	ck_assert_int_eq(cursor_place(&cursor, somewhere.epoch, 17), 0);
	ck_assert(same(&cursor, &somewhere));
	ck_assert_int_eq(cursor_place(&cursor, somewhere.epoch, 16), -ERANGE);
	/* An epoch that nobody knows is taken for the same one. */
	ck_assert_int_eq(cursor_place(&cursor, 0, 17), 0);
	ck_assert(same(&cursor, &somewhere));
	ck_assert_int_eq(cursor_place(&cursor, 4, 0), 0);
	ck_assert_uint_eq(cursor.epoch, 4);
	ck_assert_uint_eq(cursor.seq, 0);
	ck_assert_uint_eq(cursor.incoming, 0);
}
END_TEST

START_TEST(test_cursor_load)
{
	struct capture capture;
	struct cursor cursor;

	ck_assert_int_eq(cursor_load(ADDRESS("main", SEAT_A), "x", 7, 100, &cursor), EX_OK);
	ck_assert_uint_eq(cursor.epoch, 7);
	ck_assert_uint_eq(cursor.seq, 0);
	ck_assert_int_eq(cursor_write(ADDRESS("main", SEAT_A), "x", &somewhere), 0);
	ck_assert_int_eq(
		cursor_load(ADDRESS("main", SEAT_A), "x", somewhere.epoch, 100, &cursor), EX_OK);
	ck_assert(same(&cursor, &somewhere));
	capture_begin(&capture, STDERR_FILENO);
	ck_assert_int_eq(
		cursor_load(ADDRESS("main", SEAT_A), "x", somewhere.epoch, 3, &cursor), EX_DATAERR);
	ck_assert_str_eq(capture_end(&capture),
		"shmooze: cursor x of seat A of chat main is at record 17, but there are only 3\n");
}
END_TEST

static void hold(void *context, int out)
{
	(void)context;
	if (cursor_lock(ADDRESS("main", SEAT_A), "x", -1) < 0)
		_exit(1);
	scene_say(out, 0);
	scene_wait_for_end();
}

/* One holds it, others wait as long as they want to; whoever is killed holds it no longer. */
START_TEST(test_cursor_lock)
{
	int before = scene_descriptors(), lock, other;
	struct actor actor;

	scene_act(&actor, hold, NULL);
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert_int_eq(cursor_lock(ADDRESS("main", SEAT_A), "x", 0), -ETIMEDOUT);
	ck_assert_int_eq(cursor_lock(ADDRESS("main", SEAT_A), "x", 30), -ETIMEDOUT);
	other = cursor_lock(ADDRESS("main", SEAT_A), "y", 0);
	ck_assert_int_ge(other, 0);
	close(other);
	other = cursor_lock(ADDRESS("main", SEAT_B), "x", 0);
	ck_assert_int_ge(other, 0);
	close(other);
	scene_kill(&actor);
	lock = cursor_lock(ADDRESS("main", SEAT_A), "x", 0);
	ck_assert_int_ge(lock, 0);
	close(lock);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

static void hold_for_a_while(void *context, int out)
{
	int lock = cursor_lock(ADDRESS("main", SEAT_A), "x", -1);

	(void)context;
	if (lock < 0)
		_exit(1);
	scene_say(out, 0);
	for (int i = 0; i < 5; i++)
		scene_pause();
}

/* Waiting ends as soon as it is free, with and without a limit, also where SIGALRM is blocked. */
START_TEST(test_cursor_lock_waits)
{
	static const int64_t waits[] = {-1, 3600000, INT64_MAX};
	struct actor actor;
	sigset_t alarm;
	int lock;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, NULL);
	scene_act(&actor, hold_for_a_while, NULL);
	ck_assert_int_eq(scene_hear(&actor), 0);
	lock = cursor_lock(ADDRESS("main", SEAT_A), "x", waits[_i]);
	ck_assert_int_ge(lock, 0);
	close(lock);
	scene_await(&actor);
}
END_TEST

static void hold_twice(void *context, int out)
{
	(void)context;
	(void)out;
	for (int i = 0; i < 200; i++) {
		struct cursor cursor;
		int lock = cursor_lock(ADDRESS("main", SEAT_A), "x", -1);

		if (lock < 0 || (read_it(&cursor) < 0 && i > 0))
			_exit(1);
		cursor.seq++;
		if (cursor_write(ADDRESS("main", SEAT_A), "x", &cursor) < 0)
			_exit(1);
		close(lock);
	}
}

/* Many that advance it, and none of it is lost; who only reads finds it whole at any time. */
START_TEST(test_cursor_is_shared)
{
	struct actor actors[4];
	struct cursor cursor = {0};
	uint64_t last = 0;

	for (int i = 0; i < COUNT(actors); i++)
		scene_act(&actors[i], hold_twice, NULL);
	do {
		int error = read_it(&cursor);

		ck_assert(error == 0 || (error == -ENOENT && last == 0));
		ck_assert_uint_ge(cursor.seq, last);
		last = cursor.seq;
	} while (last < (uint64_t)200 * COUNT(actors));
	for (int i = 0; i < COUNT(actors); i++)
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	ck_assert_int_eq(read_it(&cursor), 0);
	ck_assert_uint_eq(cursor.seq, 200 * COUNT(actors));
}
END_TEST

START_TEST(test_cursor_lock_is_a_file_of_ours)
{
	char path[PATH_MAX + 64];
	struct stat st;
	int lock = cursor_lock(ADDRESS("main", SEAT_A), "x", 0), dir;

	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(fstat(lock, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(st.st_size, 0);
	close(lock);
	snprintf(path, sizeof(path), "%s/shmooze/main", base);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(symlinkat("elsewhere", dir, "A.cursor-lock.y"), 0);
	ck_assert_int_eq(cursor_lock(ADDRESS("main", SEAT_A), "y", 0), -EPERM);
	ck_assert_int_eq(mkfifoat(dir, "A.cursor-lock.z", 0600), 0);
	ck_assert_int_eq(cursor_lock(ADDRESS("main", SEAT_A), "z", 0), -EPERM);
	close(dir);
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	ck_assert_int_eq(cursor_lock(ADDRESS("main", SEAT_A), "x", 0), -ENOENT);
}
END_TEST

/* A room of a group has a folder of its own, and so has each group. */
START_TEST(test_cursor_of_a_group)
{
	struct address of_one = address_of("main", SEAT_ROOM), of_other;
	struct cursor cursor;

	of_one.has_group = true;
	of_one.group = 100;
	of_other = of_one;
	of_other.group = 101;
	ck_assert_int_eq(cursor_write(&of_one, "x", &somewhere), 0);
	ck_assert_int_eq(cursor_read(ADDRESS("main", SEAT_ROOM), "x", &cursor), -ENOENT);
	ck_assert_int_eq(cursor_read(&of_other, "x", &cursor), -ENOENT);
	ck_assert_int_eq(cursor_read(&of_one, "x", &cursor), 0);
	ck_assert_uint_eq(cursor.seq, somewhere.seq);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cursor");
	TCase *tcase = tcase_create("cursor");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, test_cursor_comes_back);
	tcase_add_loop_test(tcase, test_cursor_damaged, 0, COUNT(damaged));
	tcase_add_test(tcase, test_cursor_too_long);
	tcase_add_test(tcase, test_cursor_place);
	tcase_add_test(tcase, test_cursor_load);
	tcase_add_test(tcase, test_cursor_lock);
	tcase_add_loop_test(tcase, test_cursor_lock_waits, 0, 3);
	tcase_add_test(tcase, test_cursor_is_shared);
	tcase_add_test(tcase, test_cursor_lock_is_a_file_of_ours);
	tcase_add_test(tcase, test_cursor_of_a_group);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
