/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/core/prng.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* What test_frame_decoder_* hand to the decoder, and how much of it was skipped or taken. */
struct feed {
	struct frame_decoder decoder;
	size_t fed, taken;
};

static struct feed *feed_new(void)
{
	struct feed *feed = malloc(sizeof(*feed));

	ck_assert_ptr_nonnull(feed);
	feed->fed = 0;
	feed->taken = 0;
	frame_decoder_init(&feed->decoder);
	return feed;
}

static void feed_bytes(struct feed *feed, const void *bytes, size_t n)
{
	size_t room;
	unsigned char *to = frame_decoder_room(&feed->decoder, &room);

	ck_assert_uint_ge(room, n);
	memcpy(to, bytes, n);
	frame_decoder_fed(&feed->decoder, n);
	feed->fed += n;
}

static bool feed_next(struct feed *feed, struct frame *frame)
{
	bool whole = frame_decoder_next(&feed->decoder, frame);

	if (whole)
		feed->taken += FRAME_HEAD + (size_t)frame->length;
	return whole;
}

static int encode_text(unsigned char *out, uint64_t number, const char *text)
{
	struct frame frame = {
		.kind = FRAME_TEXT,
		.length = (uint16_t)strlen(text),
		.number = number,
		.body = (const unsigned char *)text,
	};

	return frame_encode(&frame, out, FRAME_SIZE_MAX);
}

START_TEST(test_frame_encode_layout)
{
	static const unsigned char expected[] = {
		's', 'h', 1, 2, 0x01, 0x80, 3, 0, 8, 7, 6, 5, 4, 3, 2, 1, 'a', 'b', 'c'};
	const struct frame frame = {
		.version = 99, /* not looked at */
		.kind = FRAME_TEXT,
		.flags = 0x8001,
		.length = 3,
		.number = UINT64_C(0x0102030405060708),
		.body = (const unsigned char *)"abc",
	};
	unsigned char out[sizeof(expected)];

	ck_assert_int_eq(frame_encode(&frame, out, sizeof(out)), sizeof(expected));
	ck_assert_mem_eq(out, expected, sizeof(expected));
}
END_TEST

static const struct {
	uint16_t length;
	size_t size;
	int result;
} encoded[] = {
	{0, 0, -EMSGSIZE},
	{0, FRAME_HEAD - 1, -EMSGSIZE},
	{0, FRAME_HEAD, FRAME_HEAD},
	{1, FRAME_HEAD, -EMSGSIZE},
	{1, FRAME_HEAD + 1, FRAME_HEAD + 1},
	{FRAME_BODY_MAX, FRAME_SIZE_MAX - 1, -EMSGSIZE},
	{FRAME_BODY_MAX, FRAME_SIZE_MAX, FRAME_SIZE_MAX},
	{FRAME_BODY_MAX + 1, 2 * FRAME_SIZE_MAX, -EMSGSIZE},
	{UINT16_MAX, 2 * (size_t)UINT16_MAX, -EMSGSIZE},
};

START_TEST(test_frame_encode_limits)
{
	size_t size = encoded[_i].size;
	unsigned char *body = calloc(1, UINT16_MAX), *out = malloc(size + 1);
	const struct frame frame = {.kind = FRAME_TEXT, .length = encoded[_i].length, .body = body};

	ck_assert(body && out);
	out[size] = 0x5a;
	ck_assert_int_eq(frame_encode(&frame, out, size), encoded[_i].result);
	ck_assert_uint_eq(out[size], 0x5a);
	free(body);
	free(out);
}
END_TEST

