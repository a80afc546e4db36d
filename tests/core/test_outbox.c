/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/outbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/core/prng.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

static void add(struct outbox *outbox, const char *text)
{
	uint64_t number, expected = outbox->last_number + 1;

	ck_assert_int_eq(outbox_add(outbox, text, strlen(text), &number), 0);
	ck_assert_uint_eq(number, expected);
}

/* Sends the next message whole; it has to be the one of this number and text. */
static void send_whole(struct outbox *outbox, uint64_t expected, const char *text)
{
	const char *part;
	uint64_t number;
	size_t n;
	bool more;

	ck_assert(outbox_peek(outbox, 1000, &part, &n, &number, &more));
	ck_assert_uint_eq(number, expected);
	ck_assert_uint_eq(n, strlen(text));
	ck_assert_mem_eq(part, text, n);
	ck_assert(!more);
	outbox_sent(outbox, n);
}

static bool all_sent(const struct outbox *outbox)
{
	const char *part;
	uint64_t number;
	size_t n;
	bool more;

	return !outbox_peek(outbox, 1, &part, &n, &number, &more);
}

START_TEST(test_outbox_begins_empty)
{
	struct outbox outbox;

	outbox_init(&outbox);
	ck_assert_uint_eq(outbox_count(&outbox), 0);
	ck_assert_uint_eq(outbox_bytes(&outbox), 0);
	ck_assert(all_sent(&outbox));
	ck_assert_int_eq(outbox_acknowledge(&outbox, 0), 0);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 1), -EINVAL);
	outbox_rewind(&outbox);
	ck_assert(all_sent(&outbox));
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_sends_in_order)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "one");
	add(&outbox, "");
	add(&outbox, "three");
	ck_assert_uint_eq(outbox_count(&outbox), 3);
	send_whole(&outbox, 1, "one");
	send_whole(&outbox, 2, "");
	send_whole(&outbox, 3, "three");
	ck_assert(all_sent(&outbox));
	ck_assert_uint_eq(outbox_count(&outbox), 3);
	outbox_fini(&outbox);
}
END_TEST

/* A message in parts of _i bytes. */
START_TEST(test_outbox_parts)
{
	static const char text[] = "abcdefghijkl";
	const size_t size = (size_t)_i;
	struct outbox outbox;
	char got[sizeof(text)];
	size_t len = 0, n;
	const char *part;
	uint64_t number;
	bool more = true;

	outbox_init(&outbox);
	add(&outbox, text);
	add(&outbox, "next");
	while (more) {
		ck_assert(outbox_peek(&outbox, size, &part, &n, &number, &more));
		ck_assert_uint_eq(number, 1);
		ck_assert_uint_le(n, size);
		ck_assert_uint_le(len + n, sizeof(text) - 1);
		memcpy(got + len, part, n);
		len += n;
		ck_assert(more == (len < sizeof(text) - 1));
		ck_assert_int_eq(outbox_acknowledge(&outbox, 1), -EINVAL);
		outbox_sent(&outbox, n);
	}
	ck_assert_uint_eq(len, sizeof(text) - 1);
	ck_assert_mem_eq(got, text, len);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 1), 0);
	send_whole(&outbox, 2, "next");
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_rewind_in_the_middle_of_a_message)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "one");
	add(&outbox, "two");
	send_whole(&outbox, 1, "one");
	outbox_sent(&outbox, 1);
	outbox_rewind(&outbox);
	send_whole(&outbox, 1, "one");
	send_whole(&outbox, 2, "two");
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_refuses_an_acknowledgement_of_the_future)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "one");
	add(&outbox, "two");
	ck_assert_int_eq(outbox_acknowledge(&outbox, 1), -EINVAL);
	send_whole(&outbox, 1, "one");
	ck_assert_int_eq(outbox_acknowledge(&outbox, 2), -EINVAL);
	ck_assert_int_eq(outbox_acknowledge(&outbox, UINT64_MAX), -EINVAL);
	ck_assert_uint_eq(outbox_count(&outbox), 2);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 1), 0);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 0), 0);
	ck_assert_uint_eq(outbox_count(&outbox), 1);
	send_whole(&outbox, 2, "two");
	outbox_fini(&outbox);
}
END_TEST

