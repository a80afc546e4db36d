/* SPDX-License-Identifier: ISC */
/*
 * The log as its writer leaves it, read back with app/logfile; also by a writer that ended without
 * a word, and where the disk takes nothing or only a part.
 */
#include "config.h"

#include "app/logwriter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/logfile.h"
#include "app/seatfile.h"
#include "tests/app/addresses.h"
#include "tests/core/prng.h"
#include "tests/ipc/scene.h"

#define EPOCH 0xabcdef
#define LARGE (UINT64_C(1) << 30)

static int dir, descriptors;
static struct logwriter writer;
static struct buffer complaints;

static void setup(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/shmooze", scene_new());
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(setenv("XDG_STATE_HOME", path, 1), 0);
	strcat(path, "/shmooze");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	strcat(path, "/main");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	dir = open(path, O_RDONLY | O_DIRECTORY);
	ck_assert_int_ge(dir, 0);
	descriptors = scene_descriptors();
}

static void teardown(void)
{
	logwriter_close(&writer);
	buffer_fini(&complaints);
	ck_assert_int_eq(scene_descriptors(), descriptors);
	close(dir);
}

static int try_open(uint64_t limit, uint64_t epoch)
{
	complaints.len = 0;
	return logwriter_open(&writer, ADDRESS("main", SEAT_A), limit, epoch, &complaints);
}

/* Without complaints. */
static void open_writer(uint64_t limit)
{
	ck_assert_int_eq(try_open(limit, EPOCH), 0);
	ck_assert_uint_eq(complaints.len, 0);
}

static bool complained(const char *words)
{
	buffer_append(&complaints, "", 1);
	complaints.len--;
	return complaints.len > 0 && complaints.data[complaints.len - 1] == '\n' &&
	       strstr(complaints.data, words) != NULL;
}

/* As a process that is killed leaves it. */
static void crash(void)
{
	close(writer.fd);
	close(writer.state_fd);
	buffer_fini(&writer.pending);
	logwriter_none(&writer);
}

static void put_text(enum record_dir direction, const char *text, size_t len)
{
	const struct seatstate *state = &writer.state;

	logwriter_put(
		&writer, &(struct record){
				 .seq = state->seq + 1,
				 .time_us = INT64_C(1795349045123456),
				 .wire = direction == RECORD_OUT  ? state->said + 1
					 : direction == RECORD_IN ? state->incoming + 1
								  : 0,
				 .kind = direction == RECORD_ABOUT ? RECORD_NOTE : RECORD_MESSAGE,
				 .dir = direction,
				 .from = "ann",
				 .from_len = 3,
				 .text = text,
				 .text_len = len,
			 });
}

static void put(enum record_dir direction, int times)
{
	while (times-- > 0) {
		char text[32];

		snprintf(text, sizeof(text), "text %llu", (unsigned long long)writer.state.seq + 1);
		put_text(direction, text, strlen(text));
	}
}

static void commit(void)
{
	ck_assert_int_eq(logwriter_commit(&writer), 0);
	ck_assert(!writer.failing);
}

static off_t size_of(const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? st.st_size : -1;
}

static void append(const char *name, const char *bytes, size_t n)
{
	int fd = openat(dir, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq((int)write(fd, bytes, n), (int)n);
	close(fd);
}

/* All that is in the log, in its order: these records, each with its own text, and no others. */
static void expect_log(uint64_t first, uint64_t last)
{
	struct logfile *log;
	struct record record;
	char text[32];

	ck_assert_int_eq(logfile_open(&log, ADDRESS("main", SEAT_A)), 0);
	for (uint64_t seq = first; seq <= last; seq++) {
		ck_assert_int_eq(logfile_next(log, &record), 1);
		ck_assert_uint_eq(record.seq, seq);
		snprintf(text, sizeof(text), "text %llu", (unsigned long long)seq);
		ck_assert_uint_eq(record.text_len, strlen(text));
		ck_assert_mem_eq(record.text, text, record.text_len);
	}
	ck_assert_int_eq(logfile_next(log, &record), 0);
	ck_assert_uint_eq(logfile_damaged(log), 0);
	logfile_close(log);
}

static struct seatstate stated(void)
{
	struct seatstate state;

	ck_assert_int_eq(seatfile_read(ADDRESS("main", SEAT_A), &state), 0);
	return state;
}

/*
 * What files may grow to; -1: anything. SIGXFSZ is ignored, so writing fails or stops short. No
 * assertion may be made meanwhile, for check writes each into a file.
 */
static int limit_files(long long bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t)bytes;
	return setrlimit(RLIMIT_FSIZE, &limit);
}

/* Commits where files may grow to so many bytes. */
static int commit_up_to(long long bytes)
{
	int error;

	limit_files(bytes);
	error = logwriter_commit(&writer);
	ck_assert_int_eq(limit_files(-1), 0);
	return error;
}

