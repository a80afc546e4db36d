/* SPDX-License-Identifier: ISC */
/*
 * Each attempt is made in a process of its own, first free, where it succeeds, then confined. That
 * process has the memory of the one that made it. For who is confined can't write a file, such as
 * counters of coverage; the other one does it.
 */
#include "config.h"

#include "ipc/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "ipc/bell.h"
#include "ipc/segment.h"
#include "tests/ipc/scene.h"

/* An error that no call gives: the attempt is over, and the process lives on as somebody else. */
#define SUCCEEDED 0

/* Plus the signal, for a process that was ended by one: more than any errno. */
#define KILLED 200

static char inside[PATH_MAX / 2], outside[PATH_MAX / 2];
static char file[PATH_MAX], other[PATH_MAX];
static int card, bell, terminal, pipes[2];

static void setup(void)
{
	snprintf(outside, sizeof(outside), "%s", scene_new());
	snprintf(inside, sizeof(inside), "%s", scene_new());
	snprintf(file, sizeof(file), "%s/file", inside);
	snprintf(other, sizeof(other), "%s/file", outside);
	scene_write(AT_FDCWD, file, "text", 4);
	scene_write(AT_FDCWD, other, "text", 4);
	card = open(file, O_RDWR | O_CLOEXEC);
	bell = bell_listen(card);
	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_eq(pipe(pipes), 0);
	ck_assert_int_ge(card, 0);
	ck_assert_int_ge(bell, 0);
}

/* --- Attempts: each returns 0 or an errno --- */

static int result(long value)
{
	return value < 0 ? errno : SUCCEEDED;
}

static int open_inside(void)
{
	return result(open(file, O_RDONLY));
}

static int open_to_write(void)
{
	return result(open(file, O_WRONLY));
}

static int open_to_truncate(void)
{
	return result(open(file, O_RDONLY | O_TRUNC));
}

static int make_file(void)
{
	char path[PATH_MAX + 8];

	snprintf(path, sizeof(path), "%s.new", file);
	return result(open(path, O_RDONLY | O_CREAT, S_IRUSR));
}

static int make_directory(void)
{
	char path[PATH_MAX + 8];

	snprintf(path, sizeof(path), "%s.dir", file);
	return result(mkdir(path, S_IRWXU));
}

static int remove_file(void)
{
	return result(unlink(file));
}

static int rename_file(void)
{
	return result(rename(file, other));
}

static int touch_by_name(void)
{
	return result(utimensat(AT_FDCWD, file, NULL, 0));
}

static int open_outside(void)
{
	return result(open(other, O_RDONLY));
}

static int open_passwd(void)
{
	return result(open("/etc/passwd", O_RDONLY));
}

static int start_program(void)
{
	const char *const words[] = {"true", NULL};

	/* The bare call: the library's writes counters of coverage before. */
	return result(syscall(SYS_execve, "/bin/true", words, NULL));
}

static int start_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		(_exit)(0);
	return pid > 0 ? result(waitpid(pid, NULL, 0)) : errno;
}

