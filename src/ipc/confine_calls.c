/* SPDX-License-Identifier: ISC */
/*
 * The calls stand here by name, and the library, which knows those of each architecture, passes
 * over what there is not: one list for 32 and 64 bits, for old and new C libraries.
 */
#include "config.h"

#include <errno.h>

#include "ipc/confine.h"

#ifdef HAVE_LIBSECCOMP

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <unistd.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const allowed[] = {
	/* descriptors */
	"read", "readv", "pread64", "write", "writev", "close", "lseek", "_llseek", "fstat",
	"fstat64", "newfstatat", "fstatat64", "stat", "stat64", "lstat", "lstat64", "statx",
	"access", "faccessat", "faccessat2", "readlink", "readlinkat", "poll", "ppoll",
	"ppoll_time64", "select", "_newselect", "pselect6", "pselect6_time64",
	/* memory, and the segment */
	"mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise", "brk", "shmdt",
	/* signals to itself; what sends them is below */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "rt_sigpending",
	"rt_sigtimedwait", "rt_sigtimedwait_time64", "sigaltstack", "restart_syscall",
	/* time and waiting */
	"clock_gettime", "clock_gettime64", "clock_getres", "clock_getres_time64", "gettimeofday",
	"time", "nanosleep", "clock_nanosleep", "clock_nanosleep_time64", "futex", "futex_time64",
	"sched_yield",
	/* who it is, and where */
	"getpid", "gettid", "getppid", "getuid", "getuid32", "geteuid", "geteuid32", "getgid",
	"getgid32", "getegid", "getegid32", "getpgrp", "getpgid", "getsid", "sysinfo", "uname",
	"getrandom", "exit", "exit_group"};

/* No library makes them unasked. */
static const char *const deadly[] = {"execve", "execveat", "fork", "vfork", "clone", "clone3",
	"ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "socket", "socketpair",
	"connect", "bind", "listen", "accept", "accept4", "mount", "umount2", "setns", "unshare",
	"pivot_root", "chroot", "bpf", "keyctl", "add_key", "perf_event_open", "userfaultfd",
	"io_uring_setup", "init_module", "finit_module"};

/* Commands, by which fcntl(2) can't have signals sent to others. */
static const int fcntl_commands[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC};

/* What curses and the program ask of a terminal, also to stop and to go on. */
static const unsigned long terminal_requests[] = {TCGETS, TCSETS, TCSETSW, TCSETSF,
#ifdef TCGETS2
	TCGETS2, TCSETS2, TCSETSW2, TCSETSF2,
#endif
	TCFLSH, TCSBRK, TCXONC, TIOCGWINSZ, TIOCGPGRP, FIONREAD};

/* Bits that open(2) has for a file that is not just read. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC)

/* Some architectures have shmctl(2) told by a bit which struct is meant. */
#define IPC_64_BIT UINT64_C(0x100)

/* A call that this architecture or this library does not have needs no rule. */
static int add(scmp_filter_ctx filter, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, action, call, 0);
}

/* The same if the argument, less the bits that are not in the mask, is this value. */
static int add_if(
	scmp_filter_ctx filter, const char *name, unsigned argument, uint64_t mask, uint64_t value)
{
	const struct scmp_arg_cmp comparison = {
		.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR
		       ? 0
		       : seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &comparison);
}

static int add_conditional(scmp_filter_ctx filter)
{
	/* The kernel looks at so many bits of an int, and what stands above them may be anything.
	 */
	const uint64_t all = UINT32_MAX, self = (uint64_t)getpid();
	int error = add_if(filter, "open", 1, WRITING, 0);

	if (error == 0)
		error = add_if(filter, "openat", 2, WRITING, 0);
	if (error == 0)
		error = add_if(filter, "kill", 0, all, self);
	if (error == 0)
		error = add_if(filter, "tgkill", 0, all, self);
	if (error == 0)
		error = add_if(filter, "shmctl", 1, all & ~IPC_64_BIT, IPC_STAT);
	/* The bell: a descriptor, and no path. */
	if (error == 0)
		error = add_if(filter, "utimensat", 1, UINT64_MAX, 0);
	if (error == 0)
		error = add_if(filter, "utimensat_time64", 1, UINT64_MAX, 0);
	for (size_t i = 0; i < COUNT(terminal_requests) && error == 0; i++)
		error = add_if(filter, "ioctl", 1, all, terminal_requests[i]);
	for (size_t i = 0; i < COUNT(fcntl_commands) && error == 0; i++) {
		error = add_if(filter, "fcntl", 1, all, (uint64_t)fcntl_commands[i]);
		if (error == 0)
			error = add_if(filter, "fcntl64", 1, all, (uint64_t)fcntl_commands[i]);
	}
	return error;
}

static int add_all(scmp_filter_ctx filter)
{
	/* Before Linux 4.14 it was the thread alone, of which there is one. */
	uint32_t end = seccomp_api_get() >= 3 ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_KILL;
	int error = 0;

	for (size_t i = 0; i < COUNT(allowed) && error == 0; i++)
		error = add(filter, SCMP_ACT_ALLOW, allowed[i]);
	for (size_t i = 0; i < COUNT(deadly) && error == 0; i++)
		error = add(filter, end, deadly[i]);
	return error == 0 ? add_conditional(filter) : error;
}

int confine_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int error = filter == NULL ? -ENOMEM : add_all(filter);

	if (error == 0)
		error = seccomp_load(filter);
	if (filter != NULL)
		seccomp_release(filter);
	return error;
}

#else

int confine_calls(void)
{
	return -ENOSYS;
}

#endif
