/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/reap.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/board.h"
#include "ipc/card.h"
#include "ipc/direntry.h"
#include "ipc/inbox.h"
#include "ipc/mailbox.h"
#include "tests/ipc/queues.h"
#include "tests/ipc/scene.h"

#define REPORTS_SIZE 4096

struct scene {
	struct rundir rundir;
	struct actor actors[SEAT_ALL_COUNT];
	enum seat seat;             /* of the actor to start */
	char reports[REPORTS_SIZE]; /* a line each, without the runtime directory */
};

static void hold(void *context, int out)
{
	const struct scene *scene = context;
	int dir = scene->rundir.fd, error;
	char post[DIRENTRY_NAME_SIZE];
	struct inbox inbox;
	pid_t holder;

	error = inbox_open(&inbox, dir, scene->seat, &holder);
	direntry_name(post, scene->seat, "post");
	if (error == 0)
		unlinkat(dir, post, 0); /* of one that was killed */
	if (error == 0 && card_write(dir, scene->seat, &(struct card){1, 2, getpid()}) < 0)
		error = -1;
	if (error == 0 && scene->seat != SEAT_ROOM && mkfifoat(dir, post, 0600) < 0)
		error = -1;
	scene_say(out, error);
	scene_wait_for_end();
}

/* A peer with all the names that a seat may have. */
static void start_peer(struct scene *scene, enum seat seat)
{
	scene->seat = seat;
	scene_act(&scene->actors[seat], hold, scene);
	ck_assert_int_eq(scene_hear(&scene->actors[seat]), 0);
}

static void report(const char *what, void *context)
{
	struct scene *scene = context;
	size_t skip = strncmp(what, scene->rundir.path, strlen(scene->rundir.path)) == 0
			      ? strlen(scene->rundir.path) + 1
			      : 0;

	strcat(scene->reports, what + skip);
	strcat(scene->reports, "\n");
}

static void keep(const char *what, uint64_t messages, void *context)
{
	struct scene *scene = context;
	char count[32];

	snprintf(count, sizeof(count), "keeps %" PRIu64, messages);
	report(what, scene);
	report(count, scene);
}

static int reap(struct scene *scene, bool dry, const enum seat *own)
{
	struct reap reap = {.dry = dry, .report = report, .keep = keep, .context = scene};

	scene->reports[0] = '\0';
	return reap_chat(&reap, &scene->rundir, own);
}

static bool reported(const struct scene *scene, const char *what)
{
	char line[128];
	const char *at;

	snprintf(line, sizeof(line), "%s\n", what);
	at = strstr(scene->reports, line);
	return at != NULL && (at == scene->reports || at[-1] == '\n');
}

