# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/core/test_command \
	tests/core/test_edit \
	tests/core/test_history \
	tests/core/test_motion \
	tests/core/test_nearest \
	tests/core/test_settings \
	tests/core/test_undo \
	tests/core/test_url \
	tests/core/test_words

tests_core_test_command_SOURCES = tests/core/test_command.c
tests_core_test_command_LDADD = $(TEST_CORE_LIBS)
tests_core_test_edit_SOURCES = tests/core/test_edit.c
tests_core_test_edit_LDADD = $(TEST_CORE_LIBS)
tests_core_test_history_SOURCES = tests/core/test_history.c
tests_core_test_history_LDADD = $(TEST_CORE_LIBS)
tests_core_test_motion_SOURCES = tests/core/test_motion.c
tests_core_test_motion_LDADD = $(TEST_CORE_LIBS)
tests_core_test_nearest_SOURCES = tests/core/test_nearest.c
tests_core_test_nearest_LDADD = $(TEST_CORE_LIBS)
tests_core_test_settings_SOURCES = tests/core/test_settings.c
tests_core_test_settings_LDADD = $(TEST_CORE_LIBS)
tests_core_test_undo_SOURCES = tests/core/test_undo.c
tests_core_test_undo_LDADD = $(TEST_CORE_LIBS)
tests_core_test_url_SOURCES = tests/core/test_url.c
tests_core_test_url_LDADD = $(TEST_CORE_LIBS)
tests_core_test_words_SOURCES = tests/core/test_words.c
tests_core_test_words_LDADD = $(TEST_CORE_LIBS)
