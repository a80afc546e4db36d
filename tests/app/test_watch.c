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

#include "app/seatfile.h"
#include "app/statefile.h"
#include "app/station.h"
#include "tests/app/addresses.h"
#include "tests/app/stations.h"
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

	if (stations_open(&station, "main", SEAT_A, false, "ann") != EX_OK)
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
	bool bell_at_end;   /* it was not closed yet when the end was told, */
	bool board_at_end;  /* and the board was */
	uint64_t enough;    /* stop the loop after this record; 0: at the end */
	int go;             /* written to when the first are read; -1 */
	const int *viewers; /* how many to see, one after the other, up to 0 */
	int viewers_go;     /* written to whenever one of them was seen */
	int keys;
	uint64_t last_at_key;
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
		viewing->bell_at_end = watch->bell >= 0;
		viewing->board_at_end = watch->source.card >= 0;
		loop_stop(viewing->loop);
	}
	if (watch->caught_up && viewing->go >= 0) {
		ck_assert_int_eq(write(viewing->go, "x", 1), 1);
		viewing->go = -1;
	}
	if (viewing->enough != 0 && viewing->last >= viewing->enough)
		loop_stop(viewing->loop);
	if (viewing->viewers != NULL && watch_viewers(watch) == *viewing->viewers) {
		ck_assert_int_eq(write(viewing->viewers_go, "x", 1), 1);
		if (*++viewing->viewers == 0)
			loop_stop(viewing->loop);
	}
	/* The status is taken before the records that it counts. */
	if (watch->caught_up && !watch->damaged && viewing->last < watch->status.records)
		ck_abort_msg("caught up at %llu of %llu", (unsigned long long)viewing->last,
			(unsigned long long)watch->status.records);
}

static const struct watch_handlers handlers = {.record = on_record, .changed = on_changed};
static const struct watch_handlers brief_handlers = {
	.record = on_record, .changed = on_changed, .brief = true};
static const struct watch_handlers second_handlers = {
	.record = on_record, .changed = on_changed, .second_ring = true};

static void on_late(void *context)
{
	struct viewing *viewing = context;

	viewing->late = true;
	loop_stop(viewing->loop);
}

static void open_viewing_by(struct viewing *viewing, const struct watch_handlers *by)
{
	struct source source;

	*viewing = (struct viewing){.loop = loop_new(), .go = -1};
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
	ck_assert_int_eq(watch_open(&viewing->watch, viewing->loop, &source, by, viewing), 0);
	viewing->timer = loop_add_timer(viewing->loop, on_late, viewing);
}

