/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/direntry.h"
#include "ipc/process.h"
#include "tests/ipc/scene.h"

enum thing { A_FILE, A_LINK_TO_A_FIFO, A_DANGLING_LINK, A_DIRECTORY, A_SOCKET, THINGS };

struct scene {
	struct rundir rundir;
	struct actor actor;
};

static void hold(void *context, int out)
{
	const struct scene *scene = context;
	struct inbox inbox;
	pid_t holder;

	scene_say(out, inbox_open(&inbox, scene->rundir.fd, SEAT_A, &holder));
	scene_wait_for_end();
}

static void start_holder(struct scene *scene)
{
	scene_act(&scene->actor, hold, scene);
	ck_assert_int_eq(scene_hear(&scene->actor), 0);
}

/* A seat whose holder was killed. */
static void start_leftover(struct scene *scene)
{
	scene_open(&scene->rundir);
	start_holder(scene);
	scene_kill(&scene->actor);
}

static int holder_of_a(const struct scene *scene)
{
	pid_t holder = 0;
	int error = inbox_holder(scene->rundir.fd, SEAT_A, &holder);

	return error < 0 ? error : holder;
}

static int reach_a(const struct scene *scene)
{
	int fd, pidfd, error, before = scene_descriptors();
	pid_t pid;

	error = inbox_reach(scene->rundir.fd, SEAT_A, &fd, &pid, &pidfd);
	if (error < 0) {
		ck_assert_int_eq(scene_descriptors(), before);
		return error;
	}
	close(fd);
	close(pidfd);
	return pid;
}

static void remove_counted(void *context)
{
	++*(int *)context;
}

static int reap_a(const struct scene *scene, int *removed)
{
	*removed = 0;
	return inbox_reap(scene->rundir.fd, SEAT_A, remove_counted, removed);
}

START_TEST(test_inbox_open_and_close)
{
	struct scene scene;
	struct inbox inbox, other;
	struct stat st;
	pid_t holder = 1;
	int before;

	scene_open(&scene.rundir);
	before = scene_descriptors();
	ck_assert_int_eq(holder_of_a(&scene), -ENOENT);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	ck_assert_int_eq(fstatat(scene.rundir.fd, "A.in", &st, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_uint_eq(st.st_mode, S_IFIFO | 0600);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	ck_assert_int_ne(fcntl(inbox.fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(fcntl(inbox.fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_RDWR | O_NONBLOCK);
	/* The other seat is another matter. */
	ck_assert_int_eq(inbox_open(&other, scene.rundir.fd, SEAT_B, &holder), 0);
	inbox_close(&other);
	inbox_close(&inbox);
	inbox_close(&inbox);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 0);
	ck_assert_int_eq(scene_descriptors(), before);
	rundir_close(&scene.rundir);
}
END_TEST

/* Frames come in writes of 4096 bytes: so many fit. */
START_TEST(test_inbox_has_room)
{
	struct scene scene;
	struct inbox inbox;
	char bytes[4096] = {0};
	size_t n = 0;
	pid_t holder;

	scene_open(&scene.rundir);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	while (write(inbox.fd, bytes, sizeof(bytes)) > 0)
		n += sizeof(bytes);
	ck_assert_int_eq(errno, EAGAIN);
	/* Where the kernel refuses it there is the room of a usual FIFO, or less. */
	ck_assert_uint_ge(n, fcntl(inbox.fd, F_SETPIPE_SZ, INBOX_ROOM) < 0 ? 4096 : INBOX_ROOM);
	inbox_close(&inbox);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_inbox_loser_learns_who_has_the_seat)
{
	struct scene scene;
	struct inbox inbox;
	pid_t holder = 0;
	int removed, before;

	scene_open(&scene.rundir);
	start_holder(&scene);
	before = scene_descriptors();
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), -EBUSY);
	ck_assert_int_eq(holder, scene.actor.pid);
	ck_assert_int_eq(holder_of_a(&scene), scene.actor.pid);
	ck_assert_int_eq(reap_a(&scene, &removed), -EBUSY);
	ck_assert_int_eq(removed, 0);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	ck_assert_int_eq(scene_descriptors(), before);
	scene_kill(&scene.actor);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_inbox_leftover_is_nobodys_and_is_replaced)
{
	struct scene scene;
	struct inbox inbox;
	struct stat old, new;
	pid_t holder;

	start_leftover(&scene);
	ck_assert_int_eq(holder_of_a(&scene), -ESRCH);
	ck_assert_int_eq(reach_a(&scene), -ESRCH);
	ck_assert_int_eq(fstatat(scene.rundir.fd, "A.in", &old, 0), 0);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	ck_assert_int_eq(fstat(inbox.fd, &new), 0);
	ck_assert_uint_ne(new.st_ino, old.st_ino);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	inbox_close(&inbox);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 0);
	rundir_close(&scene.rundir);
}
END_TEST

/* Under its temporary name, as a process that had our number may have left it. */
START_TEST(test_inbox_open_over_an_old_temporary)
{
	char name[DIRENTRY_NAME_SIZE];
	struct scene scene;
	struct inbox inbox;
	pid_t holder;

	scene_open(&scene.rundir);
	direntry_temporary_name(name, SEAT_A, "in");
	ck_assert_int_eq(mkfifoat(scene.rundir.fd, name, 0600), 0);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	inbox_close(&inbox);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_inbox_open_in_a_directory_that_is_gone)
{
	struct scene scene;
	struct inbox inbox;
	pid_t holder;

	scene_open(&scene.rundir);
	rundir_remove(&scene.rundir);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), -ENOENT);
	ck_assert_int_eq(holder_of_a(&scene), -ENOENT);
	rundir_close(&scene.rundir);
}
END_TEST