static bool there(const struct rundir *rundir, const char *name)
{
	struct stat st;

	return fstatat(rundir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool chat_there(const struct rundir *rundir)
{
	struct stat st;

	return fstatat(rundir->base, rundir->chat, &st, 0) == 0;
}

/* The PID of a process that has ended. */
static void end_at_once(void *context, int out)
{
	(void)context;
	(void)out;
}

static pid_t dead_pid(void)
{
	struct actor actor;
	pid_t pid;

	scene_act(&actor, end_at_once, NULL);
	pid = actor.pid;
	scene_await(&actor);
	return pid;
}

START_TEST(test_reap_nothing)
{
	struct scene scene;

	scene_open(&scene.rundir);
	ck_assert_int_eq(reap(&scene, true, NULL), 0);
	ck_assert(chat_there(&scene.rundir));
	ck_assert_int_eq(reap(&scene, false, NULL), 0);
	ck_assert_str_eq(scene.reports, "");
	ck_assert(!chat_there(&scene.rundir));
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_killed_peers)
{
	struct scene scene;

	scene_open(&scene.rundir);
	start_peer(&scene, SEAT_A);
	start_peer(&scene, SEAT_B);
	scene_kill(&scene.actors[SEAT_A]);
	scene_kill(&scene.actors[SEAT_B]);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 6);
	/* First only to look. */
	for (int dry = 1; dry >= 0; dry--) {
		ck_assert(reap_seat_named(&scene.rundir, SEAT_A));
		ck_assert(reap_seat_named(&scene.rundir, SEAT_B));
		ck_assert_int_eq(reap(&scene, dry, NULL), 6);
		ck_assert(reported(&scene, "A.in") && reported(&scene, "B.in"));
		ck_assert(reported(&scene, "A.card") && reported(&scene, "B.card"));
		ck_assert(reported(&scene, "A.post") && reported(&scene, "B.post"));
		ck_assert_int_eq(scene_count(scene.rundir.fd), dry ? 6 : 0);
		ck_assert_int_eq(chat_there(&scene.rundir), dry);
	}
	ck_assert(!reap_seat_named(&scene.rundir, SEAT_A));
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_leaves_the_living_alone)
{
	struct scene scene;

	scene_open(&scene.rundir);
	start_peer(&scene, SEAT_A);
	start_peer(&scene, SEAT_B);
	ck_assert_int_eq(reap(&scene, false, NULL), 0);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 6);
	scene_kill(&scene.actors[SEAT_A]);
	ck_assert_int_eq(reap(&scene, false, NULL), 3);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 3);
	ck_assert(there(&scene.rundir, "B.in") && there(&scene.rundir, "B.card"));
	ck_assert(!reap_seat_named(&scene.rundir, SEAT_A));
	scene_kill(&scene.actors[SEAT_B]);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_room)
{
	struct scene scene;

	scene_open(&scene.rundir);
	start_peer(&scene, SEAT_A);
	start_peer(&scene, SEAT_ROOM);
	ck_assert_int_eq(reap(&scene, false, NULL), 0);
	ck_assert(reap_seat_named(&scene.rundir, SEAT_ROOM));
	scene_kill(&scene.actors[SEAT_ROOM]);
	/* Not one of ours, so it stays: a room has no mailbox. */
	scene_write(scene.rundir.fd, "R.mail", "", 0);
	for (int dry = 1; dry >= 0; dry--) {
		ck_assert_int_eq(reap(&scene, dry, NULL), 2);
		ck_assert(reported(&scene, "R.in") && reported(&scene, "R.card"));
		ck_assert_int_eq(scene_count(scene.rundir.fd), dry ? 6 : 4);
	}
	ck_assert(there(&scene.rundir, "A.in") && there(&scene.rundir, "R.mail"));
	ck_assert(!reap_seat_named(&scene.rundir, SEAT_ROOM));
	scene_kill(&scene.actors[SEAT_A]);
	rundir_close(&scene.rundir);
}
END_TEST

/* Opening the own inbox again would cost its lock. */
START_TEST(test_reap_does_not_touch_the_own_seat)
{
	const enum seat own = SEAT_A;
	struct scene scene;
	struct inbox inbox;
	pid_t holder;

	scene_open(&scene.rundir);
	ck_assert_int_eq(inbox_open(&inbox, scene.rundir.fd, SEAT_A, &holder), 0);
	start_peer(&scene, SEAT_B);
	scene_kill(&scene.actors[SEAT_B]);
	ck_assert_int_eq(reap(&scene, false, &own), 3);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	scene.seat = SEAT_A;
	scene_act(&scene.actors[SEAT_A], hold, &scene);
	ck_assert_int_eq(scene_hear(&scene.actors[SEAT_A]), -EBUSY);
	scene_kill(&scene.actors[SEAT_A]);
	inbox_close(&inbox);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_temporary_names_of_the_dead)
{
	char living[DIRENTRY_NAME_SIZE], dead[3][DIRENTRY_NAME_SIZE];
	struct scene scene;
	pid_t pid = dead_pid();

	scene_open(&scene.rundir);
	direntry_temporary_name(living, SEAT_A, "in");
	snprintf(dead[0], sizeof(dead[0]), ".A.in.%ld", (long)pid);
	snprintf(dead[1], sizeof(dead[1]), ".B.mail.%ld", (long)pid);
	scene_write(scene.rundir.fd, living, "", 0);
	ck_assert_int_eq(mkfifoat(scene.rundir.fd, dead[0], 0600), 0);
	scene_write(scene.rundir.fd, dead[1], "", 0);
	snprintf(dead[2], sizeof(dead[2]), ".R.card.%ld", (long)pid);
	scene_write(scene.rundir.fd, dead[2], "", 0);
	ck_assert_int_eq(reap(&scene, true, NULL), 3);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 4);
	ck_assert_int_eq(reap(&scene, false, NULL), 3);
	ck_assert(reported(&scene, dead[0]) && reported(&scene, dead[1]));
	ck_assert(reported(&scene, dead[2]));
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	ck_assert(there(&scene.rundir, living));
	ck_assert(chat_there(&scene.rundir));
	rundir_close(&scene.rundir);
}
END_TEST

