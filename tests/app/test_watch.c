/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/watch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/station.h"
#include "tests/ipc/scene.h"

#define RECORDS 3000

/* A peer that publishes RECORDS records, the first of them at once, the rest when it is told to. */
enum ending { END_BY_STATUS, END_BY_DEATH, NO_END, ENDINGS };

struct role {
	int first, batch; /* records at once, and in one publication */
	enum ending ending;
	int go; /* the descriptor to wait for, or -1 */
};

static void put_number(struct station *station, int n)
{
	char text[32];

	snprintf(text, sizeof(text), "record %d", n);
	station_put_out(station, (uint64_t)n, 0, text, strlen(text));
}

static void publish_all(void *context, int out)
{
	const struct role *role = context;
	struct station station;
	int n = 1;

	if (station_open(&station, "main", SEAT_A, false, "ann") != EX_OK)
		_exit(1);
	while (n <= role->first)
		put_number(&station, n++);
	station_publish(&station);
	scene_say(out, 0);
	if (role->go >= 0 && !scene_readable(role->go, -1))
		_exit(1);
	while (n <= RECORDS) {
		for (int i = 0; i < role->batch && n <= RECORDS; i++)
			put_number(&station, n++);
		station_publish(&station);
		/* At no moment in particular of the viewer's looking. */
		for (long i = random() % 300; i > 0; i--)
			getppid();
	}
	scene_say(out, 1);
	if (role->ending == END_BY_DEATH)
		raise(SIGKILL);
	if (role->ending == NO_END)
		scene_wait_for_end();
	station.status.state = BOARD_ENDED;
	station.changed = true;
	station_publish(&station);
	station_close(&station);
}

struct viewing {
	struct loop *loop;
	struct watch watch;
	struct loop_event *timer;
	uint64_t last;
	int changes, ends;
	uint64_t enough;              /* stop the loop after this record; 0: at the end */
	int go;                       /* written to when the first are read; -1 */
	const unsigned long *viewers; /* how many to see, one after the other, up to 0 */
	int viewers_go;               /* written to whenever one of them was seen */
	bool late;
};

static void on_record(void *context, const struct record *record, uint64_t missed)
{
	struct viewing *viewing = context;
	char text[32];

	snprintf(text, sizeof(text), "record %llu", (unsigned long long)viewing->last + 1);
	if (missed != 0 || record->seq != viewing->last + 1 || record->text_len != strlen(text) ||
		memcmp(record->text, text, record->text_len) != 0)
		ck_abort_msg("record %llu instead of %s", (unsigned long long)record->seq, text);
	viewing->last = record->seq;
	if (viewing->watch.end != WATCH_LIVE)
		ck_abort_msg("a record after the end");
}

static void on_changed(void *context)
{
	struct viewing *viewing = context;
	const struct watch *watch = &viewing->watch;

	viewing->changes++;
	if (watch->end != WATCH_LIVE) {
		viewing->ends++;
		loop_stop(viewing->loop);
	}
	if (watch->caught_up && viewing->go >= 0) {
		ck_assert_int_eq(write(viewing->go, "x", 1), 1);
		viewing->go = -1;
	}
	if (viewing->enough != 0 && viewing->last >= viewing->enough)
		loop_stop(viewing->loop);
	if (viewing->viewers != NULL && watch->viewers == *viewing->viewers) {
		ck_assert_int_eq(write(viewing->viewers_go, "x", 1), 1);
		if (*++viewing->viewers == 0)
			loop_stop(viewing->loop);
	}
	/* The status is taken before the records that it counts. */
	if (watch->caught_up && !watch->damaged && viewing->last < watch->status.records)
		ck_abort_msg("caught up at %llu of %llu", (unsigned long long)viewing->last,
			(unsigned long long)watch->status.records);
}

static const struct watch_handlers handlers = {on_record, on_changed};

static void on_late(void *context)
{
	struct viewing *viewing = context;

	viewing->late = true;
	loop_stop(viewing->loop);
}

