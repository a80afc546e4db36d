/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/segment.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/ipc/hugepage.h"
#include "tests/ipc/refusal.h"
#include "tests/ipc/scene.h"

/* How the C library gives a command of shmctl(2), see there. */
#define COMMAND(name) (uint32_t)((name) | (sizeof(long) == 8 ? 0 : 0x100))

#define SIZE          12345

/* A size that no other process uses: sweeping is told by it what is whose. */
static size_t sweep_size;

static void create(void *context, int out)
{
	struct segment segment;

	if (segment_create(&segment, *(size_t *)context) < 0)
		_exit(1);
	memset(segment.address, 'x', segment.size);
	scene_say(out, segment.id);
	scene_wait_for_end();
}

START_TEST(test_segment_create)
{
	struct segment_info info;
	struct segment segment;
	int id;

	ck_assert_int_eq(segment_create(&segment, SIZE), 0);
	id = segment.id;
	ck_assert_uint_eq(segment.size, SIZE);
	for (size_t i = 0; i < SIZE; i++)
		ck_assert_int_eq(((char *)segment.address)[i], 0);
	ck_assert_int_eq(segment_stat(id, &info), 0);
	ck_assert_uint_eq(info.size, SIZE);
	ck_assert_uint_eq(info.attached, 1);
	ck_assert_int_eq(info.creator, getpid());
	ck_assert(info.marked);
	segment_close(&segment);
	segment_close(&segment);
	ck_assert_int_eq(segment_stat(id, &info), -ENOENT);
	ck_assert_int_eq(segment_attach(&segment, id, SIZE), -ENOENT);
}
END_TEST

START_TEST(test_segment_is_for_this_account_alone)
{
	struct segment segment;
	struct shmid_ds ds;

	ck_assert_int_eq(segment_create(&segment, SIZE), 0);
	ck_assert_int_eq(shmctl(segment.id, IPC_STAT, &ds), 0);
	ck_assert_int_eq(ds.shm_perm.mode & 0777, 0600);
	segment_close(&segment);
}
END_TEST

/* No segment of the size is there, marked or not. */
static bool none_of(size_t size)
{
	struct shm_info info;
	struct shmid_ds ds;
	int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info);

	for (int slot = 0; slot <= last; slot++) {
		if (shmctl(slot, SHM_STAT, &ds) >= 0 && ds.shm_segsz == size)
			return false;
	}
	return last >= 0;
}

static void create_without_room(void *context, int out)
{
	const struct rlimit none = {0};
	struct segment segment;

	setrlimit(RLIMIT_AS, &none);
	scene_say(out, segment_create(&segment, *(size_t *)context));
}

START_TEST(test_segment_create_fails_and_leaves_nothing)
{
	size_t large = sweep_size + (64u << 20);
	struct segment segment;
	struct actor actor;

	ck_assert_int_eq(segment_create(&segment, 0), -EINVAL);
	ck_assert(none_of(large));
	scene_act(&actor, create_without_room, &large);
	ck_assert_int_eq(scene_hear(&actor), -ENOMEM);
	ck_assert(none_of(large));
	scene_kill(&actor);
}
END_TEST

static int create_for_group(void *context)
{
	struct segment segment = {0};
	int error = segment_create_for(&segment, *(size_t *)context, getegid());

	segment_close(&segment);
	return error;
}

/* A group that can't be given it gets none. */
START_TEST(test_segment_that_can_not_be_shared)
{
	const int commands[] = {IPC_STAT, IPC_SET};
	struct refusal refusal = {SYS_shmctl, EPERM, 2, COMMAND(commands[_i])};
	size_t size = sweep_size + 2;

	if (!refusal_possible())
		return;
	ck_assert(none_of(size));
	ck_assert_int_eq(refusal_run(&refusal, create_for_group, &size), -EPERM);
	ck_assert(none_of(size));
	ck_assert_int_eq(create_for_group(&size), 0);
}
END_TEST

START_TEST(test_segment_is_shared_and_marked_all_the_same)
{
	size_t size = SIZE;
	struct segment_info info;
	struct segment segment;
	struct actor actor;
	int id;

	scene_act(&actor, create, &size);
	id = scene_hear(&actor);
	ck_assert_int_eq(segment_attach(&segment, id, SIZE), 0);
	ck_assert_int_eq(segment.id, id);
	ck_assert_uint_eq(segment.size, SIZE);
	ck_assert_int_eq(((char *)segment.address)[SIZE - 1], 'x');
	ck_assert_int_eq(segment_stat(id, &info), 0);
	ck_assert_uint_eq(info.attached, 2);
	ck_assert_int_eq(info.creator, actor.pid);
	ck_assert(info.marked);

	/* The creator is killed: what is there stays as long as somebody reads it. */
	scene_kill(&actor);
	SCENE_UNTIL(segment_stat(id, &info) == 0 && info.attached == 1);
	ck_assert_int_eq(((char *)segment.address)[0], 'x');
	segment_close(&segment);
	ck_assert_int_eq(segment_stat(id, &info), -ENOENT);
}
END_TEST