START_TEST(test_logwriter_fresh)
{
	struct stat st;

	open_writer(LARGE);
	ck_assert(logwriter_is_open(&writer));
	ck_assert_uint_eq(writer.state.epoch, EPOCH);
	ck_assert_uint_eq(writer.state.seq, 0);
	ck_assert_uint_eq(stated().epoch, EPOCH);
	ck_assert_int_eq(fstatat(dir, "A.jsonl", &st, 0), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(st.st_size, 0);
	put(RECORD_OUT, 2);
	put(RECORD_IN, 1);
	put(RECORD_ABOUT, 1);
	ck_assert_int_eq(size_of("A.jsonl"), 0);
	commit();
	expect_log(1, 4);
	logwriter_close(&writer);
	ck_assert(!logwriter_is_open(&writer));
	ck_assert_uint_eq(stated().seq, 4);
	ck_assert_uint_eq(stated().said, 2);
	ck_assert_uint_eq(stated().incoming, 1);
	ck_assert_int_eq(size_of("A.1.jsonl"), -1);
}
END_TEST

/* What was added and not written is written by closing. */
START_TEST(test_logwriter_close_writes)
{
	open_writer(LARGE);
	put(RECORD_OUT, 3);
	logwriter_close(&writer);
	expect_log(1, 3);
	ck_assert_uint_eq(stated().seq, 3);
	logwriter_close(&writer);
}
END_TEST

/* 0: closed, 1: killed. The numbers go on, and the epoch stays. */
START_TEST(test_logwriter_resumes)
{
	for (uint64_t round = 1; round <= 3; round++) {
		ck_assert_int_eq(try_open(LARGE, EPOCH + round - 1), 0);
		ck_assert_uint_eq(complaints.len, 0);
		ck_assert_uint_eq(writer.state.epoch, EPOCH);
		ck_assert_uint_eq(writer.state.seq, 6 * (round - 1));
		ck_assert_uint_eq(writer.state.said, 3 * (round - 1));
		ck_assert_uint_eq(writer.state.incoming, 2 * (round - 1));
		if (round == 1)
			logwriter_meet(&writer, 77, 100);
		ck_assert_uint_eq(writer.state.other, 77);
		ck_assert_uint_eq(writer.state.received, 100 + 2 * (round - 1));
		put(RECORD_OUT, 3);
		put(RECORD_IN, 2);
		put(RECORD_ABOUT, 1);
		logwriter_mark(&writer, round, round - 1, round);
		commit();
		if (_i == 0)
			logwriter_close(&writer);
		else
			crash();
		ck_assert_uint_eq(stated().delivered, round);
		ck_assert_uint_eq(stated().read, round - 1);
		ck_assert_uint_eq(stated().seen, round);
	}
	expect_log(1, 18);
}
END_TEST

/* Records alone are no reason to write the state: the log is ahead of it, and read at the start. */
START_TEST(test_logwriter_rolls_forward)
{
	open_writer(LARGE);
	logwriter_meet(&writer, 77, 100);
	put(RECORD_OUT, 5);
	put(RECORD_IN, 4);
	commit();
	ck_assert_uint_eq(stated().seq, 0);
	crash();
	open_writer(LARGE);
	ck_assert_uint_eq(writer.state.seq, 9);
	ck_assert_uint_eq(writer.state.said, 5);
	ck_assert_uint_eq(writer.state.delivered, 0);
	ck_assert_uint_eq(writer.state.incoming, 4);
	ck_assert_uint_eq(writer.state.received, 104);
	ck_assert_uint_eq(writer.state.seen, 0);
	ck_assert_uint_eq(stated().seq, 9);
}
END_TEST

/* It is never so far ahead that reading it takes long. */
START_TEST(test_logwriter_state_follows)
{
	static char text[RECORD_TEXT_MAX];
	int written = 0;

	memset(text, 'x', sizeof(text));
	open_writer(LARGE);
	put(RECORD_OUT, 1);
	logwriter_mark(&writer, 1, 1, 0);
	commit();
	for (int i = 0; i < 60; i++) {
		put_text(RECORD_OUT, text, sizeof(text));
		commit();
		ck_assert_uint_le(writer.state.seq - stated().seq, 16);
		written += stated().seq == writer.state.seq;
	}
	ck_assert_int_eq(written, 3);
}
END_TEST

static const size_t torn[] = {1, 10, 4095, 4096, 4097, 20000};

/* With whole lines before it, or without. */
static void tear(int lines, size_t n)
{
	char *garbage = malloc(n), words[64];
	off_t size;

	memset(garbage, 'x', n);
	open_writer(LARGE);
	put(RECORD_OUT, lines);
	commit();
	size = size_of("A.jsonl");
	crash();
	append("A.jsonl", garbage, n);
	free(garbage);
	ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
	snprintf(words, sizeof(words), "torn and is cut off: %zu bytes", n);
	ck_assert(complained(words));
	ck_assert_int_eq(size_of("A.jsonl"), size);
	ck_assert_uint_eq(writer.size, (uint64_t)size);
	put(RECORD_OUT, 2);
	logwriter_close(&writer);
	expect_log(1, (uint64_t)lines + 2);
	/* Told once. */
	open_writer(LARGE);
}

START_TEST(test_logwriter_torn_line)
{
	tear(3, torn[_i]);
}
END_TEST

START_TEST(test_logwriter_nothing_but_a_torn_line)
{
	tear(0, torn[_i]);
}
END_TEST

/* A line that is torn within, at each of its bytes. */
START_TEST(test_logwriter_torn_anywhere)
{
	uint64_t said = 0;

	open_writer(LARGE);
	for (int cut = 1; cut < 60; cut++) {
		put(RECORD_OUT, 2);
		commit();
		ck_assert_int_eq(ftruncate(writer.fd, size_of("A.jsonl") - cut), 0);
		crash();
		ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
		ck_assert(complained("torn"));
		ck_assert_uint_eq(writer.state.said, ++said);
		ck_assert_uint_eq(writer.state.seq, said);
	}
	expect_log(1, said);
}
END_TEST

/* Lines that are no records stay where they are, and are told. */
START_TEST(test_logwriter_garbage)
{
	static const char garbage[] = "garbage\n\n{\"seq\":2}\n\xff\xfe\n";

	open_writer(LARGE);
	put(RECORD_OUT, 2);
	commit();
	crash();
	append("A.jsonl", garbage, sizeof(garbage) - 1);
	ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
	ck_assert(complained("4 lines of the log are damaged"));
	ck_assert_uint_eq(writer.state.seq, 2);
	put(RECORD_OUT, 1);
	commit();
	ck_assert_uint_eq(writer.state.seq, 3);
	crash();
	ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
	ck_assert_uint_eq(writer.state.said, 3);
}
END_TEST

static void hold(void *context, int out)
{
	(void)context;
	open_writer(LARGE);
	put(RECORD_OUT, 1);
	commit();
	scene_say(out, 1);
	scene_wait_for_end();
}

/* Another process writes it: then this one has none, and all calls do nothing. */
START_TEST(test_logwriter_busy)
{
	struct actor actor;

	scene_act(&actor, hold, NULL);
	ck_assert_int_eq(scene_hear(&actor), 1);
	ck_assert_int_eq(try_open(LARGE, EPOCH), -EBUSY);
	ck_assert(!logwriter_is_open(&writer));
	put(RECORD_OUT, 3);
	logwriter_meet(&writer, 5, 6);
	logwriter_mark(&writer, 1, 1, 1);
	ck_assert_int_eq(logwriter_commit(&writer), 0);
	logwriter_close(&writer);
	expect_log(1, 1);
	scene_kill(&actor);
	close(actor.said);
	open_writer(LARGE);
	ck_assert_uint_eq(writer.state.said, 1);
	ck_assert_uint_eq(writer.state.other, 0);
}
END_TEST

START_TEST(test_logwriter_no_home)
{
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	ck_assert_int_eq(try_open(LARGE, EPOCH), -ENOENT);
	ck_assert(!logwriter_is_open(&writer));
}
END_TEST

/* 0: open to others, 1: a link, 2: a directory, 3: a FIFO. The state is not held afterwards. */
START_TEST(test_logwriter_no_log_of_ours)
{
	append("elsewhere", "", 0);
	if (_i == 0) {
		append("A.jsonl", "", 0);
		ck_assert_int_eq(fchmodat(dir, "A.jsonl", 0606, 0), 0);
	} else if (_i == 1) {
		ck_assert_int_eq(symlinkat("elsewhere", dir, "A.jsonl"), 0);
	} else if (_i == 2) {
		ck_assert_int_eq(mkdirat(dir, "A.jsonl", 0700), 0);
	} else {
		ck_assert_int_eq(mkfifoat(dir, "A.jsonl", 0600), 0);
	}
	ck_assert_int_eq(try_open(LARGE, EPOCH), _i == 2 ? -EISDIR : -EPERM);
	ck_assert(!logwriter_is_open(&writer));
	ck_assert_int_eq(scene_descriptors(), descriptors);
	ck_assert_int_eq(unlinkat(dir, "A.jsonl", _i == 2 ? AT_REMOVEDIR : 0), 0);
	open_writer(LARGE);
}
END_TEST

/* Then all that is known is in the log; nobody knows that something was not delivered. */
START_TEST(test_logwriter_damaged_state)
{
	open_writer(LARGE);
	logwriter_meet(&writer, 77, 100);
	put(RECORD_OUT, 5);
	put(RECORD_IN, 4);
	logwriter_mark(&writer, 2, 1, 1);
	logwriter_close(&writer);
	if (_i == 1)
		ck_assert_int_eq(unlinkat(dir, "A.state", 0), 0);
	else
		scene_write(dir, "A.state", "{\"version\":1}", 13);
	ck_assert_int_eq(try_open(LARGE, EPOCH + 1), 0);
	ck_assert(complained(_i == 0 ? "A.state, are damaged and begin anew"
				     : "A.state, are gone and begin anew"));
	ck_assert_uint_eq(writer.state.epoch, EPOCH + 1);
	ck_assert_uint_eq(writer.state.seq, 9);
	ck_assert_uint_eq(writer.state.said, 5);
	ck_assert_uint_eq(writer.state.delivered, 5);
	ck_assert_uint_eq(writer.state.read, 5);
	ck_assert_uint_eq(writer.state.other, 0);
	ck_assert_uint_eq(writer.state.received, 0);
	ck_assert_uint_eq(writer.state.incoming, 4);
	ck_assert_uint_eq(writer.state.seen, 4);
	ck_assert_uint_eq(stated().epoch, EPOCH + 1);
	put(RECORD_OUT, 1);
	logwriter_close(&writer);
	expect_log(1, 10);
}
END_TEST

/* Nothing of it is touched. */
START_TEST(test_logwriter_other_version)
{
	static const char newer[] = "{\"version\":2,\"what\":\"ever\"}\n";
	char bytes[sizeof(newer)];
	int fd;

	append("A.state", newer, sizeof(newer) - 1);
	append("A.jsonl", "of a newer kind", 15);
	ck_assert_int_eq(try_open(LARGE, EPOCH), -EPROTONOSUPPORT);
	ck_assert(!logwriter_is_open(&writer));
	ck_assert_int_eq(size_of("A.jsonl"), 15);
	fd = openat(dir, "A.state", O_RDONLY);
	ck_assert_int_eq((int)read(fd, bytes, sizeof(bytes)), (int)sizeof(newer) - 1);
	ck_assert_mem_eq(bytes, newer, sizeof(newer) - 1);
	close(fd);
}
END_TEST

/* Somebody removed it: the numbers go on all the same. */
START_TEST(test_logwriter_log_removed)
{
	open_writer(LARGE);
	put(RECORD_OUT, 3);
	put(RECORD_IN, 1);
	logwriter_close(&writer);
	ck_assert_int_eq(unlinkat(dir, "A.jsonl", 0), 0);
	open_writer(LARGE);
	ck_assert_uint_eq(writer.state.epoch, EPOCH);
	put(RECORD_OUT, 2);
	ck_assert_uint_eq(writer.state.said, 5);
	commit();
	expect_log(5, 6);
}
END_TEST

/* More than is possible is cut to what is. */
START_TEST(test_logwriter_marks_are_sound)
{
	open_writer(LARGE);
	put(RECORD_OUT, 3);
	put(RECORD_IN, 2);
	logwriter_mark(&writer, 100, UINT64_MAX, 3);
	commit();
	ck_assert_uint_eq(stated().delivered, 3);
	ck_assert_uint_eq(stated().read, 3);
	ck_assert_uint_eq(stated().seen, 2);
	logwriter_mark(&writer, 3, 2, 1);
	commit();
	ck_assert_uint_eq(stated().delivered, 3);
	ck_assert_uint_eq(stated().read, 2);
	ck_assert_uint_eq(stated().seen, 1);
	/* Each of them alone. */
	logwriter_mark(&writer, 2, 2, 1);
	commit();
	ck_assert_uint_eq(stated().delivered, 2);
	logwriter_mark(&writer, 2, 1, 1);
	commit();
	ck_assert_uint_eq(stated().read, 1);
	logwriter_mark(&writer, 2, 1, 2);
	commit();
	ck_assert_uint_eq(stated().seen, 2);
}
END_TEST

/*
 * Messages of another epoch count from its own number: 0: what came before was written, 1: it was
 * not yet, 2: it can't be.
 */
START_TEST(test_logwriter_meets_another_epoch)
{
	open_writer(LARGE);
	put(RECORD_OUT, 20);
	logwriter_meet(&writer, 5, 0);
	put(RECORD_IN, 2);
	ck_assert_uint_eq(writer.state.received, 2);
	if (_i == 0)
		commit();
	if (_i == 2)
		limit_files(size_of("A.jsonl"));
	logwriter_meet(&writer, 6, 10);
	limit_files(-1);
	ck_assert_uint_eq(stated().other, 6);
	ck_assert_uint_eq(stated().received, 10);
	ck_assert_uint_eq(stated().incoming, 2);
	if (_i == 1) {
		crash();
		open_writer(LARGE);
		ck_assert_uint_eq(writer.state.received, 10);
		ck_assert_uint_eq(writer.state.incoming, 2);
	}
	put(RECORD_IN, 1);
	commit();
	crash();
	open_writer(LARGE);
	ck_assert_uint_eq(writer.state.other, 6);
	ck_assert_uint_eq(writer.state.received, 11);
	ck_assert_uint_eq(writer.state.incoming, 3);
	expect_log(1, 23);
	/* The same epoch, another number. */
	logwriter_meet(&writer, 6, 30);
	crash();
	open_writer(LARGE);
	ck_assert_uint_eq(writer.state.received, 30);
}
END_TEST

/* It can't be written at once: the next commit does it. */
START_TEST(test_logwriter_meets_without_a_disk)
{
	int fd;

	open_writer(LARGE);
	fd = writer.state_fd;
	writer.state_fd = -1;
	logwriter_meet(&writer, 6, 10);
	writer.state_fd = fd;
	ck_assert_uint_eq(stated().other, 0);
	commit();
	ck_assert_uint_eq(stated().other, 6);
	ck_assert_uint_eq(stated().received, 10);
}
END_TEST

START_TEST(test_logwriter_rotates)
{
	uint64_t most = 0;

	open_writer(2000);
	for (int i = 0; i < 500; i++) {
		put(RECORD_OUT, 1);
		logwriter_mark(&writer, writer.state.said, 0, 0);
		commit();
		ck_assert_uint_eq(writer.size, (uint64_t)size_of("A.jsonl"));
		if (writer.size > most)
			most = writer.size;
	}
	ck_assert_uint_lt(most, 2000);
	ck_assert_int_ge(size_of("A.1.jsonl"), 2000);
	ck_assert_int_lt(size_of("A.1.jsonl"), 2200);
	logwriter_close(&writer);
	open_writer(2000);
	ck_assert_uint_eq(writer.size, (uint64_t)size_of("A.jsonl"));
	ck_assert_uint_eq(writer.state.said, 500);
}
END_TEST

/* With the file that was just begun all of the older one is still there. */
START_TEST(test_logwriter_rotates_once_while_undelivered)
{
	open_writer(2000);
	for (int i = 0; i < 200; i++) {
		put(RECORD_OUT, 1);
		commit();
	}
	ck_assert_int_gt(size_of("A.jsonl"), 2000);
	expect_log(1, 200);
	/* All of the older file but one. */
	logwriter_mark(&writer, writer.said_first - 1, 0, 0);
	commit();
	expect_log(1, 200);
	logwriter_mark(&writer, writer.said_first, 0, 0);
	commit();
	ck_assert_int_eq(size_of("A.jsonl"), 0);
	ck_assert_uint_eq(writer.said_first, 200);
}
END_TEST

/* What was delivered has to be known on the disk, too: a crash might come right behind it. */
START_TEST(test_logwriter_rotates_behind_the_state)
{
	int fd;

	open_writer(2000);
	put(RECORD_OUT, 100);
	commit();
	put(RECORD_OUT, 100);
	commit();
	expect_log(1, 200);
	logwriter_mark(&writer, 200, 0, 0);
	fd = writer.state_fd;
	writer.state_fd = -1;
	ck_assert_int_eq(logwriter_commit(&writer), -EBADF);
	writer.state_fd = fd;
	expect_log(1, 200);
	commit();
	expect_log(101, 200);
	ck_assert_uint_eq(stated().delivered, 200);
}
END_TEST

/* It does not know what its predecessor's older file has. */
START_TEST(test_logwriter_successor_rotates_nothing_undelivered)
{
	open_writer(LARGE);
	put(RECORD_OUT, 100);
	logwriter_mark(&writer, 99, 0, 0);
	logwriter_close(&writer);
	open_writer(2000);
	put(RECORD_IN, 1);
	commit();
	ck_assert_int_eq(size_of("A.1.jsonl"), -1);
	logwriter_mark(&writer, 100, 0, 0);
	commit();
	ck_assert_int_gt(size_of("A.1.jsonl"), 2000);
	expect_log(1, 101);
}
END_TEST

/* What can't be renamed goes on as it is. */
START_TEST(test_logwriter_can_not_rotate)
{
	open_writer(500);
	ck_assert_int_eq(mkdirat(dir, "A.1.jsonl", 0700), 0);
	for (int i = 0; i < 20; i++) {
		put(RECORD_OUT, 1);
		commit();
	}
	ck_assert_int_eq(unlinkat(dir, "A.1.jsonl", AT_REMOVEDIR), 0);
	expect_log(1, 20);
	put(RECORD_OUT, 1);
	commit();
	ck_assert_int_eq(size_of("A.jsonl"), 0);
	expect_log(1, 21);
}
END_TEST

/* No descriptor for the new file. */
START_TEST(test_logwriter_rotates_without_descriptors)
{
	struct rlimit limit;

	open_writer(500);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = 3;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	for (int i = 0; i < 20; i++) {
		put(RECORD_OUT, 1);
		commit();
	}
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	expect_log(1, 20);
	ck_assert_int_gt(size_of("A.jsonl"), 500);
	put(RECORD_OUT, 1);
	commit();
	ck_assert_int_eq(size_of("A.jsonl"), 0);
	expect_log(1, 21);
}
END_TEST

/* Which of the messages that were said are in the log? */
static void expect_undelivered_in_log(uint64_t delivered)
{
	uint64_t next = delivered + 1;
	struct logfile *log;
	struct record record;

	ck_assert_int_eq(logfile_open(&log, ADDRESS("main", SEAT_A)), 0);
	while (logfile_next(log, &record) == 1) {
		if (record.dir != RECORD_OUT || record.wire <= delivered)
			continue;
		ck_assert_uint_eq(record.wire, next);
		next++;
	}
	ck_assert_uint_eq(logfile_damaged(log), 0);
	logfile_close(log);
	ck_assert_uint_eq(next, writer.state.said + 1);
}

/* Whatever happens when, all that is not delivered is in the log's files. */
/* Bytes of the disk that the log has behind its end. */
static long long ahead(void)
{
	struct stat st;

	ck_assert_int_eq(fstatat(dir, "A.jsonl", &st, 0), 0);
	return (long long)st.st_blocks * 512 - st.st_size;
}

/* Whether this file system has such a thing at all. */
static bool has_room_ahead(void)
{
	int fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), error;

	ck_assert_int_ge(fd, 0);
	error = fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 4096);
	close(fd);
	if (error != 0)
		fprintf(stderr, "# skipped: the file system has no room ahead of a file's end\n");
	return error == 0;
}

