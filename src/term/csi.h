/* SPDX-License-Identifier: ISC */
/*
 * What a control sequence (ESC [ body final) from a keyboard means: keys as xterm, rxvt and the
 * VT220 send them, characters with modifiers beside them (xterm's modifyOtherKeys, "CSI u"), the
 * focus, the mark before a pasted text.
 */
#ifndef TERM_CSI_H
#define TERM_CSI_H

#include <stddef.h>

#include "ui/keymap.h"

/* The key; KEYMAP_OTHER where it is none. final is a byte from @ to ~, n those between. */
struct key csi_key(const char *body, size_t n, char final);

/*
 * The modifiers (enum keymap_mod) of a parameter, which is one more than the sum of Shift 1, Alt 2,
 * Ctrl 4, Meta 8; none where it is something else. Meta counts as Alt.
 */
unsigned csi_modifiers(unsigned parameter);

#endif
