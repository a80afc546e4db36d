# SPDX-License-Identifier: ISC

system_tests = \
	tests/system/session.test \
	tests/system/delivery.test \
	tests/system/leaving.test \
	tests/system/killed.test \
	tests/system/durable.test \
	tests/system/pressure.test \
	tests/system/limits.test \
	tests/system/seats.test \
	tests/system/refusals.test \
	tests/system/hostile.test \
	tests/system/scribble.test \
	tests/system/viewers.test \
	tests/system/chat.test \
	tests/system/chat_panes.test \
	tests/system/chat_ends.test \
	tests/system/chat_terminal.test \
	tests/system/chat_files.test \
	tests/system/chat_keys.test \
	tests/system/plain.test \
	tests/system/send.test \
	tests/system/recv.test \
	tests/system/status.test \
	tests/system/manual.test \
	tests/system/scripts.test \
	tests/system/recipes.test \
	tests/system/log.test \
	tests/system/mail.test \
	tests/system/mail_peer.test \
	tests/system/room_view.test \
	tests/system/room.test \
	tests/system/ask.test \
	tests/system/join.test \
	tests/system/doctor.test \
	tests/system/confine.test \
	tests/system/accounts.test \
	tests/system/security.test

TESTS += $(system_tests)
EXTRA_DIST += tests/system/lib.sh tests/system/window.sh tests/system/rooms.sh $(system_tests)

# Programs that the tests of mailboxes and of damaged boards need and that are no tests.
EXTRA_PROGRAMS += tests/system/queue tests/system/scribble
check_DATA += tests/system/queue$(EXEEXT) tests/system/scribble$(EXEEXT)
MOSTLYCLEANFILES += tests/system/queue$(EXEEXT) tests/system/scribble$(EXEEXT)
tests_system_queue_SOURCES = tests/system/queue.c
tests_system_queue_LDADD =
tests_system_scribble_SOURCES = tests/system/scribble.c tests/core/prng.h
tests_system_scribble_LDADD =

# The same for those of rooms: a hub that is none.
EXTRA_PROGRAMS += tests/system/roomboard
check_DATA += tests/system/roomboard$(EXEEXT)
MOSTLYCLEANFILES += tests/system/roomboard$(EXEEXT)
tests_system_roomboard_SOURCES = tests/system/roomboard.c
tests_system_roomboard_LDADD = $(APP_LIBS)

# And one that joins a room and does what it is told.
EXTRA_PROGRAMS += tests/system/member
check_DATA += tests/system/member$(EXEEXT)
MOSTLYCLEANFILES += tests/system/member$(EXEEXT)
tests_system_member_SOURCES = tests/system/member.c
tests_system_member_LDADD = $(APP_LIBS)