/* A part of a page, and what the file system counts beside the bytes. */
#define LITTLE (64 << 10)

/* 0: closed, 1: killed. What is ahead of the end goes back now, or when the next one comes. */
START_TEST(test_logwriter_room_in_a_flood)
{
	if (!has_room_ahead())
		return;
	open_writer(LARGE);
	put(RECORD_OUT, 10);
	commit();
	ck_assert_int_le(ahead(), LITTLE);
	put(RECORD_OUT, 2000);
	commit();
	ck_assert_int_gt(ahead(), 1 << 20);
	ck_assert_uint_eq(writer.size, (uint64_t)size_of("A.jsonl"));
	if (_i == 0) {
		logwriter_close(&writer);
	} else {
		crash();
		ck_assert_int_gt(ahead(), 1 << 20);
		open_writer(LARGE);
	}
	ck_assert_int_le(ahead(), LITTLE);
	expect_log(1, 2010);
}
END_TEST

START_TEST(test_logwriter_room_within_the_limit)
{
	const uint64_t limit = 1 << 20;

	if (!has_room_ahead())
		return;
	open_writer(limit);
	put(RECORD_OUT, 2000);
	commit();
	ck_assert_int_gt(ahead(), LITTLE);
	ck_assert_int_le(ahead(), (long long)(limit - writer.size) + LITTLE);
	put(RECORD_OUT, 10000);
	commit();
	ck_assert_uint_eq(writer.size, 0);
	/* The second one goes on behind the limit while nothing is delivered, and asks for nothing.
	 */
	for (int i = 0; i < 2; i++) {
		put(RECORD_OUT, 10000);
		commit();
	}
	ck_assert_uint_gt(writer.size, limit);
	ck_assert_int_le(ahead(), LITTLE);
	expect_log(1, 32000);
}
END_TEST

