/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ipc/knock.h"
#include "ipc/slot_file.h"
#include "tests/ipc/roomscene.h"

#define KNOCKERS 24

static struct rundir rundir;
static struct roomname name;
static struct slot slot = {.fd = -1};
static struct knock *knock;

static void setup(void)
{
	roomscene_open(&rundir, &name);
	ck_assert_int_eq(slot_create(&slot, &name, RUNDIR_PRIVATE), 0);
}

static void teardown(void)
{
	knock_close(knock);
	knock = NULL;
	slot_close(&slot);
	slot_close(&slot);
	ck_assert_int_eq(roomscene_objects(&name), 0);
	rundir_close(&rundir);
}

static struct slot_request request_of(pid_t pid)
{
	struct slot_request request = {.pid = pid, .tag = UINT64_MAX - (uint64_t)pid, .flags = 1};

	snprintf(request.nick, sizeof(request.nick), "nick %ld", (long)pid);
	return request;
}

static int knock_for(int ms, pid_t *holder)
{
	const struct slot_request request = request_of(getpid());

	return slot_knock(&name, RUNDIR_PRIVATE, &request, ms, holder);
}

/* The hub's part, as its event loop does it; the PID whose request came. */
static pid_t take_next(void)
{
	struct slot_request request;
	int n = 0;

	while (n == 0) {
		ck_assert(scene_readable(knock_fd(knock), (int)scene_patience()));
		knock_again(knock);
		n = slot_take(&slot, &request);
	}
	ck_assert_int_eq(n, 1);
	ck_assert_uint_eq(request.tag, UINT64_MAX - (uint64_t)request.pid);
	return request.pid;
}

static void open_knock(void)
{
	ck_assert_int_eq(knock_open(&knock, slot.knock), 0);
}

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

START_TEST(test_slot_one_request)
{
	struct slot_request sent = {.pid = 4711, .tag = 0x0123456789abcdef, .flags = ~0u}, got;
	int descriptors = scene_descriptors(), value;
	pid_t holder = 1;

	strcpy(sent.nick, "caf\xc3\xa9");
	ck_assert_int_eq(slot_take(&slot, &got), 0);
	ck_assert_int_eq(slot_knock(&name, RUNDIR_PRIVATE, &sent, 1000, &holder), 0);
	ck_assert_int_eq(holder, 0);
	ck_assert_int_eq(sem_getvalue(slot.free, &value), 0);
	ck_assert_int_eq(value, 0);
	ck_assert_int_eq(sem_trywait(slot.knock), 0);
	ck_assert_int_eq(slot_take(&slot, &got), 1);
	ck_assert_int_eq(got.pid, 4711);
	ck_assert_uint_eq(got.tag, sent.tag);
	ck_assert_uint_eq(got.flags, SLOT_FLAGS);
	ck_assert_str_eq(got.nick, sent.nick);
	ck_assert_int_eq(slot_take(&slot, &got), 0);
	ck_assert_int_eq(sem_getvalue(slot.free, &value), 0);
	ck_assert_int_eq(value, 1);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}
END_TEST

START_TEST(test_slot_knock_refuses)
{
	struct slot_request request = {.pid = 1};
	pid_t holder;

	request.pid = 0;
	ck_assert_int_eq(slot_knock(&name, RUNDIR_PRIVATE, &request, 100, &holder), -EINVAL);
	request = (struct slot_request){.pid = 1, .nick = "a\nb"};
	ck_assert_int_eq(slot_knock(&name, RUNDIR_PRIVATE, &request, 100, &holder), -EINVAL);
	memset(request.nick, 'x', sizeof(request.nick));
	ck_assert_int_eq(slot_knock(&name, RUNDIR_PRIVATE, &request, 100, &holder), -EINVAL);
	ck_assert_int_eq(slot_take(&slot, &request), 0);
}
END_TEST

