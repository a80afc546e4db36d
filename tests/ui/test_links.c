/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/links.h"

#include <errno.h>
#include <string.h>

#include "core/buffer.h"
#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/scrollback.h"
#include "ui/viewport.h"

static struct scrollback *scrollback;
static struct viewport viewport;

static void set_up(void)
{
	static const char *const texts[] = {"http://a/1", "x", "http://a/2 http://a/3",
		"a long text with a link in its last row http://a/4", "/me www.b.c"};

	golden_setup();
	scrollback = scrollback_new(10, 1000);
	viewport_init(&viewport, scrollback);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct record record = golden_record(RECORD_IN, 0, texts[i]);

		ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	}
	viewport_resize(&viewport, 20, 11);
}

static void tear_down(void)
{
	scrollback_free(scrollback);
}

/* The links in view, the last one first, as one text. */
static void check(const char *links)
{
	struct buffer all = {0};
	int rc;

	for (size_t i = 0; (rc = links_get(&viewport, i, &all)) == 0; i++)
		buffer_append(&all, " ", 1);
	ck_assert_int_eq(rc, -ENOENT);
	buffer_append(&all, "", 1);
	ck_assert_str_eq(all.data, links);
	buffer_fini(&all);
}

START_TEST(test_links_in_view)
{
	check("https://www.b.c http://a/4 http://a/3 http://a/2 http://a/1 ");
	viewport_resize(&viewport, 1, 11);
	check("https://www.b.c ");
	/* A line of which a part is in view counts. */
	viewport_resize(&viewport, 2, 11);
	check("https://www.b.c http://a/4 ");
	viewport_home(&viewport);
	check("http://a/1 ");
	viewport_scroll(&viewport, 2);
	check("http://a/3 http://a/2 ");
	viewport_scroll(&viewport, 4);
	check("http://a/4 http://a/3 http://a/2 ");
	viewport_resize(&viewport, 0, 0);
	check("");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("links");
	TCase *tcase = tcase_create("links");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_links_in_view);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
