/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/url.h"

#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/funnel.h"
#include "core/utf8.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

/* A text and the links in it. */
static const struct {
	const char *text;
	const char *links[4];
} table[] = {
	{"", {NULL}},
	{"no link", {NULL}},
	{"http://a.b", {"http://a.b"}},
	{"see https://a.b/c?d=e&f#g now", {"https://a.b/c?d=e&f#g"}},
	{"HTTP://A.B/C", {"HTTP://A.B/C"}},
	{"http://a.b http://c.d", {"http://a.b", "http://c.d"}},
	{"http://a.b\nhttps://c.d\tgemini://e", {"http://a.b", "https://c.d", "gemini://e"}},
	{"http://localhost:8080/", {"http://localhost:8080/"}},
	{"http://user:x@a.b:1/~u/%20;p", {"http://user:x@a.b:1/~u/%20;p"}},
	{"http://127.0.0.1", {"http://127.0.0.1"}},
	{"http://[::1]:80/x", {"http://[::1]:80/x"}},
	{"www.a.b", {"www.a.b"}},
	{"Www.a.b/c.", {"Www.a.b/c"}},
	{"mailto:a.b+c@d.e", {"mailto:a.b+c@d.e"}},
	{"mailto:a@b?subject=c%20d, hello", {"mailto:a@b?subject=c%20d"}},
	{"gemini://a.b/", {"gemini://a.b/"}},
	/* punctuation at the end */
	{"http://a.b.", {"http://a.b"}},
	{"http://a.b/c...", {"http://a.b/c"}},
	{"http://a.b/c?!", {"http://a.b/c"}},
	{"http://a.b, http://c.d; http://e.f:", {"http://a.b", "http://c.d", "http://e.f"}},
	{"'http://a.b'", {"http://a.b"}},
	{"\"http://a.b\"", {"http://a.b"}},
	{"<http://a.b>", {"http://a.b"}},
	{"\u201chttp://a.b\u201d", {"http://a.b"}},
	{"*http://a.b*", {"http://a.b"}},
	{"_http://a.b_", {"http://a.b"}},
	{"http://a.b/c_", {"http://a.b/c_"}},
	{"~http://a.b/~", {"http://a.b/"}},
	{"http://a.b/~", {"http://a.b/~"}},
	{"http://a.b/c-", {"http://a.b/c-"}},
	/* brackets */
	{"(http://a.b)", {"http://a.b"}},
	{"(see http://a.b/c).", {"http://a.b/c"}},
	{"http://a.b/c_(d)", {"http://a.b/c_(d)"}},
	{"(http://a.b/c_(d))", {"http://a.b/c_(d)"}},
	{"(http://a.b/c_(d).)", {"http://a.b/c_(d)"}},
	{"[x](http://a.b/c),more", {"http://a.b/c"}},
	{"[http://a.b]", {"http://a.b"}},
	{"http://a.b/x[1]y", {"http://a.b/x[1]y"}},
	{"http://a.b/([)]", {"http://a.b/"}},
	{"http://a.b/(", {"http://a.b/"}},
	{"http://a.b/(c", {"http://a.b/(c"}},
	{"{http://a.b}", {"http://a.b"}},
	/* where a link begins */
	{"xhttp://a.b", {NULL}},
	{"9www.a.b", {NULL}},
	{"x@www.a.b", {NULL}},
	{"x-www.a.b", {NULL}},
	{"see:http://a.b", {"http://a.b"}},
	{"a/http://a.b", {"http://a.b"}},
	{"\u898b\u3066http://a.b", {"http://a.b"}},
	{"http://a.b/http://c.d", {"http://a.b/http://c.d"}},
	/* what is none */
	{"http:", {NULL}},
	{"http://", {NULL}},
	{"http://.", {NULL}},
	{"http:///x", {NULL}},
	{"http:// a.b", {NULL}},
	{"http://[", {NULL}},
	{"http://-", {NULL}},
	{"http:/a.b", {NULL}},
	{"ftp://a.b", {NULL}},
	{"javascript:alert(1)", {NULL}},
	{"file:///etc/passwd", {NULL}},
	{"www.", {NULL}},
	{"www.a", {NULL}},
	{"www.a.", {NULL}},
	{"www..a.b", {NULL}},
	{"wwwa.b", {NULL}},
	{"mailto:", {NULL}},
	{"mailto:a", {NULL}},
	{"mailto:@b", {NULL}},
	{"mailto:a@", {NULL}},
	{"http:// http://a.b", {"http://a.b"}},
	/* characters */
	{"http://a.b/\u00fcber", {"http://a.b/\u00fcber"}},
	{"http://m\u00fcller.de/", {"http://m\u00fcller.de/"}},
	{"http://\u65e5\u672c.jp", {"http://\u65e5\u672c.jp"}},
	{"http://a.b\u3001x", {"http://a.b"}},
	{"http://a.b/\u3002", {"http://a.b/"}},
	{"http://a.b/e\u0301", {"http://a.b/e\u0301"}},
	{"http://a.b/\U0001f600", {"http://a.b/"}},
	{"http://a.b\u00a0c", {"http://a.b"}},
	{"http://a.b/x\\y", {"http://a.b/x"}},
	{"http://a.b/x|y", {"http://a.b/x"}},
	{"http://a.b/x`y`", {"http://a.b/x"}},
	{"http://a.b/x^y", {"http://a.b/x"}},
	{"http://a.b\x1b[31m", {"http://a.b"}},
	{"http://a.b\rx", {"http://a.b"}},
	{"http://a.b\xc2\x85x", {"http://a.b"}},
	{"http://a.b\u202e/x", {"http://a.b"}},
	{"http://a.b\u200b/x", {"http://a.b"}},
	{"http://a.b\u034f/x", {"http://a.b"}},
	{"http://a.b\ufe0f/x", {"http://a.b"}},
	{"http://a.b\U000e0067/x", {"http://a.b"}},
	{"http://a.b/\ue000", {"http://a.b/"}},
	{"http://a.b/\ufffd", {"http://a.b/"}},
};