static void put_socket(int dir)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "A.in"};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_eq(fchdir(dir), 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(chdir("/"), 0);
	close(fd);
}

static void put_thing(int dir, enum thing thing)
{
	switch (thing) {
	case A_FILE:
		scene_write(dir, "A.in", "precious", 8);
		break;
	case A_LINK_TO_A_FIFO:
		ck_assert_int_eq(mkfifoat(dir, "fifo", 0600), 0);
		ck_assert_int_eq(symlinkat("fifo", dir, "A.in"), 0);
		break;
	case A_DANGLING_LINK:
		ck_assert_int_eq(symlinkat("nowhere", dir, "A.in"), 0);
		break;
	case A_DIRECTORY:
		ck_assert_int_eq(mkdirat(dir, "A.in", 0700), 0);
		break;
	default:
		put_socket(dir);
	}
}

/* All refuse it, and it stays as it is. */
static void assert_refused(const struct scene *scene)
{
	int before = scene_descriptors(), names = scene_count(scene->rundir.fd), removed;
	struct stat old, new;
	struct inbox inbox;
	pid_t holder;

	ck_assert_int_eq(fstatat(scene->rundir.fd, "A.in", &old, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_int_eq(inbox_open(&inbox, scene->rundir.fd, SEAT_A, &holder), -EPERM);
	ck_assert_int_eq(holder_of_a(scene), -EPERM);
	ck_assert_int_eq(reach_a(scene), -EPERM);
	ck_assert_int_eq(reap_a(scene, &removed), -EPERM);
	ck_assert_int_eq(removed, 0);
	ck_assert_int_eq(fstatat(scene->rundir.fd, "A.in", &new, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_uint_eq(new.st_ino, old.st_ino);
	ck_assert_int_eq(new.st_size, old.st_size);
	ck_assert_int_eq(scene_count(scene->rundir.fd), names);
	ck_assert_int_eq(scene_descriptors(), before);
}

START_TEST(test_inbox_refuses_what_is_no_fifo)
{
	struct scene scene;

	scene_open(&scene.rundir);
	put_thing(scene.rundir.fd, (enum thing)_i);
	assert_refused(&scene);
	rundir_close(&scene.rundir);
}
END_TEST

/* Root only. */
START_TEST(test_inbox_refuses_what_is_another_accounts)
{
	struct scene scene;
	int fd;

	scene_open(&scene.rundir);
	ck_assert_int_eq(mkfifoat(scene.rundir.fd, "A.in", 0666), 0);
	ck_assert_int_eq(fchownat(scene.rundir.fd, "A.in", SCENE_STRANGER, (gid_t)-1, 0), 0);
	assert_refused(&scene);
	/* The same with somebody at its other end. */
	fd = openat(scene.rundir.fd, "A.in", O_RDONLY | O_NONBLOCK);
	assert_refused(&scene);
	close(fd);
	rundir_close(&scene.rundir);
}
END_TEST

/*
 * A lock of an open file description belongs to no process, so the kernel has no PID to tell, as
 * for a process of another PID namespace.
 */
START_TEST(test_inbox_held_by_nobody_who_can_be_named)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	struct scene scene;
	struct inbox inbox;
	pid_t holder = 1;
	int fd, removed;

	start_leftover(&scene);
	fd = openat(scene.rundir.fd, "A.in", O_RDWR | O_NONBLOCK);
	ck_assert_int_eq(fcntl(fd, F_OFD_SETLK, &lock), 0);
	ck_assert_int_eq(inbox_holder(scene.rundir.fd, SEAT_A, &holder), -EREMOTE);
	ck_assert_int_eq(holder, 0);
	ck_assert_int_eq(reach_a(&scene), -EREMOTE);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), -EBUSY);
	ck_assert_int_eq(holder, 0);
	ck_assert_int_lt(reap_a(&scene, &removed), 0);
	ck_assert_int_eq(removed, 0);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	close(fd);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_inbox_reach_gives_the_very_process)
{
	struct scene scene;
	int fd, pidfd, status;
	pid_t pid;

	scene_open(&scene.rundir);
	ck_assert_int_eq(reach_a(&scene), -ENOENT);
	start_holder(&scene);
	ck_assert_int_eq(inbox_reach(scene.rundir.fd, SEAT_A, &fd, &pid, &pidfd), 0);
	ck_assert_int_eq(pid, scene.actor.pid);
	ck_assert_int_eq(fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), O_WRONLY | O_NONBLOCK);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_eq(write(fd, "x", 1), 1);
	ck_assert(!process_ended(pidfd));
	ck_assert_int_eq(process_signal(pidfd, SIGTERM), 0);
	status = scene_await(&scene.actor);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	ck_assert(process_ended(pidfd));
	ck_assert_int_eq(reach_a(&scene), -ESRCH);
	close(fd);
	close(pidfd);
	rundir_close(&scene.rundir);
}
END_TEST