/* The other side had more than was sent again by the time its acknowledgement came. */
START_TEST(test_outbox_acknowledged_before_sent_again)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "one");
	add(&outbox, "two");
	add(&outbox, "three");
	for (int i = 0; i < 2; i++)
		send_whole(&outbox, (uint64_t)i + 1, i == 0 ? "one" : "two");
	outbox_rewind(&outbox);
	outbox_sent(&outbox, 2);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 2), 0);
	ck_assert_uint_eq(outbox_count(&outbox), 1);
	send_whole(&outbox, 3, "three");
	ck_assert(all_sent(&outbox));
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_gives_space_back)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "0");
	for (uint64_t i = 1; i < 10000; i++) {
		char text[24], next[24];

		snprintf(text, sizeof(text), "%lu", (unsigned long)(i - 1));
		snprintf(next, sizeof(next), "%lu", (unsigned long)i);
		add(&outbox, next);
		send_whole(&outbox, i, text);
		ck_assert_int_eq(outbox_acknowledge(&outbox, i), 0);
		ck_assert_uint_eq(outbox_count(&outbox), 1);
	}
	ck_assert_uint_le(outbox.bytes.cap, 128);
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_add_without_memory)
{
	char text[500];
	struct outbox outbox;
	uint64_t number = 77;

	memset(text, 'x', sizeof(text));
	outbox_init(&outbox);
	add(&outbox, "one");
	starve(1);
	ck_assert_int_eq(outbox_add(&outbox, text, sizeof(text), &number), -ENOMEM);
	ck_assert_uint_eq(outbox_count(&outbox), 1);
	add(&outbox, "two");
	send_whole(&outbox, 1, "one");
	send_whole(&outbox, 2, "two");
	ck_assert(all_sent(&outbox));
	outbox_fini(&outbox);
}
END_TEST

static void restore(struct outbox *outbox, const char *text)
{
	ck_assert_int_eq(outbox_restore(outbox, text, strlen(text)), 0);
}

/* It goes on where an earlier one was; whether that had sent them is unknown. */
START_TEST(test_outbox_resumes)
{
	struct outbox outbox;

	outbox_init(&outbox);
	outbox_resume(&outbox, 41);
	ck_assert_uint_eq(outbox_count(&outbox), 0);
	ck_assert_uint_eq(outbox_bytes(&outbox), 0);
	ck_assert(all_sent(&outbox));
	ck_assert_int_eq(outbox_acknowledge(&outbox, 41), 0);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 42), -EINVAL);
	restore(&outbox, "forty-two");
	restore(&outbox, "");
	add(&outbox, "forty-four");
	ck_assert_uint_eq(outbox_count(&outbox), 3);
	/* Not even sent by this one, but by the one before it perhaps. */
	ck_assert_int_eq(outbox_acknowledge(&outbox, 44), -EINVAL);
	send_whole(&outbox, 42, "forty-two");
	ck_assert_int_eq(outbox_acknowledge(&outbox, 43), 0);
	ck_assert_uint_eq(outbox_count(&outbox), 1);
	outbox_rewind(&outbox);
	send_whole(&outbox, 44, "forty-four");
	ck_assert(all_sent(&outbox));
	ck_assert_int_eq(outbox_acknowledge(&outbox, 44), 0);
	add(&outbox, "forty-five");
	send_whole(&outbox, 45, "forty-five");
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_restore_without_memory)
{
	struct outbox outbox;

	outbox_init(&outbox);
	outbox_resume(&outbox, 7);
	starve(1);
	ck_assert_int_eq(outbox_restore(&outbox, "x", 1), -ENOMEM);
	ck_assert_uint_eq(outbox_count(&outbox), 0);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 8), -EINVAL);
	restore(&outbox, "eight");
	send_whole(&outbox, 8, "eight");
	outbox_fini(&outbox);
}
END_TEST

