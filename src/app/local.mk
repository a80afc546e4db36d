# SPDX-License-Identifier: ISC

noinst_LIBRARIES += libapp.a
libapp_a_SOURCES = \
	src/app/clean.c \
	src/app/commands.h \
	src/app/fail.c src/app/fail.h \
	src/app/input.c src/app/input.h \
	src/app/loop.c src/app/loop.h \
	src/app/ls.c \
	src/app/options.c src/app/options.h \
	src/app/peer.c \
	src/app/plain.c src/app/plain.h \
	src/app/refuse.c src/app/refuse.h \
	src/app/signals.c src/app/signals.h \
	src/app/source.c src/app/source.h \
	src/app/station.c src/app/station.h \
	src/app/tail.c \
	src/app/talk.c src/app/talk.h \
	src/app/view.c \
	src/app/watch.c src/app/watch.h
