/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/ipc/refusal.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/suite.h"

/* More than REFUSAL_FSTAT means. */
#define CALLS_MAX 5

struct work {
	const struct refusal *refusal;
	int (*act)(void *context);
	void *context;
	int result;
	bool filtered;
};

/* Where the lower half of an argument stands. */
static uint32_t argument_at(int argument)
{
	const uint32_t at = offsetof(struct seccomp_data, args) + 8 * (uint32_t)(argument - 1);

	return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? at + 4 : at;
}

/* A program of the kernel's: looks at one call after the other, and at the argument. */
struct code {
	struct sock_filter steps[8 * CALLS_MAX];
	unsigned short count;
};

static void add(struct code *code, struct sock_filter step)
{
	code->steps[code->count++] = step;
}

static void add_call(struct code *code, const struct refusal *refusal, int call)
{
	const bool any = refusal->argument == 0;

	add(code, (struct sock_filter)BPF_STMT(
			  BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	add(code, (struct sock_filter)BPF_JUMP(
			  BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, any ? 1 : 3));
	if (!any) {
		add(code, (struct sock_filter)BPF_STMT(
				  BPF_LD | BPF_W | BPF_ABS, argument_at(refusal->argument)));
		add(code, (struct sock_filter)BPF_JUMP(
				  BPF_JMP | BPF_JEQ | BPF_K, refusal->value, 0, 1));
	}
	add(code, (struct sock_filter)BPF_STMT(
			  BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)refusal->error));
}

static void add_calls(struct code *code, const struct refusal *refusal)
{
	if (refusal->call != REFUSAL_FSTAT) {
		add_call(code, refusal, refusal->call);
		return;
	}
#ifdef SYS_fstat
	add_call(code, refusal, SYS_fstat);
#endif
#ifdef SYS_fstat64
	add_call(code, refusal, SYS_fstat64);
#endif
#ifdef SYS_newfstatat
	add_call(code, refusal, SYS_newfstatat);
#endif
#ifdef SYS_statx
	add_call(code, refusal, SYS_statx);
#endif
}

static bool filter(const struct refusal *refusal)
{
	struct code code = {.count = 0};
	struct sock_fprog program;

	add_calls(&code, refusal);
	add(&code, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	program = (struct sock_fprog){code.count, code.steps};
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

static void *run(void *context)
{
	struct work *work = context;

	work->filtered = filter(work->refusal);
	if (work->filtered)
		work->result = work->act(work->context);
	return NULL;
}

static void run_in_thread(struct work *work)
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, run, work), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

int refusal_run(const struct refusal *refusal, int (*act)(void *context), void *context)
{
	struct work work = {.refusal = refusal, .act = act, .context = context};

	run_in_thread(&work);
	ck_assert(work.filtered);
	return work.result;
}

static int ask_parent(void *context)
{
	(void)context;
	return syscall(SYS_getppid) < 0 ? -errno : 0;
}

bool refusal_possible(void)
{
	const struct refusal refusal = {.call = SYS_getppid, .error = EXFULL};
	struct work work = {.refusal = &refusal, .act = ask_parent};

	run_in_thread(&work);
	if (work.filtered && work.result == -EXFULL)
		return true;
	fprintf(stderr, "# skipped: the kernel has no filters of system calls\n");
	return false;
}