static void open_viewing(struct viewing *viewing)
{
	struct source source;

	*viewing = (struct viewing){.loop = loop_new(), .go = -1};
	ck_assert_int_eq(source_open(&source, "main", SEAT_A), EX_OK);
	ck_assert_int_eq(
		watch_open(&viewing->watch, viewing->loop, &source, &handlers, viewing), 0);
	viewing->timer = loop_add_timer(viewing->loop, on_late, viewing);
}

static void run(struct viewing *viewing)
{
	loop_timer_set(viewing->timer, (unsigned)scene_patience());
	ck_assert_int_eq(loop_run(viewing->loop), 0);
	ck_assert(!viewing->late);
}

static void close_viewing(struct viewing *viewing)
{
	watch_close(&viewing->watch);
	loop_event_free(viewing->timer);
	loop_free(viewing->loop);
}

static void start_writer(struct actor *actor, struct role *role)
{
	scene_act(actor, publish_all, role);
	ck_assert_int_eq(scene_hear(actor), 0);
}

/* One that is there from the beginning sees all in order, and then the end if there is one. */
static void watch_to_the_end(enum ending ending, int first, int batch, bool without_inotify)
{
	static const enum watch_end ends[] = {WATCH_ENDED, WATCH_KILLED, WATCH_LIVE};
	struct role role = {.first = first, .batch = batch, .ending = ending};
	struct viewing viewing;
	struct actor actor;
	int go[2];

	scene_new();
	ck_assert_int_eq(pipe(go), 0);
	role.go = go[0];
	start_writer(&actor, &role);
	if (without_inotify) {
		/* The loop, the board, the pidfd: then there is no descriptor left for inotify. */
		struct rlimit limit;
		struct source source;

		viewing = (struct viewing){.loop = loop_new(), .go = -1};
		ck_assert_int_eq(source_open(&source, "main", SEAT_A), EX_OK);
		getrlimit(RLIMIT_NOFILE, &limit);
		limit.rlim_cur = 3;
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
		ck_assert_int_eq(
			watch_open(&viewing.watch, viewing.loop, &source, &handlers, &viewing), 0);
		limit.rlim_cur = limit.rlim_max;
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
		ck_assert_int_lt(viewing.watch.bell, 0);
		viewing.timer = loop_add_timer(viewing.loop, on_late, &viewing);
	} else {
		open_viewing(&viewing);
		ck_assert_int_ge(viewing.watch.bell, 0);
	}
	viewing.go = go[1];
	viewing.enough = ending == NO_END ? RECORDS : 0;
	run(&viewing);
	ck_assert_uint_eq(viewing.last, RECORDS);
	ck_assert_int_eq(viewing.watch.end, ends[ending]);
	if (ending != NO_END) {
		ck_assert_int_eq(viewing.ends, 1);
		ck_assert_uint_eq(viewing.watch.status.records, RECORDS);
		ck_assert_uint_eq(viewing.watch.viewers, 0);
	}
	ck_assert(!viewing.watch.damaged);
	close_viewing(&viewing);
	scene_kill(&actor);
	close(go[0]);
	close(go[1]);
}

START_TEST(test_watch_sees_all_in_order)
{
	watch_to_the_end((enum ending)_i, 10, 1, false);
	watch_to_the_end((enum ending)_i, 0, 7, false);
	watch_to_the_end((enum ending)_i, RECORDS, 1, false);
}
END_TEST

START_TEST(test_watch_without_inotify)
{
	watch_to_the_end((enum ending)_i, 10, 100, true);
}
END_TEST

/* Handlers are called from the loop only. */
START_TEST(test_watch_open_hands_nothing_over)
{
	struct role role = {.first = RECORDS, .ending = NO_END, .go = -1};
	struct viewing viewing;
	struct actor actor;
	int before;

	scene_new();
	start_writer(&actor, &role);
	ck_assert_int_eq(scene_hear(&actor), 1);
	before = scene_descriptors();
	open_viewing(&viewing);
	ck_assert_uint_eq(viewing.last, 0);
	ck_assert_int_eq(viewing.changes, 0);
	viewing.enough = RECORDS;
	run(&viewing);
	ck_assert_int_eq(viewing.watch.end, WATCH_LIVE);
	ck_assert_int_eq(viewing.watch.status.state, BOARD_WAITING);
	ck_assert_str_eq(viewing.watch.status.nick, "ann");
	close_viewing(&viewing);
	ck_assert_int_eq(scene_descriptors(), before);
	scene_kill(&actor);
}
END_TEST

