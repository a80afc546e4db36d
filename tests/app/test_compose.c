/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "app/compose.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/places.h"
#include "app/statefile.h"
#include "tests/ipc/scene.h"

static struct compose compose;
static struct buffer complaints;

static void setup(void)
{
	setenv("XDG_STATE_HOME", scene_new(), 1);
}

static void teardown(void)
{
	buffer_fini(&complaints);
}

static void open_quietly(void)
{
	compose_open(&compose, "main", SEAT_A, 100, &complaints);
	ck_assert_msg(complaints.len == 0, "%.*s", (int)complaints.len, complaints.data);
}

/* What is told, as one string. */
static const char *open_with_complaints(void)
{
	compose_open(&compose, "main", SEAT_A, 100, &complaints);
	ck_assert_uint_gt(complaints.len, 0);
	ck_assert_int_eq(complaints.data[complaints.len - 1], '\n');
	ck_assert_int_eq(buffer_append(&complaints, "", 1), 0);
	return complaints.data;
}

static void type(const char *text)
{
	ck_assert_int_eq(edit_set(&compose.edit, text, strlen(text)), 0);
}

static void send_text(const char *text)
{
	type(text);
	ck_assert_int_eq(compose_sent(&compose), 0);
	ck_assert_uint_eq(compose.edit.text.len, 0);
}

static bool line_is(const char *expected)
{
	const struct buffer *text = &compose.edit.text;

	return text->len == strlen(expected) &&
	       (text->len == 0 || memcmp(text->data, expected, text->len) == 0);
}

