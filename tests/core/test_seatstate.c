/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/seatstate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/core/prng.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* Parses bytes of exactly their length, so that a sanitizer sees each byte read behind them. */
static int parse(const char *bytes, size_t n, struct seatstate *state)
{
	char *copy = malloc(n > 0 ? n : 1);
	int error;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes, n);
	error = seatstate_parse(copy, n, state);
	free(copy);
	return error;
}

static void assert_same(const struct seatstate *a, const struct seatstate *b)
{
	ck_assert_uint_eq(a->epoch, b->epoch);
	ck_assert_uint_eq(a->seq, b->seq);
	ck_assert_uint_eq(a->said, b->said);
	ck_assert_uint_eq(a->delivered, b->delivered);
	ck_assert_uint_eq(a->read, b->read);
	ck_assert_uint_eq(a->other, b->other);
	ck_assert_uint_eq(a->received, b->received);
	ck_assert_uint_eq(a->incoming, b->incoming);
	ck_assert_uint_eq(a->seen, b->seen);
}

static const struct seatstate states[] = {
	{.epoch = 1},
	{0xfedcba9876543210, 9, 8, 7, 6, 5, 4, 3, 2},
	{.epoch = UINT64_MAX, .other = UINT64_MAX},
	{.epoch = 1, .said = 5, .delivered = 5, .read = 5, .incoming = 3, .seen = 3},
	{UINT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, UINT64_MAX, INT64_MAX, INT64_MAX,
		INT64_MAX},
};

/* It comes back as it was, from one line of always the same length. */
START_TEST(test_seatstate_round_trip)
{
	char bytes[SEATSTATE_SIZE];
	struct seatstate state;

	seatstate_format(&states[_i], bytes);
	ck_assert_ptr_eq(memchr(bytes, '\n', sizeof(bytes)), bytes + sizeof(bytes) - 1);
	ck_assert_ptr_null(memchr(bytes, '\0', sizeof(bytes)));
	ck_assert_int_eq(parse(bytes, sizeof(bytes), &state), 0);
	assert_same(&state, &states[_i]);
}
END_TEST

START_TEST(test_seatstate_text)
{
	static const char text[] =
		"{\"version\":1,\"epoch\":\"fedcba9876543210\",\"seq\":9,\"said\":8,"
		"\"delivered\":7,\"read\":6,\"other\":\"0000000000000005\",\"received\":4,"
		"\"incoming\":3,\"seen\":2} ";
	char bytes[SEATSTATE_SIZE];

	seatstate_format(&states[1], bytes);
	ck_assert_mem_eq(bytes, text, sizeof(text) - 1);
}
END_TEST

START_TEST(test_seatstate_random_round_trips)
{
	struct prng prng = {1};

	for (int i = 0; i < 2000; i++) {
		uint64_t most = UINT64_C(1) << prng_below(&prng, 63);
		struct seatstate state =
					 {
						 .epoch = prng_next(&prng) | 1,
						 .seq = prng_next(&prng) % most,
						 .said = prng_next(&prng) % most,
						 .other = prng_next(&prng),
						 .received = prng_next(&prng) % most,
						 .incoming = prng_next(&prng) % most,
					 },
				 got;
		char bytes[SEATSTATE_SIZE];

		state.delivered = prng_next(&prng) % (state.said + 1);
		state.read = prng_next(&prng) % (state.said + 1);
		state.seen = prng_next(&prng) % (state.incoming + 1);
		seatstate_format(&state, bytes);
		ck_assert_int_eq(parse(bytes, sizeof(bytes), &got), 0);
		assert_same(&got, &state);
	}
}
END_TEST

/* Members of a sound one, to be replaced one by one; NULL leaves it out. */
static const char *const members[][2] = {
	{"version", "1"},
	{"epoch", "\"00000000000000aa\""},
	{"seq", "90"},
	{"said", "50"},
	{"delivered", "40"},
	{"read", "30"},
	{"other", "\"00000000000000bb\""},
	{"received", "20"},
	{"incoming", "25"},
	{"seen", "15"},
};

static int parse_with(const char *name, const char *value)
{
	struct seatstate state;
	char text[1024] = "{";
	const char *comma = "";

	for (int i = 0; i < COUNT(members); i++) {
		const char *used = members[i][1];

		if (strcmp(members[i][0], name) == 0)
			used = value;
		if (used == NULL)
			continue;
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s\"%s\":%s", comma,
			members[i][0], used);
		comma = ",";
	}
	strcat(text, "}");
	return parse(text, strlen(text), &state);
}