static int make_socket(void)
{
	return result(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int make_network(void)
{
	return result(socket(AF_INET, SOCK_DGRAM, 0));
}

static int trace(void)
{
	return result(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int signal_another(void)
{
	return result(kill(getppid(), 0));
}

static int signal_group(void)
{
	return result(kill(0, 0));
}

static int own_signals(void)
{
	return result(fcntl(pipes[0], F_SETOWN, getppid()));
}

static int type_for_another(void)
{
	return result(ioctl(terminal, TIOCSTI, "x"));
}

static int make_segment(void)
{
	int id = shmget(IPC_PRIVATE, 4096, S_IRUSR | S_IWUSR);

	if (id < 0)
		return errno;
	return result(shmctl(id, IPC_RMID, NULL));
}

static int make_queue(void)
{
	return result(inotify_init1(0));
}

/* --- */

/* Not by the _exit() of config.h: counters can't be written from here. */
static _Noreturn void run_confined(int (*act)(void), bool files, bool calls)
{
	const char *const beneath[] = {inside, "/no/such/place"};
	int error;

	signal(SIGSYS, SIG_DFL);
	/* As confine() does; only root may do without. */
	if (files || calls)
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	error = files ? confine_files(beneath, 2) : 0;
	if (error == 0 && calls)
		error = confine_calls();
	(_exit)(error == -ENOSYS ? EXFULL : error < 0 ? ENOTRECOVERABLE : act());
}

/* By vfork(2), so the memory is shared, and this process sleeps until the other one has ended. */
static _Noreturn void run_attempt(int (*act)(void), bool files, bool calls)
{
	pid_t child = vfork();
	int status;

	if (child == 0)
		run_confined(act, files, calls);
	if (child < 0 || waitpid(child, &status, 0) != child)
		_exit(ENOTRECOVERABLE);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : KILLED + WTERMSIG(status));
}

/* Makes the attempt, confined as told. Returns its errno, or minus the signal. */
static int attempt(int (*act)(void), bool files, bool calls)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		run_attempt(act, files, calls);
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status) < KILLED ? WEXITSTATUS(status) : KILLED - WEXITSTATUS(status);
}

static const struct {
	const char *what;
	int (*act)(void);
	int calls; /* what it ends with under the filter, */
	int files; /* and by Landlock: an errno, or minus a signal */
} attempts[] = {
	{"open inside", open_inside, 0, 0},
	{"open to write", open_to_write, ENOSYS, EACCES},
	{"open to truncate", open_to_truncate, ENOSYS, EACCES},
	{"make a file", make_file, ENOSYS, EACCES},
	{"make a directory", make_directory, ENOSYS, EACCES},
	{"remove", remove_file, ENOSYS, EACCES},
	{"rename", rename_file, ENOSYS, EACCES},
	{"touch", touch_by_name, ENOSYS, 0},
	{"open outside", open_outside, 0, EACCES},
	{"open passwd", open_passwd, 0, EACCES},
	{"start a program", start_program, -SIGSYS, EACCES},
	{"start a process", start_process, -SIGSYS, 0},
	{"make a socket", make_socket, -SIGSYS, 0},
	{"make a socket of a network", make_network, -SIGSYS, 0},
	{"trace", trace, -SIGSYS, 0},
	{"signal another", signal_another, ENOSYS, -1},
	{"signal the group", signal_group, ENOSYS, -1},
	{"have signals sent", own_signals, ENOSYS, -1},
	{"type for another", type_for_another, ENOSYS, -1},
	{"make a segment", make_segment, ENOSYS, 0},
	{"listen for other files", make_queue, ENOSYS, 0},
};

/* Whether this kernel and this library have it; says so where they don't. */
static bool can(bool files)
{
	if (attempt(open_inside, files, !files) != EXFULL)
		return true;
	fprintf(stderr, "# skipped: not here\n");
	return false;
}

START_TEST(test_confine_calls)
{
	if (!can(false))
		return;
	if (attempts[_i].act != type_for_another)
		ck_assert_msg(attempt(attempts[_i].act, false, false) == 0, "%s, free",
			attempts[_i].what);
	setup();
	ck_assert_msg(attempt(attempts[_i].act, false, true) == attempts[_i].calls, "%s: %d",
		attempts[_i].what, attempt(attempts[_i].act, false, true));
}
END_TEST

START_TEST(test_confine_files)
{
	int got;

	if (!can(true) || attempts[_i].files == -1)
		return;
	got = attempt(attempts[_i].act, true, false);
	ck_assert_msg(got == attempts[_i].files, "%s: %d", attempts[_i].what, got);
}
END_TEST

/* --- What goes on --- */

static struct segment segment;
static bool failed;

static void expect(bool held, const char *what)
{
	if (!held) {
		fprintf(stderr, "confined: %s: %s\n", what, strerror(errno));
		failed = true;
	}
}
#define EXPECT(condition) expect(condition, #condition)

static void go_on_with_descriptors(void)
{
	struct pollfd fd = {.fd = bell, .events = POLLIN};
	struct stat st;
	char text[8];

	EXPECT(bell_ring(card) == 0);
	EXPECT(poll(&fd, 1, 1000) == 1);
	bell_clear(bell);
	EXPECT(poll(&fd, 1, 0) == 0);
	EXPECT(write(pipes[1], "x", 1) == 1 && read(pipes[0], text, 1) == 1);
	EXPECT(pread(card, text, 4, 0) == 4 && fstat(card, &st) == 0 && lstat(file, &st) == 0);
	EXPECT(fcntl(pipes[0], F_SETFL, O_NONBLOCK) == 0 && read(pipes[0], text, 1) < 0);
}

static void go_on_with_memory(void)
{
	struct segment_info info;
	char *big = malloc(10 << 20);

	EXPECT(big != NULL);
	memset(big, 1, 10 << 20);
	big = realloc(big, 20 << 20);
	EXPECT(big != NULL);
	free(big);
	EXPECT(segment_stat(segment.id, &info) == 0 && info.attached > 0);
	EXPECT(shmdt(segment.address) == 0);
}

static void go_on_with_signals(void)
{
	const struct timespec at_once = {0};
	time_t now = time(NULL);
	sigset_t set;
	struct tm tm;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	EXPECT(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && raise(SIGUSR1) == 0);
	EXPECT(kill(getpid(), SIGUSR1) == 0);
	EXPECT(sigtimedwait(&set, NULL, &at_once) == SIGUSR1);
	EXPECT(nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL) == 0);
	EXPECT(localtime_r(&now, &tm) != NULL);
}