static void make_mailbox(struct scene *scene, struct mailbox *mailbox, enum seat seat)
{
	ck_assert_int_eq(mailbox_open(mailbox, &scene->rundir, seat, true, NULL), 0);
	queues_note(mailbox->queue);
}

START_TEST(test_reap_mailboxes)
{
	struct mailbox empty, full;
	struct scene scene;

	scene_open(&scene.rundir);
	start_peer(&scene, SEAT_A);
	make_mailbox(&scene, &empty, SEAT_A);
	make_mailbox(&scene, &full, SEAT_B);
	ck_assert_int_eq(mailbox_put(&full, 1, "x", 1), 0);
	/* A's is held, B's has something in it. */
	ck_assert_int_eq(reap(&scene, false, NULL), 0);
	ck_assert_str_eq(scene.reports, "B.mail\nkeeps 1\n");
	ck_assert_int_eq(queues_count(empty.queue), 0);
	scene_kill(&scene.actors[SEAT_A]);
	ck_assert_int_eq(reap(&scene, true, NULL), 4);
	ck_assert(reported(&scene, "A.mail") && reported(&scene, "keeps 1"));
	ck_assert_int_eq(queues_count(empty.queue), 0);
	ck_assert_int_eq(reap(&scene, false, NULL), 4);
	ck_assert(reported(&scene, "A.mail") && reported(&scene, "keeps 1"));
	ck_assert_int_eq(queues_count(empty.queue), -1);
	ck_assert_int_eq(queues_count(full.queue), 1);
	/* A mailbox alone keeps the directory, and is no seat. */
	ck_assert(chat_there(&scene.rundir));
	ck_assert(!reap_seat_named(&scene.rundir, SEAT_B));
	/* The queue is gone, the name is not. */
	ck_assert_int_eq(mailbox_remove_queue(&full), 0);
	ck_assert_int_eq(reap(&scene, false, NULL), 1);
	ck_assert_str_eq(scene.reports, "B.mail\n");
	ck_assert(!chat_there(&scene.rundir));
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_leaves_the_own_mailbox)
{
	const enum seat own = SEAT_A;
	struct mailbox mailbox;
	struct scene scene;

	scene_open(&scene.rundir);
	make_mailbox(&scene, &mailbox, SEAT_A);
	ck_assert_int_eq(reap(&scene, false, &own), 0);
	ck_assert_int_eq(queues_count(mailbox.queue), 0);
	ck_assert_int_eq(reap(&scene, false, NULL), 1);
	ck_assert_int_eq(queues_count(mailbox.queue), -1);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_damaged_mailbox)
{
	struct scene scene;

	scene_open(&scene.rundir);
	scene_write(scene.rundir.fd, "A.mail", "notes", 5);
	ck_assert_int_eq(reap(&scene, false, NULL), 1);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 0);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_queues)
{
	struct scene scene = {0};
	const struct reap reap = {.report = report, .keep = keep, .context = &scene};
	struct mailbox empty, full;
	char wanted[32];

	scene_open(&scene.rundir);
	make_mailbox(&scene, &empty, SEAT_A);
	make_mailbox(&scene, &full, SEAT_B);
	ck_assert_int_eq(mailbox_put(&full, 1, "x", 1), 0);
	ck_assert_int_eq(reap_queues(&reap, &scene.rundir), 0);
	ck_assert_str_eq(scene.reports, "");
	ck_assert_int_eq(unlinkat(scene.rundir.fd, "A.mail", 0), 0);
	ck_assert_int_eq(unlinkat(scene.rundir.fd, "B.mail", 0), 0);
	ck_assert_int_eq(reap_queues(&reap, &scene.rundir), 1);
	snprintf(wanted, sizeof(wanted), "queue %d", empty.queue);
	ck_assert(reported(&scene, wanted));
	snprintf(wanted, sizeof(wanted), "queue %d", full.queue);
	ck_assert(reported(&scene, wanted) && reported(&scene, "keeps 1"));
	ck_assert_int_eq(queues_count(empty.queue), -1);
	ck_assert_int_eq(queues_count(full.queue), 1);
	mailbox_remove_queue(&full);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_leaves_names_that_are_not_ours)
{
	static const char *const names[] = {"notes", ".A.in", "C.in", "A.inn", ".A.in.x"};
	char backup[64], other[64];
	struct scene scene;
	pid_t pid = dead_pid();

	scene_open(&scene.rundir);
	for (int i = 0; i < COUNT(names); i++)
		scene_write(scene.rundir.fd, names[i], "", 0);
	snprintf(backup, sizeof(backup), ".backup.%ld", (long)pid);
	snprintf(other, sizeof(other), ".C.in.%ld", (long)pid);
	scene_write(scene.rundir.fd, backup, "", 0);
	scene_write(scene.rundir.fd, other, "", 0);
	ck_assert_int_eq(reap(&scene, false, NULL), 0);
	ck_assert_str_eq(scene.reports, "");
	ck_assert_int_eq(scene_count(scene.rundir.fd), COUNT(names) + 2);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_card_without_inbox)
{
	struct scene scene;

	scene_open(&scene.rundir);
	close(card_write(scene.rundir.fd, SEAT_B, &(struct card){1, 2, 3}));
	ck_assert_int_eq(reap(&scene, true, NULL), 1);
	ck_assert_str_eq(scene.reports, "B.card\n");
	ck_assert_int_eq(scene_count(scene.rundir.fd), 1);
	ck_assert_int_eq(reap(&scene, false, NULL), 1);
	ck_assert_str_eq(scene.reports, "B.card\n");
	ck_assert_int_eq(scene_count(scene.rundir.fd), 0);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_inbox_that_is_none)
{
	struct scene scene;

	scene_open(&scene.rundir);
	scene_write(scene.rundir.fd, "A.in", "precious", 8);
	scene_write(scene.rundir.fd, "A.card", "card", 4);
	ck_assert_int_eq(reap(&scene, true, NULL), -EPERM);
	ck_assert_int_eq(reap(&scene, false, NULL), -EPERM);
	ck_assert_str_eq(scene.reports, "");
	ck_assert_int_eq(scene_count(scene.rundir.fd), 2);
	rundir_close(&scene.rundir);
}
END_TEST

