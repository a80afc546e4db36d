# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/ui/test_entry \
	tests/ui/test_grid \
	tests/ui/test_keymap \
	tests/ui/test_layout \
	tests/ui/test_paint \
	tests/ui/test_pane \
	tests/ui/test_place \
	tests/ui/test_screen \
	tests/ui/test_scrollback \
	tests/ui/test_status \
	tests/ui/test_style \
	tests/ui/test_wrap

UI_GOLDEN = tests/ui/golden.c tests/ui/golden.h

tests_ui_test_entry_SOURCES = tests/ui/test_entry.c $(UI_GOLDEN)
tests_ui_test_entry_LDADD = $(TEST_UI_LIBS)
tests_ui_test_grid_SOURCES = tests/ui/test_grid.c $(UI_GOLDEN)
tests_ui_test_grid_LDADD = $(TEST_UI_LIBS)
tests_ui_test_keymap_SOURCES = tests/ui/test_keymap.c
tests_ui_test_keymap_LDADD = $(TEST_UI_LIBS)
tests_ui_test_layout_SOURCES = tests/ui/test_layout.c
tests_ui_test_layout_LDADD = $(TEST_UI_LIBS)
tests_ui_test_paint_SOURCES = tests/ui/test_paint.c $(UI_GOLDEN)
tests_ui_test_paint_LDADD = $(TEST_UI_LIBS)
tests_ui_test_pane_SOURCES = tests/ui/test_pane.c $(UI_GOLDEN)
tests_ui_test_pane_LDADD = $(TEST_UI_LIBS)
tests_ui_test_place_SOURCES = tests/ui/test_place.c $(UI_GOLDEN)
tests_ui_test_place_LDADD = $(TEST_UI_LIBS)
tests_ui_test_screen_SOURCES = tests/ui/test_screen.c $(UI_GOLDEN)
tests_ui_test_screen_LDADD = $(TEST_UI_LIBS)
tests_ui_test_scrollback_SOURCES = tests/ui/test_scrollback.c $(UI_GOLDEN)
tests_ui_test_scrollback_LDADD = $(TEST_UI_LIBS)
tests_ui_test_status_SOURCES = tests/ui/test_status.c $(UI_GOLDEN)
tests_ui_test_status_LDADD = $(TEST_UI_LIBS)
tests_ui_test_style_SOURCES = tests/ui/test_style.c
tests_ui_test_style_LDADD = $(TEST_UI_LIBS)
tests_ui_test_wrap_SOURCES = tests/ui/test_wrap.c $(UI_GOLDEN)
tests_ui_test_wrap_LDADD = $(TEST_UI_LIBS)
