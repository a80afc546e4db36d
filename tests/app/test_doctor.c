/* SPDX-License-Identifier: ISC */
/*
 * Checks of kernels that this one is not: a filter of system calls refuses what such a kernel does
 * not have. And of limits that only one process can run into.
 */
#include "config.h"

#include "app/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/confine.h"
#include "tests/ipc/scene.h"

static struct finding examine(const char *name)
{
	static const struct doctor_check *const tables[] = {
		doctor_kernel, doctor_confinement, doctor_limits, doctor_places, doctor_session};
	struct finding finding = {.result = FINDING_OK};

	for (int i = 0; i < COUNT(tables); i++) {
		for (const struct doctor_check *check = tables[i]; check->name != NULL; check++) {
			if (strcmp(check->name, name) == 0) {
				check->look(&finding);
				return finding;
			}
		}
	}
	ck_abort_msg("no check %s", name);
	return finding;
}

/* Has the system call, with that second argument if it is not -1, fail from now on. */
static void refuse(long call, long argument, int error)
{
	const unsigned jump = argument >= 0 ? 2 : 0;
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, jump != 0
							   ? offsetof(struct seccomp_data, args[1])
							   : offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, jump != 0 ? (unsigned)argument : (unsigned)call,
			0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = COUNT(filter), .filter = filter};

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static const struct {
	const char *check;
	long call, argument;
	int error;
	enum finding_result result;
} lacks[] = {
	{"pidfd", SYS_pidfd_open, -1, ENOSYS, FINDING_FAULT},
	{"pidfd", SYS_pidfd_send_signal, -1, ENOSYS, FINDING_FAULT},
	{"fifo-lock", SYS_fcntl, F_GETLK, EINVAL, FINDING_FAULT},
	{"fifo-lock", SYS_fcntl, F_SETLK, ENOLCK, FINDING_FAULT},
	{"segment", SYS_shmget, -1, ENOSYS, FINDING_FAULT},
	{"segment", SYS_shmat, 0, EINVAL, FINDING_FAULT},
	{"eventfd", SYS_eventfd2, -1, ENOSYS, FINDING_FAULT},
	{"signalfd", SYS_signalfd4, -1, ENOSYS, FINDING_FAULT},
	{"inotify", SYS_inotify_init1, -1, EMFILE, FINDING_WARNING},
	{"mailbox", SYS_msgget, -1, ENOSYS, FINDING_WARNING},
	{"mailbox", SYS_msgsnd, -1, EAGAIN, FINDING_WARNING},
	{"mailbox", SYS_msgrcv, -1, ENOMSG, FINDING_WARNING},
	{"mqueue", SYS_mq_open, -1, ENOSYS, FINDING_WARNING},
	{"posix-shm", SYS_fallocate, -1, ENOSPC, FINDING_WARNING},
	{"landlock", SYS_landlock_create_ruleset, -1, ENOSYS, FINDING_WARNING},
	{"seccomp", SYS_seccomp, -1, ENOSYS, FINDING_WARNING},
	{"confinement", SYS_landlock_create_ruleset, -1, ENOSYS, FINDING_WARNING},
	{"confinement", SYS_prctl, -1, EPERM, FINDING_WARNING},
	{"shared-memory", SYS_shmctl, -1, ENOSYS, FINDING_FAULT},
	{"mail", SYS_msgctl, -1, ENOSYS, FINDING_WARNING},
	{"rename", SYS_renameat2, -1, EINVAL, FINDING_FAULT},
	{"pipes", SYS_pipe2, -1, EMFILE, FINDING_FAULT},
};

/* A build with instruments confines nothing. */
static bool is_off(const char *check)
{
	return strcmp(check, "confinement") == 0 && confine_off() != NULL;
}

START_TEST(test_doctor_finds_what_is_lacking)
{
	struct finding before, behind;
	int descriptors = scene_descriptors();

	scene_new();
	before = examine(lacks[_i].check);
	if (strcmp(lacks[_i].check, "mqueue") != 0 && !is_off(lacks[_i].check))
		ck_assert_msg(
			before.result == FINDING_OK, "%s: %s", lacks[_i].check, before.detail);
	refuse(lacks[_i].call, lacks[_i].argument, lacks[_i].error);
	behind = examine(lacks[_i].check);
	ck_assert_msg(behind.result == lacks[_i].result, "%s: %s", lacks[_i].check, behind.detail);
	ck_assert(is_off(lacks[_i].check) || strcmp(behind.detail, before.detail) != 0);
	ck_assert_str_ne(behind.remedy, "");
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

/* The soft limit counts pages: 65 pipes of 256 pages are above that of 16384. */
START_TEST(test_doctor_finds_too_many_pipes)
{
	unsigned long long soft;
	struct finding finding;
	int ends[2];

	ck_assert_int_eq(examine("pipes").result, FINDING_OK);
	if (!doctor_read_number("/proc/sys/fs/pipe-user-pages-soft", &soft) || soft > 16384 ||
		soft == 0 || (geteuid() == 0 && setuid(SCENE_STRANGER) < 0))
		return;
	for (int i = 0; i < 65; i++) {
		ck_assert_int_eq(pipe(ends), 0);
		if (fcntl(ends[0], F_SETPIPE_SZ, 1 << 20) < 0)
			break;
	}
	for (int i = 0; i < 17; i++)
		ck_assert_int_eq(pipe(ends), 0);
	finding = examine("pipes");
	ck_assert_msg(finding.result == FINDING_WARNING, "%s", finding.detail);
}
END_TEST

START_TEST(test_finding_keeps_the_worst)
{
	struct finding finding = {.result = FINDING_OK};

	finding_object(&finding, FINDING_WARNING, "%s", "a");
	finding_object(&finding, FINDING_WARNING, "b");
	ck_assert_str_eq(finding.remedy, "a");
	finding_object(&finding, FINDING_FAULT, "c");
	finding_object(&finding, FINDING_WARNING, "d");
	ck_assert_str_eq(finding.remedy, "c");
	ck_assert_int_eq(finding.result, FINDING_FAULT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("doctor");
	TCase *tcase = tcase_create("lacks");

	tcase_add_loop_test(tcase, test_doctor_finds_what_is_lacking, 0, COUNT(lacks));
	tcase_add_test(tcase, test_doctor_finds_too_many_pipes);
	tcase_add_test(tcase, test_finding_keeps_the_worst);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