static size_t size_of(const char *name)
{
	char path[PATH_MAX];
	struct stat st;

	ck_assert_int_eq(places_state("main", name, path, sizeof(path)), 0);
	return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

START_TEST(test_compose_survives_leaving)
{
	open_quietly();
	send_text("first");
	send_text("two\nlines \\n");
	send_text("");
	type("unfinished \xe2\x82\xac\nbusiness");
	compose_close(&compose);

	open_quietly();
	ck_assert(line_is("unfinished \xe2\x82\xac\nbusiness"));
	type("");
	ck_assert(compose_older(&compose));
	ck_assert(line_is("two\nlines \\n"));
	ck_assert(compose_older(&compose));
	ck_assert(line_is("first"));
	ck_assert(!compose_older(&compose));
	ck_assert(line_is("first"));
	ck_assert(compose_newer(&compose));
	ck_assert(compose_newer(&compose));
	ck_assert(line_is(""));
	ck_assert(!compose_newer(&compose));
	compose_close(&compose);

	ck_assert_uint_eq(size_of("A.draft"), 0);
	open_quietly();
	ck_assert(line_is(""));
	compose_close(&compose);
}
END_TEST

START_TEST(test_compose_prefix)
{
	open_quietly();
	send_text("apple");
	send_text("banana");
	send_text("avocado");
	type("a");
	ck_assert(compose_older(&compose));
	ck_assert(line_is("avocado"));
	ck_assert(compose_older(&compose));
	ck_assert(line_is("apple"));
	compose_changed(&compose);
	ck_assert(!compose_newer(&compose));
	type("");
	ck_assert(compose_older(&compose));
	ck_assert(line_is("avocado"));
	compose_close(&compose);
}
END_TEST

/* Seats and chats have their own. */
START_TEST(test_compose_is_of_a_seat)
{
	open_quietly();
	send_text("said at A");
	type("draft of A");
	compose_close(&compose);
	compose_open(&compose, "main", SEAT_B, 100, &complaints);
	ck_assert(line_is(""));
	ck_assert(!compose_older(&compose));
	compose_close(&compose);
	compose_open(&compose, "work", SEAT_A, 100, &complaints);
	ck_assert(line_is(""));
	ck_assert(!compose_older(&compose));
	compose_close(&compose);
	ck_assert_uint_eq(complaints.len, 0);
}
END_TEST

static const struct {
	const char *bytes;
	size_t n;
} damaged[] = {
	{"a\nb\n", 4},
	{"\xff\n", 2},
	{"a\0b\n", 4},
	{"\xe2\x82", 2},
};

/* It is named, and neither used nor removed, until there is a new one. */
START_TEST(test_compose_damaged_draft)
{
	const char *bytes = damaged[_i].bytes;
	size_t n = damaged[_i].n;

	ck_assert_int_eq(statefile_write("main", "A.draft", bytes, n), 0);
	ck_assert_ptr_nonnull(strstr(open_with_complaints(), "A.draft of chat main: damaged\n"));
	ck_assert(line_is(""));
	compose_close(&compose);
	ck_assert_uint_eq(size_of("A.draft"), n);
	complaints.len = 0;
	open_with_complaints();
	type("new");
	compose_close(&compose);
	complaints.len = 0;
	open_quietly();
	ck_assert(line_is("new"));
	compose_close(&compose);
}
END_TEST

START_TEST(test_compose_unreadable_files)
{
	char path[PATH_MAX];
	const char *told;

	ck_assert_int_eq(statefile_write("main", "target", "secret\n", 7), 0);
	ck_assert_int_eq(places_state("main", "A.draft", path, sizeof(path)), 0);
	ck_assert_int_eq(symlink("target", path), 0);
	ck_assert_int_eq(places_state("main", "A.history", path, sizeof(path)), 0);
	ck_assert_int_eq(symlink("target", path), 0);
	told = open_with_complaints();
	ck_assert_ptr_nonnull(strstr(told, "A.draft of chat main: Operation not permitted\n"));
	ck_assert_ptr_nonnull(strstr(told, "A.history of chat main: Operation not permitted\n"));
	ck_assert(line_is(""));
	ck_assert(!compose_older(&compose));
	type("told once");
	ck_assert_int_eq(compose_sent(&compose), -EPERM);
	send_text("said");
	compose_close(&compose);
	ck_assert_uint_eq(size_of("target"), 7);
}
END_TEST

START_TEST(test_compose_damaged_history)
{
	ck_assert_int_eq(statefile_write("main", "A.history",
				 "good\n\xff"
				 "bad\nfine\n",
				 15),
		0);
	ck_assert_ptr_nonnull(strstr(open_with_complaints(), "A.history of chat main: damaged"));
	ck_assert(compose_older(&compose));
	ck_assert(line_is("fine"));
	ck_assert(compose_older(&compose));
	ck_assert(compose_older(&compose));
	ck_assert(line_is("good"));
	compose_close(&compose);
}
END_TEST

static void append_lines(size_t total)
{
	static char line[50000];
	static int n;

	for (size_t size = 0; size < total; size += sizeof(line)) {
		memset(line, 'x', sizeof(line));
		snprintf(line, 10, "%09d", n++);
		line[9] = 'x';
		line[sizeof(line) - 1] = '\n';
		ck_assert_int_eq(statefile_append("main", "A.history", line, sizeof(line)), 0);
	}
}

/* One that has grown is shortened; one that is far too long is named and not touched. */
START_TEST(test_compose_long_history)
{
	size_t size;

	append_lines(HISTORY_BYTES_MAX + 200000);
	open_quietly();
	ck_assert(compose_older(&compose));
	compose_close(&compose);
	ck_assert_uint_le(size_of("A.history"), HISTORY_BYTES_MAX);
	ck_assert_uint_gt(size_of("A.history"), HISTORY_BYTES_MAX / 2);

	append_lines(2 * HISTORY_BYTES_MAX);
	size = size_of("A.history");
	ck_assert_ptr_nonnull(
		strstr(open_with_complaints(), "A.history of chat main: File too large"));
	compose_close(&compose);
	ck_assert_uint_eq(size_of("A.history"), size);
}
END_TEST

/* However long a session is, the next one can load what it leaves. */
START_TEST(test_compose_long_session)
{
	static char text[60000];

	open_quietly();
	for (int i = 0; i < 60; i++) {
		memset(text, 'x', sizeof(text) - 1);
		snprintf(text, 10, "%09d", i);
		text[9] = 'x';
		send_text(text);
	}
	compose_close(&compose);
	open_quietly();
	ck_assert(compose_older(&compose));
	ck_assert_uint_eq(compose.edit.text.len, sizeof(text) - 1);
	ck_assert_mem_eq(compose.edit.text.data, "000000059x", 10);
	compose_close(&compose);
}
END_TEST

/* A draft of newlines alone takes twice its bytes. */
START_TEST(test_compose_longest_draft)
{
	char *text = malloc(EDIT_LIMIT);

	memset(text, '\n', EDIT_LIMIT);
	open_quietly();
	ck_assert_int_eq(edit_set(&compose.edit, text, EDIT_LIMIT), 0);
	compose_close(&compose);
	open_quietly();
	ck_assert_uint_eq(compose.edit.text.len, EDIT_LIMIT);
	ck_assert_mem_eq(compose.edit.text.data, text, EDIT_LIMIT);
	compose_close(&compose);
	free(text);
}
END_TEST

START_TEST(test_compose_without_a_home)
{
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	open_quietly();
	type("said");
	ck_assert_int_eq(compose_sent(&compose), -ENOENT);
	ck_assert(compose_older(&compose));
	ck_assert(line_is("said"));
	compose_close(&compose);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("compose");
	TCase *tcase = tcase_create("compose");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_compose_survives_leaving);
	tcase_add_test(tcase, test_compose_prefix);
	tcase_add_test(tcase, test_compose_is_of_a_seat);
	tcase_add_loop_test(tcase, test_compose_damaged_draft, 0, COUNT(damaged));
	tcase_add_test(tcase, test_compose_unreadable_files);
	tcase_add_test(tcase, test_compose_damaged_history);
	tcase_add_test(tcase, test_compose_long_history);
	tcase_add_test(tcase, test_compose_long_session);
	tcase_add_test(tcase, test_compose_longest_draft);
	tcase_add_test(tcase, test_compose_without_a_home);
	suite_add_tcase(suite, tcase);
	return scene_run(suite);
}
