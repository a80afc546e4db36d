/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/record.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define MORE true
#define LAST false

static struct parts parts;
static const char *text;
static size_t len;

static void setup(void)
{
	memset(&parts, 0, sizeof(parts));
}

static void teardown(void)
{
	parts_fini(&parts);
}

/* The body is a copy of exactly its length, which is gone afterwards unless the text lies in it. */
static int take_bytes(uint64_t number, unsigned part, bool more, const void *bytes, size_t n)
{
	static unsigned char *body;
	struct frame frame = {
		.version = FRAME_VERSION,
		.kind = FRAME_POST,
		.flags = (uint16_t)(part << FRAME_PART_SHIFT | (more ? FRAME_MORE : 0)),
		.length = (uint16_t)n,
		.number = number,
	};

	free(body);
	body = malloc(n > 0 ? n : 1);
	ck_assert_ptr_nonnull(body);
	if (n > 0)
		memcpy(body, bytes, n);
	frame.body = body;
	text = NULL;
	len = SIZE_MAX;
	return parts_take(&parts, &frame, &text, &len);
}

static int take(uint64_t number, unsigned part, bool more, const char *body)
{
	return take_bytes(number, part, more, body, strlen(body));
}

static bool text_is(const char *expected)
{
	return len == strlen(expected) && (len == 0 || memcmp(text, expected, len) == 0);
}

START_TEST(test_parts_single_frame)
{
	ck_assert_int_eq(take(parts_number(7, 1), 0, LAST, "hello"), 1);
	ck_assert(text_is("hello"));
	ck_assert_int_eq(take(parts_number(7, 2), 0, LAST, ""), 1);
	ck_assert_uint_eq(len, 0);
}
END_TEST

START_TEST(test_parts_in_order)
{
	uint64_t number = parts_number(7, 1);

	ck_assert_int_eq(take(number, 0, MORE, "one "), 0);
	ck_assert_int_eq(take(number, 1, MORE, "two "), 0);
	ck_assert_int_eq(take(number, 2, LAST, "three"), 1);
	ck_assert(text_is("one two three"));
}
END_TEST

/* The frames of several senders, and two posts of one sender, in turns. */
START_TEST(test_parts_mixed_senders)
{
	static const uint32_t pids[] = {7, 8, UINT32_MAX, 7};
	static const uint32_t counts[] = {1, 1, 1, 2};
	char body[] = "a0";

	for (unsigned part = 0; part < 5; part++) {
		for (int i = 0; i < 4; i++) {
			body[0] = (char)('a' + i);
			body[1] = (char)('0' + part);
			ck_assert_int_eq(
				take(parts_number(pids[i], counts[i]), part, part < 4, body),
				part == 4);
			if (part < 4)
				continue;
			ck_assert_uint_eq(len, 10);
			for (unsigned at = 0; at < 10; at += 2)
				ck_assert(text[at] == 'a' + i &&
					  text[at + 1] == (char)('0' + at / 2));
		}
		/* Whole ones between them disturb nobody. */
		ck_assert_int_eq(take(parts_number(9, part + 1), 0, LAST, "whole"), 1);
		ck_assert(text_is("whole"));
	}
}
END_TEST

START_TEST(test_parts_missing)
{
	uint64_t number = parts_number(7, 1);

	/* The beginning. */
	ck_assert_int_eq(take(number, 1, MORE, "x"), 0);
	ck_assert_int_eq(take(number, 2, LAST, "x"), 0);
	/* One within: the rest is nothing either. */
	ck_assert_int_eq(take(number, 0, MORE, "a"), 0);
	ck_assert_int_eq(take(number, 2, MORE, "c"), 0);
	ck_assert_int_eq(take(number, 1, LAST, "b"), 0);
	/* One that comes twice. */
	ck_assert_int_eq(take(number, 0, MORE, "a"), 0);
	ck_assert_int_eq(take(number, 1, MORE, "b"), 0);
	ck_assert_int_eq(take(number, 1, LAST, "b"), 0);
	/* Begun again: the new text alone. */
	ck_assert_int_eq(take(number, 0, MORE, "old"), 0);
	ck_assert_int_eq(take(number, 0, MORE, "new"), 0);
	ck_assert_int_eq(take(number, 1, LAST, "!"), 1);
	ck_assert(text_is("new!"));
	/* It is complete, so nothing goes on with it. */
	ck_assert_int_eq(take(number, 2, LAST, "x"), 0);
}
END_TEST