START_TEST(test_slot_without_a_hub)
{
	int64_t begin;
	pid_t holder;

	slot_close(&slot);
	ck_assert_int_eq(roomscene_objects(&name), 0);
	begin = now_us();
	ck_assert_int_eq(knock_for(5000, &holder), -ENOENT);
	ck_assert_int_lt(now_us() - begin, 1000000);
}
END_TEST

/* Its names are as they should be, and it takes over what a killed one has left. */
START_TEST(test_slot_create_again)
{
	struct slot second = {.fd = -1};
	struct slot_request request;
	struct stat st;
	char path[ROOMNAME_PATH_SIZE];
	mode_t mask = umask(0077);
	pid_t holder;

	umask(mask);
	ck_assert_int_eq(knock_for(1000, &holder), 0);
	ck_assert_int_eq(sem_trywait(slot.free), -1);
	umask(0777);
	ck_assert_int_eq(slot_create(&second, &name, RUNDIR_PRIVATE), 0);
	umask(mask);
	ck_assert_int_eq(slot_take(&second, &request), 0);
	for (int kind = ROOMNAME_SLOT; kind <= ROOMNAME_KNOCK; kind++) {
		const struct roomname_part part = {.kind = (enum roomname_kind)kind};

		roomname_path(path, &name, &part);
		ck_assert_int_eq(lstat(path, &st), 0);
		ck_assert_uint_eq(st.st_mode, S_IFREG | 0600);
	}
	ck_assert_int_eq(knock_for(1000, &holder), 0);
	ck_assert_int_eq(slot_take(&second, &request), 1);
	slot_close(&second);
}
END_TEST

static void knock_once(void *context, int out)
{
	const int *ms = context;
	pid_t holder;

	scene_say(out, knock_for(*ms, &holder));
}

/* All of them, each once, whoever comes first; and nobody waits for a step to pass. */
START_TEST(test_slot_race)
{
	struct actor actors[KNOCKERS];
	int seen[KNOCKERS] = {0}, ms = (int)scene_patience();
	int64_t begin;

	open_knock();
	begin = now_us();
	for (int i = 0; i < KNOCKERS; i++)
		scene_act(&actors[i], knock_once, &ms);
	for (int i = 0; i < KNOCKERS; i++) {
		pid_t pid = take_next();

		for (int k = 0; k < KNOCKERS; k++)
			seen[k] += actors[k].pid == pid;
	}
	printf("# %d joined in %ld us\n", KNOCKERS, (long)(now_us() - begin));
	for (int i = 0; i < KNOCKERS; i++) {
		ck_assert_int_eq(seen[i], 1);
		ck_assert_int_eq(scene_hear(&actors[i]), 0);
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	}
}
END_TEST

/* A median, since the machine may do something else; ten times what it takes. */
START_TEST(test_slot_quick)
{
	int64_t best = INT64_MAX;
	pid_t holder;

	open_knock();
	for (int i = 0; i < 100; i++) {
		int64_t begin = now_us(), took;

		ck_assert_int_eq(knock_for(1000, &holder), 0);
		ck_assert_int_eq(take_next(), getpid());
		took = now_us() - begin;
		best = took < best ? took : best;
	}
	printf("# the quickest of 100 took %ld us\n", (long)best);
	ck_assert_int_lt(best, 10000);
}
END_TEST

enum stage { HAS_TOKEN, HAS_LOCK, HALF_WRITTEN, WRITTEN, STAGES };

struct scene {
	enum stage stage;
};

/* Goes as far as the stage by hand, and stays there. */
static void stay_at(void *context, int out)
{
	const struct scene *scene = context;
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct slot_layout layout = {.magic = SLOT_MAGIC, .pid = getpid()};
	sem_t *free_token = NULL;
	int fd = slot_file_open_object(&name, RUNDIR_PRIVATE), error = fd < 0 ? fd : 0;

	layout.tag = UINT64_MAX - (uint64_t)layout.pid;
	if (error == 0)
		error = slot_file_open_semaphore(&free_token, &name, ROOMNAME_FREE, RUNDIR_PRIVATE);
	if (error == 0 && sem_wait(free_token) < 0)
		error = -errno;
	if (error == 0 && scene->stage >= HAS_LOCK && fcntl(fd, F_SETLK, &lock) < 0)
		error = -errno;
	if (error == 0 && scene->stage >= HALF_WRITTEN)
		error = slot_file_write(fd, &layout, SLOT_SIZE / 2, 0);
	if (error == 0 && scene->stage >= WRITTEN)
		error = slot_file_write(fd, &layout, SLOT_SIZE, 0);
	if (error == 0 && scene->stage >= WRITTEN)
		error = slot_file_set_state(fd, SLOT_KNOCKED);
	scene_say(out, error);
	scene_wait_for_end();
}

