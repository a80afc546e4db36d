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
	{{.seat = 'A', .chat = "main", .messages = 0, .viewers = 1}, 0, 80,
		" A main | waiting for B | 0 messages | 1 viewer", ""},
	{{.seat = 'B', .chat = "main", .messages = 1, .viewers = 0}, 0, 80,
		" B main | waiting for A | 1 message | 0 viewers", ""},
	{{.seat = 'B', .chat = "main", .other = "ann/A", .messages = 1, .viewers = -1}, 0, 80,
		" B main | A is ann/A | 1 message", ""},
	{{.seat = 'A', .other = "bob/B", .ended = "B was killed", .messages = 3, .viewers = -1}, 0,
		80, " A | ended: B was killed | 3 messages", ""},
	{{.seat = 'A', .chat = "main", .other = "bob/B", .messages = 12, .viewers = 2}, 3, 80,
		" A main | B is bob/B | 12 messages | 2 viewers", " 3 new below "},
	{{.seat = 'A', .chat = "main", .other = "bob/B", .messages = 12, .viewers = 2}, 3, 40,
		" A main | B is bob/B", " 3 new below "},
	{{.seat = 'A', .chat = "main", .other = "bob/B", .messages = 12, .viewers = 2}, 0, 20,
		" A | B is bob/B", ""},
	{{.seat = 'A', .chat = "main", .other = "bob/B", .messages = 12, .viewers = 2}, 3, 22,
		" A | B is bob/B", " +3 "},
	{{.seat = 'A', .chat = "main", .other = "bob/B", .messages = 12, .viewers = 2}, 3, 2,
		" A | B is bob/B", ""},
	/* Of a room, with all that it has not. */
	{{.seat = 'R',
		 .chat = "team",
		 .members = 4,
		 .topic = "release",
		 .messages = 12,
		 .viewers = 2},
		3, 80, " room team | 4 members | release | 12 messages | 2 viewers",
		" 3 new below "},
	{{.seat = 'R', .chat = "team", .members = 1, .topic = "", .messages = 1, .viewers = -1}, 0,
		80, " room team | 1 member | 1 message", ""},
	{{.seat = 'R', .chat = "team", .members = 0, .messages = 0, .viewers = -1}, 0, 80,
		" room team | 0 members | 0 messages", ""},
	{{.seat = 'R',
		 .chat = "team",
		 .members = 4,
		 .topic = "release",
		 .messages = 12,
		 .viewers = 2},
		0, 24, " room team | 4 members", ""},
	{{.seat = 'A', .chat = "with-bob", .with = "bob", .messages = 2, .viewers = -1}, 0, 80,
		" A with-bob | waiting for bob | 2 messages", ""},
	{{.seat = 'R',
		 .chat = "team",
		 .ended = "closed",
		 .topic = "x",
		 .messages = 2,
		 .viewers = -1},
		0, 80, " room team | ended: closed | x | 2 messages", ""},
};

START_TEST(test_status_line)
{
	const struct status_view view = {.below = lines[_i].below};
	struct status_line line;

	status_compose(&lines[_i].status, &view, lines[_i].columns, &line);
	ck_assert_str_eq(line.left, lines[_i].left);
	ck_assert_str_eq(line.right, lines[_i].right);
}
END_TEST

static const struct {
	struct status status;
	uint64_t unread;
	enum find_result result;
	const char *left;
} further[] = {
	{{.with = "bob"}, 0, FIND_NOTHING, " A main | with bob/B | 0 messages"},
	{{.with = "bob", .other_away = "lunch"}, 0, FIND_NOTHING,
		" A main | with bob/B, away: lunch | 0 messages"},
	{{.typing = true}, 0, FIND_NOTHING, " A main | bob/B is typing | 0 messages"},
	{{.other_away = "lunch"}, 0, FIND_NOTHING,
		" A main | B is bob/B, away: lunch | 0 messages"},
	{{.other_away = "", .away = ""}, 0, FIND_NOTHING, " A main | B is bob/B | 0 messages"},
	{{.away = "tea"}, 3, FIND_NOTHING,
		" A main | B is bob/B | 3 unread | you are away | 0 messages"},
	{{.queued = 1}, 0, FIND_NOTHING, " A main | B is bob/B | 1 byte queued | 0 messages"},
	{{.queued = 214}, 0, FIND_FOUND,
		" A main | B is bob/B | 214 bytes queued | \"word\" | 0 messages"},
	{{.messages = 1}, 1, FIND_WRAPPED,
		" A main | B is bob/B | 1 unread | \"word\" wrapped | 1 message"},
	{{.viewers = 0}, 0, FIND_MISSING, " A main | B is bob/B | \"word\" not found | 0 messages"},
};

START_TEST(test_status_further_parts)
{
	struct status status = further[_i].status;
	struct find find = {.result = further[_i].result};
	const struct status_view view = {.unread = further[_i].unread, .find = &find};
	struct status_line line;

	match_init(&find.match, "word", 4);
	status.seat = 'A';
	status.chat = "main";
	status.other = "bob/B";
	status.viewers = -1;
	status_compose(&status, &view, 100, &line);
	ck_assert_str_eq(line.left, further[_i].left);
	/* What is searched for outlives the chat's name. */
	status_compose(&status, &view, 38, &line);
	ck_assert_int_eq(strstr(line.left, "word") != NULL, find.result != FIND_NOTHING);
}
END_TEST

START_TEST(test_status_fits_where_it_can)
{
	struct status_line line;

	for (int columns = 24; columns < 200; columns++) {
		status_compose(&here, &(struct status_view){.below = 123456}, columns, &line);
		ck_assert_uint_le(funnel_columns(line.left, strlen(line.left)) +
					  funnel_columns(line.right, strlen(line.right)),
			(size_t)columns);
	}
	for (int columns = 0; columns < 24; columns++)
		status_compose(&here, &(struct status_view){.below = UINT64_MAX}, columns, &line);
}
END_TEST

START_TEST(test_status_of_great_length)
{
	char text[1000];
	struct status status = {.seat = 'A', .chat = text, .ended = text, .viewers = 1};
	struct status_line line;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	status_compose(&status, &(struct status_view){.below = UINT64_MAX}, 10000, &line);
	ck_assert_uint_lt(strlen(line.left), sizeof(line.left));
	status.seat = 'R';
	status.topic = text;
	status_compose(&status, &(struct status_view){.below = UINT64_MAX}, 10000, &line);
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
	tcase_add_loop_test(
		tcase, test_status_further_parts, 0, (int)(sizeof(further) / sizeof(further[0])));
	tcase_add_test(tcase, test_status_fits_where_it_can);
	tcase_add_test(tcase, test_status_of_great_length);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