static void go_on_with_terminal(void)
{
	struct termios termios;
	struct winsize size;

	if (terminal < 0)
		return;
	EXPECT(tcgetattr(terminal, &termios) == 0);
	EXPECT(tcsetattr(terminal, TCSADRAIN, &termios) == 0);
	EXPECT(ioctl(terminal, TIOCGWINSZ, &size) == 0);
	EXPECT(isatty(terminal) == 1 && tcflush(terminal, TCIFLUSH) == 0);
}

static int go_on(void)
{
	go_on_with_descriptors();
	go_on_with_memory();
	go_on_with_signals();
	go_on_with_terminal();
	return failed ? EPROTO : 0;
}

START_TEST(test_confine_lets_go_on)
{
	ck_assert_int_eq(segment_create(&segment, 4096), 0);
	ck_assert_int_eq(attempt(go_on, false, false), 0);
	if (can(true))
		ck_assert_int_eq(attempt(go_on, true, false), 0);
	if (can(false))
		ck_assert_int_eq(attempt(go_on, false, true), 0);
	segment_close(&segment);
}
END_TEST

/* Both together, as viewers call it. */
static int confine_then_open(void)
{
	const char *const beneath[] = {inside};
	unsigned done = confine(beneath, 1), wanted = CONFINE_FILES | CONFINE_CALLS;

	if (done != wanted || open_inside() != 0 || open_to_write() != ENOSYS)
		return EPROTO;
	return open_passwd() == EACCES && go_on() == 0 ? 0 : EPROTO;
}

START_TEST(test_confine_both)
{
	const char *off = confine_off();

	if (off != NULL)
		fprintf(stderr, "# skipped: %s\n", off);
	if (off != NULL || !can(true) || !can(false))
		return;
	ck_assert_int_eq(segment_create(&segment, 4096), 0);
	ck_assert_int_eq(attempt(confine_then_open, false, false), 0);
	segment_close(&segment);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("confine");
	TCase *tcase = tcase_create("attempts");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, test_confine_calls, 0, COUNT(attempts));
	tcase_add_loop_test(tcase, test_confine_files, 0, COUNT(attempts));
	tcase_add_test(tcase, test_confine_lets_go_on);
	tcase_add_test(tcase, test_confine_both);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