/* Frames of many lengths, a byte at a time: each comes out with its last byte, none before. */
START_TEST(test_frame_decoder_a_byte_at_a_time)
{
	static const uint16_t lengths[] = {0, 1, 2, 15, 16, 17, 255, 256, 4079, FRAME_BODY_MAX};
	unsigned char body[FRAME_BODY_MAX], bytes[FRAME_SIZE_MAX];
	struct feed *feed = feed_new();
	struct prng prng = {1};
	struct frame got;

	for (int round = 0; round < COUNT(lengths); round++) {
		struct frame frame = {
			.kind = (uint8_t)prng_next(&prng),
			.flags = (uint16_t)prng_next(&prng),
			.length = lengths[round],
			.number = prng_next(&prng),
			.body = body,
		};
		int n;

		/* Bodies full of what looks like the beginning of a frame. */
		for (size_t i = 0; i < sizeof(body); i++)
			body[i] = (unsigned char)"sh\1\2"[prng_below(&prng, 5)];
		n = frame_encode(&frame, bytes, sizeof(bytes));
		for (int i = 0; i < n; i++) {
			ck_assert(!feed_next(feed, &got));
			feed_bytes(feed, bytes + i, 1);
		}
		ck_assert(feed_next(feed, &got));
		ck_assert_uint_eq(got.version, FRAME_VERSION);
		ck_assert_uint_eq(got.kind, frame.kind);
		ck_assert_uint_eq(got.flags, frame.flags);
		ck_assert_uint_eq(got.length, frame.length);
		ck_assert_uint_eq(got.number, frame.number);
		ck_assert_mem_eq(got.body, body, frame.length);
		ck_assert(!feed_next(feed, &got));
	}
	ck_assert_uint_eq(feed->decoder.skipped, 0);
	free(feed);
}
END_TEST

/* Bytes that begin no frame, to stand between two frames. */
static const struct {
	const char *bytes;
	size_t n;
} garbage[] = {
	{"", 0},
	{"x", 1},
	{"\0", 1},
	{"s", 1},
	{"ss", 2},
	{"h", 1},
	{"hs", 2},
	{"sxsysz", 6},
	{"hello, world, this is no frame", 30},
	/* heads with a length over the limit */
	{"sh\1\2\0\0\xf1\x0f", 8},
	{"sh\1\2\0\0\xff\xff", 8},
	{"sh\1\2\0\0\xff\xffsh\1\2\0\0\xff\xffsh\1\2\0\0\xff\xff", 24},
};

START_TEST(test_frame_decoder_skips_garbage)
{
	const size_t n = garbage[_i].n;

	for (size_t step = 1; step <= 80; step += 79) {
		struct feed *feed = feed_new();
		unsigned char bytes[128];
		struct frame frame;
		size_t len;
		int count = 0;

		len = (size_t)encode_text(bytes, 1, "before");
		memcpy(bytes + len, garbage[_i].bytes, n);
		len += n;
		len += (size_t)encode_text(bytes + len, 2, "behind");
		for (size_t at = 0; at < len; at += step) {
			feed_bytes(feed, bytes + at, len - at < step ? len - at : step);
			while (feed_next(feed, &frame)) {
				ck_assert_uint_eq(frame.number, (uint64_t)++count);
				ck_assert_uint_eq(frame.length, 6);
				ck_assert_mem_eq(frame.body, count == 1 ? "before" : "behind", 6);
			}
		}
		ck_assert_int_eq(count, 2);
		ck_assert_uint_eq(feed->decoder.skipped, n);
		free(feed);
	}
}
END_TEST

/* The first byte of a frame waits for the second, and no longer. */
START_TEST(test_frame_decoder_skips_as_soon_as_it_can)
{
	struct feed *feed = feed_new();
	struct frame frame;

	feed_bytes(feed, "s", 1);
	ck_assert(!feed_next(feed, &frame));
	ck_assert_uint_eq(feed->decoder.skipped, 0);
	feed_bytes(feed, "x", 1);
	ck_assert(!feed_next(feed, &frame));
	ck_assert_uint_eq(feed->decoder.skipped, 2);
	free(feed);
}
END_TEST

