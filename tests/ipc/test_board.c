/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ipc/board.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/time.h>
#include <unistd.h>

#include "core/utf8.h"
#include "tests/ipc/hugepage.h"
#include "tests/ipc/scene.h"

#define NONCE UINT64_C(0x1122334455667788)

/* The first page, where all but the records is. */
#define HEAD 4096

static void make_record(struct record *record, const char *text, size_t len)
{
	*record = (struct record){
		.time_us = 5,
		.kind = RECORD_MESSAGE,
		.dir = RECORD_OUT,
		.from = "ann/A",
		.from_len = 5,
		.text = text,
		.text_len = len,
	};
}

static void put(struct board *board, const char *text)
{
	struct record record;

	make_record(&record, text, strlen(text));
	ck_assert_int_eq(board_put(board, &record), 0);
}

static void create(struct board *board)
{
	ck_assert_int_eq(board_create(board, NONCE), 0);
}

static void open_reader(struct board_reader *reader, const struct board *board)
{
	ck_assert_int_eq(board_reader_open(reader, board->segment.id, NONCE), 0);
}

static void publish(struct board *board)
{
	board_publish(board, &(struct board_status){.state = BOARD_WAITING, .pid = getpid()});
}

static void assert_next(struct board_reader *reader, uint64_t seq, const char *text)
{
	struct record record;
	uint64_t missed = 1;

	ck_assert_int_eq(board_reader_next(reader, &record, &missed), 1);
	ck_assert_uint_eq(missed, 0);
	ck_assert_uint_eq(record.seq, seq);
	ck_assert_uint_eq(record.text_len, strlen(text));
	ck_assert_mem_eq(record.text, text, record.text_len);
}

static void assert_no_next(struct board_reader *reader)
{
	struct record record;
	uint64_t missed;

	ck_assert_int_eq(board_reader_next(reader, &record, &missed), 0);
}

