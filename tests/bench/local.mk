# SPDX-License-Identifier: ISC
#
# The benchmark: `make bench` runs it, `make bench BENCH_FLAGS=--quick` quickly. `make check` only
# builds it, so that it is not found broken when it is needed.

bench_programs = tests/bench/bench$(EXEEXT) tests/bench/bare$(EXEEXT)

EXTRA_PROGRAMS += tests/bench/bench tests/bench/bare
check_DATA += $(bench_programs)
MOSTLYCLEANFILES += $(bench_programs)

BENCH_SAMPLES = tests/bench/samples.c tests/bench/samples.h tests/bench/bench.h

tests_bench_bench_SOURCES = $(BENCH_SAMPLES) \
	tests/bench/actors.c \
	tests/bench/actors.h \
	tests/bench/bench.c \
	tests/bench/feeder.c \
	tests/bench/feeder.h \
	tests/bench/flood.c \
	tests/bench/idle.c \
	tests/bench/memory.c \
	tests/bench/proc.c \
	tests/bench/proc.h \
	tests/bench/prompt.c \
	tests/bench/prose.c \
	tests/bench/prose.h \
	tests/bench/report.c \
	tests/bench/report.h \
	tests/bench/scene.c \
	tests/bench/scene.h \
	tests/bench/scroll.c \
	tests/bench/start.c \
	tests/bench/stream.c \
	tests/bench/tty.c \
	tests/bench/tty.h
tests_bench_bench_LDADD = $(CORE_LIBS) $(VTERM_LIBS)
tests_bench_bare_SOURCES = tests/bench/bare.c
tests_bench_bare_LDADD = $(NCURSESW_LIBS)

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
.PHONY: record-instructions

check_PROGRAMS += tests/bench/test_samples
tests_bench_test_samples_SOURCES = tests/bench/test_samples.c $(BENCH_SAMPLES)
tests_bench_test_samples_LDADD = $(TEST_LIBS) $(CHECK_LIBS)

# Flags of the benchmark, such as --quick, --only NAME and --json FILE.
BENCH_FLAGS =

bench: shmooze$(EXEEXT) $(bench_programs)
	tests/bench/bench$(EXEEXT) --bare tests/bench/bare$(EXEEXT) $(BENCH_FLAGS) ./shmooze$(EXEEXT)
.PHONY: bench