/* Looking from outside any number of times does not cost the holder its lock. */
START_TEST(test_inbox_is_held_however_often_it_is_looked_at)
{
	struct scene scene;
	struct inbox inbox;
	pid_t holder;
	int removed;

	scene_open(&scene.rundir);
	start_holder(&scene);
	for (int i = 0; i < 50; i++) {
		ck_assert_int_eq(reach_a(&scene), scene.actor.pid);
		ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), -EBUSY);
		ck_assert_int_eq(reap_a(&scene, &removed), -EBUSY);
	}
	ck_assert_int_eq(holder_of_a(&scene), scene.actor.pid);
	scene_kill(&scene.actor);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_inbox_close_leaves_what_is_not_its_own)
{
	struct scene scene;
	struct inbox inbox;
	struct stat st;
	pid_t holder;

	scene_open(&scene.rundir);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	scene_write(scene.rundir.fd, "A.in", "precious", 8);
	inbox_close(&inbox);
	ck_assert_int_eq(fstatat(scene.rundir.fd, "A.in", &st, 0), 0);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_inbox_reap)
{
	struct scene scene;
	int removed, before;

	start_leftover(&scene);
	before = scene_descriptors();
	ck_assert_int_eq(reap_a(&scene, &removed), 0);
	ck_assert_int_eq(removed, 1);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 0);
	ck_assert_int_eq(reap_a(&scene, &removed), -ENOENT);
	ck_assert_int_eq(removed, 0);
	ck_assert_int_eq(scene_descriptors(), before);
	rundir_close(&scene.rundir);
}
END_TEST

static void ask(void *context, int out)
{
	scene_say(out, holder_of_a(context));
}

/*
 * While the callback runs the seat can't be taken, but nobody is taken for its holder either.
 * Others have to ask: by opening the inbox the test would lose its own lock.
 */
