# SPDX-License-Identifier: ISC

noinst_LIBRARIES += libipc.a
libipc_a_SOURCES = \
	src/ipc/admit.c src/ipc/admit.h \
	src/ipc/bell.c src/ipc/bell.h \
	src/ipc/board.c src/ipc/board.h \
	src/ipc/card.c src/ipc/card.h \
	src/ipc/confine.c src/ipc/confine.h \
	src/ipc/confine_calls.c \
	src/ipc/confine_files.c \
	src/ipc/direntry.c src/ipc/direntry.h \
	src/ipc/door.c src/ipc/door.h \
	src/ipc/door_other.c \
	src/ipc/doorway.c src/ipc/doorway.h \
	src/ipc/inbox.c src/ipc/inbox.h \
	src/ipc/knock.c src/ipc/knock.h \
	src/ipc/link.c src/ipc/link.h \
	src/ipc/link_fifo.c src/ipc/link_fifo.h \
	src/ipc/link_mem.c src/ipc/link_mem.h \
	src/ipc/mailbox.c src/ipc/mailbox.h \
	src/ipc/mailbox_seat.c \
	src/ipc/mailfile.c src/ipc/mailfile.h \
	src/ipc/maillock.c src/ipc/maillock.h \
	src/ipc/mailspool.c src/ipc/mailspool.h \
	src/ipc/mailwait.c src/ipc/mailwait.h \
	src/ipc/mqpair.c src/ipc/mqpair.h \
	src/ipc/post.c src/ipc/post.h \
	src/ipc/process.c src/ipc/process.h \
	src/ipc/process_facts.c \
	src/ipc/reap.c src/ipc/reap.h \
	src/ipc/roomname.c src/ipc/roomname.h \
	src/ipc/roomsweep.c src/ipc/roomsweep.h \
	src/ipc/rundir.c src/ipc/rundir.h \
	src/ipc/segment.c src/ipc/segment.h \
	src/ipc/slot.c src/ipc/slot.h \
	src/ipc/slot_file.c src/ipc/slot_file.h \
	src/ipc/slot_knock.c \
	src/ipc/waiter.c src/ipc/waiter.h
