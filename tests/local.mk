# SPDX-License-Identifier: ISC
#
# Unit tests are one program a module and link their own layer and those below it, nothing above.
# System tests are shell scripts (*.test) that drive the real program. Both speak TAP.

TEST_LIBS = tests/libsuite.a
TEST_CORE_LIBS = $(TEST_LIBS) $(CORE_LIBS) $(CHECK_LIBS)
TEST_IPC_LIBS = $(TEST_LIBS) $(IPC_LIBS) $(CHECK_LIBS)
TEST_UI_LIBS = $(TEST_LIBS) $(UI_LIBS) $(CHECK_LIBS)
TEST_TERM_LIBS = $(TEST_LIBS) $(TERM_LIBS) $(CHECK_LIBS) $(VTERM_LIBS)
TEST_APP_LIBS = $(TEST_LIBS) $(APP_LIBS) $(CHECK_LIBS) $(VTERM_LIBS)

TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
TEST_LOG_DRIVER = $(TAP_DRIVER)
TEST_EXTENSIONS = .test

# A test that hangs is ended after this many seconds, and an error.
TEST_TIMEOUT = 600
LOG_COMPILER = timeout -k 10 $(TEST_TIMEOUT)
TEST_LOG_COMPILER = $(LOG_COMPILER)

# A sanitizer's report goes to a file next to the test's own, see tests/system/lib.sh; 99 is the
# status that tells a report from any status of the program's own. TEST_SLACK stretches deadlines
# for instrumented programs.
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C.UTF-8; export LC_ALL; \
	SHMOOZE='$(abs_top_builddir)/shmooze'; export SHMOOZE; \
	FAULT_TERMINAL='$(abs_top_builddir)/tests/fault/terminal'; export FAULT_TERMINAL; \
	SHMOOZE_TEST_SLACK=$(TEST_SLACK); export SHMOOZE_TEST_SLACK; \
	unset SHMOOZE_DIR; \
	CK_DEFAULT_TIMEOUT=60; export CK_DEFAULT_TIMEOUT; \
	ASAN_OPTIONS=$${ASAN_OPTIONS-exitcode=99:detect_stack_use_after_return=1}; \
	export ASAN_OPTIONS; \
	UBSAN_OPTIONS=$${UBSAN_OPTIONS-print_stacktrace=1}; export UBSAN_OPTIONS;

if COVERAGE
# The counters of executed lines are files that each process adds to when it ends.
AM_TESTS_ENVIRONMENT += SHMOOZE_TEST_COVERAGE=1; export SHMOOZE_TEST_COVERAGE;
endif

AM_CPPFLAGS += $(VTERM_CFLAGS)
include tests/bench/program.mk

if BUILD_TESTS

AM_CPPFLAGS += $(CHECK_CFLAGS)

check_LIBRARIES += tests/libsuite.a
tests_libsuite_a_SOURCES = tests/suite.c tests/suite.h

include tests/core/local.mk
include tests/core/chat.mk
include tests/core/room.mk
include tests/core/text.mk
include tests/ipc/local.mk
include tests/ui/local.mk
include tests/term/local.mk
include tests/app/local.mk
include tests/system/local.mk
include tests/fault/local.mk
include tests/bench/local.mk
include tests/fuzz/local.mk
include tests/valgrind/local.mk

TESTS += $(check_PROGRAMS) tests/layers.test
EXTRA_DIST += tests/layers.test \
	tests/core/race tests/core/race_ring.c \
	tests/model/check tests/model/ring.pml

else

check-local:
	@echo 'make check: configure did not find these libraries: $(TESTS_LACK)' >&2; exit 1

dist-hook:
	@echo 'make dist: needs the libraries of the tests: $(TESTS_LACK)' >&2; exit 1

.PHONY: bench

endif
