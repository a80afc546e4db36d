# SPDX-License-Identifier: ISC
#
# `make check-valgrind`: the tests once more, in valgrind. Unit tests are run in it, and the system
# tests get a program that runs itself in it: valgrind/shmooze, with what they look for beside it.

EXTRA_PROGRAMS += tests/valgrind/program
MOSTLYCLEANFILES += tests/valgrind/program$(EXEEXT) valgrind/shmooze valgrind/tests
tests_valgrind_program_SOURCES = src/main.c tests/valgrind/signal.c
tests_valgrind_program_LDADD = $(APP_LIBS)
tests_valgrind_program_LDFLAGS = -Wl,--wrap=process_signal

EXTRA_DIST += tests/valgrind/left-out tests/valgrind/memcheck tests/valgrind/run \
	tests/valgrind/suppressions tests/valgrind/tried

VALGRIND_FOLDER = $(abs_top_srcdir)/tests/valgrind
VALGRIND_TIMEOUT = timeout -k 10 3600
VALGRIND_SLACK = 10
# How much the fuzz targets change of their inputs, and the windows are typed into.
VALGRIND_AMOUNTS = SHMOOZE_FUZZ_MUTATIONS=200 SHMOOZE_TEST_KEYS=1000
VALGRIND_ENVIRONMENT = SHMOOZE=$(abs_top_builddir)/valgrind/shmooze \
	SHMOOZE_TEST_LOOK=$(abs_top_builddir)/shmooze \
	SHMOOZE_TEST_LEFT_OUT=$(VALGRIND_FOLDER)/left-out \
	SHMOOZE_TEST_SLACK=$(VALGRIND_SLACK) CK_TIMEOUT_MULTIPLIER=$(VALGRIND_SLACK) \
	$(VALGRIND_AMOUNTS)

valgrind/shmooze: Makefile
	$(AM_V_GEN)$(MKDIR_P) valgrind && \
	{ test -e valgrind/tests || ln -s ../tests valgrind/tests; } && \
	{ echo '#!/bin/sh' && \
	echo ': $${SHMOOZE_TEST_REPORTS=$(abs_top_builddir)/valgrind/report}' && \
	echo 'export SHMOOZE_TEST_REPORTS' && \
	echo 'exec $(VALGRIND_FOLDER)/memcheck $(abs_top_builddir)/tests/valgrind/program "$$@"'; \
	} >$@.new && chmod +x $@.new && mv $@.new $@

# Reports of processes whose environment was taken away are found at the end.
check-valgrind: tests/valgrind/program$(EXEEXT) valgrind/shmooze
	@rm -f valgrind/report.*; \
	if why=`$(VALGRIND_FOLDER)/tried tests/valgrind/program$(EXEEXT)`; then \
		status=0; \
		$(MAKE) check \
			LOG_COMPILER='$(VALGRIND_TIMEOUT) $(VALGRIND_FOLDER)/run' \
			TEST_LOG_COMPILER='$(VALGRIND_TIMEOUT) $(VALGRIND_FOLDER)/run' \
			TESTS_ENVIRONMENT='$(VALGRIND_ENVIRONMENT)' || status=1; \
		! grep -s '^==' valgrind/report.* /dev/null || status=1; \
		exit $$status; \
	else \
		echo "SKIP: check-valgrind $$why"; \
		echo '# SKIP: 1'; \
	fi

.PHONY: check-valgrind
