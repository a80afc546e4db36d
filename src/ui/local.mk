# SPDX-License-Identifier: ISC

noinst_LIBRARIES += libui.a
libui_a_SOURCES = \
	src/ui/entry.c src/ui/entry.h \
	src/ui/grid.c src/ui/grid.h \
	src/ui/keymap.c src/ui/keymap.h \
	src/ui/layout.c src/ui/layout.h \
	src/ui/paint.c src/ui/paint.h \
	src/ui/pane.c src/ui/pane.h \
	src/ui/place.c src/ui/place.h \
	src/ui/screen.c src/ui/screen.h \
	src/ui/scrollback.c src/ui/scrollback.h \
	src/ui/status.c src/ui/status.h \
	src/ui/style.c src/ui/style.h \
	src/ui/wrap.c src/ui/wrap.h
