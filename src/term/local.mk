# SPDX-License-Identifier: ISC

noinst_LIBRARIES += libterm.a
libterm_a_SOURCES = \
	src/term/canvas.c src/term/canvas.h \
	src/term/csi.c src/term/csi.h \
	src/term/keyboard.c src/term/keyboard.h \
	src/term/keys.c src/term/keys.h \
	src/term/names.c src/term/names.h \
	src/term/osc.c src/term/osc.h \
	src/term/pairs.c src/term/pairs.h \
	src/term/paste.c src/term/paste.h \
	src/term/probe.c src/term/probe.h \
	src/term/scroll.c src/term/scroll.h \
	src/term/sequence.c src/term/sequence.h \
	src/term/term.c src/term/term.h
