/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/format.h"
#include "core/logline.h"
#include "tests/app/addresses.h"
#include "tests/core/prng.h"
#include "tests/ipc/scene.h"

#define CURRENT "A.jsonl"
#define OLDER   "A.1.jsonl"

static int dir;
static struct logfile *file;
static struct record record;

static void setup(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s", scene_new());
	ck_assert_int_eq(setenv("XDG_STATE_HOME", path, 1), 0);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(mkdirat(dir, "shmooze", 0700), 0);
	ck_assert_int_eq(mkdirat(dir, "shmooze/main", 0700), 0);
	close(dir);
	strcat(path, "/shmooze/main");
	dir = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir, 0);
	umask(077);
}

static void teardown(void)
{
	logfile_close(file);
	file = NULL;
	close(dir);
}

static void append(const char *name, const void *bytes, size_t n)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq((int)write(fd, bytes, n), (int)n);
	close(fd);
}

static void append_string(const char *name, const char *string)
{
	append(name, string, strlen(string));
}

static void format(struct buffer *out, uint64_t seq)
{
	char text[64];

	snprintf(text, sizeof(text), "text %" PRIu64 "%.*s", seq, (int)(seq % 40),
		"........................................");
	format_json(out, NULL,
		&(struct record){
			.seq = seq,
			.time_us = INT64_C(1795349045123456),
			.kind = RECORD_MESSAGE,
			.dir = RECORD_OUT,
			.from = "ann/A",
			.from_len = 5,
			.text = text,
			.text_len = strlen(text),
		});
}

/* Records of these numbers at the end of the file. */
static void append_records(const char *name, uint64_t first, uint64_t last)
{
	struct buffer out = {0};

	for (uint64_t seq = first; seq <= last; seq++)
		format(&out, seq);
	append(name, out.data, out.len);
	buffer_fini(&out);
}

static void append_torn(const char *name, uint64_t seq)
{
	struct buffer out = {0};

	format(&out, seq);
	append(name, out.data, out.len / 2);
	buffer_fini(&out);
}

static void rotate(void)
{
	ck_assert_int_eq(renameat(dir, CURRENT, dir, OLDER), 0);
}

static void open_log(void)
{
	ck_assert_int_eq(logfile_open(&file, ADDRESS("main", SEAT_A)), 0);
}

static void expect(uint64_t seq)
{
	char text[64];

	ck_assert_int_eq(logfile_next(file, &record), 1);
	ck_assert_uint_eq(record.seq, seq);
	snprintf(text, sizeof(text), "text %" PRIu64, seq);
	ck_assert(strncmp(record.text, text, strlen(text)) == 0);
}

static void expect_all(uint64_t first, uint64_t last)
{
	for (uint64_t seq = first; seq <= last; seq++)
		expect(seq);
}

/* Nothing more, however often one asks. */
static void expect_end(uint64_t damaged)
{
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(logfile_next(file, &record), 0);
	ck_assert_uint_eq(logfile_damaged(file), damaged);
}

START_TEST(test_logfile_names)
{
	char name[LOGFILE_NAME_SIZE];

	logfile_name(name, SEAT_A, false);
	ck_assert_str_eq(name, "A.jsonl");
	logfile_name(name, SEAT_B, true);
	ck_assert_str_eq(name, "B.1.jsonl");
}
END_TEST

START_TEST(test_logfile_none)
{
	int before = scene_descriptors();

	ck_assert_int_eq(logfile_open(&file, ADDRESS("main", SEAT_A)), -ENOENT);
	ck_assert_ptr_null(file);
	ck_assert_int_eq(logfile_open(&file, ADDRESS("other", SEAT_A)), -ENOENT);
	append_string("x", "a file");
	ck_assert_int_eq(logfile_open(&file, ADDRESS("main/x", SEAT_A)), -ENOENT);
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	ck_assert_int_eq(logfile_open(&file, ADDRESS("main", SEAT_A)), -ENOENT);
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_logfile_reads)
{
	int before = scene_descriptors();

	append_records(CURRENT, 1, 3000);
	append_records("B.jsonl", 5000, 5001);
	open_log();
	expect_all(1, 3000);
	expect_end(0);
	append_records(CURRENT, 3001, 3002);
	expect_all(3001, 3002);
	expect_end(0);
	logfile_close(file);
	file = NULL;
	ck_assert_int_eq(scene_descriptors(), before);
}
END_TEST