/* One that is killed costs the next a step at most, whatever it had in hand. */
START_TEST(test_slot_killed_at)
{
	struct scene scene = {.stage = (enum stage)_i};
	struct actor actor, second;
	int ms = (int)scene_patience();
	pid_t pid;

	open_knock();
	scene_act(&actor, stay_at, &scene);
	ck_assert_int_eq(scene_hear(&actor), 0);
	pid = actor.pid;
	scene_act(&second, knock_once, &ms);
	scene_kill(&actor);
	if (scene.stage == WRITTEN)
		ck_assert_int_eq(take_next(), pid);
	ck_assert_int_eq(take_next(), second.pid);
	ck_assert_int_eq(scene_hear(&second), 0);
	scene_await(&second);
}
END_TEST

/* One that is stopped with the lock is named; when it is continued or ended, others get through. */
START_TEST(test_slot_stopped)
{
	struct scene scene = {.stage = HAS_LOCK};
	struct actor actor;
	pid_t holder = 0;
	int64_t begin;

	open_knock();
	scene_act(&actor, stay_at, &scene);
	ck_assert_int_eq(scene_hear(&actor), 0);
	ck_assert_int_eq(kill(actor.pid, SIGSTOP), 0);
	begin = now_us();
	ck_assert_int_eq(knock_for(120, &holder), -EBUSY);
	ck_assert_int_eq(holder, actor.pid);
	ck_assert_int_ge(now_us() - begin, 120000);
	/* With the token. */
	sem_post(slot.free);
	holder = 0;
	ck_assert_int_eq(knock_for(120, &holder), -EBUSY);
	ck_assert_int_eq(holder, actor.pid);
	scene_kill(&actor);
	/* It was given back. */
	ck_assert_int_eq(sem_trywait(slot.free), 0);
	sem_post(slot.free);
	ck_assert_int_eq(knock_for(1000, &holder), 0);
	ck_assert_int_eq(take_next(), getpid());
}
END_TEST

START_TEST(test_slot_hub_that_does_not_take)
{
	int64_t begin;
	pid_t holder = 1;

	ck_assert_int_eq(knock_for(1000, &holder), 0);
	begin = now_us();
	ck_assert_int_eq(knock_for(120, &holder), -ETIMEDOUT);
	ck_assert_int_ge(now_us() - begin, 120000);
	ck_assert_int_eq(holder, 0);
	/* It was rung for again and again. */
	ck_assert_int_eq(sem_trywait(slot.knock), 0);
	ck_assert_int_eq(sem_trywait(slot.knock), 0);
	/* No time at all is time for a look. */
	ck_assert_int_eq(knock_for(0, &holder), -ETIMEDOUT);
	open_knock();
	ck_assert_int_eq(take_next(), getpid());
	ck_assert_int_eq(knock_for(0, &holder), 0);
}
END_TEST

/* Who waits does so without the lock: the next one is told about the hub, not about him. */
START_TEST(test_slot_waits_without_the_lock)
{
	int ms = 4 * (int)scene_patience(); /* longer than the test waits */
	struct actor waiting;
	pid_t holder;

	ck_assert_int_eq(knock_for(1000, &holder), 0);
	ck_assert_int_eq(sem_trywait(slot.knock), 0);
	scene_act(&waiting, knock_once, &ms);
	SCENE_UNTIL(sem_trywait(slot.knock) == 0);
	/* It has looked; the lock is held for microseconds, so not at each of these moments. */
	SCENE_UNTIL(knock_for(0, &holder) == -ETIMEDOUT);
	scene_kill(&waiting);
}
END_TEST

