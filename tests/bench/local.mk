# SPDX-License-Identifier: ISC
#
# Tests of the benchmark, which is in program.mk, and with it.

# Instructions of a message, by valgrind; the program in it is one that needs no pidfd.
EXTRA_PROGRAMS += tests/bench/counted
check_DATA += tests/bench/counted$(EXEEXT)
MOSTLYCLEANFILES += tests/bench/counted$(EXEEXT)
tests_bench_counted_SOURCES = src/main.c tests/bench/unconfined.c tests/bench/unwatched.c
tests_bench_counted_LDADD = $(APP_LIBS)

TESTS += tests/bench/instructions.test tests/bench/quick.test
EXTRA_DIST += tests/bench/count tests/bench/instructions.test tests/bench/instructions.txt \
	tests/bench/quick.test
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

check_PROGRAMS += tests/bench/test_channel
tests_bench_test_channel_SOURCES = tests/bench/test_channel.c \
	tests/bench/bell.c \
	tests/bench/bell.h \
	tests/bench/channel.c \
	tests/bench/channel.h \
	tests/bench/channel_pipe.c \
	tests/bench/channel_queue.c \
	tests/bench/channel_ring.c \
	tests/bench/channel_signal.c
tests_bench_test_channel_LDADD = $(TEST_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/bench/test_svg_axis
tests_bench_test_svg_axis_SOURCES = tests/bench/test_svg_axis.c tests/bench/svg.h \
	tests/bench/svg_axis.c
tests_bench_test_svg_axis_LDADD = $(TEST_LIBS) $(CHECK_LIBS) $(MATH_LIBS)