static void open_viewing(struct viewing *viewing)
{
	open_viewing_by(viewing, &handlers);
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

/* A kernel may do without; then a brief one listens like all others. */
static bool dnotify_is_there(void)
{
	FILE *file = fopen("/proc/sys/fs/dir-notify-enable", "re");
	bool there = file != NULL && fgetc(file) == '1';

	if (file != NULL)
		fclose(file);
	return there;
}

enum listening { BY_INOTIFY, SECOND_RING, BRIEFLY, BY_A_TIMER };

/* One that is there from the beginning sees all in order, and then the end if there is one. */
static void watch_to_the_end(enum ending ending, int first, int batch, enum listening listening)
{
	static const struct watch_handlers *const by[] = {
		&handlers, &second_handlers, &brief_handlers};
	static const enum watch_end ends[] = {WATCH_ENDED, WATCH_KILLED, WATCH_LIVE};
	struct role role = {.first = first, .batch = batch, .ending = ending};
	struct viewing viewing;
	struct actor actor;
	int go[2];

	scene_new();
	ck_assert_int_eq(pipe(go), 0);
	role.go = go[0];
	start_writer(&actor, &role);
	if (listening == BY_A_TIMER) {
		/* The loop, the board, the pidfd: then there is no descriptor left for inotify. */
		struct rlimit limit;
		struct source source;

		viewing = (struct viewing){.loop = loop_new(), .go = -1};
		ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
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
		open_viewing_by(&viewing, by[listening]);
		ck_assert_int_ge(viewing.watch.bell, 0);
		if (dnotify_is_there())
			ck_assert_int_eq(viewing.watch.folder >= 0, listening == BRIEFLY);
	}
	viewing.go = go[1];
	viewing.enough = ending == NO_END ? RECORDS : 0;
	run(&viewing);
	ck_assert_uint_eq(viewing.last, RECORDS);
	ck_assert_int_eq(viewing.watch.end, ends[ending]);
	if (ending != NO_END) {
		ck_assert_int_eq(viewing.ends, 1);
		ck_assert_uint_eq(viewing.watch.status.records, RECORDS);
		ck_assert_int_eq(watch_viewers(&viewing.watch), -1);
		/* Closing it may take 10 ms, and what came last should not wait for that. */
		ck_assert_int_eq(viewing.bell_at_end, listening != BY_A_TIMER);
		ck_assert_int_lt(viewing.watch.bell, 0);
		/* Those handlers may wait for a slow reader. */
		ck_assert(!viewing.board_at_end);
	}
	ck_assert(!viewing.watch.damaged);
	close_viewing(&viewing);
	scene_kill(&actor);
	close(go[0]);
	close(go[1]);
}

START_TEST(test_watch_sees_all_in_order)
{
	watch_to_the_end((enum ending)_i, 10, 1, BY_INOTIFY);
	watch_to_the_end((enum ending)_i, 0, 7, BY_INOTIFY);
	watch_to_the_end((enum ending)_i, RECORDS, 1, BY_INOTIFY);
}
END_TEST

START_TEST(test_watch_the_second_ring)
{
	watch_to_the_end((enum ending)_i, 10, 1, SECOND_RING);
	watch_to_the_end((enum ending)_i, 0, 7, SECOND_RING);
}
END_TEST

START_TEST(test_watch_without_inotify)
{
	watch_to_the_end((enum ending)_i, 10, 100, BY_A_TIMER);
}
END_TEST

/* As a command does that waits for something and ends. */
START_TEST(test_watch_briefly)
{
	watch_to_the_end((enum ending)_i, 10, 1, BRIEFLY);
	watch_to_the_end((enum ending)_i, 0, 7, BRIEFLY);
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

static void on_key(void *context)
{
	struct viewing *viewing = context;
	char byte;

	ck_assert_int_eq(read(viewing->keys, &byte, 1), 1);
	viewing->last_at_key = viewing->last;
}

/* That there is much left to be shown is no reason to let a key wait. */
START_TEST(test_watch_of_a_dead_peer_lets_keys_through)
{
	struct role role = {.first = RECORDS, .ending = NO_END, .go = -1};
	struct viewing viewing;
	struct loop_event *event;
	struct actor actor;
	int keys[2];

	scene_new();
	ck_assert_int_eq(pipe(keys), 0);
	start_writer(&actor, &role);
	ck_assert_int_eq(scene_hear(&actor), 1);
	open_viewing(&viewing);
	viewing.keys = keys[0];
	event = loop_add_fd(viewing.loop, keys[0], LOOP_READ, on_key, &viewing);
	loop_event_enable(event, true);
	ck_assert_int_eq(write(keys[1], "k", 1), 1);
	scene_kill(&actor);
	run(&viewing);
	ck_assert_int_eq(viewing.watch.end, WATCH_KILLED);
	ck_assert_uint_eq(viewing.last, RECORDS);
	ck_assert_uint_gt(viewing.last_at_key, 0);
	ck_assert_uint_lt(viewing.last_at_key, RECORDS);
	loop_event_free(event);
	close_viewing(&viewing);
	close(keys[0]);
	close(keys[1]);
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
	static const int one_two_one[] = {1, 2, 1, 0};
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

	if (stations_open(&station, "main", SEAT_A, false, "ann") != EX_OK)
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
	static const struct watch_handlers patient = {.record = skip_record, .changed = on_changed};
	static uint64_t tails[] = {15, 12345, 1 << 20, UINT64_MAX - 7, UINT64_MAX};
	struct viewing viewing;
	struct source source;
	struct actor actor;

	scene_new();
	scene_act(&actor, damage, &tails[_i]);
	ck_assert_int_eq(scene_hear(&actor), 0);
	viewing = (struct viewing){.loop = loop_new(), .go = -1};
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
	scene_kill(&actor);
	ck_assert_int_eq(watch_open(&viewing.watch, viewing.loop, &source, &patient, &viewing), 0);
	viewing.timer = loop_add_timer(viewing.loop, on_late, &viewing);
	run(&viewing);
	ck_assert_int_eq(viewing.watch.end, WATCH_KILLED);
	ck_assert(viewing.watch.damaged);
	close_viewing(&viewing);
}
END_TEST

/*
 * Holes: a board is lapped by its writer, who keeps a log or does not, and the log may be changed
 * before it is read.
 */

/* So many of PADDED bytes are several rings full. */
#define LAPS   2
#define PADDED 4000
#define MANY   (LAPS * BOARD_RING_SIZE / PADDED)

struct logger {
	bool logs;
	int first, last; /* records at once, and all when it is told to */
	int go;
};

static void put_padded(struct station *station, int n)
{
	char text[PADDED];
	int len = snprintf(text, sizeof(text), "record %d ", n);

	memset(text + len, 'x', sizeof(text) - (size_t)len);
	station_put_out(station, (uint64_t)n, 0, text, sizeof(text));
	if (n % 50 == 0)
		station_publish(station);
}

static void log_all(void *context, int out)
{
	const struct logger *logger = context;
	const struct station_options options = {.address = {.chat = "main"},
		.nick = "ann",
		.log_limit = logger->logs ? UINT64_MAX : 0};
	struct station station;
	int n = 1;
	char byte;

	if (station_open(&station, &options) != EX_OK)
		_exit(1);
	while (n <= logger->first)
		put_padded(&station, n++);
	station_publish(&station);
	scene_say(out, 0);
	if (read(logger->go, &byte, 1) != 1)
		_exit(1);
	while (n <= logger->last)
		put_padded(&station, n++);
	station_publish(&station);
	scene_say(out, 1);
	scene_wait_for_end();
}

struct holes {
	struct loop *loop;
	struct watch watch;
	struct loop_event *timer;
	uint64_t first, last; /* records that were handed over */
	uint64_t missed, holes;
	uint64_t enough;
	bool to_the_end; /* no less is enough */
	bool late;
};

static void on_hole(void *context, const struct record *record, uint64_t missed)
{
	struct holes *holes = context;
	char text[32];
	int len = snprintf(text, sizeof(text), "record %llu ", (unsigned long long)record->seq);

	if (record->seq <= holes->last || record->text_len != PADDED ||
		memcmp(record->text, text, (size_t)len) != 0 || record->text[PADDED - 1] != 'x')
		ck_abort_msg(
			"after record %llu: %.20s", (unsigned long long)holes->last, record->text);
	if (holes->last == 0)
		holes->first = record->seq - missed;
	/* What was missed is just what lies between. */
	else if (record->seq - missed != holes->last + 1)
		ck_abort_msg("record %llu behind %llu, missed %llu",
			(unsigned long long)record->seq, (unsigned long long)holes->last,
			(unsigned long long)missed);
	holes->last = record->seq;
	holes->missed += missed;
	holes->holes += missed > 0;
}

static void on_hole_changed(void *context)
{
	struct holes *holes = context;

	if (holes->to_the_end && holes->watch.end == WATCH_LIVE)
		return;
	if (holes->last >= holes->enough && (holes->enough > 0 || holes->watch.caught_up))
		loop_stop(holes->loop);
}

static void on_hole_late(void *context)
{
	struct holes *holes = context;

	holes->late = true;
	loop_stop(holes->loop);
}

static const struct watch_handlers hole_handlers = {.record = on_hole, .changed = on_hole_changed};

static struct actor writer;
static struct holes holes;
static int telling[2], descriptors;

static void start_logger(bool logs, int first, int last)
{
	static struct logger logger;

	setenv("XDG_STATE_HOME", scene_new(), 1);
	ck_assert_int_eq(pipe(telling), 0);
	logger = (struct logger){.logs = logs, .first = first, .last = last, .go = telling[0]};
	scene_act(&writer, log_all, &logger);
	ck_assert_int_eq(scene_hear(&writer), 0);
	descriptors = scene_descriptors();
}

static void go_on(void)
{
	ck_assert_int_eq(write(telling[1], "x", 1), 1);
	ck_assert_int_eq(scene_hear(&writer), 1);
}

static void open_holes(uint64_t begin)
{
	struct source source;

	holes = (struct holes){.loop = loop_new()};
	ck_assert_int_eq(source_open(&source, ADDRESS("main", SEAT_A)), EX_OK);
	ck_assert_int_eq(watch_open(&holes.watch, holes.loop, &source, &hole_handlers, &holes), 0);
	if (begin > 0)
		watch_begin_at(&holes.watch, begin);
	holes.timer = loop_add_timer(holes.loop, on_hole_late, &holes);
}

/* Up to this record, or until there is nothing more. */
static void read_up_to(uint64_t enough)
{
	holes.enough = enough;
	loop_timer_set(holes.timer, (unsigned)scene_patience());
	ck_assert_int_eq(loop_run(holes.loop), 0);
	ck_assert(!holes.late);
	ck_assert(!holes.watch.damaged);
}

static void expect(uint64_t first, uint64_t last, uint64_t missed, uint64_t count)
{
	ck_assert_uint_eq(holes.first, first);
	ck_assert_uint_eq(holes.last, last);
	ck_assert_uint_eq(holes.missed, missed);
	ck_assert_uint_eq(holes.holes, count);
}

static void close_holes(void)
{
	watch_close(&holes.watch);
	loop_event_free(holes.timer);
	loop_free(holes.loop);
	ck_assert_int_eq(scene_descriptors(), descriptors);
}

static void stop_logger(void)
{
	scene_kill(&writer);
	close(telling[0]);
	close(telling[1]);
}

/* The number of the oldest record on the board. */
static uint64_t oldest(void)
{
	uint64_t first;

	open_holes(0);
	read_up_to(0);
	first = holes.first;
	ck_assert_uint_eq(holes.missed, 0);
	ck_assert_uint_eq(holes.last, MANY);
	ck_assert_uint_gt(first, 100);
	close_holes();
	return first;
}

START_TEST(test_watch_fills_holes)
{
	static const uint64_t begins[] = {1, 2, 77, MANY / 2};

	start_logger(true, MANY, MANY);
	for (int i = 0; i < COUNT(begins); i++) {
		open_holes(begins[i]);
		read_up_to(MANY);
		expect(begins[i], MANY, 0, 0);
		close_holes();
	}
	stop_logger();
}
END_TEST

/* The reader had begun before it was lapped. */
START_TEST(test_watch_fills_what_was_lapped)
{
	start_logger(_i == 1, 10, MANY);
	open_holes(0);
	read_up_to(10);
	expect(1, 10, 0, 0);
	go_on();
	read_up_to(MANY);
	if (_i == 1)
		expect(1, MANY, 0, 0);
	ck_assert_uint_eq(holes.holes, _i == 1 ? 0 : 1);
	ck_assert_uint_eq(holes.last, MANY);
	close_holes();
	stop_logger();
}
END_TEST

/* From somewhere on the board, nothing is read twice. */
START_TEST(test_watch_begins_on_the_board)
{
	uint64_t first;

	start_logger(true, MANY, MANY);
	first = oldest();
	for (uint64_t begin = first - 1; begin <= first + 1; begin++) {
		open_holes(begin);
		read_up_to(MANY);
		expect(begin, MANY, 0, 0);
		close_holes();
	}
	open_holes(MANY);
	read_up_to(MANY);
	expect(MANY, MANY, 0, 0);
	close_holes();
	stop_logger();
}
END_TEST

/* It waits for the first one that it was told to begin with. */
START_TEST(test_watch_begins_behind_the_end)
{
	uint64_t begin = (uint64_t[]){11, 15, 20}[_i];

	start_logger(true, 10, 20);
	open_holes(begin);
	read_up_to(0);
	expect(0, 0, 0, 0);
	go_on();
	read_up_to(20);
	expect(begin, 20, 0, 0);
	close_holes();
	stop_logger();
}
END_TEST

static void change_epoch(void)
{
	char bytes[SEATSTATE_SIZE];
	struct seatstate state;

	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), 0);
	ck_assert_uint_eq(state.epoch, holes.watch.status.epoch);
	state.epoch++;
	seatstate_format(&state, bytes);
	ck_assert_int_eq(statefile_write("main", "A.state", bytes, sizeof(bytes)), 0);
}

