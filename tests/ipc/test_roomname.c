/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/roomname.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/ipc/scene.h"

static const struct {
	const char *text;
	enum roomname_kind kind;
	const char *room;
	pid_t pid;
	uint64_t tag;
} names[] = {
	{"/shmooze.1a-2b.main.slot", ROOMNAME_SLOT, "main", 0, 0},
	{"/shmooze.1a-2b.main.free", ROOMNAME_FREE, "main", 0, 0},
	{"/shmooze.1a-2b.main.knock", ROOMNAME_KNOCK, "main", 0, 0},
	{"/shmooze.1a-2b.a.b.slot", ROOMNAME_SLOT, "a.b", 0, 0},
	{"/shmooze.1a-2b.slot.slot", ROOMNAME_SLOT, "slot", 0, 0},
	{"/shmooze.1a-2b.x.7.00000000000000ff.q.slot", ROOMNAME_SLOT, "x.7.00000000000000ff.q", 0,
		0},
	{"/shmooze.1a-2b.main.7.00000000000000ff.q", ROOMNAME_REQUESTS, "main", 7, 255},
	{"/shmooze.1a-2b.main.4194304.ffffffffffffffff.r", ROOMNAME_RESPONSES, "main", 4194304,
		UINT64_MAX},
	{"/shmooze.1a-2b.caf\xc3\xa9.slot", ROOMNAME_SLOT, "caf\xc3\xa9", 0, 0},
};

static const char *const strange[] = {
	"",
	"/",
	"shmooze.1a-2b.main.slot",
	"/shmooze.1a-2b.main",
	"/shmooze.1a-2b..slot",
	"/shmooze.1a-2b..x.slot",
	"/shmooze.1a-2b.main.slots",
	"/shmooze.1a-2b.main.slot ",
	"/shmooze.1A-2b.main.slot",
	"/shmooze.01a-2b.main.slot",
	"/shmooze.0x1a-2b.main.slot",
	"/shmooze.-2b.main.slot",
	"/shmooze.1a.main.slot",
	"/shmooze. 1a-2b.main.slot",
	"/shmooze.11111111111111111-2b.main.slot",
	"/shmooze.1a-2b.slot",
	"/shmooze.slot",
	"/shmooze.1a-2b.a\x1b"
	"b.slot",
	"/shmooze.1a-2b.a\xff"
	"b.slot",
	"/shmooze.1a-2b.main.0.00000000000000ff.q",
	"/shmooze.1a-2b.main.-7.00000000000000ff.q",
	"/shmooze.1a-2b.main.07.00000000000000ff.q",
	"/shmooze.1a-2b.main.4294967303.00000000000000ff.q",
	"/shmooze.1a-2b.main.7.ff.q",
	"/shmooze.1a-2b.main.7.00000000000000FF.q",
	"/shmooze.1a-2b.main.7.00000000000000ff.s",
	"/shmooze.1a-2b.main.q",
	"/shmooze.1a-2b.7.00000000000000ff.q",
	"/shmooze.q",
	"/other.1a-2b.main.slot",
};

START_TEST(test_roomname_both_ways)
{
	struct roomname name = {.device = 0x1a, .inode = 0x2b}, read;
	const struct roomname_part part = {
		.kind = names[_i].kind, .pid = names[_i].pid, .tag = names[_i].tag};
	struct roomname_part back;
	char text[ROOMNAME_SIZE];

	strcpy(name.room, names[_i].room);
	roomname_format(text, &name, &part);
	ck_assert_str_eq(text, names[_i].text);
	ck_assert(roomname_parse(text, &read, &back));
	ck_assert(roomname_same_base(&name, &read));
	ck_assert_str_eq(read.room, names[_i].room);
	ck_assert_int_eq(back.kind, part.kind);
	ck_assert_int_eq(back.pid, part.pid);
	ck_assert_uint_eq(back.tag, part.tag);
}
END_TEST

START_TEST(test_roomname_refuses_what_we_would_not_make)
{
	struct roomname_part part;
	struct roomname name;

	ck_assert_msg(!roomname_parse(strange[_i], &name, &part), "%s", strange[_i]);
}
END_TEST

START_TEST(test_roomname_longest)
{
	const struct roomname_part part = {
		.kind = ROOMNAME_RESPONSES, .pid = 2147483647, .tag = UINT64_MAX};
	struct roomname name = {.device = UINT64_MAX, .inode = UINT64_MAX}, read;
	char text[ROOMNAME_SIZE], path[ROOMNAME_PATH_SIZE], far[2 * ROOMNAME_SIZE];
	struct roomname_part back;

	memset(name.room, 'x', NAME_CHAT_MAX);
	roomname_format(text, &name, &part);
	ck_assert(roomname_parse(text, &read, &back));
	ck_assert_str_eq(read.room, name.room);
	roomname_path(path, &name, &part);
	ck_assert_str_eq(path + strlen("/dev/mqueue"), text);
	memset(far, 'x', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	ck_assert(!roomname_parse(far, &read, &back));
	/* One byte more than a room may have. */
	memset(far, 'x', NAME_CHAT_MAX + 1);
	memcpy(far, "/shmooze.1-2.", 13);
	memset(far + 13, 'x', NAME_CHAT_MAX + 1);
	strcpy(far + 13 + NAME_CHAT_MAX + 1, ".slot");
	ck_assert(!roomname_parse(far, &read, &back));
}
END_TEST

START_TEST(test_roomname_path)
{
	struct roomname name = {.device = 1, .inode = 2, .room = "r"};
	char path[ROOMNAME_PATH_SIZE];

	roomname_path(path, &name, &(struct roomname_part){.kind = ROOMNAME_SLOT});
	ck_assert_str_eq(path, "/dev/shm/shmooze.1-2.r.slot");
	roomname_path(path, &name, &(struct roomname_part){.kind = ROOMNAME_KNOCK});
	ck_assert_str_eq(path, "/dev/shm/sem.shmooze.1-2.r.knock");
}
END_TEST

START_TEST(test_roomname_init)
{
	struct roomname name, other;
	struct rundir rundir;
	struct stat st;

	scene_open(&rundir);
	ck_assert_int_eq(fstat(rundir.base, &st), 0);
	ck_assert_int_eq(roomname_init(&name, rundir.base, "main"), 0);
	ck_assert_uint_eq(name.device, st.st_dev);
	ck_assert_uint_eq(name.inode, st.st_ino);
	ck_assert_int_eq(roomname_init(&other, rundir.fd, "main"), 0);
	ck_assert(!roomname_same_base(&name, &other));
	ck_assert_int_eq(roomname_init(&name, rundir.base, ".x"), -EINVAL);
	ck_assert_int_eq(roomname_init(&name, rundir.base, "a/b"), -EINVAL);
	ck_assert_int_eq(roomname_init(&name, -1, "main"), -EBADF);
	rundir_close(&rundir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("roomname");
	TCase *tcase = tcase_create("roomname");

	tcase_add_loop_test(tcase, test_roomname_both_ways, 0, COUNT(names));
	tcase_add_loop_test(tcase, test_roomname_refuses_what_we_would_not_make, 0, COUNT(strange));
	tcase_add_test(tcase, test_roomname_longest);
	tcase_add_test(tcase, test_roomname_path);
	tcase_add_test(tcase, test_roomname_init);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
