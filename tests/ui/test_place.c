/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/place.h"

#include "tests/suite.h"
#include "tests/ui/golden.h"
#include "ui/scrollback.h"

/* Three columns: no day, no marker; lines of 1, 3 and 2 rows. */
#define COLUMNS 3

static struct scrollback *scrollback;

static void set_up(void)
{
	static const char *const texts[] = {"gone", "a", "b\nb\nb", "cccccc"};

	golden_setup();
	scrollback = scrollback_new(3, 1000);
	for (int i = 0; i < 4; i++) {
		struct record record = golden_record(RECORD_IN, i, texts[i]);

		ck_assert_int_eq(scrollback_append(scrollback, &record), 0);
	}
}

static void tear_down(void)
{
	scrollback_free(scrollback);
}

/* All places, and the end. */
static const struct place places[] = {{1, 0}, {2, 0}, {2, 1}, {2, 2}, {3, 0}, {3, 1}, {4, 0}};
#define PLACES (sizeof(places) / sizeof(places[0]))

static void check(struct place place, size_t i)
{
	ck_assert_uint_eq(place.line, places[i].line);
	ck_assert_uint_eq(place.row, places[i].row);
}

START_TEST(test_place_from_everywhere_to_everywhere)
{
	for (size_t i = 0; i < PLACES; i++) {
		for (size_t rows = 0; rows < PLACES + 2; rows++) {
			struct place place = places[i];

			place_back(&place, scrollback, COLUMNS, rows);
			check(place, rows < i ? i - rows : 0);
			place = places[i];
			place_forward(&place, scrollback, COLUMNS, rows);
			check(place, i + rows < PLACES ? i + rows : PLACES - 1);
		}
	}
}
END_TEST

START_TEST(test_place_without_lines)
{
	struct scrollback *empty = scrollback_new(1, 1);
	struct place place = {0, 0};

	place_back(&place, empty, COLUMNS, 5);
	place_forward(&place, empty, COLUMNS, 5);
	ck_assert(place.line == 0 && place.row == 0);
	scrollback_free(empty);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("place");
	TCase *tcase = tcase_create("place");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_place_from_everywhere_to_everywhere);
	tcase_add_test(tcase, test_place_without_lines);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
