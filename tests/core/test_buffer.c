/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/buffer.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

static char byte_at(size_t i)
{
	return (char)(i * 7 + i / 256);
}

START_TEST(test_buffer_grows_a_byte_at_a_time)
{
	struct buffer buffer = {0};

	for (size_t i = 0; i < 5000; i++) {
		char c = byte_at(i);

		ck_assert_int_eq(buffer_append(&buffer, &c, 1), 0);
		ck_assert_uint_eq(buffer.len, i + 1);
		ck_assert_uint_ge(buffer.cap, buffer.len);
	}
	for (size_t i = 0; i < buffer.len; i++)
		ck_assert_int_eq(buffer.data[i], byte_at(i));
	buffer_fini(&buffer);
}
END_TEST

/* Growing in one step, over every place where the capacity doubles. */
START_TEST(test_buffer_grows_at_once)
{
	char bytes[600];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = byte_at(i);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct buffer buffer = {0};

		ck_assert_int_eq(buffer_append(&buffer, "x", 1), 0);
		ck_assert_int_eq(buffer_append(&buffer, bytes, n), 0);
		ck_assert_uint_eq(buffer.len, n + 1);
		ck_assert_mem_eq(buffer.data + 1, bytes, n);
		buffer_fini(&buffer);
	}
}
END_TEST

START_TEST(test_buffer_nothing_needs_no_memory)
{
	struct buffer buffer = {0};

	ck_assert_int_eq(buffer_append(&buffer, NULL, 0), 0);
	ck_assert_int_eq(buffer_append_string(&buffer, ""), 0);
	ck_assert_int_eq(buffer_reserve(&buffer, 0), 0);
	buffer_consume(&buffer, 0);
	ck_assert_ptr_null(buffer.data);
	ck_assert_uint_eq(buffer.len, 0);
	buffer_fini(&buffer);
}
END_TEST

START_TEST(test_buffer_append_repaired)
{
	struct buffer buffer = {0};

	ck_assert_int_eq(buffer_append_repaired(&buffer, NULL, 0), 0);
	ck_assert_ptr_nonnull(buffer.data);
	ck_assert_uint_eq(buffer.len, 0);
	ck_assert_int_eq(buffer_append_string(&buffer, "kept "), 0);
	ck_assert_int_eq(buffer_append_repaired(&buffer, "a\0\xff\xc3\xa4", 5), 0);
	ck_assert_uint_eq(buffer.len, 14);
	ck_assert_mem_eq(buffer.data, "kept a\xef\xbf\xbd\xef\xbf\xbd\xc3\xa4", 14);
	ck_assert_int_eq(buffer_append_repaired(&buffer, "x", SIZE_MAX / 2), -ENOMEM);
	ck_assert_uint_eq(buffer.len, 14);
	buffer_fini(&buffer);
}
END_TEST

START_TEST(test_buffer_reserve_makes_room_only)
{
	struct buffer buffer = {0};
	char *data;

	ck_assert_int_eq(buffer_append_string(&buffer, "kept"), 0);
	ck_assert_int_eq(buffer_reserve(&buffer, 1000), 0);
	ck_assert_uint_ge(buffer.cap - buffer.len, 1000);
	ck_assert_uint_eq(buffer.len, 4);
	ck_assert_mem_eq(buffer.data, "kept", 4);
	data = buffer.data;
	memset(buffer.data + buffer.len, 'x', 1000);
	buffer.len += 1000;
	ck_assert_ptr_eq(buffer.data, data);
	buffer_fini(&buffer);
}
END_TEST

static const size_t absurd[] = {
	SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 4, SIZE_MAX / 2, SIZE_MAX / 2 - 3, SIZE_MAX / 4 * 3};

START_TEST(test_buffer_refuses_absurd_sizes)
{
	struct buffer buffer = {0}, before;

	ck_assert_int_eq(buffer_append_string(&buffer, "kept"), 0);
	before = buffer;
	ck_assert_int_eq(buffer_reserve(&buffer, absurd[_i]), -ENOMEM);
	ck_assert_mem_eq(&buffer, &before, sizeof(buffer));
	buffer_fini(&buffer);
}
END_TEST