START_TEST(test_board_shows_what_was_published)
{
	struct board_status status =
				    {
					    .state = BOARD_TALKING,
					    .pid = 11,
					    .other_pid = 22,
					    .nick = "ann/A",
					    .other_nick = "bob/B",
					    .said = 3,
					    .delivered = 2,
				    },
			    read;
	struct board_reader reader;
	struct board board;

	create(&board);
	open_reader(&reader, &board);
	assert_no_next(&reader);
	put(&board, "one");
	put(&board, "");
	assert_no_next(&reader);
	board_publish(&board, &status);
	assert_next(&reader, 1, "one");
	assert_next(&reader, 2, "");
	assert_no_next(&reader);
	ck_assert_int_eq(board_reader_status(&reader, &read), 0);
	status.records = 2;
	ck_assert_mem_eq(&read, &status, sizeof(status));

	put(&board, "three");
	status.state = BOARD_ENDED;
	board_publish(&board, &status);
	assert_next(&reader, 3, "three");
	ck_assert_int_eq(board_reader_status(&reader, &read), 0);
	ck_assert_int_eq(read.state, BOARD_ENDED);
	ck_assert_uint_eq(read.records, 3);
	board_reader_close(&reader);
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

START_TEST(test_board_for_one_who_comes_late)
{
	struct board_reader early, late;
	struct board board;

	create(&board);
	open_reader(&early, &board);
	put(&board, "one");
	put(&board, "two");
	publish(&board);
	assert_next(&early, 1, "one");
	open_reader(&late, &board);
	assert_next(&late, 1, "one");
	assert_next(&late, 2, "two");
	assert_next(&early, 2, "two");
	/* What is published stays readable when the peer has gone. */
	board_close(&board);
	assert_no_next(&late);
	board_reader_close(&early);
	board_reader_close(&late);
}
END_TEST

START_TEST(test_board_for_one_who_was_lapped)
{
	static char text[RECORD_TEXT_MAX];
	const int count = 2 * BOARD_RING_SIZE / RECORD_TEXT_MAX;
	struct board_reader reader, late;
	struct record record;
	struct board board;
	uint64_t missed, next;

	create(&board);
	open_reader(&reader, &board);
	put(&board, "one");
	publish(&board);
	assert_next(&reader, 1, "one");
	memset(text, 'x', sizeof(text));
	for (int i = 0; i < count; i++) {
		make_record(&record, text, sizeof(text));
		ck_assert_int_eq(board_put(&board, &record), 0);
		ck_assert_uint_eq(record.seq, (uint64_t)i + 2);
	}
	publish(&board);
	ck_assert_int_eq(board_reader_next(&reader, &record, &missed), 1);
	ck_assert_uint_gt(missed, 0);
	ck_assert_uint_eq(record.seq, 2 + missed);
	next = record.seq + 1;
	while (board_reader_next(&reader, &record, &missed) == 1) {
		ck_assert_uint_eq(missed, 0);
		ck_assert_uint_eq(record.seq, next++);
		ck_assert_uint_eq(record.text_len, sizeof(text));
	}
	ck_assert_uint_eq(next, (uint64_t)count + 2);
	/* One who comes now has missed nothing of its own. */
	open_reader(&late, &board);
	ck_assert_int_eq(board_reader_next(&late, &record, &missed), 1);
	ck_assert_uint_eq(missed, 0);
	board_reader_close(&late);
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

/* Puts a text of its largest size, of this letter only, and has the reader take it. */
static void pass(struct board *board, struct board_reader *reader, char letter)
{
	static char text[RECORD_TEXT_MAX + 1];
	struct record record;
	uint64_t missed;

	memset(text, letter, RECORD_TEXT_MAX);
	make_record(&record, text, RECORD_TEXT_MAX);
	ck_assert_int_eq(board_put(board, &record), 0);
	publish(board);
	ck_assert_int_eq(board_reader_next(reader, &record, &missed), 1);
	ck_assert_uint_eq(missed, 0);
	ck_assert_uint_eq(record.text_len, RECORD_TEXT_MAX);
	ck_assert_mem_eq(record.text, text, RECORD_TEXT_MAX);
}

/* A short chat has its few pages, a long one all its pages by the hundred. */
START_TEST(test_board_has_huge_pages)
{
	const int all = BOARD_RING_SIZE / 1024, stretch = (int)(SEGMENT_STRETCH / 1024);
	struct board_reader reader;
	struct board board;
	uint64_t put;

	if (!hugepage_possible())
		return;
	create(&board);
	open_reader(&reader, &board);
	for (put = 0; put <= (128u << 10); put += RECORD_TEXT_MAX)
		pass(&board, &reader, (char)('a' + put % 23));
	ck_assert_int_eq(hugepage_kb(board.segment.address), 0);
	for (; put <= SEGMENT_STRETCH / 2; put += RECORD_TEXT_MAX)
		pass(&board, &reader, (char)('a' + put % 23));
	ck_assert_int_le(hugepage_kb(board.segment.address), stretch);
	for (; put <= 2 * SEGMENT_STRETCH; put += RECORD_TEXT_MAX)
		pass(&board, &reader, (char)('a' + put % 23));
	ck_assert_int_le(hugepage_kb(board.segment.address), 3 * stretch);
	for (; put <= 2 * BOARD_RING_SIZE; put += RECORD_TEXT_MAX)
		pass(&board, &reader, (char)('a' + put % 23));
	/* The kernel may be out of them now and then. */
	ck_assert_int_gt(hugepage_kb(board.segment.address), all / 2);
	ck_assert_int_gt(hugepage_kb(reader.segment.address), all / 2);
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

START_TEST(test_board_put_refuses_what_is_too_large)
{
	static char text[RECORD_TEXT_MAX + 1];
	struct record record;
	struct board board;

	create(&board);
	memset(text, 'x', sizeof(text));
	make_record(&record, text, sizeof(text));
	ck_assert_int_eq(board_put(&board, &record), -EMSGSIZE);
	make_record(&record, text, RECORD_TEXT_MAX);
	ck_assert_int_eq(board_put(&board, &record), 0);
	ck_assert_uint_eq(record.seq, 1);
	board_close(&board);
}
END_TEST

START_TEST(test_board_reader_open_refuses)
{
	struct board_reader reader;
	struct segment_info info;
	struct segment segment;
	struct board board;
	int id;

	create(&board);
	id = board.segment.id;
	ck_assert_int_eq(board_reader_open(&reader, id, NONCE + 1), -EBADMSG);
	ck_assert_int_eq(board_reader_open(&reader, id, 0), -EBADMSG);
	ck_assert_int_eq(segment_stat(id, &info), 0);
	ck_assert_uint_eq(info.attached, 1);
	board_close(&board);
	ck_assert_int_eq(board_reader_open(&reader, id, NONCE), -ENOENT);
	/* As large as a board, and empty; then of another size. */
	ck_assert_int_eq(segment_create(&segment, BOARD_SIZE), 0);
	ck_assert_int_eq(board_reader_open(&reader, segment.id, 0), -EBADMSG);
	segment_close(&segment);
	ck_assert_int_eq(segment_create(&segment, BOARD_SIZE - 1), 0);
	ck_assert_int_eq(board_reader_open(&reader, segment.id, 0), -EBADMSG);
	segment_close(&segment);
}
END_TEST

/*
 * A writer whose status tells whether it is sound: all of its fields say the same number, and
 * record n says n. It is killed at some moment.
 */
#define ROUNDS 40

/* So many of its records fit. With more a reader has to wait each time until it was lapped. */
#define FIT (BOARD_RING_SIZE / 160)

static void write_number(char *out, size_t size, uint64_t number)
{
	snprintf(out, size, "%060llu", (unsigned long long)number);
}

static void publish_numbers(void *context, int out)
{
	struct board_status status = {.state = BOARD_TALKING};
	struct record record;
	struct board board;
	char text[64];

	(void)context;
	if (board_create(&board, NONCE) < 0)
		_exit(1);
	for (uint64_t n = 1;; n++) {
		write_number(text, sizeof(text), n);
		make_record(&record, text, strlen(text));
		status.said = status.delivered = n;
		status.pid = status.other_pid = (pid_t)n;
		memcpy(status.nick, text, sizeof(text));
		memcpy(status.other_nick, text, sizeof(text));
		if (board_put(&board, &record) < 0)
			_exit(1);
		board_publish(&board, &status);
		if (n == 1)
			scene_say(out, board.segment.id);
	}
}

/* check notes each of its assertions in a file: in loops that run hot only a failure is one. */
static uint64_t assert_sound(const struct board_status *status)
{
	char text[64];

	write_number(text, sizeof(text), status->said);
	if (status->state != BOARD_TALKING || status->delivered != status->said ||
		status->records != status->said || status->pid != (pid_t)status->said ||
		status->other_pid != status->pid || strcmp(status->nick, text) != 0 ||
		strcmp(status->other_nick, text) != 0)
		ck_abort_msg("the status is torn: %s, %s", status->nick, status->other_nick);
	return status->said;
}

static uint64_t sound_status(const struct board_reader *reader)
{
	struct board_status status;

	if (board_reader_status(reader, &status) < 0)
		ck_abort_msg("there is no status");
	return assert_sound(&status);
}

/* Returns the record's number, or 0 where there is none. */
static uint64_t next_sound(struct board_reader *reader)
{
	struct record record;
	uint64_t missed;
	char text[64];
	int n = board_reader_next(reader, &record, &missed);

	if (n == 0)
		return 0;
	write_number(text, sizeof(text), record.seq);
	if (n < 0 || record.text_len != strlen(text) ||
		memcmp(record.text, text, record.text_len) != 0)
		ck_abort_msg("the record %llu is torn", (unsigned long long)record.seq);
	return record.seq;
}

/* What the status counts is there. */
static void read_up_to(struct board_reader *reader, uint64_t said, uint64_t *last)
{
	while (*last < said) {
		uint64_t seq = next_sound(reader);

		if (seq <= *last)
			ck_abort_msg("the status counts %llu, but behind %llu there is %llu",
				(unsigned long long)said, (unsigned long long)*last,
				(unsigned long long)seq);
		*last = seq;
	}
}

START_TEST(test_board_is_sound_whenever_its_writer_is_killed)
{
	struct board_reader reader;
	struct segment_info info;
	struct actor actor;
	int id;

	srandom(3);
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t seq, last = 0, said = 0, reads = (uint64_t)random() % 1000;

		scene_act(&actor, publish_numbers, NULL);
		id = scene_hear(&actor);
		ck_assert_int_eq(board_reader_open(&reader, id, NONCE), 0);
		for (uint64_t k = 0; k < reads; k++) {
			said = sound_status(&reader);
			if (said < FIT)
				read_up_to(&reader, said, &last);
		}
		scene_kill(&actor);
		said = sound_status(&reader);
		read_up_to(&reader, said, &last);
		while ((seq = next_sound(&reader)) != 0)
			last = seq;
		/* It was killed between the one and the other, at most. */
		ck_assert_uint_le(last, said + 1);
		SCENE_UNTIL(segment_stat(id, &info) == 0 && info.attached == 1);
		board_reader_close(&reader);
		ck_assert_int_eq(segment_stat(id, &info), -ENOENT);
	}
}
END_TEST

/*
 * Statuses in turn, all bytes of which differ, as fast as it goes: an odd number of them, so that
 * each of the two copies on the board changes.
 */
#define TURNS 3

static void publish_in_turn(void *context, int out)
{
	struct board_status statuses[TURNS];
	struct board board;

	(void)context;
	for (int i = 0; i < TURNS; i++) {
		statuses[i] =
			(struct board_status){.state = BOARD_TALKING, .said = 'a' + (unsigned)i};
		memset(statuses[i].nick, 'a' + i, RECORD_FROM_MAX);
		memset(statuses[i].other_nick, 'a' + i, RECORD_FROM_MAX);
		statuses[i].delivered = statuses[i].said;
	}
	if (board_create(&board, NONCE) < 0)
		_exit(1);
	board_publish(&board, &statuses[0]);
	scene_say(out, board.segment.id);
	for (int i = 1;; i = (i + 1) % TURNS)
		board_publish(&board, &statuses[i]);
}

static void hold_up(int number)
{
	const struct itimerval soon = {.it_value.tv_usec = 50};

	(void)number;
	for (int i = 0; i < 3; i++)
		sched_yield();
	/* Again, but not before the reader has come a little further. */
	setitimer(ITIMER_REAL, &soon, NULL);
}

/* A reader that is held up wherever it is: the writer comes round many times in between. */
START_TEST(test_board_status_is_never_torn)
{
	const struct itimerval never = {0};
	struct board_reader reader;
	struct board_status status;
	struct actor actor;
	int read = 0;
	long end;

	scene_act(&actor, publish_in_turn, NULL);
	ck_assert_int_eq(board_reader_open(&reader, scene_hear(&actor), NONCE), 0);
	signal(SIGALRM, hold_up);
	raise(SIGALRM);
	for (end = scene_now() + 400; scene_now() < end;) {
		for (int i = 0; i < 100; i++) {
			/* A writer that does nothing else may well be too fast. */
			if (board_reader_status(&reader, &status) < 0)
				continue;
			read++;
			if ((char)status.said != status.nick[0] ||
				memcmp(status.nick, status.nick + 1, RECORD_FROM_MAX - 1) != 0 ||
				strcmp(status.nick, status.other_nick) != 0 ||
				status.delivered != status.said)
				ck_abort_msg("torn: %s, %s", status.nick, status.other_nick);
		}
	}
	signal(SIGALRM, SIG_IGN);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	ck_assert_int_gt(read, 0);
	scene_kill(&actor);
	ck_assert_int_eq(board_reader_status(&reader, &status), 0);
	board_reader_close(&reader);
}
END_TEST

static bool text_sound(const char *text, size_t len, size_t most)
{
	return len <= most && utf8_valid(text, len);
}

/*
 * What a reader may get of a damaged board: anything, but within its bounds and with an end.
 * Returns whether it came to the end.
 */
static bool read_all(struct board_reader *reader)
{
	struct board_status status;
	struct record record;
	uint64_t missed;

	if (board_reader_status(reader, &status) == 0 &&
		((unsigned)status.state > BOARD_ENDED ||
			!text_sound(status.nick, strlen(status.nick), RECORD_FROM_MAX)))
		ck_abort_msg("a status that is none");
	/* More than a ring holds of the smallest records. */
	for (int i = 0; i < (int)BOARD_RING_SIZE / 32; i++) {
		int n = board_reader_next(reader, &record, &missed);

		if (n == 0)
			return true;
		if (n != -EBADMSG && n != 1)
			ck_abort_msg("board_reader_next(): %d", n);
		if (n == 1 && (!text_sound(record.text, record.text_len, RECORD_TEXT_MAX) ||
				      !text_sound(record.from, record.from_len, RECORD_FROM_MAX)))
			ck_abort_msg("a record that is none");
	}
	return false;
}

static void fill(struct board *board, int records)
{
	for (int i = 0; i < records; i++)
		put(board, "some text that stands on the board");
	publish(board);
}

/* One bit of each byte of the head and of the records. */
START_TEST(test_board_with_flipped_bits)
{
	struct board_reader reader;
	unsigned char *bytes;
	struct board board;
	int refused = 0;

	create(&board);
	fill(&board, 8);
	bytes = board.segment.address;
	for (size_t at = 0; at < HEAD + 1024; at++) {
		unsigned char bit = (unsigned char)(1u << at % 8);

		bytes[at] ^= bit;
		if (board_reader_open(&reader, board.segment.id, NONCE) == 0) {
			ck_assert_msg(read_all(&reader), "no end with byte %zu flipped", at);
			board_reader_close(&reader);
		} else {
			refused++;
		}
		bytes[at] ^= bit;
	}
	/* Magic, nonce and version. */
	ck_assert_int_eq(refused, 24);
	open_reader(&reader, &board);
	ck_assert(read_all(&reader));
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

/* Every word of the head that a reader has open, as hostile values. */
START_TEST(test_board_with_hostile_words)
{
	static const uint64_t values[] = {0, 1, 7, 8, 0x3f, 0x40, 4096, BOARD_RING_SIZE - 8,
		BOARD_RING_SIZE, BOARD_RING_SIZE + 8, 2 * BOARD_RING_SIZE, UINT32_MAX, 1ull << 32,
		1ull << 63, UINT64_MAX - 7, UINT64_MAX};
	struct board_reader reader, late;
	struct board board;
	uint64_t *words;

	create(&board);
	fill(&board, 8);
	words = board.segment.address;
	for (size_t at = 3; at < HEAD / 8 + 16; at++) {
		for (int i = 0; i < COUNT(values); i++) {
			uint64_t old = words[at];

			open_reader(&reader, &board);
			words[at] = values[i];
			open_reader(&late, &board);
			ck_assert_msg(read_all(&reader) && read_all(&late),
				"no end with %llx in word %zu", (unsigned long long)values[i], at);
			words[at] = old;
			board_reader_close(&reader);
			board_reader_close(&late);
		}
	}
	board_close(&board);
}
END_TEST

/*
 * A second process that writes into a living board: everywhere, and most of all to the positions of
 * the ring.
 */
static void scribble(void *context, int out)
{
	uint64_t *words = shmat(*(int *)context, NULL, 0);

	if (words == (void *)-1)
		_exit(1);
	scene_say(out, 0);
	srandom((unsigned)getpid());
	for (;;) {
		uint64_t value = (uint64_t)random() << 33 ^ (uint64_t)random() << 8;
		size_t at = 3 + (size_t)random() % (HEAD / 8 + 64 - 3);

		if (random() % 2 == 0)
			at = 3 + (size_t)random() % 24;
		*(volatile uint64_t *)&words[at] = value >> random() % 64;
	}
}

START_TEST(test_board_under_a_scribbler)
{
	struct board_reader reader, late;
	struct record record;
	struct actor actor;
	struct board board;
	uint64_t missed;
	long end = scene_now() + 400;

	create(&board);
	fill(&board, 100);
	open_reader(&reader, &board);
	scene_act(&actor, scribble, &board.segment.id);
	ck_assert_int_eq(scene_hear(&actor), 0);
	do {
		/* The writer goes on as well, whatever stands there. */
		fill(&board, 10);
		for (int i = 0; i < 1000; i++)
			board_reader_next(&reader, &record, &missed);
		if (board_reader_open(&late, board.segment.id, NONCE) == 0) {
			for (int i = 0; i < 100; i++)
				board_reader_next(&late, &record, &missed);
			board_reader_close(&late);
		}
	} while (scene_now() < end);
	scene_kill(&actor);
	ck_assert(read_all(&reader));
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

/* One who moves the end of the ring all the time, and pretends that readers were lapped. */
static void run_ahead(void *context, int out)
{
	volatile uint64_t *words = shmat(*(int *)context, NULL, 0);
	volatile uint64_t *oldest, *tail, *intent;

	if (words == (void *)-1)
		_exit(1);
	/* struct ring_control, on the second line of 64 bytes. */
	oldest = words + 8;
	tail = words + 9;
	intent = words + 10;
	scene_say(out, 0);
	for (uint64_t position = 1 << 30;; position += 64) {
		*intent = position + (1ull << 40);
		*tail = position;
		*oldest = position - 8;
	}
}

START_TEST(test_board_whose_end_runs_away)
{
	struct board_reader reader;
	struct record record;
	struct actor actor;
	struct board board;
	uint64_t missed;
	long end = scene_now() + 200;

	create(&board);
	fill(&board, 10);
	open_reader(&reader, &board);
	scene_act(&actor, run_ahead, &board.segment.id);
	ck_assert_int_eq(scene_hear(&actor), 0);
	do {
		int n = board_reader_next(&reader, &record, &missed);

		/* 1: it has not begun */
		if (n != 0 && n != -EBADMSG && n != 1)
			ck_abort_msg("board_reader_next(): %d", n);
	} while (scene_now() < end);
	scene_kill(&actor);
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

START_TEST(test_board_status_refuses)
{
	struct board_status status = {.state = BOARD_TALKING, .nick = "ann"}, read;
	struct board_reader reader;
	struct board board;

	create(&board);
	open_reader(&reader, &board);
	board_publish(&board, &status);
	ck_assert_int_eq(board_reader_status(&reader, &read), 0);
	status.state = (enum board_state)3;
	board_publish(&board, &status);
	ck_assert_int_eq(board_reader_status(&reader, &read), -EBADMSG);
	status.state = BOARD_TALKING;
	memset(status.nick, 'x', sizeof(status.nick));
	board_publish(&board, &status);
	ck_assert_int_eq(board_reader_status(&reader, &read), -EBADMSG);
	strcpy(status.nick, "\xff");
	board_publish(&board, &status);
	ck_assert_int_eq(board_reader_status(&reader, &read), -EBADMSG);
	strcpy(status.nick, "ann");
	memset(status.other_nick, 'x', sizeof(status.other_nick));
	board_publish(&board, &status);
	ck_assert_int_eq(board_reader_status(&reader, &read), -EBADMSG);
	memset(status.other_nick, 0, sizeof(status.other_nick));
	board_publish(&board, &status);
	ck_assert_int_eq(board_reader_status(&reader, &read), 0);
	board_reader_close(&reader);
	board_close(&board);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("board");
	TCase *tcase = tcase_create("board");

	tcase_add_test(tcase, test_board_shows_what_was_published);
	tcase_add_test(tcase, test_board_for_one_who_comes_late);
	tcase_add_test(tcase, test_board_for_one_who_was_lapped);
	tcase_add_test(tcase, test_board_has_huge_pages);
	tcase_add_test(tcase, test_board_put_refuses_what_is_too_large);
	tcase_add_test(tcase, test_board_reader_open_refuses);
	tcase_add_test(tcase, test_board_is_sound_whenever_its_writer_is_killed);
	tcase_add_test(tcase, test_board_status_is_never_torn);
	tcase_add_test(tcase, test_board_with_flipped_bits);
	tcase_add_test(tcase, test_board_with_hostile_words);
	tcase_add_test(tcase, test_board_under_a_scribbler);
	tcase_add_test(tcase, test_board_whose_end_runs_away);
	tcase_add_test(tcase, test_board_status_refuses);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