static bool at_a_stretch(const struct segment *segment)
{
	return (uintptr_t)segment->address % SEGMENT_STRETCH == 0;
}

START_TEST(test_segment_lies_where_huge_pages_can)
{
	struct segment ours, theirs;

	ck_assert_int_eq(segment_create(&ours, SIZE), 0);
	ck_assert_int_eq(segment_attach(&theirs, ours.id, SIZE), 0);
	ck_assert(at_a_stretch(&ours));
	ck_assert(at_a_stretch(&theirs));
	segment_close(&theirs);
	segment_close(&ours);
}
END_TEST

static int create_and_attach(void *context)
{
	struct segment ours = {0}, theirs = {0};
	int error = segment_create(&ours, SIZE);

	(void)context;
	if (error == 0)
		error = segment_attach(&theirs, ours.id, SIZE);
	segment_close(&theirs);
	segment_close(&ours);
	return error;
}

START_TEST(test_segment_lies_anywhere_else_if_it_must)
{
	/*
	 * There is no place, or it is not free again when it is asked for. Other calls of these are
	 * let through: a sanitizer has its own.
	 */
	const struct refusal refusals[] = {
		{SYS_mmap, ENOMEM, 3, PROT_NONE},
		{SYS_munmap, ENOMEM, 2, (uint32_t)(SIZE + SEGMENT_STRETCH)},
	};

	if (refusal_possible())
		ck_assert_int_eq(refusal_run(&refusals[_i], create_and_attach, NULL), 0);
}
END_TEST

/* Each page is known by what stands at its beginning. */
static void assert_pages(const struct segment *segment, size_t written)
{
	const unsigned char *bytes = segment->address;

	for (size_t i = 0; i < segment->size / 4096; i++)
		ck_assert_uint_eq(bytes[i * 4096], i < written ? i % 251 + 1 : 0);
}

/* Returns the kB of the huge page. The kernel may be out of them, or busy with what is there. */
static int gather(const struct segment *segment, size_t offset)
{
	int error = segment_gather(segment, offset);

	if (error == 0)
		return (int)(SEGMENT_STRETCH / 1024);
	ck_assert(error == -ENOMEM || error == -EBUSY || error == -EAGAIN);
	return 0;
}

START_TEST(test_segment_gather_keeps_what_is_there)
{
	const size_t size = 2 * SEGMENT_STRETCH + SIZE, half = SEGMENT_STRETCH / 8192;
	struct segment ours, theirs;
	unsigned char *bytes;
	int kb = 0;

	if (!hugepage_possible())
		return;
	ck_assert_int_eq(segment_create(&ours, size), 0);
	bytes = ours.address;
	for (size_t i = 0; i < half; i++)
		bytes[i * 4096] = (unsigned char)(i % 251 + 1);
	ck_assert_int_eq(segment_attach(&theirs, ours.id, size), 0);
	assert_pages(&theirs, half);
	ck_assert_int_eq(hugepage_kb(ours.address), 0);

	for (size_t i = 0; i < 2; i++)
		kb += gather(&ours, i * SEGMENT_STRETCH);
	assert_pages(&ours, half);
	assert_pages(&theirs, half);
	ck_assert_int_eq(hugepage_kb(ours.address), kb);
	ck_assert_int_eq(hugepage_kb(theirs.address), kb);
	for (size_t i = half; i < size / 4096; i++)
		bytes[i * 4096] = (unsigned char)(i % 251 + 1);
	assert_pages(&theirs, size / 4096);
	segment_close(&theirs);
	segment_close(&ours);
}
END_TEST

START_TEST(test_segment_gather_refuses)
{
	struct segment segment;

	ck_assert_int_eq(segment_create(&segment, 2 * SEGMENT_STRETCH - 1), 0);
	memset(segment.address, 'x', segment.size);
	ck_assert_int_eq(segment_gather(&segment, 4096), -EINVAL);
	ck_assert_int_eq(segment_gather(&segment, SEGMENT_STRETCH), -EINVAL);
	ck_assert_int_eq(segment_gather(&segment, 2 * SEGMENT_STRETCH), -EINVAL);
	ck_assert_int_eq(hugepage_kb(segment.address), 0);
	segment_close(&segment);
}
END_TEST