START_TEST(test_logfile_two_files)
{
	append_records(OLDER, 1, 1000);
	append_records(CURRENT, 1001, 2000);
	open_log();
	expect_all(1, 2000);
	expect_end(0);
}
END_TEST

/* Between the renaming and the new file, or where the chat ended just there. */
START_TEST(test_logfile_only_the_older)
{
	append_records(OLDER, 1, 10);
	open_log();
	expect_all(1, 10);
	expect_end(0);
	append_string(CURRENT, "");
	expect_end(0);
	append_records(CURRENT, 11, 12);
	expect_all(11, 12);
	expect_end(0);
}
END_TEST

START_TEST(test_logfile_empty)
{
	append_string(CURRENT, "");
	open_log();
	expect_end(0);
	append_records(CURRENT, 1, 1);
	expect(1);
	ck_assert_int_eq(logfile_seek(file, 1), 0);
	expect(1);
	expect_end(0);
}
END_TEST

static const char *const garbage[] = {"\n", "x\n", "{}\n", "\xff\xfe\n", "{\"seq\":1}\n", "[[[[\n"};

START_TEST(test_logfile_garbage)
{
	append_records(CURRENT, 1, 2);
	append_string(CURRENT, garbage[_i]);
	append_records(CURRENT, 3, 3);
	append_string(CURRENT, garbage[_i]);
	append_string(CURRENT, garbage[_i]);
	open_log();
	expect_all(1, 3);
	expect_end(3);
	append_records(CURRENT, 4, 4);
	expect(4);
	expect_end(3);
}
END_TEST

/* Bytes that are no record, of a size that no line has. */
static void append_long_line(size_t n, bool ended)
{
	char *bytes = malloc(n);

	memset(bytes, 'x', n);
	if (ended)
		bytes[n - 1] = '\n';
	append(CURRENT, bytes, n);
	free(bytes);
}

START_TEST(test_logfile_long_lines)
{
	append_records(CURRENT, 1, 2);
	append_long_line(10 << 20, true);
	append_records(CURRENT, 3, 4);
	append_long_line(LOGLINE_MAX, true);
	append_long_line(LOGLINE_MAX + 1, true);
	append_records(CURRENT, 5, 5);
	open_log();
	expect_all(1, 5);
	expect_end(3);
	append_long_line(3 << 20, false);
	expect_end(3);
	append_long_line(1 << 20, true);
	append_records(CURRENT, 6, 6);
	expect(6);
	expect_end(4);
}
END_TEST

/* What a power cut may leave: a stretch of zeros, with no newline in it. */
START_TEST(test_logfile_zeros)
{
	static const char zeros[100000];

	append_records(CURRENT, 1, 2);
	append(CURRENT, zeros, sizeof(zeros));
	append_string(CURRENT, "\n");
	append_records(CURRENT, 3, 3);
	open_log();
	expect_all(1, 3);
	expect_end(1);
}
END_TEST

START_TEST(test_logfile_numbers_rise)
{
	append_records(CURRENT, 5, 6);
	append_records(CURRENT, 6, 6);
	append_records(CURRENT, 2, 3);
	append_records(CURRENT, 9, 9);
	open_log();
	expect_all(5, 6);
	expect(9);
	expect_end(3);
}
END_TEST

/* A last line is there with its newline, not before. */
START_TEST(test_logfile_last_line)
{
	struct buffer out = {0};

	append_records(CURRENT, 1, 2);
	open_log();
	expect_all(1, 2);
	format(&out, 3);
	for (size_t i = 0; i + 1 < out.len; i++) {
		append(CURRENT, out.data + i, 1);
		ck_assert_int_eq(logfile_next(file, &record), 0);
	}
	append_string(CURRENT, "\n");
	expect(3);
	expect_end(0);
	buffer_fini(&out);
}
END_TEST