START_TEST(test_seatstate_each_member_is_needed)
{
	ck_assert_int_eq(parse_with("", NULL), 0);
	ck_assert_int_eq(parse_with(members[_i][0], members[_i][1]), 0);
	ck_assert_int_eq(parse_with(members[_i][0], NULL), -EBADMSG);
}
END_TEST

static const char *const no_values[] = {
	"-1",
	"1.0",
	"1e2",
	"null",
	"true",
	"[]",
	"{}",
	"[1]",
	"9223372036854775808",
	"18446744073709551615",
	"\"\"",
	"\"1\"",
	"00",
	"0x1",
	"nan",
	"\"00000000000000a\"",
	"\"00000000000000aaa\"",
	"\"00000000000000aag\"",
	"\"00000000000000AA\"",
	"\"0x000000000000aa\"",
	"\"-000000000000001\"",
	"\" 00000000000000a\"",
	"\"00000000000000a \"",
	"\"0000000\\u000000000000\"",
	"\"00000000000000ag\"",
};

/* No member takes any of them. */
START_TEST(test_seatstate_values)
{
	for (int i = 0; i < COUNT(members); i++)
		ck_assert_msg(parse_with(members[i][0], no_values[_i]) == -EBADMSG, "%s: %s",
			members[i][0], no_values[_i]);
}
END_TEST

static const struct {
	const char *name, *value;
	int error;
} edges[] = {
	{"delivered", "50", 0},
	{"delivered", "51", -EBADMSG},
	{"read", "50", 0},
	{"read", "51", -EBADMSG},
	{"read", "41", 0}, /* each of the two may lag behind the other */
	{"seen", "25", 0},
	{"seen", "26", -EBADMSG},
	{"said", "39", -EBADMSG},
	{"incoming", "14", -EBADMSG},
	{"epoch", "\"0000000000000000\"", -EBADMSG},
	{"other", "\"0000000000000000\"", 0},
	{"received", "26", 0}, /* by the other side's numbers */
	{"seq", "0", 0},
	{"seq", "9223372036854775807", 0},
};

START_TEST(test_seatstate_contradictions)
{
	ck_assert_int_eq(parse_with(edges[_i].name, edges[_i].value), edges[_i].error);
}
END_TEST

/* Of another version, whatever else stands there. */
START_TEST(test_seatstate_versions)
{
	static const char *const others[] = {"{\"version\":0}", "{\"version\":2}",
		"{\"version\":9223372036854775807,\"epoch\":3}"};
	struct seatstate state;

	for (int i = 0; i < COUNT(others); i++)
		ck_assert_int_eq(parse(others[i], strlen(others[i]), &state), -EPROTONOSUPPORT);
	ck_assert_int_eq(parse_with("version", "2"), -EPROTONOSUPPORT);
}
END_TEST

static const char *const hostile[] = {
	"",
	" ",
	"\n",
	"{",
	"{}",
	"[]",
	"1",
	"null",
	"\"x\"",
	"{\"version\":1}",
	"[{\"version\":2}]",
	"{\"version\":1,\"version\":2}",
	"{\"version\":2}x",
	"{\"version\":2}{}",
	"\xff\xfe",
	"{\"version\":2,\"x\":\"\xff\"}",
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
};

START_TEST(test_seatstate_hostile)
{
	struct seatstate state;

	ck_assert_int_eq(parse(hostile[_i], strlen(hostile[_i]), &state), -EBADMSG);
}
END_TEST

/* As a power cut may leave it: cut at any byte, or with NULs from there on. */
START_TEST(test_seatstate_torn)
{
	char bytes[SEATSTATE_SIZE];
	struct seatstate state;
	size_t text;

	seatstate_format(&states[1], bytes);
	text = (size_t)((char *)memchr(bytes, '}', sizeof(bytes)) - bytes) + 1;
	for (size_t n = 0; n < text; n++)
		ck_assert_int_eq(parse(bytes, n, &state), -EBADMSG);
	for (size_t n = text; n <= sizeof(bytes); n++)
		ck_assert_int_eq(parse(bytes, n, &state), 0);
	for (size_t n = sizeof(bytes); n-- > 0;) {
		bytes[n] = '\0';
		ck_assert_int_eq(parse(bytes, sizeof(bytes), &state), -EBADMSG);
	}
}
END_TEST

