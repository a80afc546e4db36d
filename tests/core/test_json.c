/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/json.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "core/funnel.h"
#include "core/utf8.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* A reader of JSON strings that takes nothing but what RFC 8259, section 7, allows. */
struct reader {
	const char *at, *end;
};

/* Four hexadecimal digits, or -1. */
static long read_hex(struct reader *reader)
{
	long value = 0;

	for (int i = 0; i < 4; i++, reader->at++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit;

		if (reader->at == reader->end || *reader->at == '\0')
			return -1;
		digit = strchr(digits, *reader->at);
		if (digit == NULL)
			return -1;
		value = value * 16 + (digit - digits);
	}
	return value;
}

/* What stands behind \u: a code point, also one of two surrogates, or -1. */
static long read_unicode(struct reader *reader)
{
	long high = read_hex(reader), low;

	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || reader->end - reader->at < 2 || memcmp(reader->at, "\\u", 2) != 0)
		return -1;
	reader->at += 2;
	low = read_hex(reader);
	return low < 0xdc00 || low > 0xdfff ? -1 : 0x10000 + (high - 0xd800) * 0x400 + low - 0xdc00;
}

static long read_escape(struct reader *reader)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *name;
	char c;

	if (reader->at == reader->end || *reader->at == '\0')
		return -1;
	c = *reader->at++;
	if (c == 'u')
		return read_unicode(reader);
	name = strchr(names, c);
	return name == NULL ? -1 : values[name - names];
}

/* The next code point; -1 for what is no JSON, -2 at the closing quote. */
static long read_char(struct reader *reader)
{
	uint32_t cp;
	int n = utf8_decode(reader->at, (size_t)(reader->end - reader->at), &cp);

	if (n <= 0 || cp < 0x20)
		return -1;
	reader->at += n;
	if (cp == '"')
		return -2;
	return cp == '\\' ? read_escape(reader) : (long)cp;
}

/* Reads the whole of json as one string. Returns whether it is that, and no byte more. */
static bool read_string(const struct buffer *json, struct buffer *text)
{
	struct reader reader;
	long cp;

	text->len = 0;
	if (json->len == 0 || json->data[0] != '"')
		return false;
	reader = (struct reader){json->data + 1, json->data + json->len};
	while ((cp = read_char(&reader)) >= 0) {
		char bytes[UTF8_MAX];

		buffer_append(text, bytes, utf8_encode((uint32_t)cp, bytes));
	}
	return cp == -2 && reader.at == reader.end;
}

/* Is what was written safe on a terminal? */
static bool is_safe(const struct buffer *json)
{
	for (size_t pos = 0; pos < json->len;) {
		uint32_t cp;
		int n = utf8_decode(json->data + pos, json->len - pos, &cp);

		if (n <= 0 || cp < 0x20 || funnel_is_unsafe(cp))
			return false;
		pos += (size_t)n;
	}
	return true;
}

/* The reader itself has to be strict, or it would prove nothing. */
static const char *const broken[] = {
	"",
	"\"",
	"x",
	"\"a",
	"\"a\"b",
	"\"\n\"",
	"\"\\\"",
	"\"\\x\"",
	"\"\\u12\"",
	"\"\\u12g4\"",
	"\"\\ud800\"",
	"\"\\udc00\"",
	"\"\\ud800x\"",
	"\"\\ud800\\u0041\"",
	"\"\xff\"",
};

START_TEST(test_json_reader_is_strict)
{
	struct buffer json = {0}, text = {0};

	buffer_append_string(&json, broken[_i]);
	ck_assert(!read_string(&json, &text));
	buffer_fini(&json);
	buffer_fini(&text);
}
END_TEST

static const struct {
	const char *text;
	const char *json;
} strings[] = {
	{"", "\"\""},
	{"plain", "\"plain\""},
	{"say \"it\"", "\"say \\\"it\\\"\""},
	{"a\\b/", "\"a\\\\b/\""},
	{"\n\r\t", "\"\\n\\r\\t\""},
	{"\b\f\x01\x1b[0m\x7f", "\"\\u0008\\u000c\\u0001\\u001b[0m\\u007f\""},
	{"\xc2\x9b", "\"\\u009b\""},
	{"\xe2\x80\xae"
	 "x\xe2\x80\xa8",
		"\"\\u202ex\\u2028\""},
	{"日本 é 😀", "\"日本 é 😀\""},
	{"\xf3\xa0\x81\x81", "\"\\udb40\\udc41\""},
};