START_TEST(test_segment_goes_with_a_killed_creator)
{
	size_t size = SIZE;
	struct segment_info info;
	struct actor actor;
	int id;

	scene_act(&actor, create, &size);
	id = scene_hear(&actor);
	ck_assert_int_eq(segment_stat(id, &info), 0);
	scene_kill(&actor);
	SCENE_UNTIL(segment_stat(id, &info) == -ENOENT);
}
END_TEST

static void write_to(void *context, int out)
{
	struct segment segment;

	/* A sanitizer would take the signal. */
	signal(SIGSEGV, SIG_DFL);
	if (segment_attach(&segment, *(int *)context, SIZE) < 0)
		_exit(1);
	scene_say(out, *(char *)segment.address);
	*(volatile char *)segment.address = 'y';
	scene_say(out, -1);
}

START_TEST(test_segment_attached_can_not_be_written_to)
{
	const struct rlimit none = {0};
	struct segment segment;
	struct actor actor;
	int status;

	setrlimit(RLIMIT_CORE, &none);
	ck_assert_int_eq(segment_create(&segment, SIZE), 0);
	*(char *)segment.address = 'x';
	scene_act(&actor, write_to, &segment.id);
	ck_assert_int_eq(scene_hear(&actor), 'x');
	status = scene_await(&actor);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGSEGV);
	ck_assert_int_eq(*(char *)segment.address, 'x');
	segment_close(&segment);
}
END_TEST

START_TEST(test_segment_attach_refuses)
{
	struct segment_info info;
	struct segment segment, other;

	ck_assert_int_eq(segment_create(&segment, SIZE), 0);
	ck_assert_int_eq(segment_attach(&other, segment.id, SIZE + 1), -EBADMSG);
	ck_assert_int_eq(segment_attach(&other, segment.id, SIZE - 1), -EBADMSG);
	ck_assert_int_eq(segment_attach(&other, segment.id, 0), -EBADMSG);
	ck_assert_int_eq(segment_stat(segment.id, &info), 0);
	ck_assert_uint_eq(info.attached, 1);
	segment_close(&segment);
	ck_assert_int_eq(segment_attach(&other, -1, SIZE), -ENOENT);
	ck_assert_int_eq(segment_stat(-1, &info), -ENOENT);
	ck_assert_int_eq(segment_attach(&other, INT32_MAX, SIZE), -ENOENT);
}
END_TEST

/* Root only. */
START_TEST(test_segment_of_another_account)
{
	size_t size = SIZE;
	struct segment_info info;
	struct segment segment, other;
	struct actor actor;
	int id;

	ck_assert_int_eq(segment_create(&segment, SIZE), 0);
	ck_assert_int_eq(setresuid(SCENE_STRANGER, SCENE_STRANGER, 0), 0);
	ck_assert_int_eq(segment_attach(&other, segment.id, SIZE), -EPERM);
	ck_assert_int_eq(segment_stat(segment.id, &info), -EPERM);
	scene_act(&actor, create, &size);
	id = scene_hear(&actor);
	/* Root may attach anything: the creator tells that it is not ours. */
	ck_assert_int_eq(setresuid(0, 0, 0), 0);
	ck_assert_int_eq(segment_attach(&other, id, SIZE), -EPERM);
	ck_assert_int_eq(segment_stat(id, &info), -EPERM);
	scene_kill(&actor);
	segment_close(&segment);
}
END_TEST

/* As a process that is killed between shmget() and shmctl() leaves it. */
static void leave_behind(void *context, int out)
{
	scene_say(out, shmget(IPC_PRIVATE, *(size_t *)context, IPC_CREAT | 0600));
}

static int leftover(size_t size)
{
	struct actor actor;
	int id;

	scene_act(&actor, leave_behind, &size);
	id = scene_hear(&actor);
	ck_assert_int_ge(id, 0);
	ck_assert_int_eq(scene_await(&actor), 0);
	return id;
}

static void note_id(int id, void *context)
{
	int *ids = context;

	while (*ids >= 0)
		ids++;
	*ids = id;
}

static bool there(int id)
{
	struct shmid_ds ds;

	return shmctl(id, IPC_STAT, &ds) == 0;
}