/* The log is not this peer's, or there is none (any more): then it is told what is missing. */
enum without { NO_LOG, OTHER_EPOCH, NO_STATE, DAMAGED_STATE, LOG_REMOVED, LOG_EMPTY, WITHOUTS };

START_TEST(test_watch_tells_holes)
{
	uint64_t first;

	start_logger(_i != NO_LOG, MANY, MANY);
	first = oldest();
	open_holes(5);
	if (_i == OTHER_EPOCH)
		change_epoch();
	else if (_i == NO_STATE)
		ck_assert_int_eq(statefile_write("main", "A.state", NULL, 0), 0);
	else if (_i == DAMAGED_STATE)
		ck_assert_int_eq(statefile_write("main", "A.state", "x", 1), 0);
	else if (_i == LOG_REMOVED)
		ck_assert_int_eq(statefile_write("main", "A.jsonl", NULL, 0), 0);
	else if (_i == LOG_EMPTY)
		ck_assert_int_eq(statefile_write("main", "A.jsonl", "\n", 1), 0);
	read_up_to(MANY);
	expect(5, MANY, first - 5, 1);
	close_holes();
	stop_logger();
}
END_TEST

/* The log without the lines from one to another (0: to the end); in their place something else. */
static void cut_lines(int from, int to, const char *instead)
{
	struct buffer log = {0}, kept = {0};
	int line = 1;

	ck_assert_int_eq(statefile_read("main", "A.jsonl", 1 << 30, &log), 0);
	for (size_t at = 0; at < log.len; line++) {
		size_t n = (size_t)((char *)memchr(log.data + at, '\n', log.len - at) -
				    (log.data + at)) +
			   1;

		if (line < from || (to != 0 && line > to))
			buffer_append(&kept, log.data + at, n);
		else
			buffer_append_string(&kept, instead);
		at += n;
	}
	ck_assert_int_eq(statefile_write("main", "A.jsonl", kept.data, kept.len), 0);
	buffer_fini(&log);
	buffer_fini(&kept);
}

