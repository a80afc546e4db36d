/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/html.h"

#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/funnel.h"
#include "core/utf8.h"
#include "tests/core/prng.h"
#include "tests/core/starve.h"
#include "tests/suite.h"

#define COUNT(table) (int)(sizeof(table) / sizeof((table)[0]))

#define TIME         INT64_C(1795349045123456)
#define DAY          INT64_C(86400000000)

#define LINK(address, shown)                                                                       \
	"<a rel=\"noopener noreferrer nofollow\" href=\"" address "\">" shown "</a>"

static struct html html;
static struct buffer out;

static void setup(void)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	ck_assert_int_eq(setenv("TZ", "UTC0", 1), 0);
	tzset();
}

static void teardown(void)
{
	html_fini(&html);
	buffer_fini(&out);
}

static struct record said(enum record_dir dir, const char *from, const char *text)
{
	return (struct record){
		.seq = 1,
		.time_us = TIME,
		.kind = dir == RECORD_ABOUT ? RECORD_NOTE : RECORD_MESSAGE,
		.dir = dir,
		.from = from,
		.from_len = strlen(from),
		.text = text,
		.text_len = strlen(text),
	};
}

static const char *result(void)
{
	ck_assert_int_eq(buffer_append(&out, "", 1), 0);
	out.len--;
	return out.data;
}

static void assert_has(const char *wanted)
{
	ck_assert_msg(strstr(result(), wanted) != NULL, "%s\nis not in\n%s", wanted, result());
}

static int count(const char *wanted)
{
	int n = 0;

	for (const char *at = result(); (at = strstr(at, wanted)) != NULL; at++)
		n++;
	return n;
}