START_TEST(test_buffer_changes_nothing_without_memory)
{
	char big[200] = {0};
	struct buffer buffer = {0}, before;

	ck_assert_int_eq(buffer_append_string(&buffer, "kept"), 0);
	before = buffer;
	starve(3);
	ck_assert_int_eq(buffer_reserve(&buffer, sizeof(big)), -ENOMEM);
	ck_assert_int_eq(buffer_append(&buffer, big, sizeof(big)), -ENOMEM);
	ck_assert_int_eq(buffer_printf(&buffer, "%200d", 1), -ENOMEM);
	ck_assert_mem_eq(&buffer, &before, sizeof(buffer));
	ck_assert_mem_eq(buffer.data, "kept", 4);
	ck_assert_int_eq(buffer_append(&buffer, big, sizeof(big)), 0);
	buffer_fini(&buffer);
}
END_TEST

/* Texts of each length, behind as many bytes as bring their end to each side of the capacity. */
START_TEST(test_buffer_printf_fits_to_the_byte)
{
	for (int n = 0; n < 140; n++) {
		struct buffer buffer = {0};
		char expected[160];

		memset(expected, ' ', sizeof(expected));
		expected[n] = '7';
		ck_assert_int_eq(buffer_append_string(&buffer, "abc"), 0);
		ck_assert_int_eq(buffer_printf(&buffer, "%*d%s", n + 1, 7, "!"), 0);
		ck_assert_uint_eq(buffer.len, (size_t)n + 5);
		ck_assert_mem_eq(buffer.data, "abc", 3);
		ck_assert_mem_eq(buffer.data + 3, expected, (size_t)n + 1);
		ck_assert_int_eq(buffer.data[n + 4], '!');
		buffer_fini(&buffer);
	}
}
END_TEST

START_TEST(test_buffer_consume_removes_the_front)
{
	static const char text[] = "0123456789";
	const size_t len = sizeof(text) - 1;

	for (size_t n = 0; n <= len; n++) {
		struct buffer buffer = {0};

		ck_assert_int_eq(buffer_append_string(&buffer, text), 0);
		buffer_consume(&buffer, n);
		ck_assert_uint_eq(buffer.len, len - n);
		ck_assert_mem_eq(buffer.data, text + n, len - n);
		ck_assert_int_eq(buffer_append_string(&buffer, "+"), 0);
		ck_assert_int_eq(buffer.data[len - n], '+');
		buffer_fini(&buffer);
	}
}
END_TEST

START_TEST(test_buffer_may_be_used_after_fini)
{
	struct buffer buffer = {0};

	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(buffer_printf(&buffer, "%d", i), 0);
		ck_assert_uint_eq(buffer.len, 1);
		ck_assert_int_eq(buffer.data[0], '0' + i);
		buffer_fini(&buffer);
		ck_assert_uint_eq(buffer.len, 0);
		ck_assert_uint_eq(buffer.cap, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("buffer");
	TCase *tcase = tcase_create("buffer");

	tcase_add_test(tcase, test_buffer_grows_a_byte_at_a_time);
	tcase_add_test(tcase, test_buffer_grows_at_once);
	tcase_add_test(tcase, test_buffer_nothing_needs_no_memory);
	tcase_add_test(tcase, test_buffer_append_repaired);
	tcase_add_test(tcase, test_buffer_reserve_makes_room_only);
	tcase_add_loop_test(tcase, test_buffer_refuses_absurd_sizes, 0, COUNT(absurd));
	tcase_add_test(tcase, test_buffer_changes_nothing_without_memory);
	tcase_add_test(tcase, test_buffer_printf_fits_to_the_byte);
	tcase_add_test(tcase, test_buffer_consume_removes_the_front);
	tcase_add_test(tcase, test_buffer_may_be_used_after_fini);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