START_TEST(test_slot_hub_that_ends)
{
	struct actor actors[4];
	int ms = (int)scene_patience();
	pid_t holder;
	int64_t begin;

	ck_assert_int_eq(knock_for(1000, &holder), 0);
	for (int i = 0; i < COUNT(actors); i++)
		scene_act(&actors[i], knock_once, &ms);
	/* They have rung for what they found, so they know the slot. */
	for (int i = 0; i < COUNT(actors); i++)
		SCENE_UNTIL(sem_trywait(slot.knock) == 0);
	slot_close(&slot);
	begin = now_us();
	for (int i = 0; i < COUNT(actors); i++) {
		ck_assert_int_eq(scene_hear(&actors[i]), -ENOENT);
		ck_assert_int_eq(scene_await(&actors[i]), 0);
	}
	ck_assert_int_lt(now_us() - begin, 1000 * scene_patience() / 2);
}
END_TEST

static void write_layout(const struct slot_layout *layout)
{
	ck_assert_int_eq(slot_file_write(slot.fd, layout, sizeof(*layout), 0), 0);
}

/* Whatever is there, it is refused, and the next one gets through. */
START_TEST(test_slot_take_believes_nothing)
{
	struct slot_layout layout = {.magic = SLOT_MAGIC, .state = SLOT_KNOCKED, .pid = 1};
	struct slot_request request;
	pid_t holder;

	switch (_i) {
	case 0:
		layout.magic++;
		break;
	case 1:
		layout.state = 77;
		break;
	case 2:
		layout.pid = 0;
		break;
	case 3:
		layout.pid = -1;
		break;
	case 4:
		memset(layout.nick, 'x', sizeof(layout.nick));
		break;
	case 5:
		strcpy(layout.nick, "\x1b[2J");
		break;
	case 6:
		layout.state = SLOT_CLOSED;
		break;
	}
	write_layout(&layout);
	if (_i == 7)
		ck_assert_int_eq(ftruncate(slot.fd, 0), 0);
	if (_i == 8)
		ck_assert_int_eq(ftruncate(slot.fd, SLOT_SIZE / 2), 0);
	if (_i == 9)
		ck_assert_int_eq(ftruncate(slot.fd, SLOT_SIZE + 1), 0);
	ck_assert_int_eq(slot_take(&slot, &request), -EBADMSG);
	ck_assert_int_eq(slot_take(&slot, &request), 0);
	ck_assert_int_eq(knock_for(1000, &holder), 0);
	ck_assert_int_eq(slot_take(&slot, &request), 1);
}
END_TEST

static void take_behind_damage(void)
{
	struct slot_request request;
	int error = 0;

	while (error == 0 || error == -EBADMSG) {
		if (sem_wait(slot.knock) == 0)
			error = slot_take(&slot, &request);
	}
	_exit(error == 1 ? 0 : 1);
}