static const struct {
	int from, to;
	const char *instead;
} cuts[] = {
	{10, 19, ""},
	{10, 10, "garbage\n"},
	{3, 6, ""}, /* some of them were not wanted */
	{3, 4, "{}\n"},
	{5, 8, ""},
};

/* Only what the log does not have either is missing. */
START_TEST(test_watch_log_with_holes)
{
	int from = cuts[_i].from < 5 ? 5 : cuts[_i].from;
	uint64_t missed = cuts[_i].to < 5 ? 0 : (uint64_t)(cuts[_i].to - from + 1);

	start_logger(true, MANY, MANY);
	cut_lines(cuts[_i].from, cuts[_i].to, cuts[_i].instead);
	open_holes(5);
	read_up_to(MANY);
	expect(5, MANY, missed, missed > 0);
	close_holes();
	stop_logger();
}
END_TEST

/* It ends before the board begins, and has a hole besides. */
START_TEST(test_watch_log_ends_early)
{
	uint64_t first;

	start_logger(true, MANY, MANY);
	first = oldest();
	cut_lines(51, 0, "");
	cut_lines(20, 29, "");
	open_holes(1);
	read_up_to(MANY);
	expect(1, MANY, 10 + first - 51, 2);
	close_holes();
	stop_logger();
}
END_TEST