START_TEST(test_reap_keeps_the_directory_and_says_nothing)
{
	const struct reap quiet = {.keep_dir = true};
	struct scene scene;

	scene_open(&scene.rundir);
	start_peer(&scene, SEAT_A);
	scene_kill(&scene.actors[SEAT_A]);
	ck_assert_int_eq(reap_chat(&quiet, &scene.rundir, NULL), 3);
	ck_assert_int_eq(scene_count(scene.rundir.fd), 0);
	ck_assert(chat_there(&scene.rundir));
	rundir_close(&scene.rundir);
}
END_TEST

static void reap_again_and_again(void *context, int out)
{
	const struct reap quiet = {.keep_dir = true};
	struct scene *scene = context;

	scene_say(out, 0);
	for (;;)
		reap_chat(&quiet, &scene->rundir, NULL);
}

/* A peer that starts while others reap gets its seat and keeps all its names. */
START_TEST(test_reap_beside_starting_and_killed_peers)
{
	struct actor reapers[2];
	struct scene scene;

	scene_open(&scene.rundir);
	for (int i = 0; i < 2; i++) {
		scene_act(&reapers[i], reap_again_and_again, &scene);
		scene_hear(&reapers[i]);
	}
	for (int i = 0; i < 100; i++) {
		start_peer(&scene, SEAT_A);
		ck_assert(there(&scene.rundir, "A.in"));
		ck_assert(there(&scene.rundir, "A.card"));
		ck_assert(there(&scene.rundir, "A.post"));
		scene_kill(&scene.actors[SEAT_A]);
	}
	SCENE_UNTIL(scene_count(scene.rundir.fd) == 0);
	for (int i = 0; i < 2; i++)
		scene_kill(&reapers[i]);
	rundir_close(&scene.rundir);
}
END_TEST