START_TEST(test_slot_damage_does_not_last)
{
	static const off_t sizes[] = {0, 1, SLOT_SIZE - 1, SLOT_SIZE + 1, SLOT_SIZE};
	pid_t hub, holder;
	int status;

	ck_assert_int_eq(ftruncate(slot.fd, sizes[_i]), 0);
	if (sizes[_i] == SLOT_SIZE)
		ck_assert_int_eq(pwrite(slot.fd, "?", 1, 0), 1);
	hub = fork();
	ck_assert_int_ge(hub, 0);
	if (hub == 0)
		take_behind_damage();
	ck_assert_int_eq(knock_for((int)scene_patience(), &holder), 0);
	ck_assert_int_eq(waitpid(hub, &status, 0), hub);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

START_TEST(test_slot_knock_believes_nothing)
{
	char path[ROOMNAME_PATH_SIZE], link[ROOMNAME_PATH_SIZE + 8];
	struct roomname_part part = {.kind = (enum roomname_kind)(_i / 4)};
	int fd, expected[] = {-EPERM, -EBADMSG, -EPERM, -EPERM};
	pid_t holder;

	roomname_path(path, &name, &part);
	fd = open(path, O_RDWR);
	ck_assert_int_ge(fd, 0);
	if (_i % 4 == 0)
		ck_assert_int_eq(fchmod(fd, 0620), 0);
	if (_i % 4 == 1)
		ck_assert_int_eq(ftruncate(fd, 1), 0);
	close(fd);
	if (_i % 4 == 2) {
		snprintf(link, sizeof(link), "%s.moved", path);
		ck_assert_int_eq(rename(path, link), 0);
		ck_assert_int_eq(symlink(link, path), 0);
	}
	if (_i % 4 == 3) {
		ck_assert_int_eq(unlink(path), 0);
		ck_assert_int_eq(mkfifo(path, 0600), 0);
	}
	ck_assert_int_eq(knock_for(1000, &holder), expected[_i % 4]);
	if (_i % 4 == 2)
		unlink(link);
}
END_TEST

/* A process that knocks, stopped before each of its system calls in turn and killed there. */
static void knock_traced(void)
{
	pid_t holder;

	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		_exit(77);
	raise(SIGSTOP);
	_exit(knock_for(200, &holder) == 0 ? 0 : 1);
}

/* Runs until the stop of that number. Returns whether it came so far. */
static bool run_to(pid_t pid, int stop)
{
	int status;

	for (int i = 0; i <= stop; i++) {
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		if (!WIFSTOPPED(status)) {
			ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%x", status);
			return false;
		}
		if (i < stop)
			ck_assert_int_eq(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return true;
}

/* Takes what the killed one may have left, until the other one's request comes. */
static void expect(pid_t pid, pid_t killed)
{
	pid_t first = take_next();

	if (first == killed)
		first = take_next();
	ck_assert_int_eq(first, pid);
}

START_TEST(test_slot_killed_at_every_system_call)
{
	int ms = (int)scene_patience(), stop = 0;
	bool killed = true;

	open_knock();
	for (; killed; stop++) {
		pid_t pid = fork();
		struct actor next;

		if (pid == 0)
			knock_traced();
		killed = run_to(pid, stop);
		scene_act(&next, knock_once, &ms);
		expect(next.pid, pid);
		ck_assert_int_eq(scene_hear(&next), 0);
		scene_await(&next);
	}
	printf("# killed at %d places\n", stop);
	ck_assert_int_gt(stop, 20);
}
END_TEST

static bool may_trace(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? 77 : 0);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	if (status == 0)
		return true;
	printf("# processes can't be traced here: not killed at every system call\n");
	return false;
}

int main(void)
{
	bool traced = may_trace();
	Suite *suite = suite_create("slot");
	TCase *tcase = tcase_create("slot");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_slot_one_request);
	tcase_add_test(tcase, test_slot_knock_refuses);
	tcase_add_test(tcase, test_slot_without_a_hub);
	tcase_add_test(tcase, test_slot_create_again);
	tcase_add_test(tcase, test_slot_race);
	tcase_add_test(tcase, test_slot_quick);
	tcase_add_loop_test(tcase, test_slot_killed_at, 0, STAGES);
	tcase_add_test(tcase, test_slot_stopped);
	tcase_add_test(tcase, test_slot_hub_that_does_not_take);
	tcase_add_test(tcase, test_slot_waits_without_the_lock);
	tcase_add_test(tcase, test_slot_hub_that_ends);
	tcase_add_loop_test(tcase, test_slot_take_believes_nothing, 0, 10);
	tcase_add_loop_test(tcase, test_slot_damage_does_not_last, 0, 5);
	tcase_add_loop_test(tcase, test_slot_knock_believes_nothing, 0, 12);
	if (traced)
		tcase_add_test(tcase, test_slot_killed_at_every_system_call);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
