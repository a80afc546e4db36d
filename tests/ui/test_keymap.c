/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "ui/keymap.h"

#include "tests/suite.h"

static const struct {
	struct key key;
	enum action action;
} keys[] = {
	{{KEYMAP_CHAR, 'j'}, ACTION_LINE_DOWN},
	{{KEYMAP_CHAR, 'k'}, ACTION_LINE_UP},
	{{KEYMAP_DOWN, 0}, ACTION_LINE_DOWN},
	{{KEYMAP_UP, 'j'}, ACTION_LINE_UP},
	{{KEYMAP_PAGE_UP, 0}, ACTION_PAGE_UP},
	{{KEYMAP_PAGE_DOWN, 0}, ACTION_PAGE_DOWN},
	{{KEYMAP_HOME, 0}, ACTION_HOME},
	{{KEYMAP_END, 0}, ACTION_END},
	{{KEYMAP_CHAR, '\t'}, ACTION_NEXT_PANE},
	{{KEYMAP_BACKTAB, 0}, ACTION_PREVIOUS_PANE},
	{{KEYMAP_CHAR, 12}, ACTION_REDRAW},
	{{KEYMAP_CHAR, 'q'}, ACTION_QUIT},
	{{KEYMAP_CHAR, 'Q'}, ACTION_NONE},
	{{KEYMAP_CHAR, 0}, ACTION_NONE},
	{{KEYMAP_CHAR, 0x10ffff}, ACTION_NONE},
	{{KEYMAP_OTHER, 'q'}, ACTION_NONE},
};

START_TEST(test_keymap_action)
{
	ck_assert_int_eq(keymap_action(&keys[_i].key), keys[_i].action);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("keymap");
	TCase *tcase = tcase_create("keymap");

	tcase_add_loop_test(tcase, test_keymap_action, 0, (int)(sizeof(keys) / sizeof(keys[0])));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