static const struct {
	const char *text, *html;
} texts[] = {
	{"", ""},
	{"plain", "plain"},
	{"a\n\tb", "a\n\tb"},
	{"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
	{"&amp; \"&#60;\"", "&amp;amp; &quot;&amp;#60;&quot;"},
	{"</bdi></article><!-- ]]> -->", "&lt;/bdi&gt;&lt;/article&gt;&lt;!-- ]]&gt; --&gt;"},
	/* as on a terminal: visible, or not there */
	{"\x1b[31m\a\r\x7f", "^[[31m^G^M^?"},
	{"\xc2\x9b\xe2\x80\xa8", "&lt;U+009B&gt;&lt;U+2028&gt;"},
	{"a\xe2\x80\xae"
	 "b\xe2\x80\x8b\xef\xbb\xbf\xe2\x81\xa6"
	 "c",
		"abc"},
	{"\xef\xbf\xbf\xee\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd"},
	{"日本 é שלום", "日本 é שלום"},
	/* links of the web, and others */
	{"http://a.example/", LINK("http://a.example/", "http://a.example/")},
	{"see HTTPS://a.example/?b=1&c=2.", "see " LINK("HTTPS://a.example/?b=1&amp;c=2",
						    "HTTPS://a.example/?b=1&amp;c=2") "."},
	{"www.a.example", LINK("https://www.a.example", "www.a.example")},
	{"http://a.example/'onclick='x", LINK("http://a.example/&#39;onclick=&#39;x",
						 "http://a.example/&#39;onclick=&#39;x")},
	{"http://a.example/\"onclick=\"x",
		LINK("http://a.example/", "http://a.example/") "&quot;onclick=&quot;x"},
	{"http://a.example/<b>", LINK("http://a.example/", "http://a.example/") "&lt;b&gt;"},
	{"http://a.example/\xe2\x80\xae"
	 "b",
		LINK("http://a.example/", "http://a.example/") "b"},
	{"javascript:alert(1) data:text/html,x file:///etc/passwd vbscript:x",
		"javascript:alert(1) data:text/html,x file:///etc/passwd vbscript:x"},
	{"mailto:a@b.example gemini://a.example/", "mailto:a@b.example gemini://a.example/"},
	{"javascript:http://a.example", NULL},
};

START_TEST(test_html_text)
{
	struct record record = said(RECORD_IN, "bob/B", texts[_i].text);
	struct buffer wanted = {0};

	ck_assert_int_eq(html_record(&html, &out, &record), 0);
	if (texts[_i].html == NULL) {
		ck_assert_int_eq(count("href=\"javascript"), 0);
		return;
	}
	buffer_printf(&wanted, "<bdi class=\"text\" lang=\"\">%s</bdi></article>\n%c",
		texts[_i].html, '\0');
	assert_has(wanted.data);
	buffer_fini(&wanted);
}
END_TEST

START_TEST(test_html_records)
{
	struct record record = said(RECORD_OUT, "<ann>\n", "x");

	ck_assert_int_eq(html_record(&html, &out, &record), 0);
	assert_has("<article class=\"out\"><div class=\"head\"><bdi class=\"from\">&lt;ann&gt;^J"
		   "</bdi> <time datetime=\"2026-11-22T12:04:05.123456Z\">12:04:05</time></div>");
	record = said(RECORD_IN, "bob", "y");
	ck_assert_int_eq(html_record(&html, &out, &record), 0);
	assert_has("<article class=\"in\"><div class=\"head\"><bdi class=\"from\">bob</bdi>");
	record = said(RECORD_ABOUT, "", "z");
	ck_assert_int_eq(html_record(&html, &out, &record), 0);
	assert_has("<article class=\"note\"><div class=\"head\"><time");
}
END_TEST

/* A heading for each day, of local time, also where the clock was set back. */
START_TEST(test_html_days)
{
	static const int days[] = {0, 0, 1, 0, 5};
	struct record record = said(RECORD_OUT, "ann", "x");

	ck_assert_int_eq(setenv("TZ", "XXX-14", 1), 0);
	tzset();
	for (int i = 0; i < COUNT(days); i++) {
		record.time_us = TIME + days[i] * DAY;
		ck_assert_int_eq(html_record(&html, &out, &record), 0);
	}
	ck_assert_int_eq(html_end(&html, &out), 0);
	ck_assert_int_eq(count("<h2><time datetime=\"2026-11-23\">2026-11-23</time></h2>"), 2);
	ck_assert_int_eq(count("<h2><time datetime=\"2026-11-24\">"), 1);
	ck_assert_int_eq(count("<h2><time datetime=\"2026-11-28\">"), 1);
	ck_assert_int_eq(count("<section>"), 4);
	ck_assert_int_eq(count("</section>"), 4);
	ck_assert_int_eq(count(">02:04:05</time>"), 5);
}
END_TEST

START_TEST(test_html_page)
{
	ck_assert_int_eq(html_begin(&html, &out, "<my> & chat", SEAT_B), 0);
	ck_assert_int_eq(html_end(&html, &out), 0);
	ck_assert(strncmp(result(), "<!DOCTYPE html>\n", 16) == 0);
	ck_assert_str_eq(result() + out.len - 8, "</html>\n");
	assert_has("<meta charset=\"utf-8\">");
	assert_has("content=\"default-src 'none'; style-src 'sha256-");
	assert_has("<title>&lt;my&gt; &amp; chat, seat B</title>");
	assert_has("<h1><bdi>&lt;my&gt; &amp; chat</bdi>, seat B</h1>");
	assert_has("Nothing was said.");
	out.len = 0;
	ck_assert_int_eq(html_begin(&html, &out, "team", SEAT_ROOM), 0);
	assert_has("<title>team, room</title>");
	assert_has("<h1><bdi>team</bdi>, room</h1>");
	ck_assert_ptr_null(strstr(result(), "unsafe"));
	ck_assert_ptr_null(strstr(result(), "<script"));
}
END_TEST

/* The tags that are there, and how deep they are nested; no other may appear. */
static const char *const tags[] = {"section", "h2", "time", "article", "div", "bdi", "a"};

static int tag_of(const char *name, size_t n)
{
	for (int i = 0; i < COUNT(tags); i++) {
		if (strlen(tags[i]) == n && memcmp(tags[i], name, n) == 0)
			return i;
	}
	return -1;
}

/* Whether what was appended is made of those tags, properly nested, and safe characters. */
static bool is_sound(const char *text, size_t n)
{
	int stack[16], depth = 0;

	for (size_t pos = 0; pos < n;) {
		uint32_t cp;
		int length = utf8_decode(text + pos, n - pos, &cp);
		size_t name = pos + 1, end;

		if (length <= 0 || (funnel_is_unsafe(cp) && cp != '\n' && cp != '\t'))
			return false;
		pos += (size_t)length;
		if (cp != '<')
			continue;
		name += text[name] == '/';
		end = name + strspn(text + name, "abcdefghijklmnopqrstuvwxyz0123456789");
		if (tag_of(text + name, end - name) < 0)
			return false;
		if (name == pos + 1) {
			if (depth == 0 || stack[--depth] != tag_of(text + name, end - name))
				return false;
		} else {
			if (depth == COUNT(stack))
				return false;
			stack[depth++] = tag_of(text + name, end - name);
		}
		while (text[pos] != '>') {
			if (text[pos] == '<' || text[pos] == '\'')
				return false;
			pos++;
		}
		pos++;
	}
	return depth == 0;
}

static size_t random_text(struct prng *prng, char *text, size_t max)
{
	static const char *const words[] = {"<", ">", "&", "\"", "'", "http://", "https://a.",
		"www.a.b", "mailto:a@b.c", "\xe2\x80\xae", "\x1b", "\n", "/", "</bdi>", "<script>",
		"=", " ", "\xcc\x81", "\xf3\xa0\x81\x81", "&#60;", "-->", "x", "\xd7\x90", "(", ")",
		"]]>"};
	size_t len = 0;

	for (;;) {
		char bytes[UTF8_MAX];
		const char *word = words[prng_below(prng, COUNT(words))];
		size_t n = strlen(word);

		if (prng_chance(prng, 20)) {
			n = utf8_encode(1 + prng_below(prng, 0x10ffff), bytes);
			word = bytes;
		}
		if (len + n > max)
			return len;
		memcpy(text + len, word, n);
		len += n;
	}
}

START_TEST(test_html_hostile)
{
	struct prng prng = {.state = 8};
	char from[RECORD_FROM_MAX], text[300];

	for (int i = 0; i < 3000; i++) {
		struct record record = said(RECORD_IN, "", "");

		record.from = from;
		record.from_len = random_text(&prng, from, sizeof(from));
		record.text = text;
		record.text_len = random_text(&prng, text, prng_below(&prng, sizeof(text)));
		html.day[0] = '\0';
		out.len = 0;
		ck_assert_int_eq(html_record(&html, &out, &record), 0);
		ck_assert_int_eq(buffer_append_string(&out, "</section>"), 0);
		ck_assert_msg(is_sound(result(), out.len), "%s", result());
		ck_assert_int_eq(count("<bdi"), 2);
		ck_assert_int_eq(
			count("<a "), count("<a rel=\"noopener noreferrer nofollow\" href=\"http"));
	}
}
END_TEST

START_TEST(test_html_without_memory)
{
	struct record record = said(RECORD_IN, "bob", "\"http://a.example\" <x>");
	int failures = 0;

	for (size_t room = 16; room < 1024; room += 8) {
		int error;

		ck_assert_int_eq(buffer_reserve(&out, 1), 0);
		out.len = room < out.cap ? out.cap - room : 0;
		html.day[0] = '\0';
		starve(1000);
		error = html_record(&html, &out, &record);
		starve(0);
		ck_assert(error == 0 || error == -ENOMEM);
		failures += error != 0;
	}
	ck_assert_int_gt(failures, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("html");
	TCase *tcase = tcase_create("html");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, test_html_text, 0, COUNT(texts));
	tcase_add_test(tcase, test_html_records);
	tcase_add_test(tcase, test_html_days);
	tcase_add_test(tcase, test_html_page);
	tcase_add_test(tcase, test_html_hostile);
	tcase_add_test(tcase, test_html_without_memory);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
