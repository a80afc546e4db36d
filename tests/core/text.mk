# SPDX-License-Identifier: ISC

check_PROGRAMS += \
	tests/core/test_ascii \
	tests/core/test_cluster \
	tests/core/test_copy \
	tests/core/test_decimal \
	tests/core/test_funnel \
	tests/core/test_utf8

tests_core_test_ascii_SOURCES = tests/core/test_ascii.c
tests_core_test_ascii_LDADD = $(TEST_CORE_LIBS)
tests_core_test_cluster_SOURCES = tests/core/test_cluster.c
tests_core_test_cluster_LDADD = $(TEST_CORE_LIBS)
tests_core_test_copy_SOURCES = tests/core/test_copy.c
tests_core_test_copy_LDADD = $(TEST_CORE_LIBS)
tests_core_test_decimal_SOURCES = tests/core/test_decimal.c
tests_core_test_decimal_LDADD = $(TEST_CORE_LIBS)
tests_core_test_funnel_SOURCES = tests/core/test_funnel.c
tests_core_test_funnel_LDADD = $(TEST_CORE_LIBS)
tests_core_test_utf8_SOURCES = tests/core/test_utf8.c
tests_core_test_utf8_LDADD = $(TEST_CORE_LIBS)