START_TEST(test_logwriter_throws_nothing_away)
{
	struct prng prng = {(uint64_t)_i};
	uint64_t delivered = 0, committed = 0;
	int rotations = 0;

	open_writer(1000);
	for (int step = 0; step < 1500; step++) {
		unsigned what = prng_below(&prng, 100);
		uint64_t before = writer.said_first;

		if (what < 40) {
			put(RECORD_OUT, 1 + (int)prng_below(&prng, 5));
		} else if (what < 50) {
			put(RECORD_IN, 1 + (int)prng_below(&prng, 5));
		} else if (what < 65 && committed > delivered) {
			/* Only what is in the log is sent. */
			delivered += 1 + prng_next(&prng) % (committed - delivered);
			logwriter_mark(&writer, delivered, 0, 0);
		} else if (what < 97) {
			commit();
			rotations += writer.said_first > before;
			committed = writer.state.said;
			expect_undelivered_in_log(delivered);
		} else {
			if (what < 98) {
				logwriter_close(&writer);
			} else {
				crash();
				delivered = stated().delivered;
			}
			open_writer(1000);
			committed = writer.state.said;
			expect_undelivered_in_log(delivered);
		}
	}
	ck_assert_int_gt(rotations, 10);
}
END_TEST

/* The disk takes _i bytes more, so a line or the other is written in part. */
START_TEST(test_logwriter_full_disk)
{
	off_t size;

	open_writer(LARGE);
	put(RECORD_OUT, 20);
	commit();
	size = size_of("A.jsonl");
	for (int i = 0; i < 5; i++) {
		put(RECORD_OUT, 1);
		put(RECORD_IN, 1);
		/* The first two may just fit. */
		if (commit_up_to(size + _i) == 0) {
			ck_assert_int_eq(i, 0);
			ck_assert(!writer.failing);
			continue;
		}
		ck_assert(writer.failing);
		/* The numbers go on all the same. */
		ck_assert_uint_eq(stated().seq, writer.state.seq);
		ck_assert_uint_eq(stated().said, writer.state.said);
		ck_assert_uint_eq(stated().incoming, writer.state.incoming);
		ck_assert_int_eq(commit_up_to(size + _i), -EFBIG);
	}
	ck_assert_int_eq(size_of("A.jsonl"), size + _i);
	ck_assert(writer.failing);
	commit();
	ck_assert_uint_eq(writer.lost, 0);
	ck_assert_uint_eq(writer.size, (uint64_t)size_of("A.jsonl"));
	put(RECORD_OUT, 1);
	commit();
	ck_assert_uint_eq(writer.size, (uint64_t)size_of("A.jsonl"));
	expect_log(1, 31);
}
END_TEST