/* The peer that starts cuts a torn line off and writes on at its place. */
START_TEST(test_logfile_torn_line_is_cut_off)
{
	struct stat st;

	append_records(CURRENT, 1, 2);
	ck_assert_int_eq(fstatat(dir, CURRENT, &st, 0), 0);
	append_torn(CURRENT, 3);
	open_log();
	expect_all(1, 2);
	expect_end(0);
	for (int i = 0; i < 2; i++) {
		int fd = openat(dir, CURRENT, O_WRONLY);

		ck_assert_int_eq(ftruncate(fd, st.st_size), 0);
		close(fd);
		if (i == 0)
			expect_end(0);
	}
	append_records(CURRENT, 3, 5);
	expect_all(3, 5);
	expect_end(0);
}
END_TEST

/* The same between two looks at the file: what was torn does not mix with what is there now. */
START_TEST(test_logfile_torn_line_is_written_over)
{
	struct stat st;
	int fd;

	append_records(CURRENT, 1, 2);
	ck_assert_int_eq(fstatat(dir, CURRENT, &st, 0), 0);
	append_torn(CURRENT, 3);
	open_log();
	expect_all(1, 2);
	expect_end(0);
	fd = openat(dir, CURRENT, O_WRONLY);
	ck_assert_int_eq(ftruncate(fd, st.st_size), 0);
	close(fd);
	append_records(CURRENT, 3, 5);
	expect_all(3, 5);
	expect_end(0);
}
END_TEST

/* The end of a line that is too long is no line, however it looks. */
START_TEST(test_logfile_end_of_a_long_line)
{
	size_t n = 3 * LOGLINE_MAX;
	char *blanks = malloc(n);

	memset(blanks, ' ', n);
	append_records(CURRENT, 1, 2);
	append(CURRENT, blanks, n);
	append_records(CURRENT, 3, 4);
	free(blanks);
	open_log();
	expect_all(1, 2);
	expect(4);
	expect_end(1);
}
END_TEST

/* What was read is not read again where somebody cuts the file. */
START_TEST(test_logfile_cut)
{
	int fd;

	append_records(CURRENT, 1, 100);
	open_log();
	expect_all(1, 100);
	expect_end(0);
	fd = openat(dir, CURRENT, O_WRONLY | O_TRUNC);
	close(fd);
	expect_end(0);
	append_records(CURRENT, 99, 102);
	expect_all(101, 102);
	expect_end(0);
}
END_TEST

START_TEST(test_logfile_rotated_while_at_the_end)
{
	append_records(CURRENT, 1, 10);
	open_log();
	expect_all(1, 10);
	expect_end(0);
	append_records(CURRENT, 11, 12);
	rotate();
	expect_all(11, 12);
	expect_end(0);
	append_records(CURRENT, 13, 20);
	expect_all(13, 20);
	rotate();
	append_records(CURRENT, 21, 22);
	expect_all(21, 22);
	expect_end(0);
}
END_TEST

/* Whoever has the files open loses none of them. */
START_TEST(test_logfile_rotated_while_open)
{
	append_records(OLDER, 1, 10);
	append_records(CURRENT, 11, 20);
	open_log();
	expect(1);
	rotate();
	append_records(CURRENT, 21, 30);
	expect_all(2, 30);
	expect_end(0);
}
END_TEST

/* Twice meanwhile: the former current file has become the older one, and gone. */
START_TEST(test_logfile_rotated_twice)
{
	append_records(CURRENT, 1, 10);
	open_log();
	expect_all(1, 5);
	rotate();
	append_records(CURRENT, 11, 20);
	rotate();
	append_records(CURRENT, 21, 30);
	expect_all(6, 30);
	expect_end(0);
}
END_TEST