static void leave_segment(void *context, int out)
{
	(void)context;
	scene_say(out, shmget(IPC_PRIVATE, BOARD_SIZE, IPC_CREAT | 0600));
}

/* Peers that run beside this test sweep as well, so it may have to leave more than one. */
static bool sweep_reports(struct scene *scene, bool dry, int *id)
{
	const struct reap reap = {.dry = dry, .report = report, .context = scene};
	struct actor actor;
	char what[32];

	scene_act(&actor, leave_segment, NULL);
	*id = scene_hear(&actor);
	scene_await(&actor);
	snprintf(what, sizeof(what), "segment %d", *id);
	scene->reports[0] = '\0';
	return reap_segments(&reap) > 0 && reported(scene, what);
}

START_TEST(test_reap_segments)
{
	struct segment_info info;
	struct segment living;
	struct scene scene;
	int id;

	scene_open(&scene.rundir);
	ck_assert_int_eq(segment_create(&living, BOARD_SIZE), 0);
	SCENE_UNTIL(sweep_reports(&scene, true, &id) && segment_stat(id, &info) == 0);
	SCENE_UNTIL(sweep_reports(&scene, false, &id));
	ck_assert_int_eq(segment_stat(id, &info), -ENOENT);
	ck_assert_int_eq(segment_stat(living.id, &info), 0);
	segment_close(&living);
	rundir_close(&scene.rundir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reap");
	TCase *tcase = tcase_create("reap");

	tcase_add_test(tcase, test_reap_nothing);
	tcase_add_test(tcase, test_reap_killed_peers);
	tcase_add_test(tcase, test_reap_leaves_the_living_alone);
	tcase_add_test(tcase, test_reap_does_not_touch_the_own_seat);
	tcase_add_test(tcase, test_reap_room);
	tcase_add_test(tcase, test_reap_temporary_names_of_the_dead);
	tcase_add_test(tcase, test_reap_leaves_names_that_are_not_ours);
	tcase_add_test(tcase, test_reap_card_without_inbox);
	tcase_add_test(tcase, test_reap_inbox_that_is_none);
	tcase_add_test(tcase, test_reap_keeps_the_directory_and_says_nothing);
	tcase_add_test(tcase, test_reap_beside_starting_and_killed_peers);
	tcase_add_test(tcase, test_reap_segments);
	tcase_add_test(tcase, test_reap_mailboxes);
	tcase_add_test(tcase, test_reap_leaves_the_own_mailbox);
	tcase_add_test(tcase, test_reap_damaged_mailbox);
	tcase_add_test(tcase, test_reap_queues);
	suite_add_tcase(suite, tcase);
	return queues_run(suite);
}