/* The file is removed, after half a line of the sixth record: another begins with a whole one. */
START_TEST(test_logwriter_removed)
{
	open_writer(LARGE);
	put(RECORD_OUT, 5);
	commit();
	put(RECORD_OUT, 2);
	ck_assert_int_eq(commit_up_to(size_of("A.jsonl") + 10), -EFBIG);
	ck_assert_int_eq(unlinkat(dir, "A.jsonl", 0), 0);
	commit();
	ck_assert(writer.removed);
	ck_assert_uint_eq(writer.lost, 1);
	put(RECORD_OUT, 1);
	commit();
	ck_assert_uint_eq(writer.size, (uint64_t)size_of("A.jsonl"));
	expect_log(7, 8);
}
END_TEST

/* It ends while it can't write: 0: by itself, 1: killed. Half a line is no record. */
START_TEST(test_logwriter_ends_on_a_full_disk)
{
	for (int more = 0; more < 120; more += 7) {
		uint64_t seq, said;
		off_t size;

		ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
		put(RECORD_OUT, 10);
		commit();
		size = size_of("A.jsonl");
		put(RECORD_OUT, 3);
		ck_assert_int_eq(commit_up_to(size + more), -EFBIG);
		seq = writer.state.seq;
		said = writer.state.said;
		limit_files(size + more);
		if (_i == 0)
			logwriter_close(&writer);
		else
			crash();
		ck_assert_int_eq(limit_files(-1), 0);
		ck_assert_uint_eq(stated().seq, seq);
		ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
		ck_assert(complaints.len == 0 || (_i == 1 && complained("torn")));
		ck_assert_uint_eq(writer.state.seq, seq);
		ck_assert_uint_eq(writer.state.said, said);
		crash();
	}
}
END_TEST

