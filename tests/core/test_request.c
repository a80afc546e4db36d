/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/request.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/framequeue.h"
#include "tests/core/prng.h"
#include "tests/suite.h"

static unsigned char out[REQUEST_SIZE_MAX];
static struct frame frame;

static void reread(size_t n)
{
	ck_assert_int_eq(request_read(out, n, &frame), REFUSAL_NONE);
}

static void body(const void *bytes, size_t n)
{
	reread(request_write(1, 0, 1, bytes, n, out));
}

START_TEST(test_request_frame)
{
	reread(request_write(FRAME_WHO, 7, UINT64_MAX, "body", 4, out));
	ck_assert_uint_eq(frame.kind, FRAME_WHO);
	ck_assert_uint_eq(frame.flags, 7);
	ck_assert_uint_eq(frame.number, UINT64_MAX);
	ck_assert_uint_eq(frame.length, 4);
	ck_assert_mem_eq(frame.body, "body", 4);
	for (size_t n = 0; n < FRAME_HEAD + 4; n++)
		ck_assert_int_eq(request_read(out, n, &frame), REFUSAL_MALFORMED);
	ck_assert_int_eq(request_read(out, FRAME_HEAD + 5, &frame), REFUSAL_MALFORMED);
	out[2]++;
	ck_assert_int_eq(request_read(out, FRAME_HEAD + 4, &frame), REFUSAL_VERSION);
	ck_assert_uint_eq(frame.number, UINT64_MAX);
}
END_TEST

/* _i: bytes of the text. */
START_TEST(test_request_parts)
{
	static const size_t sizes[] = {0, 1, REQUEST_BODY_MAX, REQUEST_BODY_MAX + 1,
		REQUEST_CALL_HEAD_MAX + REQUEST_ARGUMENTS_MAX};
	static char text[REQUEST_CALL_HEAD_MAX + REQUEST_ARGUMENTS_MAX];
	size_t len = sizes[_i], at = 0, got = 0, total = 0;

	for (size_t i = 0; i < len; i++)
		text[i] = (char)(i * 7);
	for (unsigned part = 0; part == 0 || at < len; part++) {
		size_t n = request_write_part(FRAME_POST, 5, text, len, &at, out);

		reread(n);
		total += n;
		ck_assert_uint_eq(frame.flags >> FRAME_PART_SHIFT, part);
		ck_assert_int_eq((frame.flags & FRAME_MORE) != 0, at < len);
		ck_assert_mem_eq(frame.body, text + got, frame.length);
		got += frame.length;
	}
	ck_assert_uint_eq(got, len);
	ck_assert_uint_eq(total, request_parts_size(len));
}
END_TEST

START_TEST(test_request_numbers)
{
	uint32_t value = 0;

	reread(request_write_u32(FRAME_CREDIT, 0, 1, 0x12345678, out));
	ck_assert(request_read_u32(&frame, &value));
	ck_assert_uint_eq(value, 0x12345678);
	body("abc", 3);
	ck_assert(!request_read_u32(&frame, &value));
	body("abcde", 5);
	ck_assert(!request_read_u32(&frame, &value));
}
END_TEST

START_TEST(test_request_names)
{
	char long_name[REQUEST_VERB_MAX + 1], verb[REQUEST_VERB_MAX + 1];
	char nick[RECORD_FROM_MAX + 1], away[RECORD_AWAY_MAX + 1];
	uint32_t max;

	memset(long_name, 'x', sizeof(long_name));
	reread(request_write_serve(1, 3, "do", out));
	ck_assert_int_eq(request_read_serve(&frame, &max, verb), REFUSAL_NONE);
	ck_assert_uint_eq(max, 3);
	ck_assert_str_eq(verb, "do");
	body(long_name, sizeof(long_name));
	ck_assert_int_eq(request_read_verb(&frame, verb), REFUSAL_VERB);
	ck_assert_int_eq(request_read_nick(&frame, nick), REFUSAL_NICK);
	ck_assert_int_eq(request_read_text(&frame, RECORD_FROM_MAX, away), REFUSAL_TOO_LONG);
	body(long_name, sizeof(long_name) - 1);
	ck_assert_int_eq(request_read_verb(&frame, verb), REFUSAL_NONE);
	ck_assert_int_eq(request_read_nick(&frame, nick), REFUSAL_NONE);
	ck_assert_int_eq(request_read_text(&frame, RECORD_FROM_MAX, away), REFUSAL_NONE);
	body("a\0b", 3);
	ck_assert_int_eq(request_read_verb(&frame, verb), REFUSAL_VERB);
	ck_assert_int_eq(request_read_nick(&frame, nick), REFUSAL_NICK);
	ck_assert_int_eq(request_read_text(&frame, RECORD_AWAY_MAX, away), REFUSAL_NONE);
	ck_assert_str_eq(away, "a\xef\xbf\xbd"
			       "b");
}
END_TEST

