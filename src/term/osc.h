/* SPDX-License-Identifier: ISC */
/*
 * Operating system commands: what a terminal is told besides what it shows. Their text comes from
 * anywhere; no control character of it gets into one, and none is longer than stated.
 *
 * Formats: OSC 9 of iTerm2, OSC 777 of rxvt-unicode, OSC 52 of xterm (its ctlseqs.txt). They end
 * with BEL, which every terminal that knows them takes.
 */
#ifndef TERM_OSC_H
#define TERM_OSC_H

#include <stddef.h>

struct buffer;

/* Columns of a title and of a text; what is longer is cut. */
#define OSC_TITLE_COLUMNS 40
#define OSC_TEXT_COLUMNS  200

/* Bytes that can be copied: the base64 of more is more than terminals take. */
#define OSC_COPY_MAX 74994

enum osc_notice {
	OSC_9 = 9, /* has no title: it is put before the text */
	OSC_777 = 777,
};

/*
 * Appends the command that shows a notice on the desktop. Title and text are terminated. Returns 0
 * or -ENOMEM.
 */
int osc_notify(struct buffer *out, enum osc_notice notice, const char *title, const char *text);

/*
 * Appends the command that copies n bytes of text to the clipboard. Newlines and tabs stay, other
 * control characters are left out, invalid UTF-8 becomes U+FFFD. Returns 0, -EMSGSIZE where that is
 * more than OSC_COPY_MAX bytes, or -ENOMEM; then nothing is appended that could be sent.
 */
int osc_copy(struct buffer *out, const char *text, size_t n);

#endif
