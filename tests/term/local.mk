# SPDX-License-Identifier: ISC

check_PROGRAMS += tests/term/test_term
tests_term_test_term_SOURCES = tests/term/test_term.c
tests_term_test_term_LDADD = $(TEST_TERM_LIBS)