/* Only so much is kept of what can't be written; the rest is counted. */
START_TEST(test_logwriter_pending_limit)
{
	static char text[RECORD_TEXT_MAX];
	struct logfile *log;
	struct record record;
	uint64_t kept = 0;
	off_t size;

	memset(text, 'x', sizeof(text));
	open_writer(LARGE);
	put(RECORD_OUT, 20);
	commit();
	size = size_of("A.jsonl");
	for (int i = 0; i < 100; i++) {
		put_text(RECORD_OUT, text, sizeof(text));
		ck_assert_int_eq(commit_up_to(size + 100), -EFBIG);
	}
	ck_assert_uint_lt(writer.pending.len, (5 << 20));
	ck_assert_uint_gt(writer.lost, 30);
	ck_assert_uint_lt(writer.lost, 40);
	ck_assert_uint_eq(stated().seq, 120);
	ck_assert_uint_eq(stated().said, 120);
	commit();
	ck_assert_uint_eq(writer.pending.len, 0);
	put(RECORD_OUT, 1);
	commit();
	ck_assert_int_eq(logfile_open(&log, ADDRESS("main", SEAT_A)), 0);
	while (logfile_next(log, &record) == 1) {
		kept++;
		ck_assert_uint_eq(record.wire, record.seq);
	}
	ck_assert_uint_eq(kept, 121 - writer.lost);
	ck_assert_uint_eq(record.seq, 121);
	ck_assert_uint_eq(logfile_damaged(log), 0);
	logfile_close(log);
}
END_TEST