START_TEST(test_url_table)
{
	const char *text = table[_i].text;
	struct url_span span = {0, 0};
	char link[64];

	for (int i = 0; i < 4 && table[_i].links[i] != NULL; i++) {
		ck_assert(url_next(text, strlen(text), span.end, &span));
		ck_assert_uint_lt(span.end - span.start, sizeof(link));
		memcpy(link, text + span.start, span.end - span.start);
		link[span.end - span.start] = '\0';
		ck_assert_str_eq(link, table[_i].links[i]);
	}
	ck_assert(!url_next(text, strlen(text), span.end, &span));
}
END_TEST

static const struct {
	const char *link, *address;
} addresses[] = {
	{"http://a.b", "http://a.b"},
	{"www.a.b/c", "https://www.a.b/c"},
	{"WWW.a.b", "https://WWW.a.b"},
	{"mailto:a@b", "mailto:a@b"},
};

START_TEST(test_url_address)
{
	const char *link = addresses[_i].link;
	struct buffer out = {0};

	ck_assert_int_eq(url_address(&out, link, strlen(link)), 0);
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	ck_assert_str_eq(out.data, addresses[_i].address);
	buffer_fini(&out);
}
END_TEST

START_TEST(test_url_too_long)
{
	char *text = malloc(URL_MAX + 20);
	struct url_span span;

	ck_assert(text);
	memset(text, 'x', URL_MAX + 20);
	memcpy(text, "http://", 7);
	text[URL_MAX] = ' ';
	memcpy(text + URL_MAX + 1, "http://a ", 9);
	ck_assert(url_next(text, URL_MAX + 20, 0, &span));
	ck_assert_uint_eq(span.start, 0);
	ck_assert_uint_eq(span.end, URL_MAX);
	text[URL_MAX] = 'x';
	text[URL_MAX + 1] = ' ';
	memcpy(text + URL_MAX + 2, "http://a ", 9);
	ck_assert(url_next(text, URL_MAX + 20, 0, &span));
	ck_assert_uint_eq(span.start, URL_MAX + 2);
	free(text);
}
END_TEST

static unsigned draw(unsigned *seed, unsigned n)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % n;
}

static const char *const pieces[] = {"http://", "https://", "HTTP:", "//", "www.",
	"mailto:", "gemini://", "a", "b", "@", ".", ",", "(", ")", "[", "]", "_", "~", "'", " ",
	"\n", "\x1b", "\u202e", "\u0301", "\u65e5", "\u201d", "\U0001f600", "\xff", "\xe6\x97",
	"\xc2"};

/* Whatever the bytes are, a link is nothing that a terminal would not be given. */
START_TEST(test_url_random)
{
	unsigned seed = (unsigned)_i;

	for (int i = 0; i < 5000; i++) {
		struct url_span span = {0, 0};
		struct buffer text = {0};
		size_t end = 0;

		for (int j = 0; j < 12; j++) {
			const char *piece = pieces[draw(&seed, COUNT(pieces))];

			ck_assert_int_eq(buffer_append_string(&text, piece), 0);
		}
		while (url_next(text.data, text.len, end, &span)) {
			ck_assert_uint_ge(span.start, end);
			ck_assert_uint_gt(span.end, span.start + 4);
			ck_assert_uint_le(span.end, text.len);
			ck_assert(utf8_valid(text.data + span.start, span.end - span.start));
			for (size_t pos = span.start; pos < span.end;) {
				uint32_t cp;

				pos += (size_t)utf8_decode(text.data + pos, span.end - pos, &cp);
				ck_assert(!funnel_is_unsafe(cp) && cp != ' ' && cp != '"');
			}
			end = span.end;
		}
		buffer_fini(&text);
	}
}
END_TEST

/* Texts in which many places look like the beginning of a link; quadratic time would be seen. */
static const char *const repeated[] = {"http://", "http://[", "www.", "www.a", "www.a/",
	"mailto:", "mailto:a,", "mailto:a_", "h", "(", "http://a ", "http://a(", "www.\u65e5",
	"_www.\u65e5", "\u0301", "http:// mailto:_"};

START_TEST(test_url_is_not_quadratic)
{
	const size_t n = 4u << 20, len = strlen(repeated[_i]);
	struct url_span span = {0, 0};
	char *text = malloc(n);

	ck_assert(text);
	for (size_t i = 0; i < n; i++)
		text[i] = repeated[_i][i % len];
	while (url_next(text, n, span.end, &span))
		ck_assert_uint_le(span.end, n);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("url");
	TCase *tcase = tcase_create("url");

	tcase_add_loop_test(tcase, test_url_table, 0, COUNT(table));
	tcase_add_loop_test(tcase, test_url_address, 0, COUNT(addresses));
	tcase_add_test(tcase, test_url_too_long);
	tcase_add_loop_test(tcase, test_url_random, 0, 3);
	tcase_add_loop_test(tcase, test_url_is_not_quadratic, 0, COUNT(repeated));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