static void watch_seat(void *context)
{
	struct scene *scene = context;
	struct actor asker;

	scene_act(&scene->actor, hold, scene);
	for (int i = 0; i < 20; i++) {
		scene_act(&asker, ask, scene);
		ck_assert_int_eq(scene_hear(&asker), -ESRCH);
		scene_await(&asker);
		ck_assert(!scene_readable(scene->actor.said, 1));
	}
}

START_TEST(test_inbox_reap_keeps_others_off)
{
	struct scene scene;

	start_leftover(&scene);
	ck_assert_int_eq(inbox_reap(scene.rundir.fd, SEAT_A, watch_seat, &scene), 0);
	ck_assert_int_eq(scene_hear(&scene.actor), 0);
	ck_assert_int_eq(holder_of_a(&scene), scene.actor.pid);
	scene_kill(&scene.actor);
	rundir_close(&scene.rundir);
}
END_TEST

static void stop_in_reap(void *context)
{
	scene_say(*(int *)context, 0);
	scene_wait_for_end();
}

static void reap_for_ever(void *context, int out)
{
	const struct scene *scene = context;

	inbox_reap(scene->rundir.fd, SEAT_A, stop_in_reap, &out);
}

START_TEST(test_inbox_open_does_not_wait_for_ever)
{
	struct scene scene;
	struct inbox inbox;
	pid_t holder;
	int removed;

	start_leftover(&scene);
	scene_act(&scene.actor, reap_for_ever, &scene);
	scene_hear(&scene.actor);
	ck_assert_int_eq(reap_a(&scene, &removed), -EAGAIN);
	ck_assert_int_eq(removed, 0);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), -EAGAIN);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	scene_kill(&scene.actor);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	inbox_close(&inbox);
	rundir_close(&scene.rundir);
}
END_TEST

/*
 * The race: CONTENDERS processes take and leave one seat, REAPERS clear it away, and the test kills
 * all of them at random. Whoever has the seat, or is about to clear it away, must be able to lock a
 * file of its own at once: the witness. Its descriptor is lower than that of the inbox, so the
 * kernel gives up its lock first when a process is killed.
 */
#define CONTENDERS 8
#define REAPERS    2
#define RACERS     (CONTENDERS + REAPERS)
#define TURNS      40  /* of each contender, at least */
#define KILLS      200 /* at least */
#define PIDS       100000

struct race {
	struct scene scene;
	_Atomic int turns[RACERS];
	_Atomic int refused, cleared, torn;
	_Atomic int failed;     /* an errno that must not be */
	_Atomic int wrong;      /* holders of whom nobody has heard */
	_Atomic char ran[PIDS]; /* by PID modulo PIDS */
	int next;               /* the racer to start */
};

static bool lock_witness(int fd, short type)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET};

	return fcntl(fd, F_SETLK, &lock) == 0;
}

static void be_alone(struct race *race, int witness)
{
	if (!lock_witness(witness, F_WRLCK))
		atomic_fetch_add(&race->torn, 1);
	for (int i = 0; i < 20; i++)
		getppid();
	lock_witness(witness, F_UNLCK);
}

static void take_turn(struct race *race, int self, int witness)
{
	struct inbox inbox;
	pid_t holder = 0;
	int error = inbox_open(&inbox, race->scene.rundir.fd, SEAT_A, &holder);

	if (error == 0) {
		be_alone(race, witness);
		atomic_fetch_add(&race->turns[self], 1);
		inbox_close(&inbox);
	} else if (error == -EBUSY) {
		atomic_fetch_add(&race->refused, 1);
		if (holder <= 0 || holder == getpid() || !atomic_load(&race->ran[holder % PIDS]))
			atomic_fetch_add(&race->wrong, 1);
	} else {
		atomic_store(&race->failed, error);
	}
}

struct clearing {
	struct race *race;
	int witness;
};

static void clear_away(void *context)
{
	struct clearing *clearing = context;

	be_alone(clearing->race, clearing->witness);
	atomic_fetch_add(&clearing->race->cleared, 1);
}