/* A line is not torn by the rotation either. */
START_TEST(test_logwriter_rotates_no_half_line)
{
	off_t size;

	open_writer(500);
	put(RECORD_OUT, 20);
	commit();
	put(RECORD_OUT, 20);
	commit();
	size = size_of("A.jsonl");
	ck_assert_int_gt(size, 500);
	put(RECORD_OUT, 1);
	logwriter_mark(&writer, 20, 0, 0);
	ck_assert_int_eq(commit_up_to(size + 10), -EFBIG);
	ck_assert_int_eq(size_of("A.jsonl"), size + 10);
	commit();
	ck_assert_int_eq(size_of("A.jsonl"), 0);
	expect_log(21, 41);
}
END_TEST

/* On a full disk there is no room for the state of a new log either: none is kept. */
START_TEST(test_logwriter_no_room_at_first)
{
	int error;

	limit_files(0);
	error = try_open(LARGE, EPOCH);
	ck_assert_int_eq(limit_files(-1), 0);
	ck_assert_int_eq(error, -EFBIG);
	ck_assert(!logwriter_is_open(&writer));
	ck_assert_int_eq(scene_descriptors(), descriptors);
	ck_assert_int_eq(try_open(LARGE, EPOCH), 0);
}
END_TEST

/* A room's log has its letter, and that of a group's room a folder of its own. */
START_TEST(test_logwriter_of_a_room)
{
	struct address address = address_of("main", SEAT_ROOM);
	struct record record = {.seq = 1, .wire = 1, .kind = RECORD_MESSAGE, .dir = RECORD_IN};
	struct logfile *log;

	address.has_group = _i == 1;
	address.group = 100;
	record.from = record.text = "";
	record.member = 7;
	record.uid = 1000;
	ck_assert_int_eq(logwriter_open(&writer, &address, LARGE, EPOCH, &complaints), 0);
	logwriter_put(&writer, &record);
	ck_assert_int_eq(logwriter_commit(&writer), 0);
	ck_assert_int_eq(
		faccessat(dir, _i == 1 ? "../.group-100.main/R.jsonl" : "R.jsonl", F_OK, 0), 0);
	ck_assert_int_eq(
		faccessat(dir, _i == 1 ? "../.group-100.main/R.state" : "R.state", F_OK, 0), 0);
	ck_assert_int_eq(logfile_open(&log, &address), 0);
	ck_assert_int_eq(logfile_next(log, &record), 1);
	ck_assert_uint_eq(record.member, 7);
	ck_assert_uint_eq(record.uid, 1000);
	logfile_close(log);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("logwriter");
	TCase *tcase = tcase_create("logwriter");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_logwriter_fresh);
	tcase_add_test(tcase, test_logwriter_close_writes);
	tcase_add_loop_test(tcase, test_logwriter_resumes, 0, 2);
	tcase_add_test(tcase, test_logwriter_rolls_forward);
	tcase_add_test(tcase, test_logwriter_state_follows);
	tcase_add_loop_test(tcase, test_logwriter_torn_line, 0, COUNT(torn));
	tcase_add_loop_test(tcase, test_logwriter_nothing_but_a_torn_line, 0, COUNT(torn));
	tcase_add_test(tcase, test_logwriter_torn_anywhere);
	tcase_add_test(tcase, test_logwriter_garbage);
	tcase_add_test(tcase, test_logwriter_busy);
	tcase_add_test(tcase, test_logwriter_no_home);
	tcase_add_loop_test(tcase, test_logwriter_no_log_of_ours, 0, 4);
	tcase_add_loop_test(tcase, test_logwriter_damaged_state, 0, 2);
	tcase_add_test(tcase, test_logwriter_other_version);
	tcase_add_test(tcase, test_logwriter_log_removed);
	tcase_add_test(tcase, test_logwriter_marks_are_sound);
	tcase_add_loop_test(tcase, test_logwriter_meets_another_epoch, 0, 3);
	tcase_add_test(tcase, test_logwriter_meets_without_a_disk);
	tcase_add_test(tcase, test_logwriter_rotates);
	tcase_add_test(tcase, test_logwriter_rotates_once_while_undelivered);
	tcase_add_test(tcase, test_logwriter_rotates_behind_the_state);
	tcase_add_test(tcase, test_logwriter_successor_rotates_nothing_undelivered);
	tcase_add_test(tcase, test_logwriter_can_not_rotate);
	tcase_add_test(tcase, test_logwriter_rotates_without_descriptors);
	tcase_add_loop_test(tcase, test_logwriter_room_in_a_flood, 0, 2);
	tcase_add_test(tcase, test_logwriter_room_within_the_limit);
	tcase_add_loop_test(tcase, test_logwriter_throws_nothing_away, 0, 5);
	tcase_add_loop_test(tcase, test_logwriter_full_disk, 0, 250);
	tcase_add_test(tcase, test_logwriter_removed);
	tcase_add_loop_test(tcase, test_logwriter_ends_on_a_full_disk, 0, 2);
	tcase_add_test(tcase, test_logwriter_pending_limit);
	tcase_add_test(tcase, test_logwriter_rotates_no_half_line);
	tcase_add_test(tcase, test_logwriter_no_room_at_first);
	tcase_add_loop_test(tcase, test_logwriter_of_a_room, 0, 2);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
