# SPDX-License-Identifier: ISC
#
# Tests of the benchmark, which is in program.mk, and with it.

# Instructions of a message, by valgrind; the program in it is one that needs no pidfd.
EXTRA_PROGRAMS += tests/bench/counted
check_DATA += tests/bench/counted$(EXEEXT)
MOSTLYCLEANFILES += tests/bench/counted$(EXEEXT)
tests_bench_counted_SOURCES = src/main.c tests/bench/unwatched.c
tests_bench_counted_LDADD = $(APP_LIBS)

TESTS += tests/bench/instructions.test
EXTRA_DIST += tests/bench/count tests/bench/instructions.test tests/bench/instructions.txt
AM_TESTS_ENVIRONMENT += \
	SHMOOZE_TEST_CFLAGS='$(CFLAGS) $(INSTRUMENT_CFLAGS)'; export SHMOOZE_TEST_CFLAGS;

# Records anew what tests/bench/instructions.test compares with.
record-instructions: tests/bench/counted$(EXEEXT)
	$(srcdir)/tests/bench/count tests/bench/counted$(EXEEXT) >instructions.new
	mv instructions.new $(srcdir)/tests/bench/instructions.txt
.PHONY: bench record-instructions

check_PROGRAMS += tests/bench/test_samples
tests_bench_test_samples_SOURCES = tests/bench/test_samples.c $(BENCH_SAMPLES)
tests_bench_test_samples_LDADD = $(TEST_LIBS) $(CHECK_LIBS)
