/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/status.h"

#include <string.h>

#include "core/funnel.h"
#include "tests/suite.h"
#include "tests/ui/golden.h"

static const struct status here = {
	.seat = 'A', .chat = "main", .other = "bob/B", .messages = 12, .viewers = 2};

static const struct {
	struct status status;
	uint64_t below;
	int columns;
	const char *left;
	const char *right;
} lines[] = {
	{{'A', "main", NULL, NULL, 0, 1}, 0, 80, " A main | waiting for B | 0 messages | 1 viewer",
		""},
	{{'B', "main", NULL, NULL, 1, 0}, 0, 80, " B main | waiting for A | 1 message | 0 viewers",
		""},
	{{'B', "main", "ann/A", NULL, 1, -1}, 0, 80, " B main | A is ann/A | 1 message", ""},
	{{'A', NULL, "bob/B", "B was killed", 3, -1}, 0, 80,
		" A | ended: B was killed | 3 messages", ""},
	{{'A', "main", "bob/B", NULL, 12, 2}, 3, 80,
		" A main | B is bob/B | 12 messages | 2 viewers", " 3 new below "},
	{{'A', "main", "bob/B", NULL, 12, 2}, 3, 40, " A main | B is bob/B", " 3 new below "},
	{{'A', "main", "bob/B", NULL, 12, 2}, 0, 20, " A | B is bob/B", ""},
	{{'A', "main", "bob/B", NULL, 12, 2}, 3, 22, " A | B is bob/B", " +3 "},
	{{'A', "main", "bob/B", NULL, 12, 2}, 3, 2, " A | B is bob/B", ""},
};

START_TEST(test_status_line)
{
	struct status_line line;

	status_compose(&lines[_i].status, lines[_i].below, lines[_i].columns, &line);
	ck_assert_str_eq(line.left, lines[_i].left);
	ck_assert_str_eq(line.right, lines[_i].right);
}
END_TEST

START_TEST(test_status_fits_where_it_can)
{
	struct status_line line;

	for (int columns = 24; columns < 200; columns++) {
		status_compose(&here, 123456, columns, &line);
		ck_assert_uint_le(funnel_columns(line.left, strlen(line.left)) +
					  funnel_columns(line.right, strlen(line.right)),
			(size_t)columns);
	}
	for (int columns = 0; columns < 24; columns++)
		status_compose(&here, UINT64_MAX, columns, &line);
}
END_TEST

START_TEST(test_status_of_great_length)
{
	char text[1000];
	struct status status = {.seat = 'A', .chat = text, .ended = text, .viewers = 1};
	struct status_line line;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	status_compose(&status, UINT64_MAX, 10000, &line);
	ck_assert_uint_lt(strlen(line.left), sizeof(line.left));
	ck_assert_str_eq(line.right, " 18446744073709551615 new below ");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("status");
	TCase *tcase = tcase_create("status");

	tcase_add_unchecked_fixture(tcase, golden_setup, NULL);
	tcase_add_loop_test(tcase, test_status_line, 0, (int)(sizeof(lines) / sizeof(lines[0])));
	tcase_add_test(tcase, test_status_fits_where_it_can);
	tcase_add_test(tcase, test_status_of_great_length);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