/* Comes and goes when it is told to. */
static void be_viewer(void *context, int out)
{
	struct viewing viewing;
	int go = *(int *)context;
	char byte;

	if (read(go, &byte, 1) != 1)
		_exit(1);
	open_viewing(&viewing);
	if (read(go, &byte, 1) != 1)
		_exit(1);
	close_viewing(&viewing);
	scene_say(out, 0);
}

/* Nobody else says anything meanwhile: it is the viewers' own rings that tell. */
START_TEST(test_watch_counts_viewers)
{
	static const unsigned long one_two_one[] = {1, 2, 1, 0};
	struct role role = {.first = RECORDS, .ending = NO_END, .go = -1};
	struct actor writer, viewer;
	struct viewing viewing;
	int go[2];

	scene_new();
	ck_assert_int_eq(pipe(go), 0);
	start_writer(&writer, &role);
	ck_assert_int_eq(scene_hear(&writer), 1);
	scene_act(&viewer, be_viewer, &go[0]);
	open_viewing(&viewing);
	viewing.viewers = one_two_one;
	viewing.viewers_go = go[1];
	run(&viewing);
	ck_assert_int_eq(scene_hear(&viewer), 0);
	scene_await(&viewer);
	close_viewing(&viewing);
	scene_kill(&writer);
	close(go[0]);
	close(go[1]);
}
END_TEST

/* A writer that damages its own board before it is killed: the viewer comes to an end all the same.
 */
static void damage(void *context, int out)
{
	struct station station;
	uint64_t *words;

	if (station_open(&station, "main", SEAT_A, false, "ann") != EX_OK)
		_exit(1);
	station_put_note(&station, "one");
	station_publish(&station);
	words = station.board.segment.address;
	/* The end of the ring, behind magic, nonce, version and oldest; see ipc/board.c. */
	words[9] = *(uint64_t *)context;
	scene_say(out, 0);
	scene_wait_for_end();
}

static void skip_record(void *context, const struct record *record, uint64_t missed)
{
	(void)context;
	(void)record;
	(void)missed;
}

START_TEST(test_watch_of_a_damaged_board_ends)
{
	static const struct watch_handlers patient = {skip_record, on_changed};
	static uint64_t tails[] = {15, 12345, 1 << 20, UINT64_MAX - 7, UINT64_MAX};
	struct viewing viewing;
	struct source source;
	struct actor actor;

	scene_new();
	scene_act(&actor, damage, &tails[_i]);
	ck_assert_int_eq(scene_hear(&actor), 0);
	viewing = (struct viewing){.loop = loop_new(), .go = -1};
	ck_assert_int_eq(source_open(&source, "main", SEAT_A), EX_OK);
	scene_kill(&actor);
	ck_assert_int_eq(watch_open(&viewing.watch, viewing.loop, &source, &patient, &viewing), 0);
	viewing.timer = loop_add_timer(viewing.loop, on_late, &viewing);
	run(&viewing);
	ck_assert_int_eq(viewing.watch.end, WATCH_KILLED);
	ck_assert(viewing.watch.damaged);
	close_viewing(&viewing);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("watch");
	TCase *tcase = tcase_create("watch");

	tcase_add_loop_test(tcase, test_watch_sees_all_in_order, END_BY_STATUS, ENDINGS);
	tcase_add_loop_test(tcase, test_watch_without_inotify, END_BY_STATUS, ENDINGS);
	tcase_add_test(tcase, test_watch_open_hands_nothing_over);
	tcase_add_test(tcase, test_watch_counts_viewers);
	tcase_add_loop_test(tcase, test_watch_of_a_damaged_board_ends, 0, 5);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