/*
 * Messages of this side that it does not know of: those that may be among them are forgotten, the
 * others go behind them.
 */
START_TEST(test_outbox_skips)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "one");
	add(&outbox, "two");
	add(&outbox, "three");
	send_whole(&outbox, 1, "one");
	send_whole(&outbox, 2, "two");
	outbox_sent(&outbox, 2); /* of the third */
	/* Known already: nothing changes. */
	for (uint64_t number = 0; number <= 2; number++)
		outbox_skip(&outbox, number);
	ck_assert_uint_eq(outbox_count(&outbox), 3);
	outbox_skip(&outbox, 100);
	ck_assert_uint_eq(outbox_count(&outbox), 1);
	send_whole(&outbox, 101, "three");
	ck_assert_int_eq(outbox_acknowledge(&outbox, 102), -EINVAL);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 101), 0);
	ck_assert_uint_eq(outbox_bytes(&outbox), 0);
	add(&outbox, "next");
	send_whole(&outbox, 102, "next");
	outbox_fini(&outbox);
}
END_TEST

START_TEST(test_outbox_skips_while_empty)
{
	struct outbox outbox;

	outbox_init(&outbox);
	outbox_skip(&outbox, 5);
	ck_assert_uint_eq(outbox_count(&outbox), 0);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 5), 0);
	ck_assert_int_eq(outbox_acknowledge(&outbox, 6), -EINVAL);
	add(&outbox, "six");
	send_whole(&outbox, 6, "six");
	outbox_fini(&outbox);
}
END_TEST

/* By one more than was sent: the next one keeps its text, and its number is behind that. */
START_TEST(test_outbox_skips_one)
{
	struct outbox outbox;

	outbox_init(&outbox);
	outbox_resume(&outbox, 10);
	restore(&outbox, "eleven");
	add(&outbox, "twelve");
	outbox_skip(&outbox, 12);
	ck_assert_uint_eq(outbox_count(&outbox), 1);
	send_whole(&outbox, 13, "twelve");
	ck_assert(all_sent(&outbox));
	outbox_fini(&outbox);
}
END_TEST

static const uint64_t huge[] = {
	OUTBOX_NUMBER_MAX + 1, OUTBOX_NUMBER_MAX + 2, INT64_MAX, UINT64_MAX - 1, UINT64_MAX};

/* Nobody has said so much: no number may come to its end by it. */
START_TEST(test_outbox_skips_nothing_huge)
{
	struct outbox outbox;

	outbox_init(&outbox);
	add(&outbox, "one");
	send_whole(&outbox, 1, "one");
	add(&outbox, "two");
	outbox_skip(&outbox, huge[_i]);
	ck_assert_uint_eq(outbox_count(&outbox), 2);
	send_whole(&outbox, 2, "two");
	/* The largest that is believed leaves room to count on. */
	outbox_skip(&outbox, OUTBOX_NUMBER_MAX);
	ck_assert_uint_eq(outbox_count(&outbox), 0);
	add(&outbox, "next");
	outbox_skip(&outbox, huge[_i]);
	send_whole(&outbox, OUTBOX_NUMBER_MAX + 1, "next");
	ck_assert_int_eq(outbox_acknowledge(&outbox, OUTBOX_NUMBER_MAX + 1), 0);
	outbox_fini(&outbox);
}
END_TEST

/* The outbox against one that keeps everything. Message n has n % 11 bytes, all of them n. */
struct model {
	uint64_t last, acknowledged, sent, unsent;
	size_t within;
};

static size_t length_of(uint64_t number)
{
	return (size_t)(number % 11);
}