static void run_race(void *context, int out)
{
	struct race *race = context;
	int self = race->next, witness = openat(race->scene.rundir.base, "witness", O_RDWR);
	struct clearing clearing = {.race = race, .witness = witness};

	(void)out;
	atomic_store(&race->ran[getpid() % PIDS], 1);
	for (;;) {
		if (self < CONTENDERS)
			take_turn(race, self, witness);
		else
			inbox_reap(race->scene.rundir.fd, SEAT_A, clear_away, &clearing);
	}
}

static bool race_over(const struct race *race, int kills)
{
	for (int i = 0; i < CONTENDERS; i++) {
		if (race->turns[i] < TURNS)
			return false;
	}
	return kills >= KILLS && race->refused > 0 && race->cleared > 0;
}

static void start_racer(struct race *race, struct actor *actor, int self)
{
	race->next = self;
	scene_act(actor, run_race, race);
}

static void assert_only_leftovers(const char *name)
{
	pid_t pid = direntry_temporary_pid(name);

	ck_assert_msg(
		strcmp(name, "A.in") == 0 || (pid > 0 && !process_exists(pid)), "left: %s", name);
}

static int check_name(const char *name, void *context)
{
	(void)context;
	assert_only_leftovers(name);
	return 0;
}

START_TEST(test_inbox_race)
{
	struct race *race = mmap(
		NULL, sizeof(*race), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct actor actors[RACERS];
	struct inbox inbox;
	pid_t holder;
	int kills = 0;
	long deadline = scene_now() + 2 * scene_patience();

	ck_assert_ptr_ne(race, MAP_FAILED);
	scene_open(&race->scene.rundir);
	scene_write(race->scene.rundir.base, "witness", "", 0);
	srandom(7);
	for (int i = 0; i < RACERS; i++)
		start_racer(race, &actors[i], i);
	while (!race_over(race, kills) && scene_now() < deadline) {
		int victim = (int)(random() % RACERS);

		usleep((useconds_t)(random() % 4000));
		scene_kill(&actors[victim]);
		kills++;
		start_racer(race, &actors[victim], victim);
	}
	for (int i = 0; i < RACERS; i++)
		scene_kill(&actors[i]);
	ck_assert_msg(race_over(race, kills), "somebody was starved");
	ck_assert_int_eq(race->torn, 0);
	ck_assert_int_eq(race->wrong, 0);
	ck_assert_int_eq(race->failed, 0);
	ck_assert_int_eq(rundir_walk(race->scene.rundir.fd, check_name, NULL), 0);
	ck_assert_int_eq(inbox_open(&inbox, race->scene.rundir.fd, SEAT_A, &holder), 0);
	inbox_close(&inbox);
	rundir_close(&race->scene.rundir);
	munmap(race, sizeof(*race));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inbox");
	TCase *tcase = tcase_create("inbox"), *race = tcase_create("race");

	tcase_add_test(tcase, test_inbox_open_and_close);
	tcase_add_test(tcase, test_inbox_has_room);
	tcase_add_test(tcase, test_inbox_loser_learns_who_has_the_seat);
	tcase_add_test(tcase, test_inbox_leftover_is_nobodys_and_is_replaced);
	tcase_add_test(tcase, test_inbox_open_over_an_old_temporary);
	tcase_add_test(tcase, test_inbox_open_in_a_directory_that_is_gone);
	tcase_add_loop_test(tcase, test_inbox_refuses_what_is_no_fifo, 0, THINGS);
	tcase_add_test(tcase, test_inbox_held_by_nobody_who_can_be_named);
	tcase_add_test(tcase, test_inbox_reach_gives_the_very_process);
	tcase_add_test(tcase, test_inbox_is_held_however_often_it_is_looked_at);
	tcase_add_test(tcase, test_inbox_close_leaves_what_is_not_its_own);
	tcase_add_test(tcase, test_inbox_reap);
	tcase_add_test(tcase, test_inbox_reap_keeps_others_off);
	tcase_add_test(tcase, test_inbox_open_does_not_wait_for_ever);
	tcase_add_test(race, test_inbox_race);
	tcase_set_timeout(race, 60);
	if (geteuid() == 0)
		tcase_add_test(tcase, test_inbox_refuses_what_is_another_accounts);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, race);
	return scene_run(suite);
}