START_TEST(test_request_welcome_and_granted)
{
	char nick[RECORD_FROM_MAX + 1];
	uint64_t count;
	uint32_t id;

	reread(request_write_welcome(9, "ann", out));
	ck_assert(request_read_welcome(&frame, &id, nick));
	ck_assert_uint_eq(id, 9);
	ck_assert_str_eq(nick, "ann");
	body("\0\0\0\0\0\0\0\0ann", 11);
	ck_assert(!request_read_welcome(&frame, &id, nick));
	body("\1\0\0\0\0\0\0\0", 8);
	ck_assert(!request_read_welcome(&frame, &id, nick));
	reread(request_write_granted(FRAME_POST, 4, UINT64_MAX, NULL, out));
	ck_assert_uint_eq(frame.flags, FRAME_POST);
	ck_assert(request_read_granted(&frame, &count, nick));
	ck_assert_uint_eq(count, UINT64_MAX);
	ck_assert_str_eq(nick, "");
	reread(request_write_granted(FRAME_NICK, 4, 0, "bob", out));
	ck_assert(request_read_granted(&frame, &count, nick));
	ck_assert_str_eq(nick, "bob");
	body("\0\0\0\0\0\0\0", 7);
	ck_assert(!request_read_granted(&frame, &count, nick));
	body("\0\0\0\0\0\0\0\0\033", 9);
	ck_assert(!request_read_granted(&frame, &count, nick));
}
END_TEST

/* _i: the code. */
START_TEST(test_request_refused)
{
	char reason[REQUEST_REASON_MAX + 1];
	unsigned code;
	int status = refusal_status((unsigned)_i);

	ck_assert(status == 64 || status == 65 || status == 69 || status == 75 || status == 77);
	ck_assert_uint_lt(strlen(refusal_text((unsigned)_i)), REQUEST_REASON_MAX);
	if (_i == REFUSAL_NONE || _i >= REFUSAL_COUNT)
		return;
	reread(request_write_refused(FRAME_REFUSED, FRAME_ASK, 3, (enum refusal)_i, out));
	ck_assert_uint_eq(frame.flags, FRAME_ASK);
	ck_assert(request_read_refused(&frame, &code, reason));
	ck_assert_uint_eq(code, (unsigned)_i);
	ck_assert_str_eq(reason, refusal_text(code));
	ck_assert_str_ne(reason, refusal_text(REFUSAL_COUNT));
	body("\x12\0\0\0\xff", 5);
	ck_assert(!request_read_refused(&frame, &code, reason));
	body("\0\0\0\0no", 6);
	ck_assert(!request_read_refused(&frame, &code, reason));
	body("\x12\0\0\0", 4);
	ck_assert(request_read_refused(&frame, &code, reason));
	ck_assert_str_eq(reason, refusal_text(REFUSAL_GONE));
}
END_TEST

START_TEST(test_request_member)
{
	struct request_member row = {1, 2, 3, REQUEST_BRIEF, "ann", "lunch"}, got;
	size_t n;

	memset(row.nick, 'n', RECORD_FROM_MAX);
	memset(row.away, 'a', RECORD_AWAY_MAX);
	n = request_write_member(8, &row, out);
	reread(n);
	ck_assert(request_read_member(&frame, &got));
	ck_assert(got.id == 1 && got.uid == 2 && got.pid == 3 && got.flags == REQUEST_BRIEF);
	ck_assert_str_eq(got.nick, row.nick);
	ck_assert_str_eq(got.away, row.away);
	for (frame.length = 0; frame.length < n - FRAME_HEAD; frame.length++)
		ck_assert(!request_read_member(&frame, &got));
}
END_TEST

