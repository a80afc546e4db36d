/* SPDX-License-Identifier: ISC */
#include "ui/keymap.h"

#include <stddef.h>

#define CONTROL(letter) ((letter)&0x1f)

static const struct {
	struct key key;
	enum action action;
} keymap[] = {
	{{KEYMAP_CHAR, 'k'}, ACTION_LINE_UP},
	{{KEYMAP_UP, 0}, ACTION_LINE_UP},
	{{KEYMAP_CHAR, 'j'}, ACTION_LINE_DOWN},
	{{KEYMAP_DOWN, 0}, ACTION_LINE_DOWN},
	{{KEYMAP_PAGE_UP, 0}, ACTION_PAGE_UP},
	{{KEYMAP_CHAR, 'b'}, ACTION_PAGE_UP},
	{{KEYMAP_CHAR, CONTROL('B')}, ACTION_PAGE_UP},
	{{KEYMAP_PAGE_DOWN, 0}, ACTION_PAGE_DOWN},
	{{KEYMAP_CHAR, ' '}, ACTION_PAGE_DOWN},
	{{KEYMAP_CHAR, CONTROL('F')}, ACTION_PAGE_DOWN},
	{{KEYMAP_HOME, 0}, ACTION_HOME},
	{{KEYMAP_CHAR, 'g'}, ACTION_HOME},
	{{KEYMAP_END, 0}, ACTION_END},
	{{KEYMAP_CHAR, 'G'}, ACTION_END},
	{{KEYMAP_CHAR, CONTROL('I')}, ACTION_NEXT_PANE},
	{{KEYMAP_BACKTAB, 0}, ACTION_PREVIOUS_PANE},
	{{KEYMAP_CHAR, CONTROL('L')}, ACTION_REDRAW},
	{{KEYMAP_CHAR, 'q'}, ACTION_QUIT},
};

enum action keymap_action(const struct key *key)
{
	for (size_t i = 0; i < sizeof(keymap) / sizeof(keymap[0]); i++)
		if (key->name == keymap[i].key.name &&
			(key->name != KEYMAP_CHAR || key->cp == keymap[i].key.cp))
			return keymap[i].action;
	return ACTION_NONE;
}
