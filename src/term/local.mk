# SPDX-License-Identifier: ISC

noinst_LIBRARIES += libterm.a
libterm_a_SOURCES = src/term/term.c src/term/term.h