static void step_send(struct prng *prng, struct outbox *outbox, struct model *model)
{
	size_t size = 1 + prng_below(prng, 6), n, left;
	const char *part;
	uint64_t number;
	bool more;

	if (!outbox_peek(outbox, size, &part, &n, &number, &more)) {
		ck_assert_uint_eq(model->unsent, model->last + 1);
		return;
	}
	ck_assert_uint_eq(number, model->unsent);
	left = length_of(number) - model->within;
	ck_assert_uint_eq(n, left < size ? left : size);
	ck_assert(more == (left > size));
	for (size_t i = 0; i < n; i++)
		ck_assert_int_eq((unsigned char)part[i], (unsigned char)number);
	outbox_sent(outbox, n);
	model->within += n;
	if (more)
		return;
	model->within = 0;
	if (model->sent < model->unsent)
		model->sent = model->unsent;
	model->unsent++;
}

static void step_acknowledge(struct prng *prng, struct outbox *outbox, struct model *model)
{
	uint64_t number = model->acknowledged + prng_below(prng, 12);

	ck_assert_int_eq(outbox_acknowledge(outbox, number), number > model->sent ? -EINVAL : 0);
	if (number > model->sent)
		return;
	model->acknowledged = number;
	if (model->unsent <= number) {
		model->unsent = number + 1;
		model->within = 0;
	}
}

static void step_add(struct outbox *outbox, struct model *model)
{
	char text[11];
	uint64_t number;

	model->last++;
	memset(text, (unsigned char)model->last, sizeof(text));
	ck_assert_int_eq(outbox_add(outbox, text, length_of(model->last), &number), 0);
	ck_assert_uint_eq(number, model->last);
}

START_TEST(test_outbox_behaves_like_its_model)
{
	struct prng prng = {(uint64_t)_i};
	struct model model = {.unsent = 1};
	struct outbox outbox;

	outbox_init(&outbox);
	for (int i = 0; i < 3000; i++) {
		unsigned what = prng_below(&prng, 100);

		if (what < 25) {
			step_add(&outbox, &model);
		} else if (what < 80) {
			step_send(&prng, &outbox, &model);
		} else if (what < 98) {
			step_acknowledge(&prng, &outbox, &model);
		} else {
			outbox_rewind(&outbox);
			model.unsent = model.acknowledged + 1;
			model.within = 0;
		}
		ck_assert_uint_eq(outbox_count(&outbox), model.last - model.acknowledged);
		ck_assert((outbox_bytes(&outbox) == 0) == (model.last == model.acknowledged));
	}
	ck_assert_uint_gt(model.acknowledged, 100);
	outbox_fini(&outbox);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("outbox");
	TCase *tcase = tcase_create("outbox");

	tcase_add_test(tcase, test_outbox_begins_empty);
	tcase_add_test(tcase, test_outbox_sends_in_order);
	tcase_add_loop_test(tcase, test_outbox_parts, 1, 14);
	tcase_add_test(tcase, test_outbox_rewind_in_the_middle_of_a_message);
	tcase_add_test(tcase, test_outbox_refuses_an_acknowledgement_of_the_future);
	tcase_add_test(tcase, test_outbox_acknowledged_before_sent_again);
	tcase_add_test(tcase, test_outbox_gives_space_back);
	tcase_add_test(tcase, test_outbox_add_without_memory);
	tcase_add_test(tcase, test_outbox_resumes);
	tcase_add_test(tcase, test_outbox_restore_without_memory);
	tcase_add_test(tcase, test_outbox_skips);
	tcase_add_test(tcase, test_outbox_skips_while_empty);
	tcase_add_test(tcase, test_outbox_skips_one);
	tcase_add_loop_test(
		tcase, test_outbox_skips_nothing_huge, 0, (int)(sizeof(huge) / sizeof(huge[0])));
	tcase_add_loop_test(tcase, test_outbox_behaves_like_its_model, 0, 10);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