START_TEST(test_frame_decoder_hands_out_other_versions)
{
	struct feed *feed = feed_new();
	unsigned char bytes[64];
	struct frame frame;
	int n = encode_text(bytes, 5, "tomorrow");

	bytes[2] = (unsigned char)_i;
	feed_bytes(feed, bytes, (size_t)n);
	ck_assert(feed_next(feed, &frame));
	ck_assert_uint_eq(frame.version, (unsigned)_i);
	ck_assert_uint_eq(frame.number, 5);
	ck_assert_mem_eq(frame.body, "tomorrow", 8);
	free(feed);
}
END_TEST

/* However much is held back, there is room for a whole frame once the whole ones are out. */
START_TEST(test_frame_decoder_room)
{
	struct feed *feed = feed_new();
	unsigned char bytes[FRAME_SIZE_MAX] = {0};
	struct frame frame = {.kind = FRAME_TEXT, .length = FRAME_BODY_MAX, .body = bytes};
	unsigned char out[FRAME_SIZE_MAX];
	size_t room;
	int count = 0;

	frame_encode(&frame, out, sizeof(out));
	feed_bytes(feed, out, sizeof(out) - 1);
	ck_assert(!feed_next(feed, &frame));
	for (;;) {
		frame_decoder_room(&feed->decoder, &room);
		ck_assert_uint_ge(room, FRAME_SIZE_MAX);
		feed_bytes(feed, out + sizeof(out) - 1, 1);
		for (int i = 0; i < 14; i++)
			feed_bytes(feed, out, sizeof(out));
		feed_bytes(feed, out, sizeof(out) - 1);
		frame_decoder_room(&feed->decoder, &room);
		ck_assert_uint_eq(room, 1);
		for (int i = 0; i < 15; i++, count++)
			ck_assert(feed_next(feed, &frame));
		ck_assert(!feed_next(feed, &frame));
		if (count >= 300)
			break;
	}
	ck_assert_uint_eq(feed->decoder.skipped, 0);
	free(feed);
}
END_TEST

/* Bytes that often look like heads. Each is taken, skipped or held, and frames keep their limits.
 */
START_TEST(test_frame_decoder_accounts_for_every_byte)
{
	static const char alphabet[] = {'s', 'h', 1, 2, 0, 0, 0, 16, '\xff', 's', 'h', 's', 'h'};
	struct prng prng = {(uint64_t)_i};
	struct feed *feed = feed_new();
	size_t frames = 0;

	for (int round = 0; round < 4000; round++) {
		unsigned char bytes[40];
		struct frame frame;
		size_t n = prng_below(&prng, sizeof(bytes) + 1);

		for (size_t i = 0; i < n; i++)
			bytes[i] = (unsigned char)alphabet[prng_below(&prng, sizeof(alphabet))];
		feed_bytes(feed, bytes, n);
		while (feed_next(feed, &frame)) {
			ck_assert_uint_le(frame.length, FRAME_BODY_MAX);
			ck_assert(frame.body + frame.length <=
				  feed->decoder.bytes + feed->decoder.end);
			frames++;
		}
		ck_assert_uint_eq(feed->taken + feed->decoder.skipped + feed->decoder.end -
					  feed->decoder.start,
			feed->fed);
		ck_assert_uint_lt(feed->decoder.end - feed->decoder.start, FRAME_SIZE_MAX);
	}
	ck_assert_uint_gt(frames, 0);
	free(feed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("frame");
	TCase *tcase = tcase_create("frame");

	tcase_add_test(tcase, test_frame_encode_layout);
	tcase_add_loop_test(tcase, test_frame_encode_limits, 0, COUNT(encoded));
	tcase_add_test(tcase, test_frame_decoder_a_byte_at_a_time);
	tcase_add_loop_test(tcase, test_frame_decoder_skips_garbage, 0, COUNT(garbage));
	tcase_add_test(tcase, test_frame_decoder_skips_as_soon_as_it_can);
	tcase_add_loop_test(tcase, test_frame_decoder_hands_out_other_versions, 0, 4);
	tcase_add_test(tcase, test_frame_decoder_room);
	tcase_add_loop_test(tcase, test_frame_decoder_accounts_for_every_byte, 0, 4);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