/* Whoever leaves in the middle of it gives all back. */
START_TEST(test_watch_closed_while_it_fills)
{
	start_logger(true, MANY, MANY);
	open_holes(1);
	read_up_to(1);
	ck_assert_uint_lt(holes.last, 1000);
	ck_assert_ptr_nonnull(holes.watch.fill);
	close_holes();
	stop_logger();
}
END_TEST

/* The end comes behind what is read from the log. */
START_TEST(test_watch_fills_holes_of_a_killed_peer)
{
	start_logger(true, MANY, MANY);
	open_holes(1);
	read_up_to(1);
	scene_kill(&writer);
	ck_assert_int_eq(holes.watch.end, WATCH_LIVE);
	holes.to_the_end = true;
	read_up_to(MANY);
	ck_assert_int_eq(holes.watch.end, WATCH_KILLED);
	expect(1, MANY, 0, 0);
	watch_close(&holes.watch);
	loop_event_free(holes.timer);
	loop_free(holes.loop);
	stop_logger();
}
END_TEST

static TCase *tcase_holes(void)
{
	TCase *tcase = tcase_create("holes");

	tcase_add_test(tcase, test_watch_fills_holes);
	tcase_add_loop_test(tcase, test_watch_fills_what_was_lapped, 0, 2);
	tcase_add_test(tcase, test_watch_begins_on_the_board);
	tcase_add_loop_test(tcase, test_watch_begins_behind_the_end, 0, 3);
	tcase_add_loop_test(tcase, test_watch_tells_holes, NO_LOG, WITHOUTS);
	tcase_add_loop_test(tcase, test_watch_log_with_holes, 0, COUNT(cuts));
	tcase_add_test(tcase, test_watch_log_ends_early);
	tcase_add_test(tcase, test_watch_closed_while_it_fills);
	tcase_add_test(tcase, test_watch_fills_holes_of_a_killed_peer);
	return tcase;
}

int main(void)
{
	Suite *suite = suite_create("watch");
	TCase *tcase = tcase_create("watch");

	tcase_add_loop_test(tcase, test_watch_sees_all_in_order, END_BY_STATUS, ENDINGS);
	tcase_add_loop_test(tcase, test_watch_the_second_ring, END_BY_STATUS, ENDINGS);
	tcase_add_loop_test(tcase, test_watch_without_inotify, END_BY_STATUS, ENDINGS);
	tcase_add_loop_test(tcase, test_watch_briefly, END_BY_STATUS, ENDINGS);
	tcase_add_test(tcase, test_watch_open_hands_nothing_over);
	tcase_add_test(tcase, test_watch_of_a_dead_peer_lets_keys_through);
	tcase_add_test(tcase, test_watch_counts_viewers);
	tcase_add_loop_test(tcase, test_watch_of_a_damaged_board_ends, 0, 5);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, tcase_holes());
	return scene_run(suite);
}