START_TEST(test_segment_sweep_takes_only_what_was_left_behind)
{
	int left = leftover(sweep_size), other_size = leftover(sweep_size + 1);
	int held = leftover(sweep_size), ids[4] = {-1, -1, -1, -1};
	int living = shmget(IPC_PRIVATE, sweep_size, IPC_CREAT | 0600);
	void *address = shmat(held, NULL, 0);
	struct segment marked;

	ck_assert_int_eq(segment_create(&marked, sweep_size), 0);
	for (int i = 0; i < 2; i++) {
		ids[0] = -1;
		ck_assert_int_eq(segment_sweep(sweep_size, true, note_id, ids), 1);
		ck_assert_int_eq(ids[0], left);
		ck_assert_int_eq(ids[1], -1);
		ck_assert(there(left));
	}
	ids[0] = -1;
	ck_assert_int_eq(segment_sweep(sweep_size, false, note_id, ids), 1);
	ck_assert_int_eq(ids[0], left);
	ck_assert(!there(left));
	ck_assert(there(other_size) && there(held) && there(living) && there(marked.id));
	ck_assert_int_eq(segment_sweep(sweep_size, false, NULL, NULL), 0);

	ck_assert_int_eq(shmdt(address), 0);
	ck_assert_int_eq(segment_sweep(sweep_size, false, NULL, NULL), 1);
	ck_assert(!there(held));
	segment_close(&marked);
	ck_assert_int_eq(shmctl(living, IPC_RMID, NULL), 0);
	ck_assert_int_eq(shmctl(other_size, IPC_RMID, NULL), 0);
}
END_TEST

static int sweep(void *context)
{
	return segment_sweep(*(size_t *)context, false, NULL, NULL);
}

START_TEST(test_segment_sweep_refused)
{
	const struct refusal no_list = {SYS_shmctl, ENOSYS, 2, COMMAND(SHM_INFO)};
	const struct refusal no_removal = {SYS_shmctl, EPERM, 2, COMMAND(IPC_RMID)};
	int left;

	if (!refusal_possible())
		return;
	left = leftover(sweep_size);
	ck_assert_int_eq(refusal_run(&no_list, sweep, &sweep_size), -ENOSYS);
	ck_assert_int_eq(refusal_run(&no_removal, sweep, &sweep_size), 0);
	ck_assert(there(left));
	ck_assert_int_eq(sweep(&sweep_size), 1);
	ck_assert(!there(left));
}
END_TEST

/* Root only: another account's leftover is that account's to sweep. */
START_TEST(test_segment_sweep_leaves_other_accounts_alone)
{
	int id;

	ck_assert_int_eq(setresuid(SCENE_STRANGER, SCENE_STRANGER, 0), 0);
	id = leftover(sweep_size);
	ck_assert_int_eq(setresuid(0, 0, 0), 0);
	ck_assert_int_eq(segment_sweep(sweep_size, false, NULL, NULL), 0);
	ck_assert(there(id));
	ck_assert_int_eq(setresuid(SCENE_STRANGER, SCENE_STRANGER, 0), 0);
	ck_assert_int_eq(segment_sweep(sweep_size, false, NULL, NULL), 1);
	ck_assert(!there(id));
	/* As whom a sanitizer can look for leaks. */
	ck_assert_int_eq(setresuid(0, 0, 0), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("segment");
	TCase *tcase = tcase_create("segment");
	int status;

	sweep_size = 1000000 + 2 * (size_t)getpid();
	tcase_add_test(tcase, test_segment_create);
	tcase_add_test(tcase, test_segment_is_for_this_account_alone);
	tcase_add_test(tcase, test_segment_create_fails_and_leaves_nothing);
	tcase_add_loop_test(tcase, test_segment_that_can_not_be_shared, 0, 2);
	tcase_add_test(tcase, test_segment_sweep_refused);
	tcase_add_test(tcase, test_segment_is_shared_and_marked_all_the_same);
	tcase_add_test(tcase, test_segment_lies_where_huge_pages_can);
	tcase_add_loop_test(tcase, test_segment_lies_anywhere_else_if_it_must, 0, 2);
	tcase_add_test(tcase, test_segment_gather_keeps_what_is_there);
	tcase_add_test(tcase, test_segment_gather_refuses);
	tcase_add_test(tcase, test_segment_goes_with_a_killed_creator);
	tcase_add_test(tcase, test_segment_attached_can_not_be_written_to);
	tcase_add_test(tcase, test_segment_attach_refuses);
	tcase_add_test(tcase, test_segment_sweep_takes_only_what_was_left_behind);
	if (geteuid() == 0) {
		tcase_add_test(tcase, test_segment_of_another_account);
		tcase_add_test(tcase, test_segment_sweep_leaves_other_accounts_alone);
	}
	suite_add_tcase(suite, tcase);
	status = scene_run(suite);
	/* Of tests that failed. */
	segment_sweep(sweep_size, false, NULL, NULL);
	segment_sweep(sweep_size + 1, false, NULL, NULL);
	return status;
}