START_TEST(test_json_strings)
{
	struct buffer json = {0};
	const char *text = strings[_i].text;

	ck_assert_int_eq(json_append_string(&json, text, strlen(text)), 0);
	ck_assert_uint_eq(json.len, strlen(strings[_i].json));
	ck_assert_mem_eq(json.data, strings[_i].json, json.len);
	buffer_fini(&json);
}
END_TEST

/* Every code point, 256 at a time: what is read is what was written, and safe on the way. */
START_TEST(test_json_every_code_point_comes_back)
{
	struct buffer json = {0}, text = {0}, back = {0};

	for (uint32_t block = 0; block < 0x110000; block += 256) {
		text.len = 0;
		json.len = 0;
		for (uint32_t cp = block; cp < block + 256; cp++) {
			char bytes[UTF8_MAX];

			if (cp != 0 && (cp < 0xd800 || cp > 0xdfff))
				buffer_append(&text, bytes, utf8_encode(cp, bytes));
		}
		ck_assert_int_eq(json_append_string(&json, text.data, text.len), 0);
		ck_assert_msg(is_safe(&json), "from U+%04X on", block);
		ck_assert_msg(read_string(&json, &back), "from U+%04X on", block);
		ck_assert_uint_eq(back.len, text.len);
		if (memcmp(back.data, text.data, text.len) != 0)
			ck_abort_msg("from U+%04X on", block);
	}
	buffer_fini(&json);
	buffer_fini(&text);
	buffer_fini(&back);
}
END_TEST

/* Invalid bytes, which no caller should pass, still make valid JSON. */
START_TEST(test_json_mends_what_is_invalid)
{
	struct buffer json = {0}, back = {0};

	ck_assert_int_eq(json_append_string(&json, "a\xff\xe2\x82", 4), 0);
	ck_assert(read_string(&json, &back));
	ck_assert_uint_eq(back.len, 7);
	ck_assert_mem_eq(back.data, "a\xef\xbf\xbd\xef\xbf\xbd", 7);
	buffer_fini(&json);
	buffer_fini(&back);
}
END_TEST

START_TEST(test_json_members)
{
	static const char expected[] =
		"[{\"a\":\"x\\ny\",\"b\":-9223372036854775808,\"c_1\":\"\"},{\"n\":"
		"9223372036854775807";
	struct buffer json = {0};

	buffer_append_string(&json, "[{");
	ck_assert_int_eq(json_member_string(&json, "a", "x\ny", 3), 0);
	ck_assert_int_eq(json_member_number(&json, "b", INT64_MIN), 0);
	ck_assert_int_eq(json_member_string(&json, "c_1", "", 0), 0);
	buffer_append_string(&json, "},{");
	ck_assert_int_eq(json_member_number(&json, "n", INT64_MAX), 0);
	ck_assert_uint_eq(json.len, sizeof(expected) - 1);
	ck_assert_mem_eq(json.data, expected, json.len);
	buffer_fini(&json);
}
END_TEST

/* A value that ends like the beginning of an object. */
START_TEST(test_json_member_behind_a_brace)
{
	struct buffer json = {0};

	buffer_append_string(&json, "{");
	ck_assert_int_eq(json_member_string(&json, "a", "{", 1), 0);
	ck_assert_int_eq(json_member_number(&json, "b", 0), 0);
	ck_assert_uint_eq(json.len, 14);
	ck_assert_mem_eq(json.data, "{\"a\":\"{\",\"b\":0", 14);
	buffer_fini(&json);
}
END_TEST

START_TEST(test_json_without_memory)
{
	struct buffer json = {0};
	char text[300];

	memset(text, '\x01', sizeof(text));
	starve(1);
	ck_assert_int_eq(json_append_string(&json, "x", 1), -ENOMEM);
	starve(1);
	ck_assert_int_eq(json_member_string(&json, "a", "x", 1), -ENOMEM);
	starve(1);
	ck_assert_int_eq(json_member_number(&json, "a", 1), -ENOMEM);
	ck_assert_int_eq(buffer_append_string(&json, "{"), 0);
	starve(1);
	ck_assert_int_eq(json_append_string(&json, text, sizeof(text)), -ENOMEM);
	buffer_fini(&json);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_loop_test(tcase, test_json_reader_is_strict, 0, COUNT(broken));
	tcase_add_loop_test(tcase, test_json_strings, 0, COUNT(strings));
	tcase_add_test(tcase, test_json_every_code_point_comes_back);
	tcase_add_test(tcase, test_json_mends_what_is_invalid);
	tcase_add_test(tcase, test_json_members);
	tcase_add_test(tcase, test_json_member_behind_a_brace);
	tcase_add_test(tcase, test_json_without_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