/* One byte is another: it is refused, or sound. */
START_TEST(test_seatstate_any_byte)
{
	struct prng prng = {7};
	char bytes[SEATSTATE_SIZE];
	struct seatstate state;

	for (int i = 0; i < 20000; i++) {
		seatstate_format(&states[1], bytes);
		bytes[prng_below(&prng, 200)] = (char)prng_next(&prng);
		if (parse(bytes, sizeof(bytes), &state) != 0)
			continue;
		ck_assert_uint_ne(state.epoch, 0);
		ck_assert_uint_le(state.delivered, state.said);
		ck_assert_uint_le(state.read, state.said);
		ck_assert_uint_le(state.seen, state.incoming);
	}
}
END_TEST

static struct seatstate advance(
	uint64_t seq, enum record_kind kind, enum record_dir dir, uint64_t number)
{
	struct seatstate state = {.epoch = 1,
		.seq = 10,
		.said = 5,
		.delivered = 4,
		.read = 3,
		.other = 2,
		.received = 107,
		.incoming = 7,
		.seen = 6};

	seatstate_advance(
		&state, &(struct record){.seq = seq, .kind = kind, .dir = dir, .wire = number});
	/* These are in no record. */
	ck_assert_uint_eq(state.epoch, 1);
	ck_assert_uint_eq(state.delivered, 4);
	ck_assert_uint_eq(state.read, 3);
	ck_assert_uint_eq(state.other, 2);
	ck_assert_uint_eq(state.seen, 6);
	return state;
}

static const struct {
	uint64_t seq;
	enum record_kind kind;
	enum record_dir dir;
	uint64_t number;
	uint64_t new_seq, said, received, incoming;
} advances[] = {
	{11, RECORD_NOTE, RECORD_ABOUT, 0, 11, 5, 107, 7},
	{11, RECORD_NOTE, RECORD_OUT, 9, 11, 5, 107, 7},
	{11, RECORD_MESSAGE, RECORD_OUT, 6, 11, 6, 107, 7},
	{11, RECORD_MESSAGE, RECORD_IN, 8, 11, 5, 108, 8},
	/* Some are missing in the log. */
	{20, RECORD_MESSAGE, RECORD_OUT, 9, 20, 9, 107, 7},
	{20, RECORD_MESSAGE, RECORD_IN, 11, 20, 5, 111, 11},
	/* Numbers that do not rise. */
	{11, RECORD_MESSAGE, RECORD_OUT, 5, 11, 5, 107, 7},
	{11, RECORD_MESSAGE, RECORD_OUT, 0, 11, 5, 107, 7},
	{11, RECORD_MESSAGE, RECORD_IN, 7, 11, 5, 107, 7},
	{11, RECORD_MESSAGE, RECORD_IN, 0, 11, 5, 107, 7},
	/* The state has them already. */
	{10, RECORD_MESSAGE, RECORD_OUT, 6, 10, 5, 107, 7},
	{9, RECORD_MESSAGE, RECORD_IN, 8, 10, 5, 107, 7},
};

START_TEST(test_seatstate_advance)
{
	struct seatstate state =
		advance(advances[_i].seq, advances[_i].kind, advances[_i].dir, advances[_i].number);

	ck_assert_uint_eq(state.seq, advances[_i].new_seq);
	ck_assert_uint_eq(state.said, advances[_i].said);
	ck_assert_uint_eq(state.received, advances[_i].received);
	ck_assert_uint_eq(state.incoming, advances[_i].incoming);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("seatstate");
	TCase *tcase = tcase_create("seatstate");

	tcase_add_loop_test(tcase, test_seatstate_round_trip, 0, COUNT(states));
	tcase_add_test(tcase, test_seatstate_text);
	tcase_add_test(tcase, test_seatstate_random_round_trips);
	tcase_add_loop_test(tcase, test_seatstate_each_member_is_needed, 0, COUNT(members));
	tcase_add_loop_test(tcase, test_seatstate_values, 0, COUNT(no_values));
	tcase_add_loop_test(tcase, test_seatstate_contradictions, 0, COUNT(edges));
	tcase_add_test(tcase, test_seatstate_versions);
	tcase_add_loop_test(tcase, test_seatstate_hostile, 0, COUNT(hostile));
	tcase_add_test(tcase, test_seatstate_torn);
	tcase_add_test(tcase, test_seatstate_any_byte);
	tcase_add_loop_test(tcase, test_seatstate_advance, 0, COUNT(advances));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
