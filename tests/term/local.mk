# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/term/test_canvas \
	tests/term/test_csi \
	tests/term/test_keyboard \
	tests/term/test_keys \
	tests/term/test_names \
	tests/term/test_osc \
	tests/term/test_pairs \
	tests/term/test_paste \
	tests/term/test_probe \
	tests/term/test_sequence \
	tests/term/test_term \
	tests/term/test_themes

TERM_EMULATOR = tests/term/emulator.c tests/term/emulator.h

tests_term_test_canvas_SOURCES = tests/term/test_canvas.c $(TERM_EMULATOR)
tests_term_test_canvas_LDADD = $(TEST_TERM_LIBS) -lpthread
tests_term_test_csi_SOURCES = tests/term/test_csi.c
tests_term_test_csi_LDADD = $(TEST_TERM_LIBS)
tests_term_test_keyboard_SOURCES = tests/term/test_keyboard.c $(TERM_EMULATOR)
tests_term_test_keyboard_LDADD = $(TEST_TERM_LIBS) -lpthread
tests_term_test_keys_SOURCES = tests/term/test_keys.c
tests_term_test_keys_LDADD = $(TEST_TERM_LIBS)
tests_term_test_names_SOURCES = tests/term/test_names.c
tests_term_test_names_LDADD = $(TEST_TERM_LIBS)
tests_term_test_osc_SOURCES = tests/term/test_osc.c
tests_term_test_osc_LDADD = $(TEST_TERM_LIBS)
tests_term_test_pairs_SOURCES = tests/term/test_pairs.c
tests_term_test_pairs_LDADD = $(TEST_TERM_LIBS)
tests_term_test_paste_SOURCES = tests/term/test_paste.c
tests_term_test_paste_LDADD = $(TEST_TERM_LIBS)
tests_term_test_probe_SOURCES = tests/term/test_probe.c
tests_term_test_probe_LDADD = $(TEST_TERM_LIBS)
tests_term_test_sequence_SOURCES = tests/term/test_sequence.c
tests_term_test_sequence_LDADD = $(TEST_TERM_LIBS)
tests_term_test_term_SOURCES = tests/term/test_term.c $(TERM_EMULATOR)
tests_term_test_term_LDADD = $(TEST_TERM_LIBS) -lpthread
tests_term_test_themes_SOURCES = tests/term/test_themes.c
tests_term_test_themes_LDADD = $(TEST_UI_LIBS)
