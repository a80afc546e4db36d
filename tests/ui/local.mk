# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/ui/test_colour \
	tests/ui/test_conversation \
	tests/ui/test_entry \
	tests/ui/test_find \
	tests/ui/test_finder \
	tests/ui/test_grid \
	tests/ui/test_kept \
	tests/ui/test_keymap \
	tests/ui/test_layout \
	tests/ui/test_links \
	tests/ui/test_listing \
	tests/ui/test_match \
	tests/ui/test_moved \
	tests/ui/test_paint \
	tests/ui/test_painting \
	tests/ui/test_pane \
	tests/ui/test_panes \
	tests/ui/test_place \
	tests/ui/test_prompt \
	tests/ui/test_screen \
	tests/ui/test_scrollback \
	tests/ui/test_status \
	tests/ui/test_style \
	tests/ui/test_theme \
	tests/ui/test_transcript \
	tests/ui/test_unread \
	tests/ui/test_viewport \
	tests/ui/test_wrap

UI_GOLDEN = tests/ui/golden.c tests/ui/golden.h

tests_ui_test_colour_SOURCES = tests/ui/test_colour.c
tests_ui_test_colour_LDADD = $(TEST_UI_LIBS)
tests_ui_test_conversation_SOURCES = tests/ui/test_conversation.c $(UI_GOLDEN)
tests_ui_test_conversation_LDADD = $(TEST_UI_LIBS)
tests_ui_test_entry_SOURCES = tests/ui/test_entry.c $(UI_GOLDEN)
tests_ui_test_entry_LDADD = $(TEST_UI_LIBS)
tests_ui_test_find_SOURCES = tests/ui/test_find.c $(UI_GOLDEN)
tests_ui_test_find_LDADD = $(TEST_UI_LIBS)
tests_ui_test_finder_SOURCES = tests/ui/test_finder.c $(UI_GOLDEN)
tests_ui_test_finder_LDADD = $(TEST_UI_LIBS)
tests_ui_test_grid_SOURCES = tests/ui/test_grid.c $(UI_GOLDEN)
tests_ui_test_grid_LDADD = $(TEST_UI_LIBS)
tests_ui_test_kept_SOURCES = tests/ui/test_kept.c $(UI_GOLDEN)
tests_ui_test_kept_LDADD = $(TEST_UI_LIBS)
tests_ui_test_keymap_SOURCES = tests/ui/test_keymap.c
tests_ui_test_keymap_LDADD = $(TEST_UI_LIBS)
tests_ui_test_layout_SOURCES = tests/ui/test_layout.c
tests_ui_test_layout_LDADD = $(TEST_UI_LIBS)
tests_ui_test_links_SOURCES = tests/ui/test_links.c $(UI_GOLDEN)
tests_ui_test_links_LDADD = $(TEST_UI_LIBS)
tests_ui_test_listing_SOURCES = tests/ui/test_listing.c $(UI_GOLDEN)
tests_ui_test_listing_LDADD = $(TEST_UI_LIBS)
tests_ui_test_match_SOURCES = tests/ui/test_match.c $(UI_GOLDEN)
tests_ui_test_match_LDADD = $(TEST_UI_LIBS)
tests_ui_test_moved_SOURCES = tests/ui/test_moved.c $(UI_GOLDEN)
tests_ui_test_moved_LDADD = $(TEST_UI_LIBS)
tests_ui_test_paint_SOURCES = tests/ui/test_paint.c $(UI_GOLDEN)
tests_ui_test_paint_LDADD = $(TEST_UI_LIBS)
tests_ui_test_painting_SOURCES = tests/ui/test_painting.c tests/core/prng.h $(UI_GOLDEN)
tests_ui_test_painting_LDADD = $(TEST_UI_LIBS)
tests_ui_test_pane_SOURCES = tests/ui/test_pane.c $(UI_GOLDEN)
tests_ui_test_pane_LDADD = $(TEST_UI_LIBS)
tests_ui_test_panes_SOURCES = tests/ui/test_panes.c $(UI_GOLDEN)
tests_ui_test_panes_LDADD = $(TEST_UI_LIBS)
tests_ui_test_place_SOURCES = tests/ui/test_place.c $(UI_GOLDEN)
tests_ui_test_place_LDADD = $(TEST_UI_LIBS)
tests_ui_test_prompt_SOURCES = tests/ui/test_prompt.c $(UI_GOLDEN)
tests_ui_test_prompt_LDADD = $(TEST_UI_LIBS)
tests_ui_test_screen_SOURCES = tests/ui/test_screen.c $(UI_GOLDEN)
tests_ui_test_screen_LDADD = $(TEST_UI_LIBS)
tests_ui_test_scrollback_SOURCES = tests/ui/test_scrollback.c $(UI_GOLDEN)
tests_ui_test_scrollback_LDADD = $(TEST_UI_LIBS)
tests_ui_test_status_SOURCES = tests/ui/test_status.c $(UI_GOLDEN)
tests_ui_test_status_LDADD = $(TEST_UI_LIBS)
tests_ui_test_style_SOURCES = tests/ui/test_style.c
tests_ui_test_style_LDADD = $(TEST_UI_LIBS)
tests_ui_test_theme_SOURCES = tests/ui/test_theme.c
tests_ui_test_theme_LDADD = $(TEST_UI_LIBS) -lm
tests_ui_test_transcript_SOURCES = tests/ui/test_transcript.c $(UI_GOLDEN)
tests_ui_test_transcript_LDADD = $(TEST_UI_LIBS)
tests_ui_test_unread_SOURCES = tests/ui/test_unread.c $(UI_GOLDEN)
tests_ui_test_unread_LDADD = $(TEST_UI_LIBS)
tests_ui_test_viewport_SOURCES = tests/ui/test_viewport.c $(UI_GOLDEN)
tests_ui_test_viewport_LDADD = $(TEST_UI_LIBS)
tests_ui_test_wrap_SOURCES = tests/ui/test_wrap.c $(UI_GOLDEN)
tests_ui_test_wrap_LDADD = $(TEST_UI_LIBS)