START_TEST(test_logfile_rotated_with_a_torn_line)
{
	append_records(CURRENT, 1, 10);
	append_torn(CURRENT, 11);
	open_log();
	expect_all(1, 10);
	expect_end(0);
	rotate();
	append_records(CURRENT, 11, 12);
	expect_all(11, 12);
	expect_end(1);
}
END_TEST

/* How far the reader has come; the writer looks at it. */
static _Atomic uint64_t *progress;

#define RACE_RECORDS 20000

/* Rotates only when what would go then was read: nothing may be lost. */
static void write_and_rotate(void *context, int out)
{
	struct prng prng = {.state = 99};
	uint64_t first = 1;

	(void)context;
	(void)out;
	for (uint64_t seq = 1; seq <= RACE_RECORDS;) {
		uint64_t to = seq + prng_below(&prng, 20);

		append_records(CURRENT, seq, to < RACE_RECORDS ? to : RACE_RECORDS);
		seq = to + 1;
		if (prng_chance(&prng, 20)) {
			SCENE_UNTIL(*progress + 1 >= first);
			rotate();
			first = seq;
		}
	}
}

/* Neither lost nor doubled, at whichever moment. */
START_TEST(test_logfile_rotated_at_any_moment)
{
	struct actor actor;

	progress = mmap(
		NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(progress != MAP_FAILED);
	append_string(CURRENT, "");
	open_log();
	scene_act(&actor, write_and_rotate, NULL);
	while (*progress < RACE_RECORDS) {
		int rc = logfile_next(file, &record);

		ck_assert_int_ge(rc, 0);
		if (rc == 0)
			continue;
		ck_assert_uint_eq(record.seq, *progress + 1);
		++*progress;
	}
	expect_end(0);
	ck_assert_int_eq(scene_await(&actor), 0);
}
END_TEST

static void rotate_without_end(void *context, int out)
{
	(void)context;
	for (uint64_t seq = 1;; seq++) {
		append_records(CURRENT, seq, seq);
		rotate();
		if (seq == 2)
			scene_say(out, 1);
	}
}

/* Both files are opened as they are at one moment, or a record would be met twice, or too late. */
START_TEST(test_logfile_rotated_while_it_is_opened)
{
	struct actor actor;

	scene_act(&actor, rotate_without_end, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	for (int i = 0; i < 2000; i++) {
		open_log();
		for (int k = 0; k < 4; k++)
			ck_assert_int_ge(logfile_next(file, &record), 0);
		ck_assert_uint_eq(logfile_damaged(file), 0);
		logfile_close(file);
		file = NULL;
	}
	scene_kill(&actor);
}
END_TEST

static void fill(uint64_t older, uint64_t current)
{
	if (older > 0)
		append_records(OLDER, 1, older);
	append_records(CURRENT, older + 1, current);
}

START_TEST(test_logfile_seek)
{
	static const uint64_t places[] = {
		0, 1, 2, 3, 500, 2999, 3000, 3001, 3002, 4711, 8999, 9000};

	fill(_i == 0 ? 0 : 3000, 9000);
	open_log();
	for (int i = 0; i < 2 * COUNT(places); i++) {
		uint64_t seq = places[i * 5 % COUNT(places)];

		ck_assert_int_eq(logfile_seek(file, seq), 0);
		expect(seq == 0 ? 1 : seq);
		if (seq > 0 && seq < 9000)
			expect_all(seq + 1, seq + 1 + 100 < 9000 ? seq + 100 : 9000);
	}
	ck_assert_int_eq(logfile_seek(file, 2990), 0);
	expect_all(2990, 9000);
	expect_end(0);
	ck_assert_int_eq(logfile_seek(file, 9003), 0);
	expect_end(0);
	append_records(CURRENT, 9001, 9004);
	expect_all(9003, 9004);
	ck_assert_int_eq(logfile_seek(file, UINT64_MAX), 0);
	expect_end(0);
}
END_TEST

/* Numbers with holes between them: the first that is not below. */
START_TEST(test_logfile_seek_in_holes)
{
	for (uint64_t seq = 10; seq <= 20000; seq += 10)
		append_records(CURRENT, seq, seq);
	open_log();
	for (uint64_t seq = 1; seq <= 20000; seq += 333) {
		ck_assert_int_eq(logfile_seek(file, seq), 0);
		expect((seq + 9) / 10 * 10);
	}
}
END_TEST

/* Wherever garbage lies, also a lot of it, and also at either end. */
START_TEST(test_logfile_seek_in_garbage)
{
	struct prng prng = {.state = 20 + (uint64_t)_i};
	uint64_t seq = 1;

	while (seq < 3000) {
		uint64_t to = seq + prng_below(&prng, 400);

		if (prng_chance(&prng, 20))
			append_long_line(1 + prng_below(&prng, 1 << 20), true);
		for (unsigned k = prng_below(&prng, 1000); k > 0; k--)
			append_string(CURRENT, garbage[prng_below(&prng, COUNT(garbage))]);
		append_records(CURRENT, seq, to);
		seq = to + 1;
	}
	append_long_line(500000, true);
	open_log();
	for (int i = 0; i < 60; i++) {
		uint64_t wanted = 1 + prng_below(&prng, (unsigned)seq - 1);

		ck_assert_int_eq(logfile_seek(file, wanted), 0);
		expect_all(wanted, wanted + 10 < seq ? wanted + 10 : seq - 1);
	}
	ck_assert_int_eq(logfile_seek(file, seq), 0);
	ck_assert_int_eq(logfile_next(file, &record), 0);
}
END_TEST

/* A number far too high is passed by on the way to those behind it. */
START_TEST(test_logfile_seek_past_a_high_number)
{
	append_records(CURRENT, 1, 1000);
	append_records(CURRENT, 500000, 500000);
	append_records(CURRENT, 1001, 2000);
	open_log();
	ck_assert_int_eq(logfile_seek(file, 900), 0);
	expect_all(900, 1000);
}
END_TEST

/* The cost grows by the logarithm of the size: what is read is told by the kernel. */
static long bytes_read(void)
{
	FILE *io = fopen("/proc/self/io", "re");
	long bytes = -1;

	if (io != NULL && fscanf(io, "rchar: %ld", &bytes) != 1)
		bytes = -1;
	if (io != NULL)
		fclose(io);
	return bytes;
}

START_TEST(test_logfile_seek_reads_little)
{
	long before, after;
	struct stat st;

	fill(100000, 200000);
	ck_assert_int_eq(fstatat(dir, CURRENT, &st, 0), 0);
	ck_assert_int_gt(st.st_size, 10000000);
	open_log();
	before = bytes_read();
	ck_assert_int_eq(logfile_seek(file, 55555), 0);
	expect(55555);
	after = bytes_read();
	if (before >= 0)
		ck_assert_int_lt(after - before, 2500000);
	before = after;
	ck_assert_int_eq(logfile_seek(file, 155555), 0);
	expect(155555);
	if (before >= 0)
		ck_assert_int_lt(bytes_read() - before, 2500000);
}
END_TEST

START_TEST(test_logfile_seek_after_rotation)
{
	fill(0, 100);
	open_log();
	expect_all(1, 50);
	rotate();
	append_records(CURRENT, 101, 110);
	ck_assert_int_eq(logfile_seek(file, 105), 0);
	expect_all(105, 110);
	ck_assert_int_eq(logfile_seek(file, 95), 0);
	expect_all(95, 110);
	expect_end(0);
	ck_assert_int_eq(unlinkat(dir, CURRENT, 0), 0);
	ck_assert_int_eq(unlinkat(dir, OLDER, 0), 0);
	ck_assert_int_eq(logfile_seek(file, 1), -ENOENT);
	ck_assert_int_eq(logfile_next(file, &record), 0);
}
END_TEST

static void assert_not_permitted(void)
{
	int before = scene_descriptors();

	ck_assert_int_eq(logfile_open(&file, ADDRESS("main", SEAT_A)), -EPERM);
	ck_assert_ptr_null(file);
	ck_assert_int_eq(scene_descriptors(), before);
}

START_TEST(test_logfile_not_ours)
{
	const char *name = _i == 0 ? CURRENT : OLDER;

	append_records("real", 1, 1);
	if (_i == 1)
		append_records(CURRENT, 2, 2);
	ck_assert_int_eq(symlinkat("real", dir, name), 0);
	assert_not_permitted();
	unlinkat(dir, name, 0);
	ck_assert_int_eq(mkfifoat(dir, name, 0600), 0);
	assert_not_permitted();
	unlinkat(dir, name, 0);
	ck_assert_int_eq(mkdirat(dir, name, 0700), 0);
	assert_not_permitted();
	unlinkat(dir, name, AT_REMOVEDIR);
	append_records(name, 1, 1);
	ck_assert_int_eq(fchmodat(dir, name, 0620, 0), 0);
	assert_not_permitted();
	ck_assert_int_eq(fchmodat(dir, name, 0602, 0), 0);
	assert_not_permitted();
	if (geteuid() == 0) {
		ck_assert_int_eq(fchmodat(dir, name, 0600, 0), 0);
		ck_assert_int_eq(fchownat(dir, name, SCENE_STRANGER, SCENE_STRANGER, 0), 0);
		assert_not_permitted();
		ck_assert_int_eq(fchownat(dir, name, 0, 0, 0), 0);
	}
	ck_assert_int_eq(fchmodat(dir, name, 0444, 0), 0);
	open_log();
	expect(1);
}
END_TEST

/* One that takes the place of ours later. */
START_TEST(test_logfile_not_ours_any_more)
{
	append_records(CURRENT, 1, 2);
	open_log();
	expect_all(1, 2);
	rotate();
	ck_assert_int_eq(symlinkat(OLDER, dir, CURRENT), 0);
	ck_assert_int_eq(logfile_next(file, &record), -EPERM);
	unlinkat(dir, CURRENT, 0);
	append_records(CURRENT, 3, 3);
	expect(3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("logfile");
	TCase *tcase = tcase_create("logfile");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_logfile_names);
	tcase_add_test(tcase, test_logfile_none);
	tcase_add_test(tcase, test_logfile_reads);
	tcase_add_test(tcase, test_logfile_two_files);
	tcase_add_test(tcase, test_logfile_only_the_older);
	tcase_add_test(tcase, test_logfile_empty);
	tcase_add_loop_test(tcase, test_logfile_garbage, 0, COUNT(garbage));
	tcase_add_test(tcase, test_logfile_long_lines);
	tcase_add_test(tcase, test_logfile_zeros);
	tcase_add_test(tcase, test_logfile_numbers_rise);
	tcase_add_test(tcase, test_logfile_last_line);
	tcase_add_test(tcase, test_logfile_torn_line_is_cut_off);
	tcase_add_test(tcase, test_logfile_torn_line_is_written_over);
	tcase_add_test(tcase, test_logfile_end_of_a_long_line);
	tcase_add_test(tcase, test_logfile_cut);
	tcase_add_test(tcase, test_logfile_rotated_while_at_the_end);
	tcase_add_test(tcase, test_logfile_rotated_while_open);
	tcase_add_test(tcase, test_logfile_rotated_twice);
	tcase_add_test(tcase, test_logfile_rotated_with_a_torn_line);
	tcase_add_test(tcase, test_logfile_rotated_at_any_moment);
	tcase_add_test(tcase, test_logfile_rotated_while_it_is_opened);
	tcase_add_loop_test(tcase, test_logfile_seek, 0, 2);
	tcase_add_test(tcase, test_logfile_seek_in_holes);
	tcase_add_loop_test(tcase, test_logfile_seek_in_garbage, 0, 4);
	tcase_add_test(tcase, test_logfile_seek_past_a_high_number);
	tcase_add_test(tcase, test_logfile_seek_reads_little);
	tcase_add_test(tcase, test_logfile_seek_after_rotation);
	tcase_add_loop_test(tcase, test_logfile_not_ours, 0, 2);
	tcase_add_test(tcase, test_logfile_not_ours_any_more);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
