# SPDX-License-Identifier: ISC
#
# Fuzz targets: tests/fuzz/fuzz_NAME.c is nothing but LLVMFuzzerTestOneInput(), and
# tests/fuzz/corpus/NAME has inputs to begin with. This is the one list of them.
#
# `make check` links driver.c to them, which runs what is kept in the corpus and a few changes of
# it, the same in each run. Configured with --enable-fuzzers they are for libFuzzer: `make fuzz`
# runs each of them, tests/fuzz/campaign tells how long.

FUZZ_TARGETS = \
	tests/fuzz/fuzz_board \
	tests/fuzz/fuzz_command \
	tests/fuzz/fuzz_edit \
	tests/fuzz/fuzz_exchange \
	tests/fuzz/fuzz_frame \
	tests/fuzz/fuzz_funnel \
	tests/fuzz/fuzz_keys \
	tests/fuzz/fuzz_log \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_ring \
	tests/fuzz/fuzz_settings \
	tests/fuzz/fuzz_url \
	tests/fuzz/fuzz_when

FUZZ_LIBS = libterm.a libui.a libipc.a $(CORE_LIBS) $(NCURSESW_LIBS)

# A program without rules of its own consists of the source of its name and LDADD.
if FUZZERS

EXTRA_PROGRAMS += $(FUZZ_TARGETS)
LDADD = $(FUZZ_LIBS) $(FUZZER_LIBS)

fuzzers: $(FUZZ_TARGETS)

fuzz: fuzzers
	$(SHELL) $(srcdir)/tests/fuzz/campaign $(srcdir) $(FUZZ_TARGETS)

else

check_PROGRAMS += $(FUZZ_TARGETS)
check_LIBRARIES += tests/fuzz/libdriver.a
tests_fuzz_libdriver_a_SOURCES = tests/fuzz/driver.c
LDADD = tests/fuzz/libdriver.a $(FUZZ_LIBS)

fuzz:
	@echo 'make fuzz: needs a folder that was configured with --enable-fuzzers' >&2; exit 1

endif

.PHONY: fuzzers fuzz

EXTRA_DIST += tests/fuzz/fuzz.h tests/fuzz/campaign tests/fuzz/seeds tests/fuzz/corpus