START_TEST(test_request_call)
{
	static const char ask[] = "do\0one\0";
	char text[REQUEST_CALL_HEAD_MAX + sizeof(ask)];
	struct request_call call;
	size_t head = request_write_call_head(4, 5, "ann", (unsigned char *)text);

	memcpy(text + head, ask, sizeof(ask));
	ck_assert(request_read_call(text, head + sizeof(ask), &call));
	ck_assert(call.id == 4 && call.uid == 5 && call.count == 2);
	ck_assert_str_eq(call.nick, "ann");
	ck_assert_str_eq(call.verb, "do");
	ck_assert_mem_eq(call.arguments, "one\0", 5);
	ck_assert_uint_eq(call.arguments_len, 5);
	for (size_t n = 0; n < head + 3; n++)
		ck_assert(!request_read_call(text, n, &call));
	text[8] = (char)0xff;
	text[9] = (char)0xff;
	ck_assert(!request_read_call(text, head + sizeof(ask), &call));
}
END_TEST

/* Whatever comes, what is said to be text is text. */
START_TEST(test_request_hostile)
{
	struct prng prng = {.state = 7};
	char a[RECORD_AWAY_MAX + 1], reason[REQUEST_REASON_MAX + 1];
	struct request_member row;
	struct request_call call;
	uint64_t count;
	unsigned code;
	uint32_t id;

	for (int i = 0; i < 50000; i++) {
		size_t n = prng_below(&prng, 60);
		char *copy = malloc(n > 0 ? n : 1);

		ck_assert_ptr_nonnull(copy);
		for (size_t k = 0; k < n; k++)
			copy[k] = (char)(prng_chance(&prng, 60) ? prng_below(&prng, 9)
								: prng_next(&prng));
		frame.body = (unsigned char *)copy;
		frame.length = (uint16_t)n;
		if (request_read_member(&frame, &row))
			ck_assert(name_nick_valid(row.nick));
		if (request_read_welcome(&frame, &id, a))
			ck_assert(name_nick_valid(a));
		if (request_read_granted(&frame, &count, a))
			ck_assert(a[0] == '\0' || name_nick_valid(a));
		if (request_read_refused(&frame, &code, reason))
			ck_assert_uint_ne(code, 0);
		if (request_read_call(copy, n, &call))
			ck_assert(name_chat_valid(call.verb));
		free(copy);
	}
}
END_TEST

START_TEST(test_request_queue)
{
	struct framequeue queue = {0};
	size_t n = request_write(1, 0, 1, "x", 1, out), got;

	ck_assert_ptr_null(framequeue_next(&queue, &got));
	framequeue_taken(&queue);
	ck_assert_int_eq(framequeue_add(&queue, out, n, n - 1), -ENOBUFS);
	for (unsigned i = 0; i < 1000; i++) {
		out[8] = (unsigned char)i;
		ck_assert_int_eq(framequeue_add(&queue, out, n, 1000 * n), 0);
	}
	ck_assert_int_eq(framequeue_add(&queue, out, n, 1000 * n), -ENOBUFS);
	for (unsigned i = 0; i < 5000; i++) {
		const unsigned char *p = framequeue_next(&queue, &got);

		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq(got, n);
		ck_assert_uint_eq(p[8], (i < 1000 ? i : i - 1000) & 255);
		framequeue_taken(&queue);
		out[8] = (unsigned char)i;
		ck_assert_int_eq(framequeue_add(&queue, out, n, 1000 * n), 0);
	}
	ck_assert_uint_eq(framequeue_bytes(&queue), 1000 * n);
	ck_assert_uint_lt(queue.bytes.cap, 5000 * n);
	framequeue_fini(&queue);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("request");
	TCase *tcase = tcase_create("request");

	tcase_add_test(tcase, test_request_frame);
	tcase_add_loop_test(tcase, test_request_parts, 0, 5);
	tcase_add_test(tcase, test_request_numbers);
	tcase_add_test(tcase, test_request_names);
	tcase_add_test(tcase, test_request_welcome_and_granted);
	tcase_add_loop_test(tcase, test_request_refused, 0, REFUSAL_COUNT + 1);
	tcase_add_test(tcase, test_request_member);
	tcase_add_test(tcase, test_request_call);
	tcase_add_test(tcase, test_request_hostile);
	tcase_add_test(tcase, test_request_queue);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