START_TEST(test_parts_of_nothing)
{
	uint64_t number = parts_number(7, 1);

	ck_assert_int_eq(take(number, 0, MORE, ""), 0);
	ck_assert_int_eq(take(number, 1, LAST, ""), 1);
	ck_assert_uint_eq(len, 0);
	ck_assert_ptr_nonnull(text);
}
END_TEST

START_TEST(test_parts_number_without_a_sender)
{
	ck_assert_int_eq(take(0, 0, LAST, "x"), -EBADMSG);
	ck_assert_int_eq(take(parts_number(0, 1), 0, LAST, "x"), -EBADMSG);
	ck_assert_int_eq(take(parts_number(7, 0), 0, MORE, "x"), -EBADMSG);
}
END_TEST

/* _i: bytes more than a message may have. */
START_TEST(test_parts_limit)
{
	static char body[FRAME_BODY_MAX];
	uint64_t number = parts_number(7, 1);
	size_t left = RECORD_TEXT_MAX + (size_t)_i;
	unsigned part = 0;
	int result = 0;

	memset(body, 'x', sizeof(body));
	while (left > 0 && result == 0) {
		size_t n = left < sizeof(body) ? left : sizeof(body);

		left -= n;
		result = take_bytes(number, part++, left > 0, body, n);
	}
	ck_assert_uint_eq(left, 0);
	if (_i == 0) {
		ck_assert_int_eq(result, 1);
		ck_assert_uint_eq(len, RECORD_TEXT_MAX);
		return;
	}
	ck_assert_int_eq(result, -EMSGSIZE);
	ck_assert_int_eq(take(number, part, LAST, "the rest"), 0);
	ck_assert_int_eq(take(number, 0, LAST, "next"), 1);
	ck_assert(text_is("next"));
}
END_TEST

/* One sender more than there is room for: the first gives way, all others come whole. */
START_TEST(test_parts_eviction)
{
	for (uint32_t pid = 1; pid <= PARTS_MAX + 1; pid++)
		ck_assert_int_eq(take(parts_number(pid, 1), 0, MORE, "begun"), 0);
	ck_assert_int_eq(take(parts_number(1, 1), 1, LAST, " ended"), 0);
	for (uint32_t pid = 2; pid <= PARTS_MAX + 1; pid++) {
		ck_assert_int_eq(take(parts_number(pid, 1), 1, LAST, " ended"), 1);
		ck_assert(text_is("begun ended"));
	}
}
END_TEST

START_TEST(test_parts_without_memory)
{
	uint64_t number = parts_number(7, 1);

	starve(1);
	ck_assert_int_eq(take(number, 0, MORE, "a"), -ENOMEM);
	starve(0);
	ck_assert_int_eq(take(number, 1, LAST, "b"), 0);
	ck_assert_int_eq(take(number, 0, MORE, "a"), 0);
	ck_assert_int_eq(take(number, 1, LAST, "b"), 1);
	ck_assert(text_is("ab"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("parts");
	TCase *tcase = tcase_create("parts");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, test_parts_single_frame);
	tcase_add_test(tcase, test_parts_in_order);
	tcase_add_test(tcase, test_parts_mixed_senders);
	tcase_add_test(tcase, test_parts_missing);
	tcase_add_test(tcase, test_parts_of_nothing);
	tcase_add_test(tcase, test_parts_number_without_a_sender);
	tcase_add_loop_test(tcase, test_parts_limit, 0, 2);
	tcase_add_test(tcase, test_parts_eviction);
	tcase_add_test(tcase, test_parts_without_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
