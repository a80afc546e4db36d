# SPDX-License-Identifier: ISC
#
# What goes wrong in the kernel: kills and errors at each system call, by strace, and storms. Scripts
# in perl; in `make check` a sample of them, see inject.pl for the variables that choose.

fault_tests = \
	tests/fault/kill.test \
	tests/fault/error.test \
	tests/fault/storm.test

TESTS += $(fault_tests)
EXTRA_DIST += $(fault_tests) \
	tests/fault/Clocks.pm \
	tests/fault/Crew.pm \
	tests/fault/Errnos.pm \
	tests/fault/Inject.pm \
	tests/fault/Report.pm \
	tests/fault/RoomStorms.pm \
	tests/fault/Rooms.pm \
	tests/fault/Scenes.pm \
	tests/fault/Stage.pm \
	tests/fault/Storms.pm \
	tests/fault/inject.pl

# A terminal for the subject; no test.
EXTRA_PROGRAMS += tests/fault/terminal
check_DATA += tests/fault/terminal$(EXEEXT)
MOSTLYCLEANFILES += tests/fault/terminal$(EXEEXT)
tests_fault_terminal_SOURCES = tests/fault/terminal.c
